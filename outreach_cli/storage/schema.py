"""The register's tables, made from the declarations: each record's present and past, and the triggers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from outreach_cli.records.label import Label
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Text
from outreach_cli.storage.row_digests import blake2b

SCHEMA_VERSION = 2
"""The `user_version` of a register that this version of the program reads and writes."""
EARLIER = {1: "24a8b6a03dc96c488f9bb18380b993dd"}
"""By version, the digest of its registers' schema, which `python -m tests.storage.test_upgrade` says."""
SOURCE_ID = "source_id"
"""The column with the number or name that a row has in the system that it came from."""
SOURCE = "source"
"""The column with the name of that system."""

CHANGE = """
CREATE TABLE change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    command TEXT NOT NULL,
    summary TEXT,
    undoes INTEGER REFERENCES change (id),
    rows_digest TEXT,
    frame_digest TEXT,
    seal TEXT
) STRICT
"""
MUNICIPALITY = """
CREATE TABLE municipality (
    code TEXT PRIMARY KEY,
    municipality TEXT NOT NULL UNIQUE,
    place INTEGER NOT NULL
) STRICT
"""
PRIVACY = """
CREATE TABLE access (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    command TEXT NOT NULL,
    citizen INTEGER
) STRICT;
CREATE INDEX access_by_citizen ON access (citizen);
CREATE TRIGGER access_is_kept_on_update BEFORE UPDATE ON access
BEGIN
    SELECT RAISE(ABORT, 'the access log stays as it is');
END;
CREATE TRIGGER access_is_kept_on_delete BEFORE DELETE ON access
WHEN EXISTS (SELECT 1 FROM access WHERE id < OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'the access log loses its oldest entries only');
END;
CREATE TABLE cpr_key (
    key TEXT PRIMARY KEY CHECK (length(key) = 64),
    made_with TEXT NOT NULL,
    citizen INTEGER NOT NULL
) STRICT;
CREATE INDEX cpr_key_by_citizen ON cpr_key (citizen);
CREATE TABLE forgotten (
    code TEXT PRIMARY KEY CHECK (length(code) = 64)
) STRICT, WITHOUT ROWID;
CREATE TABLE erased (
    citizen INTEGER PRIMARY KEY,
    since INTEGER NOT NULL,
    everything INTEGER NOT NULL CHECK (everything IN (0, 1))
) STRICT;
CREATE TABLE mark (
    mark TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE publishing_secret (
    secret TEXT PRIMARY KEY CHECK (length(secret) = 64)
) STRICT, WITHOUT ROWID;
CREATE TABLE tally (
    tally TEXT PRIMARY KEY,
    digest TEXT NOT NULL
) STRICT
"""
"""Who looked at whom; which citizen a CPR number means, by a keyed hash; and the codes that were forgotten.

None of it belongs to a change: the first only grows, the others must leave no past; so `tally` holds a digest
of each. `access.citizen` is NULL for everyone. `cpr_key.made_with` is the fingerprint of the key that a
number was hashed with, and `cpr_key.citizen` the citizen who was registered with it, whether an undo or a
merge took that one away or not.

`forgotten.code` is a code's HMAC with the user's key, which is no part of the file, so that a source that
brings a forgotten citizen back is known. Nothing stands beside it, and the rows stand in the order of the
hashes. `erased` tells which citizens' numbers were forgotten, `since` being the change that wrote them first,
so that a backup from before forgets again: numbers that the citizens' table shows anyway, and no code. `mark`
is what the file remembers of itself: the fingerprint of the key it was used with (`key`), a forgetting that
was broken off (`unfinished`), the mode that was warned about (`mode`).
"""
OPEN_CHANGE = "(SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)"
"""The change that is being written now: the last one, as long as its summary has not been written."""


def quote_name(name: str) -> str:
    """An identifier from a declaration, quoted for SQL."""
    assert name.isidentifier(), name
    return f'"{name}"'


def read_column(
    connection: sqlite3.Connection, sql: str, values: Sequence[object] | Mapping[str, object] = ()
) -> list[Any]:
    """The first column of all that a query finds."""
    return [row[0] for row in connection.execute(sql, values)]


def read_value(
    connection: sqlite3.Connection, sql: str, values: Sequence[object] | Mapping[str, object] = ()
) -> Any:
    """The first value that a query finds; None where it finds nothing."""
    row = connection.execute(sql, values).fetchone()
    return row[0] if row else None


def list_columns(record: Record) -> tuple[str, ...]:
    """Every column of the record's table, in order: number, fields, where an import knew it from, change."""
    known_from = ("source", "source_id", "fingerprint") if record.by_content else ()
    return ("id", *record.keys, *known_from, "change")


def write_tables(record: Record) -> Iterator[str]:
    """The statements that make the record's two tables, their indexes and triggers."""
    yield _write_present(record)
    yield _write_past(record)
    yield from _write_indexes(record)
    yield from _write_triggers(record)


def _write_present(record: Record) -> str:
    lines = ["id INTEGER PRIMARY KEY AUTOINCREMENT", *(_write_column(record, each) for each in record.fields)]
    if record.by_content:
        lines += ["source TEXT", "source_id TEXT", "fingerprint INTEGER"]
    lines.append("change INTEGER NOT NULL REFERENCES change (id)")
    if record.identity:
        lines.append(f"UNIQUE ({', '.join(quote_name(key) for key in record.identity)})")
    body = ",\n    ".join(lines)
    return f"CREATE TABLE {quote_name(record.kind)} (\n    {body}\n) STRICT"


def _write_column(record: Record, field: Field) -> str:
    column = quote_name(field.key)
    parts = [column, field.type.sql]
    if field.required and not field.invalid_as:
        parts.append("NOT NULL")
    if field.key == record.name:
        parts.append("COLLATE NOCASE UNIQUE")
    if field.type.points_at:
        parts.append(f"REFERENCES {field.type.points_at}")
    if condition := field.type.check(column):
        parts.append(f"CHECK ({condition})")
    return " ".join(parts)


def _write_past(record: Record) -> str:
    types = {"id": "INTEGER NOT NULL", "source": "TEXT", "source_id": "TEXT", "fingerprint": "INTEGER"}
    types |= {field.key: field.type.sql for field in record.fields}
    types["change"] = "INTEGER NOT NULL"
    lines = [f"{quote_name(name)} {types[name]}" for name in list_columns(record)]
    lines += ["ended_by INTEGER NOT NULL REFERENCES change (id)", "PRIMARY KEY (id, change)"]
    body = ",\n    ".join(lines)
    return f"CREATE TABLE {quote_name(record.kind + '_past')} (\n    {body}\n) STRICT"


def _write_indexes(record: Record) -> Iterator[str]:
    kind = record.kind
    for keys in record.indexes:
        listed = ", ".join(quote_name(key) for key in keys)
        yield f"CREATE INDEX {quote_name('_'.join((kind, 'by', *keys)))} ON {quote_name(kind)} ({listed})"
    if record.by_content:
        yield (
            f"CREATE UNIQUE INDEX {quote_name(kind + '_by_source')} ON {quote_name(kind)}"
            " (source_id, ifnull(source, '')) WHERE source_id IS NOT NULL"
        )
        for table in (kind, record.past_table):
            yield f"CREATE INDEX {quote_name(table + '_by_fingerprint')} ON {quote_name(table)} (fingerprint)"


def _write_triggers(record: Record) -> Iterator[str]:
    kind, past = quote_name(record.kind), quote_name(record.past_table)
    listed = ", ".join(quote_name(name) for name in list_columns(record))
    old = ", ".join(f"OLD.{quote_name(name)}" for name in list_columns(record))
    yield f"""CREATE TRIGGER {quote_name(record.kind + "_edit_names_its_change")} BEFORE UPDATE ON {kind}
WHEN NEW.change IS NOT {OPEN_CHANGE} OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END"""
    yield f"""CREATE TRIGGER {quote_name(record.kind + "_edit_keeps_the_past")} AFTER UPDATE ON {kind}
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO {past} ({listed}, ended_by) VALUES ({old}, NEW.change);
END"""
    yield f"""CREATE TRIGGER {quote_name(record.kind + "_removal_names_its_change")} BEFORE DELETE ON {kind}
WHEN {OPEN_CHANGE} IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END"""
    yield f"""CREATE TRIGGER {quote_name(record.kind + "_removal_keeps_the_past")} AFTER DELETE ON {kind}
WHEN OLD.change <> {OPEN_CHANGE}
BEGIN
    INSERT INTO {past} ({listed}, ended_by) VALUES ({old}, {OPEN_CHANGE});
END"""


def write_journal() -> Iterator[str]:
    """The statements that make the journal, and keep a closed change as it is."""
    yield CHANGE.strip()
    for act in ("UPDATE OF id, at, who, command, summary, undoes", "DELETE"):
        yield f"""CREATE TRIGGER change_is_kept_on_{act.split()[0].lower()} BEFORE {act} ON change
WHEN OLD.summary IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a change, once made, stays as it is');
END"""


def find_columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """The columns that a table in the file has, in order."""
    return tuple(read_column(connection, "SELECT name FROM pragma_table_info(?)", (table,)))


def find_records(connection: sqlite3.Connection) -> tuple[Record, ...]:
    """The records that the file has tables for, an earlier version's too: as far as a seal looks at them."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name || '_past' IN"
    found = []
    for kind in read_column(connection, f"{query} (SELECT name FROM sqlite_master WHERE type = 'table')"):
        label, there = Label(kind, kind), find_columns(connection, kind)
        by_content = "fingerprint" in there
        keys = there[1 : -4 if by_content else -1]
        fields = tuple(Field(key, label, Text()) for key in keys)
        found.append(
            Record(kind, kind, label, label, "never", fields, identity=() if by_content else ("id",))
        )
    return tuple(found)


def digest_schema(connection: sqlite3.Connection) -> str:
    """A digest of the file's tables, indexes, triggers and views, those of libraries excepted."""
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql NOT NULL ORDER BY type, name"
    rows = [row for row in connection.execute(query) if not row[2].startswith(("sqlite_", "_sqlite_"))]
    return blake2b(ascii(rows).encode(), digest_size=16).hexdigest()


def write_own_tables(*tables: str) -> list[str]:
    """The statements that make these tables of those that belong to no change; all of them without a name."""
    starts = tuple(f"CREATE TABLE {table} " for table in tables)
    statements = re.split(r";\n(?=CREATE )", PRIVACY.strip())
    return [each for each in statements if not starts or each.startswith(starts)]


def make_publishing_secret(connection: sqlite3.Connection) -> None:
    """Make the register's secret, once: 32 random bytes, as hexadecimal digits."""
    connection.execute("INSERT INTO publishing_secret (secret) VALUES (lower(hex(randomblob(32))))")


def write_schema() -> Iterator[str]:
    """Every statement that makes an empty register, populations excepted."""
    yield from write_journal()
    yield MUNICIPALITY.strip()
    for record in RECORDS.values():
        yield from write_tables(record)
    yield from write_own_tables()
