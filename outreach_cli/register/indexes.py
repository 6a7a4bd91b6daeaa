"""Indexes of a table that takes in many rows: laid aside when there are enough of them, and made again."""

from __future__ import annotations

import sqlite3

from outreach_cli.register.schema import quoted

FEW = 20_000
"""New rows below which indexes are kept up row by row whatever stands there."""
SHARE = 0.3
"""New rows to a row that stands there, above which making an index again is quicker than keeping it up."""
MEMORY = ("cache_size = -16000", "threads = 0")
SORTING = ("cache_size = -2000", "threads = 2")


class Indexes:
    """The indexes of one table. Those in `kept` are looked in meanwhile and stay."""

    def __init__(self, connection: sqlite3.Connection, table: str, rows: int, kept: frozenset[str]) -> None:
        self.connection = connection
        self.table = table
        self.enough = max(FEW, int(rows * SHARE))
        self.kept = kept
        self.aside: list[str] = []
        self.looked = False

    def expect(self, added: int) -> None:
        """So many rows are new by now: lay the indexes aside once that is enough."""
        if self.looked or added < self.enough:
            return
        self.looked = True
        query = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
        )
        for name, sql in self.connection.execute(query, (self.table,)).fetchall():
            if name not in self.kept:
                self.connection.execute(f"DROP INDEX {quoted(name)}")
                self.aside.append(sql)

    def restore(self) -> None:
        """Make those that were laid aside again."""
        if not self.aside:
            return
        for setting in SORTING:
            self.connection.execute(f"PRAGMA {setting}")
        for sql in self.aside:
            self.connection.execute(sql)
        for setting in MEMORY:
            self.connection.execute(f"PRAGMA {setting}")
        self.aside = []
