"""One citizen through time: every number and code that they had, and every version of what was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

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

_SOURCE = Label("Kilde", "Source")
_SOURCE_ID = Label("Nr. i kilden", "Number in the source")
_FROM = Label("Indtastet", "Written")
_BY = Label("Indtastet af", "By")
_UNTIL = Label("Gyldig til", "Held until")
_ENDED_BY = Label("Ændret af", "Changed by")


def make_disclosure(connection: sqlite3.Connection, number: int, name: str) -> Book:
    """Everything held on one citizen, in the current language: every version, and who looked."""
    whole = find_identity(connection, number)
    tables = [table for record in RECORDS.values() if (table := _list_versions(connection, record, whole))]
    listed = ", ".join(f"{each:d}" for each in whole.numbers)
    (keys,) = connection.execute(f"SELECT count(*) FROM cpr_key WHERE citizen IN ({listed})").fetchone()
    notes = [
        _(N_("Everything that the register holds on this citizen, what was corrected or removed included."))
    ]
    if keys:
        said = ngettext(
            "Besides, {n} keyed hash of a CPR number, from which the number cannot be read",
            "Besides, {n} keyed hashes of CPR numbers, from which the numbers cannot be read",
            keys,
        )
        notes.append(said.format(n=keys))
    tables.append(make_access_table(connection, number))
    title = _(N_("What is held on {citizen}")).format(citizen=name)
    return Book(title, get_language(), tuple(tables), tables[0].extracted_on, tuple(notes))


def _list_versions(connection: sqlite3.Connection, record: Record, whole: CitizenIdentity) -> Table | None:
    """Every version of the record's rows that name the citizen, by row and time; None without any."""
    listed = ", ".join(f"{each:d}" for each in whole.numbers)
    where = " OR ".join(f"{quote_name(key)} IN ({listed})" for key in record.citizen_columns)
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
    changes = _ChangeStamps(connection)
    named = RecordNames(connection)
    body = tuple(
        tuple(
            _format_cells(
                record, dict(zip((*list_columns(record), "ended_by"), row, strict=True)), changes, named
            )
        )
        for row in rows
    )
    heads = [*make_columns(record)]
    if record.by_content:
        heads += [Column("source", str(_SOURCE), "text"), Column("source_id", str(_SOURCE_ID), "text")]
    for key, label in (("written", _FROM), ("by", _BY), ("until", _UNTIL), ("ended_by", _ENDED_BY)):
        heads.append(Column(key, str(label), "day" if label in (_FROM, _UNTIL) else "text"))
    return make_table(record.plural, str(record.labels).capitalize(), tuple(heads), body)


def _format_cells(
    record: Record, row: dict[str, object], changes: _ChangeStamps, named: RecordNames
) -> Iterator[Cell]:
    yield row["id"]  # type: ignore[misc]
    for field in record.fields:
        value = row[field.key]
        if isinstance(field.type, Reference):
            yield named.find(field.type.to, value)
        else:
            yield make_cell(field, value)
    if record.by_content:
        yield row["source"]  # type: ignore[misc]
        yield row["source_id"]  # type: ignore[misc]
    yield from changes(row["change"])
    yield from changes(row["ended_by"])


class _ChangeStamps:
    """When a change was made, and by whom."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.known: dict[object, tuple[str | None, str | None]] = {None: (None, None)}

    def __call__(self, change: object) -> tuple[str | None, str | None]:
        if change not in self.known:
            at, who = self.connection.execute("SELECT at, who FROM change WHERE id = ?", (change,)).fetchone()
            self.known[change] = (write_instant(at), who)
        return self.known[change]
