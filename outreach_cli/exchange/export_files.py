"""An export: a folder with a file of each kind of record, which an import reads again."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from outreach_cli.core.errors import RefusedError
from outreach_cli.core.files import NoFolderError, make_disk_error, open_replacement
from outreach_cli.core.language import N_, _
from outreach_cli.exchange.export_rows import ExportRules, select_export_rows
from outreach_cli.records.record import Record
from outreach_cli.storage.database import Database
from outreach_cli.tables.row_files import SHEETS, LongCellError, write_rows


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
    with make_folder(folder), register.open_snapshot() as connection, ExitStack() as drafts:
        return write_kinds(drafts, register, connection, folder, records, form, leave or ExportRules())


def write_kinds(
    drafts: ExitStack,
    register: Database,
    connection: sqlite3.Connection,
    folder: Path,
    records: Iterable[Record],
    form: str,
    rules: ExportRules,
) -> list[ExportedFile]:
    """As `export`, into a folder that is there; the files get their names when `drafts` is closed."""

    def write_kind(record: Record, form: str) -> ExportedFile:
        rows = select_export_rows(connection, record, rules)
        path = folder / (record.plural + SHEETS[form][0])
        with open_draft(drafts, path, register.path) as file:
            number = write_rows(form, file, rows.keys, rows.convert_rows(), rows.days)
        return ExportedFile(path, record, number, file)

    made = []
    for record in records:
        try:
            made.append(write_kind(record, form))
        except LongCellError:
            made.append(write_kind(record, "csv"))
    return made


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
        raise RefusedError(reason=_(N_("{path} is a file, not a folder.")).format(path=folder))
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
