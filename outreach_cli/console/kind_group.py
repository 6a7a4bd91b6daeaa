"""Commands whose first word is a kind of record: one subcommand a kind, made from its declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from outreach_cli.console.command import Command, TranslatedHelp
from outreach_cli.console.help_text import in_words
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS, one_called, unknown_kind

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class NotTakenError(OutreachError):
    """The command does not take records of that kind."""

    message = N_("{command} does not take {kinds}.")
    exit_code = 2
    hint = N_("They are written with: outreach {verb}")


class KindGroup(TranslatedHelp, click.Group):
    """A command with a subcommand for each kind, found by kind, plural or label in either language."""

    def __init__(
        self,
        name: str,
        make: Callable[[Record], Command],
        kinds: Iterable[Record],
        examples: Sequence[str] = (),
        **settings: Any,
    ) -> None:
        super().__init__(name, subcommand_metavar="KIND ...", **settings)
        self.make = make
        self.kinds = {record.kind: record for record in kinds}
        self.examples = examples

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.kinds)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        if record := one_called(cmd_name, self.kinds.values()):
            return self.make(record)
        if (other := one_called(cmd_name, RECORDS.values())) and other.verb:
            raise NotTakenError(command=self.name, kinds=other.labels, verb=other.verb)
        raise unknown_kind(cmd_name, {each.one: each for each in self.kinds.values()})

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(kind, help=str(record.label))
            for kind, record in self.kinds.items()
            if kind.startswith(incomplete)
        ] or super().shell_complete(ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(kind, str(record.label)) for kind, record in self.kinds.items()]
        with formatter.section(in_words("KIND")):
            formatter.write_dl(rows)
