"""The worklist: what waits from which day, whose it is, and that a closed case waits for nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outreach_cli.api import Register
from outreach_cli.core.days import use_today
from outreach_cli.core.language import use_language
from outreach_cli.register.closing_changes import AlreadyClosedError
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
    with use_today(day):
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


def test_a_citizen_of_a_worker_who_has_left_waits_to_be_handed_over(busy: Register, typed: Type) -> None:
    with busy.change("assign") as change:
        change.register("B", on="2018-01-01", site="Syd")
        for citizen in ("A", "B"):
            change.assign(citizen, "SPL-1", on="2018-01-01")
        change.assign("B", "SPL-2", on="2018-04-01")
        change.correct("worker", "SPL-1", ended_on="2018-03-14")
    assert waiting(busy, "2018-03-14") == []
    assert waiting(busy, "2018-03-20") == [("not_handed_over", 6), ("not_handed_over", 6)]
    assert waiting(busy, "2018-04-02") == [("not_handed_over", 19)]
    (row,) = typed("due --format json").table["rows"]
    assert [row[key] for key in ("citizen", "about", "worker")] == ["A", "SPL-1", "SPL-1"]
    assert typed("hand-over SPL-1 SPL-2 --on 2018-03-14").code == 0
    assert waiting(busy, "2018-04-02") == []


def test_what_does_not_wait_yet_is_not_called_missing(busy: Register, typed: Type) -> None:
    with busy.change("plan") as change:
        change.plan("SPL-1", "Nord", ["fri"], first="2019-03-08", last="2019-03-22")
        change.contact("A", on="2019-01-01")
        change.assess("A", 3, on="2018-09-20")

    def list_named(within: str, language: str) -> list[tuple[str, ...]]:
        with use_language(language):
            said = typed(f"due --within {within} --format markdown").out
        listed = [line.split("|") for line in said.splitlines() if line.startswith("|")][2:]
        return [(line[1].strip(), line[5].strip()) for line in listed]

    assert list_named("0d", "da") == [("Planlagt dag ikke bekræftet", "08-03-2019")]
    assert list_named("30d", "da")[1:] == [
        ("Planlagt dag", "15-03-2019"),
        ("Opfølgende skema", "19-03-2019"),
        ("Planlagt dag", "22-03-2019"),
        ("Borger ikke mødt for nylig", "01-04-2019"),
    ]
    assert list_named("30d", "en")[-1] == ("Citizen not met lately", "2019-04-01")


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
        change.close("A", "other")
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
        ("assess A 3 --on 2018-05-02", False),
    ],
)
def test_the_next_meeting_opens_a_closed_case_and_says_so_once(
    busy: Register, typed: Type, words: str, opens: bool
) -> None:
    typed("close A --reason moved --on 2018-05-01")
    before = count_without_partner(busy)
    said = typed(words)
    assert said.code == 0, said.err
    assert ("The case of A, closed on 2018-05-01, is open again." in said.out) is opens
    again_alone = opens and not words.startswith("assign")
    assert count_without_partner(busy) == before + again_alone
    if opens:
        assert "open again" not in typed("contact A --on 2018-05-03").out
        assert "A" in typed("close A --reason other --on 2018-05-04").out


def count_without_partner(register: Register) -> int:
    """How many citizens the caseload of May 2018 shows without a pathway partner."""
    rows = register.report("caseload", period="2018-05").rows
    return sum(int(row["active"]) for row in rows if row["worker"] is None)


def test_a_case_that_is_closed_or_open_already_is_not_said_to_be_opened(busy: Register, typed: Type) -> None:
    typed("close A --reason moved --on 2018-05-01")
    assert "open again" in typed("assign A SPL-2 --from 2018-05-02").out
    assert "open again" not in typed("correct assignment 1 --role contact_person").out
    said = typed("close A --reason moved --on 2018-06-01")
    assert "To: 2018-06-01" in said.out
    assert "open again" not in said.out
    assert "closed on 2018-06-01, is open again" in typed("contact A --on 2018-06-02").out


def test_a_closing_before_a_later_meeting_says_that_the_case_is_open_again(
    busy: Register, typed: Type
) -> None:
    typed("contact A --on 2018-06-01")
    said = typed("close A --reason moved --on 2018-05-01")
    assert "The case is open again: contact 1 of 2018-06-01." in said.out


def test_a_closing_before_a_later_assignment_says_that_this_opened_it(busy: Register, typed: Type) -> None:
    typed("contact A --on 2018-06-01")
    typed("assign A SPL-2 --from 2018-05-15")
    with use_language("da"):
        said = typed("close A --reason moved --on 2018-05-01")
    assert "Sagen er åben igen: tilknytning 2 fra 15-05-2018." in said.out


def test_people_without_a_name_are_heads_and_never_persons(busy: Register, typed: Type) -> None:
    said = typed("contact --unnamed 4 --site Nord --worker SPL-1 --minutes 20 --on 2018-02-01")
    assert said.code == 0, said.err
    assert "Logged headcount 1: 2018-02-01, Unnamed: 4, Nord, Conversation, SPL-1, Minutes: 20" in said.out
    assert typed("contact A --unnamed 2 --site Nord --on 2018-02-02").code == 0
    count = "SELECT (SELECT count(*) FROM contact), (SELECT sum(unnamed) FROM headcount)"
    assert busy.connection.execute(count).fetchone() == (1, 6)
    table = typed("report conversations --period 2018 --format json").table
    assert (table["total"]["citizens"], table["total"]["conversations"]) == (1, 1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("--unnamed 0", 3),
        ("--unnamed x", 3),
        ("--unnamed 3 --not-reached", 2),
        ("--unnamed 3 --refer-to Rygestop", 2),
        ("--unnamed 3 --next Ringe --by 2019-04-01", 2),
        ("", 2),
        ("A --next Ringe", 2),
        ("A --by 2019-04-01", 2),
        ("A --next 010150-1234 --by 2019-04-01", 3),
    ],
)
def test_what_does_not_go_together_writes_nothing(busy: Register, typed: Type, words: str, code: int) -> None:
    assert typed(f"contact {words}").code == code
    counts = "SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM headcount)"
    assert busy.connection.execute(counts).fetchone() == (0, 0)


def test_the_next_step_of_a_contact_waits_with_its_site_and_worker(busy: Register, typed: Type) -> None:
    said = typed(
        "contact", "A", "--site", "Syd", "--worker", "SPL-2", "--next", "Ringe til læge", "--by", "2019-03-10"
    )
    assert "Promised next step 1" in said.out, said.err
    with busy.change("set") as change:
        change.set("silent_after_days", "3650")
    (row,) = typed("due --format json").table["rows"]
    assert [row[key] for key in ("about", "worker", "site", "days_over")] == [
        "Ringe til læge",
        "SPL-2",
        "Syd",
        5,
    ]


@pytest.mark.parametrize(
    ("words", "warning"),
    [
        ("contact A --minutes 450", "Warning: 450 minutes is long for contact 2; was it fewer?\n"),
        ("contact A --minutes 240", ""),
        ("contact --unnamed 3 --minutes 450", "Warning: 450 minutes is long for contact 1; was it fewer?\n"),
        ("contact A --on 2018-02-01", "Warning: A has another contact that day: 1.\n"),
        ("contact A --refer-to Rygestop", "Warning: A has an open referral to Rygestop already: 1.\n"),
        ("refer A Rygestop", "Warning: A has an open referral to Rygestop already: 1.\n"),
    ],
)
def test_a_slip_is_said_and_written_all_the_same(
    busy: Register, typed: Type, words: str, warning: str
) -> None:
    assert typed("contact A --on 2018-02-01 --refer-to Rygestop").err == ""
    said = typed(words)
    assert (said.code, said.err) == (0, warning)
    assert "Change" in said.out


@pytest.mark.parametrize(
    ("words", "warning"),
    [
        ("--site Kaj", "Contact 1 is before the first day of Kaj, 2018-03-01.\n"),
        ("--worker NY", "Contact 1 is before the first day of NY, 2018-03-02.\n"),
        ("--site Kaj --on 2018-03-01", ""),
        ("--site Syd", ""),
    ],
)
def test_a_contact_where_nobody_was_yet_is_said(
    busy: Register, typed: Type, words: str, warning: str
) -> None:
    typed("add site Kaj --opened-on 2018-03-01")
    typed("add worker NY --started-on 2018-03-02")
    said = typed(f"contact A {words}" if "--on" in words else f"contact A {words} --on 2018-02-28")
    assert (said.code, said.err) == (0, f"Warning: {warning}" if warning else "")


@pytest.mark.parametrize(
    ("first", "again", "warning"),
    [
        (
            "status A completed --programme P",
            "status A completed",
            "A has the same status that day already: 1.",
        ),
        ("status A completed --programme P", "status A active", ""),
        (
            "assess A 3",
            "assess A 4",
            "A has an answer that day already, form 1: form 2 counts as a duplicate.",
        ),
        ("assess A 3", "assess A 50 --scale who5", ""),
    ],
)
def test_what_stands_twice_on_a_day_is_said(
    busy: Register, typed: Type, first: str, again: str, warning: str
) -> None:
    typed("add programme P")
    assert typed(first).err == ""
    said = typed(again)
    assert (said.code, said.err) == (0, f"Warning: {warning}\n" if warning else "")


@pytest.mark.parametrize(
    ("words", "warning", "later"),
    [
        ("contact 2 --on 2018-02-01", "A has another contact that day: 1.", "contact 2 --site Syd"),
        ("contact 1 --on 2018-02-02", "A has another contact that day: 2.", "contact 1 --site Syd"),
        (
            "contact 1 --minutes 450",
            "450 minutes is long for contact 1; was it fewer?",
            "contact 1 --site Syd",
        ),
        ("form 2 --on 2018-02-01", "that day already, form 1: form 2 counts as a duplicate.", ""),
        ("form 1 --on 2018-02-02", "that day already, form 1: form 2 counts as a duplicate.", ""),
        ("status 2 --on 2018-02-01", "A has the same status that day already: 1.", "status 2 --reason X"),
        (
            "referral 2 --offer Rygestop",
            "A has an open referral to Rygestop already: 1.",
            "referral 2 --site Syd",
        ),
    ],
)
def test_a_slip_of_a_correction_is_said_and_not_again_with_another_field(
    busy: Register, typed: Type, words: str, warning: str, later: str
) -> None:
    for line in ("add programme P", "add offer Kost", "enrol A P --on 2018-01-05"):
        typed(line)
    for day, offer in (("2018-02-01", "Rygestop"), ("2018-02-02", "Kost")):
        typed(f"contact A --on {day} --refer-to {offer}")
        typed(f"assess A 3 --on {day}")
        typed(f"status A active --on {day}")
    said = typed(f"correct {words}")
    assert (said.code, said.err.endswith(f"{warning}\n")) == (0, True), said.err
    assert not later or typed(f"correct {later}").err == ""


def test_a_group_that_is_not_known_is_made_only_when_asked_to(busy: Register, typed: Type) -> None:
    refused = typed("attend Kaffecafé A")
    assert refused.code == 3
    assert "If it is new: --create" in refused.err
    assert typed("attend Kaffecafé A --create --on 2018-02-01").code == 0
    assert typed("attend kaffecafé A --on 2018-02-08").code == 0
    near = typed("attend Kafecafé A")
    assert near.code == 3
    assert "Did you mean" in near.err
    assert "--create" not in near.err
    assert typed("attend Kurset A").code == 0


def without_a_partner(typed: Type, month: str) -> int:
    (row,) = [
        row
        for row in typed(f"report caseload --period {month} --format json").table["rows"]
        if row["worker"] is None
    ]
    return int(row["active"])


def test_the_caseload_counts_nobody_as_without_a_partner_while_the_case_is_closed(
    busy: Register, typed: Type
) -> None:
    with busy.change("fill") as change:
        change.register("B", on="2018-01-01")
        change.register("C", on="2018-01-01")
        change.close("A", "moved", on="2018-03-31")
        change.close("B", "moved", on="2018-02-28")
    months = ("2018-01", "2018-02", "2018-03")
    assert [without_a_partner(typed, month) for month in months] == [2, 1, 1]
    typed("contact B --on 2018-05-02")
    assert [without_a_partner(typed, month) for month in ("2018-04", "2018-05")] == [1, 2]
    typed("close B --reason other --on 2018-06-30")
    assert [without_a_partner(typed, month) for month in ("2018-05", "2018-06")] == [2, 1]
    typed("assign B SPL-2 --from 2018-07-10")
    assert [without_a_partner(typed, month) for month in ("2018-06", "2018-07")] == [1, 1]


def test_quality_and_the_worklist_wait_as_long_as_the_settings_say(busy: Register, typed: Type) -> None:
    with busy.change("fill") as change:
        change.refer("A", "Rygestop", on="2019-03-01")
        change.assess("A", 3, on="2019-01-10")

    def waiting() -> tuple[int, int]:
        checks = {
            row["check"]: row["records"]
            for row in typed("report quality --lang en --format json").table["rows"]
        }
        return (
            checks["Referral without an outcome past its limit"],
            checks["Follow-up form due past its limit"],
        )

    assert waiting() == (0, 0)
    typed("set referral_days 13")
    typed("set follow_up_days 60")
    assert waiting() == (1, 1)
    traced = "Referral older than 30 days without an outcome"  # what it was called before
    assert len(typed("report", "quality", "--trace", traced, "--format", "json").table["rows"]) == 1
    typed("set referral_days 14")
    assert waiting() == (0, 1)
