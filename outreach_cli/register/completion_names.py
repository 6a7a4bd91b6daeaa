"""The names that a register knows, read for tab completion: quickly, read-only, and without a complaint."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress

from outreach_cli.core.days import today
from outreach_cli.core.files import Place
from outreach_cli.core.names import fold_case
from outreach_cli.register.finder import write_standing
from outreach_cli.storage.database import write_address
from outreach_cli.storage.schema import quote_name

MOST = 500
"""As many names as a shell is offered at once."""


def list_known_names(path: Place, kind: str, begins: str = "", *, ended: bool = True) -> list[str]:
    """The names of a kind that begin so, case apart, at most 500; none where there is no register.

    Without `ended` those are left out that have ended before today.
    """
    column = quote_name(kind)
    begin = fold_case(begins)
    plain = begin if begin.isascii() else ""  # SQLite folds no Æ Ø Å
    values = {"begin": plain, "today": today().isoformat(), "most": MOST if plain == begin else -1}
    address = write_address(path, "ro")
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True, timeout=0.1)) as connection:
        rows = connection.execute(
            f"SELECT {column} FROM {column} WHERE {column} BETWEEN :begin AND :begin || char(0x10FFFF)"
            f" AND {'1' if ended else write_standing(kind)} ORDER BY {column} LIMIT :most",
            values,
        ).fetchall()
        return [name for (name,) in rows if fold_case(name).startswith(begin)][:MOST]
    return []
