"""What can be asked: reports by name or from a file, and the records behind each of their cells."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypedDict, Unpack

from outreach_cli.errors import WrongUsage
from outreach_cli.language import N_, _, speaking, spoken
from outreach_cli.reports.definition import Definition, builtin_names, find_definition

if TYPE_CHECKING:
    import sqlite3

    from outreach_cli.reports.question import Question
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


class Moment(NamedTuple):
    """A point in the register's history: after that change, and the day (ISO) that was „today” then."""

    change: int
    day: str


class Source(Protocol):
    """What a report needs of a register."""

    @property
    def language(self) -> str: ...

    @property
    def find(self) -> _Finds: ...

    def setting(self, name: str) -> str | None: ...

    def reading(self, as_of: Moment | None = None) -> AbstractContextManager[sqlite3.Connection]: ...

    def moment(self, word: str | int) -> Moment: ...


class Choices(TypedDict, total=False):
    """What may be asked of a report besides its name; see `outreach report --help`."""

    language: str | None
    as_of: str | int | None
    compare_with: str | int | None
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
    suppress: int | str | None


def run(register: Source, name: str, **choices: Unpack[Choices]) -> Table:
    """The table of a report, or with `traced` (row, column or None) the records behind it.

    With `compare_with` each cell at that moment and now, and what made the difference.
    `name` is a built-in report or a TOML file. Raises UnknownReport, BadReport, and what an unknown name,
    day or period raises.
    """
    from outreach_cli.reports.engine import make_table
    from outreach_cli.reports.question import ask

    as_of, traced = choices.pop("as_of", None), choices.pop("traced", None)
    if traced and choices.get("suppress") is not None:
        raise WrongUsage(reason=_(N_("--trace lists persons, so it does not go with --suppress.")))
    moment = None if as_of is None else register.moment(as_of)
    earlier = choices.pop("compare_with", None)
    if earlier is not None and choices.get("suppress") is not None:
        raise WrongUsage(
            reason=_(N_("--compare-with shows what few did, so it does not go with --suppress."))
        )
    language = choices.pop("language", None)
    with register.reading(moment) as connection, speaking(language or register.language):
        definition = find_definition(name)
        change = moment.change if moment else None
        question = ask(definition, connection, register.find.named, change, choices)
        if traced:
            from outreach_cli.reports.trace import trace

            return trace(definition, question, connection, *traced)
        if earlier is None:
            return make_table(definition, question, connection)
    with speaking(language or register.language):
        return _compared(register, definition, question, moment, register.moment(earlier))


def _compared(
    register: Source, definition: Definition, question: Question, now: Moment | None, earlier: Moment
) -> Table:
    """The same question at two moments."""
    from outreach_cli.reports.causes import History
    from outreach_cli.reports.compare import compared_table, differences, stand

    with register.reading(earlier) as connection:
        then = stand(definition, question, connection)
    with register.reading(now) as connection:
        present = stand(definition, question, connection)
        history = History(connection, earlier.change, earlier.day, now.change if now else None)
        found = differences(definition, then, present, history)
        names = then.names | present.names
        return compared_table(definition, question, connection, found, names, earlier.change)


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
