"""The manual is the proof: every ```console block of README and examples is typed, and the answer compared.

`pytest tests/test_transcripts.py --refresh` writes the answers that the program gives now; the diff is the
review. The commands of a page run in one shell in a temporary folder with `examples/` in it, on TODAY;
what sets the example up was done before, as the page says.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import MACHINE, ROOT, TODAY, installed

pytestmark = pytest.mark.slow

PAGES = [ROOT / "README.md", *sorted((ROOT / "examples").glob("*.md"))]
SET_UP = "python examples/first_tables.py"
"""What a page that sets up has the reader do before its first command."""
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def commands_in(block: str) -> list[str]:
    """The commands of a block: the lines after `$ `, with those that a backslash continues."""
    return re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, re.MULTILINE)


def surroundings(folder: Path) -> dict[str, str]:
    """The environment in which the commands of a page are typed."""
    return MACHINE | {
        "PATH": f"{folder / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "OUTREACH_TODAY": TODAY,
        "OUTREACH_WHO": "me",
        "LANG": "en_GB.UTF-8",
    }


def answers(commands: list[str], folder: Path) -> list[str]:
    """What one shell shows for each command in turn: stdout and stderr as they come."""
    done = subprocess.run(
        ["bash", "-c", "".join(f"{command}\nprintf '\\001'\n" for command in commands)],
        cwd=folder,
        env=surroundings(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    return done.stdout.replace(str(folder), "/home/me").split("\x01")[:-1]


def played(text: str, folder: Path) -> str:
    """The page with the answers that the program gives now."""
    said = iter(answers([each for block in BLOCK.findall(text) for each in commands_in(block)], folder))

    def block(found: re.Match[str]) -> str:
        lines = ""
        for command in commands_in(found[1]):
            lines += f"$ {command}\n" + "".join(line.rstrip() + "\n" for line in next(said).splitlines())
        return f"```console\n{lines}```"

    return BLOCK.sub(block, text)


def give_duckdb_its_sqlite_extension(home: Path) -> None:
    """Puts it where INSTALL would put what it fetched, so that INSTALL has nothing to fetch."""
    import duckdb

    (package,) = find_spec("duckdb_extension_sqlite_scanner").submodule_search_locations
    (extension,) = Path(package).rglob("*.duckdb_extension")
    with duckdb.connect(config={"extension_directory": str(home / ".duckdb" / "extensions")}) as connection:
        connection.execute(f"INSTALL '{extension}'")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_answers_as_the_page_says(
    page: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "outreach"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m outreach_cli "$@"\n')
    program.chmod(0o755)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    text = page.read_text(encoding="utf-8")
    if "$ sqlite3 " in text:
        installed("sqlite3")
    if "INSTALL sqlite" in text:
        give_duckdb_its_sqlite_extension(tmp_path)
    if SET_UP in text:
        answers([SET_UP], tmp_path)
    now = played(text, tmp_path)
    if request.config.getoption("--refresh"):
        page.write_text(now, encoding="utf-8")
    assert now == page.read_text(encoding="utf-8")


def test_the_picture_of_the_readme_is_what_the_program_draws(
    tmp_path: Path, outreach: Callable[..., subprocess.CompletedProcess[str]], request: pytest.FixtureRequest
) -> None:
    outreach("init", "--municipality", "Aalborg")
    outreach("import", str(ROOT / "examples" / "aalborg"))
    period = ("--from", "2018-01-01", "--to", "2019-02-28")
    outreach("report", "conversations", *period, "-o", "conversations.svg")
    drawn, kept = tmp_path / "conversations.svg", ROOT / "examples" / "conversations.svg"
    if request.config.getoption("--refresh"):
        kept.write_bytes(drawn.read_bytes())
    assert drawn.read_bytes() == kept.read_bytes()


def test_ci_runs_both_commands_of_the_readme() -> None:
    commands = re.findall(r"```sh\n(.*?)\n```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    set_up = [each for each in commands if "pytest" in each or "examples/first_tables.py" in each]
    assert len(set_up) == 2
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [each for each in set_up if each not in run] == []


def set_up_in(shell: str) -> list[str]:
    """The lines of the README for this shell that install something into `.venv`."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(rf"```{shell}\n(.*?)\n```", text, re.DOTALL)
    return [each for each in commands if ".venv" in each and " install " in each]


def test_each_set_up_command_has_its_twin_for_powershell() -> None:
    twins = set_up_in("powershell")
    for theirs, ours in (
        *(("\\", "/"), ("Scripts/", "bin/"), ("py -3", "python3")),
        *(("bin/python -m pip", "bin/pip"), ("; ", " && ")),
    ):
        twins = [each.replace(theirs, ours) for each in twins]
    assert len(twins) == 2
    assert twins == set_up_in("sh")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [each for each in links if not (page.parent / each).exists()] == []


def test_the_readme_tells_its_reader_the_day_that_its_answers_are_of() -> None:
    assert f"export OUTREACH_TODAY={TODAY}" in (ROOT / "README.md").read_text(encoding="utf-8")
