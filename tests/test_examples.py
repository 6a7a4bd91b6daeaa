"""Every example in a command's help is run as it stands there, in a folder prepared so that it can work."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from outreach_cli.api import create_register
from outreach_cli.cli import build_tree, run
from outreach_cli.commands.registry import ENTRIES
from outreach_cli.console.help_text import find_example_word
from outreach_cli.records.registry import RECORDS
from tests.conftest import MACHINE, ROOT, TODAY

pytestmark = pytest.mark.slow

EXAMPLES = [
    (name, example)
    for name in ENTRIES
    for example in getattr(build_tree().get_command(click.Context(build_tree()), name), "examples", ())
]
# What a command's examples begin with: nothing, an empty register, or one with a frame and no citizens.
BEGINNINGS = {"init": "nothing", "add": "empty", "register": "frame"}
# What must have been done for an example to work, where it is done by another command.
BEFORE = {
    "outreach due --done 17": (
        "for n in $(seq 17); do outreach contact AAL-001 --next 'Call again' --by 2018-12-31 || exit; done"
    ),
    "outreach key check": "outreach key new",
    "outreach published 2018 --compare": (
        "outreach report conversations --period 2018 --suppress --publish 2018"
    ),
}
DOCUMENT = 'title = "Case"\n[[part]]\ntext = "{conversations.citizens} citizens"\n'
CONTACTS = "date,citizen,site\n2019-03-01,AAL-001,Sygedagpengehuset\n"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the registers that the examples begin with, and the files that they read."""
    folder = tmp_path_factory.mktemp("examples")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OUTREACH_TODAY", "2018-12-30")
        patch.setenv("OUTREACH_WHO", "tester")
        for beginning in ("empty", "frame", "full"):
            _make(folder / f"{beginning}.db", beginning)
    (folder / "mnt").mkdir()
    shutil.copy(folder / "full.db", folder / "mnt" / "outreach.db")
    (folder / "contacts.csv").write_text(CONTACTS)
    (folder / "case.toml").write_text(DOCUMENT)
    _workbook(folder / "old.xlsx")
    (folder / "folder-with-all-kinds").mkdir()
    (folder / "folder-with-all-kinds" / "contacts.csv").write_text(CONTACTS)
    _program(folder / "outreach", f'exec "{sys.executable}" -m outreach_cli "$@"')
    _program(folder / "other-program", "cat contacts.csv")
    return folder


def _make(path: Path, beginning: str) -> None:
    with create_register(path, municipality="Aalborg") as register:
        if beginning == "empty":
            return
        with register.change("frame") as change:
            change.add("site", "Sygedagpengehuset")
            change.add("site", "Job- og Aktivhuset")
            change.add("offer", "Rygestop")
            change.add("programme", "Åben og Rolig")
            change.add("programme", "Livsstilscafé", kind="group")
            change.add("site", "Nord")
            for worker in ("SPL-1", "SPL-2"):
                change.add("worker", worker, started_on="2018-01-01")
        if beginning == "frame":
            return
        with register.change("citizens") as change:
            for code in ("AAL-001", "AAL-002", "AAL-117", "AAL-118"):
                change.register(code, on="2018-01-02")
            change.refer("AAL-001", "Rygestop", on="2018-02-01")
            change.enrol("AAL-002", "Åben og Rolig", on="2018-02-01")
            change.assign("AAL-118", "SPL-1", on="2018-02-01")
            change.consent("AAL-001", "evaluation", on="2018-02-01")
        for day in range(1, 21):
            with register.change("contact") as change:
                change.contact("AAL-002", on=f"2018-03-{day:02}", site="Sygedagpengehuset")


def _workbook(path: Path) -> None:
    from xlsxwriter import Workbook

    with Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for row, cells in enumerate(
            [("Dato", "Navn", "Enhed", "Bemærkning"), ("2019-03-01", "AAL-001", "Ny", "x")]
        ):
            sheet.write_row(row, 0, cells)


def _program(path: Path, does: str) -> None:
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_command_has_two_examples_that_begin_with_the_program(name: str) -> None:
    mine = [example for command, example in EXAMPLES if command == name]
    assert len(mine) >= 2
    assert all(f"outreach {name}" in " ".join(example.split()) or "outreach -" in example for example in mine)


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[example for _name, example in EXAMPLES])
def test_an_example_works_as_it_stands(name: str, example: str, prepared: Path, tmp_path: Path) -> None:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    beginning = BEGINNINGS.get(name, "full")
    if beginning != "nothing":
        shutil.copy(prepared / f"{beginning}.db", tmp_path / "outreach.db")
    if before := BEFORE.get(example):
        assert _shell(before, tmp_path).returncode == 0
    run = _shell(example.replace("/mnt/backup", str(tmp_path / "mnt")), tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr


def _shell(command: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=tmp_path,
        env=MACHINE
        | {
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path),
            "OUTREACH_TODAY": TODAY,
            "OUTREACH_WHO": "tester",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("kind", [kind for kind in RECORDS if kind != "setting"])
def test_a_kinds_own_help_begins_with_examples_that_work(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("add", "correct") if RECORDS[kind].verb is None else ("correct",):
        assert run([command, kind, "--help"]) == 0
        said = capsys.readouterr().out.replace("\\\n", "")  # a long line is folded
        shown = re.findall(rf"^  +(outreach {command} {kind} .*)$", said, re.MULTILINE)
        assert len(shown) == 2
        assert said.index(shown[1]) < said.index("--db")
        for number, example in enumerate(shown):
            path = tmp_path / f"{command}{number}.db"
            before = [each for each in RECORDS if each != "setting"]
            _make_with(path, before[: before.index(kind) + (command == "correct")])
            assert run(["--db", str(path), *shlex.split(example)[1:]]) == 0, example


def _make_with(path: Path, kinds: list[str]) -> None:
    """A register with one record of each of the kinds, with the words of their examples."""
    with create_register(path) as register, register.change("frame") as change:
        for record in map(RECORDS.__getitem__, kinds):
            change.write(
                record, {each.key: find_example_word(each) for each in record.fields if each.required}
            )
