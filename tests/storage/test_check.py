"""Checking: silence when all is as written; flipped bits and edits behind the program's back are found."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from outreach_cli.api import Register, create_register
from outreach_cli.core.errors import OutreachError
from outreach_cli.records.registry import RECORDS
from outreach_cli.storage.check import check_file, list_problems
from outreach_cli.storage.row_digests import RowDigests


def filled(path: Path) -> None:
    """A register with a little of most things: a merge, an undo, who looked, CPR hashes, one forgotten."""
    from outreach_cli.privacy import erasure
    from outreach_cli.privacy.cpr_keys import CprKeys
    from outreach_cli.register import merge

    with create_register(path, municipality="Aalborg") as register:
        with register.change("add") as change:
            for name in ("North", "South"):
                change.add("site", name, municipality="Aalborg")
            change.add("offer", "Rygestop")
            change.add("programme", "Rolig", kind="course")
        with register.change("register") as change:
            for number in range(30):
                change.register(f"C{number}", on="2018-01-01", site="North", problems="alcohol|drugs")
        with register.change("contact") as change:
            for number in range(200):
                change.contact(
                    f"C{number % 30}", on=f"2018-02-{1 + number % 28:02}", site="South", refer_to=["Rygestop"]
                )
                change.status(
                    f"C{number % 30}", "active", programme="Rolig", on="2018-03-01", reason="går godt"
                )
        with register.change("correct") as change:
            for number in range(1, 40):
                change.correct("contact", str(number), minutes=number)
        with register.change("remove") as change:
            change.remove("referral", "7")
        with register.change("undo") as change:
            change.undo()
        with register.change("merge") as change:
            merge.carry_out(change, merge.plan(change.finder, "C1", "C2"))
        with register.change("register") as change:
            keys = CprKeys(register.connection, bytes(32))
            for number in range(30, 40):
                keys.remember(keys.hash_number(f"0101501{number:03}"), change.register(f"C{number}").id)
        for number in range(20):
            register.note_access("show", [number])
        planned = erasure.plan_erasure(
            register.connection, *register.finder.find_name("citizen", "C3"), everything=False
        )
        with register.change("forget") as change:
            erasure.erase_citizens(change, [planned], bytes(32))
        register.vacuum()


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a sound register."""
    path = tmp_path_factory.mktemp("sound") / "sound.db"
    filled(path)
    assert check_file(path) == []
    return path.read_bytes()


def content(path: Path) -> object:
    """Everything that the file's tables hold, and its schema; the failure where that cannot be read."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        try:
            tables = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
            return [
                tables,
                connection.execute("PRAGMA user_version").fetchall(),
                *(
                    connection.execute(f'SELECT * FROM "{name}" NOT INDEXED').fetchall()
                    for kind, name, _table, _sql in tables
                    if kind == "table"
                ),
            ]
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            return str(error)


def refused(path: Path) -> bool:
    """Whether the file is not taken for a register."""
    try:
        check_file(path)
    except OutreachError as error:
        return error.exit_code == 5
    return False


def flip(sound: bytes, path: Path, flips: int, seed: int) -> None:
    """Flip one bit until so many flips have changed the content; each is found, or the file refused."""
    dice = random.Random(seed)
    path.write_bytes(sound)
    before, found = content(path), 0
    while found < flips:
        place, bit = dice.randrange(len(sound)), 1 << dice.randrange(8)
        flipped = bytearray(sound)
        flipped[place] ^= bit
        path.write_bytes(flipped)
        if content(path) == before:
            continue
        found += 1
        assert refused(path) or check_file(path), f"byte {place}, bit {bit}"
        assert path.read_bytes() == flipped


@pytest.mark.slow
def test_a_flipped_bit_that_changes_the_content_is_found(sound: bytes, tmp_path: Path) -> None:
    flip(sound, tmp_path / "x.db", 150, 1)


@pytest.mark.long
def test_a_thousand_flipped_bits_are_found(sound: bytes, tmp_path: Path) -> None:
    flip(sound, tmp_path / "x.db", 1000, 2)


def damage_pages(sound: bytes) -> Iterator[bytes]:
    """The register with each page but the first emptied, and cut off within it: its first says what it is."""
    size = int.from_bytes(sound[16:18], "big")
    for start in range(size, len(sound), size):
        yield sound[:start] + bytes(size) + sound[start + size :]
        yield sound[: start + 100]
    yield b"?" + sound[1:]


@pytest.mark.slow
def test_whichever_page_is_lost_the_check_finds_it(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    for damaged in damage_pages(sound):
        path.write_bytes(damaged)
        assert list_problems(path) != []


def test_half_a_register_is_what_check_finds_and_other_commands_lead_there(
    outreach, sound: bytes, tmp_path: Path
) -> None:
    (tmp_path / "outreach.db").write_bytes(sound[: len(sound) // 2])
    said = outreach("check")
    assert (said.returncode, said.stdout) == (7, "database disk image is malformed\n")
    assert "outreach restore FILE" in said.stderr
    said = outreach("list", "sites")
    assert said.returncode == 5
    assert said.stderr.endswith("outreach check\n")
    (tmp_path / "outreach.db").write_bytes(bytes(4096) + sound[4096:])
    assert outreach("check").returncode == 5


@pytest.mark.slow
@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE contact SET minutes = 5 WHERE id = 100",
        "UPDATE contact_past SET minutes = 5 WHERE id = 3",
        "UPDATE contact_past SET ended_by = 6 WHERE id = 3",
        "DELETE FROM contact WHERE id = 100",
        "DELETE FROM contact_past WHERE id = 3",
        (
            "INSERT INTO contact SELECT 9000, date, citizen, site, kind, programme, worker, minutes, reached,"
            " source, source_id, fingerprint, change FROM contact WHERE id = 100"
        ),
        "UPDATE change SET who = 'someone else' WHERE id = 3",
        "UPDATE change SET at = '2018-01-01T00:00:00.000Z' WHERE id = 3",
        "UPDATE change SET summary = '{}' WHERE id = 3",
        "DELETE FROM change WHERE id = (SELECT max(id) FROM change)",
        "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'contact'",
        "UPDATE access SET who = 'someone else' WHERE id = 3",
        "DELETE FROM access WHERE id = 1",
        "UPDATE cpr_key SET citizen = 1 WHERE rowid = 1",
        "DELETE FROM cpr_key WHERE rowid = 1",
        "UPDATE erased SET since = 1",
        "DELETE FROM forgotten",
        "DELETE FROM mark",
        "DELETE FROM tally WHERE tally = 'access'",
        "UPDATE municipality SET place = 99 WHERE code = '0851'",
        "CREATE TABLE mine (x)",
        "DROP INDEX contact_by_citizen_date_site_kind_reached_change",
        "DROP VIEW conversations",
    ],
)
def test_an_edit_behind_the_programs_back_is_found(sound: bytes, tmp_path: Path, edit: str) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(sound)
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(edit)
        for _name, sql in triggers:
            connection.execute(sql)
        connection.commit()
    assert check_file(path) != []


def test_the_check_is_silent_when_all_is_well_and_says_what_to_do_when_it_is_not(
    outreach, sound: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "outreach.db"
    path.write_bytes(sound)
    said = outreach("check")
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER contact_edit_names_its_change")
        connection.execute("UPDATE contact SET minutes = 5 WHERE id = 100")
        connection.commit()
    before = path.read_bytes()
    said = outreach("check")
    assert said.returncode == 7
    assert "the records of change 4 (" in said.stdout
    assert said.stderr.startswith("Error: ")
    assert "outreach restore FILE" in said.stderr
    assert path.read_bytes() == before


def test_many_rows_written_at_once_are_under_the_changes_seal(register: Register) -> None:
    with register.change("fill") as change:
        change.add("site", "North")
    with register.change("import") as change:
        site = RECORDS["site"]
        register.connection.execute(
            "INSERT INTO site (site, change) VALUES ('A', :c), ('B', :c)", {"c": change.id}
        )
        change.count(site, "added", 2)
    assert check_file(register.path) == []
    with register.change("import") as change:
        register.connection.execute("INSERT INTO site (site, change) VALUES ('C', ?)", (change.id,))
        rows = register.connection.execute("SELECT * FROM site WHERE site = 'C'").fetchall()
        change.add_digest(site, 1, RowDigests(site).digest(list(zip(*rows, strict=True))))
    assert check_file(register.path) == []
