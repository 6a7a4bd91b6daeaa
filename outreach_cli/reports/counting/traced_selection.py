"""The statements that list what was counted in a row: the records behind a figure."""

from __future__ import annotations

from collections.abc import Sequence

from outreach_cli.populations.fields import list_fields
from outreach_cli.reports.counting.row_shapes import list_made_per, list_row_parts
from outreach_cli.reports.counting.selection import QuestionSelection
from outreach_cli.reports.counting.statement import Place, Statement, write_often, write_records
from outreach_cli.reports.definitions.measures import CountedMeasure


class TracedSelection(QuestionSelection):
    """What of the populations belongs to one question, to be listed row by row."""

    def list_records(self, measure: CountedMeasure, columns: Sequence[str], row: Place) -> Statement:
        """These columns of each record that is counted in the row, None for the total."""
        chosen, values = self._select_in_row(measure, row)
        fields = list_fields(measure.population)
        listed = ", ".join(fields[each].name for each in columns)
        return Statement(f"SELECT {listed} {chosen} ORDER BY date, id", values)

    def list_distinct(self, measure: CountedMeasure, row: Place, whose: str | None = None) -> Statement:
        """Each distinct thing in a row: its name, whose, how many records, first and last day, numbers.

        Of a person in a pair or in a tally all the records are told, not the first alone, which stands for
        them in the row.
        """
        chosen, values = self._select_in_row(measure, row)
        column, fields = self._find_value(measure), list_fields(measure.population)
        grouped = f"GROUP BY {column}{write_often(measure.times)}"
        if measure.of_persons and (per := ", ".join(list_made_per(measure.population))):
            among = f"SELECT {per} {chosen} AND {column} IN (SELECT {column} {chosen} {grouped})"
            whole, more = self._select_whole(measure, row)
            chosen, grouped = f"{whole} AND ({per}) IN ({among})", f"GROUP BY {column}"
            values |= more
        name = fields[measure.field or ""].name
        owner = f", min({fields[whose].name})" if whose else ""
        told = write_records(measure.population)
        sql = f"SELECT {name}{owner}, {told} {chosen} {grouped} ORDER BY min(date), {name}"
        return Statement(sql, values)

    def _select_whole(self, measure: CountedMeasure, row: Place) -> tuple[str, dict[str, object]]:
        """The rows of which those in the row were made: each of the pairs, or of what is tallied."""
        population = measure.population
        each = population._replace(paired=None, tally=None)
        chosen, values = self._select(CountedMeasure("count", each))
        parts = list_row_parts(population, self.question.rows)
        for place, key in enumerate(row or ()):
            column = self.question.rows[place].find_sql(population)
            if column in parts:
                chosen += f" AND {column} IS :row{place}"
                values[f"row{place}"] = key
        return chosen, values

    def list_shared(self, measure: CountedMeasure, row: Place) -> Statement:
        """The distinct things in the row of which there are several persons."""
        chosen, values = self._select_in_row(measure, row)
        column, person = self._find_value(measure), self._find_person(measure.population)
        sql = f"SELECT {column} {chosen} GROUP BY {column} HAVING min({person}) <> max({person})"
        return Statement(sql, values)

    def _select_in_row(self, measure: CountedMeasure, row: Place) -> tuple[str, dict[str, object]]:
        own_days = row is not None and self._is_taken_by_span(measure)
        chosen, values = self._select(self._complete(measure), by_row=row is not None)
        chosen += f" AND {self._find_value(measure)} IS NOT NULL" if measure.field else ""
        if row is not None:
            for place, column in self._find_told(measure).items():
                chosen += f" AND {column} IS :row{place}"
                values[f"row{place}"] = row[place]
        if own_days and row is not None:
            values = self.question.bind_stretch(values, row, measure.when)
            dated = all(key for each, key in zip(self.question.rows, row, strict=True) if each.spans)
            chosen += "" if dated else " AND 0"  # in the row without a day nothing holds
        return chosen, values
