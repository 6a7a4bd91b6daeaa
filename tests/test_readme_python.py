"""The Python of the README runs as it stands, and prints what its comments say."""

from __future__ import annotations

import contextlib
import io
import re
import textwrap
from pathlib import Path

import pytest

from outreach_cli.api import create_register
from tests.bulk import take_folder
from tests.conftest import ROOT

BLOCK = re.compile(r"^( *)```python\n(.*?)^\1```", re.DOTALL | re.MULTILINE)
SECTION = re.compile(r"## From Python\n(.*?)\n## ", re.DOTALL)


def blocks() -> list[str]:
    (section,) = SECTION.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    return [textwrap.dedent(code) for _indent, code in BLOCK.findall(section)]


def expected(code: str) -> list[str]:
    """What the comments of a block say that it prints, in order."""
    return [found for line in code.splitlines() if (found := line.partition("# ")[2])]


def test_the_readme_has_five_examples_of_python() -> None:
    assert len(blocks()) == 5
    assert all(expected(code) for code in blocks())


def test_the_python_of_the_readme_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with create_register(tmp_path / "aalborg.db") as register:
        take_folder(register, ROOT / "examples" / "aalborg")
    names: dict[str, object] = {}
    for code in blocks():
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - it is our own page
        assert said.getvalue().splitlines() == expected(code)
