"""Two periods on a terminal: a row holds both numbers and the change, one below the other."""

from __future__ import annotations

import re

import pytest

from outreach_cli.api import Register
from outreach_cli.tables.charts import add_chart
from outreach_cli.tables.terminal import write


@pytest.fixture
def two_years(register: Register) -> Register:
    """Five contacts with citizens of one site in 2017, and eight in 2018."""
    with register.change("fill") as change:
        change.add("site", "Nord")
        for year, number in ((2017, 5), (2018, 8)):
            for each in range(number):
                change.register(f"B{year}{each}", on=f"{year}-01-01")
                change.contact(f"B{year}{each}", on=f"{year}-03-01", site="Nord")
    return register


@pytest.mark.parametrize("width", [None, 80])
def test_the_numbers_of_both_periods_stand_one_below_the_other(
    two_years: Register, width: int | None
) -> None:
    table = two_years.report("conversations", period="2018", against="2017", language="en")
    lines = write(table, width=width).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(" Nord"))
    said = [line.split() for line in lines[at : at + 4]]
    assert [words[-4:-2] for words in said] == [["8", "8"], ["5", "5"], ["+3", "+3"], ["+60%", "+60%"]]
    assert [words[-5] for words in said] == ["2018", "2017", "change", "percent"]
    assert width is None or max(map(len, lines)) <= width


def test_long_names_of_periods_are_told_below(two_years: Register) -> None:
    table = two_years.report(
        "conversations", period="2018-Q1..2018-Q2", against="2017-Q1..2017-Q2", language="da"
    )
    said = write(table, width=80)
    assert "\nnu: januar 2018 – juni 2018 · før: januar 2017 – juni 2017\n" in said
    assert [line.split()[1] for line in said.splitlines() if line.startswith(" Nord")] == ["nu"]
    later = two_years.report(
        "conversations", period="2017-Q1..2017-Q2", against="2018-Q1..2018-Q2", language="en"
    )
    assert "\nnow: " in write(later, width=80)
    assert " · later: " in write(later, width=80)


def test_what_is_hidden_in_one_period_is_hidden_in_the_change(two_years: Register) -> None:
    table = two_years.report("conversations", period="2018", against="2017", suppress=9, language="en")
    lines = write(table, width=80).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(" Nord"))
    assert [line.split()[-4] for line in lines[at : at + 4]] == ["•"] * 4


@pytest.mark.parametrize("width", [60, 70, 80])
def test_each_number_stands_on_the_line_of_its_period_however_long_the_names_of_the_rows(
    two_years: Register, width: int
) -> None:
    with two_years.change("rename") as change:
        change.correct("site", "Nord", site="Fællesværestedet for hjemløse og udsatte borgere i Nørresundby")
    lines = write(two_years.report("conversations", period="2018-Q1", against="previous"), width=width)
    names = ("1. kvartal 2018", "4. kvartal 2017", "ændring", "i procent")
    told = [each for line in lines.splitlines() for each in names if f" {each} " in line]
    assert told
    assert told == [*names] * (len(told) // 4)
    assert max(map(len, lines.splitlines())) <= width


@pytest.mark.parametrize("width", [None, 80, 200])
def test_bars_of_two_periods_stand_below_their_numbers_in_a_pipe_too(
    two_years: Register, width: int | None
) -> None:
    table = two_years.report("conversations", period="2018", against="2017", language="en")
    numbers, *bars = write(add_chart(table), width=width).split("\n\n\n")
    assert numbers + "\n" == write(table, width=width)
    (drawn,) = bars
    assert re.search(r" Nord +8 +5 +█+\n +▒+\n", drawn)
    assert max(map(len, drawn.splitlines())) <= (width or 120)


def test_the_change_of_a_share_is_in_points_and_never_looks_like_a_change_in_percent(
    two_years: Register,
) -> None:
    with two_years.change("refer") as change:
        change.add("offer", "Rygestop")
        change.refer("B20170", "Rygestop", on="2017-03-02")
        change.refer("B20180", "Rygestop", on="2018-03-02")
        change.refer("B20181", "Rygestop", on="2018-03-02", outcome="started", outcome_date="2018-03-05")
    table = two_years.report("referrals", period="2018", against="2017", language="da")
    lines = write(table, width=120).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(" Rygestop"))
    assert [line[-5:].strip() for line in lines[at : at + 3]] == ["50\u00a0%", "0\u00a0%", "50 pp"]
    assert lines[at + 2].endswith("  +50 pp")
