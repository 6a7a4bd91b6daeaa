"""The committee's formats: Excel, Word, web page and picture, made of one table."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from outreach_cli.core.errors import WrongUsageError
from outreach_cli.exchange.readers.csv_file import read_csv
from outreach_cli.exchange.readers.heading_row import ExpectedHeadings
from outreach_cli.tables.book import Book
from outreach_cli.tables.formats import BINARY, FORMATS, encode_table
from outreach_cli.tables.table import Column, Table
from tests.conftest import ROOT

Run = Callable[..., CompletedProcess[str]]
TABLE = Table(
    name="visits",
    title="Besøg",
    language="da",
    columns=(
        Column("site", "Enhed", "text", row=True, empty="Ikke oplyst"),
        Column("citizens", "Antal borgere", rule="Hver borger én gang."),
        Column("per", "Samtaler pr. borger", decimals=1),
        Column("share", "Andel", "percent"),
        Column("latest", "Seneste", "day"),
    ),
    body=(
        ("=1+2", 32, Fraction(15, 8), Fraction(31, 80), "2018-02-03"),
        ("Værestedet", 0, None, Fraction(0), None),
        (None, 2, Fraction(2), Fraction(1, 2), "2018-12-31"),
    ),
    foot=("I alt", 34, Fraction(4), Fraction(1), "2018-12-31"),
    period_words="Periode 2018",
    extracted_on="2019-03-15",
    extracted_words="Udtrukket 15-03-2019",
    notes=("1 borger står i flere rækker",),
)
BOOK = Book("Året 2018", "da", (TABLE, TABLE._replace(name="other", title="Andet")), "2019-03-15")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def part(content: bytes, name: str) -> Any:
    return ET.fromstring(zipfile.ZipFile(BytesIO(content)).read(name))


def parts(content: bytes) -> list[str]:
    return zipfile.ZipFile(BytesIO(content)).namelist()


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_data_give_the_same_bytes(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = encode_table(TABLE, form)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 1, 2, 3, 4, 5, 0, 1, 0))
    monkeypatch.setattr("time.time", lambda: 1_930_000_000.0)
    assert encode_table(TABLE, form) == first


def test_numbers_are_numbers_in_excel_with_the_papers_format() -> None:
    content = encode_table(TABLE, "xlsx")
    cells = {cell.get("r"): cell for cell in part(content, "xl/worksheets/sheet1.xml").iter(f"{SHEET}c")}
    assert [cells[f"{at}5"].find(f"{SHEET}v").text for at in "BCD"] == ["32", "1.875", "0.3875"]
    assert all(cells[f"{at}5"].get("t") is None for at in "BCDE")
    formats = [form.get("formatCode") for form in part(content, "xl/styles.xml").iter(f"{SHEET}numFmt")]
    assert {"0.0", '0"\u00a0"%'} <= set(formats)
    assert "dd-mm-yyyy" in formats


@pytest.mark.parametrize("form", ["csv", "csv-excel"])
def test_an_import_reads_from_a_list_in_csv_what_stood_there(form: str) -> None:
    names = ["=1+2", "'=1+2", "''-3", "'N", "N"]
    table = Table("sites", "Sites", "en", (Column("site", "Site", "text"),), tuple((each,) for each in names))
    expected = ExpectedHeadings({"site": "site"}, frozenset(["site"]))
    with read_csv("sites.csv", BytesIO(encode_table(table, form)), expected) as sheet:
        assert [cells for _line, cells in sheet.rows] == [[each] for each in names]


def test_text_is_never_a_formula_in_excel() -> None:
    content = encode_table(TABLE, "xlsx")
    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert list(sheet.iter(f"{SHEET}f")) == []
    strings = [text.text for text in part(content, "xl/sharedStrings.xml").iter(f"{SHEET}t")]
    assert "=1+2" in strings


def test_an_excel_sheet_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    rows = (
        CalamineWorkbook.from_filelike(BytesIO(encode_table(TABLE, "xlsx"))).get_sheet_by_index(0).to_python()
    )
    assert rows[0][0] == "Besøg"
    assert rows[3] == ["Enhed", "Antal borgere", "Samtaler pr. borger", "Andel", "Seneste"]
    assert rows[5][:4] == ["Værestedet", 0, "–", 0]
    assert rows[6][0] == "Ikke oplyst"
    assert rows[7][:3] == ["I alt", 34, 4]
    assert rows[9][0] == "1 borger står i flere rækker"


def test_excel_prints_on_a4_with_the_headings_on_every_page_and_a_chart() -> None:
    content = encode_table(TABLE, "xlsx")
    assert part(content, "xl/worksheets/sheet1.xml").find(f"{SHEET}pageSetup").get("paperSize") == "9"
    names = [name.text for name in part(content, "xl/workbook.xml").iter(f"{SHEET}definedName")]
    assert names == ["visits!$4:$4"]
    assert "xl/charts/chart1.xml" in parts(content)


@pytest.mark.parametrize(("weeks", "pages"), [(9, "1"), (26, "2")])
def test_a_table_too_wide_to_be_read_on_one_page_goes_on_with_its_row_names_on_the_next(
    weeks: int, pages: str
) -> None:
    columns = (
        Column("site", "Enhed", "text", row=True, empty="Ikke oplyst"),
        *(Column(f"w{n}", f"uge {n}, 2018") for n in range(weeks)),
    )
    line = ("Nord", *range(weeks))
    wide = TABLE._replace(name="weeks", columns=columns, body=(line,), foot=("I alt", *line[1:]))
    content = encode_table(wide, "xlsx")
    assert part(content, "xl/worksheets/sheet1.xml").find(f"{SHEET}pageSetup").get("fitToWidth", "1") == pages
    names = [str(name.text) for name in part(content, "xl/workbook.xml").iter(f"{SHEET}definedName")]
    assert [("$A:$A" in each) for each in names] == [pages == "2"]


def test_long_titles_have_room_in_the_contents_of_a_workbook() -> None:
    long = TABLE._replace(title="Antal sundhedssamtaler og henvisninger til sundhedstilbud – Antal borgere")
    content = encode_table(BOOK._replace(parts=(TABLE, long)), "xlsx")
    rows = part(content, "xl/worksheets/sheet1.xml").iter(f"{SHEET}row")
    assert [each.get("ht") for each in rows if each.get("r") in ("3", "4")] == [None, "30"]


@pytest.mark.parametrize(("lowest", "axes"), [(16, ["0"]), (-1, [])])
def test_a_chart_in_excel_begins_at_zero_so_that_a_bar_is_as_long_as_its_number(
    lowest: int, axes: list[str]
) -> None:
    table = Table("t", "T", "da", TABLE.columns[:2], (("A", lowest), ("B", 17)), ("I alt", 33))
    chart = part(encode_table(table, "xlsx"), "xl/charts/chart1.xml")
    assert [each.get("val") for each in chart.iter() if each.tag.endswith("}min")] == axes


def test_a_hidden_cell_is_hidden_in_every_format() -> None:
    hidden = TABLE._replace(
        body=(("A", None, None, None, None), *TABLE.body[1:]), hidden=frozenset({(0, 1), (0, 2)})
    )
    for form in FORMATS:
        content = encode_table(hidden, form)
        said = (
            b"".join(map(zipfile.ZipFile(BytesIO(content)).read, parts(content)))
            if form in BINARY
            else content
        )
        assert ("•" in said.decode("utf-8", "replace")) == (form not in ("csv", "csv-excel", "json"))


def test_word_has_a_real_table_on_a4_with_a_heading_row_that_repeats() -> None:
    from docx import Document

    document = Document(BytesIO(encode_table(TABLE, "docx")))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells][:2] == ["Enhed", "Antal borgere"]
    assert [cell.text for cell in table.rows[1].cells] == ["=1+2", "32", "1,9", "39\u00a0%", "03-02-2018"]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "w:tblHeader" not in table.rows[1]._tr.xml
    assert all(run.bold for cell in table.rows[-1].cells for run in cell.paragraphs[0].runs if run.text)
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said == ["Besøg", "Periode 2018 · Udtrukket 15-03-2019", "1 borger står i flere rækker"]


def test_every_page_in_word_has_its_number_on_pages_that_lie_down_too() -> None:
    from docx import Document

    wide = tuple(Column(f"c{n}", "Samtaler pr. henvisning") for n in range(12))
    lying = Table("w", "Bred", "da", (TABLE.columns[0], *wide), (("A", *[1] * 12),))
    document = Document(BytesIO(encode_table(Book("B", "da", (TABLE, lying)), "docx")))
    first, *others = document.sections
    fields = [field.values()[0] for field in first.footer._element.iter() if field.tag.endswith("fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]
    assert others
    assert all(each.footer.is_linked_to_previous for each in others)


@pytest.mark.parametrize(
    ("rows", "notes", "chart", "apart"),
    [
        (3, (), None, [3]),
        (3, ("N",), None, []),
        (3, ("N",), "citizens", []),
        (30, (), None, [*range(28), 30]),
    ],
)
def test_a_total_in_word_goes_with_its_rows_its_notes_and_its_chart(
    rows: int, notes: tuple[str, ...], chart: str | None, apart: list[int]
) -> None:
    from docx import Document

    body = tuple(TABLE.body[0] for _row in range(rows))
    table = TABLE._replace(body=body, notes=notes, chart=chart, hidden=frozenset())
    document = Document(BytesIO(encode_table(table, "docx")))
    (drawn,) = document.tables
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in drawn.rows]
    assert [at for at, each in enumerate(kept[1:]) if not each] == apart
    assert all(
        each.paragraph_format.keep_with_next is bool(chart)
        for each in document.paragraphs
        if each.text == "N"
    )


def test_a_wide_table_lies_down_in_word() -> None:
    from docx import Document

    more = tuple(Column(f"c{n}", "Samtaler pr. henvisning") for n in range(12))
    wide = TABLE._replace(
        columns=(TABLE.columns[0], *more),
        body=(("A", *[1] * 12),),
        foot=("I alt", *[1] * 12),
        notes=(),
    )
    section = Document(BytesIO(encode_table(wide, "docx"))).sections[0]
    assert section.page_width > section.page_height


def test_each_cell_that_names_a_row_of_a_web_page_is_read_out_as_its_heading() -> None:
    columns = (TABLE.columns[0], Column("month", "Måned", "span", row=True), *TABLE.columns[1:])
    body = tuple((row[0], "2018-02", *row[1:]) for row in TABLE.body)
    table = TABLE._replace(columns=columns, body=body, foot=("I alt", "", *(TABLE.foot or ())[1:]))
    page = encode_table(table, "html").decode()
    assert '<th scope="row">Værestedet</th><th scope="row" class="s">februar 2018</th><td' in page
    assert '<th scope="row">I alt</th><td class="s"></td><td' in page
    assert '<td class="s">03-02-2018</td>' in page  # a day is not broken at its hyphen


@pytest.mark.parametrize(
    "table", [TABLE, TABLE._replace(chart="citizens"), BOOK], ids=["one", "chart", "book"]
)
def test_the_web_page_is_one_file_that_a_screen_reader_can_follow(table: Table | Book) -> None:
    page = encode_table(table, "html").decode()
    assert page.startswith('<!doctype html>\n<html lang="da">')
    assert "<caption>Besøg" in page or '<h2 id="t0h">Besøg</h2>' in page
    assert '<th scope="col">Enhed</th>' in page
    assert '<th scope="row">Værestedet</th>' in page
    assert "@media print" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    ET.fromstring(
        page.split("\n", 1)[1]
        .replace('charset="utf-8">', 'charset="utf-8"/>')
        .replace('scale=1">', 'scale=1"/>')
    )


def test_a_web_page_shows_where_a_table_goes_on_and_on_paper_keeps_together_what_belongs_together() -> None:
    screen, paper = encode_table(TABLE, "html").decode().split("@media print")
    shade = re.search(r"\.wide {[^}]*gradient[^}]* local,[^}]*gradient[^}]* scroll;", screen)
    assert shade  # what scrolls with the table covers what stands at the edge, once its end is there
    assert re.search(r"\.wide {[^}]*background: none;", paper)
    for kept in (
        r"[^}]*\bh2\b[^}]*{ break-inside: avoid",
        r"dt {[^}]*break-after",
        r"~ p, figure {[^}]*break-before",
    ):
        assert re.search(kept, paper)


def test_the_picture_holds_each_number_and_a_bar_for_each_that_is_above_nothing() -> None:
    picture = ET.fromstring(encode_table(TABLE._replace(chart="share"), "svg"))
    svg = "{http://www.w3.org/2000/svg}"
    said = ["".join(text.itertext()) for text in picture.iter(f"{svg}text")]
    assert {"Besøg", *(f"{n}\u00a0%" for n in (39, 0, 50, 100)), "I alt", "Ikke oplyst"} <= set(said)
    bars = [float(bar.get("width", "0")) for bar in picture.iter(f"{svg}rect") if bar.get("class") == "bar"]
    assert bars[0] == pytest.approx(bars[1] * 0.775, abs=0.1)
    assert len(bars) == 2


@pytest.mark.parametrize("form", ["html", "xlsx", "docx"])
def test_a_book_begins_with_its_contents_and_says_each_columns_rule(form: str) -> None:
    content = encode_table(BOOK, form)
    said = (
        b"".join(map(zipfile.ZipFile(BytesIO(content)).read, parts(content))) if form in BINARY else content
    )
    words = said.decode("utf-8", "replace")
    for expected in ("Året 2018", "Besøg", "Andet", "Hver borger én gang."):
        assert expected in words


def test_sheets_with_one_name_or_a_name_that_excel_refuses_are_told_apart() -> None:
    book = Book("B", "en", (TABLE, TABLE, TABLE._replace(name="a/b:c" * 12), TABLE._replace(name="contents")))
    names = [
        sheet.get("name")
        for sheet in part(encode_table(book, "xlsx"), "xl/workbook.xml").iter(f"{SHEET}sheet")
    ]
    assert len(names) == len({name.casefold() for name in names}) == 6
    assert all(len(name) <= 31 for name in names)


def test_a_format_that_holds_one_table_says_which_hold_several(outreach: Run, tmp_path: Path) -> None:
    outreach("init")
    outreach("register", "A-1")
    refused = outreach("show", "A-1", "-o", "a.csv")
    assert refused.returncode == 2
    assert "csv holds one table" in refused.stderr
    assert not (tmp_path / "a.csv").exists()
    assert outreach("show", "A-1", "-o", "a.xlsx").returncode == 0


@pytest.mark.parametrize("form", sorted(BINARY))
def test_a_binary_format_is_not_poured_over_a_terminal(form: str, outreach: Run, tmp_path: Path) -> None:
    outreach("init")
    words = [sys.executable, "-m", "outreach_cli", "list", "sites", "--format", form]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    assert subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, check=True).stdout[:2] == b"PK"
    screen, terminal = os.openpty()
    refused = subprocess.run(words, cwd=tmp_path, env=env, stdout=terminal, stderr=subprocess.PIPE, text=True)
    os.close(terminal)
    os.close(screen)
    assert refused.returncode == 2
    assert f"-o NAME.{form}" in refused.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_writes_several_tables_in_one_file_or_names_the_formats_that_do(form: str) -> None:
    if FORMATS[form].several is None:
        with pytest.raises(WrongUsageError, match="table, markdown, html, json, xlsx, docx"):
            encode_table(BOOK, form)
    else:
        assert len(encode_table(BOOK, form)) > len(encode_table(BOOK.tables[0], form))


def test_no_two_formats_claim_one_ending() -> None:
    endings = [ending for each in FORMATS.values() for ending in each.endings]
    assert len(endings) == len(set(endings))
