"""What is hidden in one table, and the table without it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from outreach_cli.populations.population import Population
from outreach_cli.reports.counting.counts import NoteCounts, ReportCounts
from outreach_cli.reports.counting.statement import Place
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.definitions.measures import CountedMeasure
from outreach_cli.tables.table import Cell, Table


class HiddenFigures(NamedTuple):
    """The hidden places of each group of columns, of declared notes' numbers, and of those left out too.

    How many persons stand in several rows is the total of a group of its own. `alone` says that no other
    table was decided on together with this one, `few_are_told` that counts of few can perhaps be worked out
    all the same, with what was published before.
    """

    places: Mapping[str, frozenset[Place]] = {}
    threshold: int = 0
    alone: bool = False
    few_are_told: bool = False

    def hides_any(self, counts: ReportCounts) -> bool:
        """Whether anything of the counted table or of its notes is hidden."""
        return (
            any(self.places.values())
            or any(base.is_value_of_one for base in counts.bases.values())
            or any(each.is_told and self.hides_note(each) for each in counts.notes)
        )

    def hides(self, base: CountedMeasure, place: Place) -> bool:
        """Whether the figure is hidden, as what is one person's value always is."""
        return base.is_value_of_one or (
            base.persons is not None and place in self.places.get(base.group, frozenset())
        )

    def hides_note(self, note: NoteCounts) -> bool:
        """Whether one of a declared note's numbers is hidden, and so the note."""
        return any(self.hides(each, None) for each in note.note.numbers.values())

    def hides_left_out(self, population: Population) -> bool:
        return self.hides(CountedMeasure("count", population), None)

    def hides_overlap(self, base: CountedMeasure) -> bool:
        return name_overlap(base) in self.places

    def list_hidden(self, definition: ReportDefinition, place: Place) -> Iterator[str]:
        """The printed columns whose figure at the place is hidden, or rests on one that is."""
        bases = definition.counted
        for each in definition.printed:
            figures = definition.find_figures(each.key)
            if any(self.hides(bases[part], None if in_total else place) for part, in_total in figures):
                yield each.key

    def blank_cells(self, table: Table, counts: ReportCounts) -> Table:
        """The counted table without the hidden cells."""
        definition = counts.definition
        first = len(table.columns) - len(definition.printed)
        columns = {each.key: first + at for at, each in enumerate(definition.printed)}
        places: list[Place] = [*counts.rows, None]
        gone = {
            (number if place is not None else -1, columns[key])
            for number, place in enumerate(places)
            for key in self.list_hidden(definition, place)
        }
        return blank(table, gone)


def name_overlap(measure: CountedMeasure) -> str:
    """The group of how many of its persons stand in several rows."""
    return f"overlap {measure.group}"


def blank(table: Table, gone: set[tuple[int, int]]) -> Table:
    """The table without these cells, by row (-1 for the foot) and column, where they hold a number."""
    there = {
        (row, column)
        for row, column in gone
        if (table.body[row] if row >= 0 else table.foot or ())[column] is not None
    }
    if not there:
        return table

    def keep(row: tuple[Cell, ...], number: int) -> tuple[Cell, ...]:
        return tuple(None if (number, column) in there else cell for column, cell in enumerate(row))

    body = tuple(keep(row, number) for number, row in enumerate(table.body))
    foot = keep(table.foot, -1) if table.foot else None
    return table._replace(body=body, foot=foot, hidden=table.hidden | there)
