"""Imports inside a test, without a process of their own."""

from __future__ import annotations

from pathlib import Path

from outreach_cli.api import Register
from outreach_cli.exchange.import_options import ImportOptions, choose_creatable
from outreach_cli.exchange.import_result import ImportResult
from outreach_cli.exchange.import_session import ImportSession, take_sources
from outreach_cli.exchange.problems import RejectedError
from outreach_cli.exchange.readers.sources import SourceFile, find_in_folder
from outreach_cli.records.registry import RECORDS, find_record


def take(
    register: Register, *sources: SourceFile, create: bool = False, source: str | None = None
) -> ImportResult:
    """Import the sources as one change. Raises RejectedError."""
    with register.change("import") as change:
        bulk = ImportSession(change, ImportOptions(choose_creatable(create), source=source))
        take_sources(bulk, sources)
        return bulk.finish()


def take_file(
    register: Register, kind: str, path: Path, *, create: bool = False, source: str | None = None
) -> str:
    """Import a file of one kind; the line that scripts read."""
    return str(take(register, SourceFile(find_record(kind), str(path)), create=create, source=source))


def take_text(register: Register, kind: str, text: str, *, create: bool = False) -> str:
    """Import CSV text of one kind; the line that scripts read."""
    path = register.path.parent / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    return take_file(register, kind, path, create=create)


def take_folder(register: Register, folder: Path) -> str:
    """Import a folder; the line that scripts read."""
    return str(take(register, *find_in_folder(folder)[0]))


def problems_of(register: Register, kind: str, content: bytes | str) -> list[str]:
    """What is wrong with a file's content: everything after the file's name."""
    path = register.path.parent / f"{kind}.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    try:
        take_file(register, kind, path)
    except RejectedError as error:
        return [str(each).removeprefix(f"{path}:") for each in error.problems.kept]
    return []


def everything(register: Register) -> dict[str, list[tuple[object, ...]]]:
    """Every record of every kind, references by name, without what only the register knows."""
    with register.open_snapshot() as connection:
        return {kind: _rows(connection, kind) for kind in RECORDS}


def _rows(connection: object, kind: str) -> list[tuple[object, ...]]:
    from outreach_cli.exchange.export_rows import ExportRules, select_export_rows

    return list(select_export_rows(connection, RECORDS[kind], ExportRules()).rows)  # type: ignore[arg-type]
