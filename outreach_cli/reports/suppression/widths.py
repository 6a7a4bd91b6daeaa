"""How much a table still leaves open for a hidden cell: the interval of values that it may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from outreach_cli.reports.suppression.lines import FREE, CountedLine, Place, Row


@dataclass
class HiddenWidths:
    """The places hidden so far, and how much the rest leaves open for them."""

    lines: Mapping[str, CountedLine]
    least: int
    gathering: Mapping[Row, Sequence[Row]]
    hidden: dict[str, set[Place]] = field(default_factory=dict)

    def is_hidden(self, name: str, place: Place) -> bool:
        group = self.lines[name].group
        return place in (self.list_hidden(group) if place in self.gathering else self.hidden[group])

    def list_hidden(self, group: str) -> set[Place]:
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

    def list_rows(self, name: str) -> list[Row]:
        """The line's hidden rows that hold something."""
        line = self.lines[name]
        return [row for row in line.cells if row in self.hidden[line.group]]

    def list_parts(self, name: str) -> list[str]:
        return [each for each, line in self.lines.items() if line.within == name]

    def count_rest(self, name: str, row: Row) -> int:
        """What of the line's cell belongs to none of its parts."""
        taken = sum(self.lines[part].cells.get(row, 0) for part in self.list_parts(name))
        return max(0, self.lines[name].cells.get(row, 0) - taken)

    def count_movable(self, name: str, source: Row, target: Row) -> int:
        """How many of the line can leave one hidden row for another, with at least 1 left there."""
        line = self.lines[name]
        parts = [(part, self.lines[part].cells.get(source, 0)) for part in self.list_parts(name)]
        number = line.cells.get(source, 0)
        if sum(inside for _part, inside in parts) > number:  # the parts overlap: they stay where they are
            can = number - max(1, *(inside for _part, inside in parts))
        elif not any(inside for _part, inside in parts):
            can = number - 1
        else:
            can = self.count_rest(name, source) + sum(
                self.count_movable(part, source, target)
                for part, inside in parts
                if inside and self.hides(part, source) and self.hides(part, target)
            )
        if line.carried_by:
            can = min(can, self.count_movable(line.carried_by, source, target))
        return max(0, can)

    def measure_room(self, name: str, source: Row, target: Row) -> int:
        """How many can come into `target`: as many as what is published around it leaves."""
        around = self.lines[name].within
        while around:
            if not self.is_hidden(around, source) or not self.is_hidden(around, target):
                return self.count_rest(around, target)
            around = self.lines[around].within
        carrier = self.lines[name].carried_by
        return self.measure_room(carrier, source, target) if carrier else FREE

    def measure_total(self, name: str) -> int:
        """As `measure_width`, for a hidden total: bounded by its rows, its parts, and the total around it."""
        line, around, parts = self.lines[name], self.lines[name].within, self.list_parts(name)
        if not self.list_rows(name):
            return 0
        if sum(self.lines[part].total for part in parts) >= line.total and not any(
            self.is_hidden(part, None) and self.lines[part].total for part in parts
        ):
            return 0
        if around is None or self.is_hidden(around, None):
            return FREE
        rest = self.lines[around].total - sum(self.lines[part].total for part in self.list_parts(around))
        down = sum(line.cells[row] - 1 for row in self.list_rows(name))
        shown = max(
            (number for row, number in line.cells.items() if not self.is_hidden(name, row)), default=0
        )
        return min(down, line.total - shown) + rest if rest > 0 else 0

    def count_left(self, name: str) -> int:
        """How much the line's hidden rows leave together of what contains it; 0 where it cannot be known."""
        line, around = self.lines[name], self.lines[name].within
        if around is None or self.is_hidden(name, None) or self.is_hidden(around, None):
            return 0
        rows = [row for row in self.lines[around].cells if self.hides(name, row) or self.hides(around, row)]
        return sum(self.lines[around].cells[row] - line.cells.get(row, 0) for row in rows)

    def measure_gathered(self, name: str, row: Row) -> int:
        """As `measure_width`, for a hidden row that gathers others, taken to be as they are or to move."""
        line = self.lines[name]
        members = [each for each in self.gathering[row] if each in line.cells]
        if len(members) == 1 and self.is_hidden(name, members[0]):
            return self.measure_width(name, members[0])
        least, most = self.bound_gathered(name, row)
        tied = [self.lines[each] for each in self.list_near(name) if not self.is_hidden(each, row)]
        if line.overlaps or any(each.overlaps for each in tied):
            return most - least
        if any(self.hides(name, each) and self.is_free(name, each) for each in members):
            return FREE
        pairs = [
            (one, other)
            for one in self.list_rows(name)
            for other in self.list_rows(name)
            if one in members and other not in members
        ]
        coming = max((self.measure_moved(name, other, one) for one, other in pairs), default=0)
        return coming + max((self.measure_moved(name, one, other) for one, other in pairs), default=0)

    def bound_gathered(self, name: str, row: Row) -> tuple[int, int]:
        """Between which numbers a row that gathers others is, by what else there is."""
        line, members = self.lines[name], self.gathering[row]
        own = [line.cells.get(each, 0) for each in members]
        elsewhere = sum(line.cells.values()) - sum(own)
        least, most = [max(own), line.total - elsewhere], [sum(own), line.total]
        for near in self.list_near(name):
            if self.is_hidden(near, row):
                continue
            sign = 1 if near == line.within else -1
            other = self.lines[near]
            besides = [sign * (other.cells.get(each, 0) - line.cells.get(each, 0)) for each in members]
            ends = [
                other.find_number(row) - sign * sum(besides),
                other.find_number(row) - sign * max(besides),
            ]
            least.append(min(ends))
            most.append(max(ends))
        return max(least), min(most)

    def list_near(self, name: str) -> list[str]:
        """The line around this one, and its parts."""
        within = self.lines[name].within
        return [*([within] if within else []), *self.list_parts(name)]

    def measure_moved(self, name: str, source: Row, target: Row) -> int:
        """How many can move from one hidden row to another."""
        return min(self.count_movable(name, source, target), self.measure_room(name, source, target))

    def measure_width(self, name: str, row: Place) -> int:
        """How far apart at least the values are that the hidden cell can have."""
        if row is None:
            return self.measure_total(name)
        if row in self.gathering:
            return self.measure_gathered(name, row)
        line = self.lines[name]
        if self.is_hidden(name, None):
            if not self.count_rest(name, row):  # its parts are all of it
                return max(
                    (
                        self.measure_width(part, row)
                        for part in self.list_parts(name)
                        if self.hides(part, row)
                    ),
                    default=0,
                )
            if self.is_free(name, row):
                return FREE
            if line.within and self.count_rest(line.within, row):
                most = max((number for each, number in line.cells.items() if each != row), default=0)
                return min(line.cells[row] - 1, line.total - most) + self.count_rest(line.within, row)
        up = exchanged = down = 0
        room_here = FREE
        for other in self.list_rows(name):
            if other == row:
                continue
            coming, room = self.count_movable(name, other, row), self.measure_room(name, other, row)
            if room == FREE:
                up += coming
            else:
                exchanged, room_here = exchanged + coming, min(room_here, room)
            down = max(down, min(self.measure_moved(name, row, other), line.total - line.cells[other]))
        return min(up + min(exchanged, room_here), line.total - line.cells[row]) + down

    def is_free(self, name: str, row: Row) -> bool:
        """Whether nothing published bounds the cell: neither a total nor a line around it."""
        around = self.lines[name].within
        if not self.is_hidden(name, None):
            return False
        return around is None or (self.is_hidden(around, row) and self.is_free(around, row))
