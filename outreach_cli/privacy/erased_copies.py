"""Copies of the register: whom the register has forgotten is forgotten in them too."""

from __future__ import annotations

import glob
import sqlite3
from contextlib import closing
from pathlib import Path

from outreach_cli.core.errors import OutreachError
from outreach_cli.core.files import drafts_for, remove_abandoned
from outreach_cli.privacy import erasure
from outreach_cli.storage import database, schema
from outreach_cli.storage.database import transaction
from outreach_cli.storage.failures import translate_failures


def forget_again(copy: Path, register: Path) -> int | None:
    """Forget in the copy whom the register has forgotten; how many, None where that cannot be read."""
    try:
        connection, _version = database.open_file(register, schema.SCHEMA_VERSION)
        with closing(connection), translate_failures():
            rows = connection.execute("SELECT code, salt, tombstone, at FROM forgotten").fetchall()
    except (OutreachError, sqlite3.DatabaseError):
        return None
    if not rows:
        return 0
    with closing(database.connect(copy, "rw")) as opened:
        with transaction(opened):
            again = erasure.forget_again(opened, rows)
        erasure.vacuum(opened)
    return again


def forget_in_copies(register: Path) -> tuple[list[Path], list[Path]]:
    """Forget in the copies kept beside the register whom it has forgotten; the copies done, and those not.

    A copy of an older version, one that cannot be read, and what a broken-off copying left, stay as they are.
    """
    name = glob.escape(register.name)
    remove_abandoned(register)
    done, left = [], drafts_for(register)
    for copy in sorted(register.parent.glob(f"{name}.before-*")):
        try:
            connection, version = database.open_file(copy, schema.SCHEMA_VERSION)
            connection.close()
            again = forget_again(copy, register) if version == schema.SCHEMA_VERSION else None
        except (OutreachError, sqlite3.Error):
            again = None
        if again is None:
            left.append(copy)
        elif again:
            done.append(copy)
    return done, left
