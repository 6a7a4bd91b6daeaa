"""Reports in words: which there are, and the rule of each column."""

from __future__ import annotations

from collections.abc import Sequence

from outreach_cli.language import N_, _, spoken
from outreach_cli.reports.definition import Definition
from outreach_cli.tables import Column, Table


def catalogue_table(definitions: Sequence[Definition]) -> Table:
    """The reports by name and title."""
    body = tuple((each.name, str(each.title)) for each in definitions)
    columns = (Column("report", _(N_("Report")), "text", row=True), Column("title", _(N_("Title")), "text"))
    return Table("reports", _(N_("Reports")), spoken(), columns, body)


def explained_table(definition: Definition) -> Table:
    """A report's columns, each with its rule."""
    body = tuple((each.key, str(each.label), str(each.rule)) for each in definition.printed)
    columns = (
        Column("column", _(N_("Key")), "text", row=True),
        Column("label", _(N_("Column")), "text"),
        Column("rule", _(N_("Rule")), "text"),
    )
    return Table(definition.name, str(definition.title), spoken(), columns, body)
