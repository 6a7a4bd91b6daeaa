"""Names behind references, for whole lists and one by one, and where a word of the register's own is used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Reference, Value
from outreach_cli.storage.schema import quote_name, read_column, read_value


def write_named_column(field: Field) -> str:
    """SQL: a field's value in a row of `mine`, with the name for a reference (see `join_references`)."""
    if isinstance(field.type, Reference):
        return f"{quote_name(field.key + '_named')}.{quote_name(field.type.to)}"
    return f"mine.{quote_name(field.key)}"


def join_references(fields: Iterable[Field]) -> str:
    """SQL: the joins that bring in the names which the fields of `mine` refer to."""
    return "".join(
        f" LEFT JOIN {quote_name(field.type.to)} AS {quote_name(field.key + '_named')}"
        f" ON {quote_name(field.key + '_named')}.id = mine.{quote_name(field.key)}"
        for field in fields
        if isinstance(field.type, Reference)
    )


_Told = TypeVar("_Told")


class RecordNames:
    """The names of records by kind and number, of removed ones their last; each is looked up once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._known: dict[tuple[str, object], str | None] = {}

    def find(self, kind: str, number: object) -> str | None:
        """The name; None where no record has or had the number."""
        if (kind, number) not in self._known:
            name, of = quote_name(RECORDS[kind].name or "id"), quote_name(kind)
            row = self.connection.execute(
                f"SELECT {name} FROM {of} WHERE id = :id UNION ALL SELECT * FROM (SELECT {name}"
                f" FROM {quote_name(kind + '_past')} WHERE id = :id ORDER BY ended_by DESC LIMIT 1)",
                {"id": number},
            ).fetchone()
            self._known[kind, number] = str(row[0]) if row else None
        return self._known[kind, number]

    def name_value(self, field: Field, value: _Told) -> _Told | str:
        """The value of a field, a reference by the name; by its number where nothing has or had that."""
        if value is None or not isinstance(field.type, Reference):
            return value
        return self.find(field.type.to, value) or str(value)


class KindLinks:
    """Which other of its own kind a record names, as a site's successor: as they stand, and as is noted."""

    def __init__(self, connection: sqlite3.Connection, record: Record) -> None:
        self._links: dict[str, dict[int, Value]] = {}
        """By field and number."""
        for field, reference in record.references:
            if reference.to == record.kind:
                key = quote_name(field.key)
                rows = connection.execute(
                    f"SELECT id, {key} FROM {quote_name(record.kind)} WHERE {key} IS NOT NULL"
                )
                self._links[field.key] = dict(rows.fetchall())

    def __bool__(self) -> bool:
        """Whether records of the kind can name each other at all."""
        return bool(self._links)

    def note(self, number: int, values: Mapping[str, Value]) -> None:
        """Note what the record of that number names from now on."""
        for key, links in self._links.items():
            if key in values:
                links[number] = values[key]

    def find_circle(self, number: int, values: Mapping[str, Value]) -> str | None:
        """The field by which the record would come to name itself, over others or at once; None for none."""
        return next((key for key in self._links if number in self.list_followed(key, values.get(key))), None)

    def list_followed(self, key: str, number: Value) -> list[int]:
        """The record of that number and all to which it leads by the field, each once."""
        met: list[int] = []
        while isinstance(number, int) and number not in met:
            met.append(number)
            number = self._links[key].get(number)
        return met


def find_changes_in_circle(connection: sqlite3.Connection, record: Record, change: int) -> set[int]:
    """The later changes with whose links those that come back when the change is undone would be a circle."""
    if not (links := KindLinks(connection, record)):
        return set()
    keys = [field.key for field, reference in record.references if reference.to == record.kind]
    columns = ", ".join(map(quote_name, keys))
    rows = connection.execute(
        f"SELECT id, {columns} FROM {quote_name(record.past_table)} WHERE ended_by = ?", (change,)
    ).fetchall()
    back = {number: dict(zip(keys, values, strict=True)) for number, *values in rows}
    for number, values in back.items():
        links.note(number, values)
    met = {
        each
        for number, values in back.items()
        if (key := links.find_circle(number, values))
        for each in links.list_followed(key, number)
    }
    listed = ", ".join(f"{number:d}" for number in met)
    query = f"SELECT change FROM {quote_name(record.kind)} WHERE id IN ({listed}) AND change > ?"
    return set(read_column(connection, query, (change,)))


def find_uses(connection: sqlite3.Connection, kind: str, word: str) -> Iterator[tuple[Record, Field, int]]:
    """The records that use a word of the register's own, each with its field and its number."""
    for record in RECORDS.values():
        for field, words in record.word_fields:
            if words.of == kind:
                column = quote_name(field.key)
                rows = connection.execute(
                    f"SELECT id FROM {quote_name(record.kind)}"
                    f" WHERE instr('|' || {column} || '|', '|' || ? || '|') ORDER BY id",
                    (word,),
                )
                for (number,) in rows.fetchall():
                    yield record, field, number


def list_naming(kind: str) -> Iterator[tuple[Record, Field]]:
    """The records that name one of that kind, each with every field that does."""
    for record in RECORDS.values():
        yield from ((record, field) for field, reference in record.references if reference.to == kind)


def count_users(connection: sqlite3.Connection, kind: str, number: int) -> Iterator[tuple[Record, int]]:
    """How many records of each kind name that one in a field, where any do."""
    for record, field in list_naming(kind):
        query = f"SELECT count(*) FROM {quote_name(record.kind)} WHERE {quote_name(field.key)} = ?"
        if count := read_value(connection, query, (number,)):
            yield record, count
