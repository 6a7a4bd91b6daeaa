"""The verb that closes a case, and what opens one again: the next meeting of a later day."""

from __future__ import annotations

from typing import NamedTuple

from outreach_cli.core.days import format_day, read_day_or_today, today
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.populations.meetings import MEETINGS, REOPENED_ON, REOPENINGS
from outreach_cli.records.closings import CLOSING
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.team import ASSIGNMENT
from outreach_cli.register.change_writer import ChangeWriter, verb
from outreach_cli.register.record_changes import WrittenRecord, update_record, write_record
from outreach_cli.register.validation import read_fields

_OPENED_AGAIN_BY = f"{REOPENINGS.format(citizen=':citizen', closed_on=':today')} ORDER BY day LIMIT 1"
"""SQL: what opens the citizen's case again that is closed on the day `:today`."""


class AlreadyClosedError(OutreachError):
    """The citizen's case is closed already, and nobody has met the citizen since."""

    message = N_("{citizen} was closed on {day} already.")
    hint = N_("To change it: outreach correct closing {number} --FIELD VALUE")


class ClosedCase(NamedTuple):
    """What was written when a case was closed: the closing, the assignments that ended with it.

    `met_again_on` is the later day on which the case was opened again, and `met_again_by` the kind and number
    of what did it; None where nothing has.
    """

    closing: WrittenRecord
    ended: list[WrittenRecord]
    met_again_on: str | None
    met_again_by: tuple[Record, int] | None


@verb
def close_case(change: ChangeWriter, citizen: str, reason: str, *, on: object = None) -> ClosedCase:
    """Close a citizen's case; the assignments that are open end that day. Raises AlreadyClosedError."""
    given = {"citizen": citizen, "closed_on": read_day_or_today(on), "reason": reason}
    read = read_fields(change.finder, CLOSING, given, by_verb=True)
    day = str(read.values["closed_on"])
    values = {"citizen": read.values["citizen"], "today": day}
    row = change.connection.execute(
        f"SELECT id, closed_on FROM closing WHERE citizen = :citizen AND closed_on <= :today"
        f" AND NOT EXISTS (SELECT 1 FROM ({REOPENED_ON}) WHERE day <= :today) ORDER BY closed_on DESC",
        values,
    ).fetchone()
    if row:
        change.note_read(CLOSING, row[0])
        raise AlreadyClosedError(citizen=read.names["citizen"], day=format_day(row[1]), number=row[0])
    written = write_record(change, CLOSING, given, by_verb=True)
    rows = change.connection.execute(
        "SELECT id FROM assignment WHERE citizen = :citizen AND started_on <= :today"
        " AND (ended_on IS NULL OR ended_on > :today) ORDER BY id",
        values,
    ).fetchall()
    promised = change.connection.execute(
        "SELECT id FROM assignment WHERE citizen = ? AND started_on > ?",
        (values["citizen"], max(day, today().isoformat())),
    ).fetchall()
    for (number,) in promised:  # a hand-over to come would open the case again
        change.delete(ASSIGNMENT, number)
    ended = [update_record(change, ASSIGNMENT, number, {"ended_on": day}) for (number,) in rows]
    again, kind, number = change.connection.execute(_OPENED_AGAIN_BY, values).fetchone() or (None, "", 0)
    return ClosedCase(written, ended, again, (RECORDS[kind], number) if again else None)


def list_reopened(change: ChangeWriter) -> list[tuple[str, str]]:
    """The citizens whose closed cases the change has opened again, each with the day of the closing."""
    if change.connection.execute("SELECT 1 FROM closing LIMIT 1").fetchone() is None:
        return []  # else each contact would look for what it wrote
    written = " UNION ".join(
        f"SELECT citizen, {day} AS day, '{kind}' AS kind, id FROM {kind}"
        f" WHERE id IN (SELECT value FROM json_each(:{kind})) AND {met}"
        for kind, day, met in MEETINGS
    )
    earlier = " UNION ALL ".join(
        f"SELECT 1 FROM {kind} WHERE {kind}.citizen = closing.citizen AND {met}"
        f" AND id NOT IN (SELECT value FROM json_each(:{kind}))"
        f" AND {day} > closing.closed_on AND {day} <= mine.day"
        for kind, day, met in MEETINGS
    )
    before = " UNION ALL ".join(  # what met the citizen already, before the change ended or corrected it
        f"SELECT 1 FROM {RECORDS[kind].past_table} AS {kind} WHERE {kind}.citizen = closing.citizen AND {met}"
        f" AND {kind}.id IN (SELECT value FROM json_each(:{kind})) AND ended_by = :change"
        f" AND {kind}.change <> :change AND {day} > closing.closed_on"
        for kind, day, met in MEETINGS
    )
    return change.connection.execute(
        f"SELECT citizen.citizen, max(closing.closed_on) FROM ({written}) AS mine"
        " JOIN closing ON closing.citizen = mine.citizen AND closing.closed_on < mine.day"
        " JOIN citizen ON citizen.id = mine.citizen"
        f" WHERE NOT EXISTS ({earlier}) AND NOT EXISTS ({before}) GROUP BY citizen.id ORDER BY citizen.id",
        # A list of numbers is JSON; its module would keep a single contact waiting.
        {"change": change.id, **{kind: str([*change.list_touched(kind)]) for kind, _day, _met in MEETINGS}},
    ).fetchall()
