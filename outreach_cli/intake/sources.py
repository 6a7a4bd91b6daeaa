"""Where rows come from: files named for their kind, a folder of them, or standard input."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from outreach_cli.errors import OutreachError, UnknownKind
from outreach_cli.exchange.readers.sheet import Sheet, Unreadable
from outreach_cli.intake.delimited import csv_sheet
from outreach_cli.language import N_, _
from outreach_cli.records import RECORDS, Record, record_called

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".json", ".jsonl", ".ndjson")
"""Endings of the files in a folder that are taken for tables."""
MANIFEST = "manifest.json"
"""The file in a folder that says what else is in it."""


class NoFile(OutreachError):
    """There is no file {path}."""

    exit_code = 3


class UnreadableFile(OutreachError):
    """{path} could not be read ({reason})."""

    exit_code = 3


class NothingToImport(OutreachError):
    """There is nothing to import in {path}."""

    exit_code = 3


@dataclass(frozen=True)
class Source:
    """A file with rows of one kind; `-` is standard input. `sheet` names one of a workbook's sheets."""

    record: Record
    path: str
    sheet: str | None = None

    @property
    def place(self) -> str:
        """What messages call it."""
        return f"{self.path}[{self.sheet}]" if self.sheet else self.path

    @contextmanager
    def open(self) -> Iterator[Sheet]:
        """The sheet in it. Raises Unreadable for a file that is no table at all."""
        with _opened(self.path) as file:
            start = file.read(512)
            file.seek(0)
            if start.startswith(b"PK"):
                from outreach_cli.intake.workbook import read_sheet

                yield read_sheet(self.place, file, self.record, self.sheet)
            elif start.strip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
                from outreach_cli.intake.objects import read_json

                yield read_json(self.place, file)
            elif start.startswith(b"\xd0\xcf\x11\xe0"):
                reason = _(N_("this is an old or protected workbook; save it as XLSX or CSV"))
                raise Unreadable("", line=1, reason=reason)
            else:
                with csv_sheet(self.place, file) as sheet:
                    yield sheet


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    """The file, which can be read more than once: standard input is kept in a private file meanwhile."""
    if path == "-":
        with tempfile.TemporaryFile() as kept:
            shutil.copyfileobj(sys.stdin.buffer, kept)
            kept.seek(0)
            yield kept
        return
    try:
        file = Path(path).open("rb")  # noqa: SIM115
    except FileNotFoundError:
        raise NoFile(path=path) from None
    except OSError as error:
        raise UnreadableFile(path=path, reason=error.strerror) from error
    with file:
        yield file


def in_folder(folder: Path) -> list[Source]:
    """The files in a folder, each named for its kind, in the order that references need."""
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
    except OSError as error:
        raise UnreadableFile(path=folder, reason=error.strerror) from error
    found = [
        Source(record_called(path.stem), str(path))
        for path in files
        if not path.name.startswith(".") and path.name != MANIFEST
    ]
    return in_order(found, folder)


def in_file(path: Path, sheet: str | None = None, passed: list[str] | None = None) -> list[Source]:
    """The sheets of a file: a workbook's that are named for kinds, or one kind that the file is named for.

    `passed` gets the names of the other sheets where some are named for kinds.
    """
    with _opened(str(path)) as file:
        packed = file.read(2) == b"PK"
    if not packed or sheet:
        return [Source(record_called(path.stem), str(path), sheet)]
    from outreach_cli.intake.workbook import sheet_names

    found, others = [], []
    for name in sheet_names(path):
        try:
            found.append(Source(record_called(name), str(path), name))
        except UnknownKind:
            others.append(name)
    if not found:
        return [Source(record_called(path.stem), str(path))]
    if passed is not None:
        passed += others
    return in_order(found, path)


def in_order(sources: list[Source], place: Path) -> list[Source]:
    """The sources in the order that references need. Raises NothingToImport."""
    if not sources:
        raise NothingToImport(path=place)
    order = list(RECORDS)
    return sorted(sources, key=lambda source: order.index(source.record.kind))
