"""What the tests share: a fresh register in a temporary folder, and the program run as a user runs it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from outreach_cli.api import Register, create_register
from outreach_cli.core.language import set_language

ROOT = Path(__file__).parent.parent

# Locally each run tries new examples; CI tries the same ones each time, so that it judges the change alone.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")
TODAY = "2019-03-15"

MACHINE = {
    name: os.environ[name]
    for name in ("PATH", "TZ", "LC_ALL", "TERM", "PYTHONOPTIMIZE")
    if name in os.environ
}
"""What every program run by a test takes from the machine, so that a run under other ones tries them.

A test that is about one of these sets its own.
"""


def installed(*names: str) -> str:
    """The path of the first of these programs that is there.

    A machine that has only Python skips the tests that need another program, and says so; CI installs them
    all and fails without.
    """
    for name in names:
        if found := shutil.which(name):
            return found
    said = f"needs {' or '.join(names)}, which is not installed"
    if os.environ.get("CI"):
        pytest.fail(said)
    pytest.skip(said)


@pytest.fixture(autouse=True)
def _same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs on one day, in English, with no register of its environment."""
    monkeypatch.setenv("OUTREACH_TODAY", TODAY)
    monkeypatch.setenv("OUTREACH_WHO", "tester")
    for name in ("OUTREACH_DB", "OUTREACH_LANG", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    set_language("en")


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """An empty register in the test's folder."""
    with create_register(tmp_path / "outreach.db") as made:
        yield made  # type: ignore[misc]


@pytest.fixture
def outreach(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `outreach WORDS...` in the test's folder, as its own process with stdin closed."""

    def run(
        *words: str, env: Mapping[str, str] | None = None, text: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        environment = MACHINE | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY, "OUTREACH_WHO": "tester"}
        if "LANG" in (env or {}):  # this test is about the language of the terminal
            environment.pop("LC_ALL", None)
        return subprocess.run(
            [sys.executable, "-m", "outreach_cli", *words],
            cwd=tmp_path,
            env=environment | dict(env or {}),
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )

    return run


@dataclass(frozen=True)
class Typed:
    """What came of words typed: the exit code, stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def table(self) -> dict[str, Any]:
        """The JSON that was printed."""
        assert self.code == 0, self.err
        found: dict[str, Any] = json.loads(self.out)
        return found


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Typed]:
    """Runs `outreach WORDS...` on `outreach.db` in the test's folder, within the test's own process."""
    from outreach_cli.cli import run

    def type_(*words: str) -> Typed:
        said = shlex.split(words[0]) if len(words) == 1 else list(words)
        code = run(["--db", str(tmp_path / "outreach.db"), "--no-input", *said])
        return Typed(code, *capsys.readouterr())

    return type_


def read_records(register: Path) -> list[str]:
    """All that is registered; who looked, which is noted of whom refused rows name, is left out."""
    with closing(sqlite3.connect(register)) as connection:
        return [line for line in connection.iterdump() if not re.match('INSERT INTO "(access|tally)"', line)]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh", action="store_true", help="write the answers of the transcripts anew")
