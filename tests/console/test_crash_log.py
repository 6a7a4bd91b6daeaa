"""An unexpected failure is told on one line, and logged without a value where only the user reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from outreach_cli.core.cpr import MASK
from tests.conftest import ROOT

Crash = Callable[..., subprocess.CompletedProcess[str]]
CPR = "010190-1234"
FAILING = """
import sys
import outreach_cli.records.types as types
from outreach_cli.cli import main

def fail(self, text):
    try:
        {first}
    except ValueError as error:
        raise LookupError(WHOM) from error

SAID, WHOM = "Karen", "Karen Hansen, {cpr}"  # not in lines that a traceback of a newer Python shows
types.Day.read = fail
{before}
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def crash(tmp_path: Path) -> Crash:
    """Runs `outreach contact` so that reading its day fails in a way that nothing foresees."""

    def run(*, before: str = "", env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "OUTREACH_WHO": "tester"}
        environment |= {"XDG_STATE_HOME": str(tmp_path / "state"), "TMPDIR": str(tmp_path / "tmp")}
        script = FAILING.format(first="raise ValueError(SAID)", cpr=CPR, before=before)
        words = ("contact", "KAREN-1", "--on", "2019-01-02", "--site=Karens hus", "--refer-to", "--karen")
        return subprocess.run(
            [sys.executable, "-c", script, *words],
            cwd=tmp_path,
            env=environment | dict(env or {}),
            capture_output=True,
            text=True,
        )

    (tmp_path / "tmp").mkdir()
    for words in (("init",), ("register", "KAREN-1")):
        subprocess.run(
            [sys.executable, "-m", "outreach_cli", *words],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
        )
    return run


def told(done: subprocess.CompletedProcess[str]) -> Path:
    """The log that the one line names."""
    assert done.returncode == 1, done.stderr
    line, advice = done.stderr.splitlines()
    assert line.startswith("Error: something unexpected happened: LookupError: ")
    assert advice.startswith("Report it with that file")
    return Path(line.partition("; see ")[2])


def test_the_log_says_where_it_failed_and_in_what_versions(crash: Crash, tmp_path: Path) -> None:
    log = told(crash())
    assert log == tmp_path / "state" / "outreach" / "last-failure.log"
    text = log.read_text(encoding="utf-8")
    assert "outreach 0." in text
    assert "SQLite 3." in text
    assert "builtins.LookupError, raised at:" in text
    assert "builtins.ValueError, raised at:" in text
    assert "outreach_cli/commands/contacts.py:" in text
    assert str(ROOT) not in text


def test_the_log_holds_no_value_of_the_command_line_or_of_the_exceptions(crash: Crash) -> None:
    text = told(crash()).read_text(encoding="utf-8")
    assert "command: outreach contact … --on … --site=… --refer-to …\n" in text
    assert "karen" not in text.replace('raise LookupError("Karen Hansen', "").casefold()


def test_only_the_user_reads_the_log_whatever_the_umask(crash: Crash) -> None:
    log = told(crash(before="import os; os.umask(0)"))
    assert log.stat().st_mode & 0o777 == 0o600
    assert log.parent.stat().st_mode & 0o077 == 0


def test_the_next_failure_takes_the_place_of_the_one_before(crash: Crash) -> None:
    first = told(crash())
    first.write_text("old", encoding="utf-8")
    assert told(crash()) == first
    assert first.read_text(encoding="utf-8").startswith("outreach ")
    assert os.listdir(first.parent) == [first.name]


def test_a_cpr_number_in_the_failure_is_masked_on_the_line_and_in_the_log(crash: Crash) -> None:
    done = crash(before=f"fail.__code__ = fail.__code__.replace(co_name='fail_{CPR.replace('-', '')}')")
    log = told(done).read_text(encoding="utf-8")
    assert MASK in done.stderr
    assert MASK in log
    for said in (done.stderr, log):
        assert "1234" not in said


@pytest.mark.parametrize("state", ["/proc/state", "state-is-a-file"])
def test_where_the_state_folder_cannot_be_written_in_the_log_is_a_temporary_file(
    crash: Crash, tmp_path: Path, state: str
) -> None:
    (tmp_path / "state-is-a-file").write_text("", encoding="utf-8")
    log = told(crash(env={"XDG_STATE_HOME": str(tmp_path / state)}))
    assert log.parent == tmp_path / "tmp"
    assert log.stat().st_mode & 0o777 == 0o600
    assert "LookupError" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "before",
    [
        "import tempfile; tempfile.tempdir = '/dev/null/nowhere'",
        "import outreach_cli.console.crash_log as log; log._list_versions = None",
    ],
    ids=["nowhere to write", "a mistake in the log itself"],
)
def test_a_failure_while_the_log_is_written_leaves_the_first_one_told(crash: Crash, before: str) -> None:
    done = crash(before=before, env={"XDG_STATE_HOME": "/dev/null/state"})
    assert done.returncode == 1
    line, advice = done.stderr.splitlines()
    assert line == f"Error: something unexpected happened: LookupError: Karen Hansen, {MASK}"
    assert advice == "Run it again with OUTREACH_DEBUG=1 to see where, and report it."
    assert "Traceback" not in done.stderr


def test_who_debugs_gets_the_traceback_and_no_log(crash: Crash, tmp_path: Path) -> None:
    done = crash(env={"OUTREACH_DEBUG": "1"})
    assert "Traceback" in done.stderr
    assert not (tmp_path / "state").exists()
