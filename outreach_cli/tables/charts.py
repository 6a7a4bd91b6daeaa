"""What a table's chart shows: the column, the rows' names, and the numbers of one period or of two."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from outreach_cli.core.column_names import match_column
from outreach_cli.tables.cells import clean, make_grid
from outreach_cli.tables.table import Cell, Column, Table


class ChartSeries(NamedTuple):
    """One period's numbers in the rows' order, each with its words; a hidden one and an unknown are None."""

    name: str
    cells: tuple[Cell, ...]
    words: tuple[str, ...]


class TableChart(NamedTuple):
    """A chart: bars for rows, a line for stretches of time.

    `series` are one period's numbers, or two's; `most` is the greatest of them, 0 where none is above it, and
    `least` the least, 0 where none is below it.
    `letters` are those of the longest name and of the longest number.
    """

    label: str
    column: Column
    over_time: bool
    names: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    most: Fraction
    least: Fraction
    letters: tuple[int, int]

    def take_rows(self, first: int, last: int) -> TableChart:
        """Only the rows from `first` until before `last`, on the scale of all of them."""
        series = tuple(
            each._replace(cells=each.cells[first:last], words=each.words[first:last]) for each in self.series
        )
        return self._replace(names=self.names[first:last], series=series)

    def measure(self, cell: Cell) -> Fraction | None:
        """How long a number's bar is, as a part of the longest; None for no number and a negative one."""
        if not isinstance(cell, int | Fraction) or cell < 0 or self.most <= 0:
            return None
        return Fraction(cell) / self.most

    def describe(self) -> str:
        """Every number in words, for whoever does not see the picture."""
        several = len(self.series) > 1
        said = (
            f"{f'{each.name}: ' if several else ''}"
            + ", ".join(f"{name} {word}" for name, word in zip(self.names, each.words, strict=True))
            for each in self.series
        )
        return f"{self.label}. {'. '.join(said)}"


def make_chart(table: Table) -> TableChart | None:
    """The chart of the table's charted column; None where it has no numbers or no row."""
    place = find_charted(table)
    if place is None or not table.body:
        return None
    headings, body, _foot = make_grid(table)
    named = [at for at, column in enumerate(table.columns) if column.row] or [0]
    column = table.columns[place]
    places = [place, *find_beside(table, place)]
    names = table.compared_words if table.compared_words and len(places) > 1 else (headings[place],)
    cells = (row[at] for row in table.body for at in places)
    numbers = [Fraction(0), *(Fraction(each) for each in cells if isinstance(each, int | Fraction))]
    rows = tuple(clean(", ".join(row[at] for at in named)) for row in body)
    return TableChart(
        label=headings[place],
        column=column,
        over_time=len(named) == 1 and table.columns[named[0]].kind == "span",
        names=rows,
        series=tuple(
            ChartSeries(name, tuple(row[at] for row in table.body), tuple(row[at] for row in body))
            for name, at in zip(names, places, strict=True)
        ),
        most=max(numbers),
        least=min(numbers),
        letters=(max(map(len, rows)), max(len(row[at]) for row in body for at in places)),
    )


def find_beside(table: Table, place: int) -> list[int]:
    """The place of the other period's numbers of a column, if there are any."""
    beside = table.columns[place].beside
    return [at for at, each in enumerate(table.columns) if beside and each.key == beside]


def add_chart(table: Table, word: str | None = None) -> Table:
    """The table with a chart of the column that `word` names by key or heading, else of its main one.

    Raises UnknownColumnError. A table without numbers stays as it is.
    """
    able = [column for column in table.columns if _can_be_drawn(column)]
    if word is None:
        place = find_charted(table._replace(chart=None))
        return table._replace(chart=None if place is None else table.columns[place].key)
    return table._replace(chart=match_column(word, {column.key: [column.label] for column in able}))


def find_charted(table: Table) -> int | None:
    """The place of the column that a chart is drawn of: the chosen one, else the main, else the first."""
    numeric = {column.key: place for place, column in enumerate(table.columns) if _can_be_drawn(column)}
    chosen = next((key for key in (table.chart, table.main) if key in numeric), None)
    return next(iter(numeric.values()), None) if chosen is None else numeric[chosen]


def _can_be_drawn(column: Column) -> bool:
    return column.numeric and not column.row
