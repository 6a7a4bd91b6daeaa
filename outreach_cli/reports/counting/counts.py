"""One pass over the register: each planned statement is run once, and its numbers handed on as plain data."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from outreach_cli.populations.own_words import list_own_words
from outreach_cli.populations.population import Population
from outreach_cli.reports.counting.counting_plan import CountingPlan
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.statement import CountedLines, Lines, RowKey, Statement
from outreach_cli.reports.definitions.definition import BadFilterError, BadRowsError, NoteDefinition
from outreach_cli.reports.definitions.dimensions import Key
from outreach_cli.reports.definitions.measures import ONCE, CountedMeasure
from outreach_cli.tables.table import Cell


class NoteCounts(NamedTuple):
    """A declared note's numbers."""

    note: NoteDefinition
    cells: dict[str, Cell]


class LeftOut(NamedTuple):
    """What a report does not count, and how many."""

    population: Population
    number: int


class ReportCounts(NamedTuple):
    """What was counted: each counted column's number by row and in total, and the rows in order with names.

    `obstacles` says of the columns that could not be counted why. `overlaps` holds by column how many
    persons stand in more than one row. `own_words` has the register's own words that are counted as a
    standard one, each with the label of that. `members` lists what columns count, for a comparison only, and
    `members_in_total` what their totals do where that is not what the rows do.
    """

    bases: dict[str, CountedMeasure]
    by_row: Mapping[str, Mapping[RowKey, Cell]]
    total: dict[str, Cell]
    rows: list[RowKey]
    names: dict[RowKey, tuple[str | None, ...]]
    obstacles: Mapping[str, BadFilterError | BadRowsError]
    overlaps: Mapping[str, int] = {}
    notes: tuple[NoteCounts, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    own_words: Mapping[str, str] = {}
    members: Mapping[str, Lines] = {}
    members_in_total: Mapping[str, Lines] = {}

    def list_cells(self, row: RowKey) -> dict[str, Cell]:
        """A row's number in each counted column: where nothing was counted 0, and no mean or value at all."""
        return {key: numbers.get(row, self._count_nothing(key)) for key, numbers in self.by_row.items()}

    def _count_nothing(self, key: str) -> Cell:
        return 0 if key not in self.obstacles and self.bases[key].adds_up else None


def count(plan: CountingPlan, connection: sqlite3.Connection, found: Collection[RowKey] = ()) -> ReportCounts:
    """Run the plan's statements and put the numbers in their places; what was `found` elsewhere has a row."""
    return _CountingRun(plan, connection).finish(found)


def fetch(connection: sqlite3.Connection, statement: Statement) -> Lines:
    """The lines of one statement."""
    return connection.execute(statement.sql, statement.values).fetchall()


def fetch_once(connection: sqlite3.Connection, counted: CountedLines, statement: Statement) -> Lines:
    """The same; of what held on a day it is counted once, for a month's end is the start of the next."""
    if "held_on" not in statement.values:
        return fetch(connection, statement)
    named = ((name, value) for name, value in statement.values.items() if f":{name}" in statement.sql)
    key = (statement.sql, *named)
    if key not in counted:
        counted[key] = fetch(connection, statement)
    return counted[key]


def fetch_spans(
    run: Callable[[Statement], Lines],
    question: ReportQuestion,
    statement: Statement,
    earliest: Mapping[str, str],
    population: Population,
) -> Iterator[tuple[object, ...]]:
    """The lines of a statement that may be run once for each of the question's stretches of time.

    `earliest` holds by population its first day, where the period has none.
    """
    if not statement.spanned:
        yield from run(statement)
        return
    time = question.over_time
    assert time is not None
    assert time.spans is not None
    if statement.spanned == "within":
        for span in time.spans.of_period(question.period, earliest.get(population.name)):
            yield from run(statement._replace(values={**statement.values, "span": span}))
        return
    for keys in question.list_stretches(min(earliest.values(), default=None)):
        values = question.bind_stretch(statement.values, keys, statement.spanned)
        for line in run(statement._replace(values=values)):
            told = iter(line)
            yield (*(next(told) if key is None else key for key in keys), *told)


def make_exact(number: object) -> Fraction:
    """A number from SQLite as an exact fraction; hours in REAL have at most six decimals."""
    return Fraction(number) if isinstance(number, int) else Fraction(f"{number:.6f}")


class _CountingRun:
    """The numbers of one plan, by measure, as its statements are run."""

    def __init__(self, plan: CountingPlan, connection: sqlite3.Connection) -> None:
        self.plan, self.connection = plan, connection
        for statement in plan.prepared:
            connection.execute(statement.sql, statement.values)
        found = {name: fetch(connection, each)[0][0] for name, each in plan.earliest.items()}
        self.earliest = {name: str(day) for name, day in found.items() if day}
        self.by_row = dict(self._count_by_row())
        self.total = dict(self._count_in_total())

    def finish(self, found: Collection[RowKey]) -> ReportCounts:
        bases, obstacles = self.plan.definition.counted, self.plan.obstacles
        able = {key: measure for key, measure in bases.items() if key not in obstacles}
        by_row = {key: self.by_row[each] for key, each in able.items()} | {key: {} for key in obstacles}
        total = {key: self.total.get(each, "") for key, each in able.items()} | dict.fromkeys(obstacles)
        rows, names = self._name_rows(by_row, found)
        return ReportCounts(
            bases,
            by_row,
            total,
            rows,
            names,
            obstacles,
            overlaps=dict(self._count_overlaps(by_row, total)),
            notes=tuple(self._fill_notes()),
            left_out=tuple(self._count_left_out()),
            own_words=dict(self._list_own_words()),
            members=dict(self._list_members(able)),
            members_in_total={
                key: self._run(self.plan.members_in_total[each])
                for key, each in able.items()
                if each in self.plan.members_in_total
            },
        )

    def _list_members(self, able: Mapping[str, CountedMeasure]) -> Iterator[tuple[str, Lines]]:
        """What each column counts, fetched once where it is the same, as of a sum and its mean."""
        fetched: dict[tuple[object, ...], Lines] = {}
        for key, measure in able.items():
            if (statement := self.plan.members.get(measure)) is None:
                continue
            same = (statement.sql, *statement.values.items())
            if same not in fetched:
                fetched[same] = list(self._fetch_spans(statement, measure.population))
            yield key, fetched[same]

    def _count_by_row(self) -> Iterator[tuple[CountedMeasure, dict[RowKey, Cell]]]:
        width = len(self.plan.question.rows)
        for planned in self.plan.by_row:
            rows: dict[RowKey, list[Cell]] = {}
            for line in self._fetch_spans(planned.statement, planned.measures[0].population):
                rows[tuple(line[:width])] = _read_cells(planned.measures, line[width:])  # type: ignore[arg-type]
            for place, measure in enumerate(planned.measures):
                yield measure, {row: cells[place] for row, cells in rows.items()}

    def _run(self, statement: Statement) -> Lines:
        return fetch_once(self.connection, self.plan.counted, statement)

    def _fetch_spans(self, statement: Statement, population: Population) -> Iterator[tuple[object, ...]]:
        return fetch_spans(self._run, self.plan.question, statement, self.earliest, population)

    def _count_in_total(self) -> Iterator[tuple[CountedMeasure, Cell]]:
        for planned in self.plan.in_total:
            (line,) = self._run(planned.statement)
            yield from zip(planned.measures, _read_cells(planned.measures, line), strict=True)

    def _count_overlaps(
        self, by_row: Mapping[str, Mapping[RowKey, Cell]], total: Mapping[str, Cell]
    ) -> Iterator[tuple[str, int]]:
        """By column of persons, how many of them stand in more than one row: none where the rows add up."""
        for key, statement in self.plan.overlaps.items():
            if sum(cell for cell in by_row[key].values() if isinstance(cell, int)) != total[key]:
                ((number,),) = fetch(self.connection, statement)
                if isinstance(number, int) and number:
                    yield key, number

    def _fill_notes(self) -> Iterator[NoteCounts]:
        """The declared notes whose numbers are known and not all zero; where one is spoken of, the first."""
        for note in self.plan.notes:
            cells = {name: self.total.get(each, "") for name, each in note.numbers.items()}
            told = [*cells.values()][: 1 if note.one else None]
            if None not in cells.values() and any(told):
                yield NoteCounts(note, cells)

    def _count_left_out(self) -> Iterator[LeftOut]:
        for population in self.plan.left_out:
            if isinstance(number := self.total[CountedMeasure("count", population)], int) and number:
                yield LeftOut(population, number)

    def _list_own_words(self) -> Iterator[tuple[str, str]]:
        """The register's own words that are counted as a standard one, each with that one's label."""
        for words in self.plan.words:
            for own, standard in self.connection.execute(list_own_words(words)).fetchall():
                if standard:
                    yield own, words.show(standard)

    def _name_rows(
        self, by_row: Mapping[str, Mapping[RowKey, Cell]], elsewhere: Collection[RowKey]
    ) -> tuple[list[RowKey], dict[RowKey, tuple[str | None, ...]]]:
        """The rows in order with their names: those always there, those found, 'not stated' last."""
        question, definition = self.plan.question, self.plan.definition
        known = [self._name_keys(place) for place in range(len(question.rows))]
        kept = {
            key for key, each in definition.counted.items() if each.act == "value" and not each.conditions
        }
        found = {row for key, cells in by_row.items() for row, cell in cells.items() if cell or key in kept}
        found |= {*elsewhere}
        for place, names in enumerate(known):
            names |= {
                key: question.rows[place].name_found(key)
                for key in sorted({row[place] for row in found} - {None, *names}, key=_find_order)
            }
        always = set(self._fill_time(found)) if definition.empty_rows else set()
        if definition.empty_rows and len(known) == 1:
            gone = fetch(self.connection, self.plan.elsewhere) if self.plan.elsewhere else ()
            others = {key for (key,) in gone}
            always = {(key,) for key in known[0] if key not in others and _has_place(question, key)}
        order = [[*names, None] for names in known]
        rows = [row for row in product(*order) if row in always or row in found]
        if definition.hides_unknown(question.rows) and not question.show_unknown:
            rows = [row for row in rows if None not in row]
        return rows, {
            row: tuple(names.get(key) for key, names in zip(row, known, strict=True)) for row in rows
        }

    def _fill_time(self, found: Collection[RowKey]) -> Iterator[RowKey]:
        """The row of each stretch of time for each of the other keys found, so that no series has a gap."""
        question = self.plan.question
        if not question.over_time or len(question.rows) == 1:
            return
        others = {
            tuple(None if each.spans else key for each, key in zip(question.rows, row, strict=True))
            for row in found
        }
        if all(each.spans for each in question.rows):
            others = {(None,) * len(question.rows)}
        for keys in question.list_stretches(min(self.earliest.values(), default=None)):
            for other in others:
                yield tuple(each if time is None else time for each, time in zip(other, keys, strict=True))

    def _name_keys(self, place: int) -> dict[Key, str]:
        """The keys that have a row whatever was counted, in order, each with its name."""
        dimension, listed = self.plan.question.rows[place], self.plan.listed[place]
        if listed:
            return dict(fetch(self.connection, listed))  # type: ignore[arg-type]
        earliest = min(self.earliest.values(), default=None)
        return dimension.name_declared(self.plan.question.period, earliest)


def _has_place(question: ReportQuestion, key: object) -> bool:
    """Whether a row without anything in it belongs: not when a filter chose others."""
    chosen = question.find_filter(question.rows[0].name)
    return chosen is None or key in chosen.keys


def _read_cells(measures: Sequence[CountedMeasure], numbers: Sequence[object]) -> list[Cell]:
    """The counted numbers as exact cells, one a measure."""
    left = iter(numbers)
    return [_read_cell(each, next(left), left) for each in measures]


def _read_cell(measure: CountedMeasure, number: object, left: Iterator[object]) -> Cell:
    if measure.act == "mean":
        parts = next(left)
        return make_exact(number) / parts if isinstance(parts, int) and parts else None
    if measure.act == "median":
        return _find_median(read_list(number))  # type: ignore[arg-type]
    if measure.times != ONCE and measure.act == "distinct":
        return sum(map(measure.times.includes, Counter(read_list(number)).values()))
    if isinstance(number, float):
        return make_exact(number)
    return number if isinstance(number, int | str) else None


def read_list(said: object) -> list[object]:
    """The values that SQLite hands on as a list, as it has no words for their number."""
    if said == "[]":  # most lines of one person in a measure with conditions
        return []
    import json  # most reports have no such number

    values: list[object] = json.loads(str(said))
    return values


def _find_median(values: Sequence[float | None]) -> Cell:
    """The middle value, or the mean of the two in the middle; None of no values."""
    ordered = sorted(each for each in values if each is not None)
    if not ordered:
        return None
    low, high = make_exact(ordered[(len(ordered) - 1) // 2]), make_exact(ordered[len(ordered) // 2])
    return low if low == high else (low + high) / 2


def _find_order(key: Key) -> tuple[int, str]:
    """What keys are sorted by: numbers, be they texts, by how much they are, after words."""
    said = str(key)
    return (len(said) if said.isdecimal() else 0), said
