"""What workbooks of every form have: an archive that may be damaged, rows, and cells that are merged."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import _, ngettext
from outreach_cli.exchange.readers.sheet import Line, UnreadableRowsError

MOST_CELLS = 24_000_000
"""Cells with something in them above which a workbook is refused."""


def make_workbook_error(why: object) -> UnreadableRowsError:
    """That a workbook is damaged, or of a form that its reader does not know."""
    return UnreadableRowsError(_("the workbook cannot be read ({why})").format(why=why))


@contextmanager
def refuse_damaged(why: str = "") -> Iterator[None]:
    """Raise UnreadableRowsError for any exception in the block: a damaged byte leads readers to whatever."""
    try:
        yield
    except OutreachError:
        raise
    except Exception as error:
        raise make_workbook_error(why or str(error) or type(error).__name__) from error


@contextmanager
def open_archive(file: BinaryIO, why: str = "") -> Iterator[zipfile.ZipFile]:
    """The archive in the file, which is left at its start. Raises UnreadableRowsError for a damaged one.

    That says `why`, or else what the reader does.
    """
    try:
        with refuse_damaged(why), zipfile.ZipFile(file) as packed:
            yield packed
    finally:
        file.seek(0)


class MergedCells(NamedTuple):
    """Cells shown as one: rows and columns from 1, both ends included, with the file's word for them."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    said: str = ""


class SheetRows(NamedTuple):
    """A sheet's rows that hold something, the number of its last, and what to say of them."""

    lines: Iterator[Line]
    height: int
    notes: Sequence[str] = ()


def make_sheet_rows(
    lines: Iterable[Line], height: int, cells: Iterable[MergedCells], left: int = 1
) -> SheetRows:
    """The rows to `height`, each merged cell's value in all that it covers; `left` is their first column."""
    merged = [each for each in cells if each[:2] != each[2:4]]
    return SheetRows(_spread(lines, height, merged, left), height, _note_merged(merged))


def _spread(lines: Iterable[Line], height: int, merged: Sequence[MergedCells], left: int) -> Iterator[Line]:
    by_row: dict[int, list[MergedCells]] = {}
    for each in merged:
        for number in range(each.first_row, min(each.last_row, height) + 1):
            by_row.setdefault(number, []).append(each)
    values: dict[MergedCells, str] = {}
    for number, line in lines:
        cells = list(line)
        for each in by_row.get(number, ()):
            begins, ends = each.first_column - left, each.last_column - left
            if number == each.first_row and 0 <= begins < len(cells):
                values[each] = cells[begins]
            for column in range(max(begins, 0), min(ends + 1, len(cells))):
                cells[column] = values.get(each, "")
        if any(cells):
            yield number, cells


def _note_merged(merged: Sequence[MergedCells]) -> list[str]:
    if not merged:
        return []
    said = ngettext(
        "{n} merged cell: its value was read on each of its rows",
        "{n} merged cells: their value was read on each of their rows",
        len(merged),
    ).format(n=len(merged))
    where = ", ".join(each.said for each in merged[:5] if each.said) + (" …" if len(merged) > 5 else "")
    return [f"{said} ({where})" if merged[0].said else said]
