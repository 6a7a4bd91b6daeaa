"""Registers of every earlier schema version, kept as SQL: each opens, is copied first, and comes up to date.

`python -m tests.test_upgrade` writes the fixture of the present version; do that once, at its release.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from outreach_cli import create_register, open_register
from outreach_cli.register import migrations, schema
from outreach_cli.register.check import check_file, schema_of
from outreach_cli.register.store import APPLICATION_ID

FIXTURES = Path(__file__).with_name("registers")
AGAIN = "the schema changed: raise SCHEMA_VERSION, or before its release run python -m tests.test_upgrade"
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
        assert schema_of(upgraded.connection) == schema_of(fresh.connection), AGAIN
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


def test_an_upgrade_keeps_a_copy_and_seals_what_it_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.db"
    unpack(VERSIONS[-1], path)
    before = path.read_bytes()
    migrate = migrations.migrate

    def widened(connection: sqlite3.Connection) -> None:
        migrate(connection)
        connection.execute("UPDATE change SET who = upper(who) WHERE summary IS NULL")
        connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION + 1}")

    monkeypatch.setattr(migrations, "migrate", widened)
    monkeypatch.setattr("outreach_cli.api.SCHEMA_VERSION", schema.SCHEMA_VERSION + 1)
    monkeypatch.setattr("outreach_cli.register.check.SCHEMA_VERSION", schema.SCHEMA_VERSION + 1)
    open_register(path).close()
    (kept,) = tmp_path.glob("old.db.before-schema-*")
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSIONS[-1],)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert check_file(path) == []
    assert path.read_bytes() != before


def test_an_upgrade_that_fails_leaves_the_register_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.db"
    unpack(VERSIONS[-1], path)
    before = path.read_bytes()

    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (done TEXT)")
        raise RuntimeError("the upgrade broke off")

    monkeypatch.setattr(migrations, "migrate", broken)
    monkeypatch.setattr("outreach_cli.api.SCHEMA_VERSION", schema.SCHEMA_VERSION + 1)
    with pytest.raises(RuntimeError):
        open_register(path)
    assert path.read_bytes() == before


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
    (FIXTURES / f"schema-{schema.SCHEMA_VERSION}.sql").write_text(said, encoding="utf-8")


if __name__ == "__main__":
    write_fixture()
