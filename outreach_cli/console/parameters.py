"""The parameters of commands: translated help, values for the tab key, and types made on first use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from outreach_cli.console.danish_lines import find_choice_word, translate_lines
from outreach_cli.console.danish_words import (
    VALUES,
    Words,
    find_english,
    list_danish_flags,
    list_flag_words,
    show_word,
)
from outreach_cli.console.session import get_session
from outreach_cli.core.errors import MissingError, NamedParameter
from outreach_cli.core.language import _, get_language, ngettext
from outreach_cli.reports.definitions.report_words import REPORT_WORDS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


_PERIODS: Words = {"previous": ("forrige",)}
"""The words in a metavar that stand for a period."""


class CompletingParameter(click.Parameter):
    """A parameter that offers the values of `known` at the tab key; see completion.list_offers.

    What stands for its value in help is in the language spoken; a label says it for a record's field.
    """

    def __init__(
        self,
        *args: Any,
        known: object = None,
        asked: bool = False,
        unless: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> None:
        """`asked` is whether it is asked for at the terminal where the command line leaves it out.

        `unless` are the eager options that spare it: where one of them is given, it may be left out.
        """
        super().__init__(*args, **kwargs)
        self.known = known
        self.asked = asked
        self.unless = unless

    @property
    def spared(self) -> bool:
        """Whether an option that spares it was given."""
        params = click.get_current_context().params
        return any(params.get(name) for name in self.unless)

    def make_metavar(self, ctx: click.Context) -> str:
        if not isinstance(self.metavar, str | None):
            return str(self.metavar).upper().replace(" ", "_")
        from outreach_cli.console.help_text import translate_usage

        said = translate_usage(super().make_metavar(ctx))
        if get_language() == "da" and "|" in said:
            return "|".join(self._translate_metavar(part) for part in said.split("|"))
        return said

    def _translate_metavar(self, part: str) -> str:
        """One of the values in a metavar, its brackets kept."""
        value = part.strip("[].")
        said = find_choice_word(self.known, value) or show_word({**VALUES, **REPORT_WORDS, **_PERIODS}, value)
        return part.replace(value, said) if value else part

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        if not ctx.resilient_parsing and _holds_empty(value):
            self.refuse_empty(ctx)
        return super().type_cast_value(ctx, value)

    def refuse_empty(self, ctx: click.Context) -> None:
        """Raise an error for an empty word, as a shell makes of a variable that is not set."""

    def value_is_missing(self, value: Any) -> bool:
        if self.spared:
            return False
        missing = super().value_is_missing(value)
        return missing and not (self.asked and get_session().may_ask)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        if self.known is None:
            return super().shell_complete(ctx, incomplete)
        from outreach_cli.console.completion import list_offers

        return list_offers(self.known, ctx, incomplete)


ALONE = "*"
"""What an option stands for whose value may be left out, where it is left out."""
_DAYS = ("D", "CHANGE|DATE", "TIME|D")
"""What stands for the value of an option that takes a day."""


class Option(CompletingParameter, click.Option):
    """An option whose help is a message or a label, put into words when it is shown."""

    def __init__(
        self,
        *args: Any,
        help_text: object = "",
        future: bool = False,
        clears: bool = False,
        **kwargs: Any,
    ) -> None:
        """`future` is whether the day that it takes may be to come; see days.complete_day.

        `clears` is whether an empty word empties what stands there; else it is refused.
        """
        super().__init__(*args, **kwargs)
        self.clears = clears
        self.help_text = help_text
        self.future = future
        self.own_words = list_flag_words(day=self.metavar == "D")
        self.danish = [flag for flag in list_danish_flags(self.opts, self.own_words) if flag not in self.opts]
        self.opts += self.danish

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        for each in value if isinstance(value, list | tuple) else [value]:
            if isinstance(each, str) and each.startswith("--") and _is_flag(ctx.command, each):
                # click takes the next flag for the value that was left out
                name = self.shown_flags[0]
                raise click.BadOptionUsage(name, _say_valueless(name), ctx=ctx)
        taken = super().type_cast_value(ctx, value)
        if self.metavar not in _DAYS or not taken:
            return taken
        return tuple(map(self._complete_day, taken)) if self.multiple else self._complete_day(taken)

    def _complete_day(self, said: str) -> str:
        from outreach_cli.core.days import complete_day

        flag = NamedParameter(str(self.name), self.opts[0])
        return complete_day(said, flag, future=self.future) or said

    def refuse_empty(self, ctx: click.Context) -> None:
        if not self.clears:
            raise MissingError(what=self.shown_flags[0])

    @property
    def shown_flags(self) -> list[str]:
        """Its flags in the current language."""
        english = [flag for flag in self.opts if flag not in self.danish]
        return list(dict.fromkeys(show_word(self.own_words, flag) for flag in english))

    def put_into_words(self) -> None:
        """Say its help in the current language."""
        said = _(self.help_text) if isinstance(self.help_text, str) else str(self.help_text)
        self.help = translate_lines(said)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.put_into_words()
        taken, self.opts = self.opts, self.shown_flags
        try:
            return super().get_help_record(ctx)
        finally:
            self.opts = taken

    def get_error_hint(self, ctx: click.Context | None) -> str:
        return " / ".join(f"'{flag}'" for flag in self.shown_flags)


class Argument(CompletingParameter, click.Argument):
    """An argument that offers what the register knows at the tab key."""

    def refuse_empty(self, ctx: click.Context) -> None:
        if not (self.asked and get_session().may_ask):
            raise click.MissingParameter(ctx=ctx, param=self)


def _holds_empty(value: Any) -> bool:
    """Whether one of the words given is empty."""
    words = value if isinstance(value, list | tuple) else [value]
    return any(isinstance(each, str) and not each.strip() for each in words)


def _is_flag(command: click.Command, word: str) -> bool:
    """Whether the word is one of the command's flags, or one that every command has."""
    return any(word in param.opts for param in command.params if isinstance(param, Option))


def _say_valueless(flag: str) -> str:
    """That the flag lacks its value, as click says it at the end of a line."""
    return ngettext(
        "Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 1
    ).format(name=flag, nargs=1)


class WordChoice(click.Choice[str]):
    """One of a few words, taken in either language and shown in the current one."""

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        return show_word(VALUES, find_english(VALUES, str(choice), self.choices) or str(choice))


class WholeNumber(click.IntRange):
    """A whole number, which a message calls so."""

    @property
    def name(self) -> str:  # type: ignore[override]
        return _("whole number")


class LazyType(click.ParamType[str]):
    """A type of click's that is made when a value is read or help is shown, not before."""

    def __init__(self, name: str, made: Callable[[], click.ParamType[str]]) -> None:
        self.name = name
        self.made = made

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return self.made().convert(value, param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return self.made().get_metavar(param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return self.made().shell_complete(ctx, param, incomplete)


def _make_format_type() -> click.ParamType[str]:
    from outreach_cli.tables.formats import FORMATS

    return WordChoice(FORMATS)


FORMAT = LazyType("choice", _make_format_type)
"""The formats that a table can leave in."""

FILE = LazyType("file", lambda: click.Path(dir_okay=False))
"""A file, not a folder."""
