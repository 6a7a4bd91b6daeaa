"""What is left of the rows of a question: each person's latest, first and latest as one, or how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from outreach_cli.populations.fields import list_steady_fields
from outreach_cli.populations.population import OccurrenceTally, PairedAnswers, Population
from outreach_cli.reports.definitions.dimensions import Dimension


def find_shape(
    population: Population, used: Sequence[str], rows: Sequence[Dimension]
) -> Callable[[str], str] | None:
    """What makes of a FROM clause the rows that the population has of it, where that is not each.

    Of columns that are counted with their group only those `used` are taken along. Within each of the `rows`
    what is tallied is counted by itself.
    """
    if population.waited:
        return partial(_count_days, population.waited)
    if population.latest_per:
        return partial(_take_latest, population.latest_per)
    if population.paired:
        return partial(_pair_answers, population.paired)
    if population.tally:
        return partial(_count_times, population.tally, used, list_row_parts(population, rows))
    return None


def list_made_per(population: Population) -> tuple[str, ...]:
    """The columns that tell apart what is made of several rows: a pair, or what is tallied; else none."""
    if population.tally:
        return (population.tally.per,)
    return population.paired.per if population.paired else ()


def list_row_parts(population: Population, rows: Sequence[Dimension]) -> list[str]:
    """The SQL of the row's keys that part what is tallied: each may be in several of the rows, by parts.

    What is the same wherever one is counted, as the sex of a person is, parts nothing.
    """
    if population.tally is None:
        return []
    steady = list_steady_fields(population)
    return [
        key
        for each in rows
        if each.field not in steady
        and not each.find_spread(population)
        and (key := each.find_sql(population))
    ]


def _count_days(column: str, source: str) -> str:
    """The rows with the days from each one's day to the last of the period."""
    return f'(SELECT *, CAST(julianday(:last) - julianday(date) AS INTEGER) AS "{column}" {source})'


def _take_latest(person: str, source: str) -> str:
    """Each person's latest row."""
    return (
        "(SELECT * FROM (SELECT *,"
        f' row_number() OVER (PARTITION BY "{person}" ORDER BY date DESC, id DESC) AS nth {source})'
        " WHERE nth = 1)"
    )


def _count_times(tally: OccurrenceTally, used: Sequence[str], parts: Sequence[str], source: str) -> str:
    """Each one's first row's used columns, with how many there are and the band in which that number is.

    With `parts` there is one row for each of those that one is in, with how many there are in it. SQLite
    takes the other columns of a group from the row with the least of what `min` is of, which is left out
    where there are none. Window functions would do the same in three times the time.
    """
    times, per = f'"{tally.times}"', f'"{tally.per}"'
    others = [each for each in used if each not in (per, times, f'"{tally.column}"')]
    first = ", min(date || (1000000000000 + id))" if {*others} - {*parts} else ""
    listed, group = ", ".join((per, *others)), ", ".join((per, *parts))
    bands = " ".join(f"WHEN {times} >= {least} THEN '{band}'" for band, least in [*tally.bands.items()][::-1])
    return (
        f'(SELECT *, CASE {bands} END AS "{tally.column}" FROM ('
        f"SELECT {listed}, count(*) AS {times}{first} {source}"
        f" GROUP BY {group}"
        "))"
    )


def _pair_answers(pair: PairedAnswers, source: str) -> str:
    """Each first row, with what the latest says and how the score changed between two days."""
    per, score = ", ".join(f'"{each}"' for each in pair.per), f'"{pair.score}"'
    return (
        f"(SELECT *, CASE sign(change) * CASE WHEN \"{pair.better}\" = 'lower' THEN -1 ELSE 1 END"
        " WHEN 1 THEN 'better' WHEN 0 THEN 'same' WHEN -1 THEN 'worse' END AS direction"
        " FROM (SELECT *, CASE WHEN latest_on > date THEN latest_score - first_score END AS change"
        f" FROM (SELECT *, {score} AS first_score, row_number() OVER pair AS nth,"
        f" last_value({score}) OVER whole AS latest_score, last_value(date) OVER whole AS latest_on {source}"
        f" WINDOW pair AS (PARTITION BY {per} ORDER BY date, id),"
        " whole AS (pair ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
        ") WHERE nth = 1))"
    )
