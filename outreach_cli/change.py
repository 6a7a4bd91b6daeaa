"""What a script writes in: one open change of a register, with the verbs bound to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from outreach_cli.core.cpr import holds_cpr
from outreach_cli.records.citizens import CODES
from outreach_cli.records.registry import RECORDS, find_record
from outreach_cli.records.types import HoldsCprError
from outreach_cli.register import (
    closing_changes,
    contact_changes,
    course_changes,
    group_changes,
    record_changes,
    team_changes,
)
from outreach_cli.register.change_writer import ChangeWriter, verb

if TYPE_CHECKING:
    from outreach_cli.exchange.import_result import ImportResult
    from outreach_cli.records.record import Record
    from outreach_cli.records.types import Value


class Change(ChangeWriter):
    """An open change with the verbs. Names are given as text, days as text or `date`.

    A verb is all or nothing: an error that is caught inside the block leaves nothing of it.
    """

    def __init__(self, connection: sqlite3.Connection, command: str) -> None:
        super().__init__(connection, command)
        self.found_kinds: set[str] = set()
        """The kinds of which an import found rows that stood there before."""
        self.tried_citizens: set[int] = set()
        """Whom rows named that were to come in: what is said of the rows tells of them."""

    add = record_changes.add_record
    write = record_changes.write_record
    correct = record_changes.correct_record
    remove = record_changes.remove_record
    set = record_changes.set_value
    register = contact_changes.register_citizen
    contact = contact_changes.log_contact
    log_unnamed = contact_changes.log_unnamed
    refer = contact_changes.refer
    promise_step = contact_changes.promise_step
    outcome = contact_changes.note_outcome
    assess = contact_changes.note_answer
    consent = contact_changes.note_consent
    enrol = course_changes.enrol
    status = course_changes.note_status
    attend = group_changes.note_attendance
    close = closing_changes.close_case
    assign = team_changes.assign
    hand_over = team_changes.hand_over
    plan = team_changes.plan_presence
    stop_plan = team_changes.stop_plan
    confirm_plan = team_changes.confirm_plan

    def _refuse_values(self, record: Record, values: Mapping[str, Value]) -> None:
        """Raises ForgottenCodeError for a citizen who was forgotten, HoldsCprError for a CPR number."""
        codes = [code for key, code in values.items() if (record.kind, key) in CODES and code]
        if codes:
            from outreach_cli.privacy.forgotten_codes import ForgottenCodes

            forgotten = ForgottenCodes(self.connection)
            for code in codes:
                forgotten.refuse(str(code))
        for key, value in values.items():
            if isinstance(value, str) and holds_cpr(value):
                error = HoldsCprError()
                error.column = key
                raise error

    @verb
    def undo(self, change: int | str | None = None) -> int:
        """Undo a change, the latest one unless told otherwise, and say which. Raises what `undo` raises."""
        from outreach_cli.register import undo

        undone = undo.find_latest(self.connection) if change is None else undo.read_number(change)
        undo.refuse_undo(self.connection, undone)
        self.connection.execute("UPDATE change SET undoes = ? WHERE id = ?", (undone, self.id))
        for kind, acts in undo.take_back(self.connection, undone, self.id).items():
            for act, number in acts.items():
                self.count(RECORDS[kind], act, number)
        return undone

    @verb
    def import_rows(
        self,
        kind: str,
        rows: Iterable[Mapping[str, object]],
        *,
        create: bool | str | Iterable[str] = False,
        source: str | None = None,
        partial: bool = False,
        empty_clears: bool = False,
    ) -> ImportResult:
        """Take many rows at once, as `outreach import` takes a file: checked, and safe to repeat.

        The keys of the first row are the columns. `create` makes names that are not known, of all kinds or
        of those given; `source` names the system that a `source_id` comes from; `partial` takes the good
        rows and leaves the others; `empty_clears` lets an empty value empty a field. Raises RejectedError,
        whose `problems` say what is wrong in which row.
        """
        from outreach_cli.exchange.import_options import ImportOptions, choose_creatable
        from outreach_cli.exchange.import_session import ImportSession
        from outreach_cli.exchange.readers.sheet import make_sheet

        options = ImportOptions(create=choose_creatable(create), source=source, empty_clears=empty_clears)
        session = ImportSession(self, options)
        session.take(find_record(kind), make_sheet(rows))
        self.tried_citizens |= session.list_told()
        done = session.finish(partial=partial)
        self.found_kinds |= {
            each for each, counts in done.counts.items() if counts.unchanged or counts.corrected
        }
        return done
