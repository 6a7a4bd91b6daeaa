"""The front door: which commands there are, and how a failure becomes one line and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

from outreach_cli.commands import Option, Session, Spoken, common_options
from outreach_cli.cpr import without_cpr
from outreach_cli.errors import OutreachError
from outreach_cli.language import LANGUAGES, N_, _, from_environment, speak

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# To add a command: write it in commands/ and name it here, with the line that `outreach --help` says of it.
COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    N_("Set up"): {
        "init": ("setup:init", N_("Make a new register.")),
        "add": ("setup:add", N_("Add a site, worker, programme, offer or another record.")),
        "set": ("setup:set_", N_("Change a setting of the register.")),
    },
    N_("Day by day"): {
        "register": ("daily:register", N_("Register a citizen.")),
        "contact": ("daily:contact", N_("Log a conversation or another contact.")),
        "refer": ("onward:refer", N_("Refer a citizen to an offer, or note what came of it.")),
        "enrol": ("onward:enrol", N_("Enrol a citizen in a programme.")),
        "status": ("onward:status", N_("Note or show where a citizen stands in a programme.")),
    },
    N_("The team"): {
        "assess": ("team:assess", N_("Note a citizen's answer on a scale of health.")),
        "attend": ("team:attend", N_("Note who came to a session of a group.")),
        "assign": ("team:assign", N_("Give a citizen a pathway partner.")),
        "hand-over": ("team:hand_over", N_("Hand a worker's citizens over to another.")),
        "plan": ("team:plan", N_("Plan a worker's weekly presence at a site.")),
        "consent": ("team:consent", N_("Note a citizen's consent to a purpose.")),
    },
    N_("Look and mend"): {
        "list": ("look:list_", N_("List the records of a kind.")),
        "show": ("look:show", N_("Show everything registered about a citizen.")),
        "correct": ("mend:correct", N_("Correct a record; the old version is kept.")),
        "remove": ("mend:remove", N_("Remove a record; its last version is kept.")),
        "merge": ("past:merge", N_("Make one citizen of two that were registered.")),
        "log": ("past:log", N_("Show who changed what, and when.")),
        "undo": ("past:undo", N_("Undo a change, the latest one unless you name another.")),
    },
    N_("Keep safe"): {
        "check": ("past:check", N_("Check that everything stands as it was written.")),
        "backup": ("past:backup", N_("Copy the register to a file, checked.")),
        "restore": ("past:restore", N_("Put a backup in the register's place.")),
    },
    N_("Privacy"): {
        "disclose": ("privacy:disclose", N_("Write out everything held on a citizen.")),
        "forget": ("privacy:forget", N_("Forget a citizen, in the past too.")),
        "key": ("privacy:key", N_("Make or check the key that CPR numbers are hashed with.")),
        "access": ("privacy:access", N_("Show who looked at whom.")),
    },
    N_("Tables"): {
        "report": ("report:report", N_("Print a report.")),
    },
    N_("In and out"): {
        "import": ("bulk:import_", N_("Import records from files.")),
        "export": ("export:export", N_("Export records to files.")),
    },
    N_("Help"): {
        "help": ("ways:help_", N_("Read about a topic, or about a command.")),
        "completion": ("ways:completion", N_("Complete commands and names at the tab key.")),
    },
}
WHERE = {name: (place, said) for section in COMMANDS.values() for name, (place, said) in section.items()}


class Front(Spoken, click.Group):
    """The `outreach` command: its subcommands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in WHERE:
            return None
        module, name = WHERE[cmd_name][0].split(":")
        found = getattr(import_module(f"outreach_cli.commands.{module}"), name)
        assert isinstance(found, click.Command)
        return found

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        found = WHERE.items()
        return [
            CompletionItem(name, help=_(said)) for name, (_at, said) in found if name.startswith(incomplete)
        ]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=WHERE, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, commands in COMMANDS.items():
            with formatter.section(_(section)):
                formatter.write_dl([(name, _(said)) for name, (_place, said) in commands.items()])


def _version(context: click.Context, option: click.Parameter, value: bool) -> None:
    if value:
        from outreach_cli import __version__

        click.echo(f"outreach {__version__}")
        context.exit()


def _begin() -> None:
    """Without a command: say where to begin."""
    context = click.get_current_context()
    if context.invoked_subcommand is None:
        from outreach_cli.commands.ways import welcome

        welcome(context.obj)


def front() -> Front:
    """The whole command tree."""
    group = Front(
        name="outreach",
        help=N_("The register of an outreach project: record the work with citizens, print the tables."),
        params=list(common_options()),
        context_settings={"help_option_names": ["-h", "--help"]},
        callback=_begin,
        invoke_without_command=True,
    )
    group.params.append(
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            said=N_("Show the version and exit."),
        )
    )
    return group


_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF)
"""What writing the answer fails with: no room, a broken disk, a stream that was closed."""


def main(arguments: Sequence[str] | None = None, *, leaving: bool = False) -> int:
    """Run the command line, everything said written out; returns the exit code.

    `leaving` says that the process ends next, and the register's file is closed with it.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _stand_in_for_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a letter that the terminal's encoding lacks is shown as ?
            stream.reconfigure(errors="replace")
    speak(_language(given))
    if os.environ.get("_OUTREACH_COMPLETE"):
        from outreach_cli.commands.complete import complete

        code = complete(front(), _session())
    else:
        code = run(given, leaving=leaving)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        _let_go_of_stdout()
    except OSError as error:
        code = _unwritten(error)
    return code


def _stand_in_for_closed_streams() -> None:
    """A stream that the caller closed is there and takes nothing; so no file of ours gets its number.

    What is written to such a stdout fails, and is told as lost.
    """
    for name, mode in (("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, mode), "r" if name == "stdin" else "w"))


def _let_go_of_stdout() -> None:
    """Send what is still to be written nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unwritten(error: OSError) -> int:
    """Tell that the answer did not reach where it was sent."""
    _let_go_of_stdout()
    return _complain(_(N_("the answer could not be written ({reason})")).format(reason=error.strerror), 8)


def _session() -> Session:
    return Session(db=os.environ.get("OUTREACH_DB") or "outreach.db")


def run(arguments: Sequence[str], *, leaving: bool = False) -> int:
    """Run the command line; returns the exit code. Every failure a user can cause is one line on stderr."""
    session = _session()
    try:
        result = front().main(list(arguments), prog_name="outreach", standalone_mode=False, obj=session)
        return result if isinstance(result, int) else 0
    except OutreachError as error:
        return _complain(str(error.on_command_line()), error.exit_code, error.advice())
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return 2
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "outreach"
        return _complain(error.format_message(), 2, _(N_("See: {command} --help")).format(command=path))
    except click.ClickException as error:
        return _complain(error.format_message(), 2)
    except (click.Abort, KeyboardInterrupt):
        click.echo(_(N_("Interrupted.")), err=True)
        for change in filter(None, (each.kept for each in session.opened)):
            click.echo(
                _(N_("Change {id} was written. To undo it: outreach undo {id}")).format(id=change), err=True
            )
        return 130
    except (BrokenPipeError, SystemExit):  # the reader went away; click makes an exit of it
        _let_go_of_stdout()
        return 0
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            return _unexpected(error)
        return _unwritten(error)
    except Exception as error:
        return _unexpected(error)
    finally:
        if not leaving:
            session.close()


def _unexpected(error: Exception) -> int:
    """A mistake in the program: told on one line, or raised where someone looks for it."""
    if os.environ.get("OUTREACH_DEBUG"):
        raise error
    said = _(N_("something unexpected happened: {what}")).format(what=f"{type(error).__name__}: {error}")
    return _complain(said, 1, _(N_("Run it again with OUTREACH_DEBUG=1 to see where, and report it.")))


def _complain(message: str, code: int, advice: str | None = None) -> int:
    """One line on stderr, and at most a hint below it."""
    from outreach_cli.tables.shown import clean

    click.echo(f"{_('Error')}: {clean(without_cpr(message))}", err=True)
    if advice:
        click.echo(clean(without_cpr(advice)), err=True)
    return code


def _language(arguments: Sequence[str]) -> str:
    """The language of the messages: `--lang` wherever it stands, else what the environment asks for."""
    for place, word in enumerate(arguments):
        given = word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if word == "--lang" and place + 1 < len(arguments):
            given = arguments[place + 1]
        if given in LANGUAGES:
            return given
    return from_environment()
