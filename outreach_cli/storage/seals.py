"""Seals: numbers that every change leaves behind, by which `check` tells that nothing was altered since."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Value
from outreach_cli.storage.row_digests import RowDigests, blake2b, digest, format_digest
from outreach_cli.storage.schema import SCHEMA_VERSION, list_columns, quote_name, read_column

FIRST = ""
"""What stands for the seal before the first change."""
_ROWS = 2000


def select_written(record: Record) -> str:
    """SQL for the whole rows of a record's present that are versions of a change; add a WHERE."""
    return f"SELECT {_list_columns(record)} FROM {quote_name(record.kind)}"


def select_ended(record: Record) -> str:
    """SQL for the ends of versions: number, the change that wrote it, the change that ended it."""
    return f"SELECT id, change, ended_by FROM {quote_name(record.kind + '_past')}"


def _list_columns(record: Record) -> str:
    return ", ".join(quote_name(name) for name in list_columns(record))


def digest_rows(
    connection: sqlite3.Connection, record: Record, change: int, numbers: set[int] | None = None
) -> int:
    """The digest of what the open change wrote and ended of a record, of these numbers where given."""
    among = "" if numbers is None else " AND id IN (SELECT value FROM json_each(:numbers))"
    given = {"change": change, "numbers": str(sorted(numbers or ()))}  # a list of numbers is JSON
    rows = connection.execute(f"{select_written(record)} WHERE change = :change{among}", given)
    ends = connection.execute(f"{select_ended(record)} WHERE ended_by = :change{among}", given)
    content, total = RowDigests(record), digest(f"{record.kind}-end", ends)
    while some := rows.fetchmany(_ROWS):
        total += content.digest(list(zip(*some, strict=True)))
    return total


def digest_frame(connection: sqlite3.Connection, version: int = SCHEMA_VERSION) -> str:
    """A digest of what the register holds besides records: the numbers given out.

    In a register of schema 1 it covers the table of sqlite-utils too.
    """
    total = digest("numbers", connection.execute("SELECT name, seq FROM sqlite_sequence"))
    if version == 1:
        total += digest("diary", connection.execute("SELECT * FROM _sqlite_migrations"))
    return format_digest(total)


def seal_after(before: str, change: Sequence[Value]) -> str:
    """The seal of a change: over the seal before it and its own row, digests included (`SEALED`)."""
    said = ascii((before, *change)).encode()
    return blake2b(said, digest_size=16).hexdigest()


SEALED = "id, at, who, command, summary, undoes, rows_digest, frame_digest"
"""The columns of a change that its seal covers, in this order."""


def seal_change(connection: sqlite3.Connection, change: int) -> None:
    """Seal a change whose row is finished."""
    before = connection.execute("SELECT seal FROM change WHERE id < ? ORDER BY id DESC LIMIT 1", (change,))
    found = before.fetchone()
    row = connection.execute(f"SELECT {SEALED} FROM change WHERE id = ?", (change,)).fetchone()
    sealed = seal_after(found[0] if found else FIRST, row)
    connection.execute("UPDATE change SET seal = ? WHERE id = ?", (sealed, change))


def compute_digests(connection: sqlite3.Connection, records: Iterable[Record]) -> dict[int, int]:
    """The digest of every change by its number, computed from the rows of `records` in the register."""
    sums: dict[int, int] = {}

    def add(change: int, number: int) -> None:
        sums[change] = sums.get(change, 0) + number

    for record in records:
        content, place = RowDigests(record), list_columns(record).index("change")
        past = f"SELECT {_list_columns(record)} FROM {quote_name(record.kind + '_past')}"
        for sql in (select_written(record), past):
            for change, rows in _split_runs(connection.execute(sql), place):
                add(change, content.digest(list(zip(*rows, strict=True))))
        for change, ends in _split_runs(connection.execute(select_ended(record)), 2):
            add(change, digest(f"{record.kind}-end", ends))
    return sums


def _split_runs(cursor: sqlite3.Cursor, place: int) -> Iterator[tuple[int, list[tuple[Value, ...]]]]:
    """The rows in runs of the same change, which stands at `place`; a run may be cut in pieces."""
    while some := cursor.fetchmany(_ROWS):
        first = some[0][place]
        if all(row[place] == first for row in some):
            yield first, some
            continue
        by_change: dict[int, list[tuple[Value, ...]]] = {}
        for row in some:
            by_change.setdefault(row[place], []).append(row)
        yield from by_change.items()


def seal_again(connection: sqlite3.Connection) -> None:
    """Seal every change anew, in the open transaction, after what deliberately rewrote the past.

    For erasure and migrations only: it takes what stands in the register for right.
    """
    sums = compute_digests(connection, RECORDS.values())
    last = "UPDATE change SET frame_digest = ? WHERE id = (SELECT max(id) FROM change)"
    connection.execute(last, (digest_frame(connection),))
    for change in read_column(connection, "SELECT id FROM change ORDER BY id"):
        connection.execute(
            "UPDATE change SET rows_digest = ? WHERE id = ?", (format_digest(sums.get(change, 0)), change)
        )
        seal_change(connection, change)
