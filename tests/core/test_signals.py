"""Left cleanly: whatever signal ends a command, nothing half-done and no traceback is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from outreach_cli.api import create_register
from outreach_cli.storage.check import check_file
from tests.conftest import ROOT

MAIN = "outreach_cli.__main__"


def begin(
    folder: Path, *words: str, stdin: int = subprocess.DEVNULL, first: str = ""
) -> subprocess.Popen[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "OUTREACH_LANG": "en"}
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"from {MAIN} import start, leave_on_signals; leave_on_signals(); {first}start()",
            *words,
        ],
        cwd=folder,
        env=environment,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_signals,  # noqa: PLW1509
    )


def heed_signals() -> None:
    """Heed what a shell has its background ignore, Ctrl-C, and `nohup` a hang-up; children inherit it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_import_that_is_broken_off_leaves_nothing_and_exits_with_130(name: str, tmp_path: Path) -> None:
    create_register(tmp_path / "outreach.db").close()
    run = begin(tmp_path, "import", "citizens", "-", stdin=subprocess.PIPE)
    assert run.stdin
    run.stdin.write("citizen\nA\n")
    run.stdin.flush()
    time.sleep(3)  # it has opened its change, and waits for more rows
    assert run.poll() is None
    run.send_signal(getattr(signal, name))
    _out, said = run.communicate(timeout=20)
    assert (run.returncode, said.strip()) == (130, "Interrupted.")
    assert [each.name for each in tmp_path.iterdir()] == ["outreach.db"]
    assert check_file(tmp_path / "outreach.db") == []


@pytest.mark.parametrize("wait", [0, 0.01, 0.03, 0.05, 0.08, 0.12])
def test_ctrl_c_while_the_program_is_being_imported_prints_no_traceback(wait: float, tmp_path: Path) -> None:
    run = begin(tmp_path, "--help", first="print('up', flush=True); ")
    assert run.stdout
    assert run.stdout.readline() == "up\n"
    time.sleep(wait)
    run.send_signal(signal.SIGINT)
    _out, said = run.communicate(timeout=20)
    assert said.strip() in ("", "Interrupted.")
    # At the very end Python has put the system's own handling back; that kills without a word.
    assert run.returncode in (0, 130, -signal.SIGINT)
