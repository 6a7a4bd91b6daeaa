"""What a command answers: lines, remarks, tables on the terminal or in a file, and the streams it goes to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from outreach_cli.console.danish_lines import translate_command, translate_lines
from outreach_cli.console.danish_words import show_word
from outreach_cli.console.session import (
    get_session,
    let_go_of,
    measure_terminal,
    tell,
    warn,
    wrap_for_terminal,
)
from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.errors import WrongUsageError
from outreach_cli.core.language import N_, _, use_language
from outreach_cli.reports.definitions.report_words import REPORT_WORDS

if TYPE_CHECKING:
    from outreach_cli.change import Change
    from outreach_cli.register.record_changes import WrittenRecord
    from outreach_cli.tables.book import Book
    from outreach_cli.tables.table import Table


MOST_DOUBTS = 10
"""How many of the warnings of a change are told one by one."""


def say(*lines: str) -> None:
    """Answer what was done, unless asked to be quiet; a CPR number, as of a file's name, is not repeated."""
    for line in lines if not get_session().quiet else ():
        say_done(translate_lines(mask_cpr(line)))


def say_done(text: str) -> None:
    """Answer on stdout what was done; on stderr, and so all that follows, where stdout cannot take it.

    It was done all the same, so the command goes on to its own exit code: a caller who takes it for failed
    does it twice.
    """
    try:
        click.echo(wrap_for_terminal(text))
    except BrokenPipeError:
        raise
    except OSError:
        let_go_of(sys.stdout)
        sys.stdout.flush()  # what is held back of the line
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        try:
            click.echo(wrap_for_terminal(text))
        except OSError:
            let_go_of(sys.stdout)


def complain(text: str, command: str = "", typed: str = "") -> None:
    """Say on stderr what is wrong, or asked for beside the answer; the rest is as for `translate_lines`."""
    tell(wrap_for_terminal(translate_lines(mask_cpr(text), command, typed), sys.stderr))


def remark(*lines: str) -> None:
    """Remark on stderr, unless asked to be quiet."""
    for line in lines if not get_session().quiet else ():
        complain(line)


def say_change(change: Change, *lines: str, foretold: bool = False) -> None:
    """Answer what was written, in which change, and how to undo it; or that there was nothing to change.

    What comes of it, such as a case that is open again, is told too, unless a preview has told of it.
    """
    if not change.counts:
        say(_("Nothing to change."))
        return
    reopened = () if foretold else _describe_reopened(change)
    say(*lines, *reopened, _("Change {id}. To undo it: outreach undo {id}").format(id=change.id))
    if not foretold:
        from outreach_cli.register.doubts import find_doubts

        warn_of_doubts(list(find_doubts(change)))


def list_written(said: str, *written: WrittenRecord) -> list[str]:
    """A line for each record that was written: `said`, with its number and what stands in it."""
    return [_(said).format(id=each.id, what=each) for each in written]


def warn_of_doubts(doubts: Sequence[str]) -> None:
    """Warn of what a change writes that is perhaps a slip or counts for nothing."""
    for doubt in doubts[:MOST_DOUBTS]:
        warn(doubt)
    if more := len(doubts[MOST_DOUBTS:]):
        remark(_(" … and {n} more").format(n=more).strip())


def _describe_reopened(change: Change) -> Iterator[str]:
    """The citizens whose closed cases the change has opened again, a line for each."""
    from outreach_cli.core.days import format_day
    from outreach_cli.register.closing_changes import list_reopened

    said = N_("The case of {citizen}, closed on {day}, is open again.")
    for citizen, day in list_reopened(change):
        yield _(said).format(citizen=citizen, day=format_day(day))


def show_table(table: Table | Book, form: str | None, output: str | None, *, private: bool = False) -> None:
    """Print a table, or several as one, on stdout, or write to a file that is replaced whole.

    A `private` file is readable by its owner only.
    """
    from outreach_cli.tables import formats

    if not is_data(form, output):
        table = _translate_parts(table)
    if output and output != "-":
        from pathlib import Path

        from outreach_cli.core.files import replace_file

        path = Path(output)
        chosen = formats.choose_format(path, form)
        replace_file(
            path,
            formats.encode_table(table, chosen),
            mode=0o600 if private else None,
            never=Path(get_session().db),
        )
        say(_("Wrote {file}").format(file=output))
    elif form is None or form == "table":
        click.echo(_draw_tables(table), nl=False, color=True)
    else:
        if form in formats.BINARY and sys.stdout.isatty():
            said = _("{format} is not for a terminal; name a file: -o NAME.{format}")
            raise WrongUsageError(reason=said.format(format=form))
        content = formats.encode_table(table, form)
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _translate_parts(table: Table | Book) -> Table | Book:
    """A table, or every one of a document, with commands in the words of its language."""
    from outreach_cli.tables.table import Table

    if isinstance(table, Table):
        return _translate_kept(table)
    from outreach_cli.tables.book import TextPart  # one table alone does without

    parts = (each if isinstance(each, TextPart) else _translate_kept(each) for each in table.parts)
    return table._replace(parts=tuple(parts))


def _translate_reports(names: str) -> str:
    return ", ".join(show_word(REPORT_WORDS, each) for each in names.split(", "))


_KEPT = {"command": translate_command, "report": _translate_reports, "reports": _translate_reports}
"""The columns in which stands what a register remembers in English, and how it is put into words."""


def _translate_kept(table: Table) -> Table:
    """The table with the commands and reports that a register remembers in the words of its language.

    Commands stand last in notes on changes too.
    """
    if table.language == "en":
        return table
    with use_language(table.language):
        at = [_KEPT.get(column.key) for column in table.columns]
        body = tuple(
            tuple(
                put_into_words(str(cell)) if put_into_words and cell else cell
                for put_into_words, cell in zip(at, row, strict=True)
            )
            for row in table.body
        )
        notes = table.notes
        if table.commands_noted:
            parts = [note.rpartition(", ") for note in notes]
            notes = tuple(f"{said}{comma}{translate_command(last)}" for said, comma, last in parts)
        return table._replace(body=body if any(at) else table.body, notes=notes)


def is_data(form: str | None, output: str | None) -> bool:
    """Whether a program will read the table, so that what can be chosen stands by its key in it."""
    if output and output != "-":
        from pathlib import Path

        from outreach_cli.tables.formats import choose_format

        form = choose_format(Path(output), form)
    return form in ("json", "csv", "tsv")


def _draw_tables(table: Table | Book) -> str:
    """The table or tables as the terminal takes them."""
    from outreach_cli.tables.plain_text import is_plain, write_plain
    from outreach_cli.tables.table import Table

    width, color = measure_terminal(), can_color()
    if isinstance(table, Table) and is_plain(table, width=width, color=color):
        return write_plain(table)
    from outreach_cli.tables import terminal  # a pipe does without

    if isinstance(table, Table):
        return terminal.write(table, width=width, color=color)
    return terminal.write_book(table, width=width, color=color)


def can_color() -> bool:
    """Whether stdout takes colour: `--color`, then NO_COLOR and TERM, then whether it is a terminal."""
    chosen = get_session().color
    if chosen != "auto":
        return chosen == "always"
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def stand_in_for_closed_streams() -> None:
    """A stream that the caller closed is there and takes nothing; so no file of ours gets its number.

    What is written to such a stdout fails, and is told as lost.
    """
    for name, mode in (("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, mode), "r" if name == "stdin" else "w"))
