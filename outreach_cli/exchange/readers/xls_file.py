"""Workbooks of the old XLS form: their sheets as text, each value as a person would have typed it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

from outreach_cli.core.language import N_, _
from outreach_cli.core.lost_values import NO_STORED_VALUE, NUMBER_AS_DAY
from outreach_cli.exchange.readers.file_kinds import LOCKED, make_workbook_error
from outreach_cli.exchange.readers.sheet import Line, UnreadableRowsError
from outreach_cli.records.types import convert_to_text

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Cell, Sheet

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
            said = _(N_("the workbook is larger than {most} MB; save it as CSV"))
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

    def read_lines(self, name: str) -> Iterator[Line]:
        """Each row of the sheet that holds something, with its number."""
        sheet = self.book.sheet_by_name(name)
        covering: dict[tuple[int, int], tuple[int, ...]] = {
            (row, column): span for span in self.list_merged(name) for row, column in _list_cells(span)
        }
        for row in range(sheet.nrows):
            cells = [self._format_cell(sheet, row, column, covering) for column in range(sheet.ncols)]
            if any(cells):
                yield row + 1, cells

    def count_rows(self, name: str) -> int:
        """The number of the sheet's last row."""
        return int(self.book.sheet_by_name(name).nrows)

    def list_merged(self, name: str) -> Sequence[tuple[int, int, int, int]]:
        """The merged cells of the sheet: rows and columns from 0, the first and the one after the last."""
        found: Sequence[tuple[int, int, int, int]] = self.book.sheet_by_name(name).merged_cells
        return found

    def _format_cell(
        self, sheet: Sheet, row: int, column: int, covering: dict[tuple[int, int], tuple[int, ...]]
    ) -> str:
        span = covering.get((row, column))
        place = (span[0], span[2]) if span else (row, column)
        return format_cell(sheet.cell(*place), self.book.datemode)


def _list_cells(span: tuple[int, int, int, int]) -> Iterator[tuple[int, int]]:
    first, after, left, right = span
    for row in range(first, after):
        for column in range(left, right):
            yield row, column


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
