"""Meeting a citizen: register, contact, refer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from outreach_cli.commands.questions.day_end import end_the_day
from outreach_cli.commands.registry import load_questions
from outreach_cli.console.command import command
from outreach_cli.console.options import argument, cpr_option, option, record_options, warn_of_names
from outreach_cli.console.output import list_written, remark, say_change
from outreach_cli.console.session import warn
from outreach_cli.core.errors import WrongUsageError
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.contacts import CONTACT, OUTCOME, REFERRAL

if TYPE_CHECKING:
    from outreach_cli.api import Register
    from outreach_cli.change import Change


@command(
    "register",
    "outreach register AAL-001 --site Sygedagpengehuset",
    "outreach register AAL-002 --on 3/2-2018 --sex f",
    asks=load_questions("ask_register"),
    help_text=N_("Register a citizen under a local code, never a CPR number."),
    details=N_(
        "With --cpr-stdin the citizen can later be found by CPR number; without a code of your own "
        "they get a random one."
    ),
)
@argument("citizen", asked=True, unless=("cpr_stdin",))
@record_options(CITIZEN, "citizen")
@cpr_option(N_("Read the CPR number from stdin; only a keyed hash is kept."))
def register(
    register: Register, citizen: str | None, registered_on: str | None, cpr_stdin: bool, **fields: object
) -> None:
    from outreach_cli.commands.questions.cpr_input import open_cpr_keys, read_cpr
    from outreach_cli.console.line_editor import confirm_new_name
    from outreach_cli.core.names import is_like_person
    from outreach_cli.privacy.cpr_keys import make_code
    from outreach_cli.privacy.forgotten_codes import UNREADABLE, ForgottenCodes
    from outreach_cli.register.contact_changes import describe_person

    if citizen and not confirm_new_name(citizen, register.finder.list_near("citizen", citizen)):
        return
    keys = open_cpr_keys(register) if cpr_stdin else None
    hashed = keys.hash_number(read_cpr()) if keys else ""
    with register.change("register") as change:
        written = change.register(citizen or make_code(), on=registered_on, **fields)
        if keys:
            keys.remember(hashed, written.id)
    say_change(change, *list_written(N_("Registered citizen {id}: {what}"), written))
    if ForgottenCodes(register.connection).unreadable:
        remark(_(UNREADABLE))
    if citizen and is_like_person(citizen):
        warn(describe_person(citizen))


@command(
    "contact",
    "outreach contact AAL-001 --site Sygedagpengehuset",
    "outreach contact AAL-001 AAL-002 --on yesterday --refer-to Rygestop",
    asks=load_questions("ask_contact"),
    ends=end_the_day,
    help_text=N_("Log a conversation or another contact, with one citizen or several."),
    details=N_(
        "What is perhaps a slip is said and written all the same: very many minutes, the same citizen "
        "twice that day, a day before the citizen was registered, the site opened or the worker began, "
        "a second open referral to the same offer."
    ),
)
@argument(
    "citizens",
    known="citizen",
    asked=True,
    unless=("unnamed",),
    metavar="CITIZEN...",
    nargs=-1,
    required=True,
)
@record_options(CONTACT, "citizen", "reached")
@option("--repeat", N_("Ask for one citizen after the other, the rest as before."), is_flag=True)
@option("--not-reached", N_("An attempt that did not reach the citizen."), is_flag=True)
@option(
    "--unnamed",
    N_("So many people besides whom nobody has a code for: heads, never persons."),
    metavar="N",
    is_eager=True,
)
@option("--refer-to", N_("Refer to this offer in the same breath."), multiple=True, known="offer")
@option("--next next_step", N_("The next step promised; it waits in: outreach due"), callback=warn_of_names)
@option("--by", N_("The day by which the next step is promised."), metavar="D", future=True)
def contact(
    register: Register,
    citizens: tuple[str, ...],
    date: str | None,
    not_reached: bool,
    unnamed: str | None,
    refer_to: tuple[str, ...],
    next_step: str | None,
    by: str | None,
    **fields: object,
) -> None:
    if unnamed:
        _refuse_with_unnamed(citizens, {"--refer-to": refer_to, "--next": next_step, "--by": by})
    with register.change("contact") as change:
        named = [change.finder.find_name("citizen", citizen)[1] for citizen in citizens]
        logged = [
            change.contact(
                citizen,
                on=date,
                reached=not not_reached,
                refer_to=refer_to,
                next_step=next_step,
                by=by,
                **fields,
            )
            for citizen in dict.fromkeys(named)
        ]
        lines = list_written(N_("Logged contact {id}: {what}"), *logged)
        if unnamed:
            heads = change.log_unnamed(unnamed, on=date, **fields)
            lines += list_written(N_("Logged headcount {id}: {what}"), heads)
    _tell_of_doubles(named)
    _answer_contact(change, lines)


def _tell_of_doubles(named: list[str]) -> None:
    """Remark on a citizen who was named twice in one command."""
    for citizen in sorted({each for each in named if named.count(each) > 1}):
        remark(_("{citizen} is named twice; it is one contact.").format(citizen=citizen))


def _answer_contact(change: Change, lines: list[str]) -> None:
    """Say what was written."""
    if referred := len(change.list_touched("referral")):
        lines.append(ngettext("{n} referral made", "{n} referrals made", referred).format(n=referred))
    lines += [
        _("Promised next step {id}").format(id=number) for number in sorted(change.list_touched("step"))
    ]
    say_change(change, *lines)


def _refuse_with_unnamed(citizens: tuple[str, ...], of_citizens: Mapping[str, object]) -> None:
    """Raises WrongUsageError for heads that were not met, and for what only a citizen can have."""
    from outreach_cli.console.usage_errors import refuse_beside

    refuse_beside("--unnamed", "not_reached")
    for flag, given in of_citizens.items():
        if given and not citizens:
            raise WrongUsageError(reason=_("{option} takes a citizen with a code").format(option=flag))


@command(
    "refer",
    "outreach refer AAL-001 Rygestop",
    "outreach refer AAL-001 Rygestop --outcome started --on 2018-03-01",
    asks=load_questions("ask_refer"),
)
@argument("citizen", known="citizen", asked=True)
@argument("offer", known="offer", asked=True)
@record_options(REFERRAL, "citizen", "offer", "accepted_on", "started_on", "outcome", "outcome_date")
@option("--outcome", N_("What came of the open referral."), known=OUTCOME)
def refer(
    register: Register, citizen: str, offer: str, date: str | None, outcome: str | None, **fields: object
) -> None:
    with register.change("refer") as change:
        if outcome:
            from outreach_cli.console.usage_errors import refuse_beside
            from outreach_cli.privacy.access_log import note_rows

            refuse_beside("--outcome", "site", "programme")
            written = change.outcome(citizen, offer, outcome, on=date)
            note_rows(change.connection, "refer", REFERRAL, [written.id])
        else:
            written = change.refer(citizen, offer, on=date, **fields)
    said = N_("Noted on referral {id}: {what}") if outcome else N_("Made referral {id}: {what}")
    say_change(change, *list_written(said, written))
