"""Files as spreadsheets and other programs leave them: what was lost, cut or hidden in them is told."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from outreach_cli.api import Register, create_register
from outreach_cli.exchange.export_files import export
from outreach_cli.exchange.problems import RejectedError
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import convert_to_text
from tests.bulk import everything, problems_of, take_file, take_text

HEAD = ("Dato", "Borger", "Enhed", "Minutter", "Note")
NOT_COMPUTED = "the cell could not be computed"
NO_VALUE = "the formula has no stored value; open the file in a spreadsheet and save it there"
SPREADSHEET_XML = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.fixture
def filled(register: Register) -> Register:
    """A register with the sites and the citizen that the files name."""
    take_text(register, "sites", "site\nNord\nSyd\n")
    take_text(register, "citizens", "citizen\nAAL-001\n007\n")
    return register


def told(register: Register, path: Path, kind: str = "contacts") -> list[str]:
    """What is told of a file, after its name; nothing where it came in."""
    try:
        take_file(register, kind, path)
    except RejectedError as error:
        return [str(each).removeprefix(f"{path}:") for each in error.problems.kept]
    return []


def contacts(register: Register) -> list[tuple[object, ...]]:
    """Day, citizen, site and minutes of every contact."""
    with register.open_snapshot() as connection:
        return connection.execute(
            "SELECT date, c.citizen, s.site, minutes FROM contact JOIN citizen c ON c.id = contact.citizen"
            " LEFT JOIN site s ON s.id = contact.site ORDER BY contact.id"
        ).fetchall()


def xlsx(path: Path, cells: Callable[[object], None]) -> Path:
    """A workbook of one sheet with the usual headings, written by `cells`."""
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD[:4])
        cells(sheet)
    return path


def with_sheet_xml(
    path: Path, edit: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml"
) -> Path:
    """The workbook with one part of it changed."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    changed = edit(parts[part])
    assert changed != parts[part]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (parts | {part: changed}).items():
            packed.writestr(name, content)
    return path


def sheet_xml(path: Path, rows: str, tail: str = "") -> Path:
    """A workbook whose sheet holds these `<row>`s; the headings stand in the first."""
    xlsx(path, lambda sheet: None)
    head = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEAD[:4])
    body = f"<sheetData><row>{head}</row>{rows}</sheetData>{tail}"
    return with_sheet_xml(path, lambda old: f"<worksheet {SPREADSHEET_XML}>{body}</worksheet>".encode())


def test_a_sheet_that_is_not_there_is_told_with_the_workbook_s_name(tmp_path: Path, outreach) -> None:
    outreach("init")
    xlsx(tmp_path / "book.xlsx", lambda sheet: None)
    run = outreach("import", "contacts", "book.xlsx", "--sheet", "Ark9")
    assert run.returncode == 3
    assert 'Error: book.xlsx has no sheet called "Ark9"; it has: ' in run.stderr


def ods(path: Path, rows: str, name: str = "Ark1") -> Path:
    """An OpenDocument workbook with these rows below the usual headings."""
    head = "".join(ods_cell(each) for each in HEAD[:4])
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="{name}">'
        f"<table:table-row>{head}</table:table-row>{rows}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
    return path


def ods_cell(text: str, attributes: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def ods_row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


DAY = ods_cell("x", 'office:value-type="date" office:date-value="2018-02-01"')


# Cells without a value


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#VALUE!"])
def test_an_error_cell_of_a_workbook_is_told_and_not_taken_as_empty(
    filled: Register, tmp_path: Path, error: str
) -> None:
    row = '<row r="2"><c><v>43132</v></c><c t="inlineStr"><is><t>AAL-001</t></is></c>'
    path = sheet_xml(
        tmp_path / "k.xlsx", f'{row}<c t="e"><v>{error}</v></c><c t="e"><f>1/0</f><v>{error}</v></c></row>'
    )
    found = told(filled, path)
    assert f'2: Enhed: {NOT_COMPUTED} ("{error}")' in found
    assert f'2: Minutter: {NOT_COMPUTED} ("{error}")' in found
    assert contacts(filled) == []


@pytest.mark.parametrize("error", ["#N/A", "#I/T", "#DIVISION/0!", "#VÆRDI!", "Err:502", "NaN", "nan"])
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_words_of_an_error_cell_are_told_in_any_file_and_name_nothing(
    filled: Register, tmp_path: Path, error: str, kind: str
) -> None:
    path = tmp_path / f"k.{kind}"
    row = {"date": "2018-02-01", "citizen": "AAL-001", "site": error, "source_id": error}
    rows = ",".join(row) + "\n" + ",".join(row.values()) + "\n" if kind == "csv" else json.dumps([row])
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(RejectedError) as caught:
        take_file(filled, "contacts", path, create=True)
    assert [each.column for each in caught.value.problems.kept] == ["site", "source_id"]
    assert {each.reason for each in caught.value.problems.kept} == {NOT_COMPUTED}


def test_a_formula_without_a_stored_value_is_told_and_one_that_gives_nothing_is_empty(
    filled: Register, tmp_path: Path
) -> None:
    start = '<row><c t="inlineStr"><is><t>2018-02-01</t></is></c><c t="inlineStr"><is><t>AAL-001</t></is></c>'
    rows = (
        f'{start}<c t="str"><f>IF(1=2,"x","")</f><v></v></c><c><f>15*3</f><v>45</v></c></row>'
        f"{start}<c><f>C2</f></c><c><f>15*3</f><v/></c></row>"
    )
    tail = '<extLst><ext xmlns:xm="urn:x"><xm:f>Ark2!A1</xm:f></ext></extLst>'
    found = told(filled, sheet_xml(tmp_path / "k.xlsx", rows, tail))
    assert found == [f'3: Enhed: {NO_VALUE} ("=C2")', f'3: Minutter: {NO_VALUE} ("=15*3")']


def test_the_zeros_that_a_program_stored_for_formulas_it_never_computed_are_told(
    filled: Register, tmp_path: Path
) -> None:
    def cells(sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.write_row(1, 0, ["2018-02-01", "AAL-001", "Nord"])
        sheet.write_formula(1, 3, "=15*3")

    path = xlsx(tmp_path / "k.xlsx", cells)
    assert told(filled, path) == [f'2: Minutter: {NO_VALUE} ("=15*3")']
    computed = with_sheet_xml(path, lambda old: old.replace(b' fullCalcOnLoad="1"', b""), "xl/workbook.xml")
    assert told(filled, computed) == []
    assert contacts(filled) == [("2018-02-01", "AAL-001", "Nord", 0)]


def test_an_opendocument_sheet_is_read_and_its_lost_values_are_told(filled: Register, tmp_path: Path) -> None:
    formula = 'table:formula="of:=15*3"'
    good = ods_row(
        DAY,
        ods_cell("AAL-001"),
        ods_cell("Nord"),
        ods_cell("45", f'{formula} office:value-type="float" office:value="45"'),
    )
    path = ods(tmp_path / "k.ods", good + '<table:table-row table:number-rows-repeated="1048570"/>')
    assert told(filled, path) == []
    assert contacts(filled) == [("2018-02-01", "AAL-001", "Nord", 45)]
    error = ods_cell("#N/A", 'table:formula="of:=NA()" office:value-type="string" calcext:value-type="error"')
    bare = f"<table:table-cell {formula}/>"
    nothing = f"<table:table-cell {formula}><text:p/></table:table-cell>"
    path = ods(
        tmp_path / "l.ods",
        good
        + ods_row(DAY, ods_cell("AAL-001"), error, bare)
        + ods_row(DAY, ods_cell("007"), nothing, nothing),
    )
    assert told(filled, path) == [f'3: Enhed: {NOT_COMPUTED} ("#N/A")', f'3: Minutter: {NO_VALUE} ("=15*3")']


def test_a_workbook_of_the_old_form_is_read_and_its_lost_values_are_told(
    filled: Register, tmp_path: Path, outreach
) -> None:  # type: ignore[no-untyped-def]
    xlwt = pytest.importorskip("xlwt")
    path, day = tmp_path / "k.xls", xlwt.easyxf(num_format_str="DD-MM-YYYY")

    def write(*more: Callable[[object], None]) -> None:
        book = xlwt.Workbook()
        sheet = book.add_sheet("Ark1")
        for column, heading in enumerate(HEAD[:4]):
            sheet.write(0, column, heading)
        for row, citizen in ((1, "AAL-001"), (2, "007")):
            sheet.write(row, 0, date(2018, 2, row), day)
            sheet.write(row, 1, citizen)
            sheet.write(row, 3, 45)
        sheet.write_merge(1, 2, 2, 2, "Nord")
        for each in more:
            each(sheet)
        book.save(str(path))

    write(
        lambda sheet: sheet.row(3).set_cell_error(2, 42),  # type: ignore[attr-defined]
        lambda sheet: sheet.write(3, 3, xlwt.Formula("15*3")),  # type: ignore[attr-defined]
        lambda sheet: sheet.write(3, 0, 45, day),  # type: ignore[attr-defined]
    )
    assert told(filled, path) == [
        '4: Dato: a small number shown as a day in 1900 ("1900-02-13")',
        '4: Borger: is missing ("")',
        f'4: Enhed: {NOT_COMPUTED} ("#N/A")',
        f'4: Minutter: {NO_VALUE} ("")',
    ]
    write()
    assert "1 merged cell" in outreach("import", "contacts", "k.xls").stderr
    first, second = ("2018-02-01", "AAL-001", "Nord", 45), ("2018-02-02", "007", "Nord", 45)
    assert contacts(filled) == [first, second]


def test_an_id_that_a_spreadsheet_shortened_is_told_in_every_form(filled: Register, tmp_path: Path) -> None:
    said = "a spreadsheet has dropped the last digits of this number; make its column text at the source"

    def cells(sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.write(0, 4, "source_id")
        sheet.write_row(1, 0, ["2018-02-01", "AAL-001", "Nord", 5, 999_999_999_999_999])
        sheet.write_row(2, 0, ["2018-02-01", "AAL-001", "Nord", 5, 12345678901234567890])

    assert told(filled, xlsx(tmp_path / "k.xlsx", cells)) == [
        f'3: source_id: {said} ("1.23456789012346E+19")'
    ]
    text = "date;citizen;source_id\n2018-02-01;AAL-001;1,23457E+19\n2018-02-01;AAL-001;12345678901234567890\n"
    (tmp_path / "k.csv").write_text(text)
    assert told(filled, tmp_path / "k.csv") == [f'2: source_id: {said} ("1,23457E+19")']


def test_a_number_formatted_as_a_day_is_no_day_of_1900(filled: Register, tmp_path: Path) -> None:
    with Workbook(str(tmp_path / "k.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD[:2])
        sheet.write(1, 0, 45, book.add_format({"num_format": "dd-mm-yyyy"}))
        sheet.write(1, 1, "AAL-001")
    (found,) = told(filled, tmp_path / "k.xlsx")
    assert found == '2: Dato: a small number shown as a day in 1900 ("1900-02-14")'


def test_a_day_of_1900_comes_back_from_an_exported_workbook(register: Register, tmp_path: Path) -> None:
    take_text(register, "sites", "site;opened_on\nNord;05-01-1900\nSyd;1901-01-01\n")
    export(register, tmp_path, [RECORDS["site"]], "xlsx")
    assert take_file(register, "sites", tmp_path / "sites.xlsx").endswith("unchanged 2, rejected 0")


def test_a_value_that_is_not_a_number_is_empty_and_an_endless_one_is_told(
    filled: Register, tmp_path: Path
) -> None:
    path = tmp_path / "k.json"
    path.write_text('[{"date":"2018-02-01","citizen":"AAL-001","source_id":NaN,"site":NaN,"minutes":NaN}]')
    assert take_file(filled, "contacts", path, create=True).startswith("imported 1,")
    path.write_text('[{"date":"2018-02-02","citizen":"007","source_id":NaN}]')
    assert take_file(filled, "contacts", path, create=True).startswith("imported 1,")
    assert contacts(filled) == [("2018-02-01", "AAL-001", None, None), ("2018-02-02", "007", None, None)]
    for endless in ("Infinity", "-Infinity", "1e999"):
        path.write_text(f'[{{"date":"2018-02-03","citizen":"007","minutes":{endless}}}]')
        assert told(filled, path) == [f'1: minutes: {NOT_COMPUTED} ("#NUM!")']


def test_values_of_python_are_read_as_those_of_a_file() -> None:
    assert [convert_to_text(float("nan")), convert_to_text(12.0), convert_to_text(0.5)] == ["", "12", "0.5"]
    assert convert_to_text(datetime(2018, 12, 31, 23, 30, tzinfo=UTC)) == "2019-01-01"
    assert convert_to_text(datetime(2018, 12, 31, 23, 30)) == "2018-12-31"  # noqa: DTZ001 - it is about one without
    pandas = pytest.importorskip("pandas")
    assert [
        convert_to_text(pandas.NaT),
        convert_to_text(pandas.NA),
        convert_to_text(pandas.Timestamp("2018-02-03")),
    ] == [
        "",
        "",
        "2018-02-03",
    ]


# Workbooks that reach too far, are locked or are none


@pytest.mark.parametrize("far", ["XFD1048576", "XFE1", "A1048577", "ZZZZZZ9"])
def test_a_workbook_whose_cells_reach_too_far_is_refused_in_one_line(
    filled: Register, tmp_path: Path, far: str
) -> None:
    number = "".join(filter(str.isdigit, far))
    path = sheet_xml(tmp_path / "k.xlsx", f'<row r="{number}"><c r="{far}"><v>1</v></c></row>')
    (found,) = told(filled, path)
    assert "too far for a table" in found
    repeated = '<table:table-row table:number-rows-repeated="1048576">' + ods_cell(
        "x", 'table:number-columns-repeated="16384"'
    )
    (found,) = told(filled, ods(tmp_path / "k.ods", repeated + "</table:table-row>"))
    assert "more than 24,000,000 cells" in found


def test_a_sheet_that_only_states_to_be_large_is_read(filled: Register, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "k.xlsx", lambda sheet: sheet.write_row(1, 0, ["2018-02-01", "AAL-001"]))  # type: ignore[attr-defined]
    with_sheet_xml(path, lambda old: old.replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"'))
    assert told(filled, path) == []
    assert len(contacts(filled)) == 1


def archive(**files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("k.csv.gz", gzip.compress(b"date,citizen\n"), "this is compressed (gzip); unpack it first"),
        ("k.zip", archive(a=b"date,citizen\n"), "this is a ZIP archive and no workbook; unpack it first"),
        (
            "k.xls",
            b"<html><table><tr><td>Dato</td></tr></table></html>",
            "this is a web page, whatever its name",
        ),
        ("k.xls", "<!DOCTYPE HTML>".encode("utf-16"), "this is a web page, whatever its name"),
        ("k.xls", b'<?xml version="1.0"?><Workbook/>', "this is an XML file"),
        (
            "k.xlsx",
            b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "with a password",
        ),
        (
            "k.xls",
            b"\xd0\xcf\x11\xe0" + bytes(600) + "Workbook".encode("utf-16-le"),
            "the workbook cannot be read",
        ),
        ("~$k.xlsx", b"\x05Ane" + bytes(160), "what a spreadsheet leaves while the file is open"),
        ("k.pdf", b"%PDF-1.7", "this is PDF, not a table"),
        (
            "k.docx",
            archive(**{"[Content_Types].xml": b"", "word/document.xml": b""}),
            "this is DOCX, not a table",
        ),
        ("k.xlsb", archive(**{"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "the binary form XLSB"),
        ("k.xlsx", archive(**{"[Content_Types].xml": b""}), "the workbook cannot be read"),
        ("k.ods", archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "cannot be read"),
    ],
    ids=range(13),
)
def test_what_is_no_table_is_said_by_what_it_is(
    filled: Register, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (found,) = told(filled, tmp_path / name)
    assert found.startswith("1: file: ")
    assert said in found


def test_an_opendocument_workbook_with_a_password_is_said_to_have_one(
    filled: Register, tmp_path: Path
) -> None:
    path = ods(tmp_path / "k.ods", "")
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("META-INF/manifest.xml", "<manifest><encryption-data/></manifest>")
    (found,) = told(filled, path)
    assert "this is a workbook with a password" in found


def test_a_workbook_that_is_cut_off_or_damaged_inside_is_told(filled: Register, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "k.xlsx", lambda sheet: sheet.write_row(1, 0, ["2018-02-01", "AAL-001"]))  # type: ignore[attr-defined]
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "damaged or cut-off" in told(filled, path)[0]
    with zipfile.ZipFile(BytesIO(whole)) as packed:
        at = packed.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
    assert "cannot be read" in told(filled, path)[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[{"date":"2018-02-01","citizen":"007"},\n', "cut off"),
        ('[{"date":"2018-02-01","citizen":"007"}\n', "cut off"),
        ("[", "cut off"),
        ('[{"date":"2018-02-01","citizen":"007"}] [', "stands after the array"),
        ('[{"date":"2018-02-01","citizen":"007"} {}]', "a comma was expected"),
        ('{"date":"2018-02-01","citizen":"007"}\n{"date":', "Expecting value"),
        ('[{"date":"2018-02-01","citizen":{"code":"7"}}]', 'a list of lists or an object ("citizen")'),
        ('[{"date":"2018-02-01","citizen":' + "9" * 5000 + "}]", "not JSON"),
    ],
)
def test_json_that_is_not_whole_is_refused(filled: Register, tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "k.json").write_text(text)
    (found,) = told(filled, tmp_path / "k.json")
    assert why in found
    assert ("not JSON" in found) == ('"citizen":{' not in text)
    assert contacts(filled) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_json_is_read_in_every_encoding(filled: Register, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "k.json").write_text('[{"date":"2018-02-01","citizen":"AAL-001"}]', encoding=encoding)
    assert told(filled, tmp_path / "k.json") == []


# Where the table is


TITLED = {
    "a title and an empty line": "Udtræk fra fagsystemet;;;\n;;;\nDato;Borger;Enhed;Minutter\n{}",
    "a title with commas": "Udtræk, fra, alle, enheder\nDato;Borger;Enhed;Minutter\n{}",
    "the delimiter said": "sep=;\r\nDato;Borger;Enhed;Minutter\r\n{}",
    "a remark": "# synthetic\nDato;Borger;Enhed;Minutter\n{}",
    "a title in the words of a heading": "Enhed\nDato;Borger;Enhed;Minutter\n{}",
    "a heading on two lines": '"Dato\n(dd-mm)";Borger;Enhed;"Minutter\ni alt"\n{}',
    "a total": "Dato;Borger;Enhed;Minutter\n{}I alt;;;45\n\n",
    "two totals": "Dato;Borger;Enhed;Minutter\n{}Sum;;;45\n;;Total:;45,0\n",
}


@pytest.mark.parametrize("name", TITLED)
def test_the_headings_are_found_and_totals_passed_over(
    filled: Register, tmp_path: Path, name: str, outreach
) -> None:  # type: ignore[no-untyped-def]
    text = TITLED[name].format("01-02-2018;AAL-001;Nord;45\n")
    (tmp_path / "k.csv").write_text(text, encoding="utf-8", newline="")
    said = outreach("import", "contacts", "k.csv")
    assert contacts(filled) == [("2018-02-01", "AAL-001", "Nord", 45)], said.stderr
    assert ("passed over" in said.stderr) == ("title" in name or "total" in name)


def test_a_column_that_numbers_the_rows_is_no_remark(filled: Register, tmp_path: Path) -> None:
    (tmp_path / "k.csv").write_text("#;Dato;Borger\n1;01-02-2018;AAL-001\n2;02-02-2018;AAL-001\n")
    assert take_file(filled, "contacts", tmp_path / "k.csv").startswith("imported 2,")


def test_a_row_that_only_begins_as_a_total_is_no_total(filled: Register) -> None:
    told = problems_of(filled, "sites", "site;kind\nI alt;\nTotal;nu\n")
    assert [each.split(":")[0] for each in told] == ["2", "3"]  # no site is called so, but neither is dropped
    assert take_text(filled, "contacts", "date;citizen;minutes\n1.2.2018;007;5\n").startswith("imported 1,")
    with pytest.raises(RejectedError):
        take_text(filled, "contacts", "date;citizen;minutes\nI alt;;5\n1.2.2018;007;6\n")


def test_the_line_of_the_headings_can_be_said_and_the_advice_names_it(
    filled: Register, tmp_path: Path, outreach
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "k.csv").write_text("Rapport\nHvornår;Hvem\nDag;Kode\n1.2.2018;AAL-001\n", encoding="utf-8")
    said = outreach("import", "contacts", "k.csv")
    assert said.returncode == 3
    assert "--heading-row N" in said.stderr
    mapped = ("--map", "Dag=date", "--map", "Kode=citizen")
    assert outreach("import", "contacts", "k.csv", *mapped, "--heading-row", "3").returncode == 0
    assert contacts(filled) == [("2018-02-01", "AAL-001", None, None)]
    assert "line 9" in outreach("import", "contacts", "k.csv", "--heading-row", "9").stderr


def test_a_map_of_a_heading_that_no_file_has_is_told(filled: Register, tmp_path: Path, outreach) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "k.csv").write_text("date;citizen\n1.2.2018;AAL-001\n")
    said = outreach("import", "contacts", "k.csv", "--map", "Sted=site")
    assert said.returncode == 3
    assert 'k.csv:1: Sted: no file has this heading, which --map names ("Sted")' in said.stderr
    assert contacts(filled) == []


def test_merged_cells_carry_their_value_on_each_row_and_it_is_said(
    filled: Register, tmp_path: Path, outreach
) -> None:  # type: ignore[no-untyped-def]
    with Workbook(str(tmp_path / "k.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 1, 0, 4, "Udtræk")
        sheet.write_row(2, 1, HEAD[:4])
        for row in range(3, 6):
            sheet.write_row(row, 1, [f"2018-02-0{row}", "AAL-001", "", row])
        sheet.merge_range(3, 3, 5, 3, "Nord")
    said = outreach("import", "contacts", "k.xlsx")
    assert [site for _day, _citizen, site, _minutes in contacts(filled)] == ["Nord"] * 3, said.stderr
    assert "2 merged cells: their value was read on each of their rows (B1:E1, D4:D6)" in said.stderr
    spanned = ods_cell(
        "Syd", 'office:value-type="string" table:number-rows-spanned="2" table:number-columns-spanned="1"'
    )
    rows = ods_row(DAY, ods_cell("007"), spanned) + ods_row(
        DAY, ods_cell("007"), "<table:covered-table-cell/>"
    )
    ods(tmp_path / "l.ods", rows)
    assert "1 merged cell" in outreach("import", "contacts", "l.ods").stderr
    assert [site for _day, _citizen, site, _minutes in contacts(filled)] == ["Nord"] * 3 + ["Syd"] * 2


def test_what_is_drawn_in_an_ods_cell_is_not_what_the_cell_says(filled: Register, tmp_path: Path) -> None:
    shape = "<draw:custom-shape><text:p>Se her</text:p></draw:custom-shape>"
    note = "<office:annotation><text:p>Husk</text:p></office:annotation>"
    within = f"<text:p>No{shape}<text:span>rd</text:span>{note}</text:p>"
    site = f'<table:table-cell office:value-type="string">{note}{shape}{within}</table:table-cell>'
    path = ods(tmp_path / "k.ods", ods_row(DAY, ods_cell("007"), site))
    assert told(filled, path) == []
    assert [site for _day, _citizen, site, _minutes in contacts(filled)] == ["Nord"]


def test_empty_sheets_are_passed_over_and_said(filled: Register, tmp_path: Path, outreach) -> None:  # type: ignore[no-untyped-def]
    with Workbook(str(tmp_path / "book.xlsx")) as book:
        book.add_worksheet("Tilbud")
        book.add_worksheet("Kontakter").write_row(0, 0, HEAD[:2])
        book.get_worksheet_by_name("Kontakter").write_row(1, 0, ["2018-02-01", "AAL-001"])
    said = outreach("import", "book.xlsx")
    assert (said.returncode, len(contacts(filled))) == (0, 1), said.stderr
    assert 'the sheet "Tilbud" is empty; it was passed over' in said.stderr


# Rejected rows


def rows_of(register: Register, path: Path) -> int:
    with pytest.raises(RejectedError) as caught:
        take_file(register, "contacts", path)
    return caught.value.problems.rows


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("r.csv", ()),
        ("r.xlsx", ()),
        ("r.json", ()),
        ("r.jsonl", ()),
        ("r.tsv", ()),
        ("r.txt", ()),
        ("rejected", ("--format", "csv-excel")),
    ],
)
def test_a_file_of_rejects_keeps_every_cell_in_its_format_and_rejects_the_same_rows(
    filled: Register, tmp_path: Path, outreach, name: str, more: Sequence[str]
) -> None:  # type: ignore[no-untyped-def]
    lines = ["Dato;Borger;Minutter;Enhed", "01-02-2018;AAL-001;45;Nord;Syd", "02-02-2018;AAL-001;5"]
    lines += ["03-02-2018;AAL-001;5;#N/A", "04-02-2018;AAL-001;5;Nord"]
    (tmp_path / "k.csv").write_text("\n".join(lines) + "\n")
    said = outreach("import", "contacts", "k.csv", "--partial", "--rejects", name, *more)
    assert said.returncode == 4, said.stderr
    content = (tmp_path / name).read_bytes()
    starts = {
        "r.xlsx": b"PK",
        "r.json": b"[",
        "r.jsonl": b'{"Dato": ',
        "r.tsv": b"Dato\tBorger",
        "r.txt": b"\xef\xbb\xbfDato;",
    }
    assert content.startswith(starts.get(name, starts["r.txt"]))
    assert name == "r.xlsx" or b"Syd" in content
    assert rows_of(filled, tmp_path / name) == 3
    assert len(contacts(filled)) == 1


@pytest.mark.parametrize(
    ("delimiter", "name", "more", "start"),
    [
        (",", "r.csv", (), b"Dato,Borger,error\n"),
        (";", "r.csv", (), b"\xef\xbb\xbfDato;Borger;error\r\n"),
        ("\t", "r.csv", (), b"Dato\tBorger\terror\n"),
        ("|", "r.csv", (), b"Dato,Borger,error\n"),
        (";", "r.csv", ("--format", "csv"), b"Dato,Borger,error\n"),
    ],
)
def test_rejected_rows_of_text_come_in_its_form_unless_asked_for_otherwise(
    filled: Register, tmp_path: Path, outreach, delimiter: str, name: str, more: Sequence[str], start: bytes
) -> None:  # type: ignore[no-untyped-def]
    lines = [f"sep={delimiter}", f"Dato{delimiter}Borger", f"x{delimiter}AAL-001"]
    (tmp_path / "k.csv").write_text("\n".join(lines) + "\n", encoding="cp1252")
    said = outreach("import", "contacts", "k.csv", "--partial", "--rejects", name, *more)
    assert said.returncode == 4, said.stderr
    assert (tmp_path / name).read_bytes().startswith(start)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes().replace(b"x", b"01-02-2018"))
    assert outreach("import", "contacts", name).stdout.startswith("imported 1,")


@pytest.mark.parametrize("name", ["r.json", "r.jsonl"])
def test_cells_under_headings_that_are_alike_are_all_kept(
    filled: Register, tmp_path: Path, outreach, name: str
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "k.csv").write_text("Dato;Borger;Note;Note\n01-02-2018;AAL-001;a;b;c;d\n")
    said = outreach("import", "contacts", "k.csv", "--ignore", "Note", "--partial", "--rejects", name)
    assert said.returncode == 4, said.stderr
    text = (tmp_path / name).read_text()
    assert '"Note": "a", "Note ": "b", "": "c", " ": "d"' in text
    again = outreach("import", "contacts", name, "--ignore", "Note")
    assert (again.returncode, "rejected 1\n" in again.stdout) == (3, True), again.stderr


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("r.ods", (), "Rejected rows cannot be written as .ods."),
        ("r.xls", (), "They can be written as: .csv, .json, .jsonl, .ndjson, .tsv, .xlsx"),
        ("r.xlsx", ("--format", "csv"), 'the ending of "r.xlsx" is that of xlsx, and --format asks for csv'),
    ],
)
def test_rejects_are_never_written_in_another_format_than_their_ending_says(
    filled: Register, tmp_path: Path, outreach, name: str, more: Sequence[str], said: str
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "k.csv").write_text("Dato;Borger\n01-02-2018;AAL-001\nx;AAL-001\n")
    tried = outreach("import", "contacts", "k.csv", "--partial", "--rejects", name, *more)
    assert (tried.returncode, said in tried.stderr) == (2, True), tried.stderr
    assert contacts(filled) == []
    assert not (tmp_path / name).exists()


def test_rejects_are_never_written_onto_an_imported_file(filled: Register, tmp_path: Path, outreach) -> None:  # type: ignore[no-untyped-def]
    text = "date;citizen\n1.2.2018;AAL-001\nx;AAL-001\n"
    (tmp_path / "contacts.csv").write_text(text)
    (tmp_path / "other.csv").hardlink_to(tmp_path / "contacts.csv")
    for onto in ("contacts.csv", "./contacts.csv", "other.csv"):
        said = outreach("import", "contacts", "contacts.csv", "--partial", "--rejects", onto)
        assert (said.returncode, "is being imported" in said.stderr) == (3, True)
    assert (tmp_path / "contacts.csv").read_text() == text
    assert contacts(filled) == []


def test_rejects_of_several_kinds_are_all_written_or_none(filled: Register, tmp_path: Path, outreach) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "sites.csv").write_text("site,kind\nVest,\n,x\n")
    (tmp_path / "all" / "citizens.csv").write_text("citizen,birth_year\nZ1,abc\n")
    (tmp_path / "rejects").mkdir()
    (tmp_path / "rejects" / "citizens.csv").symlink_to(tmp_path / "elsewhere.csv")
    said = outreach("import", "all", "--partial", "--rejects", "rejects")
    assert said.returncode == 3
    assert [each.name for each in (tmp_path / "rejects").iterdir()] == ["citizens.csv"]
    (tmp_path / "rejects" / "citizens.csv").unlink()
    assert outreach("import", "all", "--partial", "--rejects", "rejects").returncode == 4
    assert sorted(each.name for each in (tmp_path / "rejects").iterdir()) == ["citizens.csv", "sites.csv"]


# Folders, days, numbers and what the terminal sees


def test_every_file_of_a_folder_is_read_refused_or_named(filled: Register, tmp_path: Path, outreach) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "workers.csv").write_text("worker\nX\n")
    (folder / "~$contacts.xlsx").write_bytes(b"\x05Ane")
    (folder / "læsmig.md").write_text("x")
    (folder / "2017").mkdir()
    (folder / "2017" / "contacts.csv").write_text("date,citizen\n1.2.2017,AAL-001\n")
    ods(folder / "contacts.ods", ods_row(DAY, ods_cell("AAL-001")))
    said = outreach("import", "all")
    assert (said.returncode, len(contacts(filled))) == (0, 1), said.stderr
    for name in ("~$contacts.xlsx", "læsmig.md", "2017"):
        assert f'The file "{name}" is no table named for a kind; it was passed over.' in said.stderr
    (folder / "offers.csv.gz").write_bytes(gzip.compress(b"offer\nRygestop\n"))
    said = outreach("import", "all")
    assert (said.returncode, "offers.csv.gz:1: file: this is compressed" in said.stderr) == (3, True)


@pytest.mark.parametrize("text", ["i dag", "I går", "today", "yesterday"])
def test_a_day_in_a_file_is_written_out(filled: Register, tmp_path: Path, text: str) -> None:
    (tmp_path / "k.csv").write_text(f"date;citizen\n{text};AAL-001\n", encoding="utf-8")
    said = "means another day each time the file is imported; write the day out"
    assert told(filled, tmp_path / "k.csv") == [f'2: date: {said} ("{text}")']


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("45", 45), ("45,0", 45), ("45.00", 45), ("1 000", 1000), ("1\u00a0000", 1000), ("1.000,00", 1000)],
)
def test_a_number_is_read_as_a_dane_writes_it(filled: Register, text: str, minutes: int) -> None:
    assert take_text(filled, "contacts", f"date;citizen;minutes\n1.2.2018;007;{text}\n").startswith(
        "imported 1,"
    )
    assert contacts(filled)[0][3] == minutes


@pytest.mark.parametrize("text", ["1.000", "1,000", "1.234,5", "45,5", "1.00.000", "1'000", "0x10", "1e3"])
def test_a_number_that_may_be_two_or_is_not_whole_is_told(
    filled: Register, tmp_path: Path, text: str
) -> None:
    (tmp_path / "k.csv").write_text(f"date;citizen;minutes\n1.2.2018;007;{text}\n", encoding="utf-8")
    assert len(told(filled, tmp_path / "k.csv")) == 1
    assert contacts(filled) == []


def test_nothing_that_a_terminal_obeys_is_told_of_a_file(filled: Register, tmp_path: Path, outreach) -> None:  # type: ignore[no-untyped-def]
    name = "k\x1b[2J\u202e.csv"
    text = f"Dato;Borger;\x1b[31m{'Enhed' * 40}\x1b[0m\n01-02-2018;AAL-001;\x1b]0;x\x07\x9b2J\n"
    (tmp_path / name).write_text(text, encoding="utf-8")
    with Workbook(str(tmp_path / "book.xlsx")) as book:
        book.add_worksheet("Ark\u202e1")
        book.add_worksheet("Kontakter").write_row(0, 0, [*HEAD[:2], "a\u202eb\nc"])
    (tmp_path / "t.csv").write_text(
        f"Titel \x1b[2J;\n{text.replace(';', ',', 1)}".replace(",", ";"), encoding="utf-8"
    )
    runs = [
        outreach("import", "contacts", name),
        outreach("import", "book.xlsx"),
        outreach("import", "contacts", "t.csv"),
    ]
    for said in runs:
        seen = said.stdout + said.stderr
        assert said.returncode == 3
        assert not [sign for sign in seen if not sign.isprintable() and sign != "\n"]
        assert max(map(len, seen.splitlines())) < 400


def test_a_plain_csv_loads_none_of_the_readers_of_other_forms(filled: Register, tmp_path: Path) -> None:
    (tmp_path / "k.csv").write_text("Dato;Borger\n1.2.2018;AAL-001\n")
    script = (
        "import sys; from outreach_cli.cli import main; code = main(sys.argv[1:]);"
        " heavy = {'zipfile', 'xml.parsers.expat', 'xlrd', 'python_calamine', 'zoneinfo'};"
        " print(code, sorted(heavy & {*sys.modules}))"
    )
    words = ("--db", str(filled.path), "import", "contacts", str(tmp_path / "k.csv"))
    run = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "0 []", run.stdout + run.stderr


def test_a_workbook_of_many_rows_says_the_same_as_its_csv(tmp_path: Path) -> None:
    rows = [["2018-02-01", f"B{number}", "Nord", number % 90] for number in range(2500)]

    def cells(sheet) -> None:  # type: ignore[no-untyped-def]
        for at, row in enumerate(rows, 1):
            sheet.write_row(at, 0, row)

    xlsx(tmp_path / "k.xlsx", cells)
    (tmp_path / "k.csv").write_text("\n".join(";".join(map(str, row)) for row in [HEAD[:4], *rows]))
    found = []
    for form in ("xlsx", "csv"):
        with create_register(tmp_path / f"{form}.db") as register:
            path = tmp_path / f"k.{form}"
            assert take_file(register, "contacts", path, create=True).startswith("imported 2500,")
            found.append(everything(register))
    assert found[0] == found[1]
