"""What one run of the program was told before any command, and the register that it works on."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

import click

from outreach_cli.console.danish_words import VALUES, find_english, list_danish_flags
from outreach_cli.core.language import LANGUAGES, N_, _, from_environment

if TYPE_CHECKING:
    from outreach_cli.api import Register

COLORS = ("auto", "always", "never")
_UPGRADED = N_(
    "the register was brought up to this version; as it was it is kept in {path}. Delete that when all is "
    "well: whoever has it can try which codes were forgotten before"
)


class CommandSession:
    """What one run of the program was told before any command: where the register is and how to speak."""

    def __init__(self, db: str = "outreach.db", *, no_input: bool = False) -> None:
        self.db, self.no_input = db, no_input
        self.lang: str | None = None
        self.quiet = False
        self.color = "auto"
        self.opened: list[Register] = []
        self.command = ""
        """The name of the command that runs or has run, or of the kind of record that it is for."""
        self.running: click.Command | None = None
        """That command."""
        self.typed: Sequence[str] = ()
        """The words typed after its name."""

    @property
    def register(self) -> Register:
        """The register, opened when first asked for. Raises what `open_register` raises."""
        if not self.opened:
            from outreach_cli.api import open_register

            self.opened.append(open_register(self.db))
            if not self.quiet:
                from outreach_cli.storage.location import find_warnings, warn_of_mode

                if kept := self.opened[0].kept_before_upgrade:
                    warn(_(_UPGRADED).format(path=kept))
                for doubt in find_warnings(self.db):
                    warn(doubt)
                if said := warn_of_mode(self.db, self.opened[0].connection):
                    warn(said)
        return self.opened[0]

    @property
    def table_language(self) -> str | None:
        """The language asked for reports: `--lang`, else `OUTREACH_LANG`; None for the register's own."""
        named = self.lang or os.environ.get("OUTREACH_LANG")
        return named if named in LANGUAGES else None

    @property
    def has_register(self) -> bool:
        """Whether there is a file where the register would be."""
        return os.path.isfile(self.db)

    @property
    def may_ask(self) -> bool:
        """Whether someone sits at the terminal to be asked."""
        return not self.no_input and all(stream and stream.isatty() for stream in (sys.stdin, sys.stderr))

    def close(self) -> None:
        while self.opened:
            self.opened.pop().close()


def get_session() -> CommandSession:
    """The session of the run that is under way."""
    found = click.get_current_context().find_root().obj
    assert isinstance(found, CommandSession)
    return found


def warn(text: str) -> None:
    """Warn on stderr of what goes well now and may not another time."""
    tell(wrap_for_terminal(f"{_('Warning')}: {text}", sys.stderr))


def tell(text: str) -> None:
    """Say on stderr, as it stands. What that cannot take is lost; the exit code tells how it went."""
    try:
        click.echo(text, err=True)
    except OSError:
        let_go_of(sys.stderr)


def let_go_of(stream: TextIO) -> None:
    """Send what is still to be written to the stream nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def wrap_for_terminal(text: str, stream: TextIO | None = None) -> str:
    """The text as `stream` (stdout) takes it: a terminal wraps between words, in a pipe a line stays one.

    A code, a day or a path stays whole.
    """
    if not (stream or sys.stdout).isatty():
        return text
    from textwrap import fill

    width = measure_terminal(stream) or 80
    lines = [fill(line, width, break_long_words=False, break_on_hyphens=False) for line in text.split("\n")]
    return "\n".join(lines)


def measure_terminal(stream: TextIO | None = None) -> int | None:
    """The width of the terminal on `stream` (stdout), `COLUMNS` first; None where there is none of both."""
    if (os.environ.get("COLUMNS") or "").isdecimal():
        return int(os.environ["COLUMNS"]) or None
    try:
        return os.get_terminal_size((stream or sys.stdout).fileno()).columns or None
    except (OSError, ValueError):
        return None


def measure_help(most: int = 80) -> int:
    """The width of help, as click would choose it; it would import `shutil`, 5 % of the time of --help."""
    return max(min(measure_terminal() or 80, most) - 2, 50)


def read_language(arguments: Sequence[str]) -> str:
    """The language of the messages: `--lang` wherever it stands, else what the environment asks for."""
    names = ("--lang", *list_danish_flags(["--lang"]))
    for word, after in zip(arguments, (*arguments[1:], ""), strict=False):
        name, equals, given = word.partition("=")
        if name in names and (language := find_english(VALUES, given if equals else after, LANGUAGES)):
            return language
    return from_environment()
