"""What each person adds to the numbers of a question: to every row and to the total."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from outreach_cli.reports.counting.counts import fetch, fetch_spans
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.selection import QuestionSelection
from outreach_cli.reports.counting.statement import RowKey, Statement
from outreach_cli.reports.definitions.measures import ONCE, CountedMeasure

Place = RowKey | None
"""A row by its keys; None for the total."""
Amounts = dict[Place, dict[int | None, tuple[object, ...]]]
"""By place and person what the person adds: a number, of a mean the sum and how many, of a median and of what
is distinct the list of values. Under None what belongs to no person."""


class ContributionList:
    """The numbers of one question, person by person, as the register stands on the connection."""

    def __init__(self, connection: sqlite3.Connection, question: ReportQuestion, report: str) -> None:
        self.connection, self.question = connection, question
        self.selection = QuestionSelection(connection, question, report)
        self.earliest: dict[str, str] = {}

    def list_amounts(
        self, measures: Sequence[CountedMeasure], *, by_row: bool
    ) -> dict[CountedMeasure, Amounts]:
        """What each person adds to each measure: in every row, or in the total."""
        found: dict[CountedMeasure, Amounts] = {}
        for together in _join_alike(measures):
            amounts: list[Amounts] = [{} for _measure in together]
            for place, person, numbers in self._fetch_lines(together, by_row=by_row):
                for each, added in zip(amounts, _split_numbers(together, numbers), strict=True):
                    if any(added):
                        each.setdefault(place, {})[person] = added
            found |= dict(zip(together, amounts, strict=True))
        return found

    def list_overlap(self, measure: CountedMeasure) -> set[int]:
        """The persons who stand in more than one row."""
        statement = self.selection.list_overlap(measure)
        self._prepare()
        return {int(str(person)) for (person,) in fetch(self.connection, statement)}

    def _fetch_lines(
        self, measures: Sequence[CountedMeasure], *, by_row: bool
    ) -> Iterator[tuple[Place, int | None, tuple[object, ...]]]:
        first, width = measures[0], len(self.question.rows)
        listed = [_list_values(each) for each in measures]
        if not by_row:
            statement = self.selection.count_in_total(listed, by_person=True)
            for person, *numbers in self._run(statement, first):
                yield None, person, tuple(numbers)  # type: ignore[misc]
            return
        self._find_earliest(first)
        statement = self.selection.count_by_row(listed, by_person=True)
        for person, *rest in self._run(statement, first):
            yield tuple(rest[:width]), person, tuple(rest[width:])  # type: ignore[misc, arg-type]

    def _run(self, statement: Statement, measure: CountedMeasure) -> Iterator[tuple[object, ...]]:
        self._prepare()
        return fetch_spans(self.connection, self.question, statement, self.earliest, measure.population)

    def _prepare(self) -> None:
        for each in self.selection.take_preparing():
            self.connection.execute(each.sql, each.values)

    def _find_earliest(self, measure: CountedMeasure) -> None:
        name = measure.population.name
        if self.question.period.first is None and self.question.over_time and name not in self.earliest:
            statement = self.selection.find_earliest(measure.population)
            self._prepare()
            ((day,),) = fetch(self.connection, statement)
            if day:
                self.earliest[name] = str(day)


def _join_alike(measures: Sequence[CountedMeasure]) -> Iterator[list[CountedMeasure]]:
    """The measures over the same things together: they are counted at one go."""

    def name_things(measure: CountedMeasure) -> str:
        return repr((measure.population.name, measure.when))

    for _things, alike in groupby(sorted(dict.fromkeys(measures), key=name_things), name_things):
        yield list(alike)


def _list_values(measure: CountedMeasure) -> CountedMeasure:
    """The measure so that its values come one by one, where their number would not tell what is shared."""
    if measure.act == "distinct" and not measure.of_persons:
        return measure._replace(act="median", times=ONCE)
    return measure


def _split_numbers(
    measures: Sequence[CountedMeasure], numbers: Sequence[object]
) -> Iterator[tuple[object, ...]]:
    left = iter(numbers)
    for measure in measures:
        if measure.act == "mean":
            yield next(left), next(left)
        elif measure.act == "median" or (measure.act == "distinct" and not measure.of_persons):
            yield tuple(_read_values(measure, next(left)))
        elif measure.act == "distinct" and measure.times != ONCE:
            own = Counter(json.loads(str(next(left)))).values()
            yield (sum(map(measure.times.includes, own)),)
        else:
            yield (next(left),)


def _read_values(measure: CountedMeasure, said: object) -> list[object]:
    """The values of one person; of distinct ones each once, and only those that are there so often."""
    values = json.loads(str(said))
    if measure.act == "median":
        return list(values)
    return [value for value, often in Counter(values).items() if measure.times.includes(often)]
