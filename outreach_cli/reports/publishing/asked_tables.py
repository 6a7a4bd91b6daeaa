"""What a published table says, as the mechanism takes it: a question, with the measures that it prints."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, Self

from outreach_cli.reports.counting.counting_plan import CountingPlan
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


class CountedReport(NamedTuple):
    """A counted table with what it was counted by; `total` says whether it has a last row."""

    plan: CountingPlan
    counts: ReportCounts
    has_total: bool = True

    @property
    def question(self) -> ReportQuestion:
        return self.plan.question

    def ask(self) -> AskedTable:
        """What it will print of persons."""
        plan, counts = self.plan, self.counts
        bases = {
            key: base
            for key, base in counts.bases.items()
            if base.persons and key not in counts.obstacles and base.act != "value"
        }
        first = next(iter(counts.bases.values()), None)
        told = plan.definition.hides_unknown(plan.question.rows) and not plan.question.show_unknown
        return AskedTable(
            plan.definition.name,
            plan.question,
            bases,
            frozenset(counts.rows),
            tuple(
                tuple(each for each in note.numbers.values() if each.persons)
                for note in plan.notes
                if not any(each.is_value_of_one for each in note.numbers.values())
            ),
            tuple(CountedMeasure("count", each) for each in plan.left_out if each.person),
            tuple(bases[key] for key in plan.overlaps if key in bases),
            first if told and first in bases.values() else None,
            self.has_total,
            {
                key: base
                for key, base in counts.bases.items()
                if not base.persons
                and key not in counts.obstacles
                and base.act not in ("value", "min", "max")
            },
        )
