"""Choices whose values are imported when one is read or help is shown, so that nothing else need wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Late(click.ParamType[str]):
    """A choice whose values are imported when a value is read or help is shown, not before."""

    name = "choice"

    def __init__(self, values: Callable[[], Sequence[str]]) -> None:
        self.values = values

    @property
    def choice(self) -> click.Choice[str]:
        return click.Choice(self.values())

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return self.choice.convert(value, param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return self.choice.get_metavar(param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return self.choice.shell_complete(ctx, param, incomplete)


def _formats() -> Sequence[str]:
    from outreach_cli.tables.formats import FORMATS

    return FORMATS


FORMAT = Late(_formats)
"""The formats that a table can leave in."""
