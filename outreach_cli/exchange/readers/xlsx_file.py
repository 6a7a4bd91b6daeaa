"""Workbooks (XLSX): their values as text, as a person would have typed them, and what the XML says besides.

That is how far a sheet's cells reach, which have no value, and which are merged.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from posixpath import join, normpath
from typing import IO, TYPE_CHECKING, BinaryIO
from xml.etree import ElementTree as ET
from xml.parsers import expat

from outreach_cli.core.language import _
from outreach_cli.core.lost_values import NO_STORED_VALUE, NUMBER_AS_DAY
from outreach_cli.exchange.readers.sheet import Line, UnreadableRowsError
from outreach_cli.exchange.readers.workbook import (
    MOST_CELLS,
    MergedCells,
    SheetRows,
    make_sheet_rows,
    open_archive,
    refuse_damaged,
)
from outreach_cli.records.types import convert_to_text

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

PIECE = 1 << 20
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The last row and column that a sheet of this form can have."""
_CELL = re.compile(r"([A-Z]{1,7})(\d{1,9})")
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REFERENCE = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class XlsxWorkbook:
    """A workbook as Excel writes it today. Raises UnreadableRowsError."""

    def __init__(self, file: BinaryIO) -> None:
        from python_calamine import CalamineWorkbook

        self.file = file
        with refuse_damaged():
            self.book = CalamineWorkbook.from_filelike(file)
        self.names = self.book.sheet_names

    def read_rows(self, name: str) -> SheetRows:
        """The rows of the sheet of that name, from its first column that holds anything."""
        with open_archive(self.file) as packed:
            path, recounts = _find_sheet_path(packed, name)
            with packed.open(path) as part:
                cells = SheetCells(recounts)
                cells.read(part)
        _check_reach(cells)
        if not cells.last_row:
            return SheetRows(iter(()), 0)
        with refuse_damaged():
            sheet = self.book.get_sheet_by_name(name)
        left = (sheet.start or (0, 0))[1] + 1
        return make_sheet_rows(_read_lines(sheet, cells, left), cells.last_row, cells.merged, left)


def _check_reach(cells: SheetCells) -> None:
    """Raises UnreadableRowsError for a sheet whose cells reach so far that it cannot be held."""
    far = cells.last_row > LAST_ROW or cells.last_column > LAST_COLUMN
    merged = sum(max(min(each.last_row, cells.last_row) - each.first_row + 1, 0) for each in cells.merged)
    if far or merged > MOST_CELLS or cells.last_row * cells.last_column > MOST_CELLS:
        said = _("the sheet reaches to row {row}, column {column}, too far for a table; delete what is there")
        reason = said.format(row=cells.last_row, column=cells.last_column)
        raise UnreadableRowsError(reason, line=cells.last_row)


def _read_lines(sheet: CalamineSheet, found: SheetCells, left: int) -> Iterator[Line]:
    """Each row with its number in the sheet, from its first, and with what the sheet's XML says besides."""
    width = found.last_column - left + 1
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_format_cell(value) for value in row]
        cells += [""] * (width - len(cells))
        for column, text in found.texts.get(number, {}).items():
            cells[column - left] = text
        yield number, cells


def _format_cell(value: object) -> str:
    """A value as text; a day of 1900 or before is a number in a cell that is formatted as a day."""
    if isinstance(value, date) and value.year <= 1900:
        return f"{NUMBER_AS_DAY} {value.isoformat()[:10]}"
    return convert_to_text(value)


def read_column_letters(letters: str) -> int:
    """The number of a column from 1: `A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _find_sheet_path(packed: zipfile.ZipFile, name: str) -> tuple[str, bool]:
    """Where in the archive the sheet is, and whether the workbook is to be computed when it is opened."""
    ((_id, book), *_others) = _list_targets(packed, "_rels/.rels", "", "officeDocument")
    folder, _slash, file = book.rpartition("/")
    root = ET.fromstring(packed.read(book))  # noqa: S314 - expat itself stops what grows without end
    number = recounts = None
    for each in root.iter():
        tag = each.tag.rpartition("}")[2]
        if tag == "sheet" and each.get("name") == name:
            number = each.get(_REFERENCE) or each.get(_STRICT_REFERENCE)
        elif tag == "calcPr":
            recounts = each.get("fullCalcOnLoad")
    path = dict(_list_targets(packed, join(folder, "_rels", f"{file}.rels"), folder))[number or ""]
    return path, recounts in ("1", "true")


def _list_targets(
    packed: zipfile.ZipFile, path: str, folder: str, kind: str = ""
) -> Iterator[tuple[str, str]]:
    """The id and the path of each part that a part of the archive refers to."""
    for each in ET.fromstring(packed.read(path)).iter():  # noqa: S314 - see above
        if each.tag.endswith("}Relationship") and each.get("Type", "").endswith(kind):
            target = each.get("Target", "")
            yield (
                each.get("Id", ""),
                target.lstrip("/") if target[:1] == "/" else normpath(join(folder, target)),
            )


class SheetCells:
    """What the XML of a sheet says of its cells; goes through it once, a piece at a time."""

    def __init__(self, recounts: bool) -> None:
        self.last_row = self.last_column = 0
        """Those that hold anything."""
        self.texts: dict[int, dict[int, str]] = {}
        """What to put in cells whose value is not there, by row and column from 1."""
        self.merged: list[MergedCells] = []
        self.recounts = recounts
        """Whether stored zeros are placeholders: the program that wrote the file has computed nothing."""
        self.row = self.column = 0
        self.names: dict[str, str] = {}
        self.type = ""
        self.formula: list[str] | None = None
        self.value: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start

    def read(self, file: IO[bytes]) -> None:
        while piece := file.read(PIECE):
            self.parser.Parse(piece, False)
        self.parser.Parse(b"", True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self.names:  # the first tag says the namespace; the same words in another are not cells
            space = tag.rpartition("}")[0]
            self.names = {f"{space}}}{name}": name for name in ("c", "v", "is", "f", "row", "mergeCell")}
        name = self.names.get(tag)
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "is"):
            self._note_reach()
            if self.formula is not None or self.type == "e":
                self.value = []
                self.parser.CharacterDataHandler = self.value.append
        elif name == "f":
            self._note_reach()
            self.parser.EndElementHandler = self._end
            self.formula = []
            self.parser.CharacterDataHandler = self.formula.append
        elif name == "row":
            self.row = int(attributes.get("r") or self.row + 1)
            self.column = 0
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self.type = attributes.get("t", "")
        if found := _CELL.fullmatch(attributes.get("r", "")):
            self.column, self.row = read_column_letters(found[1]), int(found[2])
        else:
            self.column += 1
        if self.type == "e":
            self.parser.EndElementHandler = self._end

    def _note_reach(self) -> None:
        """Note that the cell holds something."""
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)

    def _end(self, tag: str) -> None:
        """The end of a tag, called only from within a cell that may be without a value."""
        self.parser.CharacterDataHandler = None
        if self.names.get(tag) == "c":
            self._end_cell()
            self.parser.EndElementHandler = None

    def _end_cell(self) -> None:
        """Note the text of a cell that could not be computed, or whose formula has no stored value."""
        value = "".join(self.value or ()).strip()
        formula = "".join(self.formula or ()).strip()
        stored = self.type == "str" or (value and not (self.recounts and value == "0"))
        if self.type == "e":
            self._put_text(value or "#N/A")
        elif self.formula is not None and not stored:
            self._put_text(f"{NO_STORED_VALUE} ={formula}")
        self.formula = self.value = None
        self.type = ""

    def _put_text(self, text: str) -> None:
        self.texts.setdefault(self.row, {})[self.column] = text

    def _merge(self, ref: str) -> None:
        first, _colon, last = ref.replace("$", "").partition(":")
        begins, ends = _CELL.fullmatch(first), _CELL.fullmatch(last)
        if begins and ends:
            left, right = read_column_letters(begins[1]), read_column_letters(ends[1])
            self.merged.append(MergedCells(int(begins[2]), left, int(ends[2]), right, ref))
