"""The register as it stood after an earlier change: tables of the past, in the present ones' place."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import NamedTuple

from outreach_cli.core.days import find_day_end, find_local_day, read_day, use_today
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Value
from outreach_cli.storage.schema import list_columns, quote_name, read_column, read_value


class UnknownChangeError(OutreachError):
    """No change has the number."""

    message = N_("There is no change with number {number}.")
    hint = N_("See the changes with: outreach log")


class PastMoment(NamedTuple):
    """A point in the register's history: after that change, and the day (ISO) that was „today” then."""

    change: int
    day: str


def find_moment(connection: sqlite3.Connection, word: str) -> PastMoment:
    """The moment that `word` names: a change's number, or a day, which is its end.

    Change 0 when nothing had been written by then. Raises UnknownChangeError for a number that no change has,
    and a BadValueError for a day that is none.
    """
    if word.isdecimal() and len(word) < 8:
        row = connection.execute("SELECT id, at FROM change WHERE id = ?", (int(word),)).fetchone()
        if row is None:
            raise UnknownChangeError(number=word)
        return PastMoment(int(row[0]), find_local_day(row[1]))
    day = read_day(word)
    number = read_value(connection, "SELECT max(id) FROM change WHERE at <= ?", (find_day_end(day),))
    return PastMoment(int(number or 0), day)


def _is_altered_since(connection: sqlite3.Connection, record: Record, change: int) -> bool:
    """Whether the record's table stands otherwise now than after the change."""
    kind, past = quote_name(record.kind), quote_name(record.past_table)
    return any(
        connection.execute(sql, (change,)).fetchone()
        for sql in (
            f"SELECT 1 FROM {past} WHERE ended_by > ? LIMIT 1",
            f"SELECT 1 FROM {kind} WHERE change > ? LIMIT 1",
        )
    )


def _stand_in(connection: sqlite3.Connection, record: Record, change: int) -> None:
    """Put the record's table of the past in the place of its present one.

    What was replaced or removed since is copied and gets the table's indexes, so that both parts of the
    past, what still stands and what no longer does, are searched alike.
    """
    kind, past, gone = map(quote_name, (record.kind, record.past_table, record.kind + "_gone"))
    listed = ", ".join(quote_name(name) for name in list_columns(record))
    there = f"SELECT {listed} FROM main.{kind} WHERE change <= {change:d}"
    was = f"FROM main.{past} WHERE change <= {change:d} AND ended_by > {change:d}"
    if connection.execute(f"SELECT 1 {was} LIMIT 1").fetchone():
        connection.execute(f"CREATE TEMP TABLE {gone} AS SELECT {listed} {was}")
        _make_indexes(connection, record, record.kind + "_gone", ("id",))
        there += f" UNION ALL SELECT {listed} FROM temp.{gone}"
    connection.execute(f"CREATE TEMP VIEW {kind} AS {there}")


def _make_indexes(connection: sqlite3.Connection, record: Record, table: str, *more: Sequence[str]) -> None:
    """Make the indexes of the record's table on what stands in for it, that of its identity among them."""
    for place, keys in enumerate(filter(None, (*more, record.identity, *record.indexes))):
        index, on = quote_name(f"{table}_{place}"), ", ".join(quote_name(key) for key in keys)
        connection.execute(f"CREATE INDEX temp.{index} ON {quote_name(table)} ({on})")


Rows = Sequence[Mapping[str, Value]]
"""Rows of a record's table by column, as SQLite holds them."""


@contextmanager
def stand_with(
    connection: sqlite3.Connection, moment: PastMoment | None, further: Mapping[Record, Rows]
) -> Iterator[None]:
    """Let every table and population stand as at the moment, None for now, in a block within a transaction.

    `further` are rows of some records that stand beside those of the register, each from the change that it
    names, as the register's own do. Whatever stood in for the tables before does again after the block.
    """
    later = moment and read_value(connection, "SELECT 1 FROM change WHERE id > ?", (moment.change,))
    connection.execute("SAVEPOINT further_rows")
    try:
        _let_go_of_stand_ins(connection)
        altered = False
        for record in RECORDS.values():
            if record in further:
                _stand_in_with(connection, record, moment, further[record])
            elif moment and later and _is_altered_since(connection, record, moment.change):
                _stand_in(connection, record, moment.change)
            else:
                continue
            altered = True
        for population in POPULATIONS.values() if altered else ():
            connection.execute(f"CREATE TEMP VIEW {quote_name(population.view)} AS {population.sql}")
        with use_today(moment.day) if moment else nullcontext():
            yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK TO further_rows")
            connection.execute("RELEASE further_rows")


def _let_go_of_stand_ins(connection: sqlite3.Connection) -> None:
    for name in read_column(connection, "SELECT name FROM temp.sqlite_master WHERE type = 'view'"):
        connection.execute(f"DROP VIEW temp.{quote_name(name)}")
    for record in RECORDS.values():
        connection.execute(f"DROP TABLE IF EXISTS temp.{quote_name(record.kind + '_gone')}")


def _stand_in_with(
    connection: sqlite3.Connection, record: Record, moment: PastMoment | None, further: Rows
) -> None:
    """Put a copy of the record's table in its place, as it stood at the moment, with the further rows."""
    kind, past, names = quote_name(record.kind), quote_name(record.past_table), list_columns(record)
    listed = ", ".join(quote_name(name) for name in names)
    types = {field.key: field.type.sql for field in record.fields} | {"id": "INTEGER PRIMARY KEY"}
    body = ", ".join(f"{quote_name(name)} {types.get(name, '')}" for name in names)
    connection.execute(f"CREATE TEMP TABLE {kind} ({body})")
    there = f"SELECT {listed} FROM main.{kind}"
    if moment:
        there += f" WHERE change <= {moment.change:d} UNION ALL SELECT {listed} FROM main.{past}"
        there += f" WHERE change <= {moment.change:d} AND ended_by > {moment.change:d}"
    connection.execute(f"INSERT INTO temp.{kind} ({listed}) {there}")
    rows = [
        [row.get(name) for name in names]
        for row in further
        if moment is None or int(str(row["change"])) <= moment.change
    ]
    marks = ", ".join("?" * len(names))
    connection.executemany(f"INSERT INTO temp.{kind} ({listed}) VALUES ({marks})", rows)
    _make_indexes(connection, record, record.kind)
