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

from outreach_cli.reports.suppression.lines import (
    LEFT,
    CountedLine,
    GroupPersons,
    Place,
    Row,
    find_gathering_few,
    find_leaving_few,
)
from outreach_cli.reports.suppression.widths import HiddenWidths


def choose_hidden(
    lines: Mapping[str, CountedLine],
    persons: Mapping[str, GroupPersons],
    least: int,
    gathering: Mapping[Row, Sequence[Row]] | None = None,
) -> dict[str, frozenset[Place]]:
    """The rows to hide of each group, None among them where its total is hidden too.

    `gathering` are the rows that gather others, each with those.
    """
    plan = SuppressionPlan(lines, least, gathering or {})
    for group, behind in persons.items():
        small = {row for row, number in behind.cells.items() if 0 < number < least}
        plan.hidden[group] = set(small) | ({None} if 0 < behind.total < least else set())
    for line in lines.values():
        plan.hidden[line.group] |= set(find_leaving_few(line, lines.get(line.within or ""), least))
        plan.hidden[line.group] |= set(find_gathering_few(line, plan.gathering, least))
    must = {group: frozenset(places) for group, places in plan.hidden.items()}
    while open_cell := next(plan.find_unsafe(), None):
        if not plan.mend(*open_cell):
            plan.given_up.add(open_cell)
    plan.prune(must)
    return {group: frozenset(plan.list_hidden(group)) for group in plan.hidden}


@dataclass
class SuppressionPlan(HiddenWidths):
    """The places hidden so far, and what more to hide.

    `given_up` are cells for which nothing more can be hidden; then nothing hidden is published again.
    """

    given_up: set[tuple[str, Place]] = field(default_factory=set)

    def find_unsafe(self) -> Iterator[tuple[str, Place]]:
        """The hidden cells and totals that the rest gives away."""
        for name in self.lines:
            places: list[Place] = [*self.list_rows(name), *([None] if self.is_hidden(name, None) else [])]
            places += [row for row in self.lines[name].gathered if self.is_hidden(name, row)]
            for place in [*places, LEFT]:
                if (name, place) not in self.given_up and not self.is_safe(name, place):
                    yield name, place

    def is_safe(self, name: str, place: Place) -> bool:
        """Whether the rest leaves enough values open for the hidden cell."""
        if place == LEFT:
            return not 0 < self.count_left(name) < self.least
        return self.measure_width(name, place) >= self.least - 1

    def mend(self, name: str, row: Place) -> bool:
        """Hide one place more: the first that makes the cell safe, else the first. False for none."""
        # A total of zero is published like every zero: hidden, it would be taken to be one or more.
        choices = [
            each
            for each in dict.fromkeys(self.list_choices(name, row))
            if each[1] is not None or self.measure_size(*each)
        ]
        for group, place in choices:
            self.hidden[group].add(place)
            if self.is_safe(name, row):
                return True
            self.hidden[group].remove(place)
        for group, place in choices[:1]:
            self.hidden[group].add(place)
        return bool(choices)

    def list_choices(self, name: str, row: Place) -> Iterator[tuple[str, Place]]:
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
            near = [*around[1:], *self.list_parts(name)]
            yield from ((self.lines[each].group, None) for each in near if not self.is_hidden(each, None))
            small_first = sorted(line.cells, key=lambda each: line.cells[each])
            yield from ((line.group, each) for each in small_first if not self.is_hidden(name, each))
            return
        for other in sorted(line.cells, key=lambda each: line.cells[each]):
            if not self.is_hidden(name, other):
                yield line.group, other
        for each in (*around[1:], *self.list_parts(name)):
            if not self.is_hidden(each, row) and self.lines[each].find_number(row):
                yield self.lines[each].group, row
        for each in (*around, *self.list_parts(name)):
            if not self.is_hidden(each, None):
                yield self.lines[each].group, None
            for other in self.lines[each].cells:
                if not self.is_hidden(each, other):
                    yield self.lines[each].group, other

    def prune(self, must: Mapping[str, frozenset[Place]]) -> None:
        """Publish again what need not be hidden, the totals and the largest rows first."""
        extra = [
            (place is not None, -self.measure_size(group, place), group, place)
            for group, places in self.hidden.items()
            for place in places - must[group]
        ]
        if self.given_up:
            return
        for _is_row, _size, group, place in sorted(extra, key=lambda each: each[:3]):
            self.hidden[group].remove(place)
            if next(self.find_unsafe(), None):
                self.hidden[group].add(place)

    def measure_size(self, group: str, place: Place) -> int:
        """The largest number that hiding the place takes away."""
        of = [line for line in self.lines.values() if line.group == group]
        return max((line.total if place is None else line.cells.get(place, 0) for line in of), default=0)
