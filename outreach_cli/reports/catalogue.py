"""The reports in words: which there are, and the rule of each column."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outreach_cli.core.language import N_, _, get_language, use_language
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from outreach_cli.reports.definitions.report_words import find_part_name
from outreach_cli.tables.table import Column, Table

if TYPE_CHECKING:
    from outreach_cli.reports.documents.document import Document
    from outreach_cli.tables.book import Book


_WHERE = N_(
    "Site: the record's own. A contact, referral, enrolment or session without one is not stated, never at "
    "the citizen's; registrations, forms and assignments stand where the citizen is registered, and those "
    "who came to a session where the session was."
)
_MUNICIPALITY = N_(
    "Municipality: that of the record's site, else the citizen's own, else that of the site where the "
    "citizen is registered, else the register's; a form's own goes first, and a session's is never the "
    "citizen's."
)
_AGE = N_("Age: the last year of the period less the year of birth.")


def list_reports(language: str | None = None, show_name: Callable[[str], str] = str) -> Table:
    """The built-in reports as a table: the name, as `show_name` writes it in that language, and the title."""
    with use_language(language or get_language()):
        definitions = [find_definition(name) for name in list_builtin()]
        body = tuple(sorted((show_name(each.name), str(each.title)) for each in definitions))
        columns = (
            Column("report", _("Report"), "text", row=True),
            Column("title", _("Title"), "text"),
        )
        return Table("reports", _("Reports"), get_language(), columns, body)


def is_document(name: str) -> bool:
    """Whether the name is that of a document, or of a TOML file with one."""
    from outreach_cli.reports.documents.reader import find_document  # one report alone does without

    return find_document(name) is not None


def refuse_document(name: str) -> None:
    """Raises NotOneReportError where the name is that of a document, or of a TOML file with one."""
    if is_document(name):
        from outreach_cli.reports.documents.document import NotOneReportError

        raise NotOneReportError(name=name)


def explain_report(name: str, language: str | None = None) -> Table | Book:
    """Each column of a report with its rule in words, or of every report in a document.

    Of a document also each figure in its texts. Raises UnknownReportError or BadReportError.
    """
    from outreach_cli.reports.documents.document_maker import list_figures
    from outreach_cli.reports.documents.reader import find_document
    from outreach_cli.tables.book import Book

    with use_language(language or get_language()):
        document = find_document(name)
        if document is None:
            return _explain(find_definition(name))
        reports = dict.fromkeys(each.report for each in document.reports)
        tables = [_explain(find_definition(each)) for each in reports]
        if figures := list_figures(document):
            tables.append(_explain_figures(document, figures))
        return Book(_("Definitions"), get_language(), tuple(tables))


def _explain_figures(document: Document, figures: list[str]) -> Table:
    """The figures in a document's texts, each with the report and the column that it is from."""
    from outreach_cli.reports.documents.figures import read_figure

    reports = {each.name: find_definition(each.report) for each in document.reports}
    body = []
    for said in figures:
        figure = read_figure(said)
        assert figure is not None
        definition = reports[find_part_name(figure.part, reports)]
        labels = {key: each.label for each in definition.printed for key in (each.key, *each.label.both)}
        label = str(labels.get(figure.column, figure.column))
        body.append((said, str(definition.title), label, figure.row or _("Total")))
    columns = (
        Column("figure", _("Figure"), "text", row=True),
        Column("report", _("Report"), "text"),
        Column("column", _("Column"), "text"),
        Column("row", _("Row"), "text"),
    )
    title = _("Figures in the texts; the records behind one: --trace FIGURE")
    return Table("figures", title, get_language(), columns, tuple(body))


def _explain(definition: ReportDefinition) -> Table:
    """A report's columns, each with its rule, and below them where persons are counted, and of what age."""
    printed = definition.fill_rules().printed
    body = tuple((each.key, str(each.label), str(each.rule)) for each in printed)
    columns = (
        Column("column", _("Key"), "text", row=True),
        Column("label", _("Column"), "text"),
        Column("rule", _("Rule"), "text"),
    )
    persons = any(each.population.person for each in definition.counted.values())
    notes = (_(_WHERE), _(_MUNICIPALITY), _(_AGE)) if persons else ()
    return Table(definition.name, str(definition.title), get_language(), columns, body, notes=notes)
