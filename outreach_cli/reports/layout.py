"""A report's table, laid out from numbers that were counted already."""

from __future__ import annotations

from fractions import Fraction

from outreach_cli.core.days import shown_day, today
from outreach_cli.core.language import _, current_language
from outreach_cli.populations.view_columns import kind_of_column
from outreach_cli.records.choices import Choice
from outreach_cli.records.registry import RECORDS
from outreach_cli.reports.counting.counts import Counts
from outreach_cli.reports.counting.question import Question
from outreach_cli.reports.definitions.definition import ColumnDefinition, Definition
from outreach_cli.reports.definitions.measures import CountedMeasure, DerivedMeasure
from outreach_cli.reports.suppression.hidden_cells import HiddenCells
from outreach_cli.tables.table import Cell, Column, Kind, Table


def lay_out(
    definition: Definition,
    question: Question,
    counts: Counts,
    hidden: HiddenCells | None = None,
    notes: tuple[str, ...] = (),
) -> Table:
    """The table, in the current language, without what is hidden."""
    body = tuple(
        (*counts.names[row], *finish_row(definition, counts.cells(row), counts.total)) for row in counts.rows
    )
    label: tuple[Cell, ...] = (_("Total"), *("" for _each in question.rows[1:]))
    period, filters = question.describe()
    day = today().isoformat()
    table = Table(
        name=definition.name,
        title=str(definition.title),
        language=current_language(),
        columns=_make_columns(definition, question),
        body=body,
        foot=(*label, *finish_row(definition, counts.total, counts.total)),
        period=(question.period.first, question.period.last),
        period_words=period,
        filters={each.name: list(each.names) if each.several else each.names[0] for each in question.filters},
        filter_words=filters,
        as_of=question.as_of,
        extracted_on=day,
        extracted_words=_("Extracted {day}").format(day=shown_day(day, current_language())),
        notes=notes,
        not_stated=str(definition.not_stated),
    )
    return hidden.blank_cells(table, definition, counts.rows) if hidden else table


def _make_columns(definition: Definition, question: Question) -> tuple[Column, ...]:
    rows = [Column(each.name, str(each.label), "text", row=True) for each in question.rows]
    return (
        *rows,
        *(
            Column(
                each.key,
                str(each.label),
                _choose_kind(each),
                each.decimals,
                rule=str(each.rule),
                empty=str(each.empty or ""),
            )
            for each in definition.printed
        ),
    )


def _choose_kind(column: ColumnDefinition) -> Kind:
    if column.percent:
        return "percent"
    if isinstance(column.measure, CountedMeasure) and column.measure.act == "value":
        return "day" if kind_of_column(column.measure.field or "") == "day" else "text"
    return "number"


def finish_row(definition: Definition, values: dict[str, Cell], total: dict[str, Cell]) -> list[Cell]:
    """The row's cells in the columns' order: counted ones as they are, derived ones from exact values."""
    return [
        _show_choice(each.measure, values[each.key])
        if isinstance(each.measure, CountedMeasure)
        else derive(each.measure, values, total)
        for each in definition.printed
    ]


def _show_choice(measure: CountedMeasure, cell: Cell) -> Cell:
    """A choice's key as its label, anything else as it is."""
    field = RECORDS[measure.population.record].by_key.get(measure.field or "")
    if measure.act != "value" or field is None or not isinstance(field.type, Choice):
        return cell
    return str(field.type.values[cell]) if isinstance(cell, str) and cell in field.type.values else cell


def derive(measure: DerivedMeasure, values: dict[str, Cell], total: dict[str, Cell]) -> Cell:
    """A ratio, share or difference; None where a part is unknown or the denominator is zero."""
    left, right = values[measure.left], (total if measure.act == "share" else values)[measure.right]
    if not isinstance(left, int | Fraction) or not isinstance(right, int | Fraction):
        return None
    if measure.act == "difference":
        return left - right
    if measure.other:
        other = values[measure.other]
        if not isinstance(other, int | Fraction):
            return None
        right = Fraction(right + other) / 2
    return divide(left, right)


def divide(part: Cell, whole: Cell) -> Fraction | None:
    """The exact ratio; None where a number is unknown or the whole is zero."""
    if not isinstance(part, int | Fraction) or not isinstance(whole, int | Fraction):
        return None
    return Fraction(part) / whole if whole else None
