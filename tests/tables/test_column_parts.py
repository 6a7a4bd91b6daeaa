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
        *(Column(key, f"Samtaler {key}", beside=f"{key}_against" if len(key) == 1 else "") for key in KEYS),
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
