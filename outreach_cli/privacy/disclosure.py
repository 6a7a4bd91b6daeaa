"""One citizen through time: every number and code that they had, and every version of what was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import cache

from outreach_cli.core.days import write_instant
from outreach_cli.core.language import N_, _, get_language, ngettext
from outreach_cli.privacy.access_log import make_access_table
from outreach_cli.privacy.citizen_identity import CitizenIdentity, find_identity
from outreach_cli.records.label import Label
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Reference
from outreach_cli.register.listing import make_cell, make_columns, make_table
from outreach_cli.register.references import RecordNames
from outreach_cli.storage.schema import list_columns, quote_name
from outreach_cli.tables.book import Book
from outreach_cli.tables.table import Cell, Column, Table

ChangeStamp = tuple[str | None, str | None]
"""When a change was made, and by whom."""


def make_disclosure(connection: sqlite3.Connection, number: int, name: str, *, keys: bool = False) -> Book:
    """Everything held on one citizen, in the current language: every version, and who looked.

    With `keys` a choice and a yes or no stand by their key, as files hold them.
    """
    whole = find_identity(connection, number)
    listed = (_list_versions(connection, record, whole, keys=keys) for record in RECORDS.values())
    tables = [table for table in listed if table]
    (hashes,) = connection.execute(
        f"SELECT count(*) FROM cpr_key WHERE citizen IN ({whole.listed})"
    ).fetchone()
    notes = [
        _(N_("Everything that the register holds on this citizen, what was corrected or removed included."))
    ]
    if hashes:
        said = ngettext(
            "Besides, {n} keyed hash of a CPR number, from which the number cannot be read",
            "Besides, {n} keyed hashes of CPR numbers, from which the numbers cannot be read",
            hashes,
        )
        notes.append(said.format(n=hashes))
    tables.append(make_access_table(connection, number))
    title = _(N_("What is held on {citizen}")).format(citizen=name)
    return Book(title, get_language(), tuple(tables), tables[0].extracted_on, tuple(notes))


def _list_versions(
    connection: sqlite3.Connection, record: Record, whole: CitizenIdentity, *, keys: bool
) -> Table | None:
    """Every version of the record's rows that name the citizen, by row and time; None without any."""
    where = " OR ".join(f"{quote_name(key)} IN ({whole.listed})" for key in record.citizen_columns)
    if not where:
        return None
    names = ", ".join(quote_name(name) for name in list_columns(record))
    rows = connection.execute(
        f"SELECT {names}, NULL AS ended_by FROM {quote_name(record.kind)} WHERE {where}"
        f" UNION ALL SELECT {names}, ended_by FROM {quote_name(record.kind + '_past')} WHERE {where}"
        " ORDER BY id, change"
    ).fetchall()
    if not rows:
        return None
    changes, named = _make_stamps(connection), RecordNames(connection)
    stored = (*list_columns(record), "ended_by")
    body = tuple(
        tuple(_format_cells(record, dict(zip(stored, row, strict=True)), changes, named, keys=keys))
        for row in rows
    )
    known_from = {
        "source": Label("Kilde", "Source"),
        "source_id": Label("Nr. i kilden", "Number in the source"),
    }
    more = (known_from if record.by_content else {}) | {
        "written": Label("Indtastet", "Written"),
        "by": Label("Indtastet af", "By"),
        "until": Label("Gyldig til", "Held until"),
        "ended_by": Label("Ændret af", "Changed by"),
    }
    days = ("written", "until")
    heads = (
        *make_columns(record),
        *(Column(key, str(label), "day" if key in days else "text") for key, label in more.items()),
    )
    return make_table(record.plural, str(record.labels).capitalize(), heads, body)


def _format_cells(
    record: Record,
    row: dict[str, object],
    changes: Callable[[object], ChangeStamp],
    named: RecordNames,
    *,
    keys: bool,
) -> Iterator[Cell]:
    yield row["id"]  # type: ignore[misc]
    for field in record.fields:
        value = row[field.key]
        if isinstance(field.type, Reference):
            yield named.find(field.type.to, value)
        else:
            yield make_cell(field, value, keys=keys)
    if record.by_content:
        yield row["source"]  # type: ignore[misc]
        yield row["source_id"]  # type: ignore[misc]
    yield from changes(row["change"])
    yield from changes(row["ended_by"])


def _make_stamps(connection: sqlite3.Connection) -> Callable[[object], ChangeStamp]:
    @cache
    def find_stamp(change: object) -> ChangeStamp:
        if change is None:
            return None, None
        at, who = connection.execute("SELECT at, who FROM change WHERE id = ?", (change,)).fetchone()
        return write_instant(at), who

    return find_stamp
