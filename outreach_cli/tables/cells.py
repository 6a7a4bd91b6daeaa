"""How a cell is shown: rounded half up once, with the language's decimal mark, safe on a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from outreach_cli.core.days import format_day
from outreach_cli.core.periods import name_span
from outreach_cli.tables.table import Cell, Column, Table

HIDDEN = "•"
EMPTY = "–"
_UNSAFE = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"


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


def format_cell(cell: Cell, column: Column, table: Table, *, plain: bool = False) -> str:
    """The cell's words in the table's language; `plain` for a program, which takes 33% and 2018-02."""
    mark = "," if table.language == "da" else "."
    if cell is None:
        return column.empty if column.row or column.kind in ("text", "day") else EMPTY
    if isinstance(cell, str):
        if column.kind == "span" and not plain:
            return name_span(cell, table.language)
        return clean(format_day(cell, table.language) if column.kind == "day" and is_day(cell[:10]) else cell)
    if column.kind == "percent":
        words = format_number(Fraction(cell) * 100, column.decimals, mark)
        words += "%" if plain else choose_percent_sign(table)
    else:
        words = format_number(cell, column.decimals, mark)
    is_above = column.signed and not plain and cell > 0 and any(each in "123456789" for each in words)
    return f"+{words}" if is_above else words


def choose_percent_sign(table: Table) -> str:
    """What stands after a number of percent: Danish sets a space that does not break before the sign."""
    return "%" if table.close_percent or table.language != "da" else "\u00a0%"


def format_sentence(text: str) -> str:
    """A sentence as people read it: cleaned, and no line ends between a number and its percent sign."""
    return re.sub(r"(?<=\d) %", "\u00a0%", clean(text))


def is_day(text: str) -> bool:
    """Whether the text is a day as ISO writes it."""
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None


def clean(text: str) -> str:
    """The text without control and direction characters, each shown as a replacement mark."""
    if text.isprintable():  # most are, and that is told at once
        return text
    return re.sub(_UNSAFE, "\ufffd", text.replace("\n", " ").replace("\t", " "))


def make_grid(table: Table, *, plain: bool = False) -> tuple[list[str], list[list[str]], list[str] | None]:
    """The table as words: headings, rows, and the total row or None; `plain` as in `format_cell`."""
    headings, *body = map(list, zip(*make_columns(table, plain=plain), strict=True))
    return headings, body, body.pop() if table.foot else None


def make_columns(table: Table, *, plain: bool = False) -> list[list[str]]:
    """The table as words, column by column: the heading, the rows, and the total where there is one."""
    body = zip(*table.body, strict=True) if table.body else [()] * len(table.columns)
    columns = [
        [clean(column.label), *_format_cells(cells, column, table, plain)]
        for cells, column in zip(body, table.columns, strict=True)
    ]
    if table.foot:
        for words, cell, column in zip(columns, table.foot, table.columns, strict=True):
            words.append(format_cell(cell, column, table, plain=plain))
    for number, place in table.hidden:
        if number != -1 or table.foot:
            columns[place][number if number == -1 else number + 1] = HIDDEN
    return columns


def _format_cells(cells: Sequence[Cell], column: Column, table: Table, plain: bool) -> list[str]:
    """A column's cells as words; what stands there many times is put into words once."""
    kinds = set(map(type, cells))
    if Fraction in kinds:  # 2 and 2/1 are equal, but not shown alike
        return [format_cell(cell, column, table, plain=plain) for cell in cells]
    if kinds == {int} and column.kind == "number" and not column.signed:
        return [str(cell) for cell in cells]
    different = set(cells)
    if kinds == {str} and column.kind == "text" and "".join(map(str, different)).isprintable():
        return [str(cell) for cell in cells]
    words = {cell: format_cell(cell, column, table, plain=plain) for cell in different}
    return [words[cell] for cell in cells]
