"""The counting rules as SQL: what of a population belongs to a question, counted by row and in total."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from outreach_cli.errors import BadFilter, BadReport, BadRows
from outreach_cli.language import N_, Later
from outreach_cli.reports.dimensions import DIMENSIONS, Key
from outreach_cli.reports.measures import Base, Condition
from outreach_cli.reports.populations import Population
from outreach_cli.reports.question import Question
from outreach_cli.tables import Cell

RowKey = tuple[Key, ...]
_SPECIAL = {"yes": 1, "no": 0}


@dataclass
class Counter:
    """Counts populations for one question on one connection."""

    connection: sqlite3.Connection
    question: Question
    report: str

    def __post_init__(self) -> None:
        self._columns: dict[str, frozenset[str]] = {}

    def columns(self, population: Population) -> frozenset[str]:
        """The columns of the population's view."""
        if population.name not in self._columns:
            cursor = self.connection.execute(f'SELECT * FROM "{population.view}" LIMIT 0')
            self._columns[population.name] = frozenset(each[0] for each in cursor.description)
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

    def selection(
        self, population: Population, conditions: Sequence[Condition]
    ) -> tuple[str, dict[str, object]]:
        """The rows of the population that belong to the question: a FROM clause with its parameters."""
        where, values = self._of_question(population)
        chosen, more = self._of_conditions(population, conditions)
        values |= more
        if population.latest_per is None:
            return _from(population.view, [*where, *chosen]), values
        person = f'"{population.latest_per}"'
        latest = (
            f"(SELECT *, row_number() OVER (PARTITION BY {person} ORDER BY date DESC, id DESC) AS nth"
            f" {_from(population.view, where)})"
        )
        return _from(latest, ["nth = 1", *chosen]), values

    def _of_question(self, population: Population) -> tuple[list[str], dict[str, object]]:
        question, where = self.question, ["date <= :last"]
        values: dict[str, object] = {"last": question.period.last}
        if question.period.first:
            where.append("date >= :first")
            values["first"] = question.period.first
        if population.as_at:
            where += ["holds_from <= :last", "(holds_until IS NULL OR holds_until > :last)"]
        for each in question.filters:
            if each.column not in self.columns(population):
                raise BadFilter(report=self.report, field=each.label)
            where.append(_among(f'"{each.column}"', each.keys, each.name, values))
        return where, values

    def _of_conditions(
        self, population: Population, conditions: Sequence[Condition]
    ) -> tuple[list[str], dict[str, object]]:
        where, values = [], dict[str, object]()
        known = self.columns(population)
        for number, each in enumerate(conditions):
            column = f'"{each.field}"' if each.field in known else self.column(population, each.field)
            if each.values == ("unknown",):
                where.append(f"{column} IS {'NOT ' if each.negated else ''}NULL")
                continue
            keys = [_SPECIAL.get(value, int(value) if value.isdigit() else value) for value in each.values]
            among = _among(column, keys, f"where{number}", values)
            where.append(f"({column} IS NULL OR NOT {among})" if each.negated else among)
        return where, values

    def row_columns(self, population: Population) -> list[str]:
        """The SQL of the row's keys. Raises BadRows where the population has no such column."""
        known = self.columns(population)
        for each in self.question.rows:
            if each.needs() not in known:
                able = [name for name, other in DIMENSIONS.items() if other.needs() in known]
                raise BadRows(report=self.report, field=each.label, known=", ".join(able))
        return [each.column for each in self.question.rows]

    def by_row(self, bases: Sequence[Base]) -> dict[RowKey, list[Cell]]:
        """The bases, all over one population and conditions, counted within each row."""
        keys = self.row_columns(bases[0].population)
        chosen, values = self.selection(bases[0].population, bases[0].conditions)
        listed = ", ".join(keys)
        sql = f"SELECT {listed}, {self._numbers(bases)} {chosen} GROUP BY {listed}"
        found = self.connection.execute(sql, values).fetchall()
        return {tuple(row[: len(keys)]): _cells(bases, row[len(keys) :]) for row in found}

    def in_total(self, bases: Sequence[Base]) -> list[Cell]:
        """The bases counted over the whole population of the question, never by adding rows."""
        chosen, values = self.selection(bases[0].population, bases[0].conditions)
        row = self.connection.execute(f"SELECT {self._numbers(bases)} {chosen}", values).fetchone()
        return _cells(bases, row)

    def _numbers(self, bases: Sequence[Base]) -> str:
        parts = []
        for base in bases:
            column = self.column(base.population, base.field) if base.field else ""
            parts.append(
                {
                    "count": "count(*)",
                    "distinct": f"count(DISTINCT {column})",
                    "sum": f"coalesce(sum({column}), 0)",
                    "mean": f"coalesce(sum({column}), 0), count({column})",
                    "value": f"max({_readable(column, self.columns(base.population))})",
                }[base.act]
            )
        return ", ".join(parts)

    def in_several_rows(self, base: Base) -> int:
        """How many distinct things of the base stand in more than one row."""
        keys = self.row_columns(base.population)
        assert base.field is not None
        column = self.column(base.population, base.field)
        chosen, values = self.selection(base.population, base.conditions)
        sql = (
            "SELECT count(*) FROM (SELECT 1 FROM"
            f" (SELECT DISTINCT {column} AS thing, {', '.join(keys)} {chosen})"
            " WHERE thing IS NOT NULL GROUP BY thing HAVING count(*) > 1)"
        )
        return int(self.connection.execute(sql, values).fetchone()[0])

    def how_many(self, population: Population) -> int:
        """How many of the population belong to the question; 0 where it cannot be filtered that way."""
        try:
            chosen, values = self.selection(population, ())
        except BadFilter:
            return 0
        return int(self.connection.execute(f"SELECT count(*) {chosen}", values).fetchone()[0])

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
            chosen, values = self.selection(population, ())
            days.append(self.connection.execute(f"SELECT min(date) {chosen}", values).fetchone()[0])
        return min((day for day in days if day), default=None)


def _from(source: str, where: Sequence[str]) -> str:
    named = source if source.startswith("(") else f'"{source}"'
    return f"FROM {named} WHERE {' AND '.join(where)}" if where else f"FROM {named}"


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
