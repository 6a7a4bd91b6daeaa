"""What made a record count otherwise than before: which change, and of what kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from outreach_cli.core.days import format_instant
from outreach_cli.core.periods import Period
from outreach_cli.records.label import Label
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Value

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


VersionSpan = tuple[int, int | None]
"""The change that wrote a version and the one that ended it, None for one that stands."""


class RecordHistory:
    """What was done to records after one change, up to another or up to now.

    `day` is the day of the first: an entry about a later day is new, one about an earlier day came late.
    A correction that moved an entry into the `period` is what made it count there.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        since: int,
        day: str,
        until: int | None = None,
        *,
        period: Period | None = None,
    ) -> None:
        self.connection = connection
        self.period = period
        self.since, self.day = since, day
        rows = connection.execute(
            "SELECT id, at, who, command FROM change WHERE id > ? AND (? IS NULL OR id <= ?)",
            (since, until, until),
        )
        self.changes = {number: tuple(said) for number, *said in rows}
        self._known: dict[tuple[str, int], ChangeCause | None] = {}

    def find_cause(self, kind: str, before: set[int], after: set[int], *, first: bool = False) -> ChangeCause:
        """The cause by which what stood behind a cell (numbers of a kind's records) came or went.

        Of several records the latest change counts, or the `first`, as of what brought a person in.
        """
        own = [self._find_own(RECORDS[kind], number) for number in before ^ after or before | after]
        found = [cause for cause in own if cause]
        if not found:
            around = [self._find_around(RECORDS[kind], number) for number in before | after]
            found = [cause for cause in around if cause]
        return (min if first else max)(found, default=ChangeCause(0, "other"))

    def _find_own(self, record: Record, number: int) -> ChangeCause | None:
        """What was done to the record itself since."""
        key = (record.kind, number)
        if key not in self._known:
            self._known[key] = self._judge_versions(record, number)
        return self._known[key]

    def _list_versions(self, record: Record, number: int) -> list[VersionSpan]:
        rows = self.connection.execute(
            f'SELECT change, NULL FROM main."{record.kind}" WHERE id = :id'
            f' UNION ALL SELECT change, ended_by FROM main."{record.past_table}" WHERE id = :id ORDER BY 1',
            {"id": number},
        )
        return rows.fetchall()

    def _judge_versions(self, record: Record, number: int) -> ChangeCause | None:
        versions, since = self._list_versions(record, number), self.since
        later = {each for version in versions for each in version if each and each > since}
        later &= self.changes.keys()
        if not later:
            return None
        stood = any(wrote <= since and (ended is None or ended > since) for wrote, ended in versions)
        stands = any(
            (wrote <= since or wrote in later) and (ended is None or ended > max(self.changes))
            for wrote, ended in versions
        )
        if not stood:
            about = self._read_latest(record, number, [record.day]).get(record.day) if record.day else None
            if (moved := self._find_moved(record, number)) > min(later):
                return self._make_cause(moved, "correction")
            return self._make_cause(min(later), "new_entry" if str(about or "") > self.day else "late_entry")
        if not stands:
            return self._make_cause(max(later), "removal")
        return self._make_cause(max(later), "correction")

    def _find_moved(self, record: Record, number: int) -> int:
        """The change since which the record's day is one of the period; 0 where there is no telling."""
        if self.period is None or not record.day:
            return 0
        rows = self.connection.execute(
            f'SELECT change, "{record.day}" FROM main."{record.kind}" WHERE id = :id'
            f' UNION ALL SELECT change, "{record.day}" FROM main."{record.past_table}" WHERE id = :id'
            " ORDER BY 1 DESC",
            {"id": number},
        )
        moved, first = 0, self.period.first or ""
        for change, day in rows.fetchall():
            if change in self.changes and not first <= str(day) <= self.period.last:
                return moved
            moved = change if change in self.changes else moved
        return 0

    def _make_cause(self, change: int, kind: CauseKind) -> ChangeCause:
        at, who, command = self.changes[change]
        if command in ("merge", "undo"):
            kind = command
        return ChangeCause(change, kind, format_instant(at), who, command)

    def _find_around(self, record: Record, number: int) -> ChangeCause | None:
        """What was done since to the records that this one names, or that name the same citizen."""
        row = self._read_latest(record, number, [field.key for field, _reference in record.references])
        found = []
        for field, reference in record.references:
            if isinstance(named := row.get(field.key), int):
                found.append(self._find_own(RECORDS[reference.to], named))
        citizen = number if record.kind == "citizen" else row.get("citizen")
        for other in RECORDS.values() if citizen else ():
            for field, reference in other.references:
                if reference.to == "citizen":
                    rows = self.connection.execute(
                        f'SELECT id FROM main."{other.kind}" WHERE "{field.key}" = :of'
                        f' UNION SELECT id FROM main."{other.past_table}" WHERE "{field.key}" = :of',
                        {"of": citizen},
                    )
                    found += [self._find_own(other, each) for (each,) in rows.fetchall()]
        return max((cause for cause in found if cause), default=None)

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
