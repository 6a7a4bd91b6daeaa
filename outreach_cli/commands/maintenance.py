"""Keeping the register safe: check, backup, restore."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from outreach_cli.console.command import command
from outreach_cli.console.options import argument, option
from outreach_cli.console.output import remark, say
from outreach_cli.console.parameters import WholeNumber
from outreach_cli.console.session import CommandSession, warn
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.tables.cells import clean

_KEEP = N_("How many to keep: FILE, FILE.1 and so on.")

_PASSPHRASE = N_("The file with the passphrase of an encrypted backup.")


@command(
    "check",
    "outreach check",
    "outreach check && outreach backup /mnt/backup/outreach.db",
    details=N_(
        "Says nothing when all is well, except at a terminal; else says what is wrong and leaves with"
        " exit code 7. Changes nothing."
    ),
)
def check(session: CommandSession) -> None:
    from outreach_cli.storage.check import list_problems, refuse_unsound
    from outreach_cli.storage.location import find_warnings

    path = Path(session.db)
    found = list_problems(path)
    for doubt in find_warnings(path) if not session.quiet else ():
        warn(doubt)
    for problem in found[:50]:
        click.echo(clean(problem))
    refuse_unsound(path, found)
    if sys.stderr.isatty():
        remark(_("Everything stands as it was written."))


@command(
    "backup",
    "outreach backup /mnt/backup/outreach.db",
    "outreach -q backup nightly.db --keep 14",
    help_text=N_("Copy the register to FILE, readable only by you."),
    details=N_(
        "The copy is checked before it takes the place of an older one, and never replaces one that "
        "holds more."
    ),
)
@argument("file", type=click.Path(path_type=Path), metavar="FILE")
@option("--keep", _KEEP, type=WholeNumber(min=1, max=1000), default=1, metavar="N")
@option("--force", N_("Replace what is there, whatever it is."), is_flag=True)
@option("--recipient", N_("Encrypt to this age recipient (age1…)."), metavar="AGE")
@option("--passphrase-file", _PASSPHRASE, type=click.Path(path_type=Path), metavar="FILE")
def backup(
    session: CommandSession,
    file: Path,
    keep: int,
    force: bool,
    recipient: str | None,
    passphrase_file: Path | None,
) -> None:
    from outreach_cli.core.encryption import EncryptionKey
    from outreach_cli.storage.backup import back_up

    lock = EncryptionKey(recipient, None, passphrase_file) if recipient or passphrase_file else None
    back_up(Path(session.db), file, force=force, keep=keep, lock=lock)
    say(_("Wrote {file}").format(file=file))


def _describe_set_aside(register: Path, backup: Path) -> str:
    """What a restore sets aside with the present file: the changes since, where they can be told."""
    from outreach_cli.storage.backup import find_changes_since

    since = find_changes_since(register, backup)
    if since is None:
        return _("What was changed since is set aside, with the present file.")
    if not since:
        return _("Nothing was changed since.")
    said = ngettext(
        "Since then {n} change was made: {first}. It is set aside, with the present file.",
        "Since then {n} changes were made: {first} to {last}. They are set aside, with the present file.",
        len(since),
    )
    return said.format(n=len(since), first=since[0], last=since[-1])


@command(
    "restore",
    "outreach restore /mnt/backup/outreach.db",
    "outreach --db look.db restore /mnt/backup/outreach.db",
    help_text=N_("Put the backup FILE in the register's place."),
    details=N_(
        "The backup is checked first. The present file is kept beside it, under another name. On a "
        "terminal you are asked first."
    ),
)
@argument("file", type=click.Path(path_type=Path), metavar="FILE")
@option("--identity", N_("The file of the age key."), type=click.Path(path_type=Path), metavar="FILE")
@option("--passphrase-file", _PASSPHRASE, type=click.Path(path_type=Path), metavar="FILE")
def restore(session: CommandSession, file: Path, identity: Path | None, passphrase_file: Path | None) -> None:
    from outreach_cli.console.line_editor import confirm_change
    from outreach_cli.core.encryption import EncryptionKey
    from outreach_cli.privacy.erased_copies import forget_again
    from outreach_cli.storage.backup import restore as restore_backup
    from outreach_cli.storage.failures import NoBackupError

    lock = EncryptionKey(None, identity, passphrase_file)
    if not os.path.exists(file):
        raise NoBackupError(path=file)
    if os.path.exists(session.db) and session.may_ask:
        remark(_describe_set_aside(Path(session.db), file))
        question = _("Put {file} in the place of {register}?")
        if not confirm_change(question.format(file=file, register=session.db)):
            return
    restored = restore_backup(Path(session.db), file, forget_again=forget_again, lock=lock)
    say(_("The register is now as in {file}.").format(file=file))
    if restored.other:
        remark(_("What stood there before was another register than the one that was backed up."))
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
        say(_("What stood there before is kept as {file}.").format(file=restored.aside))
