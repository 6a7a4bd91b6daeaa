"""The formats that a table can leave in: each one's name, file ending and writer."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from outreach_cli.errors import WrongUsage
from outreach_cli.language import N_, _
from outreach_cli.tables import Book, Table

if TYPE_CHECKING:
    from pathlib import Path

_WRITERS = {
    "table": "terminal:write",
    "markdown": "text:markdown",
    "html": "page:write",
    "tsv": "text:tsv",
    "csv": "delimited:csv_text",
    "csv-excel": "delimited:csv_excel",
    "json": "formats:json_text",
    "xlsx": "workbook:write",
    "docx": "document:write",
    "svg": "picture:write",
}
_BOOK_WRITERS = {
    "table": "terminal:write_book",
    "markdown": "text:markdown_book",
    "html": "page:write_book",
    "json": "formats:json_book",
    "xlsx": "workbook:write_book",
    "docx": "document:write_book",
}
FORMATS = tuple(_WRITERS)
BINARY = frozenset({"xlsx", "docx"})
"""Formats that no terminal can show."""
_BY_ENDING = {
    ".txt": "table",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".tsv": "tsv",
    ".csv": "csv",
    ".json": "json",
    ".xlsx": "xlsx",
    ".docx": "docx",
    ".svg": "svg",
}
_ALSO = {"csv": {"csv-excel"}, "table": {"markdown", "tsv", "csv", "csv-excel", "json"}}
"""What else a file may hold that has a format's ending: `.txt` is any text."""


def json_text(table: Table) -> str:
    """The table's JSON with a newline at the end."""
    return table.to_json() + "\n"


def json_book(book: Book) -> str:
    """The JSON of several tables: an object with each one's own under `reports`."""
    import json

    said = {
        "schema": 1,
        "title": book.title,
        "language": book.language,
        "extracted_on": book.extracted_on,
        "notes": list(book.notes),
        "reports": [table.to_dict() for table in book.tables],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def format_for(path: Path, asked: str | None = None) -> str:
    """The format that the file's ending chooses, or that was asked for besides, where the two go together.

    Raises WrongUsage.
    """
    of = _BY_ENDING.get(path.suffix.lower())
    if asked and of not in (None, asked) and asked not in _ALSO.get(of, ()):
        reason = _(N_('the ending of "{file}" is that of {of}, and --format asks for {format}'))
        raise WrongUsage(reason=reason.format(file=path.name, of=of, format=asked))
    if chosen := asked or of:
        return chosen
    known = ", ".join(_BY_ENDING)
    reason = _(N_('the ending of "{file}" names no format; known: {known}'))
    raise WrongUsage(reason=reason.format(file=path.name, known=known))


def written(table: Table | Book, form: str) -> bytes:
    """The table or tables in a format, as the bytes of a file; text in UTF-8. Raises WrongUsage."""
    writers = _BOOK_WRITERS if isinstance(table, Book) else _WRITERS
    if form not in writers:
        reason = _(N_("{format} holds one table; several can be written as {known}")).format(
            format=form, known=", ".join(writers)
        )
        raise WrongUsage(reason=reason)
    module, name = writers[form].split(":")
    writer: Callable[[Any], str | bytes] = getattr(import_module(f"outreach_cli.tables.{module}"), name)
    said = writer(table)
    return said.encode() if isinstance(said, str) else said
