"""The past: the journal, undoing, and what keeps the register safe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outreach_cli.commands import (
    Session,
    argument,
    command,
    option,
    remark,
    say,
    say_change,
    show_table,
    table_options,
)
from outreach_cli.language import N_, _, ngettext
from outreach_cli.tables.shown import clean

if TYPE_CHECKING:
    from outreach_cli.api import Register

_KEEP = N_("How many to keep: FILE, FILE.1 and so on.")
_PASSPHRASE = N_("The file with the passphrase of an encrypted backup.")


@command("log", "outreach log", "outreach log AAL-001", "outreach log --last 20")
@argument("citizen", known="citizen", required=False)
@option("--last", type=click.IntRange(min=1), metavar="N", said=N_("Only the last N changes."))
@table_options
def log(
    register: Register, citizen: str | None, last: int | None, form: str | None, output: str | None
) -> None:
    """Show who changed what, and when: the latest first.

    With a citizen: the changes that touched that citizen's records."""
    from outreach_cli.register.told import log_table

    with register.reading() as connection:
        number = register.find.named("citizen", citizen)[0] if citizen else None
        table = log_table(connection, citizen=number, last=last)
    if number:
        register.note_access("log", [number])
    show_table(table, form, output, private=bool(number))


@command("undo", "outreach undo", "outreach undo 17", "outreach undo 17 --dry-run")
@argument("change", required=False, type=click.IntRange(min=1), metavar="[CHANGE]")
@option("--dry-run", is_flag=True, said=N_("Only say what it would do."))
def undo(register: Register, change: int | None, dry_run: bool) -> None:
    """Undo a change, the latest one unless you name another.

    What it wrote goes, and what it replaced or removed comes back. An undo is itself a change, so it can be
    undone. On a terminal you are asked first. It is refused where later changes built on it."""
    from outreach_cli.commands.asking import can_ask, sure

    chosen, lines = register.undo_preview(change)
    for line in lines:
        say(line)
    if dry_run:
        return
    if can_ask() and not sure(_(N_("Undo change {id}?")).format(id=chosen)):
        remark(_(N_("Nothing was changed.")))
        return
    with register.change("undo") as new:
        new.undo(chosen)
    say_change(new, _(N_("Undid change {id}.")).format(id=chosen))


@command("check", "outreach check", "outreach check && outreach backup /mnt/backup/outreach.db")
def check(session: Session) -> None:
    """Check that everything stands as it was written.

    Says nothing when all is well, except at a terminal; else says what is wrong and leaves with exit code 7.
    Changes nothing."""
    from outreach_cli.register.check import check_file, failed

    path = Path(session.db)
    found = check_file(path)
    for problem in found[:50]:
        click.echo(clean(problem))
    if found:
        raise failed(path, found)
    if sys.stderr.isatty():
        remark(_(N_("Everything stands as it was written.")))


@command("backup", "outreach backup /mnt/backup/outreach.db", "outreach -q backup nightly.db --keep 14")
@argument("file", type=click.Path(path_type=Path), metavar="FILE")
@option("--keep", type=click.IntRange(min=1, max=1000), default=1, metavar="N", said=_KEEP)
@option("--force", is_flag=True, said=N_("Replace what is there, whatever it is."))
@option("--recipient", metavar="AGE", said=N_("Encrypt to this age recipient (age1…)."))
@option("--passphrase-file", type=click.Path(path_type=Path), metavar="FILE", said=_PASSPHRASE)
def backup(
    session: Session,
    file: Path,
    keep: int,
    force: bool,
    recipient: str | None,
    passphrase_file: Path | None,
) -> None:
    """Copy the register to FILE, readable only by you.

    The copy is checked before it takes the place of an older one, and never replaces one that holds more."""
    from outreach_cli.register.backup import back_up
    from outreach_cli.register.sealed_file import Lock

    lock = Lock(recipient, None, passphrase_file) if recipient or passphrase_file else None
    back_up(Path(session.db), file, force=force, keep=keep, lock=lock)
    say(_(N_("Wrote {file}")).format(file=file))


@command(
    "restore",
    "outreach restore /mnt/backup/outreach.db",
    "outreach --db look.db restore /mnt/backup/outreach.db",
)
@argument("file", type=click.Path(path_type=Path), metavar="FILE")
@option("--identity", type=click.Path(path_type=Path), metavar="FILE", said=N_("The file of the age key."))
@option("--passphrase-file", type=click.Path(path_type=Path), metavar="FILE", said=_PASSPHRASE)
def restore(session: Session, file: Path, identity: Path | None, passphrase_file: Path | None) -> None:
    """Put the backup FILE in the register's place.

    The backup is checked first. The present file is kept beside it, under another name."""
    from outreach_cli.register import backup as backups
    from outreach_cli.register.sealed_file import Lock

    restored = backups.restore(Path(session.db), file, lock=Lock(None, identity, passphrase_file))
    say(_(N_("The register is now as in {file}.")).format(file=file))
    if restored.forgotten is None:
        said = N_("No register stood here to tell who was forgotten after the backup: forget them again.")
        remark(_(said))
    elif restored.forgotten:
        said = ngettext(
            "{n} citizen who was forgotten since is forgotten in it too.",
            "{n} citizens who were forgotten since are forgotten in it too.",
            restored.forgotten,
        )
        say(said.format(n=restored.forgotten))
    if restored.aside:
        say(_(N_("What stood there before is kept as {file}.")).format(file=restored.aside))


@command(
    "merge",
    "outreach merge AAL-001 AAL-117",
    "outreach merge AAL-001 AAL-117 --dry-run",
    "outreach merge AAL-001 AAL-118 --not-same",
)
@argument("keep", known="citizen")
@argument("other", known="citizen")
@option("--not-same", is_flag=True, said=N_("Remember that the two are not one."))
@option("--dry-run", is_flag=True, said=N_("Only say what it would do."))
def merge(register: Register, keep: str, other: str, not_same: bool, dry_run: bool) -> None:
    """Make one citizen of two: everything of OTHER moves to KEEP.

    From then on the code of OTHER names KEEP, in imports too. On a terminal you are asked first. It can be
    undone."""
    from outreach_cli.commands.asking import can_ask, sure
    from outreach_cli.register import merge as merging

    if not_same:
        with register.change("merge") as change:
            one, two = merging.note_as_two(change, keep, other)
        say_change(change, _(N_("Remembered: {one} and {two} are two citizens.")).format(one=one, two=two))
        return
    with register.reading():
        lines = list(merging.plan(register.find, keep, other).words(register.find))
    for line in lines:
        say(line)
    if dry_run:
        return
    if can_ask() and not sure(_(N_("Make {other} and {keep} one?")).format(other=other, keep=keep)):
        remark(_(N_("Nothing was changed.")))
        return
    with register.change("merge") as change:
        planned = merging.plan(change.find, keep, other)
        merging.carry_out(change, planned)
    say_change(change, merging.in_all(planned))
