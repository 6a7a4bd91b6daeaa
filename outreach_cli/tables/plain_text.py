"""A table as text for a pipe: columns aligned and the total set off, nothing wrapped, no colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from outreach_cli.tables.cells import EMPTY, HIDDEN, clean, format_sentence, make_columns
from outreach_cli.tables.table import Table

Words = Sequence[str]
GAPS = (3, 2)
"""The spaces between two columns: as it should be, and where else a cell would break or have no room."""


def is_plain(table: Table, *, width: int | None, color: bool) -> bool:
    """Whether the table is written as here, and rich has nothing to draw of it."""
    return width is None and not color and not table.chart and not table.against


def write_plain(table: Table) -> str:
    """The table as text, as wide as it needs."""
    return trim_lines(_write_lines(table))


def trim_lines(lines: Iterable[str]) -> str:
    """The lines as text, without spaces at their ends and without empty ones at the end."""
    return "\n".join(map(str.rstrip, lines)).rstrip("\n") + "\n"


def _write_lines(table: Table) -> Iterator[str]:
    """The lines that rich would draw for a pipe, where nothing is wrapped or coloured, in a hundredth."""
    words = zip(make_columns(table), table.columns, strict=True)
    columns = [_align_cells(cells, column.numeric) for cells, column in words]
    rule = " " + "─" * (sum(measure_cells(each[0]) for each in columns) + GAPS[0] * (len(columns) - 1))
    gap = " " * GAPS[0]
    lines = [" " + gap.join(row) for row in zip(*columns, strict=True)]

    yield clean(table.heading)
    if table.caption:
        yield clean(table.caption)
    yield from ("", lines[0], rule)
    yield from lines[1 : len(table.body) + 1]
    if table.foot:
        yield from (rule, lines[-1])
    if table.notes:
        yield from ("", *map(format_sentence, table.notes))


def _align_cells(cells: Words, to_right: bool) -> list[str]:
    """A column's cells, all of the width that the widest takes up."""
    different = set(cells)
    if _is_western("".join(different - {EMPTY, HIDDEN})):
        width = max(1, *map(len, different))
        return [cell.rstrip().rjust(width) if to_right else cell.ljust(width) for cell in cells]
    width = max(1, *map(measure_cells, different))
    placed = {}
    for cell in different:
        said = cell.rstrip() if to_right else cell
        spare = " " * (width - measure_cells(said))
        placed[cell] = spare + said if to_right else said + spare
    return [placed[cell] for cell in cells]


def measure_cells(text: str) -> int:
    """How many columns of a terminal the text takes up: one a letter where all of them are Western."""
    if _is_western(text) or text in (EMPTY, HIDDEN):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _is_western(text: str) -> bool:
    return text.isascii() or max(text) < "\u0300"
