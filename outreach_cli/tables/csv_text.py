"""A table as CSV: for programs, or for Danish Excel."""

from __future__ import annotations

import csv
from fractions import Fraction
from io import StringIO

from outreach_cli.tables.table import Cell, Table, convert_cell

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


def write_csv(table: Table) -> str:
    """Column keys, unrounded numbers with a point, ISO days; the total last, no notes."""
    return _write_delimited(table, ",", "\n", ".")


def write_csv_excel(table: Table) -> str:
    """As `write_csv`, with what Danish Excel opens by a double click: BOM, `;`, decimal comma, CRLF."""
    return "\ufeff" + _write_delimited(table, ";", "\r\n", ",")


def _write_delimited(table: Table, delimiter: str, newline: str, mark: str) -> str:
    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
    writer.writerow([column.key for column in table.columns])
    numeric = [column.numeric for column in table.columns]
    for row in [*table.body, *([table.foot] if table.foot else [])]:
        writer.writerow(
            [
                cell.replace(".", mark) if number and isinstance(cell, str) else format_csv_cell(cell, mark)
                for number, cell in zip(numeric, row, strict=True)
            ]
        )
    return out.getvalue()


def format_csv_cell(cell: Cell, mark: str = ".") -> str:
    """The cell as CSV holds it: text that would be a formula is neutralised, numbers never are."""
    if cell is None:
        return ""
    if isinstance(cell, Fraction):
        return repr(convert_cell(cell)).replace(".", mark)
    return neutralize_text(cell) if isinstance(cell, str) else str(cell)


def protect_text(text: str) -> str:
    """As `neutralize_text`; `unprotect_text` undoes it, so that an import reads what an export wrote."""
    return "'" + text if text.lstrip("'").startswith(FORMULA) else text


def unprotect_text(text: str) -> str:
    """The text without the apostrophe that `protect_text` put before it."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text


def neutralize_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(FORMULA) else text
