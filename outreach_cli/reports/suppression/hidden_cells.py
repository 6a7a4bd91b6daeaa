"""A report for publication: the cells that would tell of few persons are hidden, in one and the same way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.reports.counting.counts import NoteCounts, ReportCounts
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.statement import RowKey
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.definitions.measures import CountedMeasure
from outreach_cli.reports.suppression.lines import CountedLine, GroupPersons, Place
from outreach_cli.reports.suppression.plan import choose_hidden
from outreach_cli.tables.table import Cell, Table

UNLISTED: RowKey = ()
"""Stands for what is in the total and has no row of its own, only perhaps a note."""


@dataclass(frozen=True)
class HiddenCells:
    """What is hidden: the rows of each group of columns, None among them for its total."""

    places: Mapping[str, frozenset[Place]]
    threshold: int

    @property
    def anything(self) -> bool:
        return any(self.places.values())

    def hides(self, base: CountedMeasure, place: Place) -> bool:
        return place in self.places.get(base.group, frozenset())

    def hides_unlisted(self, base: CountedMeasure) -> bool:
        """Whether what has no row of its own is hidden too."""
        return self.hides(base, UNLISTED)

    def tells_of_few(self, note: NoteCounts, counts: ReportCounts) -> bool:
        """Whether numbers in a note tell of few persons, by themselves or with the columns' totals."""
        for name, base in note.note.numbers.items():
            persons, number = note.persons[name], _round_cell(note.cells[name])
            if persons is None:
                continue
            if any(None in places for places in self.places.values()):
                return True
            near = [key for key, its in counts.bases.items() if _contains(its, base) or _contains(base, its)]
            few = [
                persons,
                *(abs(_round_cell(counts.total[key]) - number) for key in near if _has_counts(base)),
            ]
            if any(0 < each < self.threshold for each in few):
                return True
        return False

    def blank_cells(self, table: Table, definition: ReportDefinition, rows: list[RowKey]) -> Table:
        """The table without the hidden cells, and with the note that says so."""
        first = len(table.columns) - len(definition.printed)
        places: list[Place] = [*rows, None]
        gone = {
            (number if place is not None else -1, first + column)
            for number, place in enumerate(places)
            for column, each in enumerate(definition.printed)
            if any(self.hides(base, where) for base, where in _find_leant_on(definition, each.key, place))
        }
        if not gone:
            return table

        def blank_row(row: tuple[Cell, ...], number: int) -> tuple[Cell, ...]:
            return tuple(None if (number, column) in gone else cell for column, cell in enumerate(row))

        body = tuple(blank_row(row, number) for number, row in enumerate(table.body))
        foot = blank_row(table.foot, -1) if table.foot else None
        gone = {
            (row, column)
            for row, column in gone
            if (table.foot if row == -1 else table.body[row]) is not None
        }
        return replace(table, body=body, foot=foot, hidden=frozenset(gone))


def hide_cells(question: ReportQuestion, counts: ReportCounts) -> HiddenCells | None:
    """What to hide, so that no cell tells of fewer persons than the threshold; None without one."""
    if question.threshold is None:
        return None
    of_persons = {
        key: base for key, base in counts.bases.items() if base.persons and key not in counts.obstacles
    }
    gathering = _find_gathering(question, counts.rows)
    lines: dict[str, CountedLine] = {}
    counted = {key: base for key, base in of_persons.items() if _has_counts(base)}
    persons = {
        group: GroupPersons(_list_numbers(counts.persons_by_row[group], counts.rows), _round_cell(whole))
        for group, whole in counts.persons_total.items()
    }
    for key, base in _pick_one_a_group(counted).items():
        cells = _list_numbers(counts.by_row[key], counts.rows)
        lines[key] = _make_line(
            base, cells, _round_cell(counts.total[key]), gathering, *_find_around(key, base, counted)
        )
    for group, behind_it in persons.items():
        if group not in {line.group for line in lines.values()}:
            base = next(each for each in of_persons.values() if each.group == group)
            lines[group] = _make_line(base, behind_it.cells, behind_it.total, gathering)
    return HiddenCells(
        choose_hidden(_keep_true(lines), persons, question.threshold, gathering), question.threshold
    )


def _make_line(
    base: CountedMeasure,
    cells: Mapping[RowKey, int],
    total: int,
    gathering: Collection[RowKey],
    within: str | None = None,
    carried_by: str | None = None,
) -> CountedLine:
    """The line of a counted column; the rows that gather others stand apart."""
    own = {row: number for row, number in cells.items() if row not in gathering}
    gathered = {row: number for row, number in cells.items() if row in gathering}
    return CountedLine(base.group, own, total, within, carried_by, gathered)


def _find_gathering(question: ReportQuestion, listed: list[RowKey]) -> dict[RowKey, list[RowKey]]:
    """The rows that count those of several other rows together, with these."""
    return {
        row: [(*row[:place], member, *row[place + 1 :]) for member in each.groups[str(row[place])].members]
        for place, each in enumerate(question.rows)
        for row in listed
        if row[place] in each.groups
    }


def _has_counts(base: CountedMeasure) -> bool:
    return base.act == "count" or base.of_persons


def _pick_one_a_group(counted: Mapping[str, CountedMeasure]) -> dict[str, CountedMeasure]:
    """Columns that count the same thing count once."""
    first: dict[tuple[str, str], str] = {}
    for key, base in counted.items():
        first.setdefault((base.group, base.act), key)
    return {key: counted[key] for key in first.values()}


def _find_around(
    key: str, base: CountedMeasure, counted: Mapping[str, CountedMeasure]
) -> tuple[str | None, str | None]:
    """The column that contains everything in this one, and the things that its persons were counted by."""
    carried_by = within = None
    for other, its in _pick_one_a_group(counted).items():
        if its.group == base.group:
            carried_by = other if (base.act, its.act) == ("distinct", "count") else carried_by
        elif _contains(its, base) and (within is None or _contains(counted[within], its)):
            within = other
    return within, carried_by


def _contains(whole: CountedMeasure, part: CountedMeasure) -> bool:
    """Whether everything that `part` counts is counted by `whole`, in the same way."""
    name: str | None = part.population.name
    while name and name != whole.population.name:
        name = POPULATIONS[name].part_of
    same = (whole.act, whole.when) == (part.act, part.when) and whole.times.contains(part.times)
    return bool(name) and same and all(each.follows_from(part.conditions) for each in whole.conditions)


def _list_numbers(cells: Mapping[RowKey, Cell], listed: list[RowKey]) -> dict[RowKey, int]:
    """The numbers by row, zeros left out, with what has no row of its own in one place."""
    numbers = {row: _round_cell(cells[row]) for row in listed if cells.get(row)}
    if elsewhere := sum(_round_cell(cell) for row, cell in cells.items() if row not in listed):
        numbers[UNLISTED] = elsewhere
    return numbers


def _round_cell(cell: Cell | None) -> int:
    return cell if isinstance(cell, int) else 0


def _keep_true(lines: Mapping[str, CountedLine]) -> dict[str, CountedLine]:
    """The lines without a containment that the numbers do not bear out."""
    return {
        name: line
        if line.within is None
        or all(line.find_number(place) <= lines[line.within].find_number(place) for place in line.places)
        else replace(line, within=None)
        for name, line in lines.items()
    }


def _find_leant_on(
    definition: ReportDefinition, key: str, place: Place
) -> Iterator[tuple[CountedMeasure, Place]]:
    """The counted cells that a column's cell can give away.

    A figure computed from a column that is not printed is taken to give away whatever stands in its row.
    """
    measure = definition.find_column(key).measure
    if isinstance(measure, CountedMeasure):
        yield measure, place
        return
    parts = definition.list_counted_parts(key)
    if not all(definition.find_column(part).printed for part in (*measure.parts, *parts)):
        yield from (
            (each.measure, place) for each in definition.columns if isinstance(each.measure, CountedMeasure)
        )
    for part in parts:
        base = definition.find_column(part).measure
        assert isinstance(base, CountedMeasure)
        yield base, place
        if measure.act == "share":
            yield base, None
