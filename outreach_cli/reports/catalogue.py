"""The reports in words: which there are, and the rule of each column."""

from __future__ import annotations

from collections.abc import Callable

from outreach_cli.core.language import N_, _, get_language, use_language
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from outreach_cli.tables.table import Book, Column, Table


def list_reports(language: str | None = None, show_name: Callable[[str], str] = str) -> Table:
    """The built-in reports as a table: the name, as `show_name` writes it in that language, and the title."""
    with use_language(language or get_language()):
        definitions = [find_definition(name) for name in list_builtin()]
        body = tuple(sorted((show_name(each.name), str(each.title)) for each in definitions))
        columns = (
            Column("report", _(N_("Report")), "text", row=True),
            Column("title", _(N_("Title")), "text"),
        )
        return Table("reports", _(N_("Reports")), get_language(), columns, body)


def explain_report(name: str, language: str | None = None) -> Table | Book:
    """Each column of a report, or of `all`, with its rule in words.

    Raises UnknownReportError or BadReportError.
    """
    with use_language(language or get_language()):
        if name != "all":
            return _explain(find_definition(name))
        tables = tuple(_explain(find_definition(each)) for each in list_builtin())
        return Book(_("Definitions"), get_language(), tables)


def _explain(definition: ReportDefinition) -> Table:
    """A report's columns, each with its rule."""
    body = tuple((each.key, str(each.label), str(each.rule)) for each in definition.printed)
    columns = (
        Column("column", _(N_("Key")), "text", row=True),
        Column("label", _(N_("Column")), "text"),
        Column("rule", _(N_("Rule")), "text"),
    )
    return Table(definition.name, str(definition.title), get_language(), columns, body)
