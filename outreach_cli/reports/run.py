"""One way through a report: read, ask, select, count, hide, note, lay out."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol, Unpack, cast

from outreach_cli.core.errors import WrongUsageError
from outreach_cli.core.language import N_, LazyMessage, _, use_language
from outreach_cli.register.as_of import PastMoment, find_moment
from outreach_cli.register.finder import RecordFinder
from outreach_cli.reports.across import make_across
from outreach_cli.reports.against import set_beside
from outreach_cli.reports.comparison import compare
from outreach_cli.reports.counting.counting_plan import plan_cells, plan_table
from outreach_cli.reports.counting.counts import ReportCounts, count
from outreach_cli.reports.counting.question import ReportChoices, ReportQuestion, ask
from outreach_cli.reports.counting.selection import QuestionSelection, list_words
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.definitions.names import bind_names
from outreach_cli.reports.definitions.reader import find_definition
from outreach_cli.reports.layout import lay_out
from outreach_cli.reports.notes import write_notes
from outreach_cli.reports.suppression.hidden_cells import HiddenCells, hide_cells
from outreach_cli.reports.targets import add_targets
from outreach_cli.reports.trace import trace

if TYPE_CHECKING:
    from outreach_cli.tables.table import Table


_ALONE = {"--trace": "traced", "--compare-with": "compare_with", "--across": "across", "--against": "against"}
"""By flag, what a table can be asked for one at a time."""
_ACROSS_TELLS = N_("--across shows a cell of few persons, so it does not go with --suppress.")


class ReadableDatabase(Protocol):
    """What a report needs of a register: its settings, and one unchanging view of it at a moment."""

    @property
    def language(self) -> str: ...

    def read_setting(self, name: str) -> str | None: ...

    def open_snapshot(
        self, as_of: PastMoment | None = None
    ) -> AbstractContextManager[sqlite3.Connection]: ...


def run(database: ReadableDatabase, name: str, **choices: Unpack[ReportChoices]) -> Table:
    """The table of a report, or with `traced` (row, column or None) the records behind it.

    With `compare_with` each cell at that moment and now, and what made the difference.
    `name` is a built-in report or a TOML file. Raises UnknownReportError, BadReportError, and what an unknown
    name, day or period raises.
    """
    refuse_together(choices)
    now = read_moment(database, choices.get("as_of"))
    earlier = read_moment(database, choices.get("compare_with"))
    with database.open_snapshot(now) as connection:
        language = choices.get("language") or database.language  # the register's own as it was then
        with use_language(language):
            definition, question = ask_report(name, connection, now, choices)
            if traced := choices.get("traced"):
                return trace(definition, question, connection, *traced)
            if question.across:
                return make_spread(definition, question, choices.get("column"), connection)
            if earlier is None:
                return lay_out_counted(
                    hide_counted(count_table(definition, question, connection)), connection
                )
    with use_language(language):
        return make_comparison(database, definition, question, earlier, now)


class CountedTable(NamedTuple):
    """A report's question with what was counted for it, what to hide, and the same of the other period."""

    definition: ReportDefinition
    question: ReportQuestion
    counts: ReportCounts
    beside: CountedTable | None = None
    hidden: HiddenCells | None = None


def ask_report(
    name: str, connection: sqlite3.Connection, now: PastMoment | None, choices: ReportChoices
) -> tuple[ReportDefinition, ReportQuestion]:
    """The report and what is asked of it, with names looked up. Raises what reading a word of it raises."""
    finder = RecordFinder(connection)
    definition = bind_names(find_definition(name), finder, partial(list_words, connection))
    question = ask(definition, finder, now.change if now else None, choices)
    definition = definition.ask_by(question.dimensions)
    _refuse_telling_of_persons(definition, question)
    return definition, question


def count_table(
    definition: ReportDefinition, question: ReportQuestion, connection: sqlite3.Connection
) -> CountedTable:
    """Everything that the table needs, counted once as it stands on the connection."""
    selection = QuestionSelection(connection, question, definition.name)
    counts = count(plan_table(definition, selection), connection)
    beside = None
    if question.against:
        other = question._replace(period=question.against, unfinished=None)
        its = count(plan_cells(definition, selection.ask_anew(other)), connection)
        beside = CountedTable(definition, other, its)
    return CountedTable(definition, question, counts, beside)


def hide_counted(counted: CountedTable) -> CountedTable:
    """It with what must be hidden of it where it is to be published."""
    beside = hide_counted(counted.beside) if counted.beside else None
    return counted._replace(hidden=hide_cells(counted.question, counted.counts), beside=beside)


def lay_out_counted(counted: CountedTable, connection: sqlite3.Connection) -> Table:
    """The table of what was counted, without what is hidden."""
    definition, question, counts, beside, hidden = counted
    notes = tuple(write_notes(definition, question, counts, hidden))
    table = lay_out(definition, question, counts, hidden, notes)
    if beside:
        other = lay_out(definition, beside.question, beside.counts, beside.hidden)
        table = set_beside(table, other, question)
    return _mark_personal(definition, add_targets(table, definition, question, connection))


def make_spread(
    definition: ReportDefinition, question: ReportQuestion, column: str | None, connection: sqlite3.Connection
) -> Table:
    """The table of one column, spread out by the field that the question names."""
    assert question.across is not None
    if question.threshold is not None:  # a part of a document may ask for it by itself
        raise WrongUsageError(reason=_(_ACROSS_TELLS))
    spread = make_across(definition, question, question.across, column, connection)
    return _mark_personal(definition, spread)


def make_comparison(
    database: ReadableDatabase,
    definition: ReportDefinition,
    question: ReportQuestion,
    earlier: PastMoment | None,
    now: PastMoment | None,
) -> Table:
    """Each cell at the earlier moment and now, and what made the difference."""
    assert earlier is not None
    return _mark_personal(definition, compare(database.open_snapshot, definition, question, earlier, now))


def refuse_together(choices: ReportChoices) -> None:
    """Raises WrongUsageError for what cannot be asked at once."""
    _refuse_telling_of_few(choices)
    said = cast("Mapping[str, object]", choices)
    asked = [flag for flag, name in _ALONE.items() if said.get(name) is not None]
    if len(asked) > 1:
        raise WrongUsageError(reason=_(N_("{flags} do not go together.")).format(flags=", ".join(asked)))
    if said.get("across") is None and said.get("column") is not None:
        raise WrongUsageError(reason=_(N_("--column goes with --across.")))
    if said.get("across") is not None and said.get("suppress") is not None:
        raise WrongUsageError(reason=_(_ACROSS_TELLS))


def _refuse_telling_of_few(choices: ReportChoices) -> None:
    if choices.get("suppress") is None:
        return
    if choices.get("traced"):
        raise WrongUsageError(reason=_(N_("--trace lists persons, so it does not go with --suppress.")))
    if choices.get("compare_with") is not None:
        raise WrongUsageError(
            reason=_(N_("--compare-with shows what few did, so it does not go with --suppress."))
        )


def _refuse_telling_of_persons(definition: ReportDefinition, question: ReportQuestion) -> None:
    """Refuse to publish a report that tells of single persons, whatever is hidden in it."""
    if question.threshold is not None and definition.tells_of_persons:
        raise WrongUsageError(
            reason=LazyMessage(N_("The report tells of single persons, so it does not go with --suppress."))
        )


def _mark_personal(definition: ReportDefinition, table: Table) -> Table:
    """The table, which says of itself whether it tells of single persons."""
    return replace(table, tells_of_persons=True) if definition.tells_of_persons else table


def read_moment(database: ReadableDatabase, word: str | int | None) -> PastMoment | None:
    """The moment that a change's number or a day names, None for now."""
    if word is None:
        return None
    with database.open_snapshot() as connection:
        return find_moment(connection, str(word))
