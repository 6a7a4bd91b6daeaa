"""The example of a nightly load does what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from outreach_cli.api import Register
from tests.conftest import ROOT

CONTACT = {"id": 7, "day": "2019-03-01", "person": "K-001", "place": "Nord", "type": "TLF", "minutes": 10}


def load(register: Register, contacts: list[dict[str, object]]) -> subprocess.CompletedProcess[str]:
    path = register.path.parent / "contacts.json"
    path.write_text(json.dumps(contacts))
    words = [sys.executable, str(ROOT / "examples" / "nightly_load.py"), str(register.path), str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(words, env=environment, capture_output=True, text=True)


def test_a_load_run_twice_adds_nothing_and_a_mended_contact_is_corrected(register: Register) -> None:
    with register.change("add") as change:
        change.add("site", "Nord")
    assert load(register, [CONTACT]).stdout == "imported 1, corrected 0, unchanged 0, rejected 0\n"
    assert load(register, [CONTACT]).stdout == "imported 0, corrected 0, unchanged 1, rejected 0\n"
    run = load(register, [{**CONTACT, "minutes": 15}, {**CONTACT, "id": 8}])
    assert run.stdout == "imported 1, corrected 1, unchanged 0, rejected 0\n"


def test_a_bad_row_stops_the_whole_load(register: Register, tmp_path: Path) -> None:
    run = load(register, [CONTACT, {**CONTACT, "id": 8, "day": "2019-02-30"}])
    assert run.returncode == 3
    assert run.stderr.splitlines() == [
        'rows:1: site: unknown site ("Nord")',
        'rows:2: date: no such day in the calendar ("2019-02-30")',
        'rows:2: site: unknown site ("Nord")',
    ]
    assert register.finder.list_names("citizen") == []


def test_without_its_files_it_says_its_usage_in_one_line() -> None:
    words = [sys.executable, str(ROOT / "examples" / "nightly_load.py")]
    run = subprocess.run(words, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert run.returncode == 2
    assert run.stderr == "usage: python examples/nightly_load.py REGISTER CONTACTS.json\n"
