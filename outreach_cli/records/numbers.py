"""Numbers as people and spreadsheets write them: thousands, decimals, and the texts that may be either."""

from __future__ import annotations

import re

_PLAIN = r"-?\d{1,15}"
_DECIMAL = r"(-?\d{1,15})[.,](\d{1,20})"
_THOUSANDS = r"(-?[1-9]\d{0,2})((?:[. ]\d{3})+)(?:,(\d{1,20}))?"


def number_readings(text: str) -> tuple[float, ...]:
    """What a tidy text may mean as a number, without repeats; nothing where it is no number.

    A point or a space before three digits parts thousands as in Danish (`1.000`, `1 000`, `1.234,5`), a
    comma or a point before any digits parts decimals. `1.000` and `1,000` may be either: two readings, of
    which a field takes the one that it can hold.
    """
    if re.fullmatch(_PLAIN, text):
        return (float(text),)
    found: dict[float, None] = {}
    if decimal := re.fullmatch(_DECIMAL, text):
        found[float(f"{decimal[1]}.{decimal[2]}")] = None
        if len(decimal[2]) == 3 and re.fullmatch(r"-?[1-9]\d{0,2}", decimal[1]):
            found[float(decimal[1] + decimal[2])] = None
    if thousands := re.fullmatch(_THOUSANDS, text):
        whole = thousands[1] + re.sub("[. ]", "", thousands[2])
        found[float(f"{whole}.{thousands[3] or 0}")] = None
    return tuple(found)
