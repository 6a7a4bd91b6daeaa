"""The team's commands ask at a terminal for what the command line leaves out, and write what is agreed to."""

from __future__ import annotations

from pathlib import Path

from tests.console.test_prompts import Person, folder, written

__all__ = ["folder"]


def test_an_answer_is_asked_for_with_the_scale_in_words_and_taken_as_a_word(folder: Path) -> None:
    person = Person(folder, "svar", "--lang", "da")
    person.answers(("Borgernøgle", "A-2"))
    person.hears("5 virkelig godt, 4 godt, 3 nogenlunde, 2 dårligt, 1 meget dårligt")
    person.types("nogenlunde")
    person.answers(("Dato [15-03-2019]", ""))
    person.hears("[J/n]")
    person.types("j")
    person.hears("3 er nogenlunde")
    assert person.leaves() == 0
    assert written(folder, "SELECT self_rated_health, scale FROM form ORDER BY id DESC LIMIT 1") == [
        (3, "srh5")
    ]


def test_a_session_is_asked_for_with_who_came(folder: Path) -> None:
    person = Person(folder, "attend")
    for new in ("n", "y"):
        person.answers(("Group", "Walkers"))
        person.hears('Is "Walkers" a new group?')
        person.types(new)
    person.answers(("Date [2019-03-15]", ""), ("Title", ""))
    person.hears("Site")
    person.types("-")
    for _question in ("Programme", "Worker"):
        person.hears(_question)
        person.types("-")
    person.answers(
        ("Minutes", ""), ("Relatives", "2"), ("Who came", "A-1, A-2"), ("Excused", "A-3"), ("Absent", "")
    )
    person.hears("[Y/n]")
    person.types("y")
    assert person.leaves() == 0
    assert written(
        folder,
        "SELECT citizen.citizen, attended FROM attendance JOIN citizen ON citizen.id = attendance.citizen"
        " WHERE \"group\" = 'Walkers' ORDER BY 1",
    ) == [("A-1", "yes"), ("A-2", "yes"), ("A-3", "excused")]


def test_a_partner_is_asked_for_and_a_hand_over_too(folder: Path) -> None:
    person = Person(folder, "assign")
    person.answers(("Citizen", "A-1"), ("Worker", "Medarbejder 1"))
    person.hears("Role")
    person.types("")
    person.hears("[2019-03-15]")
    person.types("2019-03-01")
    person.hears("[Y/n]")
    person.types("y")
    assert person.leaves() == 0
    person = Person(folder, "hand-over")
    person.answers(("Who hands over", "Medarbejder 1"), ("Who takes over", "Medarbejder 2"))
    person.hears('Did you mean "Medarbejder 1"?')
    person.types("n")
    person.hears("Make the worker")
    person.types("y")
    person.hears("Date")
    person.types("")
    person.hears("[Y/n]")
    person.types("y")
    assert person.leaves() == 0
    assert written(folder, "SELECT count(*) FROM assignment WHERE ended_on IS NULL") == [(1,)]


def test_a_plan_is_asked_for_by_weekdays(folder: Path) -> None:
    person = Person(folder, "plan")
    person.answers(("Worker", "Medarbejder 1"), ("Site", "Sygedagpengehuset"), ("Weekday", "Monday, tir"))
    person.answers(("First day [2019-03-15]", "2019-03-18"), ("Last day", "2019-03-31"), ("Hours", "3"))
    person.answers(
        ("Days off", "2019-03-25"),
    )
    person.hears("[Y/n]")
    person.types("y")
    assert person.leaves() == 0
    days = written(
        folder, "SELECT date FROM presence WHERE planned = 1 AND date >= '2019-03-18' ORDER BY date"
    )
    assert days == [("2019-03-18",), ("2019-03-19",), ("2019-03-26",)]


def test_a_merge_is_asked_for_shown_and_agreed_to_once(folder: Path) -> None:
    person = Person(folder, "merge")
    person.answers(("Keep", "A-1"), ("Which is the same citizen as", "A-2"))
    person.hears("Make A-2 and A-1 one?")
    person.types("y")
    assert person.leaves() == 0
    assert written(folder, "SELECT code FROM doublet") == [("A-2",)]


def test_a_script_is_told_what_is_missing(outreach) -> None:
    outreach("init")
    for words in (
        ("assess",),
        ("attend",),
        ("assign", "A-1"),
        ("hand-over", "X"),
        ("merge", "A-1"),
        ("plan",),
    ):
        done = outreach(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Missing argument" in done.stderr or "Missing option" in done.stderr


def test_a_site_that_closes_is_asked_for_its_successor_and_both_are_one_change(folder: Path) -> None:
    before = written(folder, "SELECT count(*) FROM change")[0][0]
    (first, *_others) = [name for (name,) in written(folder, "SELECT site FROM site ORDER BY id")]
    Person(folder, "add", "site", "Ny").leaves()
    person = Person(folder, "correct", "site", str(first), "--closed-on", "2019-06-30")
    for said in ("Nyy", "ny"):
        person.hears(f"Which site takes over from {first}?")
        person.types(said)
    assert person.leaves() == 0
    assert written(folder, "SELECT count(*) FROM change") == [(int(str(before)) + 2,)]
    assert written(folder, "SELECT closed_on, successor IS NOT NULL FROM site WHERE id = 1") == [
        ("2019-06-30", 1)
    ]


def test_an_own_scale_and_own_words_are_offered_and_asked_for_in_its_bounds(folder: Path) -> None:
    added = Person(folder, "add", "scale", "Smerte", "--lowest", "0", "--highest", "10", "--better", "lower")
    assert added.leaves() == 0
    person = Person(folder, "assess", "--scale", "smerte")
    person.answers(("Citizen", "A-2"), ("Answer (0–10)", "11"))
    person.hears("0 and 10")
    person.types("7")
    person.answers(("Date [2019-03-15]", ""))
    person.hears("[Y/n]")
    person.types("y")
    assert person.leaves() == 0
    assert written(folder, "SELECT self_rated_health, scale FROM form ORDER BY id DESC LIMIT 1") == [
        (7, "Smerte")
    ]
