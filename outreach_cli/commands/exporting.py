"""Bulk out: exports of every kind of record, for oneself or for an evaluator."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outreach_cli.console.command import command
from outreach_cli.console.help_text import translate_usage
from outreach_cli.console.options import argument, option
from outreach_cli.console.output import remark, say
from outreach_cli.console.parameters import WordChoice
from outreach_cli.console.session import get_session
from outreach_cli.console.usage_errors import refuse_beside
from outreach_cli.core.errors import MissingError, WrongUsageError
from outreach_cli.core.language import N_, _, ngettext, use_language
from outreach_cli.exchange.export_files import ExportedFile
from outreach_cli.exchange.export_files import export as export_files
from outreach_cli.records.registry import RECORDS, find_record
from outreach_cli.tables.row_files import SHEETS

if TYPE_CHECKING:
    from outreach_cli.api import Register


@command(
    "export",
    "outreach export in-plain-files",
    "outreach export for-excel --kind contacts --format csv-excel",
    "outreach key new && outreach export to-the-evaluator --for-evaluation",
    "outreach export --datasette > metadata.json",
    help_text=N_("Export records to files that an import reads again."),
    details=N_(
        "The folder gets a file for each kind, readable only by you. With --for-evaluation citizens "
        "and workers leave under pseudonyms, made with a key that stays with you (outreach key new)."
    ),
)
@argument("folder", metavar="FOLDER", type=click.Path(path_type=Path), required=False)
@option("--kind kinds", N_("Only this kind; may be repeated."), metavar="KIND", multiple=True)
@option("--format form", N_("The files' format."), type=WordChoice(tuple(SHEETS)), default="csv")
@option("--for-evaluation", N_("With pseudonyms for codes, and without free text."), is_flag=True)
@option("--sender", N_("Who sends it, when not the register's municipality."), metavar="NAME")
@option("--encrypt-to", N_("One file, encrypted to the evaluator's age key."), metavar="age1…")
@option("--datasette", N_("Print what Datasette needs to name tables and columns."), is_flag=True)
def export(
    register: Register,
    folder: Path | None,
    kinds: tuple[str, ...],
    form: str,
    for_evaluation: bool,
    sender: str | None,
    encrypt_to: str | None,
    datasette: bool,
) -> None:
    if datasette:
        refuse_beside("--datasette", "folder", "kinds", "form", "for_evaluation", "sender", "encrypt_to")
        _print_metadata(register)
        return
    if folder is None:
        raise MissingError(what=translate_usage("FOLDER"))
    if not for_evaluation and (sender or encrypt_to):
        raise WrongUsageError(reason=_("--sender and --encrypt-to belong to --for-evaluation"))
    if for_evaluation and kinds:
        raise WrongUsageError(reason=_("--for-evaluation sends what an evaluator needs, so leave out --kind"))
    records = [find_record(kind) for kind in kinds] or list(RECORDS.values())
    if for_evaluation or any(record.about_citizens for record in records):
        register.note_access("export")
    if for_evaluation:
        made, left_out = _export_for_evaluation(register, folder, form, sender, encrypt_to)
        _tell_left_out(left_out)
    else:
        made = export_files(register, folder, records, form)
    for each in made:
        said = ngettext("{file}: {n} record", "{file}: {n} records", each.rows)
        say(said.format(file=folder / each.path.name, n=each.rows))


def _export_for_evaluation(
    register: Register, folder: Path, form: str, sender: str | None, encrypt_to: str | None
) -> tuple[list[ExportedFile], int]:
    from outreach_cli.exchange.evaluation import export_for_evaluation
    from outreach_cli.exchange.sent_folder import pack_folder
    from outreach_cli.privacy.secret_key import find_key_path, read_key

    key = read_key(find_key_path())
    with pack_folder(folder, encrypt_to, register.path) if encrypt_to else nullcontext(folder) as inside:
        return export_for_evaluation(register, inside, key, form, sender)


def _tell_left_out(citizens: int) -> None:
    if citizens:
        said = ngettext(
            "{n} citizen is left out for want of consent to evaluation.",
            "{n} citizens are left out for want of consent to evaluation.",
            citizens,
        )
        remark(said.format(n=citizens))


def _print_metadata(register: Register) -> None:
    """Datasette's metadata file, in the register's language unless another is asked for."""
    import json

    from outreach_cli.exchange.datasette import describe_register

    with (
        use_language(get_session().table_language or register.language),
        register.open_snapshot() as connection,
    ):
        said = describe_register(connection, register.path)
    click.echo(json.dumps(said, ensure_ascii=False, indent=2))
