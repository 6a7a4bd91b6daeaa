"""The counting rules as SQL: the statements by which a report is counted are written here alone.

Those that list what was counted, for a trace, are beside it in `traced_selection`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from copy import copy
from itertools import count

from outreach_cli.core.periods import Period
from outreach_cli.populations.fields import is_indexed_by_day, list_fields, list_own_fields
from outreach_cli.populations.population import Population
from outreach_cli.reports.counting.question import ReportQuestion, find_day_held
from outreach_cli.reports.counting.row_shapes import find_shape, list_row_parts
from outreach_cli.reports.counting.statement import (
    BEGUN,
    DURING,
    HELD,
    STILL,
    CountedLines,
    Statement,
    write_among,
    write_condition,
    write_from,
    write_number,
    write_record,
    write_source,
    write_touching,
)
from outreach_cli.reports.counting.used_columns import has_one_row_each, list_used_columns, write_columns
from outreach_cli.reports.definitions.conditions import FieldCondition
from outreach_cli.reports.definitions.definition import BadFilterError, BadRowsError
from outreach_cli.reports.definitions.dimensions import Dimension, show_dimension
from outreach_cli.reports.definitions.filters import list_able_filters, show_filter
from outreach_cli.reports.definitions.measures import CountedMeasure, When

_NUMBERS = count()
"""Numbers for temporary tables, none given twice."""


class QuestionSelection:
    """What of the populations belongs to one question, as statements.

    It runs none of them, but works out at once what they are to find in temporary tables.
    `measures` are all that will be counted, where that is known beforehand, and `rows` what else they will be
    told by: what is worked out has the columns for those, else all.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        question: ReportQuestion,
        report: str,
        measures: Sequence[CountedMeasure] = (),
        rows: Sequence[Dimension] = (),
    ) -> None:
        self.connection, self.question, self.report = connection, question, report
        self.measures, self.rows = measures, rows
        self.counted: CountedLines = {}
        self.temporary = _list_temporary(connection)
        self._tables: dict[tuple[object, ...], str] = {}

    def ask_anew(self, question: ReportQuestion) -> QuestionSelection:
        """The selection of another question; what is worked out or counted for one is there for the other."""
        other = copy(self)
        other.question = question
        return other

    def _select(self, measure: CountedMeasure, *, by_row: bool = False) -> tuple[str, dict[str, object]]:
        """The rows that meet the measure's conditions in the question: a FROM clause with its parameters.

        With `by_row` a thing that stands in several rows of the report has a line for each, and what is taken
        at a day is taken at those of a stretch of time.
        """
        population = measure.population
        rows = self.question.rows if by_row else ()
        spread = "".join(each.find_spread(population) for each in rows)
        used = list_used_columns(population, self.question, self.measures, self.rows)
        kept = write_columns(population, self.question, used)
        own_days = by_row and self._is_taken_by_span(measure)
        where, values = self._limit_to_period(population, measure.when, own_days, used)
        filtered, more = self._limit_to_filters(population)
        where, values = [*where, *filtered], values | more
        spanned = population.holds and self.question.over_time is not None
        source, where = write_source(population, self.question.period.first, used, where)
        if population.costly and spanned:  # each stretch of time takes its own
            touching = write_touching(population, self.question.period.first)
            source = self._work_out(kept, write_from(source, [*filtered, touching]), values)
            if measure.when != "in period":  # half of them, gone through once for each stretch
                source = self._work_out(kept, write_from(source, [BEGUN]), values)
        if shape := find_shape(population, kept, rows):
            source, where = shape(write_from(source, where)), []
        if population.costly and not spanned:
            once = {each.counts_once for each in self.measures if each.population is population} == {True}
            source, where = self._work_out(kept, write_from(source, where), values, once=once), []
        chosen, more = self._meet_conditions(population, measure.conditions)
        return write_from(source, [*where, *chosen], spread), values | more

    def _complete(self, measure: CountedMeasure) -> CountedMeasure:
        """It with the usual keys of the columns that neither the rows, a filter nor itself ask for."""
        asked = {each.field for each in self.question.dimensions}
        asked |= {each.field for each in self.question.filters}
        asked |= {each.field for each in measure.conditions}
        usual = measure.population.usual.items()
        more = (FieldCondition(column, (key, None)) for column, key in usual if column not in asked)
        return measure._replace(conditions=(*measure.conditions, *more))

    def _work_out(
        self, columns: Sequence[str], rows: str, values: Mapping[str, object], *, once: bool = False
    ) -> str:
        """The temporary table of the rows, until the reading ends.

        With `once` those alike are one, sorted, as SQLite then tells them apart far quicker; LIMIT keeps it
        from planning the rows themselves for that order.
        """
        given = {name: value for name, value in values.items() if f":{name}" in rows}
        listed = ", ".join(columns)
        if once:
            listed, rows = f"DISTINCT {listed}", f"FROM (SELECT {listed} {rows} LIMIT -1) ORDER BY {listed}"
        key = (listed, rows, *given.items())
        if key not in self._tables:
            self._tables[key] = name = f"counted_{next(_NUMBERS)}"
            self.connection.execute(f"CREATE TEMP TABLE {name} AS SELECT {listed} {rows}", given)
        return self._tables[key]

    def _is_taken_by_span(self, measure: CountedMeasure) -> bool:
        """Whether it holds at a day, so that each stretch of time has its own: rows by month, say."""
        return measure.when != "in period" and self.question.over_time is not None

    def _limit_to_filters(self, population: Population) -> tuple[list[str], dict[str, object]]:
        where, values = [], dict[str, object]()
        for each in self.question.filters:
            column = each.find_sql(population)
            if column is None:
                able = ", ".join(map(show_filter, list_able_filters(population)))
                raise BadFilterError(report=self.report, field=each.label, known=able)
            where.append(write_among(column, each.keys, each.name, values))
        return where, values

    def _limit_to_period(
        self, population: Population, when: When, own_days: bool, used: Sequence[str]
    ) -> tuple[list[str], dict[str, object]]:
        first, last = self.question.period.first, self.question.period.last
        if own_days:  # the statement is given the first day of each stretch
            first = first or last
        values: dict[str, object] = {"last": last, "whole_last": self.question.period.last}
        values |= {"first": first} if first else {}
        if when == "at start" and first is None:
            return ["holds_from IS NULL"], values
        if when == "at start" or (when == "at end" and not population.within):
            return list(HELD), values | {"held_on": find_day_held(when, Period(first, last))}
        if when == "during":
            return [BEGUN, DURING if first else "1"], values
        # The + keeps SQLite from walking the days one by one where they may be most of the register's: more
        # than a year, or half of one where it would look each row up in the table.
        most = 12 if is_indexed_by_day(population, used) else 6
        long = first is None or len(self.question.period.list_months()) > most
        happened = f"{'+' if long else ''}date {'BETWEEN :first AND' if first else '<='} :last"
        undated = population.undated or (population.undated_before and first is None)
        where = [f"({happened} OR date IS NULL)" if undated else happened]
        return [*where, *([BEGUN, STILL] if population.as_at or when == "at end" else [])], values

    def _meet_conditions(
        self, population: Population, conditions: Sequence[FieldCondition], name: str = "where"
    ) -> tuple[list[str], dict[str, object]]:
        where, values = [], dict[str, object]()
        fields = list_fields(population)
        for number, each in enumerate(conditions):
            where.append(write_condition(fields[each.field], each, f"{name}{number}", values))
        return where, values

    def find_row_columns(self, measure: CountedMeasure) -> list[str]:
        """The SQL of the row's keys. Raises BadRowsError where the measure cannot be counted by one."""
        found = []
        for each in self.question.rows:
            column = measure.find_row_key(each)
            if column is None:
                able = ", ".join(map(show_dimension, measure.list_able_rows()))
                raise BadRowsError(report=self.report, field=each.label, known=able)
            found.append(column)
        return found

    def find_obstacle(self, measure: CountedMeasure) -> BadFilterError | BadRowsError | None:
        """Why the measure cannot be counted here: it has no column for the rows or for a filter."""
        try:
            self.find_row_columns(measure)
            self._limit_to_filters(measure.population)
        except (BadFilterError, BadRowsError) as error:
            return error
        return None

    def can_filter(self, population: Population) -> bool:
        """Whether the population has a column for every filter."""
        return all(each.find_sql(population) for each in self.question.filters)

    def count_by_row(self, measures: Sequence[CountedMeasure], *, by_person: bool = False) -> Statement:
        """The row's keys, then the numbers of measures over the same things, within each row.

        With `by_person` within each person in it, who comes after the keys. Rows over time are counted one
        stretch at a time (`:span`) where things are found by their day, so that SQLite sorts no more than one
        month's rows at once.
        """
        population, taken = measures[0].population, self._is_taken_by_span(measures[0])
        keys = [*self._find_told(measures[0]).values()]
        person = [self._find_person(population)] if by_person else []
        numbers, chosen, values = self._select_numbers(measures, by_row=True)
        time = self.question.over_time
        spanned = time.spans.days if population.dated and time and time.spans and not taken else None
        listed, grouped = ", ".join([*keys, *person, numbers]), ", ".join([*person, *keys])
        counted = self._narrow(population, listed, f"{chosen} AND {spanned}" if spanned else chosen)
        sql = f"SELECT {listed} {counted}" + (f" GROUP BY {grouped}" if grouped else "")
        return Statement(sql, values, measures[0].when if taken else "within" if spanned else None)

    def _find_told(self, measure: CountedMeasure) -> dict[int, str]:
        """The SQL of the row's keys by their place, without those that the whole of a stretch of time has."""
        taken = self._is_taken_by_span(measure)
        columns = enumerate(self.find_row_columns(measure))
        return {place: column for place, column in columns if not (taken and self.question.rows[place].spans)}

    def can_overlap(self, measure: CountedMeasure) -> bool:
        """Whether it says something that a person stands in several rows: not where each has another day."""
        return measure.of_persons and measure.counts_once and not self._is_taken_by_span(measure)

    def count_in_total(self, measures: Sequence[CountedMeasure], *, by_person: bool = False) -> Statement:
        """The numbers of measures over the same things, in the whole population of the question.

        With `by_person` within each person, who comes first.
        """
        population = measures[0].population
        numbers, chosen, values = self._select_numbers(measures)
        if by_person:
            person = self._find_person(population)
            return Statement(f"SELECT {person}, {numbers} {chosen} GROUP BY {person}", values)
        return Statement(f"SELECT {numbers} {self._narrow(population, numbers, chosen)}", values)

    def _find_person(self, population: Population) -> str:
        """The SQL of the person whom a row is about."""
        return list_fields(population)[population.person or ""].value

    def count_overlap(self, measure: CountedMeasure) -> Statement:
        """How many distinct things of the measure stand in more than one row."""
        listed = self.list_overlap(measure)
        return listed._replace(sql=f"SELECT count(*) FROM ({listed.sql})")

    def list_overlap(self, measure: CountedMeasure) -> Statement:
        """The distinct things of the measure that stand in more than one row."""
        keys = self.find_row_columns(measure)
        column = self._find_value(measure)
        chosen, values = self._select(self._complete(measure), by_row=True)
        chosen = self._narrow(measure.population, column + "".join(keys), chosen)
        several = " OR ".join(f"min(ifnull({key}, '')) <> max(ifnull({key}, ''))" for key in keys)
        sql = f"SELECT {column} {chosen} AND {column} IS NOT NULL GROUP BY {column} HAVING {several}"
        return Statement(sql, values)

    def find_earliest(self, population: Population) -> Statement:
        """The first day on which anything of the population happened."""
        chosen, values = self._select(self._complete(CountedMeasure("count", population)))
        return Statement(f"SELECT min(date) {chosen}", values)

    def list_elsewhere(self, dimension: Dimension) -> Statement | None:
        """The row's records that a filter puts elsewhere: sites of another municipality, say."""
        chosen = self.question.find_filter(dimension.placed_by)
        if chosen is None:
            return None
        values: dict[str, object] = {}
        among = write_among(f'"{dimension.placed_by}"', chosen.keys, chosen.name, values)
        return Statement(f'SELECT id FROM "{dimension.kind}" WHERE NOT {among}', values)

    def list_members(self, measure: CountedMeasure, *, by_row: bool) -> Statement:
        """What is counted, one line each: the row's keys, the record's number and the value counted.

        Without `by_row` it is what is counted in the whole period, without keys.
        """
        chosen, values = self._select(self._complete(measure), by_row=by_row)
        keys = self._find_told(measure).values() if by_row else ()
        listed = ", ".join([*keys, write_record(measure.population), self._find_value(measure)])
        spanned = measure.when if by_row and self._is_taken_by_span(measure) else None
        return Statement(f"SELECT {listed} {chosen}", values, spanned)

    def has_members_of_its_own(self, measure: CountedMeasure) -> bool:
        """Whether the measure counts in the whole period something else than in all of the rows."""
        parts = list_row_parts(measure.population, self.question.rows)
        return bool(parts) or self._is_taken_by_span(measure)

    def _find_value(self, measure: CountedMeasure) -> str:
        """The SQL of the measure's field, or of the days from it to another; of none 1."""
        if measure.field is None:
            return "1"
        fields = list_fields(measure.population)
        if measure.until is None:
            return fields[measure.field].value
        first, last = fields[measure.field].value, fields[measure.until].value
        return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"

    def _select_numbers(
        self, measures: Sequence[CountedMeasure], *, by_row: bool = False
    ) -> tuple[str, str, dict[str, object]]:
        """The SQL of each measure's number, the FROM clause that they share, and the parameters of both."""
        first, *others = measures = [self._complete(each) for each in measures]
        shared = tuple(each for each in first.conditions if all(each in other.conditions for other in others))
        chosen, values = self._select(first._replace(conditions=shared), by_row=by_row)
        used = list_used_columns(first.population, self.question, self.measures, self.rows)
        parts = []
        for place, measure in enumerate(measures):
            own = [each for each in measure.conditions if each not in shared]
            where, more = self._meet_conditions(measure.population, own, f"of{place}_")
            values |= more
            column = self._find_value(measure)
            name = list_fields(measure.population)[measure.field].name if measure.field else ""
            alone = has_one_row_each(measure, used)
            parts.append(write_number(measure, column, name, where, one_of_each=alone))
        return ", ".join(parts), chosen, values

    def _narrow(self, population: Population, named: str, chosen: str) -> str:
        """The chosen rows; of records put together from what stands and what is gone, only the columns named.

        SQLite counts those over indexes alone only where nothing else of them is read, and LIMIT keeps it
        from looking through to the rest.
        """
        if f"{population.record}_gone" not in self.temporary:
            return chosen
        own = {name for each in list_own_fields(population) for name in (each.value, each.name)}
        read = sorted(name for name in own if name in named)
        keys = (each.find_sql(population) for each in self.question.rows)
        read += [key for key in keys if key and key not in own]
        return f"FROM (SELECT {', '.join(read) or '1'} {chosen} LIMIT -1) AS counted WHERE 1"


def _list_temporary(connection: sqlite3.Connection) -> set[str]:
    """The temporary tables and views there are; to ask makes no temporary database, which takes a while."""
    if ("temp",) not in connection.execute("SELECT name FROM pragma_database_list"):
        return set()
    return {name for (name,) in connection.execute("SELECT name FROM temp.sqlite_master")}
