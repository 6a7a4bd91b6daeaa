"""How every command speaks: the options all of them take, the register it works on, its answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, update_wrapper
from typing import TYPE_CHECKING, Any

import click

from outreach_cli.commands.late import FILE, FORMAT
from outreach_cli.commands.params import Argument as Argument
from outreach_cli.commands.params import Option as Option
from outreach_cli.commands.spoken import Spoken as Spoken
from outreach_cli.errors import WrongUsage
from outreach_cli.language import LANGUAGES, N_, _
from outreach_cli.records.declare import Field, Label, Record
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.types import Choice, Day, Flag, Hours, Note, Number, Reference, Several

if TYPE_CHECKING:
    from outreach_cli.api import Register
    from outreach_cli.change import Change
    from outreach_cli.commands.asking import Step
    from outreach_cli.tables import Book, Table

COLORS = ("auto", "always", "never")


class Session:
    """What one run of the program was told before any command: where the register is and how to speak."""

    def __init__(self, db: str = "outreach.db", *, no_input: bool = False) -> None:
        self.db, self.no_input = db, no_input
        self.lang: str | None = None
        self.quiet = False
        self.color = "auto"
        self.opened: list[Register] = []

    @property
    def register(self) -> Register:
        """The register, opened when first asked for. Raises NoRegister and its kin."""
        if not self.opened:
            from outreach_cli.api import open_register

            self.opened.append(open_register(self.db))
            if not self.quiet:
                from outreach_cli.register.place import doubts

                for doubt in doubts(self.db):
                    warn(doubt)
        return self.opened[0]

    @property
    def table_language(self) -> str | None:
        """The language asked for reports: `--lang`, else `OUTREACH_LANG`; None for the register's own."""
        named = self.lang or os.environ.get("OUTREACH_LANG")
        return named if named in LANGUAGES else None

    @property
    def has_register(self) -> bool:
        """Whether there is a file where the register would be."""
        return os.path.isfile(self.db)

    @property
    def may_ask(self) -> bool:
        """Whether someone sits at the terminal to be asked."""
        return not self.no_input and all(stream and stream.isatty() for stream in (sys.stdin, sys.stderr))

    def close(self) -> None:
        while self.opened:
            self.opened.pop().close()


def session() -> Session:
    """The session of the run that is under way."""
    found = click.get_current_context().find_root().obj
    assert isinstance(found, Session)
    return found


def _keep(context: click.Context, option: click.Parameter, value: object) -> None:
    if value is not None and value is not False and context.find_root().obj is not None:
        setattr(context.find_root().obj, option.name or "", value)


@cache
def common_options() -> tuple[click.Option, ...]:
    """The options that stand before or after every command."""
    return (
        Option(["--db"], metavar="PATH", expose_value=False, callback=_keep, said=N_("The register's file.")),
        Option(
            ["--lang"],
            type=click.Choice(LANGUAGES),
            expose_value=False,
            callback=_keep,
            said=N_("Danish or English."),
        ),
        Option(
            ["-q", "--quiet"],
            is_flag=True,
            expose_value=False,
            callback=_keep,
            said=N_("Say only what was asked for."),
        ),
        Option(["--no-input"], is_flag=True, expose_value=False, callback=_keep, said=N_("Never ask.")),
        Option(
            ["--color"],
            type=click.Choice(COLORS),
            expose_value=False,
            callback=_keep,
            said=N_("Colours: on a terminal, always or never."),
        ),
    )


class Command(Spoken, click.Command):
    """A command with the common options."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples
        self.params += common_options()


def command(
    name: str, *examples: str, asks: Callable[[Register], Iterable[Step]] | None = None, **settings: Any
) -> Callable[[Callable[..., None]], Command]:
    """Make a function a command: its docstring is the help, `examples` stand first in it.

    The function gets what it names: `register` is the opened register, `session` the session, everything
    else comes from the command line, or from the steps of `asks` where that leaves out an asked argument.
    """

    def made(function: Callable[..., None]) -> Command:
        wanted = function.__code__.co_varnames[: function.__code__.co_argcount]

        def run(**said: object) -> None:
            if "session" in wanted:
                said["session"] = session()
            if "register" in wanted:
                said["register"] = session().register
            for each in _completed(asks, said) if asks else (said,):
                function(**each)

        run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        update_wrapper(run, function)
        made_command = click.command(name, cls=Command, examples=examples, **settings)(run)
        assert isinstance(made_command, Command)
        return made_command

    return made


def _completed(
    asks: Callable[[Register], Iterable[Step]], said: dict[str, object]
) -> Iterator[dict[str, object]]:
    """What the command line said, with what it leaves out asked for where there is someone to ask."""
    command = click.get_current_context().command
    asked = [param for param in command.params if isinstance(param, Argument) and param.asked]
    missing = [param for param in asked if not said[param.name or ""] and not param.spared]
    again = said.pop("repeat", False)
    if again and not missing:
        raise WrongUsage(reason=_(N_("with --repeat the citizens are asked for, not given")))
    if not missing:
        yield said
        return
    if not session().may_ask:  # given, but empty
        raise click.MissingParameter(ctx=click.get_current_context(), param=missing[0])
    from outreach_cli.commands import asking

    register = session().register
    fill = asking.filled_again_and_again if again else asking.filled
    yield from fill(register, asks(register), said)


def argument(
    name: str, *, known: object = None, asked: bool = False, unless: str = "", **settings: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A command's argument. The tab key offers `known`: a record's kind, or what complete.SOURCES names."""
    return click.argument(name, cls=Argument, known=known, asked=asked, unless=unless, **settings)


def option(
    *flags: str, said: object = "", known: object = None, **settings: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A command's own option, with its help as a message; `known` as for `argument`."""
    return click.option(*flags, cls=Option, said=said, known=known, **settings)


def field_option(record: Record, key: str) -> click.Option:
    """The option with which a field of a record is given; its value stays text until it is checked."""
    each = record.by_key[key]
    flags = dict.fromkeys([each.flag, "--" + key.replace("_", "-")])
    several = isinstance(each.type, Several)
    return Option(
        [*flags, each.key],
        metavar=_metavar(each),
        multiple=several,
        said=each.help or each.label,
        known=known_values(each),
        callback=warn_of_names if isinstance(each.type, Note) else None,
    )


IN_A_NOTE = N_("In a note: no names, no CPR number, nothing by which a person is known.")
"""What whoever writes a note is reminded of."""


def warn_of_names(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Remind whoever writes a note at a terminal that it names nobody."""
    if value and sys.stderr.isatty() and not context.resilient_parsing:
        remark(_(IN_A_NOTE))
    return value


def known_values(each: Field) -> object:
    """What the tab key offers for a field: the names that it refers to, its choices, or nothing."""
    if isinstance(each.type, Municipality):
        return "municipality"
    return each.type if isinstance(each.type, Reference | Choice | Several | Flag) else None


def _metavar(each: Field) -> str | Label:
    choice = each.type.choice if isinstance(each.type, Several) else each.type
    if isinstance(choice, Choice) and len(choice.values) < 20:
        return "|".join(choice.values)
    if isinstance(each.type, Flag):
        return "yes|no"
    if isinstance(each.type, Number | Hours):
        return "N"
    return "D" if isinstance(each.type, Day) else each.label


def record_options(record: Record, *skip: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options of a record's fields, in the order declared, without those to `skip`."""

    def added(function: Callable[..., Any]) -> Callable[..., Any]:
        mine = [field_option(record, key) for key in record.keys if key not in skip]
        there = getattr(function, "__click_params__", [])
        function.__click_params__ = there + mine[::-1]  # type: ignore[attr-defined]
        return function

    return added


def say(text: str) -> None:
    """Answer on stdout, unless asked to be quiet."""
    if not session().quiet:
        click.echo(_between_words(text) if sys.stdout.isatty() else text)


def _between_words(text: str) -> str:
    """The text as the terminal takes it: wrapped between words; a code, a day or a path stays whole."""
    from textwrap import fill

    from outreach_cli.tables.terminal import terminal_width

    width = terminal_width() or 80
    lines = [fill(line, width, break_long_words=False, break_on_hyphens=False) for line in text.split("\n")]
    return "\n".join(lines)


def remark(text: str) -> None:
    """Remark on stderr, unless asked to be quiet."""
    if not session().quiet:
        click.echo(text, err=True)


def warn(text: str) -> None:
    """Warn on stderr of what goes well now and may not another time."""
    click.echo(f"{_(N_('Warning'))}: {text}", err=True)


def say_change(change: Change, *lines: str) -> None:
    """Answer what was written, in which change, and how to undo it; or that there was nothing to change."""
    if not change.counts:
        say(_(N_("Nothing to change.")))
        return
    for line in lines:
        say(line)
    say(_(N_("Change {id}. To undo it: outreach undo {id}")).format(id=change.id))


def table_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--format` and `-o`, for every command that prints a table."""
    function = option(
        "-o",
        "--output",
        type=FILE,
        metavar="FILE",
        said=N_("Write to FILE; its ending chooses the format."),
    )(function)
    return option("--format", "form", type=FORMAT, said=N_("The table's format."))(function)


def show_table(table: Table | Book, form: str | None, output: str | None, *, private: bool = False) -> None:
    """Print a table, or several as one, on stdout, or write to a file that is replaced whole.

    A `private` file is readable by its owner only.
    """
    from outreach_cli.tables import formats

    if output and output != "-":
        from pathlib import Path

        from outreach_cli.files import replace_file

        path = Path(output)
        chosen = formats.format_for(path, form)
        replace_file(
            path, formats.written(table, chosen), mode=0o600 if private else None, never=Path(session().db)
        )
        say(_(N_("Wrote {file}")).format(file=output))
    elif form in (None, "table"):
        click.echo(_drawn(table), nl=False, color=True)
    else:
        assert form is not None
        if form in formats.BINARY and sys.stdout.isatty():
            said = _(N_("{format} is not for a terminal; name a file: -o NAME.{format}"))
            raise WrongUsage(reason=said.format(format=form))
        content = formats.written(table, form)
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _drawn(table: Table | Book) -> str:
    """The table or tables as the terminal takes them."""
    from outreach_cli.tables import Book, terminal

    width, color = terminal.terminal_width(), colored()
    if isinstance(table, Book):
        return terminal.write_book(table, width=width, color=color)
    return terminal.write(table, width=width, color=color)


def colored() -> bool:
    """Whether stdout takes colour: `--color`, then NO_COLOR and TERM, then whether it is a terminal."""
    chosen = session().color
    if chosen != "auto":
        return chosen == "always"
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and sys.stdout.isatty()
