"""What is counted for a report: what can be counted is counted, and the reader is told of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach_cli.api import Register

MONTHS = """
name = "mine"
title = "Mine"
rows = "month"

[[column]]
key = "conversations"
label = "Conversations"
measure = "count conversation"

[[column]]
key = "days"
label = "Days"
measure = "count presence"
"""


@pytest.mark.parametrize("asked", [{"period": "2018"}, {"last": "2018-12-31"}], ids=["2018", "until 2018"])
def test_months_leave_out_a_column_that_cannot_be_filtered_with_or_without_a_first_day(
    asked: dict[str, str], register: Register, tmp_path: Path
) -> None:
    report = tmp_path / "mine.toml"
    report.write_text(MONTHS, encoding="utf-8")
    with register.change("fill") as change:
        change.add("programme", "Open")
        change.register("B1", on="2018-01-01")
        change.contact("B1", on="2018-02-03", programme="Open")
    table = register.report(str(report), programme="Open", language="en", **asked)  # type: ignore[arg-type]
    assert table.total == {"month": "Total", "conversations": 1, "days": None}
    assert "Days cannot be counted by Programme" in table.notes


def test_columns_and_notes_over_the_same_things_are_counted_at_one_go(
    register: Register, tmp_path: Path
) -> None:
    note = '[[note]]\ntext = "{n} at a site"\nnumbers = { n = "count conversation where site is known" }\n'
    report = tmp_path / "mine.toml"
    report.write_text(MONTHS.replace('rows = "month"', 'rows = "site"') + note, encoding="utf-8")
    with register.change("fill") as change:
        change.add("site", "North")
        change.register("B1", on="2018-01-01")
        change.contact("B1", on="2018-02-03", site="North")
    run: list[str] = []
    register.connection.set_trace_callback(run.append)
    table = register.report(str(report), language="en")
    register.connection.set_trace_callback(None)
    counted = [each for each in run if 'FROM "conversations"' in each and "LIMIT 0" not in each]
    assert len([each for each in counted if "GROUP BY" not in each]) == 1
    assert "1 at a site" in table.notes
