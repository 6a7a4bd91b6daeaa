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
from outreach_cli.intake.delimited import read_csv
from outreach_cli.records import RECORDS, Record, record_called
from outreach_cli.register.incoming import Sheet

ENDINGS = (".csv", ".tsv", ".txt")
"""Endings of the files in a folder that are taken for tables."""


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
    """A file with rows of one kind; `-` is standard input."""

    record: Record
    path: str

    @contextmanager
    def open(self) -> Iterator[Sheet]:
        """The sheet in it. Raises Unreadable for a file that is no table at all."""
        with _opened(self.path) as file:
            yield read_csv(self.path, file)


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
    found = [Source(record_called(path.stem), str(path)) for path in files if not path.name.startswith(".")]
    if not found:
        raise NothingToImport(path=folder)
    order = list(RECORDS)
    return sorted(found, key=lambda source: order.index(source.record.kind))


def kind_of(path: str) -> Record:
    """The kind that a file is named for. Raises UnknownKind."""
    try:
        return record_called(Path(path).stem)
    except UnknownKind as error:
        error.exit_code = 2
        raise
