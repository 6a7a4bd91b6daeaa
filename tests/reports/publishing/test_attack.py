"""Documents and publications in turn, attacked by a reader who has them all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach_cli.api import Register, create_register
from outreach_cli.records.publications import PUBLICATION
from outreach_cli.reports.counting.question import ReportChoices
from outreach_cli.tables.table import Table
from tests.auditor import PERSONS, Reader
from tests.reports.publishing.made_registers import make_year

LEAST = 5
SOME = (
    ("conversations", "reach"),
    ("courses", "health"),
    ("monthly", "conversations"),
    ("presence", "conversations"),
    ("forms", "dose"),
)


def publish(
    register: Register, reader: Reader, name: str, reports: tuple[str, ...], state: int = 0, **choices: object
) -> int:
    """Publish reports as one document and let the reader have them; how many figures are hidden."""
    from outreach_cli.reports.publishing.publication_drafts import finish_reports
    from outreach_cli.reports.run import ask_report, prepare_report

    asked: ReportChoices = {"suppress": LEAST, "language": "en", **choices}  # type: ignore[typeddict-item]
    with register.open_snapshot() as connection:
        questions = [ask_report(report, connection, None, asked) for report in reports]
        prepared = [prepare_report(*each, connection) for each in questions]
        draft = finish_reports(connection, prepared, None)
    assert draft.fields
    with register.change("publish") as change:
        change.write(PUBLICATION, {"publication": name, **draft.fields})
    for table in draft.tables:
        whole = register.report(table.name, language="en", **choices)  # type: ignore[arg-type]
        reader.read(table, whole, state)
    return sum(len(table.hidden) for table in draft.tables)


def make(tmp_path: Path, citizens: int, seed: int) -> Register:
    register = create_register(tmp_path / f"{citizens}-{seed}.db", municipality="Aalborg")
    return make_year(register, citizens, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_no_document_of_two_reports_can_be_worked_out(tmp_path: Path, seed: int) -> None:
    with make(tmp_path, (60, 120)[seed % 2], seed) as register:
        reader = Reader(LEAST)
        hidden = publish(register, reader, "Both", SOME[seed % len(SOME)], period="2018")
    narrow, looked = reader.find_narrow()
    assert hidden or not looked
    assert narrow == []


def test_hiding_only_the_small_figures_would_not_do(tmp_path: Path) -> None:
    """The reader finds what there is to find."""
    with make(tmp_path, 60, 1) as register:
        reader = Reader(LEAST)
        for name in ("conversations", "monthly", "reach", "referrals"):
            whole = register.report(name, period="2018", language="en")
            reader.read(hide_small(whole), whole)
    narrow, _looked = reader.find_narrow()
    assert narrow


def hide_small(table: Table) -> Table:

    columns = [place for place, column in enumerate(table.columns) if column.key in PERSONS[table.name]]

    def keep(row: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(
            None if place in columns and isinstance(cell, int) and 0 < cell < LEAST else cell
            for place, cell in enumerate(row)
        )

    return table._replace(body=tuple(map(keep, table.body)), foot=keep(table.foot or ()))  # type: ignore[arg-type]


def list_plans(seed: int) -> Iterator[tuple[str, tuple[str, ...], dict[str, object]]]:
    """A year of publications: all ten reports, or months and quarters and a site in several orders."""
    chance = random.Random(seed)
    if seed % 2:
        yield "year", tuple(PERSONS), {"period": "2018"}
        return
    steps: list[tuple[str, tuple[str, ...], dict[str, object]]] = [
        (f"month {month}", ("conversations", "reach"), {"period": f"2018-{month:02}"}) for month in (1, 2, 3)
    ]
    steps.append(("quarter", ("conversations", "monthly", "forms"), {"period": "2018-Q1"}))
    steps.append(("site", ("conversations",), {"period": "2018-Q1", "site": ["Nord"]}))
    chance.shuffle(steps)
    yield from steps


@pytest.mark.slow
@pytest.mark.parametrize("seed", [6, 18, 24])  # the quarter before its months, and after
def test_no_quarter_and_its_months_can_be_worked_out(tmp_path: Path, seed: int) -> None:
    attack(tmp_path, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(300))
def test_no_year_of_publications_can_be_worked_out(tmp_path: Path, seed: int) -> None:
    attack(tmp_path, seed)


def attack(tmp_path: Path, seed: int) -> None:
    """Publish what the seed says, one after the other, and see that nothing narrow can be worked out."""
    citizens = (60, 120, 200, 500)[seed // 2 % 4]
    with make(tmp_path, citizens, seed) as register:
        reader = Reader(LEAST)
        hidden = 0
        for state, (name, reports, choices) in enumerate(list_plans(seed)):
            corrected = seed % 4 == 0 and state == 2
            if corrected:
                with register.change("corrections") as change:
                    for number in random.Random(seed).sample(range(1, 40), 4):
                        change.correct("contact", str(number), site="Kyst")
            hidden += publish(register, reader, name, reports, int(seed % 4 == 0 and state >= 2), **choices)
    narrow, looked = reader.find_narrow()
    said = f"{len(reader.truth)} figures, {hidden} hidden, {looked} looked at, {len(narrow)} narrow"
    print(f"{citizens} citizens: {said}")
    assert narrow == []
