"""An open register file: its one connection, transactions, consistent reading, and settings."""

from __future__ import annotations

import sqlite3
from _thread import get_ident  # the module threading would take a single contact longer to load
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from outreach_cli.errors import OutreachError
from outreach_cli.language import N_
from outreach_cli.register import store

if TYPE_CHECKING:
    from pathlib import Path


class WrongThreadError(OutreachError):
    """Wrong thread."""

    message = N_("The register was opened in another thread; one thread alone may use a connection.")
    exit_code = 1
    hint = N_("Open the register in each thread that uses it.")


class Database:
    """An open register file. Close it, or use it as a context manager, in the thread that opened it."""

    def __init__(self, path: store.Place, connection: sqlite3.Connection) -> None:
        self.path_as_given = path
        self._connection = connection
        self._thread = get_ident()
        self.begun_change: int | None = None
        """The number of the change that was begun last."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection. Raises WrongThreadError outside the thread that opened it."""
        # Two threads on one connection lose SQLite's error codes: of 550 imports 3 said that they had
        # written 2,000 rows when 1,001 stood.
        if get_ident() != self._thread:
            raise WrongThreadError
        return self._connection

    def close(self) -> None:
        self.connection.close()

    @property
    def path(self) -> Path:
        """Where the register lies."""
        from pathlib import Path  # a single contact would wait for it

        return Path(self.path_as_given)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing of it.

        Raises BusyError and DiskFailedError; the block's own errors pass.
        """
        with own_failures(self.path_as_given), transaction(self.connection):
            yield

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the register for the length of the block.

        Within a change it is what the change has written by now. The block's own errors pass unchanged.
        """
        connection = self.connection
        if connection.in_transaction:
            with own_failures(self.path_as_given):
                yield connection
            return
        with own_failures(self.path_as_given), store.sorting_beside(connection, self.path_as_given):
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def setting(self, name: str) -> str | None:
        """A setting's value, None when it is not set."""
        with store.failures(self.path_as_given):
            row = self.connection.execute("SELECT value FROM setting WHERE setting = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    @property
    def language(self) -> str:
        """The language that the register's tables are in: `da` unless set otherwise."""
        return self.setting("language") or "da"


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
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
def own_failures(path: store.Place | None = None) -> Iterator[None]:
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
        with store.failures(path):
            raise


def _is_raised_here(error: BaseException) -> bool:
    """Whether the code that got the error from SQLite or Python's own modules is this package's."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    name = trace.tb_frame.f_globals.get("__name__", "") if trace is not None else ""
    return str(name).partition(".")[0] == "outreach_cli"
