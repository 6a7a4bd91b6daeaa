"""Registers of every earlier schema version, kept as SQL: each opens, is copied first, and comes up to date.

`python -m tests.storage.test_upgrade` writes the fixture of the present version: once, at its release.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from outreach_cli.api import create_register, open_register
from outreach_cli.privacy.erased_copies import forget_again
from outreach_cli.records.label import Label
from outreach_cli.records.record import Field
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Text
from outreach_cli.storage import migrations, schema, table_digests
from outreach_cli.storage.backup import back_up, restore
from outreach_cli.storage.check import CheckFailedError, check_file
from outreach_cli.storage.database import APPLICATION_ID
from outreach_cli.storage.migrations import read_schema

FIXTURES = Path(__file__).parent.parent / "registers"
AGAIN = (
    "the schema changed: raise SCHEMA_VERSION, or before its release run python -m tests.storage.test_upgrade"
)
VERSIONS = sorted(int(path.stem.split("-")[1]) for path in FIXTURES.glob("schema-*.sql"))


def unpack(version: int, path: Path) -> None:
    """The register of that version, made from its SQL."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript((FIXTURES / f"schema-{version}.sql").read_text(encoding="utf-8"))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")


def test_there_is_a_register_of_every_version() -> None:
    assert list(range(1, schema.SCHEMA_VERSION + 1)) == VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_a_register_of_any_version_opens_as_one_made_today(version: int, tmp_path: Path) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    unpack(version, old)
    create_register(new).close()
    with open_register(old) as upgraded, open_register(new) as fresh:
        assert read_schema(upgraded.connection) == read_schema(fresh.connection), AGAIN
        assert upgraded.report("conversations", period="2018").total == {
            "site": "I alt",
            "citizens": 2,
            "conversations": 3,
            "conversations_per_citizen": 1.5,
            "referrals": 1,
        }
    assert check_file(old) == []
    kept = list(tmp_path.glob(f"old.db.before-schema-{schema.SCHEMA_VERSION}"))
    assert len(kept) == (version < schema.SCHEMA_VERSION)


def test_schema_1_loses_its_hashes_of_codes_and_keeps_who_was_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    unpack(1, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA legacy_alter_table = ON")
        for code, stone in (("a" * 32, "C1"), ("b" * 32, "C1"), ("c" * 32, None)):
            connection.execute("INSERT INTO forgotten VALUES (?, 'the salt', ?, '2019-01-01')", (code, stone))
        connection.execute("INSERT INTO cpr_key VALUES (?, 'mark of the key', 1)", ("0" * 64,))
        connection.execute("BEGIN IMMEDIATE")
        migrations.migrate(connection, 1)
        connection.execute("COMMIT")
        assert connection.execute("SELECT * FROM forgotten").fetchall() == []
        assert connection.execute("SELECT citizen, everything FROM erased").fetchall() == [(1, 0)]
        assert connection.execute("SELECT * FROM mark").fetchall() == [("key", "mark of the key")]
        assert list(table_digests.find_astray(connection)) == []
    content = path.read_bytes()
    assert [word for word in (b"a" * 32, b"c" * 32, b"the salt") if word in content] == []


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_a_backup_of_an_earlier_schema_is_made_checked_and_restored(version: int, tmp_path: Path) -> None:
    old, backup, new = (tmp_path / name for name in ("old.db", "backup.db", "new.db"))
    unpack(version, old)
    back_up(old, backup)
    assert check_file(backup) == []
    restore(new, backup, forget_again=forget_again)
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    assert check_file(new) == []
    with open_register(new) as register:
        assert register.connection.execute("PRAGMA user_version").fetchone() == (schema.SCHEMA_VERSION,)


@pytest.mark.parametrize("version", VERSIONS[:-1])
@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE change SET rows_digest = 'x' WHERE id = 1",
        "UPDATE forgotten SET at = at; DELETE FROM tally",
        "DROP TRIGGER contact_edit_keeps_the_past",
        "CREATE TABLE foreign_one (x)",
        "DELETE FROM sqlite_sequence WHERE name = 'contact'",
    ],
)
def test_an_earlier_register_that_was_altered_is_found_and_not_sealed_anew(
    version: int, edit: str, tmp_path: Path
) -> None:
    path = tmp_path / "old.db"
    unpack(version, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(edit)
    before = path.read_bytes()
    assert check_file(path) != []
    with pytest.raises(CheckFailedError):
        open_register(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["old.db"]


def test_a_field_that_is_declared_later_comes_with_the_next_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, present = tmp_path / "old.db", schema.SCHEMA_VERSION
    unpack(present, path)
    with closing(sqlite3.connect(path)) as connection:
        monkeypatch.setitem(schema.EARLIER, present, schema.digest_schema(connection))
    site = RECORDS["site"]
    more = Field("floor", Label("Etage", "Floor"), Text())
    monkeypatch.setitem(RECORDS._declared, "site", site._replace(fields=(*site.fields, more)))
    monkeypatch.setattr(schema, "SCHEMA_VERSION", present + 1)
    migrations.make_fresh_schema.cache_clear()
    try:
        assert check_file(path) == []
        restore(tmp_path / "restored.db", path, forget_again=forget_again)
        with open_register(path) as register:
            found = register.connection.execute("SELECT site, floor, municipality FROM site").fetchall()
            assert found == [("Værestedet", None, "0851")]
            assert read_schema(register.connection) == migrations.make_fresh_schema()
        assert check_file(path) == check_file(tmp_path / "restored.db") == []
        (kept,) = tmp_path.glob("old.db.before-schema-*")
        assert check_file(kept) == []
    finally:
        migrations.make_fresh_schema.cache_clear()


def test_an_upgrade_that_fails_leaves_the_register_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.db"
    unpack(VERSIONS[0], path)
    before = path.read_bytes()

    def broken(database: object) -> None:
        raise RuntimeError("the upgrade broke off")

    monkeypatch.setattr(migrations, "STEPS", {schema.SCHEMA_VERSION: broken})
    with pytest.raises(RuntimeError):
        open_register(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["old.db"]


def write_fixture() -> None:
    """A small register of the present version, as SQL."""
    import os
    import tempfile

    os.environ |= {"OUTREACH_TODAY": "2019-03-15", "OUTREACH_WHO": "tester"}
    with tempfile.TemporaryDirectory() as folder, create_register(Path(folder) / "x.db") as register:
        with register.change("add") as change:
            change.add("site", "Værestedet", municipality="Aalborg")
            change.add("offer", "Rygestop")
        with register.change("contact") as change:
            for name in ("C1", "C2"):
                change.register(name, on="2018-01-01", site="Værestedet")
            for name in ("C1", "C2", "C2", "C1"):
                change.contact(name, on="2018-02-03", site="Værestedet")
            change.refer("C1", "Rygestop", on="2018-02-04", site="Værestedet")
        with register.change("correct contact") as change:
            change.correct("contact", "1", minutes=30)
        with register.change("remove") as change:
            change.remove("contact", "4")
        said = "\n".join(register.connection.iterdump()) + "\n"
        print(f"EARLIER[{schema.SCHEMA_VERSION}] = {schema.digest_schema(register.connection)!r}")
    (FIXTURES / f"schema-{schema.SCHEMA_VERSION}.sql").write_text(said, encoding="utf-8")


if __name__ == "__main__":
    write_fixture()
