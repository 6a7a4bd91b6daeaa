"""Citizens are found by CPR number, and the number is nowhere: not in the register, a message or a file."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach_cli.storage.check import check_file

Outreach = Callable[..., "subprocess.CompletedProcess[str]"]
ANNA, BENT, NEW = "0101501234", "311280-0001", "610150-4321"  # the last is a replacement number


@pytest.fixture
def keyed(outreach: Outreach, tmp_path: Path) -> Outreach:
    """The program with a key in the test's own folder, and every answer kept for the search at the end."""
    answers = tmp_path / "answers"
    env = {"OUTREACH_KEY": str(tmp_path / "away" / "key"), "OUTREACH_LANG": "en"}

    def run(*words: str, **more: object) -> subprocess.CompletedProcess[str]:
        done = outreach(*words, env=env | dict(more.pop("env", {})), **more)  # type: ignore[arg-type, call-overload]
        with answers.open("a", encoding="utf-8") as file:
            file.write(done.stdout + done.stderr)
        return done

    run("init")
    return run


def test_a_key_is_made_once_and_is_private(keyed: Outreach, tmp_path: Path) -> None:
    key = tmp_path / "away" / "key"
    assert keyed("key", "path").stdout.strip() == str(key)
    assert keyed("key", "check").returncode == 3
    assert keyed("key", "new").returncode == 0
    first = key.read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(bytes.fromhex(first.decode().strip())) == 32
    assert keyed("key", "new").returncode == 3
    assert key.read_bytes() == first
    assert "fits; the register knows 0 CPR numbers" in keyed("key", "check").stdout
    key.chmod(0o644)
    assert "can be read by others" in keyed("key", "check").stderr
    key.chmod(0o600)
    blocked = {"OUTREACH_KEY": str(tmp_path / "outreach.db" / "key")}
    assert keyed("key", "new", env=blocked).returncode == 8
    key.write_text("no key\n")
    assert keyed("key", "check").returncode == 3


def test_a_citizen_is_registered_and_found_by_cpr(keyed: Outreach) -> None:
    keyed("key", "new")
    assert keyed("register", "AAL-001", "--cpr-stdin", text=ANNA + "\n").returncode == 0
    run = keyed("register", "--cpr-stdin", text=BENT)
    assert run.returncode == 0, run.stderr
    assert "B-" in run.stdout
    for written in (ANNA, "010150-1234", "01 01 50 1234"):
        assert "AAL-001" in keyed("show", "--cpr-stdin", text=written).stdout
    unknown = keyed("show", "--cpr-stdin", text=NEW)
    assert (unknown.returncode, unknown.stdout) == (3, "")
    again = keyed("register", "AAL-002", "--cpr-stdin", text=ANNA)
    assert again.returncode == 3
    assert "already, as AAL-001" in again.stderr
    assert keyed("show", "AAL-002").returncode == 3
    assert keyed("register", "AAL-003", "--cpr-stdin", text="3201501234").returncode == 3
    assert keyed("register", "AAL-003", "--cpr-stdin", text="").returncode == 2
    assert keyed("register").returncode == 2
    assert keyed("show").returncode == 2


@pytest.mark.parametrize("command", [["show"], ["register", "AAL-003"]])
def test_what_is_no_cpr_number_is_refused_without_quoting_it(keyed: Outreach, command: list[str]) -> None:
    keyed("key", "new")
    run = keyed("--lang", "en", *command, "--cpr-stdin", text="3201501234")
    assert run.stderr == "Error: is no CPR number: six digits that are a day, then four\n"


def test_another_key_is_refused(keyed: Outreach, tmp_path: Path) -> None:
    keyed("key", "new")
    keyed("register", "AAL-001", "--cpr-stdin", text=ANNA)
    other = {"OUTREACH_KEY": str(tmp_path / "away" / "other")}
    assert keyed("key", "new", env=other).returncode == 0
    for words in (["show", "--cpr-stdin"], ["register", "AAL-002", "--cpr-stdin"], ["key", "check"]):
        run = keyed(*words, text=ANNA, env=other)
        assert run.returncode == 3
        assert "use the old key" in run.stderr
    assert keyed("show", "AAL-002").returncode == 3


CITIZENS = f"cpr,municipality,birth_year\n{ANNA},Aalborg,1950\n{BENT},Aalborg,1980\n{NEW},Aalborg,1950\n"
CONTACTS = f"CPR;date\n{ANNA[1:]}.0;2018-02-01\n{BENT};2018-02-01\n{NEW};2018-02-02\n{NEW};2018-02-03\n"


def test_files_with_cpr_come_in_as_codes(keyed: Outreach, tmp_path: Path) -> None:
    keyed("key", "new")
    away = tmp_path / "away"
    (away / "citizens.csv").write_text(CITIZENS)
    (away / "contacts.csv").write_text(CONTACTS)
    run = keyed("import", "citizens", "away/citizens.csv", "--cpr", "cpr")
    assert run.stdout.splitlines()[-1] == "imported 3, corrected 0, unchanged 0, rejected 0", run.stderr
    run = keyed("import", "contacts", "away/contacts.csv", "--cpr", "cpr")
    assert run.stdout.splitlines()[-1] == "imported 4, corrected 0, unchanged 0, rejected 0", run.stderr
    again = keyed("import", "citizens", "away/citizens.csv", "--cpr", "cpr")
    assert again.stdout.splitlines()[-1] == "imported 0, corrected 0, unchanged 3, rejected 0", again.stderr
    assert "3 CPR numbers" in keyed("key", "check").stdout
    assert "2018-02-03" in keyed("show", "--cpr-stdin", text=NEW).stdout
    assert check_file(tmp_path / "outreach.db") == []


def test_a_wrong_or_unknown_number_is_told_and_not_repeated(keyed: Outreach, tmp_path: Path) -> None:
    keyed("key", "new")
    (tmp_path / "away" / "contacts.csv").write_text(
        f"cpr,date,note\n{ANNA},2018-02-01,{BENT}\n3213501234,2018-02-01,\n"
    )
    run = keyed(
        "import",
        "contacts",
        "away/contacts.csv",
        "--cpr",
        "cpr",
        "--ignore",
        "note",
        "--partial",
        "--rejects",
        "bad.csv",
    )
    assert run.returncode == 4, run.stderr
    assert "contacts.csv:2: cpr: no citizen is registered under this CPR number" in run.stderr
    assert "contacts.csv:3: cpr: is no CPR number" in run.stderr
    assert "1234" not in run.stderr
    held = (tmp_path / "bad.csv").read_text()
    assert "0101501234" not in held
    assert "0001" not in held
    made = keyed(
        "import", "contacts", "away/contacts.csv", "--cpr", "cpr", "--ignore", "note", "--create", "citizens"
    )
    assert made.returncode == 3
    assert keyed("import", "contacts", "away/contacts.csv", "--cpr", "person").returncode == 3


def test_a_code_beside_the_number_is_kept(keyed: Outreach, tmp_path: Path) -> None:
    keyed("key", "new")
    (tmp_path / "away" / "citizens.csv").write_text(
        f"Borgernøgle,cpr\nAAL-001,{ANNA}\nAAL-002,{BENT}\nAAL-003,\n"
    )
    assert keyed("import", "citizens", "away/citizens.csv", "--cpr", "cpr").returncode == 0
    assert "AAL-002" in keyed("show", "--cpr-stdin", text=BENT).stdout
    (tmp_path / "away" / "more.csv").write_text(f"citizen,cpr\nAAL-004,{ANNA}\n")
    run = keyed("import", "citizens", "away/more.csv", "--cpr", "cpr")
    assert run.returncode == 3
    assert "belongs to another citizen" in run.stderr


def test_source_ids_and_headings_do_not_bring_one_in(keyed: Outreach, tmp_path: Path) -> None:
    keyed("register", "AAL-001")
    for text in (
        f"source_id,citizen,date\n{ANNA},AAL-001,2018-02-01\n",
        f"citizen,date,kind\n{ANNA},2018-02-01,{BENT}\n",
        f"citizen,date,{BENT}\nAAL-001,2018-02-01,x\n",
    ):
        (tmp_path / "away").mkdir(exist_ok=True)
        (tmp_path / "away" / "contacts.csv").write_text(text)
        run = keyed("import", "contacts", "away/contacts.csv")
        assert run.returncode == 3, run.stdout
        assert "1234" not in run.stderr + run.stdout
        assert "0001" not in run.stderr + run.stdout
    assert keyed("import", "contacts", "away/contacts.csv", "--source", BENT).returncode == 3


def test_a_whole_session_leaves_no_cpr_number_anywhere(keyed: Outreach, tmp_path: Path) -> None:
    keyed("key", "new")
    (tmp_path / "away" / "citizens.csv").write_text(CITIZENS)
    (tmp_path / "away" / "contacts.csv").write_text(CONTACTS)
    keyed("register", "AAL-001", "--cpr-stdin", text=ANNA)
    keyed("register", ANNA)
    keyed("import", "citizens", "away/citizens.csv", "--cpr", "cpr")
    keyed("import", "contacts", "away/contacts.csv", "--cpr", "cpr")
    keyed("merge", "AAL-001", "AAL-001")
    keyed("show", "--cpr-stdin", text=BENT)
    keyed("report", "conversations", "-o", "report.html")
    keyed("report", "conversations", "--trace", "total", "-o", "trace.csv")
    keyed("disclose", "AAL-001", "-o", "page.html")
    keyed("export", "out")
    keyed("backup", "copy.db")
    keyed("log")
    keyed("access")
    files = [each for each in tmp_path.rglob("*") if each.is_file() and each.parent.name != "away"]
    assert len(files) > 8
    written = (
        ANNA.encode(),
        b"010150-1234",
        BENT.encode(),
        b"3112800001",
        NEW.encode(),
        b"6101504321",
        b"101501234",
    )
    for file in files:
        assert [number for number in written if number in file.read_bytes()] == [], file


def test_merging_keeps_the_number_and_forgetting_removes_it(keyed: Outreach) -> None:
    keyed("key", "new")
    keyed("register", "AAL-001", "--cpr-stdin", text=ANNA)
    keyed("register", "AAL-002", "--cpr-stdin", text=NEW)
    assert keyed("merge", "AAL-001", "AAL-002").returncode == 0
    assert "AAL-001" in keyed("show", "--cpr-stdin", text=NEW).stdout
    assert keyed("forget", "AAL-001").returncode == 0
    for number in (ANNA, NEW):
        assert keyed("show", "--cpr-stdin", text=number).returncode == 3
    assert "0 CPR numbers" in keyed("key", "check").stdout


def test_an_undone_registration_or_merge_comes_back_with_its_number(keyed: Outreach, tmp_path: Path) -> None:
    keyed("key", "new")
    keyed("register", "AAL-001", "--cpr-stdin", text=ANNA)
    assert keyed("undo").returncode == 0
    assert keyed("show", "--cpr-stdin", text=ANNA).returncode == 3
    assert keyed("undo").returncode == 0
    assert "AAL-001" in keyed("show", "--cpr-stdin", text=ANNA).stdout
    keyed("register", "AAL-002", "--cpr-stdin", text=NEW)
    keyed("register", "AAL-003", "--cpr-stdin", text=BENT)
    keyed("merge", "AAL-002", "AAL-003")
    keyed("merge", "AAL-001", "AAL-002")
    for number in (ANNA, NEW, BENT):
        assert "AAL-001" in keyed("show", "--cpr-stdin", text=number).stdout
    assert "already, as AAL-001" in keyed("register", "AAL-004", "--cpr-stdin", text=BENT).stderr
    keyed("undo")
    assert "AAL-002" in keyed("show", "--cpr-stdin", text=BENT).stdout
    assert "AAL-002" in keyed("show", "--cpr-stdin", text=NEW).stdout
    assert check_file(tmp_path / "outreach.db") == []


def test_the_number_of_an_undone_registration_is_free_again(keyed: Outreach) -> None:
    keyed("key", "new")
    keyed("register", "AAL-001", "--cpr-stdin", text=ANNA)
    keyed("undo")
    assert keyed("register", "AAL-002", "--cpr-stdin", text=ANNA).returncode == 0
    assert "AAL-002" in keyed("show", "--cpr-stdin", text=ANNA).stdout
    assert "1 CPR number by it" in keyed("key", "check").stdout
