"""The verb of a group: who came to a session, which is made where there is none that day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from outreach_cli.core.days import read_day_or_today
from outreach_cli.core.errors import RefusedError, UnknownWordError
from outreach_cli.core.language import N_, _
from outreach_cli.core.names import find_nearest, fold_case, normalize
from outreach_cli.records.groups import ATTENDANCE, SESSION
from outreach_cli.records.types import list_texts
from outreach_cli.register.change_writer import ChangeWriter, verb
from outreach_cli.register.record_changes import WrittenRecord, update_record
from outreach_cli.register.validation import read_fields
from outreach_cli.storage.schema import read_column, read_value


@verb
def note_attendance(
    change: ChangeWriter,
    /,
    group: str,
    citizens: Mapping[str, str | Iterable[str]] | str | Iterable[str],
    *,
    on: object = None,
    **session: object,
) -> list[WrittenRecord]:
    """Note who came to a group's session; the session is made where there is none that day.

    `citizens` are codes by `yes`, `no` and `excused`, or the codes of those who came. Returns the session
    and the attendances. Raises RefusedError for a citizen given twice.
    """
    day = read_day_or_today(on)
    written = [_note_session(change, {"group": group, "date": day, **session})]
    seen: set[str] = set()
    noted = citizens if isinstance(citizens, Mapping) else {"yes": citizens}
    for attended, codes in noted.items():
        for code in list_texts(codes):
            given = {"group": group, "date": day, "citizen": code, "attended": attended}
            written.append(_note_one(change, given))
            known = str(written[-1].values["citizen"])
            if known in seen:
                raise RefusedError(reason=_("{citizen} is named twice.").format(citizen=known))
            seen.add(known)
    return written


class UnknownGroupError(UnknownWordError):
    """No session was held of a group of that name, and no programme is called so."""

    message = N_('No group is called "{name}".')
    hint = N_("If it is new: --create")


def list_held_groups(connection: sqlite3.Connection) -> list[str]:
    """The groups of which a session was held, in the order of their names."""
    return read_column(connection, 'SELECT DISTINCT "group" FROM session ORDER BY "group"')


def refuse_unknown_group(connection: sqlite3.Connection, group: str) -> None:
    """Raises UnknownGroupError for a group that neither a session, a list nor a programme has named."""
    rows = connection.execute(
        'SELECT "group" FROM session UNION SELECT "group" FROM attendance'
        " UNION SELECT programme FROM programme"
    ).fetchall()
    names = [str(name) for (name,) in rows]
    if fold_case(group) not in {fold_case(name) for name in names}:
        raise UnknownGroupError(name=normalize(group), nearest=find_nearest(group, names))


def _note_session(change: ChangeWriter, given: Mapping[str, object]) -> WrittenRecord:
    read = read_fields(change.finder, SESSION, given, by_verb=True)
    query = 'SELECT id FROM session WHERE "group" = :group AND date = :date ORDER BY id'
    number = read_value(change.connection, query, read.values)
    if number is None:
        return WrittenRecord(SESSION, change.insert(SESSION, read.values), read.names)
    return update_record(
        change, SESSION, number, {key: value for key, value in read.values.items() if value is not None}
    )


def _note_one(change: ChangeWriter, given: Mapping[str, object]) -> WrittenRecord:
    read = read_fields(change.finder, ATTENDANCE, given, by_verb=True)
    number = change.finder.find_same(ATTENDANCE, read.values)
    if number is None:
        return WrittenRecord(ATTENDANCE, change.insert(ATTENDANCE, read.values), read.names)
    return update_record(change, ATTENDANCE, number, read.values)
