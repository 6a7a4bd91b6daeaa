"""What the register held of a row before: what a file said last, and what stood until two were merged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from outreach_cli.records.record import Record
from outreach_cli.records.types import Value
from outreach_cli.register.change_writer import ChangeWriter
from outreach_cli.register.citizen_identity import list_citizen_columns
from outreach_cli.register.undo import find_undone_changes
from outreach_cli.storage.schema import quote_name


class EarlierVersions:
    """Looks into the past of one kind of record, for rows of a file that differ from what stands now.

    What a file said before and says still is no news: a later correction by hand stays, and so does what was
    decided when two citizens were merged.
    """

    def __init__(self, change: ChangeWriter, record: Record) -> None:
        self.change, self.record = change, record
        self._past = quote_name(record.past_table)
        self._listed = ", ".join(quote_name(key) for key in record.keys)

    def leave_out_said(
        self, number: int, wanted: Mapping[str, Value], besides: Collection[str]
    ) -> dict[str, Value]:
        """The values that the file which last wrote the record did not say, and those of `besides`."""
        last = self._find_last_of_a_file(number)
        return {
            key: value
            for key, value in wanted.items()
            if key in besides or last is None or value != last[key]
        }

    def _find_last_of_a_file(self, number: int) -> dict[str, Value] | None:
        """The version that a file last wrote, in a change that still has effect."""
        both = (quote_name(self.record.kind), self._past)
        versions = " UNION ALL ".join(
            f"SELECT change, {self._listed} FROM {each} WHERE id = :id" for each in both
        )
        rows = self.change.connection.execute(
            f"SELECT version.* FROM ({versions}) AS version JOIN change ON change.id = version.change"
            " WHERE change.command = 'import' OR (change.id = :mine AND :from_file)"
            f" OR json_extract(change.summary, '$.{self.record.kind}.from_file') ORDER BY change.id DESC",
            {
                "id": number,
                "mine": self.change.id,
                "from_file": self.record.kind in self.change.from_files,
            },
        )
        for change, *values in rows:
            if change not in self._undone:
                return dict(zip(self.record.keys, values, strict=True))
        return None

    @cached_property
    def _undone(self) -> Collection[int]:
        return find_undone_changes(self.change.connection).keys()

    @cached_property
    def _merges(self) -> list[int]:
        """The changes in which two citizens became one."""
        rows = self.change.connection.execute(
            "SELECT change FROM doublet WHERE same = 1 UNION SELECT change FROM doublet_past WHERE same = 1"
        )
        return [change for (change,) in rows]

    @cached_property
    def _numbers(self) -> dict[int, set[int]]:
        """The numbers that a citizen had before others were merged into them, by the one they have."""
        rows = self.change.connection.execute(
            "SELECT doublet.citizen, gone.id FROM doublet"
            " JOIN citizen_past AS gone ON gone.citizen = doublet.code COLLATE NOCASE"
            " WHERE doublet.same = 1 AND gone.id NOT IN (SELECT id FROM citizen)"
        )
        numbers: dict[int, set[int]] = {}
        for now, before in rows:
            numbers.setdefault(now, {now}).add(before)
        return numbers

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
        if not self._merges:
            return False
        marks = ", ".join(f"{each:d}" for each in self._merges)
        alike, values_alike = self._write_alike(key)
        rows = self.change.connection.execute(
            f"SELECT {self._listed} FROM {self._past} WHERE ended_by IN ({marks}) AND (id = ? OR ({alike}))",
            (number, *values_alike),
        )
        for values in rows:
            stood = dict(zip(self.record.keys, values, strict=True))
            if all(self._is_same(each, stood[each], value) for each, value in told.items()):
                return True
        return False

    def _write_alike(self, key: tuple[Value, ...]) -> tuple[str, list[Value]]:
        """SQL: a version has the identity, of the citizen or of one who was merged into them; its values."""
        if not self.record.identity:
            return "0", []
        parts, values = [], []
        for column, value in zip(self.record.identity, key, strict=True):
            if column in self._of_citizen and isinstance(value, int):
                numbers = ", ".join(f"{each:d}" for each in self._numbers.get(value, {value}))
                parts.append(f"{quote_name(column)} IN ({numbers})")
            else:
                parts.append(f"{quote_name(column)} IS ?")
                values.append(value)
        return " AND ".join(parts), values

    @cached_property
    def _of_citizen(self) -> list[str]:
        return list_citizen_columns(self.record)

    def _is_same(self, column: str, stood: Value, told: Value) -> bool:
        """Whether the values are the same, a citizen and one who was merged into them being one."""
        if column in self._of_citizen and isinstance(told, int):
            return stood in self._numbers.get(told, {told})
        return stood == told
