"""What was published and is remembered: each table's question, its measures, and the figures shown."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from outreach_cli.core.days import today
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.core.periods import Period
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.register.as_of import PastMoment
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.statement import Place
from outreach_cli.reports.definitions.conditions import FieldCondition
from outreach_cli.reports.definitions.dimensions import DIMENSIONS
from outreach_cli.reports.definitions.filters import FILTERS
from outreach_cli.reports.definitions.measures import CountedMeasure, OccurrenceRange
from outreach_cli.reports.publishing.asked_tables import AskedTable
from outreach_cli.reports.publishing.units import UnitCollection, name_number

Said = dict[str, Any]
"""A part of a publication as JSON holds it."""


class RecountError(OutreachError):
    """A publication cannot be counted again, so nobody knows what it gives away."""

    message = N_('The publication "{name}" cannot be counted again, so nothing is published beside it.')
    hint = N_("If nobody has it any more: outreach remove publication {name}")


@dataclass(frozen=True)
class PublishedTable:
    """One table of a publication: what it asked, and by group of columns the places that it showed or hid.

    `figures` are the numbers that were shown, by column and place.
    """

    asked: AskedTable
    hidden: Mapping[str, frozenset[Place]]
    figures: Mapping[str, Mapping[Place, float | None]]


@dataclass(frozen=True)
class Publication:
    """Tables that were published together, as the register stood at the moment; K is `least`."""

    name: str
    moment: PastMoment
    least: int
    tables: Sequence[PublishedTable]

    def add_units(self, units: UnitCollection, connection: sqlite3.Connection) -> None:
        """Add what it prints, shown or hidden, as the register stands here. Raises RecountError."""
        for table in self.tables:
            try:
                found = units.add_table(connection, table.asked, self.moment.change)
            except (OutreachError, sqlite3.Error) as error:
                raise RecountError(name=self.name) from error
            for (group, place), unit in found.items():
                if place in table.hidden.get(group, frozenset()):
                    unit.hidden_before = True
                elif unit.is_printed:
                    unit.published.add(self.name)
            for key, place, number in list_shown(table):
                measure = table.asked.all_columns[key]
                if number is not None and measure.persons and measure.adds_up:
                    found[measure.group, place].printed[name_number(measure)] = number


def mark_hidden_before(units: UnitCollection) -> None:
    """What was hidden once is hidden for ever: then and now would tell the change."""
    hidden = {unit.key for unit in units if unit.hidden_before}
    for unit in units:
        unit.hidden_before = unit.key in hidden and not unit.published


class PublicationRow(NamedTuple):
    """A remembered publication as its record has it."""

    name: str
    day: str | None
    reports: str
    least: int | None
    rounded_to: int | None
    figures: str

    def read(self) -> Publication:
        """What it holds. Raises RecountError."""
        try:
            said = json.loads(self.figures)
            moment = PastMoment(int(said["change"]), str(said["day"]))
            tables = [_read_table(each) for each in said["tables"]]
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise RecountError(name=self.name) from error
        return Publication(self.name, moment, self.least or 0, tables)


def list_rows(connection: sqlite3.Connection) -> list[PublicationRow]:
    """Every publication that is remembered, in its order."""
    rows = connection.execute(
        "SELECT publication, published_on, report, least, rounded_to, figures"
        " FROM main.publication ORDER BY id"
    )
    return [PublicationRow(*row) for row in rows.fetchall()]


def read_secret(connection: sqlite3.Connection) -> bytes:
    """The register's secret, by which it is chosen what is hidden besides what tells of few."""
    ((secret,),) = connection.execute("SELECT secret FROM main.publishing_secret").fetchall()
    return bytes.fromhex(secret)


def find_present(connection: sqlite3.Connection) -> PastMoment:
    """The moment that is now: after the last change."""
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM main.change").fetchone()
    return PastMoment(last, today().isoformat())


def write_publication(moment: PastMoment, tables: Sequence[PublishedTable]) -> str:
    """The publication as its record keeps it: what was shown with its numbers, what was hidden without.

    JSON has every tuple as a list.
    """
    said = {"change": moment.change, "day": moment.day, "tables": [_write_table(each) for each in tables]}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _write_table(table: PublishedTable) -> Said:
    asked, question = table.asked, table.asked.question
    return {
        "report": asked.report,
        "rows": [each.name for each in question.rows],
        "across": question.across.name if question.across else None,
        "period": question.period,
        "filters": [[each.name, each.keys, each.names] for each in question.filters],
        "columns": {key: _write_measure(each) for key, each in asked.columns.items()},
        "others": {key: _write_measure(each) for key, each in asked.others.items()},
        "notes": [[_write_measure(each) for each in note] for note in asked.notes],
        "left_out": [_write_measure(each) for each in asked.left_out],
        "overlaps": [_write_measure(each) for each in asked.overlaps],
        "unknown": _write_measure(asked.unknown) if asked.unknown else None,
        "total": asked.has_total,
        "listed": sorted(map(list, asked.rows), key=str),
        "hidden": {group: sorted(places, key=str) for group, places in sorted(table.hidden.items())},
        "figures": {key: list(of.items()) for key, of in table.figures.items()},
    }


def _read_table(said: Said) -> PublishedTable:
    first, last = said["period"]
    filters = [
        FILTERS[name]._replace(keys=tuple(keys), names=tuple(names)) for name, keys, names in said["filters"]
    ]
    rows = tuple(DIMENSIONS[name] for name in said["rows"])
    across = DIMENSIONS[said["across"]] if said.get("across") else None
    asked = AskedTable(
        said["report"],
        ReportQuestion(rows, Period(first, last), tuple(filters), across=across),
        {key: _read_measure(each) for key, each in said["columns"].items()},
        frozenset(tuple(row) for row in said["listed"]),
        tuple(tuple(map(_read_measure, note)) for note in said["notes"]),
        tuple(map(_read_measure, said["left_out"])),
        tuple(map(_read_measure, said["overlaps"])),
        _read_measure(said["unknown"]) if said["unknown"] else None,
        said["total"],
        {key: _read_measure(each) for key, each in said["others"].items()},
    )
    return PublishedTable(
        asked,
        {group: frozenset(place and tuple(place) for place in of) for group, of in said["hidden"].items()},
        {key: {place and tuple(place): n for place, n in of} for key, of in said["figures"].items()},
    )


def _write_measure(measure: CountedMeasure) -> list[object]:
    act, population, *others = measure
    return [act, population.name, *others]


def _read_measure(said: list[Any]) -> CountedMeasure:
    act, population, field, conditions, when, until, times = said
    return CountedMeasure(
        act,
        POPULATIONS[population],
        field,
        tuple(
            FieldCondition(of, tuple(values), negated, operator)
            for of, values, negated, operator in conditions
        ),
        when,
        until,
        OccurrenceRange(*times),
    )


def list_shown(table: PublishedTable) -> Iterator[tuple[str, Place, float | None]]:
    """Each figure that was shown: its column, its place, the number."""
    for key, of in table.figures.items():
        for place, number in of.items():
            yield key, place, number
