"""What SQLite's and the disk's failures mean to the user."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from outreach_cli.core.errors import DiskFailedError, MayNotWriteError, OutreachError, shorten_text
from outreach_cli.core.files import Place, find_unwritable
from outreach_cli.core.language import N_, _


@contextmanager
def translate_failures(path: Place | None = None) -> Iterator[None]:
    """Turn SQLite's and the disk's failures inside the block into the errors that a user is told.

    With the register's path a busy one says who holds it, where that can be known.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _find_meaning(error, path) or error from error
    except UnicodeDecodeError as error:  # in the words of SQLite about a schema that it cannot read
        raise DamagedError(reason=str(error)) from error
    except OSError as error:
        raise DiskFailedError(reason=error.strerror or str(error)) from error


def is_busy(error: sqlite3.DatabaseError) -> bool:
    """Whether the failure is that another program holds the register."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _find_holder(path: Place) -> str | None:
    """The program on this machine that holds a lock on the file, with its number; None where unknown."""
    with suppress(OSError, ValueError, IndexError):
        inode = str(os.stat(path).st_ino)
        for line in _read("/proc/locks").splitlines():
            words = line.split()
            place = words.index("WRITE") if "WRITE" in words else words.index("READ")
            number = words[place + 1]
            if words[place + 2].split(":")[-1] == inode and number not in (str(os.getpid()), "-1", "0"):
                command = " ".join(_read(f"/proc/{number}/cmdline").split("\0"))
                return f"{shorten_text(command)} ({number})"
    return None


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


_DISK = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_PERM,
)


_RIGHTS = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
"""Those of them that the rights of the file, or of its folder for the journal, may be behind."""


def _find_meaning(error: sqlite3.DatabaseError, path: Place | None) -> BaseException | None:
    """What a failure of SQLite means to the user; None for one that only a mistake in the program causes."""
    if isinstance(error, sqlite3.IntegrityError):  # values are checked first, so the file is at fault
        return DamagedError(reason=str(error))
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # raised by Python's module itself: text that is not UTF-8
        return DamagedError(reason=str(error)) if "decode" in str(error) else None
    if is_busy(error):
        return BusyError(holder=(_find_holder(path) if path else None) or _("another program"))
    if code & 0xFF in _RIGHTS and path and (place := find_unwritable(path)):
        return MayNotWriteError(place=place)
    if code & 0xFF in _DISK:
        return DiskFailedError(reason=str(error))
    if code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT):
        return DamagedError(reason=str(error))
    if code == sqlite3.SQLITE_ERROR and str(error).startswith("no such"):  # a schema that was altered
        return DamagedError(reason=str(error))
    return KeyboardInterrupt() if code & 0xFF == sqlite3.SQLITE_INTERRUPT else None


class NoRegisterError(OutreachError):
    """The file is not there."""

    message = N_("There is no register at {path}.")
    exit_code = 5
    hint = N_("Make one with: outreach init   (or name another with --db PATH)")


class NoBackupError(NoRegisterError):
    """The backup that was to be put back is not there."""

    message = N_("There is no backup at {path}.")
    hint = N_("See that the name is right and that the drive it is on is there.")


class NotARegisterError(OutreachError):
    """The file is there and holds something else."""

    message = N_("{path} is not an outreach register.")
    exit_code = 5


class DamagedError(OutreachError):
    """SQLite or the register's own checks found the file damaged."""

    message = N_("The register is damaged ({reason}).")
    exit_code = 5
    hint = N_("See what is wrong with: outreach check")


class NewerRegisterError(OutreachError):
    """The file's schema is newer than this version of the program."""

    message = N_(
        "{path} was written by a newer version of outreach (schema {version}; this one knows {known})."
    )
    exit_code = 5
    hint = N_("Install the newer outreach from where you got this one.")


class RegisterExistsError(OutreachError):
    """A new register was to be made where a file is."""

    message = N_("There is already a file at {path}; it was left as it is.")
    hint = N_(
        "If it is your register, go on with it: outreach. To change a setting: outreach set municipality NAME"
    )


class BusyError(OutreachError):
    """Another process holds the register's lock."""

    message = N_("The register is busy: it is held by {holder}.")
    exit_code = 6
    hint = N_("Nothing was written. Try again in a moment.")


class PerhapsKeptError(OutreachError):
    """Writing failed while the change was committed, so that either may be true."""

    message = N_(
        "The disk failed ({reason}) as the change was being kept; outreach log says whether it stands."
    )
    exit_code = 1  # 8 promises that nothing was written
