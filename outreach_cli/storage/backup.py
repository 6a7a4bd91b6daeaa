"""Backups: a verified copy of the register takes the place of an older one, and comes back the same way."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from outreach_cli.core import encryption
from outreach_cli.core.encryption import EncryptionKey
from outreach_cli.core.errors import OutreachError, RefusedError
from outreach_cli.core.files import is_same_file, is_stream, make_draft, put_in_place, refuse_link
from outreach_cli.core.language import N_, _
from outreach_cli.storage import check, database
from outreach_cli.storage.failures import translate_failures


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
        raise RefusedError(reason=_(N_("{path} is no file; a backup needs one.")).format(path=to))
    if not force:
        refuse_link(to)
    if is_same_file(to, register):
        raise RefusedError(reason=_(N_("{path} is the register itself.")).format(path=to))
    with translate_failures(), make_draft(to) as made:
        connection, _version = database.open_file(register)
        with closing(connection), closing(database.connect(made, "rw")) as copy:
            connection.backup(copy)
        if found := check.check_file(made):
            raise check.make_failure(register, found)
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
