"""What suppression looks at: columns as lines of numbers, and which of their places leave few of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

Row = tuple[str | int | None, ...]
Place = Row | None
"""A row, or None for the total."""
LEFT: Row = ("left",)
"""Stands for what a line's hidden rows leave together of the line around it."""
FREE = 10**9
"""More than any table counts: nothing published bounds the cell."""


@dataclass(frozen=True)
class CountedLine:
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

    def find_number(self, place: Place) -> int:
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
class GroupPersons:
    """How many persons there are behind a group's cells."""

    cells: Mapping[Row, int]
    total: int


def find_leaving_few(line: CountedLine, whole: CountedLine | None, least: int) -> Iterator[Place]:
    """The places where what contains the line's number leaves few besides it: the whole, or the total.

    Where nothing stands in two rows, few of the total are few in the other rows, and hidden there.
    """
    for place in line.places:
        number = line.find_number(place)
        around = [line.total if line.overlaps else 0, whole.find_number(place) if whole else 0]
        if number and any(0 < each - number < least for each in around):
            yield place


def find_gathering_few(
    line: CountedLine, gathering: Mapping[Row, Sequence[Row]], least: int
) -> Iterator[Row]:
    """The gathering rows that leave few besides one of their own."""
    for row, members in gathering.items():
        if any(
            0 < line.find_number(row) - line.cells[each] < least for each in members if each in line.cells
        ):
            yield row
