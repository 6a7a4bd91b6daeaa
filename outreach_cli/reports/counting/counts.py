"""One pass over the register: everything that a report needs is counted once, and handed on as plain data."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby, product
from typing import NamedTuple

from outreach_cli.populations.fields import list_fields
from outreach_cli.populations.own_words import list_own_words
from outreach_cli.populations.population import Population
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.records.choices import RegisterWords, find_words
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.selection import QuestionSelection
from outreach_cli.reports.counting.statement import Lines, Place, RowKey, Statement
from outreach_cli.reports.definitions.definition import (
    BadFilterError,
    BadRowsError,
    NoteDefinition,
    ReportDefinition,
)
from outreach_cli.reports.definitions.dimensions import Dimension, Key
from outreach_cli.reports.definitions.measures import ONCE, CountedMeasure
from outreach_cli.tables.table import Cell


class NoteCounts(NamedTuple):
    """A declared note's numbers; it is told where they are known and not all zero."""

    note: NoteDefinition
    cells: dict[str, Cell]
    is_told: bool


class LeftOut(NamedTuple):
    """What a report does not count, and how many."""

    population: Population
    number: int


class ReportCounts(NamedTuple):
    """What was counted: each counted column's number by row and in total, and the rows in order with names.

    `obstacles` says of the columns that could not be counted why. `overlaps` holds, by the columns whose rows
    may have persons in common, how many stand in more than one; `notes` are those that can be counted.
    `own_words` has the register's own words that are counted as a standard one, each with the label of that.
    `members` lists what columns count, in rows and in total, for a comparison only. `has_total` says whether
    there is a last row.
    """

    definition: ReportDefinition
    question: ReportQuestion
    bases: dict[str, CountedMeasure]
    by_row: Mapping[str, Mapping[RowKey, Cell]]
    total: dict[str, Cell]
    rows: list[RowKey]
    names: dict[RowKey, tuple[str | None, ...]]
    obstacles: Mapping[str, BadFilterError | BadRowsError]
    has_total: bool = True
    overlaps: Mapping[str, int] = {}
    notes: tuple[NoteCounts, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    own_words: Mapping[str, str] = {}
    members: Mapping[str, tuple[Lines, Lines]] = {}

    def list_cells(self, place: Place) -> dict[str, Cell]:
        """The number of a row, or of the total, in each counted column.

        Where nothing was counted it is 0, and no mean or value at all.
        """
        if place is None:
            return self.total
        return {key: numbers.get(place, self._count_nothing(key)) for key, numbers in self.by_row.items()}

    def _count_nothing(self, key: str) -> Cell:
        return 0 if key not in self.obstacles and self.bases[key].adds_up else None


def count_table(
    definition: ReportDefinition, selection: QuestionSelection, found: Collection[RowKey] = ()
) -> ReportCounts:
    """What the cells, the notes and, with a threshold, the hidden cells of a table need.

    What was `found` elsewhere has a row. Raises BadRowsError or BadFilterError where the first number cannot
    be counted, and BadReportError.
    """
    run = _CountingRun(definition, selection)
    notes, left_out = [*run.list_notes()], [*run.list_left_out()]
    noted = (each for note in notes for each in note.numbers.values())
    run.count_in_total([*run.able.values(), *noted, *(CountedMeasure("count", each) for each in left_out)])
    counts = run.finish(found)
    return counts._replace(
        overlaps=dict(run.count_overlaps(counts)),
        notes=tuple(map(run.fill_note, notes)),
        left_out=tuple(map(run.count_left_out, left_out)),
        own_words=dict(run.list_own_words()),
    )


def count_cells(
    definition: ReportDefinition,
    selection: QuestionSelection,
    found: Collection[RowKey] = (),
    *,
    members: bool = False,
    total: bool = True,
) -> ReportCounts:
    """What the cells alone need, with the `members` of each for a comparison; no `total` where none is shown.

    Raises what `count_table` raises.
    """
    run = _CountingRun(definition, selection)
    if total:
        run.count_in_total(run.able.values())
    listed = dict(run.list_members()) if members else {}
    return run.finish(found)._replace(has_total=total, members=listed)


def fetch(connection: sqlite3.Connection, statement: Statement) -> Lines:
    """The lines of one statement."""
    return connection.execute(statement.sql, statement.values).fetchall()


class QuestionRun:
    """Runs the statements of a question; `measures` are those of its rows.

    `earliest` is by population the first day of anything, where rows over time have a period without one.
    """

    def __init__(self, selection: QuestionSelection, measures: Iterable[CountedMeasure]) -> None:
        self.selection, self.question = selection, selection.question
        self.connection = selection.connection
        self.earliest: dict[str, str] = {}
        if self.question.period.first is None and self.question.over_time:
            for population in dict.fromkeys(each.population for each in measures):
                ((day,),) = fetch(self.connection, selection.find_earliest(population))
                self.earliest |= {population.name: str(day)} if day else {}
        self.first_day = min(self.earliest.values(), default=None)

    def fetch_once(self, statement: Statement) -> Lines:
        """The lines of a statement; what held on a day is counted once: a month's end is the next's start."""
        if "held_on" not in statement.values:
            return fetch(self.connection, statement)
        named = ((name, value) for name, value in statement.values.items() if f":{name}" in statement.sql)
        key, counted = (statement.sql, *named), self.selection.counted
        if key not in counted:
            counted[key] = fetch(self.connection, statement)
        return counted[key]

    def fetch_spans(self, statement: Statement, population: Population) -> Iterator[tuple[object, ...]]:
        """The lines of a statement that may be run once for each of the question's stretches of time."""
        if not statement.spanned:
            yield from self.fetch_once(statement)
        elif statement.spanned == "within":
            for span in self.question.list_spans(self.earliest.get(population.name)):
                yield from self.fetch_once(statement._replace(values={**statement.values, "span": span}))
        else:
            for keys in self.question.list_stretches(self.first_day):
                values = self.question.bind_stretch(statement.values, keys, statement.spanned)
                for line in self.fetch_once(statement._replace(values=values)):
                    told = iter(line)
                    yield (*(next(told) if key is None else key for key in keys), *told)


class _CountingRun(QuestionRun):
    """The numbers of one report, by measure, as its statements are run.

    `able` are the columns that can be counted, and `obstacles` says of the others why they cannot.
    """

    def __init__(self, definition: ReportDefinition, selection: QuestionSelection) -> None:
        self.definition, self.bases = definition, definition.counted
        found = {key: selection.find_obstacle(measure) for key, measure in self.bases.items()}
        self.obstacles = {key: obstacle for key, obstacle in found.items() if obstacle}
        if definition.leading in self.obstacles:
            raise self.obstacles[definition.leading]
        self.able = {key: each for key, each in self.bases.items() if key not in self.obstacles}
        super().__init__(selection, self.able.values())
        self.by_row = dict(self._count_by_row())
        self.total: dict[CountedMeasure, Cell] = {}

    def _count_by_row(self) -> Iterator[tuple[CountedMeasure, dict[RowKey, Cell]]]:
        width = len(self.question.rows)
        for measures in join_measures(self.able.values()):
            statement = self.selection.count_by_row(measures)
            rows: dict[RowKey, list[Cell]] = {}
            for line in self.fetch_spans(statement, measures[0].population):
                rows[tuple(line[:width])] = _read_cells(measures, line[width:])  # type: ignore[arg-type]
            for place, measure in enumerate(measures):
                yield measure, {row: cells[place] for row, cells in rows.items()}

    def count_in_total(self, measures: Iterable[CountedMeasure]) -> None:
        """Count these in the whole; things of nobody without the filters that they cannot be chosen by."""
        for together in join_measures(each for each in measures if each.act != "value"):
            population = together[0].population
            filters = (
                each for each in self.question.filters if population.person or each.find_sql(population)
            )
            able = self.selection.ask_anew(self.question._replace(filters=tuple(filters)))
            (line,) = self.fetch_once(able.count_in_total(together))
            self.total |= zip(together, _read_cells(together, line), strict=True)

    def finish(self, found: Collection[RowKey]) -> ReportCounts:
        """The numbers in their places; what was `found` elsewhere has a row."""
        by_row = {key: self.by_row[each] for key, each in self.able.items()}
        by_row |= {key: {} for key in self.obstacles}
        total = {key: self.total.get(each, "") for key, each in self.able.items()}
        total |= dict.fromkeys(self.obstacles)
        rows, names = self._name_rows(by_row, found)
        return ReportCounts(
            self.definition, self.question, self.bases, by_row, total, rows, names, self.obstacles
        )

    def list_members(self) -> Iterator[tuple[str, tuple[Lines, Lines]]]:
        """What each column counts, fetched once where it is the same, as of a sum and its mean.

        The lines of the total have no keys where they are not those of all rows.
        """
        fetched: dict[tuple[object, ...], Lines] = {}
        for key, measure in self.able.items():
            statement = self.selection.list_members(measure, by_row=True)
            same = (statement.sql, *statement.values.items())
            if same not in fetched:
                fetched[same] = list(self.fetch_spans(statement, measure.population))
            in_total = fetched[same]
            if self.selection.has_members_of_its_own(measure):
                in_total = self.fetch_once(self.selection.list_members(measure, by_row=False))
            yield key, (fetched[same], in_total)

    def count_overlaps(self, counts: ReportCounts) -> Iterator[tuple[str, int]]:
        """By printed column of persons, how many of them stand in more than one row."""
        shown = {each.key for each in self.definition.printed}
        for key, measure in self.able.items():
            if key in shown and self.selection.can_overlap(measure):
                adds_up = counts.total[key] == sum(
                    cell for cell in counts.by_row[key].values() if isinstance(cell, int)
                )
                lines = () if adds_up else fetch(self.connection, self.selection.count_overlap(measure))
                yield key, next((number for (number,) in lines if isinstance(number, int)), 0)

    def list_notes(self) -> Iterator[NoteDefinition]:
        """The declared notes that can be counted."""
        for note in self.definition.notes:
            populations = [each.population for each in note.numbers.values()]
            if all(each.person is None or self.selection.can_filter(each) for each in populations):
                yield note

    def fill_note(self, note: NoteDefinition) -> NoteCounts:
        """The note with its numbers; where one thing is spoken of, the first decides whether it is told."""
        cells = {name: self.total.get(each, "") for name, each in note.numbers.items()}
        told = [*cells.values()][: 1 if note.one else None]
        return NoteCounts(note, cells, None not in cells.values() and any(told))

    def list_left_out(self) -> Iterator[Population]:
        """What the report does not count."""
        names = (name for each in self.bases.values() for name in each.population.left_out)
        for name in dict.fromkeys(names):
            if self.selection.can_filter(POPULATIONS[name]):
                yield POPULATIONS[name]

    def count_left_out(self, population: Population) -> LeftOut:
        """How many things of the population there are."""
        number = self.total[CountedMeasure("count", population)]
        return LeftOut(population, number if isinstance(number, int) else 0)

    def list_own_words(self) -> Iterator[tuple[str, str]]:
        """The register's own words that are counted as a standard one, each with that one's label."""
        for words in dict.fromkeys(self._find_words()):
            for own, standard in self.connection.execute(list_own_words(words)).fetchall():
                if standard:
                    yield own, words.show(standard)

    def _find_words(self) -> Iterator[RegisterWords]:
        """The words of which a register may have its own that the question or a condition is about."""
        chosen = (each.choice for each in self.question.filters)
        for choice in (*(each.choice for each in self.question.dimensions), *chosen):
            if isinstance(choice, RegisterWords):
                yield choice
        for measure in self.able.values():
            for condition in measure.conditions:
                if words := find_words(list_fields(measure.population)[condition.field].type):
                    yield words

    def _name_rows(
        self, by_row: Mapping[str, Mapping[RowKey, Cell]], also: Collection[RowKey]
    ) -> tuple[list[RowKey], dict[RowKey, tuple[str | None, ...]]]:
        """The rows in order with their names: those always there, those found, 'not stated' last."""
        question, definition = self.question, self.definition
        known = [self._name_keys(each) for each in question.rows]
        kept = {key for key, each in self.bases.items() if each.act == "value" and not each.conditions}
        found = {row for key, cells in by_row.items() for row, cell in cells.items() if cell or key in kept}
        found |= {*also}
        for place, names in enumerate(known):
            names.update(question.rows[place].name_found({row[place] for row in found} - {None, *names}))
        always = set(self._fill_time(found)) if definition.empty_rows else set()
        if definition.empty_rows and len(known) == 1:
            elsewhere = self.selection.list_elsewhere(question.rows[0])
            others = {key for (key,) in (fetch(self.connection, elsewhere) if elsewhere else ())}
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
        question = self.question
        if not question.over_time or len(question.rows) == 1:
            return
        others = {
            tuple(None if each.spans else key for each, key in zip(question.rows, row, strict=True))
            for row in found
        }
        if all(each.spans for each in question.rows):
            others = {(None,) * len(question.rows)}
        for keys in question.list_stretches(self.first_day):
            for other in others:
                yield tuple(each if time is None else time for each, time in zip(other, keys, strict=True))

    def _name_keys(self, dimension: Dimension) -> dict[Key, str]:
        """The keys that have a row whatever was counted, in order, each with its name."""
        if dimension.listed:
            return dict(self.connection.execute(dimension.listed).fetchall())
        return dimension.name_declared(self.question.period, self.first_day)


def join_measures(measures: Iterable[CountedMeasure]) -> Iterator[list[CountedMeasure]]:
    """The measures without doubles, those over the same things together: they are counted at one go."""

    def name_things(measure: CountedMeasure) -> str:
        return repr((measure.population.name, measure.when))

    for _things, group in groupby(sorted(dict.fromkeys(measures), key=name_things), name_things):
        yield list(group)


def make_exact(number: object) -> Fraction:
    """A number from SQLite as an exact fraction; hours in REAL have at most six decimals."""
    return Fraction(number) if isinstance(number, int) else Fraction(f"{number:.6f}")


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
