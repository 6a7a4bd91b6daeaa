"""What an export writes: for each kind of record the columns that an import reads, and every row in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from outreach_cli.populations.own_words import list_own_words
from outreach_cli.records.choices import OpenChoice, RegisterWords, find_words, read_known
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Day, Flag, Reference, Term, Value
from outreach_cli.register.references import join_references, write_named_column
from outreach_cli.storage.schema import SOURCE, SOURCE_ID, quote_name


@dataclass(frozen=True)
class ExportRules:
    """What rows look like when they leave.

    `without` are the fields, by kind, that stay; `only` the numbers, by kind, of those that leave, where not
    all do, with what tells of them; `names` says by kind (or by the field, as for a group) what becomes of
    its names wherever they stand, `words` what becomes of somebody's own words where a choice takes them; a
    register's own word leaves as the standard one that it stands for, and else under a pseudonym too. A
    `source` gives each row its number as its source id there, in place of what it is known by here. `home` is
    the municipality where neither the record nor what it names says one.
    """

    without: Mapping[str, frozenset[str]] = field(default_factory=dict)
    only: Mapping[str, frozenset[int]] = field(default_factory=dict)
    names: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    words: Callable[[str], str] | None = None
    source: str | None = None
    home: str | None = None


@dataclass(frozen=True)
class ExportRows:
    """The rows of one kind: references by name, everything else as the register holds it.

    A column that is no field (a source id) has None in `fields`.
    """

    record: Record
    keys: tuple[str, ...]
    fields: tuple[Field | None, ...]
    rows: Iterator[tuple[Value, ...]]

    @property
    def days(self) -> frozenset[int]:
        """The columns that hold days."""
        return frozenset(n for n, each in enumerate(self.fields) if each and isinstance(each.type, Day))

    def convert_rows(self) -> Iterator[tuple[Value | bool, ...]]:
        """The rows with yes and no as Python holds them, and choices by key."""
        flags = [n for n, each in enumerate(self.fields) if each and isinstance(each.type, Flag)]
        for row in self.rows:
            cells: list[Value | bool] = list(row)
            for place in flags:
                cells[place] = None if row[place] is None else bool(row[place])
            yield tuple(cells)


def select_export_rows(connection: sqlite3.Connection, record: Record, leave: ExportRules) -> ExportRows:
    """The records of a kind in the order added, so that an import numbers them alike."""
    known_from = _choose_known_columns(connection, record, leave)
    without = leave.without.get(record.kind, frozenset())
    fields = [each for each in record.fields if each.key not in without]
    columns = [
        _write_municipality(record, "mine")
        if leave.home and isinstance(each.type, Municipality)
        else write_named_column(each)
        for each in fields
    ]
    listed = ", ".join((*known_from.values(), *columns))
    joins = join_references(fields)
    leaving = _write_leaving(record, leave)
    query = f"SELECT {listed} FROM {quote_name(record.kind)} AS mine{joins}{leaving} ORDER BY mine.id"
    given = {"source": leave.source, "home": leave.home}
    given |= {f"only_{kind}": json.dumps(list(numbers)) for kind, numbers in leave.only.items()}
    rows: Iterator[tuple[Value, ...]] = connection.execute(query, given)
    for place, each in enumerate(fields, len(known_from)):
        named = each.type.to if isinstance(each.type, Reference) else each.key
        if (words := find_words(each.type)) and leave.words:
            own = dict(connection.execute(list_own_words(words)).fetchall())
            rename = leave.names.get(words.of, leave.words)
            rows = _rename_values(rows, place, _make_standardizer(each, own, rename))
        elif named in leave.names:
            rows = _rename_values(rows, place, leave.names[named])
        elif isinstance(each.type, OpenChoice) and leave.words:
            rows = _rename_values(rows, place, _rename_undeclared(each.type, leave.words))
        elif isinstance(each.type, Term) and leave.words:
            rows = _rename_values(rows, place, leave.words)
    keys = (*known_from, *(each.key for each in fields))
    return ExportRows(record, keys, (*[None] * len(known_from), *fields), rows)


def _choose_known_columns(
    connection: sqlite3.Connection, record: Record, leave: ExportRules
) -> dict[str, str]:
    """The columns, with their SQL, by which an import knows the rows again."""
    if not record.by_content:
        return {}
    if leave.source:
        return {SOURCE_ID: "mine.id", SOURCE: ":source"}
    some = f"SELECT 1 FROM {quote_name(record.kind)} WHERE source IS NOT NULL LIMIT 1"
    sources = {SOURCE: "mine.source"} if connection.execute(some).fetchone() else {}
    return {SOURCE_ID: "mine.source_id", **sources}


def _write_leaving(record: Record, leave: ExportRules) -> str:
    """SQL: the rows that leave are those of whom may, and those that tell of no one."""
    told = {"mine.id": record.kind} | {
        f"mine.{quote_name(each.key)}": reference.to for each, reference in record.references
    }
    conditions = [
        f"({column} IS NULL OR {column} IN (SELECT value FROM json_each(:only_{kind})))"
        for column, kind in told.items()
        if kind in leave.only
    ]
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _write_municipality(record: Record, alias: str) -> str:
    """SQL: the municipality that a row says, or what it names says, or else the register's own."""
    said = [
        f"{alias}.{quote_name(each.key)}" for each in record.fields if isinstance(each.type, Municipality)
    ]
    for each, reference in record.references:
        other = RECORDS[reference.to]
        if other is not record and any(isinstance(there.type, Municipality) for there in other.fields):
            beyond, place = f"{alias}_{each.key}", f"{alias}.{quote_name(each.key)}"
            inner = _write_municipality(other, beyond)
            said.append(
                f"(SELECT {inner} FROM {quote_name(other.kind)} AS {beyond} WHERE {beyond}.id = {place})"
            )
    return f"coalesce({', '.join((*said, ':home'))})"


def _rename_undeclared(choice: OpenChoice, rename: Callable[[str], str]) -> Callable[[str], str]:
    """What lets the words through that are declared, and renames all others."""
    return lambda word: word if word in choice.values else rename(word)


def _make_standardizer(
    field: Field, own: Mapping[str, str | None], rename: Callable[[str], str]
) -> Callable[[str], str]:
    """What makes of a register's own words the standard ones that they stand for, and renames the others."""

    def choose_word(words: RegisterWords, word: str) -> str:
        return word if word in words.values else own.get(word) or rename(word)

    return lambda value: str(read_known(field.type, value, choose_word))


def _rename_values(
    rows: Iterator[tuple[Value, ...]], place: int, rename: Callable[[str], str]
) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        name = row[place]
        yield (*row[:place], None if name is None else rename(str(name)), *row[place + 1 :])
