"""OpenDocument spreadsheets (ODS): their sheets as text, each value as a person would have typed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import IO, BinaryIO
from xml.etree import ElementTree as ET

from outreach_cli.core.language import _
from outreach_cli.core.lost_values import NO_STORED_VALUE, NUMBER_AS_DAY
from outreach_cli.exchange.readers.file_kinds import LOCKED
from outreach_cli.exchange.readers.sheet import UnreadableRowsError
from outreach_cli.exchange.readers.workbook import (
    MOST_CELLS,
    MergedCells,
    SheetRows,
    make_sheet_rows,
    open_archive,
)
from outreach_cli.records.types import convert_to_text

MANIFEST = "META-INF/manifest.xml"
"""The part that says how the others are kept."""
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_SHEET, _ROW, _PARAGRAPH, _SPACES = _TABLE + "table", _TABLE + "table-row", _TEXT + "p", _TEXT + "s"
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")


@dataclass
class OdsTable:
    """A sheet: its rows that hold something by their number, and its merged cells."""

    rows: dict[int, list[str]] = field(default_factory=dict)
    merged: list[MergedCells] = field(default_factory=list)


class OdsWorkbook:
    """An OpenDocument workbook, whose XML is gone through once. Raises UnreadableRowsError."""

    def __init__(self, file: BinaryIO) -> None:
        self.tables: dict[str, OdsTable] = {}
        self.cells = self.row = 0
        """How many hold something by now, and the row that the next is read into, from 0."""
        with open_archive(file) as packed:
            if MANIFEST in packed.namelist() and b"encryption-data" in packed.read(MANIFEST):
                raise UnreadableRowsError(_(LOCKED))
            with packed.open("content.xml") as content:
                self._read(content)
        self.names = list(self.tables)

    def read_rows(self, name: str) -> SheetRows:
        """The rows of the sheet of that name, each as long as the longest."""
        rows, merged = self.tables[name].rows, self.tables[name].merged
        covered = (range(each.first_row, each.last_row + 1) for each in merged)
        numbers = sorted({*rows, *chain.from_iterable(covered)})
        width = max([*map(len, rows.values()), *(each.last_column for each in merged)], default=0)
        padded = ((number, rows.get(number, [])) for number in numbers)
        lines = ((number, cells + [""] * (width - len(cells))) for number, cells in padded)
        return make_sheet_rows(lines, max(numbers, default=0), merged)

    def _read(self, content: IO[bytes]) -> None:
        """Keep of each row what its cells say."""
        open_tables, table = list[ET.Element](), OdsTable()
        for event, element in ET.iterparse(content, ("start", "end")):  # noqa: S314 - see xlsx_file
            if element.tag == _ROW and event == "end" and len(open_tables) == 1:
                self._add_row(table, element)
                open_tables[0].clear()  # or all rows would be held
            elif element.tag == _SHEET and event == "end":
                open_tables.pop()
            elif element.tag == _SHEET:
                if not open_tables:  # a table within a cell is none of the sheets
                    table = self.tables[element.get(_TABLE + "name", "")] = OdsTable()
                    self.row = 0
                open_tables.append(element)

    def _add_row(self, table: OdsTable, row: ET.Element) -> None:
        repeats, column = int(row.get(_TABLE + "number-rows-repeated", "1")), 0
        line: list[str] = []
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            times = int(cell.get(_TABLE + "number-columns-repeated", "1"))
            paragraphs = ["".join(_list_texts(each)) for each in cell.iterfind(_PARAGRAPH)]
            if text := format_cell(cell.attrib, "\n".join(paragraphs), computed=bool(paragraphs)):
                self._count(times * repeats)
                line += [""] * (column - len(line)) + [text] * times
                self._note_merged(table, cell, column)
            column += times
        for number in range(self.row, self.row + repeats if line else 0):
            table.rows[number + 1] = line
        self.row += repeats

    def _note_merged(self, table: OdsTable, cell: ET.Element, column: int) -> None:
        """Note a merged cell, which carries its value on each row and in each column of it."""
        rows = int(cell.get(_TABLE + "number-rows-spanned", "1"))
        columns = int(cell.get(_TABLE + "number-columns-spanned", "1"))
        if rows * columns > 1:
            self._count(rows * columns)
            spanned = MergedCells(self.row + 1, column + 1, self.row + rows, column + columns)
            table.merged.append(spanned)

    def _count(self, more: int) -> None:
        """Raises UnreadableRowsError for more cells than can be held."""
        self.cells += more
        if self.cells > MOST_CELLS:
            said = _("the sheet says that it has more than {most} cells; delete what is not the table")
            raise UnreadableRowsError(said.format(most=f"{MOST_CELLS:,}"), line=self.row + 1)


def _list_texts(element: ET.Element) -> Iterator[str]:
    """The text in a paragraph, without that of annotations and shapes in it."""
    yield element.text or ""
    for child in element:
        if child.tag == _SPACES:
            yield " " * min(int(child.get(_TEXT + "c", "1")), 1000)
        elif child.tag != _OFFICE + "annotation" and not child.tag.startswith(_DRAWING):
            yield from _list_texts(child)
        yield child.tail or ""


def format_cell(attributes: dict[str, str], said: str, *, computed: bool) -> str:
    """What a cell holds as text: its value, or what tells that it could not be computed.

    A formula was `computed` where there is a value or a paragraph of text, an empty one too.
    """
    kind = attributes.get(_OFFICE + "value-type", "")
    formula = attributes.get(_TABLE + "formula")
    if attributes.get(_CALC + "value-type") == "error" or (formula and said.startswith(("#", "Err:"))):
        return said.strip() or "#N/A"
    if formula and not kind and not computed:
        return f"{NO_STORED_VALUE} {formula.partition(':')[2] or formula}"
    if kind in ("float", "percentage", "currency"):
        return convert_to_text(float(attributes.get(_OFFICE + "value", "nan")))
    if kind == "date":
        day = attributes.get(_OFFICE + "date-value", "")[:10]
        return f"{NUMBER_AS_DAY} {day}" if day < "1901" else day
    if kind == "boolean":
        return "yes" if attributes.get(_OFFICE + "boolean-value") == "true" else "no"
    return said.strip()
