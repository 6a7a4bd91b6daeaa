"""Workbooks (XLSX, ODS and XLS): which of their sheets is meant, and its headings and rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_, _
from outreach_cli.core.names import fold_case
from outreach_cli.exchange.readers.file_kinds import guess_file_kind
from outreach_cli.exchange.readers.heading_row import ExpectedHeadings, split_headings
from outreach_cli.exchange.readers.ods_file import OdsWorkbook
from outreach_cli.exchange.readers.sheet import Line, Sheet, UnreadableRowsError
from outreach_cli.exchange.readers.workbook import SheetRows, make_workbook_error, open_archive
from outreach_cli.exchange.readers.xls_file import XlsWorkbook
from outreach_cli.exchange.readers.xlsx_file import XlsxWorkbook

if TYPE_CHECKING:
    from outreach_cli.exchange.readers.sources import SourceFile

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


OpenWorkbook = XlsWorkbook | OdsWorkbook | XlsxWorkbook
"""The names of a workbook's sheets, and the rows of each."""
FORMS: dict[str, type[OpenWorkbook]] = {
    "xls": XlsWorkbook,
    "ods": OdsWorkbook,
    "xlsx": XlsxWorkbook,
}
"""What reads each form of workbook."""


def open_workbook(file: BinaryIO, name: str) -> OpenWorkbook:
    """The workbook in a file called `name`. Raises UnreadableRowsError for what cannot be read or held."""
    form = guess_file_kind(file, name)
    if form != "xls":
        _check_size(file)
    return FORMS[form](file)


def _check_size(file: BinaryIO) -> None:
    """Raises UnreadableRowsError for a workbook that is damaged, or unpacks to more than can be held."""
    with open_archive(file, "ZIP") as packed:
        size = sum(each.file_size for each in packed.infolist())
        if size > MOST_BYTES:
            reason = _("unpacked, the workbook is {size} MB, and {most} is the most; save it as CSV")
            raise UnreadableRowsError(reason.format(size=size >> 20, most=MOST_BYTES >> 20))
        if damaged := packed.testzip():
            raise make_workbook_error(damaged)


def read_sheet(source: SourceFile, file: BinaryIO, expected: ExpectedHeadings) -> Sheet:
    """The sheet that is asked for, or else the one named for the kind of record, or else the only one.

    Raises UnreadableRowsError, NoSheetError or WhichSheetError.
    """
    place, name, record = source.place, source.sheet, source.record
    workbook = open_workbook(file, place)
    names = workbook.names
    wanted = [name] if name else [record.plural, record.kind, *record.labels.both, *record.label.both]
    found = [each for each in names if fold_case(each) in map(fold_case, wanted)]
    if not found and name:
        raise NoSheetError(path=source.path, name=name, known=", ".join(names))
    if not found and len(names) > 1:
        filled = [each for each in names if next(workbook.read_rows(each).lines, None)]
        if len(filled) > 1:
            raise WhichSheetError(path=place, known=", ".join(names))
        _tell_empty(place, [each for each in names if each not in filled], expected)
        found = filled
    rows = workbook.read_rows((found or names)[0])
    if source.may_be_empty and not rows.height:
        _tell_empty(place, found, expected)
        return Sheet(place, [], [])
    return _make_sheet(place, rows, expected)


def _tell_empty(place: str, names: Sequence[str], expected: ExpectedHeadings) -> None:
    for each in names:
        said = _('{place}: the sheet "{name}" is empty; it was passed over')
        expected.note(said.format(place=place, name=each))


def list_sheets(path: Path) -> list[str]:
    """The names of the workbook's sheets. Raises UnreadableRowsError."""
    with path.open("rb") as file:
        return open_workbook(file, path.name).names


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
