"""The access log: who looked at whom, written before anything is shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from contextlib import nullcontext
from datetime import date

from outreach_cli.core.days import now, write_instant
from outreach_cli.core.errors import BadValueError, DiskFailedError, OutreachError
from outreach_cli.core.language import N_, _
from outreach_cli.records.label import Label
from outreach_cli.records.record import Record
from outreach_cli.records.settings import SETTINGS
from outreach_cli.register.change_writer import clean_line, find_writer_name
from outreach_cli.storage import table_digests
from outreach_cli.storage.database import begin_transaction, find_path
from outreach_cli.storage.failures import BusyError, translate_failures
from outreach_cli.storage.schema import quote_name, read_column, read_value
from outreach_cli.tables.table import Column, Table

MOST = 1000
"""More citizens than this at once are noted as everyone."""
_ODD = 2**62
"""An entry of this number or above was written by nobody who counts: the next ones go on below it."""


class NotNotedError(OutreachError):
    """The access log cannot be written, so that what would be shown is kept back."""

    message = N_("The access could not be noted, so nothing is shown: {reason}")

    def __init__(self, cause: OutreachError) -> None:
        super().__init__(reason=str(cause))
        self.exit_code, self.hint = cause.exit_code, cause.hint


def note_access(connection: sqlite3.Connection, command: str, citizens: Collection[int] | None) -> None:
    """Note that someone is about to see these citizens (numbers), or everyone for None.

    `command` is what is done, without names of people. Entries older than the setting `access_log_months`
    go. Raises NotNotedError where it cannot be written; then nothing may be shown.
    """
    whom = [None] if citizens is None or len(citizens) > MOST else sorted(citizens)
    try:
        # Within a change the entry is a part of that: SQLite has one transaction at a time.
        joined = nullcontext() if connection.in_transaction else begin_transaction(connection)
        with translate_failures(find_path(connection)), joined:
            last = read_value(connection, "SELECT ifnull(max(id), 0) FROM access WHERE id < ?", (_ODD,))
            at, who, what = now(), find_writer_name(), clean_line(command)
            entries = [(number, at, who, what, citizen) for number, citizen in enumerate(whom, last + 1)]
            table_digests.insert(connection, "access", entries)
            _prune(connection)
    except (BusyError, DiskFailedError) as error:
        raise NotNotedError(error) from error


def note_rows(connection: sqlite3.Connection, command: str, record: Record, numbers: Collection[int]) -> None:
    """Note those whom these rows of a record tell of; nobody for other kinds. Raises NotNotedError."""
    whom = find_told_by_rows(connection, record, numbers)
    if whom is None or whom:
        note_access(connection, command, whom)


def find_told_by_rows(
    connection: sqlite3.Connection, record: Record, numbers: Collection[int]
) -> set[int] | None:
    """Those whom these rows of a record tell of, as they stand or stood last; None for everyone."""
    if not record.about_citizens or not numbers:
        return set()
    if len(numbers) > MOST:
        return None
    listed = ", ".join(f"{number:d}" for number in numbers)
    seen: set[int] = set()
    for key in map(quote_name, record.citizen_columns):
        for table in map(quote_name, (record.kind, record.past_table)):
            query = f"SELECT DISTINCT {key} FROM {table} WHERE id IN ({listed}) AND {key} IS NOT NULL"
            seen.update(read_column(connection, query))
    return seen


def find_known(connection: sqlite3.Connection, numbers: Collection[int]) -> set[int]:
    """Those of the numbers that citizens have or had."""
    if not numbers:
        return set()
    known = read_column(connection, "SELECT id FROM citizen UNION SELECT id FROM citizen_past")
    return set(known).intersection(numbers)


def find_told_by_codes(connection: sqlite3.Connection, codes: AbstractSet[str]) -> set[int] | None:
    """Those who have or had these codes; None for everyone, where one is not known."""
    rows = connection.execute(
        "SELECT citizen, id FROM citizen UNION SELECT citizen, id FROM citizen_past"
    ).fetchall()
    known: dict[str, set[int]] = {}
    for code, number in rows:
        known.setdefault(code, set()).add(number)
    return set().union(*(known[code] for code in codes)) if codes <= known.keys() else None


def _prune(connection: sqlite3.Connection) -> None:
    """Remove what is older than is kept, from the oldest entry on, as the table's trigger wants it.

    An entry whose instant is in the future was written by a clock that went wrong; it goes with those before
    and after it. A setting that is no number of months keeps everything.
    """
    said = read_value(connection, "SELECT value FROM setting WHERE setting = 'access_log_months'")
    if said is None:
        return
    try:
        kept = SETTINGS["access_log_months"].read(said)
    except BadValueError:
        return
    from outreach_cli.core.periods import find_earlier  # most registers keep everything

    instant = now()
    first = find_earlier(date.fromisoformat(instant[:10]), int(kept or 0))
    query = "SELECT min(id) FROM access WHERE at >= ? AND at <= ?"
    if (stays := read_value(connection, query, (first, instant))) is not None:
        table_digests.delete(connection, "access", "id < :stays", {"stays": stays})


def make_access_table(
    connection: sqlite3.Connection, citizen: int | None = None, *, keys: bool = False
) -> Table:
    """Who looked, the latest first; with a citizen those who saw that one, alone or among everyone.

    After a merge that is whoever saw one of the two that became one. Who looked at everyone before the
    citizen was written down did not see them. With `keys` everyone is told by the same word in any language.
    """
    from outreach_cli.privacy.citizen_identity import find_identity, write_last_code

    where, values = "", dict[str, str]()
    if citizen is not None:
        listed = find_identity(connection, citizen).listed
        where = f" WHERE (citizen IS NULL AND at >= :first) OR citizen IN ({listed})"
        values["first"] = _find_first_instant(connection, listed)
    rows = connection.execute(
        f"SELECT at, who, command, citizen, {write_last_code('access.citizen')}"
        f" FROM access{where} ORDER BY id DESC",
        values,
    ).fetchall()
    everyone = N_("everyone")
    everyone = everyone if keys else _(everyone)
    body = tuple(
        (write_instant(at), who, command, everyone if number is None else code or str(number))
        for at, who, command, number, code in rows
    )
    from outreach_cli.register.listing import make_table

    columns = (
        Column("at", str(Label("Tidspunkt", "When")), "day", row=True),
        Column("who", str(Label("Hvem", "Who")), "text"),
        Column("command", str(Label("Kommando", "Command")), "text"),
        Column("citizen", str(Label("Borger", "Citizen")), "text"),
    )
    return make_table("access", _("Who looked"), columns, body)


def _find_first_instant(connection: sqlite3.Connection, listed: str) -> str:
    """When the first version of the citizens (numbers with commas) was written.

    Empty, before everything, where a clock or `OUTREACH_TODAY` was ahead: then no look is left out.
    """
    (first,) = connection.execute(
        "SELECT min(change.at) FROM change WHERE change.id IN"
        f" (SELECT change FROM citizen WHERE id IN ({listed})"
        f" UNION SELECT change FROM citizen_past WHERE id IN ({listed}))"
    ).fetchone()
    return str(first) if first and first <= now() else ""
