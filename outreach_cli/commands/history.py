"""What was changed, and taking it back: log, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach_cli.console.command import command
from outreach_cli.console.options import argument, option, table_options
from outreach_cli.console.output import remark, say, say_change, show_table
from outreach_cli.console.parameters import WholeNumber
from outreach_cli.console.session import get_session
from outreach_cli.core.language import N_, _

if TYPE_CHECKING:
    from outreach_cli.api import Register


@command(
    "log",
    "outreach log",
    "outreach log AAL-001",
    "outreach log --last 20",
    help_text=N_("Show who changed what, and when: the latest first."),
    details=N_("With a citizen: the changes that touched that citizen's records."),
)
@argument("citizen", known="citizen", required=False)
@option("--last", N_("Only the last N changes."), type=WholeNumber(min=1), metavar="N")
@table_options
def log(
    register: Register, citizen: str | None, last: int | None, form: str | None, output: str | None
) -> None:
    from outreach_cli.register.log import make_log_table

    with register.open_snapshot() as connection:
        number = register.finder.find_name("citizen", citizen)[0] if citizen else None
        table = make_log_table(connection, citizen=number, last=last)
    if number:
        register.note_access("log", [number])
    show_table(table, form, output, private=bool(number))


def _say_how_to_go_further_back(register: Register, chosen: int) -> None:
    """Name the change that can be undone, as the register now stands, to go further back than an undo did."""
    from outreach_cli.register.undo import find_further_back

    with register.open_snapshot() as connection:
        before = find_further_back(connection, chosen)
    if before:
        remark(_("To go further back instead: outreach undo {before}").format(before=before))


@command(
    "undo",
    "outreach undo",
    "outreach undo 17",
    "outreach undo 17 --dry-run",
    details=N_(
        "What it wrote goes, and what it replaced or removed comes back. An undo is itself a change, "
        "so it can be undone. On a terminal you are asked first. It is refused where later changes "
        "built on it."
    ),
)
@argument("change", required=False, type=WholeNumber(min=1), metavar="[CHANGE]")
@option("--dry-run", N_("Only say what it would do."), is_flag=True)
def undo(register: Register, change: int | None, dry_run: bool) -> None:
    from outreach_cli.console.line_editor import confirm_change
    from outreach_cli.register.undo import find_undone
    from outreach_cli.storage.database import sort_beside

    chosen, lines = register.preview_undo(change)
    undid = find_undone(register.connection, chosen) if change is None else None
    if undid:
        said = _("Change {id} was an undo of change {undid}: this brings it back.")
        remark(said.format(id=chosen, undid=undid))
        if dry_run or get_session().may_ask:
            _say_how_to_go_further_back(register, chosen)
    say(*lines)
    if dry_run:
        return
    if not confirm_change(_("Undo change {id}?").format(id=chosen)):
        return
    # SQLite keeps what is written over in a file only where the change begins so: of ten million rows 200 MB.
    with sort_beside(register.connection, register.path_as_given), register.change("undo") as new:
        new.undo(chosen)
    say_change(new, _("Undid change {id}.").format(id=chosen))
    if undid and not get_session().may_ask:
        _say_how_to_go_further_back(register, chosen)
