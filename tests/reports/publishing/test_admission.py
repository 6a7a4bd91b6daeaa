"""Units are let in by what a reader could work out, not by which citizens happen to have been imagined."""

from __future__ import annotations

import pytest

from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.reports.publishing.admission import admit_units
from outreach_cli.reports.publishing.quantities import gather_kinds
from outreach_cli.reports.publishing.units import PublishedUnit, UnitKey

LEAST = 5
JANUARY, FEBRUARY, MARCH, BOTH = range(6), range(6, 16), range(14, 23), range(14, 16)
"""Of a site's citizens two came in February and in March, nobody else in two months."""
QUARTER = range(23)


def make_unit(first: str, last: str, persons: range, **linear: dict[int, float]) -> PublishedUnit:
    """A figure of the contacts of some citizens; the first of them had two, the others one."""
    key = UnitKey("contacts", f"2018-{first}", f"2018-{last}", (("site", "['Syd']"),))
    unit = PublishedUnit(key, POPULATIONS["conversation"], None, is_row=True, is_printed=True)
    unit.persons = set(persons)
    unit.linear.update({"persons": dict.fromkeys(persons, 1.0)}, **linear)
    return unit


@pytest.mark.parametrize("january_is_shown", [True, False])
def test_what_no_imagined_citizen_does_is_not_taken_for_known(*, january_is_shown: bool) -> None:
    """January had seven contacts, and of 23 citizens four at least, as some may have come again.

    That it has six follows only from who is there: the two who came again alone have minutes, and the
    quarter's are printed.
    """
    contacts = {each: 1.0 + (each == 0) for each in QUARTER}
    quarter = make_unit("01-01", "03-31", QUARTER, minutes=dict.fromkeys(BOTH, 15.0), contacts=contacts)
    quarter.linear["contacts"] |= dict.fromkeys(BOTH, 2.0)
    january = make_unit("01-01", "01-31", JANUARY, contacts={each: contacts[each] for each in JANUARY})
    february = make_unit("02-01", "02-28", FEBRUARY, contacts=dict.fromkeys(FEBRUARY, 1.0))
    march = make_unit("03-01", "03-31", MARCH, contacts=dict.fromkeys(MARCH, 1.0))
    for unit in (quarter, march, *([january] if january_is_shown else [])):
        unit.published = {"before"}
    january.hidden_before = not january_is_shown
    kinds = gather_kinds([quarter, january, february, march], last=1000, least=LEAST)
    shown = {kinds.units[each].key.first for each in admit_units(kinds, LEAST, lambda *_: 0.5).shown}
    assert (february.key.first in shown) == january_is_shown
