"""One citizen through time: every number and code that they had, and every version of what was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from outreach_cli.core.days import write_instant
from outreach_cli.core.language import _, get_language, ngettext
from outreach_cli.privacy.access_log import make_access_table
from outreach_cli.privacy.citizen_identity import CitizenIdentity, find_identity
from outreach_cli.records.label import Label
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.listing import make_cell, make_columns, make_table
from outreach_cli.register.references import RecordNames
from outreach_cli.storage.schema import list_columns, quote_name, read_value
from outreach_cli.tables.book import Book
from outreach_cli.tables.table import Cell, Column, Table


def make_disclosure(connection: sqlite3.Connection, number: int, name: str, *, keys: bool) -> Book:
    """Everything held on one citizen, in the current language: every version, and who looked.

    With `keys` a choice and a yes or no stand by their key.
    """
    whole = find_identity(connection, number)
    listed = (_list_versions(connection, record, whole, keys) for record in RECORDS.values())
    tables = [table for table in listed if table]
    hashes = read_value(connection, f"SELECT count(*) FROM cpr_key WHERE citizen IN ({whole.listed})")
    notes = [_("Everything that the register holds on this citizen, what was corrected or removed included.")]
    if hashes:
        said = ngettext(
            "Besides, {n} keyed hash of a CPR number, from which the number cannot be read",
            "Besides, {n} keyed hashes of CPR numbers, from which the numbers cannot be read",
            hashes,
        )
        notes.append(said.format(n=hashes))
    tables.append(make_access_table(connection, number, keys=keys))
    title = _("What is held on {citizen}").format(citizen=name)
    return Book(title, get_language(), tuple(tables), tables[0].extracted_on, tuple(notes))


def _list_versions(
    connection: sqlite3.Connection, record: Record, whole: CitizenIdentity, keys: bool
) -> Table | None:
    """Every version of the record's rows that name the citizen, by row and time; None without any."""
    where = " OR ".join(f"{quote_name(key)} IN ({whole.listed})" for key in record.citizen_columns)
    if not where:
        return None
    names = ", ".join(quote_name(name) for name in list_columns(record))
    rows = connection.execute(
        "SELECT version.*, wrote.at, wrote.who, ended.at, ended.who FROM ("
        f" SELECT {names}, NULL AS ended_by FROM {quote_name(record.kind)} WHERE {where}"
        f" UNION ALL SELECT {names}, ended_by FROM {quote_name(record.past_table)} WHERE {where}"
        ") AS version JOIN change AS wrote ON wrote.id = version.change"
        " LEFT JOIN change AS ended ON ended.id = version.ended_by ORDER BY version.id, version.change"
    ).fetchall()
    if not rows:
        return None
    named = RecordNames(connection)
    body = tuple(tuple(_format_cells(record, row, named, keys)) for row in rows)
    known_from = (
        Column("source", str(Label("Kilde", "Source")), "text"),
        Column("source_id", str(Label("Nr. i kilden", "Number in the source")), "text"),
    )
    heads = (
        *make_columns(record),
        *(known_from if record.by_content else ()),
        Column("written", str(Label("Indtastet", "Written")), "day"),
        Column("by", str(Label("Indtastet af", "By")), "text"),
        Column("until", str(Label("Gyldig til", "Held until")), "day"),
        Column("ended_by", str(Label("Ændret af", "Changed by")), "text"),
    )
    return make_table(record.plural, str(record.labels).capitalize(), heads, body)


def _format_cells(record: Record, version: Sequence[Cell], named: RecordNames, keys: bool) -> Iterator[Cell]:
    """The cells of a version: its columns, when and by whom it was written, when and by whom it was ended."""
    *columns, at, who, ended_at, ended_who = version
    row = dict(zip(list_columns(record), columns, strict=False))
    yield row["id"]
    for field in record.fields:
        yield make_cell(field, named.name_value(field, row[field.key]), keys=keys)
    if record.by_content:
        yield from (row["source"], row["source_id"])
    yield from (write_instant(str(at)), who, ended_at and write_instant(str(ended_at)), ended_who)
