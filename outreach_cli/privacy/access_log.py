"""The access log: who looked at whom, written before anything is shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import nullcontext
from datetime import date

from outreach_cli.core.days import now, shown_instant, today
from outreach_cli.core.errors import DiskFailedError, OutreachError
from outreach_cli.core.language import N_, _, current_language
from outreach_cli.records.label import Label
from outreach_cli.register.change_writer import whoever
from outreach_cli.storage import table_digests
from outreach_cli.storage.database import transaction
from outreach_cli.storage.failures import BusyError, translate_failures
from outreach_cli.tables.table import Column, Table

MOST = 1000
"""More citizens than this at once are noted as everyone."""
_WHEN = Label("Tidspunkt", "When")
_WHO = Label("Hvem", "Who")
_COMMAND = Label("Kommando", "Command")
_WHOM = Label("Borger", "Citizen")


class NotNotedError(OutreachError):
    """The access log cannot be written, so that what would be shown is kept back."""

    message = N_("The access could not be noted, so nothing is shown: {reason}")

    def __init__(self, cause: OutreachError) -> None:
        super().__init__(reason=str(cause))
        self.exit_code = cause.exit_code


def note(connection: sqlite3.Connection, command: str, citizens: Collection[int] | None) -> None:
    """Note that someone is about to see these citizens (numbers), or everyone for None.

    `command` is what is done, without names of people. Entries older than the setting `access_log_months`
    go. Raises NotNotedError where it cannot be written; then nothing may be shown.
    """
    whom = [None] if citizens is None or len(citizens) > MOST else sorted(citizens)
    try:
        # Within a change the entry is a part of that: SQLite has one transaction at a time.
        joined = nullcontext() if connection.in_transaction else transaction(connection)
        with translate_failures(), joined:
            (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM access").fetchone()
            at, who = now(), whoever()
            entries = [(number, at, who, command, citizen) for number, citizen in enumerate(whom, last + 1)]
            table_digests.insert(connection, "access", entries)
            _prune(connection)
    except (BusyError, DiskFailedError) as error:
        raise NotNotedError(error) from error


def _prune(connection: sqlite3.Connection) -> None:
    row = connection.execute("SELECT value FROM setting WHERE setting = 'access_log_months'").fetchone()
    if not row:
        return
    months = today().year * 12 + today().month - 1 - int(row[0])
    first = date(months // 12, months % 12 + 1, min(today().day, 28)).isoformat()
    table_digests.delete(connection, "access", "at < :first", {"first": first})


def access_table(connection: sqlite3.Connection, citizen: int | None = None) -> Table:
    """Who looked, the latest first; with a citizen those who saw that one, alone or among everyone."""
    rows = connection.execute(
        "SELECT access.at, access.who, access.command, access.citizen, citizen.citizen"
        " FROM access LEFT JOIN citizen ON citizen.id = access.citizen"
        " WHERE :citizen IS NULL OR access.citizen IS NULL OR access.citizen = :citizen"
        " ORDER BY access.id DESC",
        {"citizen": citizen},
    ).fetchall()
    everyone = _(N_("everyone"))
    body = tuple(
        (
            shown_instant(at, current_language()),
            who,
            command,
            everyone if number is None else code or str(number),
        )
        for at, who, command, number, code in rows
    )
    from outreach_cli.register.listing import table_of

    columns = (
        Column("at", str(_WHEN), "text", row=True),
        Column("who", str(_WHO), "text"),
        Column("command", str(_COMMAND), "text"),
        Column("citizen", str(_WHOM), "text"),
    )
    return table_of("access", _(N_("Who looked")), columns, body)
