"""What is published: one version, a page that stands alone, a licence, and no advice to install by a name."""

from __future__ import annotations

import re
import tomllib

import outreach_cli
from outreach_cli.storage.failures import NewerRegisterError
from tests.catalogue import messages
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_page_of_a_package_index_has_no_link_into_the_repository() -> None:
    page = (ROOT / PROJECT["readme"]).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert [each for each in links if not each.startswith("https://")] == []


def test_the_version_stands_in_one_place(outreach) -> None:
    assert "version" in PROJECT["dynamic"]
    assert outreach("--version").stdout == f"outreach {outreach_cli.__version__}\n"


def test_each_python_that_is_named_is_one_that_ci_tries() -> None:
    named = re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["classifiers"]))
    assert named
    tried = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert [each for each in named if each not in tried] == []


def test_the_licence_is_in_the_package() -> None:
    assert PROJECT["license-files"] == ["outreach_cli/LICENSE"]
    assert "MIT" in (ROOT / "outreach_cli" / "LICENSE").read_text(encoding="utf-8")


def test_nobody_is_told_to_install_this_program_by_a_name_that_another_may_take() -> None:
    """A name on a package index belongs to whoever registers it first."""
    advice = re.compile(r"\boutreach-cli\b|(pip|pipx|uv|tool) install .*outreach")
    said = [
        NewerRegisterError.hint,
        *(" ".join(each) if isinstance(each, tuple) else each for each in messages()),
    ]
    assert [each for each in said if advice.search(each)] == []
