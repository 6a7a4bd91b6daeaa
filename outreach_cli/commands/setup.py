"""Setting up: a new register, its settings, and the records with a name."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outreach_cli.console.command import Command, command
from outreach_cli.console.help_text import write_add_examples
from outreach_cli.console.kind_group import KindGroup
from outreach_cli.console.options import argument, make_field_option, option
from outreach_cli.console.output import say, say_change
from outreach_cli.console.parameters import Argument, WordChoice
from outreach_cli.console.session import CommandSession, get_session
from outreach_cli.core.days import read_day_or_today
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import LANGUAGES, N_, _
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.settings import SETTING_NAME
from outreach_cli.records.types import Day

if TYPE_CHECKING:
    from outreach_cli.api import Register


@command(
    "init",
    "outreach init",
    "outreach --db nord.db init --municipality Aalborg --language da",
    details=N_(
        "The register is one file, readable only by you. A file that is already there is left as it is."
    ),
)
@option(
    "--municipality",
    N_("The municipality that everything belongs to unless said otherwise."),
    known="municipality",
)
@option("--language", N_("The language of the tables."), type=WordChoice(LANGUAGES), default="da")
def init(session: CommandSession, municipality: str | None, language: str) -> None:
    from outreach_cli.api import create_register

    with create_register(session.db, municipality=municipality, language=language):
        say(_("Made a new register: {path}").format(path=Path(session.db).absolute()))
        say(_("Next, a site where you meet citizens: outreach add site NAME"))


def _add_command(record: Record) -> Command:
    def run(**fields: object) -> None:
        from outreach_cli.console.line_editor import remark_new_words

        register = get_session().register
        if record.name and not _confirm_name(register, record.kind, str(fields[record.name])):
            return
        remark_new_words(register.finder, record, fields)
        with register.change(f"add {record.kind}") as change:
            written = change.write(record, _fill_in_today(record, fields))
        say_change(
            change, _("Added {kind} {id}: {what}").format(kind=record.label, id=written.id, what=written)
        )

    params: list[click.Parameter] = [
        make_field_option(record, key) for key in record.keys if key != record.name
    ]
    if record.name:
        params.insert(0, Argument([record.name], metavar="NAME"))
    said = N_("Add a record: {kind}.")
    return Command(
        record.kind, callback=run, params=params, help=said, kind=record, examples=write_add_examples(record)
    )


def _confirm_name(register: Register, kind: str, name: str) -> bool:
    """Whether a name that is near to known ones is no slip; one that cannot be is told as it is written."""
    from outreach_cli.console.line_editor import confirm_new_name

    near: list[str] = []
    with suppress(OutreachError):
        near = register.finder.list_near(kind, name)
    return confirm_new_name(name, near)


def _fill_in_today(record: Record, fields: dict[str, object]) -> dict[str, object]:
    """The fields with today as the day that was not given."""
    if record.day and record.by_key[record.day].option:
        field = record.by_key[record.day]
        future = isinstance(field.type, Day) and field.type.future
        return fields | {record.day: read_day_or_today(fields[record.day], field.flag, future=future)}
    return fields


add = KindGroup(
    "add",
    make=_add_command,
    kinds=[record for record in RECORDS.values() if record.verb is None],
    examples=('outreach add site "Job- og Aktivhuset" --municipality Aalborg', "outreach add offer Rygestop"),
)


@command("set", "outreach set language da", "outreach set municipality Aalborg")
@argument("setting", known=SETTING_NAME, metavar="NAME")
@argument("value", metavar="VALUE")
def set_(register: Register, setting: str, value: str) -> None:
    with register.change("set") as change:
        change.set(setting, value)
    told = SETTING_NAME.show(SETTING_NAME.read(setting))
    say_change(change, _("{name} is now {value}").format(name=told, value=value))
