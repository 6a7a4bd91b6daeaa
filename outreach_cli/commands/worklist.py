"""What waits and what is over: due, close."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from outreach_cli.commands.registry import load_questions
from outreach_cli.console.command import command
from outreach_cli.console.help_text import translate_usage
from outreach_cli.console.options import argument, option, table_options
from outreach_cli.console.output import is_data, list_written, remark, say_change, show_table
from outreach_cli.console.parameters import ALONE
from outreach_cli.console.session import get_session
from outreach_cli.console.usage_errors import refuse_beside
from outreach_cli.core.errors import MissingError
from outreach_cli.core.language import N_, _
from outreach_cli.records.closings import CLOSING, CLOSING_REASON

if TYPE_CHECKING:
    from outreach_cli.api import Register
    from outreach_cli.register.worklist import WaitingTask

_ALL_DAYS = 36500
"""So many days ahead is all that was promised."""
_SETTLED_BY = {
    "referral_without_outcome": "outreach refer CITIZEN OFFER --outcome OUTCOME",
    "follow_up_due": "outreach assess CITIZEN SCORE",
    "citizen_silent": "outreach contact CITIZEN",
    "step_promised": "outreach due --done NUMBER",
    "plan_not_confirmed": 'outreach plan WORKER --confirm "last week"',
    "enrolment_without_status": "outreach status CITIZEN STATUS",
    "not_handed_over": "outreach hand-over WORKER TO",
}
"""What to type when each of the tasks is done."""


@command(
    "due",
    "outreach due",
    "outreach due --worker SPL-1 --within 14d",
    "outreach due --done 17",
    help_text=N_("Show what waits: what is over its day or soon will be, the longest over first."),
    details=N_(
        "Referrals without an outcome, follow-up forms, citizens whom nobody has met for long, next "
        "steps promised, planned days that are not confirmed and enrolments without a status. The "
        "limits are settings: referral_days, follow_up_days and silent_after_days. A citizen's tasks "
        "are the pathway partner's. Nothing is printed where nothing waits, as cron likes it."
    ),
)
@option("--worker", N_("Only what this worker has."), known="worker")
@option("--site", N_("Only what belongs to this site."), known="site")
@option("--within", N_("Also what will be due within this time, such as 14d."), metavar="TIME")
@option(
    "--done",
    N_("This next step is done; may be several. Without a number it is asked for."),
    multiple=True,
    is_flag=False,
    flag_value=ALONE,
    metavar="[NUMBER]",
)
@table_options
def due(
    register: Register,
    worker: str | None,
    site: str | None,
    within: str | None,
    done: tuple[str, ...],
    form: str | None,
    output: str | None,
) -> None:
    if done:
        refuse_beside("--done", "worker", "site", "within", "form", "output")
        if done := tuple(each for each in done if each != ALONE) or _ask_done(register):
            _tick_off(register, done)
        return
    import sys

    from outreach_cli.core.periods import read_days_ahead

    tasks = _find_and_note_tasks(register, worker, site, read_days_ahead(within) if within else 0)
    if tasks or form or output:
        _show(tasks, form, output)
        if not (form or output) and sys.stdout.isatty():
            _say_what_to_type(tasks)
    elif sys.stdout.isatty():
        remark(_("Nothing waits."))


def _find_and_note_tasks(
    register: Register, worker: str | None, site: str | None, within: int
) -> list[WaitingTask]:
    """What waits; whom that shows is noted before."""
    from outreach_cli.register.worklist import find_tasks

    with register.open_snapshot() as connection:
        whose, where = (
            register.finder.find_name(kind, name)[0] if name else None
            for kind, name in (("worker", worker), ("site", site))
        )
        tasks = find_tasks(connection, worker=whose, site=where, within=within)
    if citizens := {each.citizen_id for each in tasks if each.citizen_id is not None}:
        register.note_access("due", citizens)
    return tasks


def _show(tasks: list[WaitingTask], form: str | None, output: str | None) -> None:
    from outreach_cli.register.worklist import make_worklist_table

    show_table(make_worklist_table(tasks, keys=is_data(form, output)), form, output, private=True)


def _say_what_to_type(tasks: Iterable[WaitingTask]) -> None:
    """What settles the tasks that are shown, one line for each sort of them."""
    from outreach_cli.register.worklist import TASK

    waiting = {each.task: each.name for each in reversed([*tasks])}
    for task in TASK.values:
        if task in waiting:
            remark(f"{waiting[task]}: {translate_usage(_SETTLED_BY[task])}")


def _ask_done(register: Register) -> tuple[str, ...]:
    """The numbers of the next steps that are done, of all that are promised. Raises MissingError."""
    from outreach_cli.console.line_editor import read_line

    if not get_session().may_ask:
        raise MissingError(what=translate_usage("--done NUMBER"))
    tasks = _find_and_note_tasks(register, None, None, _ALL_DAYS)
    steps = [each for each in tasks if each.task == "step_promised"]
    if not steps:
        remark(_("Nothing waits."))
        return ()
    _show(steps, None, None)
    question = _("Which are done? (numbers with a comma between; Enter: none) ")
    said = read_line(question, [str(each.id) for each in steps], True)
    return tuple(part.strip() for part in said.split(",") if part.strip())


def _tick_off(register: Register, done: Iterable[str]) -> None:
    """Note that these next steps are done today."""
    from outreach_cli.core.days import today

    with register.change("due") as change:
        written = [change.correct("step", number, done_on=today()) for number in dict.fromkeys(done)]
    say_change(change, *(_("Done: {what}").format(what=each) for each in written))


def _ask_reason(register: Register) -> str:
    """The reason, asked for where someone can be. Raises MissingError."""
    if not get_session().may_ask:
        raise MissingError(what="--reason")
    from outreach_cli.console.prompts import PromptDialogue
    from outreach_cli.console.questions import make_steps

    asking = PromptDialogue(register, make_steps(register, CLOSING, ["reason"], required=["reason"]), {})
    while not asking.ask():
        pass
    return asking.answers["reason"].text


@command(
    "close",
    "outreach close AAL-001 --reason completed",
    "outreach close AAL-001 --reason moved --on 2018-06-30",
    asks=load_questions("ask_close"),
    details=N_(
        "Assignments end that day, and nothing of the citizen waits any more. A contact, an "
        "enrolment or an assignment of a later day opens the case again."
    ),
)
@argument("citizen", known="citizen", asked=True)
@option("--on closed_on", N_("The day on which the case is closed."), metavar="D")
@option("--reason", N_("Why the case is closed."), known=CLOSING_REASON)
def close(register: Register, citizen: str, closed_on: str | None, reason: str | None) -> None:
    why = reason or _ask_reason(register)
    with register.change("close") as change:
        closed = change.close(citizen, why, on=closed_on)
    lines = list_written(N_("Closed case {id}: {what}"), closed.closing)
    lines += list_written(N_("Ended assignment {id}: {what}"), *closed.ended)
    if closed.met_again_by:
        from outreach_cli.core.days import format_day

        day = format_day(closed.met_again_on)
        record, number = closed.met_again_by
        said = _("The case is open again: {kind} {number} of {day}.")
        lines.append(said.format(kind=record.label, number=number, day=day))
    say_change(change, *lines)
