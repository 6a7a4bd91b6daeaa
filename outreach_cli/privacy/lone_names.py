"""Names that one citizen's records alone use, as a site's or a word of one's own: they may tell who."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from outreach_cli.records.own_words import WORDS
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Name, Reference, Value
from outreach_cli.register.references import RecordNames
from outreach_cli.storage.schema import quote_name

_OF_NO_CITIZEN = ("citizen", "worker")
"""Kinds whose names are codes, as everyone knows them."""


class LoneName(NamedTuple):
    """A name, and what it is the name of, in words."""

    what: str
    name: str


class _NameUse(NamedTuple):
    """A column that names: `mine` is SQL for the rows of it that are about the citizen, empty for none."""

    record: Record
    field: Field
    of: str
    mine: str


def find_lone_names(connection: sqlite3.Connection, naming: Mapping[str, str]) -> list[LoneName]:
    """The names that rows about the citizen use, now or in the past, and nothing else does.

    `naming` is SQL, by kind, of the rows that are about the citizen.
    """
    uses = list(_list_uses(naming))
    names = RecordNames(connection)
    found: list[LoneName] = []
    for use in uses:
        others = [each for each in uses if each.of == use.of]
        for value in _list_values(connection, use) if use.mine else ():
            if any(_has_another(connection, each, value) for each in others):
                continue
            record = RECORDS.get(use.of)
            name = str(names.name_value(use.field, value))
            found.append(LoneName(str(record.label if record else use.field.label), name))
    return list(dict.fromkeys(found))


def _list_uses(naming: Mapping[str, str]) -> Iterator[_NameUse]:
    """Every column that names a record, a word of the register's own, or a group."""
    for record in RECORDS.values():
        words = {field.key: each.of for field, each in record.word_fields}
        for field in record.fields:
            of = words.get(field.key)
            if isinstance(field.type, Reference) and field.type.to not in _OF_NO_CITIZEN:
                of = field.type.to
            elif isinstance(field.type, Name):
                of = field.key
            if of:
                yield _NameUse(record, field, of, naming.get(record.kind, ""))


def _list_values(connection: sqlite3.Connection, use: _NameUse) -> Sequence[Value]:
    """The values of the rows about the citizen; of words the register's own alone."""
    key = quote_name(use.field.key)
    rows = connection.execute(
        " UNION ".join(
            f"SELECT {key} FROM {quote_name(table)} WHERE ({use.mine}) AND {key} IS NOT NULL"
            for table in (use.record.kind, use.record.past_table)
        )
    )
    values = [value for (value,) in rows]
    if use.of not in WORDS:
        return values
    standard = WORDS[use.of].values
    return sorted({word for value in values for word in str(value).split("|") if word not in standard})


def _has_another(connection: sqlite3.Connection, use: _NameUse, value: Value) -> bool:
    """Whether a row that is not about the citizen has the value in that column."""
    key = quote_name(use.field.key)
    same = f"{key} = :value"
    if use.of in WORDS:
        same = f"instr('|' || {key} || '|', '|' || :value || '|')"
    besides = f" AND NOT ({use.mine})" if use.mine else ""
    return any(
        connection.execute(
            f"SELECT 1 FROM {quote_name(table)} WHERE {same}{besides} LIMIT 1", {"value": value}
        ).fetchone()
        for table in (use.record.kind, use.record.past_table)
    )
