"""Checked rows into their table, a batch at a time: new ones added, changed ones corrected, the rest left."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from outreach_cli.names import folded
from outreach_cli.records.types import Value
from outreach_cli.register.incoming import SOURCE_ID, Incoming, Row
from outreach_cli.register.known import Names
from outreach_cli.register.problems import DoubledRow
from outreach_cli.register.schema import quoted
from outreach_cli.register.verbs import Change

BATCH = 4_000
"""Rows that are looked up and written together."""
TOGETHER = 50
"""Rows in one INSERT."""

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


@dataclass
class Standing:
    """A row that stands in the register already, with its values for the file's columns."""

    id: int
    values: tuple[Value, ...]


@dataclass
class Batch:
    """What is to be done with a batch: rows to add under their numbers, and rows to correct."""

    added: list[tuple[int, Row]] = field(default_factory=list)
    corrected: list[tuple[Standing, Row]] = field(default_factory=list)


class Loading:
    """Takes the rows of one sheet into the register, in the change that is open.

    Records with a name or an identity are known by it; others by source and source id, and without one by
    their content: its k-th time in the sheet is known when k rows that stood there before have, or once
    had, that content.
    """

    def __init__(self, change: Change, incoming: Incoming, names: Names) -> None:
        self.change, self.incoming, self.names = change, incoming, names
        self.record = incoming.record
        self.table = quoted(self.record.kind)
        self.width = len(incoming.file_keys)
        query = f"SELECT ifnull(max(id), 0) FROM {self.table}"
        (self.before,) = change.connection.execute(query).fetchone()
        """The highest number that stood there before: rows above it come from this sheet."""
        self.free = change.free_number(self.record)
        self.counts = Counts()
        self._met = bytearray(self.before + 1)
        self._claimed: dict[str, bytearray] = {"": bytearray(self.before + 1)}
        if self.record.by_content:
            query = f"SELECT ifnull(max(rowid), 0) FROM {quoted(self.record.kind + '_past')}"
            (past,) = change.connection.execute(query).fetchone()
            self._claimed["_past"] = bytearray(past + 1)

    def load(self, rows: Iterable[Row]) -> Counts:
        """Take all the rows. What cannot be taken is told to the problems of `incoming`."""
        ordered = iter(rows)
        while batch := list(islice(ordered, BATCH)):
            self._write(self._sort_out(batch))
        if self.incoming.rule:
            self.incoming.rule.finish()
        return self.counts

    def _sort_out(self, rows: Sequence[Row]) -> Batch:
        """What is to be done with each row. Unchanged ones are counted, doubled ones told."""
        todo = Batch()
        keys = [self._key(row) for row in rows]
        standing = self._standing([key for key in keys if key is not None])
        living = self._living([row.fingerprint for row, key in zip(rows, keys, strict=True) if key is None])
        for row, key in zip(rows, keys, strict=True):
            if key is None:
                if self._claim(living.get(row.fingerprint, ())):
                    self.counts.unchanged += 1
                else:
                    self._add(row, todo)
                continue
            there = standing.get(key)
            if there is None:
                standing[key] = Standing(self._add(row, todo), row.values[: self.width])
            elif there.values == row.values[: self.width]:
                self._meet(there)
                self.counts.unchanged += 1
            elif self._meet(there):
                self._refuse_doubled(row)
            else:
                todo.corrected.append((there, row))
                there.values = row.values[: self.width]
        return todo

    def _key(self, row: Row) -> Key | None:
        """What tells the row from others, None when only its content does."""
        record, values = self.record, row.values
        if record.by_content:
            return None if row.source_id is None else (row.source_id, row.source or "")
        keys = self.incoming.keys
        if record.name:
            return (folded(str(values[keys.index(record.name)])),)
        return tuple(values[keys.index(key)] for key in record.identity)

    def _standing(self, keys: Sequence[Key]) -> dict[Key, Standing]:
        """The rows that stand in the register under those keys."""
        if not keys:
            return {}
        if self.record.name:
            known = self.names.of(self.record.kind)
            number = {known[str(key[0])][0]: key for key in keys if str(key[0]) in known}
            found = self._select("mine.id = asked.value", list(number))
            return {number[each.id]: each for _asked, each in found}
        if self.record.by_content:
            conditions = [
                "mine.source_id = json_extract(asked.value, '$[0]')",
                "ifnull(mine.source, '') = json_extract(asked.value, '$[1]')",
            ]
        else:
            conditions = [
                f"mine.{quoted(key)} = json_extract(asked.value, '$[{place}]')"
                for place, key in enumerate(self.record.identity)
            ]
        return {keys[place]: each for place, each in self._select(" AND ".join(conditions), keys)}

    def _select(self, condition: str, asked: Sequence[object]) -> Iterator[tuple[int, Standing]]:
        """The rows that meet a condition on one of `asked`, each with its place in that."""
        listed = "".join(f", mine.{quoted(key)}" for key in self.incoming.file_keys)
        query = (
            f"SELECT asked.key, mine.id{listed} FROM json_each(?) AS asked"
            f" CROSS JOIN {self.table} AS mine ON {condition}"
        )
        for place, number, *values in self.change.connection.execute(query, (json.dumps(asked),)):
            yield place, Standing(number, tuple(values))

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

    def _meet(self, there: Standing) -> bool:
        """Whether an earlier row of the sheet was this one; from now on it was."""
        if there.id > self.before:
            return True
        met, self._met[there.id] = self._met[there.id], 1
        return bool(met)

    def _refuse_doubled(self, row: Row) -> None:
        incoming, record = self.incoming, self.record
        key = record.name or (SOURCE_ID if record.by_content else record.identity[0])
        value = row.cells[incoming.places[key]]
        found = [(incoming.heading(key), DoubledRow(value))]
        sheet = incoming.sheet
        incoming.problems.reject(sheet.place, row.line, sheet.headings, row.cells, found)

    def _add(self, row: Row, todo: Batch) -> int:
        number = self._number(row)
        todo.added.append((number, row))
        return number

    def _number(self, row: Row) -> int:
        """The number for a new row: the one that its name was promised, or the next free one."""
        kind = self.record.kind
        if not self.record.name:
            self.free += 1
            return self.free - 1
        name = str(row.values[self.incoming.keys.index(self.record.name)])
        promised = self.names.of(kind).get(folded(name))
        return promised[0] if promised else self.names.reserve(kind, name)

    def _write(self, todo: Batch) -> None:
        if todo.added:
            self._insert(todo.added)
        for there, row in todo.corrected:
            self._correct(there, row)

    def _insert(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Add rows under their numbers, many in a statement."""
        known_from = ("source", "source_id", "fingerprint") if self.record.by_content else ()
        names = ("id", "change", *self.incoming.keys, *known_from)
        listed = ", ".join(quoted(name) for name in names)
        one = f"({', '.join('?' * len(names))})"
        change = self.change.id
        for start in range(0, len(rows), TOGETHER):
            some = rows[start : start + TOGETHER]
            sql = f"INSERT INTO {self.table} ({listed}) VALUES {', '.join([one] * len(some))}"
            flat = (
                (number, change, *row.values, row.source, row.source_id, row.fingerprint)
                if known_from
                else (number, change, *row.values)
                for number, row in some
            )
            self.change.connection.execute(sql, tuple(chain.from_iterable(flat)))
        self.change.count(self.record, "added", len(rows))
        self.counts.imported += len(rows)

    def _correct(self, there: Standing, row: Row) -> None:
        """Give a row the values that the file has for it, and what follows where nothing stood."""
        current = self.change.find.row(self.record, there.id).values
        new = dict(zip(self.incoming.keys, row.values, strict=True))
        changed = {
            key: value
            for place, (key, value) in enumerate(new.items())
            if value != current[key] and (place < self.width or current[key] is None)
        }
        self.change.update(self.record, there.id, changed)
        self.counts.corrected += 1
