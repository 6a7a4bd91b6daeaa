"""The options of the report command: what is asked of a report, and how its table is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outreach_cli.console.danish_words import find_near_words, show_word
from outreach_cli.console.options import argument, option
from outreach_cli.console.session import get_session
from outreach_cli.core.language import N_, LazyMessage
from outreach_cli.records.citizens import SEX
from outreach_cli.records.contacts import CONTACT_KIND
from outreach_cli.records.label import Label
from outreach_cli.reports.definitions.dimensions import AGE_BAND
from outreach_cli.reports.definitions.reader import list_companions
from outreach_cli.reports.definitions.report_words import REPORT_WORDS

Function = Callable[..., Any]


def _add_report_flags(function: Function) -> Function:
    """A flag for each report that goes with another."""
    for each in reversed([*list_companions()]):
        whole = Label(REPORT_WORDS[each.goes_with][0], each.goes_with)
        said = LazyMessage(N_("With {report}: {title}."), report=whole, title=each.title)
        function = option(f"--{each.name}", "further", flag_value=each.name, help_text=said)(function)
    return function


_OPTIONS: tuple[Callable[[Function], Function], ...] = (
    argument("words", known="reports", metavar="NAME|FILE.toml|all", nargs=-1),
    option("--list", "listed", is_flag=True, help_text=N_("List the reports there are.")),
    option(
        "--period",
        metavar="PERIOD",
        help_text=N_('A year, month, quarter, week or "last month": 2018, 2018-02, 2018-Q1, 2018-W07.'),
    ),
    option("--from", "first", metavar="D", help_text=N_("First day, included.")),
    option("--to", "last", metavar="D", help_text=N_("Last day, included.")),
    option(
        "--municipality",
        metavar="MUNICIPALITY",
        known="municipality",
        help_text=N_("Only this municipality."),
    ),
    option(
        "--site",
        metavar="SITE",
        known="site",
        multiple=True,
        help_text=N_("Only this site; may be given several times."),
    ),
    option(
        "--programme",
        metavar="PROGRAMME",
        known="programme",
        help_text=N_("Only this programme and its parts."),
    ),
    option("--worker", metavar="WORKER", known="worker", multiple=True, help_text=N_("Only this worker's.")),
    option(
        "--kind",
        metavar="KIND",
        known=CONTACT_KIND,
        multiple=True,
        help_text=N_("Only contacts of this kind."),
    ),
    option("--sex", metavar="f|m|x", known=SEX, multiple=True, help_text=N_("Only citizens of this sex.")),
    option(
        "--age",
        metavar="VALUE",
        known=AGE_BAND,
        multiple=True,
        help_text=N_("Only citizens of these ages, such as 18-24 or 60+."),
    ),
    option("--scale", metavar="NAME", help_text=N_("Answers on this scale, such as srh5 or who5.")),
    option(
        "--by",
        metavar="FIELD",
        known="dimensions",
        multiple=True,
        help_text=N_("Other rows than the report's own, such as municipality, or two: site,month."),
    ),
    option(
        "--across",
        metavar="FIELD",
        known="dimensions",
        help_text=N_("Spread one column out: a column for each worker, month or another field."),
    ),
    option("--column", metavar="COLUMN", help_text=N_("With --across: which column, if not the first.")),
    option(
        "--against",
        metavar="PERIOD|previous",
        help_text=N_("Beside another period: each number in both, and the change."),
    ),
    option(
        "--as-of",
        metavar="CHANGE|DATE",
        help_text=N_("As the register stood after that change or on that day."),
    ),
    option(
        "--compare-with",
        metavar="CHANGE|DATE",
        help_text=N_("Each cell then and now, and which changes made the difference."),
    ),
    option(
        "--trace",
        metavar="ROW [COLUMN]",
        help_text=N_("List the records behind a row or a cell; in a document behind PART.COLUMN.ROW."),
    ),
    option("--chart", is_flag=True, help_text=N_("Draw bars beside the numbers.")),
    option("--chart-of", metavar="COLUMN", help_text=N_("Draw bars of this column, not of the first.")),
    option(
        "--suppress",
        metavar="[K]",
        is_flag=False,
        flag_value="5",
        help_text=N_(
            "For publication: hide what tells of fewer than K citizens (5 when not said, 3 at least)."
        ),
    ),
    option(
        "--round",
        metavar="B",
        help_text=N_(
            "For publication: round each number of citizens by chance to a multiple of B, at most 2 B - 2"
            " from it."
        ),
    ),
    option(
        "--publish",
        metavar="NAME",
        help_text=N_("With --suppress or --round: remember under this name what is published."),
    ),
    option("--show-unknown", is_flag=True, help_text=N_("Show the row of those not stated.")),
    _add_report_flags,
    option("--strict", is_flag=True, help_text=N_("Exit with 7 when the total counts anything, for cron.")),
    option("--explain", is_flag=True, help_text=N_("Say each column's rule in words.")),
)


def report_options(function: Function) -> Function:
    """All of them, in the order in which help lists them."""
    for added in reversed(_OPTIONS):
        function = added(function)
    return function


def complete_report_name(name: str) -> str:
    """The name of a report, or at a terminal that of the one that was begun.

    Raises UnknownReportError, with the names that are near in the words of the current language.
    """
    if name in REPORT_WORDS or name.endswith(".toml"):
        return name
    from outreach_cli.console.beginnings import complete_word

    offered = {each: (show_word(REPORT_WORDS, each), each, *danish) for each, danish in REPORT_WORDS.items()}
    if get_session().may_ask and (begun := complete_word(name, offered)):
        return begun
    from outreach_cli.reports.definitions.definition import UnknownReportError

    raise UnknownReportError(name=name, nearest=find_near_words(REPORT_WORDS, name))
