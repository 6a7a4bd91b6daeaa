"""Comparing with an earlier moment: cells then and now, and causes that add up to the difference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from outreach_cli.api import Register, create_register
from tests.test_past_model import History


def compared(
    outreach, *words: str, env: dict[str, str] | None = None
) -> dict[tuple[str, str], dict[str, object]]:
    said = outreach("report", "conversations", "--lang", "en", "--format", "json", *words, env=env)
    assert said.returncode == 0, said.stderr
    cells = json.loads(said.stdout)["compared"]["cells"]
    return {(each["row"], each["column"]): each for each in cells}


def made(outreach) -> None:
    """Changes 1–6, and change 6 is what February's figures were printed from."""
    outreach("init")
    outreach("add", "site", "North")
    for name in ("C1", "C2", "C3"):
        outreach("register", name, "--on", "2018-01-01")
    outreach("contact", "C1", "C2", "--site", "North", "--on", "2018-02-03")


def causes(cell: dict[str, object]) -> list[tuple[int, str, int]]:
    return [(each["change"], each["kind"], each["count"]) for each in cell["causes"]]  # type: ignore[attr-defined]


def test_a_late_entry_a_correction_a_removal_and_an_undo_are_told_apart(outreach) -> None:
    made(outreach)
    outreach("contact", "C3", "--site", "North", "--on", "2018-02-05")
    outreach("contact", "C3", "--site", "North", "--on", "2018-02-06")
    outreach("correct", "contact", "1", "--kind", "phone")
    outreach("remove", "contact", "2")
    cells = compared(outreach, "--compare-with", "6")
    assert causes(cells["North", "conversations"]) == [
        (7, "late_entry", 1),
        (8, "late_entry", 1),
        (9, "correction", -1),
        (10, "removal", -1),
    ]
    assert cells["North", "conversations"]["difference"] == 0
    assert cells["Total", "citizens"]["then"] == 2
    assert cells["Total", "citizens"]["now"] == 1
    outreach("undo", "10")
    cells = compared(outreach, "--compare-with", "10")
    assert causes(cells["North", "conversations"]) == [(11, "undo", 1)]


def test_what_happened_after_the_moment_is_new_and_what_happened_before_it_is_late(outreach) -> None:
    made(outreach)
    outreach("contact", "C3", "--site", "North", "--on", "2019-03-14", env={"OUTREACH_TODAY": "2019-03-16"})
    outreach("contact", "C3", "--site", "North", "--on", "2019-03-16", env={"OUTREACH_TODAY": "2019-03-16"})
    cells = compared(
        outreach, "--compare-with", "6", "--period", "2019", env={"OUTREACH_TODAY": "2019-03-16"}
    )
    assert causes(cells["North", "conversations"]) == [(7, "late_entry", 1), (8, "new_entry", 1)]


def test_a_merge_is_named_where_a_person_no_longer_counts_twice(outreach) -> None:
    made(outreach)
    outreach("merge", "C1", "C2")
    cells = compared(outreach, "--compare-with", "6")
    for row in ("North", "Total"):
        assert causes(cells[row, "citizens"]) == [(7, "merge", -1)]
        assert cells[row, "conversations"]["difference"] == 0
        assert causes(cells[row, "conversations"]) == []


def test_a_comparison_reads_as_words(outreach) -> None:
    made(outreach)
    outreach("contact", "C3", "--site", "North", "--on", "2018-02-05", env={"OUTREACH_WHO": "karen"})
    said = outreach("report", "conversations", "--compare-with", "6", "--lang", "en").stdout
    assert "+1 late entry (change 7)" in said
    assert "Change 7: 2019-03-15" in said
    assert "karen, contact" in said


def test_months_compared_stand_in_words_for_people_and_in_codes_for_programs(outreach) -> None:
    made(outreach)
    asked = ("report", "monthly", "--period", "2018-02", "--compare-with", "5", "--lang", "en")
    assert "February 2018" in outreach(*asked).stdout
    assert {row["row"] for row in json.loads(outreach(*asked, "--format", "json").stdout)["rows"]} == {
        "2018-02",
        "Total",
    }


def test_a_change_of_a_site_moves_what_was_held_there(outreach) -> None:
    made(outreach)
    outreach("correct", "site", "North", "--municipality", "Aalborg")
    cells = compared(outreach, "--by", "municipality", "--compare-with", "6")
    assert causes(cells["Aalborg", "conversations"]) == [(7, "correction", 2)]
    assert causes(cells["Not stated", "conversations"]) == [(7, "correction", -2)]
    assert cells["Total", "conversations"]["difference"] == 0


def adding_up(register: Register, earlier: int) -> None:
    """For every count the causes add up to the difference, and each names a change made since."""
    for name in ("conversations", "monthly"):
        table = register.report(name, compare_with=earlier, period="2018")
        assert table.compared is not None
        then = register.report(name, as_of=earlier, period="2018")
        before = {row[0]: row for row in [*then.body, then.foot]}  # type: ignore[index]
        for cell in table.compared["cells"]:  # type: ignore[attr-defined]
            if cell["column"] == "conversations_per_citizen":
                continue
            assert sum(each["count"] for each in cell["causes"]) == cell["difference"], cell
            assert all(each["change"] > earlier for each in cell["causes"]), cell
            row = before.get(None if cell["row"] == then.columns[0].empty else cell["row"])
            if row is not None:
                place = [column.key for column in then.columns].index(cell["column"])
                assert cell["then"] == row[place]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_causes_add_up_to_the_difference_in_any_history(tmp_path: Path, seed: int) -> None:
    with create_register(tmp_path / "outreach.db") as register:
        history = History(register, seed)
        for _each in range(30):
            history.step()
        for earlier in range(1, max(history.states), 4):
            adding_up(register, earlier)


def test_a_citizen_came_in_with_the_first_of_several_contacts(outreach) -> None:
    made(outreach)
    outreach("contact", "C3", "--site", "North", "--on", "2018-02-05")
    outreach("contact", "C3", "--site", "North", "--on", "2018-02-06")
    cells = compared(outreach, "--compare-with", "6")
    assert causes(cells["North", "citizens"]) == [(7, "late_entry", 1)]
    assert causes(cells["Total", "citizens"]) == [(7, "late_entry", 1)]


def test_the_correction_that_moved_an_entry_into_the_period_is_named(outreach) -> None:
    made(outreach)
    outreach("contact", "C3", "--site", "North", "--on", "2018-04-22")
    outreach("correct", "contact", "3", "--date", "2018-03-31")
    outreach("correct", "contact", "3", "--minutes", "30")
    march = compared(outreach, "--compare-with", "6", "--period", "2018-03")
    assert causes(march["North", "conversations"]) == [(8, "correction", 1)]
    whole = compared(outreach, "--compare-with", "6", "--period", "2018")
    assert causes(whole["North", "conversations"]) == [(7, "late_entry", 1)]


def test_of_several_corrections_the_one_that_made_the_difference_is_named(outreach) -> None:
    made(outreach)
    outreach("add", "site", "South")
    outreach("correct", "contact", "1", "--site", "South")
    outreach("correct", "contact", "1", "--minutes", "30")
    cells = compared(outreach, "--compare-with", "6")
    for column in ("citizens", "conversations"):
        assert causes(cells["North", column]) == [(8, "correction", -1)]
        assert causes(cells["South", column]) == [(8, "correction", 1)]
    outreach("correct", "contact", "1", "--minutes", "45")
    outreach("correct", "contact", "1", "--worker", "")
    said = outreach("report", "time", "--compare-with", "6", "--lang", "en", "--format", "json").stdout
    cells = {(each["row"], each["column"]): each for each in json.loads(said)["compared"]["cells"]}
    assert causes(cells["Conversation", "minutes"]) == [(9, "correction", 30), (10, "correction", 15)]
    assert causes(cells["Conversation", "mean_minutes"]) == [(10, "correction", 0)]


def test_a_text_that_is_otherwise_now_has_a_cause_too(outreach) -> None:
    outreach("init")
    outreach("add", "project", "X", "--status", "planned")
    for field, value in (("--owner", "K"), ("--status", "ended"), ("--aim", "health")):
        outreach("correct", "project", "X", field, value)
    said = outreach("report", "projects", "--compare-with", "2", "--lang", "en", "--format", "json").stdout
    cells = {each["column"]: each for each in json.loads(said)["compared"]["cells"] if each["row"] == "X"}
    assert causes(cells["owner"]) == [(3, "correction", 0)]
    assert causes(cells["status"]) == [(4, "correction", 0)]
    assert causes(cells["deliverables"]) == []


def test_a_site_that_moved_is_named_though_its_contacts_were_corrected_too(outreach) -> None:
    made(outreach)
    outreach("correct", "site", "North", "--municipality", "Aalborg")
    outreach("correct", "contact", "1", "--minutes", "30")
    cells = compared(outreach, "--by", "municipality", "--compare-with", "6")
    assert causes(cells["Aalborg", "conversations"]) == [(7, "correction", 2)]


def test_a_merge_is_named_though_what_it_moved_was_removed_later(outreach) -> None:
    made(outreach)
    outreach("contact", "C1", "--site", "North", "--on", "2018-02-09")
    outreach("merge", "C1", "C2")
    outreach("remove", "contact", "2")
    cells = compared(outreach, "--compare-with", "7")
    assert causes(cells["Total", "citizens"]) == [(8, "merge", -1)]
    assert causes(cells["Total", "conversations"]) == [(9, "removal", -1)]


def test_a_removal_that_was_undone_is_not_named(outreach) -> None:
    made(outreach)
    outreach("contact", "C3", "--site", "North", "--on", "2018-02-05")
    outreach("remove", "contact", "3")
    outreach("undo", "8")
    cells = compared(outreach, "--compare-with", "6")
    assert causes(cells["North", "conversations"]) == [(7, "late_entry", 1)]


def test_a_long_comparison_gathers_its_changes(outreach) -> None:
    made(outreach)
    for day in range(1, 5):
        outreach("contact", "C3", "--site", "North", "--on", f"2018-02-0{day}")
    outreach("remove", "contact", "4")
    outreach("contact", "C3", "--site", "North", "--on", "2018-02-09")
    said = outreach("report", "conversations", "--compare-with", "6", "--lang", "en").stdout
    assert "+4 late entries (change 7, 9–10, 12)" in said
    assert sum(line.startswith("Change ") for line in said.splitlines()) == 1
    danish = outreach("report", "conversations", "--compare-with", "6", "--lang", "da").stdout
    assert "+4 sene registreringer (ændring 7, 9–10, 12)" in danish


def test_of_records_of_several_kinds_the_causes_are_those_of_the_kind_that_counted(
    register: Register,
) -> None:
    """Enrolment 1 of A counts once their contact is gone; contact 1 is another's, and was corrected."""
    with register.change("fill") as change:
        change.add("programme", "Kursus")
        for citizen in ("A", "B"):
            change.register(citizen, on="2018-01-01")
        change.contact("B", on="2018-02-01")
        change.contact("A", on="2018-03-01")
        change.enrol("A", "Kursus", on="2018-04-01")
    with register.change("correct") as corrected:
        corrected.correct("contact", 1, minutes=30)
    with register.change("remove") as removed:
        removed.remove("contact", 2)
    table = register.report("monthly", period="2018-03..2018-04", compare_with=change.id)
    assert table.compared
    made = {
        each["row"]: [(cause["change"], cause["kind"], cause["count"]) for cause in each["causes"]]
        for each in table.compared["cells"]  # type: ignore[attr-defined]
        if each["column"] == "new_citizens"
    }
    assert made["2018-03"] == [(removed.id, "removal", -1)]
    assert made["2018-04"] == [(removed.id, "removal", 1)]


def test_what_depends_on_a_citizens_other_records_is_explained_by_those(register: Register) -> None:
    """Nobody is without contact any more for a contact, and not for the year of birth corrected before it."""
    with register.change("fill") as change:
        change.register("A", on="2018-01-01")
        change.contact("A", on="2018-01-02")
    with register.change("correct") as corrected:
        corrected.correct("citizen", "A", birth_year=1970)
    with register.change("contact") as met:
        met.contact("A", on="2018-06-20")
    asked = {"period": "2018-06", "compare_with": change.id}
    table = register.report("caseload", **asked)  # type: ignore[arg-type]
    assert table.compared
    made = {
        (each["row"], each["column"]): [(cause["change"], cause["kind"]) for cause in each["causes"]]
        for each in table.compared["cells"]  # type: ignore[attr-defined]
        if each["then"] != each["now"]
    }
    assert made["Uden forløbspartner", "no_contact_30_days"] == [(met.id, "late_entry")]


def test_relatives_at_a_session_are_explained_by_the_session(register: Register) -> None:
    """Attendance 2, of another meeting, has the number of session 2, and was corrected to and fro."""
    with register.change("fill") as change:
        for citizen in ("A", "B"):
            change.register(citizen, on="2018-01-01")
        change.attend("Café", ["A", "B"], on="2018-02-01", relatives=1)
        change.attend("Café", ["A"], on="2018-03-01", relatives=2)
    for came in ("excused", "yes"):
        with register.change("attendance") as other:
            other.correct("attendance", 2, attended=came)
    with register.change("session") as corrected:
        corrected.correct("session", 2, relatives=5)
    table = register.report("groups", period="2018", compare_with=change.id)
    assert table.compared
    (cell,) = (
        each
        for each in table.compared["cells"]  # type: ignore[attr-defined]
        if (each["row"], each["column"]) == ("Café", "attendances")
    )
    assert cell["difference"] == 3
    assert [(cause["change"], cause["count"]) for cause in cell["causes"]] == [(corrected.id, 3)]


def test_a_status_that_a_later_one_took_over_from_is_explained_by_that(register: Register) -> None:
    with register.change("fill") as change:
        change.add("programme", "P")
        change.register("A", on="2018-01-01")
        change.status("A", "dropped_out", programme="P", on="2018-02-01")
    with register.change("correct") as other:
        other.correct("citizen", "A", sex="f")
    with register.change("status") as later:
        later.status("A", "completed", programme="P", on="2018-03-01")
    table = register.report("courses", period="2018", compare_with=change.id)
    assert table.compared
    made = {
        each["row"]: [(cause["change"], cause["count"]) for cause in each["causes"]]
        for each in table.compared["cells"]  # type: ignore[attr-defined]
        if each["column"] == "citizens" and each["then"] != each["now"]
    }
    assert made == {"Dropout": [(later.id, -1)], "Gennemført": [(later.id, 1)]}


def test_of_several_entries_that_came_in_turn_each_figure_names_its_own(register: Register) -> None:
    """As paper lists are typed in: citizens, referrals, enrolments, statuses, contacts."""
    with register.change("fill") as change:
        change.add("programme", "P")
        change.add("offer", "O")
        for citizen in ("A", "B"):
            change.register(citizen, on="2018-01-01")
    made = {}
    for what in ("refer", "enrol", "status", "contact"):
        with register.change(what) as listed:
            made[what] = listed.id
            for citizen in ("A", "B"):
                given = {"refer": ("O",), "enrol": ("P",), "status": ("completed",), "contact": ()}[what]
                programme = {"programme": "P"} if what == "status" else {}
                getattr(listed, what)(citizen, *given, on="2018-02-01", **programme)
    for report, row, column, what in (
        ("courses", "Gennemført", "citizens", "status"),
        ("dose", "1 møde", "citizens", "contact"),
        ("monthly", "I alt", "new_citizens", "enrol"),
        ("referrals", "O", "citizens", "refer"),
    ):
        cells = register.report(report, period="2018", compare_with=change.id, language="da").compared
        assert cells
        (cell,) = (each for each in cells["cells"] if (each["row"], each["column"]) == (row, column))  # type: ignore[attr-defined]
        assert [(each["change"], each["count"]) for each in cell["causes"]] == [(made[what], 2)], report
