"""What is hidden of all tables of a document, beside everything that was published before."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from outreach_cli.populations.population import Population
from outreach_cli.register.as_of import PastMoment, stand_with
from outreach_cli.reports.counting.statement import Place
from outreach_cli.reports.publishing.asked_tables import AskedTable
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
    """Counts of few that are not open: of what, in which period, and which publications show its citizens.

    `is_old` says that they were not open before; else the tables asked for tell of them, by their zeros and
    by what they hide, which is one at least.
    """

    population: Population
    first: str | None
    last: str
    publications: tuple[str, ...]
    is_old: bool


@dataclass(frozen=True)
class PublishingDecision:
    """What is hidden in each of the tables, in their order, and what is told of few all the same."""

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
    from outreach_cli.reports.publishing.admission import admit_units, draw_by_secret, find_told
    from outreach_cli.reports.publishing.quantities import gather_kinds

    before = [row.read() for row in list_rows(connection) if row.rounded_to is None]
    least = max([least, *(each.least for each in before)])
    units = UnitCollection()
    found, old = _gather_units(connection, units, tables, moment, before)
    last = find_last_citizen(connection)
    settle_forgotten(units, last, least)
    settle_later_quarters(units, last, least)
    kinds, draw = gather_kinds([*units], last, least), draw_by_secret(read_secret(connection))
    result = admit_units(kinds, least, draw)
    told = find_told(kinds, result)
    kinds_before = gather_kinds(old if told else [], last, least)
    told_before = find_told(kinds_before, admit_units(kinds_before, least, draw))
    shown = {id(kinds.units[each]) for each in result.shown}
    there = {id(unit) for unit in kinds.units}
    own = {id(unit): unit for of in found for unit in of.values() if unit.is_printed and id(unit) in there}
    hidden = [_find_hidden(of, there - shown, least) for of in found]
    return PublishingDecision(
        [each._replace(alone=alone, few_are_told=bool(told)) for each in hidden],
        _list_given_away([*units], told, [persons for _unit, persons in told_before], last),
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
) -> tuple[list[dict[tuple[str, Place], PublishedUnit]], list[PublishedUnit]]:
    """Put what the publications before and the tables print into `units`.

    The units of each of the tables, and those that there were before.
    """
    seed = hmac.new(read_secret(connection), b"imagined citizens", hashlib.sha256).digest()
    chance = Random(seed)  # noqa: S311 - what is drawn is whom to imagine, always the same
    imagined = imagine_citizens(connection, chance)
    for each in before:
        with stand_with(connection, each.moment, imagined):
            each.add_units(units, connection)
    old = [*units]
    with stand_with(connection, moment, imagined):
        number = moment.change if moment else None
        found = [units.add_table(connection, each, number) for each in tables]
    mark_hidden_before(units)
    settle_shared(units)
    settle_dominated(units, find_last_citizen(connection))
    return found, old


def _find_hidden(
    units: Mapping[tuple[str, Place], PublishedUnit], hidden: set[int], least: int
) -> HiddenFigures:
    places: dict[str, set[Place]] = defaultdict(set)
    for (group, place), unit in units.items():
        if id(unit) in hidden:
            places[group].add(place)
    return HiddenFigures({group: frozenset(of) for group, of in places.items()}, least)


def _list_given_away(
    units: Sequence[PublishedUnit],
    told: Sequence[tuple[PublishedUnit, frozenset[int]]],
    before: Sequence[frozenset[int]],
    last: int,
) -> list[GivenAway]:
    """What is told all the same, by units and persons: once for each period and kind of thing.

    `before` are the persons of what was told before.
    """
    names: dict[GivenAway, set[str]] = defaultdict(set)
    for unit, persons in told:
        real = {person for person in unit.persons if person <= last}
        each = GivenAway(unit.population, unit.key.first, unit.key.last, (), persons in before)
        names[each].update(*(other.published for other in units if not real.isdisjoint(other.persons)))
    return [each._replace(publications=tuple(sorted(of))) for each, of in names.items()]
