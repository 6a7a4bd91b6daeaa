"""A disk that fails or is full, and power that is cut: nothing acknowledged is lost, nothing is by half."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach_cli.api import create_register
from outreach_cli.core.errors import OutreachError
from outreach_cli.storage.check import check_file
from tests.conftest import MACHINE, ROOT, TODAY
from tests.durability.disk import Platter, build, diary, run
from tests.durability.test_kill import WRITER, whole

COMMANDS = {
    "contact": ["contact", "C1", "--on", "2018-02-03"],
    "import": ["import", "contacts", "contacts.csv"],
    "undo": ["undo", "3"],
    "backup": ["backup", "copy.db"],
}
WAYS = [(how, long) for how in ("enospc", "eio", "kill") for long in ("once", "good")][:5]


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register of a few contacts, and a file to import."""
    folder = tmp_path_factory.mktemp("before")
    with create_register(folder / "outreach.db") as register:
        with register.change("register") as change:
            change.register("C1", on="2018-01-01")
        with register.change("contact") as change:
            for day in range(1, 20):
                change.contact("C1", on=f"2018-01-{day:02}")
    lines = ["date,citizen", *(f"2018-03-{1 + n % 28:02},C1" for n in range(200))]
    (folder / "contacts.csv").write_text("\n".join(lines))
    return folder


def failing(shim: Path, before: Path, folder: Path, command: str, every: int) -> None:
    """Let every so-manieth call to the disk fail in each way: the register stands as before, or as after."""
    words = ["-m", "outreach_cli", *COMMANDS[command]]
    fresh(before, folder)
    contacts = whole(folder / "outreach.db")
    counted = folder.with_name(f"{folder.name}-count")
    assert run(shim, folder, words, count=counted).returncode == 0
    after, calls = whole(folder / "outreach.db"), int(counted.read_text())
    assert calls > 5
    turn = 0
    for place in range(1, calls + 1):
        for how, long in WAYS:
            turn += 1
            if turn % every:
                continue
            fresh(before, folder)
            said = run(shim, folder, words, fail=place, how=how, **{"for": long})
            told = f"{command}, call {place}, {how} {long}: {said.returncode} {said.stderr}"
            assert said.returncode in ((-9,) if how == "kill" else (0, 1, 8)), told
            assert (said.returncode == 1) == ("whether it stands" in said.stderr), told
            if said.returncode in (1, 8):
                assert said.stderr.startswith("Error: "), told
                assert said.stderr.count("\n") == 1, told
            assert "Traceback" not in said.stderr, told
            now = whole(folder / "outreach.db")
            unsure = said.returncode == -9 or "whether it stands" in said.stderr
            allowed = {contacts, after} if unsure else {after} if said.returncode == 0 else {contacts}
            assert now in allowed, told
            if (folder / "copy.db").exists():
                assert check_file(folder / "copy.db") == [], told


def fresh(before: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(before, folder)


@pytest.mark.slow
@pytest.mark.parametrize(("command", "every"), [("contact", 7), ("import", 29), ("undo", 23), ("backup", 41)])
def test_a_failing_disk_leaves_the_register_as_it_was(
    shim: Path, before: Path, tmp_path: Path, command: str, every: int
) -> None:
    failing(shim, before, tmp_path / "work", command, every)


@pytest.mark.long
@pytest.mark.parametrize("command", COMMANDS)
def test_every_call_to_a_failing_disk_leaves_the_register_as_it_was(
    shim: Path, before: Path, tmp_path: Path, command: str
) -> None:
    failing(shim, before, tmp_path / "work", command, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files is set by a shell of POSIX")
@pytest.mark.parametrize("size", [100, 300, 600])
@pytest.mark.parametrize(
    "words",
    ["import contacts contacts.csv", "correct citizen C1 --sex f", "remove contact 3", "undo 3", "show C1"],
)
def test_a_register_that_may_not_grow_is_told_as_a_full_disk(
    before: Path, tmp_path: Path, words: str, size: int
) -> None:
    work = tmp_path / "work"
    fresh(before, work)
    limited = ["sh", "-c", f'ulimit -f {size}; exec "$@"', "sh", sys.executable, "-m", "outreach_cli"]
    environment = MACHINE | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY, "HOME": str(work)}
    said = subprocess.run(
        [*limited, *words.split()], cwd=work, env=environment, capture_output=True, text=True, timeout=120
    )
    assert (said.returncode, said.stdout) == (8, ""), said.stderr
    assert "The disk failed or is full" in said.stderr
    assert said.stderr.startswith("Error: ")
    assert said.stderr.count("\n") == 1
    assert whole(work / "outreach.db") == whole(before / "outreach.db")


def power_cuts(
    shim: Path, before: Path, folder: Path, changes: int, images: int, synchronous: str
) -> Iterator[str]:
    """Write, and cut the power in so many ways afterwards; yields what was lost or damaged each time."""
    work, image, log = folder / "work", folder / "image", folder / "log"
    fresh(before, work)
    base = {"outreach.db": (work / "outreach.db").read_bytes()}
    words = [str(WRITER), str(work / "outreach.db"), str(work / "acknowledged"), str(changes), synchronous]
    said = run(shim, work, words, log=log)
    assert said.returncode == 0, said.stderr
    calls, dice = list(diary(log, work)), random.Random(3)
    points = sorted(dice.randrange(len(calls) + 1) for _each in range(images))
    platter, acknowledged, done = Platter(base), 0, 0
    for point in points:
        for call in calls[done:point]:
            if call.path == "acknowledged":
                acknowledged = int(call.content)
            else:
                platter.take(call)
        done = point
        shutil.rmtree(image, ignore_errors=True)
        image.mkdir()
        for name, content in platter.after_a_cut(dice).items():
            (image / name).write_bytes(content)
        yield from found(image / "outreach.db", acknowledged, point)


def found(path: Path, acknowledged: int, point: int) -> Iterator[str]:
    try:
        kept = whole(path)
    except (OutreachError, AssertionError) as error:
        yield f"call {point}: {error}"
        return
    if kept < acknowledged:
        yield f"call {point}: {acknowledged} contacts acknowledged, {kept} kept"


def test_a_power_cut_loses_nothing_acknowledged(shim: Path, before: Path, tmp_path: Path) -> None:
    assert list(power_cuts(shim, before, tmp_path, 9, 80, "EXTRA")) == []


def test_the_power_cuts_would_tell_a_weaker_setting(shim: Path, before: Path, tmp_path: Path) -> None:
    lost = list(power_cuts(shim, before, tmp_path, 9, 80, "FULL"))
    assert any("acknowledged" in each for each in lost)


@pytest.mark.long
def test_a_thousand_power_cuts_lose_nothing_acknowledged(shim: Path, before: Path, tmp_path: Path) -> None:
    assert list(power_cuts(shim, before, tmp_path, 60, 1200, "EXTRA")) == []


@pytest.mark.parametrize(
    "words",
    [["backup", "copy.db"], ["restore", "earlier.db"], ["report", "conversations", "-o", "out.csv"]],
    ids=lambda words: words[0],
)
def test_a_file_put_in_place_is_there_after_a_power_cut(
    shim: Path, before: Path, tmp_path: Path, words: list[str]
) -> None:
    work, log = tmp_path / "work", tmp_path / "log"
    fresh(before, work)
    shutil.copyfile(work / "outreach.db", work / "earlier.db")
    assert run(shim, work, ["-m", "outreach_cli", *words], log=log).returncode == 0
    calls = [(call.letter, call.path) for call in diary(log, work) if call.letter in "WS"]
    assert calls[-1] == ("S", "."), "what was written last is the folder that names the file"
