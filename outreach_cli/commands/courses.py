"""A citizen in a programme: enrol, status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach_cli.commands.registry import load_questions
from outreach_cli.console.command import command
from outreach_cli.console.help_text import translate_usage
from outreach_cli.console.options import argument, option, record_options, table_options, warn_of_names
from outreach_cli.console.output import is_data, list_written, say_change, show_table
from outreach_cli.console.usage_errors import refuse_beside
from outreach_cli.core.errors import MissingError
from outreach_cli.core.language import N_
from outreach_cli.records.courses import ENROLMENT, STATUS_VALUE

if TYPE_CHECKING:
    from outreach_cli.api import Register

_ENROLLED = N_("Made enrolment {id}: {what}")


@command(
    "enrol",
    'outreach enrol AAL-001 "Åben og Rolig"',
    'outreach enrol AAL-001 "Åben og Rolig" --on 2018-01-06',
    asks=load_questions("ask_enrol"),
)
@argument("citizen", known="citizen", asked=True)
@argument("programme", known="programme", asked=True)
@record_options(ENROLMENT, "citizen", "programme")
def enrol(register: Register, citizen: str, programme: str, started_on: str | None, **fields: object) -> None:
    with register.change("enrol") as change:
        written = change.enrol(citizen, programme, on=started_on, **fields)
    say_change(change, *list_written(_ENROLLED, written))


@command(
    "status",
    "outreach status AAL-001",
    'outreach status AAL-001 completed --programme "Åben og Rolig" --on 2018-06-30',
    asks=load_questions("ask_status"),
    details=N_("Without a status it shows every programme. A citizen who is not enrolled is enrolled first."),
)
@argument("citizen", known="citizen", asked=True)
@argument("status", known=STATUS_VALUE, required=False)
@option("--programme", N_("The programme, where the citizen is in several."), known="programme")
@option("--on", N_("The day from which the status holds."), metavar="D")
@option("--reason", N_("Why, in a few words."), callback=warn_of_names)
@table_options
def status(
    register: Register,
    citizen: str,
    status: str | None,
    programme: str | None,
    on: str | None,
    reason: str | None,
    form: str | None,
    output: str | None,
) -> None:
    if status is None:
        if programme or on or reason:
            raise MissingError(what=translate_usage("STATUS"))
        from outreach_cli.register.listing import list_statuses

        number, _name = register.finder.find_name("citizen", citizen)
        with register.open_snapshot() as connection:
            table = list_statuses(connection, number, keys=is_data(form, output))
        register.note_access("status", [number])
        show_table(table, form, output, private=True)
        return
    refuse_beside(translate_usage("STATUS"), "form", "output")
    with register.change("status") as change:
        *enrolled, noted = change.status(citizen, status, programme=programme, on=on, reason=reason)
    said = list_written(N_("Noted status {id}: {what}"), noted)
    say_change(change, *list_written(_ENROLLED, *enrolled), *said)
