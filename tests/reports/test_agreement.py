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

from outreach_cli.api import Register, create_register, open_register
from outreach_cli.core.errors import OutreachError
from outreach_cli.reports.definitions.conditions import MeasureError
from outreach_cli.reports.definitions.definition import BadFilterError, BadRowsError
from outreach_cli.reports.definitions.filters import FILTERS
from outreach_cli.reports.definitions.measures import CountedMeasure, read_measure
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from tests.made_up import fill as make_up

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


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OUTREACH_TODAY", "2019-03-15")
        with open_register(make_up(tmp_path_factory.mktemp("made_up") / "outreach.db")) as register:
            yield register


def takes_one_row_of_each(report: str) -> bool:
    """Whether a person's latest row, or the first and the latest, stand for all: its rule says where."""
    return any(
        each.population.latest_per or each.population.paired
        for each in find_definition(report).counted.values()
    )


@pytest.mark.parametrize("field", [name for name, each in FILTERS.items() if not each.parts])
@pytest.mark.parametrize("report", [each for each in list_builtin() if not takes_one_row_of_each(each)])
def test_a_row_has_the_figures_of_the_report_of_nothing_but_that_row(
    made_up: Register, report: str, field: str
) -> None:
    try:
        table = made_up.report(report, by=field, period="2018")
    except BadRowsError:
        return
    shares = {each.key for each in find_definition(report).printed if each.measure.act == "share"}
    for row, keys in zip(table.rows, table.to_dict()["row_keys"], strict=True):
        key, *more = keys
        if more or key is None:  # by month as well, or not stated
            continue
        try:
            alone = made_up.report(report, **{field: key}, by=field, period="2018").total or {}  # type: ignore[misc]
        except BadFilterError:
            return
        for column in table.columns:
            if not column.row and column.key not in shares and alone[column.key] != "":
                assert row[column.key] == alone[column.key], (key, column.key)


TALLIED = (
    "site",
    "municipality",
    "programme",
    "sex",
    "problem",
    "month",
    "weekday",
    "band,site",
    "site,month",
)


@pytest.mark.parametrize("by", TALLIED)
def test_whoever_is_met_in_several_rows_is_counted_and_traced_in_each_and_once_in_the_total(
    made_up: Register, by: str
) -> None:
    table = made_up.report("dose", by=by, period="2018", show_unknown=True)
    whole = made_up.report("dose", period="2018")
    assert table.total is not None
    assert whole.total is not None
    assert table.total["citizens"] == whole.total["citizens"]
    assert (by == "sex") == (sum(row["citizens"] for row in table.rows) == table.total["citizens"])
    rows = len(by.split(","))
    for line in (*table.body, table.foot or ()):
        word = ", ".join(str(each or "Ikke oplyst") for each in line[:rows] if each != "")
        traced = made_up.report("dose", by=by, period="2018", traced=(word, "citizens"))
        assert len(traced.body) == line[rows], word


def test_health_of_one_municipality_is_of_its_forms_as_the_report_on_forms_is(register: Register) -> None:
    """A citizen who moved has a first answer in each; in the table of both the first of all says the row."""
    with register.change("fill") as change:
        change.register("A", on="2018-01-01")
        for month, place, answer in ((1, "Aalborg", 2), (5, "Brøndby", 3), (9, "Brøndby", 4)):
            day = f"2018-0{month}-05"
            given = {"citizen": "A", "date": day, "form": "baseline", "municipality": place}
            change.add("form", **given, self_rated_health=answer)
    health, forms = (
        register.report(name, period="2018", municipality="Brøndby").total for name in ("health", "forms")
    )
    assert health
    assert forms
    assert health["baseline_citizens"] == forms["citizens"] == 1
    assert (health["mean_first"], health["mean_last"]) == (3, 4)
    rows = {row["municipality"]: row for row in register.report("health", period="2018").rows}
    assert (rows["Aalborg"]["mean_first"], rows["Aalborg"]["mean_last"]) == (2, 4)
    assert rows["Brøndby"]["baseline_citizens"] == 0


def test_a_citizen_met_at_two_sites_stands_by_the_meetings_at_each(register: Register) -> None:
    with register.change("fill") as change:
        for site in ("Nord", "Syd"):
            change.add("site", site)
        change.register("A", on="2018-01-01")
        for day, site in (("2018-01-10", "Nord"), ("2018-02-10", "Syd"), ("2018-02-11", "Syd")):
            change.contact("A", on=day, site=site)
    by_site = register.report("dose", by="site", period="2018-Q1", language="en")
    assert [row["citizens"] for row in by_site.rows] == [1, 1]
    assert "1 citizen stands in more than one row and counts once in the total" in by_site.notes
    for spelt in ("2–4 meetings", "2-4 meetings", "2-4"):
        asked = register.report("dose", period="2018-Q1", language="en", traced=(spelt, "citizens"))
        assert asked.traced
        assert asked.traced["count"] > 0
    by_both = register.report("dose", by="band,site", period="2018-Q1", language="en")
    assert [(*line[:3],) for line in by_both.body] == [("1 meeting", "Nord", 1), ("2–4 meetings", "Syd", 1)]
    by_month = register.report("dose", by="month", period="2018-Q1", language="en")
    assert [row["citizens"] for row in by_month.rows] == [1, 1, 0]


def test_what_differs_from_one_meeting_to_another_is_no_field_of_a_persons_meetings() -> None:
    for measure in ("distinct site in dose", "count dose where site is Nord", "max date in dose"):
        with pytest.raises(MeasureError) as error:
            read_measure(measure)
        assert error.value.details["known"].split(", ")[:3] == ["times", "band", "citizen"]
    assert isinstance(read_measure("median times in dose where sex is f and band is 2-4"), CountedMeasure)
