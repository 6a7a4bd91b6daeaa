"""An open register file: how it is opened and set up, its one connection, transactions, and settings."""

from __future__ import annotations

import os
import sqlite3
from _thread import get_ident
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Self

from outreach_cli.core.errors import MayNotReadError, OutreachError, WrongUsageError
from outreach_cli.core.files import Place, is_unreadable, make_draft, put_in_place, sync_folder
from outreach_cli.core.language import N_, _
from outreach_cli.storage import schema
from outreach_cli.storage.failures import (
    NewerRegisterError,
    NoRegisterError,
    NotARegisterError,
    PerhapsKeptError,
    RegisterExistsError,
    translate_failures,
)

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID = 0x6F757472
"""`outr` in ASCII: what tells a register from any other SQLite file."""
_ID_AT, _ID_LENGTH = 68, 4
"""Where it stands in an SQLite file, and in how many bytes."""
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
ROOM = {"cache_size": -16_000}
"""The setting for what writes to many pages of the file."""
MANY = {"foreign_keys": 0, "ignore_check_constraints": 1, **ROOM}
"""Settings for a change of many rows: what they hold and refer to is seen to once for each distinct value."""
_IN_A_FILE = 1
"""What SQLite answers for `temp_store = FILE`."""
_MEANT = frozenset("%?#")
"""What means something in a URI."""
WAIT = 30.0
"""Seconds to wait for another writer."""
MOST = 86_400
"""Seconds that may be waited: a day."""


def connect(path: Place, mode: str) -> sqlite3.Connection:
    """A connection in autocommit with every setting made; `mode` is SQLite's: `rw` or `ro`."""
    where, wait = write_address(path, mode), read_wait()
    connection = sqlite3.connect(where, uri=True, timeout=wait, isolation_level=None)
    with _close_on_error(connection):
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    return connection


@contextmanager
def _close_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    """Close the connection if the block fails: an open file cannot be replaced on Windows."""
    try:
        yield
    except BaseException:
        connection.close()
        raise


def read_wait() -> float:
    """How long to wait for another writer: `OUTREACH_WAIT`, else half a minute. Raises WrongUsageError."""
    given = os.environ.get("OUTREACH_WAIT")
    if not given:
        return WAIT
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MOST:  # neither NaN nor more milliseconds than SQLite counts
        reason = _('OUTREACH_WAIT is "{given}"; it takes seconds, from 0 to {most}')
        raise WrongUsageError(reason=reason.format(given=given, most=MOST))
    return seconds


def write_address(path: Place, mode: str) -> str:
    """The file as SQLite takes it: a URI, in which most paths stand as they are."""
    place = os.path.abspath(path).replace(os.sep, "/")
    if not place.isascii() or not _MEANT.isdisjoint(place):
        from urllib.parse import quote  # a single contact would wait for it

        place = quote(os.fsencode(place))
    if not place.startswith("/"):  # a drive's letter on Windows; SQLite wants `/C:/folder/outreach.db`
        place = "/" + place
    return f"file://{place}?mode={mode}"


def find_path(connection: sqlite3.Connection) -> str:
    """The path of the file that a connection is to."""
    # a folder's name may be no text
    return os.fsdecode(schema.read_value(connection, "SELECT CAST(file AS BLOB) FROM pragma_database_list"))


@contextmanager
def use_settings(connection: sqlite3.Connection, settings: Mapping[str, int]) -> Iterator[None]:
    """These settings (PRAGMAs of SQLite) for the length of the block, then those that held before.

    Raises DiskFailedError where the disk failed in the block: SQLite then first tries to mend the file.
    """
    before = {name: schema.read_value(connection, f"PRAGMA {name}") for name in settings}
    try:
        for name, value in settings.items():
            connection.execute(f"PRAGMA {name} = {value}")
        yield
    finally:
        with translate_errors():
            for name, value in before.items():
                connection.execute(f"PRAGMA {name} = {value}")


@contextmanager
def sort_beside(connection: sqlite3.Connection, path: Place) -> Iterator[None]:
    """Sort what takes up more than the cache in a file without a name in the register's folder.

    For the length of the block. It is sorted in memory where no such file can be made, and within a
    transaction where a reader of the past has temporary views. A transaction that begins in the block also
    keeps there what a statement writes over, which it does in memory else, however much that is.
    """
    if schema.read_value(connection, "PRAGMA temp_store") == _IN_A_FILE:
        yield  # of a block in a block the outer one ends it
        return
    folder = os.path.dirname(os.path.abspath(path)).replace("'", "''")
    with suppress(sqlite3.OperationalError, UnicodeEncodeError):  # a folder's name may be no text
        connection.execute(f"PRAGMA temp_store_directory = '{folder}'")
        connection.execute("PRAGMA temp_store = FILE")
    try:
        yield
    finally:
        connection.execute("PRAGMA temp_store_directory = ''")
        with suppress(sqlite3.OperationalError):  # a reader that failed halfway may hold on to it
            connection.execute("PRAGMA temp_store = MEMORY")


def open_file(path: Place) -> tuple[sqlite3.Connection, int]:
    """A connection to the register at `path`, and its schema version.

    Raises MayNotReadError, NoRegisterError, NotARegisterError, NewerRegisterError or DamagedError, and makes
    nothing.
    """
    if is_unreadable(path):
        raise MayNotReadError(path=path)
    if not os.path.exists(path):
        raise NoRegisterError(path=path)
    if not os.path.isfile(path):
        raise NotARegisterError(path=path)
    with translate_failures():
        try:
            connection = connect(path, "rw")
            with _close_on_error(connection):
                application = schema.read_value(connection, "PRAGMA application_id")
                version = schema.read_value(connection, "PRAGMA user_version")
                if application != APPLICATION_ID or version == 0:
                    raise NotARegisterError(path=path)
                if version > schema.SCHEMA_VERSION:
                    raise NewerRegisterError(path=path, version=version, known=schema.SCHEMA_VERSION)
        except sqlite3.OperationalError as error:
            if "unable to open" in str(error):
                raise NotARegisterError(path=path) from error
            raise
        except sqlite3.DatabaseError as error:
            if _has_mark(path):
                raise
            raise NotARegisterError(path=path) from error
    return connection, version


def _has_mark(path: Place) -> bool:
    """Whether the file's header says that it is a register, whatever SQLite makes of the rest."""
    with open(path, "rb") as file:
        header = file.read(_ID_AT + _ID_LENGTH)
    return header[_ID_AT:] == APPLICATION_ID.to_bytes(_ID_LENGTH, "big")


def create_file(path: Place, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make a register at `path`, mode 0600, filled by `fill`: whole, or not at all.

    Raises RegisterExistsError.
    """
    if os.path.lexists(path):
        raise RegisterExistsError(path=path)
    with translate_failures(), make_draft(path) as made:
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


class WrongThreadError(OutreachError):
    """Wrong thread."""

    message = N_("The register was opened in another thread; one thread alone may use a connection.")
    exit_code = 1
    hint = N_("Open the register in each thread that uses it.")


class RegisterClosedError(OutreachError):
    """Register closed."""

    message = N_("The register is closed.")
    exit_code = 1
    hint = N_("Use it inside the block that opens it, or open it again.")


class Database:
    """An open register file. Close it, or use it as a context manager, in the thread that opened it."""

    def __init__(self, path: Place, connection: sqlite3.Connection) -> None:
        self.path_as_given = path
        self._connection = connection
        self._thread = get_ident()
        self._closed = False
        self.begun_change: int | None = None
        """The number of the change that was begun last."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection. Raises WrongThreadError outside the thread that opened it."""
        # Two threads on one connection lose SQLite's error codes: of 550 imports 3 said that they had
        # written 2,000 rows when 1,001 stood.
        if get_ident() != self._thread:
            raise WrongThreadError
        if self._closed:
            raise RegisterClosedError
        return self._connection

    def close(self) -> None:
        """Close the file; a register may be closed again."""
        if not self._closed:
            self.connection.close()
            self._closed = True

    @property
    def path(self) -> Path:
        """Where the register lies."""
        from pathlib import Path  # a single contact would wait for it

        return Path(self.path_as_given)

    @contextmanager
    def begin_transaction(self) -> Iterator[None]:
        """All of the block or nothing of it.

        Raises BusyError and DiskFailedError; the block's own errors pass.
        """
        with translate_errors(self.path_as_given), begin_transaction(self.connection):
            yield

    @contextmanager
    def open_snapshot(self) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the register for the length of the block.

        Within a change it is what the change has written by now. The block's own errors pass unchanged.
        """
        connection = self.connection
        if connection.in_transaction:
            with translate_errors(self.path_as_given):
                yield connection
            return
        with translate_errors(self.path_as_given), sort_beside(connection, self.path_as_given):
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def read_setting(self, name: str) -> str | None:
        """A setting's value, None when it is not set."""
        with translate_failures(self.path_as_given):
            query = "SELECT value FROM setting WHERE setting = ?"
            value: str | None = schema.read_value(self.connection, query, (name,))
        return value

    @property
    def language(self) -> str:
        """The language that the register's tables are in: `da` unless set otherwise."""
        return self.read_setting("language") or "da"


@contextmanager
def begin_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block or nothing of it, in one immediate transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def translate_errors(path: Place | None = None) -> Iterator[None]:
    """Turn failures of SQLite in the block into the errors that a user is told, if this package caused them.

    For blocks in which a caller's code runs too: whatever that raises, a failure of a database of its own
    or a file that is missing included, passes unchanged.
    """
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if not _is_raised_here(error):
            raise
        if isinstance(error, sqlite3.ProgrammingError) and "same thread" in str(error):
            raise WrongThreadError from error
        with translate_failures(path):
            raise


def _is_raised_here(error: BaseException) -> bool:
    """Whether the code that got the error from SQLite or Python's own modules is this package's."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    name = trace.tb_frame.f_globals.get("__name__", "") if trace is not None else ""
    return str(name).partition(".")[0] == "outreach_cli"
