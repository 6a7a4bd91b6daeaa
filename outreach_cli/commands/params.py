"""The parameters of the commands: help in the language spoken, and what the tab key offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from outreach_cli.language import _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class _Offering(click.Parameter):
    """A parameter that offers the values of `known` at the tab key; see complete.offers."""

    known: object = None

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
