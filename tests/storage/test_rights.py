"""A file or a folder whose rights do not let it be read or written: told as that, with what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import MACHINE, ROOT, TODAY, installed

Run = Callable[..., subprocess.CompletedProcess[str]]
ADVICE = "Ask its owner for the right to, or choose another place."
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")


@pytest.fixture
def held(tmp_path: Path, outreach: Run) -> Run:
    """Runs `outreach WORDS...` on a register with a citizen, held to the rights of the files, as root too."""
    outreach("init")
    outreach("register", "A")
    (tmp_path / "shut").mkdir(mode=0o500)
    free = ["--bounding-set", "-all", "--inh-caps", "-all"]
    before = [installed("setpriv"), *free] if os.getuid() == 0 else []

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*before, sys.executable, "-m", "outreach_cli", *words],
            cwd=tmp_path,
            env=MACHINE | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY, "HOME": str(tmp_path)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def test_a_read_only_register_is_not_told_as_a_broken_disk(held: Run, tmp_path: Path) -> None:
    (tmp_path / "outreach.db").chmod(0o400)
    said = held("contact", "A")
    wanted = "Error: You may not write to outreach.db; nothing was written."
    assert (said.returncode, said.stderr.splitlines()) == (8, [wanted, ADVICE])
    said = held("list", "citizens")
    assert (said.returncode, said.stdout) == (8, "")
    assert "You may not write to " in said.stderr
    assert held("report", "conversations").returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ("report", "conversations", "-o", "shut/x.docx"),
        ("backup", "shut/copy.db"),
        ("export", "shut"),
        ("export", "shut/new"),
        ("--db", "shut/new.db", "init"),
    ],
)
def test_a_folder_that_may_not_be_written_to_is_told_as_that(held: Run, words: tuple[str, ...]) -> None:
    said = held(*words)
    wanted = "Error: You may not write to shut; nothing was written."
    assert (said.returncode, said.stderr.splitlines()) == (8, [wanted, ADVICE])


@pytest.mark.parametrize("shut", ["outreach.db", "."])
@pytest.mark.parametrize("words", [(), ("list", "citizens"), ("contact", "A")])
def test_a_register_that_may_not_be_read_is_told_as_that(
    held: Run, tmp_path: Path, shut: str, words: tuple[str, ...]
) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    (tmp_path / "outreach.db").rename(folder / "outreach.db")
    (folder / shut).chmod(0)
    said = held("--db", "deep/outreach.db", *words)
    folder.chmod(0o700)
    wanted = "Error: You may not read deep/outreach.db."
    assert (said.returncode, said.stdout, said.stderr.splitlines()) == (5, "", [wanted, ADVICE])
