"""A program killed while it writes: what it acknowledged is there, and nothing is there by half."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from outreach_cli.api import create_register, open_register
from outreach_cli.storage.check import check_file
from tests.conftest import ROOT, TODAY

MAGIC = bytes.fromhex("d9d505f920a163d7")
"""What a journal begins with once there is something in it to roll back."""
WRITER = Path(__file__).with_name("writer.py")


def rounds(folder: Path, number: int, seed: int) -> int:
    """So many rounds of writing until killed, each checked. Returns in how many a hot journal was left."""
    dice, hot = random.Random(seed), 0
    path, acknowledged = folder / "outreach.db", folder / "acknowledged"
    with create_register(path) as register, register.change("register") as change:
        change.register("C1", on="2018-01-01")
    journal = path.with_name(path.name + "-journal")
    acknowledged.write_text("0\n")
    for _each in range(number):
        before = acknowledged.stat().st_size
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY}
        words = [sys.executable, str(WRITER), str(path), str(acknowledged), "100000"]
        with subprocess.Popen(words, env=environment) as writer:
            while acknowledged.stat().st_size == before and writer.poll() is None:
                time.sleep(0.001)
            time.sleep(dice.random() * 0.05)
            if dice.random() < 0.7:
                wait_for_a_hot_journal(journal)
            writer.send_signal(signal.SIGKILL)
        hot += is_hot(journal)
        kept = int(acknowledged.read_text().split("\n")[-2])
        assert whole(path) >= kept
    return hot


def is_hot(journal: Path) -> bool:
    """Whether there is something to roll back."""
    try:
        with open(journal, "rb") as file:
            return file.read(8) == MAGIC
    except FileNotFoundError:
        return False


def wait_for_a_hot_journal(journal: Path) -> None:
    """Wait until the writer is in the middle of a commit, or for a second."""
    until = time.monotonic() + 1
    while not is_hot(journal) and time.monotonic() < until:
        pass


def whole(path: Path) -> int:
    """How many contacts there are, once every change's rows were found as it wrote them."""
    assert check_file(path) == []
    with open_register(path) as register:
        (count,) = register.connection.execute("SELECT count(*) FROM contact").fetchone()
    return int(count)


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    assert rounds(tmp_path, 20, 1) >= 5


@pytest.mark.long
def test_what_was_acknowledged_survives_five_hundred_kills(tmp_path: Path) -> None:
    assert rounds(tmp_path, 500, 2) >= 200
