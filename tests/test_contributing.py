"""What is told about the code names what is there."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

PAGES = (".github/CONTRIBUTING.md", ".github/DECISIONS.md", "README.md", "examples/architecture.md")


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:outreach_cli|tests|examples|\.github|\.ci)/[\w./-]+)`", text))
    assert named
    assert {each for each in named if not (ROOT / each).exists()} == set()


@pytest.mark.parametrize("page", ["examples/architecture.md", ".github/CONTRIBUTING.md"])
def test_what_a_page_says_of_a_module_stands_in_it(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    said = re.findall(r"`([A-Z_]+)`\s(?:of|in)\s`([\w./]+\.py)`", text)
    assert said
    assert [
        (name, path) for name, path in said if name not in (ROOT / path).read_text(encoding="utf-8")
    ] == []


def test_a_commands_way_is_told_in_steps_and_each_names_its_module() -> None:
    text = (ROOT / PAGES[0]).read_text(encoding="utf-8")
    steps = re.findall(r"^\d+\. .*(?:\n   .*)*", text, re.MULTILINE)
    assert [step.partition(".")[0] for step in steps] == [str(number) for number in range(1, len(steps) + 1)]
    assert len(steps) >= 8
    assert [step for step in steps if "`outreach_cli/" not in step] == []
