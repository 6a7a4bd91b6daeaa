"""Everything that a report counts, as a list of statements in which none stands twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from outreach_cli.populations.fields import list_fields
from outreach_cli.populations.population import Population
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.records.choices import RegisterWords, find_words
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.selection import QuestionSelection
from outreach_cli.reports.counting.statement import CountedLines, Statement
from outreach_cli.reports.definitions.definition import (
    BadFilterError,
    BadRowsError,
    NoteDefinition,
    ReportDefinition,
)
from outreach_cli.reports.definitions.filters import FILTERS
from outreach_cli.reports.definitions.measures import CountedMeasure


class PlannedCount(NamedTuple):
    """One statement with the measures that it counts, all over the same things."""

    measures: Sequence[CountedMeasure]
    statement: Statement


class CountingPlan(NamedTuple):
    """What to count for a report, once each.

    `prepared` comes before all else, `counted` takes what was counted by this plan or another of the same
    selection. `earliest` finds by population its first day, where the period of rows over time has no
    beginning. `obstacles` says of the columns that cannot be counted why. `overlaps` are run where the rows
    of a column add up to more than its total, `members` list what a column counts, and `members_in_total`
    what its total does where that is not what its rows do. `words` are those that rows, filters or conditions
    are about, and of which a register may have its own.
    """

    definition: ReportDefinition
    question: ReportQuestion
    obstacles: Mapping[str, BadFilterError | BadRowsError]
    earliest: Mapping[str, Statement]
    by_row: Sequence[PlannedCount]
    in_total: Sequence[PlannedCount]
    listed: Sequence[Statement | None]
    elsewhere: Statement | None
    overlaps: Mapping[str, Statement]
    members: Mapping[CountedMeasure, Statement]
    members_in_total: Mapping[CountedMeasure, Statement]
    notes: Sequence[NoteDefinition]
    left_out: Sequence[Population]
    words: Sequence[RegisterWords]
    prepared: Sequence[Statement]
    counted: CountedLines


def plan_table(definition: ReportDefinition, selection: QuestionSelection) -> CountingPlan:
    """What the cells, the notes and, with a threshold, the hidden cells of a table need.

    Raises BadRowsError or BadFilterError where the first number cannot be counted, and BadReportError.
    """
    counted, obstacles = _sort_out(definition, selection)
    notes = [
        note
        for note in definition.notes
        if all(
            each.population.person is None or selection.can_filter(each.population)
            for each in note.numbers.values()
        )
    ]
    names = dict.fromkeys(
        name for measure in definition.counted.values() for name in measure.population.left_out
    )
    left_out = [POPULATIONS[name] for name in names if selection.can_filter(POPULATIONS[name])]
    shown = {each.key for each in definition.printed}
    overlaps = {
        key: selection.count_overlap(measure)
        for key, measure in counted.items()
        if key in shown and selection.can_overlap(measure)
    }
    spoken_of = [each for note in notes for each in note.numbers.values()]
    spoken_of += [CountedMeasure("count", population) for population in left_out]
    return _plan(definition, selection, obstacles, [*counted.values()], spoken_of, overlaps, notes, left_out)


def plan_cells(
    definition: ReportDefinition, selection: QuestionSelection, *, members: bool = False, total: bool = True
) -> CountingPlan:
    """What the cells alone need, with the `members` of each for a comparison; no `total` where none is shown.

    Raises what `plan_table` raises.
    """
    counted, obstacles = _sort_out(definition, selection)
    listed = [*counted.values()] if members else []
    return _plan(definition, selection, obstacles, [*counted.values()], members=listed, total=total)


def _plan(
    definition: ReportDefinition,
    selection: QuestionSelection,
    obstacles: Mapping[str, BadFilterError | BadRowsError],
    cells: Sequence[CountedMeasure],
    spoken_of: Sequence[CountedMeasure] = (),
    overlaps: Mapping[str, Statement] | None = None,
    notes: Sequence[NoteDefinition] = (),
    left_out: Sequence[Population] = (),
    members: Sequence[CountedMeasure] = (),
    total: bool = True,
) -> CountingPlan:
    question = selection.question
    totals = [each for each in (*cells, *spoken_of) if total and each.act != "value"]
    earliest = {}
    if question.period.first is None and question.over_time:
        earliest = {each.population.name: selection.find_earliest(each.population) for each in cells}
    return CountingPlan(
        definition=definition,
        question=question,
        obstacles=obstacles,
        earliest=earliest,
        by_row=[PlannedCount(each, selection.count_by_row(each)) for each in join_measures(cells)],
        in_total=[
            PlannedCount(each, _ask_as_able(selection, each[0].population).count_in_total(each))
            for each in join_measures(totals)
        ],
        listed=[Statement(each.listed, {}) if each.listed else None for each in question.dimensions],
        elsewhere=selection.list_elsewhere(question.rows[0]),
        overlaps=overlaps or {},
        members={each: selection.list_members(each) for each in members},
        members_in_total={
            each: statement for each in members if (statement := selection.list_members_in_total(each))
        },
        notes=notes,
        left_out=left_out,
        words=[*dict.fromkeys(_find_words(question, cells))],
        prepared=selection.take_preparing(),
        counted=selection.counted,
    )


def _ask_as_able(selection: QuestionSelection, population: Population) -> QuestionSelection:
    """The selection without the filters that things of nobody cannot be chosen by: all of them may belong."""
    question = selection.question
    able = tuple(each for each in question.filters if population.person or each.find_sql(population))
    return selection.ask_anew(question._replace(filters=able))


def _find_words(question: ReportQuestion, measures: Iterable[CountedMeasure]) -> Iterator[RegisterWords]:
    """The words of which a register may have its own that the question or a condition is about."""
    chosen = (FILTERS[each.name].choice for each in question.filters)
    for choice in (*(each.choice for each in question.dimensions), *chosen):
        if isinstance(choice, RegisterWords):
            yield choice
    for measure in measures:
        for condition in measure.conditions:
            if words := find_words(list_fields(measure.population)[condition.field].type):
                yield words


def _sort_out(
    definition: ReportDefinition, selection: QuestionSelection
) -> tuple[dict[str, CountedMeasure], dict[str, BadFilterError | BadRowsError]]:
    """The columns that can be counted, and why the others cannot. Raises what stands in the first's way."""
    measures = definition.counted
    obstacles = {
        key: obstacle for key, measure in measures.items() if (obstacle := selection.find_obstacle(measure))
    }
    if definition.leading in obstacles:
        raise obstacles[definition.leading]
    return {key: each for key, each in measures.items() if key not in obstacles}, obstacles


def join_measures(measures: Iterable[CountedMeasure]) -> Iterator[list[CountedMeasure]]:
    """The measures without doubles, those over the same things together: they are counted at one go."""

    def name_things(measure: CountedMeasure) -> str:
        return repr((measure.population.name, measure.when))

    for _things, group in groupby(sorted(dict.fromkeys(measures), key=name_things), name_things):
        yield list(group)
