"""The records behind a figure: all of them, with their days, and of which kind each number is."""

from __future__ import annotations

from typing import Any

import pytest

from outreach_cli.api import Register
from outreach_cli.reports.trace import UnknownRowError


def list_lines(register: Register, report: str, row: str, column: str, **asked: Any) -> list[tuple[Any, ...]]:
    """Of each line of a trace: how many records, first and latest day, numbers."""
    table = register.report(report, traced=(row, column), language="en", **asked)
    return [tuple(line[key] for key in ("records", "first", "latest", "numbers")) for line in table.rows]


def fill(register: Register) -> None:
    with register.change("fill") as change:
        for site in ("Nord", "Syd"):
            change.add("site", site)
        change.add("programme", "Kursus")
        for citizen in ("A", "B"):
            change.register(citizen, on="2018-01-01")
        change.contact("A", on="2018-01-05", reached=False)
        change.contact("A", on="2018-02-01", site="Nord")
        change.contact("A", on="2018-03-01", site="Nord")
        change.contact("A", on="2018-04-01", site="Syd")
        change.attend("Café", "A", on="2018-05-01")
        change.enrol("B", "Kursus", on="2018-01-20")


def test_behind_how_often_a_citizen_is_met_stands_every_meeting(register: Register) -> None:
    fill(register)
    whole = ("2018-02-01", "2018-05-01", "contact 2 3 4, attendance 1")
    assert list_lines(register, "dose", "2-4", "citizens", period="2018") == [(4, *whole)]
    assert list_lines(register, "dose", "total", "citizens", period="2018") == [(4, *whole)]
    assert list_lines(register, "dose", "2-4", "citizens", period="2018-Q1") == [
        (2, "2018-02-01", "2018-03-01", "contact 2 3")
    ]
    at_nord = list_lines(register, "dose", "Nord", "citizens", period="2018", by="site")
    assert at_nord == [(2, "2018-02-01", "2018-03-01", "contact 2 3")]
    nowhere = list_lines(register, "dose", "1 meeting, unknown", "citizens", period="2018", by="band,site")
    assert nowhere == [(1, "2018-05-01", "2018-05-01", "attendance 1")]


def test_behind_a_change_of_health_stand_all_the_answers(register: Register) -> None:
    with register.change("fill") as change:
        change.register("A", on="2018-01-01", municipality="Aalborg")
        for day, score, scale in (
            ("2018-01-02", 2, "srh5"),
            ("2018-02-02", 3, "srh5"),
            ("2018-03-02", 4, "srh5"),
            ("2018-04-02", 60, "who5"),
        ):
            change.assess("A", score, on=day, scale=scale)
    better = list_lines(register, "health", "total", "better", period="2018")
    assert better == [(3, "2018-01-02", "2018-03-02", "1 2 3")]
    assert list_lines(register, "health", "Aalborg", "worse", period="2018") == []


def test_a_number_tells_of_which_kind_it_is_where_it_may_be_of_several(register: Register) -> None:
    fill(register)
    assert list_lines(register, "monthly", "total", "new_citizens", period="2018") == [
        (1, "2018-01-20", "2018-01-20", "enrolment 1"),
        (1, "2018-02-01", "2018-02-01", "contact 2"),
    ]
    danish = register.report("monthly", period="2018", traced=("total", "new_citizens"), language="da")
    assert [line[-1] for line in danish.body] == ["forløb 1", "kontakt 2"]
    assert list_lines(register, "conversations", "Nord", "citizens", period="2018") == [
        (2, "2018-02-01", "2018-03-01", "2 3")
    ]


def test_a_row_alone_is_traced_by_its_name(register: Register) -> None:
    fill(register)
    whole = register.report("conversations", period="2018", traced="Nord")
    assert whole.body
    assert whole.body == register.report("conversations", period="2018", traced=("Nord", None)).body


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("quarter", ("2018-Q1", "2018-K1", "1. kvartal 2018", "Q1 2018", "første kvartal 2018")),
        ("month", ("2018-03", "marts 2018", "March 2018", "Marts")),
        ("week", ("2018-W09", "2018-U09", "uge 9, 2018", "uge 9 2018")),
        ("year", ("2018",)),
    ],
)
def test_a_row_of_a_stretch_of_time_is_named_as_a_period_is(
    register: Register, monkeypatch: pytest.MonkeyPatch, by: str, said: tuple[str, ...]
) -> None:
    fill(register)
    monkeypatch.setenv("OUTREACH_TODAY", "2018-09-01")
    found = [
        register.report("conversations", period="2018", by=by, traced=(word, "conversations")).body
        for word in said
    ]
    assert any(found)
    assert all(body == found[0] for body in found)
    with pytest.raises(UnknownRowError):
        register.report("conversations", period="2018", by=by, traced=("2016", "conversations"))
