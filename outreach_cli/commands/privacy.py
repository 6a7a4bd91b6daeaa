"""Privacy: who looked, what is held on a citizen, forgetting, and the key to CPR numbers."""

from __future__ import annotations

from outreach_cli.commands import argument, command, show_table, table_options
from outreach_cli.register import Register


@command("access", "outreach access", "outreach access AAL-001")
@argument("citizen", known="citizen", required=False)
@table_options
def access(register: Register, citizen: str | None, form: str | None, output: str | None) -> None:
    """Show who looked at whom, the latest first.

    Everything that shows single citizens is noted before it is shown: show, list, status, log, disclose,
    report --trace and exports. How long that is kept is a setting: outreach set access_log_months 6."""
    from outreach_cli.register.access import access_table

    with register.reading() as connection:
        number = register.find.named("citizen", citizen)[0] if citizen else None
        table = access_table(connection, number)
    show_table(table, form, output)
