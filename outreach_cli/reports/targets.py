"""Goals beside figures: where a target names the report, the column and the period, the total has it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from fractions import Fraction

from outreach_cli.core.language import _
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.layout import divide
from outreach_cli.tables.table import Cell, Column, Kind, Table


def add_targets(
    table: Table, definition: ReportDefinition, question: ReportQuestion, connection: sqlite3.Connection
) -> Table:
    """The table with the goal after each column that has one, and how much of it was reached.

    A goal is for the whole, so that a table which is filtered shows none.
    """
    own = {*definition.chosen, definition.one_at_a_time}
    if table.foot is None or any(each.name not in own for each in question.filters):
        return table
    targets = _find_targets(definition, question, connection)
    columns: list[Column] = []
    places: list[int | None] = []
    foot: list[Cell] = []
    hidden: set[tuple[int, int]] = set()
    for place, column in enumerate(table.columns):
        hidden |= {(row, len(columns)) for row, at in table.hidden if at == place}
        columns.append(column)
        places.append(place)
        foot.append(table.foot[place])
        if column.numeric and column.key in targets:
            if (-1, place) in table.hidden:
                hidden.add((-1, len(columns) + 1))
            target = targets[column.key]
            columns += _make_columns(column)
            places += [None, None]
            foot += [target, divide(table.foot[place], target)]
    body = tuple(tuple(None if place is None else row[place] for place in places) for row in table.body)
    return table._replace(columns=tuple(columns), body=body, foot=tuple(foot), hidden=frozenset(hidden))


def _make_columns(column: Column) -> list[Column]:
    decimals, plain = column.decimals or int(column.kind == "number"), column._replace(rule="", beside="")
    words: list[tuple[str, str, Kind, int]] = [
        ("target", _("target"), column.kind, decimals),
        ("of_target", _("of the target"), "percent", 0),
    ]
    return [
        plain._replace(
            key=f"{column.key}_{end}", label=f"{column.label}, {said}", part=said, kind=kind, decimals=places
        )
        for end, said, kind, places in words
    ]


def _find_targets(
    definition: ReportDefinition, question: ReportQuestion, connection: sqlite3.Connection
) -> Mapping[str, Fraction]:
    """The goals for exactly this report and period, by column."""
    rows = connection.execute(
        'SELECT "column", value FROM target WHERE report = ? AND first_on IS ? AND last_on = ?',
        (definition.name, *(question.unfinished or question.period)),
    )
    return {column: Fraction(f"{value:.6f}") for column, value in rows}
