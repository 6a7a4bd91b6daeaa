"""The one SQLite file: making it, opening it with the settings it needs, and what its failures mean."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from outreach_cli.core.files import Place as Place
from outreach_cli.core.files import draft, put_in_place, sync_folder
from outreach_cli.errors import (
    BusyWithError,
    DamagedError,
    DiskFailedError,
    NewerRegisterError,
    NoRegisterError,
    NotARegisterError,
    PerhapsKeptError,
    RegisterExistsError,
    WrongUsageError,
    shortened,
)
from outreach_cli.language import N_, _

APPLICATION_ID = 0x6F757472
"""`outr` in ASCII: what tells a register from any other SQLite file."""

SETTINGS = (
    "foreign_keys = ON",
    "synchronous = EXTRA",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "secure_delete = ON",
    "recursive_triggers = ON",
    "temp_store = MEMORY",
    "cache_size = -2000",
)
ROOM = "cache_size = -16000"
"""The setting for what writes to many pages of the file."""
MANY = ("foreign_keys = OFF", "ignore_check_constraints = ON", ROOM)
"""Settings for a change of many rows: what they hold and refer to is seen to once for each distinct value."""
_MEANT = frozenset("%?#")
"""What means something in a URI."""
WAIT = 30.0
"""Seconds to wait for another writer."""
MOST = 86_400
"""Seconds that may be waited: a day."""


def connect(path: Place, mode: str) -> sqlite3.Connection:
    """A connection in autocommit with every setting made; `mode` is SQLite's: `rw` or `ro`."""
    where, wait = address(path, mode), seconds_to_wait()
    connection = sqlite3.connect(where, uri=True, timeout=wait, isolation_level=None)
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    return connection


def seconds_to_wait() -> float:
    """How long to wait for another writer: `OUTREACH_WAIT`, else half a minute. Raises WrongUsageError."""
    given = os.environ.get("OUTREACH_WAIT")
    if not given:
        return WAIT
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MOST:  # neither NaN nor more milliseconds than SQLite counts
        reason = _(N_('OUTREACH_WAIT is "{given}"; it takes seconds, from 0 to {most}'))
        raise WrongUsageError(reason=reason.format(given=given, most=MOST))
    return seconds


def address(path: Place, mode: str) -> str:
    """The file as SQLite takes it: a URI, in which most paths stand as they are."""
    place = os.path.abspath(path).replace(os.sep, "/")
    if not place.isascii() or not _MEANT.isdisjoint(place):
        from urllib.parse import quote  # a single contact would wait for it

        place = quote(os.fsencode(place))
    if not place.startswith("/"):  # a drive's letter on Windows; SQLite wants `/C:/folder/outreach.db`
        place = "/" + place
    return f"file://{place}?mode={mode}"


@contextmanager
def room(connection: sqlite3.Connection) -> Iterator[None]:
    """Room for the pages that are written to, for the length of the block."""
    (before,) = connection.execute("PRAGMA cache_size").fetchone()
    connection.execute(f"PRAGMA {ROOM}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size = {before}")


@contextmanager
def many_rows(connection: sqlite3.Connection) -> Iterator[None]:
    """The settings for many rows, for the length of the block, which holds the transaction."""
    for setting in MANY:
        connection.execute(f"PRAGMA {setting}")
    try:
        yield
    finally:
        for setting in ("ignore_check_constraints = OFF", *SETTINGS):
            connection.execute(f"PRAGMA {setting}")


@contextmanager
def sorting_beside(connection: sqlite3.Connection, path: Place) -> Iterator[None]:
    """Sort what takes up more than the cache in a file without a name in the register's folder.

    For the length of the block. It is sorted in memory where no such file can be made, and within a
    transaction where a reader of the past has temporary views.
    """
    folder = os.path.dirname(os.path.abspath(path)).replace("'", "''")
    with contextlib.suppress(sqlite3.OperationalError, UnicodeEncodeError):  # a folder's name may be no text
        connection.execute(f"PRAGMA temp_store_directory = '{folder}'")
        connection.execute("PRAGMA temp_store = FILE")
    try:
        yield
    finally:
        connection.execute("PRAGMA temp_store_directory = ''")
        with contextlib.suppress(sqlite3.OperationalError):  # a reader that failed halfway may hold on to it
            connection.execute("PRAGMA temp_store = MEMORY")


def open_file(path: Place, known_version: int) -> tuple[sqlite3.Connection, int]:
    """A connection to the register at `path`, and its schema version.

    Raises NoRegisterError, NotARegisterError or NewerRegisterError, and makes nothing.
    """
    if not os.path.exists(path):
        raise NoRegisterError(path=path)
    if not os.path.isfile(path):
        raise NotARegisterError(path=path)
    with failures():
        try:
            connection = connect(path, "rw")
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.OperationalError as error:
            if "unable to open" in str(error):
                raise NotARegisterError(path=path) from error
            raise
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
                raise
            raise NotARegisterError(path=path) from error
    if application != APPLICATION_ID or version == 0:
        connection.close()
        raise NotARegisterError(path=path)
    if version > known_version:
        connection.close()
        raise NewerRegisterError(path=path, version=version, known=known_version)
    return connection, version


def create_file(path: Place, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make a register at `path`, mode 0600, filled by `fill`: whole, or not at all.

    Raises RegisterExistsError.
    """
    if os.path.lexists(path):
        raise RegisterExistsError(path=path)
    with failures(), draft(path) as made:
        with closing(connect(made, "rw")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            fill(connection)
            connection.execute("COMMIT")
        try:
            put_in_place(made, path, only_new=True)
        except FileExistsError:
            raise RegisterExistsError(path=path) from None


def make_last(path: Place, error: sqlite3.OperationalError) -> None:
    """Make a change last that is in the file, but of which the last step (the folder's) failed.

    Raises PerhapsKeptError where that fails again: then nobody can know what a power cut would leave.
    """
    try:
        sync_folder(os.path.dirname(os.path.abspath(path)))
    except OSError:
        raise PerhapsKeptError(reason=str(error)) from error


@contextmanager
def failures(path: Place | None = None) -> Iterator[None]:
    """Turn SQLite's and the disk's failures inside the block into the errors that a user is told.

    With the register's path a busy one says who holds it, where that can be known.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _meaning(error, path) or error from error
    except UnicodeDecodeError as error:  # in the words of SQLite about a schema that it cannot read
        raise DamagedError(reason=str(error)) from error
    except OSError as error:
        raise DiskFailedError(reason=error.strerror or str(error)) from error


def is_busy(error: sqlite3.DatabaseError) -> bool:
    """Whether the failure is that another program holds the register."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _holder(path: Place) -> str | None:
    """The program on this machine that holds a lock on the file, with its number; None where unknown."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        inode = str(os.stat(path).st_ino)
        for line in _read("/proc/locks").splitlines():
            words = line.split()
            place = words.index("WRITE") if "WRITE" in words else words.index("READ")
            number = words[place + 1]
            if words[place + 2].split(":")[-1] == inode and number not in (str(os.getpid()), "-1", "0"):
                command = " ".join(_read(f"/proc/{number}/cmdline").split("\0"))
                return f"{shortened(command)} ({number})"
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


def _meaning(error: sqlite3.DatabaseError, path: Place | None) -> BaseException | None:
    """What a failure of SQLite means to the user; None for one that only a mistake in the program causes."""
    if isinstance(error, sqlite3.IntegrityError):  # values are checked first, so the file is at fault
        return DamagedError(reason=str(error))
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # raised by Python's module itself: text that is not UTF-8
        return DamagedError(reason=str(error)) if "decode" in str(error) else None
    if is_busy(error):
        return BusyWithError(holder=(_holder(path) if path else None) or _(N_("another program")))
    if code & 0xFF in _DISK:
        return DiskFailedError(reason=str(error))
    if code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT):
        return DamagedError(reason=str(error))
    if code == sqlite3.SQLITE_ERROR and str(error).startswith("no such"):  # a schema that was altered
        return DamagedError(reason=str(error))
    return KeyboardInterrupt() if code & 0xFF == sqlite3.SQLITE_INTERRUPT else None
