"""A table as CSV: for programs, or for Danish Excel."""

from __future__ import annotations

import csv
from fractions import Fraction
from io import StringIO

from outreach_cli.tables.table import Cell, Table, plain_value

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


def csv_text(table: Table) -> str:
    """Column keys, unrounded numbers with a point, ISO days; the total last, no notes."""
    return _written(table, ",", "\n", ".")


def csv_excel(table: Table) -> str:
    """As `csv_text`, with what Danish Excel opens by a double click: BOM, `;`, decimal comma, CRLF."""
    return "\ufeff" + _written(table, ";", "\r\n", ",")


def _written(table: Table, delimiter: str, newline: str, mark: str) -> str:
    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
    writer.writerow([column.key for column in table.columns])
    for row in [*table.body, *([table.foot] if table.foot else [])]:
        writer.writerow([cell_text(cell, mark) for cell in row])
    return out.getvalue()


def cell_text(cell: Cell, mark: str = ".") -> str:
    """The cell as CSV holds it: text that would be a formula is neutralised, numbers never are."""
    if cell is None:
        return ""
    if isinstance(cell, Fraction):
        return repr(plain_value(cell)).replace(".", mark)
    return neutral(cell) if isinstance(cell, str) else str(cell)


def protected(text: str) -> str:
    """As `neutral`, so that `unprotected` gives the very text back: an import reads what an export wrote."""
    return "'" + text if text.lstrip("'").startswith(FORMULA) else text


def unprotected(text: str) -> str:
    """The text without the apostrophe that `protected` put before it."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(FORMULA) else text
