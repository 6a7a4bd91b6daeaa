"""The help of commands: where it stands in the code, and that no way of running Python takes it away."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from outreach_cli.cli import build_tree
from outreach_cli.commands.registry import ENTRIES
from outreach_cli.console.command import Command
from outreach_cli.console.kind_group import KindGroup
from tests.conftest import MACHINE, ROOT


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
