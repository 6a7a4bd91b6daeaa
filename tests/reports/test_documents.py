"""Documents of one's own: texts with figures and reports in order, and what is told of a wrong one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from outreach_cli.api import Register, create_register, open_register
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import use_language
from outreach_cli.reports.definitions.definition import BadReportError, UnknownReportError
from outreach_cli.reports.definitions.document_keys import EXAMPLE
from outreach_cli.reports.documents.document import UnknownFigureError
from outreach_cli.reports.run import UnpublishableError
from outreach_cli.tables.book import Book, TextPart
from outreach_cli.tables.formats import FORMATS, encode_table
from outreach_cli.tables.markdown import write_tsv
from tests.conftest import ROOT, Typed
from tests.test_aalborg import EXAMPLE as FOLDER
from tests.test_aalborg import TABEL_1, TABEL_2

Type = Callable[..., Typed]
CASE = ROOT / "examples" / "aalborg" / "sag.toml"
TWO_SITES = """
add site Nord
add site Syd
add offer Rygestop
register B1 --on 2018-01-01 --birth-year 1960
register B2 --on 2018-01-01
contact B1 --site Nord --on 2018-02-01 --refer-to Rygestop
contact B1 B2 --site Nord --on 2018-03-08
contact B2 --site Syd --on 2018-03-01
contact B2 --site Syd --on 2017-03-01
"""


@pytest.fixture(scope="module")
def aalborg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    path = tmp_path_factory.mktemp("case") / "aalborg.db"
    for words in (("init", "--municipality", "Aalborg"), ("import", str(FOLDER))):
        environment = os.environ | {"OUTREACH_DB": str(path), "OUTREACH_TODAY": "2019-03-15"}
        subprocess.run([sys.executable, "-m", "outreach_cli", *words], env=environment, check=True)
    with open_register(path) as register:
        yield register


@pytest.fixture
def sites(tmp_path: Path, typed: Type) -> Path:
    """A register with contacts at two sites, and the folder for a document."""
    create_register(tmp_path / "outreach.db", language="da", municipality="Aalborg").close()
    for line in TWO_SITES.strip().split("\n"):
        assert typed(line).code == 0
    return tmp_path


def make(folder: Path, text: str, **choices: object) -> Book:
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    with open_register(folder / "outreach.db") as register:
        return register.book(str(folder / "mine.toml"), **choices)  # type: ignore[arg-type]


def texts(book: Book) -> list[str]:
    return [said for part in book.parts if isinstance(part, TextPart) for said in part.paragraphs]


def test_the_case_has_the_published_sentences_and_tables_in_their_order(aalborg: Register) -> None:
    book = aalborg.book(str(CASE))
    first, table_1, second, table_2 = book.parts
    assert isinstance(first, TextPart)
    assert isinstance(second, TextPart)
    assert first.paragraphs[1:3] == (
        "- 179 borgere har været til en sundhedssamtale",
        "- 80 borgere har deltaget i Åben og Rolig Flex",
    )
    assert second.paragraphs[0].startswith(
        "Samlet set har der i alt været afholdt 366 sundhedssamtaler med de 179 borgere. Med udgangspunkt i"
        " sundhedssamtalerne er der foretaget 166 henvisninger til andre sundhedstilbud."
    )
    assert [write_tsv(table) for table in (table_1, table_2)] == [TABEL_1.lstrip(), TABEL_2.lstrip()]  # type: ignore[arg-type]
    assert table_1.heading == "Tabel 1 – Antal sundhedssamtaler og henvisninger til sundhedstilbud"
    assert book.notes == ("Kommune: Aalborg · Periode 01-01-2018 – 28-02-2019", "Udtrukket 15-03-2019")


def test_each_figure_of_the_case_is_traced_to_as_many_records(aalborg: Register) -> None:
    book = aalborg.book(str(CASE))
    figures = {each.name: each for part in book.parts if isinstance(part, TextPart) for each in part.figures}
    assert {name: each.words for name, each in figures.items()} == {
        "conversations.citizens": "179",
        "courses.citizens": "80",
        "conversations.conversations": "366",
        "conversations.referrals": "166",
        "conversations.conversations_per_citizen.Uddannelseshuset": "4,8",
    }
    for name, each in figures.items():
        traced = aalborg.trace_figure(str(CASE), name).body
        parts = [line for line in traced if line[0] in ("Antal samtaler", "Antal borgere")]
        assert len(traced) == (172 + 36 if parts else each.value)


@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_the_case_prints_tabel_2_as_it_was_published_in_every_form(form: str, aalborg: Register) -> None:
    said = re.sub(r"<[^>]+>|[|*]", " ", encode_table(aalborg.book(str(CASE)), form).decode())
    rows = [" ".join(line.split()) for line in said.split("\n")]
    for line in TABEL_2.strip().split("\n"):
        assert any(line.replace("\t", " ") in row for row in rows)


def test_every_format_for_several_tables_holds_texts_and_tables(aalborg: Register) -> None:
    book = aalborg.book(str(CASE))
    for form, each in FORMATS.items():
        if each.several is None:
            continue
        content = encode_table(book, form)
        assert encode_table(book, form) == content
        if each.binary:
            archive = zipfile.ZipFile(BytesIO(content))
            content = b"".join(archive.read(name) for name in archive.namelist())
        said = content.decode("utf-8", "replace")
        for words in ("179 borgere har været til en sundhedssamtale", "Tabel 1", "Virksomhedscenteret"):
            assert words in said, (form, words)


def test_a_documents_json_has_its_parts_in_order_with_exact_figures(aalborg: Register) -> None:
    said = json.loads(encode_table(aalborg.book(str(CASE)), "json"))
    assert [each["part"] for each in said["parts"]] == ["text", "report", "text", "report"]
    assert [each["report"] for each in said["parts"] if each["part"] == "report"] == [0, 1]
    assert [each.get("name") for each in said["parts"]] == [None, "conversations", None, "courses"]
    figures = {each["figure"]: each["value"] for part in said["parts"] for each in part.get("figures", [])}
    assert figures["conversations.conversations_per_citizen.Uddannelseshuset"] == 172 / 36
    assert said["reports"][0]["total"]["referrals"] == 166


def test_word_holds_the_drawing_a_raster_and_what_both_show_in_words(aalborg: Register) -> None:
    archive = zipfile.ZipFile(BytesIO(encode_table(aalborg.book(str(CASE)), "docx")))
    drawings = [name for name in archive.namelist() if name.endswith(".svg")]
    rasters = [name for name in archive.namelist() if name.endswith(".png")]
    assert (len(drawings), len(rasters)) == (1, 1)
    assert b"Virksomhedscenteret" in archive.read(drawings[0])
    assert archive.read(rasters[0]).startswith(b"\x89PNG")
    document = archive.read("word/document.xml").decode()
    assert "svgBlip" in document
    assert "Sygedagpengehuset 60, Job- og Aktivhuset 63, Virksomhedscenteret 71" in document


def test_definitions_stand_once_at_the_end_with_the_tables_that_they_hold_for(aalborg: Register) -> None:
    rules = aalborg.book(str(CASE)).rules
    assert [(each.label, each.tables) for each in rules if each.label == "Antal borgere"] == [
        ("Antal borgere", ("Tabel 1",)),
        ("Antal borgere", ("Tabel 2",)),
    ]
    page = encode_table(aalborg.book(str(CASE)), "html").decode()
    assert page.count("<dt>Henvist til tilbud (Tabel 1)</dt>") == 1


def test_the_example_of_the_language_works_as_it_stands(sites: Path) -> None:
    book = make(sites, EXAMPLE)
    assert texts(book) == [
        "I 2018 har 2 borgere været til samtale, 2 af dem i Nord.",
        "- 1 henvisninger, heraf 0 startet",
        "- 4 samtaler, 3 flere end året før",
    ]
    assert [table.heading for table in book.tables] == [
        "Tabel 1 – Samtaler i enhederne",
        "Tabel 2 – Antal sundhedssamtaler og henvisninger til sundhedstilbud",
    ]
    assert [table.chart for table in book.tables] == ["citizens", "conversations"]


def test_a_part_without_anything_is_left_out_unless_it_is_asked_for(sites: Path) -> None:
    text = 'title = "T"\n[[part]]\nreport = "groups"\n[[part]]\nreport = "conversations"\n'
    book = make(sites, text)
    assert [table.name for table in book.tables] == ["conversations"]
    assert book.tables[0].numbered == "Tabel 1"
    assert book.notes[-1].startswith("Udeladt, fordi der ikke er talt noget: ")
    shown = make(sites, text.replace('"groups"\n', '"groups"\nempty = "show"\n'))
    assert [table.name for table in shown.tables] == ["groups", "conversations"]


@pytest.mark.parametrize("form", ["docx", "xlsx", "html", "markdown"])
@pytest.mark.parametrize("report", ["conversations", "groups"])
def test_a_document_of_one_table_or_of_none_has_its_front_and_its_rules(
    sites: Path, form: str, report: str
) -> None:
    book = make(sites, f'title = "Årets ord"\nperiod = "2018"\n[[part]]\nreport = "{report}"\n')
    content = encode_table(book, form)
    if form in ("docx", "xlsx"):
        archive = zipfile.ZipFile(BytesIO(content))
        content = b"".join(
            archive.read(each) for each in archive.namelist() if each.startswith(("word", "xl"))
        )
    said = content.decode("utf-8", "replace")
    for words in ("Årets ord", "Periode 01-01-2018 – 31-12-2018", "Udtrukket 15-03-2019"):
        assert words in said
    assert ("Borgere med mindst én samtale i perioden." in said) == (report == "conversations")


def test_the_command_line_asks_of_all_parts_what_they_do_not_say_themselves(sites: Path) -> None:
    text = (
        'title = "T"\nperiod = "2018"\n[[part]]\nreport = "conversations"\n'
        '[[part]]\nname = "before"\nreport = "conversations"\nperiod = "2017"\nsite = "Syd"\n'
        '[[part]]\ntext = "{conversations.conversations} {before.conversations}"\n'
    )
    assert texts(make(sites, text)) == ["4 1"]
    assert texts(make(sites, text, period="2018-02")) == ["1 1"]
    assert texts(make(sites, text, site=["Nord"])) == ["3 1"]
    assert texts(make(sites, text, first="2017-01-01", last="2018-12-31")) == ["5 1"]
    english = make(sites, text, language="en")
    assert english.tables[0].heading.startswith("Table 1 – Health conversations")


def test_a_figure_of_a_hidden_cell_is_hidden_in_the_text_too(sites: Path) -> None:
    text = 'title = "T"\n[[part]]\ntext = "{conversations.citizens}, {conversations.conversations.Nord}"\n'
    assert texts(make(sites, text)) == ["2, 3"]
    hidden = make(sites, text, suppress=3)
    assert texts(hidden) == ["•, •"]
    (part,) = (each for each in hidden.parts if isinstance(each, TextPart))
    assert [each.value for each in part.figures] == [None, None]
    assert any(note.startswith("•: ") for note in hidden.notes)


def test_a_document_of_texts_alone_says_that_its_figures_are_rounded(sites: Path) -> None:
    text = 'title = "T"\n[[part]]\ntext = "{conversations.citizens}"\n'
    said = "About: each number of citizens"
    assert any(note.startswith(said) for note in make(sites, text, language="en", round=5).notes)
    table = '[[part]]\nreport = "conversations"\n'
    assert not any(note.startswith(said) for note in make(sites, text + table, language="en", round=5).notes)


def test_a_document_is_read_as_the_register_stood_then(sites: Path, typed: Type) -> None:
    text = 'title = "T"\nperiod = "2018"\n[[part]]\ntext = "{conversations.conversations}"\n'
    with open_register(sites / "outreach.db") as register:
        (before,) = register.connection.execute("SELECT max(id) FROM change").fetchone()
    assert typed("contact B1 --site Nord --on 2018-05-01").code == 0
    assert texts(make(sites, text)) == ["5"]
    assert texts(make(sites, text, as_of=before)) == ["4"]


def test_months_stand_in_words_for_people_and_in_codes_for_programs(sites: Path) -> None:
    text = 'title = "T"\nperiod = "2018-Q1"\n[[part]]\nreport = "conversations"\nby = "month"\nchart = true\n'
    figures = "{conversations.conversations.februar 2018} {conversations.conversations.2018-03}"
    text += f'[[part]]\ntext = "{figures}"\n'
    book = make(sites, text)
    assert texts(book) == ["1 3"]
    assert "februar 2018" in encode_table(book, "markdown").decode()
    assert [row["month"] for row in book.tables[0].rows] == ["2018-01", "2018-02", "2018-03"]
    assert "<polyline" in encode_table(book, "html").decode()


@pytest.mark.parametrize("name", ["all", "case.toml"])
def test_a_document_asked_for_as_one_report_says_which_door_opens_it(
    name: str, sites: Path, typed: Type
) -> None:
    (sites / "case.toml").write_text('title = "T"\n[[part]]\ntext = "x"\n', encoding="utf-8")
    asked = str(sites / name) if name.endswith(".toml") else name
    with open_register(sites / "outreach.db") as register, use_language("en"):
        with pytest.raises(OutreachError) as error:
            register.report(asked)
        assert "register.book" in f"{error.value} {error.value.give_advice()}"
        assert register.book(asked).title
        with pytest.raises(UnknownReportError) as unknown:
            register.book("conversations")
        assert "register.report" in str(unknown.value.give_advice())
    target = typed(f"target {asked} citizens 5 --period 2018")
    assert target.code == 3
    assert "register.book" in target.err


def test_a_report_of_ones_own_is_found_beside_the_document(sites: Path) -> None:
    own = (ROOT / "examples" / "reports" / "three-contacts.toml").read_text(encoding="utf-8")
    (sites / "often.toml").write_text(own, encoding="utf-8")
    book = make(sites, 'title = "T"\n[[part]]\nreport = "often.toml"\nname = "often"\n')
    assert [table.numbered for table in book.tables] == ["Tabel 1"]


def test_a_spread_out_column_is_a_part_as_any_other(sites: Path) -> None:
    text = 'title = "T"\nperiod = "2018-Q1"\n[[part]]\nreport = "conversations"\nacross = "month"\n'
    (table,) = make(sites, text + 'column = "conversations"\n').tables
    assert [column.label for column in table.columns][1:4] == ["januar 2018", "februar 2018", "marts 2018"]
    assert make(sites, text, suppress=5).tables[0].hidden
    assert make(sites, text + '[[part]]\ntext = "T"\n').rules[0].label == "Antal borgere"


def test_each_cell_of_a_spread_out_column_is_traced_to_as_many_records(sites: Path) -> None:
    text = (
        'title = "T"\nperiod = "2018-Q1"\n[[part]]\nreport = "conversations"\nacross = "month"\nname = "a"\n'
    )
    (sites / "mine.toml").write_text(text + 'column = "conversations"\n', encoding="utf-8")
    with open_register(sites / "outreach.db") as register:
        path = str(sites / "mine.toml")
        (table,) = register.book(path).tables
        cells = {
            f"a.{key}.{row['site']}": number
            for row in [*table.rows, table.total or {}]
            for key, number in row.items()
            if key != "site"
        }
        assert cells["a.2018-03.Nord"] == 2
        assert cells["a.total.I alt"] == 4
        traced = {figure: len(register.trace_figure(path, figure).body) for figure in cells}
        assert traced == cells
        assert len(register.trace_figure(path, "a.marts 2018.Nord").body) == 2


def test_a_part_may_name_the_column_that_its_report_spreads_out(sites: Path) -> None:
    (sites / "spread.toml").write_text(
        'name = "spread"\ntitle = "T"\nrows = "site"\nacross = "month"\n'
        '[[column]]\nkey = "a"\nlabel = "A"\nmeasure = "count meeting"\n'
        '[[column]]\nkey = "b"\nlabel = "B"\nmeasure = "count referral"\n',
        encoding="utf-8",
    )
    part = 'title = "T"\nperiod = "2018-Q1"\n[[part]]\nreport = "spread.toml"\ncolumn = "b"\n'
    (table,) = make(sites, part).tables
    assert table.title.endswith("B")


def test_words_in_braces_are_filled_in_in_titles_and_captions_too(sites: Path) -> None:
    text = (
        'title = "{municipality} i {period} {{1}}"\nperiod = "2018-Q1"\n'
        '[[part]]\nheading = "{period}"\ntext = "{period}"\n[[part]]\nreport = "conversations"\n'
        '[[part]]\nreport = "conversations"\nname = "march"\nperiod = "2018-03"\ncaption = "I {period}"\n'
        '[[part]]\nreport = "staffing"\ncaption = "Stab i {period}"\n'
    )
    book = make(sites, text)
    assert book.title == "Aalborg i 1. kvartal 2018 {1}"
    assert [each.title for each in book.tables][1:] == ["I marts 2018"]
    assert any("Stab i 1. kvartal 2018" in note for note in book.notes)


@pytest.mark.parametrize(("key", "place"), [("title", "title"), ("caption", "part 1, caption")])
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("{periode}", 'one of {period}, {municipality}, {extracted} is expected, not "{periode}"'),
        ("{conversations.citizens}", "{municipality}"),
        ("{period", "{{ for a brace"),
    ],
)
def test_what_cannot_be_filled_in_in_a_title_is_told(
    sites: Path, key: str, place: str, words: str, told: str
) -> None:
    said = {"title": "T", "caption": "C"} | {key: words}
    text = f'title = "{said["title"]}"\n[[part]]\nreport = "conversations"\ncaption = "{said["caption"]}"\n'
    with use_language("en"), pytest.raises(BadReportError) as error:
        make(sites, text)
    assert f": {place}" in str(error.value)
    assert told in str(error.value)


WRONG = """title = "T"
period = "2018"

[[part]]
report = "conversations"
chart = true

[[part]]
heading = "H"
text = "I {period}: {conversations.citizens}"
"""


@pytest.mark.parametrize(
    ("old", "new", "place", "line", "expected"),
    [
        ('"conversations"', '"conversatoins"', "part 1, report", 5, "conversations"),
        ("report =", "reports =", "part 1, reports", 5, "report"),
        ("chart = true", 'chart = "citizen"', "part 1, chart", 6, "citizens"),
        ("chart = true", 'by = "sitte"', "part 1, by", 6, "site"),
        ("chart = true", 'by = "wellbeing"', "part 1, by", 6, "site"),
        ("chart = true", 'site = "Nrd"', "part 1, site", 6, '"Nord"'),
        ("chart = true", 'period = "2018-13"', "part 1, period", 6, "2018-W07"),
        ("chart = true", 'column = "citizens"', "part 1, column", 6, '"across"'),
        ("chart = true", 'across = "month"\nagainst = "2017"', "part 1, against", 7, '"across"'),
        ("chart = true", "empty = true", "part 1, empty", 6, '"show"'),
        ("chart = true", "name = 'a.b'", "part 1, name", 6, "without dots"),
        ('period = "2018"', 'perod = "2018"', "perod", 2, "period"),
        ('period = "2018"', "period = 2018", "period", 2, "a text"),
        ('period = "2018"', 'period = "20188"', "period", 2, "not a period"),
        ('title = "T"', "", "title", None, "a text"),
        ("{period}", "{perod}", "part 2, text", 10, "{period}"),
        ("{conversations.citizens}", "{conversations.citizen}", "part 2, text", 10, "citizens"),
        ("{conversations.citizens}", "{conversation.citizens}", "part 2, text", 10, "conversations"),
        ("{conversations.citizens}", "{conversations.citizens.Nrd}", "part 2, text", 10, '"Nord"'),
        ("{conversations.citizens}", "{", "part 2, text", 10, "{{"),
        ("text =", "txt =", "part 2, txt", 10, "text"),
        ('heading = "H"', 'report = "conversations"', "part 2, text", 10, "unknown key"),
        (
            '[[part]]\nheading = "H"',
            '[[part]]\nreport = "conversations"\n[[part]]',
            "part 2, report",
            9,
            "twice",
        ),
    ],
)
def test_what_is_wrong_in_a_document_is_told_by_file_key_and_line(
    sites: Path, old: str, new: str, place: str, line: int | None, expected: str
) -> None:
    with pytest.raises(BadReportError) as error:
        make(sites, WRONG.replace(old, new), language="en")
    said = str(error.value)
    assert said.startswith(f"mine.toml: {place}: ")
    assert expected in said
    assert (f"(line {line})" in said) == (line is not None)


def test_a_wrong_figure_is_told_by_its_own_line_of_a_long_text(sites: Path) -> None:
    text = WRONG.replace('"I {period}: {', '"""\nI {period}\n\n{').replace('citizens}"', 'citizen}\n"""')
    with pytest.raises(BadReportError, match=r"\(line 13\)"):
        make(sites, text, language="en")


@pytest.mark.parametrize("asked", ["against", "period", "programme", "municipality", "scale", "site"])
@pytest.mark.parametrize("name", ["mine.toml", "conversations"])
def test_an_empty_word_is_told_and_never_passed_over(name: str, asked: str, sites: Path) -> None:
    make(sites, 'title = "T"\nperiod = "2018"\n[[part]]\nreport = "conversations"\n')
    said: dict[str, object] = {"period": "2018", asked: ""}
    with open_register(sites / "outreach.db") as register:
        ask = register.book if name.endswith(".toml") else register.report
        of = str(sites / name) if name.endswith(".toml") else name
        with pytest.raises(OutreachError) as error:
            ask(of, **said)  # type: ignore[arg-type]
    assert error.value.exit_code == 3


@pytest.mark.parametrize("option", ["--publish", "--chart-of", "--against", "--by"])
def test_an_empty_option_is_told(option: str, sites: Path, typed: Type) -> None:
    assert sites
    answer = typed("report", "conversations", "--period", "2018", option, "")
    assert (answer.code in (2, 3), answer.out) == (True, "")


def test_what_is_wrong_on_the_command_line_is_not_blamed_on_the_file(sites: Path) -> None:
    with pytest.raises(OutreachError) as error:
        make(sites, WRONG, site=["Nrd"])
    assert "mine.toml" not in str(error.value)


@pytest.mark.parametrize(
    "text", ['title = "T"\n', 'title = "T"\n[[parts]]\ntext = "x"\n', 'title = "T"\npart = 3\n']
)
def test_a_file_without_parts_is_told_what_is_expected(sites: Path, text: str) -> None:
    with pytest.raises(BadReportError, match="part"):
        make(sites, text)


def test_a_figure_that_is_not_there_is_told_with_the_nearest(sites: Path, typed: Type) -> None:
    (sites / "mine.toml").write_text(WRONG, encoding="utf-8")
    path = str(sites / "mine.toml")
    with open_register(sites / "outreach.db") as register:
        with pytest.raises(UnknownFigureError) as error:
            register.trace_figure(path, "conversation.citizens")
        assert error.value.nearest == ("conversations.citizens",)
        with pytest.raises(UnpublishableError):
            register.trace_figure(path, "conversations.citizens", suppress=5)
    assert typed("report", str(path), "--trace", "conversations.citizens.Nord").out.count("B1") == 1
    assert typed("report", str(path), "--trace", "I alt", "citizens").code == 2
    assert typed("report", path, "--by", "site").code == 2
    assert typed("report", path, "--strict").code == 2


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("row", ["Kvinde", "female", "f", "Ikke oplyst", "Not stated", "unknown"])
def test_a_row_is_named_in_either_language_as_in_a_trace(sites: Path, row: str, language: str) -> None:
    with open_register(sites / "outreach.db") as register, register.change("sex") as change:
        change.correct("citizen", "B1", sex="f")
    words = f"{{conversations.conversations.{row}}}"
    text = f'title = "T"\n[[part]]\ntext = "{words}"\n[[part]]\nreport = "conversations"\nby = "sex"\n'
    number = "2" if row in ("Kvinde", "female", "f") else "3"
    assert texts(make(sites, text, language=language)) == [number]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("column", ["Antal samtaler", "samtaler", "Conversations", "conversations"])
def test_a_column_is_named_in_either_language_as_in_a_trace(sites: Path, column: str, language: str) -> None:
    text = (
        f'title = "T"\n[[part]]\ntext = "{{conversations.{column}}}"\n'
        f'[[part]]\nreport = "conversations"\nchart = "{column}"\n'
    )
    book = make(sites, text, language=language)
    assert texts(book) == ["5"]
    assert [table.chart for table in book.tables] == ["conversations"]


@pytest.mark.parametrize("row", ["2018-02", "februar 2018", "February 2018"])
def test_a_month_is_named_by_its_words_too(sites: Path, row: str) -> None:
    text = f'title = "T"\nperiod = "2018"\n[[part]]\ntext = "{{monthly.conversations.{row}}}"\n'
    assert texts(make(sites, text)) == ["1"]


def test_a_period_without_a_first_day_is_no_day(sites: Path) -> None:
    text = 'title = "T"\n[[part]]\ntext = "{period}: {conversations.conversations}"\n'
    last = make(sites, text).extracted_on
    assert texts(make(sites, text, language="en")) == [f"the time until {last}: 5"]


def test_what_a_document_quotes_is_explained(sites: Path, typed: Type) -> None:
    (sites / "mine.toml").write_text(WRONG, encoding="utf-8")
    said = typed("report", str(sites / "mine.toml"), "--explain", "--format", "json").table
    (figures,) = (each for each in said["reports"] if each["report"] == "figures")
    assert [row["figure"] for row in figures["rows"]] == ["conversations.citizens"]


def test_a_document_compared_with_before_shows_what_changed(sites: Path, typed: Type) -> None:
    (sites / "mine.toml").write_text(WRONG, encoding="utf-8")
    with open_register(sites / "outreach.db") as register:
        (before,) = register.connection.execute("SELECT max(id) FROM change").fetchone()
    assert typed("contact B1 --site Nord --on 2018-05-01").code == 0
    book = typed("report", str(sites / "mine.toml"), "--compare-with", str(before), "--format", "json").table
    (table,) = book["reports"]
    assert [row["difference"] for row in table["rows"] if row["column"] == "conversations"] == [1, 1]


def test_reports_may_be_named_in_danish_wherever_they_are_named(sites: Path, typed: Type) -> None:
    document = """
        title = "Sag"
        [[part]]
        text = "{samtaler.citizens} og {conversations.citizens}, {HENVISNINGER.referrals}"
        [[part]]
        report = "samtaler"
    """
    english = document.replace("samtaler", "conversations").replace("HENVISNINGER", "referrals")
    books = [make(sites, text, period="2018") for text in (document, english)]
    assert texts(books[0]) == texts(books[1]) == ["2 og 2, 1"]
    assert books[0].tables == books[1].tables
    with open_register(sites / "outreach.db") as register:
        assert register.report("samtaler") == register.report("conversations")
    path = sites / "dansk.toml"
    path.write_text(document, encoding="utf-8")
    traced = [
        typed("report", str(path), "--trace", f"{name}.citizens").out
        for name in ("samtaler", "conversations")
    ]
    assert traced[0] == traced[1]
    assert "B1" in traced[0]
    assert typed("report", str(path), "--explain").code == 0
