"""A forgotten citizen is in no byte of the register, and every figure stays as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach_cli.api import Register, open_register
from outreach_cli.core.errors import OutreachError
from outreach_cli.privacy import erasure
from outreach_cli.records.registry import RECORDS
from outreach_cli.reports.definitions.reader import list_builtin
from outreach_cli.storage.check import check_file
from outreach_cli.storage.migrations import read_schema

Outreach = Callable[..., "subprocess.CompletedProcess[str]"]
TRACES = ("AAL-001", "AAL-100", "AAL-002", "ringer om tirsdagen", "kaldt tilbage", "kilde-17")


@pytest.fixture
def known(outreach: Outreach, register: Register) -> Outreach:
    """A register in which AAL-001, once AAL-100 and merged with AAL-002, was written of in many places."""
    with register.change("prepare") as change:
        for site in ("Nord", "Syd"):
            change.add("site", site)
        change.add("offer", "Rygestop")
        change.add("programme", "Kursus", kind="course")
        change.register("AAL-100", on="2018-01-01", birth_year=1971, sex="f", problems="alcohol")
        change.register("AAL-002", on="2018-01-02", birth_year=1971)
        for number in range(3, 9):
            change.register(f"AAL-00{number}", on="2018-01-03", birth_year=1980)
            change.contact(f"AAL-00{number}", on="2018-02-01", site="Syd", refer_to=["Rygestop"])
        change.status("AAL-003", "active", programme="Kursus", on="2018-01-16", reason="kom med AAL-001")
        change.contact("AAL-100", on="2018-01-15", site="Nord", refer_to=["Rygestop"])
        change.contact("AAL-002", on="2018-01-16", site="Nord")
        change.status("AAL-100", "active", programme="Kursus", on="2018-01-16", reason="ringer om tirsdagen")
        values = {"citizen": 1, "date": "2018-01-20", "site": 1, "kind": "conversation", "reached": 1}
        change.insert(RECORDS["contact"], values, source="liste.csv", source_id="kilde-17")
    with register.change("later") as change:
        change.correct("citizen", "AAL-100", citizen="AAL-001")
        change.correct("status", "2", reason="kaldt tilbage")
        change.status("AAL-001", "completed", programme="Kursus", on="2018-05-16")
    with register.change("for AAL-001") as change:
        change.contact("AAL-001", on="2018-03-01", site="Syd")
        change.remove("contact", "7")
    assert outreach("merge", "AAL-001", "AAL-002").returncode == 0
    return outreach


def bytes_beside(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())


def reports(path: Path) -> dict[tuple[str, str | None], object]:
    found: dict[tuple[str, str | None], object] = {}
    with open_register(path) as register:
        (last,) = register.connection.execute(
            "SELECT max(id) FROM change WHERE command <> 'forget'"
        ).fetchone()
        for name in list_builtin():
            for by in (None, "month", "sex"):
                for as_of in (None, 2, last):
                    try:
                        table = register.report(name, by=by, as_of=as_of)
                    except OutreachError:
                        continue
                    found[name, f"{by} {as_of}"] = (table.rows, table.total, table.notes)
    return found


@pytest.mark.slow
def test_every_figure_of_every_moment_stays_and_no_byte_remains(known: Outreach, tmp_path: Path) -> None:
    before, path = reports(tmp_path / "outreach.db"), tmp_path / "outreach.db"
    with open_register(path) as register:
        schema = read_schema(register.connection)
    assert all(trace.encode() in bytes_beside(tmp_path) for trace in TRACES)
    run = known("forget", "AAL-001")
    assert run.returncode == 0, run.stderr
    assert "Forgot 1 citizen" in run.stdout
    held = bytes_beside(tmp_path)
    assert [trace for trace in TRACES if trace.encode() in held] == []
    assert b"AAL-003" in held
    assert len(before) > 15
    assert reports(path) == before
    assert check_file(path) == []
    with open_register(path) as register:
        assert read_schema(register.connection) == schema
        ages = register.connection.execute("SELECT birth_year FROM citizen ORDER BY id").fetchall()
    assert ages == [(1970,), *[(1980,)] * 6]


def test_everything_goes_and_the_figures_that_change_are_told(known: Outreach, tmp_path: Path) -> None:
    known("show", "AAL-001")
    run = known("forget", "AAL-001", "--everything", "--lang", "en")
    assert run.returncode == 0, run.stderr
    assert "Health conversations and referrals to health offers: Total, Citizens: 7 → 6" in run.stdout
    held = bytes_beside(tmp_path)
    assert [trace for trace in TRACES if trace.encode() in held] == []
    with open_register(tmp_path / "outreach.db") as register:
        rows = register.connection.execute("SELECT count(*) FROM contact").fetchone()
        past = register.connection.execute("SELECT count(*) FROM contact_past").fetchone()
        seen = register.connection.execute("SELECT count(*) FROM access").fetchone()
    assert (rows, past, seen) == ((6,), (0,), (0,))
    assert check_file(tmp_path / "outreach.db") == []


@pytest.mark.slow
@pytest.mark.parametrize("how", [[], ["--everything"]], ids=["default", "everything"])
def test_a_preview_changes_nothing_and_says_how_much(known: Outreach, tmp_path: Path, how: list[str]) -> None:
    before = reports(tmp_path / "outreach.db")
    run = known("forget", "AAL-001", "--dry-run", "--lang", "en", *how)
    assert run.returncode == 0
    assert "4 contacts" in run.stdout
    assert reports(tmp_path / "outreach.db") == before
    assert b"AAL-001" in bytes_beside(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("how", [[], ["--everything"]], ids=["default", "everything"])
def test_a_backup_from_before_forgets_again_when_restored(
    known: Outreach, tmp_path: Path, how: list[str]
) -> None:
    known("set", "access_log_months", "6")
    aside = tmp_path / "backups"
    aside.mkdir()
    assert known("backup", "backups/old.db").returncode == 0
    assert known("forget", "AAL-001", *how).returncode == 0
    after = reports(tmp_path / "outreach.db")
    run = known("restore", "backups/old.db", "--lang", "en")
    assert run.returncode == 0, run.stderr
    assert "1 citizen who was forgotten since is forgotten in it too" in run.stdout
    held = bytes_beside(tmp_path)
    assert [trace for trace in TRACES if trace.encode() in held] == []
    assert reports(tmp_path / "outreach.db") == after
    assert check_file(tmp_path / "outreach.db") == []


def test_a_restore_where_no_register_can_be_read_says_that_nobody_is_forgotten_again(
    known: Outreach, tmp_path: Path
) -> None:
    (tmp_path / "backups").mkdir()
    known("backup", "backups/old.db")
    for spoil in ((tmp_path / "outreach.db").unlink, lambda: (tmp_path / "outreach.db").write_text("gone")):
        spoil()
        run = known("restore", "backups/old.db", "--lang", "en")
        assert run.returncode == 0, run.stderr
        assert "forget them again" in run.stderr
    assert "forget them again" not in known("restore", "backups/old.db", "--lang", "en").stderr


def test_a_code_that_was_given_to_someone_new_is_not_forgotten_again(known: Outreach, tmp_path: Path) -> None:
    known("forget", "AAL-001", env={"OUTREACH_TODAY": "2019-03-15"})
    known("register", "AAL-001", env={"OUTREACH_TODAY": "2019-04-01"})
    (tmp_path / "backups").mkdir()
    known("backup", "backups/new.db")
    assert "forgotten" not in known("restore", "backups/new.db").stdout
    assert known("show", "AAL-001").returncode == 0


def test_forgetting_is_in_the_journal_and_is_not_undone(known: Outreach) -> None:
    known("forget", "AAL-001")
    log = known("log", "--last", "1").stdout
    assert "forget" in log
    run = known("undo")
    assert run.returncode == 3
    assert "nothing that can be undone" in run.stderr


def test_those_inactive_for_long_are_found_previewed_and_forgotten(known: Outreach, tmp_path: Path) -> None:
    later = {"OUTREACH_TODAY": "2023-02-10"}
    run = known("forget", "--inactive-since", "5y", "--dry-run", env=later)
    assert run.returncode == 0, run.stderr
    assert [line.split()[0] for line in run.stdout.splitlines()] == [
        "AAL-003",
        "AAL-004",
        "AAL-005",
        "AAL-006",
        "AAL-007",
        "AAL-008",
    ]
    assert known("forget", "--inactive-since", "5 år", env=later).returncode == 0
    assert b"AAL-004" not in bytes_beside(tmp_path)
    assert known("forget", "--inactive-since", "5y", env=later).stdout == ""
    assert known("forget", "--inactive-since", "soon").returncode == 3
    assert known("forget").returncode == 2
    assert known("forget", "AAL-001", "--inactive-since", "5y").returncode == 2


def test_a_code_is_found_in_the_genitive_and_beside_a_dash_below(known: Outreach, tmp_path: Path) -> None:
    known("register", "BØR-7", "--on", "2018-01-03")
    for reason in ("kom med BØR-7s søster", "se bør-7", "ligger i liste_BØR-7.csv", "BØR-77 er en anden"):
        known("status", "AAL-003", "active", "--programme", "Kursus", "--reason", reason)
    assert known("forget", "BØR-7").returncode == 0
    held = bytes_beside(tmp_path).replace("BØR-77".encode(), b"")
    assert "BØR-7".encode() not in held
    assert "bør-7".encode() not in held
    assert "BØR-77 er en anden".encode() in bytes_beside(tmp_path)


@pytest.mark.parametrize("how", [[], ["--everything"]], ids=["default", "everything"])
def test_copies_kept_beside_the_register_forget_too(known: Outreach, tmp_path: Path, how: list[str]) -> None:
    (tmp_path / "backups").mkdir()
    known("backup", "backups/old.db")
    assert known("restore", "backups/old.db").returncode == 0
    (copy,) = tmp_path.glob("outreach.db.before-restore-*")
    (tmp_path / "outreach.db.before-schema-1").write_text("no register")
    run = known("forget", "AAL-001", "--lang", "en", *how)
    assert run.returncode == 0, run.stderr
    assert f"Forgotten in {copy.name} too." in run.stdout
    assert "outreach.db.before-schema-1 was left as it is" in run.stderr
    held = bytes_beside(tmp_path)
    assert [trace for trace in TRACES if trace.encode() in held] == []
    assert check_file(copy) == []
    assert known("restore", copy.name).returncode == 0


def test_another_citizens_code_that_only_begins_alike_is_left(register: Register) -> None:
    with register.change("prepare") as change:
        change.add("programme", "Kursus", kind="course")
        for code in ("B1", "B12"):
            change.register(code, on="2018-01-01")
        change.status("B12", "active", programme="Kursus", on="2018-01-16", reason="B1 og B12 og B1.")
    with register.open_snapshot() as connection:
        planned = erasure.plan_erasure(
            connection, *register.finder.find_name("citizen", "B1"), everything=False
        )
    with register.change("forget") as change:
        erasure.erase_citizens(change, [planned])
    (reason,) = register.connection.execute("SELECT reason FROM status").fetchone()
    assert reason == f"{planned.tombstone} og B12 og {planned.tombstone}."
    assert register.finder.find_name("citizen", "B12") == (2, "B12")


def test_a_citizen_who_was_corrected_or_merged_is_told_as_one_with_the_versions_beside(
    outreach: Outreach, register: Register
) -> None:
    with register.change("prepare") as change:
        change.register("C-1", on="2018-01-01")
        change.contact("C-1", on="2018-01-02")
    assert " in 1 citizen, 1 contact\n" in outreach("forget", "C-1", "--dry-run").stdout
    with register.change("later") as change:
        change.correct("citizen", "C-1", birth_year=1971)
        change.register("C-2", on="2018-01-01")
    assert " in 1 citizen, 1 contact (3 versions)\n" in outreach("forget", "C-1", "--dry-run").stdout
    assert outreach("merge", "C-1", "C-2").returncode == 0
    assert " in 1 citizen, " in outreach("forget", "C-1", "--dry-run").stdout
