"""Looking: lists of records, and everything about one citizen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach_cli.commands import argument, command, option, show_table, table_options
from outreach_cli.commands.cpr import citizen_of_cpr, cpr_option
from outreach_cli.language import N_
from outreach_cli.records import record_called
from outreach_cli.tables import Book

if TYPE_CHECKING:
    from outreach_cli.api import Register


@command("list", "outreach list citizens", "outreach list referrals --open")
@argument("kind", known="kinds", metavar="KIND")
@option("--open", "still_open", is_flag=True, said=N_("Only what is still open, the oldest first."))
@option("--as-of", metavar="CHANGE|DATE", said=N_("As the register stood after that change or on that day."))
@table_options
def list_(
    register: Register,
    kind: str,
    still_open: bool,
    as_of: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """List the records of a kind."""
    from outreach_cli.register.listing import list_open, list_records

    record = record_called(kind)
    moment = register.moment(as_of) if as_of else None
    with register.reading(moment) as connection:
        table = (list_open if still_open else list_records)(connection, record)
    if record.about_citizens:
        register.note_access(f"list {record.plural}")
    show_table(table, form, output, private=record.about_citizens)


@command("show", "outreach show AAL-001", "outreach show AAL-001 --as-of 2018-12-31")
@argument("citizen", known="citizen", unless="cpr_stdin")
@cpr_option(N_("Read a CPR number from stdin, and show whose it is."))
@option("--as-of", metavar="CHANGE|DATE", said=N_("As the register stood after that change or on that day."))
@table_options
def show(
    register: Register,
    citizen: str | None,
    cpr_stdin: bool,
    as_of: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """Show everything registered about a citizen."""
    from outreach_cli.register.listing import of_citizen

    if cpr_stdin:
        citizen = citizen_of_cpr(register)
    moment = register.moment(as_of) if as_of else None
    with register.reading(moment) as connection:
        number, name = register.find.named("citizen", str(citizen))
        tables = of_citizen(connection, number)
    register.note_access("show", [number])
    show_table(
        Book(name, tables[0].language, tuple(tables), tables[0].extracted_on), form, output, private=True
    )
