"""What is hidden of all tables of a document, beside everything that was published before."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from outreach_cli.register.as_of import PastMoment, stand_with
from outreach_cli.reports.publishing.asked_tables import AskedTable, Place
from outreach_cli.reports.publishing.hidden_figures import HiddenFigures
from outreach_cli.reports.publishing.imagined_citizens import find_last_citizen, imagine_citizens
from outreach_cli.reports.publishing.publications import (
    Publication,
    list_rows,
    mark_hidden_before,
    read_secret,
)
from outreach_cli.reports.publishing.units import (
    PublishedUnit,
    UnitCollection,
    settle_dominated,
    settle_forgotten,
    settle_later_quarters,
    settle_shared,
)


class GivenAway(NamedTuple):
    """A count of few that publications before tell of together: their names, of what, and in which period."""

    publications: tuple[str, ...]
    unit: PublishedUnit


@dataclass(frozen=True)
class PublishingDecision:
    """What is hidden in each of the tables, in their order, and what was given away before."""

    hidden: Sequence[HiddenFigures]
    given_away: Sequence[GivenAway]
    out_of_time: bool
    shown: int
    of: int


def decide_hidden(
    connection: sqlite3.Connection,
    tables: Sequence[AskedTable],
    moment: PastMoment | None,
    least: int,
    *,
    alone: bool = False,
) -> PublishingDecision:
    """What to hide in the tables, so that no figure tells of fewer than `least` citizens.

    The tables are those of one document, as the register stood at the moment; `alone` says that they are of
    one report. Raises RecountError where a publication that is remembered cannot be counted again.
    """
    from outreach_cli.reports.publishing.admission import admit_units, draw_by_secret
    from outreach_cli.reports.publishing.quantities import gather_kinds

    secret = read_secret(connection)
    before = [row.read() for row in list_rows(connection) if row.rounded_to is None]
    least = max([least, *(each.least for each in before)])
    units = UnitCollection()
    found = _gather_units(connection, units, tables, moment, before)
    settle_forgotten(units, find_last_citizen(connection), least)
    settle_later_quarters(units, find_last_citizen(connection), least)
    kinds = gather_kinds([*units], find_last_citizen(connection), least)
    result = admit_units(kinds, least, draw_by_secret(secret))
    here = kinds.units
    shown = {id(here[each]) for each in result.shown}
    there = {id(unit) for unit in here}
    own = {id(unit): unit for of in found for unit in of.values() if unit.is_printed and id(unit) in there}
    return PublishingDecision(
        [_find_hidden(of, there - shown, least, alone=alone) for of in found],
        [_describe(here, each.whole, each.parts) for each in result.given_away],
        result.out_of_time,
        sum(each in shown for each in own),
        len(own),
    )


def _gather_units(
    connection: sqlite3.Connection,
    units: UnitCollection,
    tables: Sequence[AskedTable],
    moment: PastMoment | None,
    before: Sequence[Publication],
) -> list[dict[tuple[str, Place], PublishedUnit]]:
    """Put what the tables and the publications before print into `units`; the units of each of the tables."""
    seed = hmac.new(read_secret(connection), b"imagined citizens", hashlib.sha256).digest()
    chance = Random(seed)  # noqa: S311 - what is drawn is whom to imagine, always the same
    imagined = imagine_citizens(connection, chance)
    with stand_with(connection, moment, imagined):
        number = moment.change if moment else None
        found = [units.add_table(connection, each, number) for each in tables]
    for each in before:
        with stand_with(connection, each.moment, imagined):
            each.add_units(units, connection)
    mark_hidden_before(units)
    settle_shared(units)
    settle_dominated(units, find_last_citizen(connection))
    return found


def _find_hidden(
    units: Mapping[tuple[str, Place], PublishedUnit], hidden: set[int], least: int, *, alone: bool
) -> HiddenFigures:
    places: dict[str, set[Place]] = {}
    overlaps = set[str]()
    for (group, place), unit in units.items():
        if id(unit) not in hidden:
            continue
        if group.startswith("overlap "):
            overlaps.add(group.removeprefix("overlap "))
        else:
            places.setdefault(group, set()).add(place)
    frozen = {group: frozenset(of) for group, of in places.items()}
    return HiddenFigures(frozen, frozenset(overlaps), least, alone)


def _describe(units: Sequence[PublishedUnit], whole: int, parts: Sequence[int]) -> GivenAway:
    given = [units[each].persons for each in (whole, *parts)]
    names = sorted(set[str]().union(*(unit.published for unit in units if unit.persons in given)))
    return GivenAway(tuple(names), units[whole])
