"""Backups: verified, private, never at the cost of a fuller one; and back again."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from outreach_cli.api import create_register, open_register
from outreach_cli.storage.check import check_file


def log_site(outreach, name: str) -> None:
    assert outreach("add", "site", name).returncode == 0


def sites(path: Path) -> list[str]:
    with open_register(path) as register:
        return register.finder.list_names("site")


def test_a_backup_is_whole_private_and_sound(outreach, tmp_path: Path) -> None:
    outreach("init")
    log_site(outreach, "North")
    before = os.umask(0o000)
    try:
        assert outreach("backup", "copy.db").returncode == 0
    finally:
        os.umask(before)
    copy = tmp_path / "copy.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert check_file(copy) == []
    assert sites(copy) == ["North"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.db", "outreach.db"]


def test_a_later_backup_replaces_an_earlier_one_but_never_a_fuller_one(outreach, tmp_path: Path) -> None:
    outreach("init")
    outreach("backup", "copy.db")
    log_site(outreach, "North")
    assert outreach("backup", "copy.db").returncode == 0
    (tmp_path / "outreach.db").unlink()
    outreach("init")
    before = (tmp_path / "copy.db").read_bytes()
    said = outreach("backup", "copy.db")
    assert said.returncode == 3
    assert (tmp_path / "copy.db").read_bytes() == before
    assert outreach("backup", "copy.db", "--force").returncode == 0
    assert sites(tmp_path / "copy.db") == []


def test_a_backup_never_replaces_what_is_no_backup_nor_the_register(outreach, tmp_path: Path) -> None:
    outreach("init")
    (tmp_path / "letter.txt").write_text("dear committee")
    for target in ("letter.txt", "outreach.db", "."):
        assert outreach("backup", target).returncode == 3
    os.link(tmp_path / "outreach.db", tmp_path / "same.db")
    assert outreach("backup", "same.db", "--force").returncode == 3
    assert (tmp_path / "letter.txt").read_text() == "dear committee"
    assert outreach("backup", "nowhere/copy.db").returncode == 8


def test_a_link_is_refused_and_with_force_replaced_and_not_followed(outreach, tmp_path: Path) -> None:
    outreach("init")
    (tmp_path / "target").write_text("kept")
    (tmp_path / "copy.db").symlink_to(tmp_path / "target")
    refused = outreach("backup", "copy.db")
    assert (refused.returncode, refused.stderr) == (
        3,
        f"Error: Refused: copy.db is a link to {tmp_path / 'target'}; name that file, or another.\n",
    )
    assert (tmp_path / "copy.db").is_symlink()
    assert outreach("backup", "copy.db", "--force").returncode == 0
    assert (tmp_path / "target").read_text() == "kept"
    assert not (tmp_path / "copy.db").is_symlink()


def test_so_many_are_kept(outreach, tmp_path: Path) -> None:
    outreach("init")
    for number in range(5):
        log_site(outreach, f"Site {number}")
        assert outreach("backup", "copy.db", "--keep", "3").returncode == 0
    found = {each.name: len(sites(each)) for each in tmp_path.glob("copy*")}
    assert found == {"copy.db": 5, "copy.db.1": 4, "copy.db.2": 3}


def test_a_register_that_is_not_sound_replaces_no_backup(outreach, tmp_path: Path) -> None:
    outreach("init")
    log_site(outreach, "North")
    outreach("backup", "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    with closing(sqlite3.connect(tmp_path / "outreach.db")) as connection:
        connection.execute("DROP TRIGGER site_edit_names_its_change")
        connection.execute("UPDATE site SET kind = 'x'")
        connection.commit()
    said = outreach("backup", "copy.db", "--force")
    assert said.returncode == 7
    assert (tmp_path / "copy.db").read_bytes() == before


def test_a_restore_keeps_the_present_file_aside(outreach, tmp_path: Path) -> None:
    outreach("init")
    outreach("backup", "copy.db")
    log_site(outreach, "North")
    assert outreach("restore", "copy.db").returncode == 0
    assert sites(tmp_path / "outreach.db") == []
    (aside,) = tmp_path.glob("outreach.db.before-restore-*")
    assert sites(aside) == ["North"]
    assert stat.S_IMODE((tmp_path / "outreach.db").stat().st_mode) == 0o600
    assert outreach("check").returncode == 0


def test_a_restore_in_the_place_of_another_register_says_so(outreach, tmp_path: Path) -> None:
    told = "What stood there before was another register than the one that was backed up.\n"
    outreach("init")
    outreach("backup", "copy.db")
    log_site(outreach, "North")
    assert outreach("restore", "copy.db").stderr == ""
    outreach("--db", "other.db", "init")
    said = outreach("--db", "other.db", "restore", "copy.db")
    assert (said.returncode, said.stderr) == (0, told)
    assert "kept as" in said.stdout
    (tmp_path / "ruined.db").write_text("no register")
    assert told not in outreach("--db", "ruined.db", "restore", "copy.db").stderr


def test_a_restore_refuses_what_is_not_sound_and_leaves_the_register(outreach, tmp_path: Path) -> None:
    outreach("init")
    log_site(outreach, "North")
    outreach("backup", "copy.db")
    before = (tmp_path / "outreach.db").read_bytes()
    whole = (tmp_path / "copy.db").read_bytes()
    (tmp_path / "half.db").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.db").write_text("no register")
    for name, code in (("half.db", 5), ("text.db", 5), ("nowhere.db", 5), ("outreach.db", 3)):
        assert outreach("restore", name).returncode == code, name
    assert (tmp_path / "outreach.db").read_bytes() == before
    assert not list(tmp_path.glob("*before-restore*"))


def test_a_restore_stands_in_for_a_register_that_is_gone_or_ruined(outreach, tmp_path: Path) -> None:
    outreach("init")
    log_site(outreach, "North")
    outreach("backup", "copy.db")
    (tmp_path / "outreach.db").write_bytes(b"ruined" * 1000)
    (tmp_path / "outreach.db-journal").write_bytes(b"a journal that must not be applied to the backup")
    assert outreach("restore", "copy.db").returncode == 0
    assert sites(tmp_path / "outreach.db") == ["North"]
    assert not (tmp_path / "outreach.db-journal").exists()
    (tmp_path / "outreach.db").unlink()
    assert outreach("restore", "copy.db").returncode == 0
    assert sites(tmp_path / "outreach.db") == ["North"]


@pytest.mark.slow
def test_an_encrypted_backup_opens_with_its_passphrase_only(outreach, tmp_path: Path) -> None:
    pytest.importorskip("pyrage")
    outreach("init")
    log_site(outreach, "North")
    (tmp_path / "right").write_text("correct horse\n")
    (tmp_path / "wrong").write_text("battery\n")
    assert outreach("backup", "copy.age", "--passphrase-file", "right").returncode == 0
    assert b"North" not in (tmp_path / "copy.age").read_bytes()
    assert stat.S_IMODE((tmp_path / "copy.age").stat().st_mode) == 0o600
    assert outreach("restore", "copy.age").returncode == 3
    assert outreach("restore", "copy.age", "--passphrase-file", "wrong").returncode == 3
    assert outreach("restore", "copy.age", "--passphrase-file", "right").returncode == 0
    assert outreach("backup", "copy.age", "--passphrase-file", "wrong").returncode == 3
    assert outreach("backup", "copy.age", "--passphrase-file", "right").returncode == 0
    assert outreach("backup", "copy.age", "--passphrase-file", "right", "--keep", "2").returncode == 0
    assert (tmp_path / "copy.age.1").exists()


def test_an_encrypted_backup_opens_with_the_recipients_key(outreach, tmp_path: Path) -> None:
    pyrage = pytest.importorskip("pyrage")
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(f"# a key\n{identity}\n")
    outreach("init")
    assert outreach("backup", "copy.age", "--recipient", str(identity.to_public())).returncode == 0
    assert outreach("restore", "copy.age", "--identity", "key").returncode == 0
    assert outreach("backup", "other.age", "--recipient", "age1nonsense").returncode == 2


def test_a_backup_waits_for_nobody_who_only_reads(tmp_path: Path, outreach) -> None:
    create_register(tmp_path / "outreach.db").close()
    with open_register(tmp_path / "outreach.db") as register, register.open_snapshot() as connection:
        connection.execute("SELECT count(*) FROM site").fetchone()
        assert outreach("backup", "copy.db").returncode == 0


def test_a_backup_that_was_altered_by_hand_is_not_put_in_the_registers_place(
    outreach, tmp_path: Path
) -> None:
    outreach("init")
    outreach("register", "A", "--on", "2018-01-01")
    outreach("contact", "A", "--on", "2018-02-01")
    outreach("backup", "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        copy.execute("DROP TRIGGER contact_edit_names_its_change")
        copy.execute("UPDATE contact SET date = '2018-02-02'")
        copy.commit()
    before = (tmp_path / "outreach.db").read_bytes()
    assert outreach("restore", "copy.db").returncode == 7
    assert (tmp_path / "outreach.db").read_bytes() == before
