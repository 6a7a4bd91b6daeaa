"""What a script writes in: one open change of a register, with the verbs bound to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from outreach_cli.records.registry import RECORDS, record_called
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


class Change(ChangeWriter):
    """An open change with the verbs. Names are given as text, days as text or `date`.

    A verb is all or nothing: an error that is caught inside the block leaves nothing of it.
    """

    add = record_changes.add_record
    write = record_changes.write_record
    correct = record_changes.correct_record
    remove = record_changes.remove_record
    set = record_changes.set_value
    register = contact_changes.register_citizen
    contact = contact_changes.log_contact
    refer = contact_changes.refer
    outcome = contact_changes.note_outcome
    assess = contact_changes.note_answer
    consent = contact_changes.note_consent
    enrol = course_changes.enrol
    status = course_changes.note_status
    attend = group_changes.note_attendance
    close_case = closing_changes.close_case
    assign = team_changes.assign
    hand_over = team_changes.hand_over
    plan = team_changes.plan_presence

    @verb
    def undo(self, change: int | str | None = None) -> int:
        """Undo a change, the latest one unless told otherwise, and say which. Raises what `undo` raises."""
        from outreach_cli.register import undo

        undone = undo.latest(self.connection) if change is None else undo.read_number(change)
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
        create: bool | Iterable[str] = False,
        source: str | None = None,
        partial: bool = False,
    ) -> ImportResult:
        """Take many rows at once, as `outreach import` takes a file: checked, and safe to repeat.

        The keys of the first row are the columns. `create` makes names that are not known, of all kinds or
        of those given; `source` names the system that a `source_id` comes from; `partial` takes the good
        rows and leaves the others. Raises RejectedError, whose `problems` say what is wrong in which row.
        """
        from outreach_cli.exchange.import_options import ImportOptions, creatable
        from outreach_cli.exchange.import_session import ImportSession
        from outreach_cli.exchange.readers.sheet import sheet_of

        session = ImportSession(self, ImportOptions(create=creatable(create), source=source))
        session.take(record_called(kind), sheet_of(rows))
        return session.finish(partial=partial)
