"""An export: a folder with a file of each kind of record, which an import reads again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from outreach_cli.core.errors import DiskFailedError, NoFolderError, RefusedError
from outreach_cli.core.files import open_replacement
from outreach_cli.core.language import N_, _
from outreach_cli.exchange.export_rows import ExportRules, select_export_rows
from outreach_cli.records.record import Record
from outreach_cli.storage.database import Database
from outreach_cli.tables.row_files import SHEETS, LongCellError, write_rows


@dataclass(frozen=True)
class ExportedFile:
    """A file that was written, of which kind of record (None where of none), and how many rows are in it."""

    path: Path
    record: Record | None
    rows: int


def export(
    register: Database, folder: Path, records: Iterable[Record], form: str, leave: ExportRules | None = None
) -> list[ExportedFile]:
    """Write a file of each kind into the folder, readable only by the owner, as the register stands now.

    A kind that has a text too long for a cell of a workbook, as the figures of a large publication, is
    written as CSV, which an import of the folder reads as well. Raises RefusedError for a folder that is a
    file, TooManyRowsError and DiskFailedError. Each file is replaced whole.
    """
    make_folder(folder)
    made = []
    with register.open_snapshot() as connection:
        for record in records:
            rules = leave or ExportRules()
            try:
                made.append(_export_kind(register, connection, folder, record, form, rules))
            except LongCellError:
                made.append(_export_kind(register, connection, folder, record, "csv", rules))
    return made


def _export_kind(
    register: Database,
    connection: sqlite3.Connection,
    folder: Path,
    record: Record,
    form: str,
    rules: ExportRules,
) -> ExportedFile:
    rows = select_export_rows(connection, record, rules)
    path = folder / (record.plural + SHEETS[form][0])
    with open_replacement(path, mode=0o600, never=register.path) as file:
        number = write_rows(form, file, rows.keys, rows.convert_rows(), rows.days)
    return ExportedFile(path, record, number)


def make_folder(folder: Path) -> None:
    """Make the folder, for the owner only, unless it is there.

    Raises RefusedError, NoFolderError or DiskFailedError.
    """
    if folder.exists() and not folder.is_dir():
        raise RefusedError(reason=_(N_("{path} is a file, not a folder.")).format(path=folder))
    if not folder.parent.is_dir():
        raise NoFolderError(path=folder.parent)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise DiskFailedError(reason=f"{folder}: {error.strerror or error}") from error
