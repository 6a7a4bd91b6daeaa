"""Privacy: who looked, what is held on a citizen, forgetting, and the key to CPR numbers."""

from __future__ import annotations

import sys

from outreach_cli.commands import argument, command, session, show_table, table_options
from outreach_cli.language import speaking
from outreach_cli.register import Register


@command("disclose", "outreach disclose AAL-001 -o AAL-001.html", "outreach disclose AAL-001 --format json")
@argument("citizen", known="citizen")
@table_options
def disclose(register: Register, citizen: str, form: str | None, output: str | None) -> None:
    """Write out everything held on a citizen: every version of every record, and who looked.

    On a terminal it is shown as tables; in a pipe it is a web page, which can be printed for the citizen."""
    from outreach_cli.register.person import disclosure

    with register.reading() as connection:
        number, _name = register.find.named("citizen", citizen)
    register.note_access("disclose", [number])
    language = session().table_language or register.language
    with register.reading() as connection, speaking(language):
        book = disclosure(connection, *register.find.named("citizen", citizen))
    if form is None and output is None and not sys.stdout.isatty():
        form = "html"
    show_table(book, form, output, private=True)


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
