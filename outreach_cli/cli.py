"""The front door: which commands there are, and how a failure becomes one line and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING, NamedTuple, Protocol

import click

from outreach_cli.console.beginnings import DESTRUCTIVE, command_words, complete_word, kind_as_command
from outreach_cli.console.command import TranslatedHelp
from outreach_cli.console.danish_lines import with_own_words
from outreach_cli.console.danish_words import COMMANDS as DANISH
from outreach_cli.console.danish_words import in_english, shown
from outreach_cli.console.options import common_options
from outreach_cli.console.output import complain
from outreach_cli.console.parameters import Option
from outreach_cli.console.session import Session, read_language
from outreach_cli.console.streams import let_go_of_stdout, stand_in_for_closed_streams
from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_, _, set_language, translate_click
from outreach_cli.core.names import plain_spelling
from outreach_cli.core.signals import interrupt_on_signals
from outreach_cli.records.registry import RECORDS, one_called

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class CommandLoader(Protocol):
    """Imports the module of some commands, so that no run imports what it does not use, and returns them."""

    def __call__(self) -> tuple[click.Command, ...]: ...


class CommandEntry(NamedTuple):
    """A command as `outreach --help` lists it, and the loader that returns it among its module's others."""

    help_line: str
    load: CommandLoader


def _setup() -> tuple[click.Command, ...]:
    from outreach_cli.commands.setup import add, init, set_

    return init, add, set_


def _contacts() -> tuple[click.Command, ...]:
    from outreach_cli.commands.contacts import contact, refer, register

    return register, contact, refer


def _courses() -> tuple[click.Command, ...]:
    from outreach_cli.commands.courses import enrol, status

    return enrol, status


def _worklist() -> tuple[click.Command, ...]:
    from outreach_cli.commands.worklist import close, due

    return due, close


def _team() -> tuple[click.Command, ...]:
    from outreach_cli.commands.team import assess, assign, attend, consent, hand_over

    return assess, attend, assign, hand_over, consent


def _planning() -> tuple[click.Command, ...]:
    from outreach_cli.commands.planning import plan

    return (plan,)


def _any_kind() -> tuple[click.Command, ...]:
    from outreach_cli.commands.any_kind import correct, list_, merge, remove, show

    return list_, show, correct, remove, merge


def _history() -> tuple[click.Command, ...]:
    from outreach_cli.commands.history import log, undo

    return log, undo


def _maintenance() -> tuple[click.Command, ...]:
    from outreach_cli.commands.maintenance import backup, check, restore

    return check, backup, restore


def _privacy() -> tuple[click.Command, ...]:
    from outreach_cli.commands.privacy import access, disclose, forget, key

    return disclose, forget, key, access


def _report() -> tuple[click.Command, ...]:
    from outreach_cli.commands.published import published
    from outreach_cli.commands.report import report
    from outreach_cli.commands.targets import target

    return report, published, target


def _importing() -> tuple[click.Command, ...]:
    from outreach_cli.commands.importing import import_

    return (import_,)


def _exporting() -> tuple[click.Command, ...]:
    from outreach_cli.commands.exporting import export

    return (export,)


def _help() -> tuple[click.Command, ...]:
    from outreach_cli.commands.help import completion, help_

    return help_, completion


# To add a command: write it in a module of commands/, and name it here and in that module's loader above.
COMMANDS: dict[str, dict[str, CommandEntry]] = {
    N_("Set up"): {
        "init": CommandEntry(N_("Make a new register."), _setup),
        "add": CommandEntry(N_("Add a site, worker, programme, offer or another record."), _setup),
        "set": CommandEntry(N_("Change a setting of the register."), _setup),
    },
    N_("Day by day"): {
        "register": CommandEntry(N_("Register a citizen."), _contacts),
        "contact": CommandEntry(N_("Log a conversation or another contact."), _contacts),
        "refer": CommandEntry(N_("Refer a citizen to an offer, or note what came of it."), _contacts),
        "enrol": CommandEntry(N_("Enrol a citizen in a programme."), _courses),
        "status": CommandEntry(N_("Note or show where a citizen stands in a programme."), _courses),
        "due": CommandEntry(N_("Show what waits, the longest over first."), _worklist),
        "close": CommandEntry(N_("Close a citizen's case, with the reason."), _worklist),
    },
    N_("The team"): {
        "assess": CommandEntry(N_("Note a citizen's answer on a scale of health."), _team),
        "attend": CommandEntry(N_("Note who came to a session of a group."), _team),
        "assign": CommandEntry(N_("Give a citizen a pathway partner."), _team),
        "hand-over": CommandEntry(N_("Hand a worker's citizens over to another."), _team),
        "plan": CommandEntry(N_("Plan a worker's weekly presence at a site."), _planning),
        "consent": CommandEntry(N_("Note a citizen's consent to a purpose."), _team),
    },
    N_("Look and mend"): {
        "list": CommandEntry(N_("List the records of a kind."), _any_kind),
        "show": CommandEntry(N_("Show everything registered about a citizen."), _any_kind),
        "correct": CommandEntry(N_("Correct a record; the old version is kept."), _any_kind),
        "remove": CommandEntry(N_("Remove a record; its last version is kept."), _any_kind),
        "merge": CommandEntry(N_("Make one citizen of two that were registered."), _any_kind),
        "log": CommandEntry(N_("Show who changed what, and when."), _history),
        "undo": CommandEntry(N_("Undo a change, the latest one unless you name another."), _history),
    },
    N_("Keep safe"): {
        "check": CommandEntry(N_("Check that everything stands as it was written."), _maintenance),
        "backup": CommandEntry(N_("Copy the register to a file, checked."), _maintenance),
        "restore": CommandEntry(N_("Put a backup in the register's place."), _maintenance),
    },
    N_("Privacy"): {
        "disclose": CommandEntry(N_("Write out everything held on a citizen."), _privacy),
        "forget": CommandEntry(N_("Forget a citizen, in the past too."), _privacy),
        "key": CommandEntry(N_("Make or check the key that CPR numbers are hashed with."), _privacy),
        "access": CommandEntry(N_("Show who looked at whom."), _privacy),
    },
    N_("Tables"): {
        "report": CommandEntry(N_("Print a report."), _report),
        "published": CommandEntry(N_("List what was published, or what of it is otherwise now."), _report),
        "target": CommandEntry(N_("Set a goal for a figure of a report."), _report),
    },
    N_("In and out"): {
        "import": CommandEntry(N_("Import records from files."), _importing),
        "export": CommandEntry(N_("Export records to files."), _exporting),
    },
    N_("Help"): {
        "help": CommandEntry(N_("Read about a topic, or about a command."), _help),
        "completion": CommandEntry(N_("Complete commands and names at the tab key."), _help),
    },
}
ENTRIES = {name: entry for section in COMMANDS.values() for name, entry in section.items()}


class Front(TranslatedHelp, click.Group):
    """The `outreach` command: its subcommands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if (name := in_english(DANISH, cmd_name, ENTRIES)) is None:
            return None
        found = next(command for command in ENTRIES[name].load() if command.name == name)
        found.help = found.help or ENTRIES[name].help_line
        return found

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        begun = plain_spelling(incomplete)
        return [
            CompletionItem(shown(DANISH, name), help=_(ENTRIES[name].help_line))
            for name, words in command_words(ENTRIES).items()
            if any(plain_spelling(word).startswith(begun) for word in words)
        ]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        typed = args[0]
        name = in_english(DANISH, typed, ENTRIES)
        if name is None and not typed.startswith("-"):
            name = complete_word(typed, command_words(each for each in ENTRIES if each not in DESTRUCTIVE))
        if name is None:
            known = [shown(DANISH, each) for each in ENTRIES if each not in DESTRUCTIVE]
            if record := one_called(typed, RECORDS.values()):
                raise kind_as_command(record, args)
            raise click.exceptions.NoSuchCommand(typed, possibilities=known, ctx=ctx)
        return shown(DANISH, name), self.get_command(ctx, name), args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, commands in COMMANDS.items():
            with formatter.section(_(section)):
                formatter.write_dl(
                    [(shown(DANISH, name), _(each.help_line)) for name, each in commands.items()]
                )


def _version(context: click.Context, option: click.Parameter, value: bool) -> None:
    if value:
        from outreach_cli import __version__

        click.echo(f"outreach {__version__}")
        context.exit()


def _begin() -> None:
    """Without a command: say where to begin."""
    context = click.get_current_context()
    if context.invoked_subcommand is None:
        from outreach_cli.commands.state import show_state

        show_state(context.obj)


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
            help_text=N_("Show the version and exit."),
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
    stand_in_for_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a letter that the terminal's encoding lacks is shown as ?
            stream.reconfigure(errors="replace")
    set_language(read_language(given))
    translate_click()
    if os.environ.get("_OUTREACH_COMPLETE"):
        from outreach_cli.console.shells import complete

        code = complete(front(), _session())
    else:
        code = run(given, leaving=leaving)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        let_go_of_stdout()
    except OSError as error:
        code = _unwritten(error)
    return code


def _unwritten(error: OSError) -> int:
    """Tell that the answer did not reach where it was sent."""
    let_go_of_stdout()
    return _complain(_(N_("the answer could not be written ({reason})")).format(reason=error.strerror), 8)


def _session() -> Session:
    return Session(db=os.environ.get("OUTREACH_DB") or "outreach.db")


def run(arguments: Sequence[str], *, leaving: bool = False) -> int:
    """Run the command line; returns the exit code. Every failure a user can cause is one line on stderr."""
    session = _session()
    try:
        if leaving:
            interrupt_on_signals()
        result = front().main(list(arguments), prog_name="outreach", standalone_mode=False, obj=session)
        return result if isinstance(result, int) else 0
    except OutreachError as error:
        return _complain(str(error.on_command_line()), error.exit_code, error.advice())
    except click.ClickException as error:
        return _complain_of_usage(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo(_(N_("Interrupted.")), err=True)
        for change in filter(None, (each.kept for each in session.opened)):
            complain(_(N_("Change {id} was written. To undo it: outreach undo {id}")).format(id=change))
        return 130
    except (BrokenPipeError, SystemExit):  # the reader went away; click makes an exit of it
        let_go_of_stdout()
        return 0
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            return _unexpected(error, arguments)
        return _unwritten(error)
    except Exception as error:  # noqa: BLE001 - the last one to catch what nothing foresaw
        return _unexpected(error, arguments)
    finally:
        if not leaving:
            session.close()


def _complain_of_usage(error: click.ClickException) -> int:
    """What click found wrong in the words typed, and where to read how; without any words the help itself."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return 2
    if not isinstance(error, click.UsageError):
        return _complain(error.format_message(), 2)
    path = error.ctx.command_path if error.ctx else "outreach"
    return _complain(error.format_message(), 2, _(N_("See: {command} --help")).format(command=path))


def _unexpected(error: Exception, arguments: Sequence[str]) -> int:
    """A mistake in the program: logged and told on one line, or raised where someone looks for it."""
    if os.environ.get("OUTREACH_DEBUG"):
        raise error
    from outreach_cli.console.crash_log import write_crash_log

    log = write_crash_log(error, arguments, lambda: _own_words(arguments))
    what = f"{type(error).__name__}: {error}"
    if log is None:
        said = _(N_("something unexpected happened: {what}")).format(what=what)
        return _complain(said, 1, _(N_("Run it again with OUTREACH_DEBUG=1 to see where, and report it.")))
    said = _(N_("something unexpected happened: {what}; see {file}")).format(what=what, file=log)
    return _complain(said, 1, _(N_("Report it with that file; nothing of what is registered stands in it.")))


def _own_words(arguments: Sequence[str]) -> Iterator[str]:
    """The words that a command line may hold and that are no values: commands, kinds and options."""
    for record in RECORDS.values():
        yield from (record.kind, record.plural, *(field.flag for field in record.fields))
    called = [(name, ENTRIES[name].load()) for name in ENTRIES if name in arguments]
    commands = [command for name, loaded in called for command in loaded if command.name == name]
    yield from (name for name, _loaded in called)
    for params in (common_options(), *(command.params for command in commands)):
        yield from (flag for param in params for flag in param.opts if flag.startswith("-"))


def _complain(message: str, code: int, advice: str | None = None) -> int:
    """One line on stderr, and at most a hint below it."""
    from outreach_cli.tables.cells import clean

    complain(with_own_words(f"{_('Error')}: {clean(mask_cpr(message))}"))
    if advice:
        complain(with_own_words(clean(mask_cpr(advice))))
    return code
