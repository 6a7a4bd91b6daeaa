"""Citizens that might exist: the register's own with something dropped, moved or doubled.

Whoever reads a table does not know which citizens there are, only which there can be. A count is open where
other registers would print the same, and those are put together of the register's citizens and of these.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from random import Random

from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Day, Value
from outreach_cli.storage.schema import list_columns, quote_name

Row = Mapping[str, Value]
OF_CITIZENS: tuple[Record, ...] = tuple(
    record
    for record in RECORDS.values()
    if record.kind != CITIZEN.merged_in
    and any(reference.to == CITIZEN.kind for _field, reference in record.references)
)
"""The records of what happened with a citizen, who stands in `citizen`."""
MOST = 1600
"""How many are imagined at most. More take longer, and with fewer more is hidden."""
VARIANTS = 6
"""How many are made of each citizen."""
_KEPT = frozenset({"id", "citizen", "change", "source", "source_id", "fingerprint"})
"""Columns that are not taken from another record."""


def imagine_citizens(connection: sqlite3.Connection, chance: Random) -> dict[Record, list[Row]]:
    """The rows of citizens that might exist, by record, the citizens' own among them.

    Their numbers come after all that the register has given out. Each row names the change of the row that it
    was made from: it stands at a moment where that one does.
    """
    return _CitizenMaker(connection, chance).make_all()


def find_last_citizen(connection: sqlite3.Connection) -> int:
    """The highest number that a citizen of the register has, or had."""
    return _find_last(connection, CITIZEN)


def _find_last(connection: sqlite3.Connection, record: Record) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (record.kind,)).fetchone()
    return int(row[0]) if row else 0


class _CitizenMaker:
    """The register's citizens with their records, and what is made of them."""

    def __init__(self, connection: sqlite3.Connection, chance: Random) -> None:
        self.chance = chance
        self.last = {record: _find_last(connection, record) for record in (CITIZEN, *OF_CITIZENS)}
        self.people = list(_read_rows(connection, CITIZEN))
        self.every = {record: list(_read_rows(connection, record)) for record in OF_CITIZENS}
        self.every = {record: rows for record, rows in self.every.items() if rows}
        self.own: dict[Value, list[tuple[Record, Row]]] = defaultdict(list)
        for record, rows in self.every.items():
            for row in rows:
                self.own[row["citizen"]].append((record, row))
        self.made: dict[Record, list[Row]] = {record: [] for record in (CITIZEN, *OF_CITIZENS)}

    def make_all(self) -> dict[Record, list[Row]]:
        plans = list(self._plan())
        self.chance.shuffle(plans)
        for person, records, varied in plans[:MOST]:
            lonely = len({record for record, _row in records}) == 1
            self._make(person, self._vary(records) if varied else records, lonely=lonely)
        return self.made

    def _plan(self) -> Iterator[tuple[Row, list[tuple[Record, Row]], bool]]:
        """Whom to make one of, with which records, and whether these are to be varied."""
        for person in self.people:
            own = self.own[person["id"]]
            for _variant in range(VARIANTS):
                yield person, own, True
            for record in dict.fromkeys(record for record, _row in own):
                yield person, [each for each in own if each[0] is record], False
            yield person, [], False
        for record, rows in self.every.items():
            for row in _leave_alike_out(record, rows):
                for varied in (True, False):
                    yield self.chance.choice(self.people), [(record, row)], varied

    def _make(self, person: Row, records: list[tuple[Record, Row]], *, lonely: bool) -> None:
        self.last[CITIZEN] += 1
        number, said = self.last[CITIZEN], dict(person)
        if self.chance.random() < 0.5:
            other = self.chance.choice(self.people)
            able = [key for key in CITIZEN.keys if key not in (CITIZEN.name, CITIZEN.day, "registered_on")]
            for key in self.chance.sample(able, self.chance.choice([1, 1, 1, 3])):
                said[key] = other[key]
        if lonely and self.chance.random() < 0.7:
            said["registered_on"] = None
        self.made[CITIZEN].append({**said, "id": number, "citizen": f"imagined {number}"})
        there = set[tuple[object, ...]]()
        for record, row in records:
            identity = (record.kind, *(row[key] for key in record.identity if key != "citizen"))
            if record.identity and identity in there:
                continue
            there.add(identity)
            self.last[record] += 1
            self.made[record].append({**row, "id": self.last[record], "citizen": number})

    def _vary(self, records: list[tuple[Record, Row]]) -> list[tuple[Record, Row]]:
        varied = list(records)
        if not varied:
            return varied
        for _time in range(self.chance.choice([1, 1, 2])):
            act, at = (
                self.chance.choice(["drop", "move", "move", "move", "double"]),
                self.chance.randrange(len(varied)),
            )
            record, row = varied[at]
            if act == "drop" and len(varied) > 1:
                varied.pop(at)
            elif act == "double":
                varied.append((record, self._move(record, row)))
            else:
                varied[at] = (record, self._move(record, row))
        return varied

    def _move(self, record: Record, row: Row) -> Row:
        """The record as another of its kind has it: its day, all but its day, or all."""
        other, days = self.chance.choice(self.every[record]), {record.day, record.dated_by}
        how = self.chance.choice(["day", "rest", "all"])
        if how == "all" or record.identity:
            return {key: value if key in _KEPT else other[key] for key, value in row.items()}
        taken = {key for key in row if key not in _KEPT and (key in days) == (how == "day")}
        return {key: other[key] if key in taken else value for key, value in row.items()}


def _read_rows(connection: sqlite3.Connection, record: Record) -> Iterator[Row]:
    names = list_columns(record)
    listed = ", ".join(quote_name(name) for name in names)
    for row in connection.execute(
        f"SELECT {listed} FROM main.{quote_name(record.kind)} ORDER BY id"
    ).fetchall():
        yield dict(zip(names, row, strict=True))


def _leave_alike_out(record: Record, rows: list[Row]) -> Iterator[Row]:
    """One of the rows that say the same in the same month."""
    days = {field.key for field in record.fields if isinstance(field.type, Day)}
    seen = set[tuple[object, ...]]()
    for row in rows:
        said = tuple(
            str(value)[:7] if key in days else value
            for key, value in row.items()
            if key not in _KEPT and key != "minutes"
        )
        if said not in seen:
            seen.add(said)
            yield row
