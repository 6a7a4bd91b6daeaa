"""How a cell is shown: rounded half up once, with the language's decimal mark, safe on a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from outreach_cli.core.days import format_day
from outreach_cli.core.errors import UnknownColumnError
from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.tables.table import Cell, Column, Table

HIDDEN = "•"
EMPTY = "–"
_UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def round_half_up(value: Fraction | int, decimals: int) -> Fraction:
    """The value to so many decimals, a half going up (away from zero for a negative one)."""
    scale = 10**decimals
    scaled = abs(Fraction(value)) * scale
    rounded = Fraction((scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2), scale)
    return -rounded if value < 0 else rounded


def format_number(value: Fraction | int, decimals: int, mark: str = ",") -> str:
    """The value to so many decimals; with one decimal a trailing zero is dropped, as the documents do."""
    if isinstance(value, int):
        return str(value)
    rounded = round_half_up(value, decimals)
    if decimals == 0 or (decimals == 1 and rounded.denominator == 1):
        return str(round(rounded))
    whole, part = divmod(abs(rounded.numerator) * 10**decimals // rounded.denominator, 10**decimals)
    sign = "-" if rounded < 0 else ""
    return f"{sign}{whole}{mark}{part:0{decimals}}"


def format_cell(cell: Cell, column: Column, table: Table) -> str:
    """The cell's words in the table's language."""
    mark = "," if table.language == "da" else "."
    if cell is None:
        return table.not_stated if column.row else (column.empty if column.kind in ("text", "day") else EMPTY)
    if isinstance(cell, str):
        return clean(format_day(cell, table.language) if column.kind == "day" and _is_day(cell) else cell)
    if column.kind == "percent":
        return format_number(Fraction(cell) * 100, column.decimals, mark) + "%"
    return format_number(cell, column.decimals, mark)


def _is_day(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None


def clean(text: str) -> str:
    """The text without control and direction characters, each shown as a replacement mark."""
    if text.isprintable():  # most are, and that is told at once
        return text
    return _UNSAFE.sub("\ufffd", text.replace("\n", " ").replace("\t", " "))


def make_grid(table: Table) -> tuple[list[str], list[list[str]], list[str] | None]:
    """The table as words: headings, rows, and the total row or None."""
    headings = [clean(column.label) for column in table.columns]
    columns = zip(*table.body, strict=True)
    said = [
        _format_cells(cells, column, table) for cells, column in zip(columns, table.columns, strict=False)
    ]
    body = [list(row) for row in zip(*said, strict=True)]
    foot = None
    if table.foot:
        foot = [
            format_cell(cell, column, table) for cell, column in zip(table.foot, table.columns, strict=True)
        ]
    for number, place in table.hidden:
        line = foot if number == -1 else body[number]
        if line:
            line[place] = HIDDEN
    return headings, body, foot


def _format_cells(cells: Sequence[Cell], column: Column, table: Table) -> list[str]:
    """A column's cells as words; what stands there many times is put into words once."""
    if Fraction in map(type, cells):  # 2 and 2/1 are equal, but not shown alike
        return [format_cell(cell, column, table) for cell in cells]
    words = {cell: format_cell(cell, column, table) for cell in set(cells)}
    return [words[cell] for cell in cells]


def draw_bars(table: Table, word: str | None = None) -> Table:
    """The table with bars drawn of the column that `word` names by key or heading, else of the first one.

    Raises UnknownColumnError. A table without numbers stays as it is.
    """
    able = [column for column in table.columns if _can_be_bars(column)]
    if word is None:
        return replace(table, chart=able[0].key if able else None)
    for column in able:
        if fold_case(word) in (fold_case(column.key), fold_case(column.label)):
            return replace(table, chart=column.key)
    labels, keys = [column.label for column in able], [column.key for column in able]
    raise UnknownColumnError(name=word, nearest=find_nearest(word, [*labels, *keys]) or labels)


def find_charted(table: Table) -> int | None:
    """The place of the column that bars are drawn of: the chosen one, else the first with numbers."""
    numeric = {column.key: place for place, column in enumerate(table.columns) if _can_be_bars(column)}
    if table.chart in numeric:
        return numeric[table.chart]
    return next(iter(numeric.values()), None)


def _can_be_bars(column: Column) -> bool:
    return column.numeric and not column.row


def measure_bars(table: Table) -> list[Fraction | None]:
    """How long each row's bar is, as a part of the longest; None where there is no number to show.

    A hidden cell and an unknown one have no bar, and neither has a negative number.
    """
    place = find_charted(table)
    if place is None:
        return [None] * len(table.body)
    values = [row[place] for row in table.body]
    most = max((value for value in values if isinstance(value, int | Fraction)), default=0)
    if most <= 0:
        return [None] * len(values)
    return [Fraction(v) / most if isinstance(v, int | Fraction) and v >= 0 else None for v in values]
