"""The journal: every write is one change, and what it replaced is kept."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from outreach_cli.cpr import without_cpr
from outreach_cli.days import now
from outreach_cli.records import Record
from outreach_cli.records.types import Value
from outreach_cli.register.schema import columns, quoted

ACTS = ("added", "corrected", "removed")


def content_part(key: str, value: Value) -> int:
    """What one field adds to a row's fingerprint: 64 bits of key and value, 0 for an empty one."""
    if value is None:
        return 0
    return int.from_bytes(hashlib.blake2b(f"{key}={value}".encode(), digest_size=8).digest(), "big")


def signed(number: int) -> int:
    """The lowest 64 bits of a number, as SQLite holds them."""
    return ((number + 2**63) & (2**64 - 1)) - 2**63


def fingerprint(record: Record, values: Mapping[str, Value]) -> int:
    """A 64-bit number of the record's content: equal content, equal number, in whatever form it came.

    The sum of its fields' parts, so that an import works each distinct value out once.
    """
    return signed(sum(content_part(key, values.get(key)) for key in record.keys))


def whoever() -> str:
    """Who is writing: `OUTREACH_WHO`, else the account's name."""
    if named := os.environ.get("OUTREACH_WHO"):
        return without_cpr(named)
    import getpass

    try:
        return without_cpr(getpass.getuser())
    except (KeyError, OSError):  # an account without a name, in a container or under cron
        return f"uid {os.getuid()}"


class Journal:
    """One change that is being written: rows go in, are replaced and removed in its name only."""

    def __init__(self, connection: sqlite3.Connection, command: str, undoes: int | None = None) -> None:
        self.connection = connection
        self.counts: dict[str, dict[str, int]] = {}
        (last,) = connection.execute("SELECT max(at) FROM change").fetchone()
        cursor = connection.execute(
            "INSERT INTO change (at, who, command, undoes) VALUES (?, ?, ?, ?)",
            (max(now(), last or ""), whoever(), without_cpr(command), undoes),
        )
        assert cursor.lastrowid is not None
        self.id = cursor.lastrowid

    def insert(
        self,
        record: Record,
        values: Mapping[str, Value],
        *,
        source: str | None = None,
        source_id: str | None = None,
        number: int | None = None,
    ) -> int:
        """Add one row of checked values, references as numbers. Returns its number, the next free one."""
        row = dict(values) if number is None else {"id": number, **values}
        if record.by_content:
            row |= {"source": source, "source_id": source_id, "fingerprint": fingerprint(record, values)}
        row["change"] = self.id
        cursor = self.connection.execute(_insert(record.kind, row), row)
        self.count(record, "added")
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def free_number(self, record: Record) -> int:
        """The first number that no row of the record has or had."""
        query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        used = self.connection.execute(query, (record.kind,)).fetchone()
        return int(used[0]) + 1 if used else 1

    def restore(self, record: Record, rows: Iterable[Mapping[str, Value]]) -> None:
        """Put back whole rows of the past under their own numbers."""
        for row in rows:
            back = {name: row[name] for name in columns(record)} | {"change": self.id}
            self.connection.execute(_insert(record.kind, back), back)
            self.count(record, "added")

    def update(self, record: Record, number: int, values: Mapping[str, Value]) -> None:
        """Replace some values of a row; the version that stood there goes to the past."""
        row = dict(values) | {"change": self.id}
        if record.by_content:
            keys = ", ".join(quoted(key) for key in record.keys)
            found = self.connection.execute(
                f"SELECT {keys} FROM {quoted(record.kind)} WHERE id = ?", (number,)
            )
            before: dict[str, Value] = dict(zip(record.keys, found.fetchone(), strict=True))
            row["fingerprint"] = fingerprint(record, before | dict(values))
        set_list = ", ".join(f"{quoted(key)} = :{key}" for key in row)
        self.connection.execute(
            f"UPDATE {quoted(record.kind)} SET {set_list} WHERE id = :id", row | {"id": number}
        )
        self.count(record, "corrected")

    def delete(self, record: Record, number: int) -> None:
        """Remove a row; it goes to the past."""
        self.connection.execute(f"DELETE FROM {quoted(record.kind)} WHERE id = ?", (number,))
        self.count(record, "removed")

    def count(self, record: Record, act: str, number: int = 1) -> None:
        """Note in the summary that so many rows of the record were added, corrected or removed."""
        counted = self.counts.setdefault(record.kind, dict.fromkeys(ACTS, 0))
        counted[act] += number

    def close(self) -> None:
        """Write the summary: counts and kinds, never names. After this the change stays as it is."""
        summary = {kind: {act: n for act, n in acts.items() if n} for kind, acts in self.counts.items()}
        self.connection.execute("UPDATE change SET summary = ? WHERE id = ?", (json.dumps(summary), self.id))


def _insert(kind: str, row: Mapping[str, Value]) -> str:
    names = ", ".join(quoted(name) for name in row)
    marks = ", ".join(f":{name}" for name in row)
    return f"INSERT INTO {quoted(kind)} ({names}) VALUES ({marks})"


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block or nothing of it, in one immediate transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
