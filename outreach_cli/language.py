"""The two languages: which one is spoken now, and the words of each message in it."""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

LANGUAGES = ("da", "en")
DOMAIN = "outreach"
LOCALE_DIR = os.path.join(os.path.dirname(__file__), "locale")

_translations: dict[str, _gettext.NullTranslations] = {"en": _gettext.NullTranslations()}
_spoken = "en"


def from_environment(environ: Mapping[str, str] = os.environ) -> str:
    """The language that the terminal asks for: `OUTREACH_LANG`, else its locale, else English."""
    named = environ.get("OUTREACH_LANG")
    if named in LANGUAGES:
        return named
    locale = next((environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(k)), "")
    return "da" if locale.lower().startswith("da") else "en"


def spoken() -> str:
    """The language spoken now: `da` or `en`."""
    return _spoken


def speak(language: str) -> None:
    """Speak `language` from here on, click's own words included."""
    global _spoken
    _spoken = language
    os.environ["LANGUAGE"] = language
    _gettext.bindtextdomain(DOMAIN, LOCALE_DIR)
    _gettext.textdomain(DOMAIN)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` for the length of a block: a table may be in another one than the messages."""
    before = _spoken
    speak(language)
    try:
        yield
    finally:
        speak(before)


def _words() -> _gettext.NullTranslations:
    if _spoken not in _translations:
        with open(os.path.join(LOCALE_DIR, _spoken, "LC_MESSAGES", f"{DOMAIN}.mo"), "rb") as file:
            _translations[_spoken] = _gettext.GNUTranslations(file)
    return _translations[_spoken]


def _(message: str) -> str:
    """The message in the language spoken now; English is the key."""
    return _words().gettext(message) if message else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The message for that many, in the language spoken now."""
    return _words().ngettext(one, many, number)


def N_(message: str) -> str:
    """Marks a message that is translated later, where it is shown."""
    return message


class Later:
    """A message with its details, put into words where it is shown."""

    def __init__(self, message: str, **details: object) -> None:
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return _(self.message).format(**self.details)
