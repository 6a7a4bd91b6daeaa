"""What `outreach` alone shows: the register's state in a line each, and where to go on or begin."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from outreach_cli.console.danish_lines import translate_lines
from outreach_cli.console.help_text import translate_usage
from outreach_cli.console.session import CommandSession, measure_help
from outreach_cli.core.days import format_instant
from outreach_cli.core.files import is_unreadable
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.records.registry import describe_counts

if TYPE_CHECKING:
    from outreach_cli.api import Register

Lines = tuple[tuple[str, str], ...]

WITHOUT_REGISTER: Lines = (
    ("outreach init", N_("Make a new register.")),
    ("outreach --db PATH COMMAND", N_("Use the register that is elsewhere.")),
    ("outreach help", N_("What else there is to read.")),
)

WITHOUT_SITES: Lines = (
    ("outreach add site NAME", N_("First the site where you meet citizens.")),
    ("outreach register AAL-001", N_("Then a citizen, under a code of your own.")),
    ("outreach contact AAL-001 --site NAME", N_("Then what you did: a conversation.")),
    ("outreach report conversations", N_("And here is your first table.")),
)

WITH_REGISTER: Lines = (
    ("outreach contact", N_("Log a conversation; you are asked for what it takes.")),
    ("outreach contact --repeat", N_("Log the day's conversations, one after the other.")),
    ("outreach register", N_("Register a citizen.")),
    ("outreach refer", N_("Refer a citizen to an offer.")),
    ("outreach status", N_("Note where a citizen stands in a programme.")),
    ("outreach report --list", N_("List the reports there are.")),
    ("outreach help", N_("What else there is to read.")),
)


def show_state(session: CommandSession) -> None:
    """Say how the register stands and where to go on; in an empty one, or without one, how to begin."""
    path = os.path.abspath(session.db)
    if not session.has_register and not is_unreadable(path):
        list_lines(_("There is no register at {path} yet. To begin:").format(path=path), WITHOUT_REGISTER)
        return
    register = session.register
    if not register.finder.list_names("site"):
        list_lines(_("The register is {path}, with no site yet. To begin:").format(path=path), WITHOUT_SITES)
        return
    said = [_("The register is {path}.").format(path=path), *describe_state(register)]
    list_lines(translate_lines("\n".join((*said, "", _("From here:")))), WITH_REGISTER)


def describe_state(register: Register) -> list[str]:
    """What was logged last, what waits and what should be mended, a line each."""
    from outreach_cli.register.worklist import count_flaws, count_tasks

    with register.open_snapshot() as connection:
        number, at, who, counts = register.finder.read_last_change()
        tasks, flaws = sum(count_tasks(connection).values()), count_flaws(connection)
    last = _("Last written: change {id}, {day}, by {who}: {what}").format(
        id=number,
        day=format_instant(at).partition(" ")[0],
        who=who,
        what=describe_counts(counts),
    )
    waiting = ngettext("Waiting: {n} task (outreach due)", "Waiting: {n} tasks (outreach due)", tasks)
    to_mend = ngettext(
        "To mend: {n} record (outreach report quality)",
        "To mend: {n} records (outreach report quality)",
        flaws,
    )
    return [
        last,
        waiting.format(n=tasks) if tasks else _("Nothing waits."),
        to_mend.format(n=flaws) if flaws else _("Nothing to mend was found."),
    ]


def list_lines(begin: str, lines: Lines) -> None:
    """Say what can be typed and what it does, as wide as the terminal allows."""
    formatter = click.HelpFormatter(width=measure_help(120))
    typed = [(translate_lines(translate_usage(line)), _(means)) for line, means in lines]
    with formatter.indentation():
        formatter.write_dl(typed, col_max=40)
    last = translate_lines(_("Every command tells its use with --help."))
    click.echo(f"{begin}\n\n{formatter.getvalue()}\n{last}")
