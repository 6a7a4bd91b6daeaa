"""Figures in a text: what stands in braces, and a table's cell in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outreach_cli.core.errors import UnknownColumnError
from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.reports.documents.document import FigureName
from outreach_cli.reports.trace import UnknownRowError, is_total
from outreach_cli.tables.book import TextFigure
from outreach_cli.tables.cells import HIDDEN, format_cell, make_grid
from outreach_cli.tables.table import Table

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
AGAINST = ("_against", "_change", "_change_percent")
"""What the keys of the columns beside another period end in."""
TARGETS = ("_target", "_of_target")
"""What the keys of a goal's columns end in."""


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


def quote_figure(table: Table, name: FigureName) -> TextFigure:
    """The cell as it stands in a text, where percent have their space and a change says no sign of more.

    A hidden cell is hidden there too. Raises UnknownColumnError or UnknownRowError.
    """
    place, row = _find_column(table, name.column), _find_row(table, name.row)
    line = table.foot if row == -1 else table.body[row]
    cell = line[place] if line else None
    if (row, place) in table.hidden:
        return TextFigure(str(name), None, HIDDEN)
    column = table.columns[place]._replace(signed=False)
    words = format_cell(cell, column, table._replace(close_percent=False))
    return TextFigure(str(name), cell, words)


def _find_column(table: Table, word: str) -> int:
    for at, column in enumerate(table.columns):
        if not column.row and fold_case(word) in (fold_case(column.key), fold_case(column.label)):
            return at
    words = [word for each in table.columns if not each.row for word in (each.label, each.key)]
    raise UnknownColumnError(name=word, nearest=find_nearest(word, words))


def _find_row(table: Table, word: str | None) -> int:
    """The row of that name or code, -1 for the total."""
    if word is None or is_total(word):
        return -1
    named = [at for at, column in enumerate(table.columns) if column.row]
    _headings, body, _foot = make_grid(table)
    keys = table.row_keys or ((),) * len(body)
    for number, (row, codes) in enumerate(zip(body, keys, strict=True)):
        said = (
            table.name_row(number),
            ", ".join(row[at] for at in named),
            ", ".join("unknown" if code is None else str(code) for code in codes),
        )
        if fold_case(word) in map(fold_case, said):
            return number
    names = [table.name_row(number) for number in range(len(body))]
    raise UnknownRowError(name=word, nearest=find_nearest(word, names) or names[:3])
