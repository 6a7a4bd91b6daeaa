"""Comparing a report with itself at an earlier moment: each cell then and now, and what made them differ."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from outreach_cli.language import N_, _, ngettext
from outreach_cli.records import Label
from outreach_cli.reports.causes import CAUSES, Cause, History
from outreach_cli.reports.counting import Counter, RowKey, exact
from outreach_cli.reports.definition import ColumnDefinition, Definition
from outreach_cli.reports.engine import bases_of, count, finished, make_table
from outreach_cli.reports.measures import Base, Derived
from outreach_cli.reports.question import Question
from outreach_cli.tables import Cell, Column, Table, plain_value

Member = str | int
Row = RowKey | None
"""A row of the report; None for the total."""


@dataclass
class Standing:
    """A report at one moment: its cells by row and column, the rows' names, and what stands behind counts."""

    cells: dict[Row, dict[str, Cell]]
    names: dict[RowKey, str]
    members: dict[str, dict[Row, dict[Member, list[tuple[int, Fraction]]]]] = field(default_factory=dict)


def stand(definition: Definition, question: Question, connection: sqlite3.Connection) -> Standing:
    """The report as it stands on the connection."""
    counter = Counter(connection, question, definition.name)
    counted = count(definition, question, counter)
    columns = [each.key for each in definition.printed]
    cells: dict[Row, dict[str, Cell]] = {}
    for row in [*counted.rows, None]:
        values = counted.total
        if row is not None:
            values = counted.cells(row, bases_of(definition))
        cells[row] = dict(zip(columns, finished(definition, values, counted.total), strict=True))
    names = {
        row: ", ".join(str(definition.not_stated) if name is None else name for name in said)
        for row, said in counted.names.items()
    }
    members = {
        key: _members(counter, base)
        for key, base in bases_of(definition).items()
        if base.act in ("count", "distinct", "sum") and key not in counted.obstacles
    }
    return Standing(cells, names, members)


def _members(counter: Counter, base: Base) -> dict[Row, dict[Member, list[tuple[int, Fraction]]]]:
    """What is counted in each row and in the total: each record (or person), with its records' numbers.

    The fraction is what a record adds to a sum.
    """
    keys = counter.row_columns(base.population)
    column = counter.column(base.population, base.field) if base.field else "1"
    chosen, values = counter.selection(base)
    listed = ", ".join(keys)
    found: dict[Row, dict[Member, list[tuple[int, Fraction]]]] = {}
    sql = f"SELECT {listed}, id, {column} {chosen}"
    for *row, number, value in counter.connection.execute(sql, values):
        if value is None:
            continue
        member = value if base.act == "distinct" else number
        adds = exact(value) if base.act == "sum" else Fraction(1)
        for each in (tuple(row), None):
            found.setdefault(each, {}).setdefault(member, []).append((number, adds))
    return found


@dataclass(frozen=True)
class Difference:
    """One cell then and now, with how much of the difference each cause made; the causes add up to it."""

    row: Row
    column: ColumnDefinition
    then: Cell
    now: Cell
    causes: Mapping[Cause, Fraction]

    @property
    def by(self) -> Cell:
        """Now less then; None where either is unknown or no number."""
        if not isinstance(self.then, int | Fraction) or not isinstance(self.now, int | Fraction):
            return None
        return self.now - self.then


def differences(definition: Definition, then: Standing, now: Standing, history: History) -> list[Difference]:
    """Every cell of the two, in the order of the rows now, then those that are gone; the total last."""
    rows: list[Row] = [row for row in {**now.cells, **then.cells} if row is not None]
    found = []
    for row in [*rows, None]:
        for column in definition.printed:
            cells = [each.cells.get(row, {}).get(column.key) for each in (then, now)]
            counted = [_or_zero(column, cell) for cell in cells]
            causes = _causes(definition, column, row, then, now, history)
            found.append(Difference(row, column, counted[0], counted[1], causes))
    return found


def _or_zero(column: ColumnDefinition, cell: Cell) -> Cell:
    """What a cell of a row that is not there stands for."""
    counted = isinstance(column.measure, Base) and column.measure.act in ("count", "distinct", "sum")
    return 0 if cell is None and counted else cell


def _causes(
    definition: Definition,
    column: ColumnDefinition,
    row: Row,
    then: Standing,
    now: Standing,
    history: History,
) -> dict[Cause, Fraction]:
    """How much each cause made; for a ratio or share its parts' causes, with nothing to add up."""
    if isinstance(column.measure, Derived):
        whole = None if column.measure.act == "share" else row
        causes = [
            cause
            for number, key in enumerate(column.measure.parts)
            for cause in _causes(
                definition, definition.column(key), whole if number else row, then, now, history
            )
        ]
        return dict.fromkeys(causes, Fraction(0))
    if column.key not in now.members:
        return {}
    assert isinstance(column.measure, Base)
    kind = column.measure.population.record
    before, after = (each.members[column.key].get(row, {}) for each in (then, now))
    made: dict[Cause, Fraction] = {}
    for member in before.keys() | after.keys():
        one, two = before.get(member, []), after.get(member, [])
        adds = _weight(column.measure, two) - _weight(column.measure, one)
        if adds:
            cause = history.cause(kind, {number for number, _adds in one}, {number for number, _adds in two})
            made[cause] = made.get(cause, Fraction(0)) + adds
    return {cause: number for cause, number in sorted(made.items()) if number}


def _weight(base: Base, records: Iterable[tuple[int, Fraction]]) -> Fraction:
    """What a member adds to a cell: a person one, however many records."""
    if base.act == "distinct":
        return Fraction(1 if records else 0)
    return sum((adds for _number, adds in records), Fraction(0))


def compared_table(
    definition: Definition,
    question: Question,
    connection: sqlite3.Connection,
    found: list[Difference],
    names: Mapping[RowKey, str],
    moment: int,
) -> Table:
    """The cells that differ, one a line; all of them in the table's `compared`, for programs."""
    from dataclasses import replace

    whole = make_table(definition, question, connection)
    differing = [each for each in found if each.then != each.now or any(each.causes.values())]
    same = len(found) - len(differing)
    notes = [
        ngettext("{n} cell is as it was", "{n} cells are as they were", same).format(n=same),
        *(history_line for history_line in _legend(differing)),
    ]
    decimals = max((2 if each.percent else each.decimals) for each in definition.printed)
    return replace(
        whole,
        title=_(N_("{title} – compared with change {id}")).format(title=whole.title, id=moment),
        columns=_columns(decimals),
        body=tuple(_line(each, names) for each in differing),
        foot=None,
        notes=tuple(notes),
        compared={"with": moment, "cells": [_for_programs(each, names) for each in found]},
    )


def _columns(decimals: int) -> tuple[Column, ...]:
    return (
        Column("row", str(Label("Række", "Row")), "text", row=True),
        Column("column", str(Label("Kolonne", "Column")), "text", row=True),
        Column("then", str(Label("Før", "Then")), "number", decimals),
        Column("now", str(Label("Nu", "Now")), "number", decimals),
        Column("difference", str(Label("Forskel", "Difference")), "number", decimals),
        Column("causes", str(Label("Årsager", "Causes")), "text"),
    )


def _row_name(row: Row, names: Mapping[RowKey, str]) -> str:
    return _("Total") if row is None else names[row]


def _line(each: Difference, names: Mapping[RowKey, str]) -> tuple[Cell, ...]:
    name = _row_name(each.row, names)
    causes = ", ".join(_cause_words(cause, number) for cause, number in each.causes.items())
    return (name, str(each.column.label), each.then, each.now, each.by, causes)


def _cause_words(cause: Cause, number: Fraction) -> str:
    """`+2 late entry (change 14)`."""
    said = f"{CAUSES[cause.kind]}"
    if cause.change:
        said += f" ({_(N_('change {id}')).format(id=cause.change)})"
    sign = "+" if number > 0 else "−"
    shown = abs(number) if number.denominator != 1 else abs(number.numerator)
    return f"{sign}{float(shown):g} {said}" if number else said


def _legend(differing: list[Difference]) -> Iterator[str]:
    """Who made the changes that are named, and when."""
    made = {cause.change: cause for each in differing for cause in each.causes if cause.change}
    for number in sorted(made):
        yield _(N_("Change {id}: {at}, {who}, {command}")).format(
            id=number, at=made[number].at, who=made[number].who, command=made[number].command
        )


def _for_programs(each: Difference, names: Mapping[RowKey, str]) -> dict[str, object]:
    return {
        "row": _row_name(each.row, names),
        "column": each.column.key,
        "then": plain_value(each.then),
        "now": plain_value(each.now),
        "difference": plain_value(each.by),
        "causes": [
            {"change": cause.change, "kind": cause.kind, "count": plain_number(number)}
            for cause, number in each.causes.items()
        ],
    }


def plain_number(number: Fraction) -> int | float:
    """A whole number as such, any other as a float."""
    return number.numerator if number.denominator == 1 else float(number)
