"""The records behind a cell: what was counted there, one line each, so that anyone can count them again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product

from outreach_cli.core.errors import BadValueError, UnknownWordError
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.core.periods import name_span, read_period
from outreach_cli.populations.fields import list_fields, show_value
from outreach_cli.populations.population import Population
from outreach_cli.records.label import NOT_STATED, Label
from outreach_cli.reports.counting.counts import ReportCounts, count_cells, fetch
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.counting.statement import Place, RowKey
from outreach_cli.reports.counting.traced_selection import TracedSelection
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.definitions.dimensions import Dimension
from outreach_cli.reports.definitions.measures import CountedMeasure
from outreach_cli.reports.layout import lay_out
from outreach_cli.tables.table import Cell, Column, Kind, Table

_OWN_LABELS: dict[str, tuple[Label, Kind]] = {
    "part": (Label("Indgår i", "Part of"), "text"),
    "records": (Label("Registreringer", "Records"), "number"),
    "first": (Label("Første", "First"), "day"),
    "latest": (Label("Seneste", "Latest"), "day"),
    "numbers": (Label("Numre", "Numbers"), "text"),
}
"""The columns of a trace that no population has."""


@dataclass(frozen=True)
class TracedPart:
    """A counted column, in one row (None: in the total)."""

    key: str
    measure: CountedMeasure
    row: Place


def trace(
    definition: ReportDefinition,
    question: ReportQuestion,
    connection: sqlite3.Connection,
    row: str,
    column: str | None,
    *,
    keys: bool,
) -> Table:
    """The records behind a cell, or behind a whole row without `column`.

    Raises UnknownRowError or UnknownColumnError.

    A count has one line a record, a number of distinct things one a thing; a ratio or share lists both its
    parts. With `keys` choices, yes and no, and parts stand by their key.
    """
    shown = question._replace(show_unknown=True)
    selection = TracedSelection(connection, shown, definition.name)
    counts = count_cells(definition, selection)
    place, name = _find_row(counts, row)
    parts = _find_parts(counts, place, column)
    listed = list(_list_parts(selection, parts, keys))
    shared = list(dict.fromkeys(key for _part, columns, _rows in listed for key in columns))
    shared.sort(key=lambda key: key in _OWN_LABELS)  # where there is no room for all, a record's day stays
    if len(parts) > 1:
        shared.insert(0, "part")
    body = tuple(_join_lines(definition, listed, shared, keys))
    of = str(definition.match_printed(column).label) if column else ""
    whole = lay_out(counts)
    return whole._replace(
        title=" – ".join(words for words in (whole.title, name, of) if words),
        columns=tuple(_make_column(key, parts) for key in shared),
        body=body,
        foot=None,
        row_keys=None,
        notes=(ngettext("{n} line", "{n} lines", len(body)).format(n=len(body)),),
        traced={"row": row, "column": column, "count": len(body)},
        tells_of_persons=any(part.measure.population.person for part in parts),
    )


def _join_lines(
    definition: ReportDefinition,
    listed: Sequence[tuple[TracedPart, list[str], list[tuple[Cell, ...]]]],
    shared: Sequence[str],
    keys: bool,
) -> Iterator[tuple[Cell, ...]]:
    """The parts' lines with the columns that they share, one below the other; each knows whose part it is."""
    for part, columns, rows in listed:
        of: dict[str, Cell] = {"part": part.key if keys else str(definition.find_column(part.key).label)}
        for each in rows:
            line = of | dict(zip(columns, each, strict=True))
            yield tuple(line.get(key) for key in shared)


def _make_column(key: str, parts: Sequence[TracedPart]) -> Column:
    if key in _OWN_LABELS:
        label, kind = _OWN_LABELS[key]
        return Column(key, str(label), kind)
    found = (list_fields(part.measure.population).get(key) for part in parts)
    field = next(each.field for each in found if each)
    return Column(key, str(field.label), field.cell_kind, field.decimals)


def _find_row(counted: ReportCounts, word: str) -> tuple[Place, str]:
    """The row that `word` names by its name, its key or in the other language, and its name.

    The total's row is None. Raises UnknownRowError.
    """
    if is_total(word):
        return None, _("Total")
    definition, rows = counted.definition, counted.question.rows
    names = [_name_row(definition, rows, said) for said in counted.names.values()]
    row = match_row(word, names, definition, rows, [*counted.names.items()])
    return [*counted.names][row], names[row]


def match_row(
    word: str,
    names: Sequence[str],
    definition: ReportDefinition,
    rows: Sequence[Dimension],
    keys: Sequence[tuple[RowKey, Sequence[Cell]]],
) -> int:
    """The place of the row that the word names: by its name, its key or in the other language.

    `names` are what the rows are called; of each `keys` has what stands in it, with names. Raises
    UnknownRowError.
    """
    called = {_fold_name(name): place for place, name in reversed([*enumerate(names)])}
    unknown = {"unknown", *definition.not_stated.both, *NOT_STATED.both}
    for place, (row, said) in enumerate(keys):
        words = [
            unknown if name is None else {str(name), *each.list_synonyms(key)}
            for each, key, name in zip(rows, row, said, strict=True)
        ]
        for spelt in product(*words):
            called.setdefault(_fold_name(", ".join(spelt)), place)
    if _fold_name(word) not in called:
        if (spanned := _match_span(word, rows, keys)) is not None:
            return spanned
        raise UnknownRowError(name=word, nearest=find_nearest(word, [*names, _("Total")]) or names[:3])
    return called[_fold_name(word)]


def _match_span(
    word: str, rows: Sequence[Dimension], keys: Sequence[tuple[RowKey, Sequence[Cell]]]
) -> int | None:
    """The place of the row of the stretch of time that the word is as a period: `2018-K1`, `marts`."""
    if len(rows) != 1 or not rows[0].spans:
        return None
    with suppress(BadValueError):
        asked = read_period(word)
        spans = (row[0] for row, _said in keys)
        return next((n for n, span in enumerate(spans) if span and read_period(str(span)) == asked), None)
    return None


def _fold_name(name: str) -> str:
    """A row's name as it is compared: `2–4 møder` is printed with a dash that no keyboard has."""
    return fold_case(name).replace("–", "-")


def _name_row(definition: ReportDefinition, rows: Sequence[Dimension], said: Sequence[str | None]) -> str:
    """What the row is called, a stretch of time in words."""
    return ", ".join(
        definition.name_unknown(each) if name is None else name_span(name) if each.spans else name
        for each, name in zip(rows, said, strict=True)
    )


def is_total(word: str) -> bool:
    """Whether the word names the row of the total, in either language."""
    return fold_case(word) in {fold_case(each) for each in ("total", "I alt", _("Total"))}


def _find_parts(counts: ReportCounts, row: Place, column: str | None) -> list[TracedPart]:
    """The counted columns that were asked for, in the row or, where a share is of the total, in that."""
    definition, measures = counts.definition, counts.bases
    if column is None:
        printed = {each.key for each in definition.printed}
        able = {key: each for key, each in measures.items() if key not in counts.obstacles}
        shown = [key for key in able if key in printed] or [*able]  # a share alone is of what is not shown
        return [TracedPart(key, able[key], row) for key in shown]
    key = definition.match_printed(column).key
    definition.refuse_constant(key)
    return [
        TracedPart(part, measures[part], None if in_total else row)
        for part, in_total in definition.find_figures(key)
    ]


def _list_parts(
    selection: TracedSelection, parts: Sequence[TracedPart], by_key: bool
) -> Iterator[tuple[TracedPart, list[str], list[tuple[Cell, ...]]]]:
    """Each part with the keys of its columns and its lines; two parts with the same lines are read once."""
    fetched: dict[str, list[tuple[Cell, ...]]] = {}
    for part in parts:
        measure, population = part.measure, part.measure.population
        field = [key for key in (measure.field, measure.until) if key]
        fields = list_fields(population)
        distinct = measure.act == "distinct"
        if distinct:
            whose = _find_owner(selection, part)
            keys = [*field, *([whose] if whose else []), "records", "first", "latest", "numbers"]
            statement = selection.list_distinct(measure, part.row, whose)
        else:
            keys = list(dict.fromkeys((*population.columns, *field)))
            statement = selection.list_records(measure, keys, part.row)
        if (same := repr(statement)) not in fetched:
            lines = fetch(selection.connection, statement)
            fetched[same] = [
                tuple(
                    _keep(cell) if distinct else show_value(fields[key].field, cell, keys=by_key)
                    for key, cell in zip(keys, line, strict=True)
                )
                for line in lines
            ]
            if distinct:
                fetched[same] = [
                    (*line, _tell_numbers(population, str(numbers), by_key))
                    for *line, numbers in fetched[same]
                ]
        yield part, keys, fetched[same]


def _find_owner(selection: TracedSelection, part: TracedPart) -> str | None:
    """The field of the person whom each distinct thing is of; None where it is one, or may be of several."""
    measure = part.measure
    if measure.population.person in (None, measure.field):
        return None
    shared = fetch(selection.connection, selection.list_shared(measure, part.row))
    return None if shared else measure.population.person


def _tell_numbers(population: Population, listed: str, by_key: bool) -> str:
    """The numbers of the records behind a distinct thing, after their kind where they may be of several."""
    kinds = population.choices.get("record")
    if kinds is None:
        return " ".join(sorted(listed.split(","), key=int))
    numbers: dict[str, list[int]] = {key: [] for key in kinds.values}
    for each in listed.split(","):
        kind, number = each.split(" ")
        numbers[kind].append(int(number))
    return ", ".join(
        " ".join([kind if by_key else kinds.show(kind), *map(str, sorted(of))])
        for kind, of in numbers.items()
        if of
    )


def _keep(value: object) -> Cell:
    return value if isinstance(value, int | str) else None


class UnknownRowError(UnknownWordError):
    """A trace asks for a row that the report does not have."""

    message = N_('The report has no row called "{name}".')
