"""The systems of the documents at work: groups, presence, assignments, portfolio, consent, closed sites."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from outreach_cli.api import Register
from outreach_cli.privacy.consent import find_consenting
from tests.conftest import ROOT, Typed

Type = Callable[..., Typed]


@pytest.fixture
def ready(typed: Type) -> Type:
    """A register with two sites, two workers, an offer and three citizens."""
    for line in (
        "init --municipality Aalborg",
        "add site Nord",
        "add site Syd",
        "add worker SPL-1",
        "add worker SPL-2",
        "add offer Rygestop",
        *(f"register B{number} --on 2018-01-01" for number in (1, 2, 3)),
    ):
        assert typed(line).code == 0
    return typed


def rows(typed: Type, line: str, key: str) -> dict[str | None, dict[str, object]]:
    return {row[key]: row for row in typed(f"{line} --format json").table["rows"]}


def test_unnamed_heads_are_attendances_and_never_persons(ready: Type) -> None:
    assert ready("attend Café --on 2018-02-01 B1 B2 --relatives 10 --create").code == 0
    total = ready("report groups --format json").table["total"]
    assert (total["sessions"], total["attendances"], total["attended"], total["relatives"]) == (1, 12, 2, 10)


def test_attending_the_same_session_again_corrects_it_and_makes_no_second_one(ready: Type) -> None:
    ready("attend Café --on 2018-02-01 B1 --excused B2 --relatives 1 --create")
    assert ready("attend café --on 2018-02-01 B2 --absent B1").code == 0
    total = ready("report groups --format json").table["total"]
    assert (total["sessions"], total["attendances"], total["attended"]) == (1, 2, 1)
    assert "B2" in ready("report groups --trace Café attended").out


def test_a_citizen_named_twice_in_one_session_is_refused_and_nothing_is_written(ready: Type) -> None:
    done = ready("attend Café --on 2018-02-01 B1 B2 --excused B1 --create")
    assert (done.code, done.err) == (3, "Error: Refused: B1 is named twice.\n")
    assert ready("report groups --format json").table["rows"] == []


def test_a_plan_covers_the_weekdays_less_the_holidays_and_can_be_made_again(ready: Type) -> None:
    line = "plan SPL-1 Nord --weekday tirsdag --weekday thu --hours 3 --from 2018-03-01 --to 2018-03-31"
    assert "7 days planned" in ready(line + " --holiday 27-03-2018").out
    assert ready(line).out.splitlines()[0] == "1 day planned"
    assert ready(line).out == "0 days planned\n"
    assert rows(ready, "report presence", "site")["Nord"]["planned_days"] == 8
    assert ready("plan SPL-1 Nord --weekday xyz --from 2018-03-01 --to 2018-03-31").code == 3
    assert ready("plan SPL-1 Nord --from 2018-03-01 --to 2018-03-31").code == 2
    assert ready("plan SPL-1 Nord --weekday mon --from 2018-03-31 --to 2018-03-01").code == 3


def test_a_day_held_is_not_in_the_future_but_a_planned_one_may_be(ready: Type) -> None:
    assert ready("add presence --worker SPL-1 --site Nord --on 2020-01-01 --planned yes").code == 0
    done = ready("add presence --worker SPL-1 --site Nord --on 2020-01-01")
    assert (done.code, done.err.splitlines()[0]) == (
        3,
        'Error: --on: the day is in the future ("2020-01-01")',
    )


def test_two_days_that_are_the_same_are_one(ready: Type) -> None:
    line = "add presence --worker SPL-1 --site Nord --on 2018-03-01"
    assert ready(line).code == 0
    assert ready(line).code == 3
    assert ready(line + " --planned yes").code == 0


def test_a_new_partner_takes_over_from_the_one_before(ready: Type) -> None:
    ready("assign B1 SPL-1 --from 2018-01-10")
    assert "Ended assignment 1" in ready("assign B1 SPL-2 --from 2018-03-01").out
    load = rows(ready, "report caseload", "worker")
    assert (load["SPL-1"]["active"], load["SPL-1"]["ended"], load["SPL-2"]["active"]) == (0, 1, 1)
    assert load[None]["active"] == 2
    assert rows(ready, "report caseload --to 2018-02-28", "worker")["SPL-1"]["active"] == 1
    assert ready("assign B1 SPL-2 --from 2018-03-01").out == "Nothing to change.\n"


def test_who_is_to_have_a_citizen_later_takes_over_then(ready: Type) -> None:
    ready("assign B1 SPL-1 --from 2018-05-01")
    assert ready("assign B1 SPL-1 --from 2018-03-01").out.startswith("Corrected assignment 1: B1, SPL-1")
    ready("assign B1 SPL-2 --from 2018-01-10")
    assert assignments(ready) == [("SPL-1", "2018-03-01", None), ("SPL-2", "2018-01-10", "2018-03-01")]
    ready("hand-over SPL-1 SPL-2 --on 2018-06-01")
    ready("hand-over SPL-1 SPL-2 --on 2018-04-01")
    assert assignments(ready) == [
        ("SPL-1", "2018-03-01", "2018-04-01"),
        ("SPL-2", "2018-01-10", "2018-03-01"),
        ("SPL-2", "2018-04-01", None),
    ]


def assignments(ready: Type) -> list[tuple[object, ...]]:
    listed = ready("list assignments --format json").table["rows"]
    return [(each["worker"], each["started_on"], each["ended_on"]) for each in listed]


def test_a_worker_who_leaves_hands_everyone_over_in_one_change(ready: Type) -> None:
    for citizen in ("B1", "B2"):
        ready(f"assign {citizen} SPL-1 --from 2018-01-10")
    assert "2 citizens handed over" in ready("hand-over SPL-1 SPL-2 --on 2018-06-01").out
    load = rows(ready, "report caseload", "worker")
    assert (load["SPL-1"]["active"], load["SPL-2"]["active"], load[None]["active"]) == (0, 2, 1)
    assert ready("hand-over SPL-1 SPL-2 --on 2018-07-01").code == 3
    assert ready("hand-over SPL-2 SPL-2 --on 2018-07-01").code == 3


def test_who_has_no_partner_stands_in_a_row_of_that_name(ready: Type) -> None:
    assert "Uden forløbspartner" in ready("report caseload").out
    traced = ready("report caseload --trace 'Uden forløbspartner' active --format json").table
    assert len(traced["rows"]) == 3


def test_without_contact_in_30_days_counts_from_the_last_contact_that_reached(ready: Type) -> None:
    ready("assign B1 SPL-1 --from 2018-01-10")
    ready("contact B1 --on 2018-03-01 --worker SPL-1")
    ready("contact B1 --on 2018-03-20 --worker SPL-1 --not-reached")
    for last, silent in (("2018-02-28", 1), ("2018-03-01", 0), ("2018-03-30", 0), ("2018-03-31", 1)):
        load = rows(ready, f"report caseload --to {last}", "worker")
        assert load["SPL-1"]["no_contact_30_days"] == silent, last


def test_an_assignment_that_ends_before_it_begins_is_refused_in_a_file_with_its_line(
    ready: Type, tmp_path: Path
) -> None:
    text = "citizen,worker,started_on,ended_on\nB1,SPL-2,2018-02-01,\nB2,SPL-2,2018-02-01,2018-01-01\n"
    (tmp_path / "assignments.csv").write_text(text, encoding="utf-8")
    done = ready("import", "assignments", str(tmp_path / "assignments.csv"))
    assert done.code == 3
    assert f"{tmp_path / 'assignments.csv'}:3: ended_on: ends before it begins" in done.err


def test_a_closed_site_takes_no_later_contact_and_names_its_successor(ready: Type, tmp_path: Path) -> None:
    ready("correct site Nord --closed-on 2018-06-30 --successor Syd")
    assert ready("contact B1 --on 2018-06-30 --site Nord").code == 0
    done = ready("contact B1 --on 2018-07-01 --site Nord")
    assert done.code == 3
    assert done.err.splitlines() == [
        'Error: --site: the site closed on 2018-06-30 ("Nord")',
        "It was succeeded by: Syd",
    ]
    (tmp_path / "contacts.csv").write_text("date,citizen,site\n2018-07-01,B1,Nord\n", encoding="utf-8")
    done = ready("import", "contacts", str(tmp_path / "contacts.csv"))
    assert done.code == 3
    assert ":2: site: the site closed on 2018-06-30" in done.err


def test_a_move_between_sites_is_no_departure(ready: Type) -> None:
    ready("correct worker SPL-1 --started-on 2016-01-01 --site Nord")
    ready("correct worker SPL-1 --site Syd")
    total = ready("report staffing --period 2018 --format json").table["total"]
    assert (total["at_start"], total["left"], total["turnover"]) == (2, 0, 0)


def test_open_referrals_are_listed_the_oldest_first(ready: Type) -> None:
    ready("refer B2 Rygestop --on 2018-03-01")
    ready("refer B1 Rygestop --on 2018-02-01")
    ready("refer B3 Rygestop --on 2018-01-15")
    ready("refer B3 Rygestop --outcome no_show --on 2018-02-01")
    listed = ready("list referrals --open --format json").table["rows"]
    assert [row["citizen"] for row in listed] == ["B1", "B2"]
    done = ready("list sites --open")
    assert (done.code, done.err.splitlines()[0]) == (2, "Error: --open does not go with sites.")


def test_quality_exits_with_7_when_strict_and_something_is_there(ready: Type) -> None:
    assert ready("report quality --strict").code == 0
    ready("contact B1 --on 2018-02-01")
    assert ready("report quality").code == 0
    assert ready("report quality --strict").code == 7


def test_consent_is_given_and_withdrawn_by_purpose(ready: Type) -> None:
    assert ready("consent B1 evaluation --on 2018-01-02").code == 0
    assert ready("consent B1 sharing --withdrawn").code == 3
    assert ready("consent B1 evaluering --withdrawn --on 2018-05-01").code == 0
    (row,) = ready("list consents --format json").table["rows"]
    assert (row["purpose"], row["given_on"], row["withdrawn_on"]) == (
        "evaluation",
        "2018-01-02",
        "2018-05-01",
    )


def test_consent_holds_from_the_day_it_is_given_until_the_day_it_is_withdrawn(
    register: Register,
) -> None:
    with register.change("consent") as change:
        for code in ("B1", "B2", "B3"):
            change.register(code, on="2018-01-01")
        change.consent("B1", "evaluation", on="2018-02-01")
        change.consent("B2", "evaluation", on="2018-02-01")
        change.consent("B2", "evaluation", on="2018-03-01", withdrawn=True)
        change.consent("B3", "sharing", on="2018-02-01")
    found = {
        day: find_consenting(register.connection, "evaluation", day)
        for day in ("2018-01-31", "2018-02-01", "2018-02-28", "2018-03-01")
    }
    assert [sorted(numbers) for numbers in found.values()] == [[], [1, 2], [1, 2], [1]]


def test_the_nine_projects_come_from_seven_municipalities_with_thirteen_documents(typed: Type) -> None:
    typed("init")
    assert typed("import", str(ROOT / "examples" / "vaeresteder")).code == 0
    table = typed("report projects --format json").table
    assert len(table["rows"]) == 9
    assert "Projekter: 9 · kommuner: 7 · leverancer: 13" in table["notes"]
    assert table["total"]["deliverables"] == 13
    (copenhagen,) = [row for row in table["rows"] if row["municipality"] == "København"]
    assert (copenhagen["project"], copenhagen["aim"]) == ("Udsatsen", None)
    one = typed("report projects --municipality Aarhus --format json").table
    assert [row["project"] for row in one["rows"]] == [
        "Det opsøgende tandplejeteam på være- og bosteder",
        "Arbejdskonsulenter på væresteder",
    ]


def test_the_milestones_of_the_case_stand_in_the_order_of_their_days(
    typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_TODAY", "2020-12-31")
    typed("init")
    assert typed("import", str(ROOT / "examples" / "aalborg")).code == 0
    table = typed("report projects --milestones --format json").table
    assert [row["decided_on"] for row in table["rows"]] == [
        *("2020-03-17", "2020-04-29", "2020-06-10", "2020-06-23")
    ]
    refused = typed("report reach --milestones --lang en")
    assert (refused.code, refused.err.splitlines()[0]) == (
        2,
        "Error: --milestones goes with the report projects",
    )


def test_a_citizen_with_three_kinds_of_substance_use_counts_once_in_the_group(ready: Type) -> None:
    ready("register C1 --on 2018-01-01 --problem alcohol --problem drugs --problem cannabis")
    reached = rows(ready, "report reach", "problem")
    assert [reached[name]["citizens"] for name in ("Alkohol", "Hash", "Stoffer", "Misbrug")] == [1, 1, 1, 1]
    table = ready("report reach --format json").table
    assert table["total"]["citizens"] == 4
    assert (
        "1 citizen stands in more than one row and counts once in the total"
        in (ready("--lang en report reach --format json").table["notes"])
    )


def test_the_note_on_overlaps_counts_the_row_of_a_group_of_problems_too(ready: Type) -> None:
    ready("register C1 --on 2018-01-01 --problem alcohol")
    ready("register C2 --on 2018-01-01 --problem homelessness")
    notes = ready("--lang en report reach --format json").table["notes"]
    assert "1 citizen stands in more than one row and counts once in the total" in notes


def test_a_report_told_by_something_a_column_lacks_shows_the_column_as_unknown_and_says_so(
    ready: Type,
) -> None:
    ready("contact B1 --on 2018-02-01 --site Nord --worker SPL-2 --refer-to Rygestop")
    table = ready("--lang en report conversations --by worker --format json").table
    assert (table["total"]["conversations"], table["total"]["referrals"]) == (1, None)
    assert "Referred to an offer cannot be counted by Worker" in table["notes"]


def test_a_site_in_another_municipality_has_no_row_when_one_is_asked_for(ready: Type) -> None:
    ready("add site Brøndbyhuset --municipality Brøndby")
    ready("add site Aalborghuset --municipality Aalborg")
    told = rows(ready, "report conversations --municipality Brøndby", "site")
    assert list(told) == ["Nord", "Syd", "Brøndbyhuset"]
