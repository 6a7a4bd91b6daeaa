"""The week: plan whole periods, stop a plan, confirm the days that were held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from outreach_cli.commands.registry import load_questions
from outreach_cli.console.command import command
from outreach_cli.console.help_text import translate_usage
from outreach_cli.console.options import argument, option
from outreach_cli.console.output import list_written, remark, say, say_change
from outreach_cli.console.session import get_session
from outreach_cli.console.usage_errors import refuse_beside
from outreach_cli.core.days import format_day
from outreach_cli.core.errors import MissingError, OutreachError
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.core.names import normalize, quote_for_shell
from outreach_cli.records.team import WEEKDAY
from outreach_cli.records.types import Reference

if TYPE_CHECKING:
    from outreach_cli.api import Register
    from outreach_cli.change import Change
    from outreach_cli.records.record import Record
    from outreach_cli.register.change_writer import ChangeWriter
    from outreach_cli.register.record_changes import WrittenRecord


_OTHER_WAYS = ("confirm", "stop")
"""The options with which no weeks are planned, so that none are asked for."""
_OF_WEEKS = ("weekday", "hours", "first", "last", "holiday", "on_public_holidays")
"""The options that say which weeks are planned."""


@command(
    "plan",
    "outreach plan SPL-1 Nord --weekday tue --weekday thu --hours 3 --from 1/1-2018 --to 30/6-2018",
    "outreach plan SPL-1 Nord --weekday tirsdag --from 2018-01-01 --to 2018-06-30 --holiday 2018-06-05",
    'outreach plan SPL-1 --confirm "last week"',
    "outreach plan SPL-1 Nord --stop --on 2018-03-31",
    details=N_(
        "Denmark's public holidays are left out. A period's planned days are noted as held with "
        "--confirm, at every site where none is named; a single day with: outreach add presence"
    ),
    asks=load_questions("ask_plan"),
)
@argument("worker", known=Reference("worker"), asked=True)
@argument("site", known=Reference("site"), required=False, asked=True, unless=_OTHER_WAYS)
@option(
    "--weekday",
    N_("A weekday; may be several."),
    multiple=True,
    asked=True,
    unless=_OTHER_WAYS,
    known=WEEKDAY,
)
@option("--hours", N_("Hours a day."), metavar="N")
@option("--from first", N_("First day, included."), asked=True, unless=_OTHER_WAYS, metavar="D", future=True)
@option("--to last", N_("Last day, included."), asked=True, unless=_OTHER_WAYS, metavar="D", future=True)
@option("--holiday", N_("A day without presence; may be several."), multiple=True, metavar="D", future=True)
@option("--on-public-holidays", N_("Plan Denmark's public holidays too."), is_flag=True)
@option(
    "--confirm", N_("Note the days of the period that were planned as held."), metavar="PERIOD", is_eager=True
)
@option(
    "--stop",
    N_("End the plan, at every site or one: the days planned after --on, or today, go."),
    is_flag=True,
    is_eager=True,
)
@option("--on", N_("The last day of a plan that is stopped."), metavar="D", future=True)
def plan(
    register: Register,
    worker: str,
    site: str | None,
    confirm: str | None,
    stop: bool,
    on: str | None,
    **weeks: Any,
) -> None:
    if confirm:
        refuse_beside("--confirm", "stop", "on", *_OF_WEEKS)
        with register.change("plan") as change:
            held = change.confirm_plan(worker, site, period=confirm)
        say_change(change, *list_written(N_("Noted presence {id}: {what}"), *held))
        return
    if stop:
        refuse_beside("--stop", *_OF_WEEKS)
        with register.change("plan") as change:
            n = change.stop_plan(worker, site, on=on)
        said = ngettext("{n} planned day removed", "{n} planned days removed", n).format(n=n)
        say_change(change, said)
        return
    refuse_beside("--weekday", "on")
    if not site:
        raise MissingError(what=translate_usage("SITE"))
    _plan_weeks(register, worker, site, weeks)


def _plan_weeks(register: Register, worker: str, site: str, weeks: dict[str, Any]) -> None:
    from outreach_cli.register.team_changes import find_free_days

    for flag, key in (("--from", "first"), ("--to", "last")):
        if not weeks[key]:
            raise MissingError(what=flag)
    weekdays, holidays = weeks.pop("weekday"), weeks.pop("holiday")
    with register.change("plan") as change:
        n = len(change.plan(worker, site, weekdays, holidays=holidays, **weeks))
    said = ngettext("{n} day planned", "{n} days planned", n).format(n=n)
    planned = weekdays, weeks["first"], weeks["last"], holidays
    if free := {} if weeks["on_public_holidays"] else find_free_days(*planned):
        days = ", ".join(f"{format_day(day)} ({name})" for day, name in free.items())
        left_out = ngettext(
            "Left out, {n} public holiday: {days}", "Left out, {n} public holidays: {days}", len(free)
        )
        remark(left_out.format(n=len(free), days=days))
    say_change(change, said) if n else say(said)


def tell_of_removed_plans(change: ChangeWriter) -> None:
    """Say how many planned days went with workers who leave or sites that close."""
    if removed := change.counts.get("presence", {}).get("removed", 0):
        remark(ngettext("{n} planned day removed", "{n} planned days removed", removed).format(n=removed))


def ask_successor(register: Register, record: Record, which: str, given: Mapping[str, object]) -> str | None:
    """The site that takes over from one that is to close, asked for at a terminal; None where none does."""
    from outreach_cli.console.line_editor import read_line, tell

    closes = record.kind == "site" and given.get("closed_on") and not given.get("successor")
    if not closes or not get_session().may_ask:
        return None
    site = register.finder.read_row(record, register.finder.find_number(record, which)).names
    others = [name for name in register.finder.list_names("site", ended=False) if name != site["site"]]
    if site["successor"] or not others:
        return None
    question = _("Which site takes over from {site}? (Enter: none) ").format(site=site["site"])
    while said := normalize(read_line(question, others, False)):
        try:
            return register.finder.find_name("site", said)[1]
        except OutreachError as error:
            tell(str(error.name_flags()))
    return None


def tell_of_ending(change: Change, written: WrittenRecord, given: Mapping[str, object]) -> None:
    """Say what goes with a worker who leaves or a site that closes: planned days, and who is left.

    The citizens whom the worker still has then are to be handed over.
    """
    tell_of_removed_plans(change)
    closed = written.record.kind == "site" and "closed_on" in given
    if closed and not written.values["successor"] and not get_session().may_ask:
        said = _("Is it succeeded by another site? outreach correct site {quoted} --successor SITE")
        remark(said.format(quoted=quote_for_shell(str(written.values["site"]))))
    if written.record.kind == "worker" and "ended_on" in given:
        from outreach_cli.register.team_changes import count_left_with

        day, name = str(written.values["ended_on"]), str(written.values["worker"])
        if n := count_left_with(change.connection, written.id, day):
            said = ngettext(
                "{worker} still has {n} citizen: outreach hand-over {quoted} TO --on {iso}",
                "{worker} still has {n} citizens: outreach hand-over {quoted} TO --on {iso}",
                n,
            )
            remark(said.format(worker=name, n=n, quoted=quote_for_shell(name), iso=day))
