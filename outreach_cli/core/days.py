"""Days as people write them, what today is, and how a day is shown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta

from outreach_cli.core.errors import BadValueError, MissingError, NamedParameter, OutreachError
from outreach_cli.core.language import N_, get_language
from outreach_cli.core.names import fold_case

MONTHS = (
    ("januar", "january", "jan"),
    ("februar", "february", "feb"),
    ("marts", "march", "mar"),
    ("april", "april", "apr"),
    ("maj", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("august", "august", "aug"),
    ("september", "september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "november", "nov"),
    ("december", "december", "dec"),
)
"""Each month's names: the Danish one, the English one, and how else it is written."""
WEEKDAYS = (
    ("mandag", "monday", "man", "mon"),
    ("tirsdag", "tuesday", "tir", "tirs", "tue"),
    ("onsdag", "wednesday", "ons", "wed"),
    ("torsdag", "thursday", "tor", "tors", "thu"),
    ("fredag", "friday", "fre", "fri"),
    ("lørdag", "saturday", "lør", "sat"),
    ("søndag", "sunday", "søn", "sun"),
)
MONTH_NUMBER = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
_WEEKDAY_NUMBER = {name: number for number, names in enumerate(WEEKDAYS) for name in names}
_RELATIVE = {
    **dict.fromkeys(("today", "i dag", "idag"), 0),
    **dict.fromkeys(("yesterday", "i går", "igår", "i gaar", "igaar"), -1),
    **dict.fromkeys(("the day before yesterday", "i forgårs", "forgårs", "i forgaars", "forgaars"), -2),
    **dict.fromkeys(("tomorrow", "i morgen", "imorgen"), 1),
    **dict.fromkeys(("the day after tomorrow", "i overmorgen", "overmorgen"), 2),
}
"""The days that are others tomorrow, by how many from today."""
_ISO = (
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?"
)
_DAY_FIRST = r"(\d{1,2})\s?([-./])\s?(\d{1,2})(?:\s?([-./])\s?|\s+)(\d+)"
_NO_YEAR = r"(?:den )?(\d{1,2})(?:\s?/\s?(\d{1,2})|(?:\. ?| )([a-zæøå]+)\.?)"
NEAR = timedelta(days=92)
"""A day without its year that is as near in the year that is not taken may be of that one."""
_WORD_OR_NUMBER = r"\d+|[^\W\d_]+|[^\s.,]"
_BETWEEN = frozenset({"den", "d", "of", "the", "st", "nd", "rd", "th"})
"""Words that may stand in a day and say nothing."""
EARLIEST_YEAR = 1900
"""No record is older; an earlier year is a broken cell or a slip of the hand."""


class TooEarlyError(BadValueError):
    """Too early."""

    message = N_("before {year}, which is earlier than any record")


# One for each thread and task, as the language is.
_assumed_today: ContextVar[date | None] = ContextVar("outreach_today", default=None)


class BadTodayError(OutreachError):
    """Bad today."""

    message = N_('OUTREACH_TODAY is "{given}"; it takes a date, written as YYYY-MM-DD.')
    exit_code = 2


@contextmanager
def use_today(day: str) -> Iterator[None]:
    """Let that day (ISO) be „today” for the length of a block: what is looked at is of that day."""
    before = _assumed_today.set(date.fromisoformat(day))
    try:
        yield
    finally:
        _assumed_today.reset(before)


def today() -> date:
    """The day it is: that of the block, `OUTREACH_TODAY` when set, else the machine's."""
    if assumed := _assumed_today.get():
        return assumed
    given = os.environ.get("OUTREACH_TODAY")
    if not given:
        return date.today()  # noqa: DTZ011 - the day that the clock on the wall shows
    with suppress(ValueError):  # a date only: words like "today" would ask what today is
        return date.fromisoformat(given.strip())
    raise BadTodayError(given=given)


ON = NamedParameter("on", "--on")


def read_day_or_today(day: object, flag: str = ON, *, future: bool = False) -> object:
    """The day said; today where none was. Raises MissingError for one left empty, which is no wish for today.

    What a person says may leave the year out, or name the weekday: see `complete_day`.
    """
    if day is None:
        return today()
    if not str(day).strip():
        raise MissingError(what=flag)
    return complete_day(str(day), flag, future=future) or day


def complete_day(text: str, flag: str = ON, *, future: bool = False) -> str | None:
    """The day (ISO) of a weekday (`mandag`, `i mandags`), or of a day and month (`1/11`); else None.

    For what a person types: in a file, which may be old, no day is read so. It is the latest such day, and
    where it may be in the `future`, the latest that is near, else the next. Raises NoSuchDayError, and
    NoYearError where a day of either year may be meant; both name the `flag`.
    """
    said = fold_case(text)
    for number, (danish, english, *_short) in enumerate(WEEKDAYS):
        if said in (danish, english):
            ago = (today().weekday() - number) % 7
            return (today() + timedelta(days=-ago if not future else (7 - ago) % 7)).isoformat()
        if said == f"i {danish}s":
            return (today() - timedelta(days=(today().weekday() - number - 1) % 7 + 1)).isoformat()
        if said == f"på {danish}":
            return (today() + timedelta(days=(number - today().weekday() - 1) % 7 + 1)).isoformat()
    if not (found := re.fullmatch(_NO_YEAR, said)):
        return None
    month = int(found[2]) if found[2] else MONTH_NUMBER.get(found[3], 0)
    if found[3] and not month:
        return None
    try:
        return _find_nearest_year(text, month, int(found[1]), future=future).isoformat()
    except BadValueError as error:
        error.column = flag
        raise


def _find_nearest_year(text: str, month: int, day: int, *, future: bool) -> date:
    """That day of the year that is meant. Raises NoSuchDayError or NoYearError."""
    passed = (month, day) <= (today().month, today().day)
    back, ahead = (_make_day_or_none(text, today().year + each, month, day) for each in (passed - 1, passed))
    if back is None and (ahead is None or not future):
        raise NoSuchDayError(text)
    if back is None or ahead is None:  # one of them is a 29 February
        return back or ahead or today()
    ago, until = today() - back, ahead - today()
    if future and ago > NEAR and until <= 2 * NEAR:
        return ahead
    if (ago > NEAR) if future else (until <= NEAR):
        one, other = (format_day(each.isoformat()) for each in (back, ahead))
        raise NoYearError(text, one=one, other=other)
    return back


def _make_day_or_none(text: str, year: int, month: int, day: int) -> date | None:
    with suppress(NoSuchDayError):
        return _make_day(text, year, month, day)
    return None


def now() -> str:
    """The instant it is by the machine's clock, UTC in ISO 8601 with milliseconds."""
    return _describe_instant(datetime.now(UTC))


def stamp_instant() -> str:
    """As `now`, but on the day that `OUTREACH_TODAY` says, when that is set: for the journal alone."""
    instant = datetime.now(UTC)
    if os.environ.get("OUTREACH_TODAY"):
        instant = datetime.combine(today(), instant.time(), UTC)
    return _describe_instant(instant)


def _describe_instant(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def find_day_end(day: str) -> str:
    """The last instant in UTC of a local calendar day (ISO), in the form of `now`."""
    after = datetime.combine(date.fromisoformat(day) + timedelta(days=1), time())
    instant = after.replace(tzinfo=UTC) if os.environ.get("OUTREACH_TODAY") else after.astimezone(UTC)
    return _describe_instant(instant - timedelta(milliseconds=1))


def find_local_day(instant: str) -> str:
    """The local calendar day (ISO) of an instant in the form of `now`."""
    return write_instant(instant)[:10]


def write_instant(instant: str) -> str:
    """An instant in the form of `now` as programs read it: `2019-02-28 13:05`, in local time."""
    at = datetime.fromisoformat(instant)
    local = at if os.environ.get("OUTREACH_TODAY") else at.astimezone()
    return f"{local:%Y-%m-%d %H:%M}"


def format_instant(instant: str) -> str:
    """An instant in the form of `now` as the current language writes it, to the minute, in local time."""
    return format_day(write_instant(instant))


def read_day(text: str, *, future: bool = False) -> str:
    """The day in `text` as ISO `YYYY-MM-DD`.

    Day first, four-digit years, real days only. Raises NotADayError, NoSuchDayError, TwoDigitYearError, and
    FutureDayError unless `future`.
    """
    day = _parse_day(text)
    if not future and day > today():
        raise FutureDayError(text)
    return day.isoformat()


def _parse_day(text: str) -> date:
    if len(text) == 10 and text[4] == text[7] == "-":  # the usual form, told without making a pattern
        with suppress(ValueError):
            return refuse_early_day(text, date.fromisoformat(text))
    said = fold_case(text)
    if said in _RELATIVE:
        return today() + timedelta(days=_RELATIVE[said])
    if found := re.fullmatch(_ISO, text.strip().upper()):
        return _read_iso_day(text, found)
    if found := re.fullmatch(_DAY_FIRST, said):
        if found[2] == "-" and found[4] != "-":  # `3-4/2018` and `3-4 2018` may be from one day to another
            raise NotADayError(text)
        return _make_day(text, _read_year(text, found[5]), int(found[3]), int(found[1]))
    return _read_worded_day(text)


def is_relative_day(text: str) -> bool:
    """Whether the text is a day only on the day that it is read, as `i dag`."""
    return fold_case(text) in _RELATIVE


def find_danish_day(instant: datetime) -> date:
    """The day that an instant is in Denmark; without a time zone, the day that it says.

    Raises OverflowError at the ends of the calendar.
    """
    if instant.tzinfo is None:
        return instant.date()
    from zoneinfo import ZoneInfo

    return instant.astimezone(ZoneInfo("Europe/Copenhagen")).date()


def _read_iso_day(text: str, found: re.Match[str]) -> date:
    """The day of a text in ISO form, the day in Denmark where it has a time zone."""
    day = _make_day(text, int(found[1]), int(found[2]), int(found[3]))
    if found[4] is None:
        return day
    try:
        instant = datetime.fromisoformat(f"{day.isoformat()}T{found[4]}{found[5] or ''}")
        return find_danish_day(instant)
    except (ValueError, OverflowError):
        raise NotADayError(text) from None


def _read_year(text: str, digits: str) -> int:
    if len(digits) == 2:
        raise TwoDigitYearError(text)
    if len(digits) != 4:
        raise NotADayError(text)
    return int(digits)


def _make_day(text: str, year: int, month: int, day: int) -> date:
    try:
        return refuse_early_day(text, date(year, month, day))
    except ValueError:
        raise NoSuchDayError(text) from None


def refuse_early_day(text: str, day: date) -> date:
    """The day. Raises TooEarlyError."""
    if day.year < EARLIEST_YEAR:
        raise TooEarlyError(text, year=EARLIEST_YEAR)
    return day


def _read_worded_day(text: str) -> date:
    """The day of a text with a month's name, in which every number and word has its place.

    That is a day, a month and a year, in the order day first or month first, perhaps with the weekday it
    was. Anything more may be a second day, an hour or a range.
    """
    parts = re.findall(_WORD_OR_NUMBER, fold_case(text))
    words = [part for part in parts if not part.isdecimal() and part not in _BETWEEN]
    months = [MONTH_NUMBER[word] for word in words if word in MONTH_NUMBER]
    weekdays = [_WEEKDAY_NUMBER[word] for word in words if word in _WEEKDAY_NUMBER]
    numbers = [part for part in parts if part.isdecimal()]
    if len(months) != 1 or len(weekdays) > 1 or len(words) != len(months) + len(weekdays):
        raise NotADayError(text)
    if len(numbers) != 2 or len(numbers[0]) > 2:
        raise NotADayError(text)
    day = _make_day(text, _read_year(text, numbers[1]), months[0], int(numbers[0]))
    if weekdays and day.weekday() != weekdays[0]:
        raise NotADayError(text)
    return day


def format_day(day: str | None, language: str | None = None) -> str:
    """An ISO day as that language writes it: `28-02-2019` in Danish, `2019-02-28` in English.

    A time of day after it stays. Without a `language` it is the one spoken now. What programs read keeps the
    ISO day.
    """
    if not day:
        return ""
    return f"{day[8:10]}-{day[5:7]}-{day[:4]}{day[10:]}" if (language or get_language()) == "da" else day


class NotADayError(BadValueError):
    """The text is no date."""

    message = N_("not a date; write it as 2018-02-03 or 3.2.2018")


class NoSuchDayError(BadValueError):
    """The text is written as a date and names no day of the calendar."""

    message = N_("no such day in the calendar")


class NoYearError(BadValueError):
    """The day has no year, and may be of one or of the next."""

    message = N_("may be {one} or {other}; write the year")


class TwoDigitYearError(BadValueError):
    """The year of a date has two digits, so that its century is not known."""

    message = N_("write the year with four digits")


class FutureDayError(BadValueError):
    """The day is to come where only past days make sense."""

    message = N_("the day is in the future")
