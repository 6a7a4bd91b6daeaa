"""The counting rules as SQL: what of a population belongs to a question, counted by row and in total."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import count

from outreach_cli.errors import BadFilter, BadReport, BadRows
from outreach_cli.language import N_, Later
from outreach_cli.records import RECORDS
from outreach_cli.reports.dimensions import DIMENSIONS, Dimension, Key, named
from outreach_cli.reports.measures import Base, Condition, When
from outreach_cli.reports.populations import Paired, Population
from outreach_cli.reports.populations.declare import PAIRED_COLUMNS, PAIRED_TEXTS
from outreach_cli.reports.question import Question
from outreach_cli.tables import Cell

RowKey = tuple[Key, ...]
_NUMBERS = count()
"""Numbers for temporary tables, none given twice."""
_FLAGS = {"yes": 1, "no": 0}
_WHOLE = "0|[1-9][0-9]{0,17}"
"""A whole number as one is written; a code such as 0851 is none."""
_BEGUN = "(holds_from IS NULL OR holds_from <= :last)"
_STILL = "(holds_until IS NULL OR holds_until > :last)"
_HELD_BEFORE = (
    "(holds_from IS NULL OR holds_from < :first)",
    "(holds_until IS NULL OR holds_until >= :first)",
)


class Counter:
    """Counts populations for one question on one connection."""

    def __init__(self, connection: sqlite3.Connection, question: Question, report: str) -> None:
        self.connection, self.question, self.report = connection, question, report
        self._columns: dict[str, frozenset[str]] = {}
        self._tables: dict[tuple[str, When], str] = {}

    def columns(self, population: Population) -> frozenset[str]:
        """The columns of the population's view."""
        if population.name not in self._columns:
            cursor = self.connection.execute(f'SELECT * FROM "{population.view}" LIMIT 0')
            found = [each[0] for each in cursor.description]
            if population.paired:
                found += PAIRED_COLUMNS
            self._columns[population.name] = frozenset(found)
        return self._columns[population.name]

    def column(self, population: Population, field: str) -> str:
        """The view's column for a field: the number of a record where it names one. Raises BadReport."""
        known = self.columns(population)
        for name in (f"{field}_id", field):
            if name in known:
                return f'"{name}"'
        fields = ", ".join(sorted(name for name in known if not name.endswith("_id")))
        expected = N_('{population} has no field "{field}"; known: {known}')
        said = Later(expected, population=population.name, field=field, known=fields)
        raise BadReport(file=self.report, key="measure", expected=said)

    def number(self, population: Population, field: str) -> str:
        """As `column`, for a field that can be added up. Raises BadReport for a name, a day or other text."""
        column = self.column(population, field)
        query = "SELECT name FROM pragma_table_info(:view) WHERE type = 'TEXT'"
        texts = {name for (name,) in self.connection.execute(query, {"view": population.view})}
        texts |= {"date", *population.choices, *(PAIRED_TEXTS if population.paired else ())}
        if field in texts or column.endswith('_id"'):
            raise BadReport(
                file=self.report, key="measure", expected=Later(N_('"{field}" is no number'), field=field)
            )
        return column

    def selection(self, base: Base) -> tuple[str, dict[str, object]]:
        """The rows that the base counts of the question: a FROM clause with its parameters."""
        population = base.population
        where, values = self._of_question(population, base.when)
        source = population.view
        if population.costly:
            source, where = self._worked_out(population, base.when, where, values), []
        chosen, more = self._of_conditions(population, base.conditions)
        values |= more
        if population.latest_per:
            return _from(_latest(population.latest_per, _from(source, where)), chosen), values
        if population.paired:
            return _from(_paired(population.paired, _from(source, where)), chosen), values
        return _from(source, [*where, *chosen]), values

    def _worked_out(
        self, population: Population, when: When, where: Sequence[str], values: dict[str, object]
    ) -> str:
        """The temporary table with the rows of the question; it goes when the reading ends."""
        key = (population.name, when)
        if key not in self._tables:
            name = f"counted_{next(_NUMBERS)}"
            self.connection.execute(
                f"CREATE TEMP TABLE {name} AS SELECT * {_from(population.view, where)}", values
            )
            self._tables[key] = name
        return self._tables[key]

    def _of_question(self, population: Population, when: When) -> tuple[list[str], dict[str, object]]:
        where, values = self._of_period(population, when)
        for each in self.question.filters:
            if each.column not in self.columns(population):
                raise BadFilter(report=self.report, field=each.label)
            where.append(_among(f'"{each.column}"', each.keys, each.name, values))
        return where, values

    def _of_period(self, population: Population, when: When) -> tuple[list[str], dict[str, object]]:
        first, last = self.question.period.first, self.question.period.last
        values: dict[str, object] = {"last": last, "first": first} if first else {"last": last}
        if when == "at start":
            return (list(_HELD_BEFORE) if first else ["0"]), values
        if when == "during":
            return [_BEGUN, "(holds_until IS NULL OR holds_until > :first)" if first else "1"], values
        if when == "at end":
            return [_BEGUN, _STILL], values
        # The + keeps SQLite from walking the days one by one where they may be most of the register's.
        long = first is None or len(self.question.period.months()) > 12
        happened = f"{'+' if long else ''}date {'BETWEEN :first AND' if first else '<='} :last"
        where = [f"({happened} OR date IS NULL)" if population.undated else happened]
        return [*where, *([_BEGUN, _STILL] if population.as_at else [])], values

    def _of_conditions(
        self, population: Population, conditions: Sequence[Condition], name: str = "where"
    ) -> tuple[list[str], dict[str, object]]:
        where, values = [], dict[str, object]()
        known = self.columns(population)
        for number, each in enumerate(conditions):
            column = f'"{each.field}"' if each.field in known else self.column(population, each.field)
            if each.values == ("unknown",):
                where.append(f"{column} IS {'NOT ' if each.negated else ''}NULL")
                continue
            keys = [key for value in each.values for key in _keys(value)]
            among = _among(column, keys, f"{name}{number}", values)
            where.append(f"({column} IS NULL OR NOT {among})" if each.negated else among)
        return where, values

    def row_columns(self, population: Population) -> list[str]:
        """The SQL of the row's keys. Raises BadRows where the population has no such column."""
        known = self.columns(population)
        for each in self.question.rows:
            if each.needs() not in known:
                able = [named(name) for name, other in DIMENSIONS.items() if other.needs() in known]
                raise BadRows(report=self.report, field=each.label, known=", ".join(able))
        return [each.sql for each in self.question.rows]

    def obstacle(self, population: Population) -> BadFilter | BadRows | None:
        """Why the population cannot be counted here: it has no column for the rows or for a filter."""
        try:
            self.row_columns(population)
            self._of_question(population, "in period")
        except (BadFilter, BadRows) as error:
            return error
        return None

    def elsewhere(self, dimension: Dimension) -> set[Key]:
        """The row's records that lie in another municipality than the one asked for."""
        chosen = next((each for each in self.question.filters if each.name == "municipality"), None)
        kind = dimension.kind
        if chosen is None or kind is None or "municipality" not in RECORDS[kind].by_key:
            return set()
        values: dict[str, object] = {}
        among = _among("municipality", chosen.keys, "municipality", values)
        rows = self.connection.execute(f'SELECT id FROM "{kind}" WHERE NOT {among}', values)
        return {number for (number,) in rows}

    def by_row(self, bases: Sequence[Base]) -> dict[RowKey, list[Cell]]:
        """The bases, all over the same things but perhaps other conditions, counted within each row."""
        keys = self.row_columns(bases[0].population)
        numbers, chosen, values = self._numbers(bases)
        listed = ", ".join(keys)
        months = self._months(bases[0].population)
        only = "" if months == [None] else " AND date BETWEEN :month AND :month || '-31'"
        counted = self._apart(bases[0].population, listed + numbers, chosen + only)
        sql = f"SELECT {listed}, {numbers} {counted} GROUP BY {listed}"
        rows: dict[RowKey, list[Cell]] = {}
        for month in months:
            for row in self.connection.execute(sql, values | {"month": month}):
                rows[tuple(row[: len(keys)])] = _cells(bases, row[len(keys) :])
        return rows

    def _months(self, population: Population) -> Sequence[str | None]:
        """The months to count one at a time, so that SQLite sorts no more than one month's rows at once.

        A single None for all at once: the rows are no months, or the population is not found by its day.
        """
        if not population.dated or not any(each.month for each in self.question.rows):
            return [None]
        period = self.question.period
        return period.months(None if period.first else self.earliest([population]))

    def in_total(self, bases: Sequence[Base]) -> list[Cell]:
        """The bases counted over the whole population of the question, never by adding rows."""
        numbers, chosen, values = self._numbers(bases)
        counted = self._apart(bases[0].population, numbers, chosen)
        row = self.connection.execute(f"SELECT {numbers} {counted}", values).fetchone()
        cells = _cells(bases, row)
        return ["" if base.act == "value" else cell for base, cell in zip(bases, cells, strict=True)]

    def _numbers(self, bases: Sequence[Base]) -> tuple[str, str, dict[str, object]]:
        """The SQL of each base's number, the FROM clause that they share, and the parameters of both."""
        shared = tuple(each for each in bases[0].conditions if all(each in base.conditions for base in bases))
        chosen, values = self.selection(bases[0]._replace(conditions=shared))
        parts = []
        for place, base in enumerate(bases):
            own = [each for each in base.conditions if each not in shared]
            where, more = self._of_conditions(base.population, own, f"of{place}_")
            values |= more
            only = f" FILTER (WHERE {' AND '.join(where)})" if where else ""
            find = self.number if base.act in ("sum", "mean") else self.column
            column = find(base.population, base.field) if base.field else ""
            readable = _readable(column, self.columns(base.population))
            parts.append(
                {
                    "count": f"count(*){only}",
                    "distinct": f"count(DISTINCT {column}){only}",
                    "sum": f"coalesce(sum({column}){only}, 0)",
                    "mean": f"coalesce(sum({column}){only}, 0), count({column}){only}",
                    "value": f"max({readable}){only}",
                }[base.act]
            )
        return ", ".join(parts), chosen, values

    def _apart(self, population: Population, named: str, chosen: str) -> str:
        """The chosen rows; of records put together from what stands and what is gone, only the columns named.

        SQLite counts those over indexes alone only where nothing else of them is read, and LIMIT keeps it
        from looking through to the rest.
        """
        together = "SELECT 1 FROM temp.sqlite_master WHERE name = ?"
        if not self.connection.execute(together, (f"{population.record}_gone",)).fetchone():
            return chosen
        read = ", ".join(f'"{name}"' for name in sorted(self.columns(population)) if f'"{name}"' in named)
        return f"FROM (SELECT {read or '1'} {chosen} LIMIT -1) WHERE 1"

    def in_several_rows(self, base: Base) -> int:
        """How many distinct things of the base stand in more than one row."""
        keys = self.row_columns(base.population)
        assert base.field is not None
        column = self.column(base.population, base.field)
        chosen, values = self.selection(base)
        for each in self.question.rows:
            if each.groups:
                chosen += f" AND NOT coalesce({_among(each.sql, list(each.groups), each.name, values)}, 0)"
        chosen = self._apart(base.population, column + "".join(keys), chosen)
        several = " OR ".join(f"min(ifnull({key}, '')) <> max(ifnull({key}, ''))" for key in keys)
        sql = (
            f"SELECT count(*) FROM (SELECT 1 {chosen} AND {column} IS NOT NULL"
            f" GROUP BY {column} HAVING {several})"
        )
        return int(self.connection.execute(sql, values).fetchone()[0])

    def how_many(self, population: Population) -> int:
        """How many of the population belong to the question; 0 where it cannot be filtered that way."""
        try:
            chosen, values = self.selection(Base("count", population))
        except BadFilter:
            return 0
        sql = f"SELECT count(*) {self._apart(population, '', chosen)}"
        return int(self.connection.execute(sql, values).fetchone()[0])

    def tells_of_few(self, population: Population) -> bool:
        """Whether a table for publication must not say how many of the population there are."""
        if self.question.least is None or "citizen_id" not in self.columns(population):
            return False
        (persons,) = self.in_total([Base("distinct", population, "citizen")])
        return isinstance(persons, int) and persons < self.question.least

    def earliest(self, populations: Iterable[Population]) -> str | None:
        """The first day on which anything of the populations happened."""
        days = []
        for population in populations:
            chosen, values = self.selection(Base("count", population))
            days.append(self.connection.execute(f"SELECT min(date) {chosen}", values).fetchone()[0])
        return min((day for day in days if day), default=None)


def _keys(value: str) -> list[int | str]:
    """What a condition's word stands for in the register: a choice's key, a flag, or a number."""
    if value in _FLAGS:
        return [_FLAGS[value], value]
    return [int(value), value] if re.fullmatch(_WHOLE, value) else [value]


def _latest(person: str, source: str) -> str:
    """Each person's latest row."""
    return (
        "(SELECT * FROM (SELECT *,"
        f' row_number() OVER (PARTITION BY "{person}" ORDER BY date DESC, id DESC) AS nth {source})'
        " WHERE nth = 1)"
    )


def _paired(pair: Paired, source: str) -> str:
    """Each first row, with what the latest says and how the score changed between two days."""
    per, score = ", ".join(f'"{each}"' for each in pair.per), f'"{pair.score}"'
    return (
        "(SELECT *, CASE WHEN change > 0 THEN 'better' WHEN change < 0 THEN 'worse'"
        " WHEN change = 0 THEN 'same' END AS direction"
        " FROM (SELECT *, CASE WHEN latest_on > date THEN latest_score - first_score END AS change"
        f" FROM (SELECT *, {score} AS first_score, row_number() OVER pair AS nth,"
        f" last_value({score}) OVER whole AS latest_score, last_value(date) OVER whole AS latest_on {source}"
        f" WINDOW pair AS (PARTITION BY {per} ORDER BY date, id),"
        " whole AS (pair ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
        ") WHERE nth = 1))"
    )


def _from(source: str, where: Sequence[str]) -> str:
    named = source if source.startswith("(") else f'"{source}"'
    return f"FROM {named} WHERE {' AND '.join(where) or '1'}"


def _among(column: str, keys: Sequence[object], name: str, values: dict[str, object]) -> str:
    marks = []
    for number, key in enumerate(keys):
        values[f"{name}_{number}"] = key
        marks.append(f":{name}_{number}")
    return f"{column} IN ({', '.join(marks)})"


def _readable(column: str, known: frozenset[str]) -> str:
    """The column with a record's name rather than its number, where the view has both."""
    name = column.strip('"').removesuffix("_id")
    return f'"{name}"' if name in known else column


def _cells(bases: Sequence[Base], numbers: Sequence[int | float | str | None]) -> list[Cell]:
    """The counted numbers as exact cells, one a base."""
    cells: list[Cell] = []
    left = iter(numbers)
    for base in bases:
        number = next(left)
        if base.act == "mean":
            count = next(left)
            cells.append(exact(number) / int(count) if count else None)
        else:
            cells.append(exact(number) if isinstance(number, float) else number)
    return cells


def exact(number: object) -> Fraction:
    """A number from SQLite as an exact fraction; hours in REAL have at most six decimals."""
    return Fraction(number) if isinstance(number, int) else Fraction(f"{number:.6f}")
