"""The end of a day's contacts typed one after the other: the hours as presence, and what there was in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from outreach_cli.console.output import list_written, say, say_change
from outreach_cli.core.language import N_, _, ngettext

if TYPE_CHECKING:
    from outreach_cli.api import Register

Given = Sequence[Mapping[str, Any]]
"""What each contact of the day was logged with, by the command's parameters."""


def end_the_day(register: Register, given: Given) -> None:
    """Ask for the hours at each site that were not noted yet, write them as presence, and sum up."""
    if not given:
        return
    days = dict.fromkeys((each["worker"], each["site"], each["date"]) for each in given)
    for worker, site, date in days:
        if worker and site:
            _note_hours(register, str(worker), str(site), date)
    _sum_up(given)


def _note_hours(register: Register, worker: str, site: str, date: object) -> None:
    """Ask how many hours the worker was at the site that day; no answer, or a day noted, leaves it."""
    from outreach_cli.console.prompts import PromptDialogue
    from outreach_cli.console.questions import PromptStep
    from outreach_cli.core.days import format_day, read_day_or_today
    from outreach_cli.records.team import PRESENCE

    day = PRESENCE.by_key["date"].type.read(str(read_day_or_today(date)))
    same = register.finder.find_name("worker", worker)[0], register.finder.find_name("site", site)[0]
    if register.finder.find_same(PRESENCE, {"worker": same[0], "site": same[1], "date": day, "planned": 0}):
        return
    asked = _("Hours of {worker} at {site} on {day}")
    label = asked.format(worker=worker, site=site, day=format_day(str(day)))
    asking = PromptDialogue(register, [PromptStep("hours", label, PRESENCE.by_key["hours"].type)], {})
    if not asking.ask() or not (hours := asking.answers["hours"].text):
        return
    with register.change("contact") as change:
        written = change.add("presence", worker=worker, site=site, date=day, hours=hours)
    say_change(change, *list_written(N_("Noted presence {id}: {what}"), written))


def _sum_up(given: Given) -> None:
    """Say what was logged, in numbers."""
    citizens = [code for each in given for code in each["citizens"]]
    reached = [each for each in given if not each["not_reached"]]
    n = len(citizens)
    persons = len(dict.fromkeys(citizens))
    minutes = sum(int(each["minutes"] or 0) * len(each["citizens"]) for each in reached)
    referrals = sum(len(each["refer_to"]) * len(each["citizens"]) for each in given)
    parts = [
        ngettext("{n} contact logged", "{n} contacts logged", n).format(n=n),
        ngettext("{n} citizen", "{n} citizens", persons).format(n=persons),
        ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes),
    ]
    if referrals:
        parts.append(ngettext("{n} referral made", "{n} referrals made", referrals).format(n=referrals))
    say(_("In all: {parts}").format(parts=", ".join(parts)))
