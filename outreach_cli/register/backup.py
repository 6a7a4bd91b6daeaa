"""Backups: a verified copy of the register takes the place of an older one, and comes back the same way."""

from __future__ import annotations

import glob
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from outreach_cli.core.files import draft, drafts_for, is_stream, put_in_place, remove_abandoned
from outreach_cli.days import now
from outreach_cli.errors import DamagedError, NoRegisterError, NotARegisterError, OutreachError, RefusedError
from outreach_cli.language import N_, _
from outreach_cli.register import check, schema, sealed_file, store
from outreach_cli.register.copies import free_name, holding, replace_register
from outreach_cli.register.sealed_file import Lock
from outreach_cli.register.upgrade import bring_up_to_date
from outreach_cli.storage.database import transaction


class FullerBackupError(OutreachError):
    """A backup would replace one that holds more."""

    message = N_("{path} holds changes that this register does not, so it was left as it is.")
    exit_code = 3
    hint = N_("Give the backup another name, or replace that one with --force.")


class NotABackupError(OutreachError):
    """A backup would replace a file that is none."""

    message = N_("{path} is there already and is no backup of a register, so it was left as it is.")
    exit_code = 3
    hint = N_("Give the backup another name, or replace that file with --force.")


class LockedBackupError(OutreachError):
    """Locked backup."""

    message = N_(
        "{path} is encrypted, so nobody sees whether it holds more than this register; it was left as it is."
    )
    exit_code = 3
    hint = N_("Keep it beside the new one with --keep 2, or replace it with --force.")


def back_up(
    register: Path, to: Path, *, force: bool = False, keep: int = 1, lock: Lock | None = None
) -> None:
    """Copy the register to `to`, mode 0600, once the copy has been verified.

    An older copy there is replaced, or with `keep` moved to `to.1`, `to.2`, ... so that so many are kept.
    Raises FullerBackupError, LockedBackupError or NotABackupError, unless `force`, where what is there is
    not, or cannot be
    seen to be, an earlier state of this register; CheckFailedError where the copy is not sound.
    """
    if is_stream(to):
        raise RefusedError(reason=_(N_("{path} is no file; a backup needs one.")).format(path=to))
    if to.exists() and to.samefile(register):
        raise RefusedError(reason=_(N_("{path} is the register itself.")).format(path=to))
    with store.failures(), draft(to) as made:
        connection, _version = store.open_file(register, schema.SCHEMA_VERSION)
        with closing(connection), closing(store.connect(made, "rw")) as copy:
            connection.backup(copy)
        if found := check.check_file(made):
            raise check.failed(register, found)
        if not force and os.path.lexists(to):
            _refuse_fuller(to, made, keep, lock)
        if lock:
            sealed_file.lock_file(made, lock)
        _rotate(to, keep)
        put_in_place(made, to)


def _refuse_fuller(there: Path, copy: Path, keep: int, lock: Lock | None) -> None:
    """Refuse to replace what is not an earlier state of the copy."""
    if sealed_file.is_locked(there):
        if keep > 1 and lock:
            return  # it cannot be read, but it is only moved
        if not lock or not lock.passphrase_file:
            raise LockedBackupError(path=there)
        with draft(there) as opened:
            try:
                sealed_file.copy_opened(there, opened, lock)
            except sealed_file.NotDecryptedError:
                raise LockedBackupError(path=there) from None
            _compare(there, opened, copy)
        return
    _compare(there, there, copy)


def _compare(path: Path, there: Path, copy: Path) -> None:
    """Refuse to replace the backup at `path`, to be read at `there`, by a copy that lacks its last change."""
    try:
        last = _changes(there, -1)
        theirs, ours = (_changes(each, last[0]) if last else None for each in (there, copy))
    except (OutreachError, sqlite3.DatabaseError):
        raise NotABackupError(path=path) from None
    if theirs != ours:
        raise FullerBackupError(path=path)


def _changes(path: Path, number: int) -> tuple[int, str, str, str] | None:
    """A change of the register at `path` by its number, -1 for the last: number, when, who, command."""
    connection, _version = store.open_file(path, schema.SCHEMA_VERSION)
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
    with store.failures(), draft(register) as made:
        sealed_file.copy_opened(backup, made, lock)
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
    from outreach_cli.register import forget

    try:
        connection, _version = store.open_file(register, schema.SCHEMA_VERSION)
        with closing(connection), store.failures():
            rows = connection.execute("SELECT code, salt, tombstone, at FROM forgotten").fetchall()
    except (OutreachError, sqlite3.DatabaseError):
        return None
    if not rows:
        return 0
    with closing(store.connect(made, "rw")) as copy:
        with transaction(copy):
            again = forget.forget_again(copy, rows)
        forget.vacuum(copy)
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
            connection, version = store.open_file(copy, schema.SCHEMA_VERSION)
            connection.close()
            again = _forget_again(copy, register) if version == schema.SCHEMA_VERSION else None
        except (OutreachError, sqlite3.Error):
            again = None
        if again is None:
            left.append(copy)
        elif again:
            done.append(copy)
    return done, left
