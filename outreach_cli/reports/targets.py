"""Goals beside figures: where a target names the report, the column and the period, the total has it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from fractions import Fraction

from outreach_cli.core.language import N_, _
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.layout import divide
from outreach_cli.tables.table import Cell, Column, Table


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
    decimals = column.decimals or (1 if column.kind == "number" else 0)
    return [
        column._replace(
            key=f"{column.key}_target",
            label=f"{column.label}, {_(N_('target'))}",
            part=_(N_("target")),
            decimals=decimals,
            rule="",
            beside="",
        ),
        column._replace(
            key=f"{column.key}_of_target",
            label=f"{column.label}, {_(N_('of the target'))}",
            part=_(N_("of the target")),
            kind="percent",
            decimals=0,
            rule="",
            beside="",
        ),
    ]


def _find_targets(
    definition: ReportDefinition, question: ReportQuestion, connection: sqlite3.Connection
) -> Mapping[str, Fraction]:
    """The goals for exactly this report and period, by column."""
    rows = connection.execute(
        'SELECT "column", value FROM target'
        " WHERE report = :report AND first_on IS :first AND last_on = :last",
        {
            "report": definition.name,
            "first": (question.unfinished or question.period).first,
            "last": (question.unfinished or question.period).last,
        },
    )
    return {column: Fraction(f"{value:.6f}") for column, value in rows}
