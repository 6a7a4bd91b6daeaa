"""Courses: statuses go along with their enrolment; one of no enrolment is told, since no table counts it."""

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
        ("correct enrolment 1 --started-on 2018-02-20", [1]),
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


@pytest.mark.parametrize(
    ("words", "standing"),
    [
        ("correct enrolment 1 --programme Part", ["A,Part,active", "A,Part,completed"]),
        ("correct enrolment 1 --citizen B", ["B,P,active", "B,P,completed"]),
        ("correct enrolment 1 --site Nord", ["A,P,active", "A,P,completed"]),
        ("remove enrolment 1", []),
    ],
)
@pytest.mark.parametrize("again", [False, True])
def test_statuses_go_along_with_the_last_enrolment_that_they_belong_to(
    enrolled, words: str, standing: list[str], again: bool
) -> None:
    enrolled("add programme Part --parent P")
    enrolled("add site Nord")
    if again:
        enrolled("enrol A P --on 2018-02-10")
        standing = ["A,P,active", "A,P,completed"]

    def read() -> list[str]:
        lines = enrolled("list statuses --format csv").out.splitlines()[1:]
        return [",".join(line.split(",")[2:5]) for line in lines]

    before = read()
    said = enrolled(words)
    assert (said.code, said.err) == (0, "")
    went = "" if standing == before else "corrected" if standing else "removed"
    assert (f"With it: 2 statuses {went}\n" in said.out) == bool(went)
    assert read() == standing
    assert enrolled("undo").code == 0
    assert read() == before


def test_a_status_that_is_no_word_of_the_programme_stays_and_is_told(enrolled) -> None:
    enrolled("add programme Q")
    enrolled("add status_word Paused --programme P")
    enrolled("correct status 2 --status Paused")
    assert enrolled("correct enrolment 1 --programme Q").err == LONE.format(2)
    assert enrolled("list statuses --where programme=Q --format csv").out.splitlines()[1:] == [
        "1,2018-02-15,A,Q,active,"
    ]


@pytest.mark.parametrize(
    ("words", "standing"),
    [
        ("correct enrolment 1 --programme Q", ["A,Q,active", "A,Q,completed", "A,P,dropped_out"]),
        ("correct enrolment 2 --programme Q", ["A,P,active", "A,P,completed", "A,Q,dropped_out"]),
        ("remove enrolment 2", ["A,P,active", "A,P,completed", "A,P,dropped_out"]),
    ],
)
def test_of_a_return_each_enrolment_takes_the_statuses_of_its_own_time_along(
    enrolled, words: str, standing: list[str]
) -> None:
    enrolled("add programme Q")
    enrolled("enrol A P --on 2018-05-01")
    enrolled("status A dropped_out --programme P --on 2018-06-01")
    assert enrolled(words).err == ""
    lines = enrolled("list statuses --format csv").out.splitlines()[1:]
    assert [",".join(line.split(",")[2:5]) for line in lines] == standing
