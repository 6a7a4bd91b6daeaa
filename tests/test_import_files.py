"""What files look like: encodings, delimiters, workbooks and JSON give the same register; rubbish is told."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from outreach_cli.api import Register, create_register
from outreach_cli.exchange.problems import RejectedError
from outreach_cli.exchange.readers.csv_file import read_csv
from outreach_cli.exchange.readers.heading_row import ExpectedHeadings
from outreach_cli.exchange.readers.sheet import BlockRows, RowBlock, UnreadableRowsError
from tests.bulk import everything, problems_of, take_file, take_text

KEYS = ("source_id", "date", "citizen", "site", "kind", "minutes", "reached")
ROWS = (
    ("7", "2018-02-03", "Ø-001", "Værestedet", "conversation", "45", "yes"),
    ("8", "2018-02-03", "Ø-001", "Værestedet", "phone", "", "no"),
    ("9", "2018-02-28", "Å-002", "", "conversation", "5", "yes"),
)
DANISH = ("source_id", "Dato", "Borgernøgle", "Enhed", "Kontakttype", "Minutter", "Truffet")

NOTHING = ExpectedHeadings({}, frozenset())
SAVE = "save the file as UTF-8"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0old"


def text(delimiter: str = ",", headings: tuple[str, ...] = KEYS, newline: str = "\n") -> str:
    return "".join(delimiter.join(row) + newline for row in (headings, *ROWS))


def danish_excel() -> str:
    days = {"2018-02-03": "03-02-2018", "2018-02-28": "28-02-2018", "yes": "ja", "no": "nej"}
    said = {"conversation": "Samtale", "phone": "Telefon"}
    rows = (DANISH, *(tuple((days | said).get(cell, cell) for cell in row) for row in ROWS))
    return "".join(";".join(row) + "\r\n" for row in rows)


def workbook() -> bytes:
    out = BytesIO()
    with Workbook(out) as book:
        book.add_worksheet("Forside").write(0, 0, "Om arket")
        sheet = book.add_worksheet("Kontakter")
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        for column, heading in enumerate(DANISH):
            sheet.write(0, column, heading)
        for number, row in enumerate(ROWS, 1):
            sheet.write_number(number, 0, float(row[0]))
            sheet.write_datetime(
                number, 1, datetime.combine(date.fromisoformat(row[1]), datetime.min.time()), day
            )
            for column in (2, 3, 4):
                sheet.write(number, column, row[column])
            if row[5]:
                sheet.write_number(number, 5, float(row[5]))
            sheet.write_boolean(number, 6, row[6] == "yes")
        sheet.write_blank(9, 9, None, day)
    return out.getvalue()


def objects() -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for row in ROWS:
        made: dict[str, object] = dict(zip(KEYS, row, strict=True))
        made["minutes"] = int(row[5]) if row[5] else None
        made["reached"] = row[6] == "yes"
        found.append(made)
    return found


FORMS = {
    "utf-8.csv": text().encode(),
    "bom.csv": text(";", DANISH).encode("utf-8-sig"),
    "danish excel.csv": danish_excel().encode("cp1252"),
    "danish excel bom.csv": danish_excel().encode("utf-8-sig"),
    "tabs.txt": text("\t").encode("utf-16"),
    "big endian.csv": text().encode("utf-16-be"),
    "crlf.csv": text(newline="\r\n").encode(),
    "remark.csv": b"# synthetic; not, real\n" + text().encode(),
    "book.xlsx": workbook(),
    "array.json": json.dumps(objects(), indent=1).encode(),
    "lines.jsonl": "".join(json.dumps(row) + "\n" for row in objects()).encode(),
}


@pytest.mark.parametrize("name", FORMS)
def test_the_same_rows_in_any_form_give_the_same_register(
    register: Register, tmp_path: Path, name: str
) -> None:
    plain, form = tmp_path / "plain.csv", tmp_path / name
    plain.write_bytes(FORMS["utf-8.csv"])
    form.write_bytes(FORMS[name])
    assert take_file(register, "contacts", plain, create=True).startswith("imported 3,")
    assert take_file(register, "contacts", form) == "imported 0, corrected 0, unchanged 3, rejected 0"
    with create_register(tmp_path / "other.db") as other:
        assert take_file(other, "contacts", form, create=True).startswith("imported 3,")
        assert everything(other) == everything(register)


def test_rows_that_hold_line_breaks_are_told_by_the_line_that_they_begin_on(register: Register) -> None:
    content = 'citizen,sex\n"A\n1",f\n\nB2,q\n'
    told = problems_of(register, "citizens", content)
    assert told == ['5: sex: unknown sex, known: f (Female), m (Male), x (Other) ("q")']


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", '1: file: the file is empty ("")'),
        (b"offer,kind\nRygestop,,nu\n", '2: row: the row has 3 fields where the heading has 2 ("… nu")'),
        (b"offer,kind,\nRygestop,,nu\n", '2: row: stands in a column without a heading ("nu")'),
        (b"offer,Tilbud\nRygestop,x\n", '1: Tilbud: the column stands twice ("Tilbud")'),
        (b"offer,knid\nRygestop,x\n", '1: knid: unknown column, did you mean "kind"? ("knid")'),
        (b"offer,pris\nRygestop,x\n", '1: pris: unknown column, known: offer, kind ("pris")'),
        (b"kind\nx\n", '1: offer: the column is missing ("")'),
        (b'offer\nRygestop\n"Motion\nKost\n', '3: file: a quotation mark is not closed ("")'),
        (b'offer\n"Ryge"stop\n', '2: file: the quotation marks do not match ("")'),
        (b"offer\n" + b"x" * 201 + b"\n", f'2: offer: longer than 200 characters ("{"x" * 59}…")'),
        (b"offer\nRyge\0stop\n", '2: offer: holds a control character ("Ryge�stop")'),
        (
            b"offer\nR\xc3\xb8g\nKost\xff\n",
            '3: file: byte 15 is not valid UTF-8; save the file as UTF-8 ("0xff")',
        ),
        (
            "offer\nSygeplejerske på hjul og sørgegruppe\n".encode("cp850"),
            (
                "2: file: the letters æ, ø and å are in an old DOS code page; save the file as UTF-8"
                ' ("å hjul og sørgegrupp")'
            ),
        ),
        (
            "offer\nØ".encode("utf-16")[:-1],
            '2: file: byte 14 is not valid UTF-16; save the file as UTF-8 ("0xd8")',
        ),
        (
            b'offer\n"' + b"x" * 131_073 + b"\n",
            '2: file: a field is longer than 131,072 characters; is a quotation mark not closed? ("")',
        ),
        (b"offer\n" + b"x" * (17 << 20), '1: file: a line is so long that this is no table ("")'),
        (b'[{"offer": "Rygestop"}, 3]', '1: file: this is not JSON (an object was expected) ("3]")'),
        (
            b'[{"offer": "Rygestop"},\n{"offer": ]',
            '2: file: this is not JSON (Expecting value) ("{"offer": ]")',
        ),
        (
            b"PK\x03\x04rubbish",
            '1: file: this is a damaged or cut-off workbook or archive; fetch it again ("")',
        ),
        (
            b"\xd0\xcf\x11\xe0old",
            '1: file: this is Microsoft Office, not a table; save the table as CSV or XLSX ("")',
        ),
    ],
    ids=range(20),
)
def test_a_file_that_cannot_be_taken_is_told_by_its_line(
    register: Register, content: bytes, told: str
) -> None:
    assert problems_of(register, "offers", content) == [told]
    assert everything(register)["offer"] == []


def test_a_workbook_that_would_unpack_to_too_much_is_refused_before_it_is_read(register: Register) -> None:
    bomb = BytesIO()
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        packed.open("[Content_Types].xml", "w") as big,
    ):
        for _turn in range(410):
            big.write(bytes(1 << 20))
    (told,) = problems_of(register, "offers", bomb.getvalue())
    assert told == '1: file: unpacked, the workbook is 410 MB, and 400 is the most; save it as CSV ("")'


def test_windows_1252_with_quotes_round_a_word_is_not_taken_for_dos(register: Register) -> None:
    assert problems_of(register, "offers", "offer\nMotion ‘på gulvet’ – let\n".encode("cp1252")) == []
    assert everything(register)["offer"] == [("Motion ‘på gulvet’ – let", None)]


def test_a_formula_that_an_export_made_harmless_comes_back_as_it_was(register: Register) -> None:
    assert take_text(register, "offers", "offer\n'=Sum\n''-x\n'Karens hold'\n").startswith("imported 3")
    assert [name for name, _kind in everything(register)["offer"]] == ["=Sum", "'-x", "'Karens hold'"]


def test_what_is_wrong_is_an_object_with_place_line_column_value_and_reason(register: Register) -> None:
    with pytest.raises(RejectedError) as caught, register.change("import") as change:
        change.import_rows("contacts", [{"date": date(2018, 2, 3), "citizen": "X-1"}])
    (problem,) = caught.value.problems.kept
    assert (problem.place, problem.line, problem.column, problem.value) == ("rows", 1, "citizen", "X-1")
    assert problem.reason == "unknown citizen"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"date": "2019-01-01", "citizen": "K-1", "citizen": "K-2"}]', 'the key "citizen" stands twice'),
        ('{"a":' * 100_000, "too deep"),
    ],
)
def test_json_that_is_no_list_of_records_is_told(register: Register, text: str, said: str) -> None:
    (problem,) = problems_of(register, "contacts", text)
    assert f"this is not JSON ({said})" in problem


def test_a_letter_in_a_dos_code_page_is_told_with_its_line(register: Register) -> None:
    text = "date,citizen,site\n2019-01-01,K-1,Nord\n2019-01-01,K-1,Rådhusøen\n"
    (problem,) = problems_of(register, "contacts", text.encode("cp850"))
    assert problem.startswith("3: ")


@pytest.mark.parametrize("before", range(3))
def test_what_was_protected_is_read_wherever_it_stands(before: int) -> None:
    """Also across the megabyte by which a file is looked through."""
    lines, more = divmod((1 << 20) - before - len("site\n"), 10)
    text = b"site\n" + b"N" * more + b"123456789\n" * lines + b"'=1\n"
    with read_csv("sites.csv", BytesIO(text), NOTHING) as sheet:
        assert list(sheet.rows)[-1] == (lines + 2, ["=1"])


@patch("outreach_cli.exchange.readers.csv_file._AT_A_TIME", 5)
@given(st.text(alphabet="aÆ1;, \t\n\r\x0b\x1c\u2028'", max_size=60))
def test_text_without_a_quotation_mark_is_read_as_the_csv_module_reads_it(said: str) -> None:
    sheets = []
    for escaped in ("", '"x"\n'):  # a quotation mark anywhere leaves the whole file to the csv module
        with read_csv("rows.csv", BytesIO(f"a;b;c\n{said}\n{escaped}".encode()), NOTHING) as sheet:
            sheets.append((sheet.headings, sheet.line, list(sheet.rows)))
    plain, (headings, line, rows) = sheets
    assert rows.pop()[1] == ["x"]
    assert plain == (headings, line, rows)


@pytest.mark.parametrize("before", ["", '"x"\n'], ids=["split", "by the csv module"])
def test_a_field_without_an_end_is_told_by_its_line_and_what_stands_before_is_read(before: str) -> None:
    for length, told in ((131_072, None), (131_073, 3 + before.count("\n"))):
        text = f"a;b\n{before}1;2\n3;{'x' * length}\n5;6\n"
        with read_csv("rows.csv", BytesIO(text.encode()), NOTHING) as sheet:
            rows = iter(sheet.rows)
            assert [next(rows)[1] for _row in range(1 + before.count("\n"))][-1] == ["1", "2"]
            if told is None:
                assert [row[0] for _line, row in rows] == ["3", "5"]
                continue
            with pytest.raises(UnreadableRowsError) as found:
                next(rows)
            assert found.value.line == told


LINES = ("1;2;3", "", ";;", ";7;", "6;;", "4;5", "1;2;3;4", "I alt;5;", f"8;{'x' * 131_073};9")


@patch("outreach_cli.exchange.readers.csv_file._AT_A_TIME", 40)
@given(st.lists(st.sampled_from(LINES[:-1]) | st.sampled_from(LINES), max_size=30), st.integers(1, 4))
def test_rows_read_many_at_a_time_are_those_read_one_by_one(lines: list[str], size: int) -> None:
    text = "\n".join(["a;b;c", *lines]).encode()
    found: list[list[tuple[int, list[str]]]] = []
    told: list[list[str]] = []
    for together in (False, True):
        rows: list[tuple[int, list[str]]] = []
        notes: list[str] = []
        expected = ExpectedHeadings({}, frozenset(), note=notes.append)
        with read_csv("rows.csv", BytesIO(text), expected) as sheet:
            assert isinstance(sheet.rows, BlockRows)
            while together and (block := sheet.rows.take_block(size)) is not None:
                read = block.list_lines() if isinstance(block, RowBlock) else block
                rows += [(line, list(cells)) for line, cells in read]
            try:
                for line, cells in sheet.rows:
                    rows.append((line, list(cells)))
            except UnreadableRowsError as error:
                notes.append(f"{error.line}: {error}")
        found.append(rows)
        told.append(notes)
    assert found[0] == found[1]
    assert told[0] == told[1]


@pytest.mark.parametrize("kind", ["sites", "programmes"])
def test_a_file_of_a_kind_that_refers_to_itself_is_read_to_its_end_or_told(
    kind: str, register: Register
) -> None:
    content = f'{kind.removesuffix("s")}\nNord\n"Syd\n'
    assert problems_of(register, kind, content) == ['3: file: a quotation mark is not closed ("")']
