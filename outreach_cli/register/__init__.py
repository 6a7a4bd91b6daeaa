"""The register: one SQLite file that is opened, written by changes, searched, and asked for tables."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Unpack

from outreach_cli.register import schema, store
from outreach_cli.register.find import Finder

if TYPE_CHECKING:
    from pathlib import Path

    from outreach_cli.register.as_of import Moment
    from outreach_cli.register.verbs import Change
    from outreach_cli.reports.counting.question import Choices
    from outreach_cli.tables import Book, Table

__all__ = ["Register", "create_register", "open_register"]


class Register:
    """An open register. Close it, or use it as a context manager."""

    def __init__(self, path: store.Place, connection: sqlite3.Connection) -> None:
        self._path = path
        self.connection = connection
        self._tried: int | None = None
        """The change that was begun last."""

    def __enter__(self) -> Register:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.connection.close()

    @property
    def path(self) -> Path:
        """Where the register lies."""
        from pathlib import Path  # a single contact would wait for it

        return Path(self._path)

    @property
    def find(self) -> Finder:
        """Looks up what is registered."""
        return Finder(self.connection)

    @contextmanager
    def change(self, command: str, *, dry_run: bool = False, many: bool = False) -> Iterator[Change]:
        """A change to write in: all of the block, in one transaction, or nothing of it.

        `dry_run` takes everything back at the end, as if nothing had been written. `many` is for rows that
        go in through `Bulk`: it sees to what they hold and refer to, so that SQLite need not, row by row.

        `command` names what is done in the journal and holds no names of people. A block that writes
        nothing leaves no change behind. Raises Busy and DiskFailed besides what the verbs raise.
        """
        from outreach_cli.register.journal import transaction
        from outreach_cli.register.verbs import Change

        change = None
        settings = store.many_rows(self.connection) if many else contextlib.nullcontext()
        with store.failures(self._path), settings:
            try:
                with transaction(self.connection):
                    change = Change(self.connection, command)
                    self._tried = change.id
                    yield change
                    if dry_run or not change.counts:
                        raise _NothingWritten
                    change.close()
            except _NothingWritten:
                pass
            except sqlite3.OperationalError as error:
                if change is None or not self._stands(change.id):
                    raise
                store.make_last(self._path, error)

    @property
    def kept(self) -> int | None:
        """The change that was begun last, when it is in the file; so one knows after an interruption."""
        return self._tried if self._tried is not None and self._stands(self._tried) else None

    def _stands(self, change: int) -> bool:
        """Whether the change is in the file, although writing it failed in the end."""
        with contextlib.suppress(sqlite3.Error):
            query = "SELECT 1 FROM change WHERE id = ?"
            return self.connection.execute(query, (change,)).fetchone() is not None
        return False

    @contextmanager
    def reading(self, as_of: Moment | None = None) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the register for the length of the block, as it stood at that moment.

        Within a change it is what the change has written by now.
        """
        if self.connection.in_transaction and as_of is None:
            yield self.connection
            return
        with store.failures(self._path), store.sorting_beside(self.connection, self._path):
            self.connection.execute("BEGIN")
            try:
                if as_of is None:
                    yield self.connection
                else:
                    from outreach_cli.register.as_of import standing

                    with standing(self.connection, as_of):
                        yield self.connection
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

    def moment(self, word: str | int) -> Moment:
        """The moment that `word` names: a change's number, or the end of a day."""
        from outreach_cli.register.as_of import moment_of

        with store.failures(self._path):
            return moment_of(self.connection, str(word))

    def undo_preview(self, change: int | None = None) -> tuple[int, list[str]]:
        """The change that an undo would take back, and what that does to each record, in words."""
        from outreach_cli.register import undo
        from outreach_cli.register.told import undo_in_words

        with self.reading() as connection:
            chosen = undo.latest(connection) if change is None else change
            undo.refuse_undo(connection, chosen)
            return chosen, list(undo_in_words(connection, chosen))

    def note_access(self, command: str, citizens: Collection[int] | None = None) -> None:
        """Note in the access log who is about to be seen, before they are: these citizens, None for everyone.

        Raises NotNoted where that cannot be written; then show nothing.
        """
        from outreach_cli.register.access import note

        note(self.connection, command, citizens)

    def vacuum(self) -> None:
        """Write the file anew, so that nothing that was forgotten is left in it. Raises Busy, DiskFailed."""
        from outreach_cli.register.forget import vacuum

        with store.failures(self._path):
            vacuum(self.connection)

    def setting(self, name: str) -> str | None:
        """A setting's value, None when it is not set."""
        with store.failures(self._path):
            row = self.connection.execute("SELECT value FROM setting WHERE setting = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    @property
    def language(self) -> str:
        """The language that the register's tables are in: `da` unless set otherwise."""
        return self.setting("language") or "da"

    def report(self, name: str, **choices: Unpack[Choices]) -> Table:
        """The table of a report: a built-in one by name, or a TOML file of one's own.

        `choices` are those of `outreach report`; see outreach_cli.reports.counting.question.Choices.
        """
        from outreach_cli.reports.run import run

        return run(self, name, **choices)

    def book(self, **choices: Unpack[Choices]) -> Book:
        """Every built-in report as one document, with the choices of `report`."""
        from outreach_cli.reports.book import make_book

        return make_book(self, **choices)


class _NothingWritten(Exception):
    """Ends a transaction in which nothing was written."""


def open_register(path: store.Place) -> Register:
    """Open the register at `path`. Raises NoRegister, NotARegister, NewerRegister, Busy; makes no file."""
    connection, version = store.open_file(path, schema.SCHEMA_VERSION)
    if version < schema.SCHEMA_VERSION:
        from pathlib import Path

        from outreach_cli.register.upgrade import upgrade

        connection.close()
        upgrade(Path(path))
        connection, version = store.open_file(path, schema.SCHEMA_VERSION)
    return Register(path, connection)


def create_register(path: store.Place, *, municipality: str | None = None, language: str = "da") -> Register:
    """Make a register at `path`, mode 0600, and open it. Raises RegisterExists and leaves what is there."""
    settings = {"language": language}
    if municipality:
        from outreach_cli.records.municipalities import Municipality

        settings["municipality"] = Municipality().read(municipality)

    def fill(connection: sqlite3.Connection) -> None:
        from outreach_cli.register.migrations import create
        from outreach_cli.register.verbs import Change

        create(connection)
        change = Change(connection, "init")
        for name, value in settings.items():
            change.set(name, value)
        change.close()

    store.create_file(path, fill)
    return open_register(path)
