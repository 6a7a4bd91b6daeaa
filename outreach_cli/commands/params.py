"""The parameters of the commands: help in the language spoken, and what the tab key offers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from outreach_cli.language import N_, _
from outreach_cli.records.declare import Label

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


# What stands for a value in a usage line. A test finds those of every command here.
PLACEHOLDERS = frozenset(
    {
        *(N_("ARGS"), N_("CHANGE"), N_("CITIZEN"), N_("CODE"), N_("COLUMN"), N_("COMMAND"), N_("DATE")),
        *(N_("FIELD"), N_("FILE"), N_("FOLDER"), N_("FORMAT"), N_("GROUP"), N_("HEADING"), N_("KEEP")),
        *(N_("KIND"), N_("KINDS"), N_("MUNICIPALITY"), N_("NAME"), N_("NUMBER"), N_("OFFER"), N_("OPTIONS")),
        *(N_("OTHER"), N_("PATH"), N_("PERIOD"), N_("PROGRAMME"), N_("PURPOSE"), N_("REPORT"), N_("ROW")),
        *(N_("SCORE"), N_("SHELL"), N_("SITE"), N_("STATUS"), N_("TEXT"), N_("TIME"), N_("TO"), N_("TOPIC")),
        *(N_("VALUE"), N_("WORKER")),
    }
)
SAID_BY_CLICK = (N_("required"),)


def in_words(usage: str) -> str:
    """A piece of a usage line with its placeholders in the language spoken now."""
    return re.sub(r"[A-Z]{2,}", lambda word: _(word[0]) if word[0] in PLACEHOLDERS else word[0], usage)


class _Offering(click.Parameter):
    """A parameter that offers the values of `known` at the tab key; see complete.offers.

    What stands for its value in help is in the language spoken; a label says it for a record's field.
    """

    known: object = None

    def make_metavar(self, ctx: click.Context) -> str:
        if isinstance(self.metavar, Label):
            return str(self.metavar).upper().replace(" ", "_")
        return in_words(super().make_metavar(ctx))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        if self.known is None:
            return super().shell_complete(ctx, incomplete)
        from outreach_cli.commands.complete import offers

        return offers(self.known, ctx, incomplete)


class Option(_Offering, click.Option):
    """An option whose help is a message or a label, put into words when it is shown."""

    def __init__(self, *args: Any, said: object = "", known: object = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said = said
        self.known = known

    def put_into_words(self) -> None:
        """Say its help in the language spoken now."""
        self.help = _(self.said) if isinstance(self.said, str) else str(self.said)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.put_into_words()
        return super().get_help_record(ctx)


class Argument(_Offering, click.Argument):
    """An argument that offers what the register knows at the tab key.

    One that is `asked` is asked for at the terminal where the command line leaves it out. The eager flag
    `unless`, when it is given, spares it.
    """

    def __init__(
        self, *args: Any, known: object = None, asked: bool = False, unless: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.asked = asked
        self.unless = unless

    @property
    def spared(self) -> bool:
        """Whether the flag that spares it was given."""
        return bool(click.get_current_context().params.get(self.unless))

    def value_is_missing(self, value: Any) -> bool:
        if self.spared:
            return False
        if self.asked and super().value_is_missing(value) and _may_ask():
            return False
        return super().value_is_missing(value)


def _may_ask() -> bool:
    """Whether the session under way may ask someone at the terminal."""
    return bool(click.get_current_context().find_root().obj.may_ask)
