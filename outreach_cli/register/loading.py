"""Checked rows into their table, a batch at a time: new ones added, changed ones corrected, the rest left."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from outreach_cli.names import folded
from outreach_cli.records.types import Value
from outreach_cli.register.change_writer import ChangeWriter
from outreach_cli.register.content import stands_in
from outreach_cli.register.incoming import SOURCE_ID, Incoming, Row, Rows
from outreach_cli.register.indexes import Indexes
from outreach_cli.register.known import Names
from outreach_cli.register.problems import DoubledRow
from outreach_cli.register.schema import columns, quoted

Key = tuple[Value, ...]


@dataclass
class Counts:
    """What became of the rows."""

    imported: int = 0
    corrected: int = 0
    unchanged: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.imported + other.imported,
            self.corrected + other.corrected,
            self.unchanged + other.unchanged,
        )


class Standing(NamedTuple):
    """A row that stands in the register already, with its values for the file's columns."""

    id: int
    values: Key


@dataclass
class Batch:
    """What is to be done with a batch's rows: the places of those to add and of those to correct, each with
    the number in the register."""

    added: dict[int, int] = field(default_factory=dict)
    corrected: dict[int, int] = field(default_factory=dict)


class Loading:
    """Takes the rows of one sheet into the register, in the change that is open.

    Records with a name or an identity are known by it; others by source and source id, and without one by
    their content: its k-th time in the sheet is known when k rows that stood there before have, or once
    had, that content.
    """

    def __init__(self, change: ChangeWriter, incoming: Incoming, names: Names) -> None:
        self.change, self.incoming, self.names = change, incoming, names
        self.record = incoming.record
        self.table = quoted(self.record.kind)
        keys = incoming.file_keys
        self._told = chosen([self.record.keys.index(key) for key in keys])
        """Takes from a row's values those that the file says."""
        own = (self.record.name,) if self.record.name else self.record.identity
        self._own = chosen([self.record.keys.index(key) for key in own])
        """Takes from a row's values those that tell it from others."""
        query = f"SELECT ifnull(max(id), 0) FROM {self.table}"
        (self.before,) = change.connection.execute(query).fetchone()
        """The highest number that stood there before: rows above it come from this sheet."""
        self.free = change.free_number(self.record)
        self.counts = Counts()
        looked_in = {f"{self.record.kind}_by_source"}
        if self.before:
            looked_in.add(f"{self.record.kind}_by_fingerprint")
        self.indexes = Indexes(change.connection, self.record.kind, self.before, frozenset(looked_in))
        self._all_new = self.record.by_content
        """Whether all rows by now were new, so that the next are assumed to be."""
        self._met = bytearray(self.before + 1)
        self._claimed: dict[str, bytearray] = {"": bytearray(self.before + 1)}
        if self.record.by_content:
            query = f"SELECT ifnull(max(rowid), 0) FROM {quoted(self.record.kind + '_past')}"
            (past,) = change.connection.execute(query).fetchone()
            self._claimed["_past"] = bytearray(past + 1)

    def load(self, watch: Callable[[int], None]) -> Counts:
        """Take all the rows, telling `watch` how many by now. Those that cannot be taken are told."""
        taken = 0
        for rows in self.incoming.batches():
            rows = self._without_merged(rows)
            if rows:
                self._take(rows)
            taken += len(rows)
            watch(taken)
        self.names.forget_promises()
        self.indexes.restore()
        if self.incoming.rule:
            self.incoming.rule.finish()
        return self.counts

    def _take(self, rows: Rows) -> None:
        """Write rows. As long as all before were new, these are assumed to be; SQLite says if not."""
        if not (self._all_new and all(rows.source_ids) and not self.names.promises):
            self._take_sorted(rows)
            return
        first = self.free
        try:
            self._insert(rows, self._numbers(rows))
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_UNIQUE:
                raise
            self.free = first
            self._take_sorted(rows)

    def _take_sorted(self, rows: Rows) -> None:
        todo = self._sort_out(rows)
        self._all_new = self.record.by_content and len(todo.added) == len(rows)
        self._write(rows, todo)

    def _sort_out(self, rows: Rows) -> Batch:
        """What is to be done with each row. Unchanged ones are counted, doubled ones told."""
        keys = self._keys(rows)
        known = [key for key in keys if key is not None]
        same: dict[int, int] = {}
        if not self.record.by_content:
            standing = self._standing(known)
        else:
            standing = self._standing_by_source(rows, keys, same) if known else {}
        living = self._living([each for each, key in zip(rows.fingerprints, keys, strict=True) if not key])
        if not (standing or same or living) and len(set(known)) == len(known):
            return Batch(added=dict(enumerate(self._numbers(rows))))
        todo = Batch()
        if len(same) == len(rows) and not standing:
            self.counts.unchanged += len(list(map(self._meet, same.values())))
            return todo
        for place, (key, content) in enumerate(zip(keys, rows.fingerprints, strict=True)):
            if key is None and self._claim(living.get(content, ())):
                self.counts.unchanged += 1
            elif key is None:
                todo.added[place] = self._number(rows.values[place])
            elif place in same and key not in standing:
                self._meet(same[place])
                self.counts.unchanged += 1
            else:
                self._sort_known(rows, place, key, standing, todo)
        return todo

    def _sort_known(
        self, rows: Rows, place: int, key: Key, standing: dict[Key, Standing], todo: Batch
    ) -> None:
        """What is to be done with a row that has a key of its own."""
        there, told = standing.get(key), self._told(rows.values[place])
        if there is None:
            number = todo.added[place] = self._number(rows.values[place])
            standing[key] = Standing(number, told)
            return
        met = self._meet(there.id)
        if there.values == told:
            self.counts.unchanged += 1
        elif met:
            self._refuse_doubled(rows.row(place))
        else:
            todo.corrected[place] = there.id
            standing[key] = Standing(there.id, told)

    def _keys(self, rows: Rows) -> Sequence[Key | None]:
        """What tells each row from others, None where only its content does."""
        if self.record.by_content:
            pairs = zip(rows.source_ids, [each or "" for each in rows.sources], strict=True)
            return [pair if pair[0] is not None else None for pair in pairs]
        own = map(self._own, rows.values)
        return [(folded(str(key[0])),) for key in own] if self.record.name else list(own)

    def _without_merged(self, rows: Rows) -> Rows:
        """The rows without those whose name now stands for another record, into which its own was merged."""
        merged = self.change.find.merged(self.record.kind) if self.record.merged_in else ()
        if not merged:
            return rows
        names = [folded(str(self._own(values)[0])) for values in rows.values]
        left = rows.only([place for place, name in enumerate(names) if name not in merged])
        self.counts.unchanged += len(rows) - len(left)
        return left

    def _standing(self, keys: Sequence[Key]) -> dict[Key, Standing]:
        """The rows that stand in the register under those names or identities."""
        if self.record.name:
            names = self.names.of(self.record.kind)
            numbers = {key: names[str(key[0])][0] for key in keys if str(key[0]) in names}
            found = self._select(("mine.id",), "mine.id = asked.value", list(set(numbers.values())))
            return {key: found[(number,)] for key, number in numbers.items() if (number,) in found}
        own = tuple(f"mine.{quoted(key)}" for key in self.record.identity)
        matches = (f"{key} = json_extract(asked.value, '$[{place}]')" for place, key in enumerate(own))
        return self._select(own, " AND ".join(matches), keys)

    def _standing_by_source(
        self, rows: Rows, keys: Sequence[Key | None], same: dict[int, int]
    ) -> dict[Key, Standing]:
        """The rows that stand under the source's ids with another fingerprint than a row of the batch.

        Those with the same one go into `same`: their number by the place of the row.
        """
        query = (
            "SELECT asked.key, ifnull(mine.source, ''), mine.id, mine.fingerprint"
            f" FROM json_each(?) AS asked CROSS JOIN {self.table} AS mine ON mine.source_id = asked.value"
        )
        numbers: dict[Key, int] = {}
        for place, source, number, content in self._ask(query, rows.source_ids):
            key = keys[place]
            if key is None or key[1] != source:
                continue
            if content == rows.fingerprints[place]:
                same[place] = number
            else:
                numbers[key] = number
        found = self._select(("mine.id",), "mine.id = asked.value", list(numbers.values()))
        return {key: found[(number,)] for key, number in numbers.items()}

    def _select(self, own: tuple[str, ...], condition: str, asked: Sequence[object]) -> dict[Key, Standing]:
        """The rows that meet the condition on one of `asked`, by the values of the columns `own`."""
        if not asked:
            return {}
        listed = ", ".join((*own, "mine.id", *(f"mine.{quoted(key)}" for key in self.incoming.file_keys)))
        query = f"SELECT {listed} FROM json_each(?) AS asked CROSS JOIN {self.table} AS mine ON {condition}"
        size = len(own)
        return {row[:size]: Standing(row[size], row[size + 1 :]) for row in self._ask(query, asked)}

    def _ask(self, query: str, asked: Sequence[object]) -> sqlite3.Cursor:
        """The answers to a query for which `asked` goes in as JSON."""
        return self.change.connection.execute(query, (json.dumps(asked),))

    def _living(self, fingerprints: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
        """By content, the rows that stood there before and have or had it: one version of each."""
        if not fingerprints or not self.before:
            return {}
        past = quoted(self.record.kind + "_past")
        query = (
            f"SELECT asked.value, mine.id, '_past', past.rowid FROM json_each(:asked) AS asked"
            f" CROSS JOIN {past} AS past ON past.fingerprint = asked.value"
            f" JOIN {self.table} AS mine ON mine.id = past.id WHERE mine.id <= :before"
            f" UNION ALL SELECT asked.value, mine.id, '', mine.id FROM json_each(:asked) AS asked"
            f" CROSS JOIN {self.table} AS mine ON mine.fingerprint = asked.value WHERE mine.id <= :before"
        )
        asked = {"asked": json.dumps(list(set(fingerprints))), "before": self.before}
        found: dict[int, dict[int, tuple[str, int]]] = {}
        for content, number, table, place in self.change.connection.execute(query, asked):
            found.setdefault(content, {})[number] = table, place
        return {content: list(versions.values()) for content, versions in found.items()}

    def _claim(self, versions: Iterable[tuple[str, int]]) -> bool:
        """Take the first of the versions that no earlier row of the sheet took. False when all are taken."""
        for table, place in versions:
            if not self._claimed[table][place]:
                self._claimed[table][place] = 1
                return True
        return False

    def _meet(self, number: int) -> bool:
        """Whether an earlier row of the sheet was the one of that number; from now on it was."""
        if number > self.before:
            return True
        met, self._met[number] = self._met[number], 1
        return bool(met)

    def _refuse_doubled(self, row: Row) -> None:
        incoming, record = self.incoming, self.record
        key = record.name or (SOURCE_ID if record.by_content else record.identity[0])
        value = row.cells[incoming.places[key]]
        found = [(incoming.heading(key), DoubledRow(value))]
        sheet = incoming.sheet
        incoming.problems.reject(sheet.place, row.line, sheet.headings, row.cells, found)

    def _numbers(self, rows: Rows) -> Sequence[int]:
        """The numbers for rows that are all new."""
        if self.record.name:
            return list(map(self._number, rows.values))
        first, self.free = self.free, self.free + len(rows)
        return range(first, self.free)

    def _number(self, values: tuple[Value, ...]) -> int:
        """The number for a new row: the one that its name was promised, or the next free one."""
        if not self.record.name:
            self.free += 1
            return self.free - 1
        kind, name = self.record.kind, str(self._own(values)[0])
        promised = self.names.of(kind).get(folded(name))
        return promised[0] if promised else self.names.reserve(kind, name)

    def _write(self, rows: Rows, todo: Batch) -> None:
        taken = rows.only([*todo.added, *todo.corrected])
        self.names.keep_promises(self.record, zip(*taken.columns, strict=True))
        if todo.added:
            self._insert(rows.only(list(todo.added)), list(todo.added.values()))
        for place, number in todo.corrected.items():
            self._correct(number, rows.values[place])

    def _insert(self, rows: Rows, numbers: Sequence[int]) -> None:
        """Add rows under their numbers, in one statement."""
        self.indexes.expect(len(rows))
        known_from = (rows.sources, rows.source_ids, rows.fingerprints) if self.record.by_content else ()
        whole = (numbers, *rows.columns, *known_from, [self.change.id] * len(rows))
        said = {
            quoted(name): column
            for name, column in zip(columns(self.record)[:-1], whole, strict=False)
            if stands_in(column)  # SQLite's module takes longest over an empty value
        }
        width = len(said)
        values: list[Value] = [None] * (width * len(rows))
        for place, column in enumerate(said.values()):
            values[place::width] = column
        marks = ", ".join([f"({'?, ' * width}{self.change.id})"] * len(rows))
        self.change.connection.execute(
            f"INSERT INTO {self.table} ({', '.join(said)}, change) VALUES {marks}", values
        )
        digest = self.incoming.content.digest(whole, rows.fingerprints)
        self.change.add_digest(self.record, len(rows), digest)
        self.counts.imported += len(rows)

    def _correct(self, number: int, values: tuple[Value, ...]) -> None:
        """Give a row the values that the file has for it, and what follows where nothing stood."""
        current = self.change.find.row(self.record, number).values
        told = self.incoming.file_keys
        changed = {
            key: value
            for key, value in zip(self.record.keys, values, strict=True)
            if value != current[key] and (key in told or current[key] is None)
        }
        self.change.update(self.record, number, changed)
        self.counts.corrected += 1


def chosen(places: Sequence[int]) -> Callable[[tuple[Value, ...]], tuple[Value, ...]]:
    """What takes the values at those places."""
    if len(places) == 1:
        return lambda values: (values[places[0]],)
    return itemgetter(*places) if places else lambda values: ()
