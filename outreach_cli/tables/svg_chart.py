"""A table's chart as a picture: SVG with text that stays text, for a browser, Word or print."""

from __future__ import annotations

from fractions import Fraction
from html import escape
from itertools import pairwise
from math import ceil, floor
from textwrap import wrap
from typing import NamedTuple

from outreach_cli.tables.cells import choose_percent_sign, clean, format_number, format_sentence, make_grid
from outreach_cli.tables.charts import ChartSeries, TableChart, find_beside, find_charted, make_chart
from outreach_cli.tables.table import Table

WIDTH, BESIDE = 800, 420
"""The width of a picture that stands alone, and of a chart beside its table: on a phone it is still read."""
LETTER = 7.4
"""The width of a letter of 14 pixels, on the generous side."""
FONT = "Calibri, Carlito, Arial, 'Liberation Sans', Helvetica, 'DejaVu Sans', sans-serif"
INK, MORE, GRID = "#1a1a1a", "#555555", "#cccccc"
COLOURS = ("#1f5c99", "#f2b75c")
"""Of the period and of the one beside it: they differ in lightness, so they hold in grey and for all eyes."""
EDGES = ("#1f5c99", "#7a4a00")
STEPS = (1, 2, 5, 10)
UPRIGHT_HIGH, LYING_HIGH = 780, 520
"""How high a chart beside its table is at most, for a page that stands and for one that lies down."""


class ChartPicture(NamedTuple):
    """A drawing as an `svg` element, what it shows in words for whoever does not see it, and its height."""

    drawing: str
    words: str
    height: int


def write(table: Table) -> str:
    """A complete SVG document with the title, the chart, the total and the notes."""
    chart = make_chart(table)
    parts, y = [], 30
    for line in wrap(clean(table.heading), 80):
        parts.append(_write_text(0, y, line, size=18, bold=True))
        y += 24
    label = chart.label if chart else ""
    for line in wrap(" · ".join(each for each in (label, table.caption) if each), 105):
        parts.append(_write_text(0, y, line, fill=MORE))
        y += 20
    if chart:
        drawn, y = draw_chart(table, chart, WIDTH, y + 4)
        parts += drawn
    parts += _write_total(table, y)
    y += 48 if table.foot else 10
    for note in table.notes:
        for line in wrap(format_sentence(note), 105):
            parts.append(_write_text(0, y, line, fill=MORE))
            y += 20
    title = clean(table.heading)
    words = f"{title}: {chart.describe()}" if chart else title
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _write_svg(table, words, WIDTH, y, parts)


def draw_beside(table: Table, *, lying: bool = False) -> list[ChartPicture]:
    """The chart alone, for a page on which the table stands; none without numbers.

    Bars that are too many for a page are drawn in several pictures on one scale.
    """
    chart = make_chart(table)
    if chart is None:
        return []
    pictures = []
    for part in _split_rows(chart, LYING_HIGH if lying else UPRIGHT_HIGH):
        drawn, y = draw_chart(table, part, BESIDE, 22)
        parts = [_write_text(0, 18, chart.label, bold=True), *drawn]
        words = f"{clean(table.heading)}: {part.describe()}"
        pictures.append(ChartPicture(_write_svg(table, words, BESIDE, y, parts), words, y))
    return pictures


def _split_rows(chart: TableChart, high: int) -> list[TableChart]:
    """The chart, or where it is higher than that its rows in several, each about as high as the others."""
    if _is_line(chart):
        return [chart]
    room = high - (22 + (26 if len(chart.series) > 1 else 0) + 6)
    wide = _measure_names(chart, BESIDE)
    heights = [_measure_row(chart, _wrap_name(name, wide)) for name in chart.names]
    even = sum(heights) // len(_group_rows(heights, room)) + max(heights)
    return [chart.take_rows(*each) for each in _group_rows(heights, min(room, even))]


def _group_rows(heights: list[int], room: int) -> list[tuple[int, int]]:
    """The rows from one until before another that have room together; a row that has none stands alone."""
    begins, used = [0], 0
    for row, height in enumerate(heights):
        if used + height > room and row > begins[-1]:
            begins.append(row)
            used = 0
        used += height
    return [*pairwise([*begins, len(heights)])]


def _is_line(chart: TableChart) -> bool:
    return chart.over_time and len(chart.names) > 1


def draw_chart(table: Table, chart: TableChart, width: int, top: int) -> tuple[list[str], int]:
    """The chart's elements, and where they end."""
    parts: list[str] = []
    if len(chart.series) > 1:
        parts += _draw_legend(chart, top + 18)
        top += 26
    draw = _draw_line if _is_line(chart) else _draw_bars
    drawn, end = draw(table, chart, width, top)
    return parts + drawn, end


def _draw_legend(chart: TableChart, y: int) -> list[str]:
    parts, x = [], 0.0
    for at, each in enumerate(chart.series):
        parts.append(_mark(at, x + 6, y - 5) if chart.over_time else _write_bar(at, x, y - 12, 14, 14))
        parts.append(_write_text(x + 22, y, clean(each.name)))
        x += 22 + len(each.name) * LETTER + 24
    return parts


def _draw_bars(table: Table, chart: TableChart, width: int, top: int) -> tuple[list[str], int]:
    """A bar for each row, its name before it and its number after; of two periods one below the other.

    A number below nothing has its bar to the left of the others, and stands before it.
    """
    left, right = _measure_names(chart, width) + 12, chart.letters[1] * LETTER + 8
    scale = (width - left - right * (2 if chart.least else 1)) / float(chart.most - chart.least or 1)
    zero = left + (right - float(chart.least) * scale if chart.least else 0)
    parts, y = [], float(top)
    for row, name in enumerate(chart.names):
        lines = _wrap_name(name, left - 12)
        height = _measure_row(chart, lines)
        middle = y + height / 2
        for at, line in enumerate(lines):
            parts.append(_write_text(0, middle + 5 + 17 * (at - (len(lines) - 1) / 2), line))
        for at, each in enumerate(chart.series):
            centre = middle + 20 * (at - (len(chart.series) - 1) / 2)
            cell = each.cells[row]
            length = float(cell) * scale if isinstance(cell, int | Fraction) else 0.0
            if length:
                parts.append(_write_bar(at, min(zero, zero + length), centre - 8, abs(length), 16))
            beside = zero + length + (6 if length >= 0 else -6)
            parts.append(_write_text(beside, centre + 5, each.words[row], end=length < 0))
        y += height
    parts.append(f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="{top}" y2="{y:.1f}" stroke="{INK}"/>')
    return parts, int(y) + 6


def _measure_names(chart: TableChart, width: int) -> float:
    """How wide the names before the bars are."""
    return min(chart.letters[0] * LETTER, width * 0.4)


def _measure_row(chart: TableChart, lines: list[str]) -> int:
    """The height of a row with its name on those lines and its bars one below the other."""
    return max(len(lines) * 17, len(chart.series) * 20) + 10


def _draw_line(table: Table, chart: TableChart, width: int, top: int) -> tuple[list[str], int]:
    """A line through the numbers of stretches of time, over a scale that has nothing; two of two periods."""
    step = _find_step(chart.most - chart.least, percent=chart.column.kind == "percent")
    ticks = [step * at for at in range(floor(chart.least / step), ceil(chart.most / step) + 1)]
    scale = [_say_tick(table, chart, tick) for tick in ticks]
    left, high = max(map(len, scale)) * LETTER + 10, 180
    parts, bottom = [], top + 18 + high
    for tick, said in zip(ticks, scale, strict=True):
        y = _compute_height(tick, ticks, bottom, high)
        line = INK if tick == 0 else GRID
        parts.append(f'<line x1="{left:.1f}" x2="{width}" y1="{y:.1f}" y2="{y:.1f}" stroke="{line}"/>')
        parts.append(_write_text(left - 6, y + 5, said, end=True))
    gap = (width - left - 40) / max(len(chart.names) - 1, 1)
    across = [left + 20 + gap * at for at in range(len(chart.names))]
    for at, each in reversed([*enumerate(chart.series)]):  # the table's own period on top
        heights = [
            _compute_height(Fraction(cell), ticks, bottom, high) if isinstance(cell, int | Fraction) else None
            for cell in each.cells
        ]
        labelled = len(chart.series) == 1 and gap >= 26
        parts += _draw_series(at, each, across, heights, bottom if labelled else None)
    longest = max(map(len, chart.names)) * LETTER + 14
    every = max(1, -int(-longest // max(gap, 1)))
    for at in range(0, len(chart.names), every):
        name, most = chart.names[at], width - len(chart.names[at]) * LETTER
        x = min(max(across[at] - len(name) * LETTER / 2, 0), most)
        parts.append(_write_text(x, bottom + 20, name))
    return parts, bottom + 34


def _compute_height(number: Fraction, ticks: list[Fraction], bottom: int, high: int) -> float:
    return bottom - float((number - ticks[0]) / (ticks[-1] - ticks[0] or 1)) * high


def _draw_series(
    at: int, each: ChartSeries, across: list[float], heights: list[float | None], labelled_to: int | None
) -> list[str]:
    """The line, broken where a number is hidden or not known, and a mark at each number.

    With `labelled_to`, how far down there is room, the numbers stand at them: above, or below where the line
    would cross them.
    """
    runs: list[list[str]] = [[]]
    parts = []
    for place, (x, y, word) in enumerate(zip(across, heights, each.words, strict=True)):
        if y is None:
            runs.append([])
            continue
        runs[-1].append(f"{x:.1f},{y:.1f}")
        parts.append(_mark(at, x, y))
        if labelled_to is not None:
            below = y + 24 < labelled_to and _is_lowest(heights, place)
            parts.append(_write_text(x - len(word) * LETTER / 2, y + (21 if below else -9), word))
    dashes = ' stroke-dasharray="6 4"' if at else ""
    look = f'fill="none" stroke="{EDGES[at]}" stroke-width="2.5"{dashes}'
    return [f'<polyline points="{" ".join(run)}" {look}/>' for run in runs if len(run) > 1] + parts


def _is_lowest(heights: list[float | None], place: int) -> bool:
    """Whether the line comes down to the number and goes up again, through whatever stands above it."""
    here, around = heights[place], heights[max(place - 1, 0) : place] + heights[place + 1 : place + 2]
    known = [each for each in around if each is not None]
    return here is not None and bool(known) and all(each < here for each in known)


def _find_step(most: Fraction, *, percent: bool) -> Fraction:
    """The distance of two lines of the scale: 1, 2 or 5 times a power of ten, for four lines at most."""
    size = Fraction(1, 100) if percent else Fraction(1)
    while True:
        for each in STEPS:
            if most <= size * each * 4:
                return size * each
        size *= 10


def _say_tick(table: Table, chart: TableChart, tick: Fraction) -> str:
    if chart.column.kind == "percent":
        return format_number(tick * 100, 0) + choose_percent_sign(table)
    return format_number(tick, 0)


def _write_svg(table: Table, words: str, width: int, height: int, parts: list[str]) -> str:
    """The element, with every number in words for a screen reader; the title alone shows under the mouse."""
    inside = "\n".join(parts)
    title = clean(table.heading)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{table.language}"'
        f' aria-label="{escape(words)}"'
        f' viewBox="-8 0 {width + 16} {height}" width="{width + 16}" height="{height}">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect x="-8" width="{width + 16}" height="{height}" fill="#ffffff"/>\n'
        f'<g font-family="{FONT}" font-size="14" fill="{INK}">\n{inside}\n</g>\n</svg>\n'
    )


def _write_text(
    x: float, y: float, words: str, *, size: int = 14, bold: bool = False, fill: str = INK, end: bool = False
) -> str:
    looks = (
        f' font-size="{size}"' if size != 14 else "",
        ' font-weight="bold"' if bold else "",
        f' fill="{fill}"' if fill != INK else "",
        ' text-anchor="end"' if end else "",
    )
    return f'<text x="{x:.1f}" y="{y:.1f}"{"".join(looks)}>{escape(words)}</text>'


def _write_bar(at: int, x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect class="bar" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}"'
        f' fill="{COLOURS[at]}" stroke="{EDGES[at]}"/>'
    )


def _mark(at: int, x: float, y: float) -> str:
    """A number's place on a line: a dot, of the other period a square."""
    look = f'fill="{COLOURS[at]}" stroke="{EDGES[at]}"'
    if at:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" {look}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" {look}/>'


def _wrap_name(name: str, width: float) -> list[str]:
    """The name on three lines at most."""
    letters = int(width / LETTER)
    lines = wrap(name, max(letters, 12))
    return lines if len(lines) <= 3 else [*lines[:2], lines[2][: letters - 1] + "…"]


def _write_total(table: Table, y: int) -> list[str]:
    """The total of the charted column, below the bars."""
    place = find_charted(table)
    _headings, _body, foot = make_grid(table)
    if not foot or place is None:
        return []
    named = next((at for at, column in enumerate(table.columns) if column.row), 0)
    line = f'<line x1="0" x2="{WIDTH}" y1="{y}" y2="{y}" stroke="{INK}"/>'
    name = _write_text(0, y + 20, foot[named], bold=True)
    said = foot[place]
    for at, (_own, other) in zip(find_beside(table, place), [table.compared_words or ("", "")], strict=False):
        said += f" ({other}: {foot[at]})"
    return [line, name, _write_text(WIDTH, y + 20, said, bold=True, end=True)]
