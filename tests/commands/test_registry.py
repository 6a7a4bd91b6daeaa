"""What the table of commands leads to by a name is there."""

from __future__ import annotations

import ast
from pathlib import Path

from outreach_cli import commands
from outreach_cli.commands.questions import command_questions

FOLDER = Path(next(iter(commands.__path__)))


def test_every_command_that_asks_has_its_questions_and_no_questions_are_for_none() -> None:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.py")))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    asked = {
        ast.literal_eval(call.args[0])
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "load_questions"
    }
    there = {name for name in vars(command_questions) if name.startswith("ask_")} - {"ask_yes_or_no"}
    assert asked == there
