"""Where rows come from: files named for their kind, a folder of them, or standard input."""

from __future__ import annotations

import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from outreach_cli.core.errors import OutreachError, UnknownKindError, UnknownWordError
from outreach_cli.core.language import N_
from outreach_cli.exchange.readers.csv_file import read_csv
from outreach_cli.exchange.readers.file_kinds import guess_file_kind, is_lock_file
from outreach_cli.exchange.readers.heading_row import ExpectedHeadings
from outreach_cli.exchange.readers.sheet import Sheet
from outreach_cli.exchange.sent_folder import BESIDE, MANIFEST
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS, find_record

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".jsonl", ".ndjson")
"""Endings of the files in a folder that are taken for tables."""


class NoFileError(OutreachError):
    """A file that is to be imported is not there."""

    message = N_("There is no file {path}.")


class UnreadableFileError(OutreachError):
    """A file that is to be imported cannot be opened, or not decoded."""

    message = N_("{path} could not be read ({reason}).")


class NothingToImportError(OutreachError):
    """A folder or file that is to be imported holds no rows."""

    message = N_("There is nothing to import in {path}.")


class UnnamedTableError(UnknownWordError):
    """A table in a folder that is to be imported is named for no kind of record."""

    message = N_("{path} is not named for a kind of record; nothing was written.")
    hint = N_("Known: {known}")


class NoSheetsError(OutreachError):
    """A sheet was named of what is no workbook."""

    message = N_("{path} has no sheets; --sheet is for workbooks.")


@dataclass(frozen=True)
class SourceFile:
    """A file with rows of one kind; `-` is standard input. `sheet` names one of a workbook's sheets."""

    record: Record
    path: str
    sheet: str | None = None
    may_be_empty: bool = False
    """Whether the sheet was found and not asked for: an empty one is then passed over."""

    @property
    def place(self) -> str:
        """What messages call it."""
        return f"{self.path}[{self.sheet}]" if self.sheet else self.path

    @contextmanager
    def open(self, expected: ExpectedHeadings) -> Iterator[Sheet]:
        """The sheet in it. Raises NoSheetsError, and UnreadableRowsError for what is no table at all."""
        with _open_file(self.path) as file:
            kind = guess_file_kind(file, self.path)
            if kind in ("xlsx", "ods", "xls"):
                from outreach_cli.exchange.readers.excel_file import read_sheet

                yield read_sheet(self, file, expected)
            elif self.sheet:
                raise NoSheetsError(path=self.path)
            elif kind == "json":
                from outreach_cli.exchange.readers.json_file import read_json

                yield read_json(self.place, file)
            else:
                with read_csv(self.place, file, expected) as sheet:
                    yield sheet


STDIN = ("-", "/dev/stdin")
"""Names of standard input. The second cannot be opened everywhere, as where it is a socket."""


def is_passing(path: str) -> bool:
    """Whether the rows pass by but once: from standard input, a FIFO, or a shell's `<(…)`."""
    if path in STDIN:
        return True
    try:
        mode = Path(path).stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


@contextmanager
def _open_file(path: str) -> Iterator[BinaryIO]:
    """The file, which can be read more than once: what passes by is kept in a private file meanwhile."""
    with ExitStack() as opened:
        try:
            file = sys.stdin.buffer if path in STDIN else opened.enter_context(Path(path).open("rb"))
        except FileNotFoundError:
            raise NoFileError(path=path) from None
        except OSError as error:
            raise UnreadableFileError(path=path, reason=error.strerror) from error
        if is_passing(path):
            kept = opened.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(file, kept)
            kept.seek(0)
            file = cast("BinaryIO", kept)
        yield file


def find_in_folder(folder: Path) -> tuple[list[SourceFile], list[str]]:
    """The files in a folder, each named for its kind, in the order that references need; the others' names.

    A file of another form that is named for a kind is one of them: reading it says what it is. Raises
    UnnamedTableError for a table that is named for none.
    """
    try:
        files = sorted(folder.iterdir())
    except OSError as error:
        raise UnreadableFileError(path=folder, reason=error.strerror) from error
    found, others = [], []
    sent = any(path.name == MANIFEST for path in files)
    for path in files:
        if path.name.startswith(".") or path.name == MANIFEST or (sent and path.stem in BESIDE):
            continue
        if path.suffix.lower() == ".toml":  # a report or a document of one's own
            continue
        if is_lock_file(path.name) or path.is_dir():
            others.append(path.name)
            continue
        is_table = path.suffix.lower() in ENDINGS
        try:
            record = find_record(path.stem if is_table else path.name.partition(".")[0])
        except UnknownKindError as error:
            if is_table:
                known = error.details["known"]
                raise UnnamedTableError(path=path, known=known, nearest=error.nearest) from None
            others.append(path.name)
        else:
            found.append(SourceFile(record, str(path)))
    return _sort_sources(found, folder), others


def find_in_file(path: Path, sheet: str | None = None) -> tuple[list[SourceFile], list[str]]:
    """The sheets of a file: a workbook's that are named for kinds, or one kind that the file is named for.

    Where some are named for kinds, the names of the others too.
    """
    workbook = False
    if not is_passing(str(path)):
        with _open_file(str(path)) as file:
            workbook = file.read(2) in (b"PK", b"\xd0\xcf")
    if not workbook or sheet:
        return [SourceFile(find_record(path.stem), str(path), sheet)], []
    from outreach_cli.exchange.readers.excel_file import list_sheets

    found, others = [], []
    for name in list_sheets(path):
        try:
            found.append(SourceFile(find_record(name), str(path), name, may_be_empty=True))
        except UnknownKindError:
            others.append(name)
    if not found:
        return [SourceFile(find_record(path.stem), str(path))], []
    return _sort_sources(found, path), others


def _sort_sources(sources: list[SourceFile], place: Path) -> list[SourceFile]:
    """The sources in the order that references need. Raises NothingToImportError."""
    if not sources:
        raise NothingToImportError(path=place)
    order = list(RECORDS)
    return sorted(sources, key=lambda source: order.index(source.record.kind))
