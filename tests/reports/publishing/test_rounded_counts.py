"""Rounding by chance: about right, the same for the same citizens, and exact for none."""

from __future__ import annotations

import itertools
import json
import subprocess
from collections import defaultdict
from collections.abc import Callable

import pytest

from outreach_cli.api import Register
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
        assert abs(one["citizens"] - other["citizens"]) < 10  # type: ignore[operator]
        far += one["citizens"] != other["citizens"]
        if one["citizens"]:
            assert one["conversations_per_citizen"] == one["conversations"] / one["citizens"]  # type: ignore[operator]
    assert far > 1
    assert "About: each number of citizens" in rounded.notes[0]
    assert rounded.to_dict()["rounded_to"] == 5


def test_the_same_citizens_have_the_same_number_wherever_they_stand(register: Register) -> None:
    fill(register, {("Nord", "2018-01-15"): 17, ("Syd", "2018-02-15"): 23})
    by_site = register.report("conversations", period="2018", round=5, language="en").rows
    alone = register.report("conversations", period="2018", site=["Nord"], round=5, language="en").total
    month = register.report("conversations", period="2018-01", round=5, language="en").total
    assert alone
    assert month
    assert by_site[0]["citizens"] == alone["citizens"] == month["citizens"]


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
    rows = [row for row in said["rows"] if row["column"] == "Citizens"]
    assert rows
    assert all(row["now"] % 5 == 0 for row in rows)
    assert outreach("report", "conversations", "--period", "2018", "--suppress").returncode == 0


def test_rounding_takes_a_whole_number_from_three_up(outreach: Outreach) -> None:
    outreach("init")
    for wrong in ("2", "x"):
        run = outreach("report", "conversations", "--round", wrong, "--lang", "en")
        assert run.returncode == 3
        assert "--round takes a whole number from 3 up" in run.stderr


@pytest.mark.slow
def test_no_rounded_number_is_surely_of_few(register: Register) -> None:
    """By all that two columns print, as many citizens may be there as eight values, and K or more."""
    sizes = {f"S{size:02}-{number:02}": size for size in range(1, 15) for number in range(60)}
    fill(register, {(site, "2018-01-15"): size for site, size in sizes.items()})
    able: dict[tuple[object, object], list[int]] = defaultdict(list)
    for row in register.report("conversations", period="2018", round=5, language="en").rows:
        able[row["citizens"], row["conversations"]].append(sizes[str(row["site"])])
    for printed in itertools.product((0, 5), repeat=2):  # what those of one to fourteen alone can print
        found = able[printed]
        assert found, printed
        assert max(found) >= 5, printed
        assert max(found) - min(found) >= 4, printed
