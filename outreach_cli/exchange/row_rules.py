"""What follows from a row that comes in: a status enrols first, an outcome dates the step it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import NamedTuple

from outreach_cli.core.days import format_day
from outreach_cli.core.errors import BadValueError
from outreach_cli.core.language import ngettext
from outreach_cli.core.names import fold_case
from outreach_cli.records.contacts import OPEN_OUTCOMES
from outreach_cli.records.courses import ENROLMENT, STATUS
from outreach_cli.records.settings import read_setting
from outreach_cli.records.types import Value
from outreach_cli.register.change_writer import ChangeWriter
from outreach_cli.register.undo import find_undone_changes

LISTED = 10
"""As many moved lists as are named."""


class ImportRule:
    """What follows from the rows of one kind."""

    def __init__(self, change: ChangeWriter) -> None:
        self.change = change

    @property
    def applies(self) -> bool:
        """Whether anything may follow from a row, as the register stands."""
        return True

    def complete(self, values: Mapping[str, Value], absent: Collection[str]) -> dict[str, Value]:
        """The values of one row that follow from its others; the file has no column for those `absent`."""
        return {}

    def list_followed(self, standing: Mapping[str, Value]) -> Collection[str]:
        """The fields of a record, as it stands, whose value followed from its others."""
        return ()

    def finish(self, place: str) -> str:
        """Do what follows when all the rows of `place` are in; what is to be told of it, if anything."""
        return ""


class OutcomeDatesItsStep(ImportRule):
    """A referral that was accepted or started got there on the day of the outcome, unless the file says."""

    def complete(self, values: Mapping[str, Value], absent: Collection[str]) -> dict[str, Value]:
        outcome, step = values.get("outcome"), f"{values.get('outcome')}_on"
        if outcome in OPEN_OUTCOMES and step in absent:
            return {step: values.get("outcome_date")}
        return {}

    def list_followed(self, standing: Mapping[str, Value]) -> Collection[str]:
        step = f"{standing['outcome']}_on"
        return {step} if step in standing and standing[step] == standing["outcome_date"] else ()


class SettingIsKeptAsRead(ImportRule):
    """A setting's value may be written in words; the register keeps its key."""

    def complete(self, values: Mapping[str, Value], absent: Collection[str]) -> dict[str, Value]:
        with suppress(BadValueError):  # told with the others that do not fit together
            return {"value": read_setting(values)}
        return {}


class ListPlace(NamedTuple):
    """A group and a day: whoever came to it then is on one list."""

    group: str
    date: str

    def __str__(self) -> str:
        return f"{self.group}, {format_day(self.date)}"

    def fold(self) -> ListPlace:
        return self._replace(group=fold_case(self.group))


class StatusEnrolsFirst(ImportRule):
    """A status belongs to the part of the programme that the citizen is in, and enrols who is in none.

    It goes along with an enrolment that was moved to another programme, also where a file is behind that;
    but one that was left where it was, without an enrolment, is the one of its row.
    """

    def __init__(self, change: ChangeWriter) -> None:
        super().__init__(change)
        self.parts = self._find_parts()
        self.alone = set(
            change.connection.execute(
                "SELECT citizen, programme, date, status FROM status AS mine WHERE NOT EXISTS ("
                "SELECT 1 FROM enrolment WHERE citizen = mine.citizen AND programme = mine.programme)"
            )
        )

    def _find_parts(self) -> dict[tuple[Value, Value], Value]:
        """By citizen and a programme that they are not in, the part of it that they are in.

        So the programme to which their enrolment was moved from there, unless that was undone.
        """
        rows = self.change.connection.execute(
            "SELECT meant.* FROM ("
            " SELECT said.change, said.citizen, said.programme, now.programme, '' AS day, said.rowid AS place"
            " FROM enrolment_past AS said"
            " JOIN enrolment AS now ON now.id = said.id AND now.citizen = said.citizen"
            " UNION ALL SELECT 0, now.citizen, programme.parent, programme.id, now.started_on, now.id"
            " FROM enrolment AS now JOIN programme ON programme.id = now.programme"
            " WHERE programme.parent IS NOT NULL"
            ") AS meant WHERE NOT EXISTS (SELECT 1 FROM enrolment AS own"
            "  WHERE own.citizen = meant.citizen AND own.programme = meant.programme)"
            " ORDER BY day, place"
        ).fetchall()
        undone = find_undone_changes(self.change.connection) if rows else {}
        return {(citizen, meant): now for by, citizen, meant, now, *_order in rows if by not in undone}

    def complete(self, values: Mapping[str, Value], absent: Collection[str]) -> dict[str, Value]:
        citizen, programme = values.get("citizen"), values.get("programme")
        part = self.parts.get((citizen, programme))
        alone = (citizen, programme, values.get("date"), values.get("status")) in self.alone
        return {} if part is None or alone else {"programme": part}

    def finish(self, place: str) -> str:
        rows = self.change.connection.execute(
            "SELECT citizen, programme, min(date) FROM status"
            " WHERE change = ? AND NOT EXISTS (SELECT 1 FROM enrolment"
            "  WHERE enrolment.citizen = status.citizen AND enrolment.programme = status.programme)"
            " GROUP BY citizen, programme ORDER BY min(id)",
            (self.change.id,),
        ).fetchall()
        for citizen, programme, day in rows:
            values = {"citizen": citizen, "programme": programme, "started_on": day}
            self.change.insert(ENROLMENT, values)
        said = ngettext(
            "{place}: made {n} enrolment for statuses without one, from the day of the first status.",
            "{place}: made {n} enrolments for statuses without one, from the day of the first status.",
            len(rows),
        )
        return said.format(place=place, n=len(rows)) if rows else ""


class EnrolmentTakesOver(ImportRule):
    """An enrolment takes over from one there, of its first day or later, that a status had to make.

    A status made it when its import took no enrolments, and it begins on the day of a status of that import.
    """

    def finish(self, place: str) -> str:
        rows = self.change.connection.execute(
            "SELECT DISTINCT made.id FROM enrolment AS told"
            " JOIN enrolment AS made ON made.citizen = told.citizen AND made.programme = told.programme"
            " AND made.started_on >= told.started_on AND made.change < told.change AND made.source_id IS NULL"
            " JOIN change ON change.id = made.change"
            " WHERE told.change = ? AND json_extract(change.summary, '$.status.from_file')"
            " AND json_extract(change.summary, '$.enrolment.from_file') IS NULL"
            " AND EXISTS (SELECT 1 FROM ("
            "  SELECT citizen, programme, date, change FROM status"
            f"  UNION ALL SELECT citizen, programme, date, change FROM {STATUS.past_table}) AS first"
            "  WHERE first.citizen = made.citizen AND first.programme = made.programme"
            "  AND first.date = made.started_on AND first.change = made.change)",
            (self.change.id,),
        ).fetchall()
        for (number,) in rows:
            self.change.delete(ENROLMENT, number)
        said = ngettext(
            "{place}: {n} enrolment that an import of statuses had made gave way to one of this file.",
            "{place}: {n} enrolments that an import of statuses had made gave way to those of this file.",
            len(rows),
        )
        return said.format(place=place, n=len(rows)) if rows else ""


class ListStandsWithSession(ImportRule):
    """Who came to a session that has another day or group since is on its list there, whatever the file says.

    So a file of the lists that is behind that of the sessions, or behind a hand, moves none of them back.
    """

    def __init__(self, change: ChangeWriter) -> None:
        super().__init__(change)
        self.moved = self._find_moved()
        self.met: dict[ListPlace, ListPlace] = {}

    def _find_moved(self) -> dict[ListPlace, ListPlace]:
        """By group and day of a session, those that it has now: where none stands, and it is alone there.

        A change that was undone moved none.
        """
        rows = self.change.connection.execute(
            'SELECT DISTINCT said.change, said."group", said.date, now."group", now.date'
            " FROM session_past AS said JOIN session AS now ON now.id = said.id"
            ' WHERE NOT EXISTS (SELECT 1 FROM session WHERE "group" = said."group" AND date = said.date)'
            ' AND NOT EXISTS (SELECT 1 FROM session WHERE "group" = now."group" AND date = now.date'
            "  AND id <> now.id)"
        ).fetchall()
        undone = find_undone_changes(self.change.connection) if rows else {}
        found: dict[ListPlace, set[ListPlace]] = {}
        for by, *places in rows:
            if by not in undone:
                before, now = ListPlace(*places[:2]), ListPlace(*places[2:])
                found.setdefault(before.fold(), set()).add(now)
        return {before: one for before, (one, *others) in found.items() if not others}

    @property
    def applies(self) -> bool:
        return bool(self.moved)

    def complete(self, values: Mapping[str, Value], absent: Collection[str]) -> dict[str, Value]:
        said = ListPlace(str(values["group"]), str(values["date"]))
        if (now := self.moved.get(said.fold())) is None:
            return {}
        self.met[said] = now
        return now._asdict()

    def finish(self, place: str) -> str:
        said = ngettext(
            "{place}: a list is read as that of its session, which was moved: {moved}",
            "{place}: {n} lists are read as those of their sessions, which were moved: {moved}",
            len(self.met),
        )
        moved = [f"{before} → {now}" for before, now in self.met.items()]
        shown = "; ".join(moved[:LISTED]) + ("; …" if len(moved) > LISTED else "")
        return said.format(place=place, n=len(moved), moved=shown) if moved else ""


RULES: dict[str, type[ImportRule]] = {
    "setting": SettingIsKeptAsRead,
    "attendance": ListStandsWithSession,
    "referral": OutcomeDatesItsStep,
    "enrolment": EnrolmentTakesOver,
    "status": StatusEnrolsFirst,
}
"""The rule of each kind that has one; kinds without one are taken as they stand."""
