"""What an evaluator reads beside the records: a codebook of fields and values, and a row for each person."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from outreach_cli.exchange.export_rows import ExportRows, ExportRules, select_export_rows
from outreach_cli.exchange.sent_folder import PERSONS
from outreach_cli.populations.meetings import MET_DAYS
from outreach_cli.records.choices import Choice, MultipleChoice
from outreach_cli.records.forms import SCALES
from outreach_cli.records.label import Label
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Flag, Value
from outreach_cli.storage.schema import SOURCE, SOURCE_ID

CODEBOOK_KEYS = ("file", "field", "label_da", "label_en", "value", "value_da", "value_en", "count")

Row = tuple[Value | bool, ...]

_NO_FIELDS = {
    SOURCE_ID: Label("Postens nummer hos afsenderen", "The record's number with the sender"),
    SOURCE: Label("Afsender", "Sender"),
}
_FLAG = {"yes": Label("Ja", "Yes"), "no": Label("Nej", "No")}


class PersonsTable(NamedTuple):
    """A row for each citizen: the columns' keys with their labels, the rows, and which columns hold days."""

    columns: dict[str, Label]
    rows: list[Row]
    days: frozenset[int]


def list_held_records(
    connection: sqlite3.Connection, records: Iterable[Record], leave: ExportRules
) -> list[Record]:
    """The kinds of which at least one record leaves."""
    return [
        each for each in records if next(select_export_rows(connection, each, leave).rows, None) is not None
    ]


def write_codebook(
    connection: sqlite3.Connection, records: Iterable[Record], leave: ExportRules, persons: PersonsTable
) -> Iterator[Row]:
    """The codebook's rows: each field with how many records state it, each value with how many hold it."""
    for record in records:
        yield from _describe_kind(select_export_rows(connection, record, leave))
    for place, (key, label) in enumerate(persons.columns.items()):
        stated = sum(row[place] is not None for row in persons.rows)
        yield PERSONS, key, *label.both, None, None, None, stated


def _describe_kind(leaving: ExportRows) -> Iterator[Row]:
    stated = [0] * len(leaving.keys)
    held: list[Counter[str]] = [Counter() for _key in leaving.keys]
    listed = [(place, each) for place, each in enumerate(leaving.fields) if each and _list_values(each)]
    for row in leaving.rows:
        for place, value in enumerate(row):
            stated[place] += value is not None
        for place, each in listed:
            if row[place] is not None:
                held[place].update(each.type.write(row[place]).split("|"))
    for place, (key, field) in enumerate(zip(leaving.keys, leaving.fields, strict=True)):
        label = field.label if field else _NO_FIELDS[key]
        yield leaving.record.plural, key, *label.both, None, None, None, stated[place]
        values = _list_values(field) if field else {}
        own = [word for word in sorted(held[place]) if word not in values]
        for value in (*values, *own):
            both = values[value].both if value in values else (value, value)
            yield leaving.record.plural, key, *label.both, value, *both, held[place][value]


def _list_values(field: Field) -> dict[str, Label]:
    """The values that a field has labels for, by what stands in the file."""
    choice = field.type.choice if isinstance(field.type, MultipleChoice) else field.type
    if isinstance(choice, Flag):
        return _FLAG
    return choice.values if isinstance(choice, Choice) else {}


_COUNTS = {
    "contacts": (
        Label("Kontakter, hvor borgeren blev truffet", "Contacts that reached the citizen"),
        "SELECT count(*) FROM contact WHERE citizen = one.id AND reached = 1",
    ),
    "conversations": (
        Label("Samtaler", "Conversations"),
        "SELECT count(*) FROM contact WHERE citizen = one.id AND reached = 1 AND kind = 'conversation'",
    ),
    "attempts": (
        Label("Forgæves kontakter", "Attempts that reached nobody"),
        "SELECT count(*) FROM contact WHERE citizen = one.id AND reached = 0",
    ),
    "attendances": (
        Label("Fremmøder", "Attendances"),
        "SELECT count(*) FROM attendance WHERE citizen = one.id AND attended = 'yes'",
    ),
    "referrals": (Label("Henvisninger", "Referrals"), "SELECT count(*) FROM referral WHERE citizen = one.id"),
    "enrolments": (Label("Forløb", "Enrolments"), "SELECT count(*) FROM enrolment WHERE citizen = one.id"),
    "valid_forms": (
        Label("Gyldige skemaer", "Valid forms"),
        "SELECT count(*) FROM valid_form WHERE citizen = one.id",
    ),
}
_MET_ON = " UNION ALL ".join(
    f"SELECT {day} AS day FROM {kind} WHERE citizen = one.id AND {met}"
    for kind, day, met in (*MET_DAYS, ("valid_form", "date", "1"))
)
_DAYS = {
    "first_met_on": Label("Første møde", "First meeting"),
    "last_met_on": Label("Seneste møde", "Latest meeting"),
}


def make_persons_table(connection: sqlite3.Connection, leave: ExportRules) -> PersonsTable:
    """A row for each citizen, of those that leave: meetings, counts, answers.

    The latest answer on a scale is one of a later day than the first.
    """
    pseudonym, only = leave.names["citizen"], leave.only.get("citizen")
    counts = ",\n    ".join(f"({sql})" for _label, sql in _COUNTS.values())
    rows = connection.execute(
        "WITH valid_form AS MATERIALIZED (SELECT citizen_id AS citizen, date FROM received_forms WHERE valid)"
        " SELECT one.id, one.citizen,"
        f" (SELECT min(day) FROM ({_MET_ON})), (SELECT max(day) FROM ({_MET_ON})), {counts}"
        " FROM citizen AS one WHERE :only IS NULL OR one.id IN (SELECT value FROM json_each(:only))"
        " ORDER BY one.id",
        {"only": None if only is None else json.dumps(list(only))},
    ).fetchall()
    answers, scales = _find_answers(connection)
    columns = {"citizen": Label("Borgernøgle", "Citizen"), **_DAYS}
    columns |= {key: label for key, (label, _sql) in _COUNTS.items()}
    for scale in scales:
        columns |= _label_scale(scale if scale in SCALES else leave.names["scale"](scale))
    body = [
        (
            pseudonym(code),
            *values,
            *(cell for scale in scales for cell in answers.get((number, scale), _NONE)),
        )
        for number, code, *values in rows
    ]
    days = frozenset(place for place, key in enumerate(columns) if key.endswith("_on"))
    return PersonsTable(columns, body, days)


_NONE: tuple[Value, ...] = (None, None, None, None)


def _find_answers(connection: sqlite3.Connection) -> tuple[dict[tuple[int, str], Sequence[Value]], list[str]]:
    """By citizen and scale the first answer, its day, the latest of a later day, its day; and the scales."""
    found: dict[tuple[int, str], list[Value]] = {}
    rows = connection.execute(
        "SELECT citizen_id, scale, score, date FROM health_answers ORDER BY date, id"
    ).fetchall()
    for citizen, scale, score, day in rows:
        mine = found.setdefault((citizen, scale), [score, day, None, None])
        if day > str(mine[1]):
            mine[2:] = [score, day]
    return dict(found), sorted({scale for _citizen, scale in found})


def _label_scale(scale: str) -> dict[str, Label]:
    return {
        f"{scale}_first": Label(f"Første svar, {scale}", f"First answer, {scale}"),
        f"{scale}_first_on": Label(f"Første svars dato, {scale}", f"Day of the first answer, {scale}"),
        f"{scale}_latest": Label(f"Seneste svar, {scale}", f"Latest answer, {scale}"),
        f"{scale}_latest_on": Label(f"Seneste svars dato, {scale}", f"Day of the latest answer, {scale}"),
    }
