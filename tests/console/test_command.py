"""The help of commands: where it stands in the code, and that no way of running Python takes it away."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable

import click
import pytest

from outreach_cli.cli import build_tree
from outreach_cli.commands.registry import ENTRIES
from outreach_cli.console.command import Command
from outreach_cli.console.help_text import fold_line
from outreach_cli.console.kind_group import KindGroup
from outreach_cli.core.language import use_language
from tests.conftest import MACHINE, ROOT, Typed


def declared(name: str) -> Command | KindGroup:
    group = build_tree()
    found = group.get_command(click.Context(group), name)
    assert isinstance(found, Command | KindGroup)
    return found


@pytest.mark.parametrize("name", ENTRIES)
def test_a_command_tells_its_whole_help_where_python_drops_docstrings(name: str) -> None:
    said = subprocess.run(
        [sys.executable, "-OO", "-m", "outreach_cli", name, "--help"],
        env=MACHINE | {"PYTHONPATH": str(ROOT), "OUTREACH_LANG": "en"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    words = "".join(said.stdout.split())  # click breaks a line within a word, at its hyphen
    command = declared(name)
    paragraphs = [command.help or "", *command.details]
    assert all(paragraphs)
    assert [each for each in paragraphs if "".join(each.split()) not in words] == []


@pytest.mark.parametrize("name", ENTRIES)
def test_a_command_says_nothing_in_a_docstring_and_no_paragraph_twice(name: str) -> None:
    command = declared(name)
    assert command.callback is None or command.callback.__doc__ is None
    paragraphs = [command.help, *command.details]
    assert len(set(paragraphs)) == len(paragraphs)


def test_a_long_example_is_folded_between_words_as_a_shell_joins_it() -> None:
    line = 'outreach import contacts old.xlsx --map Navn=citizen --ignore "Bemærkning til os" --create sites'
    folded = fold_line(line, 60)
    assert [len(each) <= 60 for each in folded.splitlines()] == [True, True]
    assert shlex.split(folded.replace("\\\n", "")) == shlex.split(line)
    assert fold_line("outreach list citizens", 60) == "outreach list citizens"


def test_the_help_of_a_kind_names_the_kind_in_the_language(typed: Callable[..., Typed]) -> None:
    assert "Add a record: next step." in typed("add", "step", "--help").out
    with use_language("da"):
        assert "Opret en registrering: næste skridt." in typed("opret", "næste-skridt", "--hjælp").out
        assert "Ret en registrering: kontakt." in typed("ret", "kontakt", "--hjælp").out
        assert "--fødselsår ÅR" in typed("registrer", "--hjælp").out


def test_who_looks_for_a_group_among_the_kinds_is_led_to_where_it_is_made(
    typed: Callable[..., Typed],
) -> None:
    typed("init")
    refused = typed("add", "group", "Motion")
    assert (refused.code, "outreach add programme NAME --kind group" in refused.err) == (2, True)
    with use_language("da"):
        refused = typed("opret", "hold", "Motion")
    assert refused.code == 2
    assert "outreach opret indsats NAVN --type hold" in refused.err
    assert "outreach fremmøde NAVN BORGER --opret-ukendte" in refused.err
