"""The counting rules on the kinds of case that once came out wrong, each worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from outreach_cli.api import Register
from tests.conftest import Typed

Type = Callable[..., Typed]


@pytest.fixture(autouse=True)
def _in_june_2020(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_TODAY", "2020-06-15")


def cells(register: Register, report: str, row: str, *keys: str, **asked: Any) -> dict[Any, list[Any]]:
    """The report's cells by the key of the row, the total under `total`."""
    table = register.report(report, show_unknown=True, **asked)
    assert table.total
    found = {each[row]: [each[key] for key in keys] for each in table.rows}
    return found | {"total": [table.total[key] for key in keys]}


@pytest.fixture
def partners(register: Register) -> Register:
    """SPL-1 is partner of B1 and contact person of B2; B3 has nobody; each was met once by SPL-2."""
    with register.change("partners") as change:
        change.add("worker", "SPL-1", role="Sygeplejerske")
        change.add("worker", "SPL-2", role="Rådgiver")
        for number, sex in ((1, "f"), (2, "m"), (3, None)):
            change.register(f"B{number}", on="2020-01-01", sex=sex)
            change.contact(f"B{number}", on="2020-02-01", worker="SPL-2")
        change.assign("B1", "SPL-1", on="2020-01-10")
        change.assign("B2", "SPL-1", on="2020-01-10", role="contact_person")
    return register


def test_only_pathway_partners_have_a_caseload_unless_roles_are_asked_for(partners: Register) -> None:
    found = cells(partners, "caseload", "worker", "active", "new", period="2020")
    assert found == {"SPL-1": [1, 1], "SPL-2": [0, 0], None: [2, 0], "total": [3, 1]}
    found = cells(partners, "caseload", "role", "active", "new", by="role", period="2020")
    assert found["Forløbspartner"] == [1, 1]
    assert found["Kontaktperson"] == [1, 1]
    assert "Sygeplejerske" not in found
    assert found["total"] == [3, 2]


def test_contacts_of_a_caseload_are_those_with_its_own_citizens_whoever_held_them(partners: Register) -> None:
    found = cells(partners, "caseload", "worker", "active", "contacts", "contacts_per_citizen", period="2020")
    assert found == {
        "SPL-1": [1, 1, 1.0],
        "SPL-2": [0, 0, None],
        None: [2, 2, 1.0],
        "total": [3, 3, 1.0],
    }


def test_only_the_row_without_a_worker_is_called_without_a_pathway_partner(partners: Register) -> None:
    for by in ("worker", "sex", "worker,sex", "sex,worker", "month,worker", "role,month"):
        table = partners.report("caseload", by=by, period="2020")
        called = {column.key: column.empty for column in table.columns if column.row}
        assert called == {
            key: "Uden forløbspartner" if key in ("worker", "role") else "Ikke oplyst" for key in called
        }
    table = partners.report("caseload", by="sex", across="worker", period="2020")
    assert table.columns[-2].label == "Uden forløbspartner"


def test_a_closed_case_is_not_without_a_partner_until_the_citizen_is_met_again(partners: Register) -> None:
    with partners.change("close") as change:
        change.add("closing", citizen="B3", closed_on="2020-03-01", reason="moved")
    assert cells(partners, "caseload", "worker", "active", period="2020-02")[None] == [2]
    assert cells(partners, "caseload", "worker", "active", period="2020-03")[None] == [1]
    with partners.change("met") as change:
        change.contact("B3", on="2020-04-01")
    assert cells(partners, "caseload", "worker", "active", period="2020-03")[None] == [1]
    assert cells(partners, "caseload", "worker", "active", period="2020-04")[None] == [2]


def test_silence_removes_nobody_from_those_without_a_partner(partners: Register) -> None:
    assert cells(partners, "caseload", "worker", "active", period="2020-06")[None] == [2]


def test_who_came_to_a_session_stands_at_its_site_and_nowhere_else(register: Register) -> None:
    with register.change("groups") as change:
        change.add("site", "Nord", municipality="Aalborg")
        change.add("site", "Syd", municipality="Roskilde")
        change.register("B1", on="2020-01-01", site="Syd")
        change.register("B2", on="2020-01-01", site="Syd")
        change.add("session", group="Café", date="2020-02-01", site="Nord", relatives=2)
        change.add("session", group="Café", date="2020-02-08")
        for day, citizen in (("2020-02-01", "B1"), ("2020-02-01", "B2"), ("2020-02-08", "B1")):
            change.add("attendance", group="Café", date=day, citizen=citizen)
    keys = ("sessions", "enrolled", "attended", "attendances", "relatives")
    assert cells(register, "groups", "site", *keys, by="site", period="2020") == {
        "Nord": [1, 2, 2, 4, 2],
        "Syd": [0, 0, 0, 0, 0],
        None: [1, 1, 1, 1, 0],
        "total": [2, 2, 2, 5, 2],
    }
    assert cells(register, "groups", "group", *keys, period="2020", site="Nord")["total"] == [1, 2, 2, 4, 2]
    found = cells(register, "groups", "municipality", *keys, by="municipality", period="2020")
    assert found["Roskilde"] == [0, 0, 0, 0, 0]


def test_an_empty_site_is_never_guessed_from_the_citizen(register: Register) -> None:
    with register.change("reach") as change:
        change.add("site", "Nord", municipality="Aalborg")
        change.register("B1", on="2019-01-01", site="Nord", problems="alcohol")
        change.contact("B1", on="2020-02-01")
        change.add("programme", "Kursus")
        change.enrol("B1", "Kursus", on="2020-02-01")
    assert register.report("reach", period="2020", site="Nord").total["citizens"] == 0  # type: ignore[index]
    assert register.report("reach", period="2019", site="Nord").total["citizens"] == 1  # type: ignore[index]
    found = cells(register, "conversations", "municipality", "citizens", by="municipality", period="2020")
    assert found["Aalborg"] == [1]  # where no site is stated, the municipality is the citizen's


@pytest.fixture
def course(register: Register) -> Register:
    with register.change("course") as change:
        change.add("programme", "Kursus", kind="group")
        change.register("B1", on="2020-01-01")
        change.enrol("B1", "Kursus", on="2020-01-10")
        change.status("B1", "dropped_out", programme="Kursus", on="2020-02-10")
    return register


ENROLLED = {"2020-01": [1], "2020-02": [1], "2020-03": [0], "2020-04": [0]}


def test_a_return_after_a_dropout_is_enrolled_again_from_that_day(course: Register) -> None:
    def enrolled() -> dict[Any, list[Any]]:
        return cells(course, "groups", "month", "enrolled", by="month", period="2020-01..2020-04")

    assert enrolled() == ENROLLED | {"total": [1]}
    with course.change("return") as change:
        change.status("B1", "active", programme="Kursus", on="2020-04-30")
    assert enrolled() == ENROLLED | {"2020-04": [1], "total": [1]}


def test_who_starts_and_drops_out_on_one_day_was_enrolled_that_day(register: Register) -> None:
    with register.change("course") as change:
        change.add("programme", "Kursus", kind="group")
        change.register("B1", on="2020-01-01")
        change.enrol("B1", "Kursus", on="2020-01-10")
        change.status("B1", "dropped_out", programme="Kursus", on="2020-01-10")
    found = cells(register, "groups", "group", "enrolled", period="2020-01-10")
    assert found["total"] == [1]
    assert cells(register, "groups", "group", "enrolled", period="2020-01-11")["total"] == [0]


def test_a_second_enrolment_has_a_status_only_by_one_from_its_own_time_on(course: Register) -> None:
    with course.change("again") as change:
        change.enrol("B1", "Kursus", on="2020-03-01")
    checks = cells(course, "quality", "check", "records", period="2020-03")
    assert checks["Forløb uden status"] == [1]
    assert cells(course, "courses", "status", "citizens", period="2020-03")[None] == [1]
    with course.change("status") as change:
        change.status("B1", "completed", programme="Kursus", on="2020-04-01")
    assert cells(course, "quality", "check", "records", period="2020-03")["Forløb uden status"] == [1]
    assert cells(course, "quality", "check", "records", period="2020-04")["Forløb uden status"] == [0]


def test_a_status_before_the_first_enrolment_counts_for_none(register: Register) -> None:
    with register.change("course") as change:
        change.add("programme", "Kursus")
        change.register("B1", on="2020-01-01")
        change.enrol("B1", "Kursus", on="2020-02-10")
        change.add("status", citizen="B1", programme="Kursus", date="2020-01-10", status="completed")
    found = cells(register, "courses", "status", "citizens")
    assert (found["Gennemført"], found[None]) == ([0], [1])


@pytest.mark.parametrize("first", ["contact", "visit", "enrolment", "attendance", "form"])
def test_a_citizen_is_new_at_the_first_meeting_of_any_kind(register: Register, first: str) -> None:
    with register.change("meet") as change:
        change.add("programme", "Kursus")
        change.register("B1", on="2019-01-01", municipality="Aalborg")
        if first == "enrolment":
            change.enrol("B1", "Kursus", on="2020-01-31")
        elif first == "attendance":
            change.attend("Café", {"yes": ["B1"]}, on="2020-01-31")
        elif first == "form":
            change.assess("B1", 3, on="2020-01-31")
        else:
            change.contact("B1", on="2020-01-31", kind="visit" if first == "visit" else "conversation")
        change.contact("B1", on="2020-02-01")
        change.contact("B1", on="2020-01-01", reached=False)
    found = cells(register, "monthly", "month", "new_citizens", period="2020-01..2020-03")
    assert found == {"2020-01": [1], "2020-02": [0], "2020-03": [0], "total": [1]}


def test_a_new_citizen_stands_where_the_first_meeting_stands(register: Register) -> None:
    with register.change("meet") as change:
        change.add("site", "Nord")
        change.add("site", "Syd")
        change.register("B1", on="2019-01-01", site="Syd")
        change.contact("B1", on="2020-01-31", site="Nord")
        change.contact("B1", on="2020-01-31", kind="phone", site="Syd")
        change.contact("B1", on="2020-02-01", site="Syd")
    table = register.report("monthly", period="2020-01", by="site")
    assert [(each["site"], each["new_citizens"]) for each in table.rows] == [("Nord", 1), ("Syd", 1)]
    assert table.total
    assert table.total["new_citizens"] == 1
    assert cells(register, "monthly", "month", "new_citizens", period="2020-02", site="Syd")["total"] == [0]


def test_states_of_quality_are_taken_at_the_periods_end_whenever_they_began(register: Register) -> None:
    with register.change("old") as change:
        change.add("offer", "Rygestop")
        change.add("programme", "Kursus")
        change.register("RD-10", on="2019-01-01", municipality="Aalborg")
        change.register("RD-010", on="2019-03-01")
        change.refer("RD-10", "Rygestop", on="2019-01-10")
        change.enrol("RD-10", "Kursus", on="2019-01-10")
        change.contact("RD-10", on="2019-01-10")
        change.assess("RD-10", 3, on="2019-01-10")
    names = {
        "conversation": "Samtale uden enhed",
        "referral": "Henvisning uden udfald efter fristen",
        "enrolment": "Forløb uden status",
        "form": "Opfølgende grundskema mangler efter fristen",
        "twice": "Borger er muligvis registreret to gange",
    }

    def found(period: str) -> dict[str, Any]:
        told = cells(register, "quality", "check", "records", period=period)
        return {key: told[name][0] for key, name in names.items()}

    assert found("2019-01") == {"conversation": 1, "referral": 0, "enrolment": 1, "form": 0, "twice": 0}
    assert found("2019-03") == {"conversation": 0, "referral": 1, "enrolment": 1, "form": 0, "twice": 2}
    assert found("2020-05") == {"conversation": 0, "referral": 1, "enrolment": 1, "form": 1, "twice": 2}
    by_month = register.report("quality", by="month", period="2019")
    assert [each["records"] for each in by_month.rows] == [2, 2, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5]


@pytest.mark.parametrize(
    ("day", "due"), [("2020-06-28", 0), ("2020-06-29", 1), ("2020-06-30", 1), ("2020-07-01", 1)]
)
def test_a_follow_up_is_due_180_days_after_the_first_answer_of_a_scale(
    register: Register, day: str, due: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_TODAY", "2020-12-31")
    with register.change("assess") as change:
        change.register("B1", on="2020-01-01", municipality="Aalborg")
        change.assess("B1", 3, on="2020-01-01")
        change.assess("B1", 60, scale="who5", on="2020-06-01")  # another scale answers nothing here
    row = "Opfølgende grundskema mangler efter fristen"
    assert cells(register, "quality", "check", "records", period=day)[row] == [due]
    with register.change("assess") as change:
        change.assess("B1", 3, on="2020-06-30")
    assert cells(register, "quality", "check", "records", period="2020-07-01")[row] == [0]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("RD-10", "RD-010", True),
        ("RD-10", "RE-10", True),
        ("RD-10", "RDX-10", True),
        ("AAL-001", "aal1", True),
        ("RD-10", "RD-100", False),
        ("RD-10", "RD-11", False),
        ("RD-10", "XY-10", False),
        ("A", "B", False),
    ],
)
def test_codes_one_letter_or_leading_zero_apart_look_like_one(
    register: Register, one: str, other: str, near: bool
) -> None:
    with register.change("register") as change:
        change.register(one, on="2020-01-01")
        change.register(other, on="2020-01-01")
    row = "Borger er muligvis registreret to gange"
    assert cells(register, "quality", "check", "records")[row] == [2 if near else 0]


def test_letters_that_many_codes_share_are_no_slip_of_the_hand(register: Register) -> None:
    with register.change("register") as change:
        for number in range(10, 20):
            change.register(f"NO-{number}", on="2020-01-01")
            change.register(f"SO-{number}", on="2020-01-01")
    row = "Borger er muligvis registreret to gange"
    assert cells(register, "quality", "check", "records")[row] == [0]


@pytest.mark.parametrize(("day", "twice"), [("2020-01-08", 2), ("2020-01-09", 0)])
def test_persons_of_whom_the_same_is_stated_within_a_week_look_like_one(
    register: Register, day: str, twice: int
) -> None:
    with register.change("register") as change:
        change.add("site", "Nord")
        change.register("KLM-12", on="2020-01-01", birth_year=1970, sex="f", site="Nord")
        change.register("PQR-77", on=day, birth_year=1970, sex="f", site="Nord")
        change.register("STU-55", on=day, birth_year=1970, sex="f")
    row = "Borger er muligvis registreret to gange"
    assert cells(register, "quality", "check", "records")[row] == [twice]


def test_well_being_and_self_rated_health_in_one_form_are_two_scales(typed: Type) -> None:
    typed("init --municipality Aalborg")
    typed("register B1 --on 2019-01-01")
    for day, health, wellbeing in (("2020-01-01", 2, 40), ("2020-03-01", 4, 60)):
        form = f"add form --on {day} --citizen B1 --form baseline --scale who5"
        assert typed(f"{form} --self-rated-health {health} --wellbeing {wellbeing}").code == 0
    assert (
        typed("add form --on 2020-04-01 --citizen B1 --form baseline --scale who5 --self-rated-health 4").code
        == 0
    )
    for words, first, latest in (("", 2, 4), (" --scale who5", 40, 60)):
        total = typed(f"report health --format json{words}").table["total"]
        assert (total["paired_citizens"], total["mean_first"], total["mean_last"]) == (1, first, latest)
    forms = typed("report forms --format json").table["total"]
    assert (forms["valid_forms"], forms["invalid_forms"]) == (2, 1)


def test_a_milestone_that_is_there_already_is_called_a_milestone(typed: Type) -> None:
    typed("init")
    typed("add project Cykler")
    typed("add milestone --project Cykler --body Udvalg --on 2020-01-01")
    said = typed(
        "--lang", "en", "add", "milestone", "--project", "Cykler", "--body", "Udvalg", "--on", "2020-01-01"
    )
    assert "milestone" in said.out + said.err
    assert "project with" not in said.out + said.err


def test_a_form_has_one_municipality_and_organisation_in_every_report(register: Register) -> None:
    with register.change("forms") as change:
        change.add("site", "Nord", municipality="Aalborg", model="social_services")
        change.add("site", "Syd", municipality="Brøndby", model="health_centre")
        change.register("B1", on="2018-01-01", site="Nord", municipality="Brøndby", sex="f")
        change.assess("B1", 3, on="2019-01-10")
        change.add("form", citizen="B1", date="2019-01-11", form="baseline")  # without an answer
    for kept in ({"municipality": "Brøndby"}, {"municipality": "Aalborg"}, {}):
        flaws = cells(register, "quality", "check", "records", period="2019", language="en", **kept)
        forms = register.report("forms", period="2019", **kept).total
        assert forms
        assert flaws["Invalid form"] == [forms["invalid_forms"]] == [0 if "Aalborg" in kept.values() else 1]
        assert flaws["Follow-up form due past its limit"] == flaws["Invalid form"]
    for report, count in (("forms", "citizens"), ("reach", "citizens"), ("quality", "records")):
        found = cells(register, report, "model", count, period="2019-01", by="model", language="en")
        assert [found["Social services"], found["Health centre"]] == [[0], [1]], report
    found = cells(register, "completeness", "model", "records", period="2019-01", by="model", language="en")
    assert [found["Social services"], found["Health centre"]] == [[0], [5]]


def test_what_is_not_stated_has_a_row_unless_it_is_the_status_of_courses(register: Register) -> None:
    with register.change("courses") as change:
        change.add("programme", "Kursus")
        for number, (sex, status) in enumerate([("f", "completed"), (None, "completed"), ("f", None)]):
            change.register(f"B{number}", on="2019-01-01", sex=sex)
            change.enrol(f"B{number}", "Kursus", on="2019-01-10")
            if status:
                change.status(f"B{number}", status, on="2019-01-20")
    own = register.report("courses", period="2019", language="en")
    assert None not in [row["status"] for row in own.rows]
    assert own.notes == ("1 citizen without a registered status is included in the total",)
    by_sex = register.report("courses", period="2019", by="sex", language="en")
    assert {row["sex"]: row["citizens"] for row in by_sex.rows}[None] == 1
    both = register.report("courses", period="2019", by="status,sex", language="en")
    assert {(row["status"], row["sex"]): row["citizens"] for row in both.rows} == {
        ("Completed", "Female"): 1,
        ("Completed", None): 1,
        (None, "Female"): 1,
    }
    assert by_sex.notes == both.notes == ()
    across = register.report("courses", period="2019", across="sex", language="en")
    completed = next(row for row in across.rows if row["status"] == "Completed")
    assert (completed["f"], completed["unknown"], completed["total"]) == (1, 1, 2)
    assert across.notes == own.notes
