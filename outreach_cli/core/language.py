"""The two languages: which one is the current one, and each message in it."""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = ("da", "en")
DOMAIN = "outreach"
LOCALE_DIR = os.path.join(os.path.dirname(os.path.dirname(__file__)), "locale")

# One for each thread and task: a server may make a Danish table and an English one at the same time.
_current = ContextVar("outreach_language", default="en")
_translations: dict[str, _gettext.NullTranslations] = {"en": _gettext.NullTranslations()}


def from_environment(environ: Mapping[str, str] = os.environ) -> str:
    """The language that the terminal asks for: `OUTREACH_LANG`, else its locale, else English."""
    named = environ.get("OUTREACH_LANG")
    if named in LANGUAGES:
        return named
    locale = next((environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(k)), "")
    return "da" if locale.lower().startswith("da") else "en"


def get_language() -> str:
    """The current language: `da` or `en`."""
    return _current.get()


def set_language(language: str) -> None:
    """Make `language` the current one in this thread or task."""
    _current.set(language)


@contextmanager
def use_language(language: str) -> Iterator[None]:
    """Make `language` the current one for a block: a table may be in another one than the messages."""
    before = _current.set(language)
    try:
        yield
    finally:
        _current.reset(before)


def translate_click() -> None:
    """Give click's own words in the current language too. Only a program that owns its process may call this.

    click asks the process-wide functions of gettext, which end in these two. Their own way to a catalogue
    takes it from the environment, reads it a second time, and imports `locale` even where there is none.
    """
    _gettext.dgettext = lambda domain, message: _(message)
    _gettext.dngettext = lambda domain, msgid1, msgid2, n: ngettext(msgid1, msgid2, n)


def _load_catalogue() -> _gettext.NullTranslations:
    language = _current.get()
    if language not in _translations:
        with open(os.path.join(LOCALE_DIR, language, "LC_MESSAGES", f"{DOMAIN}.mo"), "rb") as file:
            _translations[language] = _gettext.GNUTranslations(file)
    return _translations[language]


def _(message: str) -> str:
    """The message in the current language; English is the key."""
    return _load_catalogue().gettext(message) if message else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The message for that many, in the current language."""
    return _load_catalogue().ngettext(one, many, number)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools know
    """Marks a message that is translated later, where it is shown."""
    return message


class LazyMessage:
    """A message with its details, put into words where it is shown."""

    def __init__(self, message: str, **details: object) -> None:
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return _(self.message).format(**self.details)
