"""Which columns of a population a question reads, so that no others are worked out for every row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from outreach_cli.populations.fields import list_fields, list_own_fields
from outreach_cli.populations.population import Population
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.definitions.dimensions import Dimension
from outreach_cli.reports.definitions.measures import CountedMeasure

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
        keys += [key for key in (each.field, each.until) if key]
        read += [fields[condition.field].asked_as for condition in each.conditions]
        if each.act == "value":
            read += [fields["id"].value, fields[each.field or "id"].name]
    read += [fields[key].value for key in keys]
    read += [each.find_sql(population) or "" for each in dimensions]
    read += [each.find_sql(population) or "" for each in question.filters]
    read += [each.find_spread(population) for each in dimensions]
    if question.over_time or question.period.first is None:  # for its stretches, and what came first
        read.append("date holds_from holds_until")
    words = set(re.findall(r"\w+", " ".join(read)))
    names = dict.fromkeys(name for each in list_own_fields(population) for name in (each.value, each.name))
    return [name for name in names if name.strip('"') in words] or [fields["id"].value]
