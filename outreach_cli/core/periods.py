"""Periods as people write them: a year, half of one, a quarter, a month, a week, or days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from outreach_cli.core.days import (
    MONTH_NUMBER,
    MONTHS,
    NEAR,
    NotADayError,
    NoYearError,
    format_day,
    read_day,
    refuse_early_day,
    today,
)
from outreach_cli.core.errors import BadValueError
from outreach_cli.core.language import N_, _, get_language
from outreach_cli.core.names import fold_case, fold_spelling


class NotALongTimeError(BadValueError):
    """The text is no length of time before today."""

    message = N_("not a length of time; write it as 5y, 18m or a date")


class NotDaysAheadError(BadValueError):
    """The text is no length of time from today."""

    message = N_("not a length of time; write it as 14d or 2w")


class NotAPeriodError(BadValueError):
    """The text is no period."""

    message = N_("not a period; write it as 2018, 2018-02, 2018-Q1 or 2018-W07")


class EndsBeforeStartError(BadValueError):
    """The last day of a period is before its first."""

    message = N_("the period ends before it begins")


class Period(NamedTuple):
    """Days from `first` to `last`, both included; `first` None is from the beginning."""

    first: str | None
    last: str

    def list_months(self, earliest: str | None = None) -> list[str]:
        """The calendar months it touches, `YYYY-MM`; from `earliest` (a day) when it has no beginning."""
        first, last = self.first or earliest or self.last, min(self.last, today().isoformat())
        begins, ends = (int(day[:4]) * 12 + int(day[5:7]) - 1 for day in (first, last))
        months = range(begins, ends + 1 if first <= last else begins)  # months to come have no rows
        return [f"{each // 12:04}-{each % 12 + 1:02}" for each in months]

    def list_weeks(self, earliest: str | None = None) -> list[str]:
        """The ISO weeks that it touches, `YYYY-Www`."""
        until = min(self.last, today().isoformat())  # weeks to come have no rows
        day, last = (date.fromisoformat(each) for each in (self.first or earliest or until, until))
        day -= timedelta(days=day.weekday() if day <= last else 0)
        mondays = range(day.toordinal(), last.toordinal() + 1, 7)
        weeks = (date.fromordinal(each).isocalendar() for each in mondays)
        return [f"{each.year:04}-W{each.week:02}" for each in weeks]

    def list_quarters(self, earliest: str | None = None) -> list[str]:
        """The quarters that it touches, `YYYY-Qn`."""
        said = (f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" for month in self.list_months(earliest))
        return list(dict.fromkeys(said))

    def list_years(self, earliest: str | None = None) -> list[str]:
        """The calendar years that it touches."""
        return list(dict.fromkeys(month[:4] for month in self.list_months(earliest)))

    @property
    def is_over(self) -> bool:
        """Whether no day of it is after today."""
        return self.last <= today().isoformat()

    def cut_to_today(self) -> Period:
        """As much of it as is over or goes on: of one to come no day, from tomorrow to today."""
        if self.is_over:
            return self
        tomorrow = (today() + timedelta(days=1)).isoformat()
        return Period(min(self.first, tomorrow) if self.first else None, today().isoformat())

    def cut_to(self, span: str) -> Period:
        """The days of a month (or another stretch of time in words) that belong to it."""
        part = read_period(span)
        assert part.first is not None
        return Period(max(part.first, self.first or part.first), min(part.last, self.last))


def make_period(first: str | date | None, last: str | date | None) -> Period:
    """The period of `--from` and `--to`; without an end it ends today. Raises EndsBeforeStartError."""
    begins = read_day(str(first), future=True) if first is not None else None
    ends = read_day(str(last), future=True) if last is not None else today().isoformat()
    if begins and begins > ends:
        raise EndsBeforeStartError(f"{first} – {last or format_day(ends)}")
    return Period(begins, ends)


def list_weekdays(weekdays: Iterable[int], first: str, last: str, holidays: Iterable[str] = ()) -> list[str]:
    """The days (ISO) that fall on those weekdays (0 is Monday) from the first to the last, less the holidays.

    Raises EndsBeforeStartError, and what reading a day raises.
    """
    from dateutil.rrule import WEEKLY, rrule

    period = make_period(first, last)
    assert period.first
    begins, ends = (datetime.fromisoformat(day) for day in (period.first, period.last))
    free = {read_day(day, future=True) for day in holidays}
    found = rrule(WEEKLY, byweekday=sorted(set(weekdays)), dtstart=begins, until=ends)
    return [day for each in found if (day := each.date().isoformat()) not in free]


def find_holidays(first: str, last: str) -> dict[str, str]:
    """Denmark's public holidays between two days (ISO), each with its name in the current language.

    Store bededag is one of them up to 2023. Grundlovsdag, Christmas Eve and New Year's Eve are none.
    """
    from holidays import country_holidays  # seldom needed, and takes half a second to read

    years = range(int(first[:4]), int(last[:4]) + 1)
    found = country_holidays("DK", years=years, language="da" if get_language() == "da" else "en_US")
    return {day.isoformat(): name for day, name in sorted(found.items()) if first <= day.isoformat() <= last}


def read_period(text: str) -> Period:
    """The period in `text`: a year, half-year, quarter, month, week, day, two with `..` between, or in words.

    What `name_span` and `name_period` write is read, and so is how a report states its period. Raises
    NotAPeriodError, and NoSuchDayError for a day that does not exist.
    """
    if in_words := _read_worded_period(fold_spelling(text)):
        return in_words
    if open_end := re.fullmatch(r"\s*(?:until|til og med)\s+(.+)", text, re.IGNORECASE):
        return Period(None, read_period(open_end[1]).last)
    ends = re.split(_FROM_TO, text, flags=re.IGNORECASE)
    if len(ends) > 2 and ".." in text:
        raise NotAPeriodError(text)
    if len(ends) == 2:
        last = read_period(ends[1]).last
        first = _read_beginning(ends[0], last).first
        if first and first > last:
            raise EndsBeforeStartError(text)
        return Period(first, last)
    said = re.sub(_ORDINAL, lambda word: f"{_ORDINALS.index(word[1]) + 1}.", fold_case(text))
    if found := re.fullmatch(r"(\d{4})", said):
        return _make_months(text, int(found[1]), 1, 12)
    if (found := re.fullmatch(r"([a-zæøå]+)\.? (\d{4})", said)) and found[1] in MONTH_NUMBER:
        return _make_months(text, int(found[2]), MONTH_NUMBER[found[1]], 1)
    if month := MONTH_NUMBER.get(said):
        return _make_latest_month(text, month)
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})", said):
        return _make_months(text, int(found[1]), int(found[2]), 1)
    if half := _match_either(_HALVES, said):
        return _make_months(text, int(half["year"]), 6 * int(half["number"]) - 5, 6)
    if quarter := _match_either(_QUARTERS, said):
        return _make_months(text, int(quarter["year"]), 3 * int(quarter["number"]) - 2, 3)
    if week := _match_either(_WEEKS, said):
        return _make_week(text, int(week["year"]), int(week["number"]))
    return _make_day_period(text)


def _read_beginning(text: str, last: str) -> Period:
    """What a period begins with that ends on the day `last`: of the latest such year where it names none."""
    if fold_case(text) not in MONTH_NUMBER:
        try:
            return read_period(text)
        except NotAPeriodError:
            if not text.strip():
                raise
    year = int(last[:4])
    try:
        found = read_period(f"{text} {year}")
        return found if str(found.first) <= last else read_period(f"{text} {year - 1}")
    except NotAPeriodError:
        raise NotAPeriodError(text) from None


_FROM_TO = r"\.\.|\s+-\s+|\s*–\s*|\s+(?:til(?: og med)?|to|until)\s+|(?<=[a-zæøå.])-(?=[a-zæøå])"
"""What stands between two periods, from the first of which to the other one is meant."""
_ORDINALS = ("første", "andet", "tredje", "fjerde")
_ORDINAL = rf"\b({'|'.join(_ORDINALS)})(?= kvartal| halvår)"
_HALVES = (
    r"(?P<year>\d{4})[- ]?h(?P<number>[12])",
    r"h(?P<number>[12]),? (?P<year>\d{4})",
    r"(?P<number>[12])\. ?halvår,? (?P<year>\d{4})",
)
_QUARTERS = (
    r"(?P<year>\d{4})[- ]?[qk](?P<number>[1-4])",
    r"[qk](?P<number>[1-4]),? (?P<year>\d{4})",
    r"(?P<number>[1-4])\. ?kvartal,? (?P<year>\d{4})",
)
_WEEKS = (
    r"(?P<year>\d{4})[- ]?[wu](?P<number>\d{1,2})",
    r"(?:uge|week|u|w) ?(?P<number>\d{1,2}),? (?P<year>\d{4})",
)
_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_WORDED = {
    **dict.fromkeys(("this week", "denne uge"), ("week", 0)),
    **dict.fromkeys(("last week", "sidste uge", "forrige uge"), ("week", 1)),
    **dict.fromkeys(("this month", "denne maaned"), ("month", 0)),
    **dict.fromkeys(("last month", "sidste maaned", "forrige maaned"), ("month", 1)),
    **dict.fromkeys(("this quarter", "dette kvartal"), ("quarter", 0)),
    **dict.fromkeys(("last quarter", "sidste kvartal", "forrige kvartal"), ("quarter", 1)),
    **dict.fromkeys(("this half-year", "dette halvaar"), ("half", 0)),
    **dict.fromkeys(("last half-year", "sidste halvaar", "forrige halvaar"), ("half", 1)),
    **dict.fromkeys(("this year", "i aar"), ("year", 0)),
    **dict.fromkeys(("last year", "sidste aar", "forrige aar", "i fjor"), ("year", 1)),
}
"""Periods in words: of what, and how many of those before the present one."""


def _match_either(patterns: Iterable[str], said: str) -> re.Match[str] | None:
    return next((found for each in patterns if (found := re.fullmatch(each, said))), None)


def _read_worded_period(said: str) -> Period | None:
    if said not in _WORDED:
        return None
    of, back = _WORDED[said]
    if of == "week":
        return _make_week(said, *(today() - timedelta(days=7 * back)).isocalendar()[:2])
    count = _MONTHS_IN[of]
    first = ((today().year * 12 + today().month - 1) // count - back) * count
    return _make_months(said, first // 12, first % 12 + 1, count)


def find_previous(period: Period) -> Period:
    """The period before one that has a first day, as long: months before whole months, else days."""
    assert period.first
    first, last = date.fromisoformat(period.first), date.fromisoformat(period.last)
    before = first - timedelta(days=1)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        begins = first.year * 12 + first.month - 1 - months
        return Period(date(begins // 12, begins % 12 + 1, 1).isoformat(), before.isoformat())
    return Period((first - (last - first) - timedelta(days=1)).isoformat(), before.isoformat())


def name_span(span: str, language: str | None = None) -> str:
    """A month, quarter or week as ISO writes it (`2018-02`) in words: `februar 2018`; else the text."""
    danish = (language or get_language()) == "da"
    if not (found := re.fullmatch(r"(\d{4})-(?:(\d\d)|Q([1-4])|W(\d\d))", span)):
        return span
    year, month, quarter, week = found.groups()
    if month and 1 <= int(month) <= 12:
        in_danish, in_english, *_short = MONTHS[int(month) - 1]
        return f"{in_danish} {year}" if danish else f"{in_english.capitalize()} {year}"
    if quarter:
        return f"{quarter}. kvartal {year}" if danish else f"Q{quarter} {year}"
    return f"{'uge' if danish else 'week'} {int(week)}, {year}" if week else span


def name_period(period: Period) -> str:
    """The period as briefly as it can be said: a year, a quarter, a month, months or years, or its days."""
    first, last = period
    if first is None:
        return _("the time until {last}").format(last=format_day(last))
    if first == last:
        return format_day(last)
    after = date.fromisoformat(last) + timedelta(days=1)
    if not first.endswith("-01") or after.day != 1:
        return f"{format_day(first)} – {format_day(last)}"
    if first[5:7] == "01" and last[5:7] == "12":
        return first[:4] if first[:4] == last[:4] else f"{first[:4]} – {last[:4]}"
    quarter, left = divmod(int(last[5:7]), 3)
    if not left and first[:7] == f"{last[:5]}{quarter * 3 - 2:02}":
        return name_span(f"{last[:4]}-Q{quarter}")
    months = dict.fromkeys(name_span(each[:7]) for each in (first, last))
    return " – ".join(months)


def _make_months(text: str, year: int, month: int, count: int) -> Period:
    try:
        first = date(year, month, 1)
        after = date(year + (month + count - 1) // 12, (month + count - 1) % 12 + 1, 1)
    except ValueError:
        raise NotAPeriodError(text) from None
    return Period(refuse_early_day(text, first).isoformat(), (after - timedelta(days=1)).isoformat())


def _make_latest_month(text: str, month: int) -> Period:
    """The latest such month that has begun. Raises NoYearError where one that soon begins may be meant."""
    year = today().year - (month > today().month)
    found, after = (_make_months(text, each, month, 1) for each in (year, year + 1))
    if date.fromisoformat(str(after.first)) - today() <= NEAR:
        raise NoYearError(text, one=f"{year}-{month:02}", other=f"{year + 1}-{month:02}")
    return found


def _make_week(text: str, year: int, week: int) -> Period:
    try:
        first = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise NotAPeriodError(text) from None
    return Period(refuse_early_day(text, first).isoformat(), (first + timedelta(days=6)).isoformat())


def _make_day_period(text: str) -> Period:
    try:
        day = read_day(text, future=True)
    except NotADayError:
        raise NotAPeriodError(text) from None
    return Period(day, day)


def read_past_day(text: str) -> str:
    """The day (ISO) that `text` names: `5y` or `18 måneder` before today, or a date.

    Raises NotALongTimeError.
    """
    found = re.fullmatch(r"(\d{1,3})\s*([a-z]+)", fold_spelling(text))
    if not found:
        return read_day(text)
    number, unit = int(found[1]), found[2]
    if unit in ("y", "year", "years", "aar"):
        number *= 12
    elif unit not in ("m", "mdr", "month", "months", "maaned", "maaneder"):
        raise NotALongTimeError(text)
    try:
        return find_earlier(today(), number)
    except ValueError:  # before the year 1
        raise NotALongTimeError(text) from None


def find_earlier(day: date, months: int) -> str:
    """The day (ISO) so many months before: a month's last where it has no such day. Raises ValueError."""
    from dateutil.relativedelta import relativedelta

    return (day - relativedelta(months=months)).isoformat()


def read_days_ahead(text: str) -> int:
    """The days in `text`, such as `14d`, `2 uger` or `10`, at most ten years. Raises NotDaysAheadError."""
    found = re.fullmatch(r"(\d{1,4})\s*([a-zæøå]*)", fold_case(text))
    if not found or found[2] not in _DAYS_IN:
        raise NotDaysAheadError(text)
    days = int(found[1]) * _DAYS_IN[found[2]]
    if days > 3650:
        raise NotDaysAheadError(text)
    return days


_DAYS_IN = dict.fromkeys(("", "d", "day", "days", "dag", "dage"), 1) | dict.fromkeys(
    ("w", "week", "weeks", "u", "uge", "uger"), 7
)
