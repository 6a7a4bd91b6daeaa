"""A backup put in the register's place, with what has since been forgotten forgotten again."""

from __future__ import annotations

import glob
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from outreach_cli.core import encryption
from outreach_cli.core.days import now
from outreach_cli.core.encryption import Lock
from outreach_cli.core.errors import OutreachError, RefusedError
from outreach_cli.core.files import draft, drafts_for, is_stream, remove_abandoned
from outreach_cli.core.language import N_, _
from outreach_cli.storage import check, database, schema
from outreach_cli.storage.copies import free_name, holding, replace_register
from outreach_cli.storage.database import transaction
from outreach_cli.storage.failures import DamagedError, NoRegisterError, NotARegisterError, translate_failures
from outreach_cli.storage.upgrade import bring_up_to_date


@dataclass(frozen=True)
class Restored:
    """Where the file that stood there was kept, None without one; and how many were forgotten again.

    The latter is None where no present register could be read, and so nobody knows who was forgotten since.
    """

    aside: Path | None
    forgotten: int | None


def restore(register: Path, backup: Path, *, lock: Lock | None = None) -> Restored:
    """Put a verified copy of the backup in the register's place.

    Whom the present register has forgotten since is forgotten in the copy too. A backup of an earlier schema
    comes up to date in the copy. Where the register is a link, the file that it points at is replaced. Raises
    NoRegisterError, NotARegisterError, CheckFailedError and leaves the present file.
    """
    register = Path(os.path.realpath(register))
    if not backup.is_file() and not is_stream(backup):
        raise NoRegisterError(path=backup)
    if register.exists() and register.samefile(backup):
        raise RefusedError(reason=_(N_("{path} is the register itself.")).format(path=backup))
    with translate_failures(), draft(register) as made:
        encryption.copy_opened(backup, made, lock)
        try:
            found = check.check_file(made)
        except (NotARegisterError, DamagedError) as error:
            raise NotARegisterError(path=backup) from error
        if found:
            raise check.failed(backup, found)
        bring_up_to_date(made)
        forgotten = _forget_again(made, register)
        aside = None
        if os.path.lexists(register):
            stamp = now()[:19].replace(":", "").replace("-", "")
            aside = free_name(register.with_name(f"{register.name}.before-restore-{stamp}"))
        with holding(register) as connection:
            replace_register(made, register, aside, connection)
    return Restored(aside, forgotten)


def _forget_again(made: Path, register: Path) -> int | None:
    """Forget in the copy whom the present register has forgotten; None where that cannot be read."""
    from outreach_cli.privacy import erasure

    try:
        connection, _version = database.open_file(register, schema.SCHEMA_VERSION)
        with closing(connection), translate_failures():
            rows = connection.execute("SELECT code, salt, tombstone, at FROM forgotten").fetchall()
    except (OutreachError, sqlite3.DatabaseError):
        return None
    if not rows:
        return 0
    with closing(database.connect(made, "rw")) as copy:
        with transaction(copy):
            again = erasure.forget_again(copy, rows)
        erasure.vacuum(copy)
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
            again = _forget_again(copy, register) if version == schema.SCHEMA_VERSION else None
        except (OutreachError, sqlite3.Error):
            again = None
        if again is None:
            left.append(copy)
        elif again:
            done.append(copy)
    return done, left
