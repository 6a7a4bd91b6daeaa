"""Workbooks (XLSX, ODS and XLS): their sheets as text, each value as a person would have typed it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.core.lost_values import NUMBER_AS_DAY
from outreach_cli.core.names import fold_case
from outreach_cli.exchange.readers.file_kinds import guess_file_kind, make_workbook_error
from outreach_cli.exchange.readers.heading_row import NO_HEADINGS, ExpectedHeadings, split_headings
from outreach_cli.exchange.readers.ods_file import MOST_CELLS, OdsTable, read_ods, widen_rows
from outreach_cli.exchange.readers.sheet import Line, Sheet, UnreadableRowsError
from outreach_cli.exchange.readers.xls_file import XlsWorkbook
from outreach_cli.exchange.readers.xlsx_cells import (
    LAST_COLUMN,
    LAST_ROW,
    MergedRange,
    SheetCells,
    read_sheet_cells,
)
from outreach_cli.exchange.readers.zip_errors import ZIP_ERRORS
from outreach_cli.records.record import Record
from outreach_cli.records.types import convert_to_text

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_BYTES = 400 << 20
"""Bytes of an unpacked workbook above which it is refused: a small one may hold a very large one."""


class NoSheetError(OutreachError):
    """The workbook has no sheet of that name."""

    message = N_('{path} has no sheet called "{name}"; it has: {known}.')


class WhichSheetError(OutreachError):
    """The workbook has several sheets, and none was named."""

    message = N_("Which sheet of {path}? It has: {known}.")
    exit_code = 2
    hint = N_("Name one with --sheet.")


class SheetRows(NamedTuple):
    """A sheet's rows that hold something, how many rows there are at most, and what to say of them."""

    lines: Iterator[Line]
    height: int
    notes: Sequence[str] = ()


class OpenWorkbook:
    """A workbook of any form: the names of its sheets, and the rows of each. Raises UnreadableRowsError."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.file = file
        form = guess_file_kind(file, name)
        self.old: XlsWorkbook | None = None
        self.tables: dict[str, OdsTable] | None = None
        self.book: CalamineWorkbook | None = None
        if form == "xls":
            self.old = XlsWorkbook(file)
            self.names = self.old.names
        elif form == "ods":
            _check_size(file)
            self.tables = {table.name: table for table in read_ods(file)}
            self.names = list(self.tables)
        else:
            _check_size(file)
            from python_calamine import CalamineWorkbook

            with _translate_errors():
                self.book = CalamineWorkbook.from_filelike(file)
            self.names = list(self.book.sheet_names)

    def read_rows(self, name: str) -> SheetRows:
        """The rows of the sheet of that name."""
        if self.old is not None:
            note = _note_merged(len(self.old.list_merged(name)))
            return SheetRows(self.old.read_lines(name), self.old.count_rows(name), note)
        if self.tables is not None:
            table = self.tables[name]
            return SheetRows(
                widen_rows(list(table.rows.items())), len(table.rows), _note_merged(table.merged)
            )
        assert self.book is not None
        with zipfile.ZipFile(self.file) as packed:
            cells = read_sheet_cells(packed, name)
        _check_reach(cells)
        if not cells.last_row:
            return SheetRows(iter(()), 0)
        merged = [
            each
            for each in cells.merged
            if each.last_row > each.first_row or each.last_column > each.first_column
        ]
        with _translate_errors():
            sheet = self.book.get_sheet_by_name(name)
        return SheetRows(_read_lines(sheet, cells), cells.last_row, _note_merged(len(merged), merged))


def _check_size(file: BinaryIO) -> None:
    """Raises UnreadableRowsError for a workbook that is damaged, or unpacks to more than can be held."""
    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(each.file_size for each in packed.infolist())
            if size > MOST_BYTES:
                reason = _(N_("unpacked, the workbook is {size} MB, and {most} is the most; save it as CSV"))
                raise UnreadableRowsError(reason.format(size=size >> 20, most=MOST_BYTES >> 20))
            damaged = packed.testzip()
    except ZIP_ERRORS:
        damaged = "ZIP"
    finally:
        file.seek(0)
    if damaged:
        raise make_workbook_error(damaged)


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Raise UnreadableRowsError for what calamine cannot read."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, OSError, ValueError) as error:
        raise make_workbook_error(error) from error


def _check_reach(cells: SheetCells) -> None:
    """Raises UnreadableRowsError for a sheet whose cells reach so far that it cannot be held."""
    far = cells.last_row > LAST_ROW or cells.last_column > LAST_COLUMN
    merged = sum(min(each.last_row, cells.last_row) - each.first_row + 1 for each in cells.merged)
    if far or merged > MOST_CELLS or cells.last_row * cells.last_column > MOST_CELLS:
        said = _(
            N_("the sheet reaches to row {row}, column {column}, too far for a table; delete what is there")
        )
        reason = said.format(row=cells.last_row, column=cells.last_column)
        raise UnreadableRowsError(reason, line=cells.last_row)


def _note_merged(number: int, merged: Sequence[MergedRange] = ()) -> list[str]:
    if not number:
        return []
    said = ngettext(
        "{n} merged cell: its value was read on each of its rows",
        "{n} merged cells: their value was read on each of their rows",
        number,
    ).format(n=number)
    where = ", ".join(each.said for each in merged[:5]) + (" …" if len(merged) > 5 else "")
    return [f"{said} ({where})" if where else said]


def read_sheet(
    place: str,
    file: BinaryIO,
    record: Record,
    name: str | None,
    expected: ExpectedHeadings = NO_HEADINGS,
    *,
    may_be_empty: bool = False,
) -> Sheet:
    """The sheet called `name`, or else the one named for the kind of record, or else the only one.

    Raises UnreadableRowsError, NoSheetError or WhichSheetError.
    """
    workbook = OpenWorkbook(file, place)
    names = workbook.names
    wanted = [name] if name else [record.plural, record.kind, *record.labels.both, *record.label.both]
    found = [each for each in names if fold_case(each) in map(fold_case, wanted)]
    if not found and name:
        raise NoSheetError(path=place.removesuffix(f"[{name}]"), name=name, known=", ".join(names))
    if not found and len(names) > 1:
        filled = [each for each in names if next(workbook.read_rows(each).lines, None)]
        if len(filled) > 1:
            raise WhichSheetError(path=place, known=", ".join(names))
        _tell_empty(place, [each for each in names if each not in filled], expected)
        found = filled
    rows = workbook.read_rows((found or names)[0])
    if may_be_empty and not rows.height:
        _tell_empty(place, found, expected)
        return Sheet(place, [], [])
    return _make_sheet(place, rows, expected)


def _tell_empty(place: str, names: Sequence[str], expected: ExpectedHeadings) -> None:
    for each in names:
        said = _(N_('{place}: the sheet "{name}" is empty; it was passed over'))
        expected.note(said.format(place=place, name=each))


def list_sheets(path: Path) -> list[str]:
    """The names of the workbook's sheets. Raises UnreadableRowsError."""
    with path.open("rb") as file:
        return OpenWorkbook(file, path.name).names


def _make_sheet(place: str, rows: SheetRows, expected: ExpectedHeadings) -> Sheet:
    reached = 1

    def take_lines() -> Iterator[Line]:
        nonlocal reached
        for number, cells in rows.lines:
            reached = number
            yield number, cells

    line, headings, below = split_headings(place, take_lines(), expected)
    for each in rows.notes:
        expected.note(f"{place}: {each}")
    return Sheet(place, headings, below, line, lambda: min(1.0, reached / max(rows.height, 1)))


def _read_lines(sheet: CalamineSheet, found: SheetCells) -> Iterator[Line]:
    """Each row that holds something, with its number in the sheet.

    The rows begin at the sheet's first, whatever stands there, and at its first column that holds anything.
    """
    left = (sheet.start or (0, 0))[1] + 1
    width = found.last_column - left + 1
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (number, column), text in found.texts.items():
        by_row.setdefault(number, []).append((column - left, text))
    carried: dict[int, list[tuple[int, int, int, int]]] = {}
    for each in found.merged:
        span = (each.first_row, each.last_row, each.first_column - left, each.last_column - left)
        for number in range(each.first_row, min(each.last_row, found.last_row) + 1):
            carried.setdefault(number, []).append(span)
    values: dict[tuple[int, int], str] = {}
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_format_cell(value) for value in row]
        cells += [""] * (width - len(cells))
        for column, text in by_row.get(number, ()):
            cells[column] = text
        for first, _last, begins, ends in carried.get(number, ()):
            if number == first and 0 <= begins < len(cells):
                values[first, begins] = cells[begins]
            for column in range(max(begins, 0), min(ends + 1, len(cells))):
                cells[column] = values.get((first, begins), "")
        if any(cells):
            yield number, cells


def _format_cell(value: object) -> str:
    """A value as text; a day of 1900 or before is a number in a cell that is formatted as a day."""
    if isinstance(value, date) and value.year <= 1900:
        return f"{NUMBER_AS_DAY} {value.isoformat()[:10]}"
    return convert_to_text(value)
