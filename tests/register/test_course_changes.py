"""Courses: a status that belongs to no enrolment is told, since no table counts it."""

from __future__ import annotations

import pytest

LONE = "Warning: Status {} of A in P does not count: no enrolment had begun by then.\n"


@pytest.fixture
def enrolled(typed):
    for words in (
        "init",
        "add programme P",
        "register A --on 2018-01-01",
        "register B --on 2018-01-01",
        "enrol A P --on 2018-02-01",
        "status A active --on 2018-02-15",
        "status A completed --on 2018-03-01",
    ):
        assert typed(words).err == ""
    return typed


@pytest.mark.parametrize(
    ("words", "alone"),
    [
        ("status A dropped_out --on 2018-01-15", [3]),
        ("remove enrolment 1", [1, 2]),
        ("correct enrolment 1 --started-on 2018-02-20", [1]),
        ("correct enrolment 1 --citizen B", [1, 2]),
        ("correct status 2 --on 2018-01-31", [2]),
        ("correct status 2 --on 2018-02-01", []),
        ("enrol A P --on 2018-04-01", []),
        ("status B active --programme P", []),
    ],
)
def test_a_status_before_any_enrolment_is_told_and_written_all_the_same(
    enrolled, words: str, alone: list[int]
) -> None:
    said = enrolled(words)
    assert (said.code, said.err) == (0, "".join(map(LONE.format, alone)))
    assert "Change " in said.out
