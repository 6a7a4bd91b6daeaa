"""What was published, as a list; and of one publication the erratum: the figures that are otherwise now."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from outreach_cli.core.days import today
from outreach_cli.core.errors import UnknownNameError
from outreach_cli.core.language import N_, _, get_language
from outreach_cli.core.names import find_nearest
from outreach_cli.core.periods import name_span
from outreach_cli.records.label import Label
from outreach_cli.records.publications import PUBLICATION
from outreach_cli.register.as_of import stand_with
from outreach_cli.register.causes import CAUSES, CauseKind, ChangeCause, RecordHistory, join_numbers
from outreach_cli.reports.comparison import (
    ReportState,
    count_after,
    find_differences,
    make_state,
)
from outreach_cli.reports.counting.counts import count_cells
from outreach_cli.reports.counting.selection import QuestionSelection
from outreach_cli.reports.definitions.definition import ColumnDefinition, ReportDefinition, UnknownReportError
from outreach_cli.reports.definitions.reader import find_definition
from outreach_cli.reports.publishing.asked_tables import AskedTable
from outreach_cli.reports.publishing.decision import decide_hidden
from outreach_cli.reports.publishing.hidden_figures import HiddenFigures
from outreach_cli.reports.publishing.publications import (
    Publication,
    PublicationRow,
    PublishedTable,
    RecountError,
    list_rows,
    list_shown,
    read_secret,
)
from outreach_cli.reports.publishing.rounded_counts import round_counts
from outreach_cli.tables.cells import HIDDEN
from outreach_cli.tables.table import Cell, Column, Table


class ChangedFigure(NamedTuple):
    """A figure that was published, and what it is now: None where that is hidden."""

    report: ReportDefinition
    row: str
    column: ColumnDefinition
    then: Cell
    now: Cell
    is_hidden: bool
    causes: Sequence[ChangeCause]


def list_publications(connection: sqlite3.Connection, name: str | None = None) -> Table:
    """Every publication, or one: its name, its day, its reports, and how many figures it shows and hides."""
    columns = (
        Column(PUBLICATION.naming.key, str(PUBLICATION.naming.label), "text", row=True),
        Column("published_on", _("Day"), "day"),
        Column("least", _("Fewest citizens")),
        Column("rounded_to", _("Rounded to")),
        Column("reports", _("Reports"), "text"),
        Column("shown", _("Figures shown")),
        Column("hidden", _("Figures hidden")),
    )
    body = tuple(
        (each.name, each.day, each.least, each.rounded_to, each.reports, *_count_figures(each))
        for each in ([_find_row(connection, name)] if name else list_rows(connection))
    )
    title = str(PUBLICATION.labels).capitalize()
    return Table("published", title, get_language(), columns, body, extracted_on=today().isoformat())


def compare_publication(connection: sqlite3.Connection, name: str, *, keys: bool) -> Table:
    """The erratum: each figure that was published and is otherwise now, with the changes that made it so.

    What a figure is now is hidden where it would tell of few, with all that was published. With `keys`
    reports and columns stand by their key. Raises UnknownNameError and RecountError.
    """
    row = _find_row(connection, name)
    published = row.read()
    found = list(_find_changed(connection, published, row.rounded_to))
    same = sum(1 for table in published.tables for _figure in list_shown(table)) - len(found)
    columns = (
        Column("report", _("Report"), "text", row=True),
        Column("row", str(Label("Række", "Row")), "text", row=True),
        Column("column", str(Label("Kolonne", "Column")), "text", row=True),
        Column("then", _("Published")),
        Column("now", str(Label("Nu", "Now"))),
        Column("causes", str(Label("Årsager", "Causes")), "text"),
    )
    body = tuple(
        (
            each.report.name if keys else str(each.report.title),
            each.row if keys else ", ".join(map(name_span, each.row.split(", "))),
            each.column.key if keys else str(each.column.label),
            each.then,
            each.now,
            ", ".join(_say_causes(each.causes)),
        )
        for each in found
    )
    return Table(
        "erratum",
        _("Erratum to {name}").format(name=row.name),
        get_language(),
        columns,
        body,
        extracted_on=today().isoformat(),
        notes=tuple(_write_notes(found, same, row)),
        commands_noted=True,
        hidden=frozenset((number, 4) for number, each in enumerate(found) if each.is_hidden),
    )


def _write_notes(found: Sequence[ChangedFigure], same: int, row: PublicationRow) -> Iterator[str]:
    yield _("Figures that are as they were published: {n}").format(n=same)
    if any(each.is_hidden for each in found):
        said = N_("{mark}: otherwise now, but how would tell of fewer than {n} citizens")
        yield _(said).format(mark=HIDDEN, n=row.least)
    made = {cause.change: cause for each in found for cause in each.causes if cause.change}
    for number in sorted(made):
        yield _("Change {id}: {at}, {who}, {command}").format(
            id=number, at=made[number].at, who=made[number].who, command=made[number].command
        )


def _say_causes(causes: Sequence[ChangeCause]) -> Iterator[str]:
    """What kinds of change it was, each with its changes, without how much each made: that tells of few."""
    gathered: dict[CauseKind, list[int]] = {}
    for each in causes:
        gathered.setdefault(each.kind, []).append(each.change)
    for kind, changes in gathered.items():
        said = str(CAUSES[kind][len(changes) > 1])
        named = sorted(change for change in changes if change)
        yield f"{said} ({_('change {id}').format(id=join_numbers(named))})" if named else said


def _find_row(connection: sqlite3.Connection, name: str) -> PublicationRow:
    rows = {each.name: each for each in list_rows(connection)}
    for each in rows.values():
        if each.name.casefold() == name.casefold():
            return each
    near = find_nearest(name, rows)
    raise UnknownNameError(kind=PUBLICATION.one, name=name, plural=PUBLICATION.plural, nearest=near)


def _count_figures(row: PublicationRow) -> tuple[int | None, int | None]:
    """How many figures it shows and how many it hides; None where it cannot be read any more."""
    try:
        tables = row.read().tables
    except RecountError:
        return None, None
    shown = sum(1 for table in tables for _figure in list_shown(table))
    hidden = sum(
        HiddenFigures(table.hidden).hides(measure, place)
        for table in tables
        for measure in table.asked.columns.values()
        for place in (*table.asked.rows, None)
    )
    return shown, hidden


def _find_changed(
    connection: sqlite3.Connection, published: Publication, rounded_to: int | None
) -> Iterator[ChangedFigure]:
    """The figures that are otherwise now."""
    history = RecordHistory(connection, published.moment.change, published.moment.day)
    asked = [each.asked for each in published.tables]

    def count_all() -> list[ReportState]:
        return [_count_table(connection, each, rounded_to) for each in asked]

    with stand_with(connection, published.moment, {}):
        then = count_all()
    now = count_all()
    hidden: Sequence[HiddenFigures] = [HiddenFigures()] * len(asked)
    if rounded_to is None:
        hidden = decide_hidden(connection, asked, None, published.least).hidden
    for table, its_then, its_now, gone in zip(published.tables, then, now, hidden, strict=True):
        recount = partial(count_after, its_now.counts.definition, table.asked.question, connection)
        yield from _find_in_table(table, its_then, its_now, gone, history, recount)


def _find_in_table(
    table: PublishedTable,
    then: ReportState,
    now: ReportState,
    hidden: HiddenFigures,
    history: RecordHistory,
    recount: Callable[[int], ReportState],
) -> Iterator[ChangedFigure]:
    definition, names = now.counts.definition, then.names | now.names
    differences = {
        (each.row, each.column.key): each for each in find_differences(then, now, history, recount)
    }
    for key, place, number in list_shown(table):
        each = differences.get((place, key))
        if each is None or _is_same(number, each.now):
            continue
        gone = hidden.hides(table.asked.all_columns[key], place)
        yield ChangedFigure(
            definition,
            _("Total") if place is None else names.get(place, ", ".join(map(str, place))),
            definition.find_column(key),
            Fraction(str(number)) if isinstance(number, float) else number,
            None if gone else each.now,
            gone,
            tuple(each.causes),
        )


def _is_same(then: float | None, now: Cell) -> bool:
    if then is None or now is None or isinstance(now, str):
        return then == now
    return abs(float(then) - float(now)) < 1e-9


def _define(asked: AskedTable) -> ReportDefinition:
    """The published table as a report: the columns that it prints or computes with, as called now."""
    labels: dict[str, ColumnDefinition] = {}
    title = Label(asked.report, asked.report)
    try:
        own = find_definition(asked.report)
    except UnknownReportError:
        pass
    else:
        title, labels = own.title, {each.key: each for each in own.columns}
    columns = []
    for key, measure in asked.all_columns.items():
        label = labels[key].label if key in labels else Label(key, key)
        columns.append(ColumnDefinition(key, label, measure, label))
    return ReportDefinition(asked.report, title, asked.question.rows, tuple(columns))


def _count_table(connection: sqlite3.Connection, asked: AskedTable, rounded_to: int | None) -> ReportState:
    """The table as the register stands here, its numbers rounded as they were."""
    definition, question = _define(asked), asked.question._replace(rounded_to=rounded_to)
    selection = QuestionSelection(connection, question, asked.report)
    counts = count_cells(definition, selection, members=True)
    if rounded_to is not None:
        counts = round_counts(connection, read_secret(connection), counts)
    return make_state(counts)
