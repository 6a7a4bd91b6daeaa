"""The team's commands: assess, attend, assign, hand-over, consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach_cli.commands.registry import load_questions
from outreach_cli.console.command import command
from outreach_cli.console.options import argument, option, record_options
from outreach_cli.console.output import list_written, say_change
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.records.citizens import CONSENT, PURPOSE
from outreach_cli.records.forms import DEFAULT_SCALE, SCALES
from outreach_cli.records.groups import SESSION
from outreach_cli.records.team import ASSIGNMENT
from outreach_cli.records.types import Reference

if TYPE_CHECKING:
    from outreach_cli.api import Register


@command(
    "assess",
    "outreach assess AAL-001 3",
    "outreach assess AAL-001 --scale who5 64 --on 2018-03-01",
    details=N_(
        "The first answer is the baseline; a later one on the same scale is its follow-up.\n\n"
        "On srh5, the usual scale: 5 really good, 4 good, 3 fair, 2 bad, 1 very bad. The words may be "
        "typed too."
    ),
    asks=load_questions("ask_assess"),
)
@argument("citizen", known="citizen", asked=True)
@argument("score", asked=True)
@option("--scale", N_("The scale of the answer."), default=DEFAULT_SCALE, metavar="|".join(SCALES))
@option("--on", N_("The day it was answered."), metavar="D")
def assess(register: Register, citizen: str, score: str, scale: str, on: str | None) -> None:
    from outreach_cli.register.contact_changes import find_scale

    with register.change("assess") as change:
        written = change.assess(citizen, score, scale=scale, on=on)
    noted = list_written(N_("Noted answer {id}: {what}"), written)
    _name, of = find_scale(register.finder, str(written.values["scale"]))
    word = of.find_word(int(str(written.values[of.field])))
    said = _("{number} is {word} ({scale})")
    meant = said.format(number=written.values[of.field], word=word, scale=of.describe_answers())
    say_change(change, *noted, *([meant] if word else []))


@command(
    "attend",
    "outreach attend Livsstilscafé --on 2018-03-01 AAL-001 AAL-002 --relatives 3 --create",
    "outreach attend Livsstilscafé AAL-001 --excused AAL-002",
    help_text=N_("Note who came to a session of a group, relatives without names as a number."),
    asks=load_questions("ask_attend"),
)
@argument("group", known="programme", asked=True)
@argument("citizens", known="citizen", metavar="CITIZEN...", nargs=-1)
@record_options(SESSION, "group")
@option("--excused", N_("Sent apologies."), multiple=True, metavar="CITIZEN")
@option("--absent", N_("Did not come."), multiple=True, metavar="CITIZEN")
@option("--create", N_("The group is new."), is_flag=True)
def attend(
    register: Register,
    group: str,
    citizens: tuple[str, ...],
    date: str | None,
    excused: tuple[str, ...],
    absent: tuple[str, ...],
    create: bool,
    **session: object,
) -> None:
    from outreach_cli.commands.questions.command_questions import confirm_group
    from outreach_cli.register.group_changes import refuse_unknown_group

    if not create and not confirm_group(register, group):
        refuse_unknown_group(register.connection, group)
    with register.change("attend") as change:
        held, *noted = change.attend(
            group,
            {"yes": dict.fromkeys(citizens), "no": dict.fromkeys(absent), "excused": dict.fromkeys(excused)},
            on=date,
            **session,
        )
    came = sum(each.values["attended"] == "yes" for each in noted)
    said = ngettext("{n} citizen came", "{n} citizens came", came).format(n=came)
    say_change(change, *list_written(N_("Session {id}: {what}"), held), said)


@command(
    "assign",
    "outreach assign AAL-001 SPL-1",
    "outreach assign AAL-001 SPL-1 --from 2018-03-01",
    help_text=N_("Give a citizen a pathway partner, or another worker in another role."),
    details=N_(
        "Whoever had the citizen in that role hands over on that day, and whoever is to have them later "
        "takes over then."
    ),
    asks=load_questions("ask_assign"),
)
@argument("citizen", known="citizen", asked=True)
@argument("worker", known=Reference("worker"), asked=True)
@record_options(ASSIGNMENT, "citizen", "worker", "ended_on")
def assign(register: Register, citizen: str, worker: str, role: str | None, started_on: str | None) -> None:
    from outreach_cli.console.line_editor import remark_new_words

    remark_new_words(register.finder, ASSIGNMENT, {"role": role})
    with register.change("assign") as change:
        *ended, written = change.assign(citizen, worker, on=started_on, role=role)
    lines = list_written(N_("Ended assignment {id}: {what}"), *ended)
    if written.id in change.list_touched("assignment"):
        made = change.counts["assignment"].get("added")
        said = N_("Made assignment {id}: {what}") if made else N_("Corrected assignment {id}: {what}")
        lines += list_written(said, written)
    say_change(change, *lines)


@command(
    "hand-over",
    "outreach hand-over SPL-1 SPL-2",
    "outreach hand-over SPL-1 SPL-2 --on 2018-06-01",
    help_text=N_("Hand all of a worker's citizens over to another, such as when a worker leaves."),
    asks=load_questions("ask_hand_over"),
)
@argument("worker", known="worker", asked=True)
@argument("to", known=Reference("worker"), asked=True)
@option("--on", N_("The day of the hand-over."), metavar="D", future=True)
def hand_over(register: Register, worker: str, to: str, on: str | None) -> None:
    with register.change("hand-over") as change:
        written = change.hand_over(worker, to, on=on)
    n = len(written)
    say_change(change, ngettext("{n} citizen handed over", "{n} citizens handed over", n).format(n=n))


@command(
    "consent",
    "outreach consent AAL-001 evaluation",
    "outreach consent AAL-001 evaluation --withdrawn",
    help_text=N_("Note a citizen's consent to a purpose, or that it is withdrawn."),
)
@argument("citizen", known="citizen")
@argument("purpose", known=PURPOSE, metavar="|".join(PURPOSE.values))
@record_options(CONSENT, "citizen", "purpose", "withdrawn_on")
@option("--withdrawn", N_("The consent is withdrawn on that day."), is_flag=True)
def consent(register: Register, citizen: str, purpose: str, given_on: str | None, withdrawn: bool) -> None:
    from outreach_cli.console.line_editor import confirm_new_name

    if not confirm_new_name(purpose, register.finder.list_near_words(CONSENT.by_key["purpose"], purpose)):
        return
    with register.change("consent") as change:
        written = change.consent(citizen, purpose, on=given_on, withdrawn=withdrawn)
    said = N_("Withdrew consent {id}: {what}") if withdrawn else N_("Noted consent {id}: {what}")
    say_change(change, *list_written(said, written))
