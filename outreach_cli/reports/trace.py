"""The records behind a cell: what was counted there, one line each, so that anyone can count them again."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from itertools import product

from outreach_cli.errors import UnknownColumn, UnknownRow
from outreach_cli.language import _, ngettext
from outreach_cli.names import folded, nearest
from outreach_cli.records import RECORDS, Label
from outreach_cli.records.types import Day, Reference
from outreach_cli.reports.counting import Counter, RowKey
from outreach_cli.reports.definition import NOT_STATED, Definition
from outreach_cli.reports.engine import bases_of, count, make_table
from outreach_cli.reports.measures import Base
from outreach_cli.reports.populations import Population
from outreach_cli.reports.question import Question
from outreach_cli.tables import Cell, Column, Table

_LABELS: dict[str, Label] = {
    field.key: field.label for record in reversed(RECORDS.values()) for field in record.fields
} | {
    "id": Label("Nr.", "No."),
    "citizen": Label("Borger", "Citizen"),
    "holds_from": Label("Gælder fra", "From"),
    "records": Label("Registreringer", "Records"),
    "first": Label("Første", "First"),
    "latest": Label("Seneste", "Latest"),
    "numbers": Label("Numre", "Numbers"),
    "part": Label("Indgår i", "Part of"),
    "record": Label("Registrering", "Record"),
    "check": Label("Kontrol", "Check"),
    "heads": Label("Fremmødte", "Heads"),
    "step": Label("Trin", "Step"),
    "state": Label("Tilstand", "State"),
    "problem": Label("Problem", "Problem"),
    "reason": Label("Fejl", "Reason"),
    "first_score": Label("Første svar", "First answer"),
    "latest_score": Label("Seneste svar", "Latest answer"),
    "latest_on": Label("Dato for seneste svar", "Latest day"),
    "change": Label("Ændring", "Change"),
    "holds_until": Label("Gælder til", "Until"),
    "silent_from": Label("Uden kontakt fra", "Without contact from"),
    "silent_until": Label("Uden kontakt til", "Without contact until"),
}


@dataclass(frozen=True)
class Part:
    """A counted column, in one row (None: in the total)."""

    key: str
    base: Base
    row: RowKey | None


def trace(
    definition: Definition, question: Question, connection: sqlite3.Connection, row: str, column: str | None
) -> Table:
    """The records behind a cell, or behind a whole row without `column`. Raises UnknownRow or UnknownColumn.

    A count has one line a record, a number of distinct citizens one a citizen; a ratio or share lists both
    its parts.
    """
    counter = Counter(connection, question, definition.name)
    whole = make_table(definition, question._replace(show_unknown=True), connection)
    place, name = _row(definition, question._replace(show_unknown=True), counter, row)
    parts = _parts(definition, counter, place, column)
    listed = [(part, *_listing(counter, part)) for part in parts]
    keys = list(dict.fromkeys(key for _part, columns, _rows in listed for key in columns))
    together = len(parts) > 1
    body = [
        (
            *([str(definition.column(part.key).label)] if together else []),
            *(dict(zip(columns, each, strict=True)).get(key) for key in keys),
        )
        for part, columns, rows in listed
        for each in rows
    ]
    of = _said(definition, column) if column else ""
    return replace(
        whole,
        title=" – ".join(words for words in (whole.title, name, of) if words),
        columns=tuple(_column(key) for key in (["part"] if together else []) + keys),
        body=tuple(body),
        foot=None,
        notes=(ngettext("{n} line", "{n} lines", len(body)).format(n=len(body)),),
        not_stated="",
        traced={"row": row, "column": column, "count": len(body)},
    )


def _said(definition: Definition, column: str) -> str:
    return str(definition.column(_column_called(definition, column)).label)


def _column(key: str) -> Column:
    kind = "day" if key in ("date", "first", "latest") or key.endswith(("_on", "_from", "_until")) else "text"
    if key in ("id", "records", "minutes", "hours"):
        kind = "number"
    return Column(key, str(_LABELS.get(key, key)), kind)  # type: ignore[arg-type]


def _row(
    definition: Definition, question: Question, counter: Counter, word: str
) -> tuple[RowKey | None, str]:
    """The row that `word` names by its name, its key or in the other language, and its name.

    The total's row is None. Raises UnknownRow.
    """
    if folded(word) in {folded(each) for each in ("total", "I alt", _("Total"))}:
        return None, _("Total")
    counted = count(definition, question, counter)
    names = {
        row: ", ".join(name or str(definition.not_stated) for name in said)
        for row, said in counted.names.items()
    }
    called = {folded(name): row for row, name in reversed(names.items())}
    unknown = {"unknown", *definition.not_stated.both, *NOT_STATED.both}
    for row, said in counted.names.items():
        words = [
            unknown if name is None else {name, *each.words(key)}
            for each, key, name in zip(question.rows, row, said, strict=True)
        ]
        for spelt in product(*words):
            called.setdefault(folded(", ".join(spelt)), row)
    if folded(word) not in called:
        raise UnknownRow(
            name=word, nearest=nearest(word, [*names.values(), _("Total")]) or [*names.values()][:3]
        )
    row = called[folded(word)]
    return row, names[row]


def _column_called(definition: Definition, word: str) -> str:
    for column in definition.printed:
        if folded(word) in {folded(each) for each in (column.key, *column.label.both)}:
            return column.key
    keys = [column.key for column in definition.printed]
    labels = [str(column.label) for column in definition.printed]
    raise UnknownColumn(name=word, nearest=nearest(word, [*labels, *keys]) or labels)


def _parts(definition: Definition, counter: Counter, row: RowKey | None, column: str | None) -> list[Part]:
    bases = bases_of(definition)
    if column is None:
        printed = {each.key for each in definition.printed}
        able = {key: base for key, base in bases.items() if not counter.obstacle(base.population)}
        return [Part(key, base, row) for key, base in able.items() if key in printed]
    measure = definition.column(_column_called(definition, column)).measure
    if isinstance(measure, Base):
        return [Part(_column_called(definition, column), measure, row)]
    whole = None if measure.act == "share" else row
    return [Part(key, bases[key], row if place == 0 else whole) for place, key in enumerate(measure.parts)]


def _listing(counter: Counter, part: Part) -> tuple[list[str], list[tuple[Cell, ...]]]:
    """The keys of the part's columns, and its lines."""
    base = part.base
    chosen, values = counter.selection(base)
    if part.row is not None:
        for number, (key, column) in enumerate(
            zip(part.row, counter.row_columns(base.population), strict=True)
        ):
            chosen += f" AND {column} IS :row{number}"
            values[f"row{number}"] = key
    if base.act == "distinct":
        return _people(counter, base, chosen, values)
    field = base.field
    keys = list(dict.fromkeys((*base.population.columns, *([field] if field else []))))
    if base.act in ("mean", "value") and field:
        chosen += f" AND {counter.column(base.population, field)} IS NOT NULL"
    listed = ", ".join(f'"{key}"' for key in keys)
    rows = counter.connection.execute(f"SELECT {listed} {chosen} ORDER BY date, id", values).fetchall()
    return keys, [
        tuple(_shown(key, cell, base.population) for key, cell in zip(keys, row, strict=True)) for row in rows
    ]


def _people(
    counter: Counter, base: Base, chosen: str, values: dict[str, object]
) -> tuple[list[str], list[tuple[Cell, ...]]]:
    assert base.field is not None
    column = counter.column(base.population, base.field)
    sql = (
        f'SELECT "{base.field}", count(DISTINCT id), min(date), max(date),'
        f" replace(group_concat(DISTINCT id), ',', ' ') {chosen}"
        f' AND {column} IS NOT NULL GROUP BY {column} ORDER BY min(date), "{base.field}"'
    )
    rows = counter.connection.execute(sql, values).fetchall()
    return [base.field, "records", "first", "latest", "numbers"], [tuple(row) for row in rows]


def _shown(key: str, cell: object, population: Population) -> Cell:
    """A stored value as the cell of a trace: choices by their label, days and names as they are."""
    if cell is None:
        return None
    if key == "record" and cell in RECORDS:
        return str(RECORDS[str(cell)].label)
    if key in population.choices:
        return population.choices[key].show(cell) or str(cell)
    for record in (RECORDS[population.record], *RECORDS.values()):
        field = record.by_key.get(key)
        if field and not isinstance(field.type, Day | Reference) and key != record.name:
            shown = field.show(cell)
            return cell if isinstance(cell, int) and shown == str(cell) else shown or str(cell)
    return cell if isinstance(cell, int | str) else str(cell)
