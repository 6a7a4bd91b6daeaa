"""CPR numbers: knowing one by its shape, so that none is taken in and none is repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product

from outreach_cli.core.names import normalize_signs

_WRITTEN_OUT = r"\\u(?:00ad|20[0-6][0-9a-f]|feff)|\\x(?:ad|a0)"
"""Characters that nobody sees as Python shows them in a message."""
_GAP = rf"(?:\s|{_WRITTEN_OUT})?"
_BETWEEN = rf"(?:{_WRITTEN_OUT}|[^\w,;]|_){{0,5}}"
"""Between the day and the serial number: any signs but letters, digits and what separates items of a list."""
_MARK = r"[./-]\s?"
_PAIR = r"(?:[./-]\s?|\s)"
"""Between day, month and year where all three are written apart."""
_ALONE = r"(?<!\d)(?<!\d[./-])"
"""Nothing before it that it could be a further part of, as in 2018-01-02-093015."""
_SERIAL = rf"(?:\d{{4}}(?!\d)|\d\d{_GAP}\d\d(?!\d|\s\d\d\s\d\d))"  # telephone numbers go on in pairs
_NO_DATE = r"(?!\s*\d)"
"""After the year of what may be a day that someone wrote a number behind, as 03-02-2018 1200."""
_THOUSAND = r"[.,'’\s]"
_NO_PART = rf"(?<!\d)(?<!\d{_THOUSAND})"
_READABLE = (
    rf"(?<!\d)(?P<d>\d\d){_GAP}(?P<m>\d\d){_GAP}(?P<y>\d\d){_BETWEEN}{_SERIAL}",
    rf"{_ALONE}(?P<d>\d\d){_MARK}(?P<m>\d\d)(?P<y>\d\d){_BETWEEN}\d{{4}}(?!\d)",
    rf"(?<!\d)(?P<d>\d\d){_PAIR}(?P<m>\d\d){_PAIR}(?P<y>[03-9]\d)(?!\d){_BETWEEN}{_SERIAL}",
    rf"(?<!\d)(?P<d>\d\d){_PAIR}(?P<m>\d\d){_PAIR}(?P<y>[12]\d){_NO_DATE}{_BETWEEN}{_SERIAL}",
    *(
        rf"{_ALONE}(?P<d>\d\d){mark}(?P<m>\d\d){mark}(?P<y>[03-9]\d)\d{{4}}(?!\d)"
        for mark in ("-", "/", r"\.")
    ),
    # one sign between all
    *(
        rf"(?<!\d)(?<!\d{mark})(?P<d>\d\d){mark}(?P<m>\d\d){mark}(?P<y>\d\d){mark}\d\d{mark}?\d\d(?!{mark}?\d)"
        for mark in ("-", "/", ":", "_")
    ),
    # without the zeros: 1/2-90 1234
    rf"{_ALONE}(?P<d>\d\d?){_MARK}(?P<m>\d\d?){_MARK}(?P<y>[03-9]\d)(?!\d){_BETWEEN}{_SERIAL}",
    rf"{_ALONE}(?P<d>\d\d?){_MARK}(?P<m>\d\d?){_MARK}(?P<y>[12]\d){_NO_DATE}{_BETWEEN}{_SERIAL}",
    # with the century: 01-02-1990-1234
    rf"(?<!\d)(?P<d>\d\d){_PAIR}?(?P<m>\d\d){_PAIR}?(?:1[89]|20(?=0))(?P<y>\d\d){_BETWEEN}{_SERIAL}",
    rf"(?<!\d)(?P<d>\d\d){_PAIR}?(?P<m>\d\d){_PAIR}?20(?P<y>[1-9]\d){_NO_DATE}{_BETWEEN}{_SERIAL}",
    rf"{_ALONE}(?P<d>\d\d?){_MARK}(?P<m>\d\d?){_MARK}(?:1[89]|20(?=0))(?P<y>\d\d){_BETWEEN}{_SERIAL}",
    # a spreadsheet's: the leading zero is lost; letters of a hexadecimal number may not stand beside it
    r"(?<![\da-fA-F])(?<!\d[.,])(?P<d>\d)(?P<m>\d\d)(?P<y>\d\d)(?:-|[\s:()\[\]]{1,3})?\d{4}(?![^\W_])",
    # in thousands, with the leading zero lost or without
    rf"{_NO_PART}(?P<d>[1-9])(?P<m>\d\d){_THOUSAND}(?P<y>\d\d)\d{_THOUSAND}\d{{3}}(?!{_THOUSAND}?\d)",
    rf"{_NO_PART}(?P<d>[1-6]{_THOUSAND}\d)(?P<m>\d\d){_THOUSAND}(?P<y>\d\d)\d{_THOUSAND}\d{{3}}(?!{_THOUSAND}?\d)",
    # every digit by itself, as on a form of paper
    (
        rf"{_ALONE}(?<!\d\s)(?P<d>\d{_PAIR}\d){_PAIR}(?P<m>\d{_PAIR}\d){_PAIR}(?P<y>\d{_PAIR}\d){_BETWEEN}"
        rf"\d{_PAIR}\d{_PAIR}\d{_PAIR}\d(?!{_PAIR}?\d)"
    ),
)
"""Shapes whose last four digits are the serial number."""
_EXPONENT = (
    r"(?<![\w.,])(?P<d>[1-9])[.,](?P<m>\d\d)(?P<y>\d\d)\d{0,4}[eE]\+?0*8(?!\d)",
    r"(?<![\w.,])(?P<d>[1-6][.,]\d)(?P<m>\d\d)(?P<y>\d\d)\d{0,5}[eE]\+?0*9(?!\d)",
)
"""As programs write a large number; further digits may be lost."""
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEWEST = 6
"""Digits of a CPR number as an exponent writes it, whose zeros at both ends were lost: 1.0190E8."""
_MOST = 12
"""Digits of one with its century."""
_LENGTHS: Mapping[int, Sequence[tuple[int, int, int]]] = {
    length: [each for each in product((1, 2), (1, 2), (0, 2)) if sum(each) + 6 == length]
    for length in range(_MOST + 1)
}
"""By number of digits how many of them the day, the month and the century may have."""
_DIGITS = re.compile("[0-9]+")
_APART = re.compile("[A-Za-z]+|;")
"""What no CPR number has between its digits."""
_EXPONENT_SIGN = re.compile("[0-9][eE][+0-9]")
MASK = "······-····"


@cache
def _compile_pattern(*shapes: str) -> re.Pattern[str]:
    """Any of the shapes; each names its day, month and year by a number of its own."""
    numbered = (re.sub(r"\?P<(.)>", rf"?P<\g<1>{number}>", each) for number, each in enumerate(shapes))
    return re.compile(rf"(?=\d)(?:{'|'.join(numbered)})", re.ASCII)


@cache
def _compile_all() -> re.Pattern[str]:
    return _compile_pattern(*_READABLE, *_EXPONENT)


def holds_cpr(text: str) -> bool:
    """Whether a CPR number stands in the text: six digits that are a day, then four, however set apart.

    The year may have its century, and the day may have lost its leading zero. Replacement numbers have 60
    added to the day. Modulus 11 decides nothing: numbers that fail it have been given out since 2007. Ten
    digits whose first six are no day are no CPR number.
    """
    return _may_hold(text) and next(_find_numbers(normalize_signs(text)[0]), None) is not None


def _may_hold(text: str) -> bool:
    """Whether there are digits enough for a CPR number, in places where one may begin and end.

    In most texts there are none, told at once. Where they begin and end matters only until the pattern is
    compiled, which takes 4 of a contact's 50 milliseconds.
    """
    if len(text) < _FEWEST or sum(map(str.isdigit, text)) < _FEWEST:
        return False
    if _compile_all.cache_info().currsize:
        return True
    flat = normalize_signs(text)[0]
    if "\\" in flat or _EXPONENT_SIGN.search(flat):
        return True
    return any(_may_be_number(_DIGITS.findall(run)) for run in _APART.split(flat))


def _may_be_number(groups: Sequence[str]) -> bool:
    """Whether some of the groups of digits may be one: a day, a month, a year of two or four, four more."""
    for begin in range(len(groups)):
        said = ""
        for group in groups[begin:]:
            said += group
            if len(said) > _MOST:
                break
            if any(_may_be_parts(said, groups[begin:], *lengths) for lengths in _LENGTHS[len(said)]):
                return True
    return False


def _may_be_parts(said: str, groups: Sequence[str], day: int, month: int, century: int) -> bool:
    """Whether the digits may be a number with so many for the day, the month and the century.

    Where a month has lost its zero there are signs round it, as in 1/2-90: day and month are each a group.
    """
    day_number, month_number = int(said[:day]), int(said[day : day + month])
    if not (1 <= day_number <= 31 or 61 <= day_number <= 91) or not 1 <= month_number <= 12:
        return False
    if month == 1 and [len(group) for group in groups[:2]] != [day, month]:
        return False
    return not century or said[day + month : day + month + 2] in ("18", "19", "20")


def _find_numbers(text: str) -> Iterator[re.Match[str]]:
    """The CPR numbers in the text. Where digits only look like one, the next may begin among them."""
    pattern, place = _compile_all(), 0
    while found := pattern.search(text, place):
        if _is_day(found):
            yield found
            place = found.end()
        else:
            place = found.start() + 1


def mask_cpr(text: str) -> str:
    """The text with every CPR number in it masked, for messages."""
    if not _may_hold(text):
        return text
    flat, places = normalize_signs(text)
    pieces, last = [], 0
    for found in _find_numbers(flat):
        pieces += [text[last : places[found.start()]], MASK]
        last = places[found.end() - 1] + 1
    return "".join((*pieces, text[last:]))


def read_cpr(text: str) -> str | None:
    """The ten digits of the one CPR number that the text is, None when it is none.

    A leading zero that was lost is put back, a century left out; brackets round it do not count.
    """
    said = normalize_signs(text)[0].strip().strip("()[]")
    found = _compile_pattern(*_READABLE).fullmatch(said)
    if found is None or not _is_day(found):
        return None
    day, month, year = _read_parts(found)
    return f"{day:02}{month:02}{year:02}{re.sub('[^0-9]', '', found[0])[-4:]}"


def _read_parts(found: re.Match[str]) -> tuple[int, int, int]:
    """Day, month and year of the shape that was found."""
    day, month, year = (int(re.sub("[^0-9]", "", part)) for part in found.groups() if part is not None)
    return day, month, year


def _is_day(found: re.Match[str]) -> bool:
    day, month, year = _read_parts(found)
    day -= 60 if day > 60 else 0
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return False
    return (day, month) != (29, 2) or year % 4 == 0
