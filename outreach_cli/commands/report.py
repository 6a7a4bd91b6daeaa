"""Printing reports: the table, the records behind a cell, or the rules in words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Unpack

import click

from outreach_cli.commands.report_options import complete_report_name, is_report, report_options
from outreach_cli.console.command import command
from outreach_cli.console.danish_words import show_word
from outreach_cli.console.options import table_options
from outreach_cli.console.output import is_data, remark, show_table
from outreach_cli.console.session import get_session
from outreach_cli.core.errors import BadValueError, MissingError, OutreachError, WrongUsageError
from outreach_cli.core.language import N_, _
from outreach_cli.records.publications import PUBLICATION
from outreach_cli.reports.definitions.report_words import REPORT_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach_cli.api import Register
    from outreach_cli.reports.counting.question import ReportChoices
    from outreach_cli.reports.publishing.publication_drafts import PublicationDraft
    from outreach_cli.tables.table import Table

ALL = "all"
"""The name that stands for every report."""
PUBLISH_GOES_WITH = N_("--publish goes with --suppress or --round.")


class WhichReportError(OutreachError):
    """No report was named."""

    message = N_("Which report? There are: {names}.")
    exit_code = 2
    hint = N_("What each of them shows: outreach report --list")


class StrayWordsError(OutreachError):
    """Words stand behind the report that are none of it, as its period without the flag."""

    message = N_('unexpected "{word}"')
    exit_code = 2

    def __init__(self, words: Sequence[str], spanned: bool) -> None:
        super().__init__(word=words[-1], behind="" if spanned else " ".join(words[1:]))

    def give_advice(self) -> str:
        from outreach_cli.core.periods import read_period

        behind = str(self.details.get("behind"))
        try:
            read_period(behind)
        except BadValueError:
            return _("See: {command} --help").format(command="outreach report")
        return _("A period stands behind --period: --period {period}").format(period=behind)


@command(
    "report",
    "outreach report conversations --period 2018",
    'outreach report courses --trace "I alt" citizens',
    "outreach report all --period 2018 -o 2018.docx",
    "outreach report case.toml -o case.docx",
    "outreach report case.toml --trace conversations.citizens",
    help_text=N_("Print a report, all of them as one document, or a document of your own."),
    details=N_("The reports are listed by --list; a TOML file is a report or a document of your own."),
)
@report_options
@table_options
def report(
    words: tuple[str, ...],
    listed: bool,
    trace: str | None,
    further: str | None,
    strict: bool,
    explain: bool,
    chart: bool,
    chart_of: str | None,
    publish: str | None,
    form: str | None,
    output: str | None,
    **choices: Unpack[ReportChoices],
) -> None:
    from outreach_cli.reports.catalogue import explain_report, is_document, list_reports

    if listed:
        show = str if is_data(form, output) else partial(show_word, REPORT_WORDS)
        show_table(list_reports(get_session().table_language, show), form, output)
        return
    name, column = _choose_report(words, trace, further, choices)
    if publish is not None and not publish.strip():
        raise MissingError(what="--publish")
    if explain:
        show_table(explain_report(name, _find_language()), form, output)
        return
    register: Register = get_session().register
    choices["language"], choices["keys"] = get_session().table_language, is_data(form, output)
    if name == ALL or (name.endswith(".toml") and is_document(name)):
        if strict or chart or chart_of is not None:
            raise WrongUsageError(reason=_("--strict and --chart are for one report, not for a document"))
        _show_document(register, name, trace, column, publish, choices, form, output)
        return
    choices["traced"] = (trace, column) if trace is not None else None
    table = _make_table(register, name, publish, choices)
    table = _draw_bars(table, chart_of) if chart or chart_of is not None else table
    _say_as_of_what(table)
    show_table(table, form, output, private=table.tells_of_persons)
    if strict and any(cell for cell in (table.total or {}).values() if not isinstance(cell, str)):
        click.get_current_context().exit(7)


def _show_document(
    register: Register,
    name: str,
    figure: str | None,
    column: str | None,
    publish: str | None,
    choices: ReportChoices,
    form: str | None,
    output: str | None,
) -> None:
    """The document, or the records behind one of its figures."""
    if figure is None:
        book, draft = register.draft_book(name, **choices)
        _remember_publication(register, draft, publish)
        _say_as_of_what(book.tables[0] if book.tables else None)
        show_table(book, form, output, private=book.tells_of_persons)
        return
    if column:
        raise WrongUsageError(reason=_("a document's figure is named in one word: --trace PART.COLUMN.ROW"))
    table = register.trace_figure(name, figure, **choices)
    _say_as_of_what(table)
    show_table(table, form, output, private=table.tells_of_persons)


def _make_table(register: Register, name: str, publish: str | None, choices: ReportChoices) -> Table:
    """The report's table, published where something is hidden or rounded in it."""
    if publish is None and choices.get("suppress") is None and choices.get("round") is None:
        return register.report(name, **choices)
    table, draft = register.draft_report(name, **choices)
    _remember_publication(register, draft, publish)
    return table


def _remember_publication(register: Register, draft: PublicationDraft, name: str | None) -> None:
    """Tell what whoever publishes the draft should know, and remember it under the name, if any."""
    if name and not draft.fields:
        raise WrongUsageError(reason=_(PUBLISH_GOES_WITH))
    remark(*draft.remarks)
    if name and draft.fields:
        with register.change("publish") as change:
            change.write(PUBLICATION, {"publication": name, **draft.fields})
        remark(_("Remembered as published: {name}. Change {id}.").format(name=name, id=change.id))


def _choose_report(
    words: tuple[str, ...], trace: str | None, further: str | None, choices: ReportChoices
) -> tuple[str, str | None]:
    """The report's name, and the column to trace, where there is one."""
    if not words and not str(choices.get("suppress") or "0").isdecimal():  # `--suppress NAME`
        words, choices["suppress"] = (str(choices["suppress"]), *words), "5"
    spanned = any(choices.get(key) is not None for key in ("period", "first", "last"))
    name, column = _split_name(words, trace, spanned)
    name = complete_report_name(name)
    return (_find_companion(name, further) if further else name), column


def _say_as_of_what(table: Table | None) -> None:
    if table is None:
        return
    if table.as_of == 0:
        remark(_("Nothing was written by then."))
    elif table.as_of is not None:
        remark(_("As the register stood after change {id}.").format(id=table.as_of))


def _draw_bars(table: Table, column: str | None) -> Table:
    from outreach_cli.tables.charts import add_chart

    return add_chart(table, column)


def _find_language() -> str | None:
    """The language to explain in: that asked for, else the register's own."""
    return get_session().table_language or (
        get_session().register.language if get_session().has_register else None
    )


def _find_companion(name: str, further: str) -> str:
    """The report that was asked for by its flag, beside the one that it goes with."""
    from outreach_cli.reports.definitions.reader import find_definition

    whole = find_definition(further).goes_with
    if name != whole:
        raise WrongUsageError(
            reason=_("--{flag} goes with the report {report}").format(
                flag=further, report=show_word(REPORT_WORDS, str(whole))
            )
        )
    return further


def _split_name(words: tuple[str, ...], trace: str | None, spanned: bool) -> tuple[str, str | None]:
    """The report's name, and with `--trace ROW COLUMN` the column, wherever the two stand."""
    from outreach_cli.reports.definitions.reader import list_builtin

    if not words:
        raise WhichReportError(
            names=", ".join(show_word(REPORT_WORDS, each) for each in (*list_builtin(), ALL))
        )
    if len(words) > (2 if trace is not None else 1):
        raise StrayWordsError(words, spanned)
    if len(words) == 1:
        return words[0], None
    first, second = words
    return (second, first) if is_report(second) and not is_report(first) else (first, second)
