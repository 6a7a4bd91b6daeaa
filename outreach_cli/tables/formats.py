"""The formats that a table can leave in: each one's name, file ending and writer."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from outreach_cli.core.errors import WrongUsageError
from outreach_cli.core.language import _
from outreach_cli.tables.table import Table, convert_cell

if TYPE_CHECKING:
    from pathlib import Path

    from outreach_cli.tables.book import Book, TextPart


class TableFormat(NamedTuple):
    """A format: its writers, of one table and of several, each as `module:function`.

    The module is read when a table is written, not before: a report on a terminal waits for no workbook. The
    writer of one is None where one is written as several are, and that of several where the format holds but
    one. `fits` names the other formats that a file
    with one of its `endings` may hold as well: `.txt` is any text.
    """

    one: str | None
    several: str | None
    endings: tuple[str, ...]
    binary: bool = False
    fits: tuple[str, ...] = ()


def _load_writer(named: str) -> Callable[[Table | Book], str | bytes]:
    module, _colon, function = named.partition(":")
    writer: Callable[[Table | Book], str | bytes]
    writer = getattr(import_module(f"outreach_cli.tables.{module}"), function)
    return writer


def write_json(table: Table) -> str:
    """The table's JSON with a newline at the end."""
    return table.to_json() + "\n"


def write_json_book(book: Book) -> str:
    """The JSON of several tables: each one's own under `reports`, and under `parts` what stands in order.

    A table in `parts` is named by its place in `reports`; a text has its figures with exact values.
    """
    import json

    from outreach_cli.tables.book import TextPart

    places = iter(range(len(book.tables)))
    said = {
        "schema": 1,
        "title": book.title,
        "language": book.language,
        "extracted_on": book.extracted_on,
        "notes": list(book.notes),
        "parts": [
            _write_text(part)
            if isinstance(part, TextPart)
            else {"part": "report", "name": part.called, "heading": part.heading, "report": next(places)}
            for part in book.parts
        ],
        "reports": [table.to_dict() for table in book.tables],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _write_text(part: TextPart) -> dict[str, object]:
    return {
        "part": "text",
        "heading": part.heading or None,
        "text": list(part.paragraphs),
        "figures": [
            {"figure": each.name, "value": convert_cell(each.value), "shown": each.words}
            for each in part.figures
        ],
    }


# To add a format: write a module with its writer and name it here.
FORMATS = {
    "table": TableFormat(
        "terminal:write",
        "terminal:write_book",
        (".txt",),
        fits=("markdown", "tsv", "csv", "csv-excel", "json"),
    ),
    "markdown": TableFormat("markdown:write_markdown", "markdown:write_markdown_book", (".md",)),
    "html": TableFormat("html_page:write", "html_page:write_book", (".html", ".htm")),
    "tsv": TableFormat("markdown:write_tsv", None, (".tsv",)),
    "csv": TableFormat("csv_text:write_csv", None, (".csv",), fits=("csv-excel",)),
    "csv-excel": TableFormat("csv_text:write_csv_excel", None, ()),
    "json": TableFormat("formats:write_json", "formats:write_json_book", (".json",)),
    "xlsx": TableFormat(None, "excel:write_book", (".xlsx",), binary=True),
    "docx": TableFormat(None, "word:write_book", (".docx",), binary=True),
    "svg": TableFormat("svg_chart:write", None, (".svg",)),
}
"""Every format by its name."""
BINARY = frozenset(name for name, each in FORMATS.items() if each.binary)
"""Formats that no terminal can show."""
_BY_ENDING = {ending: name for name, each in FORMATS.items() for ending in each.endings}


def choose_format(path: Path, asked: str | None = None) -> str:
    """The format that the file's ending chooses, or that was asked for besides, where the two go together.

    Raises WrongUsageError.
    """
    of = _BY_ENDING.get(path.suffix.lower())
    if asked and of and of != asked and asked not in FORMATS[of].fits:
        reason = _('the ending of "{file}" is that of {of}, and --format asks for {format}')
        raise WrongUsageError(reason=reason.format(file=path.name, of=of, format=asked))
    if chosen := asked or of:
        return chosen
    known = ", ".join(_BY_ENDING)
    reason = _('the ending of "{file}" names no format; known: {known}')
    raise WrongUsageError(reason=reason.format(file=path.name, known=known))


def encode_table(table: Table | Book, form: str) -> bytes:
    """The table or tables in a format, as the bytes of a file; text in UTF-8. Raises WrongUsageError."""
    each = FORMATS[form]
    if isinstance(table, Table) and not each.one:
        from outreach_cli.tables.book import Book

        table = Book(table.title, table.language, (table,), table.extracted_on)
    writer = each.one if isinstance(table, Table) else each.several
    if writer is None:
        reason = _("{format} holds one table; several can be written as {known}")
        known = ", ".join(name for name, other in FORMATS.items() if other.several)
        raise WrongUsageError(reason=reason.format(format=form, known=known))
    said = _load_writer(writer)(table)
    return said.encode() if isinstance(said, str) else said
