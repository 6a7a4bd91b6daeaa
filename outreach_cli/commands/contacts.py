"""Meeting a citizen: register, contact, refer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outreach_cli.console.command import command
from outreach_cli.console.options import argument, cpr_option, option, record_options
from outreach_cli.console.output import say_change
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.contacts import CONTACT, OUTCOME, REFERRAL
from outreach_cli.records.types import Flag, Reference

if TYPE_CHECKING:
    from outreach_cli.api import Register
    from outreach_cli.console.questions import PromptStep


def _ask_register(register: Register) -> Iterator[PromptStep]:
    from outreach_cli.console.questions import steps_of

    yield from steps_of(register, CITIZEN, CITIZEN.keys, required=["citizen"])


@command(
    "register",
    "outreach register AAL-001 --site Sygedagpengehuset",
    "outreach register AAL-002 --on 3/2-2018 --sex f",
    asks=_ask_register,
)
@argument("citizen", asked=True, unless="cpr_stdin")
@record_options(CITIZEN, "citizen")
@cpr_option(N_("Read the CPR number from stdin; only a keyed hash is kept."))
def register(
    register: Register, citizen: str | None, registered_on: str | None, cpr_stdin: bool, **fields: object
) -> None:
    """Register a citizen under a local code, never a CPR number.

    With --cpr-stdin the citizen can later be found by CPR number; without a code of your own they get a
    random one.
    """
    from outreach_cli.commands.cpr_input import cpr_keys, read_cpr
    from outreach_cli.privacy.cpr_keys import new_code

    keys = cpr_keys(register) if cpr_stdin else None
    hashed = keys.hashed(read_cpr()) if keys else ""
    with register.change("register") as change:
        written = change.register(citizen or new_code(), on=registered_on, **fields)
        if keys:
            keys.remember(hashed, written.id)
    say_change(change, _(N_("Registered citizen {id}: {what}")).format(id=written.id, what=written))


def _ask_contact(register: Register) -> Iterator[PromptStep]:
    from outreach_cli.console.questions import PromptStep, steps_of

    keys = dict.fromkeys(("citizen", *CONTACT.keys))
    for step in steps_of(register, CONTACT, keys, required=["citizen"]):
        if step.key == "citizen":
            yield step._replace(key="citizens", several=True, each=True)
        elif step.key == "reached":
            yield PromptStep("not_reached", _(N_("In vain, not reached")), Flag(), usual=Flag().show(0))
        else:
            yield step
    yield PromptStep("refer_to", _(N_("Refer to")), Reference("offer"), several=True, each=True)


@command(
    "contact",
    "outreach contact AAL-001 --site Sygedagpengehuset",
    "outreach contact AAL-001 AAL-002 --on yesterday --refer-to Rygestop",
    asks=_ask_contact,
)
@argument("citizens", known="citizen", asked=True, metavar="CITIZEN...", nargs=-1, required=True)
@record_options(CONTACT, "citizen", "reached")
@option("--repeat", is_flag=True, help_text=N_("Ask for one citizen after the other, the rest as before."))
@option("--not-reached", is_flag=True, help_text=N_("An attempt that did not reach the citizen."))
@option(
    "--refer-to",
    multiple=True,
    metavar="OFFER",
    known="offer",
    help_text=N_("Refer to this offer in the same breath."),
)
def contact(
    register: Register,
    citizens: tuple[str, ...],
    date: str | None,
    not_reached: bool,
    refer_to: tuple[str, ...],
    **fields: object,
) -> None:
    """Log a conversation or another contact, with one citizen or several."""
    with register.change("contact") as change:
        logged = [
            change.contact(citizen, on=date, reached=not not_reached, refer_to=refer_to, **fields)
            for citizen in dict.fromkeys(citizens)
        ]
    lines = [_(N_("Logged contact {id}: {what}")).format(id=each.id, what=each) for each in logged]
    referred = len(logged) * len(refer_to)
    if referred:
        lines.append(ngettext("{n} referral made", "{n} referrals made", referred).format(n=referred))
    say_change(change, *lines)


def _ask_refer(register: Register) -> Iterator[PromptStep]:
    from outreach_cli.console.questions import PromptStep, steps_of

    keys = ("citizen", "offer", "date", "site", "programme")
    yield from steps_of(register, REFERRAL, keys, required=["citizen", "offer"])
    yield PromptStep("outcome", _(N_("Outcome, of a referral made before")), OUTCOME)


@command(
    "refer",
    "outreach refer AAL-001 Rygestop",
    "outreach refer AAL-001 Rygestop --outcome started --on 2018-03-01",
    asks=_ask_refer,
)
@argument("citizen", known="citizen", asked=True)
@argument("offer", known="offer", asked=True)
@record_options(REFERRAL, "citizen", "offer", "accepted_on", "started_on", "outcome", "outcome_date")
@option(
    "--outcome",
    metavar="|".join(OUTCOME.values),
    known=OUTCOME,
    help_text=N_("What came of the open referral."),
)
def refer(
    register: Register, citizen: str, offer: str, date: str | None, outcome: str | None, **fields: object
) -> None:
    """Refer a citizen to an offer, or note what came of it."""
    with register.change("refer") as change:
        if outcome:
            from outreach_cli.privacy.access_log import note_rows

            written = change.outcome(citizen, offer, outcome, on=date)
            note_rows(change.connection, "refer", REFERRAL, [written.id])
        else:
            written = change.refer(citizen, offer, on=date, **fields)
    said = N_("Noted on referral {id}: {what}") if outcome else N_("Made referral {id}: {what}")
    say_change(change, _(said).format(id=written.id, what=written))
