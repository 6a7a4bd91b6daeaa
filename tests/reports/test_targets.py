"""A goal stands beside the figure that it is for, in the report and period that it is for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outreach_cli.api import Register
from tests.conftest import Typed


@pytest.fixture
def worked(register: Register) -> Register:
    with register.change("fill") as change:
        change.add("site", "North")
        change.add("offer", "Rygestop")
        for number in range(4):
            change.register(f"C{number}", on="2018-01-01")
            change.contact(f"C{number}", on="2018-02-01", site="North")
        change.refer("C0", "Rygestop", on="2018-02-01", outcome="started", outcome_date="2018-02-03")
        change.refer("C1", "Rygestop", on="2018-02-01")
    return register


def set_target(register: Register, report: str, column: str, value: str) -> None:
    with register.change("target") as change:
        change.add(
            "target", report=report, column=column, value=value, first_on="2018-01-01", last_on="2018-12-31"
        )


def test_a_goal_stands_beside_the_total_of_its_report_and_period(worked: Register) -> None:
    set_target(worked, "conversations", "citizens", "16")
    table = worked.report("conversations", period="2018", language="en")
    total = table.total or {}
    assert (total["citizens"], total["citizens_target"], total["citizens_of_target"]) == (4, 16, 0.25)
    assert table.rows[0]["citizens_target"] is None
    keys = [column.key for column in table.columns]
    assert keys[keys.index("citizens") + 1 :][:2] == ["citizens_target", "citizens_of_target"]


def test_a_goal_stands_there_while_its_period_goes_on(
    worked: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_TODAY", "2018-06-15")
    set_target(worked, "conversations", "citizens", "16")
    total = worked.report("conversations", period="2018").total or {}
    assert (total["citizens_target"], total["citizens_of_target"]) == (16, 0.25)


@pytest.mark.parametrize(
    "asked", [{"period": "2018-Q1"}, {"period": "2017"}, {"period": "2018", "site": "North"}]
)
def test_another_period_and_a_part_of_the_whole_have_no_goal(worked: Register, asked: dict[str, str]) -> None:
    set_target(worked, "conversations", "citizens", "16")
    table = worked.report("conversations", **asked)  # type: ignore[arg-type]
    assert "citizens_target" not in [column.key for column in table.columns]


def test_a_goal_stands_beside_the_figure_when_periods_are_compared(worked: Register) -> None:
    set_target(worked, "conversations", "citizens", "16")
    keys = [each.key for each in worked.report("conversations", period="2018", against="2017").columns]
    assert keys[1:5] == ["citizens", "citizens_target", "citizens_of_target", "citizens_against"]


def test_what_was_reached_of_a_goal_does_not_tell_a_hidden_total(worked: Register) -> None:
    set_target(worked, "conversations", "citizens", "16")
    table = worked.report("conversations", period="2018", suppress=5, language="en")
    total = table.total or {}
    assert (total["citizens"], total["citizens_target"], total["citizens_of_target"]) == (None, 16, None)
    assert ["Total", "citizens_of_target"] in table.to_dict()["hidden"]  # type: ignore[operator]


def test_a_goal_is_set_by_command_and_set_again(typed: Callable[..., Typed]) -> None:
    assert typed("init").code == 0
    assert typed("target", "conversations", "citizens", "200", "--period", "2018").code == 0
    assert typed("target", "conversations", "Antal borgere", "250", "--period", "2018").code == 0
    assert typed("target", "referrals", "share_started", "60 %", "--period", "2018").code == 0
    listed = typed("list", "targets", "--format", "csv").out
    assert "citizens,250" in listed
    assert "citizens,200" not in listed
    assert "share_started,0.6" in listed
    wrong = typed("target", "conversations", "citizen", "200", "--period", "2018")
    assert wrong.code == 3
    assert 'Did you mean "Citizens"?' in wrong.err
    for column in ("conversations", "citizens"), ("referrals", "share_started"):
        bad = typed("target", *column, "many", "--period", "2018")
        assert bad.code == 3
        assert bad.err.startswith('Error: not a number, such as 200 or 12.5 ("many")')
    assert typed("target", "conversations", "citizens", "3").code == 2
