"""A report for publication: the cells that would tell of few persons are hidden, in one and the same way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from outreach_cli.reports.counting import Counter, RowKey
from outreach_cli.reports.definition import Definition
from outreach_cli.reports.measures import Base
from outreach_cli.reports.populations import POPULATIONS
from outreach_cli.reports.suppression import Line, Persons, Place, to_hide
from outreach_cli.tables import Cell, Table

UNLISTED: RowKey = ()
"""Stands for what is in the total and has no row of its own, only perhaps a note."""


@dataclass(frozen=True)
class Withheld:
    """What is hidden: the rows of each group of columns, None among them for its total."""

    places: Mapping[str, frozenset[Place]]
    least: int

    @property
    def anything(self) -> bool:
        return any(self.places.values())

    def hides(self, base: Base, place: Place) -> bool:
        return place in self.places.get(group_of(base), frozenset())

    def hides_unlisted(self, base: Base) -> bool:
        """Whether what has no row of its own is hidden too."""
        return self.hides(base, UNLISTED)

    def tells_of_few(
        self,
        counter: Counter,
        numbers: Iterable[Base],
        counted: Mapping[str, Base],
        total: Mapping[str, Cell],
    ) -> bool:
        """Whether numbers in a note tell of few persons, by themselves or with the columns' totals."""
        for base in numbers:
            if not about_persons(counter, base):
                continue
            if any(None in places for places in self.places.values()):
                return True
            persons, number = (_whole(cell) for cell in counter.in_total([behind(base), base]))
            near = [key for key, its in counted.items() if _contains(its, base) or _contains(base, its)]
            few = [persons, *(abs(_whole(total[key]) - number) for key in near if _counts(base))]
            if any(0 < each < self.least for each in few):
                return True
        return False

    def blanked(self, table: Table, definition: Definition, rows: list[RowKey]) -> Table:
        """The table without the hidden cells, and with the note that says so."""
        first = len(table.columns) - len(definition.printed)
        places: list[Place] = [*rows, None]
        gone = {
            (number if place is not None else -1, first + column)
            for number, place in enumerate(places)
            for column, each in enumerate(definition.printed)
            if any(self.hides(base, where) for base, where in _leant_on(definition, each.key, place))
        }
        if not gone:
            return table

        def cells(row: tuple[Cell, ...], number: int) -> tuple[Cell, ...]:
            return tuple(None if (number, column) in gone else cell for column, cell in enumerate(row))

        body = tuple(cells(row, number) for number, row in enumerate(table.body))
        foot = cells(table.foot, -1) if table.foot else None
        gone = {
            (row, column)
            for row, column in gone
            if (table.foot if row == -1 else table.body[row]) is not None
        }
        return replace(table, body=body, foot=foot, hidden=frozenset(gone))


def about_persons(counter: Counter, base: Base) -> bool:
    """Whether there are persons behind the column's numbers."""
    return "citizen_id" in counter.columns(base.population)


def behind(base: Base) -> Base:
    """The persons behind a column's numbers."""
    return base._replace(act="distinct", field="citizen")


def group_of(base: Base) -> str:
    """What a counted column counts, in one word: columns of one group are hidden together."""
    return repr((base.population.name, base.when, sorted(map(repr, base.conditions))))


def withheld(
    counter: Counter,
    bases: Mapping[str, Base],
    by_row: Mapping[str, Mapping[RowKey, Cell]],
    total: Mapping[str, Cell],
    listed: list[RowKey],
    least: int,
) -> Withheld:
    """What to hide of these counts, so that no cell tells of fewer than `least` persons."""
    of_persons = {key: base for key, base in bases.items() if about_persons(counter, base)}
    gathering = _gathering(counter, listed)
    lines: dict[str, Line] = {}
    persons: dict[str, Persons] = {}
    counted = {key: base for key, base in of_persons.items() if _counts(base)}
    for base in of_persons.values():
        if group_of(base) in persons:
            continue
        if key := next((key for key, each in counted.items() if each == behind(base)), None):
            cells, whole = by_row[key], total[key]
        else:
            cells = {row: numbers[0] for row, numbers in counter.by_row([behind(base)]).items()}
            (whole,) = counter.in_total([behind(base)])
        persons[group_of(base)] = Persons(_listed(cells, listed), _whole(whole))
    for key, base in _one_a_group(counted).items():
        cells = _listed(by_row[key], listed)
        lines[key] = _line(base, cells, _whole(total[key]), gathering, *_around(key, base, counted))
    for group, behind_it in persons.items():
        if group not in {line.group for line in lines.values()}:
            base = next(each for each in of_persons.values() if group_of(each) == group)
            lines[group] = _line(base, behind_it.cells, behind_it.total, gathering)
    return Withheld(to_hide(_true(lines), persons, least, gathering), least)


def _line(
    base: Base,
    cells: Mapping[RowKey, int],
    total: int,
    gathering: Collection[RowKey],
    within: str | None = None,
    carried_by: str | None = None,
) -> Line:
    """The line of a counted column; the rows that gather others stand apart."""
    own = {row: number for row, number in cells.items() if row not in gathering}
    gathered = {row: number for row, number in cells.items() if row in gathering}
    return Line(group_of(base), own, total, within, carried_by, gathered)


def _gathering(counter: Counter, listed: list[RowKey]) -> dict[RowKey, list[RowKey]]:
    """The rows that count those of several other rows together, with these."""
    return {
        row: [(*row[:place], member, *row[place + 1 :]) for member in each.groups[str(row[place])].members]
        for place, each in enumerate(counter.question.rows)
        for row in listed
        if row[place] in each.groups
    }


def _counts(base: Base) -> bool:
    return base.act == "count" or (base.act == "distinct" and base.field == "citizen")


def _one_a_group(counted: Mapping[str, Base]) -> dict[str, Base]:
    """Columns that count the same thing count once."""
    first: dict[tuple[str, str], str] = {}
    for key, base in counted.items():
        first.setdefault((group_of(base), base.act), key)
    return {key: counted[key] for key in first.values()}


def _around(key: str, base: Base, counted: Mapping[str, Base]) -> tuple[str | None, str | None]:
    """The column that contains everything in this one, and the things that its persons were counted by."""
    carried_by = within = None
    for other, its in _one_a_group(counted).items():
        if group_of(its) == group_of(base):
            carried_by = other if (base.act, its.act) == ("distinct", "count") else carried_by
        elif _contains(its, base) and (within is None or _contains(counted[within], its)):
            within = other
    return within, carried_by


def _contains(whole: Base, part: Base) -> bool:
    """Whether everything that `part` counts is counted by `whole`, in the same way."""
    name: str | None = part.population.name
    while name and name != whole.population.name:
        name = POPULATIONS[name].part_of
    same = (whole.act, whole.when) == (part.act, part.when)
    return bool(name) and same and all(each.follows_from(part.conditions) for each in whole.conditions)


def _listed(cells: Mapping[RowKey, Cell], listed: list[RowKey]) -> dict[RowKey, int]:
    """The numbers by row, zeros left out, with what has no row of its own in one place."""
    numbers = {row: _whole(cells[row]) for row in listed if cells.get(row)}
    if elsewhere := sum(_whole(cell) for row, cell in cells.items() if row not in listed):
        numbers[UNLISTED] = elsewhere
    return numbers


def _whole(cell: Cell | None) -> int:
    return cell if isinstance(cell, int) else 0


def _true(lines: Mapping[str, Line]) -> dict[str, Line]:
    """The lines without a containment that the numbers do not bear out."""
    return {
        name: line
        if line.within is None or all(line.at(place) <= lines[line.within].at(place) for place in line.places)
        else replace(line, within=None)
        for name, line in lines.items()
    }


def _leant_on(definition: Definition, key: str, place: Place) -> Iterator[tuple[Base, Place]]:
    """The counted cells that a column's cell can give away.

    A figure computed from a column that is not printed is taken to give away whatever stands in its row.
    """
    measure = definition.column(key).measure
    if isinstance(measure, Base):
        yield measure, place
        return
    if not all(definition.column(part).printed for part in measure.parts):
        yield from ((each.measure, place) for each in definition.columns if isinstance(each.measure, Base))
    for number, part in enumerate(measure.parts):
        base = definition.column(part).measure
        assert isinstance(base, Base)
        yield base, None if number and measure.act == "share" else place
