"""Whoever looks at a citizen is noted first, or sees nothing."""

from __future__ import annotations

import csv
import sqlite3
import subprocess
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from outreach_cli.api import Register, open_register
from outreach_cli.core.errors import OutreachError
from outreach_cli.privacy.access_log import NotNotedError, make_access_table
from outreach_cli.storage import table_digests
from outreach_cli.storage.check import check_file

Outreach = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def known(outreach: Outreach, register: Register) -> Outreach:
    with register.change("prepare") as change:
        change.add("site", "Nord")
        change.add("programme", "Kursus", kind="course")
        for code in ("AAL-001", "AAL-002"):
            change.register(code, on="2018-01-01")
        change.contact("AAL-001", on="2018-01-15", site="Nord")
        change.enrol("AAL-001", "Kursus", on="2018-01-15")
    return outreach


def noted(outreach: Outreach, *words: str) -> list[tuple[str, str, str]]:
    run = outreach("access", *words, "--format", "csv")
    assert run.returncode == 0, run.stderr
    return [(row["who"], row["command"], row["citizen"]) for row in csv.DictReader(run.stdout.splitlines())]


SEEN = [
    (["show", "AAL-001"], "show", "AAL-001"),
    (["status", "AAL-001"], "status", "AAL-001"),
    (["log", "AAL-001"], "log", "AAL-001"),
    (["list", "citizens"], "list citizens", "everyone"),
    (["list", "contacts"], "list contacts", "everyone"),
    (["report", "conversations", "--trace", "Nord"], "report conversations --trace", "AAL-001"),
    (["export", "out", "--kind", "contacts"], "export", "everyone"),
    (["disclose", "AAL-001"], "disclose", "AAL-001"),
    (["forget", "AAL-001", "--dry-run"], "forget", "AAL-001"),
]


@pytest.mark.parametrize(("words", "command", "whom"), SEEN, ids=str)
def test_a_look_is_noted_with_who_and_whom(
    known: Outreach, words: list[str], command: str, whom: str
) -> None:
    run = known(*words, env={"OUTREACH_WHO": "anna"})
    assert run.returncode == 0, run.stderr
    assert noted(known) == [("anna", command, whom)]


@pytest.mark.parametrize(
    "words",
    [
        ["show", "AAL-001"],
        ["status", "AAL-001"],
        ["log", "AAL-001"],
        ["list", "citizens"],
        ["access"],
        ["disclose", "AAL-001"],
        ["report", "conversations", "--trace", "Nord"],
    ],
    ids=" ".join,
)
def test_a_file_with_single_citizens_is_readable_by_its_owner_only(
    known: Outreach, tmp_path: Path, words: list[str]
) -> None:
    assert known(*words, "-o", "seen.html").returncode == 0
    assert (tmp_path / "seen.html").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "words",
    [
        ["list", "sites"],
        ["report", "conversations"],
        ["log"],
        ["access"],
        ["export", "out", "--kind", "sites"],
    ],
    ids=" ".join,
)
def test_what_shows_no_single_citizen_is_not_noted(known: Outreach, words: list[str]) -> None:
    assert known(*words).returncode == 0
    assert noted(known) == []


def test_a_citizens_access_log_holds_who_saw_them_alone_or_among_everyone(known: Outreach) -> None:
    known("show", "AAL-001")
    known("show", "AAL-002")
    known("list", "citizens")
    assert noted(known, "AAL-002") == [("tester", "list citizens", "everyone"), ("tester", "show", "AAL-002")]


@pytest.mark.parametrize(("words", "_command", "_whom"), SEEN, ids=str)
def test_nothing_is_shown_while_another_program_writes(
    known: Outreach, tmp_path: Path, words: list[str], _command: str, _whom: str
) -> None:
    other = sqlite3.connect(tmp_path / "outreach.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    run = known(*words, env={"OUTREACH_WAIT": "0.05"})
    other.execute("ROLLBACK")
    other.close()
    assert (run.returncode, run.stdout) == (6, "")
    assert "could not be noted, so nothing is shown" in run.stderr


def test_nothing_is_shown_from_a_register_that_cannot_be_written(register: Register) -> None:
    register.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(NotNotedError) as refused:
        register.note_access("show", [1])
    assert refused.value.exit_code == 8


def test_what_is_kept_begins_on_the_same_day_of_an_earlier_month(known: Outreach, tmp_path: Path) -> None:
    """Or on that month's last, where it has no such day."""
    today = datetime.now(UTC).date()
    year, month = divmod(today.year * 12 + today.month - 1 - 6, 12)
    first = date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    with open_register(tmp_path / "outreach.db") as register, register.begin_transaction():
        for number, day in enumerate((first - timedelta(days=1), first), 1):
            row = (number, f"{day}T12:00:00.000Z", "anna", f"show {number}", 1)
            table_digests.insert(register.connection, "access", [row])
    known("set", "access_log_months", "6")
    known("show", "AAL-001")
    assert [command for _who, command, _whom in noted(known)] == ["show", "show 2"]


def test_entries_older_than_the_setting_go(known: Outreach, tmp_path: Path) -> None:
    with open_register(tmp_path / "outreach.db") as register, register.begin_transaction():
        for number, ago in enumerate((400, 190, 170), 1):
            at = (datetime.now(UTC) - timedelta(days=ago)).isoformat(timespec="milliseconds")[:23] + "Z"
            table_digests.insert(register.connection, "access", [(number, at, "anna", f"show {ago}", 1)])
    assert len(noted(known)) == 3
    assert known("set", "access_log_months", "6").returncode == 0
    known("list", "citizens")
    assert [command for _who, command, _whom in noted(known)] == ["list citizens", "show 170"]
    assert check_file(tmp_path / "outreach.db") == []


def test_the_keeping_time_is_checked_however_it_comes_in(known: Outreach, tmp_path: Path) -> None:
    assert known("set", "access_log_months", "soon").returncode == 3
    for value in ("soon", "0", "-1", "601"):
        (tmp_path / "settings.csv").write_text(f"setting,value\naccess_log_months,{value}\n")
        assert known("import", "settings", "settings.csv").returncode == 3
    (tmp_path / "settings.csv").write_text("setting,value\nacces_log_months,6\n")
    run = known("import", "settings", "settings.csv", "--lang", "en")
    assert run.returncode == 3
    assert "access_log_months" in run.stderr
    with open_register(tmp_path / "outreach.db") as register:
        for value in ("soon", "0"):
            with pytest.raises(OutreachError), register.change("script") as change:
                change.add("setting", "access_log_months", value=value)
    (tmp_path / "settings.csv").write_text("setting,value\naccess_log_months, 6\nlanguage,Dansk\n")
    assert known("import", "settings", "settings.csv").returncode == 0
    assert known("show", "AAL-001").returncode == 0
    with open_register(tmp_path / "outreach.db") as register:
        assert (register.read_setting("access_log_months"), register.language) == ("6", "da")


@pytest.mark.parametrize("day", ["1999-01-01", "2031-01-01", "9998-12-31"])
def test_the_log_runs_on_the_machines_clock_whatever_day_is_assumed(
    known: Outreach, tmp_path: Path, day: str
) -> None:
    known("set", "access_log_months", "1")
    known("show", "AAL-002")
    assert known("show", "AAL-001", env={"OUTREACH_TODAY": day}).returncode == 0
    assert [whom for _who, _command, whom in noted(known)] == ["AAL-001", "AAL-002"]
    with open_register(tmp_path / "outreach.db") as register:
        (at,) = register.connection.execute("SELECT max(at) FROM access").fetchone()
    assert abs(datetime.now(UTC) - datetime.fromisoformat(at)) < timedelta(minutes=5)


@pytest.mark.parametrize("at", ["2999-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z", "", "soon", "zzz"])
def test_an_odd_line_never_disables_reading_nor_keeps_others_for_good(
    known: Outreach, tmp_path: Path, at: str
) -> None:
    known("set", "access_log_months", "6")
    with open_register(tmp_path / "outreach.db") as register, register.begin_transaction():
        rows = [(1, "2001-01-01T00:00:00.000Z"), (2, at), (3, "2002-01-01T00:00:00.000Z")]
        for number, instant in rows:
            table_digests.insert(register.connection, "access", [(number, instant, "anna", "old", 1)])
    for _time in range(2):
        assert known("show", "AAL-001").returncode == 0
    assert [command for _who, command, _whom in noted(known)] == ["show", "show"]
    assert check_file(tmp_path / "outreach.db") == []


def test_an_entry_with_the_highest_number_there_is_disables_nothing(known: Outreach, tmp_path: Path) -> None:
    with open_register(tmp_path / "outreach.db") as register, register.begin_transaction():
        row = (2**63 - 1, "2001-01-01T00:00:00.000Z", "anna", "odd", 1)
        table_digests.insert(register.connection, "access", [row])
    for _time in range(2):
        assert known("show", "AAL-001").returncode == 0
    assert sorted(command for _who, command, _whom in noted(known)) == ["odd", "show", "show"]
    assert check_file(tmp_path / "outreach.db") == []


def test_the_access_log_is_not_edited(register: Register) -> None:
    register.note_access("show", [1, 2])
    for sql in ("UPDATE access SET who = 'nobody'", "DELETE FROM access WHERE id = 2"):
        with pytest.raises(sqlite3.IntegrityError):
            register.connection.execute(sql)


def test_a_look_at_everyone_before_a_citizen_was_there_is_none_at_the_citizen(
    tmp_path: Path, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OUTREACH_TODAY")  # a real day: the journal's instants are then the clock's
    register.note_access("list citizens")
    with register.change("register") as change:
        change.register("AAL-001")
    register.note_access("list contacts")
    with register.open_snapshot() as connection:
        number, _name = register.finder.find_name("citizen", "AAL-001")
        seen = make_access_table(connection, number).rows
        everything = make_access_table(connection).rows
    assert [row["command"] for row in seen] == ["list contacts"]
    assert [row["command"] for row in everything] == ["list contacts", "list citizens"]


def test_a_day_set_ahead_hides_no_look(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    register.note_access("list citizens")
    monkeypatch.setenv("OUTREACH_TODAY", "2199-01-01")
    with register.change("register") as change:
        change.register("AAL-001")
    with register.open_snapshot() as connection:
        number, _name = register.finder.find_name("citizen", "AAL-001")
        assert [row["command"] for row in make_access_table(connection, number).rows] == ["list citizens"]
