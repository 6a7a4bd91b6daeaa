"""Units: what is hidden or shown together, and what each person adds to its numbers."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from outreach_cli.populations.fields import is_told_by_period, list_fields
from outreach_cli.populations.population import Population
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.statement import Place
from outreach_cli.reports.definitions.measures import CountedMeasure, When
from outreach_cli.reports.publishing.asked_tables import AskedTable
from outreach_cli.reports.publishing.contributions import Amounts, ContributionList, add_persons
from outreach_cli.reports.publishing.hidden_figures import name_overlap


class UnitKey(NamedTuple):
    """What a unit is of, so that it is the same in whatever table and however it was asked for.

    `things` is the measures' group. A row that is a month is that of the month's days, and a row that is a
    site is that of a filter by the site. `facts` are names with keys in words.
    """

    things: str
    first: str | None
    last: str
    facts: tuple[tuple[str, str], ...]


@dataclass
class PublishedUnit:
    """One row, or the total, of one group of columns of one question, with its persons.

    `linear` are numbers that persons add to, by what they are, `medians` the values of persons, `shared` what
    of other things each person has: they are printed as the number of distinct ones. What must `never` be
    shown tells of one person by itself. `is_row` says that it is no total, `is_printed` whether any table
    has a place for it; `published` names the publications that show it, with `printed` as its numbers.
    """

    key: UnitKey
    population: Population
    moment: int | None
    is_row: bool
    persons: set[int] = field(default_factory=set)
    linear: dict[object, dict[int, float]] = field(default_factory=dict)
    medians: dict[object, dict[int, list[float]]] = field(default_factory=dict)
    shared: dict[object, dict[int, frozenset[object]]] = field(default_factory=dict)
    never: bool = False
    is_printed: bool = False
    published: set[str] = field(default_factory=set)
    printed: dict[tuple[str | None, ...], float] = field(default_factory=dict)
    hidden_before: bool = False


def name_unit(measure: CountedMeasure, question: ReportQuestion, place: Place) -> UnitKey:
    """The key of the measure's unit at a place of a question."""
    population, period = measure.population, question.period
    facts = {(each.name, _show_keys(each.keys)) for each in question.filters}
    filtered = {each.name: each for each in question.filters}
    asked = {each.field for each in question.dimensions} | {each.field for each in question.filters}
    asked |= {each.field for each in measure.conditions}
    facts |= {("usual " + name, key) for name, key in population.usual.items() if name not in asked}
    for dimension, key in zip(question.rows, place or (), strict=bool(place)):
        if dimension.spans and key is not None and _is_cut_by_time(population, measure.when):
            period = period.cut_to(str(key))
            continue
        chosen = filtered.get(dimension.name)
        if chosen and key in chosen.keys and not dimension.several:
            facts.discard((chosen.name, _show_keys(chosen.keys)))
        facts.add((dimension.name, _show_keys((key,))))
    year = question.period.last[:4]
    if period.last[:4] != year and _has_ages(measure, question):
        facts.add(("ages of", year))
    first = None if measure.when == "at end" and not population.within else period.first
    return UnitKey(measure.group, first, period.last, tuple(sorted(facts)))


def _show_keys(keys: Iterable[object]) -> str:
    return repr(sorted(map(str, keys)))


def _has_ages(measure: CountedMeasure, question: ReportQuestion) -> bool:
    """Whether the year of the whole period decides who is in a row of one of its months: rows by age, say."""
    population = measure.population
    read = [each.find_sql(population) or "" for each in question.rows]
    read += [each.find_sql(population) or "" for each in question.filters]
    read += [list_fields(population)[each.field].value for each in measure.conditions]
    return any(map(is_told_by_period, read))


def _is_cut_by_time(population: Population, when: When) -> bool:
    """Whether its row of a month is what a table of that month alone counts."""
    if when != "in period":
        return True
    whole = (population.as_at, population.latest_per, population.paired, population.waited)
    return not any(whole)


class UnitCollection:
    """The units of tables, one for each key and moment."""

    def __init__(self) -> None:
        self.units: dict[tuple[UnitKey, int | None], PublishedUnit] = {}

    def __iter__(self) -> Iterator[PublishedUnit]:
        return iter(self.units.values())

    def add_table(
        self, connection: sqlite3.Connection, asked: AskedTable, moment: int | None
    ) -> dict[tuple[str, Place], PublishedUnit]:
        """Add what a table prints, as the register stands; its units by group of columns and place.

        What its months would print is added too: a hidden number of theirs will be one at least.
        """
        for part in asked.split_by_month():
            _TableReader(self, connection, part, moment, printed=False).read()
        return _TableReader(self, connection, asked, moment).read()

    def find(
        self, key: UnitKey, population: Population, moment: int | None, *, is_row: bool
    ) -> PublishedUnit:
        """The unit of that key, made where there is none."""
        if (key, moment) not in self.units:
            self.units[key, moment] = PublishedUnit(key, population, moment, is_row)
        return self.units[key, moment]


class _TableReader:
    """Puts the numbers of one table into its units."""

    def __init__(
        self,
        into: UnitCollection,
        connection: sqlite3.Connection,
        asked: AskedTable,
        moment: int | None,
        *,
        printed: bool = True,
    ) -> None:
        self.into, self.asked, self.moment, self.printed = into, asked, moment, printed
        self.columns, self.totals = [*asked.columns.values()], [*asked.list_total_measures()]
        self.listing = ContributionList(connection, asked)
        self.found: dict[tuple[str, Place], PublishedUnit] = {}

    def read(self) -> dict[tuple[str, Place], PublishedUnit]:
        for measure in self.columns:  # a row or a total of nobody is printed as well
            for row in self.asked.rows:
                self._find(measure, row)
        for measure in self.totals:
            self._find(measure, None)
        for measures, by_row in ((self.columns, True), (self.totals, False)):
            amounts = self.listing.list_amounts(add_persons(measures), by_row=by_row)
            for measure, its in amounts.items():
                self._put(measure, its, only_persons=measure not in measures)
        for measure in self.asked.overlaps:
            self._put_overlap(measure)
        return self.found

    def _find(self, measure: CountedMeasure, place: Place) -> PublishedUnit:
        at = (measure.group, place)
        if at not in self.found:
            key = name_unit(measure, self.asked.question, place)
            unit = self.into.find(key, measure.population, self.moment, is_row=place is not None)
            unit.is_printed |= self.printed and (
                place is None or place in self.asked.rows or self._is_noted(measure, place)
            )
            self.found[at] = unit
        return self.found[at]

    def _is_noted(self, measure: CountedMeasure, place: Place) -> bool:
        """Whether a note says how many stand in the row, which is that of what is not stated."""
        unknown = self.asked.unknown
        return unknown is not None and measure.group == unknown.group and None in (place or ())

    def _put(self, measure: CountedMeasure, amounts: Amounts, *, only_persons: bool) -> None:
        for place, of in amounts.items():
            unit = self._find(measure, place)
            people = {person: added for person, added in of.items() if person is not None}
            if measure.of_persons:
                unit.persons |= {person for person, added in people.items() if added[0]}
            if not only_persons:
                _add_numbers(unit, measure, people)

    def _put_overlap(self, measure: CountedMeasure) -> None:
        key = name_unit(measure, self.asked.question, None)
        rows = ("in several rows", ", ".join(each.name for each in self.asked.question.rows))
        unit = self.into.find(
            key._replace(facts=(*key.facts, rows)), measure.population, self.moment, is_row=True
        )
        unit.is_printed = True
        unit.persons |= self.listing.list_overlap(measure)
        unit.linear["persons"] = dict.fromkeys(unit.persons, 1.0)
        self.found[name_overlap(measure), None] = unit


def name_number(measure: CountedMeasure) -> tuple[str | None, ...]:
    """What a unit calls the measure's number."""
    return measure.act, measure.field, measure.until


def _add_numbers(
    unit: PublishedUnit, measure: CountedMeasure, people: Mapping[int, tuple[object, ...]]
) -> None:
    name = name_number(measure)
    if measure.is_value_of_one:  # it is never shown, and so says nothing
        return
    if measure.act == "median":
        unit.medians[name] = {person: [float(str(each)) for each in of] for person, of in people.items()}
    elif measure.act == "distinct" and not measure.of_persons:
        unit.shared[name] = {person: frozenset(of) for person, of in people.items()}
    else:
        for place in range(2 if measure.act == "mean" else 1):
            part = {person: float(str(of[place] or 0)) for person, of in people.items()}
            unit.linear[(*name, place)] = part


def settle_shared(units: UnitCollection) -> None:
    """Count what no two persons have in common, imagined ones included, as numbers that they add to."""
    owners: dict[object, dict[object, int]] = defaultdict(dict)
    common = set[object]()
    for unit in units:
        for name, of in unit.shared.items():
            things = (unit.population.name, name)
            for person, values in of.items():
                for value in values:
                    if owners[things].setdefault(value, person) != person:
                        common.add(things)
    for unit in units:
        for name, of in list(unit.shared.items()):
            if (unit.population.name, name) not in common:
                unit.linear[name] = {person: float(len(values)) for person, values in of.items()}
                del unit.shared[name]


def settle_dominated(units: UnitCollection, last: int) -> None:
    """Never show a sum or a mean of which one person of the register gives over half."""
    for unit in units:
        for name, of in unit.linear.items():
            if isinstance(name, tuple) and name[0] in ("sum", "mean") and name[-1] == 0:
                own = [abs(amount) for person, amount in of.items() if person <= last]
                unit.never |= bool(own) and 2 * max(own) > sum(own)


def settle_forgotten(units: UnitCollection, last: int, least: int) -> None:
    """Never print anew what, beside a figure that was published, tells of few who are forgotten since.

    Their part of that figure is gone from the register, so no kind of citizens stands for them. A unit is
    printed again when at least `least` more or fewer are in it than were then.
    """
    told: dict[UnitKey, float] = {}
    for unit in units:
        for name, figure in unit.printed.items():
            added = unit.linear.get((*name, 0), unit.linear.get(name))
            if added is None:  # distinct things that persons share: nothing that they add to
                continue
            if abs(sum(amount for person, amount in added.items() if person <= last) - figure) > 1e-6:
                told[unit.key] = unit.printed.get(("distinct", unit.population.person, None), -float(least))
    for unit in units:
        if unit.key in told and not unit.published:
            now = sum(person <= last for person in unit.persons)
            unit.never |= told[unit.key] < 0 or abs(now - told[unit.key]) < least


def settle_later_quarters(units: UnitCollection, last: int, least: int) -> None:
    """Never print of a longer period what tells of few as soon as its quarters are printed, though hidden.

    A hidden number is one at least, and nobody can take that back. So each of four quarters with seven
    contacts has four at most, and of five citizens four at most are besides those of one quarter. With twelve
    months in mind far more would have to be hidden. What counts the very same citizens in another table is
    hidden with it, so that no other row has to be, and so is the one row or month that has all of them.
    """
    small = set[tuple[str | None, str, frozenset[int]]]()
    new = [
        (unit, frozenset(person for person in unit.persons if person <= last))
        for unit in units
        if not unit.published
    ]
    long = [(unit, real) for unit, real in new if _count_months(unit.key) > 3 and real]
    for unit, real in long:
        things = (
            sum(amount for person, amount in of.items() if person <= last)
            for name, of in unit.linear.items()
            if isinstance(name, tuple) and name[0] == "count"
        )
        if len(real) <= least or min(things, default=least + _QUARTERS) < least + _QUARTERS - 1:
            small.add((unit.key.first, unit.key.last, real))
    told = {(unit.key.things, real) for unit, real in long if (unit.key.first, unit.key.last, real) in small}
    for unit, real in new:
        unit.never |= (unit.key.things, real) in told


_QUARTERS = 4


def _count_months(key: UnitKey) -> int:
    """The calendar months in which the unit's period has days."""
    if key.first is None:
        return 1
    first, last = key.first, key.last
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7]) + 1
