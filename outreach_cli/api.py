"""What a script holds: a register, opened or made, written in by changes and asked for tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Unpack

from outreach_cli.records.citizens import CITIZEN
from outreach_cli.register.finder import RecordFinder
from outreach_cli.storage import database, schema
from outreach_cli.storage.database import Database, translate_errors
from outreach_cli.storage.failures import translate_failures

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    from outreach_cli.change import Change
    from outreach_cli.core.files import Place
    from outreach_cli.records.record import Record
    from outreach_cli.register.as_of import PastMoment
    from outreach_cli.reports.counting.question import ReportChoices
    from outreach_cli.reports.documents.document import Document
    from outreach_cli.reports.publishing.publication_drafts import PublicationDraft
    from outreach_cli.tables.book import Book
    from outreach_cli.tables.table import Table

__all__ = ["Register", "create_register", "open_register"]


class Register(Database):
    """An open register. Close it, or use it as a context manager, in the thread that opened it."""

    kept_before_upgrade: Path | None = None
    """Where an older register is kept as it was, when opening it has brought it up to this version."""

    def __init__(self, path: Place, connection: sqlite3.Connection) -> None:
        super().__init__(path, connection)
        self._looks: list[tuple[str, Collection[int] | None]] = []
        """Who was looked at in the transaction that is open: its lines go with it where it is taken back."""

    @property
    def finder(self) -> RecordFinder:
        """Looks up what is registered."""
        return RecordFinder(self.connection)

    def change(self, command: str, *, dry_run: bool = False) -> AbstractContextManager[Change]:
        """A change to write in: all of the block, in one transaction, or nothing of it.

        `dry_run` takes everything back at the end, as if nothing had been written. `command` names what is
        done in the journal and holds no names of people. A block that writes nothing leaves no change behind.
        The block's own errors pass unchanged. Raises BusyError, DiskFailedError and ChangeUnderWayError
        besides what the verbs raise.
        """
        from outreach_cli.change import Change
        from outreach_cli.register.change_writer import open_change

        return self._note_change(command, open_change(self, Change, command, dry_run=dry_run))

    @contextmanager
    def _note_change(self, command: str, opened: AbstractContextManager[Change]) -> Iterator[Change]:
        """The change; whom it told of is noted where it was not written, and so has no line in the journal.

        That is what its verbs read, what an error that ends it shows, and what an import found to be there.
        Raises NotNotedError.
        """
        from outreach_cli.register.record_changes import RecordShownError

        shown: list[tuple[Record, int]] = []
        change: Change | None = None
        try:
            with opened as change:
                yield change
        except RecordShownError as error:
            shown.append((error.record, error.number))
            raise
        finally:
            if change is not None:
                if self.kept == change.id:
                    self._looks.clear()
                else:
                    shown += change.read_rows
                    self.note_tried(command, change.tried_citizens)
                self._note_again()
                self._note_rows(command, shown)
                self.note_import(change.found_kinds)

    @property
    def kept(self) -> int | None:
        """The change that was begun last, when it is in the file; so one knows after an interruption."""
        from outreach_cli.register.change_writer import is_written

        begun = self.begun_change
        return begun if begun is not None and is_written(self.connection, begun) else None

    @contextmanager
    def open_snapshot(self, as_of: PastMoment | None = None) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the register for the length of the block, as it stood at that moment.

        Within a change it is what the change has written by now.
        """
        if as_of is None:
            with super().open_snapshot() as connection:
                yield connection
            return
        from outreach_cli.register.as_of import stand_with

        if self.connection.in_transaction:
            from outreach_cli.register.change_writer import ChangeUnderWayError

            raise ChangeUnderWayError
        with (
            super().open_snapshot() as connection,
            translate_errors(self.path_as_given),
            stand_with(connection, as_of, {}),
        ):
            yield connection

    def find_moment(self, word: str | int) -> PastMoment:
        """The moment that `word` names: a change's number, or the end of a day."""
        from outreach_cli.register.as_of import find_moment

        with translate_failures(self.path_as_given):
            return find_moment(self.connection, str(word))

    def preview_undo(self, change: int | str | None = None) -> tuple[int, list[str]]:
        """The change that an undo would take back, and what that does to each record, in words.

        Whom it tells of is noted as seen. Raises what an undo raises, and NotNotedError.
        """
        from outreach_cli.register import undo
        from outreach_cli.register.log import undo_in_words

        with self.open_snapshot() as connection:
            chosen = undo.find_latest(connection) if change is None else undo.read_number(change)
            undo.refuse_undo(connection, chosen)
            touched = list(undo.find_touched(connection, chosen))
            lines = list(undo_in_words(connection, chosen, touched))
        self._note_rows("undo --dry-run", [(each.record, each.id) for each in touched])
        return chosen, lines

    def note_access(self, command: str, citizens: Collection[int] | None = None) -> None:
        """Note in the access log who is about to be seen, before they are: these citizens, None for everyone.

        Raises NotNotedError where that cannot be written; then show nothing.
        """
        from outreach_cli.privacy.access_log import note_access

        note_access(self.connection, command, citizens)
        if self.connection.in_transaction:
            self._looks.append((command, citizens))

    def _note_again(self) -> None:
        """Note the looks of a transaction that was taken back, and their lines with it."""
        looks, self._looks = self._looks, []
        for command, citizens in looks:
            self.note_access(command, citizens)

    @contextmanager
    def begin_transaction(self) -> Iterator[None]:
        """All of the block or nothing of it; what was looked at in it is noted in any case.

        Raises BusyError, DiskFailedError and NotNotedError; the block's own errors pass.
        """
        try:
            with super().begin_transaction():
                yield
            self._looks.clear()
        finally:
            if not self.connection.in_transaction:
                self._note_again()

    def note_import(self, kinds: Collection[str], *, dry_run: bool = False) -> None:
        """Note that an import found rows of these kinds to be there already. Raises NotNotedError."""
        from outreach_cli.records.registry import RECORDS

        if plurals := sorted(RECORDS[kind].plural for kind in kinds if RECORDS[kind].about_citizens):
            self.note_access(" ".join(("import", *plurals, *(["--dry-run"] if dry_run else []))))

    def note_tried(self, command: str, citizens: Collection[int]) -> None:
        """Note whom rows named that did not come in; numbers that were given to nobody do not count.

        Raises NotNotedError.
        """
        from outreach_cli.privacy.access_log import find_known

        with translate_errors(self.path_as_given):
            known = find_known(self.connection, citizens)
        if known:
            self.note_access(command, known)

    def _note_rows(self, command: str, rows: Collection[tuple[Record, int]]) -> None:
        """Note whom these rows tell of. Raises NotNotedError."""
        if not rows:
            return
        from outreach_cli.privacy.access_log import find_told_by_rows

        by_record: dict[Record, set[int]] = {}
        for record, number in rows:
            by_record.setdefault(record, set()).add(number)
        for record, numbers in by_record.items():
            with translate_errors(self.path_as_given):
                whom = find_told_by_rows(self.connection, record, numbers)
            if whom is None or whom:
                self.note_access(command, whom)

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
        period: str | int | None = None,
        first: str | date | None = None,
        last: str | date | None = None,
        open: bool = False,  # noqa: A002 - the keyword is called as the option `--open` is
        as_of: str | int | None = None,
        where: Mapping[str, object] | None = None,
        **fields: object,
    ) -> Iterator[dict[str, object]]:
        """The records of a kind as mappings, in the order added: `id`, and each field by its key.

        `fields` (`site="Nord"`) and `where` keep those with such values, None those without one; `period`
        and the rest are those of `outreach list`. References are names. Who looked is noted where the
        records tell of citizens. Raises UnknownKindError, UnknownFieldError, UnknownNameError, NoDayError,
        NeverOpenError, NotNotedError, WrongUsageError and a BadValueError.
        """
        from outreach_cli.records.registry import find_record
        from outreach_cli.register.record_filters import read_filter, read_records, read_where

        record = find_record(kind)
        fields |= read_where(where)
        with self.open_snapshot(None if as_of is None else self.find_moment(as_of)):
            chosen = read_filter(
                self.finder, record, period=period, first=first, last=last, still_open=open, fields=fields
            )
            found = list(read_records(self.finder, record, chosen))
        if record.about_citizens:
            self.note_access(f"records {record.plural}")
        return iter(found)

    def report(self, name: str, **choices: Unpack[ReportChoices]) -> Table:
        """The table of a report: a built-in one by name, or a TOML file of one's own.

        `choices` are those of `outreach report`; see outreach_cli.reports.counting.question.ReportChoices.
        """
        from outreach_cli.reports.definitions.definition import UnknownReportError
        from outreach_cli.reports.run import run

        try:
            table = run(self, name, **choices)
        except UnknownReportError:
            from outreach_cli.reports.catalogue import refuse_document

            refuse_document(name)
            raise
        self._note_persons(table)
        return table

    def draft_report(self, name: str, **choices: Unpack[ReportChoices]) -> tuple[Table, PublicationDraft]:
        """A report, with what can be remembered of it as published."""
        from outreach_cli.reports.run import draft_report

        draft = draft_report(self, name, **choices)
        self._note_persons(draft.tables[0])
        return draft.tables[0], draft

    def draft_book(self, name: str, **choices: Unpack[ReportChoices]) -> tuple[Book, PublicationDraft]:
        """A document, with what can be remembered of it as published."""
        from outreach_cli.reports.documents.document_maker import draft_book

        book, draft = draft_book(self, self._find_document(name), **choices)
        for table in book.tables:
            self._note_persons(table)
        return book, draft

    def list_publications(self, name: str | None = None) -> Table:
        """What was published: by name its day, its reports, and how many figures it shows and hides."""
        from outreach_cli.reports.publishing.erratum import list_publications

        with self.open_snapshot() as connection:
            return list_publications(connection, name)

    def make_erratum(self, name: str, language: str | None = None, *, keys: bool = False) -> Table:
        """The figures of a publication that are otherwise now, in the register's own language if in no other.

        With `keys` reports and columns stand by their key. Raises UnknownNameError and RecountError.
        """
        from outreach_cli.core.language import use_language
        from outreach_cli.reports.publishing.erratum import compare_publication

        with self.open_snapshot() as connection, use_language(language or self.language):
            return compare_publication(connection, name, keys=keys)

    def _note_persons(self, table: Table) -> None:
        """Note whom a table tells of where it tells of single persons, everyone where it does not say whom.

        Raises NotNotedError.
        """
        if not table.tells_of_persons:
            return
        from outreach_cli.privacy.access_log import find_told_by_codes

        command = f"report {table.name}" + (" --trace" if table.traced else "")
        places = [n for n, column in enumerate(table.columns) if column.key == "citizen"]
        codes = {str(row[n]) for n in places for row in table.body if row[n] is not None}
        keys = [column.key for column in table.columns]
        if {"alike", "record"} <= {*keys}:  # of a citizen, who else may be the same
            record, alike = keys.index("record"), keys.index("alike")
            said = [str(row[alike]) for row in table.body if row[alike] and row[record] in CITIZEN.label.both]
            codes.update(code for each in said for code in each.split(", "))
        whom = None
        if places or (table.traced and not table.body):
            with translate_errors(self.path_as_given):
                whom = find_told_by_codes(self.connection, codes)
        self.note_access(command, whom)

    def book(self, name: str = "all", **choices: Unpack[ReportChoices]) -> Book:
        """The document of that name, or in a TOML file, with the choices of `report` for all its parts.

        Raises UnknownDocumentError for a name that is no document's, and what a report raises.
        """
        book, _draft = self.draft_book(name, **choices)
        return book

    def trace_figure(self, name: str, figure: str, **choices: Unpack[ReportChoices]) -> Table:
        """The records behind a figure of a document, named as in its texts: PART.COLUMN, PART.COLUMN.ROW."""
        from outreach_cli.reports.documents.document_maker import trace_figure

        table = trace_figure(self, self._find_document(name), figure, **choices)
        self._note_persons(table)
        return table

    def _find_document(self, name: str) -> Document:
        from outreach_cli.reports.documents.document import UnknownDocumentError
        from outreach_cli.reports.documents.reader import find_document

        if (document := find_document(name)) is None:
            raise UnknownDocumentError(name=name)
        return document


def open_register(path: Place) -> Register:
    """Open the register at `path`.

    One of an older version comes up to this version, and is kept as it was beside it: see
    `kept_before_upgrade`. Raises NoRegisterError, NotARegisterError, NewerRegisterError, DamagedError,
    CheckFailedError, BusyError; makes no other file.
    """
    connection, version = database.open_file(path)
    if version == schema.SCHEMA_VERSION:
        return Register(path, connection)
    from pathlib import Path

    from outreach_cli.storage.upgrade import upgrade

    connection.close()
    kept = upgrade(Path(path))
    connection, version = database.open_file(path)
    register = Register(path, connection)
    register.kept_before_upgrade = kept
    return register


def create_register(path: Place, *, municipality: str | None = None, language: str = "da") -> Register:
    """Make a register at `path`, mode 0600, and open it.

    Raises RegisterExistsError and leaves what is there.
    """
    settings = {"language": language}
    if municipality:
        from outreach_cli.records.municipalities import Municipality

        settings["municipality"] = Municipality().read(municipality)

    def fill_register(connection: sqlite3.Connection) -> None:
        from outreach_cli.change import Change
        from outreach_cli.storage.migrations import create

        create(connection)
        change = Change(connection, "init")
        for name, value in settings.items():
            change.set(name, value)
        change.seal()

    database.create_file(path, fill_register)
    return open_register(path)
