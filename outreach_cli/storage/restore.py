"""A backup put in the register's place, with what has since been forgotten forgotten again."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from outreach_cli.core import encryption
from outreach_cli.core.days import now
from outreach_cli.core.encryption import EncryptionKey
from outreach_cli.core.errors import OutreachError, RefusedError
from outreach_cli.core.files import is_same_file, is_stream, make_draft
from outreach_cli.core.language import N_, _
from outreach_cli.storage.backup import read_change
from outreach_cli.storage.copies import find_free_name, hold_register, replace_register
from outreach_cli.storage.failures import DamagedError, NoBackupError, NotARegisterError, translate_failures
from outreach_cli.storage.upgrade import bring_up_to_date


@dataclass(frozen=True)
class RestoreResult:
    """Where the file that stood there was kept, None without one; and how many were forgotten again.

    The latter is None where no present register could be read, and so nobody knows who was forgotten since.
    `other` says that what stood there is another register than the one that was backed up.
    """

    aside: Path | None
    forgotten: int | None
    other: bool = False


ForgetAgain = Callable[[Path, Path], int | None]
"""Forgets in a copy whom the register has forgotten; how many that were, None where nobody can know."""


def restore(
    register: Path, backup: Path, *, forget_again: ForgetAgain, lock: EncryptionKey | None = None
) -> RestoreResult:
    """Put a verified copy of the backup in the register's place.

    `forget_again` forgets in the copy whom the present register has forgotten since. A backup of an earlier
    schema comes up to date in the copy. Where the register is a link, the file that it points at is replaced.
    Raises NoBackupError, NotARegisterError, CheckFailedError and leaves the present file.
    """
    register = Path(os.path.realpath(register))
    if not os.path.isfile(backup) and not is_stream(backup):
        raise NoBackupError(path=backup)
    if is_same_file(register, backup):
        raise RefusedError(reason=_(N_("{path} is the register itself.")).format(path=backup))
    with translate_failures(), make_draft(register) as made:
        encryption.copy_opened(backup, made, lock)
        try:
            bring_up_to_date(made, backup)
        except (NotARegisterError, DamagedError) as error:
            raise NotARegisterError(path=backup) from error
        other = _is_another(made, register)
        forgotten = forget_again(made, register)
        aside = None
        if os.path.lexists(register):
            stamp = now()[:19].replace(":", "").replace("-", "")
            aside = find_free_name(register.with_name(f"{register.name}.before-restore-{stamp}"))
        with hold_register(register) as connection:
            replace_register(made, register, aside, connection)
    return RestoreResult(aside, forgotten, other)


def find_changes_since(register: Path, backup: Path) -> range | None:
    """The numbers of the changes that the register has and its backup lacks.

    None where that cannot be told: of an encrypted backup, a stream, or one of another register.
    """
    if not os.path.isfile(backup) or is_stream(backup) or encryption.is_locked(backup):
        return None
    if _is_another(backup, register):
        return None
    try:
        mine, copied = read_change(register, -1), read_change(backup, -1)
    except (OutreachError, sqlite3.DatabaseError):
        return None
    return range(copied[0] + 1, mine[0] + 1) if mine and copied else None


def _is_another(copy: Path, register: Path) -> bool:
    """Whether the present register can be read and began otherwise than the backup did."""
    try:
        return read_change(register, 1) != read_change(copy, 1)
    except (OutreachError, sqlite3.DatabaseError):
        return False
