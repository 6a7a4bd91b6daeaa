"""Which cells of a table to hide, so that no small number of persons can be read or worked out from the rest.

A count of 1 to `least` - 1 persons is hidden, and with it as much more as keeps it from being worked out from
the row, the column and the total. Zeros are published, so whoever works it out knows that a hidden cell is at
least 1. A hidden cell is safe when the table leaves at least `least` values open for it. That is shown by
moving: one person (or thing) at a time goes from one hidden row to another, and everything published stays
true. In a single column with a total this is exact: m hidden cells with sum s are safe when m ≥ 2 and
s ≥ m + least - 1. Where persons stand in several rows, the sum of the rows is taken as known.

A part that leaves 1 to `least` - 1 of what contains it tells of those few: of 31 citizens 30 are new. Such a
part is hidden as if it were small itself, and so is a row that leaves few of the total. What the hidden rows
of a part leave together is known from the totals, so that is never few either.

A row that gathers others (substance use: alcohol, cannabis, drugs) is no less than each of them and no more
than all of them. It is hidden with any of its own, unless nobody stands in two rows and only its own are
hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from outreach_cli.errors import Refused
from outreach_cli.language import N_, Later

Row = tuple[str | int | None, ...]
Place = Row | None
"""A row, or None for the total."""
LEFT: Row = ("left",)
"""Stands for what a line's hidden rows leave together of the line around it."""
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
    one. `carried_by` names, for persons, the line of the things that they were counted by. `gathered` are the
    numbers of the rows that gather others; they stand in no sum.
    """

    group: str
    cells: Mapping[Row, int]
    total: int
    within: str | None = None
    carried_by: str | None = None
    gathered: Mapping[Row, int] = field(default_factory=dict)

    def at(self, place: Place) -> int:
        """The number in a row, gathering or not, or in total."""
        return self.total if place is None else self.cells.get(place, self.gathered.get(place, 0))

    @property
    def places(self) -> list[Place]:
        return [*self.cells, *self.gathered, None]

    @cached_property
    def overlaps(self) -> bool:
        """Whether anything stands in more than one row."""
        return sum(self.cells.values()) != self.total


@dataclass(frozen=True)
class Persons:
    """How many persons there are behind a group's cells."""

    cells: Mapping[Row, int]
    total: int


def to_hide(
    lines: Mapping[str, Line],
    persons: Mapping[str, Persons],
    least: int,
    gathering: Mapping[Row, Sequence[Row]] | None = None,
) -> dict[str, frozenset[Place]]:
    """The rows to hide of each group, None among them where its total is hidden too.

    `gathering` are the rows that gather others, each with those.
    """
    plan = _Plan(lines, least, gathering or {})
    for group, behind in persons.items():
        small = {row for row, number in behind.cells.items() if 0 < number < least}
        plan.hidden[group] = set(small) | ({None} if 0 < behind.total < least else set())
    for line in lines.values():
        plan.hidden[line.group] |= set(leaving_few(line, lines.get(line.within or ""), least))
        plan.hidden[line.group] |= set(gathering_few(line, plan.gathering, least))
    must = {group: frozenset(places) for group, places in plan.hidden.items()}
    while open_cell := next(plan.unsafe(), None):
        if not plan.mend(*open_cell):
            plan.given_up.add(open_cell)
    plan.prune(must)
    return {group: frozenset(plan.all_hidden(group)) for group in plan.hidden}


def leaving_few(line: Line, whole: Line | None, least: int) -> Iterator[Place]:
    """The places where what contains the line's number leaves few besides it: the whole, or the total.

    Where nothing stands in two rows, few of the total are few in the other rows, and hidden there.
    """
    for place in line.places:
        number = line.at(place)
        around = [line.total if line.overlaps else 0, whole.at(place) if whole else 0]
        if number and any(0 < each - number < least for each in around):
            yield place


def gathering_few(line: Line, gathering: Mapping[Row, Sequence[Row]], least: int) -> Iterator[Row]:
    """The gathering rows that leave few besides one of their own."""
    for row, members in gathering.items():
        if any(0 < line.at(row) - line.cells[each] < least for each in members if each in line.cells):
            yield row


@dataclass
class _Plan:
    """The places hidden so far, and how much the rest gives away.

    `given_up` are cells for which nothing more can be hidden; then nothing hidden is published again.
    """

    lines: Mapping[str, Line]
    least: int
    gathering: Mapping[Row, Sequence[Row]]
    hidden: dict[str, set[Place]] = field(default_factory=dict)
    given_up: set[tuple[str, Place]] = field(default_factory=set)

    def is_hidden(self, name: str, place: Place) -> bool:
        group = self.lines[name].group
        return place in (self.all_hidden(group) if place in self.gathering else self.hidden[group])

    def all_hidden(self, group: str) -> set[Place]:
        """The group's hidden places, with the rows that gather a hidden one."""
        hidden = self.hidden[group]
        if not self.gathering or not hidden:
            return hidden
        overlaps = any(line.overlaps for line in self.lines.values() if line.group == group)
        return hidden | {
            row
            for row, members in self.gathering.items()
            if not hidden.isdisjoint(members) and (overlaps or not hidden - {row} <= set(members))
        }

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
            places += [row for row in self.lines[name].gathered if self.is_hidden(name, row)]
            for place in [*places, LEFT]:
                if (name, place) not in self.given_up and not self.is_safe(name, place):
                    yield name, place

    def is_safe(self, name: str, place: Place) -> bool:
        """Whether the rest leaves enough values open for the hidden cell."""
        if place == LEFT:
            return not 0 < self.left(name) < self.least
        return self.width(name, place) >= self.least - 1

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
        down = sum(line.cells[row] - 1 for row in self.rows(name))
        shown = max(
            (number for row, number in line.cells.items() if not self.is_hidden(name, row)), default=0
        )
        return min(down, line.total - shown) + rest if rest > 0 else 0

    def left(self, name: str) -> int:
        """How much the line's hidden rows leave together of what contains it; 0 where it cannot be known."""
        line, around = self.lines[name], self.lines[name].within
        if around is None or self.is_hidden(name, None) or self.is_hidden(around, None):
            return 0
        rows = [row for row in self.lines[around].cells if self.hides(name, row) or self.hides(around, row)]
        return sum(self.lines[around].cells[row] - line.cells.get(row, 0) for row in rows)

    def width_of_gathered(self, name: str, row: Row) -> int:
        """As `width`, for a hidden row that gathers others, which are taken to be as they are or to move."""
        line = self.lines[name]
        members = [each for each in self.gathering[row] if each in line.cells]
        if len(members) == 1 and self.is_hidden(name, members[0]):
            return self.width(name, members[0])
        least, most = self.bounds_of_gathered(name, row)
        tied = [self.lines[each] for each in self.near(name) if not self.is_hidden(each, row)]
        if line.overlaps or any(each.overlaps for each in tied):
            return most - least
        if any(self.hides(name, each) and self.free(name, each) for each in members):
            return FREE
        pairs = [
            (one, other)
            for one in self.rows(name)
            for other in self.rows(name)
            if one in members and other not in members
        ]
        coming = max((self.moved(name, other, one) for one, other in pairs), default=0)
        return coming + max((self.moved(name, one, other) for one, other in pairs), default=0)

    def bounds_of_gathered(self, name: str, row: Row) -> tuple[int, int]:
        """Between which numbers a row that gathers others is, by what else there is."""
        line, members = self.lines[name], self.gathering[row]
        own = [line.cells.get(each, 0) for each in members]
        elsewhere = sum(line.cells.values()) - sum(own)
        least, most = [max(own), line.total - elsewhere], [sum(own), line.total]
        for near in self.near(name):
            if self.is_hidden(near, row):
                continue
            sign = 1 if near == line.within else -1
            other = self.lines[near]
            besides = [sign * (other.cells.get(each, 0) - line.cells.get(each, 0)) for each in members]
            ends = [other.at(row) - sign * sum(besides), other.at(row) - sign * max(besides)]
            least.append(min(ends))
            most.append(max(ends))
        return max(least), min(most)

    def near(self, name: str) -> list[str]:
        """The line around this one, and its parts."""
        within = self.lines[name].within
        return [*([within] if within else []), *self.parts(name)]

    def moved(self, name: str, source: Row, target: Row) -> int:
        """How many can move from one hidden row to another."""
        return min(self.movable(name, source, target), self.room(name, source, target))

    def width(self, name: str, row: Place) -> int:
        """How far apart at least the values are that the hidden cell can have."""
        if row is None:
            return self.width_of_total(name)
        if row in self.gathering:
            return self.width_of_gathered(name, row)
        line = self.lines[name]
        if self.is_hidden(name, None):
            if not self.rest(name, row):  # its parts are all of it
                return max(
                    (self.width(part, row) for part in self.parts(name) if self.hides(part, row)), default=0
                )
            if self.free(name, row):
                return FREE
            if line.within and self.rest(line.within, row):
                most = max((number for each, number in line.cells.items() if each != row), default=0)
                return min(line.cells[row] - 1, line.total - most) + self.rest(line.within, row)
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
            down = max(down, min(self.moved(name, row, other), line.total - line.cells[other]))
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
            if self.is_safe(name, row):
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
        if row == LEFT:
            whole = self.lines[line.within or ""].cells
            parted = [each for each in line.cells if not self.is_hidden(name, each)]
            small_first = sorted(parted, key=lambda each: line.cells[each])
            yield from ((line.group, each) for each in small_first if whole.get(each, 0) > line.cells[each])
            yield line.group, None
            return
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
            if not self.is_hidden(each, row) and self.lines[each].at(row):
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
