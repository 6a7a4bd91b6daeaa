"""Two periods on a terminal: the numbers of both, and the change, one below the other in a row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from outreach_cli.core.language import _, use_language
from outreach_cli.tables.table import Column, Table

Words = Sequence[str]
LONGEST_NAME = 15
"""The letters of `3. kvartal 2018`, the longest name of a period that leaves room for numbers."""


def stack_periods(
    table: Table, headings: Words, body: Sequence[Words], foot: Words | None
) -> tuple[Table, list[str], list[list[str]], list[str] | None]:
    """The words of a table that sets a period beside another, with one column of several lines a number.

    The lines are this period's number, the other's, the change and the change in percent; a column before
    the numbers says so. The table that comes with them has its columns, and is not to be put into words.
    """
    with use_language(table.language):
        names, notes = _name_periods(table)
        labels = "\n".join((*names, _("change"), _("in percent")))
        heading = _("Period")
    keys = [column.key for column in table.columns]
    named = [place for place, column in enumerate(table.columns) if column.row]
    groups = [
        [keys.index(key) for key in _list_keys(column) if key in keys]
        for column in table.columns
        if column.beside
    ]
    grouped = {place for group in groups for place in group}
    others = [place for place in range(len(keys)) if place not in grouped and place not in named]

    def stack_row(row: Words) -> list[str]:
        numbers = (
            "\n".join(_stack_cells([row[place] for place in group], table.columns[group[0]]))
            for group in groups
        )
        return [*(row[place] for place in named), labels, *numbers, *(row[place] for place in others)]

    columns = (
        *(table.columns[place] for place in named),
        Column("period", heading, "text"),
        *(table.columns[group[0]] for group in groups),
        *(table.columns[place] for place in others),
    )
    heads = [*(headings[place] for place in named), heading]
    heads += [headings[group[0]] for group in groups] + [headings[place] for place in others]
    stacked = table._replace(columns=columns, notes=(*notes, *table.notes))
    return stacked, heads, [stack_row(row) for row in body], stack_row(foot) if foot else None


def _name_periods(table: Table) -> tuple[tuple[str, str], list[str]]:
    """The two periods' names, short ones where their own would be broken, and a note that tells these."""
    own = table.compared_words or ("", "")
    if max(map(len, own)) <= LONGEST_NAME:
        return own, []
    assert table.period is not None
    is_later = str((table.against or {}).get("from") or "") > str(table.period[0] or "")
    names = (_("now"), _("later") if is_later else _("before"))
    return names, [" · ".join(f"{short}: {name}" for short, name in zip(names, own, strict=True))]


def _list_keys(column: Column) -> list[str]:
    """The keys of a number's columns: this period's, the other's, the change, and the change in percent."""
    return [column.key, column.beside, f"{column.key}_change", f"{column.key}_change_percent"]


def _stack_cells(cells: list[str], column: Column) -> list[str]:
    """The lines of a cell; the change of a share is in percentage points, and none in percent follows."""
    if column.kind == "percent":
        cells = [*cells[:2], *(re.sub(r"\s*%$", " pp", cell) for cell in cells[2:])]
    return cells + [""] * (4 - len(cells))
