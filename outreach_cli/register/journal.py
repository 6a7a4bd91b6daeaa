"""The journal: every write is one change, and what it replaced is kept."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from outreach_cli.cpr import without_cpr
from outreach_cli.days import now
from outreach_cli.records import RECORDS
from outreach_cli.records.declare import Record
from outreach_cli.records.types import Value
from outreach_cli.register import seal
from outreach_cli.register.content import fingerprint
from outreach_cli.register.schema import quoted

ACTS = ("added", "corrected", "removed")


def whoever() -> str:
    """Who is writing: `OUTREACH_WHO`, else the account's name."""
    if named := os.environ.get("OUTREACH_WHO"):
        return without_cpr(named)
    names = (os.environ.get(name) for name in ("LOGNAME", "USER", "LNAME", "USERNAME"))
    return without_cpr(next(filter(None, names), None) or _account())


def _account() -> str:
    """The name of the account; its number where it has none, as in a container; `unknown` without either."""
    if sys.platform == "win32" or not hasattr(os, "getuid"):
        return "unknown"
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return f"uid {os.getuid()}"


class Journal:
    """One change that is being written: rows go in, are replaced and removed in its name only."""

    def __init__(self, connection: sqlite3.Connection, command: str) -> None:
        self.connection = connection
        self.counts: dict[str, dict[str, int]] = {}
        self._touched: dict[str, set[int]] = {}
        self._digests: dict[str, int] = {}
        self._accounted: dict[str, int] = {}
        (last,) = connection.execute("SELECT max(at) FROM change").fetchone()
        cursor = connection.execute(
            "INSERT INTO change (at, who, command) VALUES (?, ?, ?)",
            (max(now(), last or ""), whoever(), without_cpr(command)),
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
        assert cursor.lastrowid is not None
        self._touch(record, "added", cursor.lastrowid)
        return cursor.lastrowid

    def free_number(self, record: Record) -> int:
        """The first number that no row of the record has or had."""
        query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        used = self.connection.execute(query, (record.kind,)).fetchone()
        return int(used[0]) + 1 if used else 1

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
        self._touch(record, "corrected", number)

    def delete(self, record: Record, number: int) -> None:
        """Remove a row; it goes to the past."""
        self.connection.execute(f"DELETE FROM {quoted(record.kind)} WHERE id = ?", (number,))
        self._touch(record, "removed", number)

    def _touch(self, record: Record, act: str, number: int) -> None:
        self.count(record, act)
        self._touched.setdefault(record.kind, set()).add(number)
        self._accounted[record.kind] = self._accounted.get(record.kind, 0) + 1

    def wrote(self, record: Record, number: int, digest: int) -> None:
        """Count rows that were added many at a time, and put them under the change's seal by their digest.

        Where the rows are not at hand use `count`: `close` then reads them back.
        """
        self.count(record, "added", number)
        self._digests[record.kind] = self._digests.get(record.kind, 0) + digest
        self._accounted[record.kind] = self._accounted.get(record.kind, 0) + number

    def undo(self, change: int | None = None) -> int:
        """Undo a change, the latest one unless told otherwise, and say which. Raises what `undo` raises."""
        from outreach_cli.register import undo

        undone = undo.latest(self.connection) if change is None else change
        undo.refuse_undo(self.connection, undone)
        self.connection.execute("UPDATE change SET undoes = ? WHERE id = ?", (undone, self.id))
        for kind, acts in undo.take_back(self.connection, undone, self.id).items():
            for act, number in acts.items():
                self.count(RECORDS[kind], act, number)
        return undone

    def count(self, record: Record, act: str, number: int = 1) -> None:
        """Note in the summary that so many rows of the record were added, corrected or removed."""
        counted = self.counts.setdefault(record.kind, dict.fromkeys(ACTS, 0))
        counted[act] += number

    def close(self) -> None:
        """Write the summary and the seal. After this the change stays as it is.

        The summary holds counts and kinds, never names.
        """
        summary = {kind: {act: n for act, n in acts.items() if n} for kind, acts in self.counts.items()}
        self.connection.execute(
            "UPDATE change SET rows_digest = ?, frame_digest = ?, summary = ? WHERE id = ?",
            (
                seal.hexadecimal(sum(map(self._digest, self.counts))),
                seal.frame(self.connection),
                str(summary).replace("'", '"'),  # JSON, as its keys are plain words and its values numbers
                self.id,
            ),
        )
        seal.seal_change(self.connection, self.id)

    def _digest(self, kind: str) -> int:
        """The digest of what was written and ended of a kind; what was only counted is looked for."""
        if sum(self.counts[kind].values()) != self._accounted.get(kind, 0):
            return seal.digest_where(self.connection, RECORDS[kind], self.id)
        touched = self._touched.get(kind, set())
        return self._digests.get(kind, 0) + seal.digest_of_rows(
            self.connection, RECORDS[kind], self.id, touched
        )


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
