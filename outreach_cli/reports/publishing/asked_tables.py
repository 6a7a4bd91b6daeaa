"""What a published table says, as the mechanism takes it: a question, with the measures that it prints."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, Self

from outreach_cli.reports.counting.counts import ReportCounts
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.statement import RowKey
from outreach_cli.reports.definitions.measures import CountedMeasure

_MOST_MONTHS = 3
"""A quarter's. With those of a year in mind it would take minutes."""


class AskedTable(NamedTuple):
    """One question with everything about persons that a table of it prints.

    `columns` are the measures by key, those that a printed one is computed from among them: whoever sees the
    ratio and one part has the other. `rows` are those that are printed. `notes` hold the numbers of each
    declared note, but of none with one person's value, which is never printed. `left_out` is what is not
    counted here. Of the columns `overlaps` a note says how many persons stand in several rows, of the column
    `unknown` how many in none. `others` are measures of no persons, which are never hidden.
    """

    report: str
    question: ReportQuestion
    columns: Mapping[str, CountedMeasure]
    rows: frozenset[RowKey]
    notes: tuple[tuple[CountedMeasure, ...], ...] = ()
    left_out: tuple[CountedMeasure, ...] = ()
    overlaps: tuple[CountedMeasure, ...] = ()
    unknown: CountedMeasure | None = None
    has_total: bool = True
    others: Mapping[str, CountedMeasure] = MappingProxyType({})

    @property
    def all_columns(self) -> dict[str, CountedMeasure]:
        """Those about persons and the others."""
        return {**self.columns, **self.others}

    def split_by_month(self) -> Iterator[Self]:
        """What the table of each month would print, where there are two or three: they may come later."""
        question = self.question
        months = question.period.list_months() if question.period.first else []
        if 2 <= len(months) <= _MOST_MONTHS and question.over_time is None:
            for month in months:
                asked = question._replace(period=question.period.cut_to(month))
                yield self._replace(
                    question=asked, notes=(), left_out=(), overlaps=(), unknown=None, others={}
                )

    def list_total_measures(self) -> Iterator[CountedMeasure]:
        """Everything that is counted in the whole, the notes' numbers too."""
        if self.has_total:
            yield from self.columns.values()
        for note in self.notes:
            yield from note
        yield from self.left_out


def ask_table(counts: ReportCounts) -> AskedTable:
    """What the counted table will print of persons."""
    definition, question = counts.definition, counts.question
    able = {key: base for key, base in counts.bases.items() if key not in counts.obstacles}
    bases = {key: base for key, base in able.items() if base.persons and base.act != "value"}
    first = next(iter(counts.bases.values()), None)
    told = definition.hides_unknown(question.rows) and not question.show_unknown
    noted = [[*each.note.numbers.values()] for each in counts.notes]
    return AskedTable(
        definition.name,
        question,
        bases,
        frozenset(counts.rows),
        tuple(
            tuple(each for each in numbers if each.persons)
            for numbers in noted
            if not any(each.is_value_of_one for each in numbers)
        ),
        tuple(CountedMeasure("count", each.population) for each in counts.left_out if each.population.person),
        tuple(bases[key] for key in counts.overlaps if key in bases),
        first if told and first in bases.values() else None,
        counts.has_total,
        {key: base for key, base in able.items() if not base.persons},
    )
