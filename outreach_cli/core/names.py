"""Names as people write them: one form of each, and the nearest known ones to a name that is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable


def normalize(text: str) -> str:
    """The text in Unicode's composed form, with single spaces and none at the ends."""
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFC", text)
    return " ".join(text.split())


def fold_case(text: str) -> str:
    """What two ways of writing one name have in common: case and spacing do not count, Æ Ø Å do."""
    return normalize(text).casefold()


def plain_spelling(text: str) -> str:
    """As `fold_case`, with Æ Ø Å as on a keyboard without them: `fremmoede` and `Fremmøde` are one word."""
    return fold_case(text).replace("æ", "ae").replace("ø", "oe").replace("å", "aa")


def shell_quoted(name: str) -> str:
    """The name as it is typed at a shell: in quotation marks where a space would split it."""
    return f'"{name}"' if " " in name else name


def nearest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Up to `most` of the known names that look like `name`, the nearest first."""
    import difflib

    by_fold: dict[str, str] = {}
    for each in known:
        by_fold.setdefault(fold_case(each), each)
    same = [fold for fold in by_fold if _without_zeros(fold) == _without_zeros(fold_case(name))]
    close = difflib.get_close_matches(fold_case(name), by_fold, n=most, cutoff=0.7)
    found = list(dict.fromkeys([*same, *close]))[:most]
    if not found:
        found = [fold for fold in by_fold if _holds(fold, fold_case(name)) or _holds(fold_case(name), fold)][
            :most
        ]
    return [by_fold[fold] for fold in found]


def _holds(whole: str, part: str) -> bool:
    """Whether one is part of the other, and more than a letter or two."""
    return len(part) >= 3 and part in whole


def _without_zeros(fold: str) -> str:
    """The name with its numbers' leading zeros left out: spreadsheets lose them."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", fold)
