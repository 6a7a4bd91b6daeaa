"""The formats that a table can leave in: each one's name, file ending and writer."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from outreach_cli.errors import WrongUsage
from outreach_cli.language import N_, _
from outreach_cli.tables import Table

_WRITERS = {
    "table": "terminal:write",
    "markdown": "plain:markdown",
    "html": "page:write",
    "tsv": "plain:tsv",
    "csv": "delimited:csv_text",
    "csv-excel": "delimited:csv_excel",
    "json": "formats:json_text",
}
FORMATS = tuple(_WRITERS)
_BY_ENDING = {
    ".txt": "table",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".tsv": "tsv",
    ".csv": "csv",
    ".json": "json",
}


def json_text(table: Table) -> str:
    """The table's JSON with a newline at the end."""
    return table.to_json() + "\n"


def format_for(path: Path) -> str:
    """The format that the file's ending chooses. Raises WrongUsage."""
    try:
        return _BY_ENDING[path.suffix.lower()]
    except KeyError:
        known = ", ".join(_BY_ENDING)
        reason = _(N_('the ending of "{file}" names no format; known: {known}')).format(
            file=path.name, known=known
        )
        raise WrongUsage(reason=reason) from None


def written(table: Table, form: str) -> bytes:
    """The table in a format, as the bytes of a file; text in UTF-8."""
    module, name = _WRITERS[form].split(":")
    writer: Callable[[Table], str | bytes] = getattr(import_module(f"outreach_cli.tables.{module}"), name)
    said = writer(table)
    return said.encode() if isinstance(said, str) else said
