"""Wide tables on paper: in parts, with no column lost and none apart from those beside it."""

from __future__ import annotations

import re
from io import BytesIO

from outreach_cli.tables.column_parts import split_columns
from outreach_cli.tables.formats import encode_table
from outreach_cli.tables.table import Column, Table

KEYS = [f"{key}{end}" for key in "abcdefgh" for end in ("", "_against", "_change", "_change_percent")]
WIDE = Table(
    name="wide",
    title="Bred",
    language="da",
    columns=(
        Column("site", "Enhed", "text", row=True),
        *(Column(key, f"Samtaler {key}", of=key[0], part=f"Samtaler {key}") for key in KEYS),
    ),
    body=(("Nord", *range(32)), ("Syd", *range(32, 64))),
    foot=("I alt", *range(64, 96)),
    hidden=frozenset({(0, 32)}),
)


def test_each_part_names_the_rows_and_keeps_what_stands_beside_a_figure() -> None:
    parts = split_columns(WIDE, lambda table: len(table.columns) <= 10)
    assert [[column.key for column in part.columns] for part in parts] == [
        ["site", *KEYS[at : at + 8]] for at in range(0, 32, 8)
    ]
    assert [part.hidden for part in parts] == [frozenset(), frozenset(), frozenset(), frozenset({(0, 8)})]
    assert parts[1].body[0] == ("Nord", *range(8, 16))


def test_a_table_that_fits_and_one_that_names_no_row_stay_whole() -> None:
    assert split_columns(WIDE, lambda _table: True) == [WIDE]
    listed = Table("l", "L", "da", tuple(Column(key, key) for key in KEYS), (tuple(range(32)),))
    assert split_columns(listed, lambda _table: False) == [listed]


def test_word_and_web_page_hold_every_column_of_a_table_too_wide_for_paper() -> None:
    from docx import Document

    tables = Document(BytesIO(encode_table(WIDE, "docx"))).tables
    assert len(tables) > 1
    assert [cell.text for table in tables for cell in table.rows[-1].cells[1:]] == [*map(str, range(64, 96))]
    page = encode_table(WIDE, "html").decode()
    assert page.count("<table") > 1
    feet = "".join(re.findall(r"<tfoot>.*?</tfoot>", page, re.DOTALL))
    assert re.findall(r"<td[^>]*>(\d+)</td>", feet) == [*map(str, range(64, 96))]
    assert page.count("<caption>") == 1


def test_columns_of_one_number_stand_below_its_heading_on_paper() -> None:
    from docx import Document
    from python_calamine import CalamineWorkbook

    columns = (
        Column("site", "Enhed", "text", row=True),
        Column("n", "Samtaler", of="n", part="2018"),
        Column("n_against", "Samtaler, 2017", of="n", part="2017"),
        Column("n_change", "Samtaler, ændring", of="n", part="ændring", signed=True),
        Column("m", "Møder"),
    )
    table = Table(
        "t", "T", "da", columns, (("Nord", 3, 1, 2, 4), ("Syd", 1, 1, 0, 4)), ("I alt", 4, 5, -1, 8)
    )
    page = encode_table(table, "html").decode()
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert re.findall(r'<th scope="(\w+)"[^>]*?(?: (\w+span="\d"))?[^>]*>([^<]*)</th>', head) == [
        ("col", 'rowspan="2"', "Enhed"),
        ("colgroup", 'colspan="3"', "Samtaler"),
        ("col", 'rowspan="2"', "Møder"),
        ("col", "", "2018"),
        ("col", "", "2017"),
        ("col", "", "ændring"),
    ]
    assert [re.findall(r">([^<]*)</td>", row)[2] for row in page.split("<tr>")[3:]] == ["+2", "0", "-1"]
    workbook = CalamineWorkbook.from_filelike(BytesIO(encode_table(table, "xlsx")))
    assert workbook.get_sheet_by_index(0).to_python()[2:7] == [
        ["", "Samtaler", "", "", ""],
        ["Enhed", "2018", "2017", "ændring", "Møder"],
        ["Nord", 3, 1, 2, 4],
        ["Syd", 1, 1, 0, 4],
        ["I alt", 4, 5, -1, 8],
    ]
    (grid,) = Document(BytesIO(encode_table(table, "docx"))).tables
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["Enhed", "Samtaler", "Samtaler", "Samtaler", "Møder"],
        ["Enhed", "2018", "2017", "ændring", "Møder"],
        ["Nord", "3", "1", "+2", "4"],
        ["Syd", "1", "1", "0", "4"],
        ["I alt", "4", "5", "-1", "8"],
    ]
