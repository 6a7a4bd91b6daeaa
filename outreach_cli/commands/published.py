"""What was published, and its errata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach_cli.console.command import command
from outreach_cli.console.options import argument, option, table_options
from outreach_cli.console.output import is_data, show_table
from outreach_cli.console.session import get_session
from outreach_cli.core.errors import MissingError
from outreach_cli.core.language import N_

if TYPE_CHECKING:
    from outreach_cli.api import Register


@command(
    "published",
    "outreach published",
    "outreach published 2018 --compare",
    details=N_(
        "A figure that is otherwise now is shown then and now, with the changes that made it so. What "
        "it is now stays hidden where that, with all that was published, would tell of few citizens."
    ),
)
@argument("name", known="publication", metavar="[NAME]", required=False)
@option("--compare", N_("The erratum: each figure that is otherwise now."), is_flag=True)
@table_options
def published(
    register: Register, name: str | None, compare: bool, form: str | None, output: str | None
) -> None:
    if compare and name is None:
        raise MissingError(what="NAME")
    if compare and name:
        table = register.make_erratum(name, get_session().table_language, keys=is_data(form, output))
    else:
        table = register.list_publications(name)
    show_table(table, form, output)
