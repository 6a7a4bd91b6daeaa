"""What stands where a spreadsheet or a program had a value and lost it: it is told, never taken as empty."""

from __future__ import annotations

import re

from outreach_cli.core.errors import BadValueError
from outreach_cli.core.language import N_

NO_STORED_VALUE = "#FORMULA!"
"""Put before a formula whose result is not in the file; a file of rejected rows keeps it."""
NO_CELL = "#MISSING!"
"""Put in a file of rejected rows where a row had fewer cells than headings."""
NUMBER_AS_DAY = "#DAY!"
"""Put before a day of 1900, which in a workbook is a number in a cell that is formatted as a day."""
NOT_COMPUTED = "#NUM!"
"""What a number that is not finite is read as."""
MOST_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; further ones are lost."""

_ENGLISH = "#n/a #div/0! #value! #ref! #name? #num! #null! #spill! #calc! #field! #blocked! #connect! #busy!"
_DANISH = "#i/t #division/0! #værdi! #reference! #navn? #nul! #overløb! #beregn! #felt! #blokeret!"
_ERRORS = frozenset(f"{_ENGLISH} {_DANISH} #unknown! #getting_data #python! #external!".split())
"""What Excel and LibreOffice write in a cell that could not be computed, in English and Danish."""
NOT_A_NUMBER = frozenset(("NaN", "nan", "NaT", "<NA>"))
"""What programs write for a number or a day that they do not have: no name."""
_LIBREOFFICE = r"(?i:err|fejl):\d{3}"
_SHORTENED = r"-?\d(?:[.,]\d+)?[eE]\+\d{2,3}"


class NotComputedError(BadValueError):
    """Not computed."""

    message = N_("the cell could not be computed")


class NoStoredValueError(BadValueError):
    """No stored value."""

    message = N_("the formula has no stored value; open the file in a spreadsheet and save it there")


class DigitsLostError(BadValueError):
    """Digits lost."""

    message = N_(
        "a spreadsheet has dropped the last digits of this number; make its column text at the source"
    )


class NoCellError(BadValueError):
    """No cell."""

    message = N_("the row ended before this cell")


class NumberAsDayError(BadValueError):
    """Number as day."""

    message = N_("a small number shown as a day in 1900")


class LikeLostError(BadValueError):
    """A text is written down that an import would take for a lost value."""

    message = N_("programs write this for a value that they have lost, so no import would take it")


def refuse_like_lost(text: str) -> None:
    """Raise LikeLostError for a text that an import refuses as a value that was lost."""
    try:
        refuse_lost_value(text.strip())
    except BadValueError:
        raise LikeLostError(text) from None


def refuse_lost_value(text: str) -> None:
    """Raise a BadValueError for a text that stands for a value that was lost."""
    if text.startswith(NO_STORED_VALUE):
        raise NoStoredValueError(text.removeprefix(NO_STORED_VALUE).strip())
    if text == NO_CELL:
        raise NoCellError(text)
    if text.startswith(NUMBER_AS_DAY):
        raise NumberAsDayError(text.removeprefix(NUMBER_AS_DAY).strip())
    if text[:1] in "#EeFf" and (text.lower() in _ERRORS or re.fullmatch(_LIBREOFFICE, text)):
        raise NotComputedError(text)
    if text in NOT_A_NUMBER:
        raise NotComputedError(text)
    if "+" in text and re.fullmatch(_SHORTENED, text):
        raise DigitsLostError(text)


def shorten_number(value: float) -> str:
    """A number with more digits than a float keeps, in the form that `refuse_lost_value` tells."""
    return f"{value:.14E}"
