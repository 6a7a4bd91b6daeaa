"""Forgetting under attack: every place that a code stands in, what tells it back, what hinders the end."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from outreach_cli.api import Register, open_register
from outreach_cli.exchange.problems import RejectedError
from outreach_cli.privacy import erasure
from outreach_cli.privacy.citizen_identity import CitizenIdentity
from outreach_cli.privacy.code_traces import OF_THE_FILE, CodeSearch, list_word_columns
from outreach_cli.privacy.forgotten_codes import ForgottenCodeError
from outreach_cli.records.citizens import CODES
from outreach_cli.records.registry import RECORDS
from outreach_cli.storage.check import check_file
from tests.conftest import MACHINE, ROOT, TODAY, Typed

Type = Callable[..., Typed]
CODE = "BØR-017"
SPELLINGS = (
    "BØR-017", "bør-017", "Bør-017", "BØR-017s", "BØR-017's", "bør-017’s", "BØR–017", "BØR‐017", "BØR 017",
    "BØR017", "BØR_017", "BØR.017", unicodedata.normalize("NFD", "bør-017"), "(BØR-017)", "liste_BØR-017.csv",
)  # fmt: skip


def held(folder: Path) -> str:
    """Everything in the register and the files beside it, in composed form and without case."""
    files = [
        file for file in sorted(folder.iterdir()) if file.is_file() and file.name.startswith("outreach.db")
    ]
    text = "".join(file.read_bytes().decode(errors="replace") for file in files)
    return unicodedata.normalize("NFC", text).casefold()


def remains(folder: Path) -> list[str]:
    text = held(folder)
    return [
        each
        for each in ("bør-017", "bør–017", "bør‐017", "bør 017", "bør017", "bør_017", "bør.017")
        if each in text
    ]


@pytest.fixture
def known(register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Register:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTREACH_KEY", str(tmp_path / "away" / "key"))
    with register.change("prepare") as change:
        change.add("site", "Nord")
        change.add("worker", "SPL")
        change.add("programme", "Kursus", kind="course")
        change.register(CODE, on="2018-01-01", birth_year=1971)
        change.register("BØR-018", on="2018-01-01")
        change.contact(CODE, on="2018-01-15", site="Nord")
    return register


COLUMNS = [
    (record.kind, column)
    for record in RECORDS.values()
    if record.kind != "citizen"
    for column in list_word_columns(record)
]


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_every_spelling_is_found_as_the_citizens_in_every_column_of_words(
    known: Register, spelt: str
) -> None:
    """Every column of every kind, present and past, and of the journal and the access log."""
    connection = known.connection
    search = CodeSearch(connection, {CODE: "forgotten-x"}, CitizenIdentity(frozenset({1}), frozenset({CODE})))
    found = search._match_within(f"se {spelt} igen", decided=True)
    assert found is not None
    said, _spellings, left = found
    assert (left, "017" in said) == ((), False)
    places = {(kind, column) for kind, column in COLUMNS}
    assert {("site", "site"), ("project", "project"), ("publication", "publication"), ("assignment", "role"),
            ("consent", "purpose"), ("observation", "code"), ("status", "reason")} <= places  # fmt: skip
    assert OF_THE_FILE == {"change": ("who", "command"), "access": ("who", "command")}


@pytest.mark.parametrize("how", [[], ["--everything"]], ids=["default", "everything"])
def test_no_byte_of_any_spelling_stays_anywhere(
    known: Register, typed: Type, tmp_path: Path, how: list[str]
) -> None:
    with known.change(f"script for {CODE}") as change:
        for number, spelt in enumerate(SPELLINGS):
            change.add("site", f"Hos {number} {spelt}")
            change.add("project", f"Forløb {number} for {spelt}", owner=f"mor til {spelt}")
            change.status(
                "BØR-018", "active", programme="Kursus", on="2018-02-01", reason=f"med {number} {spelt}"
            )
        change.assign("BØR-018", "SPL", role=f"nabo til {CODE}")
        change.consent("BØR-018", f"hilse {CODE}", on="2018-01-02")
        change.assign(CODE, "SPL", role="fætter til Karla")
        change.consent(CODE, "ringe til Karla", on="2018-01-02")
    known.note_access(f"report {CODE}.toml --trace", [2])
    plan = typed("forget", CODE, "--dry-run")
    assert "Also in" in plan.out
    assert "bør-017" in plan.out
    said = typed("forget", CODE, *how)
    assert said.code == 0, said.err
    assert remains(tmp_path) == []
    assert "karla" not in held(tmp_path)
    assert check_file(tmp_path / "outreach.db") == []


@pytest.mark.parametrize("gone", ["removed", "undone", "renamed", "merged"])
def test_a_citizen_who_is_no_longer_there_is_forgotten_by_the_code_they_had(
    register: Register, typed: Type, tmp_path: Path, gone: str
) -> None:
    with register.change("two") as change:
        change.register("KEEP-1", on="2018-01-01")
    with register.change("prepare") as change:
        change.register(CODE, on="2018-01-01")
    if gone == "removed":
        typed("remove", "citizen", CODE)
    elif gone == "undone":
        typed("undo")
    elif gone == "renamed":
        typed("correct", "citizen", CODE, "--citizen", "NEW-1")
    else:
        typed("merge", "KEEP-1", CODE)
    said = typed("forget", CODE)
    assert said.code == 0, said.err
    assert remains(tmp_path) == []
    assert check_file(tmp_path / "outreach.db") == []


def test_what_may_mean_something_else_is_left_and_listed(register: Register, typed: Type) -> None:
    with register.change("prepare") as change:
        change.add("site", "Nord")
        change.add("programme", "Kursus", kind="course")
        for code in ("117", "Bo", "AAL-001", "AAL-001-B", "AAL 002", "AAL-002"):
            change.register(code, on="2018-01-01")
        for reason in ("afsnit 117", "Bo er navnet", "se AAL-001-B", "se AAL 002"):
            change.status("AAL-001-B", "active", programme="Kursus", on="2018-02-01", reason=reason)
    for code, spelt in (("117", "117"), ("Bo", "Bo"), ("AAL-001", "AAL-001"), ("AAL-002", "AAL 002")):
        for words in (["forget", code, "--dry-run"], ["forget", code]):
            said = typed(*words)
            assert said.code == 0, said.err
            assert f'may mean something else: "{spelt}"' in said.out
    reasons = [reason for (reason,) in register.connection.execute("SELECT reason FROM status ORDER BY id")]
    assert reasons == ["afsnit 117", "Bo er navnet", "se AAL-001-B", "se AAL 002"]
    assert typed("show AAL-001-B").code == 0


def test_the_file_alone_does_not_tell_who_was_forgotten(known: Register, typed: Type, tmp_path: Path) -> None:
    typed("key new")
    with known.change("more") as change:
        for number in range(20, 60):
            change.register(f"BØR-0{number}", on="2018-01-03")
    for number in range(20, 40):
        assert typed("forget", f"BØR-0{number}").code == 0
    tables = {
        name: known.connection.execute(f'SELECT * FROM "{name}"').fetchall()
        for name in ("forgotten", "erased", "mark")
    }
    assert len(tables["forgotten"]) == len(tables["erased"]) == 20
    hashes = [code for (code,) in tables["forgotten"]]
    assert hashes == sorted(hashes)
    assert not [cell for rows in tables.values() for row in rows for cell in row if "forgotten-" in str(cell)]
    from hashlib import blake2b, sha256

    material = [str(cell).encode() for rows in tables.values() for row in rows for cell in row]
    for number in range(20, 40):
        for spelt in (f"BØR-0{number}", f"bør-0{number}"):
            for salt in (b"", *material):
                tried = {sha256(salt + spelt.encode()).hexdigest(), sha256(spelt.encode() + salt).hexdigest(),
                         blake2b(spelt.encode(), key=salt[:64], digest_size=32).hexdigest()}  # fmt: skip
                assert not tried & set(hashes)


def test_a_source_that_brings_a_forgotten_citizen_back_is_stopped_and_told(
    known: Register, typed: Type, tmp_path: Path
) -> None:
    typed("key new")
    (tmp_path / "citizens.csv").write_text("citizen,registered_on\nBØR-018,2018-01-01\nbør–017,2018-01-01\n")
    (tmp_path / "contacts.csv").write_text("date,citizen\n2018-03-01,BØR-017\n")
    assert typed("forget", CODE).code == 0
    for words in (["import", "citizens", "citizens.csv"], ["import", "contacts", "contacts.csv", "--create"]):
        said = typed(*words)
        assert said.code == 3, said
        assert "was forgotten" in said.err
    for words in (
        ["register", CODE],
        ["register", "bør-017"],
        ["register", "ＢØR－０１７"],
        ["register", "B\u200bØR 017"],
        ["correct", "citizen", "BØR-018", "--citizen", CODE],
    ):
        said = typed(*words)
        assert (said.code, "was forgotten" in said.err) == (3, True)
    for kind, key in CODES:
        row = {key: "bør–017"} | ({"citizen": "BØR-018"} if kind == "doublet" else {})
        with pytest.raises(RejectedError), known.change("script") as change:
            change.import_rows(kind, [row])
        with pytest.raises(ForgottenCodeError), known.change("script") as change:
            change.insert(RECORDS[kind], row)
    with pytest.raises(ForgottenCodeError), known.change("script") as change:
        change.add("citizen", CODE)
    assert remains(tmp_path) == []
    assert typed("register BØR-019").code == 0


def test_without_a_key_no_hash_of_a_code_is_kept_and_that_is_said(known: Register, typed: Type) -> None:
    said = typed("forget", CODE)
    assert "no key" in said.err
    assert known.connection.execute("SELECT count(*) FROM forgotten").fetchone() == (0,)


@pytest.mark.slow
def test_in_wal_mode_with_a_reader_it_does_not_say_done_and_a_second_run_goes_on(
    known: Register, typed: Type, tmp_path: Path
) -> None:
    known.connection.execute("PRAGMA journal_mode = WAL")
    known.close()
    with closing(sqlite3.connect(tmp_path / "outreach.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM citizen").fetchall()
        said = typed("forget", CODE)
        assert said.code == 6
        assert "could not be written anew" in said.err
        assert "outreach forget" in said.err
        assert "WAL" in typed("check").err
        reader.execute("ROLLBACK")
    said = typed("forget", CODE)
    assert said.code == 0, said.err
    assert "finished" in said.out
    assert remains(tmp_path) == []


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs a limit of a file's size")
def test_without_room_to_write_the_file_anew_it_says_what_is_left_and_a_second_run_goes_on(
    known: Register, typed: Type, tmp_path: Path
) -> None:
    with known.change("bulk") as change:
        for number in range(400):
            change.add("site", f"Sted {number} " + "x" * 150)
    planned = erasure.plan_erasure(
        known.connection, *known.finder.find_name("citizen", CODE), everything=False
    )
    with known.change("forget") as change:
        erasure.erase_citizens(change, [planned])  # and then the disk is full
    known.close()
    half = (tmp_path / "outreach.db").stat().st_size // 2
    run = subprocess.run(
        [sys.executable, "-m", "outreach_cli", "--lang", "en", "forget", CODE],
        cwd=tmp_path,
        env=MACHINE
        | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY, "OUTREACH_KEY": str(tmp_path / "none")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (half, half)),
    )
    assert (run.returncode, run.stdout) == (8, ""), run
    assert "Forgotten in the records, but the file could not be written anew" in run.stderr
    said = typed("forget", CODE)
    assert (said.code, "finished" in said.out) == (0, True), said
    assert remains(tmp_path) == []
    with open_register(tmp_path / "outreach.db") as register:
        assert register.connection.execute("SELECT * FROM mark WHERE mark = 'unfinished'").fetchall() == []
    assert check_file(tmp_path / "outreach.db") == []


def test_a_backup_of_another_register_is_not_forgotten_in(
    known: Register, typed: Type, tmp_path: Path
) -> None:
    typed("forget", CODE)
    with closing(known):
        pass
    other = tmp_path / "other.db"
    from outreach_cli.api import create_register

    with create_register(other) as made, made.change("other") as change:
        change.add("site", "Nord")
        change.register("KIM-1", on="2018-01-01")
    said = typed("restore", str(other))
    assert said.code == 0, said.err
    assert "forgotten since" not in said.out
    assert typed("show KIM-1").code == 0


def test_copies_beside_the_file_forget_also_when_the_register_is_a_link(
    known: Register, tmp_path: Path, typed: Type
) -> None:
    typed("backup", str(tmp_path / "old.db"))
    typed("restore", str(tmp_path / "old.db"))
    known.close()
    (tmp_path / "real").mkdir()
    for file in tmp_path.glob("outreach.db*"):
        os.rename(file, tmp_path / "real" / file.name)
    (tmp_path / "outreach.db").symlink_to(tmp_path / "real" / "outreach.db")
    said = typed("forget", CODE)
    assert said.code == 0, said.err
    assert "Forgotten in outreach.db.before-restore" in said.out
    assert remains(tmp_path / "real") == []
    assert typed("restore", str(tmp_path / "old.db")).code == 0
    assert (tmp_path / "outreach.db").is_symlink()
    assert remains(tmp_path / "real") == []
