"""Rows by any field of what is counted, a column spread out, and one period beside another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from outreach_cli.api import Register, open_register
from outreach_cli.core.errors import OutreachError, WrongUsageError
from outreach_cli.core.language import use_language
from outreach_cli.core.periods import name_span
from outreach_cli.populations.fields import list_fields, list_own_fields
from outreach_cli.populations.population import Population
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.records.choices import Choice, MultipleChoice
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Name, Note, Text
from outreach_cli.reports.counting.question import ReportChoices
from outreach_cli.reports.definitions.definition import BadFilterError, BadRowsError
from outreach_cli.reports.definitions.dimensions import DIMENSIONS, Dimension
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from outreach_cli.tables.charts import add_chart
from tests.made_up import fill


@pytest.fixture
def worked(register: Register) -> Register:
    """A, a woman born in 1990, is met four times, once at each of two sites in one week; B and C once."""
    with register.change("fill") as change:
        for site in ("North", "South"):
            change.add("site", site)
        for worker in ("W1", "W2"):
            change.add("worker", worker)
        change.register("A", on="2018-01-01", sex="f", birth_year=1990, problems="alcohol|drugs")
        change.register("B", on="2018-01-01", sex="m", birth_year=1950)
        change.register("C", on="2018-01-01")
        for day, site, worker in (
            ("2018-01-01", "North", "W1"),
            ("2018-01-03", "South", "W1"),
            ("2018-02-05", "North", "W2"),
            ("2018-04-02", "North", "W2"),
        ):
            change.contact("A", on=day, site=site, worker=worker)
        change.contact("B", on="2018-02-06", site="South", worker="W1")
        change.contact("C", on="2017-12-31", site="South")
    return register


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OUTREACH_TODAY", "2019-03-15")
        with open_register(fill(tmp_path_factory.mktemp("made_up") / "outreach.db")) as register:
            yield register


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("sex", {"Female": 1, "Male": 1, "Other": 0, "": 1}),
        ("age", {"18–24": 0, "25–29": 1, "60+": 1, "": 1, "0–17": 0, "30–39": 0, "40–49": 0, "50–59": 0}),
        ("Køn", {"Female": 1, "Male": 1, "Other": 0, "": 1}),
        ("worker", {"W1": 2, "W2": 1, "": 1}),
        ("quarter", {"2017-Q4": 1, "2018-Q1": 2, "2018-Q2": 1}),
        ("year", {"2017": 1, "2018": 2}),
        ("weekday", {"Monday": 1, "Tuesday": 1, "Wednesday": 1, "Thursday": 0, "Friday": 0, "Sunday": 1}),
        ("kind", {"Conversation": 3, "Visit": 0}),
    ],
)
def test_persons_are_counted_by_any_field_of_what_is_counted(
    worked: Register, by: str, rows: dict[str, int]
) -> None:
    table = worked.report("conversations", by=by, first="2017-12-01", last="2018-06-30", language="en")
    name = table.columns[0].key
    found = {str(row[name] or ""): row["citizens"] for row in table.rows}
    assert found | rows == found
    assert (table.total or {})["citizens"] == 3


def test_a_week_is_that_of_iso_8601(worked: Register) -> None:
    table = worked.report("conversations", by="week", first="2017-12-31", last="2018-01-14", language="en")
    assert [(row["week"], row["conversations"]) for row in table.rows] == [
        ("2017-W52", 1),
        ("2018-W01", 2),
        ("2018-W02", 0),
    ]


def test_a_person_with_several_problems_stands_in_each_and_once_in_the_total(worked: Register) -> None:
    table = worked.report("conversations", by="problem", period="2018", language="en")
    found = {row["problem"]: (row["citizens"], row["conversations"]) for row in table.rows}
    assert (found["Alcohol"], found["Drugs"], found["Substance use"]) == ((1, 4), (1, 4), (1, 4))
    assert found[None] == (1, 1)
    assert (table.total or {})["conversations"] == 5


def test_two_fields_may_be_named_one_after_the_other(worked: Register) -> None:
    both = worked.report("conversations", period="2018", by=["site", "sex"])
    assert both == worked.report("conversations", period="2018", by="site,sex")
    assert [column.key for column in both.columns][:2] == ["site", "sex"]


def test_rows_can_be_of_two_fields_at_once(worked: Register) -> None:
    table = worked.report("conversations", by="site,sex", period="2018", language="en")
    found = {(row["site"], row["sex"]): row["conversations"] for row in table.rows}
    assert found == {("North", "Female"): 3, ("South", "Female"): 1, ("South", "Male"): 1}
    assert [column.key for column in table.columns[:2]] == ["site", "sex"]


@pytest.mark.parametrize(("report", "by"), [("conversations", "site,month"), ("monthly", "site")])
def test_a_month_without_anything_is_a_row_of_zeros_of_whatever_else_is_told_apart(
    worked: Register, report: str, by: str
) -> None:
    table = worked.report(report, by=by, first="2018-02-01", last="2018-04-30", language="en")
    found = {(row["site"], row["month"]): row["conversations"] for row in table.rows}
    assert found == {
        ("North", "2018-02"): 1,
        ("North", "2018-03"): 0,
        ("North", "2018-04"): 1,
        ("South", "2018-02"): 1,
        ("South", "2018-03"): 0,
        ("South", "2018-04"): 0,
    }


def test_weeks_of_months_are_all_there_each_in_the_months_that_it_has_days_in(worked: Register) -> None:
    table = worked.report("monthly", by="month,week", first="2018-01-29", last="2018-02-11", language="en")
    assert [(row["month"], row["week"]) for row in table.rows] == [
        ("2018-01", "2018-W05"),
        ("2018-02", "2018-W05"),
        ("2018-02", "2018-W06"),
    ]
    assert [row["conversations"] for row in table.rows] == [0, 0, 2]


@pytest.mark.parametrize(
    ("by", "rows"),
    [("quarter", ["2018-Q1", "2018-Q2"]), ("year", ["2018"]), ("Kvartal", ["2018-Q1", "2018-Q2"])],
)
@pytest.mark.parametrize("report", ["monthly", "flow"])
def test_another_stretch_of_time_takes_the_place_of_the_months(
    worked: Register, report: str, by: str, rows: list[str]
) -> None:
    table = worked.report(report, by=by, first="2018-01-01", last="2018-06-30", language="en")
    assert [row for (row,) in table.row_keys or ()] == rows
    name = table.columns[0].key
    assert [column.key for column in table.columns if column.row] == [name]
    traced = worked.report(
        report, by=by, period="2018", traced=("2018-Q1" if "-" in rows[0] else "2018", None)
    )
    assert traced.rows
    split = worked.report(report, by="site", period="2018-Q1")
    assert [column.key for column in split.columns if column.row] == ["month", "site"]


def test_quarters_of_a_monthly_report_stand_beside_those_of_the_other_period(worked: Register) -> None:
    table = worked.report("monthly", by="quarter", period="2018", against="2017", language="en")
    found = [(row["quarter"], row["conversations"], row["conversations_against"]) for row in table.rows]
    assert found == [("2018-Q1", 4, 0), ("2018-Q2", 1, 0), ("2018-Q3", 0, 0), ("2018-Q4", 0, 1)]


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"worker": "W1"}, 3),
        ({"worker": ["W1", "W2"]}, 5),
        ({"sex": "Kvinde"}, 4),
        ({"age": "60+"}, 1),
        ({"age": ["25-29", "60+"]}, 5),
        ({"kind": "samtale"}, 5),
        ({"kind": "visit"}, 0),
    ],
)
def test_a_filter_leaves_only_those(worked: Register, asked: ReportChoices, number: int) -> None:
    asked = {**asked, "period": "2018", "language": "en"}
    assert (worked.report("conversations", **asked).total or {})["conversations"] == number


@pytest.mark.parametrize("by", ["site", "sex", "problem", "age", "month"])
def test_heads_without_a_name_are_told_whatever_the_rows(worked: Register, by: str) -> None:
    with worked.change("heads") as change:
        change.add("headcount", date="2018-02-01", site="North", unnamed=15)
    with worked.change("more") as change:
        change.add("headcount", date="2018-02-01", site="North", unnamed=4)
        change.remove("headcount", "1")
    for report in ("conversations", "time"):
        for moment, number in ((None, 4), (3, 15)):
            table = worked.report(report, by=by, period="2018", as_of=moment, language="en")
            assert f"Besides, {number} met without a name, who are not counted here" in table.notes


@pytest.mark.parametrize(
    ("asked", "note"),
    [
        ({"site": ["North"]}, "Besides, 15 met without a name, who are not counted here"),
        ({"site": ["South"]}, None),
        (
            {"sex": ["f"]},
            "Besides, 15 met without a name, who are not counted here (whatever the sex)",
        ),
        (
            {"site": ["North"], "sex": ["f"], "age": ["60+"]},
            "Besides, 15 met without a name, who are not counted here (whatever the sex, age)",
        ),
        ({"site": ["South"], "sex": ["f"]}, None),
    ],
)
def test_heads_without_a_name_are_told_by_the_filters_that_they_can_have(
    worked: Register, asked: ReportChoices, note: str | None
) -> None:
    with worked.change("heads") as change:
        change.add("headcount", date="2018-02-01", site="North", unnamed=15)
    told = worked.report("conversations", **{**asked, "period": "2018", "language": "en"}).notes
    assert [each for each in told if "without a name" in each] == ([note] if note else [])


def test_days_of_presence_without_hours_are_told(worked: Register) -> None:
    with worked.change("presence") as change:
        for day in ("2018-02-01", "2018-02-02"):
            change.add("presence", worker="W1", site="North", date=day)
        change.add("presence", worker="W1", site="North", date="2018-02-03", planned="yes")
    table = worked.report("presence", period="2018", language="en")
    assert "2 days held have no hours stated and are not in Hours" in table.notes


def test_what_cannot_be_chosen_is_refused_with_what_can(worked: Register) -> None:
    with use_language("en"):
        with pytest.raises(BadRowsError) as rows:
            worked.report("conversations", by="offer", language="en")
        with pytest.raises(BadFilterError) as filtered:
            worked.report("staffing", sex="f", language="en")
    assert (rows.value.exit_code, filtered.value.exit_code) == (3, 3)
    assert "weekday" in (rows.value.give_advice() or "")
    assert "municipality" in (filtered.value.give_advice() or "")


@pytest.mark.parametrize("report", list_builtin())
def test_every_report_counts_by_every_field_that_its_things_have(worked: Register, report: str) -> None:
    first = next(iter(find_definition(report).counted.values()))
    able = [name for name, each in DIMENSIONS.items() if first.find_row_key(each)]
    assert able
    for by in able:
        table = worked.report(report, by=by, period="2018", language="en")
        keys = [column.key for column in table.columns]
        assert len(keys) == len(set(keys))


def test_each_choice_of_rows_is_one_of_some_population() -> None:
    for dimension in DIMENSIONS.values():
        assert any(dimension.find_sql(each) for each in POPULATIONS.values()), dimension.name


def test_a_column_spread_out_counts_persons_once_in_each_of_its_totals(worked: Register) -> None:
    table = worked.report("conversations", by="worker", across="month", period="2018-Q1", language="en")
    assert [column.key for column in table.columns] == ["worker", "2018-01", "2018-02", "2018-03", "total"]
    assert table.body == (("W1", 1, 1, 0, 2), ("W2", 0, 1, 0, 1))
    assert table.foot == ("Total", 1, 2, 0, 2)


def test_bars_of_a_column_spread_out_are_of_its_total(worked: Register) -> None:
    table = add_chart(worked.report("conversations", period="2018", across="month"))
    assert table.chart == "total"
    assert add_chart(table, "2018-02").chart == "2018-02"


def test_a_ratio_spread_out_is_the_ratio_of_each_cell(worked: Register) -> None:
    table = worked.report(
        "conversations",
        by="sex",
        across="site",
        column="conversations_per_citizen",
        period="2018",
        language="en",
    )
    assert table.body[0] == ("Female", 3, 1, 4)
    assert table.foot == ("Total", 3, 1, 5 / 2)
    assert table.title.endswith("Conversations per citizen")


def test_each_number_stands_beside_the_other_periods(worked: Register) -> None:
    table = worked.report("conversations", period="2018-02", against="previous", language="en")
    said = table.to_dict()
    assert said["against"] == {"from": "2018-01-01", "to": "2018-01-31"}
    north, south = table.rows
    assert (north["conversations"], north["conversations_against"], north["conversations_change"]) == (
        1,
        1,
        0,
    )
    assert (south["citizens"], south["citizens_against"], south["citizens_change"]) == (1, 1, 0)
    total = table.total or {}
    assert (total["conversations"], total["conversations_against"], total["conversations_change"]) == (
        2,
        2,
        0,
    )
    assert (total["citizens_against"], total["citizens_change"], total["citizens_change_percent"]) == (
        1,
        1,
        1,
    )
    keys = [column.key for column in table.columns]
    assert len(keys) == len(set(keys))


def test_months_stand_beside_the_months_of_the_same_place(worked: Register) -> None:
    table = worked.report("monthly", period="2018-Q2", against="2018-Q1", language="en")
    found = [(row["month"], row["conversations"], row["conversations_against"]) for row in table.rows]
    assert found == [("2018-04", 1, 2), ("2018-05", 0, 2), ("2018-06", 0, 0)]


def test_months_to_come_have_no_row_beside_those_of_the_year_before(worked: Register) -> None:
    table = worked.report("monthly", period="2019", against="2018", language="en")
    assert [row["month"] for row in table.rows] == ["2019-01", "2019-02", "2019-03"]
    whole = worked.report("monthly", period="2018")
    assert table.total is not None
    assert whole.total is not None
    assert table.total["conversations_against"] == whole.total["conversations"]
    assert "The total of 2018 is of all of it; what is still to come has no row" in table.notes


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2018", ("2017-01-01", "2017-12-31")),
        ("2018-03", ("2018-02-01", "2018-02-28")),
        ("2018-Q1", ("2017-10-01", "2017-12-31")),
        ("2018-W07", ("2018-02-05", "2018-02-11")),
        ("2018-01..2019-02", ("2016-11-01", "2017-12-31")),
    ],
)
def test_the_period_before_is_as_long(worked: Register, period: str, before: tuple[str, str]) -> None:
    table = worked.report("conversations", period=period, against="forrige")
    assert tuple((table.against or {}).values()) == before


def test_the_period_before_one_that_goes_on_is_as_long_as_that_is_when_it_is_over(
    worked: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_TODAY", "2018-04-15")
    table = worked.report("conversations", period="2018", against="previous")
    assert table.against == {"from": "2017-01-01", "to": "2017-12-31"}


def test_what_holds_in_each_month_can_be_filtered_by_age(worked: Register) -> None:
    table = worked.report("flow", period="2018-Q1", age="25-29")
    assert [row["at_end"] for row in table.rows] == [1, 1, 1]
    assert (table.total or {})["at_end"] == 1


def test_what_holds_in_a_month_stands_in_the_quarter_of_the_month(worked: Register) -> None:
    for by in ("month,quarter", "quarter,month"):
        table = worked.report("flow", by=by, period="2018-Q1")
        stocks = {(row["month"], row["quarter"]): row["at_end"] for row in table.rows}
        assert stocks == {(f"2018-0{month}", "2018-Q1"): 2 + (month > 1) for month in (1, 2, 3)}


def test_a_row_of_two_stretches_of_time_stands_beside_that_of_the_other_period(worked: Register) -> None:
    table = worked.report("flow", by="quarter,month", period="2018-Q1", against="2017-Q4")
    assert [row["at_end_against"] for row in table.rows] == [0, 0, 1]


def test_the_months_of_a_part_stand_beside_themselves_in_its_whole(worked: Register) -> None:
    table = worked.report("monthly", period="2018-02..2018-03", against="2018-01..2018-04", language="en")
    found = [
        (row["month"], row["conversations"], row["conversations_against"], row["conversations_change"])
        for row in table.rows
    ]
    assert found == [
        ("2018-01", None, 2, None),
        ("2018-02", 2, 2, 0),
        ("2018-03", 0, 0, 0),
        ("2018-04", None, 1, None),
    ]
    table = worked.report("monthly", period="2018-01..2018-04", against="2018-04", language="en")
    assert [row["conversations_against"] for row in table.rows] == [None, None, None, 1]


@pytest.mark.parametrize(
    ("by", "period", "against"),
    [
        ("month", "2019-W01", "2018-11..2019-02"),
        ("month", "2018-W10", "previous"),
        ("week", "2018-05", "previous"),
        ("site,week", "2018-05", "previous"),
        ("month,week", "2018-12..2019-01", "2018-11..2018-12"),
        ("quarter,month", "2018-02..2018-03", "2018-01..2018-04"),
    ],
)
def test_no_stretch_of_time_has_two_rows_beside_another_period(
    worked: Register, by: str, period: str, against: str
) -> None:
    with worked.change("more") as change:
        for day in ("2018-04-30", "2018-05-01"):
            change.contact("A", on=day, site="North")
    rows = worked.report("conversations", by=by, period=period, against=against).row_keys or ()
    assert rows
    assert len({*rows}) == len(rows)


def test_what_has_no_row_as_its_week_has_one_is_said_and_is_in_the_total(worked: Register) -> None:
    with worked.change("more") as change:
        change.contact("A", on="2018-04-30")
    table = worked.report("conversations", by="week", period="2018-05", against="previous", language="en")
    beside = [row["conversations_against"] for row in table.rows]
    assert (beside, (table.total or {})["conversations_against"]) == ([0, 1, 0, 0, 0], 2)
    said = (
        "The total of April 2018 is of all of it; its part of week 18, 2018 has nothing beside it and no row"
    )
    assert said in table.notes


def test_a_month_without_a_counterpart_has_no_zero_beside_it(worked: Register) -> None:
    table = worked.report("monthly", period="2018-01..2018-02", against="2017-12", language="en")
    found = [(row["conversations"], row["conversations_against"]) for row in table.rows]
    assert found == [(2, 1), (2, None)]


def test_what_holds_at_the_end_of_another_period_that_goes_on_holds_today(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_TODAY", "2018-04-15")
    with register.change("fill") as change:
        change.register("A", on="2018-03-01")
        change.contact("A", on="2018-03-01")
    table = register.report("flow", period="2017", against="2018", language="en")
    total = table.total or {}
    assert table.against == {"from": "2018-01-01", "to": "2018-04-15"}
    assert (total["silent_against"], total["at_end_against"]) == (0, 1)


@pytest.mark.parametrize("by", ["week", "month", "quarter", "year"])
def test_what_has_no_day_stands_in_the_row_of_what_is_not_stated(made_up: Register, by: str) -> None:
    for name in ("reach", "completeness"):
        *keys, last = made_up.report(name, by=by).row_keys or ()
        spans = [str(key) for (key,) in keys]
        assert last == (None,)
        assert spans == sorted(spans)
        assert all(name_span(each, "en") != each or each.isdecimal() for each in spans)


def test_a_period_that_is_not_over_is_said(worked: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_TODAY", "2018-04-15")
    notes = worked.report("conversations", period="2018", against="2017", language="en").notes
    assert "The period lasts until 2018-12-31; it is counted until 2018-04-15" in notes
    notes = worked.report("conversations", period="2017", against="2018", language="en").notes
    assert "The period 2018 is not over: what is counted is up to 2018-04-15" in notes


@pytest.mark.parametrize("by", ["month,week", "week,month"])
def test_of_two_stretches_of_time_the_first_week_of_a_month_stands_beside_the_first(
    register: Register, by: str
) -> None:
    """January has six weeks in 2017 and five in 2018: the sixth has nothing beside it, and no zero."""
    with register.change("fill") as change:
        change.register("A", on="2017-01-01")
        for day in ("2017-01-31", "2017-02-01", "2017-02-10", "2018-02-01", "2018-02-06"):
            change.contact("A", on=day)
    table = register.report("conversations", by=by, period="2018-01..2018-02", against="2017-01..2017-02")
    told = {
        (row["month"], row["week"]): (row["conversations"], row["conversations_against"])
        for row in table.rows
        if row["conversations"] or row["conversations_against"]
    }
    assert told == {
        ("2018-02", "2018-W05"): (1, 1),
        ("2018-02", "2018-W06"): (1, 1),
        ("2017-01", "2017-W05"): (None, 1),
    }
    assert sum(row["conversations_against"] is None for row in table.rows) == 0


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ("2019-03", "The period March 2019 is not over: what is counted is up to 2019-03-15"),
        ("2019-04", "The period April 2019 has not begun yet"),
        ("2019-03-15", None),
    ],
)
def test_of_the_other_period_it_is_told_whether_it_has_begun(
    register: Register, monkeypatch: pytest.MonkeyPatch, against: str, said: str | None
) -> None:
    monkeypatch.setenv("OUTREACH_TODAY", "2019-03-15")
    notes = register.report("conversations", period="2018-03", against=against, language="en").notes
    assert [note for note in notes if note.startswith("The period")] == ([said] if said else [])


def test_what_is_hidden_in_either_period_is_hidden_in_the_change(register: Register) -> None:
    with register.change("fill") as change:
        change.add("site", "North")
        change.add("site", "South")
        for number in range(20):
            change.register(f"C{number}", on="2017-01-01")
            change.contact(f"C{number}", on="2018-02-01", site="North" if number < 18 else "South")
            change.contact(f"C{number}", on="2017-02-01", site="North" if number < 10 else "South")
    table = register.report("conversations", period="2018", against="2017", suppress=5, language="en")
    whole = register.report("conversations", period="2018", suppress=5, language="en")
    places = {(row, table.columns[column].key) for row, column in table.hidden}
    for row, column in whole.hidden:
        key = whole.columns[column].key
        assert {(row, key), (row, f"{key}_change")} <= places
    assert whole.hidden
    lines = [*table.body, table.foot or ()]  # the foot is row -1
    assert all(lines[row][column] is None for row, column in table.hidden)


@pytest.mark.parametrize(
    "asked",
    [
        {"across": "month", "against": "previous"},
        {"round": 5, "suppress": 5},
        {"column": "citizens"},
        {"against": "2017", "traced": ("Total", None)},
    ],
)
def test_what_does_not_go_together_is_refused(worked: Register, asked: ReportChoices) -> None:
    with pytest.raises(WrongUsageError):
        worked.report("conversations", **{**asked, "period": "2018"})


def test_a_column_is_not_spread_out_by_what_the_rows_are_of(worked: Register) -> None:
    with pytest.raises(BadRowsError):
        worked.report("conversations", across="site", period="2018")


def test_a_period_without_a_beginning_has_none_before_it(worked: Register) -> None:
    with pytest.raises(OutreachError) as refused:
        worked.report("conversations", against="previous")
    assert refused.value.exit_code == 3


def test_a_stock_spread_out_has_a_column_and_a_row_for_whoever_was_there_at_any_of_its_days(
    register: Register,
) -> None:
    with register.change("staff") as change:
        change.add("worker", "W1", role="nurse", started_on="2018-01-01", ended_on="2018-02-15")
        change.add("worker", "W2", role="social", started_on="2018-01-01")
    asked: ReportChoices = {"period": "2018-01..2018-02", "column": "at_end", "language": "en"}
    table = register.report("staffing", by="month", across="role", **asked)
    assert [column.key for column in table.columns] == ["month", "nurse", "social", "total"]
    assert [*table.body, table.foot] == [("2018-01", 1, 1, 2), ("2018-02", 0, 1, 1), ("Total", 0, 1, 1)]
    turned = register.report("staffing", by="role", across="month", **asked)
    assert [*turned.body, turned.foot] == [("nurse", 1, 0, 0), ("social", 1, 1, 1), ("Total", 2, 1, 1)]


def test_a_stock_spread_out_has_the_column_of_what_is_not_stated(worked: Register) -> None:
    table = worked.report(
        "flow", period="2018-Q1", across="sex", column="at_start", show_unknown=True, language="en"
    )
    assert [column.key for column in table.columns] == ["month", "f", "m", "x", "unknown", "total"]
    assert [row[-2:] for row in table.body] == [(1, 1), (1, 2), (1, 3)]


def test_what_is_spread_out_by_a_field_counts_all_of_it_as_rows_by_that_field_do(worked: Register) -> None:
    with worked.change("assign") as change:
        for citizen, role in (("A", "contact_person"), ("B", "pathway_partner")):
            change.assign(citizen, "W1", on="2018-01-01", role=role)
    asked: ReportChoices = {"period": "2018", "column": "active", "language": "en"}
    table = worked.report("caseload", across="role", **asked)
    assert [column.key for column in table.columns] == [
        *("worker", "pathway_partner", "contact_person", "unknown", "total")
    ]
    assert [*table.body, table.foot] == [
        ("W1", 1, 1, 0, 2),
        ("W2", 0, 0, 0, 0),
        (None, 0, 0, 2, 2),
        ("Total", 1, 1, 2, 3),
    ]
    hidden = worked.report("caseload", across="role", suppress=5, **asked)
    assert [cell for row in hidden.body for cell in row[1:] if cell] == []


def can_take_rows(dimension: Dimension, population: Population) -> bool:
    return dimension.find_sql(population) is not None


@pytest.mark.parametrize("population", POPULATIONS.values(), ids=POPULATIONS)
def test_rows_of_a_field_with_words_have_those_of_the_very_field(population: Population) -> None:
    for dimension in DIMENSIONS.values():
        found = list_fields(population).get(dimension.field)
        if not can_take_rows(dimension, population) or not found or not isinstance(found.type, Choice):
            continue
        taken = dimension.take_words(population)
        assert taken.listed or dimension.expression or taken.choice is found.type or dimension.groups
        if taken.choice and dimension.groups:  # a problem stands in the rows of its groups too
            assert found.type.values.keys() == {*taken.choice.values, *dimension.groups}


@pytest.mark.parametrize("name", [each for each in POPULATIONS if not POPULATIONS[each].paired])
def test_no_field_that_says_nothing_of_words_holds_the_key_of_one(made_up: Register, name: str) -> None:
    population, keys = (
        POPULATIONS[name],
        {key for each in list_choices() for key in each.values if "_" in key},
    )
    for field in list_own_fields(population):
        if isinstance(field.type, Text) and not isinstance(field.type, Name | Note):
            sql = f"SELECT DISTINCT {field.name} FROM {population.view} AS counted"
            found = {value for (value,) in made_up.connection.execute(sql, {"whole_last": "2019-03-15"})}
            assert not found & keys, field.key


def list_choices() -> list[Choice]:
    """Every choice that a record or a population has."""
    fields = [each for record in RECORDS.values() for each in record.fields]
    types = [each.type.choice if isinstance(each.type, MultipleChoice) else each.type for each in fields]
    types += [each for population in POPULATIONS.values() for each in population.choices.values()]
    return [each for each in types if isinstance(each, Choice)]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("report", list_builtin())
def test_rows_are_called_by_words_of_the_language_and_never_by_keys(
    made_up: Register, report: str, language: str
) -> None:
    labels = {label for each in list_choices() for said in each.values.values() for label in said.both}
    bare = {key for each in list_choices() for key in each.values if "_" in key} - labels
    definition = find_definition(report)
    measure = definition.counted[definition.leading]
    programme = "Programme 00" if report == "courses" else None
    for by in (name for name, each in DIMENSIONS.items() if measure.find_row_key(each)):
        table = made_up.report(report, by=by, programme=programme, period="2018", language=language)
        place = [each.key for each in table.columns].index(by)
        assert not {line[place] for line in table.body} & bare, by


@pytest.fixture
def portfolio(register: Register) -> Register:
    """Two projects, one of them ended, and a citizen with two roles beside them."""
    with register.change("fill") as change:
        change.add("status_word", "På pause", stands_for="active")
        change.add("project", "Ny", status="running", started_on="2018-01-01")
        change.add("project", "Gammel", status="ended", started_on="2018-01-01")
        change.add("project", "Pause", status="på hold", started_on="2018-01-01")
        change.add("milestone", project="Ny", body="Udvalget", date="2018-02-01")
        change.add("worker", "W1")
        for citizen, role in (("A", "contact_person"), ("B", "pathway_partner")):
            change.register(citizen, on="2018-01-01")
            change.add("assignment", citizen=citizen, worker="W1", role=role, started_on="2018-01-02")
    return register


def test_the_status_of_a_project_has_its_own_words_in_their_order(portfolio: Register) -> None:
    table = portfolio.report("projects", by="status", period="2018", language="da")
    assert [row["status"] for row in table.rows] == ["I gang", "Afsluttet", "på hold"]
    assert table.row_keys == (("running",), ("ended",), ("på hold",))
    assert not any("På pause" in note for note in table.notes)
    english = portfolio.report("milestones", by="status", period="2018", language="en")
    assert "Running" in [row["status"] for row in english.rows]


def test_an_assignments_role_is_called_and_traced_by_its_words(portfolio: Register) -> None:
    table = portfolio.report("caseload", by="role", period="2018", language="da")
    assert [(row["role"], row["active"]) for row in table.rows][:2] == [
        ("Forløbspartner", 1),
        ("Kontaktperson", 1),
    ]
    for row in ("Forløbspartner", "pathway_partner", "Pathway partner"):
        traced = portfolio.report("caseload", by="role", period="2018", traced=(row, "active"), language="da")
        assert [line[0] for line in traced.body] == ["B"]
    across = portfolio.report("caseload", across="role", period="2018", language="da")
    assert [(each.key, each.label) for each in across.columns][1:3] == [
        ("pathway_partner", "Forløbspartner"),
        ("contact_person", "Kontaktperson"),
    ]
