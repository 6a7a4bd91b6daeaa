"""Commands whose first word is a kind of record: one subcommand a kind, made from its declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from outreach_cli.console.beginnings import find_begun_kind, has_beginning
from outreach_cli.console.command import Command, TranslatedHelp
from outreach_cli.console.danish_words import COMMANDS, show_word
from outreach_cli.console.help_text import translate_usage
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.core.names import fold_spelling
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS, make_unknown_error, match_record

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class NotTakenError(OutreachError):
    """The command does not take records of that kind."""

    message = N_("{command} does not take {kinds}.")
    exit_code = 2
    hint = N_("They are written with: outreach {verb}")


GROUP_WORDS = ("hold", "gruppe", "group")
"""What a group is looked for by, which is a programme, or comes with its first meeting."""


class GroupError(OutreachError):
    """A group was to be made as if it were a kind of record."""

    message = N_("A group is no kind of record of its own.")
    exit_code = 2
    hint = N_(
        "As a programme: outreach add programme NAME --kind group. "
        "By its list: outreach attend NAME CITIZEN --create"
    )


def _refuse_without_kind(**_options: object) -> None:
    # A command's docstring would be its help: this raises MissingParameter where no kind was named.
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None:
        hint = f"'{translate_usage('KIND')}'"
        raise click.MissingParameter(ctx=ctx, param_hint=hint, param_type="argument")


class KindGroup(TranslatedHelp, click.Group):
    """A command with a subcommand for each kind, found by kind, plural or label in either language."""

    def __init__(
        self,
        name: str,
        make: Callable[[Record], Command],
        kinds: Iterable[Record],
        **settings: Any,
    ) -> None:
        super().__init__(
            name,
            subcommand_metavar="KIND ...",
            invoke_without_command=True,
            callback=_refuse_without_kind,
            **settings,
        )
        self.make = make
        self.kinds = {record.kind: record for record in kinds}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.kinds)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        if record := match_record(cmd_name, self.kinds.values()):
            return self.make(record)
        if (other := match_record(cmd_name, RECORDS.values())) and other.verb:
            raise NotTakenError(
                command=show_word(COMMANDS, str(self.name)), kinds=other.labels, verb=other.verb
            )
        if fold_spelling(cmd_name) in GROUP_WORDS:
            raise GroupError
        if record := find_begun_kind(cmd_name, self.kinds.values()):
            return self.make(record)
        raise make_unknown_error(cmd_name, {each.one: each for each in self.kinds.values()})

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        begun = fold_spelling(incomplete)
        return [
            CompletionItem(record.one, help=str(record.label) if record.one == kind else kind)
            for kind, record in self.kinds.items()
            if has_beginning((kind, *record.label.both, *record.label.also), begun)
        ] or super().shell_complete(ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [
            (record.one, str(record.label) if record.one != str(record.label).replace(" ", "-") else "")
            for record in self.kinds.values()
        ]
        with formatter.section(translate_usage("KIND")):
            formatter.write_dl(rows)
