"""Tab completion: the values that are offered for a parameter."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import CompletionItem

from outreach_cli.console.beginnings import has_beginning
from outreach_cli.console.danish_words import COMMANDS, show_word
from outreach_cli.console.session import CommandSession
from outreach_cli.core.language import get_language
from outreach_cli.core.names import fold_spelling
from outreach_cli.records.choices import Choice, MultipleChoice, RegisterWords
from outreach_cli.records.registry import RECORDS, match_record
from outreach_cli.records.types import Flag, Reference
from outreach_cli.reports.definitions.report_words import REPORT_WORDS

Offer = tuple[str, ...]
"""A value, what it means (empty where the value says it), and more words that may be begun for it."""


def list_offers(known: object, context: click.Context, begins: str) -> list[CompletionItem[Any]]:
    """The values of a parameter that begin so: a kind's names, a choice, or a list named in SOURCES.

    Where something new is to refer to a name (a Reference), those that have ended are left out.
    """
    if isinstance(known, MultipleChoice):
        known = known.choice
    if isinstance(known, Choice):
        found: Iterable[Offer] = [
            (known.show_word(key), str(label), key, known.find_danish_word(key))
            for key, label in known.values.items()
        ]
        if isinstance(known, RegisterWords):
            found = [*found, *((name, "") for name in _list_names(context, known.of, begins))]
    elif isinstance(known, Flag):
        found = [(known.show(yes), "") for yes in (1, 0)]
    elif known in SOURCES:
        found = SOURCES[str(known)](context)
    elif isinstance(known, Reference):
        return _make_items((name, "") for name in _list_names(context, known.to, begins, ended=False))
    elif known in RECORDS and RECORDS[str(known)].name:
        return _make_items((name, "") for name in _list_names(context, str(known), begins))
    else:
        return []
    begin = fold_spelling(begins)
    items = _make_items(each for each in found if has_beginning(each, begin))
    return items or ([CompletionItem(begins, type="file")] if known in WITH_FILES else [])


def _make_items(found: Iterable[Offer]) -> list[CompletionItem[Any]]:
    return [CompletionItem(value, help=said or None) for value, said, *_more in found]


def _list_names(context: click.Context, kind: str, begins: str, *, ended: bool = True) -> list[str]:
    from outreach_cli.register.finder import list_known_names

    session = context.find_root().obj
    if not isinstance(session, CommandSession):
        return []
    return list_known_names(session.db, kind, begins, ended=ended)


def _list_kinds(_context: click.Context) -> list[Offer]:
    """Each by its word in the current language, and by the other one where that was begun."""
    danish = get_language() == "da"
    return [(record.several, record.plural if danish else str(record.labels)) for record in RECORDS.values()]


def _list_kinds_or_files(context: click.Context) -> list[Offer]:
    """A kind first; after it, and where no kind begins so, the shell offers its files."""
    return [] if context.params.get("words") else _list_kinds(context)


def _list_reports(_context: click.Context) -> list[Offer]:
    from outreach_cli.reports.definitions.reader import list_builtin

    own = sorted(name for name in os.listdir() if name.endswith(".toml"))
    return [
        *((show_word(REPORT_WORDS, name), name) for name in (*list_builtin(), "all")),
        *((name, "") for name in own),
    ]


def _list_dimensions(_context: click.Context) -> list[Offer]:
    from outreach_cli.reports.definitions.dimensions import DIMENSIONS

    said: list[Offer] = [(name, str(each.label)) for name, each in DIMENSIONS.items()]
    return [(label.lower(), name) for name, label in said] if get_language() == "da" else said


def _list_municipalities(_context: click.Context) -> list[Offer]:
    from outreach_cli.records.municipalities import MUNICIPALITIES

    return [(name, "") for name in MUNICIPALITIES.values()]


def _list_record_names(context: click.Context) -> list[Offer]:
    """The names of the kind that was given before: `remove site …`, `correct citizen …`."""
    record = match_record(context.params.get("kind") or context.info_name or "", RECORDS.values())
    return [(name, "") for name in _list_names(context, record.kind, "")] if record and record.name else []


def _list_topics(context: click.Context) -> list[Offer]:
    from outreach_cli.console.topics import GENERATED, TOPICS

    topics = [str(label) for label in (*TOPICS.values(), *GENERATED.values())]
    return [*((topic, "") for topic in topics), *_list_commands(context)]


def _list_commands(context: click.Context) -> list[Offer]:
    group = context.find_root().command
    assert isinstance(group, click.Group)
    return [(show_word(COMMANDS, name), name) for name in group.list_commands(context)]


SOURCES: dict[str, Callable[[click.Context], list[Offer]]] = {
    "kinds": _list_kinds,
    "kinds or files": _list_kinds_or_files,
    "reports": _list_reports,
    "dimensions": _list_dimensions,
    "municipality": _list_municipalities,
    "record names": _list_record_names,
    "topics": _list_topics,
}

WITH_FILES = frozenset({"kinds or files", "reports"})
"""Sources that a file may stand for."""
