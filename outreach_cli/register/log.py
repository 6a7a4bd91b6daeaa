"""The history in words: the journal as a table, and what an undo does to each record."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator

from outreach_cli.core.days import write_instant
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.records.label import Label
from outreach_cli.records.registry import RECORDS, describe_counts
from outreach_cli.register.listing import make_table
from outreach_cli.register.record_changes import WrittenRecord
from outreach_cli.register.references import RecordNames
from outreach_cli.register.undo import (
    MOST_SHOWN,
    TouchedRecord,
    count_touched,
    find_undone_changes,
)
from outreach_cli.storage.schema import quote_name
from outreach_cli.tables.table import Cell, Column, Table


def make_log_table(
    connection: sqlite3.Connection, *, citizen: int | None = None, last: int | None = None
) -> Table:
    """The changes, the latest first: all, the last so many, or those that touched a citizen's records."""
    chosen = _find_touching(connection, citizen) if citizen is not None else None
    undone = find_undone_changes(connection)
    rows = connection.execute("SELECT id, at, who, command, summary, undoes FROM change ORDER BY id DESC")
    body: list[tuple[Cell, ...]] = []
    for number, at, who, command, summary, undoes in rows:
        if chosen is not None and number not in chosen:
            continue
        if last is not None and len(body) == last:
            break
        what = [describe_counts(json.loads(summary))]
        if undoes:
            what.append(_("undoes change {id}").format(id=undoes))
        if number in undone:
            what.append(_("undone by change {id}").format(id=undone[number]))
        said = "; ".join(part for part in what if part)
        body.append((number, write_instant(at), who, command, said))
    columns = (
        Column("change", str(Label("Ændring", "Change")), "number", row=True),
        Column("at", str(Label("Tidspunkt", "When")), "day"),
        Column("who", str(Label("Hvem", "Who")), "text"),
        Column("command", str(Label("Kommando", "Command")), "text"),
        Column("what", str(Label("Hvad", "What")), "text"),
    )
    return make_table("log", str(Label("Ændringer", "Changes")), columns, tuple(body))


def _find_touching(connection: sqlite3.Connection, citizen: int) -> set[int]:
    """The changes that wrote or ended a version of the citizen, or of a record that ever named them."""
    found: set[int] = set()
    for record in RECORDS.values():
        kind, past = quote_name(record.kind), quote_name(record.past_table)
        for key in map(quote_name, record.citizen_columns):
            named = " UNION ".join(f"SELECT id FROM {each} WHERE {key} = :of" for each in (kind, past))
            rows = connection.execute(
                f"WITH mine AS ({named}) SELECT change FROM {kind} WHERE id IN mine"
                f" UNION SELECT change FROM {past} WHERE id IN mine"
                f" UNION SELECT ended_by FROM {past} WHERE id IN mine",
                {"of": citizen},
            )
            found |= {number for (number,) in rows}
    return found


def undo_in_words(
    connection: sqlite3.Connection, change: int, touched: Iterable[TouchedRecord]
) -> Iterator[str]:
    """What undoing a change does: each record before and after, at most so many of a kind, then how many."""
    counts = count_touched(connection, change)
    shown: Counter[str] = Counter()
    for each in touched:
        kind = each.record.kind
        shown[kind] += 1
        yield _describe_touched(connection, each)
        more = sum(counts[kind].values()) - shown[kind]
        if shown[kind] == MOST_SHOWN and more:
            yield ngettext("… and {n} more {kind}", "… and {n} more {kind}", more).format(
                n=more, kind=each.record.label if more == 1 else each.record.labels
            )


def _describe_touched(connection: sqlite3.Connection, each: TouchedRecord) -> str:
    record, names = each.record, RecordNames(connection)
    now, then = (
        dict(zip(record.keys, map(names.name_value, record.fields, values or ()), strict=False))
        for values in (each.now, each.then)
    )
    name = (then or now).get(record.name or "") or each.id
    if then and now:
        parts = [
            f"{field.label}: {field.show(now[field.key]) or '–'} → {field.show(then[field.key]) or '–'}"
            for field in record.fields
            if now[field.key] != then[field.key]
        ]
        return f"{record.label} {name}: {', '.join(parts)}"
    said = N_("{kind} {name} comes back: {what}") if then else N_("{kind} {name} goes: {what}")
    return _(said).format(kind=record.label, name=name, what=WrittenRecord(record, each.id, then or now))
