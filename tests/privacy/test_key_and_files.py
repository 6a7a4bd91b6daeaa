"""The key that a register was used with, words of one's own, and hostile files: each told in a line."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from outreach_cli.api import Register
from outreach_cli.records.choices import OpenChoice
from outreach_cli.records.registry import RECORDS
from outreach_cli.tables.formats import FORMATS
from tests.conftest import Typed

Type = Callable[..., Typed]
ANNA, BENT = "0101501234", "3112800001"


def own_note(text: str) -> str:
    """An own report with that note below it."""
    return (
        'name = "x"\ntitle = "x"\nrows = "site"\n[[column]]\nkey = "n"\nlabel = "N"\n'
        f'measure = "count conversation"\n[[note]]\ntext = "{text}"\n[note.numbers]\n'
        'n = "count conversation"\n'
    )


@pytest.fixture
def keyed(register: Register, typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Register:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTREACH_KEY", str(tmp_path / "key"))
    with register.change("prepare") as change:
        change.set("municipality", "Aalborg")
        change.add("worker", "SPL")
        change.register("AAL-001", on="2018-01-01")
    assert typed("key new").code == 0
    return register


@pytest.mark.parametrize("use", ["export", "import", "forget"])
def test_a_key_once_used_is_the_only_one_even_when_nothing_hashed_is_left(
    keyed: Register, typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, use: str
) -> None:
    (tmp_path / "citizens.csv").write_text(f"cpr,citizen\n{ANNA},AAL-002\n")
    uses = {
        "export": [["export", "out", "--for-evaluation"]],
        "import": [
            ["import", "citizens", "citizens.csv", "--cpr", "cpr"],
            ["forget", "AAL-002", "--everything"],
        ],
        "forget": [["forget", "AAL-001"]],
    }
    for words in uses[use]:
        assert typed(*words).code == 0
    monkeypatch.setenv("OUTREACH_KEY", str(tmp_path / "other"))
    assert typed("key new").code == 0
    before = keyed.connection.execute("SELECT count(*) FROM cpr_key").fetchone()
    for words in (
        ["export", "again", "--for-evaluation"],
        ["import", "citizens", "citizens.csv", "--cpr", "cpr"],
        ["key", "check"],
    ):
        said = typed(*words)
        assert (said.code, "use the old key" in said.err) == (3, True), said
    assert not (tmp_path / "again").exists()
    assert keyed.connection.execute("SELECT count(*) FROM cpr_key").fetchone() == before
    monkeypatch.setenv("OUTREACH_KEY", str(tmp_path / "key"))
    assert typed("export again --for-evaluation").code == 0


def test_two_codes_with_one_number_and_one_code_with_two_are_told(
    keyed: Register, typed: Type, tmp_path: Path
) -> None:
    for rows, said in (
        (f"{ANNA},AAL-002\n{ANNA},AAL-003\n", "belongs to another citizen"),
        (f"{ANNA},AAL-002\n{BENT},aal-002\n", "has another CPR number already"),
    ):
        (tmp_path / "citizens.csv").write_text("cpr,citizen\n" + rows)
        told = typed("import", "citizens", "citizens.csv", "--cpr", "cpr")
        assert (told.code, said in told.err) == (3, True), told
        assert "citizens.csv:3" in told.err
    (tmp_path / "citizens.csv").write_text(f"cpr,citizen\n{ANNA},AAL-002\n")
    assert typed("import", "citizens", "citizens.csv", "--cpr", "cpr").code == 0
    (tmp_path / "citizens.csv").write_text(f"cpr,citizen\n{BENT},AAL-002\n")
    told = typed("import", "citizens", "citizens.csv", "--cpr", "cpr")
    assert (told.code, "has another CPR number already" in told.err) == (3, True)


def test_words_of_ones_own_leave_under_a_pseudonym_in_every_open_field(
    keyed: Register, typed: Type, tmp_path: Path
) -> None:
    own = "fætter til Karla"
    with keyed.change("own words") as change:
        change.assign("AAL-001", "SPL", role=own)
        change.assign("AAL-001", "SPL", role="contact_person")
        change.add("project", "P", aim=own, level=own, status=own)
    assert typed("export out --for-evaluation").code == 0
    text = "".join(file.read_text(encoding="utf-8") for file in sorted((tmp_path / "out").iterdir()))
    assert own not in text
    assert "contact_person" in text
    for record in RECORDS.values():
        if record.leaves != "never":
            for field in record.fields:
                assert (
                    not isinstance(field.type, OpenChoice)
                    or field.key not in record.identity
                    or field.required
                )


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("a" + "[" * 100_000, "TOML"),
        ("a = " + "[" * 100_000 + "]" * 100_000, "TOML"),
        ("a = " + "{ b = " * 5_000 + "1" + " }" * 5_000, "TOML"),
        *(
            (own_note(text), "braces")
            for text in ("{n:>2000000000}", "{n:{n}}", "{n.__class__}", "{n[0]}", "{n!r:>9}", "{", "{}")
        ),
    ],
    ids=lambda each: each[:20] + each[-90:-60],
)  # fmt: skip
def test_a_hostile_report_is_told_in_a_line(
    keyed: Register, typed: Type, tmp_path: Path, toml: str, said: str
) -> None:
    (tmp_path / "x.toml").write_text(toml)
    told = typed("report x.toml")
    assert told.code == 3, told.err[:300]
    assert said in told.err
    assert len(told.err.splitlines()) <= 2


@pytest.mark.parametrize("form", FORMATS)
def test_what_a_reports_file_says_acts_on_no_terminal_in_any_format(
    keyed: Register, typed: Type, tmp_path: Path, form: str
) -> None:
    (tmp_path / "x.toml").write_text(
        'name = "x"\ntitle = "T\\u001b]52;c;eA==\\u0007 \\u202e"\nrows = "site"\n[[column]]\nkey = "n"\n'
        'label = "L\\u001b[31m\\u009b"\nmeasure = "count conversation"\nrule = "R\\u001b[2J"\n'
    )
    told = typed("report", "x.toml", "--format", form, "-o", str(tmp_path / "made"))
    assert told.code == 0, told.err
    written = (tmp_path / "made").read_bytes()
    if FORMATS[form].binary:
        with ZipFile(BytesIO(written)) as parts:
            written = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".xml"))
    text = written.decode()
    assert "alt" in text or "site" in text  # its words, or the keys of a file for programs
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text + told.out + told.err)
    assert not re.search("_x00[01].|&#x?[01]?.;", text)


def test_a_mode_that_lets_others_read_is_warned_about_once(
    keyed: Register, typed: Type, tmp_path: Path
) -> None:
    path = tmp_path / "outreach.db"
    assert typed("list sites").err == ""
    for mode, octal in ((0o644, "644"), (0o660, "660")):
        os.chmod(path, mode)
        assert f"mode {octal}" in typed("list sites").err
        assert typed("list sites").err == ""
    os.chmod(path, 0o600)
    assert typed("list sites").err == ""
    os.chmod(path, 0o644)
    assert "chmod 600" in typed("list sites").err
    assert typed("check").code == 0


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_wrong_version_is_found_also_after_a_later_write(
    keyed: Register, typed: Type, tmp_path: Path, version: int
) -> None:
    with closing(sqlite3.connect(tmp_path / "outreach.db")) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    typed("add site Nord")
    assert typed("check").code in (5, 7)
    assert typed("list sites").code in (5, 7)


def test_wal_is_mentioned(keyed: Register, typed: Type) -> None:
    assert "WAL" not in typed("check").err
    keyed.connection.execute("PRAGMA journal_mode = WAL")
    told = typed("check")
    assert (told.code, "WAL" in told.err) == (0, True)
    assert "WAL" in typed("list sites").err
