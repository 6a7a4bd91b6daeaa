"""Backups: a verified copy of the register takes the place of an older one, and comes back the same way."""

from __future__ import annotations

import contextlib
import glob
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from outreach_cli.days import now
from outreach_cli.errors import Damaged, DiskFailed, NoRegister, NotARegister, OutreachError, Refused
from outreach_cli.files import NoFolderThere
from outreach_cli.language import N_, _
from outreach_cli.register import check, sealed_file, store
from outreach_cli.register.schema import SCHEMA_VERSION
from outreach_cli.register.sealed_file import Lock
from outreach_cli.storage.database import transaction


class FullerBackup(OutreachError):
    """{path} holds changes that this register does not, so it was left as it is."""

    exit_code = 3
    hint = N_("Give the backup another name, or replace that one with --force.")


class NotABackup(OutreachError):
    """{path} is there already and is no backup of a register, so it was left as it is."""

    exit_code = 3
    hint = N_("Give the backup another name, or replace that file with --force.")


def back_up(
    register: Path, to: Path, *, force: bool = False, keep: int = 1, lock: Lock | None = None
) -> None:
    """Copy the register to `to`, mode 0600, once the copy has been verified.

    An older copy there is replaced, or with `keep` moved to `to.1`, `to.2`, ... so that so many are kept.
    Raises FullerBackup or NotABackup, unless `force`, where what is there is not an earlier state of this
    register; CheckFailed where the copy is not sound.
    """
    if to.exists() and to.samefile(register):
        raise Refused(reason=_(N_("{path} is the register itself.")).format(path=to))
    with store.failures(), _draft(to) as draft:
        connection, _version = store.open_file(register, SCHEMA_VERSION)
        with closing(connection), closing(store.connect(draft, "rw")) as copy:
            connection.backup(copy)
        if found := check.check_file(draft):
            raise check.failed(register, found)
        if not force and os.path.lexists(to):
            _refuse_fuller(to, draft, keep, lock)
        if lock:
            sealed_file.lock_file(draft, lock)
        _rotate(to, keep)
        os.replace(draft, to)
        store.sync_folder(to.parent)


def _refuse_fuller(there: Path, copy: Path, keep: int, lock: Lock | None) -> None:
    """Refuse to replace what is not an earlier state of the copy."""
    if sealed_file.is_locked(there):
        if keep > 1 and lock:
            return  # it cannot be read, but it is only moved
        raise NotABackup(path=there)
    try:
        last = _changes(there, -1)
        theirs, ours = (_changes(path, last[0]) if last else None for path in (there, copy))
    except (OutreachError, sqlite3.DatabaseError):
        raise NotABackup(path=there) from None
    if theirs != ours:
        raise FullerBackup(path=there)


def _changes(path: Path, number: int) -> tuple[int, str, str, str] | None:
    """A change of the register at `path` by its number, -1 for the last: number, when, who, command."""
    connection, _version = store.open_file(path, SCHEMA_VERSION)
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


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """An empty file, mode 0600, beside `path`; whatever of it is left in the end is removed."""
    if path.is_dir():
        raise Refused(reason=_(N_("{path} is a folder.")).format(path=path))
    if not path.parent.exists():
        raise NoFolderThere(path=path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise DiskFailed(reason=f"{path}: {error.strerror}") from error
    try:
        os.chmod(draft, 0o600)
        yield draft
    finally:
        for left in (draft, draft.with_name(draft.name + "-journal")):
            with contextlib.suppress(OSError):
                os.unlink(left)


def copy_aside(register: Path, connection: sqlite3.Connection, why: str) -> Path:
    """Keep a copy of the register as it stands beside it, mode 0600. Returns where."""
    aside = _free(register.with_name(f"{register.name}.{why}"))
    with store.failures(), _draft(aside) as draft:
        with closing(store.connect(draft, "rw")) as copy:
            connection.backup(copy)
        os.replace(draft, aside)
        store.sync_folder(aside.parent)
    return aside


@dataclass(frozen=True)
class Restored:
    """Where the file that stood there was kept, None without one; and how many were forgotten again.

    The latter is None where no present register could be read, and so nobody knows who was forgotten since.
    """

    aside: Path | None
    forgotten: int | None


def restore(register: Path, backup: Path, *, lock: Lock | None = None) -> Restored:
    """Put a verified copy of the backup in the register's place.

    Whom the present register has forgotten since is forgotten in the copy too. Raises NoRegister,
    NotARegister, CheckFailed and leaves the present file.
    """
    if not backup.is_file():
        raise NoRegister(path=backup)
    if register.exists() and register.samefile(backup):
        raise Refused(reason=_(N_("{path} is the register itself.")).format(path=backup))
    with store.failures(), _draft(register) as draft:
        sealed_file.copy_opened(backup, draft, lock)
        try:
            found = check.check_file(draft)
        except (NotARegister, Damaged) as error:
            raise NotARegister(path=backup) from error
        if found:
            raise check.failed(backup, found)
        forgotten = _forget_again(draft, register)
        aside = None
        if os.path.lexists(register):
            stamp = now()[:19].replace(":", "").replace("-", "")
            aside = _free(register.with_name(f"{register.name}.before-restore-{stamp}"))
        with _still(register):
            if aside:
                _keep_aside(register, aside)
            os.replace(draft, register)
        store.sync_folder(register.parent)
    return Restored(aside, forgotten)


def _forget_again(draft: Path, register: Path) -> int | None:
    """Forget in the draft whom the present register has forgotten; None where that cannot be read."""
    from outreach_cli.register import forget

    try:
        connection, _version = store.open_file(register, SCHEMA_VERSION)
        with closing(connection), store.failures():
            rows = connection.execute("SELECT code, salt, tombstone, at FROM forgotten").fetchall()
    except (OutreachError, sqlite3.DatabaseError):
        return None
    if not rows:
        return 0
    with closing(store.connect(draft, "rw")) as copy:
        with transaction(copy):
            again = forget.forget_again(copy, rows)
        forget.vacuum(copy)
    return again


def forget_in_copies(register: Path) -> tuple[list[Path], list[Path]]:
    """Forget in the copies kept beside the register whom it has forgotten; the copies done, and those not.

    A copy of an older version, one that cannot be read, and what a broken-off copying left, stay as they are.
    """
    name = glob.escape(register.name)
    done, left = [], sorted(register.parent.glob(f".{name}.*.new"))
    for copy in sorted(register.parent.glob(f"{name}.before-*")):
        try:
            connection, version = store.open_file(copy, SCHEMA_VERSION)
            connection.close()
            again = _forget_again(copy, register) if version == SCHEMA_VERSION else None
        except (OutreachError, sqlite3.Error):
            again = None
        if again is None:
            left.append(copy)
        elif again:
            done.append(copy)
    return done, left


def _keep_aside(register: Path, aside: Path) -> None:
    """Give the present file a second name, so that the register's own name is never without a file."""
    try:
        os.link(register, aside, follow_symlinks=False)
    except OSError:  # a file system without hard links
        os.rename(register, aside)
    journal = register.with_name(register.name + "-journal")
    if journal.exists():  # of a file too damaged to be recovered; it must never be applied to another
        os.rename(journal, aside.with_name(aside.name + "-journal"))


def _free(path: Path) -> Path:
    """The path, or with a number added where it is taken."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


@contextmanager
def _still(register: Path) -> Iterator[None]:
    """Let nobody write in the register, nor a broken-off write be left in it, for the length of the block."""
    if not register.is_file():
        yield
        return
    connection = None
    try:
        try:
            connection = store.connect(register, "rw")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            pass  # not a database any more: there is nobody to wait for
        yield
    finally:
        if connection:
            connection.close()
