"""The options of the report command: what is asked of a report, and how its table is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outreach_cli.console.danish_words import find_near_words, show_word
from outreach_cli.console.options import argument, as_of_option, option, period_option
from outreach_cli.console.session import get_session
from outreach_cli.core.language import N_, LazyMessage
from outreach_cli.records.citizens import SEX
from outreach_cli.records.contacts import CONTACT_KIND
from outreach_cli.records.label import Label
from outreach_cli.reports.definitions.dimensions import AGE_BAND
from outreach_cli.reports.definitions.reader import list_companions
from outreach_cli.reports.definitions.report_words import REPORT_WORDS, find_report_name

Function = Callable[..., Any]


def _add_report_flags(function: Function) -> Function:
    """A flag for each report that goes with another."""
    for each in reversed([*list_companions()]):
        whole = Label(REPORT_WORDS[each.goes_with][0], each.goes_with)
        said = LazyMessage(N_("With {report}: {title}."), report=whole, title=each.title)
        function = option(f"--{each.name} further", said, flag_value=each.name)(function)
    return function


_OPTIONS: tuple[Callable[[Function], Function], ...] = (
    argument("words", known="reports", metavar="NAME|FILE.toml|all", nargs=-1),
    option("--list listed", N_("List the reports there are."), is_flag=True),
    period_option,
    option("--from first", N_("First day, included."), metavar="D"),
    option("--to last", N_("Last day, included."), metavar="D"),
    option("--municipality", N_("Only this municipality."), known="municipality"),
    option("--site", N_("Only this site; may be given several times."), known="site", multiple=True),
    option("--programme", N_("Only this programme and its parts."), known="programme"),
    option("--worker", N_("Only this worker's."), known="worker", multiple=True),
    option("--kind", N_("Only contacts of this kind."), metavar="KIND", known=CONTACT_KIND, multiple=True),
    option("--sex", N_("Only citizens of this sex."), known=SEX, multiple=True),
    option(
        "--age",
        N_("Only citizens of these ages, such as 18-24 or 60+."),
        metavar="VALUE",
        known=AGE_BAND,
        multiple=True,
    ),
    option("--scale", N_("Answers on this scale, such as srh5 or who5."), metavar="NAME"),
    option(
        "--by",
        N_("Other rows than the report's own, such as municipality, or two: site,month."),
        metavar="FIELD",
        known="dimensions",
        multiple=True,
    ),
    option(
        "--across",
        N_("Spread one column out: a column for each worker, month or another field."),
        metavar="FIELD",
        known="dimensions",
    ),
    option("--column", N_("With --across: which column, if not the first."), metavar="COLUMN"),
    option(
        "--against",
        N_("Beside another period: each number in both, and the change."),
        metavar="PERIOD|previous",
    ),
    as_of_option,
    option(
        "--compare-with",
        N_("Each cell then and now, and which changes made the difference."),
        metavar="CHANGE|DATE",
    ),
    option(
        "--trace",
        N_("List the records behind a row or a cell; in a document behind PART.COLUMN.ROW."),
        metavar="ROW [COLUMN]",
    ),
    option("--chart", N_("Draw bars beside the numbers."), is_flag=True),
    option("--chart-of", N_("Draw bars of this column, not of the first."), metavar="COLUMN"),
    option(
        "--suppress",
        N_("For publication: hide what tells of fewer than K citizens (5 when not said, 3 at least)."),
        metavar="[K]",
        is_flag=False,
        flag_value="5",
    ),
    option(
        "--round",
        N_(
            "For publication: round each number of citizens by chance to a multiple of B, at most 2 B - 2"
            " from it."
        ),
        metavar="B",
    ),
    option(
        "--publish",
        N_("With --suppress or --round: remember under this name what is published."),
        metavar="NAME",
    ),
    option("--show-unknown", N_("Show the row of those not stated."), is_flag=True),
    _add_report_flags,
    option("--strict", N_("Exit with 7 when the total counts anything, for cron."), is_flag=True),
    option("--explain", N_("Say each column's rule in words."), is_flag=True),
)


def report_options(function: Function) -> Function:
    """All of them, in the order in which help lists them."""
    for added in reversed(_OPTIONS):
        function = added(function)
    return function


def is_report(word: str) -> bool:
    """Whether the word is that of a report in either language, or a file."""
    return find_report_name(word) in REPORT_WORDS or word.endswith(".toml")


def complete_report_name(name: str) -> str:
    """The name of a report, or at a terminal that of the one that was begun.

    Raises UnknownReportError, with the names that are near in the words of the current language.
    """
    if is_report(name):
        return find_report_name(name)
    from outreach_cli.console.beginnings import complete_word

    offered = {each: (show_word(REPORT_WORDS, each), each, *danish) for each, danish in REPORT_WORDS.items()}
    if get_session().may_ask and (begun := complete_word(name, offered)):
        return begun
    from outreach_cli.reports.definitions.definition import UnknownReportError

    raise UnknownReportError(name=name, nearest=find_near_words(REPORT_WORDS, name))
