"""The file: how it is made, what is refused as one, and what its tables keep true by themselves."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_cli.api import Register, create_register, open_register
from outreach_cli.core.errors import BadValueError, UnknownNameError
from outreach_cli.exchange.import_session import open_import
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Reference, Value
from outreach_cli.storage.database import APPLICATION_ID
from outreach_cli.storage.failures import (
    DamagedError,
    NewerRegisterError,
    NoRegisterError,
    NotARegisterError,
    RegisterExistsError,
)
from outreach_cli.storage.indexes import TableIndexes
from outreach_cli.storage.schema import SCHEMA_VERSION


def test_a_new_register_is_readable_by_its_owner_only_under_any_umask(tmp_path: Path) -> None:
    for umask in (0o000, 0o022, 0o777):
        before = os.umask(umask)
        try:
            create_register(tmp_path / f"{umask}.db").close()
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / f"{umask}.db").stat().st_mode) == 0o600


def test_making_a_register_leaves_nothing_else_and_never_replaces_a_file(tmp_path: Path) -> None:
    create_register(tmp_path / "a.db").close()
    before = (tmp_path / "a.db").read_bytes()
    with pytest.raises(RegisterExistsError):
        create_register(tmp_path / "a.db")
    (tmp_path / "link.db").symlink_to(tmp_path / "nowhere.db")
    with pytest.raises(RegisterExistsError):
        create_register(tmp_path / "link.db")
    assert (tmp_path / "a.db").read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.db", "link.db"]


def test_the_file_says_what_it_is(register: Register) -> None:
    assert register.connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert register.connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    assert register.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    ("content", "error"),
    [(None, NoRegisterError), (b"", NotARegisterError), (b"not a database at all" * 99, NotARegisterError)],
)
def test_what_is_no_register_is_refused_and_nothing_made(
    tmp_path: Path, content: bytes | None, error: type[Exception]
) -> None:
    path = tmp_path / "x.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error):
        open_register(path)
    assert [each.name for each in tmp_path.iterdir()] == ([] if content is None else ["x.db"])
    assert content is None or path.read_bytes() == content


def test_another_programs_database_and_a_newer_register_are_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE t (x)")
    with pytest.raises(NotARegisterError):
        open_register(tmp_path / "other.db")
    create_register(tmp_path / "new.db").close()
    connection = sqlite3.connect(tmp_path / "new.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(NewerRegisterError):
        open_register(tmp_path / "new.db")
    with pytest.raises(NotARegisterError):
        open_register(tmp_path)


@pytest.mark.parametrize("kind", RECORDS)
def test_every_table_is_strict_with_its_foreign_keys_and_checks(register: Register, kind: str) -> None:
    from sqlite_utils import Database

    record = RECORDS[kind]
    table = Database(register.connection, execute_plugins=False).table(kind)
    assert table.strict
    assert {key.column: key.other_table for key in table.foreign_keys} == {
        "change": "change",
        **{each.key: each.type.to for each, _type in record.references},
        **{each.key: "municipality" for each in record.fields if each.key == "municipality"},
    }
    assert table.schema.count("CHECK") >= sum(1 for each in record.fields if each.type.check("x"))


CHECKED = {
    (type(field.type).__name__, condition): field.type
    for record in RECORDS.values()
    for field in record.fields
    if not isinstance(field.type, Reference) and (condition := field.type.check("said"))
}
"""Each way of checking a value, with the type that reads it."""
WORDS = (
    *("2018-02-03", "29.2.2020", "ja", "0", "1", "7,5", "24.0", "baseline", "Samtale", "Aalborg", "0851"),
    *(label for kind in CHECKED.values() for label in getattr(kind, "values", ())),
)


@given(
    st.one_of(st.text(max_size=40), st.sampled_from(WORDS), st.from_regex(r"-?[0-9]{1,7}", fullmatch=True))
)
def test_whatever_a_field_reads_its_table_would_take(text: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        for (_name, condition), kind in CHECKED.items():
            try:
                value: Value = kind.read(text) if text.strip() else None
            except BadValueError:
                continue
            asked = f"SELECT ({condition}) IS NOT 0 FROM (SELECT ? AS said)"
            assert connection.execute(asked, (value,)).fetchone() == (1,), (condition, value)


def test_what_a_reader_sorts_lies_beside_the_register_or_in_memory_where_it_cannot(tmp_path: Path) -> None:
    folder = tmp_path / "Det er 'vores'"
    folder.mkdir()
    with create_register(folder / "outreach.db") as register:

        def placed() -> tuple[object, ...]:
            asked = (f"PRAGMA temp_store{end}" for end in ("", "_directory"))
            return tuple((register.connection.execute(each).fetchone() or [""])[0] for each in asked)

        with register.open_snapshot():
            assert placed() == (1, str(folder))
        assert placed() == (2, "")
        folder.rename(tmp_path / "moved")
        with register.open_snapshot() as connection:
            assert placed() == (2, "")
            assert connection.execute("SELECT count(*) FROM setting").fetchone() == (1,)


def test_after_many_rows_the_tables_see_to_their_rows_again(register: Register) -> None:
    asked = ("foreign_keys", "ignore_check_constraints", "temp_store", "cache_size")

    def settings() -> list[int]:
        return [register.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]

    def fill() -> None:
        with open_import(register) as bulk:
            assert settings()[:2] == [0, 1]
            names = bulk.names
            names.load_kind("citizen")["nobody"] = 999, "nobody"
            assert names.find_number("citizen", "Nobody") == 999

    before = settings()
    with pytest.raises(DamagedError, match="citizen 999"):
        fill()
    assert settings() == before
    assert before[:2] == [1, 0]


def test_a_failure_while_indexes_are_made_leaves_the_settings_as_they_were(register: Register) -> None:
    asked = ("temp_store", "cache_size", "threads", "temp_store_directory")

    def settings() -> list[object]:
        return [register.connection.execute(f"PRAGMA {name}").fetchone() for name in asked]

    before = settings()
    indexes = TableIndexes(register.connection, "contact", 0, frozenset())
    indexes.aside = ["CREATE INDEX none_such ON nowhere (at_all)"]
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        indexes.restore()
    assert settings() == before


def test_a_register_in_a_folder_whose_name_is_no_text(outreach, tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/f\xe6lde"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system takes only names that are text")
    many = tmp_path / "many.csv"  # so many that the indexes are laid aside, and made anew in that folder
    many.write_text("date,citizen\n" + "2018-01-01,B1\n" * 5_001, encoding="utf-8")
    used = "register B1", "list citizens", "report conversations", f"import contacts {many}", "undo"
    there = [
        *("backup {}/b.db", "backup {}/b.db --keep 2", "restore {}/b.db", "export {}/all", "import {}/all"),
        *("report all -o {}/all.docx", "report conversations -o {}/t.svg", "list citizens -o {}/l.xlsx"),
        *("log -o {}/log.csv", "disclose B1 -o {}/b1.json", "import contacts {}/all/contacts.csv"),
    ]
    for words in ("init", *used, "check", "backup b.db", *(each.format(folder) for each in there), "check"):
        said = outreach("--db", str(folder / "outreach.db"), *words.split())
        assert said.returncode == 0, said.stderr


def test_the_tables_refuse_what_no_field_allows(register: Register) -> None:
    with register.change("prepare") as change:
        change.register("B1")
    for column, value in [
        ("date", "2018-02-30"),
        ("date", "3.2.2018"),
        ("kind", "chat"),
        ("reached", 2),
        ("minutes", -1),
        ("citizen", 99),
    ]:
        row = {"date": "2018-02-03", "citizen": 1, "kind": "visit", "reached": 1, "minutes": 5, "change": 1}
        row[column] = value
        with pytest.raises(sqlite3.IntegrityError):
            register.connection.execute(
                "INSERT INTO contact (date, citizen, kind, reached, minutes, change)"
                " VALUES (:date, :citizen, :kind, :reached, :minutes, :change)",
                row,
            )


def test_an_edit_that_names_no_new_change_is_refused(register: Register) -> None:
    with register.change("prepare") as change:
        change.register("B1")
    for statement in (
        "UPDATE citizen SET birth_year = 1950",
        "UPDATE citizen SET birth_year = 1950, change = change + 1",
        "DELETE FROM citizen",
        "UPDATE change SET who = 'nobody'",
        "DELETE FROM change",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            register.connection.execute(statement)
    assert register.connection.execute("SELECT count(*) FROM citizen_past").fetchone() == (0,)


def test_what_a_change_replaces_or_removes_is_kept(register: Register) -> None:
    with register.change("prepare") as change:
        change.register("B1", birth_year=1950)
    with register.change("correct") as change:
        change.correct("citizen", "B1", birth_year=1951)
    with register.change("remove") as change:
        change.remove("citizen", "B1")
    past = register.connection.execute(
        "SELECT birth_year, change, ended_by FROM citizen_past ORDER BY change"
    ).fetchall()
    assert past == [(1950, 2, 3), (1951, 3, 4)]
    assert register.connection.execute("SELECT count(*) FROM citizen").fetchone() == (0,)


def test_a_change_is_all_or_nothing(register: Register) -> None:
    with pytest.raises(UnknownNameError), register.change("register") as change:
        change.contact(change.register("B1").values["citizen"], site="nowhere")
    assert register.finder.list_names("citizen") == []
    with register.change("nothing"):
        pass
    assert register.connection.execute("SELECT max(id) FROM change").fetchone() == (1,)


def test_the_journal_says_who_did_what_and_names_nobody(register: Register) -> None:
    with register.change("register") as change:
        change.register("HEMMELIG-1")
    who, command, summary = register.connection.execute(
        "SELECT who, command, summary FROM change ORDER BY id DESC"
    ).fetchone()
    assert (who, command) == ("tester", "register")
    assert "citizen" in summary
    assert "HEMMELIG" not in summary


def test_a_register_that_another_holds_is_busy(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from outreach_cli.storage.failures import BusyError

    monkeypatch.setenv("OUTREACH_WAIT", "0.05")
    other = sqlite3.connect(tmp_path / "outreach.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        open_register(tmp_path / "outreach.db") as impatient,
        pytest.raises(BusyError),
        impatient.change("register") as change,
    ):
        change.register("B1")
    other.close()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs a system that lists open files")
def test_a_file_that_is_no_register_is_not_left_open(tmp_path: Path) -> None:
    path = tmp_path / "outreach.db"
    path.write_bytes(b"no register" * 1000)
    with pytest.raises(NotARegisterError) as told:
        open_register(path)
    held = [each for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    assert told.value.exit_code == 5
    assert path not in [each.readlink() for each in held if each.exists()]
