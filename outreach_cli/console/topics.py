"""The topics of `outreach help`, each a text in both languages."""

from __future__ import annotations

from pathlib import Path

from outreach_cli.console.danish_words import find_english
from outreach_cli.core.errors import UnknownWordError
from outreach_cli.core.language import N_
from outreach_cli.records.label import Label

TEXTS = Path(__file__).parent.parent / "topics"

# To add a topic: name it here and write its text in topics/, one file a language.
TOPICS = {
    "periods": Label("perioder", "periods"),
    "reports": Label("rapporter", "reports"),
    "documents": Label("dokumenter", "documents"),
    "importing": Label("regneark", "importing"),
    "cron": Label("automatisk", "cron"),
    "privacy": Label("persondata", "privacy"),
}

REFERENCE, POPULATIONS = "reference", "populations"
GENERATED = {POPULATIONS: Label("populationer", POPULATIONS), REFERENCE: Label("oversigt", REFERENCE)}
"""The topics that are made from the program: what reports can count, and the reference."""

REFERENCE_FORMATS = ("markdown", "man")


class UnknownTopicError(UnknownWordError):
    """Help was asked for on something that is neither a topic nor a command."""

    message = N_('There is no topic and no command called "{name}".')
    exit_code = 2


def find_topic(word: str) -> str | None:
    """The topic that `word` names in either language, those that are made among them."""
    return find_english({name: label.both for name, label in {**TOPICS, **GENERATED}.items()}, word)


def read_topic(name: str, language: str) -> str:
    """The topic's text, its title on the first line."""
    return (TEXTS / f"{name}.{language}.txt").read_text(encoding="utf-8")
