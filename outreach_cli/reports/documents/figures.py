"""Figures in a text: what stands in braces, and a table's cell in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach_cli.core.column_names import match_column
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.definitions.dimensions import Dimension
from outreach_cli.reports.documents.document import FigureName
from outreach_cli.reports.trace import is_total, match_row
from outreach_cli.tables.book import TextFigure
from outreach_cli.tables.cells import HIDDEN, format_cell
from outreach_cli.tables.table import Table

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def split_text(text: str) -> Iterator[tuple[str, str | None]]:
    """The text in pieces: words as they stand, each with what stands in braces after them.

    Two braces are one. Raises ValueError for a brace that is alone.
    """
    begin, words = 0, ""
    for found in _PIECE.finditer(text):
        words += text[begin : found.start()]
        begin = found.end()
        if found[0] in ("{{", "}}"):
            words += found[0][0]
        elif found[1] is None:
            raise ValueError
        else:
            yield words, found[1].strip()
            words = ""
    yield words + text[begin:], None


def read_figure(name: str) -> FigureName | None:
    """The figure of that name, `PART.COLUMN` or `PART.COLUMN.ROW`; None where it names none."""
    pieces = [each.strip() for each in name.split(".", 2)]
    if len(pieces) < 2 or not all(pieces):
        return None
    return FigureName(*pieces)


def quote_figure(
    table: Table, definition: ReportDefinition, rows: Sequence[Dimension], name: FigureName
) -> TextFigure:
    """The cell as it stands in a text, where percent have their space and a change says no sign of more.

    A hidden cell is hidden there too. `rows` are what the table of that report has a row for. Raises
    UnknownColumnError or UnknownRowError.
    """
    place, row = _find_column(table, definition, name.column), _find_row(table, definition, rows, name.row)
    line = table.foot if row == -1 else table.body[row]
    cell = line[place] if line else None
    if (row, place) in table.hidden:
        return TextFigure(str(name), None, HIDDEN)
    column = table.columns[place]._replace(signed=False)
    words = format_cell(cell, column, table._replace(close_percent=False))
    return TextFigure(str(name), cell, words)


def _find_column(table: Table, definition: ReportDefinition, word: str) -> int:
    """The place of the column that the word names, in either language as the document's reader takes it."""
    places = {each.key: at for at, each in enumerate(table.columns) if not each.row}
    labels = {each.key: each.label.both for each in definition.printed}
    called = {key: (table.columns[at].label, *labels.get(key, ())) for key, at in places.items()}
    return places[match_column(word, called)]


def _find_row(table: Table, definition: ReportDefinition, rows: Sequence[Dimension], word: str | None) -> int:
    """The row that the word names as in a trace, -1 for the total."""
    if word is None or is_total(word):
        return -1
    names = [table.name_row(number) for number in range(len(table.body))]
    keys = [(codes, table.body[row][: len(codes)]) for row, codes in enumerate(table.row_keys or ())]
    return match_row(word, names, definition, rows, keys)
