"""Comparing a report with itself at an earlier moment: each cell then and now, and what made them differ."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Self

from outreach_cli.core.language import _, ngettext
from outreach_cli.records.label import Label
from outreach_cli.register.as_of import PastMoment, find_moment, stand_with
from outreach_cli.register.causes import (
    CAUSES,
    ENTRIES,
    CauseKind,
    CausesByChange,
    ChangeCause,
    RecordHistory,
    join_numbers,
)
from outreach_cli.reports.counting.counts import ReportCounts, count_cells, make_exact
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.selection import QuestionSelection
from outreach_cli.reports.counting.statement import Lines, Place, RowKey
from outreach_cli.reports.definitions.definition import ColumnDefinition, ReportDefinition
from outreach_cli.reports.definitions.measures import CountedMeasure, DerivedMeasure
from outreach_cli.reports.layout import compute_change, finish_row, lay_out
from outreach_cli.tables.table import Cell, Column, Table, convert_cell

Member = str | int
Members = dict[Place, dict[Member, list[tuple[Member, Fraction]]]]
"""What is counted in each row and in the total: each record (of a mean with its value) or person, with its
records' numbers and what each adds to a sum."""
MOST_RECOUNTS = 16
"""How often at most a report is counted again to tell apart the changes that touched the same."""
Reading = Callable[[PastMoment | None], AbstractContextManager[sqlite3.Connection]]
"""One unchanging view of the register as it stood at a moment, None for now."""


@dataclass(frozen=True)
class ReportState:
    """A report at one moment: its cells by row and column, the rows' names, and what stands behind counts."""

    cells: dict[Place, dict[str, Cell]]
    names: dict[RowKey, str]
    counts: ReportCounts
    members: dict[str, Members]


def compare(
    reading: Reading,
    definition: ReportDefinition,
    question: ReportQuestion,
    earlier: PastMoment,
    now: PastMoment | None,
    *,
    keys: bool,
) -> Table:
    """The same question at two moments: the cells that differ, and what made them differ.

    With `keys` each cell's column stands by its key.
    """
    with reading(earlier) as connection:
        then = count_state(definition, question, connection)
    with reading(now) as connection:
        present = count_state(definition, question, connection)
        history = RecordHistory(connection, earlier.change, earlier.day, now.change if now else None)
        recount = partial(count_after, definition, question, connection)
        found = find_differences(then, present, history, recount)
    return _lay_out(present.counts, found, then.names | present.names, earlier.change, keys)


def count_state(
    definition: ReportDefinition, question: ReportQuestion, connection: sqlite3.Connection
) -> ReportState:
    """The report as it stands on the connection."""
    selection = QuestionSelection(connection, question, definition.name)
    return make_state(count_cells(definition, selection, members=True))


def make_state(counts: ReportCounts) -> ReportState:
    """The report's cells, from counts with the members of each."""
    definition, question = counts.definition, counts.question
    columns = [each.key for each in definition.printed]
    cells: dict[Place, dict[str, Cell]] = {}
    for row in [*counts.rows, None]:
        cells[row] = dict(zip(columns, finish_row(counts, row), strict=True))
    unknown = [definition.name_unknown(each) for each in question.rows]
    names = {
        row: ", ".join(name or other for name, other in zip(said, unknown, strict=True))
        for row, said in counts.names.items()
    }
    members = {key: _group_members(counts.bases[key], *lines) for key, lines in counts.members.items()}
    return ReportState(cells, names, counts, members)


def count_after(
    definition: ReportDefinition, question: ReportQuestion, connection: sqlite3.Connection, change: int
) -> ReportState:
    """The report as it stood after that change."""
    with stand_with(connection, find_moment(connection, str(change)), {}):
        return count_state(definition, question, connection)


def _group_members(measure: CountedMeasure, by_row: Lines, in_total: Lines) -> Members:
    found: Members = {}

    def put(row: Place, number: object, value: object) -> None:
        if value is not None:
            member = (
                value if measure.act == "distinct" else number if measure.adds_up else f"{number}: {value}"
            )
            adds = make_exact(value) if measure.act == "sum" else Fraction(1)
            found.setdefault(row, {}).setdefault(member, []).append((number, adds))  # type: ignore[arg-type]

    for *row, number, value in by_row:
        put(tuple(row), number, value)  # type: ignore[arg-type]
    for *_row, number, value in in_total:
        put(None, number, value)
    return found


@dataclass(frozen=True)
class CellDifference:
    """One cell then and now, with how much of the difference each cause made; the causes add up to it."""

    row: Place
    column: ColumnDefinition
    then: Cell
    now: Cell
    causes: Mapping[ChangeCause, Fraction]

    @property
    def by(self) -> Cell:
        """Now less then; None where either is unknown or no number."""
        return compute_change(self.now, self.then)


def find_differences(
    then: ReportState, now: ReportState, history: RecordHistory, recount: Callable[[int], ReportState]
) -> list[CellDifference]:
    """Every cell of the two, in the order of the rows now, then those that are gone; the total last.

    Which of several changes made a difference is found by counting again after them (`recount`).
    """
    rows: list[Place] = [row for row in {**now.cells, **then.cells} if row is not None]
    definition, made = now.counts.definition, _find_made(then, now, history, recount)
    found = []
    for row in [*rows, None]:
        for column in definition.printed:
            cells = [each.cells.get(row, {}).get(column.key) for each in (then, now)]
            counted = [_count_absent(column, cell) for cell in cells]
            causes = _find_causes(definition, column, row, made)
            found.append(CellDifference(row, column, counted[0], counted[1], causes))
    return found


def _count_absent(column: ColumnDefinition, cell: Cell) -> Cell:
    """What a cell of a row that is not there stands for."""
    counted = isinstance(column.measure, CountedMeasure) and column.measure.adds_up
    return 0 if cell is None and counted else cell


Causes = dict[ChangeCause, Fraction]


def _find_causes(
    definition: ReportDefinition,
    column: ColumnDefinition,
    row: Place,
    made: Mapping[tuple[str, Place], Causes],
) -> Causes:
    """How much each cause made; for a mean, and for a ratio or share its parts', with nothing to add up."""
    if not isinstance(column.measure, DerivedMeasure):
        found = dict(sorted(made.get((column.key, row), {}).items()))
        return found if column.measure.adds_up else dict.fromkeys(found, Fraction(0))
    whole = None if column.measure.act == "share" else row
    causes = [
        cause
        for number, key in enumerate(column.measure.parts)
        for cause in _find_causes(definition, definition.find_column(key), whole if number else row, made)
    ]
    return dict.fromkeys(causes, Fraction(0))


@dataclass(frozen=True)
class ChangedMember:
    """What adds otherwise to a cell; the changes that touched it (`own`) or the citizen's other records."""

    key: str
    row: Place
    member: Member
    then: Fraction
    now: Fraction
    causes: CausesByChange
    own: frozenset[int]

    def list_steps(
        self, added: Callable[[int, Self], Fraction | None]
    ) -> Iterator[tuple[ChangeCause, Fraction]]:
        """How much each change made of the difference; an undo takes back what was before it.

        `added` tells what the member added after a change, None where that was not counted: then it is
        assumed that with its entry it counted as it does now, and that no other change but the last did it.
        """
        steps: list[tuple[ChangeCause, Fraction]] = []
        at, last = self.then, max(self.causes, default=0)
        for change, cause in sorted(self.causes.items()) or [(0, ChangeCause(0, "other"))]:
            known = None if change == last else added(change, self)
            if known is None:
                entered = cause.kind in ENTRIES and change in self.own
                known = self.now if change == last or entered else at
            if known == at:
                continue
            if cause.kind == "undo" and steps and steps[-1][1] == at - known:
                steps.pop()
            else:
                steps.append((cause, known - at))
            at = known
        yield from steps


def _find_made(
    then: ReportState, now: ReportState, history: RecordHistory, recount: Callable[[int], ReportState]
) -> dict[tuple[str, Place], Causes]:
    """How much each cause made of the difference of every cell that is counted."""
    changed = list(_list_changed(then, now, history))
    doubtful = Counter(change for each in changed for change in sorted(each.causes)[:-1])
    states = {change: recount(change) for change, _often in doubtful.most_common(MOST_RECOUNTS)}

    def add(change: int, each: ChangedMember) -> Fraction | None:
        if (state := states.get(change)) is None:
            return None
        lines = state.members[each.key].get(each.row, {}).get(each.member, [])
        return _weigh(state.counts.bases[each.key], lines)

    made: dict[tuple[str, Place], Causes] = {}
    for each in changed:
        causes = made.setdefault((each.key, each.row), {})
        for cause, number in each.list_steps(add):
            causes[cause] = causes.get(cause, Fraction(0)) + number
    return {
        (key, row): {cause: n for cause, n in causes.items() if n or not now.counts.bases[key].adds_up}
        for (key, row), causes in made.items()
    }


def _list_changed(then: ReportState, now: ReportState, history: RecordHistory) -> Iterator[ChangedMember]:
    """What adds otherwise now than then, cell by cell."""
    for key, places in now.members.items():
        base = now.counts.bases[key]
        before = then.members[key]
        for row in before.keys() | places.keys():
            one, two = before.get(row, {}), places.get(row, {})
            for member in one.keys() | two.keys():
                lines = one.get(member, []), two.get(member, [])
                added = [_weigh(base, each) for each in lines]
                if added[0] == added[1]:
                    continue
                was, is_now = ({number for number, _adds in each} for each in lines)
                kind, around = base.population.record, base.population.rests_on_others
                numbers = was ^ is_now or was | is_now
                causes = own = history.list_causes(kind, numbers)
                if around:
                    causes = history.list_causes(kind, numbers, around=True)
                if (
                    not around
                    and base.act == "distinct"
                    and base.times.includes(1)
                    and all(cause.kind in ENTRIES for cause in causes.values())
                ):
                    causes = dict(sorted(causes.items())[:1])
                yield ChangedMember(key, row, member, added[0], added[1], causes, frozenset(own))


def _weigh(base: CountedMeasure, records: Sequence[tuple[Member, Fraction]]) -> Fraction:
    """What a member adds to a cell: a person one, however many records."""
    if base.act == "distinct":
        return Fraction(base.times.includes(len(records)))
    return sum((adds for _number, adds in records), Fraction(0))


def _lay_out(
    counts: ReportCounts,
    found: list[CellDifference],
    names: Mapping[RowKey, str],
    moment: int,
    keys: bool,
) -> Table:
    """The cells that differ, one a line; all of them in the table's `compared`, for programs."""
    whole = lay_out(counts)
    differing = [each for each in found if each.then != each.now or any(each.causes.values())]
    same = len(found) - len(differing)
    notes = [
        ngettext("{n} cell is as it was", "{n} cells are as they were", same).format(n=same),
        *_list_changes(differing),
    ]
    decimals = max(
        2 if each.percent or isinstance(each.measure, DerivedMeasure) else each.decimals
        for each in counts.definition.printed
    )
    return whole._replace(
        title=_("{title} – compared with change {id}").format(title=whole.title, id=moment),
        columns=_make_columns(counts.question, decimals),
        body=tuple(_write_line(each, names, keys) for each in differing),
        foot=None,
        row_keys=None,
        notes=tuple(notes),
        commands_noted=True,
        compared={"with": moment, "cells": [_export_difference(each, names) for each in found]},
    )


def _make_columns(question: ReportQuestion, decimals: int) -> tuple[Column, ...]:
    over_time = len(question.rows) == 1 and question.rows[0].spans
    return (
        Column("row", str(Label("Række", "Row")), "span" if over_time else "text", row=True),
        Column("column", str(Label("Kolonne", "Column")), "text", row=True),
        Column("then", str(Label("Før", "Then")), "number", decimals),
        Column("now", str(Label("Nu", "Now")), "number", decimals),
        Column("difference", str(Label("Forskel", "Difference")), "number", decimals),
        Column("causes", str(Label("Årsager", "Causes")), "text"),
    )


def _name_row(row: Place, names: Mapping[RowKey, str]) -> str:
    return _("Total") if row is None else names[row]


def _write_line(each: CellDifference, names: Mapping[RowKey, str], keys: bool) -> tuple[Cell, ...]:
    name, column = _name_row(each.row, names), each.column.key if keys else str(each.column.label)
    causes = ", ".join(_describe_causes(each.causes))
    return (name, column, each.then, each.now, each.by, causes)


def _describe_causes(causes: Mapping[ChangeCause, Fraction]) -> Iterator[str]:
    """`+8 late entries (change 14–20, 22)`, for each kind and sign."""
    gathered: dict[tuple[CauseKind, int], dict[int, Fraction]] = {}
    for cause, number in causes.items():
        sign = (number > 0) - (number < 0)
        changes = gathered.setdefault((cause.kind, sign), {})
        changes[cause.change] = changes.get(cause.change, Fraction(0)) + abs(number)
    for (kind, sign), changes in gathered.items():
        number = sum(changes.values(), Fraction(0))
        many = number > 1 or (not sign and len(changes) > 1)
        said = str(CAUSES[kind][many])
        if named := sorted(change for change in changes if change):
            said += f" ({_('change {id}').format(id=join_numbers(named))})"
        shown = f"{float(number):g}" if sign else ""
        yield f"{'+' if sign > 0 else '−' if sign else ''}{shown} {said}".strip()


def _list_changes(differing: list[CellDifference]) -> Iterator[str]:
    """Who made the changes that are named, and when; those of one person's one command on a line."""
    made = {cause.change: cause for each in differing for cause in each.causes if cause.change}
    gathered: dict[tuple[str, str], list[ChangeCause]] = {}
    for _number, cause in sorted(made.items()):
        gathered.setdefault((cause.who, cause.command), []).append(cause)
    for (who, command), causes in gathered.items():
        at = dict.fromkeys((causes[0].at, causes[-1].at))
        yield _("Change {id}: {at}, {who}, {command}").format(
            id=join_numbers([cause.change for cause in causes]), at=" – ".join(at), who=who, command=command
        )


def _export_difference(each: CellDifference, names: Mapping[RowKey, str]) -> dict[str, object]:
    return {
        "row": _name_row(each.row, names),
        "column": each.column.key,
        "then": convert_cell(each.then),
        "now": convert_cell(each.now),
        "difference": convert_cell(each.by),
        "causes": [
            {"change": cause.change, "kind": cause.kind, "count": make_plain(number)}
            for cause, number in each.causes.items()
        ],
    }


def make_plain(number: Fraction) -> int | float:
    """A whole number as such, any other as a float."""
    return number.numerator if number.denominator == 1 else float(number)
