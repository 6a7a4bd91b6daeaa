"""Forgetting reaches every column that holds words, every copy, and says what it leaves."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from outreach_cli.api import Register, open_register
from outreach_cli.change import Change
from outreach_cli.core.names import normalize_signs
from outreach_cli.privacy import erasure
from outreach_cli.privacy.code_traces import list_word_columns
from outreach_cli.records.choices import find_words
from outreach_cli.records.own_words import WORDS
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Day, Flag, Name, Reference, Value
from outreach_cli.storage import schema, table_digests
from outreach_cli.storage.check import check_file
from tests.conftest import Typed
from tests.storage.test_upgrade import unpack

pytestmark = pytest.mark.slow

Type = Callable[..., Typed]
CODE, OTHER = "BØR-017", "BØR-018"
SPELLINGS = (CODE, "bør–017", "BØR 017s", "ＢØR－０１７", "B\u200bØR\u2060-017", "bør-０１７")
"""As it is, with another dash, in the genitive, in full width, and with signs that nobody sees."""


def holds_code(text: str) -> bool:
    """Whether the code stands in the text in any spelling that someone reads as it."""
    plain = normalize_signs(unicodedata.normalize("NFC", text))[0].casefold()
    return "bør-017" in plain or "bør 017" in plain


def fill_record(record: Record, numbers: dict[str, int], spelt: str) -> dict[str, Value]:
    """Values for a row of another citizen, with the code in every column of words."""
    values: dict[str, Value] = {}
    for field in record.fields:
        kind = field.type
        if isinstance(kind, Reference):
            values[field.key] = numbers.get(kind.to) if kind.to != record.kind else None
        elif words := find_words(kind):
            values[field.key] = f"ord {words.of} {spelt}"
        elif field.key == "figures":
            values[field.key] = f'{{"change": 1, "day": "2018-12-31", "tables": [], "x": "{spelt}"}}'
        elif field.key == record.name and record.kind in WORDS:
            values[field.key] = f"ord {record.kind} {spelt}"
        elif record.kind == "doublet" and field.key == "code":
            values[field.key] = spelt.removesuffix("s")
        elif field.key in list_word_columns(record):
            values[field.key] = f"{field.key} {spelt}"
        elif isinstance(kind, Day):
            values[field.key] = "2018-02-03"
        elif isinstance(kind, Flag):
            values[field.key] = 1
        elif field.required:
            values[field.key] = kind.read(field.example or kind.example or "1")
    return values


@pytest.fixture
def known(register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Register:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTREACH_KEY", str(tmp_path / "away" / "key"))
    with register.change("prepare") as change:
        change.add("site", "Nord")
        change.register(CODE, on="2018-01-01", birth_year=1971)
        change.register(OTHER, on="2018-01-01")
        change.contact(CODE, on="2018-01-15", site="Nord")
        change.contact(OTHER, on="2018-01-15", site="Nord")
    return register


def write_everywhere(change: Change, spelt: str) -> dict[str, int]:
    """A row of each kind about the other citizen, with the code in every column of words; their numbers."""
    numbers = {"citizen": 2, "site": 1}
    for record in RECORDS.values():
        if record.kind not in ("citizen", "setting"):
            values = fill_record(record, numbers, spelt)
            known_from = {"source": f"fra {spelt}", "source_id": f"id {spelt}"} if record.by_content else {}
            numbers[record.kind] = change.insert(record, values, **known_from)
    change.update(RECORDS["citizen"], 2, {"problems": f"alcohol|ord problem {spelt}"})
    return numbers


@pytest.mark.parametrize("how", [[], ["--everything"]], ids=["default", "everything"])
@pytest.mark.parametrize("spelt", SPELLINGS, ids=ascii)
def test_no_column_of_any_kind_keeps_the_code(
    known: Register, typed: Type, tmp_path: Path, spelt: str, how: list[str]
) -> None:
    with known.change(f"script for {spelt}") as change:
        numbers = write_everywhere(change, spelt)
    with known.change("later") as change:  # all of it in the past too
        for record in RECORDS.values():
            if record.kind in numbers and record.kind not in ("citizen", "site") and record not in WORDS:
                day = next((field.key for field in record.fields if isinstance(field.type, Day)), None)
                if day:
                    change.update(record, numbers[record.kind], {day: "2018-02-04"})
    known.note_access(f"report {spelt}", [2])
    said = typed("forget", CODE, *how)
    assert said.code == 0, said.err
    with closing(sqlite3.connect(tmp_path / "outreach.db")) as connection:
        left = [line for line in connection.iterdump() if line.startswith("INSERT") and holds_code(line)]
    assert left == []
    assert check_file(tmp_path / "outreach.db") == []
    used = known.connection.execute("SELECT problems FROM citizen WHERE id = 2").fetchone()[0].split("|")
    assert used[1:] == [word for (word,) in known.connection.execute("SELECT problem FROM problem")]


def test_the_walk_would_see_a_column_that_is_left_out(known: Register) -> None:
    with known.change("write") as change:
        write_everywhere(change, CODE)
    dump = [line for line in known.connection.iterdump() if line.startswith("INSERT") and holds_code(line)]
    kinds = {line.split('"')[1] for line in dump}
    assert kinds >= {record.kind for record in RECORDS.values() if list_word_columns(record)} - {"setting"}


@pytest.mark.parametrize("own", WORDS)
def test_what_uses_a_word_of_ones_own_uses_the_name_that_the_word_has_got(
    known: Register, typed: Type, own: str
) -> None:
    """Two words that would get one name stay two, and a long one is shortened in both places alike."""
    words = [f"{'x' * 40} {CODE}", f"ved {CODE}", "ved bør 017", f"ved {CODE}s"]
    users = [
        (record, field) for record in RECORDS.values() for field, of in record.word_fields if of.of == own
    ]
    numbers = {"citizen": 2, "site": 1}
    with known.change("write") as change:
        numbers["programme"] = change.add("programme", "Kursus", kind="course").id
        for word in words:
            change.insert(RECORDS[own], fill_record(RECORDS[own], {}, "x") | {own: word, "stands_for": None})
        for record, field in users:
            for place, word in enumerate(words, 3):
                if record.kind == "citizen":
                    change.insert(record, {"citizen": f"X-{place}", field.key: word})
                else:
                    values = fill_record(record, numbers, "x") | {field.key: word}
                    day = str(record.day)
                    change.insert(record, values | {day: f"2018-03-0{place}"})
    assert typed("forget", CODE).code == 0
    names = {word for (word,) in known.connection.execute(f'SELECT "{own}" FROM "{own}"')}
    assert len(names) == len(words)
    for record, field in users:
        rows = known.connection.execute(
            f'SELECT "{field.key}" FROM "{record.kind}" WHERE "{field.key}" NOT NULL'
        )
        assert {word for (word,) in rows} == names


def test_names_that_nobody_else_uses_are_listed_and_left(known: Register, typed: Type) -> None:
    with known.change("write") as change:
        change.add("site", "Hos mor")
        change.add("programme", "Kursus", kind="course")
        change.add("problem", "Fætterens gæld")
        change.add("closing_reason", "Plejehjem")
        change.correct("citizen", CODE, problems="alcohol|Fætterens gæld")
        change.contact(CODE, on="2018-01-16", site="Hos mor")
        change.enrol(CODE, "Kursus", on="2018-01-16")
        change.enrol(OTHER, "Kursus", on="2018-01-16")
        change.close(CODE, "Plejehjem", on="2018-06-01")
        change.close(OTHER, "moved", on="2018-06-01")
    for words in (["forget", CODE, "--dry-run"], ["forget", CODE]):
        said = typed(*words)
        listed = {line.rpartition(": ")[2] for line in said.out.splitlines() if "used of nobody else" in line}
        assert listed == {'site "Hos mor"', 'problem "Fætterens gæld"', 'closing reason "Plejehjem"'}
    assert "Hos mor" in typed("list sites").out


def test_a_copy_of_an_older_version_forgets_too_with_what_it_kept_of_others(
    typed: Type, tmp_path: Path
) -> None:
    path = tmp_path / "outreach.db"
    unpack(1, path)
    path.chmod(0o644)
    hashes = ("a" * 64, "the salt")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO forgotten VALUES (?, ?, 'forgotten-1', '2019-01-01')", hashes)
        table_digests.begin(connection)
    assert check_file(path) == []
    said = typed("list sites")
    kept = tmp_path / f"outreach.db.before-schema-{schema.SCHEMA_VERSION}"
    assert f"as it was it is kept in {kept}." in said.err
    assert kept.stat().st_mode & 0o777 == 0o600
    path.chmod(0o600)
    typed("list sites")
    assert typed("list sites").err == ""
    (tmp_path / "outreach.db.before-restore-1").write_bytes(kept.read_bytes())
    assert all(word.encode() in kept.read_bytes() for word in (*hashes, "C1"))
    said = typed("forget", "C1")
    assert said.code == 0, said.err
    for copy in sorted(tmp_path.glob("outreach.db*")):
        held = copy.read_bytes()
        assert not [word for word in (*hashes, "C1") if word.encode() in held], copy
        assert copy == path or f"Forgotten in {copy.name} too." in said.out
        assert check_file(copy) == []
        assert copy.stat().st_mode & 0o777 == 0o600
    with open_register(kept) as register:
        assert register.kept_before_upgrade is None
        assert register.report("conversations", period="2018").total["conversations"] == 3


def test_a_copy_that_was_altered_is_left_and_told(typed: Type, tmp_path: Path) -> None:
    unpack(1, tmp_path / "outreach.db")
    assert typed("list sites").code == 0
    (kept,) = tmp_path.glob("outreach.db.before-*")
    with closing(sqlite3.connect(kept, isolation_level=None)) as connection:
        connection.execute("UPDATE change SET rows_digest = 'x' WHERE id = 1")
    before = kept.read_bytes()
    said = typed("forget", "C1")
    assert said.code == 0
    assert f"{kept.name} was left as it is" in said.err
    assert kept.read_bytes() == before


def test_another_key_is_refused_before_anybody_is_forgotten(
    known: Register, typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("key new")
    typed("forget", OTHER)
    monkeypatch.setenv("OUTREACH_KEY", str(tmp_path / "away" / "other"))
    assert typed("key new").code == 0
    for words in (["forget", CODE, "--dry-run"], ["forget", CODE], ["forget", "--inactive-since", "1d"]):
        said = typed(*words)
        assert (said.code, "use the old key" in said.err) == (3, True), said
    (tmp_path / "away" / "other").chmod(0o644)
    assert "can be read by others" in typed("forget", CODE).err
    assert typed("show", CODE).code == 0
    monkeypatch.setenv("OUTREACH_KEY", str(tmp_path / "none"))
    said = typed("forget", CODE)
    assert (said.code, "There is no key" in said.err) == (0, True)


def test_without_the_key_a_new_code_is_said_not_to_be_compared(
    known: Register, typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("key new")
    typed("forget", CODE)
    assert "Without the key" not in typed("register NEW-1").err
    monkeypatch.setenv("OUTREACH_KEY", str(tmp_path / "none"))
    for words in (["register", CODE], ["correct", "citizen", OTHER, "--citizen", "NEW-2"]):
        said = typed(*words)
        assert (said.code, "Without the key nobody can tell" in said.err) == (0, True), said


def test_a_cpr_number_does_not_bring_a_forgotten_citizen_back(
    known: Register, typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("key new")
    number, other = "0101501234", "3112800001"
    (tmp_path / "citizens.csv").write_text(f"cpr\n{number}\n{other}\n")
    (tmp_path / "codes.csv").write_text(f"citizen,cpr\nNEW-1,{number}\n")
    (tmp_path / "contacts.csv").write_text(f"cpr,date\n{number},2018-03-01\n")
    assert typed("import", "citizens", "citizens.csv", "--cpr", "cpr").code == 0
    (code,) = known.connection.execute(
        "SELECT citizen.citizen FROM citizen JOIN cpr_key ON cpr_key.citizen = citizen.id ORDER BY citizen.id"
    ).fetchone()
    assert typed("forget", code).code == 0
    assert known.connection.execute("SELECT count(*) FROM cpr_key").fetchone() == (1,)
    before = known.connection.execute("SELECT citizen FROM citizen").fetchall()
    for words in (
        ["import", "citizens", "citizens.csv", "--cpr", "cpr"],
        ["import", "citizens", "codes.csv", "--cpr", "cpr"],
        ["import", "contacts", "contacts.csv", "--cpr", "cpr", "--create"],
        ["register", "NEW-1", "--cpr-stdin"],
    ):
        monkeypatch.setattr("sys.stdin", StringIO(f"{number}\n"))
        said = typed(*words)
        assert (said.code, "of a citizen who was forgotten" in said.err) == (3, True), said
        assert number not in said.err
    assert known.connection.execute("SELECT citizen FROM citizen").fetchall() == before
    assert typed("register", "NEW-1").code == 0
    hashes = {row for (row,) in known.connection.execute("SELECT code FROM forgotten")}
    held = {row for (row,) in known.connection.execute("SELECT key FROM cpr_key")}
    assert len(hashes) == 2
    assert not hashes & held


def test_of_words_that_someone_chose_only_names_declared_so_leave_for_an_evaluator(
    known: Register, typed: Type, tmp_path: Path
) -> None:
    typed("key new")
    with known.change("write") as change:
        change.set("municipality", "Aalborg")
        write_everywhere(change, "Karla")
    assert typed("export out --for-evaluation").code == 0
    kept = {
        (record.plural, key)
        for record in RECORDS.values()
        if record.leaves != "never"
        for key in (record.name, *(each.key for each in record.fields if isinstance(each.type, Name)))
        if key and record.leaves != "under a pseudonym"
    }
    assert kept == {
        ("sites", "site"), ("programmes", "programme"), ("offers", "offer"), ("sessions", "group"),
        ("attendances", "group"),
    }  # fmt: skip
    names = {f"{key} Karla" for _kind, key in kept}
    for file in sorted((tmp_path / "out").iterdir()):
        text = file.read_text(encoding="utf-8")
        for name in names:
            text = text.replace(name, "")
        assert "Karla" not in text, file.name


def test_what_is_planned_is_what_is_done(known: Register) -> None:
    with known.change("write") as change:
        write_everywhere(change, CODE)
    planned = erasure.plan_erasure(known.connection, 1, CODE, everything=False)
    assert {trace.table for trace in planned.traces} >= {
        record.kind for record in RECORDS.values() if list_word_columns(record)
    } - {"setting", "doublet"}
    assert all(holds_code(trace.text) and not holds_code(trace.said) for trace in planned.traces)


def test_of_a_birth_year_the_decade_is_left_and_figures_by_age_follow_it(
    register: Register, typed: Type
) -> None:
    """The one kind of figure that may change, as help says."""
    with register.change("fill") as change:
        change.register("A", on="2018-01-01", birth_year=1999)
        change.contact("A", on="2018-02-01")
    asked = {"period": "2018", "by": "age", "language": "en"}
    before = register.report("conversations", **asked)  # type: ignore[arg-type]
    assert typed("forget A").code == 0
    after = register.report("conversations", **asked)  # type: ignore[arg-type]
    assert before.total == after.total
    assert [row["age"] for row in before.rows if row["citizens"]] == ["18–24"]
    (left,) = register.records("citizens")
    assert left["birth_year"] == 1990
    assert [row["age"] for row in after.rows if row["citizens"]] == ["25–29"]
