"""A table as CSV: for programs, or for Danish Excel."""

from __future__ import annotations

import csv
from fractions import Fraction
from io import StringIO
from typing import NamedTuple

from outreach_cli.tables.table import Cell, Table, convert_cell

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


class CsvForm(NamedTuple):
    """What stands between cells and after a line, the decimal mark, and how the file is encoded."""

    delimiter: str
    newline: str = "\n"
    mark: str = "."
    encoding: str = "utf-8"


CSV = CsvForm(",")
CSV_EXCEL = CsvForm(";", "\r\n", ",", "utf-8-sig")
"""What Danish Excel opens by a double click: BOM, `;`, decimal comma, CRLF."""


def write_csv(table: Table, form: CsvForm = CSV) -> bytes:
    """Column keys, unrounded numbers with a point, ISO days; the total last, no notes."""
    out = StringIO()
    writer = csv.writer(out, delimiter=form.delimiter, lineterminator=form.newline)
    writer.writerow([column.key for column in table.columns])
    numeric = [column.numeric for column in table.columns]
    for row in [*table.body, *([table.foot] if table.foot else [])]:
        cells = zip(row, numeric, strict=True)
        writer.writerow([format_csv_cell(cell, form.mark, number=number) for cell, number in cells])
    return out.getvalue().encode(form.encoding)


def write_csv_excel(table: Table) -> bytes:
    """As `write_csv`, for Danish Excel."""
    return write_csv(table, CSV_EXCEL)


def format_csv_cell(cell: Cell, mark: str = ".", *, number: bool = False) -> str:
    """The cell as CSV holds it: text that would be a formula is neutralised, numbers never are.

    A `number` may be written out.
    """
    if cell is None:
        return ""
    if isinstance(cell, Fraction) or (number and isinstance(cell, str)):
        return str(convert_cell(cell)).replace(".", mark)
    return protect_text(cell) if isinstance(cell, str) else str(cell)


def protect_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `unprotect_text`, as an import does, undoes it."""
    return "'" + text if text.lstrip("'").startswith(FORMULA) else text


def unprotect_text(text: str) -> str:
    """The text without the apostrophe that `protect_text` put before it."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text
