"""What a population declares of its view is true of the view in the register."""

from __future__ import annotations

import pytest

from outreach_cli.api import Register
from outreach_cli.populations.fields import list_fields, list_own_fields
from outreach_cli.populations.population import PAIRED_COLUMNS, Population
from outreach_cli.populations.registry import POPULATIONS

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
