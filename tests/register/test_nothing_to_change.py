"""A command that finds all as it should be says so, and tells no number of a change that nobody made."""

from __future__ import annotations

import pytest

AGAIN = {
    "attend": ("attend", "Cafe", "A", "--on", "2018-09-01", "--create"),
    "assign": ("assign", "A", "SPL-1", "--from", "2019-01-05"),
    "correct": ("correct", "citizen", "A", "--site", "Nord"),
    "set": ("set", "municipality", "Aalborg"),
}


@pytest.mark.parametrize("name", AGAIN)
def test_the_same_command_again_changes_nothing_and_shows_no_number(outreach, name: str) -> None:
    outreach("init")
    outreach("add", "site", "Nord")
    outreach("add", "worker", "SPL-1")
    outreach("register", "A")
    first = outreach(*AGAIN[name], "--lang", "en")
    assert "To undo it: outreach undo 5" in first.stdout
    again = outreach(*AGAIN[name], "--lang", "da")
    assert (again.returncode, again.stdout, again.stderr) == (0, "Intet at ændre.\n", "")
    assert "Change 6." in outreach("contact", "A", "--lang", "en").stdout
    assert outreach("check").returncode == 0
