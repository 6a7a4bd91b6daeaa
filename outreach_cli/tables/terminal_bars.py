"""Bars beside a table's numbers on a terminal, drawn of letters."""

from __future__ import annotations

from fractions import Fraction

from outreach_cli.tables.charts import make_chart
from outreach_cli.tables.table import Table

BARS = (8, 40)
"""The narrowest and the widest room for bars."""
_EIGHTHS = " ▏▎▍▌▋▊▉"


def draw_bars(table: Table, longest: int) -> list[str]:
    """A bar for each row; of two periods two, one below the other, the second in a lighter ink."""
    chart = make_chart(table)
    if chart is None:
        return [""] * len(table.body)
    rows = zip(*(each.cells for each in chart.series), strict=True)
    return [
        "\n".join(_draw_bar(chart.measure(cell), longest, at) for at, cell in enumerate(row)) for row in rows
    ]


def label_bars(table: Table) -> str:
    """What the bars are of; of two periods which bar is which."""
    chart = make_chart(table)
    if chart is None or len(chart.series) == 1:
        return chart.label if chart else ""
    return "\n".join(f"{ink} {each.name}" for ink, each in zip("█▒", chart.series, strict=True))


def _draw_bar(length: Fraction | None, longest: int, at: int = 0) -> str:
    """A bar drawn to an eighth of a letter; whatever is more than nothing shows."""
    if not length:
        return ""
    if at:
        return "▒" * max(round(length * longest), 1)
    whole, eighths = divmod(max(round(length * longest * 8), 1), 8)
    return "█" * whole + _EIGHTHS[eighths].strip()
