"""Tab completion: the values that are offered for a parameter."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import (
    CompletionItem,
)

from outreach_cli.console.danish_words import COMMANDS, REPORTS, SETTINGS, shown
from outreach_cli.console.session import Session
from outreach_cli.core.language import current_language
from outreach_cli.core.names import plain_spelling
from outreach_cli.records.choices import Choice, RegisterWords, Several
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Flag, Reference

Offer = tuple[str, ...]
"""A value, what it means (empty where the value says it), and more words that may be begun for it."""


def offers(known: object, context: click.Context, begins: str) -> list[CompletionItem[Any]]:
    """The values of a parameter that begin so: a kind's names, a choice, or a list named in SOURCES.

    Where something new is to refer to a name (a Reference), those that have ended are left out.
    """
    if isinstance(known, Several):
        known = known.choice
    if isinstance(known, Choice):
        found: Iterable[Offer] = [
            (known.shown_word(key), str(label), key, known.word(key)) for key, label in known.values.items()
        ]
        if isinstance(known, RegisterWords):
            found = [*found, *((name, "") for name in _names(context, known.of, begins))]
    elif isinstance(known, Flag):
        found = [(known.show(yes), "") for yes in (1, 0)]
    elif known in SOURCES:
        found = SOURCES[str(known)](context)
    elif isinstance(known, Reference):
        return _items((name, "") for name in _names(context, known.to, begins, ended=False))
    elif known in RECORDS and RECORDS[str(known)].name:
        return _items((name, "") for name in _names(context, str(known), begins))
    else:
        return []
    begin = plain_spelling(begins)
    items = _items(
        each for each in found if any(plain_spelling(word).startswith(begin) for word in each if word)
    )
    return items or ([CompletionItem(begins, type="file")] if known in WITH_FILES else [])


def _items(found: Iterable[Offer]) -> list[CompletionItem[Any]]:
    return [CompletionItem(value, help=said or None) for value, said, *_more in found]


def _names(context: click.Context, kind: str, begins: str, *, ended: bool = True) -> list[str]:
    from outreach_cli.register.completion_names import known_names

    session = context.find_root().obj
    if not isinstance(session, Session):
        return []
    return known_names(session.db, kind, begins, ended=ended)


def _kinds(_context: click.Context) -> list[Offer]:
    """Each by its word in the current language, and by the other one where that was begun."""
    danish = current_language() == "da"
    return [(record.several, record.plural if danish else str(record.labels)) for record in RECORDS.values()]


def _kinds_or_files(context: click.Context) -> list[Offer]:
    """A kind first; after it, and where no kind begins so, the shell offers its files."""
    return [] if context.params.get("words") else _kinds(context)


def _reports(_context: click.Context) -> list[Offer]:
    from outreach_cli.reports.definitions.reader import builtin_names

    own = sorted(name for name in os.listdir() if name.endswith(".toml"))
    return [
        *((shown(REPORTS, name), name) for name in (*builtin_names(), "all")),
        *((name, "") for name in own),
    ]


def _settings(_context: click.Context) -> list[Offer]:
    from outreach_cli.records.settings import SETTINGS as KNOWN

    return [(shown(SETTINGS, name), name) for name in KNOWN]


def _dimensions(_context: click.Context) -> list[Offer]:
    from outreach_cli.reports.definitions.dimensions import DIMENSIONS

    said: list[Offer] = [(name, str(each.label)) for name, each in DIMENSIONS.items()]
    return [(label.lower(), name) for name, label in said] if current_language() == "da" else said


def _municipalities(_context: click.Context) -> list[Offer]:
    from outreach_cli.records.municipalities import MUNICIPALITIES

    return [(name, "") for name in MUNICIPALITIES.values()]


def _record_names(context: click.Context) -> list[Offer]:
    """The names of the kind that was given before: `remove site …`, `correct citizen …`."""
    word = context.params.get("kind") or context.info_name or ""
    for record in RECORDS.values():
        if record.name and plain_spelling(str(word)) in map(plain_spelling, record.words):
            return [(name, "") for name in _names(context, record.kind, "")]
    return []


def _topics(context: click.Context) -> list[Offer]:
    from outreach_cli.console.topics import GENERATED, TOPICS

    topics = [str(label) for label in (*TOPICS.values(), *GENERATED.values())]
    return [*((topic, "") for topic in topics), *_commands(context)]


def _commands(context: click.Context) -> list[Offer]:
    group = context.find_root().command
    return (
        [(shown(COMMANDS, name), name) for name in group.list_commands(context)]
        if isinstance(group, click.Group)
        else []
    )


SOURCES: dict[str, Callable[[click.Context], list[Offer]]] = {
    "kinds": _kinds,
    "kinds or files": _kinds_or_files,
    "reports": _reports,
    "settings": _settings,
    "dimensions": _dimensions,
    "municipality": _municipalities,
    "record names": _record_names,
    "topics": _topics,
}

WITH_FILES = frozenset({"kinds or files", "reports"})
"""Sources that a file may stand for."""
