"""A table's bars as a picture: SVG with text that stays text, for a browser, Word or print."""

from __future__ import annotations

from html import escape

from outreach_cli.tables.cells import clean, find_charted, make_grid, measure_bars
from outreach_cli.tables.table import Table

LINE = 28
"""The height of a row, in pixels at the picture's own size."""
WIDTH = 800
LETTER = 8.2
"""The width of a letter, on the generous side."""
STYLE = (
    "text{font:14px Calibri,Carlito,Arial,sans-serif;fill:#1a1a1a}"
    ".title{font-size:18px;font-weight:bold}.more{fill:#555555}.n{text-anchor:end}.total{font-weight:bold}"
    ".bar{fill:#1f5c99}.rule{stroke:#1a1a1a}"
)


def write(table: Table) -> str:
    """A complete SVG document."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + write_drawing(table)


def write_drawing(table: Table) -> str:
    """The `svg` element: title, a line a row with its name, bar and number, the total, the notes."""
    place = find_charted(table)
    headings, body, foot = make_grid(table)
    named = [place for place, column in enumerate(table.columns) if column.row] or [0]
    names = [", ".join(row[at] for at in named) for row in body]
    numbers = [row[place] if place is not None else "" for row in body]
    total = (foot[named[0]], foot[place]) if foot and place is not None else None
    column = headings[place] if place is not None else ""
    parts, y = [], 30
    for line in _wrap_words(clean(table.title), 80):
        parts.append(_write_text(0, y, line, "title"))
        y += 24
    for line in _wrap_words(f"{column} · {table.caption}" if table.caption else column, 105):
        parts.append(_write_text(0, y, line, "more"))
        y += 20
    y += 12
    left = min(max([len(name) for name in [*names, *([total[0]] if total else [])]], default=1), 44) * LETTER
    right = max([len(number) for number in [*numbers, *([total[1]] if total else [])]], default=1) * LETTER
    room = WIDTH - left - right - 24
    for name, number, length in zip(names, numbers, measure_bars(table), strict=True):
        parts += [_write_text(0, y, _shorten_name(name)), _write_text(left + 12 + right, y, number, "n")]
        if length:
            parts.append(_write_bar(left + right + 24, y - 14, room * float(length)))
        y += LINE
    if total:
        parts.append(f'<line class="rule" x1="0" x2="{WIDTH}" y1="{y - 18}" y2="{y - 18}"/>')
        parts += [
            _write_text(0, y + 2, total[0], "total"),
            _write_text(left + 12 + right, y + 2, total[1], "n total"),
        ]
        y += LINE + 6
    for note in table.notes:
        for line in _wrap_words(clean(note), 105):
            parts.append(_write_text(0, y, line, "more"))
            y += 20
    return _write_svg(table, column, y, parts)


def _write_svg(table: Table, column: str, height: int, parts: list[str]) -> str:
    said = escape(f"{clean(table.title)}: {column}")
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{table.language}"'
        f' viewBox="-16 0 {WIDTH + 32} {height}" width="{WIDTH + 32}" height="{height}">\n'
        f"<title>{said}</title>\n<style>{STYLE}</style>\n"
        f'<rect x="-16" width="{WIDTH + 32}" height="{height}" fill="#ffffff"/>\n{inside}\n</svg>\n'
    )


def _write_text(x: float, y: float, words: str, look: str = "") -> str:
    kind = f' class="{look}"' if look else ""
    return f'<text x="{x:.0f}" y="{y}"{kind}>{escape(words)}</text>'


def _write_bar(x: float, y: float, width: float) -> str:
    return f'<rect class="bar" x="{x:.0f}" y="{y:.0f}" width="{width:.1f}" height="18"/>'


def _shorten_name(name: str) -> str:
    return name if len(name) <= 44 else name[:43] + "…"


def _wrap_words(words: str, most: int) -> list[str]:
    from textwrap import wrap

    return wrap(words, most)
