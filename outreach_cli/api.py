"""What a script holds: a register, opened or made, written in by changes and asked for tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Unpack

from outreach_cli.register.finder import Finder
from outreach_cli.storage import database, schema
from outreach_cli.storage.database import Database, own_failures
from outreach_cli.storage.failures import translate_failures

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from outreach_cli.change import Change
    from outreach_cli.core.files import Place
    from outreach_cli.register.as_of import Moment
    from outreach_cli.reports.counting.question import Choices
    from outreach_cli.tables.table import Book, Table

__all__ = ["Register", "create_register", "open_register"]


class Register(Database):
    """An open register. Close it, or use it as a context manager, in the thread that opened it."""

    @property
    def find(self) -> Finder:
        """Looks up what is registered."""
        return Finder(self.connection)

    def change(self, command: str, *, dry_run: bool = False) -> AbstractContextManager[Change]:
        """A change to write in: all of the block, in one transaction, or nothing of it.

        `dry_run` takes everything back at the end, as if nothing had been written. `command` names what is
        done in the journal and holds no names of people. A block that writes nothing leaves no change
        behind. The block's own errors pass unchanged. Raises BusyError, DiskFailedError and
        ChangeUnderWayError
        besides what the verbs raise.
        """
        from outreach_cli.change import Change
        from outreach_cli.register.change_writer import open_change

        return open_change(self, Change, command, dry_run=dry_run)

    @property
    def kept(self) -> int | None:
        """The change that was begun last, when it is in the file; so one knows after an interruption."""
        from outreach_cli.register.change_writer import is_written

        begun = self.begun_change
        return begun if begun is not None and is_written(self.connection, begun) else None

    @contextmanager
    def reading(self, as_of: Moment | None = None) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the register for the length of the block, as it stood at that moment.

        Within a change it is what the change has written by now.
        """
        if as_of is None:
            with super().reading() as connection:
                yield connection
            return
        from outreach_cli.register.as_of import standing

        if self.connection.in_transaction:
            from outreach_cli.register.change_writer import ChangeUnderWayError

            raise ChangeUnderWayError
        with super().reading() as connection, own_failures(self.path_as_given), standing(connection, as_of):
            yield connection

    def moment(self, word: str | int) -> Moment:
        """The moment that `word` names: a change's number, or the end of a day."""
        from outreach_cli.register.as_of import moment_of

        with translate_failures(self.path_as_given):
            return moment_of(self.connection, str(word))

    def undo_preview(self, change: int | str | None = None) -> tuple[int, list[str]]:
        """The change that an undo would take back, and what that does to each record, in words."""
        from outreach_cli.register import undo
        from outreach_cli.register.log import undo_in_words

        with self.reading() as connection:
            chosen = undo.latest(connection) if change is None else undo.read_number(change)
            undo.refuse_undo(connection, chosen)
            return chosen, list(undo_in_words(connection, chosen))

    def note_access(self, command: str, citizens: Collection[int] | None = None) -> None:
        """Note in the access log who is about to be seen, before they are: these citizens, None for everyone.

        Raises NotNotedError where that cannot be written; then show nothing.
        """
        from outreach_cli.privacy.access_log import note

        note(self.connection, command, citizens)

    def vacuum(self) -> None:
        """Write the file anew, so that nothing that was forgotten is left in it.

        Raises BusyError, DiskFailedError.
        """
        from outreach_cli.privacy.erasure import vacuum

        with translate_failures(self.path_as_given):
            vacuum(self.connection)

    def records(
        self,
        kind: str,
        *,
        period: str | None = None,
        first: str | None = None,
        last: str | None = None,
        open: bool = False,  # noqa: A002 - the keyword is called as the option `--open` is
        as_of: str | int | None = None,
        where: Mapping[str, object] | None = None,
        **fields: object,
    ) -> Iterator[dict[str, object]]:
        """The records of a kind as mappings, in the order added: `id`, and each field by its key.

        `fields` (`site="Nord"`) and `where` keep those with such values, None those without one; `period`
        and the rest are those of `outreach list`. References are names. Who looked is noted where the
        records tell of citizens. Raises UnknownKindError, UnknownFieldError, UnknownName, NotNotedError and
        their kin.
        """
        from outreach_cli.records.registry import record_called
        from outreach_cli.register.record_filters import read_filter, read_records

        record = record_called(kind)
        fields |= where or {}
        with self.reading(None if as_of is None else self.moment(as_of)):
            chosen = read_filter(
                self.find, record, period=period, first=first, last=last, still_open=open, fields=fields
            )
            found = list(read_records(self.find, record, chosen))
        if record.about_citizens:
            self.note_access(f"records {record.plural}")
        return iter(found)

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


def open_register(path: Place) -> Register:
    """Open the register at `path`.

    Raises NoRegisterError, NotARegisterError, NewerRegisterError, BusyError; makes no file.
    """
    connection, version = database.open_file(path, schema.SCHEMA_VERSION)
    if version < schema.SCHEMA_VERSION:
        from pathlib import Path

        from outreach_cli.storage.upgrade import upgrade

        connection.close()
        upgrade(Path(path))
        connection, version = database.open_file(path, schema.SCHEMA_VERSION)
    return Register(path, connection)


def create_register(path: Place, *, municipality: str | None = None, language: str = "da") -> Register:
    """Make a register at `path`, mode 0600, and open it.

    Raises RegisterExistsError and leaves what is there.
    """
    settings = {"language": language}
    if municipality:
        from outreach_cli.records.municipalities import Municipality

        settings["municipality"] = Municipality().read(municipality)

    def fill(connection: sqlite3.Connection) -> None:
        from outreach_cli.change import Change
        from outreach_cli.storage.migrations import create

        create(connection)
        change = Change(connection, "init")
        for name, value in settings.items():
            change.set(name, value)
        change.close()

    database.create_file(path, fill)
    return open_register(path)
