"""The verbs of the team: who has whom, handing over, and the weekly plan."""

from __future__ import annotations

from collections.abc import Sequence

from outreach_cli.core.days import day_or_today, shown_day
from outreach_cli.core.errors import MissingError, OutreachError, RefusedError
from outreach_cli.core.language import N_, _
from outreach_cli.core.parameter import Parameter
from outreach_cli.core.periods import weekly
from outreach_cli.records.team import ASSIGNMENT, PRESENCE, WEEKDAY
from outreach_cli.register.change_writer import ChangeWriter, verb
from outreach_cli.register.record_changes import WrittenRecord, update_record, write_record
from outreach_cli.register.validation import read_fields


@verb
def assign(
    change: ChangeWriter, citizen: str, worker: str, *, on: object = None, role: str | None = None
) -> list[WrittenRecord]:
    """Assign a citizen to a worker; whoever had the citizen in that role hands over on that day.

    Returns what was written: those ended, then the new assignment.
    """
    given = {
        "citizen": citizen,
        "worker": worker,
        "role": role,
        "started_on": day_or_today(on, Parameter("on", "--from")),
    }
    read = read_fields(change.find, ASSIGNMENT, given, keywords={"started_on": "on"})
    rows = change.connection.execute(
        "SELECT id FROM assignment WHERE citizen = :citizen AND role = :role AND worker <> :worker"
        " AND (ended_on IS NULL OR ended_on > :started_on) AND started_on <= :started_on ORDER BY id",
        read.values,
    ).fetchall()
    ended = [
        update_record(change, ASSIGNMENT, number, {"ended_on": read.values["started_on"]})
        for (number,) in rows
    ]
    return [*ended, write_record(change, ASSIGNMENT, given, keywords={"started_on": "on"})]


@verb
def hand_over(change: ChangeWriter, worker: str, to: str, *, on: object = None) -> list[WrittenRecord]:
    """Hand everyone whom a worker has over to another, in the same role. Raises NothingToHandOverError."""
    number, name = change.find.named("worker", worker)
    day = ASSIGNMENT.by_key["started_on"].type.read(str(day_or_today(on)))
    rows = change.connection.execute(
        "SELECT assignment.id, citizen.citizen, assignment.role"
        " FROM assignment JOIN citizen ON citizen.id = assignment.citizen"
        " WHERE assignment.worker = ? AND assignment.started_on <= ?"
        " AND (assignment.ended_on IS NULL OR assignment.ended_on > ?) ORDER BY assignment.id",
        (number, day, day),
    ).fetchall()
    if not rows:
        raise NothingToHandOverError(worker=name, day=shown_day(str(day)))
    if change.find.named("worker", to)[0] == number:
        raise RefusedError(reason=_(N_("{worker} has them already.")).format(worker=name))
    written = []
    for _assignment, citizen, role in rows:
        written.append(assign(change, citizen, to, on=day, role=role)[-1])
    return written


@verb
def plan_presence(
    change: ChangeWriter,
    worker: str,
    site: str,
    weekdays: Sequence[str],
    *,
    first: object,
    last: object,
    hours: object = None,
    holidays: Sequence[object] = (),
) -> list[WrittenRecord]:
    """Plan a worker's presence at a site on those weekdays from one day to another, holidays left out.

    Days that are planned already stay as they are. Returns the days added. Raises EndsBeforeStartError.
    """
    if not weekdays:
        raise MissingError(what=Parameter("weekdays", "--weekday"))
    chosen = [WEEKDAY.read(each) for each in weekdays]
    days = weekly(
        [list(WEEKDAY.values).index(each) for each in chosen],
        str(first),
        str(last),
        [str(each) for each in holidays],
    )
    written = []
    for day in days:
        given = {"worker": worker, "site": site, "date": day, "hours": hours, "planned": "yes"}
        read = read_fields(change.find, PRESENCE, given)
        if change.find.same(PRESENCE, read.values) is None:
            written.append(WrittenRecord(PRESENCE, change.insert(PRESENCE, read.values), read.names))
    return written


class NothingToHandOverError(OutreachError):
    """A worker has no citizen on the day of a hand-over."""

    message = N_("{worker} has nobody to hand over on {day}.")
    exit_code = 3
