"""The counts to protect, and the kinds of citizens over which every count is a sum.

Protected are the citizens of each unit; those in a whole and not in its part; and those in a whole and in
none of its parts of one sort (its rows, the months of a year, its sites), or whose things are in none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from outreach_cli.reports.publishing.units import PublishedUnit, UnitKey

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

NEAR = 4
"""Times K: fewer than that are near to few."""
MOST_KINDS = 800
"""Kinds beyond those stay as they are: imagined ones none, real ones only if no protected count has any.

Less can be shown to be open so, and it takes less time."""


@dataclass
class ProtectedCount:
    """Citizens of `whole` in none of `parts`, which are units by their number."""

    whole: int
    parts: tuple[int, ...] = ()


@dataclass
class Statement:
    """What a shown unit says: a sum over kinds that is as it is, or no less than `least`."""

    sums: Vector
    least: float | None = None


@dataclass
class CitizenKinds:
    """Everything as sums over kinds: citizens of one kind add the same to all of it.

    `real` is how many citizens of each kind the register has, `sizes` how many each unit. `counts` are rows
    of what each kind adds to a protected count, `persons` to a unit, which needs `at_least` so many of them.
    `statements` hold what each unit says when it is shown. `few_left` are parts with wholes that leave fewer
    than K. What is not `near_few` is plainly safe: it counts many, and so does whatever it leaves of another
    or another of it. `names` are the keys that are drawn by: units of the very same persons have one.
    """

    units: Sequence[PublishedUnit]
    real: Vector
    sizes: Vector
    persons: Matrix
    at_least: Vector
    protected: Sequence[ProtectedCount]
    counts: Matrix
    statements: Sequence[Sequence[Statement]]
    few_left: Sequence[tuple[int, int]]
    near_few: frozenset[int]
    names: Sequence[UnitKey]


class _KindGatherer:
    """The units as rows over persons, the impossible persons left out."""

    def __init__(self, units: Sequence[PublishedUnit], last: int, least: int) -> None:
        self.limit, self.near_limit = 2 * least - 2, NEAR * least
        self.near_few = set[int]()
        there = [unit for unit in units if any(person <= last for person in unit.persons)]
        gone = set[int]()
        for unit in units:  # a printed zero: whoever would be in it does not exist
            if not any(person <= last for person in unit.persons):
                gone |= unit.persons
        self.units = there
        people = sorted(set[int]().union(*(unit.persons for unit in there)) - gone)
        self.place = {person: at for at, person in enumerate(people)}
        self.real = np.array([person <= last for person in people], dtype=bool)
        persons = np.array([self.spread(dict.fromkeys(unit.persons, 1.0)) for unit in there])
        self.persons = persons.reshape(len(there), len(people))

    def spread(self, amounts: dict[int, float]) -> Vector:
        row = np.zeros(len(self.place))
        for person, amount in amounts.items():
            if person in self.place:
                row[self.place[person]] = amount
        return row

    def count_real(self, row: Vector) -> float:
        return float(row[self.real].sum())


def gather_kinds(units: Sequence[PublishedUnit], last: int, least: int) -> CitizenKinds:
    """The kinds, with everything that `least` citizens are protected in; `last` is the last real citizen."""
    found = _KindGatherer(units, last, least)
    below = _find_parts(found)
    protected, rows = _list_protected(found, below)
    statements = [list(_list_statements(found, unit)) for unit in found.units]
    numbers = [each.sums for of in statements for each in of]
    stacked = np.array([*found.persons, *rows, *numbers]).reshape(
        len(found.persons) + len(rows) + len(numbers), len(found.place)
    )
    width, at = len(found.units), len(found.units) + len(rows)
    kinds = _find_kinds(stacked, found.real)
    chosen, fixed = _choose_kinds(kinds, stacked[width:at])
    kept = stacked[:, fixed] @ kinds[fixed] if len(fixed) else np.zeros(len(stacked))
    sizes = stacked[:width] @ np.array([float(each) for each in found.real])
    real, stacked = kinds[chosen], stacked[:, chosen]
    for of in statements:
        for each in of:
            each.sums = stacked[at]
            if each.least is not None:
                each.least -= float(kept[at])
            at += 1
    few = [
        (part, whole)
        for part, whole in zip(*map(list, np.nonzero(below)), strict=True)
        if 0 < found.count_real(found.persons[whole]) - found.count_real(found.persons[part]) < least
    ]
    return CitizenKinds(
        found.units,
        real,
        sizes,
        stacked[:width],
        1.0 - kept[:width],
        protected,
        stacked[width : width + len(rows)],
        statements,
        [(int(part), int(whole)) for part, whole in few],
        frozenset(found.near_few),
        _name_alike(found),
    )


def _name_alike(found: _KindGatherer) -> list[UnitKey]:
    """Each unit's key, of those of the same persons the first."""
    alike = [row.tobytes() for row in found.persons]
    names: dict[bytes, UnitKey] = {}
    for said, key in sorted(
        zip(alike, (unit.key for unit in found.units), strict=True), key=lambda each: repr(each[1])
    ):
        names.setdefault(said, key)
    return [names[said] for said in alike]


def _find_parts(found: _KindGatherer) -> NDArray[np.bool_]:
    """By part and whole, whether everyone in the one is in the other, imagined ones too, and some are not."""
    common = found.persons @ found.persons.T
    size = np.diag(common)
    inside: NDArray[np.bool_] = (common == size[:, None]) & (size[:, None] < size[None, :])
    return inside


def _list_protected(
    found: _KindGatherer, below: NDArray[np.bool_]
) -> tuple[list[ProtectedCount], list[Vector]]:
    """The protected counts that can ever be too narrow, which large ones cannot, each once.

    Of one that is none it must be as open whether it is: otherwise what is shown beside it would tell.
    """
    seen: dict[bytes, int] = {}
    protected: list[ProtectedCount] = []
    rows: list[Vector] = []
    for each, row in _list_counts(found, below):
        number = found.count_real(row)
        if 0 < number < found.near_limit:
            found.near_few |= {each.whole, *each.parts}
        if number < found.limit and row.any() and (said := row.tobytes()) not in seen:
            seen[said] = len(rows)
            protected.append(each)
            rows.append(row)
    return protected, rows


def _list_counts(found: _KindGatherer, below: NDArray[np.bool_]) -> Iterator[tuple[ProtectedCount, Vector]]:
    for number, row in enumerate(found.persons):
        yield ProtectedCount(number), row
    size = np.array([found.count_real(row) for row in found.persons])
    left = size[None, :] - size[:, None]
    for part, whole in zip(*np.nonzero(below & (left < found.near_limit)), strict=True):
        yield ProtectedCount(int(whole), (int(part),)), found.persons[whole] - found.persons[part]
    families = _group_families(found.units)
    for whole in range(len(found.units)):
        inside = set(np.nonzero(below[:, whole])[0].tolist())
        for sort, members in families.items():
            parts = _choose_moments(found.units, whole, [each for each in members if each in inside])
            if sort[0] == "period":
                parts = _leave_overlapping_out(found.units, parts)
            if len(parts) > 1:
                yield from _list_remainders(found, whole, parts)


def _list_remainders(
    found: _KindGatherer, whole: int, parts: list[int]
) -> Iterator[tuple[ProtectedCount, Vector]]:
    said = ProtectedCount(whole, tuple(parts))
    outside = found.persons[whole] * (found.persons[parts].max(axis=0) == 0)
    yield said, outside
    things = [found.units[each].linear.get(("count", None, None, 0)) for each in (whole, *parts)]
    if all(each is not None for each in things):
        rows = [found.spread(each) for each in things if each is not None]
        rest = rows[0] - sum(rows[1:])
        if rest.min() >= 0:
            yield said, (rest > 0).astype(float)


def _group_families(units: Sequence[PublishedUnit]) -> dict[tuple[object, ...], list[int]]:
    """Units in which all else is equal and one thing differs: the row, the period, the conditions."""
    families: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        key = unit.key
        families["period", key.things, key.facts].append(number)
        families["things", unit.population.name, key.first, key.last, key.facts].append(number)
        for place, (name, _keys) in enumerate(key.facts):
            rest = (*key.facts[:place], *key.facts[place + 1 :])
            families["fact", name, rest, key.things, key.first, key.last].append(number)
    return {sort: members for sort, members in families.items() if len(members) > 1}


def _choose_moments(units: Sequence[PublishedUnit], whole: int, parts: list[int]) -> list[int]:
    """One of the parts that are the same at several moments: as at the whole's own, if it is there."""
    chosen: dict[object, int] = {}
    for each in parts:
        if units[each].key not in chosen or units[each].moment == units[whole].moment:
            chosen[units[each].key] = each
    return list(chosen.values())


def _leave_overlapping_out(units: Sequence[PublishedUnit], parts: list[int]) -> list[int]:
    """Periods of which no two have a day in common, the longest first."""
    chosen: list[int] = []
    for part in sorted(parts, key=lambda each: (_count_days(units[each]), units[each].key), reverse=True):
        first, last = units[part].key.first or "", units[part].key.last
        if all(last < (units[each].key.first or "") or first > units[each].key.last for each in chosen):
            chosen.append(part)
    return chosen


def _count_days(unit: PublishedUnit) -> int:
    """How long the unit's period is; one without a beginning is longer than all others."""
    first = date.fromisoformat(unit.key.first) if unit.key.first else date.min
    return (date.fromisoformat(unit.key.last) - first).days


def _list_statements(found: _KindGatherer, unit: PublishedUnit) -> Iterator[Statement]:
    for of in unit.linear.values():
        yield Statement(found.spread(of))
    for values in unit.medians.values():
        yield from _list_median(found, values)
    for things in unit.shared.values():
        yield from _list_shared(found, things)


def _list_median(found: _KindGatherer, values: dict[int, list[float]]) -> Iterator[Statement]:
    """That as many values are below the median as it takes, and above."""
    own = {person: of for person, of in values.items() if person in found.place}
    real = sorted(each for person, of in own.items() if found.real[found.place[person]] for each in of)
    if not real:
        return
    low, high = real[(len(real) - 1) // 2], real[len(real) // 2]
    for sign, edge in ((1.0, high), (-1.0, low)):
        row = found.spread(
            {
                person: float(sum(1 if sign * each >= sign * edge else -1 for each in of))
                for person, of in own.items()
            }
        )
        yield Statement(row, min(2.0, found.count_real(row)))
    if low < high:
        yield Statement(
            found.spread({p: float(sum(low < each < high for each in of)) for p, of in own.items()})
        )


def _list_shared(found: _KindGatherer, things: dict[int, frozenset[object]]) -> Iterator[Statement]:
    """That each thing keeps someone, and no other gets anyone."""
    by_thing: dict[object, dict[int, float]] = defaultdict(dict)
    for person, of in things.items():
        for thing in of:
            by_thing[thing][person] = 1.0
    for its in by_thing.values():
        row = found.spread(its)
        yield Statement(row, 1.0) if found.count_real(row) else Statement(row)


def _find_kinds(stacked: Matrix, is_real: NDArray[np.bool_]) -> Vector:
    """By person how many real citizens are of the person's kind, for one of each kind; -1 for the others."""
    columns = np.ascontiguousarray(stacked.T)
    first: dict[bytes, int] = {}
    number = np.full(len(is_real), -1.0)
    for person in [*np.nonzero(is_real)[0].tolist(), *np.nonzero(~is_real)[0].tolist()]:
        own = first.setdefault(columns[person].tobytes(), person)
        number[own] = max(number[own], 0.0) + float(is_real[person])
    return number


def _choose_kinds(kinds: Vector, protected: Matrix) -> tuple[list[int], list[int]]:
    """The kinds of which there may be more or fewer, and those of which there are as many as there are."""
    there = np.nonzero(kinds >= 0)[0].tolist()
    involved: list[bool] = (np.abs(protected).sum(axis=0) > 0).tolist()
    own = [each for each in there if kinds[each] and involved[each]]
    others = [each for each in there if kinds[each] and not involved[each]]
    imagined = [each for each in there if not kinds[each]]
    imagined.sort(key=lambda each: not involved[each])
    room = max(0, MOST_KINDS - len(own))
    free = others[: max(room // 3, room - len(imagined))]
    chosen = [*own, *free, *imagined[: max(0, room - len(free))]]
    return chosen, others[len(free) :]
