"""Periods: every one that the program prints can be typed, in either language."""

from __future__ import annotations

import pytest

from outreach_cli.core.days import use_today
from outreach_cli.core.language import use_language
from outreach_cli.core.periods import (
    NotALongTimeError,
    NotAPeriodError,
    Period,
    name_period,
    name_span,
    read_past_day,
    read_period,
)

PERIODS = [
    "2018",
    "2017..2018",
    "2018-02",
    "2018-11..2019-02",
    "2018-Q1",
    "2018-W07",
    "2018-02-03",
    "2018-02-03..2019-02-28",
]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("period", PERIODS)
def test_a_period_is_read_as_it_is_printed(period: str, language: str) -> None:
    with use_language(language):
        assert read_period(name_period(read_period(period))) == read_period(period)
        assert read_period(name_span(period)) == read_period(period)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    "asked", ["--period 2018-Q1", "--to 2018-03-31", "--from 2018-01-02 --to 2018-03-31"]
)
def test_a_report_states_its_period_as_it_is_read(typed, language: str, asked: str) -> None:
    typed("init")
    said = typed(f"--lang {language} report conversations {asked}").out.splitlines()[1].split(" · ")[0]
    again = typed(
        "report", "conversations", "--format", "json", "--period", said.removeprefix("Period").strip("e ")
    )
    assert again.table["period"] == typed(f"report conversations {asked} --format json").table["period"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("last quarter", "2018-Q4"),
        ("sidste kvartal", "2018-Q4"),
        ("dette kvartal", "2019-Q1"),
        ("this quarter", "2019-Q1"),
        ("last week", "2019-W10"),
        ("sidste uge", "2019-W10"),
        ("last year", "2018"),
        ("sidste år", "2018"),
        ("last month", "2019-02"),
        ("sidste maaned", "2019-02"),
        ("i år", "2019"),
        ("K1 2018", "2018-Q1"),
        ("q1 2018", "2018-Q1"),
        ("2018 k1", "2018-Q1"),
        ("1.kvartal 2018", "2018-Q1"),
        ("uge 7 2018", "2018-W07"),
        ("Week 07, 2018", "2018-W07"),
        ("januar 2018 - marts 2018", "2018-Q1"),
        ("3 - 4 - 2018", "2018-04-03"),
        ("1. halvår 2018", "2018-01..2018-06"),
        ("Andet halvår 2018", "2018-07..2018-12"),
        ("2018-H2", "2018-07..2018-12"),
        ("H1 2018", "2018-01..2018-06"),
        ("sidste halvår", "2018-07..2018-12"),
        ("this half-year", "2019-01..2019-06"),
        ("første kvartal 2018", "2018-Q1"),
        ("forrige måned", "2019-02"),
        ("forrige kvartal", "2018-Q4"),
        ("januar til marts 2018", "2018-Q1"),
        ("jan-mar 2018", "2018-Q1"),
        ("januar–marts 2018", "2018-Q1"),
        ("1.1.2018–31.3.2018", "2018-Q1"),
        ("1/1 til og med 31/3 2018", "2018-Q1"),
        ("uge 7 - uge 8 2018", "2018-W07..2018-W08"),
    ],
)
def test_a_period_is_read_in_words(said: str, meant: str) -> None:
    assert read_period(said) == read_period(meant)


@pytest.mark.parametrize("today", ["2018-06-30", "2019-03-15", "2026-11-28"])
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("oktober - december 2018", "2018-Q4"),
        ("januar - marts 2017", "2017-Q1"),
        ("november – januar 2018", "2017-11..2018-01"),
        ("januar - januar 2018", "2018-01"),
        ("januar - 15. januar 2018", "2018-01-01..2018-01-15"),
        ("29. februar - 1. marts 2020", "2020-02-29..2020-03-01"),
        ("1. oktober - 31. december 2018", "2018-Q4"),
        ("april .. 3. maj 2018", "2018-04-01..2018-05-03"),
    ],
)
def test_a_beginning_without_its_year_is_of_the_year_in_which_the_period_ends(
    monkeypatch: pytest.MonkeyPatch, today: str, said: str, meant: str
) -> None:
    monkeypatch.setenv("OUTREACH_TODAY", today)
    assert read_period(said) == read_period(meant)


def test_an_open_period_is_read_as_it_is_stated() -> None:
    assert (
        read_period("Til og med 28-02-2019") == read_period("until 2019-02-28") == Period(None, "2019-02-28")
    )


@pytest.mark.parametrize(
    "text", ["5. kvartal 2018", "K5 2018", "uge 54 2018", "uge 7", "2016 – 2017 – 2018", " – 2018"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(NotAPeriodError):
        read_period(text)


@pytest.mark.parametrize(
    ("today", "said", "day"),
    [
        ("2019-05-31", "1 måned", "2019-04-30"),
        ("2019-05-31", "2m", "2019-03-31"),
        ("2020-02-29", "1y", "2019-02-28"),
        ("2019-03-30", "13 mdr", "2018-02-28"),
        ("2019-03-15", "5 år", "2014-03-15"),
    ],
)
def test_so_long_ago_is_the_same_day_of_that_month_or_its_last(today: str, said: str, day: str) -> None:
    with use_today(today):
        assert read_past_day(said) == day


def test_a_time_before_all_years_is_refused() -> None:
    with use_today("0040-01-01"), pytest.raises(NotALongTimeError):
        read_past_day("999m")
