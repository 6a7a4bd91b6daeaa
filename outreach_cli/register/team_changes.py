"""The verbs of the team: who has whom, handing over, and the weekly plan."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from outreach_cli.core.days import format_day, read_day_or_today, today
from outreach_cli.core.errors import MissingError, NamedParameter, OutreachError, RefusedError
from outreach_cli.core.language import N_, _
from outreach_cli.core.periods import find_holidays, list_weekdays, read_period
from outreach_cli.records.team import ASSIGNMENT, PRESENCE, WEEKDAY
from outreach_cli.records.types import list_texts
from outreach_cli.register.change_writer import ChangeWriter, verb
from outreach_cli.register.record_changes import (
    WrittenRecord,
    find_written,
    refuse_double,
    update_record,
    write_record,
)
from outreach_cli.register.validation import read_fields


@verb
def assign(
    change: ChangeWriter, citizen: str, worker: str, *, on: object = None, role: str | None = None
) -> list[WrittenRecord]:
    """Assign a citizen to a worker; whoever had the citizen in that role hands over on that day.

    Whoever is to have the citizen in that role later takes over then, as in a merge; where that is the worker
    too, that assignment begins earlier. Returns what was written: those ended, then the new assignment, or
    the one that there is where the worker has the citizen already.
    """
    given = {
        "citizen": citizen,
        "worker": worker,
        "role": role,
        "started_on": read_day_or_today(on, NamedParameter("on", "--from"), future=True),
    }
    read = read_fields(change.finder, ASSIGNMENT, given, by_verb=True)
    day = str(read.values["started_on"])
    rows = change.connection.execute(
        "SELECT id FROM assignment WHERE citizen = :citizen AND role = :role AND worker <> :worker"
        " AND (ended_on IS NULL OR ended_on > :started_on) AND started_on <= :started_on ORDER BY id",
        read.values,
    ).fetchall()
    ended = [update_record(change, ASSIGNMENT, number, {"ended_on": day}) for (number,) in rows]
    number, own, first = change.connection.execute(
        "SELECT id, worker = :worker, started_on FROM assignment WHERE citizen = :citizen AND role = :role"
        " AND iif(worker = :worker, ended_on IS NULL, started_on > :started_on) ORDER BY started_on, id",
        read.values,
    ).fetchone() or (0, False, "")
    if not own:
        given["ended_on"] = first or None
        return [*ended, write_record(change, ASSIGNMENT, given, by_verb=True)]
    if day < first:
        refuse_double(change, ASSIGNMENT, read.values)
    return [*ended, update_record(change, ASSIGNMENT, number, {"started_on": min(day, first)})]


@verb
def hand_over(change: ChangeWriter, worker: str, to: str, *, on: object = None) -> list[WrittenRecord]:
    """Hand everyone whom a worker has over to another, in the same role, on a day that may be to come.

    Raises NothingToHandOverError.
    """
    number, name = change.finder.find_name("worker", worker)
    other, _named = change.finder.find_name("worker", to)
    day = ASSIGNMENT.by_key["started_on"].type.read(str(read_day_or_today(on, future=True)))
    rows = change.connection.execute(
        "SELECT citizen.citizen, assignment.role"
        " FROM assignment JOIN citizen ON citizen.id = assignment.citizen"
        " WHERE assignment.worker = ? AND assignment.started_on <= ?"
        " AND (assignment.ended_on IS NULL OR assignment.ended_on > ?) ORDER BY assignment.id",
        (number, day, day),
    ).fetchall()
    if not rows:
        raise NothingToHandOverError(worker=name, day=format_day(str(day)))
    if other == number:
        raise RefusedError(reason=_("{worker} has them already.").format(worker=name))
    return [assign(change, citizen, to, on=day, role=role)[-1] for citizen, role in rows]


@verb
def plan_presence(
    change: ChangeWriter,
    worker: str,
    site: str,
    weekdays: str | Sequence[str],
    *,
    first: object,
    last: object,
    hours: object = None,
    holidays: str | Sequence[object] = (),
    on_public_holidays: bool = False,
) -> list[WrittenRecord]:
    """Plan a worker's presence at a site on those weekdays from one day to another, holidays left out.

    Denmark's public holidays are left out too, unless `on_public_holidays`. Days that are planned already
    stay as they are. Returns the days added. Raises EndsBeforeStartError.
    """
    days = _list_days(weekdays, first, last, holidays)
    free = find_holidays(days[0], days[-1]) if days and not on_public_holidays else {}
    written = []
    for day in days:
        if day in free:
            continue
        given = {"worker": worker, "site": site, "date": day, "hours": hours, "planned": "yes"}
        read = read_fields(change.finder, PRESENCE, given)
        if change.finder.find_same(PRESENCE, read.values) is None:
            written.append(WrittenRecord(PRESENCE, change.insert(PRESENCE, read.values), read.names))
    return written


def _list_days(
    weekdays: str | Sequence[str], first: object, last: object, holidays: str | Sequence[object]
) -> list[str]:
    if not weekdays:
        raise MissingError(what=NamedParameter("weekdays", "--weekday"))
    said = (each for text in list_texts(weekdays) for each in re.split(r",|\s(?:og|and)\s", text))
    chosen = [list(WEEKDAY.values).index(WEEKDAY.read(each)) for each in said]
    return list_weekdays(chosen, str(first), str(last), list_texts(holidays))


def find_free_days(
    weekdays: Sequence[str], first: object, last: object, holidays: Sequence[object] = ()
) -> dict[str, str]:
    """The public holidays (ISO day, name) that a plan of those weekdays leaves out."""
    days = _list_days(weekdays, first, last, holidays)
    free = find_holidays(days[0], days[-1]) if days else {}
    return {day: name for day, name in free.items() if day in days}


@verb
def stop_plan(change: ChangeWriter, worker: str, site: str | None = None, *, on: object = None) -> int:
    """End a worker's plan, at every site or one: the days planned after that day go. Returns how many."""
    values = {
        "worker": change.finder.find_name("worker", worker)[0],
        "site": change.finder.find_name("site", site)[0] if site else None,
        "day": PRESENCE.by_key["date"].type.read(str(read_day_or_today(on, future=True))),
    }
    rows = change.connection.execute(
        "SELECT id FROM presence WHERE planned = 1 AND worker = :worker AND (:site IS NULL OR site = :site)"
        " AND date > :day ORDER BY id",
        values,
    ).fetchall()
    for (number,) in rows:
        change.delete(PRESENCE, number)
    return len(rows)


@verb
def confirm_plan(
    change: ChangeWriter, worker: str, site: str | None = None, *, period: str | int = "last week"
) -> list[WrittenRecord]:
    """Note the days of a period that were planned as held, with the hours planned; at every site or one.

    Days to come and days that are noted already stay as they are. Returns the days added.
    """
    days = read_period(str(period))
    rows = change.connection.execute(
        "SELECT worker, site, date, hours FROM presence AS plan"
        " WHERE worker = :worker AND planned = 1 AND (:site IS NULL OR site = :site)"
        " AND date BETWEEN :first AND :last AND NOT EXISTS ("
        " SELECT 1 FROM presence AS held WHERE held.worker = plan.worker AND held.site = plan.site"
        " AND held.date = plan.date AND held.planned = 0) ORDER BY date, id",
        {
            "worker": change.finder.find_name("worker", worker)[0],
            "site": change.finder.find_name("site", site)[0] if site else None,
            "first": days.first or "",
            "last": min(days.last, today().isoformat()),
        },
    ).fetchall()
    written = []
    for values in rows:
        held = dict(zip(("worker", "site", "date", "hours"), values, strict=True)) | {"planned": 0}
        written.append(find_written(change, PRESENCE, change.insert(PRESENCE, held)))
    return written


def count_left_with(connection: sqlite3.Connection, worker: int, day: str) -> int:
    """How many citizens a worker still has after that day, to be handed over."""
    (number,) = connection.execute(
        "SELECT count(DISTINCT citizen) FROM assignment"
        " WHERE worker = ? AND started_on <= ? AND (ended_on IS NULL OR ended_on > ?)",
        (worker, day, day),
    ).fetchone()
    return int(number)


class NothingToHandOverError(OutreachError):
    """A worker has no citizen on the day of a hand-over."""

    message = N_("{worker} has nobody to hand over on {day}.")
