"""Units: the same figure has one key in whatever table it stands, and another figure has another."""

from __future__ import annotations

import pytest

from outreach_cli.core.periods import Period
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.definitions.dimensions import DIMENSIONS
from outreach_cli.reports.definitions.measures import CountedMeasure
from outreach_cli.reports.publishing.units import name_unit

CONVERSATIONS = CountedMeasure("count", POPULATIONS["conversation"])
WINTER, DECEMBER = Period("2017-12-01", "2018-01-31"), Period("2017-12-01", "2017-12-31")


@pytest.mark.parametrize(("field", "key", "same"), [("sex", "f", True), ("age", "18-24", False)])
def test_a_month_of_a_longer_period_is_that_month_alone_unless_ages_are_told_by_another_year(
    field: str, key: str, same: bool
) -> None:
    rows = (DIMENSIONS["month"], DIMENSIONS[field])
    row = name_unit(CONVERSATIONS, ReportQuestion(rows, WINTER), ("2017-12", key))
    alone = name_unit(CONVERSATIONS, ReportQuestion(rows[1:], DECEMBER), (key,))
    assert (row == alone) is same
