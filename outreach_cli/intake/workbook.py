"""XLSX workbooks: their sheets as text, each value as a person would have typed it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from outreach_cli.errors import OutreachError
from outreach_cli.exchange.readers.sheet import Line, Sheet, Unreadable
from outreach_cli.language import N_, _
from outreach_cli.names import folded
from outreach_cli.records import Record
from outreach_cli.records.types import as_text

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_BYTES = 400 << 20
"""Bytes of an unpacked workbook above which it is refused: a small one may hold a very large one."""


class NoSheet(OutreachError):
    """{path} has no sheet called "{name}"; it has: {known}."""

    exit_code = 3


class WhichSheet(OutreachError):
    """Which sheet of {path}? It has: {known}."""

    exit_code = 2
    hint = N_("Name one with --sheet.")


def open_workbook(file: BinaryIO) -> CalamineWorkbook:
    """The workbook, once its unpacked size is known to be reasonable. Raises Unreadable."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except zipfile.BadZipFile:
        raise Unreadable("", line=1, reason=_(N_("this is no workbook, or one with a password"))) from None
    if size > MOST_BYTES:
        reason = _(N_("unpacked, the workbook is {size} MB, and {most} is the most; save it as CSV"))
        raise Unreadable("", line=1, reason=reason.format(size=size >> 20, most=MOST_BYTES >> 20))
    file.seek(0)
    try:
        return CalamineWorkbook.from_filelike(file)
    except (CalamineError, OSError, ValueError) as error:
        reason = _(N_("the workbook cannot be read ({why})")).format(why=error)
        raise Unreadable("", line=1, reason=reason) from error


def read_sheet(place: str, file: BinaryIO, record: Record, name: str | None) -> Sheet:
    """The sheet called `name`, or else the one named for the kind of record, or else the only one.

    Raises Unreadable, NoSheet or WhichSheet.
    """
    workbook = open_workbook(file)
    names = workbook.sheet_names
    wanted = [name] if name else [record.plural, record.kind, *record.labels.both, *record.label.both]
    found = [each for each in names if folded(each) in map(folded, wanted)]
    if not found and name:
        raise NoSheet(path=place, name=name, known=", ".join(names))
    if not found and len(names) > 1:
        raise WhichSheet(path=place, known=", ".join(names))
    return _sheet(place, workbook.get_sheet_by_name((found or names)[0]))


def sheet_names(path: Path) -> list[str]:
    """The names of the workbook's sheets. Raises Unreadable."""
    with path.open("rb") as file:
        return list(open_workbook(file).sheet_names)


def _sheet(place: str, sheet: CalamineSheet) -> Sheet:
    rows = _rows(sheet)
    line, headings = next(rows, (1, []))
    if not headings:
        raise Unreadable("", line=1, reason=_(N_("the file is empty")))
    reached = line

    def taken() -> Iterator[Line]:
        nonlocal reached
        for number, cells in rows:
            reached = number
            yield number, cells

    return Sheet(place, headings, taken(), line, lambda: reached / (sheet.total_height + 1))


def _rows(sheet: CalamineSheet) -> Iterator[Line]:
    """Each row that holds something, with its number in the sheet; a first one with `#` is a remark."""
    heading = False
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [as_text(value) for value in row]
        if any(cells) and (heading or not cells[0].startswith("#")):
            heading = True
            yield number, cells
