"""A register on a system without the names of POSIX, as far as a machine that has them can try it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, TODAY

if not sys.platform.startswith("linux"):
    pytest.skip("needs /proc, which tells what a process has open", allow_module_level=True)

Run = Callable[..., str]
SCRIPT = Path(__file__).with_name("without_posix.py")


@pytest.fixture
def poor(tmp_path: Path) -> Run:
    """Runs `outreach WORDS...` in the test's folder without those names; returns what it printed."""
    environment = {
        "PYTHONPATH": str(ROOT),
        "OUTREACH_TODAY": TODAY,
        "USERNAME": "anna",
        "HOME": str(tmp_path),
    }

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, str(SCRIPT), *words],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout

    return run


def test_a_register_is_made_filled_counted_copied_and_brought_back(poor: Run, tmp_path: Path) -> None:
    poor("init", "--municipality", "Aalborg")
    poor("add", "site", "Nord")
    (tmp_path / "citizens.csv").write_text("citizen\nA\nB\n")
    assert "imported 2" in poor("import", "citizens.csv")
    poor("contact", "A", "--on", "2018-02-01", "--site", "Nord")
    before = poor("report", "conversations", "--period", "2018", "--format", "csv", "-o", "-")
    assert "Nord,1,1," in before
    poor("backup", "copy.db")
    poor("contact", "B", "--on", "2018-02-02", "--site", "Nord")
    poor("backup", "copy.db", "--keep", "2")
    poor("restore", "copy.db.1")
    assert poor("report", "conversations", "--period", "2018", "--format", "csv") == before
    assert poor("check") == ""
    poor("undo")
    poor("export", "out")
    poor("report", "conversations", "--period", "2018", "-o", "table.xlsx")
    assert [each for each in tmp_path.rglob("*") if each.name.endswith((".new", "-journal", "draft"))] == []


def test_who_wrote_is_the_account_that_windows_names(poor: Run) -> None:
    poor("init")
    assert ",anna,init," in poor("log", "--format", "csv")


def test_the_program_meets_a_system_that_lacks_those_names(tmp_path: Path) -> None:
    """What is taken away is gone, so that the tests above can fail."""
    code = (
        "from tests.without_posix import take_away; import os; open_file = open('f', 'w'); take_away()\n"
        "for call in (lambda: os.getuid(), lambda: __import__('fcntl'), lambda: os.open('.', os.O_RDONLY),\n"
        "             lambda: os.replace('f', 'g'), lambda: os.link('f', 'g')):\n"
        "    try: call()\n"
        "    except (AttributeError, ImportError, PermissionError) as error: print(type(error).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [
        *("AttributeError", "ModuleNotFoundError", "PermissionError", "PermissionError", "AttributeError")
    ]
