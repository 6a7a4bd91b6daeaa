"""The engine: a definition and a question become a table, with every counting rule kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, product

from outreach_cli.days import shown_day, today
from outreach_cli.language import N_, _, ngettext, spoken
from outreach_cli.reports.counting import Counter, RowKey
from outreach_cli.reports.definition import ColumnDefinition, Definition
from outreach_cli.reports.measures import Base, Derived
from outreach_cli.reports.populations import POPULATIONS
from outreach_cli.reports.question import Question, people
from outreach_cli.reports.withheld import UNLISTED, Withheld, blanked, withheld
from outreach_cli.tables import Cell, Column, Kind, Table
from outreach_cli.tables.shown import HIDDEN


@dataclass
class Counted:
    """What was counted: each base column's number by row and in total, and the rows in order with names."""

    by_row: dict[str, dict[RowKey, Cell]]
    total: dict[str, Cell]
    rows: list[RowKey]
    names: dict[RowKey, tuple[str | None, ...]]


def make_table(definition: Definition, question: Question, connection: sqlite3.Connection) -> Table:
    """The table, in the language spoken now."""
    counter = Counter(connection, question, definition.name)
    counted = count(definition, question, counter)
    hidden = _hidden(definition, question, counter, counted)
    body, notes = [], list(_notes(definition, question, counter, counted, hidden))
    for row in counted.rows:
        values = {key: numbers.get(row, zero(definition, key)) for key, numbers in counted.by_row.items()}
        body.append((*counted.names[row], *finished(definition, values, counted.total)))
    label: tuple[Cell, ...] = (_("Total"), *("" for _each in question.rows[1:]))
    period, filters = question.words()
    day = today().isoformat()
    table = Table(
        name=definition.name,
        title=str(definition.title),
        language=spoken(),
        columns=_columns(definition, question),
        body=tuple(body),
        foot=(*label, *finished(definition, counted.total, counted.total)),
        period=(question.period.first, question.period.last),
        period_words=period,
        filters={
            each.name: list(each.names) if each.name == "site" else each.names[0] for each in question.filters
        },
        filter_words=filters,
        as_of=question.as_of,
        extracted_on=day,
        extracted_words=_("Extracted {day}").format(day=shown_day(day, spoken())),
        notes=tuple(notes),
        not_stated=_("Not stated"),
    )
    return blanked(table, definition, counted.rows, hidden) if hidden else table


def _hidden(
    definition: Definition, question: Question, counter: Counter, counted: Counted
) -> Withheld | None:
    """What a table for publication hides; None for a table that hides nothing."""
    if question.least is None:
        return None
    bases = bases_of(definition)
    return withheld(counter, bases, counted.by_row, counted.total, counted.rows, question.least)


def _columns(definition: Definition, question: Question) -> tuple[Column, ...]:
    rows = [Column(each.name, str(each.label), "text", row=True) for each in question.rows]
    return (
        *rows,
        *(
            Column(each.key, str(each.label), _kind(each), each.decimals, rule=str(each.rule))
            for each in definition.columns
        ),
    )


def _kind(column: ColumnDefinition) -> Kind:
    if column.percent:
        return "percent"
    if isinstance(column.measure, Base) and column.measure.act == "value":
        return "day" if (column.measure.field or "").endswith("_on") else "text"
    return "number"


def bases_of(definition: Definition) -> dict[str, Base]:
    """The counted columns by key."""
    return {each.key: each.measure for each in definition.columns if isinstance(each.measure, Base)}


def count(definition: Definition, question: Question, counter: Counter) -> Counted:
    """Count every base column, by row and in total; one statement for those over the same things."""
    by_row: dict[str, dict[RowKey, Cell]] = {}
    total: dict[str, Cell] = {}
    for keys, bases in _together(bases_of(definition)):
        rows = counter.by_row(bases)
        for place, key in enumerate(keys):
            by_row[key] = {row: cells[place] for row, cells in rows.items()}
        total |= dict(zip(keys, counter.in_total(bases), strict=True))
    ordered, names = _rows(definition, question, counter, by_row)
    return Counted(by_row, total, ordered, names)


def _together(bases: dict[str, Base]) -> Iterator[tuple[list[str], list[Base]]]:
    def over(item: tuple[str, Base]) -> str:
        return repr((item[1].population.name, item[1].conditions))

    for _things, group in groupby(sorted(bases.items(), key=over), over):
        keys, measures = zip(*group, strict=True)
        yield list(keys), list(measures)


def _rows(
    definition: Definition, question: Question, counter: Counter, by_row: dict[str, dict[RowKey, Cell]]
) -> tuple[list[RowKey], dict[RowKey, tuple[str | None, ...]]]:
    """The rows in order with their names: those that are always there, those found, 'not stated' last."""
    earliest = None
    if question.period.first is None and any(each.month for each in question.rows):
        earliest = counter.earliest(
            {base.population.name: base.population for base in bases_of(definition).values()}.values()
        )
    known = [each.keys(counter.connection, question.period, earliest) for each in question.rows]
    found = {row for numbers in by_row.values() for row, cell in numbers.items() if cell}
    for place, names in enumerate(known):
        names |= {key: str(key) for key in sorted({row[place] for row in found} - {None, *names}, key=str)}
    always = {(key,) for key in known[0] if _belongs(question, key)} if len(known) == 1 else set()
    order = [[*names, None] for names in known]
    rows = [row for row in product(*order) if row in always or row in found]
    if definition.unknown == "note" and not question.show_unknown:
        rows = [row for row in rows if None not in row]
    return rows, {row: tuple(names.get(key) for key, names in zip(row, known, strict=True)) for row in rows}


def _belongs(question: Question, key: object) -> bool:
    """Whether a row without anything in it belongs: not when a filter chose others."""
    chosen = next((each.keys for each in question.filters if each.name == question.rows[0].name), None)
    return chosen is None or key in chosen


def zero(definition: Definition, key: str) -> Cell:
    """What a row has where nothing was counted: 0, and no mean or value at all."""
    return None if bases_of(definition)[key].act in ("mean", "value") else 0


def finished(definition: Definition, values: dict[str, Cell], total: dict[str, Cell]) -> list[Cell]:
    """The row's cells in the columns' order: counted ones as they are, derived ones from exact values."""
    return [
        values[each.key] if isinstance(each.measure, Base) else derive(each.measure, values, total)
        for each in definition.columns
    ]


def derive(measure: Derived, values: dict[str, Cell], total: dict[str, Cell]) -> Cell:
    """A ratio, share or difference; None where a part is unknown or the denominator is zero."""
    left, right = values[measure.left], (total if measure.act == "share" else values)[measure.right]
    if not isinstance(left, int | Fraction) or not isinstance(right, int | Fraction):
        return None
    if measure.act == "difference":
        return left - right
    return Fraction(left) / right if right else None


def _notes(
    definition: Definition, question: Question, counter: Counter, counted: Counted, hidden: Withheld | None
) -> Iterator[str]:
    """What the reader must know: what is hidden, who stands in no row, who in several, what was left out."""
    if hidden:
        yield _hidden_note(hidden, question.least)
    bases = bases_of(definition)
    if definition.unknown == "note" and not question.show_unknown:
        yield from _unknown_notes(question, bases, counted, hidden)
    yield from _overlap_notes(definition, counter, counted, bases)
    left_out = dict.fromkeys(name for base in bases.values() for name in base.population.left_out)
    for name in left_out:
        population = POPULATIONS[name]
        number = counter.how_many(population)
        if number and counter.tells_of_few(population):
            yield _(N_("Some {what} are not counted here")).format(what=population.many)
        elif number:
            what = str(population.one if number == 1 else population.many)
            said = ngettext("{n} {what} is not counted here", "{n} {what} are not counted here", number)
            yield said.format(n=number, what=what)


def _hidden_note(hidden: Withheld, least: int | None) -> str:
    if hidden.anything:
        said = N_("{mark}: hidden, so that no figure tells of fewer than {n} citizens")
    else:
        said = N_("Nothing had to be hidden: no figure tells of fewer than {n} citizens")
    return _(said).format(mark=HIDDEN, n=least)


def _unknown_notes(
    question: Question, bases: dict[str, Base], counted: Counted, hidden: Withheld | None
) -> Iterator[str]:
    key, base = next(iter(bases.items()))
    number = sum(cell for row, cell in counted.by_row[key].items() if None in row and isinstance(cell, int))
    told = not (hidden and hidden.hides(base, UNLISTED))
    if number and not told:
        what = people(2) if base.field == "citizen" else str(base.population.many)
        said = _(N_("Some {what} {without} are included in the total"))
        yield said.format(what=what, without=_(question.rows[0].without))
    elif number:
        what = (
            people(number)
            if base.field == "citizen"
            else str(base.population.one if number == 1 else base.population.many)
        )
        said = ngettext(
            "{n} {what} {without} is included in the total",
            "{n} {what} {without} are included in the total",
            number,
        )
        yield said.format(n=number, what=what, without=_(question.rows[0].without))


def _overlap_notes(
    definition: Definition, counter: Counter, counted: Counted, bases: dict[str, Base]
) -> Iterator[str]:
    several = {}
    for key, base in bases.items():
        if base.act == "distinct" and base.field == "citizen":
            added = sum(cell for cell in counted.by_row[key].values() if isinstance(cell, int))
            if added != counted.total[key]:
                several[key] = counter.in_several_rows(base)
    for key, number in several.items():
        if number < (counter.question.least or 0):
            said = _(N_("Some citizens stand in more than one row and count once in the total"))
        else:
            said = ngettext(
                "{n} citizen stands in more than one row and counts once in the total",
                "{n} citizens stand in more than one row and count once in the total",
                number,
            ).format(n=number)
        yield f"{definition.column(key).label}: {said}" if len(several) > 1 else said
