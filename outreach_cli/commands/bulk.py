"""Bulk in and out: imports of files and folders."""

from __future__ import annotations

from pathlib import Path

import click

from outreach_cli.commands import command, remark
from outreach_cli.errors import Missing
from outreach_cli.intake import import_sources
from outreach_cli.intake.sources import Source, in_folder, kind_of
from outreach_cli.language import N_, _
from outreach_cli.records import record_called
from outreach_cli.register import Register
from outreach_cli.register.problems import Rejected


@command(
    "import",
    "outreach import contacts contacts.csv",
    "outreach import folder-with-all-kinds",
    "other-program | outreach import contacts -",
)
@click.argument("words", metavar="KIND FILE|- ... or FOLDER", nargs=-1)
def import_(register: Register, words: tuple[str, ...]) -> None:
    """Import records from files: everything in them, or nothing."""
    try:
        with register.change("import") as change:
            done = import_sources(change, _sources(words))
    except Rejected as error:
        for problem in error.problems.kept:
            click.echo(str(problem), err=True)
        click.echo(f"imported 0, corrected 0, unchanged 0, rejected {error.problems.rows}")
        raise
    if change.counts:
        remark(_(N_("Change {id}. To undo it: outreach undo {id}")).format(id=change.id))
    click.echo(str(done))


def _sources(words: tuple[str, ...]) -> list[Source]:
    """The files that the words name: those of a kind, a folder of all kinds, or one named for its kind."""
    if not words:
        raise Missing(what=N_("KIND FILE, or FOLDER"))
    if len(words) == 1 and Path(words[0]).is_dir():
        return in_folder(Path(words[0]))
    if len(words) == 1 and Path(words[0]).is_file():
        return [Source(kind_of(words[0]), words[0])]
    record = record_called(words[0])
    if len(words) == 1:
        raise Missing(what="FILE")
    return [Source(record, path) for path in words[1:]]
