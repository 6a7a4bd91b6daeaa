"""Everything held on one citizen is written out, the past and who looked included."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach_cli.api import Register

Outreach = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def known(outreach: Outreach, register: Register) -> Outreach:
    with register.change("prepare") as change:
        change.add("site", "Nord")
        change.add("offer", "Rygestop")
        change.add("programme", "Kursus", kind="course")
        for code in ("AAL-001", "AAL-002", "AAL-003"):
            change.register(code, on="2018-01-01", birth_year=1971)
        change.contact("AAL-001", on="2018-01-15", site="Nord", refer_to=["Rygestop"])
        change.status("AAL-001", "active", programme="Kursus", on="2018-01-16", reason="efter eget ønske")
        change.contact("AAL-002", on="2018-01-17", site="Nord", minutes=77)
        change.contact("AAL-003", on="2018-01-18", site="Nord", minutes=33)
    with register.change("correct") as change:
        change.correct("status", "1", reason="efter aftale")
        change.correct("citizen", "AAL-001", citizen="AAL-100")
    with register.change("remove") as change:
        change.remove("contact", "1")
    return outreach


def test_every_version_stands_in_the_json(known: Outreach) -> None:
    run = known("disclose", "AAL-100", "--format", "json")
    assert run.returncode == 0, run.stderr
    tables = {each["report"]: each["rows"] for each in json.loads(run.stdout)["reports"]}
    assert set(tables) == {"citizens", "contacts", "referrals", "enrolments", "statuses", "access"}
    assert [row["citizen"] for row in tables["citizens"]] == ["AAL-001", "AAL-100"]
    assert [row["reason"] for row in tables["statuses"]] == ["efter eget ønske", "efter aftale"]
    assert [(row["until"] is None, row["by"]) for row in tables["statuses"]] == [
        (False, "tester"),
        (True, "tester"),
    ]
    assert [row["ended_by"] for row in tables["contacts"]] == ["tester"]
    assert [(row["command"], row["citizen"]) for row in tables["access"]] == [("disclose", "AAL-100")]
    assert [row["minutes"] for row in tables["contacts"]] == [None]
    assert "AAL-002" not in run.stdout


def test_what_was_merged_into_a_citizen_belongs_to_them(known: Outreach) -> None:
    assert known("merge", "AAL-100", "AAL-002").returncode == 0
    said = json.loads(known("disclose", "AAL-100", "--format", "json").stdout)
    tables = {each["report"]: each["rows"] for each in said["reports"]}
    assert "AAL-002" in {row["citizen"] for row in tables["citizens"]}
    assert {row["minutes"] for row in tables["contacts"]} == {None, 77}


@pytest.mark.parametrize(
    ("language", "heading"), [("da", "Hvad der er registreret"), ("en", "What is held on AAL-100")]
)
def test_the_page_stands_alone_and_is_private(
    known: Outreach, tmp_path: Path, language: str, heading: str
) -> None:
    os.umask(0o022)
    run = known("disclose", "AAL-100", "-o", "page.html", "--lang", language)
    assert run.returncode == 0, run.stderr
    page = tmp_path / "page.html"
    said = page.read_text(encoding="utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert f'<html lang="{language}">' in said
    if language == "en":  # the Danish is proved complete elsewhere
        assert heading in said
    assert "efter eget ønske" in said
    for outside in ("http://", "https://", "src=", "<script"):
        assert outside not in said


def test_a_pipe_gets_the_page(known: Outreach) -> None:
    assert known("disclose", "AAL-100").stdout.startswith("<!doctype html>")


def test_an_unknown_citizen_discloses_nothing(known: Outreach) -> None:
    run = known("disclose", "AAL-009")
    assert (run.returncode, run.stdout) == (3, "")
