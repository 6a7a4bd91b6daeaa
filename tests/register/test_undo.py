"""The journal, undoing changes, and printing what was printed then."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from outreach_cli.api import Register, open_register
from outreach_cli.core.errors import OutreachError
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.undo import AlreadyUndoneError, LaterChangesError, NothingToUndoError
from outreach_cli.storage.check import check_file


@pytest.fixture
def busy_day(register: Register) -> Register:
    """2: a site; 3: a citizen; 4: two contacts; 5: one of them corrected."""
    with register.change("add") as change:
        change.add("site", "North")
    with register.change("register") as change:
        change.register("C1", on="2018-01-01", site="North")
    with register.change("contact") as change:
        change.contact("C1", on="2018-02-01", site="North")
        change.contact("C1", on="2018-02-02", site="North")
    with register.change("correct") as change:
        change.correct("contact", "1", minutes=30)
    return register


def undo(register: Register, number: int | None = None) -> int:
    with register.change("undo") as change:
        change.undo(number)
    return change.id


def minutes(register: Register) -> list[tuple[int, int | None]]:
    return register.connection.execute("SELECT id, minutes FROM contact ORDER BY id").fetchall()


def test_an_undo_puts_back_what_a_correction_replaced_and_can_itself_be_undone(busy_day: Register) -> None:
    assert undo(busy_day, 5) == 6
    assert minutes(busy_day) == [(1, None), (2, None)]
    assert undo(busy_day) == 7
    assert minutes(busy_day) == [(1, 30), (2, None)]


def test_a_change_that_others_built_on_is_undone_once_those_are(busy_day: Register) -> None:
    with pytest.raises(
        LaterChangesError, match=r"Change 4 cannot be undone: later changes built on it \(5\)"
    ):
        undo(busy_day, 4)
    with pytest.raises(LaterChangesError, match=r"\(3, 4, 5\)|\(3, 5\)|\(3, 4\)"):
        undo(busy_day, 2)
    for number in (5, 4, 3, 2):
        undo(busy_day, number)
    assert minutes(busy_day) == []
    assert busy_day.finder.list_names("citizen") == busy_day.finder.list_names("site") == []


def test_a_change_is_not_undone_twice(busy_day: Register) -> None:
    undo(busy_day, 5)
    with pytest.raises(AlreadyUndoneError, match="Change 5 was already undone by change 6"):
        undo(busy_day, 5)


def test_what_comes_back_does_not_take_a_name_that_another_has_now(busy_day: Register) -> None:
    with busy_day.change("correct") as change:
        change.correct("site", "North", site="South")
    with busy_day.change("add") as change:
        change.add("site", "North")
    with pytest.raises(LaterChangesError, match=r"\(7\)"):
        undo(busy_day, 6)


def test_what_comes_back_does_not_name_what_was_removed_since(busy_day: Register) -> None:
    with busy_day.change("remove") as change:
        change.remove("contact", "1")
        change.remove("contact", "2")
    with busy_day.change("remove") as change:
        change.remove("citizen", "C1")
    with pytest.raises(LaterChangesError, match=r"\(7\)"):
        undo(busy_day, 6)


def test_a_refused_undo_leaves_no_trace(busy_day: Register) -> None:
    before = busy_day.path.read_bytes()
    with pytest.raises(OutreachError):
        undo(busy_day, 2)
    with pytest.raises(OutreachError):
        undo(busy_day, 99)
    assert busy_day.path.read_bytes() == before


def test_a_change_without_records_cannot_be_undone(busy_day: Register) -> None:
    with busy_day.change("nothing") as change:
        change.count(RECORDS["contact"], "added", 0)
    with pytest.raises(NothingToUndoError):
        undo(busy_day, change.id)


@pytest.mark.slow
def test_an_import_is_undone_whole(outreach, tmp_path) -> None:
    outreach("init")
    outreach("register", "C1")
    lines = ["date,citizen", *(f"2018-01-{1 + n % 28:02},C1" for n in range(500))]
    (tmp_path / "contacts.csv").write_text("\n".join(lines))
    assert outreach("import", "contacts", "contacts.csv").returncode == 0
    said = outreach("undo")
    assert (said.returncode, said.stderr) == (0, "")
    assert "… and 490 more contacts" in said.stdout
    assert "Undid change 3." in said.stdout
    assert outreach("list", "contacts", "--format", "csv").stdout.count("\n") == 1
    assert outreach("check").returncode == 0


def test_undo_says_before_and_after_in_words_and_a_dry_run_only_says_it(outreach, tmp_path) -> None:
    outreach("init")
    outreach("register", "C1", "--birth-year", "1970")
    outreach("correct", "citizen", "C1", "--birth-year", "1971")
    with open_register(tmp_path / "outreach.db") as register:
        before = [
            line for line in register.connection.iterdump() if "citizen" in line and "access" not in line
        ]
    said = outreach("undo", "--dry-run")
    assert said.stdout == "citizen C1: Birth year: 1971 → 1970\n"
    with open_register(tmp_path / "outreach.db") as register:
        after = [
            line for line in register.connection.iterdump() if "citizen" in line and "access" not in line
        ]
        seen = register.connection.execute("SELECT command, citizen FROM access ORDER BY id DESC").fetchone()
    assert seen == ("undo --dry-run", 1)
    assert after == before
    assert outreach("undo", "3").stdout.startswith("citizen C1: Birth year: 1971 → 1970\nUndid change 3.\n")


def test_the_log_says_who_did_what_and_what_was_undone(outreach) -> None:
    outreach("init")
    outreach("register", "C1")
    outreach("register", "C2")
    outreach("contact", "C1", env={"OUTREACH_WHO": "karen"})
    outreach("undo", "4")
    rows = json.loads(outreach("log", "--format", "json").stdout)["rows"]
    assert [row["change"] for row in rows] == [5, 4, 3, 2, 1]
    assert rows[1]["who"] == "karen"
    assert rows[1]["what"] == "1 contact added; undone by change 5"
    assert rows[0]["what"] == "1 contact removed; undoes change 4"
    mine = json.loads(outreach("log", "c2", "--format", "json").stdout)["rows"]
    assert [row["change"] for row in mine] == [3]
    assert len(json.loads(outreach("log", "--last", "2", "--format", "json").stdout)["rows"]) == 2
    assert "Tidspunkt" in outreach("log", "--lang", "da").stdout


def test_what_is_printed_of_a_day_is_what_was_printed_on_it(outreach) -> None:
    then = {"OUTREACH_TODAY": "2018-06-01"}
    outreach("init", env=then)
    outreach("add", "site", "North", env=then)
    outreach("register", "C1", "--site", "North", env=then)
    outreach("contact", "C1", "--site", "North", "--on", "2018-05-05", env=then)
    commands = [
        ("report", "conversations"),
        ("report", "monthly", "--format", "csv"),
        ("list", "contacts"),
        ("show", "C1"),
    ]
    printed = [outreach(*words, env=then).stdout for words in commands]
    outreach("contact", "C1", "--site", "North", "--on", "2018-05-06")
    outreach("correct", "site", "North", "--site", "Nord")
    outreach("set", "language", "en")
    for words, before in zip(commands, printed, strict=True):
        for moment in ("2018-06-01", "4"):
            now = outreach(*words, "--as-of", moment)
            assert now.stdout == before
        assert outreach(*words).stdout != before


def test_an_unknown_moment_is_refused(outreach) -> None:
    outreach("init")
    for moment, said in (("7", "There is no change with number 7."), ("2030-01-01", "in the future")):
        answer = outreach("report", "conversations", "--as-of", moment)
        assert answer.returncode == 3
        assert said in answer.stderr


def test_two_that_swapped_their_names_in_one_change_swap_back(register: Register) -> None:
    with register.change("add") as change:
        change.add("site", "North")
        change.add("site", "South")
    with register.change("swap") as change:
        for before, after in (("North", "x"), ("South", "North"), ("x", "South")):
            change.correct("site", before, site=after)

    def named() -> list[tuple[int, str]]:
        return register.connection.execute("SELECT id, site FROM site ORDER BY id").fetchall()

    assert named() == [(1, "South"), (2, "North")]
    undo(register)
    assert named() == [(1, "North"), (2, "South")]
    undo(register)
    assert named() == [(1, "South"), (2, "North")]
    assert check_file(register.path) == []


_TRACED = """
from outreach_cli.storage import database
connect = database.connect
def traced(path, mode):
    connection = connect(path, mode)
    connection.set_trace_callback(print)
    return connection
database.connect = traced
from outreach_cli.cli import main
main(["undo"])
"""
"""Runs `outreach undo` and prints each statement that it gives to SQLite."""


def test_an_undo_begins_with_a_file_for_what_its_statements_write_over(
    busy_day: Register, tmp_path: Path
) -> None:
    run = [sys.executable, "-c", _TRACED]
    told = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.splitlines()
    undone = next(place for place, said in enumerate(told) if said.startswith("UPDATE change SET undoes"))
    settled = [said for said in told[:undone] if said.startswith(("PRAGMA temp_store = ", "BEGIN"))]
    assert settled[-2:] == ["PRAGMA temp_store = FILE", "BEGIN IMMEDIATE"]
    assert [said for said in told if said.startswith("PRAGMA temp_store = ")][-1].endswith("MEMORY")
    assert minutes(busy_day) == [(1, None), (2, None)]
