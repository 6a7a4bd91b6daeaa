"""The engine: a definition and a question become a table, with every counting rule kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby, product
from typing import TYPE_CHECKING, NamedTuple

from outreach_cli.days import shown_day, today
from outreach_cli.errors import BadFilter, BadRows
from outreach_cli.language import N_, _, ngettext, spoken
from outreach_cli.records import RECORDS
from outreach_cli.records.types import Choice
from outreach_cli.reports.counting import Counter, RowKey
from outreach_cli.reports.definition import ColumnDefinition, Definition
from outreach_cli.reports.measures import Base, Derived
from outreach_cli.reports.notes import declared_notes
from outreach_cli.reports.populations import POPULATIONS
from outreach_cli.reports.question import Question, people
from outreach_cli.tables import Cell, Column, Kind, Table
from outreach_cli.tables.shown import HIDDEN

if TYPE_CHECKING:
    from outreach_cli.reports.withheld import Withheld


class Counted(NamedTuple):
    """What was counted: each base column's number by row and in total, and the rows in order with names.

    `obstacles` says of the columns that could not be counted why; they are unknown everywhere.
    """

    by_row: dict[str, dict[RowKey, Cell]]
    total: dict[str, Cell]
    rows: list[RowKey]
    names: dict[RowKey, tuple[str | None, ...]]
    obstacles: dict[str, BadFilter | BadRows]

    def cells(self, row: RowKey, bases: dict[str, Base]) -> dict[str, Cell]:
        """A row's number in each base column: where nothing was counted 0, and no mean or value at all."""
        empty = {
            k: None if k in self.obstacles or b.act in ("mean", "value") else 0 for k, b in bases.items()
        }
        return {key: numbers.get(row, empty[key]) for key, numbers in self.by_row.items()}


def make_table(definition: Definition, question: Question, connection: sqlite3.Connection) -> Table:
    """The table, in the language spoken now."""
    counter = Counter(connection, question, definition.name)
    counted = count(definition, question, counter)
    hidden = _hidden(definition, question, counter, counted)
    body, notes = [], list(_notes(definition, question, counter, counted, hidden))
    for row in counted.rows:
        values = counted.cells(row, bases_of(definition))
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
        not_stated=str(definition.not_stated),
    )
    return hidden.blanked(table, definition, counted.rows) if hidden else table


def _hidden(
    definition: Definition, question: Question, counter: Counter, counted: Counted
) -> Withheld | None:
    """What a table for publication hides; None for a table that hides nothing."""
    if question.least is None:
        return None
    from outreach_cli.reports.withheld import withheld

    bases = {key: base for key, base in bases_of(definition).items() if key not in counted.obstacles}
    return withheld(counter, bases, counted.by_row, counted.total, counted.rows, question.least)


def _columns(definition: Definition, question: Question) -> tuple[Column, ...]:
    rows = [Column(each.name, str(each.label), "text", row=True) for each in question.rows]
    return (
        *rows,
        *(
            Column(
                each.key,
                str(each.label),
                _kind(each),
                each.decimals,
                rule=str(each.rule),
                empty=str(each.empty or ""),
            )
            for each in definition.printed
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
    """Count every base column, by row and in total; one statement for those over the same things.

    Raises BadRows or BadFilter where the first number cannot be counted so; other columns are then unknown.
    """
    by_row: dict[str, dict[RowKey, Cell]] = {}
    total: dict[str, Cell] = {}
    bases = bases_of(definition)
    obstacles = {
        key: obstacle for key, base in bases.items() if (obstacle := counter.obstacle(base.population))
    }
    leading = next((key for key, base in bases.items() if base.act != "value"), next(iter(bases)))
    if obstacle := obstacles.get(leading):
        raise obstacle
    for keys, together in _together({key: base for key, base in bases.items() if key not in obstacles}):
        rows = counter.by_row(together)
        for place, key in enumerate(keys):
            by_row[key] = {row: cells[place] for row, cells in rows.items()}
        total |= dict(zip(keys, counter.in_total(together), strict=True))
    by_row |= {key: {} for key in obstacles}
    total |= dict.fromkeys(obstacles)
    ordered, names = _rows(definition, question, counter, by_row)
    return Counted(by_row, total, ordered, names, obstacles)


def _together(bases: dict[str, Base]) -> Iterator[tuple[list[str], list[Base]]]:
    def over(item: tuple[str, Base]) -> str:
        return repr((item[1].population.name, item[1].when))

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
    always: set[RowKey] = set()
    if definition.empty_rows and len(known) == 1:
        elsewhere = counter.elsewhere(question.rows[0])
        always = {(key,) for key in known[0] if key not in elsewhere and _belongs(question, key)}
    order = [[*names, None] for names in known]
    rows = [row for row in product(*order) if row in always or row in found]
    if definition.unknown == "note" and not question.show_unknown:
        rows = [row for row in rows if None not in row]
    return rows, {row: tuple(names.get(key) for key, names in zip(row, known, strict=True)) for row in rows}


def _belongs(question: Question, key: object) -> bool:
    """Whether a row without anything in it belongs: not when a filter chose others."""
    chosen = next((each.keys for each in question.filters if each.name == question.rows[0].name), None)
    return chosen is None or key in chosen


def finished(definition: Definition, values: dict[str, Cell], total: dict[str, Cell]) -> list[Cell]:
    """The row's cells in the columns' order: counted ones as they are, derived ones from exact values."""
    return [
        _in_words(each.measure, values[each.key])
        if isinstance(each.measure, Base)
        else derive(each.measure, values, total)
        for each in definition.printed
    ]


def _in_words(measure: Base, cell: Cell) -> Cell:
    """A choice's key as its label, anything else as it is."""
    field = RECORDS[measure.population.record].by_key.get(measure.field or "")
    if measure.act != "value" or field is None or not isinstance(field.type, Choice):
        return cell
    return str(field.type.values[cell]) if isinstance(cell, str) and cell in field.type.values else cell


def derive(measure: Derived, values: dict[str, Cell], total: dict[str, Cell]) -> Cell:
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
    yield from _overlap_notes(definition, question, counter, counted)
    yield from declared_notes(
        definition,
        counter,
        lambda numbers: bool(hidden and hidden.tells_of_few(counter, numbers, bases, counted.total)),
    )
    yield from _obstacle_notes(definition, counted)
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
    told = not (hidden and hidden.hides_unlisted(base))
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
    definition: Definition, question: Question, counter: Counter, counted: Counted
) -> Iterator[str]:
    several = {}
    printed = {each.key for each in definition.printed}
    for key, base in bases_of(definition).items():
        if key not in printed or key in counted.obstacles:
            continue
        if base.act == "distinct" and base.field == "citizen":
            added = sum(cell for row, cell in counted.by_row[key].items() if isinstance(cell, int))
            if added != counted.total[key] and (number := counter.in_several_rows(base)):
                several[key] = number
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
    shares = [each for each in definition.printed if each.percent and each.measure_act == "share"]
    if shares and any(each.several for each in question.rows):
        yield _("A citizen may stand in several rows, so the shares may add to more than 100 %")


def _obstacle_notes(definition: Definition, counted: Counted) -> Iterator[str]:
    for key, obstacle in counted.obstacles.items():
        said = _("{column} cannot be counted by {field}")
        if any(each.key == key for each in definition.printed):
            yield said.format(column=definition.column(key).label, field=obstacle.details["field"])
