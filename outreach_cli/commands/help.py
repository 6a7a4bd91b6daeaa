"""Help: where to begin, a topic or a command, the reference, and the line that a shell completes with."""

from __future__ import annotations

import click

from outreach_cli.commands.state import list_lines
from outreach_cli.console.command import command
from outreach_cli.console.danish_lines import translate_lines
from outreach_cli.console.danish_words import COMMANDS, show_word
from outreach_cli.console.options import argument, option
from outreach_cli.console.output import remark
from outreach_cli.console.parameters import WordChoice
from outreach_cli.console.topics import (
    GENERATED,
    POPULATIONS,
    REFERENCE,
    REFERENCE_FORMATS,
    TOPICS,
    UnknownTopicError,
    find_topic,
    read_topic,
)
from outreach_cli.core.errors import WrongUsageError
from outreach_cli.core.language import N_, _, get_language
from outreach_cli.core.names import find_nearest

SHELLS = ("bash", "zsh", "fish", "powershell")


@command(
    "help", "outreach help", "outreach help periods", "outreach help reference --format man > outreach.1"
)
@argument("topic", required=False, known="topics")
@option("--format form", N_("The reference's format."), type=WordChoice(REFERENCE_FORMATS))
def help_(topic: str | None, form: str | None) -> None:
    name = find_topic(topic) if topic else None
    if form and name != REFERENCE:
        raise WrongUsageError(reason=_("--format goes with: outreach help reference"))
    if topic is None:
        _list_topics()
    elif name == REFERENCE:
        _show_reference(form)
    elif name == POPULATIONS:
        _show_populations()
    elif name:
        click.echo(translate_lines(read_topic(name, get_language())), nl=False)
    else:
        _show_command(topic)


def _show_reference(form: str | None) -> None:
    """Every command, field, column and exit code, as Markdown or as a man page."""
    from outreach_cli.commands.pages.man_page import write_man_page
    from outreach_cli.commands.pages.reference import write_reference

    front = click.get_current_context().find_root().command
    page = write_reference(front)
    click.echo(write_man_page(front, page) if form == "man" else page, nl=False)


def _show_populations() -> None:
    """What a report of one's own can count, and how it is written."""
    from outreach_cli.commands.pages.vocabulary_page import write_documents, write_vocabulary

    reports = [f"# {_('Report files')}", "", *write_vocabulary()]
    documents = [f"# {_('Document files')}", "", *write_documents()]
    click.echo("\n".join([*reports, *documents]).rstrip())


def _list_topics() -> None:
    topics = {
        str(label): read_topic(name, get_language()).split("\n", 1)[0] for name, label in TOPICS.items()
    }
    topics[str(GENERATED[POPULATIONS])] = _("What a report of your own can count, and how it is written.")
    topics[str(GENERATED[REFERENCE])] = _("Every command, field, column and exit code, as one page.")
    lines = tuple((f"outreach help {topic}", title) for topic, title in topics.items())
    list_lines(_("Topics:"), lines)


def _show_command(name: str) -> None:
    """The help of a command. Raises UnknownTopicError."""
    front = click.get_current_context().find_root()
    assert isinstance(front.command, click.Group)
    found = front.command.get_command(front, name)
    if found is None:
        known = [
            *(str(label) for label in TOPICS.values()),
            *(show_word(COMMANDS, each) for each in front.command.list_commands(front)),
        ]
        raise UnknownTopicError(
            name=name, nearest=find_nearest(name, known) or [str(each) for each in TOPICS.values()]
        )
    with click.Context(found, info_name=show_word(COMMANDS, str(found.name)), parent=front) as context:
        click.echo(found.get_help(context))


@command(
    "completion",
    "outreach completion bash",
    "outreach completion bash >> ~/.bashrc",
    help_text=N_("Print the line that makes the tab key complete commands, citizens, sites and reports."),
    details=N_(
        "Add the line to the file that the shell reads when it starts; it works in the next terminal."
    ),
)
@argument("shell", type=WordChoice(SHELLS))
def completion(shell: str) -> None:
    from outreach_cli.console.shells import LINES

    file, line = LINES[shell]
    click.echo(line)
    remark(_("Add this line to {file}").format(file=file))
