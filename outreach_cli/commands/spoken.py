"""Help in the language spoken when it is shown, for commands and groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from outreach_cli.commands.params import Option, in_words
from outreach_cli.language import N_, _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Spoken:
    """Help in the language spoken when it is shown, with examples first. Mixed into commands and groups."""

    help: str | None
    params: list[click.Parameter]
    _help_option: click.Option | None = None
    examples: Sequence[str] = ()

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        paragraphs = (self.help or "").split("\n\n")
        if paragraphs[0]:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(_(" ".join(paragraphs[0].split())))
        if self.examples:
            with formatter.section(_(N_("Examples"))):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
        for paragraph in paragraphs[1:]:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(_(" ".join(paragraph.split())))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [in_words(piece) for piece in super().collect_usage_pieces(ctx)]  # type: ignore[misc]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            left: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # the hint names the command, not only the program
            raise
        return left

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        for param in self.params:
            if isinstance(param, Option):
                param.put_into_words()
        found: list[CompletionItem] = super().shell_complete(ctx, incomplete)  # type: ignore[misc]
        return found

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        if self._help_option is None:
            self._help_option = Option(
                ctx.help_option_names,
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_help,
                said=N_("Show this message and exit."),
            )
        return self._help_option


def _show_help(context: click.Context, option: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(context.get_help(), color=context.color)
        context.exit()
