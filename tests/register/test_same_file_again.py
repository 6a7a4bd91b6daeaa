"""The same file again: what it said before undoes no later hand, and an empty cell says nothing."""

from __future__ import annotations

import pytest

from outreach_cli.api import Register
from tests.bulk import everything, problems_of, take_text

HEAD = "source_id,date,citizen,minutes,kind\n"
ROW = "a1,2018-02-03,K-1,45,phone\n"


def contact(register: Register) -> tuple[object, ...]:
    (row,) = everything(register)["contact"]
    return row[1], row[4], row[7]


@pytest.fixture
def imported(register: Register) -> Register:
    assert take_text(register, "contacts", HEAD + ROW, create=True).startswith("imported 1,")
    return register


def test_a_contact_corrected_by_hand_stays_so_when_the_file_comes_again(imported: Register) -> None:
    with imported.change("correct contact") as change:
        change.correct("contact", 1, minutes=50)
    assert take_text(imported, "contacts", HEAD + ROW).endswith("corrected 0, unchanged 1, rejected 0")
    assert contact(imported) == ("2018-02-03", "phone", 50)


def test_a_citizen_corrected_by_hand_stays_so_when_the_file_comes_again(register: Register) -> None:
    citizens = "citizen,birth_year,sex\nK-1,1970,f\n"
    take_text(register, "citizens", citizens)
    with register.change("correct citizen") as change:
        change.correct("citizen", "K-1", birth_year=1971)
    assert take_text(register, "citizens", citizens).endswith("corrected 0, unchanged 1, rejected 0")
    assert take_text(register, "citizens", citizens.replace(",f", ",m")).startswith("imported 0, corrected 1")
    (row,) = everything(register)["citizen"]
    assert row[4:6] == (1971, "m")


def test_what_the_file_says_anew_corrects_and_only_that(imported: Register) -> None:
    with imported.change("correct contact") as change:
        change.correct("contact", 1, minutes=50)
    said = take_text(imported, "contacts", HEAD + ROW.replace("02-03", "02-04"))
    assert said == "imported 0, corrected 1, unchanged 0, rejected 0"
    assert contact(imported) == ("2018-02-04", "phone", 50)


def test_a_file_that_goes_back_to_what_it_said_first_is_believed(imported: Register) -> None:
    take_text(imported, "contacts", HEAD + ROW.replace("45", "60"))
    assert take_text(imported, "contacts", HEAD + ROW).startswith("imported 0, corrected 1,")
    assert contact(imported)[2] == 45


def test_an_import_that_was_undone_can_be_made_again(imported: Register) -> None:
    later = HEAD + ROW.replace("45", "60")
    take_text(imported, "contacts", later)
    with imported.change("undo") as change:
        change.undo()
    assert contact(imported)[2] == 45
    assert take_text(imported, "contacts", later).startswith("imported 0, corrected 1,")


def test_a_script_under_a_name_of_its_own_knows_what_it_said(register: Register) -> None:
    row = {"source_id": "a1", "date": "2018-02-03", "citizen": "K-1", "minutes": 45}
    with register.change("nightly load") as change:
        change.import_rows("contacts", [row], create=True)
    with register.change("mended") as change:
        change.correct("contact", 1, minutes=50)
    with register.change("nightly load") as change:
        assert str(change.import_rows("contacts", [row])).startswith("imported 0, corrected 0, unchanged 1")
        mended = change.import_rows("contacts", [row | {"minutes": 30}])
        assert str(mended).startswith("imported 0, corrected 1")
    assert contact(register)[2] == 30


def test_an_empty_cell_says_nothing_unless_it_is_to_clear(imported: Register) -> None:
    with imported.change("correct contact") as change:
        change.correct("contact", 1, minutes=50)
    empty = "a1,2018-02-03,K-1,,\n"
    assert take_text(imported, "contacts", HEAD + empty).startswith("imported 0, corrected 0, unchanged 1")
    assert contact(imported) == ("2018-02-03", "phone", 50)
    row = {"source_id": "a1", "date": "2018-02-03", "citizen": "K-1", "minutes": None}
    with imported.change("import") as change:
        change.import_rows("contacts", [row])
        assert change.counts == {}
        change.import_rows("contacts", [row], empty_clears=True)
    assert contact(imported) == ("2018-02-03", "phone", None)


def test_the_command_takes_empty_clears(typed, tmp_path) -> None:
    typed("init")
    typed("register K-1 --on 2018-01-01 --birth-year 1970")
    (tmp_path / "c.csv").write_text("citizen,birth_year\nK-1,\n")
    said = typed(f"import citizens {tmp_path / 'c.csv'}")
    assert said.out.endswith("imported 0, corrected 0, unchanged 1, rejected 0\n")
    said = typed(f"import citizens {tmp_path / 'c.csv'} --empty-clears")
    assert said.out.endswith("imported 0, corrected 1, unchanged 0, rejected 0\n")


def test_a_form_that_the_file_has_mended_is_valid(register: Register) -> None:
    head = "source_id,date,citizen,form,self_rated_health\n"
    take_text(register, "forms", head + "f1,2018-02-03,K-1,baseline,many\n", create=True)
    assert everything(register)["form"][0][-1] == "bad_answer"
    take_text(register, "forms", head + "f1,2018-02-03,K-1,baseline,3\n")
    assert everything(register)["form"][0][-1] is None


def test_one_id_with_two_values_is_told_although_the_first_is_what_the_file_said(imported: Register) -> None:
    assert problems_of(imported, "contacts", HEAD + ROW.replace("45", "60") + ROW) == [
        '3: source_id: stands on an earlier line too, with other values ("a1")'
    ]
