"""Which rows of a sheet stand in the register already: by name, identity, source id or content."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter

from outreach_cli.core.names import fold_case
from outreach_cli.exchange.checked_rows import CheckedRow, CheckedRows, ExistingRow, Key, MatchResult
from outreach_cli.exchange.earlier_versions import EarlierVersions
from outreach_cli.exchange.import_result import RowCounts
from outreach_cli.exchange.problems import DoubledRowError, Found
from outreach_cli.exchange.row_checker import REASON, RowChecker
from outreach_cli.records.record import Record
from outreach_cli.records.types import Value
from outreach_cli.register.record_changes import CircleError, end_plans
from outreach_cli.register.references import KindLinks
from outreach_cli.storage.row_digests import REFUSED
from outreach_cli.storage.schema import SOURCE_ID, quote_name

Versions = dict[int, list[tuple[str, int]]]
"""Versions of rows by their fingerprint: each by its table and its place there."""

HeldEnd = Callable[[], Record | None]
"""Writes a correction that was held back, and returns its record; None where it is refused."""


class RowMatcher:
    """Tells which rows of one sheet stand in the register already, and gives the new ones their numbers.

    Records with a name or an identity are known by it; others by source and source id, and without one by
    their content: its k-th time in the sheet is known when k rows that stood there before have, or once
    had, that content.
    """

    def __init__(self, checker: RowChecker, counts: RowCounts, ends: list[HeldEnd], links: KindLinks) -> None:
        self.checker, self.names, self.record = checker, checker.names, checker.record
        self.change = change = checker.names.change
        self.counts, self.ends, self._links = counts, ends, links
        self.merged_news: list[int] = []
        """The lines of rows that say something new of one who was merged into another."""
        self.removed: list[int] = []
        """The lines of rows that were removed by hand after a file said the same of them."""
        self.table = quote_name(self.record.kind)
        keys = checker.file_keys
        self._file_values = _make_picker([self.record.keys.index(key) for key in keys])
        """Takes from a row's values those that the file says."""
        own = (self.record.name,) if self.record.name else self.record.identity
        self._key_values = _make_picker([self.record.keys.index(key) for key in own])
        """Takes from a row's values those that tell it from others."""
        query = f"SELECT ifnull(max(id), 0) FROM {self.table}"
        (self.before,) = change.connection.execute(query).fetchone()
        """The highest number that stood there before: rows above it come from this sheet."""
        self.earlier = EarlierVersions(change, self.record)
        self.lenient = any(each.invalid_as for each in self.record.fields)
        self.fractional = SOURCE_ID in checker.places and self._has_fractional_ids()
        """Whether an earlier version kept ids as a spreadsheet wrote them: `10.0` for 10."""
        self.free = change.find_free_number(self.record)
        self._all_same = self.record.by_content and self.before > 0
        """Whether all rows looked up by now stood there as they are, so that the next are assumed to."""
        self._seen = bytearray(self.before + 1)
        self._claimed: dict[str, bytearray] = {"": bytearray(self.before + 1)}
        if self.record.by_content:
            query = f"SELECT ifnull(max(rowid), 0) FROM {quote_name(self.record.kind + '_past')}"
            (past,) = change.connection.execute(query).fetchone()
            self._claimed["_past"] = bytearray(past + 1)

    def match(self, rows: CheckedRows) -> MatchResult:
        """What is to be done with each row. Unchanged ones are counted, doubled ones told."""
        if self._all_same and self._stand_unchanged(rows):
            return MatchResult()
        self._all_same = False
        keys = self._find_keys(rows)
        known = [key for key in keys if key is not None]
        same: dict[int, int] = {}
        if not self.record.by_content:
            standing = self._find_existing(known)
        else:
            standing = self._find_by_source(rows, keys, same) if known else {}
        living = self._find_living([each for each, key in zip(rows.contents, keys, strict=True) if not key])
        before = self.earlier.removed or self.earlier.moved
        plain = not (standing or same or living or self.record.takes_over or before)
        if plain and len(set(known)) == len(known):
            return MatchResult(added=dict(enumerate(self.take_numbers(rows))))
        todo = MatchResult()
        for place, (key, content) in enumerate(zip(keys, rows.contents, strict=True)):
            if key is None and self._claim(living, content, rows.fingerprints[place]):
                self.counts.unchanged += 1
            elif key is None:
                if not self._is_gone(rows, place, key):
                    todo.added[place] = self._take_number(rows.values[place])
            elif place in same and key not in standing:
                self._mark_seen(same[place])
                self.counts.unchanged += 1
            else:
                self._sort_known(rows, place, key, standing, todo)
        self._all_same = self.record.by_content and not (standing or todo.added)
        return todo

    def _stand_unchanged(self, rows: CheckedRows) -> bool:
        """Whether every row stands as it is, each another: under its source's id, or all by their content.

        SQLite compares them in one step, and other threads run meanwhile; contents in the order of their
        index, of which a page is read once then for many. The rows are counted.
        """
        ids = dict(zip(rows.source_ids, rows.fingerprints, strict=True))
        contents = sorted(set(rows.fingerprints)) if None in ids else []
        by_content = len(contents) == len(rows) and len(ids) == 1
        by_id = not contents and len(ids) == len(rows) and len(set(rows.sources)) == 1
        if not (by_content or (by_id and not self.fractional)):
            return False
        of_source = "mine.source_id = asked.key AND ifnull(mine.source, '') = :source AND " if by_id else ""
        query = (
            f"SELECT json_group_array((SELECT id FROM {self.table} AS mine"
            f" WHERE {of_source}mine.fingerprint = asked.value LIMIT 1)) FROM json_each(:asked) AS asked"
        )
        asked = {"asked": json.dumps(contents or ids), "source": rows.sources[0] or ""}
        numbers = json.loads(self.change.connection.execute(query, asked).fetchone()[0])
        taken = self._claimed[""] if by_content else self._seen
        if None in numbers or (by_content and any(each > self.before or taken[each] for each in numbers)):
            return False
        for number in numbers:
            if number <= self.before:
                taken[number] = 1
        self.counts.unchanged += len(rows)
        return True

    def _sort_known(
        self, rows: CheckedRows, place: int, key: Key, standing: dict[Key, ExistingRow], todo: MatchResult
    ) -> None:
        """What is to be done with a row that has a key of its own."""
        there, told = standing.get(key), self._file_values(rows.values[place])
        if there is None and self.earlier.moved:
            there = self._find_moved(rows.find_row(place), key, standing)
        if there is None:
            if not self._is_gone(rows, place, key):
                number = todo.added[place] = self._take_number(rows.values[place])
                standing[key] = ExistingRow(number, told)
            return
        row = rows.find_row(place)
        wanted = self._find_wanted(row, there)
        emptied = [key for key in wanted if not row.cells[self.checker.places[key]].strip()]
        if not wanted or self.earlier.has_stood_until_merge(there.id, key, self._list_stated(row)):
            self._mark_seen(there.id)
            self.counts.unchanged += 1
        elif self._mark_seen(there.id):
            self._refuse_doubled(row)
        elif news := self.earlier.leave_out_said(there.id, wanted, emptied):
            if values := self._find_corrected(row, there.id, news):
                todo.corrected[place] = there.id, values
                standing[key] = ExistingRow(there.id, told)
        else:
            self.counts.unchanged += 1

    def _find_moved(
        self, row: CheckedRow, key: Key, standing: Mapping[Key, ExistingRow]
    ) -> ExistingRow | None:
        """The row's record, where a hand gave it another identity or name, and no other row is it."""
        number = self.earlier.find_moved(key, self._list_stated(row))
        if number is None or self._seen[number] or number in {each.id for each in standing.values()}:
            return None
        if self.record.name:
            self.names.read_as(self.record, str(self._key_values(row.values)[0]), number)
        return self._select(("mine.id",), "mine.id = asked.value", [number])[(number,)]

    def _is_gone(self, rows: CheckedRows, place: int, key: Key | None) -> bool:
        """Whether the row says what stood until a merge or a removal by hand; it is then counted."""
        if not (self.record.takes_over or self.earlier.removed):
            return False
        row = rows.find_row(place)
        told = self._list_stated(row)
        if self.earlier.is_removed(key, rows.fingerprints[place], told):
            self.removed.append(row.line)
        elif not (key and self.record.takes_over and self.earlier.has_stood_until_merge(0, key, told)):
            return False
        self.counts.unchanged += 1
        return True

    def _list_stated(self, row: CheckedRow) -> dict[str, Value]:
        """What the row says: an empty cell says nothing, unless it is to clear the field."""
        values = dict(zip(self.record.keys, row.values, strict=True))
        clears = self.checker.options.empty_clears
        places = self.checker.places
        return {
            key: values[key] for key in self.checker.file_keys if clears or row.cells[places[key]].strip()
        }

    def _find_wanted(self, row: CheckedRow, there: ExistingRow) -> dict[str, Value]:
        """What the row says otherwise than the register does."""
        current = dict(zip(self.checker.file_keys, there.values, strict=True))
        return {key: value for key, value in self._list_stated(row).items() if value != current[key]}

    def _find_corrected(self, row: CheckedRow, number: int, news: dict[str, Value]) -> dict[str, Value]:
        """The values that a record gets: what the row says anew, and what follows where nothing stood.

        Nothing where they do not fit with the others of the record; that is told.
        """
        current = self.change.finder.read_row(self.record, number).values
        said = zip(self.record.keys, row.values, strict=True)
        followed = self.checker.rule.list_followed(current) if self.checker.rule else ()
        follows = {
            key: value
            for key, value in said
            if key not in self.checker.file_keys
            and (current[key] is None or key == REASON or (key in followed and value is not None))
        }
        values = {key: value for key, value in (follows | news).items() if value != current[key]}
        amiss = self.checker.list_conflicts(current | values)
        if not amiss and (key := self._links.find_circle(number, values)):
            amiss = [(self.checker.find_heading(key), CircleError(row.cells[self.checker.places[key]]))]
        if amiss:
            self._refuse(row, amiss)
            return {}
        if end_plans(self.change, self.record, number, values):
            self.ends.append(partial(self._settle_end, row, number, values))
            return {}
        self._links.note(number, values)
        return values

    def _settle_end(self, row: CheckedRow, number: int, values: dict[str, Value]) -> Record | None:
        """Write a correction that ends a site or a worker, and return its record; or refuse it.

        It is judged when all the rows are in: one further down may make an end right that is before the day
        of a record with it, as by an earlier day of that.
        """
        if found := end_plans(self.change, self.record, number, values):
            self._refuse(row, [(self.checker.find_heading(found[0].key), found[1])])
            return None
        self.change.update(self.record, number, values)
        return self.record

    def _find_keys(self, rows: CheckedRows) -> Sequence[Key | None]:
        """What tells each row from others, None where only its content does."""
        if self.record.by_content:
            pairs = zip(rows.source_ids, [each or "" for each in rows.sources], strict=True)
            return [pair if pair[0] is not None else None for pair in pairs]
        own = map(self._key_values, rows.values)
        return [(fold_case(str(key[0])),) for key in own] if self.record.name else list(own)

    def leave_out_merged(self, rows: CheckedRows) -> CheckedRows:
        """The rows without those whose name now stands for another record, into which its own was merged."""
        merged = self.change.finder.list_merged(self.record.kind) if self.record.merged_in else ()
        if not merged:
            return rows
        names = [fold_case(str(self._key_values(values)[0])) for values in rows.values]
        for place, name in enumerate(names):
            if name in merged:
                row = rows.find_row(place)
                if self.earlier.is_news_of_merged(name, merged[name][0], self._list_stated(row)):
                    self.merged_news.append(row.line)
        left = rows.pick_rows([place for place, name in enumerate(names) if name not in merged])
        self.counts.unchanged += len(rows) - len(left)
        return left

    def _find_existing(self, keys: Sequence[Key]) -> dict[Key, ExistingRow]:
        """The rows that stand in the register under those names or identities."""
        if self.record.name:
            found_numbers = {key: self.names.look_up(self.record.kind, str(key[0])) for key in keys}
            numbers = {key: number for key, number in found_numbers.items() if number is not None}
            found = self._select(("mine.id",), "mine.id = asked.value", list(set(numbers.values())))
            return {key: found[(number,)] for key, number in numbers.items() if (number,) in found}
        own = tuple(f"mine.{quote_name(key)}" for key in self.record.identity)
        matches = (f"{key} = json_extract(asked.value, '$[{place}]')" for place, key in enumerate(own))
        return self._select(own, " AND ".join(matches), keys)

    def _find_by_source(
        self, rows: CheckedRows, keys: Sequence[Key | None], same: dict[int, int]
    ) -> dict[Key, ExistingRow]:
        """The rows that stand under the source's ids with another fingerprint than a row of the batch.

        Those with the same one go into `same`: their number by the place of the row.
        """
        id_there = "IN (asked.value, asked.value || '.0')" if self.fractional else "= asked.value"
        query = (
            "SELECT asked.key, ifnull(mine.source, ''), mine.id, mine.fingerprint"
            f" FROM json_each(?) AS asked CROSS JOIN {self.table} AS mine ON mine.source_id {id_there}"
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

    def _has_fractional_ids(self) -> bool:
        query = f"SELECT EXISTS (SELECT 1 FROM {self.table} WHERE source_id GLOB '[0-9]*.0')"
        return bool(self.change.connection.execute(query).fetchone()[0])

    def _select(
        self, own: tuple[str, ...], condition: str, asked: Sequence[object]
    ) -> dict[Key, ExistingRow]:
        """The rows that meet the condition on one of `asked`, by the values of the columns `own`."""
        if not asked:
            return {}
        listed = ", ".join((*own, "mine.id", *(f"mine.{quote_name(key)}" for key in self.checker.file_keys)))
        query = f"SELECT {listed} FROM json_each(?) AS asked CROSS JOIN {self.table} AS mine ON {condition}"
        size = len(own)
        return {row[:size]: ExistingRow(row[size], row[size + 1 :]) for row in self._ask(query, asked)}

    def _ask(self, query: str, asked: Sequence[object]) -> sqlite3.Cursor:
        """The answers to a query for which `asked` goes in as JSON."""
        return self.change.connection.execute(query, (json.dumps(asked),))

    def _find_living(self, contents: Sequence[int]) -> Versions:
        """By fingerprint, the rows that stood there before and have or had that content: one version each."""
        if not contents or not self.before:
            return {}
        past = quote_name(self.record.past_table)
        alike = f"BETWEEN asked.value AND asked.value + {REFUSED - 1}" if self.lenient else "= asked.value"
        queries = {
            "_past": "SELECT past.fingerprint AS held, mine.id, past.rowid AS place"
            f" FROM json_each(:asked) AS asked CROSS JOIN {past} AS past ON past.fingerprint {alike}"
            f" JOIN {self.table} AS mine ON mine.id = past.id WHERE +mine.id <= :before",
            "": f"SELECT mine.fingerprint AS held, mine.id, mine.id AS place FROM json_each(:asked) AS asked"
            f" CROSS JOIN {self.table} AS mine ON mine.fingerprint {alike} WHERE +mine.id <= :before",
        }
        asked = {"asked": json.dumps(sorted(set(contents))), "before": self.before}
        found: dict[int, dict[int, tuple[str, int]]] = {}
        for table, query in queries.items():
            # in one row, so that other threads run while SQLite looks for all of them
            listed = ", ".join(f"json_group_array({name})" for name in ("held", "id", "place"))
            lists = self.change.connection.execute(f"SELECT {listed} FROM ({query})", asked).fetchone()
            for held, number, place in zip(*map(json.loads, lists), strict=True):
                found.setdefault(held, {})[number] = table, place
        return {held: list(versions.values()) for held, versions in found.items()}

    def _claim(self, living: Versions, content: int, fingerprint: int) -> bool:
        """Take the first version of the row that no earlier one of the sheet took. False when all are taken.

        One from which the same was refused comes first. What was refused is not known of a row that an
        export or an earlier version wrote: it may be any.
        """
        if self._claim_version(living.get(fingerprint, ())):
            return True
        if fingerprint != content:
            return self._claim_version(living.get(content, ()))
        others = (each for each in living if content < each < content + REFUSED) if self.lenient else ()
        return any(self._claim_version(living[each]) for each in others)

    def _claim_version(self, versions: Iterable[tuple[str, int]]) -> bool:
        for table, place in versions:
            if not self._claimed[table][place]:
                self._claimed[table][place] = 1
                return True
        return False

    def _mark_seen(self, number: int) -> bool:
        """Whether an earlier row of the sheet was the one of that number; from now on it was."""
        if number > self.before:
            return True
        met, self._seen[number] = self._seen[number], 1
        return bool(met)

    def _refuse_doubled(self, row: CheckedRow) -> None:
        checker, record = self.checker, self.record
        key = record.name or (SOURCE_ID if record.by_content else record.identity[0])
        value = row.cells[checker.places[key]]
        self._refuse(row, [(checker.find_heading(key), DoubledRowError(value))])

    def _refuse(self, row: CheckedRow, found: Sequence[Found]) -> None:
        """Tell that a row cannot be taken beside what stands there."""
        self.checker.problems.of_citizens |= self.record.about_citizens
        sheet = self.checker.sheet
        self.checker.problems.reject(sheet.place, row.line, sheet.headings, row.cells, found)

    def take_numbers(self, rows: CheckedRows) -> Sequence[int]:
        """The numbers for rows that are all new."""
        if self.record.name:
            return list(map(self._take_number, rows.values))
        first, self.free = self.free, self.free + len(rows)
        return range(first, self.free)

    def _take_number(self, values: tuple[Value, ...]) -> int:
        """The number for a new row: the one that its name was promised, or the next free one."""
        if not self.record.name:
            self.free += 1
            return self.free - 1
        kind, name = self.record.kind, str(self._key_values(values)[0])
        promised = self.names.load_kind(kind).get(fold_case(name))
        return promised[0] if promised else self.names.reserve(kind, name)


def _make_picker(places: Sequence[int]) -> Callable[[tuple[Value, ...]], tuple[Value, ...]]:
    """What takes the values at those places."""
    if len(places) == 1:
        return lambda values: (values[places[0]],)
    return itemgetter(*places) if places else lambda values: ()
