"""Places that put the register at risk are warned about, and it works there all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from outreach_cli.storage import location


def test_a_register_with_several_names_is_warned_about(outreach, tmp_path: Path) -> None:
    outreach("init")
    assert outreach("add", "site", "North").stderr == ""
    os.link(tmp_path / "outreach.db", tmp_path / "other.db")
    said = outreach("add", "site", "South")
    assert said.returncode == 0
    assert said.stderr.startswith("Warning: outreach.db has several names")
    assert outreach("-q", "add", "site", "East").stderr == ""


def test_a_register_on_a_network_drive_is_warned_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    monkeypatch.setattr(location, "MOUNTS", mounts)
    path = tmp_path / "outreach.db"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\n")
    assert list(location.find_warnings(path)) == []
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n//server/share {tmp_path} cifs rw 0 0\n")
    (said,) = location.find_warnings(path)
    assert "network drive (cifs)" in said
