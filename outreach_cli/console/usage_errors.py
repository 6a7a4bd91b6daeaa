"""What is wrong in the words typed, and what to type instead: a value's stand-in, else an example."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from outreach_cli.console.parameters import Argument, Option
from outreach_cli.core.errors import OutreachError, WrongUsageError
from outreach_cli.core.language import _, get_language


def describe_usage_error(error: click.UsageError) -> str:
    """What is wrong, on one line."""
    said = " ".join(error.format_message().split())
    if get_language() == "da":  # click quotes what it names as English does
        said = re.sub(r"(?<![^\s(/])'([^']*)'", r'"\1"', said)
    return said


def advise_on_usage(error: click.UsageError, advice: str | None = None) -> str:
    """The hint below it: the advice, else an example, and where to read more."""
    path = error.ctx.command_path if error.ctx else "outreach"
    see = _("See: {command} --help").format(command=path)
    if not advice and (example := _find_example(error)):
        advice = _("For example: {example}.").format(example=example)
    return f"{advice} {see}" if advice else see


def find_first_example(command: click.Command, flag: str = "") -> str:
    """The first example of the command, of those with the flag where there are any; empty for none."""
    examples: Sequence[str] = getattr(command, "examples", ())
    able = [each for each in examples if each.startswith("outreach ")]
    return next((each for each in able if flag and flag in each.split()), able[0] if able else "")


def name_argument(error: OutreachError, command: click.Command) -> None:
    """Name what was given wrongly as help does, where it is an argument of the command and no option."""
    flag = str(getattr(error, "column", None))
    if any(flag in each.opts for each in command.params):
        return
    key = flag.removeprefix("--").replace("-", "_")
    arguments = (each for each in command.params if isinstance(each, Argument))
    if any(each.name in (key, f"{key}s") and each.known != "kinds" for each in arguments):
        from outreach_cli.console.help_text import translate_usage

        error.column = translate_usage(key.upper())  # type: ignore[attr-defined]  # it has one


def refuse_beside(word: str, *names: str) -> None:
    """Raises WrongUsageError for the first of these parameters that was typed beside a word (`--stop`).

    It would be passed over in silence there, as the weekday of a plan that is stopped on all days.
    """
    from outreach_cli.console.help_text import translate_usage

    ctx = click.get_current_context()
    for param in ctx.command.params:
        if param.name in names and _is_typed(ctx, param):
            option = (
                param.shown_flags[0] if isinstance(param, Option) else translate_usage(param.opts[0].upper())
            )
            said = _("{option} does not go with {other}")
            raise WrongUsageError(reason=said.format(option=option, other=word))


def _is_typed(ctx: click.Context, param: click.Parameter) -> bool:
    """Whether the parameter was given on the command line, and is no default."""
    return ctx.get_parameter_source(param.name or "") == click.core.ParameterSource.COMMANDLINE


def _find_given_flag(ctx: click.Context) -> str:
    """The first flag that was typed, of those that were looked at before something was found wrong."""
    for param in ctx.command.params:
        if isinstance(param, Option) and _is_typed(ctx, param):
            return param.opts[0]
    return ""


def _find_example(error: click.UsageError) -> str:
    """What could have been typed where something was left out or is too much; empty for other errors."""
    too_many = type(error) is click.UsageError
    if not error.ctx or not (too_many or isinstance(error, click.MissingParameter | click.BadOptionUsage)):
        return ""
    command = error.ctx.command
    if not isinstance(error, click.BadOptionUsage):
        return find_first_example(command, _find_given_flag(error.ctx))
    for param in command.params:
        if isinstance(param, Option) and error.option_name in param.opts:
            flags = {flag for flag in param.opts if flag.startswith("--")}
            fitting = (each for each in getattr(command, "examples", ()) if flags & {*each.split()})
            return next(fitting, "") or f"{param.shown_flags[0]} {param.make_metavar(error.ctx)}"
    return ""
