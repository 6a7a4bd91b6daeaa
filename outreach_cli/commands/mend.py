"""Mending: correcting and removing records. What stood there is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from outreach_cli.commands import (
    Argument,
    Command,
    argument,
    command,
    examples,
    field_option,
    say_change,
    session,
)
from outreach_cli.commands.kinds import KindGroup
from outreach_cli.language import N_, _
from outreach_cli.records import RECORDS, Record

if TYPE_CHECKING:
    from outreach_cli.api import Register


def _correct_command(record: Record) -> Command:
    def run(which: str, **fields: object) -> None:
        given = {key: value for key, value in fields.items() if value not in (None, ())}
        with session().register.change(f"correct {record.kind}") as change:
            written = change.correct(record.kind, which, **given)
        said = _(N_("Corrected {kind} {id}: {what}"))
        say_change(change, said.format(kind=record.label, id=written.id, what=written))

    params: list[click.Parameter] = [Argument(["which"], metavar="ID", known="record names")]
    params += [field_option(record, key) for key in record.keys]
    said = N_("Correct a record of this kind.")
    shown = examples.of_correcting(record)
    return Command(record.kind, callback=run, params=params, help=said, examples=shown)


correct = KindGroup(
    "correct",
    make=_correct_command,
    kinds=[record for record in RECORDS.values() if record.kind != "setting"],
    help=N_("Correct a record; the old version is kept."),
    examples=(
        "outreach correct contact 17 --site Sygedagpengehuset",
        "outreach correct citizen AAL-001 --birth-year 1971",
    ),
)


@command("remove", "outreach remove contact 17", 'outreach remove site "Job- og Aktivhuset"')
@argument("kind", known="kinds", metavar="KIND")
@argument("which", known="record names", metavar="ID")
def remove(register: Register, kind: str, which: str) -> None:
    """Remove a record; its last version is kept."""
    with register.change("remove") as change:
        gone = change.remove(kind, which)
    said = _(N_("Removed {kind} {id}: {what}"))
    say_change(change, said.format(kind=gone.record.label, id=gone.id, what=gone))
