"""What the register remembers of its own file: the key it was used with, what was broken off, a warning."""

from __future__ import annotations

import sqlite3

from outreach_cli.storage import table_digests
from outreach_cli.storage.schema import read_value

KEY = "key"
"""The fingerprint of the key outside the register that CPR numbers, codes and exports were hashed with."""
UNFINISHED = "unfinished"
"""A forgetting whose last step, writing the file anew, is still to be done."""
MODE = "mode"
"""The file's mode about which was warned last, as octal digits."""


def read_mark(connection: sqlite3.Connection, mark: str) -> str | None:
    """The mark's value, None where there is none."""
    value: str | None = read_value(connection, "SELECT value FROM mark WHERE mark = ?", (mark,))
    return value


def write_mark(connection: sqlite3.Connection, mark: str, value: str | None) -> None:
    """Give the mark a value, or none, in the transaction that is open."""
    table_digests.delete(connection, "mark", "mark = :mark", {"mark": mark})
    if value is not None:
        table_digests.insert(connection, "mark", [(mark, value)])
