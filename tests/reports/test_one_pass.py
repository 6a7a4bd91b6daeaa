"""A report passes the register once: every counting statement is run once and no number is counted again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach_cli.api import Register, open_register
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from tests.made_up import disturb, fill

pytestmark = pytest.mark.slow

_COUNTED = re.compile(rf'FROM "(?:{"|".join(each.view for each in POPULATIONS.values())}|counted_\d+)"')
BEFORE = "2"
"""The change before some of what was made up was corrected, removed and added to."""


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = fill(tmp_path_factory.mktemp("one_pass") / "outreach.db", each=30)
    with open_register(path) as register:
        disturb(register)
    return path


def read_statements(register: Register, report: str, asked: dict[str, object]) -> list[list[str]]:
    """What was counted, in each reading of the register: the statements over populations, as they were run.

    A temporary table stands as the statement that filled it, for each has a name of its own.
    """
    return watch(register, lambda: register.report(report, **asked))  # type: ignore[arg-type]


def watch(register: Register, ask: Callable[[], object]) -> list[list[str]]:
    """What is counted for what is asked, as `read_statements` tells it."""
    run: list[str] = []
    register.connection.set_trace_callback(run.append)
    ask()
    register.connection.set_trace_callback(None)
    readings: list[list[str]] = [[]]
    filled: dict[str, str] = {}
    for statement in run:
        if statement in ("BEGIN", "SAVEPOINT further_rows"):  # with citizens that might exist as well
            readings.append([])
        if made := re.match(r"CREATE TEMP TABLE (counted_\d+) AS (.*)", statement, re.DOTALL):
            filled[made[1]] = made[2]
            readings[-1].append(made[2])
        elif _COUNTED.search(statement) and "LIMIT 0" not in statement:
            readings[-1].append(re.sub(r"counted_\d+", lambda name: f"({filled[name[0]]})", statement))
    return [reading for reading in readings if reading]


def programme_of(report: str) -> dict[str, object]:
    return {"programme": "Programme 00"} if find_definition(report).one_at_a_time == "programme" else {}


ASKED = {
    "plain": {"period": "2018"},
    "from the beginning": {},
    "for publication": {"period": "2018", "suppress": 5},
    "traced": {"period": "2018", "traced": ("Total", None)},
    "against another period": {"period": "2018", "against": "2017"},
    "against the months before": {"period": "2018", "against": "previous", "by": "month"},
    "spread out": {"period": "2018", "across": "year"},
    "spread out by quarters in rows of two": {"period": "2018", "across": "quarter", "by": "year,month"},
}


def is_published(report: str) -> bool:
    """Whether the report can be published: of one about what is wrong in the records nothing is."""
    return not any(each.population.entangled for each in find_definition(report).counted.values())


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("report", [*filter(is_published, list_builtin())])
def test_a_report_runs_each_counting_statement_once(
    report: str, asked: dict[str, object], busy: Path
) -> None:
    with open_register(busy) as register:
        readings = read_statements(register, report, asked | programme_of(report))
    assert len(readings) <= (2 if "suppress" in asked else 1)
    for statements in readings:
        assert [each for each, times in Counter(statements).items() if times > 1] == []


@pytest.mark.parametrize("more", [{}, {"suppress": 5}], ids=["plain", "for publication"])
@pytest.mark.parametrize("report", ["flow", "staffing"])
def test_who_was_there_at_a_months_end_is_not_counted_again_as_the_next_begins(
    report: str, more: dict[str, int], busy: Path
) -> None:
    with open_register(busy) as register:
        statements = read_statements(register, report, {"period": "2018", "by": "month"} | more)[0]
    ends = (re.search(r"holds_until > '([\d-]+)'", each) for each in statements)
    days = Counter(end[1] for end in ends if end)
    assert [*days.values()] == [1] * 13


@pytest.mark.parametrize("report", list_builtin())
def test_a_comparison_counts_once_at_each_of_its_two_moments(report: str, busy: Path) -> None:
    with open_register(busy) as register:
        readings = read_statements(
            register, report, {"period": "2018", "compare_with": BEFORE} | programme_of(report)
        )
    assert len(readings) == 2
    for statements in readings:
        assert [each for each, times in Counter(statements).items() if times > 1] == []


@pytest.mark.parametrize("asked", [{}, {"against": "2017"}], ids=["plain", "against another period"])
def test_a_document_counts_once_what_its_tables_show_and_its_texts_quote(
    asked: dict[str, str], busy: Path, tmp_path: Path
) -> None:
    parts = """
title = "T"
[[part]]
text = "{conversations.citizens} {conversations.referrals} {reach.citizens}"
[[part]]
report = "conversations"
chart = true
[[part]]
text = "{conversations.conversations} {reach.citizens}"
[[part]]
report = "flow"
"""
    (tmp_path / "case.toml").write_text(parts, encoding="utf-8")
    with open_register(busy) as register:
        (statements,) = watch(
            register, lambda: register.book(str(tmp_path / "case.toml"), period="2018", **asked)
        )
    assert len(statements) > 3
    assert [each for each, times in Counter(statements).items() if times > 1] == []


def counts_no_persons(report: str) -> bool:
    """Whether neither the report's columns nor its notes count persons."""
    definition = find_definition(report)
    noted = [number for note in definition.notes for number in note.numbers.values()]
    return not any(each.of_persons for each in (*definition.counted.values(), *noted))


@pytest.mark.parametrize("report", [*filter(counts_no_persons, list_builtin())])
def test_persons_are_counted_for_publication_only(report: str, busy: Path) -> None:
    asked = {"period": "2018"} | programme_of(report)
    with open_register(busy) as register:
        (statements,) = read_statements(register, report, asked)
    assert statements
    assert [each for each in statements if 'count(DISTINCT "citizen_id")' in each] == []


def test_a_note_whose_numbers_cannot_be_worked_out_is_left_out(register: Register) -> None:
    with register.change("answer") as change:
        change.register("B1", on="2018-01-01", sex="f", municipality="Aalborg")
        change.assess("B1", 3, on="2018-01-10")
    notes = register.report("health", period="2018", language="da").notes
    assert notes == ("1 borger mangler opfølgning",)
