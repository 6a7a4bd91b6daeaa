"""The verbs of a course: enrolling a citizen in a programme, and noting where they stand in it."""

from __future__ import annotations

from outreach_cli.core.days import read_day_or_today
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.courses import ENROLMENT, STATUS
from outreach_cli.register.change_writer import ChangeWriter, verb
from outreach_cli.register.record_changes import WrittenRecord
from outreach_cli.register.validation import read_fields


class AlreadyEnrolledError(OutreachError):
    """The citizen takes part in the programme already."""

    message = N_("{citizen} is already enrolled in {programme} from {day}.")


class ManyProgrammesError(OutreachError):
    """No programme was named, and the citizen is in several."""

    message = N_("Which programme? {citizen} is enrolled in {programmes}.")
    exit_code = 2
    hint = N_("Name one with --programme.")


class NoProgrammeError(OutreachError):
    """No programme was named, and the citizen is in none."""

    message = N_("Which programme? {citizen} is not enrolled in any.")
    exit_code = 2
    hint = N_("Name one with --programme; {citizen} is then enrolled first.")


@verb
def enrol(
    change: ChangeWriter, /, citizen: str, programme: str, *, on: object = None, **fields: object
) -> WrittenRecord:
    """Enrol a citizen in a programme.

    Raises AlreadyEnrolledError for a second enrolment from the same day.
    """
    given = {"citizen": citizen, "programme": programme, "started_on": read_day_or_today(on), **fields}
    read = read_fields(change.finder, ENROLMENT, given, by_verb=True)
    same = change.connection.execute(
        "SELECT id FROM enrolment"
        " WHERE citizen = :citizen AND programme = :programme AND started_on = :started_on",
        read.values,
    ).fetchone()
    if same:
        names = read.names
        change.note_read(ENROLMENT, same[0])
        day = ENROLMENT.by_key["started_on"].show(names["started_on"])
        raise AlreadyEnrolledError(citizen=names["citizen"], programme=names["programme"], day=day)
    return WrittenRecord(ENROLMENT, change.insert(ENROLMENT, read.values), read.names)


@verb
def note_status(
    change: ChangeWriter,
    citizen: str,
    status: str,
    *,
    programme: str | None = None,
    on: object = None,
    reason: str | None = None,
) -> list[WrittenRecord]:
    """Note a citizen's status in a programme from a day on; enrols first where not enrolled.

    Without `programme` it is the one that the citizen is enrolled in. Returns what was written, the
    status last. Raises ManyProgrammesError or NoProgrammeError where that names none.
    """
    number, name = change.finder.find_name("citizen", citizen)
    chosen = _find_programme(change, number, name, programme)
    given = {
        "citizen": name,
        "programme": chosen,
        "status": status,
        "date": read_day_or_today(on),
        "reason": reason,
    }
    read = read_fields(change.finder, STATUS, given, by_verb=True)
    written = []
    enrolled = change.connection.execute(
        "SELECT id FROM enrolment WHERE citizen = :citizen AND programme = :programme", read.values
    ).fetchone()
    if not enrolled:
        written.append(enrol(change, name, chosen, on=read.values["date"]))
    written.append(WrittenRecord(STATUS, change.insert(STATUS, read.values), read.names))
    return written


def _find_programme(change: ChangeWriter, citizen: int, name: str, programme: str | None) -> str:
    """The programme that a status is for: the one named, or a part of it with an enrolment."""
    rows = change.connection.execute(
        "SELECT programme.programme, parent.programme"
        " FROM enrolment JOIN programme ON programme.id = enrolment.programme"
        " LEFT JOIN programme AS parent ON parent.id = programme.parent"
        " WHERE enrolment.citizen = ? ORDER BY enrolment.started_on DESC, enrolment.id DESC",
        (citizen,),
    ).fetchall()
    enrolled = list(dict.fromkeys(own for own, _parent in rows))
    if programme:
        named = change.finder.find_name("programme", programme)[1]
        parts = [own for own, parent in rows if parent == named]
        return named if named in enrolled or not parts else str(parts[0])
    if len(enrolled) != 1:
        change.note_read(CITIZEN, citizen)
    if len(enrolled) > 1:
        raise ManyProgrammesError(citizen=name, programmes=", ".join(enrolled))
    if not enrolled:
        raise NoProgrammeError(citizen=name)
    return str(enrolled[0])
