"""Printing reports: the table, the records behind a cell, or the rules in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Unpack

import click

from outreach_cli.console.command import command
from outreach_cli.console.options import argument, option, table_options
from outreach_cli.console.output import remark, show_table
from outreach_cli.console.session import session
from outreach_cli.core.errors import OutreachError, WrongUsageError
from outreach_cli.core.language import N_, LazyMessage, _
from outreach_cli.records.publications import PUBLICATION
from outreach_cli.reports.definitions.reader import list_companions

if TYPE_CHECKING:
    from outreach_cli.api import Register
    from outreach_cli.reports.counting.question import Choices
    from outreach_cli.tables.table import Table

ALL = "all"
"""The name that stands for every report."""


class WhichReportError(OutreachError):
    """No report was named."""

    message = N_("Which report? There are: {names}.")
    exit_code = 2
    hint = N_("What each of them shows: outreach report --list")


def _flags_of_reports(function: Callable[..., Any]) -> Callable[..., Any]:
    """A flag for each report that goes with another."""
    for each in reversed(list_companions()):
        said = LazyMessage(N_("With {report}: {title}."), report=each.goes_with, title=each.title)
        function = option(f"--{each.name}", "further", flag_value=each.name, help_text=said)(function)
    return function


@command(
    "report",
    "outreach report conversations --period 2018",
    'outreach report courses --trace "I alt" citizens',
    "outreach report all --period 2018 -o 2018.docx",
)
@argument("words", known="reports", metavar="NAME|FILE.toml|all", nargs=-1)
@option("--list", "listed", is_flag=True, help_text=N_("List the reports there are."))
@option(
    "--period",
    metavar="PERIOD",
    help_text=N_('A year, month, quarter, week or "last month": 2018, 2018-02, 2018-Q1, 2018-W07.'),
)
@option("--from", "first", metavar="D", help_text=N_("First day, included."))
@option("--to", "last", metavar="D", help_text=N_("Last day, included."))
@option(
    "--municipality",
    metavar="MUNICIPALITY",
    known="municipality",
    help_text=N_("Only this municipality."),
)
@option(
    "--site",
    metavar="SITE",
    known="site",
    multiple=True,
    help_text=N_("Only this site; may be given several times."),
)
@option(
    "--programme",
    metavar="PROGRAMME",
    known="programme",
    help_text=N_("Only this programme and its parts."),
)
@option("--scale", metavar="NAME", help_text=N_("Answers on this scale, such as srh5 or who5."))
@option(
    "--by",
    metavar="FIELD",
    known="dimensions",
    help_text=N_("Other rows than the report's own, such as municipality or worker."),
)
@option(
    "--as-of", metavar="CHANGE|DATE", help_text=N_("As the register stood after that change or on that day.")
)
@option(
    "--compare-with",
    metavar="CHANGE|DATE",
    help_text=N_("Each cell then and now, and which changes made the difference."),
)
@option("--trace", metavar="ROW [COLUMN]", help_text=N_("List the records behind a row or a cell."))
@option("--chart", is_flag=True, help_text=N_("Draw bars beside the numbers."))
@option("--chart-of", metavar="COLUMN", help_text=N_("Draw bars of this column, not of the first."))
@option(
    "--suppress",
    metavar="[K]",
    is_flag=False,
    flag_value="5",
    help_text=N_("For publication: hide what tells of fewer than K citizens (5 when not said, 3 at least)."),
)
@option(
    "--publish", metavar="NAME", help_text=N_("With --suppress: remember under this name what is published.")
)
@option("--show-unknown", is_flag=True, help_text=N_("Show the row of those not stated."))
@_flags_of_reports
@option("--strict", is_flag=True, help_text=N_("Exit with 7 when the total counts anything, for cron."))
@option("--explain", is_flag=True, help_text=N_("Say each column's rule in words."))
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
    **choices: Unpack[Choices],
) -> None:
    """Print a report, or all of them as one document.

    The reports are listed by --list; a TOML file is a report of your own.
    """
    from outreach_cli.reports.catalogue import explain_report, list_reports

    if listed:
        show_table(list_reports(session().table_language), form, output)
        return
    name, column = _chosen_report(words, trace, further, choices)
    if explain:
        show_table(explain_report(name, _language()), form, output)
        return
    register: Register = session().register
    choices["language"] = session().table_language
    choices["traced"] = (trace, column) if trace is not None else None
    if publish and (choices.get("suppress") is None or name == ALL):
        raise WrongUsageError(reason=_(N_("--publish goes with --suppress, and with one report.")))
    if name == ALL:
        if strict or chart or chart_of:
            raise WrongUsageError(reason=_(N_("--strict and --chart are for one report, not for all")))
        show_table(register.book(**choices), form, output)
        return
    table = register.report(name, **choices)
    if choices.get("suppress"):
        _compare_with_published(register, table, choices["suppress"], publish)
    if chart or chart_of:
        table = _drawn(table, chart_of)
    if trace is not None:
        _note_traced(register, table)
    _say_as_of_what(table)
    show_table(table, form, output, private=trace is not None)
    if strict:
        _exit_when_anything_is_counted(table)


def _chosen_report(
    words: tuple[str, ...], trace: str | None, further: str | None, choices: Choices
) -> tuple[str, str | None]:
    """The report's name, and the column to trace, where there is one."""
    if not words and not str(choices.get("suppress") or "0").isdigit():  # `--suppress NAME`
        words, choices["suppress"] = (str(choices["suppress"]), *words), "5"
    name, column = _name_and_column(words, trace)
    return (_going_with(name, further) if further else name), column


def _say_as_of_what(table: Table) -> None:
    if table.as_of == 0:
        remark(_(N_("Nothing was written by then.")))
    elif table.as_of is not None:
        remark(_(N_("As the register stood after change {id}.")).format(id=table.as_of))


def _drawn(table: Table, column: str | None) -> Table:
    from outreach_cli.tables.cells import with_bars

    return with_bars(table, column)


def _language() -> str | None:
    """The language to explain in: that asked for, else the register's own."""
    return session().table_language or (session().register.language if session().has_register else None)


def _exit_when_anything_is_counted(table: Table) -> None:
    if any(cell for cell in (table.total or {}).values() if not isinstance(cell, str)):
        click.get_current_context().exit(7)


def _going_with(name: str, further: str) -> str:
    """The report that was asked for by its flag, beside the one that it goes with."""
    from outreach_cli.reports.definitions.reader import find_definition

    whole = find_definition(further).goes_with
    if name != whole:
        raise WrongUsageError(
            reason=_(N_("--{flag} goes with the report {report}")).format(flag=further, report=whole)
        )
    return further


def _note_traced(register: Register, table: Table) -> None:
    """Note the citizens that a trace lists in the access log, before it is shown."""
    place = next((n for n, column in enumerate(table.columns) if column.key == "citizen"), None)
    if place is not None:
        codes = {str(row[place]) for row in table.body}
        register.note_access(f"report {table.name} --trace", register.find.numbers("citizen", codes))


def _compare_with_published(
    register: Register, table: Table, suppress: int | str | None, publish: str | None
) -> None:
    """Warn of what earlier publications give away together with this one, and remember this one."""
    from outreach_cli.reports import publication
    from outreach_cli.reports.counting.question import read_least

    least = read_least(suppress)
    with register.reading() as connection:
        given_away = publication.given_away(connection, table, least)
    for name, places in given_away.items():
        said = N_('Careful: whoever subtracts "{name}" learns of fewer than {n} citizens: {places}')
        cells = "; ".join(f"{row}, {column}" for row, column in places[:5])
        more = f"; … ({len(places)})" if len(places) > 5 else ""
        remark(_(said).format(name=name, n=least, places=cells + more))
    if publish:
        with register.change("publish") as change:
            change.write(PUBLICATION, publication.remembered(table, publish, least))
        remark(_(N_("Remembered as published: {name}. Change {id}.")).format(name=publish, id=change.id))


def _name_and_column(words: tuple[str, ...], trace: str | None) -> tuple[str, str | None]:
    """The report's name, and with `--trace ROW COLUMN` the column, wherever the two stand."""
    from outreach_cli.reports.definitions.reader import builtin_names

    if not words:
        raise WhichReportError(names=", ".join([*builtin_names(), ALL]))
    if len(words) > (2 if trace is not None else 1):
        raise WrongUsageError(reason=_(N_('unexpected "{word}"')).format(word=words[-1]))
    if len(words) == 1:
        return words[0], None
    first, second = words
    known = [*builtin_names(), ALL]
    if first not in known and not first.endswith(".toml") and (second in known or second.endswith(".toml")):
        return second, first
    return first, second
