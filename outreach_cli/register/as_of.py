"""The register as it stood after an earlier change: views over present and past, in the tables' place."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from outreach_cli.days import end_of, read_day
from outreach_cli.errors import UnknownNumber
from outreach_cli.language import N_, _
from outreach_cli.records import RECORDS
from outreach_cli.register.schema import columns, quoted
from outreach_cli.reports.populations import POPULATIONS


def change_at(connection: sqlite3.Connection, moment: str) -> int:
    """The change that `moment` names: its number, or the last one made by the end of that day.

    0 when nothing had been written by then. Raises UnknownNumber for a number that no change has, and a
    BadValue for a day that is none.
    """
    if moment.isdigit() and len(moment) < 8:
        row = connection.execute("SELECT id FROM change WHERE id = ?", (int(moment),)).fetchone()
        if row is None:
            raise UnknownNumber(kind=_(N_("change")), number=moment, plural="changes")
        return int(row[0])
    last = end_of(read_day(moment))
    (number,) = connection.execute("SELECT max(id) FROM change WHERE at <= ?", (last,)).fetchone()
    return int(number or 0)


@contextmanager
def standing(connection: sqlite3.Connection, change: int | None) -> Iterator[None]:
    """Let every table and population stand as after `change` for the length of the block; None for now."""
    if change is None:
        yield
        return
    made = []
    try:
        for name, sql in _views(change):
            connection.execute(f"CREATE TEMP VIEW {quoted(name)} AS {sql}")
            made.append(name)
        yield
    finally:
        for name in reversed(made):
            connection.execute(f"DROP VIEW temp.{quoted(name)}")


def _views(change: int) -> Iterator[tuple[str, str]]:
    for record in RECORDS.values():
        listed = ", ".join(quoted(name) for name in columns(record))
        yield (
            record.kind,
            f"SELECT {listed} FROM main.{quoted(record.kind)} WHERE change <= {change:d} "
            f"UNION ALL SELECT {listed} FROM main.{quoted(record.kind + '_past')} "
            f"WHERE change <= {change:d} AND ended_by > {change:d}",
        )
    for population in POPULATIONS.values():
        yield population.view, population.sql
