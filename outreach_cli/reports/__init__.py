"""What can be asked: reports by name or from a file, and the records behind each of their cells."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol, TypedDict, Unpack

from outreach_cli.language import speaking, spoken
from outreach_cli.reports.definition import Definition, builtin_names, find_definition

if TYPE_CHECKING:
    import sqlite3

    from outreach_cli.tables import Book, Table

__all__ = [
    "Definition",
    "Source",
    "book",
    "builtin_names",
    "catalogue",
    "explained",
    "find_definition",
    "run",
]


class _Finds(Protocol):
    def named(self, kind: str, name: str) -> tuple[int, str]: ...


class Source(Protocol):
    """What a report needs of a register."""

    @property
    def language(self) -> str: ...

    @property
    def find(self) -> _Finds: ...

    def reading(self, as_of: int | None = None) -> AbstractContextManager[sqlite3.Connection]: ...

    def change_at(self, moment: str) -> int: ...


class Choices(TypedDict, total=False):
    """What may be asked of a report besides its name; see `outreach report --help`."""

    language: str | None
    as_of: str | int | None
    traced: tuple[str, str | None] | None
    period: str | None
    first: str | None
    last: str | None
    municipality: str | None
    site: Sequence[str]
    programme: str | None
    scale: str | None
    by: str | None
    show_unknown: bool


def run(register: Source, name: str, **choices: Unpack[Choices]) -> Table:
    """The table of a report, or with `traced` (row, column or None) the records behind it.

    `name` is a built-in report or a TOML file. Raises UnknownReport, BadReport, and what an unknown name,
    day or period raises.
    """
    from outreach_cli.reports.engine import make_table
    from outreach_cli.reports.question import ask
    from outreach_cli.reports.trace import trace

    as_of, traced = choices.pop("as_of", None), choices.pop("traced", None)
    change = None if as_of is None else register.change_at(str(as_of))
    with speaking(choices.pop("language", None) or register.language):
        definition = find_definition(name)
        with register.reading(change) as connection:
            question = ask(definition, connection, register.find.named, change, choices)
            if traced:
                return trace(definition, question, connection, *traced)
            return make_table(definition, question, connection)


def book(register: Source, **choices: Unpack[Choices]) -> Book:
    """Every built-in report as one document. Raises what `run` raises, and WrongUsage."""
    from outreach_cli.reports.whole import make_book

    return make_book(register, **choices)


def catalogue(language: str | None = None) -> Table:
    """The built-in reports as a table: name and title."""
    from outreach_cli.reports.words import catalogue_table

    with speaking(language or spoken()):
        return catalogue_table([find_definition(name) for name in builtin_names()])


def explained(name: str, language: str | None = None) -> Table | Book:
    """Each column of a report, or of `all`, with its rule in words. Raises UnknownReport or BadReport."""
    from outreach_cli.reports.whole import explained_book
    from outreach_cli.reports.words import explained_table

    with speaking(language or spoken()):
        if name == "all":
            return explained_book()
        return explained_table(find_definition(name))
