"""Help: where to begin, a topic or a command, the reference, and the line that a shell completes with."""

from __future__ import annotations

from pathlib import Path

import click

from outreach_cli.console.command import command
from outreach_cli.console.help_text import in_words
from outreach_cli.console.options import argument, option
from outreach_cli.console.output import remark
from outreach_cli.console.session import Session
from outreach_cli.console.topics import (
    REFERENCE,
    REFERENCE_FORMATS,
    TOPICS,
    UnknownTopicError,
    topic_called,
    topic_text,
)
from outreach_cli.core.errors import WrongUsageError
from outreach_cli.core.language import N_, _, current_language
from outreach_cli.core.names import fold_case, nearest
from outreach_cli.records.label import Label

SHELLS = ("bash", "zsh", "fish", "powershell")

POPULATIONS_TOPIC = Label("populationer", "populations")
"""The topic that is made from what reports can count."""

WITHOUT_REGISTER: tuple[tuple[str, str], ...] = (
    ("outreach init --municipality Aalborg", N_("Make a new register.")),
    ("outreach --db PATH COMMAND", N_("Use the register that is elsewhere.")),
    ("outreach help", N_("What else there is to read.")),
)

WITHOUT_SITES: tuple[tuple[str, str], ...] = (
    ('outreach add site "Job- og Aktivhuset"', N_("Add the sites where you meet citizens.")),
    ("outreach add offer Rygestop", N_("Add the offers that you refer them to.")),
    ("outreach add worker SPL-1", N_("Add yourselves, if you like, by role.")),
)

WITH_REGISTER: tuple[tuple[str, str], ...] = (
    ("outreach contact", N_("Log a conversation; you are asked for what it takes.")),
    ("outreach contact --repeat", N_("Log the day's conversations, one after the other.")),
    ("outreach register", N_("Register a citizen.")),
    ("outreach refer", N_("Refer a citizen to an offer.")),
    ("outreach status", N_("Note where a citizen stands in a programme.")),
    ("outreach report --list", N_("List the reports there are.")),
    ("outreach help", N_("What else there is to read.")),
)


def welcome(session: Session) -> None:
    """Say where to begin: with a register, with its sites, or with the day's work."""
    from outreach_cli.register.completion_names import known_names

    path = Path(session.db).absolute()
    there = N_("The register is {path}. From here:")
    lines = WITH_REGISTER if session.has_register else WITHOUT_REGISTER
    if session.has_register and not known_names(path, "site", ""):
        lines = (*WITHOUT_SITES, *lines)
    said = _(there if session.has_register else N_("There is no register at {path} yet. To begin:"))
    _list(said.format(path=path), [(in_words(line), _(means)) for line, means in lines])


def _list(begin: str, lines: list[tuple[str, str]]) -> None:
    """Say what can be typed and what it does, as wide as the terminal allows."""
    formatter = click.HelpFormatter()
    with formatter.indentation():
        formatter.write_dl(lines, col_max=40)
    click.echo(f"{begin}\n\n{formatter.getvalue()}\n" + _(N_("Every command tells its use with --help.")))


@command(
    "help", "outreach help", "outreach help periods", "outreach help reference --format man > outreach.1"
)
@argument("topic", required=False, known="topics")
@option("--format", "form", type=click.Choice(REFERENCE_FORMATS), help_text=N_("The reference's format."))
def help_(topic: str | None, form: str | None) -> None:
    if form and topic != REFERENCE:
        raise WrongUsageError(reason=_(N_("--format goes with: outreach help reference")))
    if topic is None:
        _list_topics()
    elif topic == REFERENCE:
        _show_reference(form)
    elif fold_case(topic) in POPULATIONS_TOPIC.both:
        _show_populations()
    elif name := topic_called(topic):
        click.echo(topic_text(name, current_language()), nl=False)
    else:
        _show_command(topic)


def _show_reference(form: str | None) -> None:
    """Every command, field, column and exit code, as Markdown or as a man page."""
    from outreach_cli.commands.pages.man_page import man_page
    from outreach_cli.commands.pages.reference import reference

    front = click.get_current_context().find_root().command
    page = reference(front)
    click.echo(man_page(front, page) if form == "man" else page, nl=False)


def _show_populations() -> None:
    """What a report of one's own can count, and how it is written."""
    from outreach_cli.commands.pages.vocabulary_page import write_vocabulary

    click.echo("\n".join([f"# {_(N_('Report files'))}", "", *write_vocabulary()]).rstrip())


def _list_topics() -> None:
    topics = {
        str(label): topic_text(name, current_language()).split("\n", 1)[0] for name, label in TOPICS.items()
    }
    topics[str(POPULATIONS_TOPIC)] = _(N_("What a report of your own can count, and how it is written."))
    topics[REFERENCE] = _(N_("Every command, field, column and exit code, as one page."))
    _list(_(N_("Topics:")), [(f"outreach help {topic}", title) for topic, title in topics.items()])


def _show_command(name: str) -> None:
    """The help of a command. Raises UnknownTopicError."""
    front = click.get_current_context().find_root()
    assert isinstance(front.command, click.Group)
    found = front.command.get_command(front, name)
    if found is None:
        known = [*(str(label) for label in TOPICS.values()), *front.command.list_commands(front)]
        raise UnknownTopicError(
            name=name, nearest=nearest(name, known) or [str(each) for each in TOPICS.values()]
        )
    with click.Context(found, info_name=name, parent=front) as context:
        click.echo(found.get_help(context))


@command(
    "completion",
    "outreach completion bash",
    "outreach completion bash >> ~/.bashrc",
    help_text=N_("Print the line that makes the tab key complete commands, citizens, sites and reports."),
    details=(
        N_("Add the line to the file that the shell reads when it starts; it works in the next terminal."),
    ),
)
@argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    from outreach_cli.console.shells import LINES

    file, line = LINES[shell]
    click.echo(line)
    remark(_(N_("Add this line to {file}")).format(file=file))
