"""CPR numbers: knowing one by its shape, so that none is taken in and none is repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_HIDDEN = "\u00ad\u200b-\u200d\u2060\ufeff"
"""Characters that nobody sees."""
_WRITTEN_OUT = r"\\u(?:00ad|20[0-6][0-9a-f]|feff)|\\x(?:ad|a0)"
"""Such characters as Python shows them in a message."""
_GAP = rf"(?:[\s{_HIDDEN}]|{_WRITTEN_OUT})?"
_BETWEEN = rf"(?:{_WRITTEN_OUT}|[^\w,;]|[_{_HIDDEN}]){{0,3}}"
"""Between the day and the serial number: any signs but letters, digits and what separates items of a list."""
_PAIR = r"[./\s\-‐-―−．／－]"
"""Between day, month and year where all three are written apart."""
_SERIAL = rf"(?:\d{{4}}(?!\d)|\d\d{_GAP}\d\d(?!\d|\s\d\d\s\d\d))"  # telephone numbers go on in pairs
_NO_DATE = r"(?!\s*\d)"
"""After the year of what may be a day that someone wrote a number behind, as 03-02-2018 1200."""
_SHAPES = (
    rf"(?<!\d)(?P<d1>\d\d){_GAP}(?P<m1>\d\d){_GAP}(?P<y1>\d\d){_BETWEEN}{_SERIAL}",
    rf"(?<!\d)(?P<d2>\d\d){_PAIR}(?P<m2>\d\d){_PAIR}(?P<y2>[03-9]\d)(?!\d){_BETWEEN}{_SERIAL}",
    rf"(?<!\d)(?P<d3>\d\d){_PAIR}(?P<m3>\d\d){_PAIR}(?P<y3>[12]\d){_NO_DATE}{_BETWEEN}{_SERIAL}",
    # with the century: 01-02-1990-1234
    rf"(?<!\d)(?P<d4>\d\d){_PAIR}?(?P<m4>\d\d){_PAIR}?(?:1[89](?P<y4>\d\d)|20(?P<z4>0\d)){_BETWEEN}{_SERIAL}",
    rf"(?<!\d)(?P<d5>\d\d){_PAIR}?(?P<m5>\d\d){_PAIR}?20(?P<y5>[1-9]\d){_NO_DATE}{_BETWEEN}{_SERIAL}",
    # a spreadsheet's: the leading zero is lost; letters of a hexadecimal number may not stand beside it
    r"(?<![\da-fA-F])(?<!\d[.,])(?P<d6>\d)(?P<m6>\d\d)(?P<y6>\d\d)[-‐-―−－]?\d{4}(?![^\W_])",
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEWEST = 9
"""Digits of a CPR number whose leading zero was lost."""
MASK = "······-····"


@cache
def _compile_pattern() -> re.Pattern[str]:
    return re.compile("|".join(_SHAPES))


def holds_cpr(text: str) -> bool:
    """Whether a CPR number stands in the text: six digits that are a day, then four, however set apart.

    The year may have its century, and the day may have lost its leading zero. Replacement numbers have 60
    added to the day. Modulus 11 decides nothing: numbers that fail it have been given out since 2007. Ten
    digits whose first six are no day are no CPR number.
    """
    return _may_hold(text) and next(_find_numbers(text), None) is not None


def _may_hold(text: str) -> bool:
    """Whether there are digits enough for a CPR number: in most texts there are not, told at once."""
    return len(text) >= _FEWEST and sum(map(str.isdigit, text)) >= _FEWEST


def _find_numbers(text: str) -> Iterator[re.Match[str]]:
    """The CPR numbers in the text. Where digits only look like one, the next may begin among them."""
    place = 0
    while found := _compile_pattern().search(text, place):
        if _is_day(found):
            yield found
            place = found.end()
        else:
            place = found.start() + 1


def mask_cpr(text: str) -> str:
    """The text with every CPR number in it masked, for messages."""
    if not _may_hold(text):
        return text
    pieces, last = [], 0
    for found in _find_numbers(text):
        pieces += [text[last : found.start()], MASK]
        last = found.end()
    return "".join((*pieces, text[last:]))


def read_cpr(text: str) -> str | None:
    """The ten digits of the one CPR number that the text is, None when it is none.

    A leading zero that was lost is put back, a century left out; brackets round it do not count.
    """
    said = text.strip().strip("()[]（）")
    found = _compile_pattern().fullmatch(said)
    if found is None or not _is_day(found):
        return None
    day, month, year = _read_parts(found)
    serial = [str(int(sign)) for sign in found[0] if sign.isdigit()][-4:]
    return f"{day:02}{month:02}{year:02}{''.join(serial)}"


def _read_parts(found: re.Match[str]) -> tuple[int, int, int]:
    day, month, year = (int(part) for part in found.groups() if part is not None)
    return day, month, year


def _is_day(found: re.Match[str]) -> bool:
    day, month, year = _read_parts(found)
    day -= 60 if day > 60 else 0
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return False
    return (day, month) != (29, 2) or year % 4 == 0
