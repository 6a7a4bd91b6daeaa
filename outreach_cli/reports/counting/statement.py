"""A statement with its parameters, and the pieces that the counting statements are put together from."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from outreach_cli.populations.fields import CountedField
from outreach_cli.populations.population import Population
from outreach_cli.records.choices import MultipleChoice
from outreach_cli.reports.definitions.conditions import FieldCondition
from outreach_cli.reports.definitions.dimensions import Key
from outreach_cli.reports.definitions.measures import ONCE, CountedMeasure, OccurrenceRange, When

RowKey = tuple[Key, ...]
Place = RowKey | None
"""A row by its keys; None for the total."""
Lines = Sequence[tuple[object, ...]]
CountedLines = dict[tuple[object, ...], Lines]
"""What statements counted, by their SQL and the parameters that it names."""
BEGUN = "(holds_from IS NULL OR holds_from <= :last)"
STILL = "(holds_until IS NULL OR holds_until > :last)"
DURING = "(holds_until IS NULL OR holds_until > :first OR holds_from >= :first)"
"""Held on a day of the period: the day it began counts, also where it ended on that day."""
HELD = (
    "(holds_from IS NULL OR holds_from <= :held_on)",
    "(holds_until IS NULL OR holds_until > :held_on)",
)
"""Held at the end of one day: at a period's start that is the day before, whose end is counted alike."""


class Statement(NamedTuple):
    """SQL with its parameters; with `spanned` it is run for each stretch of time.

    It is for what happened within the stretch (`:span`), or for what held on days of it, as `when` of a
    measure says: then its lines lack the stretch, which is the same for all of them.
    """

    sql: str
    values: Mapping[str, object]
    spanned: Literal["within"] | When | None = None


def write_source(
    population: Population, first: str | None, used: Sequence[str], where: list[str]
) -> tuple[str, list[str]]:
    """The population's view, or a statement with what it has of a period with the `first` day alone.

    The first condition of `where` says which rows are of the period. Besides comes what is left of `where`.
    """
    if population.happened:
        return f"({population.happened(where[0], used).strip()})", where[1:]
    if population.between:
        begin = ":first" if first else "''"
        return f"({population.between(begin, ':last', used).strip()})", where
    return population.view, where


def write_touching(population: Population, first: str | None) -> str:
    """SQL: what happened in a period with that first day, or held on a day of it or on the one before."""
    undated = " OR date IS NULL" if population.undated else ""
    if first is None:
        return f"(date <= :last OR {BEGUN}{undated})"
    held = f"{BEGUN} AND (holds_until IS NULL OR holds_until >= :first)"
    return f"(date BETWEEN :first AND :last OR ({held}){undated})"


def write_from(source: str, where: Sequence[str], spread: str = "") -> str:
    """The FROM clause over a view, or over a statement in brackets, with joins of what `spread` it has."""
    named = source if source.startswith("(") else f'"{source}"'
    return f"FROM {named} AS counted{spread} WHERE {' AND '.join(where) or '1'}"


def write_among(column: str, keys: Sequence[object], name: str, values: dict[str, object]) -> str:
    """That the column has one of the keys, which are put among the parameters under numbered names."""
    marks = []
    for number, key in enumerate(keys):
        values[f"{name}_{number}"] = key
        marks.append(f":{name}_{number}")
    return f"{column} IN ({', '.join(marks)})"


def write_condition(
    field: CountedField, condition: FieldCondition, name: str, values: dict[str, object]
) -> str:
    """The condition as SQL; where the value is unknown, only what asks for that is met."""
    keys = [each for each in condition.values if each is not None]
    column = field.asked_as
    if condition.operator != "=":
        values[name] = keys[0]
        met = f"{column} {condition.operator} :{name}"
    elif isinstance(field.type, MultipleChoice):
        parts = []
        for number, key in enumerate(keys):
            values[f"{name}_{number}"] = f"|{key}|"
            parts.append(f"instr('|' || {column} || '|', :{name}_{number}) > 0")
        met = " OR ".join(parts)
    else:
        met = write_among(column, keys, name, values) if keys else ""
    unknown = f"{column} IS NULL" if None in condition.values else ""
    either = " OR ".join(part for part in (met, unknown) if part)
    return f"NOT coalesce({either}, 0)" if condition.negated else f"({either})"


def write_number(
    measure: CountedMeasure, column: str, name: str, where: Sequence[str], *, one_of_each: bool = False
) -> str:
    """The measure's number as SQL over rows of which only those that meet `where` count.

    A mean is two numbers. What SQLite has no words for is handed on as a list, in JSON. With `one_of_each`
    the distinct things have a row each.
    """
    only = f" FILTER (WHERE {' AND '.join(where)})" if where else ""
    distinct = f"count(*){only}" if one_of_each else f"count(DISTINCT {column}){only}"
    listed = f"json_group_array({column}) FILTER (WHERE {' AND '.join([*where, f'{column} IS NOT NULL'])})"
    return {
        "count": f"count(*){only}",
        "distinct": distinct if measure.times == ONCE else listed,
        "sum": f"coalesce(sum({column}){only}, 0)",
        "mean": f"coalesce(sum({column}){only}, 0), count({column}){only}",
        "median": listed,
        "min": f"min({column}){only}",
        "max": f"max({column}){only}",
        "value": f'CASE WHEN count(DISTINCT counted."id"){only} = 1 THEN max({name}){only} END',
    }[measure.act]


def write_often(times: OccurrenceRange) -> str:
    """The SQL that leaves groups with so many lines."""
    if times == ONCE:
        return ""
    return f" HAVING count(*) >= {times.least}" + (f" AND count(*) <= {times.most}" if times.most else "")


def write_record(population: Population) -> str:
    """The SQL of a record's number, after its kind where it may be of several."""
    kind = "record" if "record" in population.choices else population.kind_as
    return f"{kind} || ' ' || id" if kind else "id"


def write_records(population: Population) -> str:
    """The SQL of how many records a group is of, their first and last day, and their numbers.

    The number of a record stands after its kind where they may be of several.
    """
    one = write_record(population) if "record" in population.choices else "id"
    return f"count(DISTINCT {one}), min(date), max(date), group_concat(DISTINCT {one})"
