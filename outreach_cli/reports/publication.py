"""What was published before, and what a new table gives away together with it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping

from outreach_cli.core.language import _
from outreach_cli.tables.table import Table

Figures = Mapping[str, Mapping[str, int | None]]
"""Whole numbers by column key and row name, the total under an empty name; None where hidden."""


def make_publication(table: Table, name: str, least: int) -> dict[str, object]:
    """The publication of the table, by the fields of its record."""
    first, last = table.period or (None, "")
    return {
        "publication": name,
        "report": table.name,
        "rows": _name_rows(table),
        "first_on": first,
        "last_on": last,
        "filters": _name_filters(table),
        "least": least,
        "figures": json.dumps(list_figures(table), ensure_ascii=False, separators=(",", ":")),
    }


def list_figures(table: Table) -> dict[str, dict[str, int | None]]:
    """The table's counts as a reader has them."""
    rows = [(table.name_row(number), number, cells) for number, cells in enumerate(table.body)]
    if table.foot:
        rows.append(("", -1, table.foot))
    found: dict[str, dict[str, int | None]] = {}
    for place, column in enumerate(table.columns):
        if column.row or column.kind != "number":
            continue
        for name, number, cells in rows:
            cell = cells[place]
            if (number, place) in table.hidden or isinstance(cell, int):
                found.setdefault(column.key, {})[name] = cell if isinstance(cell, int) else None
    return found


def find_given_away(
    connection: sqlite3.Connection, table: Table, least: int
) -> dict[str, list[tuple[str, str]]]:
    """By earlier publication, the rows and columns that subtraction would tell of few persons.

    Those of the same report, rows and filters count whose period has a day in common with the table's. A cell
    gives something away when it differs by less than `least`, or when it was hidden in one of two tables of
    the same period and is shown in the other.
    """
    first, last = table.period or (None, "")
    rows = connection.execute(
        "SELECT publication, first_on, last_on, least, figures FROM publication"
        " WHERE report = :report AND rows = :rows AND filters IS :filters"
        " AND last_on >= :first AND ifnull(first_on, '') <= :last ORDER BY id",
        {
            "report": table.name,
            "rows": _name_rows(table),
            "filters": _name_filters(table),
            "first": first or "",
            "last": last,
        },
    ).fetchall()
    labels = {column.key: column.label for column in table.columns}
    found = {}
    for name, its_first, its_last, its_least, its_figures in rows:
        same = (its_first, its_last) == (first, last)
        places = _find_subtracted(json.loads(its_figures), list_figures(table), max(least, its_least), same)
        if told := [(row or _("Total"), labels.get(key, key)) for row, key in places]:
            found[name] = told
    return found


def _find_subtracted(
    earlier: Figures, now: Figures, least: int, same_period: bool
) -> Iterator[tuple[str, str]]:
    for key, cells in now.items():
        for row, number in cells.items():
            if row not in earlier.get(key, {}):
                continue
            before = earlier[key][row]
            if number is None or before is None:
                if same_period and number != before:
                    yield row, key
            elif 0 < abs(number - before) < least:
                yield row, key


def _name_rows(table: Table) -> str:
    return ", ".join(column.key for column in table.columns if column.row)


def _name_filters(table: Table) -> str | None:
    return json.dumps(dict(table.filters), ensure_ascii=False, sort_keys=True) if table.filters else None
