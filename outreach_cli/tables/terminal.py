"""A table on a terminal, drawn by rich: aligned numbers, the total set off, nothing cut."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING

from outreach_cli.tables import Column, Table
from outreach_cli.tables.shown import grid

if TYPE_CHECKING:
    from rich.table import Table as Grid

Words = Sequence[str]


def write(table: Table, *, width: int | None = None, color: bool = False) -> str:
    """The table as text, `width` columns wide at most; None for as wide as it needs (a pipe)."""
    from rich.console import Console
    from rich.text import Text

    headings, body, foot = grid(table)
    if width is not None and _narrowest(table, headings, body, foot) > width:
        return _blocks(table, headings, body, foot)
    drawn_in = StringIO()
    console = Console(
        file=drawn_in,
        width=width or 10_000,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    drawn = _drawn(table, headings, body, foot)
    console.print(Text(table.title, style="bold"))
    if table.caption:
        console.print(Text(table.caption, style="dim"))
    console.print(drawn)
    for note in table.notes:
        console.print(Text(note))
    return "".join(line.rstrip() + "\n" for line in drawn_in.getvalue().splitlines())


def _drawn(table: Table, headings: Words, body: Sequence[Words], foot: Words | None) -> Grid:
    """The rich table: numbers to the right and never wrapped, text folded between words."""
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    drawn = Grid(
        box=box.SIMPLE, show_footer=foot is not None, pad_edge=False, header_style="bold", footer_style="bold"
    )
    for place, column in enumerate(table.columns):
        whole = _right(column) or column.kind == "day"
        drawn.add_column(
            Text(headings[place]),
            Text(foot[place]) if foot else "",
            justify="right" if _right(column) else "left",
            no_wrap=False,
            overflow="fold",
            min_width=_least(
                headings[place], [row[place] for row in [*body, *([foot] if foot else [])]], whole
            ),
        )
    for row in body:
        drawn.add_row(*(Text(cell) for cell in row))
    return drawn


def _least(heading: str, cells: Words, whole: bool) -> int:
    """The width that a column needs: its numbers and days whole, the words of text whole up to twelve."""
    words = [
        *(cells if whole else [word[:12] for cell in cells for word in cell.split()]),
        *(w[:12] for w in heading.split()),
    ]
    return max((len(word) for word in words), default=1)


def _right(column: Column) -> bool:
    return column.kind in ("number", "percent")


def _narrowest(table: Table, headings: Words, body: Sequence[Words], foot: Words | None) -> int:
    """The fewest columns that the table can be drawn in."""
    rows = [*body, *([foot] if foot else [])]
    return sum(
        _least(headings[place], [row[place] for row in rows], _right(column) or column.kind == "day") + 3
        for place, column in enumerate(table.columns)
    )


def _blocks(table: Table, headings: Words, body: Sequence[Words], foot: Words | None) -> str:
    """One record a block, for a terminal too narrow for the table."""
    lines = [table.title, *([table.caption] if table.caption else [])]
    for row in [*body, *([foot] if foot else [])]:
        lines.append("")
        lines += [f"{heading}: {cell}" for heading, cell in zip(headings, row, strict=True)]
    return "\n".join([*lines, "", *table.notes]) + "\n"


def terminal_width() -> int | None:
    """The width of the terminal on stdout, `COLUMNS` first; None when stdout is none and nothing is set."""
    if (os.environ.get("COLUMNS") or "").isdigit():
        return int(os.environ["COLUMNS"]) or None
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except (OSError, ValueError):
        return None
