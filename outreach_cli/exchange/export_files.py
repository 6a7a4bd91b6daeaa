"""An export: a folder with a file of each kind of record, which an import reads again."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from outreach_cli.core.errors import RefusedError
from outreach_cli.core.files import NoFolderError, make_disk_error, open_replacement
from outreach_cli.core.language import _
from outreach_cli.exchange.export_rows import ExportRules, select_export_rows
from outreach_cli.records.record import Record
from outreach_cli.storage.database import Database
from outreach_cli.tables.row_files import SHEETS, LongCellError, Rows, write_rows


@dataclass(frozen=True)
class ExportedFile:
    """A file that was written, of which kind of record (None where of none), and how many rows are in it.

    `file` is its content, open until it has its name.
    """

    path: Path
    record: Record | None
    rows: int
    file: BinaryIO


def export(
    register: Database, folder: Path, records: Iterable[Record], form: str, leave: ExportRules | None = None
) -> list[ExportedFile]:
    """Write a file of each kind into the folder, readable only by the owner, as the register stands now.

    A kind that has a text too long for a cell of a workbook, as the figures of a large publication, is
    written as CSV, which an import of the folder reads as well. Raises RefusedError for a folder that is a
    file, TooManyRowsError and DiskFailedError, and leaves what was there: the files get their names when all
    of them are written.
    """
    with open_folder(folder, form, register.path) as made, register.open_snapshot() as connection:
        return made.write_kinds(connection, records, leave or ExportRules())


class ExportFolder(NamedTuple):
    """A folder that is written to: its files get their names when `drafts` is closed; none is `never`."""

    path: Path
    form: str
    never: Path
    drafts: ExitStack

    def write_kinds(
        self, connection: sqlite3.Connection, records: Iterable[Record], rules: ExportRules
    ) -> list[ExportedFile]:
        """Write a file of each kind, as CSV where a text is too long for a cell of a workbook."""

        def write_kind(record: Record, to: ExportFolder) -> ExportedFile:
            rows = select_export_rows(connection, record, rules)
            return to.write(record.plural, rows.keys, rows.convert_rows(), rows.days, record)

        made = []
        for record in records:
            try:
                made.append(write_kind(record, self))
            except LongCellError:
                made.append(write_kind(record, self._replace(form="csv")))
        return made

    def write(
        self, name: str, keys: Sequence[str], rows: Rows, days: frozenset[int], record: Record | None = None
    ) -> ExportedFile:
        """Write a file of rows under their keys; `days` are the columns that hold days."""
        path = self.path / (name + SHEETS[self.form][0])
        with open_draft(self.drafts, path, self.never) as file:
            return ExportedFile(path, record, write_rows(self.form, file, keys, rows, days), file)


@contextmanager
def open_folder(folder: Path, form: str, never: Path) -> Iterator[ExportFolder]:
    """The folder, to write to in that form; `never` is the register. Raises what `make_folder` does."""
    with make_folder(folder), ExitStack() as drafts:
        yield ExportFolder(folder, form, never, drafts)


@contextmanager
def open_draft(drafts: ExitStack, path: Path, never: Path) -> Iterator[BinaryIO]:
    """A private file to write in, which gets its name when `drafts` is closed; `never` is the register.

    Raises what `open_replacement` does: that there is no room for it too, before any file has its name.
    """
    with ExitStack() as own:
        file = own.enter_context(open_replacement(path, mode=0o600, never=never))
        yield file
        file.flush()
        drafts.push(own.pop_all())


@contextmanager
def make_folder(folder: Path) -> Iterator[None]:
    """Make the folder, for the owner only, unless it is there; a new one goes again if the block fails.

    Raises RefusedError, NoFolderError or DiskFailedError.
    """
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise RefusedError(reason=_("{path} is a file, not a folder.").format(path=folder))
    if not os.path.isdir(folder.parent):
        raise NoFolderError(path=folder.parent)
    there = os.path.exists(folder)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise make_disk_error(error, folder) from error
    try:
        yield
    except BaseException:
        if not there:
            with suppress(OSError):
                folder.rmdir()
        raise
