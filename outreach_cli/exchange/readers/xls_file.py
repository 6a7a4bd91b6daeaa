"""Workbooks of the old XLS form: their sheets as text, each value as a person would have typed it."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

from outreach_cli.core.language import _
from outreach_cli.core.lost_values import NO_STORED_VALUE, NUMBER_AS_DAY
from outreach_cli.exchange.readers.file_kinds import LOCKED
from outreach_cli.exchange.readers.sheet import UnreadableRowsError
from outreach_cli.exchange.readers.workbook import (
    MergedCells,
    SheetRows,
    make_sheet_rows,
    make_workbook_error,
)
from outreach_cli.records.types import convert_to_text

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Cell

MOST_BYTES = 128 << 20
"""Bytes of a workbook of this form above which it is refused; 65,536 rows are the most it can hold."""
_FIRST_DAY = {0: datetime(1899, 12, 30), 1: datetime(1904, 1, 1)}  # noqa: DTZ001 - a workbook has no time zone
"""The day that is the number 0, by the workbook's own mode."""


class XlsWorkbook:
    """A workbook of the old form. Raises UnreadableRowsError for one that is damaged, locked or too large."""

    def __init__(self, file: BinaryIO) -> None:
        import xlrd

        content = file.read(MOST_BYTES + 1)
        file.seek(0)
        if len(content) > MOST_BYTES:
            said = _("the workbook is larger than {most} MB; save it as CSV")
            raise UnreadableRowsError(said.format(most=MOST_BYTES >> 20))
        try:
            self.book: Book = xlrd.open_workbook(
                file_contents=content, logfile=io.StringIO(), formatting_info=True
            )
        except Exception as error:  # the reader raises whatever a damaged byte leads it to
            if "encrypted" in str(error):
                raise UnreadableRowsError(_(LOCKED)) from None
            raise make_workbook_error(str(error) or type(error).__name__) from error
        self.names: list[str] = self.book.sheet_names()

    def read_rows(self, name: str) -> SheetRows:
        """The rows of the sheet of that name."""
        sheet, mode = self.book.sheet_by_name(name), self.book.datemode
        lines = (
            (row + 1, [format_cell(sheet.cell(row, column), mode) for column in range(sheet.ncols)])
            for row in range(sheet.nrows)
        )
        spans = sheet.merged_cells
        merged = [MergedCells(row + 1, column + 1, after, right) for row, after, column, right in spans]
        return make_sheet_rows(lines, sheet.nrows, merged)


def format_cell(cell: Cell, datemode: int) -> str:
    """What a cell holds as text: its value, or the word for why it has none.

    This form does not say whether a formula that holds an empty text was ever computed: it is told.
    """
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_TEXT, error_text_from_code

    if cell.ctype == XL_CELL_ERROR:
        return str(error_text_from_code.get(cell.value, "#N/A"))
    if (
        cell.ctype == XL_CELL_TEXT and not cell.value
    ):  # only a formula gives an empty text, or was not computed
        return NO_STORED_VALUE
    if cell.ctype == XL_CELL_BOOLEAN:
        return "yes" if cell.value else "no"
    if cell.ctype == XL_CELL_DATE:
        try:
            day = _FIRST_DAY[datemode] + timedelta(days=cell.value)
        except OverflowError:
            return convert_to_text(cell.value)
        return f"{NUMBER_AS_DAY} {day.date().isoformat()}" if day.year <= 1900 else convert_to_text(day)
    return convert_to_text(cell.value)
