"""Backups: a verified copy of the register takes the place of an older one, and is restored the same way.

What has been forgotten since is forgotten again in what comes back.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from outreach_cli.core import encryption
from outreach_cli.core.days import now
from outreach_cli.core.encryption import EncryptionKey
from outreach_cli.core.errors import OutreachError, RefusedError
from outreach_cli.core.files import is_same_file, is_stream, make_draft, put_in_place, refuse_link
from outreach_cli.core.language import N_, _
from outreach_cli.storage import check, database
from outreach_cli.storage.copies import find_free_name, hold_register, replace_register
from outreach_cli.storage.failures import DamagedError, NoBackupError, NotARegisterError, translate_failures
from outreach_cli.storage.upgrade import bring_up_to_date


class FullerBackupError(OutreachError):
    """A backup would replace one that holds more."""

    message = N_("{path} holds changes that this register does not, so it was left as it is.")
    hint = N_("Give the backup another name, or replace that one with --force.")


class NotABackupError(OutreachError):
    """A backup would replace a file that is none."""

    message = N_("{path} is there already and is no backup of a register, so it was left as it is.")
    hint = N_("Give the backup another name, or replace that file with --force.")


class LockedBackupError(OutreachError):
    """A backup would replace an encrypted one that it cannot be compared with."""

    message = N_(
        "{path} is encrypted, so nobody sees whether it holds more than this register; it was left as it is."
    )
    hint = N_("Keep it beside the new one with --keep 2, or replace it with --force.")


def back_up(
    register: Path, to: Path, *, force: bool = False, keep: int = 1, lock: EncryptionKey | None = None
) -> None:
    """Copy the register to `to`, mode 0600, once the copy has been verified.

    An older copy there is replaced, or with `keep` moved to `to.1`, `to.2`, ... so that so many are kept.
    Unless `force`, it raises RefusedError for a symbolic link, and FullerBackupError, LockedBackupError or
    NotABackupError where what is there is not, or cannot be seen to be, an earlier state of this register.
    Raises CheckFailedError where the copy is not sound.
    """
    if is_stream(to):
        raise RefusedError(reason=_("{path} is no file; a backup needs one.").format(path=to))
    if not force:
        refuse_link(to)
    if is_same_file(to, register):
        raise RefusedError(reason=_("{path} is the register itself.").format(path=to))
    with translate_failures(), make_draft(to) as made:
        connection, _version = database.open_file(register)
        with closing(connection), closing(database.connect(made, "rw")) as copy:
            connection.backup(copy)
        check.refuse_unsound(register, check.check_file(made))
        if not force and os.path.lexists(to):
            _refuse_fuller(to, made, keep, lock)
        if lock:
            encryption.lock_file(made, lock)
        _rotate(to, keep)
        put_in_place(made, to)


def _refuse_fuller(there: Path, copy: Path, keep: int, lock: EncryptionKey | None) -> None:
    """Refuse to replace what is not an earlier state of the copy."""
    if encryption.is_locked(there):
        if keep > 1 and lock:
            return  # it cannot be read, but it is only moved
        if not lock or not lock.passphrase_file:
            raise LockedBackupError(path=there)
        with make_draft(there) as opened:
            try:
                encryption.copy_opened(there, opened, lock)
            except encryption.NotDecryptedError:
                raise LockedBackupError(path=there) from None
            _compare(there, opened, copy)
        return
    _compare(there, there, copy)


def _compare(path: Path, there: Path, copy: Path) -> None:
    """Refuse to replace the backup at `path`, to be read at `there`, by a copy that lacks its last change."""
    try:
        last = read_change(there, -1)
        theirs, ours = (read_change(each, last[0]) if last else None for each in (there, copy))
    except (OutreachError, sqlite3.DatabaseError):
        raise NotABackupError(path=path) from None
    if theirs != ours:
        raise FullerBackupError(path=path)


def read_change(path: Path, number: int) -> tuple[int, str, str, str] | None:
    """A change of the register at `path` by its number, -1 for the last: number, when, who, command."""
    connection, _version = database.open_file(path)
    with closing(connection):
        which = "id = (SELECT max(id) FROM change)" if number == -1 else "id = :number"
        row: tuple[int, str, str, str] | None = connection.execute(
            f"SELECT id, at, who, command FROM change WHERE {which}", {"number": number}
        ).fetchone()
    return row


def _rotate(path: Path, keep: int) -> None:
    """Move older copies one number up, so that with the coming one so many are kept."""
    places = [path, *(path.with_name(f"{path.name}.{number}") for number in range(1, keep))]
    for older, newer in zip(places[:0:-1], places[-2::-1], strict=True):
        if os.path.lexists(newer):
            os.replace(newer, older)


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
        raise RefusedError(reason=_("{path} is the register itself.").format(path=backup))
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
            aside = find_free_name(register, f"before-restore-{stamp}")
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
