"""One column of a report spread out: a column for each value of a field, then the total of each row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outreach_cli.core.errors import RefusedError, UnknownColumnError
from outreach_cli.core.language import N_, LazyMessage, _
from outreach_cli.core.periods import name_span
from outreach_cli.reports.counting.counts import ReportCounts, count_cells, count_table
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.selection import QuestionSelection
from outreach_cli.reports.counting.statement import Place, RowKey
from outreach_cli.reports.definitions.definition import ColumnDefinition, ReportDefinition
from outreach_cli.reports.definitions.dimensions import Dimension
from outreach_cli.reports.layout import find_codes, finish_row, lay_out
from outreach_cli.reports.notes import write_notes
from outreach_cli.reports.publishing.hidden_figures import HiddenFigures, blank
from outreach_cli.reports.trace import is_total
from outreach_cli.tables.table import Cell, Column, Table

TOTAL = "total"
"""The key of the last column."""


def count_across(
    definition: ReportDefinition,
    question: ReportQuestion,
    across: Dimension,
    column: str | None,
    connection: sqlite3.Connection,
) -> tuple[ReportCounts, ...]:
    """One column of the report, its first unless another is named: by row, by the field across, and by both.

    Rows, columns and the whole are counted each by itself, so that a person counts once in each total. A row
    or column with a number in any cell is there, also where its own total, taken at another day, is none.
    Raises UnknownColumnError, RefusedError for a column that says a number, and BadRowsError for a field that
    what is counted does not have.
    """
    spread = _keep_column(definition, column)
    spread_by = question._replace(rows=(across,), across=None)
    both = spread_by._replace(rows=(*question.rows, across))
    selection = QuestionSelection(connection, question, definition.name, spread.list_measures(), (across,))
    by_both = count_cells(spread, selection.ask_anew(both), total=False)
    by_row = count_table(spread, selection, {row[:-1] for row in by_both.rows})
    found = {row[-1:] for row in by_both.rows}
    by_column = count_cells(spread, selection.ask_anew(spread_by), found, total=False)
    return by_row, by_column, by_both


def lay_out_across(counted: Sequence[ReportCounts], hidden: Sequence[HiddenFigures | None]) -> Table:
    """The table of the three that were counted, without what is hidden in any of them."""
    table = _lay_out(*counted, notes=tuple(write_notes(counted[0], hidden[0])))
    return table if hidden[0] is None else blank(table, {*_find_hidden(counted, hidden)})


class TracedCell(NamedTuple):
    """A cell by the question whose row and column it is; of a whole row no column."""

    question: ReportQuestion
    row: str
    column: str | None


def find_traced(
    definition: ReportDefinition, question: ReportQuestion, column: str | None, row: str, heading: str | None
) -> TracedCell:
    """The cell of a report that may be spread out: below a heading, or in a column of all that is spread.

    Raises UnknownColumnError and RefusedError.
    """
    alone = TracedCell(question._replace(across=None), row, heading)
    if not question.across or heading is None:
        return alone
    try:
        definition.match_printed(heading)
    except UnknownColumnError:
        return find_cell(definition, question, column, row, heading)
    return alone


def find_cell(
    definition: ReportDefinition, question: ReportQuestion, column: str | None, row: str, heading: str
) -> TracedCell:
    """The cell below that heading of a column that is spread out; `row` may be that of the total.

    Raises UnknownColumnError and RefusedError.
    """
    assert question.across
    told, alone = _keep_column(definition, column).printed[0].key, question._replace(across=None)
    if is_total(heading):
        return TracedCell(alone, row, told)
    if is_total(row):
        return TracedCell(alone._replace(rows=(question.across,)), heading, told)
    return TracedCell(alone._replace(rows=(*question.rows, question.across)), f"{row}, {heading}", told)


def _find_hidden(
    counted: Sequence[ReportCounts], hidden: Sequence[HiddenFigures | None]
) -> Iterator[tuple[int, int]]:
    """The hidden cells, by row (-1 for the foot) and column."""
    by_row, by_column, by_both = (each for each in hidden if each is not None)
    definition, rows = counted[0].definition, counted[0].rows
    places, first = counted[1].rows, len(counted[0].question.rows)
    (printed,) = definition.printed
    of_column = any(in_total for _part, in_total in definition.find_figures(printed.key))

    def is_hidden(of: HiddenFigures, place: Place) -> bool:
        return any(of.list_hidden(definition, place))

    for number, row in [*enumerate(rows), (-1, None)]:
        if is_hidden(by_row, row):
            yield number, first + len(places)
        for at, place in enumerate(places):
            cell = is_hidden(by_both, (*row, *place)) if row is not None else is_hidden(by_column, place)
            if cell or (of_column and is_hidden(by_column, place)):
                yield number, first + at


def _keep_column(definition: ReportDefinition, word: str | None) -> ReportDefinition:
    """The report with one column to print, and what that is computed from."""
    chosen = _find_first(definition) if word is None else definition.match_numeric(word)
    definition.refuse_constant(chosen.key)
    needed = definition.list_parts(chosen.key)
    columns = (
        each._replace(printed=each.key == chosen.key) for each in definition.columns if each.key in needed
    )
    return definition._replace(columns=tuple(columns))


def _find_first(definition: ReportDefinition) -> ColumnDefinition:
    """The first column of numbers with something counted in it. Raises RefusedError."""
    for each in definition.numeric:
        if definition.find_figures(each.key):
            return each
    raise RefusedError(reason=LazyMessage(N_("no column of the report has numbers to be spread out.")))


def _lay_out(
    by_row: ReportCounts, by_column: ReportCounts, by_both: ReportCounts, *, notes: tuple[str, ...]
) -> Table:
    (column,) = by_row.definition.printed
    whole = lay_out(by_row, notes=notes)

    def fill(counts: ReportCounts, row: RowKey, place: RowKey) -> Cell:
        return finish_row(counts, row, by_column.list_cells(place))[0]

    body = tuple(
        (*line[:-1], *(fill(by_both, (*row, *place), place) for place in by_column.rows), line[-1])
        for row, line in zip(by_row.rows, whole.body, strict=True)
    )
    foot = whole.foot or ()
    totals = (fill(by_column, place, place) for place in by_column.rows)
    headings = _make_columns(by_column, whole.columns)
    last = whole.columns[-1]._replace(key=TOTAL, label=_("Total"), counts=str(column.label))
    return whole._replace(
        title=f"{whole.title} – {column.label}",
        columns=(*whole.columns[:-1], *headings, last),
        body=body,
        foot=(*foot[:-1], *totals, *foot[-1:]),
        main=TOTAL,
    )


def _make_columns(by_column: ReportCounts, columns: tuple[Column, ...]) -> list[Column]:
    """A column for each value of the field, by its code; a site may be called as another column is."""
    taken, (across,) = {each.key for each in columns[:-1]} | {TOTAL}, by_column.question.rows
    made = []
    for place in by_column.rows:
        (code,), (name,) = find_codes(by_column, place), by_column.names[place]
        key = "unknown" if code is None else str(code)
        while key in taken:
            key += "_"
        taken.add(key)
        said = name_span(name) if name and across.spans else name
        label = by_column.definition.name_unknown(across) if said is None else said
        made.append(columns[-1]._replace(key=key, label=label, rule=""))
    return made
