"""What names the same thing has the same figure in every report, on registers drawn at random."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from outreach_cli.api import Register, create_register
from outreach_cli.core.errors import OutreachError

DAYS = some.integers(0, 400).map(lambda number: (date(2018, 1, 1) + timedelta(days=number)).isoformat())
CITIZENS = some.sampled_from(("B-10", "B-20", "B-30", "B-40"))
SITES = some.sampled_from(("Nord", "Syd", None))
PROGRAMMES = some.sampled_from(("Kursus", "Café", None))
ACTS = some.one_of(
    some.tuples(
        some.just("contact"),
        some.fixed_dictionaries(
            {
                "citizen": CITIZENS,
                "date": DAYS,
                "site": SITES,
                "programme": PROGRAMMES,
                "kind": some.sampled_from(("conversation", "visit", "phone")),
                "reached": some.sampled_from(("yes", "yes", "no")),
                "worker": some.sampled_from(("SPL-1", "SPL-2", None)),
                "minutes": some.sampled_from((None, 0, 30)),
            }
        ),
    ),
    some.tuples(
        some.just("referral"),
        some.fixed_dictionaries(
            {
                "citizen": CITIZENS,
                "date": DAYS,
                "site": SITES,
                "programme": PROGRAMMES,
                "offer": some.sampled_from(("Rygestop", "Motion", None)),
                "outcome": some.sampled_from((None, "accepted", "started", "completed", "no_show")),
                "outcome_date": DAYS,
            }
        ),
    ),
    some.tuples(
        some.just("enrolment"),
        some.fixed_dictionaries(
            {"citizen": CITIZENS, "programme": some.just("Kursus"), "started_on": DAYS, "site": SITES}
        ),
    ),
    some.tuples(
        some.just("session"),
        some.fixed_dictionaries(
            {
                "group": some.just("Café"),
                "date": DAYS,
                "site": SITES,
                "relatives": some.sampled_from((0, 3)),
            }
        ),
    ),
    some.tuples(
        some.just("attendance"),
        some.fixed_dictionaries(
            {
                "group": some.just("Café"),
                "date": DAYS,
                "citizen": CITIZENS,
                "attended": some.sampled_from(("yes", "yes", "no")),
            }
        ),
    ),
    some.tuples(
        some.just("form"),
        some.fixed_dictionaries(
            {
                "citizen": CITIZENS,
                "date": DAYS,
                "form": some.just("baseline"),
                "self_rated_health": some.integers(1, 5),
            }
        ),
    ),
    some.tuples(
        some.just("closing"),
        some.fixed_dictionaries({"citizen": CITIZENS, "closed_on": DAYS, "reason": some.just("moved")}),
    ),
    some.tuples(
        some.just("worker"),
        some.fixed_dictionaries(
            {
                "worker": some.integers(3, 9).map(lambda number: f"SPL-{number}"),
                "site": SITES,
                "started_on": some.one_of(some.none(), DAYS),
                "ended_on": some.one_of(some.none(), DAYS),
            }
        ),
    ),
)
ASKED = some.fixed_dictionaries(
    {"period": some.sampled_from(("2018", "2018-02..2018-09", "2018-Q2", "2018-03-05", None))},
    optional={
        "site": some.just(["Nord"]),
        "municipality": some.sampled_from(("Aalborg", "Roskilde")),
    },
)
SAME = {
    "conversations": (
        *(("conversations", "conversations"), ("monthly", "conversations"), ("presence", "conversations")),
    ),
    "citizens with a conversation": (("conversations", "citizens"), ("monthly", "citizens")),
    "referrals": (
        *(("conversations", "referrals"), ("monthly", "referrals")),
        *(("referrals", "referrals"), ("waiting", "referrals")),
    ),
    "referrals started": (("referrals", "started"), ("waiting", "started")),
    "referrals open": (("referrals", "pending"), ("waiting", "open")),
    "attendances": (("monthly", "attendances"), ("groups", "attendances")),
    "valid forms": (("monthly", "valid_forms"), ("forms", "valid_forms")),
    "new citizens": (("monthly", "new_citizens"), ("flow", "new")),
}
"""Each thing with the reports and columns that name it."""
BALANCES = {
    "flow": (("at_start", "new", "returned"), ("closed", "silent"), "at_end"),
    "staffing": (("at_start", "joined"), ("left",), "at_end"),
}
"""What is there at the start with what comes to it, less what goes, is what is there at the end."""


def fill(path: Path, acts: list[tuple[str, dict[str, Any]]]) -> Iterator[Register]:
    with create_register(path, municipality="Aalborg") as register:
        with register.change("base") as change:
            change.add("site", "Nord", municipality="Aalborg")
            change.add("site", "Syd", municipality="Roskilde")
            for programme in ("Kursus", "Café"):
                change.add("programme", programme)
            for offer in ("Rygestop", "Motion"):
                change.add("offer", offer)
            for worker in ("SPL-1", "SPL-2"):
                change.add("worker", worker)
            for number, site in ((10, "Nord"), (20, "Syd"), (30, None), (40, "Nord")):
                change.register(f"B-{number}", on="2018-01-01", site=site)
        for kind, fields in acts:
            try:
                with register.change("act") as change:
                    change.add(kind, **fields)
            except OutreachError:
                continue  # what the register refuses is not in it, and is counted nowhere
        yield register


@pytest.mark.slow
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(some.lists(ACTS, min_size=8, max_size=30), some.lists(ASKED, min_size=1, max_size=3))
def test_the_same_thing_has_the_same_figure_in_every_report_and_stocks_balance(
    acts: list[tuple[str, dict[str, Any]]], questions: list[dict[str, Any]]
) -> None:
    os.environ["OUTREACH_TODAY"] = "2019-03-15"
    with TemporaryDirectory() as folder:
        for register in fill(Path(folder) / "outreach.db", acts):
            for asked in questions:
                totals = total_each(register, asked)
                for thing, named in SAME.items():
                    figures = {report: totals[report][column] for report, column in named if report in totals}
                    assert len(set(figures.values())) == 1, (thing, figures)
                check_balances(register, asked)


def total_each(register: Register, asked: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The total of each report that can be filtered so."""
    totals = {}
    for report in {report for named in SAME.values() for report, _column in named}:
        choices = {"first": "2017-12-01", "last": "2019-03-15"} if asked["period"] is None else asked
        total = register.report(report, **{**asked, "period": None, **choices}).total
        assert total is not None
        totals[report] = total
    return totals


def check_balances(register: Register, asked: dict[str, Any]) -> None:
    for report, (come, go, end) in BALANCES.items():
        choices = asked if report == "flow" else {**asked, "by": "month"}
        table = register.report(report, **choices)
        assert table.total is not None
        for row in (*table.rows, table.total):
            assert sum(row[key] for key in come) - sum(row[key] for key in go) == row[end], (report, row)
        starts = [row[come[0]] for row in table.rows]
        assert starts[1:] == [row[end] for row in table.rows][:-1]
        assert all(sum(row[key] for row in table.rows) == table.total[key] for key in (*come[1:], *go))
