"""A report's table, laid out from numbers that were counted already."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from operator import add, mul, sub

from outreach_cli.core.days import format_day, today
from outreach_cli.core.language import _, get_language
from outreach_cli.records.choices import Choice
from outreach_cli.reports.counting.counts import ReportCounts
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.statement import Place, RowKey
from outreach_cli.reports.definitions.definition import ColumnDefinition, ReportDefinition
from outreach_cli.reports.definitions.dimensions import Key
from outreach_cli.reports.definitions.measures import CountedMeasure, DerivedMeasure, Operand
from outreach_cli.reports.publishing.hidden_figures import HiddenFigures
from outreach_cli.tables.table import Cell, Column, Kind, Table


def lay_out(counts: ReportCounts, hidden: HiddenFigures | None = None, notes: tuple[str, ...] = ()) -> Table:
    """The table, in the current language, without what is hidden."""
    definition, question = counts.definition, counts.question
    body = tuple((*counts.names[row], *finish_row(counts, row)) for row in counts.rows)
    label: tuple[Cell, ...] = (_("Total"), *("" for _each in question.rows[1:]))
    period, filters = question.describe()
    day = today().isoformat()
    table = Table(
        name=definition.name,
        title=str(definition.title),
        language=get_language(),
        columns=_make_columns(definition, question),
        body=body,
        foot=(*label, *finish_row(counts, None)),
        period=(question.told_period.first, question.told_period.last),
        period_words=period,
        filters={each.name: list(each.names) if each.several else each.names[0] for each in question.filters},
        filter_words=filters,
        as_of=question.as_of,
        extracted_on=day,
        extracted_words=_("Extracted {day}").format(day=format_day(day)),
        notes=notes,
        close_percent=definition.close_percent,
        rounded_to=question.rounded_to,
        row_keys=tuple(find_codes(counts, row) for row in counts.rows),
    )
    return hidden.blank_cells(table, counts) if hidden else table


def find_codes(counts: ReportCounts, row: RowKey) -> tuple[Key, ...]:
    """What names the row in every language: a choice's key, a code, a day, or the name that a record has."""
    names = counts.names[row]
    return tuple(
        name if each.kind and key is not None else key
        for each, key, name in zip(counts.question.rows, row, names, strict=True)
    )


def _make_columns(definition: ReportDefinition, question: ReportQuestion) -> tuple[Column, ...]:
    columns = []
    for row in question.rows:
        kind: Kind = "span" if row.spans else "text"
        columns.append(Column(row.name, str(row.label), kind, row=True, empty=definition.name_unknown(row)))
    for each in definition.printed:
        shown = each.counted_field
        kind = "percent" if each.percent else shown.field.cell_kind if shown else "number"
        rule, empty = str(each.rule), str(each.empty or "")
        columns.append(Column(each.key, str(each.label), kind, each.decimals, rule=rule, empty=empty))
    return tuple(columns)


def finish_row(counts: ReportCounts, place: Place, total: dict[str, Cell] | None = None) -> list[Cell]:
    """The row's cells in the columns' order: counted ones as they are, derived ones from exact values.

    A share is of the counts' own total, or of another.
    """
    values, about = counts.list_cells(place), bool(counts.question.rounded_to)
    return [
        _show_choice(each, values[each.key])
        if isinstance(each.measure, CountedMeasure)
        else derive(counts.definition, each, values, total or counts.total, about=about)
        for each in counts.definition.printed
    ]


def _show_choice(column: ColumnDefinition, cell: Cell) -> Cell:
    """A choice's key as its label, anything else as it is."""
    shown = column.counted_field
    if shown is None or not isinstance(cell, str) or not isinstance(shown.type, Choice):
        return cell
    return str(shown.type.values[cell]) if cell in shown.type.values else cell


_OPERATORS: dict[str, Callable[[int | Fraction, int | Fraction], int | Fraction]] = {
    "difference": sub,
    "sum": add,
    "product": mul,
}


def derive(
    definition: ReportDefinition,
    column: ColumnDefinition,
    values: dict[str, Cell],
    total: dict[str, Cell],
    *,
    about: bool,
) -> int | Fraction | None:
    """What is computed from other columns; None where a part is unknown or the denominator is zero.

    Of numbers that are `about` right a part may be more than its whole: its share is limited.
    """
    measure = column.measure
    assert isinstance(measure, DerivedMeasure)

    def find_number(part: Operand, where: dict[str, Cell]) -> int | Fraction | None:
        if isinstance(part, Fraction):
            return part
        of = definition.find_column(part)
        counted = isinstance(of.measure, CountedMeasure)
        cell = where[part] if counted else derive(definition, of, where, total, about=about)
        return cell if isinstance(cell, int | Fraction) else None

    left = find_number(measure.left, values)
    right = find_number(measure.right, total if measure.act == "share" else values)
    if left is None or right is None:
        return None
    if compute := _OPERATORS.get(measure.act):
        return compute(left, right)
    if measure.other:
        other = find_number(measure.other, values)
        return None if other is None else divide(left, Fraction(right + other) / 2)
    ratio = divide(left, right)
    return limit_share(ratio) if about and (column.percent or measure.act == "share") else ratio


def limit_share(share: Fraction | None) -> Fraction | None:
    """The share of a part, which is neither less than nothing nor more than all."""
    return None if share is None else min(max(share, Fraction(0)), Fraction(1))


def compute_change(now: Cell, then: Cell) -> int | Fraction | None:
    """Now less then; None where one of them is no number."""
    if not isinstance(now, int | Fraction) or not isinstance(then, int | Fraction):
        return None
    return now - then


def divide(part: Cell, whole: Cell) -> Fraction | None:
    """The exact ratio; None where a number is unknown or the whole is zero."""
    if not isinstance(part, int | Fraction) or not isinstance(whole, int | Fraction):
        return None
    return Fraction(part) / whole if whole else None
