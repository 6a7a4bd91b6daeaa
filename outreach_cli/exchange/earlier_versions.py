"""What the register held of a row before: what a file said last, and what a hand or a merge did since."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from functools import cached_property
from itertools import chain

from outreach_cli.core.names import fold_case
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Value
from outreach_cli.register.change_writer import ChangeWriter
from outreach_cli.register.undo import find_undone_changes
from outreach_cli.storage.row_digests import compute_fingerprint
from outreach_cli.storage.schema import quote_name


class EarlierVersions:
    """Looks into the past of one kind of record, for rows of a file that differ from what stands now.

    What a file said before and says still is no news: a later correction or removal by hand stays, and so
    does what was decided when two citizens were merged.
    """

    def __init__(self, change: ChangeWriter, record: Record) -> None:
        self.change, self.record = change, record
        self._past = quote_name(record.past_table)
        self._listed = ", ".join(quote_name(key) for key in record.keys)
        self._from_file = f"json_extract(change.summary, '$.{record.kind}.from_file') IS NOT NULL"
        """SQL: rows of a file of the record came in with the change."""

    def leave_out_said(
        self, number: int, wanted: Mapping[str, Value], besides: Collection[str]
    ) -> dict[str, Value]:
        """The values that no file said last of the record's fields, and those of `besides`."""
        said = self._find_said(number)
        return {
            key: value for key, value in wanted.items() if key in besides or not said or value != said[key]
        }

    def _find_said(self, number: int) -> dict[str, Value]:
        """What a file said last of each field, in a change that still has effect; empty where no file did."""
        kind, versions = quote_name(self.record.kind), f"change, {self._listed} FROM"
        rows = self.change.connection.execute(
            f"SELECT version.change, change.command = 'import' OR {self._from_file}"
            f" OR (change.id = :mine AND :from_file), {self._listed}"
            f" FROM (SELECT 0 AS stands, rowid AS place, {versions} {self._past} WHERE id = :id"
            f" UNION ALL SELECT 1, 0, {versions} {kind} WHERE id = :id) AS version"
            " JOIN change ON change.id = version.change ORDER BY version.change, stands, place",
            {
                "id": number,
                "mine": self.change.id,
                "from_file": self.record.kind in self.change.from_files,
            },
        )
        said: dict[str, Value] = {}
        before: dict[str, Value] = {}
        for change, of_a_file, *values in rows:
            now = dict(zip(self.record.keys, values, strict=True))
            if of_a_file and change not in self._undone:
                said = _take_in(said, before, now)
            before = now
        return said

    @cached_property
    def _undone(self) -> Collection[int]:
        return find_undone_changes(self.change.connection).keys()

    def is_removed(self, key: tuple[Value, ...] | None, content: int, told: Mapping[str, Value]) -> bool:
        """Whether a row says what a file said of a record that a hand removed, or what a hand made of that.

        `key` is its identity, name or source id, `content` its fingerprint. Of rows that only their content
        tells apart, each version of a record stands for one.
        """
        if not self.record.by_content:
            versions = chain.from_iterable(self.removed.get(key, {}).values())
            return any(all(each[name] == value for name, value in told.items()) for each in versions)
        if key:
            return (key, content) in self.removed
        alike = self.removed.get(content)
        return bool(alike and alike.popitem())

    @cached_property
    def removed(self) -> dict[Hashable, dict[int, list[dict[str, Value]]]]:
        """What files said of records that were removed by hand, and what hands made of that since.

        By what tells a row, and by their number. An undo takes back what was said; a change that took in rows
        of a file put others in their place.
        """
        removals = [change for change in self._list_removals() if change != self.change.id]
        if not removals:
            return {}
        kind, marks = quote_name(self.record.kind), ", ".join(f"{each:d}" for each in removals)
        known_from = ("source_id", "ifnull(source, '')", "fingerprint")
        if not self.record.by_content:
            known_from = ("NULL", "NULL", "NULL")
        rows = self.change.connection.execute(
            f"SELECT version.id, {self._from_file}, {', '.join(known_from)}, {self._listed}"
            f" FROM {self._past} AS version JOIN change ON change.id = version.change WHERE version.id IN"
            f" (SELECT id FROM {self._past} WHERE ended_by IN ({marks}) EXCEPT SELECT id FROM {kind})"
            " ORDER BY version.id, version.change, version.rowid"
        )
        found: dict[Hashable, dict[int, list[dict[str, Value]]]] = {}
        said, before = dict[int, dict[str, Value]](), dict[int, dict[str, Value]]()
        for number, of_a_file, source_id, source, held, *values in rows:
            now = told = dict(zip(self.record.keys, values, strict=True))
            if of_a_file:
                told = said[number] = _take_in(said.get(number, {}), before.get(number, {}), now)
            if number in said:
                content = held if told == now else compute_fingerprint(self.record, told)
                key: Hashable = content if source_id is None else ((source_id, source), content)
                alike = found.setdefault(key if self.record.by_content else self._find_key(told), {})
                alike.setdefault(number, []).append(told)
            before[number] = now
        return found

    def _find_key(self, said: Mapping[str, Value]) -> tuple[Value, ...]:
        """The identity or the name by which a row is known."""
        if self.record.name:
            return (fold_case(str(said[self.record.name])),)
        return tuple(said[each] for each in self.record.identity)

    def find_moved(self, key: tuple[Value, ...], told: Mapping[str, Value]) -> int | None:
        """The number of the record of which a file said that before a hand gave it another identity or name.

        A name tells it only from a row that says what the file said: one that says more may be of another.
        """
        for number, stood in self.moved.get(key, {}).items():
            said = {} if self.record.identity else stood | self._find_said(number)
            if self.record.identity or all(
                value in (stood[each], said[each]) for each, value in told.items()
            ):
                return number
        return None

    @cached_property
    def moved(self) -> dict[tuple[Value, ...], dict[int, dict[str, Value]]]:
        """What files said of records that were given another identity or name: by that and by their number.

        A row that names a record says so of it too. An undo takes back what was said of it in its own file.
        What only its content or a source's id tells stays known by that.
        """
        if self.record.by_content:
            return {}
        own = map(quote_name, (self.record.name,) if self.record.name else self.record.identity)
        moved = " OR ".join(f"now.{each} IS NOT said.{each}" for each in own)
        now = f"SELECT 1 FROM {quote_name(self.record.kind)} AS now WHERE now.id = said.id AND ({moved})"
        found: dict[tuple[Value, ...], dict[int, dict[str, Value]]] = {}
        for number, said in self._list_said(f"EXISTS ({now})"):
            found.setdefault(self._find_key(said), {})[number] = said
        return found

    def list_codes_of_merged(self) -> Iterator[tuple[str, int]]:
        """The codes by which files said or named those who were merged since, with the number to ask for."""
        listed = ", ".join(map(str, self._merged))
        for number, said in self._list_said(f"said.id IN ({listed})"):
            yield str(said[self.record.naming.key]), self._merged[number]

    def _list_said(self, chosen: str) -> Iterator[tuple[int, dict[str, Value]]]:
        """The past versions that files said, or whose record they named then; `chosen` is SQL on `said`."""
        of_a_file = (
            "change.command = 'import' OR EXISTS"
            " (SELECT 1 FROM json_each(change.summary) AS kind WHERE json_extract(kind.value, '$.from_file'))"
        )
        rows = self.change.connection.execute(
            f"SELECT said.change, said.id, {self._listed} FROM {self._past} AS said"
            f" JOIN change ON change.id = said.change WHERE {chosen}"
            f" AND ({of_a_file} OR EXISTS (SELECT 1 FROM ({self._write_users()}) AS user"
            f" JOIN change ON change.id = user.change WHERE {of_a_file}))"
        )
        for change, number, *values in rows.fetchall():
            if change not in self._undone:
                yield number, dict(zip(self.record.keys, values, strict=True))

    def _write_users(self) -> str:
        """SQL: the changes that wrote versions of rows which named a record while it was as in `said`."""
        kind, name = self.record.kind, quote_name(self.record.name or "id")
        named = [
            *(
                (of, f"{quote_name(field.key)} = said.id")
                for of in RECORDS.values()
                for field, reference in of.references
                if reference.to == kind
            ),
            *(
                (of, f"instr('|' || {quote_name(field.key)} || '|', '|' || said.{name} || '|')")
                for of in RECORDS.values()
                for field, words in of.word_fields
                if words.of == kind
            ),
        ]
        versions = (
            f"SELECT change FROM {quote_name(table)}"
            f" WHERE {names_it} AND change >= said.change AND change < said.ended_by"
            for of, names_it in named
            for table in (of.kind, of.past_table)
        )
        return " UNION ALL ".join(versions) or "SELECT 0 AS change WHERE 0"

    def _list_removals(self) -> list[int]:
        """The changes in which a hand removed records of the kind, or an undo of an undo did so again.

        What a merge removed is told by `has_stood_until_merge`.
        """
        query = (
            f"SELECT id FROM change WHERE json_extract(summary, '$.{self.record.kind}.removed')"
            f" AND NOT {self._from_file}"
        )
        undoing = dict(self.change.connection.execute("SELECT id, undoes FROM change WHERE undoes NOT NULL"))
        removals = []
        for (change,) in self.change.connection.execute(query):
            meant, takes_back = change, False
            while meant in undoing:
                meant, takes_back = undoing[meant], not takes_back
            if not takes_back and change not in self._merges:
                removals.append(change)
        return removals

    @cached_property
    def _merges(self) -> list[int]:
        """The changes in which two citizens became one."""
        rows = self.change.connection.execute(
            "SELECT change FROM doublet WHERE same = 1 UNION SELECT change FROM doublet_past WHERE same = 1"
        )
        return [change for (change,) in rows]

    @cached_property
    def _merged(self) -> dict[Value, int]:
        """The numbers of those who were merged into another, each with the number of that one."""
        rows = self.change.connection.execute(
            "SELECT gone.id, doublet.citizen FROM doublet"
            " JOIN citizen_past AS gone ON gone.citizen = doublet.code COLLATE NOCASE"
            " WHERE doublet.same = 1 AND gone.id NOT IN (SELECT id FROM citizen)"
        )
        return dict(rows.fetchall())

    def is_news_of_merged(self, name: str, number: int, told: Mapping[str, Value]) -> bool:
        """Whether a row says of one who was merged into `number` what was never written of either."""
        column = quote_name(self.record.naming.key)
        kind = quote_name(self.record.kind)
        rows = self.change.connection.execute(
            f"SELECT {self._listed} FROM {self._past} WHERE {column} = ? COLLATE NOCASE OR id = ?"
            f" UNION ALL SELECT {self._listed} FROM {kind} WHERE id = ?",
            (name, number, number),
        ).fetchall()
        written = [dict(zip(self.record.keys, values, strict=True)) for values in rows]
        return any(
            value is not None and key != self.record.name and all(each[key] != value for each in written)
            for key, value in told.items()
        )

    def has_stood_until_merge(self, number: int, key: tuple[Value, ...], told: Mapping[str, Value]) -> bool:
        """Whether that is what stood of one of two citizens until they were merged.

        `number` and `key` are the record's number and identity as it stands now.
        """
        versions = [*self._until_merge.get(number, ()), *self._until_merge.get(key, ())]
        return any(all(stood[each] == value for each, value in told.items()) for stood in versions)

    @cached_property
    def _until_merge(self) -> dict[Hashable, list[dict[str, Value]]]:
        """What stood until two citizens became one, as of the one there is: by number and by identity."""
        marks = ", ".join(f"{each:d}" for each in self._merges)
        rows = self.change.connection.execute(
            f"SELECT id, {self._listed} FROM {self._past} WHERE ended_by IN ({marks})"
        )
        citizens = [field.key for field, reference in self.record.references if reference.to == "citizen"]
        found: dict[Hashable, list[dict[str, Value]]] = {}
        for number, *values in rows.fetchall():
            stood = dict(zip(self.record.keys, values, strict=True))
            stood |= {key: self._merged.get(stood[key], stood[key]) for key in citizens}
            found.setdefault(number, []).append(stood)
            if self.record.identity:
                found.setdefault(tuple(stood[each] for each in self.record.identity), []).append(stood)
        return found


def _take_in(
    said: Mapping[str, Value], before: Mapping[str, Value], now: Mapping[str, Value]
) -> dict[str, Value]:
    """What a file has said of each field by the version `now` that it wrote after `before`.

    A file that corrects one field says of the others what it said before: a hand's value only goes along.
    """
    return {key: value if not said or value != before[key] else said[key] for key, value in now.items()}
