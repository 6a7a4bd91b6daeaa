"""Indexes of a table that takes in many rows: laid aside when there are enough of them, and made again."""

from __future__ import annotations

import sqlite3

from outreach_cli.storage import database
from outreach_cli.storage.schema import quote_name

FEW = 5_000
"""New rows below which indexes are kept up row by row whatever stands there."""
SHARE = 0.3
"""New rows to a row that stands there, above which making an index again is quicker than keeping it up."""
SORTING = {"cache_size": -2000, "threads": 2}
"""Settings for making an index: rows are sorted 2 MB at a time in a file, quicker than all in memory."""


class TableIndexes:
    """The indexes of one table. Those in `kept` are looked in meanwhile and stay."""

    def __init__(self, connection: sqlite3.Connection, table: str, rows: int, kept: frozenset[str]) -> None:
        self.connection = connection
        self.table = table
        self.enough = max(FEW, int(rows * SHARE))
        self.kept = kept
        self.aside: list[str] = []
        self.added = 0
        self.looked = False

    def expect(self, added: int) -> None:
        """So many more rows are new: lay the indexes aside once that is enough."""
        self.added += added
        if self.looked or self.added < self.enough:
            return
        self.looked = True
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql NOT NULL"
        for name, sql in self.connection.execute(query, (self.table,)).fetchall():
            if name not in self.kept:
                self.connection.execute(f"DROP INDEX {quote_name(name)}")
                self.aside.append(sql)

    def restore(self) -> None:
        """Make those that were laid aside again."""
        if not self.aside:
            return
        path = database.find_path(self.connection)
        with (
            database.sort_beside(self.connection, path),
            database.use_settings(self.connection, SORTING),
        ):
            for sql in self.aside:
                self.connection.execute(sql)
        self.aside = []
