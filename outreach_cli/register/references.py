"""Names behind references, for whole lists and one by one, and where a word of the register's own is used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Reference
from outreach_cli.storage.schema import quote_name


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
