"""Goals for the figures of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach_cli.commands.report_options import complete_report_name
from outreach_cli.console.command import command
from outreach_cli.console.danish_words import show_word
from outreach_cli.console.options import argument, option
from outreach_cli.console.output import say_change
from outreach_cli.core.errors import MissingError
from outreach_cli.core.language import N_, _
from outreach_cli.core.periods import read_period
from outreach_cli.records.targets import TARGET, Amount
from outreach_cli.reports.definitions.report_words import REPORT_WORDS

if TYPE_CHECKING:
    from outreach_cli.api import Register
    from outreach_cli.reports.definitions.definition import ColumnDefinition


@command(
    "target",
    "outreach target conversations citizens 200 --period 2018",
    'outreach target referrals share_started "60 %" --period 2018-Q1',
    help_text=N_(
        "Set a goal for a figure of a report: it stands beside the figure in the report of that period."
    ),
    details=N_(
        "The goal is for the total; a share is given in percent. Given again, it takes the place of "
        "the earlier."
    ),
)
@argument("report", known="reports", metavar="NAME|FILE.toml")
@argument("column", metavar="COLUMN")
@argument("value", metavar="VALUE")
@option("--period", N_("The period of the goal, as the report is asked for it."), metavar="PERIOD")
def target(register: Register, report: str, column: str, value: str, period: str | None) -> None:
    from outreach_cli.reports.catalogue import refuse_document
    from outreach_cli.reports.definitions.reader import find_definition

    if period is None:
        raise MissingError(what="--period")
    report = complete_report_name(report)
    refuse_document(report)
    definition = find_definition(report)
    of = definition.match_numeric(column)
    when = read_period(period)
    days = {"first_on": when.first, "last_on": when.last}
    fields = {"report": definition.name, "column": of.key, "value": _read_amount(of, value), **days}
    with register.change("target") as change:
        number = change.finder.find_same(TARGET, fields)
        if number is None:
            change.write(TARGET, fields)
        else:
            change.correct(TARGET.kind, number, value=fields["value"])
    said = _("The target of {report}, {column}, is {value}")
    say_change(
        change, said.format(report=show_word(REPORT_WORDS, definition.name), column=of.label, value=value)
    )


def _read_amount(column: ColumnDefinition, value: str) -> str:
    """The goal as it is kept. It is read here, where no option is to blame that nobody typed."""
    if column.percent:
        return read_percent(value)
    Amount().read(value)
    return value


def read_percent(value: str) -> str:
    """A share given in percent, with the sign or without, as the fraction that is kept."""
    return f"{Amount().read(value.strip().removesuffix('%').strip()) / 100:.6f}"
