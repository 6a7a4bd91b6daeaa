"""The crontab and the systemd unit of the examples, run with the little that cron and systemd give them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, TODAY
from tests.worked import make_worked

CRON = ROOT / "examples" / "cron"
CRONTAB = (CRON / "crontab").read_text(encoding="utf-8")
SERVICE = (CRON / "outreach-monthly.service").read_text(encoding="utf-8")
LINE = re.compile(r"^(\S+ \S+ \S+ \S+ \S+) (outreach .*)$", re.MULTILINE)
COMMANDS = [command for _when, command in LINE.findall(CRONTAB)]
COMMANDS += re.findall(r"^ExecStart=/usr/local/bin/(outreach .*)$", SERVICE, re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What stands in /srv/outreach, and the program where cron looks for it."""
    (tmp_path / "backup").mkdir()
    make_worked(tmp_path / "outreach.db")
    program = tmp_path / "bin" / "outreach"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} OUTREACH_TODAY={TODAY} exec {sys.executable} -m outreach_cli "$@"\n'
    )
    program.chmod(0o755)
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command in a shell with nothing but what cron gives and the crontab sets."""
    settings = dict(re.findall(r"^([A-Z_]+)=(.*)$", CRONTAB, re.MULTILINE))
    settings |= {"HOME": str(folder), "LOGNAME": "outreach", "SHELL": "/bin/sh"}
    settings["PATH"] = f"{folder / 'bin'}:/usr/bin:/bin"
    given = [f"{name}={value.replace('/srv/outreach', str(folder))}" for name, value in settings.items()]
    words = ["env", "-i", *given, "/bin/sh", "-c", command.replace("/srv/outreach", str(folder))]
    return subprocess.run(words, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")


def test_the_crontab_is_one_that_cron_takes() -> None:
    for line in CRONTAB.splitlines():
        assert not line or line.startswith("#") or LINE.match(line) or re.match(r"[A-Z_]+=\S+$", line)
        assert "%" not in line, "cron takes a % for the end of the line"
    fields = re.compile(r"(\*|\d+)( (\*|\d+)){4}")
    assert all(fields.fullmatch(when) for when, _command in LINE.findall(CRONTAB))


@pytest.mark.parametrize("command", COMMANDS)
def test_all_is_quiet_when_all_is_well(command: str, folder: Path) -> None:
    done = run(command, folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_months_figures_replace_those_of_the_month_before(folder: Path) -> None:
    old = folder / "monthly.csv"
    old.write_text("what stood there")
    before = old.stat().st_ino
    run(COMMANDS[0], folder)
    lines = old.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("month,conversations,citizens,")
    assert lines[1].startswith("2019-02,1,1,")
    assert old.stat().st_ino != before, "a file of its own takes the old one's place"
    assert sorted(path.name for path in folder.iterdir()) == ["backup", "bin", "monthly.csv", "outreach.db"]


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_wrong_is_a_mail_that_says_so_in_danish_and_nothing_is_replaced(
    command: str, folder: Path
) -> None:
    (folder / "monthly.csv").write_text("what stood there")
    os.unlink(folder / "outreach.db")
    done = run(command, folder)
    assert done.returncode == 5
    assert done.stdout == ""
    assert done.stderr.startswith("Fejl: ")
    assert len(done.stderr.splitlines()) <= 2
    assert (folder / "monthly.csv").read_text() == "what stood there"
    assert not (folder / "outreach.db").exists()


def test_the_unit_does_what_the_crontab_does() -> None:
    assert shlex.split(COMMANDS[-1]) == shlex.split(COMMANDS[0])
    settings = dict(re.findall(r"^Environment=([A-Z_]+)=(.*)$", SERVICE, re.MULTILINE))
    assert settings.items() <= dict(re.findall(r"^([A-Z_]+)=(.*)$", CRONTAB, re.MULTILINE)).items()
