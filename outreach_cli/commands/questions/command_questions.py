"""What commands ask for at a terminal, where the command line leaves it out, question by question."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import click

from outreach_cli.api import Register
from outreach_cli.console.line_editor import ask_yes_or_no, tell
from outreach_cli.console.questions import PromptStep, make_steps
from outreach_cli.console.session import get_session
from outreach_cli.core.days import format_day, today
from outreach_cli.core.language import N_, _
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.closings import CLOSING
from outreach_cli.records.contacts import CONTACT, OUTCOME, REFERRAL
from outreach_cli.records.courses import ENROLMENT, STATUS
from outreach_cli.records.forms import FORM, SCALE, Scale
from outreach_cli.records.groups import SESSION
from outreach_cli.records.team import ASSIGNMENT, PRESENCE, WEEKDAY
from outreach_cli.records.types import Day, Flag, Number, Reference
from outreach_cli.register.contact_changes import find_scale
from outreach_cli.register.group_changes import UnknownGroupError, list_held_groups, refuse_unknown_group

ask_register = partial(make_steps, record=CITIZEN, keys=CITIZEN.keys, required=["citizen"])
ask_enrol = partial(make_steps, record=ENROLMENT, keys=ENROLMENT.keys, required=["citizen", "programme"])
ask_close = partial(
    make_steps, record=CLOSING, keys=("citizen", "reason", "closed_on"), required=["citizen", "reason"]
)
ask_assign = partial(
    make_steps,
    record=ASSIGNMENT,
    keys=("citizen", "worker", "role", "started_on"),
    required=["citizen", "worker"],
)


def ask_contact(register: Register) -> Iterator[PromptStep]:
    """Who was met, when, where and how, and what came of it."""
    keys = dict.fromkeys(("citizen", *CONTACT.keys))
    for step in make_steps(register, CONTACT, keys, required=["citizen"]):
        if step.key == "citizen":
            yield step._replace(key="citizens", several=True, each=True)
        elif step.key == "reached":
            yield PromptStep("not_reached", _("In vain, not reached"), Flag(), usual=Flag().show(0))
        else:
            yield step._replace(each=step.key == "minutes")
    yield PromptStep("refer_to", _("Refer to"), Reference("offer"), several=True, each=True)


def ask_refer(register: Register) -> Iterator[PromptStep]:
    """Whom to refer where, or what came of a referral."""
    keys = ("citizen", "offer", "date", "site", "programme")
    yield from make_steps(register, REFERRAL, keys, required=["citizen", "offer"])
    yield PromptStep("outcome", _("Outcome, of a referral made before"), OUTCOME)


def ask_status(register: Register) -> Iterator[PromptStep]:
    """Who stands where in a programme, from when, and why."""
    keys = ("citizen", "status", "programme", "date", "reason")
    for step in make_steps(register, STATUS, keys, required=["citizen", "status"]):
        yield step._replace(key="on") if step.key == "date" else step


class _ScaleAnswer(Number):
    """An answer on a scale, by its number or its word."""

    def __init__(self, scale: Scale) -> None:
        super().__init__(scale.least, scale.most)
        self.scale = scale

    def read(self, text: str) -> int:
        return super().read(self.scale.find_number(text))


def ask_assess(register: Register) -> Iterator[PromptStep]:
    """Whose answer, what on the scale, and when."""
    yield from make_steps(register, FORM, ["citizen"], required=["citizen"])
    _name, scale = find_scale(register.finder, str(click.get_current_context().params["scale"]))
    yield PromptStep("scale", str(SCALE.what).capitalize(), SCALE)
    label = _("Answer ({words})").format(words=scale.describe_answers())
    yield PromptStep("score", label, _ScaleAnswer(scale), required=True)
    yield PromptStep("on", _("Date"), Day(), usual=_show_today())


def ask_attend(register: Register) -> Iterator[PromptStep]:
    """Which group, when, and who came, was excused or stayed away."""
    for step in make_steps(register, SESSION, SESSION.keys, required=["group"]):
        if step.key == "group":
            held = tuple(list_held_groups(register.connection))
            yield step._replace(offered=held, agreed=confirm_group)
        else:
            yield step
    for key, label in (("citizens", N_("Who came")), ("excused", N_("Excused")), ("absent", N_("Absent"))):
        yield PromptStep(key, _(label), Reference("citizen"), several=True)


def confirm_group(register: Register, group: str) -> bool:
    """Whether a group is known, or is said to be new at the terminal, where that is asked once."""
    new: set[str] = click.get_current_context().meta.setdefault("outreach_cli.new_groups", set())
    try:
        refuse_unknown_group(register.connection, group)
    except UnknownGroupError as error:
        if group in new or not get_session().may_ask:
            return group in new
        tell(str(error))
        if error.nearest:
            tell(str(error.give_advice()))
        if not ask_yes_or_no(_('Is "{name}" a new group?').format(name=error.details["name"])):
            return False
        new.add(group)
    return True


def ask_hand_over(register: Register) -> Iterator[PromptStep]:
    """Who hands over to whom, and when."""
    worker = Reference("worker")
    yield PromptStep("worker", _("Who hands over"), worker, required=True)
    yield PromptStep("to", _("Who takes over"), worker, required=True)
    yield PromptStep("on", _("Date"), Day(future=True), usual=_show_today())


def ask_plan(register: Register) -> Iterator[PromptStep]:
    """Who is where on which days of the week, from when to when; to stop or confirm, only who."""
    params = click.get_current_context().params
    other_way = params["stop"] or params["confirm"]
    keys = ["worker"] if other_way else ["worker", "site"]
    yield from make_steps(register, PRESENCE, keys, required=keys)
    if other_way:
        return
    yield PromptStep("weekday", str(WEEKDAY.what).capitalize(), WEEKDAY, required=True, several=True)
    yield PromptStep("first", _("First day"), Day(future=True), required=True, usual=_show_today())
    yield PromptStep("last", _("Last day"), Day(future=True), required=True)
    hours = PRESENCE.by_key["hours"]
    yield PromptStep("hours", str(hours.label), hours.type)
    yield PromptStep("holiday", _("Days off"), Day(future=True), several=True)


def ask_merge(register: Register) -> Iterator[PromptStep]:
    """Which of the two codes is kept, and which other one comes to stand for it."""
    yield PromptStep("keep", _("Keep"), Reference("citizen"), required=True)
    yield PromptStep("other", _("Which is the same citizen as"), Reference("citizen"), required=True)


def _show_today() -> str:
    return format_day(today().isoformat())
