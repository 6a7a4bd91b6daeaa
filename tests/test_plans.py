"""How SQLite answers the reports on contacts: over an index that holds all they count, never row by row."""

from __future__ import annotations

import pytest

from outreach_cli import Register
from outreach_cli.reports.populations import POPULATIONS

VIEWS = [each.view for each in POPULATIONS.values() if each.record == "contact"]

ASKED = (
    {},
    {"period": "2018"},
    {"period": "2018-05"},
    {"first": "2010-01-01", "last": "2018-12-31"},
    {"period": "2018", "by": "site"},
    {"period": "2018", "site": "Nord"},
)


@pytest.fixture
def stocked(register: Register) -> Register:
    with register.change("stock") as change:
        for site in ("Nord", "Syd"):
            change.add("site", site)
        change.register("B1", on="2018-01-01")
        for site in ("Nord", "Syd"):
            change.contact("B1", on="2018-05-02", site=site)
    return register


@pytest.mark.parametrize("report", ["conversations", "monthly"])
@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: "-".join(asked.values()) or "all")
def test_no_measure_reads_the_rows_of_every_contact(
    report: str, asked: dict[str, str], stocked: Register
) -> None:
    statements: list[str] = []
    stocked.connection.set_trace_callback(statements.append)
    stocked.report(report, **asked)  # type: ignore[arg-type]
    stocked.connection.set_trace_callback(None)
    counts = [each for each in statements if "count(" in each and any(view in each for view in VIEWS)]
    steps = [row[3] for each in counts for row in stocked.connection.execute(f"EXPLAIN QUERY PLAN {each}")]
    read = [step for step in steps if " contact" in step]
    assert read
    assert [step for step in read if "COVERING INDEX" not in step] == []
