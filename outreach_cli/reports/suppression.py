"""Which cells of a table to hide, so that no small number of persons can be read or worked out from the rest.

A count of 1 to `least` - 1 persons is hidden, and with it as much more as keeps it from being worked out from
the row, the column and the total. Zeros are published, so whoever works it out knows that a hidden cell is at
least 1. A hidden cell is safe when the table leaves at least `least` values open for it. That is shown by
moving: one person (or thing) at a time goes from one hidden row to another, and everything published stays
true. In a single column with a total this is exact: m hidden cells with sum s are safe when m ≥ 2 and
s ≥ m + least - 1. Where persons stand in several rows, the sum of the rows is taken as known.

A part that leaves 1 to `least` - 1 of what contains it tells of those few: of 31 citizens 30 are new. Such a
part is hidden as if it were small itself. What several hidden rows together leave can still be worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from outreach_cli.errors import Refused
from outreach_cli.language import N_, Later

Row = tuple[str | int | None, ...]
Place = Row | None
"""A row, or None for the total."""
LEAST = 3
"""The fewest persons that may ever be published. The usual figure is 5."""
FREE = 10**9
"""More than any table counts: nothing published bounds the cell."""


def read_least(said: str | int | None) -> int:
    """The fewest persons that a published cell may stand for. Raises Refused below 3."""
    number = int(str(said)) if str(said).isdigit() else 0
    if number < LEAST:
        raise Refused(reason=Later(N_("--suppress takes a whole number from {least} up."), least=LEAST))
    return number


@dataclass(frozen=True)
class Line:
    """A counted column: its numbers by row and in total, zeros left out.

    Lines of one `group` are hidden in the same rows. `within` names the line that contains everything in this
    one. `carried_by` names, for persons, the line of the things that they were counted by.
    """

    group: str
    cells: Mapping[Row, int]
    total: int
    within: str | None = None
    carried_by: str | None = None


@dataclass(frozen=True)
class Persons:
    """How many persons there are behind a group's cells."""

    cells: Mapping[Row, int]
    total: int


def to_hide(
    lines: Mapping[str, Line], persons: Mapping[str, Persons], least: int
) -> dict[str, frozenset[Place]]:
    """The rows to hide of each group, None among them where its total is hidden too."""
    plan = _Plan(lines, least)
    for group, behind in persons.items():
        small = {row for row, number in behind.cells.items() if 0 < number < least}
        plan.hidden[group] = set(small) | ({None} if 0 < behind.total < least else set())
    for line in lines.values():
        if line.within:
            plan.hidden[line.group] |= set(leaving_few(line, lines[line.within], least))
    must = {group: frozenset(places) for group, places in plan.hidden.items()}
    while open_cell := next(plan.unsafe(), None):
        if not plan.mend(*open_cell):
            plan.given_up.add(open_cell)
    plan.prune(must)
    return {group: frozenset(places) for group, places in plan.hidden.items()}


def leaving_few(part: Line, whole: Line, least: int) -> Iterator[Place]:
    """The places where the whole less the part tells of few."""
    for row, number in part.cells.items():
        if 0 < whole.cells.get(row, 0) - number < least:
            yield row
    if part.total and 0 < whole.total - part.total < least:
        yield None


@dataclass
class _Plan:
    """The places hidden so far, and how much the rest gives away.

    `given_up` are cells for which nothing more can be hidden; then nothing hidden is published again.
    """

    lines: Mapping[str, Line]
    least: int
    hidden: dict[str, set[Place]] = field(default_factory=dict)
    given_up: set[tuple[str, Place]] = field(default_factory=set)

    def is_hidden(self, name: str, place: Place) -> bool:
        return place in self.hidden[self.lines[name].group]

    def hides(self, name: str, row: Row) -> bool:
        """Whether the line holds something in the row, and it is hidden."""
        return self.is_hidden(name, row) and row in self.lines[name].cells

    def rows(self, name: str) -> list[Row]:
        """The line's hidden rows that hold something."""
        line = self.lines[name]
        return [row for row in line.cells if row in self.hidden[line.group]]

    def unsafe(self) -> Iterator[tuple[str, Place]]:
        """The hidden cells and totals that the rest gives away."""
        for name in self.lines:
            places: list[Place] = [*self.rows(name), *([None] if self.is_hidden(name, None) else [])]
            for place in places:
                if (name, place) not in self.given_up and self.width(name, place) < self.least - 1:
                    yield name, place

    def parts(self, name: str) -> list[str]:
        return [each for each, line in self.lines.items() if line.within == name]

    def rest(self, name: str, row: Row) -> int:
        """What of the line's cell belongs to none of its parts."""
        taken = sum(self.lines[part].cells.get(row, 0) for part in self.parts(name))
        return max(0, self.lines[name].cells.get(row, 0) - taken)

    def movable(self, name: str, source: Row, target: Row) -> int:
        """How many of the line can leave one hidden row for another, with at least 1 left there."""
        line = self.lines[name]
        parts = [(part, self.lines[part].cells.get(source, 0)) for part in self.parts(name)]
        number = line.cells.get(source, 0)
        if sum(inside for _part, inside in parts) > number:  # the parts overlap: they stay where they are
            can = number - max(1, *(inside for _part, inside in parts))
        elif not any(inside for _part, inside in parts):
            can = number - 1
        else:
            can = self.rest(name, source) + sum(
                self.movable(part, source, target)
                for part, inside in parts
                if inside and self.hides(part, source) and self.hides(part, target)
            )
        if line.carried_by:
            can = min(can, self.movable(line.carried_by, source, target))
        return max(0, can)

    def room(self, name: str, source: Row, target: Row) -> int:
        """How many can come into `target`: as many as what is published around it leaves."""
        around = self.lines[name].within
        while around:
            if not self.is_hidden(around, source) or not self.is_hidden(around, target):
                return self.rest(around, target)
            around = self.lines[around].within
        carrier = self.lines[name].carried_by
        return self.room(carrier, source, target) if carrier else FREE

    def width_of_total(self, name: str) -> int:
        """As `width`, for a hidden total: bounded by its rows, its parts, and the total around it."""
        line, around, parts = self.lines[name], self.lines[name].within, self.parts(name)
        if not self.rows(name):
            return 0
        if sum(self.lines[part].total for part in parts) >= line.total and not any(
            self.is_hidden(part, None) and self.lines[part].total for part in parts
        ):
            return 0
        if around is None or self.is_hidden(around, None):
            return FREE
        rest = self.lines[around].total - sum(self.lines[part].total for part in self.parts(around))
        return line.total - 1 + rest if rest > 0 else 0

    def width(self, name: str, row: Place) -> int:
        """How far apart at least the values are that the hidden cell can have."""
        if row is None:
            return self.width_of_total(name)
        line = self.lines[name]
        if self.is_hidden(name, None):
            if not self.rest(name, row):  # its parts are all of it
                return max(
                    (self.width(part, row) for part in self.parts(name) if self.hides(part, row)), default=0
                )
            if self.free(name, row):
                return FREE
            if line.within and self.rest(line.within, row):
                return line.cells[row] - 1 + self.rest(line.within, row)
        up = exchanged = down = 0
        room_here = FREE
        for other in self.rows(name):
            if other == row:
                continue
            coming, room = self.movable(name, other, row), self.room(name, other, row)
            if room == FREE:
                up += coming
            else:
                exchanged, room_here = exchanged + coming, min(room_here, room)
            going = min(self.movable(name, row, other), self.room(name, row, other))
            down = max(down, min(going, line.total - line.cells[other]))
        return min(up + min(exchanged, room_here), line.total - line.cells[row]) + down

    def free(self, name: str, row: Row) -> bool:
        """Whether nothing published bounds the cell: neither a total nor a line around it."""
        around = self.lines[name].within
        if not self.is_hidden(name, None):
            return False
        return around is None or (self.is_hidden(around, row) and self.free(around, row))

    def mend(self, name: str, row: Place) -> bool:
        """Hide one place more: the first that makes the cell safe, else the first. False for none."""
        choices = list(dict.fromkeys(self.choices(name, row)))
        for group, place in choices:
            self.hidden[group].add(place)
            if self.width(name, row) >= self.least - 1:
                return True
            self.hidden[group].remove(place)
        for group, place in choices[:1]:
            self.hidden[group].add(place)
        return bool(choices)

    def choices(self, name: str, row: Place) -> Iterator[tuple[str, Place]]:
        """What could be hidden to protect the cell: small rows of its line, what is around it, totals."""
        around = [name]
        while within := self.lines[around[-1]].within:
            around.append(within)
        line = self.lines[name]
        if row is None:
            near = [*around[1:], *self.parts(name)]
            yield from ((self.lines[each].group, None) for each in near if not self.is_hidden(each, None))
            small_first = sorted(line.cells, key=lambda each: line.cells[each])
            yield from ((line.group, each) for each in small_first if not self.is_hidden(name, each))
            return
        for other in sorted(line.cells, key=lambda each: line.cells[each]):
            if not self.is_hidden(name, other):
                yield line.group, other
        for each in (*around[1:], *self.parts(name)):
            if not self.is_hidden(each, row) and self.lines[each].cells.get(row):
                yield self.lines[each].group, row
        for each in (*around, *self.parts(name)):
            if not self.is_hidden(each, None):
                yield self.lines[each].group, None
            for other in self.lines[each].cells:
                if not self.is_hidden(each, other):
                    yield self.lines[each].group, other

    def prune(self, must: Mapping[str, frozenset[Place]]) -> None:
        """Publish again what need not be hidden, the totals and the largest rows first."""
        extra = [
            (place is not None, -self.size(group, place), group, place)
            for group, places in self.hidden.items()
            for place in places - must[group]
        ]
        if self.given_up:
            return
        for _is_row, _size, group, place in sorted(extra, key=lambda each: each[:3]):
            self.hidden[group].remove(place)
            if next(self.unsafe(), None):
                self.hidden[group].add(place)

    def size(self, group: str, place: Place) -> int:
        """The largest number that hiding the place takes away."""
        of = [line for line in self.lines.values() if line.group == group]
        return max((line.total if place is None else line.cells.get(place, 0) for line in of), default=0)
