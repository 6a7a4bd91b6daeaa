"""What each person adds to the numbers of a question: to every row and to the total."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from outreach_cli.reports.counting.counts import QuestionRun, fetch, join_measures, read_list
from outreach_cli.reports.counting.selection import QuestionSelection
from outreach_cli.reports.counting.statement import Place
from outreach_cli.reports.definitions.measures import ONCE, CountedMeasure
from outreach_cli.reports.publishing.asked_tables import AskedTable

Amounts = dict[Place, dict[int | None, tuple[object, ...]]]
"""By place and person what the person adds: a number, of a mean the sum and how many, of a median and of what
is distinct the list of values. Under None what belongs to no person."""


_Reader = Callable[[tuple[object, ...]], tuple[object, ...]]
"""From a measure's numbers of one line to what the person adds."""


class _ReadMeasure(NamedTuple):
    """Where a line has the measure's numbers, how they are read, and what was read so far."""

    where: slice
    read: _Reader
    amounts: Amounts


class ContributionList(QuestionRun):
    """The numbers of one table, person by person, as the register stands on the connection.

    Its rows over time begin with the first day of any column, of nobody too, as they do in the table.
    """

    def __init__(self, connection: sqlite3.Connection, asked: AskedTable) -> None:
        measures = add_persons([*asked.columns.values(), *asked.list_total_measures()])
        selection = QuestionSelection(connection, asked.question, asked.report, measures)
        super().__init__(selection, asked.all_columns.values())

    def list_amounts(
        self, measures: Sequence[CountedMeasure], *, by_row: bool
    ) -> dict[CountedMeasure, Amounts]:
        """What each person adds to each measure: in every row, or in the total."""
        found: dict[CountedMeasure, Amounts] = {}
        for together in join_measures(measures):
            reading = list(_plan_reading(together))
            for place, person, numbers in self._fetch_lines(together, by_row=by_row):
                for where, read, amounts in reading:
                    added = read(numbers[where])
                    if any(added):
                        amounts.setdefault(place, {})[person] = added
            found |= zip(together, (each.amounts for each in reading), strict=True)
        return found

    def list_overlap(self, measure: CountedMeasure) -> set[int]:
        """The persons who stand in more than one row."""
        lines = fetch(self.connection, self.selection.list_overlap(measure))
        return {int(str(person)) for (person,) in lines}

    def _fetch_lines(
        self, measures: Sequence[CountedMeasure], *, by_row: bool
    ) -> Iterator[tuple[Place, int | None, tuple[object, ...]]]:
        population, width = measures[0].population, len(self.question.rows)
        listed = [_list_values(each) for each in measures]
        if not by_row:
            for person, *numbers in self.fetch_once(self.selection.count_in_total(listed, by_person=True)):
                yield None, person, tuple(numbers)  # type: ignore[misc]
            return
        for line in self.fetch_spans(self.selection.count_by_row(listed, by_person=True), population):
            yield line[:width], line[width], line[width + 1 :]  # type: ignore[misc]


def add_persons(measures: Iterable[CountedMeasure]) -> list[CountedMeasure]:
    """The measures with those of how many persons each is about."""
    its = list(measures)
    return [*its, *(each.persons for each in its if each.persons)]


def _list_values(measure: CountedMeasure) -> CountedMeasure:
    """The measure so that its values come one by one, where their number would not tell what is shared."""
    if measure.act == "distinct" and not measure.of_persons:
        return measure._replace(act="median", times=ONCE)
    return measure


def _plan_reading(measures: Sequence[CountedMeasure]) -> Iterator[_ReadMeasure]:
    """Where each of the measures, counted together, stands in a line."""
    first = 0
    for measure in measures:
        width, read = _find_reader(measure)
        yield _ReadMeasure(slice(first, first + width), read, {})
        first += width


def _find_reader(measure: CountedMeasure) -> tuple[int, _Reader]:
    """How many numbers of a line are the measure's, and what makes of them what the person adds."""
    if measure.act == "mean":
        return 2, tuple
    if measure.act == "median":
        return 1, lambda said: tuple(read_list(said[0]))
    if measure.act != "distinct" or (measure.of_persons and measure.times == ONCE):
        return 1, tuple
    if measure.of_persons:
        return 1, lambda said: (len(_list_distinct(measure, said[0])),)
    return 1, lambda said: tuple(_list_distinct(measure, said[0]))


def _list_distinct(measure: CountedMeasure, said: object) -> list[object]:
    """The distinct values that are there so often as is asked."""
    values = read_list(said)
    if measure.times == ONCE:
        return list(dict.fromkeys(values))
    return [value for value, often in Counter(values).items() if measure.times.includes(often)]
