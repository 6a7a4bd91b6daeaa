"""What is there on a day: at a period's start and end, and in rows by month at each month's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from outreach_cli.api import Register, create_register
from outreach_cli.core.language import use_language
from outreach_cli.reports.definitions.definition import BadRowsError
from tests.reports.publishing.made_registers import make_year

JOINED = {"SPL-1": (None, None), "SPL-2": ("2018-01-15", "2018-02-28"), "SPL-3": ("2018-02-01", None)}


@pytest.fixture
def staffed(register: Register) -> Register:
    """One worker since ever, one from mid-January to the last of February, one from February on."""
    with register.change("staff") as change:
        for worker, (started, ended) in JOINED.items():
            change.add("worker", worker, started_on=started, ended_on=ended)
    return register


def cells(register: Register, report: str, row: str, *keys: str, **asked: Any) -> dict[Any, list[Any]]:
    """The report's cells by the key of the row, the total under `total`."""
    table = register.report(report, **asked)
    assert table.total
    found = {each[row]: [each[key] for key in keys] for each in table.rows}
    return found | {"total": [table.total[key] for key in keys]}


BALANCE = ("at_start", "joined", "left", "at_end")


def test_a_stock_by_month_is_taken_at_each_months_start_and_end(staffed: Register) -> None:
    found = cells(staffed, "staffing", "month", *BALANCE, by="month", period="2018-01..2018-04")
    assert found == {
        "2018-01": [1, 1, 0, 2],
        "2018-02": [2, 1, 1, 2],
        "2018-03": [2, 0, 0, 2],
        "2018-04": [2, 0, 0, 2],
        "total": [1, 2, 1, 2],
    }


def test_months_of_a_stock_are_cut_to_the_period(staffed: Register) -> None:
    found = cells(staffed, "staffing", "month", *BALANCE, by="month", first="2018-01-16", last="2018-02-27")
    assert found == {"2018-01": [2, 0, 0, 2], "2018-02": [2, 1, 0, 3], "total": [2, 1, 0, 3]}


def test_without_a_period_who_has_no_start_day_was_there_from_the_beginning(staffed: Register) -> None:
    found = cells(staffed, "staffing", "month", *BALANCE, by="month", last="2018-03-31")
    assert found["total"] == [1, 2, 1, 2]
    assert [found[month] for month in ("2018-01", "2018-02", "2018-03")] == [
        [1, 1, 0, 2],
        [2, 1, 1, 2],
        [2, 0, 0, 2],
    ]


def test_who_leaves_on_the_first_day_was_there_at_the_start(register: Register) -> None:
    with register.change("staff") as change:
        change.add("worker", "SPL-1", started_on="2017-05-01", ended_on="2018-01-01")
        change.add("worker", "SPL-2", started_on="2018-01-01", ended_on="2018-01-31")
    found = cells(register, "staffing", "month", *BALANCE, by="month", period="2018-01")
    assert found == {"2018-01": [1, 1, 2, 0], "total": [1, 1, 2, 0]}


def test_a_caseload_by_month_has_those_of_each_months_end(register: Register) -> None:
    with register.change("assign") as change:
        change.add("worker", "SPL-1")
        for number in (1, 2):
            change.register(f"B{number}", on="2017-01-01")
        change.add("assignment", citizen="B1", worker="SPL-1", started_on="2017-06-01", ended_on="2018-02-28")
        change.assign("B2", "SPL-1", on="2018-02-15")
    found = cells(register, "caseload", "month", "active", "new", "ended", by="month", period="2018-Q1")
    assert {month: each[0] for month, each in found.items()} == {
        "2018-01": 2,  # B2 without a pathway partner is one of those that the report is about
        "2018-02": 2,
        "2018-03": 2,
        "total": 2,
    }
    found = cells(register, "caseload", "worker", "active", "new", "ended", period="2018-02")
    assert found == {"SPL-1": [1, 1, 1], None: [1, 0, 0], "total": [2, 1, 1]}


def test_a_traced_stock_lists_those_of_the_months_own_day(staffed: Register) -> None:
    table = staffed.report("staffing", by="month", period="2018", traced=("2018-01", "at_end"))
    assert sorted(str(each["worker"]) for each in table.rows) == ["SPL-1", "SPL-2"]
    table = staffed.report("staffing", by="month", period="2018", traced=("2018-03", "at_start"))
    assert sorted(str(each["worker"]) for each in table.rows) == ["SPL-1", "SPL-3"]


def test_a_compared_stock_lists_who_made_the_difference_in_each_month(staffed: Register) -> None:
    with staffed.change("late") as change:
        before = change.id - 1
        change.add("worker", "SPL-4", started_on="2018-02-10")
    table = staffed.report("staffing", by="month", period="2018-01..2018-03", compare_with=before)
    grown = [each["row"] for each in table.rows if each["column"] == "Ansatte ved slut"]
    assert grown == ["2018-02", "2018-03", "I alt"]
    assert all(each["difference"] == 1 for each in table.rows if each["column"] == "Ansatte ved slut")
    assert all("+1" in str(each["causes"]) for each in table.rows if each["column"] == "Ansatte ved slut")


@pytest.mark.parametrize(("report", "by"), [("projects", "municipality"), ("forms", "model")])
def test_no_key_stands_twice_in_a_table(register: Register, report: str, by: str) -> None:
    with register.change("add") as change:
        change.add("site", "Nord", municipality="Aalborg", model="health_centre")
        for name in ("Et", "To"):
            change.add("project", name, municipality="Aalborg", status="ended")
    table = register.report(report, by=by)
    keys = [each.key for each in table.columns]
    assert len(keys) == len(set(keys))
    assert table.rows[0][by] in ("Aalborg", "Sundhedscenter")


def test_a_cell_that_two_records_would_share_is_neither_of_them(register: Register) -> None:
    with register.change("add") as change:
        change.add("project", "Et", municipality="Aalborg", status="ended", owner="A")
        change.add("project", "To", municipality="Aalborg", status="ended", owner="B")
        change.add("project", "Tre", municipality="Roskilde", status="ended", owner="C")
    found = cells(register, "projects", "municipality", "owner", "status", by="municipality")
    assert found["Aalborg"] == [None, None]
    assert found["Roskilde"] == ["C", "Afsluttet"]


def test_months_to_come_are_not_printed_and_the_period_says_how_far_it_is_counted(staffed: Register) -> None:
    table = staffed.report("staffing", by="month", period="2019")
    assert [each["month"] for each in table.rows] == ["2019-01", "2019-02", "2019-03"]
    assert table.period == ("2019-01-01", "2019-03-15")
    assert any("31-12-2019" in note and "15-03-2019" in note for note in table.notes)


def test_at_the_end_of_a_period_that_goes_on_is_today(register: Register) -> None:
    with register.change("staff") as change:
        change.add("worker", "SPL-1", started_on="2018-01-01", ended_on="2019-06-30")
    found = cells(register, "staffing", "month", *BALANCE, by="month", period="2019")
    assert found["total"] == [1, 0, 0, 1]


def test_a_period_that_has_not_begun_says_so(staffed: Register) -> None:
    table = staffed.report("monthly", period="2020")
    assert table.rows == []
    assert "Perioden er ikke begyndt endnu" in table.notes


@pytest.mark.parametrize("by", ["month", "week", "quarter"])
@pytest.mark.parametrize(("first", "last"), [("2019-04-01", "2019-04-30"), ("2019-03-16", "2019-05-25")])
def test_nothing_of_a_period_to_come_is_counted_and_its_ends_are_today(
    register: Register, first: str, last: str, by: str
) -> None:
    with register.change("plan") as change:
        change.add("site", "North")
        change.add("worker", "SPL-1")
        for citizen in ("B1", "B2"):
            change.register(citizen, on="2019-01-01")
        change.contact("B1", on="2019-01-10", site="North", worker="SPL-1")  # silent from 11 April
        change.assign("B1", "SPL-1", on="2019-01-10")
        change.assign("B2", "SPL-1", on="2019-04-10")
        change.plan("SPL-1", "North", ["mon"], first="2019-03-18", last="2019-05-20")
    for report, stocks in (
        ("flow", {"at_start": 1, "at_end": 1}),
        ("staffing", {"at_start": 1, "at_end": 1}),
        ("caseload", {"active": 2, "no_contact_30_days": 2}),
        ("presence", {}),
        ("conversations", {}),
    ):
        table = register.report(report, by=by, first=first, last=last)
        counted = {key: cell for key, cell in (table.total or {}).items() if cell and key != by}
        assert (table.rows, counted) == ([], stocks), report
        assert table.period == (first, last)
        assert "Perioden er ikke begyndt endnu" in table.notes


@pytest.fixture
def met(register: Register) -> Register:
    """One citizen met in December and in January, who turns 18 in the year of the January."""
    with register.change("meet") as change:
        change.add("site", "North")
        change.register("B1", on="2017-11-01", birth_year=2000, sex="f")
        for day in ("2017-12-20", "2018-01-20"):
            change.contact("B1", on=day, site="North")
    return register


FLOW = ("at_start", "new", "returned", "closed", "silent", "at_end")


def test_every_month_of_a_period_tells_ages_by_the_year_in_which_the_period_ends(met: Register) -> None:
    asked: Any = {"first": "2017-12-01", "last": "2018-01-31", "language": "en"}
    table = met.report("flow", by="age", **asked)
    found = {(row["month"], row["age"]): [row[key] for key in FLOW] for row in table.rows}
    assert found == {("2017-12", "18–24"): [0, 1, 0, 0, 0, 1], ("2018-01", "18–24"): [1, 0, 0, 0, 0, 1]}
    filtered = met.report("flow", age="18-24", **asked)
    assert [[row[key] for key in FLOW] for row in filtered.rows] == [*found.values()]
    traced = met.report("flow", by="age", traced=("2017-12, 18-24", "at_end"), **asked)
    assert len(traced.rows) == 1
    caseload = met.report("caseload", by="month,age", **asked)
    assert {row["age"] for row in caseload.rows} == {"18–24"}


BY = ("week", "month,week", "week,quarter", "year,month", "month,sex", "site", "age", "week,age")


@pytest.mark.parametrize("by", BY)
def test_a_balance_holds_in_every_row_whatever_the_rows_are(met: Register, by: str) -> None:
    with met.change("more") as change:
        change.register("B2", on="2017-11-01")
        change.contact("B2", on="2017-12-30", site="North")
        change.close("B2", "moved", on="2018-01-01")
        change.contact("B2", on="2018-01-31")
        change.contact("B2", on="2018-02-28")
    table = met.report("flow", by=by, first="2017-12-01", last="2018-06-30", language="en")
    assert len(table.rows) > 5
    for row in [*table.rows, table.total or {}]:
        balance = row["at_start"] + row["new"] + row["returned"] - row["closed"] - row["silent"]
        assert balance == row["at_end"], row


def test_a_week_over_a_months_end_is_taken_at_its_days_in_each(met: Register) -> None:
    asked: Any = {"by": "month,week", "first": "2017-12-27", "last": "2018-02-02", "language": "en"}
    with met.change("staff") as change:
        change.add("worker", "W1", started_on="2018-01-31", ended_on="2018-02-01")
    table = met.report("staffing", **asked)
    found = {(row["month"], row["week"]): [row[key] for key in BALANCE] for row in table.rows}
    assert found[("2018-01", "2018-W05")] == [0, 1, 0, 1]
    assert found[("2018-02", "2018-W05")] == [1, 0, 1, 0]
    traced = met.report("staffing", **asked, traced=("2018-01, 2018-W05", "at_end"))
    assert [row["worker"] for row in traced.rows] == ["W1"]


@pytest.mark.parametrize("report", ["flow", "staffing", "caseload"])
@pytest.mark.parametrize("asked", [{"by": "weekday"}, {"by": "month,weekday"}, {"across": "weekday"}])
def test_a_balance_by_weekday_is_refused_with_what_can_be_asked(
    met: Register, report: str, asked: dict[str, Any]
) -> None:
    with use_language("en"), pytest.raises(BadRowsError) as refused:
        met.report(report, period="2018", language="en", **asked)
    advice = str(refused.value.give_advice())
    assert "month, week, quarter, year" in advice
    assert "weekday" not in advice


def test_a_column_of_what_holds_is_left_out_by_weekday_and_the_others_stay(met: Register) -> None:
    table = met.report("groups", by="weekday", period="2018", language="en")
    assert {row["enrolled"] for row in table.rows} == {None}
    assert any("Weekday" in note for note in table.notes)


TURNS = """
name = "turns"
title = { da = "Gange", en = "Turns" }
rows = "month"
"""
ASKED = {
    "held": "distinct turn in active at end",
    "new_then": "distinct turn in active at end where event is new",
    "came_back": "distinct turn in active during where event is returned",
    "first_day": "min date in active at end",
    "until": "max holds_until in active",
    "new_or_lost": "distinct turn in active where event is new or silent",
    "happened": "distinct turn in active",
}


def test_a_turns_count_does_not_depend_on_what_else_is_asked_of_it(tmp_path: Path) -> None:
    """Alone a column is counted from no more rows and columns than it needs."""
    told = 'rule = { da = "Som sagt.", en = "As said." }\n'

    def count_turns(**measures: str) -> list[dict[str, object]]:
        columns = (
            f'[[column]]\nkey = "{key}"\nlabel = {{ da = "{key}", en = "{key}" }}\nmeasure = "{each}"\n{told}'
            for key, each in measures.items()
        )
        path = tmp_path / "turns.toml"
        path.write_text(TURNS + "".join(columns), encoding="utf-8")
        table = register.report(str(path), period="2018-04..2018-12")
        assert table.total
        return [*table.rows, table.total]

    with make_year(create_register(tmp_path / "outreach.db"), 60) as register:
        whole = count_turns(**ASKED, citizens="distinct citizen in active")
        for key, measure in ASKED.items():
            alone = count_turns(**{key: measure})
            assert [row[key] for row in alone] == [row[key] for row in whole], key
            assert any(row[key] for row in alone), key
