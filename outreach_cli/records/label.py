"""What something is called in Danish and in English, and groups of choices."""

from typing import NamedTuple

from outreach_cli.core.language import get_language


class Label(NamedTuple):
    """The same words in both languages; `str()` gives those of the current language.

    `also` are shorter words that stand for it where it is read.
    """

    da: str
    en: str
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.da if get_language() == "da" else self.en

    @property
    def both(self) -> tuple[str, str]:
        return (self.da, self.en)


NOT_STATED = Label("Ikke oplyst", "Not stated")
"""The row of what has no key, in a report that does not name it."""
TABLE_WORDS = (NOT_STATED, Label("I alt", "Total"), Label("Uden forløbspartner", "Without a pathway partner"))
"""The rows that tables have of their own, so that no record is called so."""


class ChoiceGroup(NamedTuple):
    """Values of a choice that are also counted together, under a label of their own."""

    label: Label
    members: tuple[str, ...]
