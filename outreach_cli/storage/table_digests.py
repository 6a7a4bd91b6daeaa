"""The tally: a running digest of each table that belongs to no change, so that `check` sees into them too."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from outreach_cli.records.types import Value
from outreach_cli.storage import row_digests
from outreach_cli.storage.schema import find_columns, read_value

TABLES = ("access", "cpr_key", "forgotten", "erased", "mark", "publishing_secret")
"""The tables; the digest is over all their columns."""


def insert(connection: sqlite3.Connection, table: str, rows: Sequence[Sequence[Value]]) -> None:
    """Add whole rows to the table, with the types that SQLite hands back."""
    marks = ", ".join("?" * len(find_columns(connection, table)))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    _count(connection, table, row_digests.digest(table, map(tuple, rows)))


def delete(connection: sqlite3.Connection, table: str, where: str, values: Mapping[str, Value]) -> None:
    """Delete the table's rows that meet the condition."""
    gone = row_digests.digest(table, connection.execute(f"SELECT * FROM {table} WHERE {where}", values))
    connection.execute(f"DELETE FROM {table} WHERE {where}", values)
    _count(connection, table, -gone)


def begin(connection: sqlite3.Connection) -> None:
    """Begin the tally of every table, as it stands."""
    connection.execute("DELETE FROM tally")
    connection.executemany(
        "INSERT INTO tally (tally, digest) VALUES (?, ?)", _digest_tables(connection).items()
    )


def find_astray(connection: sqlite3.Connection) -> Iterable[str]:
    """The tables that do not stand as their tally says, by name."""
    told = dict(connection.execute("SELECT tally, digest FROM tally").fetchall())
    standing = _digest_tables(connection)
    return sorted(name for name in told | standing if told.get(name) != standing.get(name))


def _digest_tables(connection: sqlite3.Connection) -> dict[str, str]:
    """The digest of each table that is there; one of an earlier schema has fewer, or other columns."""
    return {
        table: row_digests.format_digest(
            row_digests.digest(table, connection.execute(f"SELECT * FROM {table}"))
        )
        for table in TABLES
        if find_columns(connection, table)
    }


def _count(connection: sqlite3.Connection, table: str, number: int) -> None:
    before = read_value(connection, "SELECT digest FROM tally WHERE tally = ?", (table,))
    digest = row_digests.format_digest(int(before, 16) + number)
    connection.execute("UPDATE tally SET digest = ? WHERE tally = ?", (digest, table))
