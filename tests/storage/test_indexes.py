"""How SQLite answers the reports: contacts over an index that holds all that is counted, not row by row."""

from __future__ import annotations

import re

import pytest

from outreach_cli.api import Register
from outreach_cli.populations.meeting_views import ACTIVE
from outreach_cli.populations.population import Population
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.records.registry import RECORDS
from outreach_cli.reports.definitions.reader import find_definition, list_builtin

pytestmark = pytest.mark.slow

VIEWS = [each.view for each in POPULATIONS.values() if each.record == "contact"]

ASKED = (
    {},
    {"period": "2018"},
    {"period": "2018-05"},
    {"first": "2010-01-01", "last": "2018-12-31"},
    {"period": "2018", "by": "site"},
    {"period": "2018", "site": "Nord"},
)
BEFORE = 2
"""The change before the corrections."""


@pytest.fixture
def stocked(register: Register) -> Register:
    """A register with contacts of which one was corrected, one removed and one added later."""
    with register.change("stock") as change:
        for site in ("Nord", "Syd"):
            change.add("site", site)
        change.register("B1", on="2018-01-01")
        for site in ("Nord", "Syd", "Syd"):
            change.contact("B1", on="2018-05-02", site=site)
    with register.change("mend") as change:
        assert change.id == BEFORE + 1
        change.update(RECORDS["contact"], 1, {"date": "2018-05-03"})
        change.remove("contact", "2")
        change.contact("B1", on="2018-05-04", site="Nord")
    return register


def reads(register: Register, report: str, asked: dict[str, str]) -> list[tuple[str, str]]:
    """How SQLite reads contacts for a report: each step, with the statement that it is part of."""
    statements: list[str] = []
    register.connection.set_trace_callback(statements.append)
    register.report(report, **asked)  # type: ignore[arg-type]
    register.connection.set_trace_callback(None)
    steps = []
    with register.open_snapshot(
        register.find_moment(asked["as_of"]) if "as_of" in asked else None
    ) as connection:
        for each in statements:
            if each.startswith(("SELECT", "CREATE TEMP TABLE counted")) and not re.search(
                r"LIMIT 0|FROM .?counted_", each
            ):
                plan = connection.execute(f"EXPLAIN QUERY PLAN {each}").fetchall()
                steps += [(each, step) for *_place, step in plan if re.search(r"\bcontact\b", step)]
    return steps


@pytest.mark.parametrize("moment", [{}, {"as_of": str(BEFORE)}], ids=["now", "then"])
@pytest.mark.parametrize("report", ["conversations", "monthly"])
@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: "-".join(asked.values()) or "all")
def test_no_measure_reads_the_rows_of_every_contact(
    report: str, asked: dict[str, str], moment: dict[str, str], stocked: Register
) -> None:
    found = [
        step
        for statement, step in reads(stocked, report, asked | moment)
        if "count(" in statement and any(view in statement for view in VIEWS)
    ]
    assert found
    assert [step for step in found if "COVERING INDEX" not in step] == []


TOLD_TO_WALK = re.compile(r'"(minutes|worker_id|programme_id)".*\+date BETWEEN', re.DOTALL)
"""What reads columns that no index has: of a year the table takes a fourth of the time that its rows do."""


def list_walks(steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The steps that go through the table, though an index has what is read."""
    return [
        (statement, step)
        for statement, step in steps
        if step.startswith("SCAN") and "COVERING INDEX" not in step and not TOLD_TO_WALK.search(statement)
    ]


@pytest.mark.parametrize("moment", [{}, {"as_of": str(BEFORE)}], ids=["now", "then"])
@pytest.mark.parametrize("report", list_builtin())
def test_no_measure_of_any_report_walks_through_the_table_of_contacts(
    report: str, moment: dict[str, str], stocked: Register
) -> None:
    assert list_walks(reads(stocked, report, {"period": "2018"} | moment)) == []


def test_what_no_index_has_is_read_from_the_table_of_a_year_and_by_day_of_a_month(stocked: Register) -> None:
    for period, walks in (("2018", True), ("2018-05", False)):
        steps = [
            step
            for statement, step in reads(stocked, "time", {"period": period})
            if '"minutes"' in statement and "meetings" in statement
        ]
        assert steps
        assert {step.startswith("SCAN") for step in steps} == {walks}


@pytest.mark.parametrize(
    "asked",
    [{"by": "age"}, {"by": "site,sex"}, {"across": "month"}, {"across": "quarter"}, {"against": "previous"}],
    ids=lambda asked: "-".join(*asked.items()),
)
@pytest.mark.parametrize("report", ["conversations", "flow", "dose", "waiting", "time", "referrals"])
def test_no_choice_of_rows_and_columns_walks_through_the_table_of_contacts(
    report: str, asked: dict[str, str], stocked: Register
) -> None:
    if asked.get("across") == "month" and find_definition(report).rows[0].spans:
        asked = {"across": "sex"}
    steps = reads(stocked, report, {"period": "2018"} | asked)
    assert list_walks(steps) == []


@pytest.mark.parametrize("population", POPULATIONS.values(), ids=lambda each: each.name)
def test_no_row_is_looked_up_among_all_of_its_day(population: Population, stocked: Register) -> None:
    """Thousands can be of one day: for each of n rows n would be read."""
    plan = stocked.connection.execute(f'EXPLAIN QUERY PLAN SELECT * FROM "{population.view}"').fetchall()
    steps = [step for *_place, step in plan]
    assert any(step.startswith(("SCAN", "SEARCH")) for step in steps)
    assert [step for step in steps if re.search(r"^SEARCH .*\((date|[a-z]+_on)=\?\)", step)] == []


def test_what_happened_to_citizens_is_not_handed_on_from_statement_to_statement(register: Register) -> None:
    assert ACTIVE.between
    turns = ACTIVE.between("'2018-01-01'", "'2018-12-31'", ["date"])
    plan = register.connection.execute(f"EXPLAIN QUERY PLAN SELECT date FROM ({turns})").fetchall()
    steps = [step for *_place, step in plan]
    assert steps.count("SCAN turn") == 2
    assert [step for step in steps if "happened" in step] == []
