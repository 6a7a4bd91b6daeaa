"""CPR numbers: knowing one by its shape, so that none is taken in and none is repeated."""

from __future__ import annotations

import re

_GAP = r"[\s\u00ad\u200b-\u200d\u2060\ufeff]?"
_DASH = r"[\s\u00ad\u200b-\u200d\u2060\ufeff_./\-‐-―−]{0,3}"
_SHAPE = (
    rf"(?<!\d)(\d\d){_GAP}(\d\d){_GAP}(\d\d){_DASH}\d\d{_GAP}\d\d(?!\d)"
    r"|(?<!\d)(\d\d)[./-](\d\d)[./-](\d\d)\s?[-‐-―−]\s?\d{4}(?!\d)"
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MASK = "······-····"


def holds_cpr(text: str) -> bool:
    """Whether a CPR number stands in the text: six digits that are a day, then four, with or without a dash.

    Replacement numbers have 60 added to the day. Modulus 11 decides nothing: numbers that fail it have been
    given out since 2007. Ten digits whose first six are no day are no CPR number.
    """
    return _may_hold(text) and any(_is_day(found) for found in re.finditer(_SHAPE, text))


def _may_hold(text: str) -> bool:
    """Whether there are digits enough for a CPR number: in most texts there are not, told at once."""
    return len(text) > 9 and sum(map(str.isdigit, text)) > 9


def mask_cpr(text: str) -> str:
    """The text with every CPR number in it masked, for messages."""
    if not _may_hold(text):
        return text
    return re.sub(_SHAPE, lambda found: MASK if _is_day(found) else found[0], text)


def read_cpr(text: str) -> str | None:
    """The ten digits of the one CPR number that the text is, None when it is none."""
    found = re.fullmatch(_SHAPE, text.strip())
    if found is None or not _is_day(found):
        return None
    return "".join(str(int(sign)) for sign in found[0] if sign.isdigit())


def _is_day(found: re.Match[str]) -> bool:
    day, month, year = (int(part) for part in found.groups() if part is not None)
    day -= 60 if day > 60 else 0
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return False
    return (day, month) != (29, 2) or year % 4 == 0
