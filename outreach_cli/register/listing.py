"""Lists: the records of one kind as a table, all of them or one citizen's."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from fractions import Fraction

from outreach_cli.core.days import format_day, today
from outreach_cli.core.errors import NamedParameter, OutreachError
from outreach_cli.core.language import N_, _, get_language
from outreach_cli.records.choices import Choice, MultipleChoice
from outreach_cli.records.label import Label
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Day, Flag, Reference, Value
from outreach_cli.register.references import join_references, write_named_column
from outreach_cli.storage.schema import quote_name
from outreach_cli.tables.table import Cell, Column, Table

NUMBER = Label("Nr.", "No.")


class NeverOpenError(OutreachError):
    """What is still open was asked for of a kind that is never open."""

    message = N_("{option} does not go with {kinds}.")
    exit_code = 2
    hint = N_("It goes with: {able}")


def list_records(
    connection: sqlite3.Connection,
    record: Record,
    *,
    where: str = "",
    values: Mapping[str, Value] | None = None,
    order: str = "id",
    keys: bool = False,
) -> Table:
    """The records of a kind, in the order added.

    `where` (a whole clause), with the `values` of its parameters, and `order` are SQL of the caller's own
    over `mine`; those alike come as they were added. With `keys` a choice and a yes or no stand by their
    key, as files hold them, and not in words.
    """
    source = f"{quote_name(record.kind)} AS mine{join_references(record.fields)}{where}"
    named = ", ".join(map(write_named_column, record.fields))
    sql = f"SELECT mine.id, {named} FROM {source} ORDER BY mine.{order}, mine.id"
    columns = list(zip(*connection.execute(sql, values or {}), strict=True))
    pairs = zip(record.fields, columns[1:], strict=False)
    cells = [make_cells(field, stored, keys=keys) for field, stored in pairs]
    body = tuple(zip(*columns[:1], *cells, strict=True))
    return make_table(record.plural, str(record.labels).capitalize(), make_columns(record), body)


def is_open(record: Record) -> str:
    """SQL: a row of `mine` is still open. Raises NeverOpenError."""
    if record.open_while is None or record.day is None:
        able = [each.several for each in RECORDS.values() if each.open_while]
        raise NeverOpenError(
            option=NamedParameter("open", "--open"), kinds=record.labels, able=", ".join(able)
        )
    field, values = record.open_while
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(mine.{quote_name(field)} IS NULL OR mine.{quote_name(field)} IN ({listed}))"


def make_columns(record: Record) -> tuple[Column, ...]:
    """The columns of a list of the record."""
    return (
        Column("id", str(NUMBER), "number", row=True),
        *(Column(field.key, str(field.label), field.cell_kind, field.decimals) for field in record.fields),
    )


def make_table(
    name: str, title: str, columns: tuple[Column, ...], body: tuple[tuple[Cell, ...], ...]
) -> Table:
    """A table of records: no period and no total, how many there are below it."""
    day = today().isoformat()
    return Table(
        name=name,
        title=title,
        language=get_language(),
        columns=columns,
        body=body,
        extracted_on=day,
        extracted_words=_("Extracted {day}").format(day=format_day(day)),
        notes=(_("{n} in all").format(n=len(body)),),
    )


def make_cells(field: Field, values: Sequence[object], *, keys: bool = False) -> Sequence[Cell]:
    """A column of stored values as cells; what stands there many times is put into words once."""
    if isinstance(field.type, Day | Reference):
        return values  # type: ignore[return-value]
    words = {value: make_cell(field, value, keys=keys) for value in set(values)}
    return [words[value] for value in values]


def make_cell(field: Field, value: object, *, keys: bool = False) -> Cell:
    """A stored value as a cell: days and whole numbers as they are, everything else in words, or by key.

    With `keys` hours are numbers, in no language. A municipality's key is a number that nobody knows it by,
    so it always stands by its name.
    """
    if (
        value is None
        or isinstance(field.type, Day | Reference)
        or (isinstance(value, int) and not isinstance(field.type, Flag))
    ):
        return value  # type: ignore[return-value]
    if keys and isinstance(value, float):
        return int(value) if value.is_integer() else Fraction(str(value))
    coded = isinstance(field.type, Choice | MultipleChoice | Flag) and not isinstance(
        field.type, Municipality
    )
    return field.type.write(value) if keys and coded else field.show(value)  # type: ignore[arg-type]


def list_about_citizen(connection: sqlite3.Connection, citizen: int, *, keys: bool = False) -> list[Table]:
    """Everything registered about one citizen: the citizen, then each kind of record that names them.

    What every line would repeat, whose it is and when it was extracted, stands with the citizen alone.
    """
    from outreach_cli.tables.column_parts import keep_columns  # a list of one kind does without

    tables = [list_records(connection, RECORDS["citizen"], where=f" WHERE mine.id = {citizen:d}", keys=keys)]
    where = f" WHERE mine.citizen = {citizen:d}"
    for record in RECORDS.values():
        if "citizen" in record.by_key and record.kind != "citizen":
            table = list_records(connection, record, where=where, order=record.day or "id", keys=keys)
            if table.body:
                others = [place for place, column in enumerate(table.columns) if column.key != "citizen"]
                tables.append(keep_columns(table, others)._replace(extracted_words=""))
    return tables


def list_statuses(connection: sqlite3.Connection, citizen: int, *, keys: bool = False) -> Table:
    """Where a citizen stands in every programme, as of today; with `keys` the status by its key."""
    rows = connection.execute(
        "SELECT programme, date, status, holds_from FROM course_standings"
        " WHERE citizen_id = :citizen AND holds_from <= :today"
        " AND (holds_until IS NULL OR holds_until > :today)"
        " ORDER BY date, id",
        {"citizen": citizen, "today": today().isoformat()},
    ).fetchall()
    status = RECORDS["status"].by_key["status"]
    body = tuple(
        (programme, started, key if keys else status.show(key) or _("Not stated"), since if key else None)
        for programme, started, key, since in rows
    )
    columns = (
        Column("programme", str(Label("Indsats", "Programme")), "text", row=True),
        Column("started_on", str(Label("Startet", "Started")), "day"),
        Column("status", str(Label("Status", "Status")), "text"),
        Column("since", str(Label("Siden", "Since")), "day"),
    )
    return make_table("status", str(Label("Status i forløb", "Status in courses")), columns, body)
