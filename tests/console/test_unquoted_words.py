"""Values of several words without quotation marks: read where they are a day or a period, else told of."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest

Outreach = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def filled(outreach: Outreach) -> Outreach:
    """A register with two sites, a citizen and one whose code could be a year; `today` is 15 March 2019."""
    outreach("init")
    for words in (
        ("add", "site", "Nord"),
        ("add", "site", "Job- og Aktivhuset"),
        ("add", "offer", "Ryge Stop"),
        ("register", "B1", "--on", "2018-01-01"),
        ("register", "2018", "--on", "2018-01-01"),
    ):
        assert outreach(*words).returncode == 0
    return outreach


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("i går", "2019-03-14"),
        ("3. februar 2019", "2019-02-03"),
        ("den 3. februar 2019", "2019-02-03"),
        ("søndag den 3. februar 2019", "2019-02-03"),
        ("3 / 2 2019", "2019-02-03"),
    ],
)
def test_a_day_of_several_words_is_read_as_one(filled: Outreach, said: str, day: str) -> None:
    for words in (["contact", "B1", "--on", *said.split()], ["contact", "--on", *said.split(), "B1"]):
        assert filled(*words, "--site", "Nord").returncode == 0
    listed = json.loads(filled("list", "contacts", "--format", "json").stdout)
    assert [(row["date"], row["citizen"]) for row in listed["rows"]] == [(day, "B1")] * 2


def test_a_period_of_several_words_is_read_as_one(filled: Outreach) -> None:
    for said, first, last in (
        ("sidste måned", "2019-02-01", "2019-02-28"),
        ("1. februar 2018 .. 3. marts 2018", "2018-02-01", "2018-03-03"),
        ("4. kvartal 2018", "2018-10-01", "2018-12-31"),
        ("marts 2018", "2018-03-01", "2018-03-31"),
    ):
        asked = ("report", "conversations", "--period", *said.split(), "--format", "json")
        assert json.loads(filled(*asked).stdout)["period"] == {"from": first, "to": last}


def test_a_day_that_is_none_of_the_calendar_is_told_whole(filled: Outreach) -> None:
    run = filled("contact", "B1", "--site", "Nord", "--on", "31.", "februar", "2019")
    assert (run.returncode, run.stdout) == (3, "")
    assert 'no such day in the calendar ("31. februar 2019")' in run.stderr


def test_a_word_that_may_be_something_else_is_no_part_of_the_day_before_it(filled: Outreach) -> None:
    """`3/2` is a day without its year, and 2018 is a citizen here: what follows stays what it was."""
    assert filled("contact", "--site", "Nord", "--on", "3/2", "2018").returncode == 0
    listed = json.loads(filled("list", "contacts", "--format", "json").stdout)
    assert [(row["date"], row["citizen"]) for row in listed["rows"]] == [("2019-02-03", "2018")]


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("contact B1 --site Nord --on 3/2 2017", '--on "3/2 2017"'),
        ("contact B1 --site Nord --on 16/3 2017", '--on "16/3 2017"'),
        ("contact B1 --site Nord --on 31/2 2018", '--on "31/2 2018"'),
        ("contact B1 --site Nord --refer-to Ryge Stop", '--refer-to "Ryge Stop"'),
        ("contact B1 --site Job- og Aktivhuset", '--site "Job- og Aktivhuset"'),
        ("contact --site Job- og B1", '--site "Job- og"'),
        ("register B2 --site Syd huset", '--site "Syd huset"'),
        ("register B2 --problem mental illness", '--problem "mental illness"'),
        ("report conversations --site Job- og Aktivhuset", '--site "Job- og Aktivhuset"'),
        ("status B1 in progress --on yesterday", '"in progress"'),
        ("refer B1 --on i går Ryge Stop", '"Ryge Stop"'),
        ("add programme Åben og Rolig", '"Åben og Rolig"'),
    ],
)
def test_other_words_that_may_belong_together_are_shown_quoted(
    filled: Outreach, words: str, quoted: str
) -> None:
    run = filled(*words.split())
    assert run.returncode in (2, 3)
    assert f"Words that belong together stand in quotation marks: {quoted}." in run.stderr


@pytest.mark.parametrize(
    "words",
    [
        "contact --site Nord B9",
        "contact --on yesterday B9",
        "contact --minutes 20 B9",
        "contact --reached yes B9",
        "contact --kind visit B9",
        "contact B9 --on yesterday",
        "register B2 B3 --site Nord",
        "show B1 2018",
        "remove contacts 4 5",
    ],
)
def test_a_word_after_a_value_that_is_whole_is_not(filled: Outreach, words: str) -> None:
    run = filled(*words.split())
    assert run.returncode in (2, 3)
    assert "quotation marks" not in run.stderr


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("--from 1/10 --to 31/12-2018", "2018-10-01", "2018-12-31"),
        ("--from=1/10 --to=31/12-2017", "2017-10-01", "2017-12-31"),
        ("--to 2018-01-31 --from 1/12", "2017-12-01", "2018-01-31"),
        ("--from 29/2 --to 1/3-2017", "2016-02-29", "2017-03-01"),
        ("--from 1/2 --to 1/3", "2019-02-01", "2019-03-01"),
    ],
)
def test_a_first_day_without_its_year_is_of_the_year_of_the_last(
    filled: Outreach, words: str, first: str, last: str
) -> None:
    run = filled("report", "conversations", *words.split(), "--format", "json")
    assert json.loads(run.stdout)["period"] == {"from": first, "to": last}


def test_a_plan_begins_in_the_year_in_which_it_ends(filled: Outreach) -> None:
    assert filled("add", "worker", "SPL-1").returncode == 0
    asked = ("--weekday", "tue", "--from", "1/12", "--to", "31/12-2020")
    run = filled("plan", "SPL-1", "Nord", *asked)
    assert run.stdout.startswith("5 days planned")
