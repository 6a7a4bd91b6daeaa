"""What is left of the rows of a question: each person's latest, first and latest as one, or how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from outreach_cli.populations.population import OccurrenceTally, PairedAnswers, Population


def find_shape(population: Population, used: Sequence[str]) -> Callable[[str], str] | None:
    """What makes of a FROM clause the rows that the population has of it, where that is not each.

    Of columns that are counted with their group only those `used` are taken along.
    """
    if population.waited:
        return partial(_count_days, population.waited)
    if population.latest_per:
        return partial(_take_latest, population.latest_per)
    if population.paired:
        return partial(_pair_answers, population.paired)
    return partial(_count_times, population.tally, used) if population.tally else None


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


def _count_times(tally: OccurrenceTally, used: Sequence[str], source: str) -> str:
    """Each one's first row's used columns, with how many there are and the band in which that number is.

    SQLite takes the other columns of a group from the row with the least of what `min` is of, which is left
    out where there are none. Window functions would do the same in three times the time.
    """
    times, per = f'"{tally.times}"', f'"{tally.per}"'
    others = [each for each in used if each not in (per, times, f'"{tally.column}"')]
    first = ", min(date || (1000000000000 + id))" if others else ""
    listed = ", ".join((per, *others))
    bands = " ".join(f"WHEN {times} >= {least} THEN '{band}'" for band, least in [*tally.bands.items()][::-1])
    return (
        f'(SELECT *, CASE {bands} END AS "{tally.column}" FROM ('
        f"SELECT {listed}, count(*) AS {times}{first} {source}"
        f" GROUP BY {per}"
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
