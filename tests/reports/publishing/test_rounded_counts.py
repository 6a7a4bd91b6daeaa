"""Rounding by chance: about right, the same for the same citizens, and exact for none."""

from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach_cli.api import Register, create_register
from tests.auditor import PERSONS
from tests.reports.publishing.made_registers import make_year
from tests.reports.publishing.test_decision import fill

Outreach = Callable[..., "subprocess.CompletedProcess[str]"]
COUNTS = ("citizens", "conversations", "referrals")


def test_every_number_of_citizens_is_a_multiple_and_near(register: Register) -> None:
    make_year(register, 80)
    rounded, whole = (
        register.report("conversations", period="2018", language="en", **how)  # type: ignore[arg-type]
        for how in ({"round": 5}, {})
    )
    far = 0
    for one, other in zip([*rounded.rows, rounded.total], [*whole.rows, whole.total], strict=True):
        assert one
        assert other
        for key in COUNTS:
            assert one[key] % 5 == 0  # type: ignore[operator]
        assert abs(one["citizens"] - other["citizens"]) <= 8  # type: ignore[operator]
        far += one["citizens"] != other["citizens"]
        if one["citizens"]:
            assert one["conversations_per_citizen"] == one["conversations"] / one["citizens"]  # type: ignore[operator]
    assert far > 1
    assert "a multiple of 5" in rounded.notes[0]
    assert "at most 8 from the true one" in rounded.notes[0]
    assert rounded.to_dict()["rounded_to"] == 5


@pytest.mark.slow
def test_every_report_s_numbers_of_citizens_are_near(register: Register) -> None:
    """Those of `flow` too, which counts a citizen each time that one comes or goes."""
    make_year(register, 80)
    for report, columns in PERSONS.items():
        rounded, whole = (
            register.report(report, period="2018", language="en", **how)  # type: ignore[arg-type]
            for how in ({"round": 5}, {})
        )
        most = 24 if report == "flow" else 8
        for one, other in zip([*rounded.rows, rounded.total], [*whole.rows, whole.total], strict=True):
            assert one
            assert other
            for key in columns:
                assert one[key] % 5 == 0  # type: ignore[operator]
                assert abs(one[key] - other[key]) <= most, (report, key)  # type: ignore[operator]


def test_the_same_citizens_have_the_same_number_wherever_they_stand(register: Register) -> None:
    fill(register, {("Nord", "2018-01-15"): 17, ("Syd", "2018-02-15"): 23})
    by_site = register.report("conversations", period="2018", round=5, language="en").rows
    alone = register.report("conversations", period="2018", site=["Nord"], round=5, language="en").total
    month = register.report("conversations", period="2018-01", round=5, language="en").total
    assert alone
    assert month
    assert by_site[0]["citizens"] == alone["citizens"] == month["citizens"]


SHARES = """
name = "own"
title = "Shares"
rows = "status"
[[column]]
key = "citizens"
label = "Citizens"
measure = "distinct citizen in course_standing"
[[column]]
key = "plain"
label = "Of one"
measure = "share of citizens"
[[column]]
key = "percent"
label = "Of a hundred"
measure = "share of citizens"
show = "percent"
"""


@pytest.mark.parametrize("number", range(9, 25))
def test_a_share_of_rounded_numbers_is_at_most_all(register: Register, number: int) -> None:
    """One of the few without a status leaves a row nearly the whole, so that chance may round it to more."""
    with register.change("fill") as change:
        change.add("programme", "Kursus")
        for each in range(number):
            change.register(f"C{each}", on="2018-01-01")
            change.enrol(f"C{each}", "Kursus", on="2018-01-02")
            if each:
                change.status(f"C{each}", "completed", programme="Kursus", on="2018-02-01")
    table = register.report("courses", period="2018", round=5, language="en")
    assert table.total
    for row in table.rows:
        share, all_of = row["share"], table.total["citizens"]
        exact = row["citizens"] / all_of if all_of else None  # type: ignore[operator]
        assert share == (None if exact is None else min(exact, 1))
    assert "shares (100 % at most)" in table.notes[0]
    file = register.path.parent / "own.toml"
    file.write_text(SHARES, encoding="utf-8")
    for row in register.report(str(file), period="2018", round=5, programme="Kursus").rows:
        assert row["plain"] == row["percent"]
        assert row["plain"] is None or 0 <= row["plain"] <= 1  # type: ignore[operator]


def test_nobody_stays_nobody(register: Register) -> None:
    fill(register, {("Nord", "2018-01-15"): 17})
    assert register.report("conversations", period="2018-03", round=5).total["citizens"] == 0  # type: ignore[index]


def test_a_rounded_publication_has_an_erratum_too(outreach: Outreach, register: Register) -> None:
    fill(register, {("Nord", "2018-01-15"): 40})
    run = outreach("report", "all", "--period", "2018", "--round", "5", "--publish", "About")
    assert run.returncode == 0, run.stderr
    said = json.loads(outreach("published", "About", "--compare", "--format", "json", "--lang", "en").stdout)
    assert said["rows"] == []
    fill(register, {("Nord", "2018-01-16"): 60})
    said = json.loads(outreach("published", "About", "--compare", "--format", "json", "--lang", "en").stdout)
    rows = [row for row in said["rows"] if row["column"] == "citizens"]
    assert rows
    assert all(row["now"] % 5 == 0 for row in rows)
    assert outreach("report", "conversations", "--period", "2018", "--suppress").returncode == 0


def test_a_document_does_not_say_that_nothing_was_counted_where_it_is_rounded(register: Register) -> None:
    """What is 0 may be eight, so that would not be true; and that it is would tell."""
    fill(register, {("Nord", "2018-01-15"): 40})
    notes = register.book("all", period="2018", round=5, language="en").notes
    said = [each for each in notes if each.startswith("Left out, for")]
    assert len(said) == 1
    assert said[0].startswith("Left out, for all of their numbers are about 0: ")
    assert "Referrals and what came of them" in said[0]


def test_rounding_takes_a_whole_number_from_three_up(outreach: Outreach) -> None:
    outreach("init")
    for wrong in ("2", "x"):
        run = outreach("report", "conversations", "--round", wrong, "--lang", "en")
        assert run.returncode == 3
        assert "--round takes a whole number from 3 up" in run.stderr


def test_what_the_same_citizens_did_is_rounded_with_them(tmp_path: Path) -> None:
    """None has less than one conversation, and a mean is that of the numbers beside it: for any secret."""
    for secret in range(8):
        with create_register(tmp_path / f"{secret}.db") as register:
            fill(register, {("Nord", "2018-01-15"): 6, ("Syd", "2018-01-15"): 11})
            with register.change("minutes") as change:
                for number in range(11):
                    change.contact(
                        f"B{number}", on="2018-02-01", site="Nord", kind="visit", minutes=number + 20
                    )
            talks = register.report("conversations", period="2018", round=5, language="en")
            times = register.report("time", period="2018", round=5, language="en")
        for row in [*talks.rows, talks.total]:
            assert row
            assert row["conversations"] == row["citizens"]
        for row in [*times.rows, times.total]:
            assert row
            if row["mean_minutes"] is not None:
                assert row["mean_minutes"] == row["minutes"] / row["minutes_stated"]  # type: ignore[operator]


def test_a_mean_that_may_be_of_one_is_not_told(register: Register) -> None:
    with register.change("minutes") as change:
        for number in range(60):
            change.add("site", f"S{number}")
            change.register(f"B{number}", on="2018-01-01")
            change.contact(f"B{number}", on="2018-02-01", site=f"S{number}", minutes=30)
    rows = register.report("time", by="site", period="2018", round=5).rows
    assert {row["contacts"] for row in rows} == {0, 5}
    assert {row["mean_minutes"] for row in rows} == {None}


def test_a_mean_of_many_is_near_the_true_one_and_below_nothing_stays_below(tmp_path: Path) -> None:
    for secret in range(8):
        with create_register(tmp_path / f"{secret}.db") as register:
            with register.change("health") as change:
                for number in range(60):  # the last twenty without a follow-up
                    change.register(
                        f"B{number}", on="2018-01-01", birth_year=1940 + number, municipality="Aalborg"
                    )
                    change.assess(f"B{number}", "4", on="2018-01-10")
                    if number < 40:
                        change.assess(f"B{number}", "3", on="2018-03-10")
            table = register.report("health", period="2018", round=5, language="en")
        assert table.total
        assert table.total["mean_change"] == -1
        (said,) = (note for note in table.notes if "Mean year of birth" in note)
        (year,) = re.findall(r"about (\d+) for citizens with", said)
        assert abs(int(year) - 1959.5) <= 1


@pytest.mark.slow
def test_no_rounded_number_is_surely_of_few(register: Register) -> None:
    """By all that two columns print, as many citizens may be there as five values, and K or more.

    Even by who knows that each of them had one conversation, or that each had two.
    """
    sizes = {
        f"{times}-{size:02}-{number:03}": size
        for times, most, sites in ((1, 10, 40), (2, 8, 40))
        for size in range(1, most + 1)
        for number in range(sites)
    }
    fill(register, {(site, "2018-01-15"): size for site, size in sizes.items()})
    with register.change("again") as change:
        number = 0
        for site, size in sizes.items():
            for each in range(number, number + size if site[0] == "2" else number):
                change.contact(f"B{each}", on="2018-01-16", site=site)
            number += size
    able: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in register.report("conversations", period="2018", round=5, language="en").rows:
        site = str(row["site"])
        able[site[0], row["citizens"], row["conversations"]].append(sizes[site])
    for printed in (("1", 0, 0), ("1", 5, 5), ("2", 0, 0), ("2", 5, 10)):
        found = able[printed]
        assert max(found) >= 5, printed
        assert max(found) - min(found) >= 4, printed
