"""A table on a terminal, drawn by rich: aligned numbers, the total set off, nothing cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from outreach_cli.core.language import _
from outreach_cli.tables.book import Book, TextPart
from outreach_cli.tables.cells import clean, format_sentence, make_grid
from outreach_cli.tables.charts import TableChart, find_beside, find_charted, make_chart
from outreach_cli.tables.column_parts import keep_columns
from outreach_cli.tables.long_words import divide_long_words
from outreach_cli.tables.plain_text import GAPS, Words, is_plain, measure_cells, trim_lines, write_plain
from outreach_cli.tables.stacked_periods import stack_periods
from outreach_cli.tables.table import Table

if TYPE_CHECKING:
    from rich.table import Table as Grid

StyledLine = tuple[str, str]
"""A line, and the name of its style, empty for none."""
BREAK_AT = 24
"""Longer words than this are broken before a table gives way to blocks."""
BARS = (8, 40)
"""The narrowest and the widest room for bars."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
PARTED_FROM = 60
"""The narrowest terminal on which a table is set in two parts rather than one record a block."""


class ColumnSizes(NamedTuple):
    """How wide a column is: with long words broken, with words whole, with cells and all on one line."""

    least: int
    words: int
    cells: int
    whole: int


class TableLayout(NamedTuple):
    """A table in words, its columns' sizes, and the gap between them; None where it has no room.

    `width` is None for a pipe's.
    """

    table: Table
    headings: Words
    body: Sequence[Words]
    foot: Words | None
    sizes: Sequence[ColumnSizes]
    gap: int | None
    width: int | None

    @property
    def rows(self) -> Sequence[Words]:
        """The body and the total."""
        return [*self.body, *([self.foot] if self.foot else [])]


def write(table: Table, *, width: int | None = None, color: bool = False, whole: bool = False) -> str:
    """The table as text, `width` columns wide at most; None for as wide as it needs (a pipe).

    A list that has no room leaves out its last columns and names them, unless it is to be `whole`.
    """
    if is_plain(table, width=width, color=color):
        return write_plain(table)
    laid = _lay_out(table, width)
    if laid.gap is None and (fuller := _drop_empty_columns(table)):
        return write(fuller, width=width, color=color, whole=whole)
    if laid.gap is None and not whole and (narrower := _drop_last_columns(table, width or 0)):
        return write(narrower, width=width, color=color)
    return _draw(_list_parts(laid), width, color)


def _list_parts(laid: TableLayout) -> Iterator[StyledLine | Grid]:
    """The table's title, its grids or blocks, and its notes."""
    yield clean(laid.table.heading), "bold"
    if laid.table.caption:
        yield clean(laid.table.caption), ""
    if parts := _split_layout(laid):
        yield from map(_make_grid, parts)
    else:
        yield from _list_blocks(laid)
    for note in laid.table.notes:
        yield format_sentence(note), ""


def _lay_out(table: Table, width: int | None) -> TableLayout:
    """The table laid out with the widest gap for which there is room; two periods one below the other."""
    headings, body, foot = make_grid(table)
    if table.against and not table.chart and (width is None or width >= PARTED_FROM):
        stacked = _fit_words(*stack_periods(table, headings, body, foot), width)
        if stacked.gap is not None:
            return stacked
    return _fit_words(table, headings, body, foot, width)


def _fit_words(
    table: Table, headings: Words, body: Sequence[Words], foot: Words | None, width: int | None
) -> TableLayout:
    sizes = _measure_columns(table, headings, [*body, *([foot] if foot else [])])
    bars = [BARS[0]] if table.chart else []
    able = [
        gap
        for widths in ([max(size.least, size.cells) for size in sizes], [size.least for size in sizes])
        for gap in GAPS
        if width is None or sum([*widths, *bars]) + gap * (len(widths) + len(bars)) <= width
    ]
    return TableLayout(table, headings, body, foot, sizes, able[0] if able else None, width)


def _drop_empty_columns(table: Table) -> Table | None:
    """A list without the columns in which nothing stands; None for a report, and where each is used."""
    used = [place for place, cells in enumerate(zip(*table.body, strict=True)) if {*cells} - {None, ""}]
    if table.foot is not None or not used or len(used) == len(table.columns):
        return None
    return keep_columns(table, used)


def _drop_last_columns(table: Table, width: int) -> Table | None:
    """A list of several records with only its first columns, as many as there is room for; the rest named.

    None for a report, and where fewer than four of the columns have room.
    """
    if table.foot is not None or len(table.body) < 2 or width < PARTED_FROM:
        return None
    for most in range(len(table.columns) - 1, 3, -1):
        part = keep_columns(table, range(most))
        if _lay_out(part, width).gap is not None:
            left_out = ", ".join(column.label for column in table.columns[most:])
            note = _("No room here for: {columns}. A wider window shows them, and -o FILE has them.")
            return part._replace(notes=(*table.notes, note.format(columns=left_out)))
    return None


def _split_layout(laid: TableLayout) -> list[TableLayout]:
    """The table, or where it has no room what stands one below the other: two parts of it, and then its bars.

    Each part has the columns that name the row, and the first as many others as there is room for. None
    where that has no room either, and for a list: it has no total, and reads better one record a block.
    """
    table, width = laid.table, laid.width
    if laid.gap is not None and not (_has_bars_below(table) and _is_parted(table, width)):
        return [laid]
    if not _is_parted(table, width):
        return []
    named = [place for place, column in enumerate(table.columns) if column.row]
    if (bars := find_charted(table)) is not None and table.chart:
        parts = [
            *_split_layout(_lay_out(table._replace(chart=None), width)),
            _lay_out(keep_columns(table, [*named, bars, *find_beside(table, bars)]), width),
        ]
        return parts if len(parts) > 1 and parts[-1].gap is not None else []
    others = [place for place in range(len(table.columns)) if place not in named]
    for first in range(len(others) - 2, 0, -1):  # one column alone would look forgotten
        parts = [
            _lay_out(keep_columns(table, [*named, *some]), width) for some in (others[:first], others[first:])
        ]
        if all(part.gap is not None for part in parts):
            return parts
    return []


def _is_parted(table: Table, width: int | None) -> bool:
    """Whether it may be set in parts: a list, which has no total, reads better one record a block."""
    return table.foot is not None and (width is None or width >= PARTED_FROM)


def _has_bars_below(table: Table) -> bool:
    """Whether its bars are of two periods, whose numbers and changes stand one below the other."""
    drawn = sum(2 if column.beside else column.row for column in table.columns)
    return bool(table.against and table.chart) and len(table.columns) > drawn


def write_book(book: Book, *, width: int | None = None, color: bool = False) -> str:
    """Every part, an empty line between them; contents and rules are for paper: `--explain` tells them."""
    title = [clean(book.title)] if book.front else []
    notes = "".join(
        f"{line}\n" for note in (*title, *book.notes) for line in _wrap_words(format_sentence(note), width)
    )
    said = [notes]
    for part in book.parts:
        if isinstance(part, TextPart):
            said.append(_draw(_list_lines(part, width), width, color))
        else:
            shown = part._replace(period_words=book.write_caption(part), filter_words="", extracted_words="")
            # Bars stand beside the numbers or not at all.
            if shown.chart and (_has_bars_below(shown) or _lay_out(shown, width).gap is None):
                shown = shown._replace(chart=None)
            said.append(write(shown, width=width, color=color, whole=True))
    return "\n".join(each for each in said if each)


def _list_lines(part: TextPart, width: int | None) -> Iterator[StyledLine]:
    """The lines of a text, an empty one between its paragraphs."""
    if part.heading:
        yield clean(part.heading), "bold"
    for at, block in enumerate(part.list_blocks()):
        if at:
            yield "", ""
        for said in block:
            indent = "  " if said.startswith("- ") else ""
            yield from ((line, "") for line in _wrap_words(format_sentence(said), width, indent))


def _draw(parts: Iterable[StyledLine | Grid], width: int | None, color: bool) -> str:
    """What rich draws of them on a console that takes nothing from the environment."""
    from rich.console import Console
    from rich.text import Text

    file = StringIO()
    console = Console(
        file=file,
        width=width or 10_000,
        height=100,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    for each in parts:
        console.print(Text(*each) if isinstance(each, tuple) else each, overflow="fold")
    return trim_lines(file.getvalue().splitlines())


def _make_grid(laid: TableLayout) -> Grid:
    """The rich table: numbers to the right and never wrapped, text wrapped between words."""
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    table, sizes, gap, width = laid.table, laid.sizes, laid.gap or GAPS[-1], laid.width or 10_000
    drawn = Grid(
        box=box.SIMPLE,
        show_footer=laid.foot is not None,
        pad_edge=False,
        padding=(0, 1, 0, gap - 2),
        header_style="bold",
        footer_style="bold",
        leading=1 if any("\n" in cell for row in laid.body for cell in row) else 0,
    )
    chart, longest, room = make_chart(table) if table.chart else None, 0, width - gap * len(sizes)
    if chart:
        longest = min(max(room - sum(size.whole for size in sizes) - gap, BARS[0]), BARS[1])
        room -= longest + gap
    widths = _choose_widths(sizes, room)
    for place, column_width in enumerate(widths):
        drawn.add_column(
            Text(laid.headings[place]),
            Text(laid.foot[place]) if laid.foot else "",
            justify="right" if table.columns[place].numeric else "left",
            overflow="fold",
            width=column_width,
        )
    bars = _draw_bars(chart, longest) if chart else []
    if chart:
        drawn.add_column(Text(_label_bars(chart)), width=longest, overflow="fold")
    for number, row in enumerate(laid.body):
        cells = (divide_long_words(cell, most) for cell, most in zip(row, widths, strict=True))
        drawn.add_row(*map(Text, cells), *([Text(bars[number])] if bars else []))
    return drawn


def _draw_bars(chart: TableChart, longest: int) -> list[str]:
    """A bar for each row; of two periods two, one below the other, the second in a lighter ink."""
    rows = zip(*(each.cells for each in chart.series), strict=True)
    return [
        "\n".join(_draw_bar(chart.measure(cell), longest, at) for at, cell in enumerate(row)) for row in rows
    ]


def _label_bars(chart: TableChart) -> str:
    """What the bars are of; of two periods which bar is which."""
    if len(chart.series) == 1:
        return chart.label
    return "\n".join(f"{ink} {each.name}" for ink, each in zip("█▒", chart.series, strict=True))


def _draw_bar(length: Fraction | None, longest: int, at: int) -> str:
    """A bar drawn to an eighth of a letter; whatever is more than nothing shows."""
    if not length:
        return ""
    if at:
        return "▒" * max(round(length * longest), 1)
    whole, eighths = divmod(max(round(length * longest * 8), 1), 8)
    return "█" * whole + _EIGHTHS[eighths].strip()


def _choose_widths(sizes: Sequence[ColumnSizes], room: int) -> list[int]:
    """The columns' widths, together at most `room`: words kept whole first, then cells, then headings."""
    widths = [size.least for size in sizes]
    spare = room - sum(widths)
    for wants in ([size.words for size in sizes], [size.cells for size in sizes]):
        while spare > 0 and any(want > has for want, has in zip(wants, widths, strict=True)):
            place = max(range(len(widths)), key=lambda at: wants[at] - widths[at])
            widths[place] += 1
            spare -= 1
    for place in sorted(range(len(widths)), key=lambda at: sizes[at].whole - widths[at]):
        more = sizes[place].whole - widths[place]
        if 0 < more <= spare:  # half a heading more is no better
            widths[place] += more
            spare -= more
    return widths


def _measure_columns(table: Table, headings: Words, rows: Sequence[Words]) -> list[ColumnSizes]:
    """Each column's sizes; numbers, days and lines that stand beside others' are each one piece."""
    sizes = []
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in rows]
        heading = [measure_cells(word) for word in headings[place].split()]
        pieces = [measure_cells(word) for cell in cells for word in cell.split()]
        lines = [measure_cells(line) for cell in cells for line in cell.split("\n")]
        if column.numeric or column.kind == "day" or len(lines) > len(cells):
            pieces, fixed = [], lines
        else:
            fixed = []
        broken = [min(piece, BREAK_AT) for piece in [*heading, *pieces]]
        sizes.append(
            ColumnSizes(
                least=max([*fixed, *broken], default=1),
                words=max([*fixed, *heading, *pieces], default=1),
                cells=max([*lines, *heading], default=1),
                whole=max([*lines, measure_cells(headings[place])], default=1),
            )
        )
    return sizes


def _list_blocks(laid: TableLayout) -> Iterator[StyledLine]:
    """One record a block, for a terminal too narrow for the table."""
    table, headings, rows, width = laid.table, laid.headings, laid.rows, laid.width or 0
    most = max((len(heading) for heading in headings), default=0) + 2
    beside = most + 12 <= width
    chart = make_chart(table) if table.chart else None
    bars = _draw_bars(chart, min(width, BARS[1])) if chart else []
    for number, row in enumerate(rows):
        last = table.foot is not None and number == len(rows) - 1
        yield "─" * min(width, 30) if last else "", ""
        for heading, cell in zip(headings, row, strict=True):
            if not cell:
                continue
            label = f"{heading}: ".ljust(most if beside else 0)
            lines = _wrap_words(label + cell, width, indent=" " * (most if beside else 2))
            yield from ((line, "bold" if last else "") for line in lines)
        if not last and bars and bars[number]:
            yield bars[number], ""
    yield "", ""


def _wrap_words(words: str, width: int | None, indent: str = "") -> list[str]:
    """The words on lines of at most that width, broken between words where they can be."""
    if width is None or len(words) <= width:
        return [words]
    from textwrap import wrap

    indent = indent if len(indent) < width - 4 else ""
    return wrap(words, width, subsequent_indent=indent, break_on_hyphens=False, drop_whitespace=True)
