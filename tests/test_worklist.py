"""The worklist: what waits from which day, whose it is, and that a closed case waits for nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outreach_cli.api import Register
from outreach_cli.core.days import as_if_today
from outreach_cli.register.closing_changes import AlreadyClosedError, reopened_by
from outreach_cli.register.worklist import count_tasks, find_tasks
from tests.conftest import Typed

Type = Callable[..., Typed]


@pytest.fixture
def busy(register: Register) -> Register:
    """Citizen A, met once at Nord by SPL-1's; everything of the register is from January 2018."""
    with register.change("fill") as change:
        change.add("site", "Nord")
        change.add("site", "Syd")
        for name in ("SPL-1", "SPL-2"):
            change.add("worker", name)
        change.add("offer", "Rygestop")
        change.add("programme", "Kurset")
        change.register("A", on="2018-01-01", site="Nord", municipality="Aalborg")
        change.assign("A", "SPL-1", on="2018-01-01")
    return register


def waiting(register: Register, day: str, **choices: int) -> list[tuple[str, int]]:
    """What waits on that day, with the days that it is over."""
    with as_if_today(day):
        return [(each.task, each.days_over) for each in find_tasks(register.connection, **choices)]


def test_a_referral_waits_from_the_day_after_its_thirtieth_until_it_has_an_outcome(busy: Register) -> None:
    with busy.change("refer") as change:
        change.refer("A", "Rygestop", on="2018-01-02", site="Nord")
    assert waiting(busy, "2018-02-01") == []
    assert waiting(busy, "2018-02-02") == [("referral_without_outcome", 1)]
    with busy.change("set") as change:
        change.set("referral_days", "10")
    assert waiting(busy, "2018-01-13") == [("referral_without_outcome", 1)]
    with busy.change("refer") as change:
        change.outcome("A", "Rygestop", "accepted", on="2018-01-20")
    assert waiting(busy, "2018-02-02") == []


def test_a_follow_up_waits_from_its_hundred_and_eightieth_day_until_that_scale_is_answered(
    busy: Register,
) -> None:
    with busy.change("assess") as change:
        change.assess("A", 3, on="2018-01-01")
        change.set("silent_after_days", "3650")
    assert waiting(busy, "2018-06-29") == []
    assert waiting(busy, "2018-06-30") == [("follow_up_due", 0)]
    with busy.change("assess") as change:
        change.assess("A", 60, scale="who5", on="2018-06-30")
    assert waiting(busy, "2018-06-30") == [("follow_up_due", 0)]
    with busy.change("assess") as change:
        change.assess("A", 4, on="2018-06-30")
    assert waiting(busy, "2018-06-30") == []


def test_a_citizen_is_silent_the_day_after_ninety_days_whatever_the_last_meeting_was(busy: Register) -> None:
    with busy.change("contact") as change:
        change.contact("A", on="2018-01-01", site="Nord")
        change.contact("A", on="2018-03-01", site="Nord", reached=False)
    assert waiting(busy, "2018-04-01") == []
    assert waiting(busy, "2018-04-02") == [("citizen_silent", 1)]
    with busy.change("attend") as change:
        change.attend("Café", {"yes": ["A"]}, on="2018-02-01")
    assert waiting(busy, "2018-04-02") == []
    assert waiting(busy, "2018-05-03") == [("citizen_silent", 1)]


def test_who_was_never_met_is_not_silent(busy: Register) -> None:
    assert waiting(busy, "2019-03-15") == []


def test_an_enrolment_waits_for_a_status_of_its_own_time(busy: Register) -> None:
    with busy.change("enrol") as change:
        change.enrol("A", "Kurset", on="2018-01-01", site="Nord")
    assert waiting(busy, "2018-01-03") == [("enrolment_without_status", 2)]
    with busy.change("status") as change:
        change.status("A", "completed", on="2018-01-10")
        change.enrol("A", "Kurset", on="2018-02-01", site="Nord")
    assert waiting(busy, "2018-01-12") == []
    assert waiting(busy, "2018-02-02") == [("enrolment_without_status", 1)]


def test_a_planned_day_waits_from_the_day_after_until_it_is_confirmed(busy: Register) -> None:
    with busy.change("plan") as change:
        change.plan("SPL-1", "Nord", ["mon"], first="2018-01-08", last="2018-01-15")
    assert waiting(busy, "2018-01-08") == []
    assert waiting(busy, "2018-01-16") == [("plan_not_confirmed", 8), ("plan_not_confirmed", 1)]
    with busy.change("add presence") as change:
        change.add("presence", worker="SPL-1", site="Nord", date="2018-01-08")
    assert waiting(busy, "2018-01-16") == [("plan_not_confirmed", 1)]


def test_a_step_waits_from_its_day_until_it_is_done_and_may_be_looked_ahead_to(
    busy: Register, typed: Type
) -> None:
    with busy.change("add step") as change:
        change.add("step", citizen="A", step="Ringe", by="2019-03-20")
    assert typed("due").out == ""
    (row,) = typed("due --within 5d --format json").table["rows"]
    assert (row["task"], row["about"], row["days_over"]) == ("step_promised", "Ringe", -5)
    assert typed("due --within 4d").out == ""
    assert "Done: A, Ringe" in typed("due --done 1").out
    assert typed("due", "--within", "1 uge").out == ""


def test_the_longest_over_is_first_and_may_be_narrowed_to_a_worker_or_a_site(
    busy: Register, typed: Type
) -> None:
    with busy.change("fill") as change:
        change.register("B", on="2018-01-01", site="Syd")
        change.refer("B", "Rygestop", on="2018-02-01", site="Syd")
        change.refer("A", "Rygestop", on="2018-01-01", site="Nord")
    rows = typed("due --format json").table["rows"]
    assert [(row["citizen"], row["worker"], row["site"]) for row in rows] == [
        ("A", "SPL-1", "Nord"),
        ("B", None, "Syd"),
    ]
    assert [row["citizen"] for row in typed("due --worker SPL-1 --format json").table["rows"]] == ["A"]
    assert [row["citizen"] for row in typed("due --site Syd --format json").table["rows"]] == ["B"]
    assert typed("due --worker SPL-2").out == ""
    assert typed("due --worker SPL-3").code == 3
    assert count_tasks(busy.connection) == {"referral_without_outcome": 2}


def test_due_is_quiet_when_nothing_waits_and_notes_whom_it_shows(busy: Register, typed: Type) -> None:
    quiet = typed("due")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    assert typed("due --format json").table["rows"] == []
    assert busy.connection.execute("SELECT count(*) FROM access").fetchone() == (0,)
    with busy.change("refer") as change:
        change.refer("A", "Rygestop", on="2018-01-02")
    typed("due")
    assert busy.connection.execute("SELECT command, citizen FROM access").fetchall() == [("due", 1)]


@pytest.mark.parametrize("within", ["soon", "-3d", "14m", "9999w"])
def test_a_time_ahead_that_is_none_is_refused(busy: Register, typed: Type, within: str) -> None:
    assert typed("due", "--within", within).code in (2, 3)


def test_a_closed_case_waits_for_nothing_and_its_assignments_end(busy: Register, typed: Type) -> None:
    with busy.change("fill") as change:
        change.contact("A", on="2018-01-02", site="Nord")
        change.refer("A", "Rygestop", on="2018-01-02")
        change.add("step", citizen="A", step="Ringe", by="2018-02-01")
    assert len(waiting(busy, "2019-03-15")) == 3
    closed = typed("close A --reason moved --on 2018-05-01")
    assert "Closed case 1: A, 2018-05-01, Moved away" in closed.out
    assert "Ended assignment 1: " in closed.out
    assert waiting(busy, "2019-03-15") == []
    assert len(waiting(busy, "2018-04-30")) == 3
    assert typed("undo").code == 0
    assert len(waiting(busy, "2019-03-15")) == 3


def test_a_case_is_closed_once_and_never_without_a_reason(busy: Register, typed: Type) -> None:
    assert typed("close A").code == 2
    assert typed("close A --reason tired").code == 3
    assert typed("close A --reason moved --on 2018-05-01").code == 0
    with busy.change("close") as change, pytest.raises(AlreadyClosedError):
        change.close_case("A", "other")
    assert typed("close B --reason moved").code == 3


@pytest.mark.parametrize(
    ("words", "opens"),
    [
        ("contact A --on 2018-05-02", True),
        ("contact A --on 2018-05-02 --not-reached", False),
        ("contact A --on 2018-05-01", False),
        ("enrol A Kurset --on 2018-05-02", True),
        ("status A active --programme Kurset --on 2018-05-02", True),
        ("assign A SPL-2 --from 2018-05-02", True),
        ("attend Kurset A --on 2018-05-02", True),
        ("attend Kurset --excused A --on 2018-05-02", False),
        ("refer A Rygestop --on 2018-05-02", False),
    ],
)
def test_the_next_meeting_opens_a_closed_case_and_says_so_once(
    busy: Register, typed: Type, words: str, opens: bool
) -> None:
    typed("close A --reason moved --on 2018-05-01")
    said = typed(words)
    assert said.code == 0, said.err
    assert ("The case of A, closed on 2018-05-01, is open again." in said.out) is opens
    if opens:
        assert "open again" not in typed("contact A --on 2018-05-03").out
        assert "A" in typed("close A --reason other --on 2018-05-04").out


def test_a_closing_before_a_later_meeting_says_that_the_case_is_open_again(
    busy: Register, typed: Type
) -> None:
    typed("contact A --on 2018-06-01")
    said = typed("close A --reason moved --on 2018-05-01")
    assert "A meeting on 2018-06-01 has opened it again." in said.out
    assert reopened_by(busy.connection, 4) == []
