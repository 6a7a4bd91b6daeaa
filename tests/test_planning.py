"""The week: plans without public holidays, stopped and confirmed; who leaves ends a plan and hands over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from outreach_cli.api import Register
from outreach_cli.core.language import use_language
from outreach_cli.core.periods import find_holidays
from tests.conftest import Typed

Type = Callable[..., Typed]


@pytest.fixture
def team(register: Register, typed: Type) -> Type:
    """Two workers, a site, and a citizen of the first worker's."""
    with register.change("fill") as change:
        change.add("site", "Nord")
        for name in ("SPL-1", "SPL-2"):
            change.add("worker", name)
        change.register("A", on="2018-01-01")
        change.assign("A", "SPL-1", on="2018-01-01")
    return typed


def planned(register: Register, *, held: bool = False) -> list[str]:
    rows = register.connection.execute(
        "SELECT date FROM presence WHERE planned = ? ORDER BY date", (not held,)
    ).fetchall()
    return [day for (day,) in rows]


def test_public_holidays_are_left_out_of_a_plan_unless_asked_for(register: Register, team: Type) -> None:
    assert "3 days planned" in team("plan SPL-1 Nord --weekday thu --from 2018-03-22 --to 2018-04-12").out
    assert planned(register) == ["2018-03-22", "2018-04-05", "2018-04-12"]
    team("plan SPL-1 Nord --weekday thu --from 2018-03-22 --to 2018-04-12 --on-public-holidays")
    assert "2018-03-29" in planned(register)


@pytest.mark.parametrize(
    "said", ["--weekday tue --weekday thu", "--weekday tirs,tors", "--weekday 'tirsdag og torsdag'"]
)
def test_several_weekdays_are_said_together_or_one_by_one(register: Register, team: Type, said: str) -> None:
    assert "3 days planned" in team(f"plan SPL-1 Nord {said} --from 2018-01-02 --to 2018-01-09").out
    assert planned(register) == ["2018-01-02", "2018-01-04", "2018-01-09"]


def test_store_bededag_is_a_holiday_until_2023() -> None:
    assert "2023-05-05" in find_holidays("2023-05-01", "2023-05-31")
    assert "2024-04-26" not in find_holidays("2024-04-01", "2024-04-30")


def test_a_plan_that_is_stopped_keeps_its_days_until_then(register: Register, team: Type) -> None:
    team("plan SPL-1 Nord --weekday mon --from 2018-01-01 --to 2018-01-31 --on-public-holidays")
    assert "2 planned days removed" in team("plan SPL-1 Nord --stop --on 2018-01-15").out
    assert planned(register) == ["2018-01-01", "2018-01-08", "2018-01-15"]
    again = team("plan SPL-1 Nord --stop --on 2018-01-15")
    assert (again.code, again.out) == (0, "Nothing to change.\n")
    team("undo")
    assert len(planned(register)) == 5


def test_a_plan_is_stopped_at_every_site_where_none_is_named(register: Register, team: Type) -> None:
    team("add site Syd")
    for site in ("Nord", "Syd"):
        team(f"plan SPL-1 {site} --weekday mon --from 2018-01-08 --to 2018-01-31 --on-public-holidays")
    team("plan SPL-2 Syd --weekday mon --from 2018-01-22 --to 2018-01-22")
    assert "4 planned days removed" in team("plan SPL-1 --stop --on 2018-01-15").out
    assert planned(register) == ["2018-01-08", "2018-01-08", "2018-01-15", "2018-01-15", "2018-01-22"]
    assert "plan SPL-1 Nord --stop --on 2018-03-31" in team("plan --stop").err  # an example of stopping


def test_a_weeks_planned_days_are_confirmed_in_one_go_with_their_hours(
    register: Register, team: Type
) -> None:
    team("plan SPL-1 Nord --weekday mon --weekday wed --hours 3 --from 2019-03-04 --to 2019-03-22")
    team("add presence --worker SPL-1 --site Nord --on 2019-03-04 --hours 5")
    assert team("plan", "SPL-1", "--confirm", "last week").code == 0
    assert planned(register, held=True) == ["2019-03-04", "2019-03-06"]
    team("plan SPL-1 Nord --confirm 2019-03")
    assert planned(register, held=True)[-1] == "2019-03-13", "days to come are not held"
    hours = "SELECT hours FROM presence WHERE planned = 0 ORDER BY date"
    assert register.connection.execute(hours).fetchall() == [(5.0,), (3.0,), (3.0,), (3.0,)]


@pytest.mark.parametrize(
    "words",
    ["plan SPL-1", "plan SPL-1 Nord --weekday mon", "plan SPL-1 Nord --weekday mon --from 2018-01-01"],
)
def test_what_a_plan_lacks_is_named(team: Type, words: str) -> None:
    assert team(words).code == 2


def test_a_worker_who_leaves_ends_the_plan_and_is_told_who_is_left(register: Register, team: Type) -> None:
    team("plan SPL-1 Nord --weekday mon --from 2019-03-04 --to 2019-04-08")
    said = team("correct worker SPL-1 --ended-on 2019-03-31")
    assert said.code == 0, said.err
    assert "2 planned days removed" in said.err
    assert "SPL-1 still has 1 citizen: outreach hand-over SPL-1 TO --on 2019-03-31" in said.err
    assert planned(register)[-1] == "2019-03-25"
    assert team("undo").code == 0
    assert planned(register)[-1] == "2019-04-08"


def test_a_site_that_closes_ends_its_plans(register: Register, team: Type) -> None:
    team("plan SPL-1 Nord --weekday mon --from 2019-03-04 --to 2019-04-08")
    assert "4 planned days removed" in team("correct site Nord --closed-on 2019-03-15").err
    assert planned(register) == ["2019-03-04", "2019-03-11"]


@pytest.mark.parametrize("options", ["", " --dry-run"])
def test_an_import_says_which_plans_end_with_a_worker(
    register: Register, team: Type, tmp_path: Path, options: str
) -> None:
    team("plan SPL-1 Nord --weekday mon --from 2019-03-04 --to 2019-04-08")
    (tmp_path / "workers.csv").write_text("worker,ended_on\nSPL-1,2019-03-31\n")
    assert "2 planned days removed" in team(f"import workers {tmp_path / 'workers.csv'}{options}").err
    assert planned(register)[-1] == ("2019-04-08" if options else "2019-03-25")


def test_a_hand_over_may_be_on_a_day_to_come(register: Register, team: Type) -> None:
    assert "1 citizen handed over" in team("hand-over SPL-1 SPL-2 --on 2019-04-01").out
    rows = register.connection.execute("SELECT worker, started_on, ended_on FROM assignment ORDER BY id")
    assert rows.fetchall() == [(1, "2018-01-01", "2019-04-01"), (2, "2019-04-01", None)]
    (row,) = team("report caseload --period 2019-02 --format json").table["rows"][:1]
    assert (row["worker"], row["active"]) == ("SPL-1", 1)


def test_a_case_that_is_closed_is_not_opened_again_by_a_hand_over_to_come(
    register: Register, team: Type
) -> None:
    team("hand-over SPL-1 SPL-2 --on 2019-04-01")
    team("close A --reason moved")
    rows = register.connection.execute("SELECT worker, ended_on FROM assignment").fetchall()
    assert rows == [(1, "2019-03-15")]


def test_a_site_that_closes_without_a_successor_is_told_how_to_name_one(team: Type) -> None:
    hint = "outreach correct site Nord --successor SITE"
    assert hint in team("correct site Nord --closed-on 2019-06-30").err
    team("add site Syd")
    assert hint not in team("correct site Nord --closed-on 2019-06-29 --successor Syd").err
    assert hint not in team("correct site Nord --closed-on 2019-06-28").err


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Left out, 2 public holidays: 2018-03-29 (Maundy Thursday), 2018-04-02 (Easter Monday)"),
        ("da", "Udeladt, 2 helligdage: 29-03-2018 (Skærtorsdag), 02-04-2018 (Anden påskedag)"),
    ],
)
def test_a_plan_says_which_public_holidays_it_leaves_out(typed, lang: str, said: str) -> None:
    for line in ("init", "add site Nord", "add worker SPL-1"):
        assert typed(line).code == 0
    line = "plan SPL-1 Nord --weekday mon --weekday thu --from 2018-03-26 --to 2018-04-08"
    with use_language(lang):
        assert said in typed(line).err
        assert typed(f"{line} --on-public-holidays").err == ""
