"""What a population declares of its view is true of the view in the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest

from outreach_cli.api import Register, create_register
from outreach_cli.populations.fields import list_fields, list_own_fields
from outreach_cli.populations.population import PAIRED_COLUMNS, Population
from outreach_cli.populations.registry import POPULATIONS
from tests.reports.publishing.made_registers import make_year

pytestmark = pytest.mark.slow

COUNTED = pytest.mark.parametrize("population", POPULATIONS.values(), ids=POPULATIONS)


def columns_of(register: Register, population: Population) -> set[str]:
    cursor = register.connection.execute(f'SELECT * FROM "{population.view}" LIMIT 0')
    return {each[0] for each in cursor.description}


def worked_out(population: Population) -> set[str]:
    """The fields that are worked out of the rows of a question, and stand in no view."""
    own = set(PAIRED_COLUMNS) if population.paired else set()
    own |= {population.tally.times, population.tally.column} if population.tally else set()
    return own | ({population.waited} if population.waited else set())


@COUNTED
def test_a_population_names_the_person_whenever_its_rows_are_about_one(
    population: Population, register: Register
) -> None:
    """Otherwise a table for publication would show numbers of persons without counting the persons."""
    about = "citizen" if "citizen_id" in columns_of(register, population) else None
    assert population.person == about


@COUNTED
def test_a_view_has_what_reports_rely_on(population: Population, register: Register) -> None:
    relied_on = {"id", "date"} | ({"holds_from", "holds_until"} if population.holds else set())
    assert relied_on <= columns_of(register, population)


@COUNTED
def test_a_population_declares_each_column_of_its_view(population: Population, register: Register) -> None:
    named = {each.key for each in list_own_fields(population)}
    numbers = {each.value.strip('"') for each in list_own_fields(population)}
    assert named | numbers == columns_of(register, population) | worked_out(population)


@COUNTED
def test_every_field_of_a_population_can_be_read_from_its_view(
    population: Population, register: Register
) -> None:
    fields = [
        each
        for each in list_fields(population).values()
        if not (population.paired and each.key in PAIRED_COLUMNS)
    ]
    listed = ", ".join(sql for each in fields for sql in (each.value, each.name))
    query = f'SELECT {listed} FROM "{population.view}" AS counted'
    assert register.connection.execute(query, {"whole_last": "2018-12-31"}).fetchall() == []


@COUNTED
def test_every_column_that_a_trace_lists_is_a_field(population: Population) -> None:
    assert set(population.columns) <= list_fields(population).keys()


BETWEEN = [each for each in POPULATIONS.values() if each.between]
_HELD = "(holds_from IS NULL OR holds_from <= :last) AND (holds_until IS NULL OR holds_until >= :first)"


@pytest.fixture(scope="module")
def meetings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A year in which some were met seldom, some often, and cases were closed and opened again."""
    chance = Random("meetings")
    path = tmp_path_factory.mktemp("meetings") / "outreach.db"

    def draw_day() -> date:
        return date(2018, 1, 1) + timedelta(chance.randrange(500))

    with make_year(create_register(path), 40) as register:
        with register.change("more") as change:
            for number in range(40):
                for _meeting in range(number % 8):
                    change.contact(f"B{number}", on=draw_day(), reached=chance.random() < 0.8)
                for _time in range(number % 3):
                    change.attend("Café", {"yes": [f"B{number}"]}, on=draw_day())
                if number % 4 == 1:
                    change.enrol(f"B{number}", "Kursus", on=draw_day())
                if number % 2:
                    change.close_case(f"B{number}", "completed", on=draw_day())
        yield register


@pytest.mark.parametrize("population", BETWEEN, ids=lambda each: each.name)
@pytest.mark.parametrize(
    ("first", "last"),
    [("2018-01-01", "2018-12-31"), ("2018-05-01", "2018-05-31"), ("2018-09-03", "2018-09-03"), ("", "2019")],
)
def test_what_a_population_has_of_a_period_is_what_its_view_has_of_it(
    population: Population, first: str, last: str, meetings: Register
) -> None:
    """All columns row by row; of those that hold and need fewer rows, each thing once."""
    assert population.between
    days = {"first": first, "last": last}
    touching = f"date BETWEEN :first AND :last OR {_HELD if population.holds else 0}"
    columns = sorted(columns_of(meetings, population))
    few = ["id", "date", *population.numbered, "holds_from", "holds_until"]
    for used in (columns, few if population.holds else [f"{population.person}_id"]):
        listed = ", ".join(f'"{each}"' for each in used)
        limited = population.between(":first", ":last", used)
        found, expected = (
            meetings.connection.execute(f"SELECT {listed} FROM {source} WHERE {touching}", days).fetchall()
            for source in (f"({limited})", f'"{population.view}"')
        )
        assert len(set(expected)) > (5 if population.holds or first < last else 0)
        assert set(found) == set(expected)
        assert Counter(found) == Counter(expected) or (population.holds and used != columns)


@pytest.mark.parametrize(
    ("first", "last"), [("2018-01-01", "2018-12-31"), ("2018-05-01", "2018-05-31"), ("", "2018-09-03")]
)
def test_what_is_counted_without_asking_when_it_began_is_the_same(
    first: str, last: str, meetings: Register
) -> None:
    """What happens in the period, and what holds on each of its days: each thing has a row of its own."""
    active = POPULATIONS["active"]
    assert active.between
    quick = active.between(":first", ":last", ["turn_id", "event"])

    def look(columns: str, rows: str, condition: str, **values: str) -> Counter[tuple[object, ...]]:
        days = {"first": first, "last": last, **values}
        return Counter(
            meetings.connection.execute(f"SELECT {columns} FROM {rows} WHERE {condition}", days).fetchall()
        )

    turns = "(SELECT DISTINCT id, date, event, turn_id, holds_from, holds_until FROM active_citizens)"
    happened = "date BETWEEN :first AND :last"
    expected = look("id, date, event", turns, happened)
    assert len(expected) > 5
    assert look("id, date, event", f"({quick})", happened) == expected
    held = "holds_from <= :day AND (holds_until IS NULL OR holds_until > :day)"
    for back in range(0, 30 if first > "2018-04" else 240, 5):
        day = (date.fromisoformat(last) - timedelta(back)).isoformat()
        assert look("id", f"({quick})", held, day=day) == look("id", turns, held, day=day), day
    assert look("id", turns, held, day=last)
