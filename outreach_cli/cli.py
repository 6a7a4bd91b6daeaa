"""The front door: which commands there are, and how a failure becomes one line and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

from outreach_cli.commands.registry import COMMANDS, ENTRIES
from outreach_cli.console.beginnings import (
    DESTRUCTIVE,
    ReportAsCommandError,
    complete_word,
    has_beginning,
    list_command_words,
    make_kind_error,
)
from outreach_cli.console.command import TranslatedHelp, make_common_options
from outreach_cli.console.danish_lines import put_into_words
from outreach_cli.console.danish_words import COMMANDS as DANISH
from outreach_cli.console.danish_words import find_english, find_report, show_word
from outreach_cli.console.output import complain, stand_in_for_closed_streams
from outreach_cli.console.parameters import Option
from outreach_cli.console.session import CommandSession, let_go_of, read_language, tell
from outreach_cli.console.unquoted_words import advise_quotes
from outreach_cli.console.usage_errors import (
    advise_on_usage,
    describe_usage_error,
    find_first_example,
    name_argument,
)
from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.errors import MissingError, OutreachError
from outreach_cli.core.language import N_, _, set_language, translate_click
from outreach_cli.core.names import fold_spelling, is_near_code
from outreach_cli.core.signals import interrupt_on_signals
from outreach_cli.records.registry import RECORDS, match_record

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class CommandTree(TranslatedHelp, click.Group):
    """The `outreach` command: its subcommands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if (name := find_english(DANISH, cmd_name, ENTRIES)) is None:
            return None
        return ENTRIES[name].load(name)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        begun = fold_spelling(incomplete)
        return [
            CompletionItem(show_word(DANISH, name), help=_(ENTRIES[name].help_line))
            for name, words in list_command_words(ENTRIES).items()
            if has_beginning(words, begun)
        ]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        typed = args[0]
        name = find_english(DANISH, typed, ENTRIES)
        if name is None and not typed.startswith("-"):
            name = complete_word(
                typed, list_command_words(each for each in ENTRIES if each not in DESTRUCTIVE)
            )
        if name is None:
            known = [show_word(DANISH, each) for each in ENTRIES if each not in DESTRUCTIVE]
            if record := match_record(typed, RECORDS.values()):
                raise make_kind_error(record, args)
            if report := find_report(typed):
                raise ReportAsCommandError(word=typed, report=report)
            by_a_letter = [each for each in known if is_near_code(typed, each)]
            unknown = click.exceptions.NoSuchCommand(typed, possibilities=by_a_letter or known, ctx=ctx)
            if begun := [each for each in known if fold_spelling(each).startswith(fold_spelling(typed))]:
                unknown.possibilities = begun  # type: ignore[misc]  # click looks for words of like length
            raise unknown
        return show_word(DANISH, name), self.get_command(ctx, name), args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, commands in COMMANDS.items():
            with formatter.section(_(section)):
                formatter.write_dl(
                    [(show_word(DANISH, name), _(each.help_line)) for name, each in commands.items()]
                )


def _show_version(context: click.Context, option: click.Parameter, value: bool) -> None:
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


def build_tree() -> CommandTree:
    """The whole command tree."""
    group = CommandTree(
        name="outreach",
        help=N_("The register of an outreach project: record the work with citizens, print the tables."),
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
            callback=_show_version,
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

        code = complete(build_tree(), _make_session())
    else:
        code = run(given, leaving=leaving)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        let_go_of(sys.stdout)
    except OSError as error:
        code = _tell_unwritten(error)
    return code


def _tell_unwritten(error: OSError, kept: Sequence[int] = ()) -> int:
    """Tell that the answer did not reach where it was sent, and the changes that were written before."""
    let_go_of(sys.stdout)
    said = _("the answer could not be written ({reason})").format(reason=error.strerror)
    _complain(said, 8)
    _tell_kept(kept)
    return 1 if kept else 8


def _list_kept(session: CommandSession) -> list[int]:
    """The changes that the run has written."""
    return [kept for each in session.opened if (kept := each.kept)]


def _tell_kept(changes: Iterable[int]) -> None:
    for change in changes:
        complain(_("Change {id} was written. To undo it: outreach undo {id}").format(id=change))


def _make_session() -> CommandSession:
    return CommandSession(db=os.environ.get("OUTREACH_DB") or "outreach.db")


def run(arguments: Sequence[str], *, leaving: bool = False) -> int:
    """Run the command line; returns the exit code. Every failure a user can cause is one line on stderr."""
    session = _make_session()
    try:
        if leaving:
            interrupt_on_signals()
        result = build_tree().main(list(arguments), prog_name="outreach", standalone_mode=False, obj=session)
        return result if isinstance(result, int) else 0
    except OutreachError as error:
        told = put_into_words(error)
        if session.command in ENTRIES:
            name_argument(told, ENTRIES[session.command].load(session.command))
        advice = told.give_advice() or _find_advice(error, session.running)
        if quotes := advise_quotes(session, str(told)):
            advice = f"{advice}{'' if advice.endswith(('.', '?')) else '.'} {quotes}" if advice else quotes
        return _complain(str(told), error.exit_code, advice, session.command)
    except click.ClickException as error:
        return _complain_of_usage(error, session)
    except (click.Abort, KeyboardInterrupt):
        tell(_("Interrupted."))
        _tell_kept(_list_kept(session))
        return 130
    except (BrokenPipeError, SystemExit):  # the reader went away; click makes an exit of it
        let_go_of(sys.stdout)
        return 0
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            return _tell_unexpected(error, arguments)
        return _tell_unwritten(error, _list_kept(session))
    except Exception as error:  # noqa: BLE001 - the last one to catch what nothing foresaw
        return _tell_unexpected(error, arguments)
    finally:
        if not leaving:
            session.close()


def _find_advice(error: OutreachError, command: click.Command | None) -> str | None:
    """An example of the command where something was left out that no hint is about."""
    if not isinstance(error, MissingError) or command is None:
        return None
    if not (example := find_first_example(command, str(error.details["what"]).partition(" ")[0])):
        return None
    return _("For example: {example}.").format(example=example)


def _complain_of_usage(error: click.ClickException, session: CommandSession) -> int:
    """What click found wrong in the words typed, and where to read how."""
    if not isinstance(error, click.UsageError):
        return _complain(error.format_message(), 2)
    message = describe_usage_error(error)
    advice = advise_on_usage(error, advise_quotes(session, message))
    typed = error.option_name if isinstance(error, click.NoSuchOption) else ""
    return _complain(message, 2, advice, typed=typed)


def _tell_unexpected(error: Exception, arguments: Sequence[str]) -> int:
    """A mistake in the program: logged and told on one line, or raised where someone looks for it."""
    if os.environ.get("OUTREACH_DEBUG"):
        raise error
    from outreach_cli.console.crash_log import write_crash_log

    log = write_crash_log(error, arguments, lambda: _list_own_words(arguments))
    what = f"{type(error).__name__}: {error}"
    if log is None:
        said = _("something unexpected happened: {what}").format(what=what)
        return _complain(said, 1, _("Run it again with OUTREACH_DEBUG=1 to see where, and report it."))
    said = _("something unexpected happened: {what}; see {file}").format(what=what, file=log)
    return _complain(said, 1, _("Report it with that file; nothing of what is registered stands in it."))


def _list_own_words(arguments: Sequence[str]) -> Iterator[str]:
    """The words that a command line may hold and that are no values: commands, kinds and options."""
    for record in RECORDS.values():
        yield from (record.kind, record.plural, *(field.flag for field in record.fields))
    called = [name for name in ENTRIES if name in arguments]
    yield from called
    for params in (make_common_options(), *(ENTRIES[name].load(name).params for name in called)):
        yield from (flag for param in params for flag in param.opts if flag.startswith("-"))


def _complain(
    message: str, code: int, advice: str | None = None, command: str = "", *, typed: str = ""
) -> int:
    """One line on stderr, at most a hint below it; flags are those of the `command`, but for one `typed`."""
    from outreach_cli.tables.cells import clean

    complain(f"{_('Error')}: {clean(mask_cpr(message))}", command, typed)
    if advice:
        complain(clean(mask_cpr(advice)), command)
    return code
