"""Which columns of a population a question reads, so that no others are worked out for every row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from outreach_cli.populations.fields import list_fields, list_own_fields
from outreach_cli.populations.population import Population
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.definitions.dimensions import Dimension
from outreach_cli.reports.definitions.measures import CountedMeasure
from outreach_cli.storage.schema import quote_name

_ONCE_EACH = ("distinct", "min", "max")
"""Measures that say the same however many rows a thing has."""


def list_used_columns(
    population: Population,
    question: ReportQuestion,
    measures: Iterable[CountedMeasure],
    rows: Sequence[Dimension],
) -> list[str]:
    """The columns of the population that the measures of it read, told by the question's rows and by these.

    All (`*`) where none of the measures is over the population: nobody knows then what will be asked of it;
    so where one counts every row of what with fewer columns would have fewer rows, which a tally makes one.
    The name that belongs to a number is read only where it is the value that is shown. At least one column is
    named, so that the rows are there to be counted.
    """
    own = [each for each in measures if each.population == population]
    counts_rows = population.tally is None and not all(each.act in _ONCE_EACH for each in own)
    if not own or (population.between and counts_rows):
        return ["*"]
    fields, dimensions = list_fields(population), (*question.rows, *rows)
    keys, read = [*population.usual], list[str]()
    for each in own:
        if each.when != "in period" and (each.conditions or each.field not in population.numbered):
            read.append("holds_from")  # it asks how what holds began, perhaps long before the period
        keys += [key for key in (each.field, each.until) if key]
        read += [fields[condition.field].asked_as for condition in each.conditions]
        if each.act == "value":
            read += [fields["id"].value, fields[each.field or "id"].name]
    read += [fields[key].value for key in keys]
    read += [each.find_sql(population) or "" for each in dimensions]
    read += [each.find_sql(population) or "" for each in question.filters]
    read += [each.find_spread(population) for each in dimensions]
    if _is_told_by_days(question):
        read.append("date")
    words = set(re.findall(r"\w+", " ".join(read)))
    return [name for name in _list_names(population) if name in words] or ["id"]


def write_columns(population: Population, question: ReportQuestion, used: Sequence[str]) -> Sequence[str]:
    """The SQL of the used columns, and of those by which it is told what holds within stretches of time."""
    if used == ["*"]:
        return used
    names = {*used, *(("holds_from", "holds_until") if _is_told_by_days(question) else ())}
    return [quote_name(name) for name in _list_names(population) if name in names]


def _is_told_by_days(question: ReportQuestion) -> bool:
    """Whether it is asked in which stretch of time something was, or when the first was."""
    return question.over_time is not None or question.period.first is None


def has_one_row_each(measure: CountedMeasure, used: Iterable[str]) -> bool:
    """Whether each thing that the measure counts has one row at most among those that meet its conditions.

    To tell them apart takes SQLite as long as to count them.
    """
    population = measure.population
    if population.tally:
        return list_fields(population)[measure.field or "id"].value == f'"{population.tally.per}"'
    if {"*", *population.several_by} & {*used} or measure.field not in population.numbered:
        return False
    one_key = any(
        each.field in population.choices
        and not each.negated
        and each.operator == "="
        and len(each.values) == 1
        for each in measure.conditions
    )
    return one_key or measure.when != "in period"


def _list_names(population: Population) -> dict[str, None]:
    own = list_own_fields(population)
    return dict.fromkeys(name.strip('"') for each in own for name in (each.value, each.name))
