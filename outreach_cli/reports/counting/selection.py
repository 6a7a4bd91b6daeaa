"""The counting rules as SQL: the only module that writes the statements by which a report is counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from copy import copy
from itertools import count
from typing import NamedTuple

from outreach_cli.populations.fields import CountedField, list_fields, list_own_fields
from outreach_cli.populations.population import PairedAnswers, Population
from outreach_cli.records.choices import Several
from outreach_cli.reports.counting.question import Question
from outreach_cli.reports.definitions.conditions import Condition
from outreach_cli.reports.definitions.definition import BadFilterError, BadRowsError
from outreach_cli.reports.definitions.dimensions import DIMENSIONS, Dimension, Key, dimension_word
from outreach_cli.reports.definitions.filters import list_able_filters
from outreach_cli.reports.definitions.measures import ONCE, CountedMeasure, Times, When

RowKey = tuple[Key, ...]
_NUMBERS = count()
"""Numbers for temporary tables, none given twice."""
_BEGUN = "(holds_from IS NULL OR holds_from <= :last)"
_STILL = "(holds_until IS NULL OR holds_until > :last)"
_HELD_BEFORE = (
    "(holds_from IS NULL OR holds_from < :first)",
    "(holds_until IS NULL OR holds_until >= :first)",
)


class Statement(NamedTuple):
    """SQL with its parameters; with `spanned` it is run for each stretch of time, as `:span`."""

    sql: str
    values: Mapping[str, object]
    spanned: bool = False


class Selection:
    """What of the populations belongs to one question, as statements; it runs none of them.

    On the connection it only looks up which records are put together from what stands and what is gone.
    """

    def __init__(self, connection: sqlite3.Connection, question: Question, report: str) -> None:
        self.connection, self.question, self.report = connection, question, report
        self._tables: dict[tuple[str, When], str] = {}
        self._preparing: list[Statement] = []

    def ask_by(self, *, rows: tuple[Dimension, ...], across: Dimension | None = None) -> Selection:
        """The same selection counted by other rows; what is worked out for one is there for the other."""
        other = copy(self)
        other.question = self.question._replace(rows=rows, across=across)
        return other

    def take_preparing(self) -> list[Statement]:
        """What is to be run before the statements planned so far, each handed out once."""
        preparing = list(self._preparing)
        self._preparing.clear()
        return preparing

    def select(self, measure: CountedMeasure, *, by_row: bool = False) -> tuple[str, dict[str, object]]:
        """The rows that the measure counts of the question: a FROM clause with its parameters.

        With `by_row` a thing that stands in several rows of the report has a line for each.
        """
        population = measure.population
        spread = "".join(self._find_spreads(population)) if by_row else ""
        where, values = self._limit_to_question(population, measure.when)
        source = population.view
        if population.costly:
            source, where = self._work_out(population, measure.when, where, values), []
        chosen, more = self._meet_conditions(population, measure.conditions)
        values |= more
        if population.latest_per:
            source, where = _take_latest(population.latest_per, _write_from(source, where)), []
        elif population.paired:
            source, where = _pair_answers(population.paired, _write_from(source, where)), []
        return _write_from(source, [*where, *chosen], spread), values

    def _find_spreads(self, population: Population) -> list[str]:
        return [each.find_spread(population) for each in self.question.dimensions]

    def _work_out(
        self, population: Population, when: When, where: Sequence[str], values: dict[str, object]
    ) -> str:
        """The temporary table with the rows of the question; it goes when the reading ends."""
        key = (population.name, when)
        if key not in self._tables:
            name = f"counted_{next(_NUMBERS)}"
            sql = f"CREATE TEMP TABLE {name} AS SELECT * {_write_from(population.view, where)}"
            self._preparing.append(Statement(sql, dict(values)))
            self._tables[key] = name
        return self._tables[key]

    def _limit_to_question(self, population: Population, when: When) -> tuple[list[str], dict[str, object]]:
        where, values = self._limit_to_period(population, when)
        for each in self.question.filters:
            column = each.find_sql(population)
            if column is None:
                raise BadFilterError(
                    report=self.report, field=each.label, known=", ".join(list_able_filters(population))
                )
            where.append(_write_among(column, each.keys, each.name, values))
        return where, values

    def _limit_to_period(self, population: Population, when: When) -> tuple[list[str], dict[str, object]]:
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

    def _meet_conditions(
        self, population: Population, conditions: Sequence[Condition], name: str = "where"
    ) -> tuple[list[str], dict[str, object]]:
        where, values = [], dict[str, object]()
        fields = list_fields(population)
        for number, each in enumerate(conditions):
            where.append(_write_condition(fields[each.field], each, f"{name}{number}", values))
        return where, values

    def find_row_columns(self, population: Population) -> list[str]:
        """The SQL of the row's keys. Raises BadRowsError where the population has no such column."""
        found = []
        for each in self.question.dimensions:
            column = each.find_sql(population)
            # Whether cells of things that stand in several rows can be worked out is shown for persons only.
            told = self.question.threshold is not None and each.find_spread(population)
            if column is None or told:
                able = [
                    dimension_word(name) for name, other in DIMENSIONS.items() if other.find_sql(population)
                ]
                raise BadRowsError(report=self.report, field=each.label, known=", ".join(able))
            found.append(column)
        return found

    def find_obstacle(self, population: Population) -> BadFilterError | BadRowsError | None:
        """Why the population cannot be counted here: it has no column for the rows or for a filter."""
        try:
            self.find_row_columns(population)
            self._limit_to_question(population, "in period")
        except (BadFilterError, BadRowsError) as error:
            return error
        return None

    def can_filter(self, population: Population) -> bool:
        """Whether the population has a column for every filter."""
        return all(each.find_sql(population) for each in self.question.filters)

    def count_by_row(self, measures: Sequence[CountedMeasure]) -> Statement:
        """The row's keys, then the numbers of measures over the same things, within each row.

        Rows over time are counted one stretch at a time (`:span`) where things are found by their day, so
        that SQLite sorts no more than one month's rows at once.
        """
        population = measures[0].population
        keys = self.find_row_columns(population)
        numbers, chosen, values = self._select_numbers(measures, by_row=True)
        listed = ", ".join(keys)
        time = self.question.over_time
        spanned = time.spans.days if population.dated and time and time.spans else None
        counted = self._narrow(population, listed + numbers, f"{chosen} AND {spanned}" if spanned else chosen)
        sql = f"SELECT {listed}, {numbers} {counted} GROUP BY {listed}"
        return Statement(sql, values, spanned is not None)

    def count_in_total(self, measures: Sequence[CountedMeasure]) -> Statement:
        """The numbers of measures over the same things, in the whole population of the question."""
        numbers, chosen, values = self._select_numbers(measures)
        return Statement(f"SELECT {numbers} {self._narrow(measures[0].population, numbers, chosen)}", values)

    def count_overlap(self, measure: CountedMeasure) -> Statement:
        """How many distinct things of the measure stand in more than one row."""
        keys = self.find_row_columns(measure.population)
        column = self._find_value(measure)
        chosen, values = self.select(measure, by_row=True)
        for each, key in zip(self.question.dimensions, keys, strict=True):
            if each.groups:
                chosen += f" AND NOT coalesce({_write_among(key, list(each.groups), each.name, values)}, 0)"
        chosen = self._narrow(measure.population, column + "".join(keys), chosen)
        several = " OR ".join(f"min(ifnull({key}, '')) <> max(ifnull({key}, ''))" for key in keys)
        sql = (
            f"SELECT count(*) FROM (SELECT 1 {chosen} AND {column} IS NOT NULL"
            f" GROUP BY {column} HAVING {several})"
        )
        return Statement(sql, values)

    def find_earliest(self, population: Population) -> Statement:
        """The first day on which anything of the population happened."""
        chosen, values = self.select(CountedMeasure("count", population))
        return Statement(f"SELECT min(date) {chosen}", values)

    def list_elsewhere(self, dimension: Dimension) -> Statement | None:
        """The row's records that a filter puts elsewhere: sites of another municipality, say."""
        chosen = self.question.find_filter(dimension.placed_by)
        if chosen is None:
            return None
        values: dict[str, object] = {}
        among = _write_among(f'"{dimension.placed_by}"', chosen.keys, chosen.name, values)
        return Statement(f'SELECT id FROM "{dimension.kind}" WHERE NOT {among}', values)

    def list_members(self, measure: CountedMeasure) -> Statement:
        """What is counted, one line each: the row's keys, the record's number and the value counted."""
        listed = ", ".join(self.find_row_columns(measure.population))
        chosen, values = self.select(measure, by_row=True)
        column = self._find_value(measure) if measure.field else "1"
        return Statement(f"SELECT {listed}, id, {column} {chosen}", values)

    def list_records(self, measure: CountedMeasure, columns: Sequence[str], row: RowKey | None) -> Statement:
        """These columns of each record that is counted in the row, None for the total."""
        chosen, values = self._select_in_row(measure, row)
        if measure.act not in ("count", "distinct") and measure.field:
            chosen += f" AND {self._find_value(measure)} IS NOT NULL"
        fields = list_fields(measure.population)
        listed = ", ".join(fields[each].name for each in columns)
        return Statement(f"SELECT {listed} {chosen} ORDER BY date, id", values)

    def list_distinct(self, measure: CountedMeasure, row: RowKey | None) -> Statement:
        """Each distinct thing counted in the row: its name, how many records, first and last day, numbers."""
        chosen, values = self._select_in_row(measure, row)
        column = self._find_value(measure)
        name = list_fields(measure.population)[measure.field or ""].name
        often = _write_often(measure.times)
        sql = (
            f"SELECT {name}, count(DISTINCT id), min(date), max(date),"
            f" replace(group_concat(DISTINCT id), ',', ' ') {chosen}"
            f" AND {column} IS NOT NULL GROUP BY {column}{often} ORDER BY min(date), {name}"
        )
        return Statement(sql, values)

    def _select_in_row(self, measure: CountedMeasure, row: RowKey | None) -> tuple[str, dict[str, object]]:
        chosen, values = self.select(measure, by_row=row is not None)
        if row is not None:
            columns = self.find_row_columns(measure.population)
            for number, (key, column) in enumerate(zip(row, columns, strict=True)):
                chosen += f" AND {column} IS :row{number}"
                values[f"row{number}"] = key
        return chosen, values

    def _find_value(self, measure: CountedMeasure) -> str:
        """The SQL of the measure's field, or of the days from it to another."""
        assert measure.field is not None
        fields = list_fields(measure.population)
        if measure.until is None:
            return fields[measure.field].value
        first, last = fields[measure.field].value, fields[measure.until].value
        return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"

    def _select_numbers(
        self, measures: Sequence[CountedMeasure], *, by_row: bool = False
    ) -> tuple[str, str, dict[str, object]]:
        """The SQL of each measure's number, the FROM clause that they share, and the parameters of both."""
        first, *others = measures
        shared = tuple(each for each in first.conditions if all(each in other.conditions for other in others))
        chosen, values = self.select(first._replace(conditions=shared), by_row=by_row)
        parts = []
        for place, measure in enumerate(measures):
            own = [each for each in measure.conditions if each not in shared]
            where, more = self._meet_conditions(measure.population, own, f"of{place}_")
            values |= more
            column = self._find_value(measure) if measure.field else ""
            name = list_fields(measure.population)[measure.field].name if measure.field else ""
            parts.append(_write_number(measure, column, name, where))
        return ", ".join(parts), chosen, values

    def _narrow(self, population: Population, named: str, chosen: str) -> str:
        """The chosen rows; of records put together from what stands and what is gone, only the columns named.

        SQLite counts those over indexes alone only where nothing else of them is read, and LIMIT keeps it
        from looking through to the rest.
        """
        together = "SELECT 1 FROM temp.sqlite_master WHERE name = ?"
        if not self.connection.execute(together, (f"{population.record}_gone",)).fetchone():
            return chosen
        own = {name for each in list_own_fields(population) for name in (each.value, each.name)}
        read = sorted(name for name in own if name in named)
        read += [
            key for each in self.question.dimensions if (key := each.find_sql(population) or "") not in own
        ]
        return f"FROM (SELECT {', '.join(read) or '1'} {chosen} LIMIT -1) AS counted WHERE 1"


def list_words(connection: sqlite3.Connection, measure: CountedMeasure, field: str) -> list[str]:
    """The words that stand in a field of a population, whatever is asked."""
    name = list_fields(measure.population)[field].name
    source = _write_from(measure.population.view, [f"{name} IS NOT NULL"])
    return [str(word) for (word,) in connection.execute(f"SELECT DISTINCT {name} {source} ORDER BY 1")]


def _write_condition(field: CountedField, condition: Condition, name: str, values: dict[str, object]) -> str:
    """The condition as SQL; where the value is unknown, only what asks for that is met."""
    keys = [each for each in condition.values if each is not None]
    column = field.value
    if condition.operator != "=":
        values[name] = keys[0]
        met = f"{column} {condition.operator} :{name}"
    elif isinstance(field.type, Several):
        parts = []
        for number, key in enumerate(keys):
            values[f"{name}_{number}"] = f"|{key}|"
            parts.append(f"instr('|' || {column} || '|', :{name}_{number}) > 0")
        met = " OR ".join(parts)
    else:
        met = _write_among(column, keys, name, values) if keys else ""
    unknown = f"{column} IS NULL" if None in condition.values else ""
    either = " OR ".join(part for part in (met, unknown) if part)
    return f"NOT coalesce({either}, 0)" if condition.negated else f"({either})"


def _write_number(measure: CountedMeasure, column: str, name: str, where: Sequence[str]) -> str:
    """The measure's number as SQL over rows of which only those that meet `where` count.

    A mean is two numbers. What SQLite has no words for is handed on as a list, in JSON.
    """
    only = f" FILTER (WHERE {' AND '.join(where)})" if where else ""
    listed = f"json_group_array({column}) FILTER (WHERE {' AND '.join([*where, f'{column} IS NOT NULL'])})"
    return {
        "count": f"count(*){only}",
        "distinct": f"count(DISTINCT {column}){only}" if measure.times == ONCE else listed,
        "sum": f"coalesce(sum({column}){only}, 0)",
        "mean": f"coalesce(sum({column}){only}, 0), count({column}){only}",
        "median": listed,
        "min": f"min({column}){only}",
        "max": f"max({column}){only}",
        "value": f"CASE WHEN count(DISTINCT ifnull({name}, '')){only} = 1 THEN max({name}){only} END",
    }[measure.act]


def _write_often(times: Times) -> str:
    """The SQL that leaves groups with so many lines."""
    if times == ONCE:
        return ""
    return f" HAVING count(*) >= {times.least}" + (f" AND count(*) <= {times.most}" if times.most else "")


def _take_latest(person: str, source: str) -> str:
    """Each person's latest row."""
    return (
        "(SELECT * FROM (SELECT *,"
        f' row_number() OVER (PARTITION BY "{person}" ORDER BY date DESC, id DESC) AS nth {source})'
        " WHERE nth = 1)"
    )


def _pair_answers(pair: PairedAnswers, source: str) -> str:
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


def _write_from(source: str, where: Sequence[str], spread: str = "") -> str:
    named = source if source.startswith("(") else f'"{source}"'
    return f"FROM {named} AS counted{spread} WHERE {' AND '.join(where) or '1'}"


def _write_among(column: str, keys: Sequence[object], name: str, values: dict[str, object]) -> str:
    marks = []
    for number, key in enumerate(keys):
        values[f"{name}_{number}"] = key
        marks.append(f":{name}_{number}")
    return f"{column} IN ({', '.join(marks)})"
