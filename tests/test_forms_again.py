"""Invalid forms imported again: each is known by all that it said, also by what could not be taken."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from outreach_cli.api import Register, create_register
from outreach_cli.exchange.import_session import open_import, take_sources
from outreach_cli.exchange.readers.sources import find_in_folder
from outreach_cli.privacy import erasure
from outreach_cli.storage.check import check_file
from tests.bulk import everything, take_text
from tests.conftest import Typed
from tests.test_forms import Type

HEAD = "date,citizen,form,municipality,self_rated_health,scale\n"
WRONG = [
    "2018-02-30,A,baseline,Aalborg,3,\n",
    "2018-02-31,A,baseline,Aalborg,3,\n",
    ",A,baseline,Aalborg,3,\n",
    "2018-02-01,ZZ,baseline,Aalborg,3,\n",
    "2018-02-01,YY,baseline,Aalborg,3,\n",
    "2018-02-01,A,foo,Aalborg,3,\n",
    "2018-02-01,A,bar,Aalborg,3,\n",
    "2018-02-01,A,baseline,Nowhere,3,\n",
    "2018-02-01,A,baseline,Elsewhere,3,\n",
    "2018-02-01,A,baseline,Aalborg,abc,\n",
    "2018-02-01,A,baseline,Aalborg,xyz,\n",
    "2018-02-01,A,baseline,Aalborg,9999,\n",
    "2018-02-01,A,baseline,Aalborg,3,mine\n",
    "2018-02-01,A,baseline,Aalborg,3,yours\n",
    "2018-02-30,ZZ,foo,Nowhere,abc,mine\n",
    "2018-02-30,ZZ,foo,Nowhere,xyz,mine\n",
]
ALL_STAND = f"imported 0, corrected 0, unchanged {len(WRONG)}, rejected 0"


@pytest.fixture
def one(register: Register) -> Register:
    """A register with the citizen A."""
    with register.change("register") as change:
        change.register("A", on="2018-01-01")
    return register


def take_all(register: Register, *, each_alone: bool = False) -> list[str]:
    texts = [HEAD + row for row in WRONG] if each_alone else [HEAD + "".join(WRONG)]
    return [take_text(register, "forms", text) for text in texts]


def test_invalid_forms_are_as_many_in_one_file_as_in_a_file_each(one: Register) -> None:
    assert {said.split(",")[0] for said in take_all(one, each_alone=True)} == {"imported 1"}
    assert take_all(one) == [ALL_STAND]
    assert {said.split(",")[0] for said in take_all(one, each_alone=True)} == {"imported 0"}
    total = one.report("forms").total or {}
    assert (total["invalid_forms"], total["received_forms"]) == (len(WRONG), len(WRONG))
    assert check_file(one.path) == []


def test_one_that_stands_there_once_more_is_one_more(one: Register) -> None:
    take_all(one)
    assert take_text(one, "forms", HEAD + WRONG[0] * 3).startswith("imported 2, corrected 0, unchanged 1,")


def test_an_export_says_no_more_than_the_register_and_the_files_it_came_from_are_still_known(
    one: Register, typed: Type, tmp_path: Path
) -> None:
    take_all(one, each_alone=True)
    assert typed("export", str(tmp_path / "out")).code == 0
    before = everything(one)
    assert typed("import", str(tmp_path / "out")).out.splitlines()[-1].startswith("imported 0, corrected 0,")
    assert everything(one) == before
    with create_register(tmp_path / "other.db") as other:
        with open_import(other) as bulk:
            take_sources(bulk, find_in_folder(tmp_path / "out")[0])
        assert take_all(other) == [ALL_STAND]
        assert take_text(other, "forms", HEAD + WRONG[0]).startswith("imported 0,")
        assert check_file(other.path) == []


def test_forms_undone_and_brought_back_are_known(one: Register, typed: Type) -> None:
    take_all(one)
    assert typed("undo").code == 0
    assert take_all(one)[0].startswith(f"imported {len(WRONG)},")
    assert (typed("undo").code, typed("undo").code) == (0, 0)
    assert take_all(one) == [ALL_STAND]


def test_a_form_corrected_by_hand_is_known_by_what_the_file_said(one: Register, typed: Type) -> None:
    take_text(one, "forms", HEAD + WRONG[0])
    corrected: Typed = typed("correct form 1 --on 2018-02-28 --invalid-reason ''")
    assert corrected.code == 0, corrected.err
    assert take_text(one, "forms", HEAD + WRONG[0]).startswith("imported 0,")
    assert take_text(one, "forms", HEAD + WRONG[1]).startswith("imported 1,")


def test_with_an_id_a_form_is_known_by_it_and_stays_as_long_as_it_holds_the_same(one: Register) -> None:
    head = "source_id," + HEAD
    assert take_text(one, "forms", head + "f1," + WRONG[0]).startswith("imported 1,")
    stays = "imported 0, corrected 0, unchanged 1, rejected 0"
    assert [take_text(one, "forms", head + "f1," + row) for row in WRONG[:2]] == [stays, stays]
    mended = head + "f1,2018-02-28,A,baseline,Aalborg,3,\n"
    assert take_text(one, "forms", mended) == "imported 0, corrected 1, unchanged 0, rejected 0"


def list_held(register: Register) -> list[int]:
    return [held for (held,) in register.connection.execute("SELECT fingerprint FROM form ORDER BY id")]


def test_nothing_is_kept_of_a_cpr_number_that_stood_where_a_citizen_should(one: Register) -> None:
    numbers = HEAD + "".join(f"2018-02-01,010190-{n},baseline,Aalborg,3,\n" for n in (1234, 4321))
    assert take_text(one, "forms", numbers).startswith("imported 2,")
    first, second = list_held(one)
    assert first == second


def test_forgetting_someone_leaves_nothing_of_the_citizens_that_forms_named_unknown(one: Register) -> None:
    take_text(one, "forms", HEAD + WRONG[3] + WRONG[4])
    first, second = list_held(one)
    assert first != second
    with one.change("register") as change:
        change.register("ZZ", on="2018-01-01")
    planned = erasure.plan_erasure(one.connection, *one.finder.find_name("citizen", "ZZ"), everything=True)
    with one.change("forget") as change:
        erasure.erase_citizens(change, [planned])
    assert len(set(list_held(one))) == 1
    assert take_text(one, "forms", HEAD + WRONG[4]).startswith("imported 0,")
    assert check_file(one.path) == []


def test_a_fingerprint_altered_behind_the_programs_back_is_found(one: Register) -> None:
    take_all(one)
    with closing(sqlite3.connect(one.path)) as connection:
        connection.execute("DROP TRIGGER form_edit_names_its_change")
        connection.execute("DROP TRIGGER form_edit_keeps_the_past")
        connection.execute("UPDATE form SET fingerprint = fingerprint + 1 WHERE id = 1")
        connection.commit()
    assert any(each.startswith("the records of change") for each in map(str, check_file(one.path)))
