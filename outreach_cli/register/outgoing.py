"""What an export writes: for each kind of record the columns that an import reads, and every row in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from outreach_cli.records import Field, Record
from outreach_cli.records.types import Day, Flag, Reference, Value
from outreach_cli.register.incoming import SOURCE, SOURCE_ID
from outreach_cli.register.schema import quoted


@dataclass(frozen=True)
class Leave:
    """What rows look like when they leave.

    `without` are the fields, by kind, that stay; `names` says by kind what becomes of its names wherever
    they stand; `numbered` gives each row its number as its source id, in place of what it is known by here.
    """

    without: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    numbered: bool = False


@dataclass(frozen=True)
class Outgoing:
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

    def plain(self) -> Iterator[tuple[Value | bool, ...]]:
        """The rows with yes and no as Python holds them, and choices by key."""
        flags = [n for n, each in enumerate(self.fields) if each and isinstance(each.type, Flag)]
        for row in self.rows:
            cells: list[Value | bool] = list(row)
            for place in flags:
                cells[place] = None if row[place] is None else bool(row[place])
            yield tuple(cells)


def outgoing(connection: sqlite3.Connection, record: Record, leave: Leave) -> Outgoing:
    """The records of a kind in the order added, so that an import numbers them alike."""
    known_from = _known_from(connection, record, leave)
    without = leave.without.get(record.kind, frozenset())
    fields = [each for each in record.fields if each.key not in without]
    listed = ", ".join((*known_from.values(), *map(_column, fields)))
    joins = "".join(map(_join, fields))
    query = f"SELECT {listed} FROM {quoted(record.kind)} AS mine{joins} ORDER BY mine.id"
    rows: Iterator[tuple[Value, ...]] = connection.execute(query)
    for place, each in enumerate(fields, len(known_from)):
        kind = each.type.to if isinstance(each.type, Reference) else record.kind
        if kind in leave.names and (isinstance(each.type, Reference) or each.key == record.name):
            rows = _renamed(rows, place, leave.names[kind])
    keys = (*known_from, *(each.key for each in fields))
    return Outgoing(record, keys, (*[None] * len(known_from), *fields), rows)


def _known_from(connection: sqlite3.Connection, record: Record, leave: Leave) -> dict[str, str]:
    """The columns, with their SQL, by which an import knows the rows again."""
    if not record.by_content:
        return {}
    if leave.numbered:
        return {SOURCE_ID: "mine.id"}
    some = f"SELECT 1 FROM {quoted(record.kind)} WHERE source IS NOT NULL LIMIT 1"
    sources = {SOURCE: "mine.source"} if connection.execute(some).fetchone() else {}
    return {SOURCE_ID: "mine.source_id", **sources}


def _column(each: Field) -> str:
    if isinstance(each.type, Reference):
        return f"{quoted(each.key + '_named')}.{quoted(each.type.to)}"
    return f"mine.{quoted(each.key)}"


def _join(each: Field) -> str:
    if not isinstance(each.type, Reference):
        return ""
    alias = quoted(each.key + "_named")
    return f" LEFT JOIN {quoted(each.type.to)} AS {alias} ON {alias}.id = mine.{quoted(each.key)}"


def _renamed(
    rows: Iterator[tuple[Value, ...]], place: int, rename: Callable[[str], str]
) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        name = row[place]
        yield (*row[:place], None if name is None else rename(str(name)), *row[place + 1 :])
