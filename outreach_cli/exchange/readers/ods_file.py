"""OpenDocument spreadsheets (ODS): their sheets as text, each value as a person would have typed it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from outreach_cli.core.language import N_, _
from outreach_cli.core.lost_values import NO_STORED_VALUE, NUMBER_AS_DAY
from outreach_cli.exchange.readers.file_kinds import LOCKED, make_workbook_error
from outreach_cli.exchange.readers.sheet import UnreadableRowsError
from outreach_cli.exchange.readers.zip_errors import ZIP_ERRORS
from outreach_cli.records.types import convert_to_text

PIECE = 1 << 20
MANIFEST = "META-INF/manifest.xml"
"""The part that says how the others are kept."""
MOST_CELLS = 24_000_000
"""Cells with something in them above which a workbook is refused."""
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")


@dataclass
class OdsTable:
    """A sheet: its name, its rows that hold something by their number, and how many cells were merged."""

    name: str
    rows: dict[int, list[str]] = field(default_factory=dict)
    merged: int = 0


def read_ods(file: BinaryIO) -> list[OdsTable]:
    """The sheets of a workbook. Raises UnreadableRowsError."""
    reader = _TableReader()
    try:
        with zipfile.ZipFile(file) as packed:
            if MANIFEST in packed.namelist() and b"encryption-data" in packed.read(MANIFEST):
                raise UnreadableRowsError(_(LOCKED))
            with packed.open("content.xml") as content:
                while piece := content.read(PIECE):
                    reader.parser.Parse(piece, False)
        reader.parser.Parse(b"", True)
    except (expat.ExpatError, *ZIP_ERRORS) as error:
        raise make_workbook_error(error) from error
    return reader.tables


class _TableReader:
    """Goes through a workbook's XML once, a piece at a time, and keeps what its cells say."""

    def __init__(self) -> None:
        self.tables: list[OdsTable] = []
        self.cells = 0
        self.row = 0
        self.column = 0
        self.depth = 0
        """Of tables within a table's cells, which are not read."""
        self.line: dict[int, str] = {}
        self.line_repeats = 1
        self.cell: dict[str, str] = {}
        self.said: list[str] | None = None
        self.paragraphs = 0
        self.spans: list[tuple[int, int, int, int, str]] = []
        self.ignored = 0
        """Of annotations and shapes, whose text is not the cell's."""
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add_text

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _TABLE + "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append(OdsTable(attributes.get(_TABLE + "name", "")))
                self.row, self.spans = 0, []
        elif self.depth != 1:
            return
        elif tag == _TABLE + "table-row":
            self.line, self.column = {}, 0
            self.line_repeats = int(attributes.get(_TABLE + "number-rows-repeated", "1"))
        elif tag in _CELLS:
            self.cell, self.said, self.paragraphs = attributes, [], 0
        elif tag == _OFFICE + "annotation" or (self.said is not None and tag.endswith("}frame")):
            self.ignored += 1
        elif tag == _TEXT + "p" and self.said is not None and not self.ignored:
            self.said += ["\n"] if self.paragraphs else []
            self.paragraphs += 1
        elif tag == _TEXT + "s" and self.said is not None:
            self.said.append(" " * min(int(attributes.get(_TEXT + "c", "1")), 1000))

    def _add_text(self, text: str) -> None:
        if self.said is not None and self.depth == 1 and not self.ignored:
            self.said.append(text)

    def _end(self, tag: str) -> None:
        if tag == _TABLE + "table":
            self.depth -= 1
        elif self.depth != 1:
            return
        elif tag in _CELLS:
            self._end_cell()
        elif tag == _TABLE + "table-row":
            self._end_row()
        elif tag == _OFFICE + "annotation" or (self.said is not None and tag.endswith("}frame")):
            self.ignored -= 1

    def _end_cell(self) -> None:
        repeats = int(self.cell.get(_TABLE + "number-columns-repeated", "1"))
        text = format_cell(self.cell, "".join(self.said or ()), computed=self.paragraphs > 0)
        self.said = None
        if text:
            self._count(repeats * self.line_repeats)
            for column in range(self.column, self.column + repeats):
                self.line[column] = text
            self._begin_span(text)
        self.column += repeats

    def _begin_span(self, text: str) -> None:
        """Note a merged cell, which carries its value on each row and in each column of it."""
        rows = int(self.cell.get(_TABLE + "number-rows-spanned", "1"))
        columns = int(self.cell.get(_TABLE + "number-columns-spanned", "1"))
        if rows * columns > 1:
            self.tables[-1].merged += 1
            self._count(rows * columns)
            self.spans.append((self.row, self.row + rows, self.column, self.column + columns, text))

    def _end_row(self) -> None:
        table = self.tables[-1]
        for number in range(self.row, self.row + (self.line_repeats if self.line or self.spans else 0)):
            line = dict(self.line)
            self.spans = [span for span in self.spans if span[1] > number]
            for _first, _last, left, right, text in self.spans:
                line |= dict.fromkeys(range(left, right), text)
            if line:
                table.rows[number + 1] = [line.get(column, "") for column in range(max(line) + 1)]
            elif not self.spans:
                break
        self.row += self.line_repeats

    def _count(self, more: int) -> None:
        """Raises UnreadableRowsError for more cells than can be held."""
        self.cells += more
        if self.cells > MOST_CELLS:
            said = _(N_("the sheet says that it has more than {most} cells; delete what is not the table"))
            raise UnreadableRowsError(said.format(most=f"{MOST_CELLS:,}"), line=self.row + 1)


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


def widen_rows(rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows, each as long as the longest."""
    width = max((len(cells) for _number, cells in rows), default=0)
    for number, cells in rows:
        yield number, cells + [""] * (width - len(cells))
