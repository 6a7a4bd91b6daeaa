"""Every small table, hidden in every way that a secret can choose: what a reader learns of it."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from outreach_cli.populations.contact_views import CONVERSATION
from outreach_cli.reports.publishing.admission import Draw, admit_units
from outreach_cli.reports.publishing.quantities import CitizenKinds, gather_kinds
from outreach_cli.reports.publishing.units import PublishedUnit, UnitKey

LEAST = 5
LAST = 10_000
"""Citizens beyond this number are imagined."""
Pattern = tuple[int | None, ...]


def make_unit(name: str, row: str | None, persons: set[int]) -> PublishedUnit:
    facts = (("row", row),) if row else ()
    unit = PublishedUnit(
        UnitKey(name, "2018-01-01", "2018-12-31", facts), CONVERSATION, None, row is not None
    )
    unit.persons, unit.is_printed = persons, True
    unit.linear["persons"] = dict.fromkeys(persons, 1.0)
    return unit


def make_units(kinds: Sequence[int], rows: int, *, has_part: bool) -> list[PublishedUnit]:
    """The units of a table with so many citizens in each row, those in the part before those who are not."""
    people: dict[tuple[int, bool], set[int]] = defaultdict(set)
    places = list(itertools.product(range(rows), (True, False) if has_part else (False,)))
    last = 0
    for number, place in enumerate(places):
        people[place] = {*range(last + 1, last + 1 + kinds[number]), LAST + 1 + number}
        last += kinds[number]
    units = [make_unit("all", None, set().union(*people.values()))]
    units += [
        make_unit("all", f"{row}", set().union(*(of for place, of in people.items() if place[0] == row)))
        for row in range(rows)
    ]
    if has_part:
        units.append(make_unit("part", None, set().union(*(of for place, of in people.items() if place[1]))))
        units += [make_unit("part", f"{row}", people[row, True]) for row in range(rows)]
    return units


def print_table(units: list[PublishedUnit], kinds: CitizenKinds, draw: Draw) -> Pattern:
    """What is printed: numbers, zeros, and None where hidden."""
    there = {id(kinds.units[number]) for number in admit_units(kinds, LEAST, draw).shown}
    return tuple(
        number if id(unit) in there or not number else None
        for unit, number in zip(units, count_persons(units), strict=True)
    )


def count_persons(units: list[PublishedUnit]) -> tuple[int, ...]:
    return tuple(sum(person <= LAST for person in unit.persons) for unit in units)


def choose_draw(order: dict[UnitKey, float], withheld: Sequence[UnitKey]) -> Draw:
    """A draw in which just these units are withheld, and the others come in this order."""
    return lambda purpose, key: order[key] if purpose == "order" else float(key not in withheld)


def list_draws(kinds: CitizenKinds, orders: int) -> Iterator[Draw]:
    """Every set of units that may be withheld besides the whole, in some orders."""
    able = {kinds.names[each]: None for each in sorted(kinds.near_few) if kinds.sizes[each] >= LEAST}
    for whole in kinds.names[:1]:
        able.pop(whole, None)
    for order in range(orders):
        keys = sorted(unit.key for unit in kinds.units)
        random.Random(order).shuffle(keys)
        for number in range(len(able) + 1):
            for withheld in itertools.combinations(able, number):
                yield choose_draw({key: float(at) for at, key in enumerate(keys)}, withheld)


def attack(
    tables: list[tuple[int, ...]], rows: int, orders: int, *, has_part: bool, withholding: bool = True
) -> tuple[int, int, int, int]:
    """Of hidden figures, how many there are, are exact, are narrow, and are surely few.

    The reader knows the program and every table there can be, not the secret: what is printed could have been
    any table that some secret prints so. The whole is printed, so that all tables there can be are among
    those that are tried.
    """
    printed: dict[Pattern, set[tuple[int, ...]]] = defaultdict(set)
    for persons in tables:
        units = make_units(persons, rows, has_part=has_part)
        kinds = gather_kinds(units, LAST, LEAST)
        if not withholding:
            kinds = replace(kinds, near_few=frozenset())
        for draw in list_draws(kinds, orders):
            printed[print_table(units, kinds, draw)].add(count_persons(units))
    hidden = exact = narrow = few = 0
    for pattern, able in printed.items():
        if pattern[0] is None:
            continue
        for place, number in enumerate(pattern):
            if number is None:
                values = {truths[place] for truths in able}
                hidden += 1
                if min(values) >= LEAST:  # a hidden number that is surely large tells of no few
                    continue
                exact += len(values) == 1
                narrow += len(values) < LEAST
                few += max(values) < LEAST
    return hidden, exact, narrow, few


def all_tables(most: int, places: int) -> list[tuple[int, ...]]:
    """Every table of so many places with so many citizens at most."""
    return [each for each in itertools.product(range(most + 1), repeat=places) if sum(each) <= most]


def test_no_small_table_of_two_rows_can_be_read_by_who_knows_the_program() -> None:
    hidden, exact, narrow, few = attack(all_tables(24, 2), 2, 2, has_part=False)
    assert hidden > 50
    assert (exact, narrow, few) == (0, 0, 0)


@pytest.mark.long
@pytest.mark.parametrize(
    ("most", "rows", "has_part"), [(40, 2, False), (16, 3, False), (14, 4, False), (12, 2, True)]
)
def test_no_small_table_at_all_can_be_read(most: int, rows: int, has_part: bool) -> None:
    tables = all_tables(most, rows * (2 if has_part else 1))
    hidden, exact, narrow, few = attack(tables, rows, 2, has_part=has_part)
    print(f"{len(tables)} tables: {hidden} hidden, {exact} exact, {narrow} narrow, {few} surely few")
    assert (exact, narrow, few) == (0, 0, 0)
