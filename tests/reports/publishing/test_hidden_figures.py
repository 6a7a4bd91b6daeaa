"""What is hidden in a table with what is hidden of its counted columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach_cli.api import Register
from outreach_cli.reports.definitions.reader import find_definition
from outreach_cli.reports.publishing.hidden_figures import HiddenFigures

SHARES = """
name = "mine"
title = "Mine"
rows = "site"
[[column]]
key = "citizens"
label = "Citizens"
measure = "distinct citizen in conversation"
[[column]]
key = "share"
label = "Share"
measure = "share of citizens"
[[column]]
key = "in_a_hundred"
label = "In a hundred"
measure = "share * 100"
"""


@pytest.fixture
def shares(tmp_path: Path) -> str:
    file = tmp_path / "mine.toml"
    file.write_text(SHARES, encoding="utf-8")
    return str(file)


def test_what_is_computed_from_a_share_is_hidden_where_its_row_or_the_total_is(shares: str) -> None:
    definition = find_definition(shares)
    group = definition.counted["citizens"].group
    of_total, of_row = (HiddenFigures({group: frozenset({place})}, 5) for place in (None, (1,)))
    assert [*of_total.list_hidden(definition, (1,))] == ["share", "in_a_hundred"]
    assert [*of_row.list_hidden(definition, (1,))] == ["citizens", "share", "in_a_hundred"]
    assert [*of_row.list_hidden(definition, (2,))] == []


def test_the_records_behind_what_is_computed_from_a_share_are_of_the_total_too(
    shares: str, register: Register
) -> None:
    with register.change("fill") as change:
        change.add("site", "North")
        change.add("site", "South")
        for number, site in enumerate(("North", "South", "South")):
            change.register(f"B{number}", on="2018-01-01")
            change.contact(f"B{number}", on="2018-02-03", site=site)
    for column in ("share", "in_a_hundred"):
        assert len(register.report(shares, traced=("North", column)).body) == 1 + 3
