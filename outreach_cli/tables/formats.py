"""The formats that a table can leave in: each one's name, file ending and writer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from outreach_cli.core.errors import WrongUsageError
from outreach_cli.core.language import N_, _
from outreach_cli.tables.table import Table, convert_cell

if TYPE_CHECKING:
    from pathlib import Path

    from outreach_cli.tables.book import Book, TextPart


class TableWriter(Protocol):
    """Writes one table as the content of a file: text, or bytes where the format is binary."""

    def __call__(self, table: Table, /) -> str | bytes: ...


class BookWriter(Protocol):
    """Writes several tables as the content of one file."""

    def __call__(self, book: Book, /) -> str | bytes: ...


class TableFormat(NamedTuple):
    """A format: what imports its writers, those of one table and of several, when it is first asked for.

    The writer of several is None where the format holds one table. `fits` names the other formats that a
    file with one of its `endings` may hold as well: `.txt` is any text.
    """

    load: Callable[[], tuple[TableWriter, BookWriter | None]]
    endings: tuple[str, ...]
    binary: bool = False
    fits: tuple[str, ...] = ()


def _load_terminal() -> tuple[TableWriter, BookWriter]:
    from outreach_cli.tables import terminal

    return terminal.write, terminal.write_book


def _load_markdown() -> tuple[TableWriter, BookWriter]:
    from outreach_cli.tables import markdown

    return markdown.write_markdown, markdown.write_markdown_book


def _load_html() -> tuple[TableWriter, BookWriter]:
    from outreach_cli.tables import html_page

    return html_page.write, html_page.write_book


def _load_tsv() -> tuple[TableWriter, None]:
    from outreach_cli.tables import markdown

    return markdown.write_tsv, None


def _load_csv() -> tuple[TableWriter, None]:
    from outreach_cli.tables import csv_text

    return csv_text.write_csv, None


def _load_csv_excel() -> tuple[TableWriter, None]:
    from outreach_cli.tables import csv_text

    return csv_text.write_csv_excel, None


def _load_json() -> tuple[TableWriter, BookWriter]:
    return write_json, write_json_book


def _load_xlsx() -> tuple[TableWriter, BookWriter]:
    from outreach_cli.tables import excel

    return excel.write, excel.write_book


def _load_docx() -> tuple[TableWriter, BookWriter]:
    from outreach_cli.tables import word

    return word.write, word.write_book


def _load_svg() -> tuple[TableWriter, None]:
    from outreach_cli.tables import svg_chart

    return svg_chart.write, None


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


# To add a format: write a module with its writer, load it above and name it here.
FORMATS = {
    "table": TableFormat(
        _load_terminal,
        (".txt",),
        fits=("markdown", "tsv", "csv", "csv-excel", "json"),
    ),
    "markdown": TableFormat(_load_markdown, (".md",)),
    "html": TableFormat(_load_html, (".html", ".htm")),
    "tsv": TableFormat(_load_tsv, (".tsv",)),
    "csv": TableFormat(_load_csv, (".csv",), fits=("csv-excel",)),
    "csv-excel": TableFormat(_load_csv_excel, ()),
    "json": TableFormat(_load_json, (".json",)),
    "xlsx": TableFormat(_load_xlsx, (".xlsx",), binary=True),
    "docx": TableFormat(_load_docx, (".docx",), binary=True),
    "svg": TableFormat(_load_svg, (".svg",)),
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
        reason = _(N_('the ending of "{file}" is that of {of}, and --format asks for {format}'))
        raise WrongUsageError(reason=reason.format(file=path.name, of=of, format=asked))
    if chosen := asked or of:
        return chosen
    known = ", ".join(_BY_ENDING)
    reason = _(N_('the ending of "{file}" names no format; known: {known}'))
    raise WrongUsageError(reason=reason.format(file=path.name, known=known))


def encode_table(table: Table | Book, form: str) -> bytes:
    """The table or tables in a format, as the bytes of a file; text in UTF-8. Raises WrongUsageError."""
    one, several = FORMATS[form].load()
    if isinstance(table, Table):
        said = one(table)
    elif several is not None:
        said = several(table)
    else:
        reason = _(N_("{format} holds one table; several can be written as {known}"))
        known = ", ".join(name for name, each in FORMATS.items() if each.load()[1] is not None)
        raise WrongUsageError(reason=reason.format(format=form, known=known))
    return said.encode() if isinstance(said, str) else said
