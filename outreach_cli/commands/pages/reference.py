"""The reference: every command, record field, report column and exit code as one page of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from outreach_cli.commands.pages.vocabulary_page import (
    describe_type,
    join_labels,
    write_documents,
    write_table,
    write_vocabulary,
)
from outreach_cli.console.danish_lines import translate_lines
from outreach_cli.console.help_text import translate_usage
from outreach_cli.console.parameters import Option
from outreach_cli.core.errors import EXIT_CODES
from outreach_cli.core.language import _
from outreach_cli.records.registry import RECORDS
from outreach_cli.reports.definitions.reader import find_definition, list_builtin


def write_reference(front: click.Command) -> str:
    """The page, in the current language."""
    lines = [
        f"# {_('Reference')}",
        "",
        translate_lines(_("Made by `outreach help reference`; a test keeps it true.")),
        "",
    ]
    lines += [f"## {_('Commands')}", "", *_write_commands(front)]
    lines += [f"## {_('Records')}", "", *_write_records()]
    lines += [f"## {_('Reports')}", "", *_write_reports()]
    lines += [f"## {_('Report files')}", "", *write_vocabulary()]
    lines += [f"## {_('Document files')}", "", *write_documents()]
    lines += [f"## {_('Exit codes')}", "", *_write_exit_codes()]
    return "\n".join(lines).rstrip() + "\n"


def _write_commands(front: click.Command) -> Iterator[str]:
    assert isinstance(front, click.Group)
    context = click.Context(front, info_name="outreach")
    common: set[str | None] = {option.name for option in front.params}
    yield from (_("These options stand before or after every command:"), "")
    yield from (*_write_options(front, context, set()), "")
    for name in front.list_commands(context):
        command = front.get_command(context, name)
        assert command is not None
        own = click.Context(command, info_name=name, parent=context)
        with own.scope(cleanup=False):  # its lines are put into the words of that command
            yield from list(_write_command(command, own, common))


def _write_command(command: click.Command, context: click.Context, common: set[str | None]) -> Iterator[str]:
    pieces = " ".join(
        piece
        for piece in command.collect_usage_pieces(context)
        if piece and piece != translate_usage("[OPTIONS]")
    )
    yield f"### `{translate_lines(f'{context.command_path} {pieces}'.strip())}`"
    for said in filter(None, (command.help, getattr(command, "details", ""))):
        yield from ("", translate_lines(_(said)))
    yield ""
    examples = list(map(translate_lines, getattr(command, "examples", ())))
    if examples:
        yield from ("```sh", *examples, "```", "")
    options = list(_write_options(command, context, {*common, "help"}))
    if options:
        yield from (*options, "")
    if isinstance(command, click.Group):
        yield ", ".join(f"`{kind}`" for kind in command.list_commands(context))
        yield ""


def _write_options(command: click.Command, context: click.Context, without: set[str | None]) -> Iterator[str]:
    shown = [each for each in command.params if isinstance(each, Option) and each.name not in without]
    for each in shown:
        record = each.get_help_record(context)
        if record:
            flags, said = record
            yield f"- `{_join_lines(flags)}` {_join_lines(said)}"


def _write_records() -> Iterator[str]:
    for record in RECORDS.values():
        yield f"### {str(record.labels).capitalize()} (`{record.plural}`)"
        yield ""
        rows = [
            (f"`{field.key}`" + " \\*" * field.required, join_labels(field.label), describe_type(field))
            for field in record.fields
        ]
        yield from write_table((_("Column"), _("Label"), _("Holds")), rows)
    yield from (_("\\* is required."), "")


def _write_reports() -> Iterator[str]:
    for name in list_builtin():
        definition = find_definition(name).fill_rules()
        yield f"### `{name}`: {definition.title}"
        yield ""
        rows = [(f"`{each.key}`", join_labels(each.label), str(each.rule)) for each in definition.columns]
        yield from write_table((_("Column"), _("Label"), _("Rule")), rows)


def _write_exit_codes() -> Iterator[str]:
    rows = [(str(code), _(means)) for code, means in EXIT_CODES.items()]
    yield from write_table((_("Code"), _("Means")), rows)


def _join_lines(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()
