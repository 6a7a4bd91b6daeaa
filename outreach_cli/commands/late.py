"""Kinds of values that are made when one is read or help is shown, so that nothing else need wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Late(click.ParamType[str]):
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


def _formats() -> click.ParamType[str]:
    from outreach_cli.tables.formats import FORMATS

    return click.Choice(FORMATS)


def _file() -> click.ParamType[str]:
    return click.Path(dir_okay=False)


FORMAT = Late("choice", _formats)
"""The formats that a table can leave in."""
FILE = Late("file", _file)
"""A file, not a folder."""
