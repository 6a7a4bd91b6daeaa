"""The reports in words: which there are, and the rule of each column."""

from __future__ import annotations

from outreach_cli.core.language import N_, _, current_language, in_language
from outreach_cli.reports.definitions.definition import Definition
from outreach_cli.reports.definitions.reader import builtin_names, find_definition
from outreach_cli.tables.book import Book
from outreach_cli.tables.table import Column, Table


def list_reports(language: str | None = None) -> Table:
    """The built-in reports as a table: name and title."""
    with in_language(language or current_language()):
        definitions = [find_definition(name) for name in builtin_names()]
        body = tuple((each.name, str(each.title)) for each in definitions)
        columns = (
            Column("report", _(N_("Report")), "text", row=True),
            Column("title", _(N_("Title")), "text"),
        )
        return Table("reports", _(N_("Reports")), current_language(), columns, body)


def explain_report(name: str, language: str | None = None) -> Table | Book:
    """Each column of a report, or of `all`, with its rule in words.

    Raises UnknownReportError or BadReportError.
    """
    with in_language(language or current_language()):
        if name != "all":
            return _explain(find_definition(name))
        tables = tuple(_explain(find_definition(each)) for each in builtin_names())
        return Book(_("Definitions"), current_language(), tables)


def _explain(definition: Definition) -> Table:
    """A report's columns, each with its rule."""
    body = tuple((each.key, str(each.label), str(each.rule)) for each in definition.printed)
    columns = (
        Column("column", _(N_("Key")), "text", row=True),
        Column("label", _(N_("Column")), "text"),
        Column("rule", _(N_("Rule")), "text"),
    )
    return Table(definition.name, str(definition.title), current_language(), columns, body)
