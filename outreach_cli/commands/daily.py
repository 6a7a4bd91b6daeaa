"""Meeting a citizen: register, contact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outreach_cli.commands import (
    argument,
    command,
    option,
    record_options,
    say_change,
)
from outreach_cli.commands.cpr import cpr_keys, cpr_option, read_cpr
from outreach_cli.language import N_, _, ngettext
from outreach_cli.records.people import CITIZEN
from outreach_cli.records.types import Flag, Reference
from outreach_cli.records.work import CONTACT

if TYPE_CHECKING:
    from outreach_cli.api import Register
    from outreach_cli.commands.asking import Step


def _ask_register(register: Register) -> Iterator[Step]:
    from outreach_cli.commands.asking import steps_of

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
    random one."""
    from outreach_cli.register.cpr_keys import new_code

    keys = cpr_keys(register) if cpr_stdin else None
    hashed = keys.hashed(read_cpr()) if keys else ""
    with register.change("register") as change:
        written = change.register(citizen or new_code(), on=registered_on, **fields)
        if keys:
            keys.remember(hashed, written.id)
    say_change(change, _(N_("Registered citizen {id}: {what}")).format(id=written.id, what=written))


def _ask_contact(register: Register) -> Iterator[Step]:
    from outreach_cli.commands.asking import Step, steps_of

    keys = dict.fromkeys(("citizen", *CONTACT.keys))
    for step in steps_of(register, CONTACT, keys, required=["citizen"]):
        if step.key == "citizen":
            yield step._replace(key="citizens", several=True, each=True)
        elif step.key == "reached":
            yield Step("not_reached", _(N_("In vain, not reached")), Flag(), usual=Flag().show(0))
        else:
            yield step
    yield Step("refer_to", _(N_("Refer to")), Reference("offer"), several=True, each=True)


@command(
    "contact",
    "outreach contact AAL-001 --site Sygedagpengehuset",
    "outreach contact AAL-001 AAL-002 --on yesterday --refer-to Rygestop",
    asks=_ask_contact,
)
@argument("citizens", known="citizen", asked=True, metavar="CITIZEN...", nargs=-1, required=True)
@record_options(CONTACT, "citizen", "reached")
@option("--repeat", is_flag=True, said=N_("Ask for one citizen after the other, the rest as before."))
@option("--not-reached", is_flag=True, said=N_("An attempt that did not reach the citizen."))
@option(
    "--refer-to",
    multiple=True,
    metavar="OFFER",
    known="offer",
    said=N_("Refer to this offer in the same breath."),
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
