"""Taking a change back: what it wrote goes, and what stood there returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from outreach_cli.core.days import format_day
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.records.choices import RegisterWords
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Value
from outreach_cli.register.as_of import UnknownChangeError
from outreach_cli.register.record_changes import RecordShownError
from outreach_cli.register.references import find_changes_in_circle
from outreach_cli.register.validation import LaterRecord, find_later
from outreach_cli.storage import database
from outreach_cli.storage.indexes import TableIndexes
from outreach_cli.storage.schema import list_columns, quote_name, read_column, read_value

_AT_A_TIME = 100_000
MOST_SHOWN = 10
"""Records of each kind that the preview of an undo tells one by one."""


class LaterChangesError(OutreachError):
    """Later changes stand on what is to be undone."""

    message = N_("Change {number} cannot be undone: later changes built on it ({changes}).")
    hint = N_("Undo the later ones first, beginning with: outreach undo {latest}")


class AlreadyUndoneError(OutreachError):
    """The change was undone before."""

    message = N_("Change {number} was already undone by change {by}.")
    hint = N_("To bring it back: outreach undo {by}")


class NothingToUndoError(OutreachError):
    """The change wrote nothing that can be taken back."""

    message = N_("Change {number} holds nothing that can be undone.")


class NoChangeError(OutreachError):
    """There is no change to undo."""

    message = N_("Nothing has been changed yet.")


@dataclass(frozen=True)
class TouchedRecord:
    """One record that an undo touches: its values before the undo and after it, None where there is none."""

    record: Record
    id: int
    now: tuple[Value, ...] | None
    then: tuple[Value, ...] | None


def find_latest(connection: sqlite3.Connection) -> int:
    """The number of the last change that is closed. Raises NoChangeError."""
    number = read_value(connection, "SELECT max(id) FROM change WHERE summary IS NOT NULL")
    if number is None:
        raise NoChangeError
    return int(number)


def find_undone(connection: sqlite3.Connection, change: int) -> int | None:
    """What a change undid; None where it undid none."""
    undid: int | None = read_value(connection, "SELECT undoes FROM change WHERE id = ?", (change,))
    return undid


def find_further_back(connection: sqlite3.Connection, undo: int) -> int | None:
    """The last change that stands before what an undo took back, over other undos, if it can be undone.

    None where there is none, or where something that stands has built on it.
    """
    first = undo
    while (undid := find_undone(connection, first)) is not None:
        first = undid
    undone = _pair_undone(connection)
    for (number,) in connection.execute(
        "SELECT id FROM change WHERE id < ? AND undoes IS NULL AND summary IS NOT NULL"
        " AND command <> 'init' ORDER BY id DESC",
        (first,),
    ):
        if undone.get(number, number) == number:
            with suppress(LaterChangesError, NothingToUndoError):
                refuse_undo(connection, number)
                return int(number)
            return None
    return None


def read_number(word: int | str) -> int:
    """The number of a change, given as a number or as text. Raises UnknownChangeError for what is none."""
    said = str(word)
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise UnknownChangeError(number=word)
    return int(said)


def refuse_undo(connection: sqlite3.Connection, change: int) -> None:
    """Raise UnknownChangeError, AlreadyUndoneError, NothingToUndoError or LaterChangesError.

    It can when every record that it touched stands as it left it, whatever was done and undone meanwhile,
    and when no other record has come to rely on what goes, or taken the place of what comes back.
    """
    closed = "SELECT 1 FROM change WHERE id = ? AND summary IS NOT NULL"
    if not connection.execute(closed, (change,)).fetchone():
        raise UnknownChangeError(number=change)
    undone = _pair_undone(connection)
    if undone.get(change, change) != change:
        raise AlreadyUndoneError(number=change, by=undone[change])
    if not any(_has_touched(connection, record, change) for record in RECORDS.values()):
        raise NothingToUndoError(number=change)
    later: set[int] = set()
    for record in RECORDS.values():
        for number in _find_altered(connection, record, change):
            later |= _find_changes(connection, record, number, change)
        later |= _find_in_its_place(connection, record, change)
        later |= find_changes_in_circle(connection, record, change)
        for field, reference in record.references:
            later |= _find_left_hanging(connection, record, field.key, RECORDS[reference.to], change)
        for field, words in record.word_fields:
            later |= _find_left_without_word(connection, record, field.key, words, change)
    if later:
        later = later - set(undone) or later
        named = ", ".join(str(number) for number in sorted(later)[-10:])
        raise LaterChangesError(
            number=change, changes=named if len(later) <= 10 else f"…, {named}", latest=max(later)
        )


def _find_altered(connection: sqlite3.Connection, record: Record, change: int) -> list[int]:
    """The numbers of the records that do not stand as the change left them."""
    kind, past = quote_name(record.kind), quote_name(record.past_table)
    names = [quote_name(name) for name in list_columns(record) if name != "change"]
    same = " AND ".join(f"now.{name} IS left.{name}" for name in names)
    rows = connection.execute(
        f"SELECT left.id FROM {past} AS left LEFT JOIN {kind} AS now ON now.id = left.id"
        f" WHERE left.change = :change AND (now.id IS NULL OR NOT ({same}))"
        f" UNION SELECT gone.id FROM {past} AS gone JOIN {kind} AS now ON now.id = gone.id"
        f" WHERE gone.ended_by = :change AND now.change <> :change AND NOT EXISTS"
        f" (SELECT 1 FROM {past} AS left WHERE left.id = gone.id AND left.change = :change) LIMIT 1000",
        {"change": change},
    )
    return [number for (number,) in rows]


def _find_changes(connection: sqlite3.Connection, record: Record, number: int, after: int) -> set[int]:
    """The changes after `after` that wrote or ended a version of one record."""
    kind, past = quote_name(record.kind), quote_name(record.past_table)
    rows = connection.execute(
        f"SELECT change FROM {kind} WHERE id = :id UNION SELECT change FROM {past} WHERE id = :id"
        f" UNION SELECT ended_by FROM {past} WHERE id = :id",
        {"id": number},
    )
    return {change for (change,) in rows if change > after}


def _pair_undone(connection: sqlite3.Connection) -> dict[int, int]:
    """Changes without effect now: each undone one by the undo that did it, and that undo by itself."""
    pairs: dict[int, int] = {}
    undoing = connection.execute("SELECT id, undoes FROM change WHERE undoes IS NOT NULL ORDER BY id DESC")
    for undo, undone in undoing.fetchall():
        if undo not in pairs:
            pairs[undone] = pairs[undo] = undo
    return pairs


def find_undone_changes(connection: sqlite3.Connection) -> dict[int, int]:
    """The changes that have no effect because an undo that itself stands took them back, with that undo."""
    return {undone: undo for undone, undo in _pair_undone(connection).items() if undone != undo}


def _has_touched(connection: sqlite3.Connection, record: Record, change: int) -> bool:
    kind, past = quote_name(record.kind), quote_name(record.past_table)
    return any(
        connection.execute(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (change,)).fetchone()
        for table, column in ((kind, "change"), (past, "change"), (past, "ended_by"))
    )


def find_touched(connection: sqlite3.Connection, change: int) -> Iterator[TouchedRecord]:
    """What undoing the change touches: at most MOST_SHOWN of each kind."""
    for record in RECORDS.values():
        kind, past = quote_name(record.kind), quote_name(record.past_table)
        keys = ", ".join(quote_name(key) for key in record.keys)
        each = " UNION ".join(  # the first of each, so that not all of a large change are collected
            f"SELECT id FROM (SELECT id FROM {table} WHERE {column} = :change ORDER BY id LIMIT :most)"
            for table, column in ((kind, "change"), (past, "change"), (past, "ended_by"))
        )
        given = {"change": change, "most": MOST_SHOWN}
        for number in read_column(connection, f"{each} ORDER BY id LIMIT :most", given):
            now = connection.execute(f"SELECT {keys} FROM {kind} WHERE id = ?", (number,))
            then = connection.execute(
                f"SELECT {keys} FROM {past} WHERE id = ? AND ended_by = ?", (number, change)
            )
            yield TouchedRecord(record, number, now.fetchone(), then.fetchone())


def count_touched(connection: sqlite3.Connection, change: int) -> dict[str, dict[str, int]]:
    """How many records of each kind an undo of the change would remove, correct and add, before doing it."""
    counts: dict[str, dict[str, int]] = {}
    for record in RECORDS.values():
        kind, past = quote_name(record.kind), quote_name(record.past_table)
        stands = f"EXISTS (SELECT 1 FROM {kind} AS now WHERE now.id = past.id AND now.change = :change)"
        left = f"EXISTS (SELECT 1 FROM {past} AS own WHERE own.id = past.id AND own.change = :change)"
        written, ended, both = connection.execute(
            f"SELECT (SELECT count(*) FROM {kind} WHERE change = :change)"
            f" + (SELECT count(*) FROM {past} AS past WHERE change = :change AND NOT {stands}),"
            f" (SELECT count(*) FROM {past} WHERE ended_by = :change),"
            f" (SELECT count(*) FROM {past} AS past WHERE ended_by = :change AND ({stands} OR {left}))",
            {"change": change},
        ).fetchone()
        acts = {"added": ended - both, "corrected": both, "removed": written - both}
        if any(acts.values()):
            counts[record.kind] = acts
    return counts


def _select_own(record: Record, among: str = "") -> str:
    """SQL: the numbers of the records that the change wrote, `among` those that meet a condition."""
    both = (quote_name(record.kind), quote_name(record.past_table))
    return " UNION ".join(f"SELECT id FROM {table} WHERE change = :change{among}" for table in both)


def take_back(connection: sqlite3.Connection, change: int, new: int) -> dict[str, dict[str, int]]:
    """Undo the change in the name of `new`, which is open. Returns how many were added, corrected, removed.

    `refuse_undo` has been asked before, in the same transaction.
    """
    connection.execute("PRAGMA defer_foreign_keys = ON")
    before = _find_later(connection)
    with database.use_settings(connection, database.ROOM):
        counts = {record.kind: _take_back(connection, record, change, new) for record in RECORDS.values()}
    if more := sorted(_find_later(connection) - before, key=lambda later: (later.record.kind, later.id)):
        raise DatedLaterError(number=change, later=more[0]).from_record(more[0].record, more[0].id)
    return {kind: acts for kind, acts in counts.items() if any(acts.values())}


def _find_later(connection: sqlite3.Connection) -> set[LaterRecord]:
    """What is dated after the end of what it names, as it may be in a register of an earlier version."""
    return {each for record in RECORDS.values() if record.ends_all for each in find_later(connection, record)}


def _take_back(connection: sqlite3.Connection, record: Record, change: int, new: int) -> dict[str, int]:
    """Take out what the change wrote or replaced, then put back what stood there: names may be swapped."""
    kind, past = quote_name(record.kind), quote_name(record.past_table)
    names = [quote_name(name) for name in list_columns(record) if name != "change"]
    listed, numbers = ", ".join(names), {"change": change, "new": new}
    (moved,) = connection.execute(
        f"SELECT (SELECT count(*) FROM {kind} WHERE change = :change)"
        f" + (SELECT count(*) FROM {past} WHERE ended_by = :change)",
        numbers,
    ).fetchone()
    aside = []
    for table in (record.kind, record.past_table):
        stand = read_value(connection, f"SELECT count(*) FROM {quote_name(table)}")
        aside.append(TableIndexes(connection, table, stand, frozenset()))
        aside[-1].expect(moved)
    standing = f"SELECT count(*) FROM {kind} WHERE id IN ({_select_ended(record)})"
    corrected = read_value(connection, standing, numbers)
    gone = 0
    for some in _write_ranges(connection, kind):
        those = f"id IN ({_select_own(record, some)}) OR id IN ({_select_ended(record)}{some})"
        gone += connection.execute(f"DELETE FROM {kind} WHERE {those}", numbers).rowcount
    back = connection.execute(
        f"INSERT INTO {kind} ({listed}, change) SELECT {listed}, :new FROM {past} WHERE ended_by = :change",
        numbers,
    ).rowcount
    for indexes in aside:
        indexes.restore()
    return {"added": back - corrected, "corrected": corrected, "removed": gone - corrected}


def _write_ranges(connection: sqlite3.Connection, kind: str) -> Iterator[str]:
    """SQL: conditions that take a table's rows so many at a time, as SQLite keeps those that go in memory."""
    most = read_value(connection, f"SELECT ifnull(max(id), 0) FROM {kind}")
    for first in range(1, most + 1, _AT_A_TIME):
        yield f" AND id BETWEEN {first} AND {first + _AT_A_TIME - 1}"


def _find_in_its_place(connection: sqlite3.Connection, record: Record, change: int) -> set[int]:
    """The changes that wrote what now has the name, identity or source number of what would come back."""
    kind, past = quote_name(record.kind), quote_name(record.past_table)
    alike = [(record.name,) if record.name else record.identity]
    if record.by_content:
        alike.append(("source_id", "source"))
    found: set[int] = set()
    for keys in filter(None, alike):
        same = " AND ".join(f"now.{quote_name(key)} IS before.{quote_name(key)}" for key in keys if key)
        rows = connection.execute(
            f"SELECT now.change FROM {past} AS before JOIN {kind} AS now ON {same}"
            f" WHERE before.ended_by = :change AND now.id <> before.id"
            f" AND before.{quote_name(str(keys[0]))} IS NOT NULL AND now.id NOT IN ({_select_own(record)})",
            {"change": change},
        )
        found |= {number for (number,) in rows}
    return found


def _find_left_hanging(
    connection: sqlite3.Connection, record: Record, key: str, to: Record, change: int
) -> set[int]:
    """The changes behind references that would lead nowhere: to what goes, and from what comes back."""
    mine, past = quote_name(record.kind), quote_name(record.past_table)
    other, column = quote_name(to.kind), quote_name(key)
    of = {"change": change}
    found: set[int] = set()
    if connection.execute(f"{_select_added(to)} LIMIT 1", of).fetchone():
        rows = connection.execute(
            f"SELECT DISTINCT change FROM {mine} WHERE {column} IN ({_select_added(to)})"
            f" AND id NOT IN ({_select_own(record)}) AND id NOT IN ({_select_ended(record)})",
            of,
        )
        found |= {number for (number,) in rows}
    rows = connection.execute(
        f"SELECT (SELECT max(ended_by) FROM {quote_name(to.kind + '_past')} WHERE id = before.{column})"
        f" FROM {past} AS before WHERE before.ended_by = :change AND before.{column} IS NOT NULL"
        f" AND before.{column} NOT IN (SELECT id FROM {other})"
        f" AND before.{column} NOT IN ({_select_ended(to)})",
        of,
    )
    return found | {number for (number,) in rows if number}


def _find_left_without_word(
    connection: sqlite3.Connection, record: Record, key: str, words: RegisterWords, change: int
) -> set[int]:
    """The changes behind words of the register's own that would be gone: those in use, and those coming back.

    As `_find_left_hanging`, for what holds a word by its name.
    """
    mine, column, own = quote_name(record.kind), quote_name(key), RECORDS[words.of]
    name, past = quote_name(own.kind), quote_name(own.past_table)
    of = {"change": change}
    back = set(read_column(connection, f"SELECT {name} FROM {past} WHERE ended_by = :change", of))
    going = set(read_column(connection, f"SELECT {name} FROM {name} WHERE id IN ({_select_own(own)})", of))
    found: set[int] = set()
    for word in going - back:
        rows = connection.execute(
            f"SELECT DISTINCT change FROM {mine} WHERE instr('|' || {column} || '|', '|' || :word || '|')"
            f" AND id NOT IN ({_select_own(record)}) AND id NOT IN ({_select_ended(record)})",
            {**of, "word": word},
        )
        found |= {number for (number,) in rows}
    known = {*words.values, *back, *read_column(connection, f"SELECT {name} FROM {name}")}
    returning = connection.execute(
        f"SELECT DISTINCT {column} FROM {quote_name(record.past_table)}"
        f" WHERE ended_by = :change AND {column} IS NOT NULL",
        of,
    ).fetchall()
    for word in {word for (value,) in returning for word in value.split("|")} - known:
        query = f"SELECT max(ended_by) FROM {past} WHERE {name} = ?"
        found |= {number for (number,) in connection.execute(query, (word,)) if number}
    return found


def _select_ended(record: Record) -> str:
    """SQL: the numbers of the records of which the change replaced or removed a version."""
    return f"SELECT id FROM {quote_name(record.kind + '_past')} WHERE ended_by = :change"


def _select_added(record: Record) -> str:
    """SQL: the numbers of the records that the change added, so that an undo removes them."""
    return f"SELECT id FROM ({_select_own(record)}) WHERE id NOT IN ({_select_ended(record)})"


class DatedLaterError(RecordShownError):
    """What would come back is dated after a worker left or a site closed."""

    message = N_(
        "Change {number} cannot be undone: {kind} {id} of {day} would stand after"
        " the end of {name}, {last_day}."
    )

    def __init__(self, *, number: int, later: LaterRecord) -> None:
        days = {"day": format_day(later.day), "last_day": format_day(later.last_day)}
        super().__init__(number=number, kind=later.record.label, id=later.id, name=later.name, **days)
