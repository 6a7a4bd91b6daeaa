"""A command killed at any moment: the register stands as before it or as after it, and it can be given again.

Merge, forget, restore, backup and the upgrade of an older register, each killed after a part of the time that
it takes. A file that a killed command left behind goes with the next one.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from outreach_cli.api import create_register, open_register
from outreach_cli.core.files import remove_abandoned
from outreach_cli.storage.backup import back_up
from outreach_cli.storage.check import check_file
from tests.bulk import everything
from tests.conftest import MACHINE, ROOT, TODAY
from tests.storage.test_upgrade import unpack

COMMANDS = {
    "merge": ["merge", "C1", "C2"],
    "forget": ["forget", "C2", "--everything"],
    "restore": ["restore", "earlier.db"],
    "backup": ["backup", "copy.db"],
    "upgrade": ["list", "citizens"],
}
State = dict[str, list[tuple[object, ...]]]


def make(folder: Path, command: str) -> None:
    """A register of two citizens with many contacts, and two backups from before the half of them."""
    folder.mkdir()
    path = folder / "outreach.db"
    if command == "upgrade":
        unpack(1, path)
        return
    with create_register(path) as register:
        for half in (1, 2):
            with register.change("contact") as change:
                if half == 1:
                    change.register("C1", on="2018-01-01", birth_year=1970)
                    change.register("C2", on="2018-01-01", birth_year=1971)
                for number in range(300):
                    change.contact(f"C{1 + number % 2}", on=f"2018-{half:02}-{1 + number % 28:02}")
                change.attend("Café", {"no": ["C1"], "yes": ["C2"]}, on=f"2018-{half:02}-01")
            if half == 1:
                back_up(path, folder / "earlier.db")
                back_up(path, folder / "copy.db")


def start(folder: Path, command: str) -> subprocess.Popen[bytes]:
    environment = MACHINE | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY, "OUTREACH_WHO": "tester"}
    return subprocess.Popen(
        [sys.executable, "-m", "outreach_cli", *COMMANDS[command]],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def state(path: Path) -> State:
    """What a sound register holds. It is looked at in a copy, as to open one of schema 1 upgrades it."""
    assert check_file(path) == [], path
    look = path.with_name("look.db")
    shutil.copyfile(path, look)
    with open_register(look) as register:
        found = everything(register)
    for left in path.parent.glob("look.db*"):
        left.unlink()
    return found


def names(folder: Path) -> set[str]:
    """The files there, those that a restore or an upgrade keeps by their kind."""
    return {".before-".join(path.name.split(".before-")[:1]) for path in folder.iterdir()}


def kills(folder: Path, command: str, times: int, seed: int) -> int:
    """Kill the command so many times, each before it was through, and look at what stands.

    What it takes is measured anew whenever it was through before it was killed. Returns how many times it was
    killed.
    """
    dice, killed = random.Random(seed), 0
    template, work = folder / "template", folder / "work"
    make(template, command)
    before = {name: state(template / name) for name in names(template)}
    shutil.copytree(template, work)
    began = time.monotonic()
    assert start(work, command).wait() == 0
    takes = time.monotonic() - began
    after, left = {name: state(work / name) for name in names(work)}, names(work)
    while killed < times:
        shutil.rmtree(work)
        shutil.copytree(template, work)
        began = time.monotonic()
        with start(work, command) as running:
            with suppress(subprocess.TimeoutExpired):
                running.wait(takes * dice.uniform(0.2, 1.1))
                takes = min(takes, time.monotonic() - began)
            running.send_signal(signal.SIGKILL)
        killed += running.returncode == -signal.SIGKILL
        for name, stood in before.items():
            assert state(work / name) in (stood, after[name]), (command, name)
        second = start(work, command).wait()
        assert second in (0, 3)  # it had been merged, or forgotten, already
        assert {name: state(work / name) for name in before} == after
        remove_abandoned(work / "outreach.db")  # as whatever writes a draft next does
        assert names(work) == left, command
    return killed


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_killed_is_done_or_not_begun(tmp_path: Path, command: str) -> None:
    assert kills(tmp_path, command, 3, 1) == 3


@pytest.mark.long
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_killed_a_hundred_times_is_done_or_not_begun(tmp_path: Path, command: str) -> None:
    assert kills(tmp_path, command, 100, 2) == 100


def test_the_kills_would_tell_a_command_that_writes_in_two_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "import time\nfrom outreach_cli.api import open_register\n"
    broken += "with open_register('outreach.db') as register:\n"
    broken += (
        "    with register.change('contact') as change: change.contact('C1', on='2018-03-01')\n"
        "    time.sleep(1)\n"
        "    with register.change('contact') as change: change.contact('C1', on='2018-03-02')\n"
    )

    def start_broken(folder: Path, command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", broken],
            cwd=folder,
            env=MACHINE | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY},
        )

    monkeypatch.setattr("tests.durability.test_kill_commands.start", start_broken)
    with pytest.raises(AssertionError):
        kills(tmp_path, "merge", 3, 1)
