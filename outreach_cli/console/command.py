"""How a function becomes a command: help in the current language, and what is missing asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, update_wrapper
from typing import TYPE_CHECKING, Any

import click

from outreach_cli.console.danish_lines import translate_lines
from outreach_cli.console.danish_words import OPTIONS, find_english, show_word
from outreach_cli.console.parameters import Argument, Option, WordChoice
from outreach_cli.console.session import COLORS, CommandSession, get_session, measure_help
from outreach_cli.console.unquoted_words import join_days, share_year
from outreach_cli.core.errors import WrongUsageError
from outreach_cli.core.language import LANGUAGES, N_, _
from outreach_cli.core.names import find_nearest

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from outreach_cli.api import Register
    from outreach_cli.console.questions import PromptStep
    from outreach_cli.records.record import Record


class TranslatedHelp:
    """Help in the language spoken when it is shown, with examples first, and the common options.

    Mixed into commands and groups.
    """

    help: str | None
    params: list[click.Parameter]
    _help_option: click.Option | None = None

    def __init__(
        self,
        *args: Any,
        examples: Sequence[str] = (),
        details: str = "",
        kind: Record | None = None,
        **settings: Any,
    ) -> None:
        """`kind` is the kind of record that the command is for, which its help may name."""
        super().__init__(*args, **settings)
        self.kind = kind
        self.examples = examples
        self.details = details
        self.params += make_common_options()

    def get_help(self, ctx: click.Context) -> str:
        ctx.terminal_width = measure_help()
        return super().get_help(ctx)  # type: ignore[misc,no-any-return]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from textwrap import indent

        from outreach_cli.console.help_text import fold_line

        if self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(translate_lines(_(self.help).format(kind=self.kind and self.kind.label)))
        if self.examples:
            with formatter.section(_("Examples")):
                margin = " " * formatter.current_indent
                for example in self.examples:
                    folded = fold_line(translate_lines(example), formatter.width - len(margin))
                    formatter.write(indent(folded, margin) + "\n")
        if self.details:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(translate_lines(_(self.details)))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        from outreach_cli.console.help_text import translate_usage

        return [translate_usage(piece) for piece in super().collect_usage_pieces(ctx)]  # type: ignore[misc]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        args = share_year(self.params, join_days(self.params, args))
        if isinstance(session := ctx.find_root().obj, CommandSession):
            session.command = str(self.name)  # type: ignore[attr-defined]
            session.running = self  # type: ignore[assignment]
            session.typed = [*args]
        try:
            left: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        except click.NoSuchOption as error:
            known = [param for param in self.params if isinstance(param, Option)]
            near = _find_near_flags(known, error.option_name)
            error.possibilities = near  # type: ignore[misc]  # click compares the dashes too
            error.ctx = error.ctx or ctx
            raise
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # the hint names the command, not only the program
            raise
        return left

    def make_parser(self, ctx: click.Context) -> Any:
        parser = super().make_parser(ctx)  # type: ignore[misc]
        parse = parser.parse_args

        def parse_once(args: list[str]) -> Any:
            options, left, given = parse(args)
            if not ctx.resilient_parsing:
                _refuse_repeated(ctx, given)
            return options, left, given

        parser.parse_args = parse_once
        return parser

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        for param in self.params:
            if isinstance(param, Option):
                param.put_into_words()
        found: list[CompletionItem] = super().shell_complete(ctx, incomplete)  # type: ignore[misc]
        if not incomplete.startswith("-"):
            return found
        offered = [*self.params, self.get_help_option(ctx)]
        own = {flag for param in offered if isinstance(param, Option) for flag in param.shown_flags}
        return [item for item in found if item.value in own] or found

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        if self._help_option is None:
            self._help_option = Option(
                ctx.help_option_names,
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_help,
                help_text=N_("Show this message and exit."),
            )
        return self._help_option


TWICE = N_("{option} is given twice; it takes one value")


def _refuse_repeated(ctx: click.Context, given: Sequence[click.Parameter]) -> None:
    """Raise BadOptionUsage for an option of one value that is given twice: one of them would be passed over.

    Not for those of the session (--db, --lang): what an alias sets, a later word alters.
    """
    for param in given:
        if not isinstance(param, Option) or param.multiple or param.is_flag or not param.expose_value:
            continue
        if given.count(param) > 1:
            name = param.shown_flags[0]
            raise click.BadOptionUsage(name, _(TWICE).format(option=name), ctx=ctx)


def _find_near_flags(options: Sequence[Option], typed: str) -> list[str]:
    """The flags near to what was typed, in the words of the current language, the nearest first."""
    flags = {flag.lstrip("-"): flag for each in options for flag in each.opts if flag.startswith("--")}
    near = find_nearest(typed.lstrip("-"), flags)
    return list(dict.fromkeys(_translate_flag(options, flags[each]) for each in near))


def _translate_flag(options: Sequence[Option], flag: str) -> str:
    """The flag as it is shown in the current language."""
    words = next((each.own_words for each in options if flag in each.opts), OPTIONS)
    return show_word(words, find_english(words, flag) or flag)


def _show_help(context: click.Context, option: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(context.get_help(), color=context.color)
        context.exit()


def _keep(context: click.Context, option: click.Parameter, value: object) -> None:
    if value is not None and value is not False and context.find_root().obj is not None:
        setattr(context.find_root().obj, option.name or "", value)


@cache
def make_common_options() -> tuple[click.Option, ...]:
    """The options that stand before or after every command."""

    def make_option(*flags: str, **settings: Any) -> Option:
        return Option(flags, expose_value=False, callback=_keep, **settings)

    colours = N_("Colours: on a terminal, always or never.")
    return (
        make_option("--db", metavar="PATH", help_text=N_("The register's file.")),
        make_option("--lang", type=WordChoice(LANGUAGES), help_text=N_("Danish or English.")),
        make_option("-q", "--quiet", is_flag=True, help_text=N_("Say only what was asked for.")),
        make_option("--no-input", is_flag=True, help_text=N_("Never ask.")),
        make_option("--color", type=WordChoice(COLORS), help_text=colours),
    )


class Command(TranslatedHelp, click.Command):
    """A command with the common options."""


def command(
    name: str,
    *examples: str,
    help_text: str = "",
    details: str = "",
    asks: Callable[[Register], Iterable[PromptStep]] | None = None,
    agrees: bool = True,
    ends: Callable[[Register, Sequence[Mapping[str, object]]], None] | None = None,
    **settings: Any,
) -> Callable[[Callable[..., None]], Command]:
    """Make a function a command, with its help: a sentence, the `examples`, and `details`.

    The sentence is that by which `outreach --help` lists the command, or `help_text` where there is
    more to say: no docstring, which `python -OO` removes. The function gets what it names:
    `register` is the opened register, `session` the session, everything else comes from the command line, or
    from the steps of `asks` where that leaves out what is asked for. With `agrees` the answers are agreed to
    first; a function that asks itself does without. `ends` is called after --repeat, with all that was given.
    """

    def make_command(function: Callable[..., None]) -> Command:
        wanted = function.__code__.co_varnames[: function.__code__.co_argcount]

        def run(**said: object) -> None:
            if "session" in wanted:
                said["session"] = get_session()
            if "register" in wanted:
                said["register"] = get_session().register
            again, given = bool(said.get("repeat")), list[Mapping[str, object]]()
            for each in _complete_answers(asks, said, agrees) if asks else (said,):
                function(**each)
                given.append(each)
            if again and ends:
                ends(get_session().register, given)

        run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        update_wrapper(run, function)
        texts = {"help": help_text, "examples": examples, "details": details}
        return click.command(name, cls=Command, **texts, **settings)(run)

    return make_command


def _complete_answers(
    asks: Callable[[Register], Iterable[PromptStep]], said: dict[str, object], agrees: bool
) -> Iterator[dict[str, object]]:
    """What the command line said, with what it leaves out asked for where there is someone to ask."""
    command = click.get_current_context().command
    asked = [param for param in command.params if isinstance(param, Argument | Option) and param.asked]
    missing = [param for param in asked if not said[param.name or ""] and not param.spared]
    again = said.pop("repeat", False)
    if again and not missing:
        raise WrongUsageError(reason=_("with --repeat the citizens are asked for, not given"))
    if not missing:
        yield said
        return
    if not get_session().may_ask:  # given, but empty
        raise click.MissingParameter(ctx=click.get_current_context(), param=missing[0])
    from outreach_cli.console import prompts

    register = get_session().register
    if again:
        yield from prompts.fill_in_repeatedly(register, asks(register), said)
    else:
        yield from prompts.fill_in(register, asks(register), said, agrees=agrees)
