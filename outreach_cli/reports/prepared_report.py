"""A report that was counted and is not laid out yet: between the two it is decided what is hidden."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple

from outreach_cli.reports.counting.counts import ReportCounts, count_cells, count_table
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.selection import QuestionSelection
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.layout import lay_out
from outreach_cli.reports.notes import write_notes
from outreach_cli.reports.publishing.hidden_figures import HiddenFigures
from outreach_cli.reports.targets import add_targets
from outreach_cli.tables.table import Table

Hidden = Sequence[HiddenFigures | None]
"""What is hidden of each part, None where nothing can be."""


class PreparedReport(NamedTuple):
    """Everything counted for one table, in one part or more, and how it is laid out.

    `lay_out` takes the parts, as they are or rounded, and what is hidden of each.
    """

    definition: ReportDefinition
    question: ReportQuestion
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
        return PreparedReport(definition, question, spread, lay_out_across)
    selection = QuestionSelection(connection, question, definition.name, definition.list_measures())
    parts = [count_table(definition, selection)]
    if question.against:
        parts.append(count_cells(definition, selection.ask_anew(question.ask_beside())))

    def lay_out_parts(parts: tuple[ReportCounts, ...], hidden: Hidden) -> Table:
        table, *others = (
            lay_out(part, gone, tuple(write_notes(part, gone)))
            for part, gone in zip(parts, hidden, strict=True)
        )
        if others:
            from outreach_cli.reports.against import set_beside

            for other in others:
                table = set_beside(table, other, question)
        return add_targets(table, definition, question, connection)

    return PreparedReport(definition, question, tuple(parts), lay_out_parts)
