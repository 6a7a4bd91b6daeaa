"""The rows of a file: all that is wrong with them is told in one pass."""

from __future__ import annotations

import pytest

from outreach_cli.api import Register
from tests.bulk import problems_of, take_text

ALL_WRONG = [
    (
        "contacts",
        "date,citizen,site,worker,minutes\n2018-12-01,K-1,Nord,W,30\n2018-12-01,K-1,Nord,,9999\n",
        ["2: site", "2: worker", "3: minutes", "3: site"],
    ),
    (
        "contacts",
        "date,citizen,note,minutes\n2018-02-31,K-1,talk,many\n",
        ["1: note", "2: date", "2: minutes"],
    ),
    (
        "workers",
        "worker,site,started_on,ended_on\nV,Vest,2018-02-01,2018-01-01\n",
        ["2: site", "2: ended_on"],
    ),
    (
        "referrals",
        "date,citizen,offer,site,outcome,outcome_date\n2018-12-02,K-1,Kost,Nord,started,2018-12-01\n",
        ["2: offer", "2: outcome_date", "2: site"],
    ),
    (
        "presences",
        "worker,site,date,planned\nW,Nord,2019-12-01,perhaps\nV,Syd,2019-12-01,no\n",
        ["2: planned", "2: worker", "2: site", "3: worker", "3: date"],
    ),
]


@pytest.mark.parametrize(("plural", "text", "told"), ALL_WRONG)
def test_all_that_is_wrong_with_a_row_and_its_headings_is_told_at_once(
    register: Register, plural: str, text: str, told: list[str]
) -> None:
    with register.change("here first") as change:
        change.add("site", "Nord", closed_on="2018-06-30")
        change.add("site", "Syd")
        change.add("worker", "W", ended_on="2018-06-30")
        change.register("K-1", on="2018-01-01")
    found = [": ".join(each.split(": ")[:2]) for each in problems_of(register, plural, text)]
    assert sorted(found) == sorted(told)


def test_a_correction_from_a_file_is_told_all_that_does_not_fit(register: Register) -> None:
    head = "source_id,date,citizen,site,worker\n"
    with register.change("here first") as change:
        change.add("site", "Nord", closed_on="2018-06-30")
        change.add("worker", "W", ended_on="2018-06-30")
        change.register("K-1", on="2018-01-01")
    take_text(register, "contacts", head + "a1,2018-02-03,K-1,Nord,W\n")
    found = problems_of(register, "contacts", head + "a1,2018-12-01,K-1,Nord,W\n")
    assert [each[:10] for each in found] == ["2: site: t", "2: worker:"]


def test_a_row_that_is_wrong_by_what_follows_from_it_is_told(register: Register) -> None:
    """A status of a programme's own word, by which the enrolment does not go where a hand moved it."""
    head = "date,citizen,programme,status\n"
    with register.change("here first") as change:
        for programme in ("P", "Q"):
            change.add("programme", programme)
            change.add("status_word", f"Paused in {programme}", programme=programme)
        change.register("K-1", on="2018-01-01")
        change.enrol("K-1", "P", on="2018-02-01")
    with register.change("mend") as change:
        change.correct("enrolment", 1, programme="Q")
    told = ['2: status: is a status word of P only ("Paused in P")']
    rows = "2018-03-01,K-1,P,Paused in P\n2018-03-02,K-1,P,Paused in Q\n"
    assert problems_of(register, "statuses", head + rows) == told
    assert problems_of(register, "statuses", head + rows.splitlines()[1] + "\n") == []
