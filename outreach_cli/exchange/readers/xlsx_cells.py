"""What a sheet's own XML says of its cells: how far they reach, which have no value, which are merged."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import IO
from xml.etree import ElementTree as ET
from xml.parsers import expat

from outreach_cli.core.lost_values import NO_STORED_VALUE
from outreach_cli.exchange.readers.file_kinds import make_workbook_error
from outreach_cli.exchange.readers.zip_errors import ZIP_ERRORS

PIECE = 1 << 20
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The last row and column that a sheet of this form can have."""
_CELL = re.compile(r"([A-Z]{1,7})(\d{1,9})")
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REFERENCE = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True)
class MergedRange:
    """Cells that are shown as one: rows and columns from 1, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    said: str


@dataclass
class SheetCells:
    """What the XML of a sheet says of its cells.

    The last row and column that hold anything; what to put in cells whose value is not there (by row and
    column from 1); and the merged cells.
    """

    last_row: int = 0
    last_column: int = 0
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)


def read_sheet_cells(packed: zipfile.ZipFile, name: str) -> SheetCells:
    """What the XML of the sheet of that name says. Raises UnreadableRowsError where it is damaged."""
    try:
        path, recounts = _find_sheet_path(packed, name)
        with packed.open(path) as file:
            return _CellReader(recounts).read(file)
    except (ET.ParseError, expat.ExpatError, StopIteration, *ZIP_ERRORS) as error:
        raise make_workbook_error(error) from error


def read_column_letters(letters: str) -> int:
    """The number of a column from 1: `A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _find_sheet_path(packed: zipfile.ZipFile, name: str) -> tuple[str, bool]:
    """Where in the archive the sheet is, and whether the workbook is to be computed when it is opened."""
    book = next(_list_targets(packed, "_rels/.rels", "", "officeDocument"))[1]
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


class _CellReader:
    """Goes through a sheet's XML once, a piece at a time."""

    def __init__(self, recounts: bool) -> None:
        self.cells = SheetCells()
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

    def read(self, file: IO[bytes]) -> SheetCells:
        while piece := file.read(PIECE):
            self.parser.Parse(piece, False)
        self.parser.Parse(b"", True)
        return self.cells

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
        cells = self.cells
        cells.last_row = max(cells.last_row, self.row)
        cells.last_column = max(cells.last_column, self.column)

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
        if self.type == "e":
            self.cells.texts[self.row, self.column] = value or "#N/A"
        elif (
            self.formula is not None
            and self.type != "str"
            and (not value or (self.recounts and value == "0"))
        ):
            self.cells.texts[self.row, self.column] = f"{NO_STORED_VALUE} ={formula}"
        self.formula = self.value = None
        self.type = ""

    def _merge(self, ref: str) -> None:
        first, _colon, last = ref.replace("$", "").partition(":")
        begins, ends = _CELL.fullmatch(first), _CELL.fullmatch(last)
        if begins and ends:
            left, right = read_column_letters(begins[1]), read_column_letters(ends[1])
            self.cells.merged.append(MergedRange(int(begins[2]), left, int(ends[2]), right, ref))
