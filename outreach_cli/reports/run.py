"""One way through a report: read, ask, select, count, hide, note, lay out."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import NamedTuple, Protocol, Unpack, cast

from outreach_cli.core.errors import OutreachError, WrongUsageError
from outreach_cli.core.language import N_, LazyMessage, _, get_language, use_language
from outreach_cli.register.as_of import PastMoment, find_moment
from outreach_cli.register.finder import RecordFinder
from outreach_cli.reports.counting.counts import ReportCounts, count_cells, count_table
from outreach_cli.reports.counting.question import ReportChoices, ReportQuestion, ask
from outreach_cli.reports.counting.selection import QuestionSelection
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.definitions.names import bind_names
from outreach_cli.reports.definitions.reader import find_definition
from outreach_cli.reports.layout import lay_out
from outreach_cli.reports.notes import write_notes
from outreach_cli.reports.publishing.hidden_figures import HiddenFigures
from outreach_cli.reports.publishing.publication_drafts import PublicationDraft, finish_reports
from outreach_cli.reports.targets import add_targets
from outreach_cli.tables.table import Table

_ALONE = {"--trace": "traced", "--compare-with": "compare_with", "--across": "across", "--against": "against"}
"""By flag, what a table can be asked for one at a time."""
_CELL_SPREAD_OUT = ["--trace", "--across"]
"""The two of them that go together: the records behind a cell of a column that is spread out."""
ONE_OF_THE_TWO = N_("--suppress hides and --round rounds: one publication does one of the two.")
Hidden = Sequence[HiddenFigures | None]
"""What is hidden of each part, None where nothing can be."""


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
    if choices.get("traced") or choices.get("compare_with") is not None:
        refuse_together(choices)
        return _run_telling_of_records(database, name, choices)
    (table,) = draft_report(database, name, **choices).tables
    return table


def draft_report(database: ReadableDatabase, name: str, **choices: Unpack[ReportChoices]) -> PublicationDraft:
    """The table of a report, with what can be remembered of it as published. Raises what `run` raises."""
    refuse_together(choices)
    with open_reading(database, choices) as (connection, moment):
        definition, question = ask_report(name, connection, moment, choices)
        prepared = prepare_report(definition, question, connection, choices.get("column"))
        return finish_reports(connection, [prepared], moment)


@contextmanager
def open_reading(
    database: ReadableDatabase, choices: ReportChoices
) -> Iterator[tuple[sqlite3.Connection, PastMoment | None]]:
    """The register as it stood at the moment asked for, in the language asked for, else in its own then."""
    moment = read_moment(database, choices.get("as_of"))
    with (
        database.open_snapshot(moment) as connection,
        use_language(choices.get("language") or database.language),
    ):
        yield connection, moment


def ask_report(
    name: str, connection: sqlite3.Connection, moment: PastMoment | None, choices: ReportChoices
) -> tuple[ReportDefinition, ReportQuestion]:
    """The report and what is asked of it, with names looked up. Raises what reading a word of it raises."""
    finder = RecordFinder(connection)
    definition = bind_names(find_definition(name), finder)
    definition = definition.fill_rules(partial(_read_days, connection))
    question = ask(definition, finder, moment.change if moment else None, choices)
    if choices.get("column") is not None and not question.across:
        raise WrongUsageError(reason=_("--column goes with --across."))
    definition = definition.ask_by(question.dimensions)
    if question.is_published:
        refuse_publishing(definition)
    return definition, question


def _read_days(connection: sqlite3.Connection) -> dict[str, int]:
    from outreach_cli.register.worklist import read_days  # few reports wait for it

    return read_days(connection)


class PreparedReport(NamedTuple):
    """Everything counted for one table, in one part or more, and how it is laid out.

    `lay_out` takes the parts, as they are or rounded, and what is hidden of each.
    """

    definition: ReportDefinition
    parts: tuple[ReportCounts, ...]
    lay_out: Callable[[tuple[ReportCounts, ...], Hidden], Table]

    def finish(self, hidden: Hidden | None = None, parts: tuple[ReportCounts, ...] | None = None) -> Table:
        """The table, which says of itself whether it tells of single persons."""
        table = self.lay_out(parts or self.parts, hidden or [None] * len(self.parts))
        return table._replace(tells_of_persons=True) if self.definition.tells_of_persons else table


def prepare_report(
    definition: ReportDefinition,
    question: ReportQuestion,
    connection: sqlite3.Connection,
    column: str | None = None,
) -> PreparedReport:
    """Count all that the table needs, once; `column` is the one that is spread out, if any is.

    Raises BadRowsError, BadFilterError, UnknownColumnError.
    """
    if question.across:
        from outreach_cli.reports.across import count_across, lay_out_across

        spread = count_across(definition, question, question.across, column, connection)
        return PreparedReport(definition, spread, lay_out_across)
    selection = QuestionSelection(connection, question, definition.name, definition.list_measures())
    parts = [count_table(definition, selection)]
    if question.against:
        parts.append(count_cells(definition, selection.ask_anew(question.ask_beside())))

    def lay_out_parts(parts: tuple[ReportCounts, ...], hidden: Hidden) -> Table:
        table, *beside = (
            lay_out(part, gone, tuple(write_notes(part, gone)))
            for part, gone in zip(parts, hidden, strict=True)
        )
        if beside:
            from outreach_cli.reports.against import set_beside

            table = set_beside(table, beside[0], question)
        return add_targets(table, definition, question, connection)

    return PreparedReport(definition, tuple(parts), lay_out_parts)


def _run_telling_of_records(database: ReadableDatabase, name: str, choices: ReportChoices) -> Table:
    """The records behind a cell, or the report at two moments."""
    earlier, keys = read_moment(database, choices.get("compare_with")), choices.get("keys", False)
    with open_reading(database, choices) as (connection, now):
        language = get_language()
        definition, question = ask_report(name, connection, now, choices)
        if traced := choices.get("traced"):
            from outreach_cli.reports.across import find_traced  # a table would wait for these
            from outreach_cli.reports.trace import trace

            row, heading = (traced, None) if isinstance(traced, str) else traced
            cell = find_traced(definition, question, choices.get("column"), row, heading)
            return trace(definition, cell.question, connection, cell.row, cell.column, keys=keys)
    with use_language(language):
        return make_comparison(database, definition, question, earlier, now, keys)


def make_comparison(
    database: ReadableDatabase,
    definition: ReportDefinition,
    question: ReportQuestion,
    earlier: PastMoment | None,
    now: PastMoment | None,
    keys: bool,
) -> Table:
    """Each cell at the earlier moment and now, and what made the difference."""
    from outreach_cli.reports.comparison import compare  # a table would wait for it

    assert earlier is not None
    table = compare(database.open_snapshot, definition, question, earlier, now, keys=keys)
    return table._replace(tells_of_persons=True) if definition.tells_of_persons else table


def refuse_together(choices: ReportChoices) -> None:
    """Raises WrongUsageError for what cannot be asked of one table at once.

    Raises UnpublishableError for what shows what few did, of a table to be published.
    """
    said = cast("Mapping[str, object]", choices)
    asked = [flag for flag, name in _ALONE.items() if said.get(name) is not None]
    if len(asked) > 1 and asked != _CELL_SPREAD_OUT:
        raise WrongUsageError(reason=_("{flags} do not go together.").format(flags=", ".join(asked)))
    if said.get("round") is not None and said.get("suppress") is not None:
        raise WrongUsageError(reason=_(ONE_OF_THE_TWO))
    if said.get("suppress") is None and said.get("round") is None:
        return
    if said.get("traced"):
        raise UnpublishableError(reason=LazyMessage(N_("--trace lists persons.")))
    if said.get("compare_with") is not None:
        raise UnpublishableError(reason=LazyMessage(N_("--compare-with shows what few did.")))


def refuse_publishing(definition: ReportDefinition) -> None:
    """Raises UnpublishableError for a report that tells of single persons, whatever is hidden in it."""
    if definition.tells_of_persons:
        raise UnpublishableError(reason=LazyMessage(N_("the report tells of single persons.")))
    if any(each.population.entangled for each in definition.list_measures()):
        raise UnpublishableError(
            reason=LazyMessage(N_("what it says of one citizen depends on what is written of another."))
        )


class UnpublishableError(OutreachError):
    """Something was to be published of which no choice of hidden figures says nothing about few."""

    message = N_("This does not go with --suppress or --round: {reason}")


def read_moment(database: ReadableDatabase, word: str | int | None) -> PastMoment | None:
    """The moment that a word names, None for now."""
    if word is None:
        return None
    with database.open_snapshot() as connection:
        return find_moment(connection, str(word))
