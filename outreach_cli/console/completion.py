"""Tab completion: the values that are offered for a parameter."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import (
    CompletionItem,
)

from outreach_cli.console.session import Session
from outreach_cli.core.names import fold_case
from outreach_cli.records.choices import Choice, Several
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Flag, Reference

Offer = tuple[str, str]
"""A value and what it means, the latter empty where the value says it."""


def offers(known: object, context: click.Context, begins: str) -> list[CompletionItem[Any]]:
    """The values of a parameter that begin so: a kind's names, a choice, or a list named in SOURCES.

    Where something new is to refer to a name (a Reference), those that have ended are left out.
    """
    if isinstance(known, Several):
        known = known.choice
    if isinstance(known, Choice):
        found: Iterable[Offer] = [(key, str(label)) for key, label in known.values.items()]
    elif isinstance(known, Flag):
        found = [("yes", ""), ("no", "")]
    elif known in SOURCES:
        found = SOURCES[str(known)](context)
    elif isinstance(known, Reference):
        return _items((name, "") for name in _names(context, known.to, begins, ended=False))
    elif known in RECORDS and RECORDS[str(known)].name:
        return _items((name, "") for name in _names(context, str(known), begins))
    else:
        return []
    begin = fold_case(begins)
    items = _items(each for each in found if any(fold_case(word).startswith(begin) for word in each if word))
    return items or ([CompletionItem(begins, type="file")] if known in WITH_FILES else [])


def _items(found: Iterable[Offer]) -> list[CompletionItem[Any]]:
    return [CompletionItem(value, help=said or None) for value, said in found]


def _names(context: click.Context, kind: str, begins: str, *, ended: bool = True) -> list[str]:
    from outreach_cli.register.completion_names import known_names

    session = context.find_root().obj
    if not isinstance(session, Session):
        return []
    return known_names(session.db, kind, begins, ended=ended)


def _kinds(_context: click.Context) -> list[Offer]:
    return [(record.plural, str(record.labels)) for record in RECORDS.values()]


def _kinds_or_files(context: click.Context) -> list[Offer]:
    """A kind first; after it, and where no kind begins so, the shell offers its files."""
    return [] if context.params.get("words") else _kinds(context)


def _reports(_context: click.Context) -> list[Offer]:
    from outreach_cli.reports.definitions.reader import builtin_names

    own = sorted(name for name in os.listdir() if name.endswith(".toml"))
    return [(name, "") for name in (*builtin_names(), "all", *own)]


def _dimensions(_context: click.Context) -> list[Offer]:
    from outreach_cli.reports.definitions.dimensions import DIMENSIONS

    return [(name, str(each.label)) for name, each in DIMENSIONS.items()]


def _municipalities(_context: click.Context) -> list[Offer]:
    from outreach_cli.records.municipalities import MUNICIPALITIES

    return [(name, "") for name in MUNICIPALITIES.values()]


def _record_names(context: click.Context) -> list[Offer]:
    """The names of the kind that was given before: `remove site …`, `correct citizen …`."""
    word = context.params.get("kind") or context.info_name or ""
    for record in RECORDS.values():
        if record.name and fold_case(str(word)) in {fold_case(each) for each in (record.kind, record.plural)}:
            return [(name, "") for name in _names(context, record.kind, "")]
    return []


def _topics(context: click.Context) -> list[Offer]:
    from outreach_cli.console.topics import REFERENCE, TOPICS

    return [*((str(label), "") for label in TOPICS.values()), (REFERENCE, ""), *_commands(context)]


def _commands(context: click.Context) -> list[Offer]:
    group = context.find_root().command
    return [(name, "") for name in group.list_commands(context)] if isinstance(group, click.Group) else []


SOURCES: dict[str, Callable[[click.Context], list[Offer]]] = {
    "kinds": _kinds,
    "kinds or files": _kinds_or_files,
    "reports": _reports,
    "dimensions": _dimensions,
    "municipality": _municipalities,
    "record names": _record_names,
    "topics": _topics,
}

WITH_FILES = frozenset({"kinds or files", "reports"})
"""Sources that a file may stand for."""
