"""What a population declares of its view is true of the view in the register."""

from __future__ import annotations

import pytest

from outreach_cli.api import Register
from outreach_cli.populations.population import Population
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.populations.view_columns import label_column

COUNTED = pytest.mark.parametrize("population", POPULATIONS.values(), ids=POPULATIONS)


def columns_of(register: Register, population: Population) -> set[str]:
    cursor = register.connection.execute(f'SELECT * FROM "{population.view}" LIMIT 0')
    return {each[0] for each in cursor.description}


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
def test_every_column_that_a_trace_lists_has_a_heading_of_its_own(
    population: Population, register: Register
) -> None:
    assert [name for name in population.columns if label_column(name) == name] == []
