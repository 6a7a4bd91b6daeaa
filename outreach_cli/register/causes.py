"""What made a record count otherwise than before: which change, and of what kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from outreach_cli.core.days import format_instant
from outreach_cli.records.label import Label
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Value
from outreach_cli.register.references import list_naming

CauseKind = Literal["late_entry", "new_entry", "correction", "removal", "merge", "undo", "other"]
CAUSES: dict[CauseKind, tuple[Label, Label]] = {
    "late_entry": (Label("sen registrering", "late entry"), Label("sene registreringer", "late entries")),
    "new_entry": (Label("ny registrering", "new entry"), Label("nye registreringer", "new entries")),
    "correction": (Label("rettelse", "correction"), Label("rettelser", "corrections")),
    "removal": (Label("fjernet registrering", "removal"), Label("fjernede registreringer", "removals")),
    "merge": (Label("sammenlagte borgere", "merge"), Label("sammenlagte borgere", "merges")),
    "undo": (Label("fortrudt ændring", "undo"), Label("fortrudte ændringer", "undone changes")),
    "other": (Label("anden årsag", "other cause"), Label("andre årsager", "other causes")),
}
"""What one cause of the kind is called, and several."""


@dataclass(frozen=True, order=True)
class ChangeCause:
    """A change after the moment and what it did; change 0 where none can be named."""

    change: int
    kind: CauseKind
    at: str = ""
    who: str = ""
    command: str = ""


ENTRIES: frozenset[CauseKind] = frozenset({"late_entry", "new_entry"})
CausesByChange = Mapping[int, ChangeCause]


class RecordHistory:
    """What was done to records after one change, up to another or up to now.

    `day` is the day of the first: an entry about a later day is new, one about an earlier day came late.
    """

    def __init__(
        self, connection: sqlite3.Connection, since: int, day: str, until: int | None = None
    ) -> None:
        self.connection = connection
        self.day = day
        rows = connection.execute(
            "SELECT id, at, who, command FROM change WHERE id > ? AND (? IS NULL OR id <= ?)",
            (since, until, until),
        )
        self.changes = {number: tuple(said) for number, *said in rows}
        self._list_own: Callable[[Record, int], CausesByChange] = cache(self._judge_versions)
        """What was done to the record itself since."""
        self._list_of_citizen: Callable[[int], CausesByChange] = cache(self._gather_of_citizen)

    def list_causes(
        self, kind: str, numbers: Collection[int | str], *, around: bool = False
    ) -> CausesByChange:
        """The changes since to these records of a kind and to what they name, else to the same citizen's.

        With `around` to those besides, as where how a record counts depends on the citizen's others. A number
        that has a kind before it (`enrolment 5`) is of that.
        """
        records = [_read_record(kind, each) for each in numbers]
        found = {
            **_join(self._list_named(*each) for each in records),
            **_join(self._list_own(*each) for each in records),
        }
        if found and not around:
            return found
        return {**_join(self._list_around(*each) for each in records), **found}

    def _judge_versions(self, record: Record, number: int) -> CausesByChange:
        """A change that only wrote a version entered the record, one that only ended one removed it."""
        day = f'"{record.day}"' if record.day else "NULL"
        versions = self.connection.execute(
            f'SELECT change, NULL, {day} FROM main."{record.kind}" WHERE id = :id'
            f' UNION ALL SELECT change, ended_by, {day} FROM main."{record.past_table}" WHERE id = :id',
            {"id": number},
        ).fetchall()
        about = {wrote: str(said or "") for wrote, _ended, said in versions if wrote in self.changes}
        over = {ended for _wrote, ended, _said in versions if ended in self.changes}
        causes: dict[int, ChangeCause] = {}
        for change in about.keys() | over:
            if change not in about:
                causes[change] = self._make_cause(change, "removal")
            elif change in over:
                causes[change] = self._make_cause(change, "correction")
            else:
                is_new = about[change] > self.day
                causes[change] = self._make_cause(change, "new_entry" if is_new else "late_entry")
        return causes

    def _make_cause(self, change: int, kind: CauseKind) -> ChangeCause:
        at, who, command = self.changes[change]
        if command in ("merge", "undo"):
            kind = command
        return ChangeCause(change, kind, format_instant(at), who, command)

    def _list_named(self, record: Record, number: int) -> CausesByChange:
        """What was done since to the records that this one names, except that they were entered before it."""
        row = self._read_latest(record, number, [field.key for field, _reference in record.references])
        named = _join(
            self._list_own(RECORDS[reference.to], row[field.key])  # type: ignore[arg-type]
            for field, reference in record.references
            if row.get(field.key) is not None
        )
        return {change: cause for change, cause in named.items() if cause.kind not in ENTRIES}

    def _list_around(self, record: Record, number: int) -> CausesByChange:
        """What was done since to the records that name the same citizen."""
        citizen: Value = number
        if record.kind != "citizen":
            keys = ["citizen"] if "citizen" in record.by_key else []
            citizen = self._read_latest(record, number, keys).get("citizen")
        return self._list_of_citizen(citizen) if isinstance(citizen, int) else {}

    def _gather_of_citizen(self, citizen: int) -> CausesByChange:
        """What was done since to the records that name the citizen."""
        found = []
        for other, field in list_naming("citizen"):
            rows = self.connection.execute(
                f'SELECT id FROM main."{other.kind}" WHERE "{field.key}" = :of'
                f' UNION SELECT id FROM main."{other.past_table}" WHERE "{field.key}" = :of',
                {"of": citizen},
            )
            found += [self._list_own(other, each) for (each,) in rows.fetchall()]
        return _join(found)

    def _read_latest(self, record: Record, number: int, keys: Sequence[str]) -> dict[str, Value]:
        """Some values of the latest version of a record; nothing where there is none."""
        listed = "".join(f', "{key}"' for key in keys)
        row = self.connection.execute(
            f'SELECT change{listed} FROM main."{record.kind}" WHERE id = :id'
            f' UNION ALL SELECT change{listed} FROM main."{record.past_table}" WHERE id = :id'
            " ORDER BY 1 DESC LIMIT 1",
            {"id": number},
        ).fetchone()
        return dict(zip(keys, row[1:], strict=True)) if row else {}


def _read_record(kind: str, said: int | str) -> tuple[Record, int]:
    own, _space, number = str(said).rpartition(" ")
    return RECORDS[own or kind], int(number)


def _join(parts: Iterable[CausesByChange]) -> CausesByChange:
    return {number: cause for part in parts for number, cause in part.items()}


def join_numbers(numbers: Sequence[int]) -> str:
    """Ascending numbers with those that follow each other as one: `79–86, 90`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
