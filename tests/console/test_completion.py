"""Tab completion: what is offered where, in each shell, and never a word of complaint."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import MACHINE, ROOT, installed
from tests.worked import make_worked

Complete = Callable[..., list[str]]


@pytest.fixture
def complete(tmp_path: Path) -> Complete:
    """What bash is offered for the last of the words, without the type of each value."""

    def ask(*words: str, lang: str = "en", shell: str = "bash") -> list[str]:
        asked = {"_OUTREACH_COMPLETE": f"{shell}_complete", "OUTREACH_LANG": lang}
        asked |= {"COMP_WORDS": "\n".join(["outreach", *words]), "COMP_CWORD": str(len(words))}
        if shell == "powershell":
            asked |= {"COMP_WORDS": "\n".join(["outreach", *words[:-1]]), "COMP_CWORD": words[-1]}
        run = subprocess.run(
            [sys.executable, "-m", "outreach_cli"],
            cwd=tmp_path,
            env=MACHINE | {"PYTHONPATH": str(ROOT)} | asked,
            capture_output=True,
            encoding="utf-8",
        )
        assert (run.returncode, run.stderr) == (0, "")
        return [line.split("," if shell == "bash" else "\t", 1)[1] for line in run.stdout.splitlines()]

    return ask


@pytest.fixture
def worked(tmp_path: Path) -> None:
    make_worked(tmp_path / "outreach.db")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["rep"], ["report"]),
        (["contact", "A-"], ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6"]),
        (["contact", "A-1", "--site", "job"], [r"Job-\ og\ Aktivhuset"]),
        (["contact", "A-1", "--site", '"job'], ["Job- og Aktivhuset"]),
        (["contact", "A-1", "--site", "=", "Sy"], ["Sygedagpengehuset"]),
        (["contact", "A-1", "--refer-to", ""], [r"Motion\ på\ recept", "Rygestop"]),
        (["contact", "A-1", "--kind", "vis"], ["visit"]),
        (["enrol", "A-1", "åb"], [r"Åben\ og\ Rolig"]),
        (["status", "A-1", "dro"], ["dropped_out"]),
        (["status", "A-1", "In pr"], ["active"]),
        (["refer", "A-1", "Rygestop", "--outcome", "no_"], ["no_show"]),
        (["register", "A-7", "--municipality", "Aalb"], ["Aalborg"]),
        (["report", "conv"], ["conversations"]),
        (["report", "conversations", "--by", "muni"], ["municipality"]),
        (["list", "cit"], ["citizens"]),
        (["add", "sit"], ["site"]),
        (["remove", "site", "Sy"], ["Sygedagpengehuset"]),
        (["correct", "worker", "Med"], [r"Medarbejder\ 1"]),
        (["contact", "--not-r"], ["--not-reached"]),
        (["completion", "z"], ["zsh"]),
        (["import", "contac"], ["contacts"]),
        (["import", "contacts", "con"], ["con"]),
        (["report", "./my"], ["./my"]),
        (["merge", "A-1", "A-2"], ["A-2"]),
        (["log", "A-2"], ["A-2"]),
        (["help", "per"], ["periods"]),
        (["register", ""], []),
        (["nonsense", "x"], []),
        (["add", "nonsense", ""], []),
    ],
)
def test_the_tab_key_offers_what_the_register_knows(
    words: list[str], offered: list[str], worked: None, complete: Complete
) -> None:
    assert complete(*words) == offered


def test_a_site_that_has_closed_is_offered_for_reports_and_corrections_only(
    worked: None, complete: Complete, outreach, tmp_path: Path
) -> None:
    outreach("correct", "site", "Sygedagpengehuset", "--closed-on", "2019-03-14")
    assert complete("contact", "A-1", "--site", "Sy") == []
    assert complete("plan", "SPL-1", "Sy") == []
    assert complete("report", "conversations", "--site", "Sy") == ["Sygedagpengehuset"]
    assert complete("correct", "site", "Sy") == ["Sygedagpengehuset"]


def test_without_a_register_nothing_is_offered_and_nothing_made(complete: Complete, tmp_path: Path) -> None:
    assert complete("contact", "A") == []
    assert complete("--db", "nowhere.db", "contact", "A") == []
    (tmp_path / "outreach.db").write_text("not a register")
    assert complete("contact", "A") == []
    assert [path.name for path in tmp_path.iterdir()] == ["outreach.db"]


def test_the_register_named_on_the_line_is_the_one_that_is_read(
    worked: None, complete: Complete, tmp_path: Path
) -> None:
    (tmp_path / "outreach.db").rename(tmp_path / "nord.db")
    assert complete("contact", "A-1") == []
    assert complete("--db", "nord.db", "contact", "A-1") == ["A-1"]


def test_what_a_value_means_is_said_in_the_language_spoken(worked: None, complete: Complete) -> None:
    (offered,) = complete("status", "A-1", "active", lang="da", shell="powershell")
    assert offered.split("\t") == ["i-gang", "i-gang", "I gang med forløbet"]


def test_powershell_gets_names_with_spaces_in_quotes(worked: None, complete: Complete) -> None:
    (offered,) = complete("contact", "--site", "Job", shell="powershell")
    assert offered.split("\t")[:2] == ["'Job- og Aktivhuset'", "Job- og Aktivhuset"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_line_to_add_makes_the_shells_script(shell: str, outreach, tmp_path: Path) -> None:
    line = outreach("completion", shell)
    assert line.returncode == 0
    assert f"{shell}_source" in line.stdout
    script = outreach(env={"_OUTREACH_COMPLETE": f"{shell}_source"})
    assert f"{shell}_complete" in script.stdout
    assert (tmp_path / "outreach.db").exists() is False


@pytest.mark.parametrize(
    ("shell", "asks"),
    [
        (
            "bash",
            (
                'eval "$(_OUTREACH_COMPLETE=bash_source outreach)"; COMP_WORDS=(outreach contact --site J);'
                ' COMP_CWORD=3; _outreach_completion outreach; printf "%s\\n" "${COMPREPLY[@]}"'
            ),
        ),
        (
            "fish",
            "_OUTREACH_COMPLETE=fish_source outreach | source; complete -C 'outreach contact --site J'",
        ),
    ],
)
def test_the_shell_itself_completes(shell: str, asks: str, worked: None, tmp_path: Path) -> None:
    found = installed(shell)
    program = tmp_path / "outreach"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m outreach_cli "$@"\n')
    program.chmod(0o755)
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    run = subprocess.run([found, "-c", asks], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8")
    assert run.stdout.replace("\\", "").strip() == "Job- og Aktivhuset"


def test_a_completion_loads_nothing_that_it_does_not_use(worked: None, tmp_path: Path) -> None:
    heavy = {"rich", "tabulate", "dateutil", "sqlite_utils", "python_calamine", "docx", "xlsxwriter"}
    asks = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
    words = {"COMP_WORDS": "outreach\ncontact\nA-", "COMP_CWORD": "2", "_OUTREACH_COMPLETE": "bash_complete"}
    run = subprocess.run(
        [sys.executable, "-c", f"{asks}; from outreach_cli.cli import main; main([])"],
        cwd=tmp_path,
        env=MACHINE | {"PYTHONPATH": str(ROOT)} | words,
        capture_output=True,
        text=True,
    )
    assert "A-1" in run.stdout
    assert {name.split(".")[0] for name in run.stderr.split()} & (heavy | {"prompt_toolkit"}) == set()
