"""Days and periods as people write them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.days import (
    MONTHS,
    FutureDayError,
    NoSuchDayError,
    NotADayError,
    NoYearError,
    TooEarlyError,
    TwoDigitYearError,
    complete_day,
    is_relative_day,
    read_day,
    read_day_or_today,
)
from outreach_cli.core.errors import BadValueError
from outreach_cli.core.language import use_language
from outreach_cli.core.periods import NotAPeriodError, name_period, name_span, read_period


@pytest.mark.parametrize(
    "text",
    [
        "2018-02-03",
        "03-02-2018",
        "3.2.2018",
        "3. 2. 2018",
        "3/2 2018",
        "3/2-2018",
        "3/2/2018",
        "3. februar 2018",
        "3 februar 2018",
        "3 February 2018",
        "den 3. feb. 2018",
        "lørdag den 3. februar 2018",
        "Saturday 3 February 2018",
        "3rd February 2018",
        "2018-02-03T10:20",
        "2018-02-03 10:20:30",
        " 2018-02-03 ",
    ],
)
def test_a_day_is_read_day_first(text: str) -> None:
    assert read_day(text) == "2018-02-03"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2019-03-15"),
        ("i dag", "2019-03-15"),
        ("Yesterday", "2019-03-14"),
        ("i går", "2019-03-14"),
        ("i forgårs", "2019-03-13"),
        ("the day before yesterday", "2019-03-13"),
        ("tomorrow", "2019-03-16"),
        ("I morgen", "2019-03-16"),
        ("i overmorgen", "2019-03-17"),
    ],
)
def test_a_day_near_today_has_a_word_in_both_languages(text: str, day: str) -> None:
    assert read_day(text, future=True) == day
    assert is_relative_day(text)


def test_a_day_to_come_is_refused_in_words_too() -> None:
    with pytest.raises(FutureDayError):
        read_day("i morgen")


@pytest.mark.parametrize(
    "text", ["2018-02-30", "29. februar 2019", "29-02-2019", "2018-13-01", "31/4 2018", "0-1-2018"]
)
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(NoSuchDayError):
        read_day(text)


@pytest.mark.parametrize("text", ["3.2.18", "3/2 18", "3. februar 18"])
def test_two_digit_years_are_refused(text: str) -> None:
    with pytest.raises(TwoDigitYearError):
        read_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "5",
        "May",
        "10:30",
        "November 2014",
        "februar 2018",
        "2018",
        "1e5",
        "3/2",
        "20180203",
        "mandag",
        "x",
        "½",
    ],
)
def test_a_part_of_a_day_is_not_filled_in_from_today(text: str) -> None:
    with pytest.raises(NotADayError):
        read_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "3-4 februar 2018",
        "3/4 februar 2018",
        "3. og 4. februar 2018",
        "3 feb 2018 2019",
        "3 feb mar 2018",
        "13.45 maj 2018",
        "3. februar 10 2018",
        "3. februar 2018 10.30",
        "3 februar 2018 - 2019",
        "2018 februar",
        "2018 februar 3 4",
        "3-4 2018",
        "3-4/2018",
        "mandag 3. februar 2018",  # that day was a Saturday
        "3. februar +2018",
        "2018-02-03T25:00",
        "2018-02-03T10:00Z[Europe/Copenhagen]",
    ],
)
def test_a_text_that_may_be_read_as_two_days_or_holds_more_than_a_day_is_no_day(text: str) -> None:
    with pytest.raises(NotADayError):
        read_day(text, future=True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-02-02T23:00:00.000Z", "2018-02-03"),
        ("2018-12-31T23:30:00Z", "2019-01-01"),
        ("2018-07-01T22:00:00Z", "2018-07-02"),
        ("2018-07-01T21:59:59+00:00", "2018-07-01"),
        ("2018-02-03T00:30:00+0200", "2018-02-02"),
        ("2018-02-03 00:30:00+01", "2018-02-03"),
        ("2018-02-02T23:30:00", "2018-02-02"),
        ("2018-02-02t23:30:00,123456789z", "2018-02-03"),
    ],
)
def test_an_instant_with_a_time_zone_is_the_day_it_was_in_denmark(text: str, day: str) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["3.2.0218", "0018-02-03", "1899-12-31", "31. december 1899", "3.2.0001"])
def test_a_day_before_1900_is_refused(text: str) -> None:
    with pytest.raises(TooEarlyError):
        read_day(text)
    assert read_day("1900-01-01") == "1900-01-01"


@pytest.mark.parametrize("text", ["0018", "1899", "1899-12", "1899-Q4", "1899-W52", "december 1899"])
def test_a_period_before_1900_is_refused(text: str) -> None:
    with pytest.raises(TooEarlyError):
        read_period(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("fredag", "2019-03-15"),
        ("Monday", "2019-03-11"),
        ("lørdag", "2019-03-09"),
        ("i lørdags", "2019-03-09"),
        ("i fredags", "2019-03-08"),
        ("15/3", "2019-03-15"),
        ("16/6", "2018-06-16"),
        ("1/11", "2018-11-01"),
        ("10. marts", "2019-03-10"),
        ("den 1 Nov.", "2018-11-01"),
    ],
)
def test_what_happened_may_be_said_by_weekday_or_without_its_year(text: str, day: str) -> None:
    assert read_day_or_today(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("fredag", "2019-03-15"),
        ("Monday", "2019-03-18"),
        ("på mandag", "2019-03-18"),
        ("på fredag", "2019-03-22"),
        ("1/3", "2019-03-01"),
        ("16/3", "2019-03-16"),
        ("1. september", "2019-09-01"),
        ("20/12", "2018-12-20"),
        ("29/2", "2020-02-29"),
    ],
)
def test_what_may_be_to_come_is_the_nearest_such_day(text: str, day: str) -> None:
    assert complete_day(text, future=True) == day


@pytest.mark.parametrize(("text", "future"), [("16/3", False), ("15. juni", False), ("1/11", True)])
def test_a_day_that_may_be_of_two_years_is_never_guessed(text: str, future: bool) -> None:
    with pytest.raises(NoYearError):
        read_day_or_today(text, future=future)


@pytest.mark.parametrize("text", ["3. og 4. marts", "10.3", "10-3", "13. maaned", "10 marts 2", "5", "maj"])
def test_nothing_but_a_day_is_completed(text: str) -> None:
    assert complete_day(text) is None


def test_a_month_without_its_year_is_the_latest_that_has_begun() -> None:
    assert read_period("marts") == read_period("2019-03")
    assert read_period("October") == read_period("2018-10")
    with pytest.raises(NoYearError):
        read_period("maj")


@pytest.mark.parametrize("text", ["31/2", "29/2", "1/13", "0/1"])
def test_a_day_without_its_year_exists_or_is_refused(text: str) -> None:
    with pytest.raises(NoSuchDayError):
        read_day_or_today(text)


def test_a_person_may_leave_the_year_out_everywhere_and_a_file_nowhere(outreach, tmp_path: Path) -> None:
    outreach("init")
    assert "2019-03-11" in outreach("register", "AAL-001", "--on", "mandag").stdout
    assert "2018-11-01" in outreach("contact", "AAL-001", "--on", "1/11").stdout
    (tmp_path / "contacts.csv").write_text("date;citizen\n1/11;AAL-001\nmandag;AAL-001\n")
    assert outreach("import", "contacts", "contacts.csv").stderr.count("not a date") == 2
    outreach("add", "worker", "W")
    outreach("add", "site", "Nord")
    plan = outreach(
        "plan", "W", "Nord", "--weekday", "tue", "--from", "1/3", "--to", "1/6", "--holiday", "5/3"
    )
    assert "12 days planned" in plan.stdout
    assert "2018-11-02" in outreach("correct", "contact", "1", "--date", "2/11").stdout
    assert "2019-03-01" in outreach("assign", "AAL-001", "W", "--from", "1/3").stdout
    assert "AAL-001" in outreach("list", "citizens", "--as-of", "friday").stdout
    report = outreach("report", "conversations", "--from", "1/11", "--to", "30. november")
    assert "01-11-2018 – 30-11-2018" in report.stdout


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["kontakt", "AAL-001", "--den", "16/3"], "--den: kan være 16-03-2018 eller 16-03-2019; skriv året"),
        (["registrer", "AAL-002", "--den", "32/3"], "--den: den dag findes ikke i kalenderen"),
        (["overdrag", "W", "V", "--den", "31/2"], "--den: den dag findes ikke i kalenderen"),
        (["kontakt", "AAL-001", "--næste-skridt", "Ring"], "Mangler: --senest."),
        (["kontakt", "AAL-001", "--næste-skridt", "Ring", "--senest", "x"], "--senest: ikke en dato"),
        (
            ["opret", "næste skridt", "--borger", "AAL-001", "--aftalt", "R", "--senest", "31/2"],
            "--senest: den dag",
        ),
        (["rapport", "samtaler", "--fordelt-på", "banan"], "banan"),
    ],
)
def test_a_wrong_day_is_told_by_the_option_that_was_typed(outreach, command: list[str], said: str) -> None:
    outreach("init")
    outreach("register", "AAL-001", "--on", "2019-03-01")
    told = outreach(*command, env={"OUTREACH_LANG": "da"}).stderr
    assert said in told
    assert "--fordelt-på" not in told or "rapport" in command


def test_a_contact_before_the_registration_is_told(outreach) -> None:
    outreach("init")
    outreach("register", "AAL-001", "--on", "1/3")
    early = outreach("contact", "AAL-001", "--on", "1/2", env={"OUTREACH_LANG": "da"})
    assert "Kontakt 1 ligger før AAL-001 blev registreret den 01-03-2019." in early.stderr
    assert "before" not in outreach("contact", "AAL-001", "--on", "1/3").stderr


def test_the_future_is_refused_unless_asked_for() -> None:
    with pytest.raises(FutureDayError):
        read_day("2019-03-16")
    assert read_day("2019-03-16", future=True) == "2019-03-16"


@given(st.dates(date(1900, 1, 1), date(2019, 3, 15)))
def test_every_day_reads_back_from_every_way_of_writing_it(day: date) -> None:
    month = MONTHS[day.month - 1]
    for text in (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day:02}-{day.month:02}-{day.year}",
        f"{day.day}/{day.month} {day.year}",
        *(f"{day.day}. {name} {day.year}" for name in month),
    ):
        assert read_day(text) == day.isoformat()


@given(st.text(max_size=25))
def test_rubbish_is_a_day_or_told_never_a_crash(text: str) -> None:
    try:
        read = read_day(text)
    except BadValueError:
        return
    assert date.fromisoformat(read) <= date(2019, 3, 15)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018", "2018-01-01", "2018-12-31"),
        ("2018-02", "2018-02-01", "2018-02-28"),
        ("2020-2", "2020-02-01", "2020-02-29"),
        ("2018-Q1", "2018-01-01", "2018-03-31"),
        ("2018-k4", "2018-10-01", "2018-12-31"),
        ("2018-W07", "2018-02-12", "2018-02-18"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("last month", "2019-02-01", "2019-02-28"),
        ("sidste måned", "2019-02-01", "2019-02-28"),
        ("this year", "2019-01-01", "2019-12-31"),
        ("i år", "2019-01-01", "2019-12-31"),
        ("i fjor", "2018-01-01", "2018-12-31"),
        ("last year", "2018-01-01", "2018-12-31"),
        ("sidste uge", "2019-03-04", "2019-03-10"),
        ("last week", "2019-03-04", "2019-03-10"),
        ("denne uge", "2019-03-11", "2019-03-17"),
        ("this week", "2019-03-11", "2019-03-17"),
        ("november 2026", "2026-11-01", "2026-11-30"),
        ("Feb. 2018", "2018-02-01", "2018-02-28"),
        ("januar 2018..marts 2018", "2018-01-01", "2018-03-31"),
        ("2018-01..2019-02", "2018-01-01", "2019-02-28"),
        ("3. februar 2018", "2018-02-03", "2018-02-03"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    period = read_period(text)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize("text", ["2018-13", "2018-W54", "2018-Q5", "18", "someday", "2018-W00", ""])
def test_what_is_no_period_is_told(text: str) -> None:
    with pytest.raises(NotAPeriodError):
        read_period(text)


def test_a_period_that_ends_before_it_begins_is_told(outreach) -> None:
    outreach("init")
    for words in (("--from", "2019-01-01", "--to", "2018-01-01"), ("--period", "2019..2018")):
        said = outreach("report", "conversations", *words)
        assert said.returncode == 3
        assert "ends before it begins" in said.stderr


@pytest.mark.parametrize(
    ("span", "danish", "english"),
    [
        ("2018-02", "februar 2018", "February 2018"),
        ("2018-04", "april 2018", "April 2018"),
        ("2018-Q1", "1. kvartal 2018", "Q1 2018"),
        ("2018-W07", "uge 7, 2018", "week 7, 2018"),
        ("2018", "2018", "2018"),
        ("2018-13", "2018-13", "2018-13"),
        ("Nord", "Nord", "Nord"),
    ],
)
def test_a_stretch_of_time_is_named_in_words(span: str, danish: str, english: str) -> None:
    assert (name_span(span, "da"), name_span(span, "en")) == (danish, english)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2018", "2018"),
        ("2017..2018", "2017 – 2018"),
        ("2018-02", "February 2018"),
        ("2018-Q3", "Q3 2018"),
        ("9998-Q4", "Q4 9998"),
        ("2018-02..2018-03", "February 2018 – March 2018"),
        ("2017-10..2018-03", "October 2017 – March 2018"),
        ("2018-02..2018-04", "February 2018 – April 2018"),
        ("2018-02-03..2018-02-03", "2018-02-03"),
        ("2018-01..2019-02", "January 2018 – February 2019"),
        ("2018-02-01..2018-02-27", "2018-02-01 – 2018-02-27"),
        ("2018-W07", "2018-02-12 – 2018-02-18"),
    ],
)
def test_a_period_is_named_as_briefly_as_it_can_be(period: str, said: str) -> None:
    assert name_period(read_period(period)) == said


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("typed", ["2026.01.04", "2026-1x-04", "1234", "2026/13/04", "20 26"])
def test_what_is_no_day_is_shown_beside_the_example_of_one(language: str, typed: str) -> None:
    """The example and what was typed make no CPR number together, which would be masked."""
    with pytest.raises(NotADayError) as error:
        read_day(typed)
    with use_language(language):
        assert mask_cpr(str(error.value)).endswith(f'("{typed}")')
