"""One way through a report: read, ask, select, count, hide, note, lay out."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, Unpack, cast

from outreach_cli.core.errors import WrongUsageError
from outreach_cli.core.language import N_, LazyMessage, _, use_language
from outreach_cli.register.as_of import PastMoment, find_moment
from outreach_cli.register.finder import RecordFinder
from outreach_cli.reports.across import make_across
from outreach_cli.reports.against import set_beside
from outreach_cli.reports.comparison import compare
from outreach_cli.reports.counting.counting_plan import plan_cells, plan_table
from outreach_cli.reports.counting.counts import count
from outreach_cli.reports.counting.question import ReportChoices, ReportQuestion, ask
from outreach_cli.reports.counting.selection import QuestionSelection, list_words
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.definitions.names import bind_names
from outreach_cli.reports.definitions.reader import find_definition
from outreach_cli.reports.layout import lay_out
from outreach_cli.reports.notes import write_notes
from outreach_cli.reports.suppression.hidden_cells import hide_cells
from outreach_cli.reports.targets import add_targets
from outreach_cli.reports.trace import trace

if TYPE_CHECKING:
    from outreach_cli.tables.table import Table


_ALONE = {"--trace": "traced", "--compare-with": "compare_with", "--across": "across", "--against": "against"}
"""By flag, what a table can be asked for one at a time."""


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
    _refuse_telling_of_few(choices)
    _refuse_together(choices)
    now = _find_moment(database, choices.get("as_of"))
    earlier = _find_moment(database, choices.get("compare_with"))
    with database.open_snapshot(now) as connection:
        language = choices.get("language") or database.language  # the register's own as it was then
        with use_language(language):
            finder = RecordFinder(connection)
            definition = bind_names(find_definition(name), finder, partial(list_words, connection))
            question = ask(definition, finder, now.change if now else None, choices)
            definition = definition.ask_by(question.dimensions)
            _refuse_telling_of_persons(definition, question)
            if traced := choices.get("traced"):
                return trace(definition, question, connection, *traced)
            if question.across:
                column = choices.get("column")
                spread = make_across(definition, question, question.across, column, connection)
                return _mark_personal(definition, spread)
            if earlier is None:
                return _mark_personal(definition, make_table(definition, question, connection))
    with use_language(language):
        return _mark_personal(definition, compare(database.open_snapshot, definition, question, earlier, now))


def make_table(
    definition: ReportDefinition, question: ReportQuestion, connection: sqlite3.Connection
) -> Table:
    """The table as it stands on the connection; everything in it is counted once."""
    selection = QuestionSelection(connection, question, definition.name)
    counts = count(plan_table(definition, selection), connection)
    hidden = hide_cells(question, counts)
    notes = tuple(write_notes(definition, question, counts, hidden))
    table = lay_out(definition, question, counts, hidden, notes)
    if question.against:
        table = set_beside(table, _make_other(definition, question, selection), question)
    return add_targets(table, definition, question, connection)


def _make_other(
    definition: ReportDefinition, question: ReportQuestion, selection: QuestionSelection
) -> Table:
    """The table of the period to set beside, its cells alone."""
    assert question.against is not None
    other = question._replace(period=question.against, unfinished=None)
    counts = count(plan_cells(definition, selection.ask_anew(other)), selection.connection)
    return lay_out(definition, other, counts, hide_cells(other, counts))


def _refuse_together(choices: ReportChoices) -> None:
    """Raises WrongUsageError for what cannot be asked of one table at once."""
    said = cast("Mapping[str, object]", choices)
    asked = [flag for flag, name in _ALONE.items() if said.get(name) is not None]
    if len(asked) > 1:
        raise WrongUsageError(reason=_(N_("{flags} do not go together.")).format(flags=", ".join(asked)))
    if said.get("across") is None and said.get("column") is not None:
        raise WrongUsageError(reason=_(N_("--column goes with --across.")))
    if said.get("across") is not None and said.get("suppress") is not None:
        raise WrongUsageError(
            reason=_(N_("--across shows a cell of few persons, so it does not go with --suppress."))
        )


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


def _find_moment(database: ReadableDatabase, word: str | int | None) -> PastMoment | None:
    if word is None:
        return None
    with database.open_snapshot() as connection:
        return find_moment(connection, str(word))
