"""The verbs: what a coordinator does in a day, each in terms of the records that it writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from outreach_cli.days import said_or_today, shown_day
from outreach_cli.errors import (
    AlreadyEnrolled,
    ManyProgrammes,
    Missing,
    NoProgramme,
    NotReferred,
    OutreachError,
    Refused,
    StillUsed,
    UnknownName,
)
from outreach_cli.language import N_, _
from outreach_cli.names import nearest
from outreach_cli.records import RECORDS, record_called
from outreach_cli.records.courses import ENROLMENT, STATUS
from outreach_cli.records.people import CITIZEN
from outreach_cli.records.settings import SETTINGS
from outreach_cli.records.types import Value
from outreach_cli.records.work import CONTACT, OPEN_OUTCOMES, OUTCOME, REFERRAL
from outreach_cli.register.consistency import Consistency
from outreach_cli.register.find import as_text
from outreach_cli.register.teamwork import Teamwork
from outreach_cli.register.writing import Written

if TYPE_CHECKING:
    from outreach_cli.register.bulk import Imported


class NothingToCorrect(OutreachError):
    """What should it be corrected to?"""

    exit_code = 2
    hint = N_("See the fields with: outreach correct {kind_key} --help")


class Change(Teamwork):
    """A change with the verbs. Names are given as text, days as text or `date`."""

    def register(self, citizen: str, *, on: object = None, **fields: object) -> Written:
        """Register a citizen, today unless `on` says otherwise. Raises AlreadyThere for a known code."""
        return self.write(CITIZEN, {"citizen": citizen, "registered_on": said_or_today(on), **fields})

    def contact(
        self, citizen: str, *, on: object = None, refer_to: Sequence[str] = (), **fields: object
    ) -> Written:
        """Log a contact with a citizen, and the referrals made in the same breath."""
        day = said_or_today(on)
        written = self.write(CONTACT, {"citizen": citizen, "date": day, **fields})
        for offer in refer_to:
            self.refer(citizen, offer, on=day, site=fields.get("site"), programme=fields.get("programme"))
        return written

    def refer(self, citizen: str, offer: str, *, on: object = None, **fields: object) -> Written:
        """Refer a citizen to an offer."""
        if not as_text(offer):
            raise Missing(what=REFERRAL.by_key["offer"].label)
        return self.write(REFERRAL, {"citizen": citizen, "offer": offer, "date": said_or_today(on), **fields})

    def outcome(self, citizen: str, offer: str, outcome: str, *, on: object = None) -> Written:
        """Note what came of a citizen's open referral to an offer: the latest one made by that day."""
        read = self.find.read(REFERRAL, {"citizen": citizen, "offer": offer, "date": said_or_today(on)})
        reached = OUTCOME.read(outcome)
        row = self.connection.execute(
            "SELECT id, date FROM referral"
            " WHERE citizen = :citizen AND offer = :offer"
            " AND (outcome IS NULL OR outcome IN (:open_a, :open_b))"
            " ORDER BY date <= :date DESC, date DESC, id DESC",
            read.values | {"open_a": OPEN_OUTCOMES[0], "open_b": OPEN_OUTCOMES[1]},
        ).fetchone()
        if row is None:
            raise NotReferred(citizen=read.names["citizen"], offer=read.names["offer"])
        number, made_on = row
        day = str(read.values["date"])
        if day < made_on:
            raise Refused(
                reason=_(N_("the referral was made on {day}, after that outcome.")).format(
                    day=shown_day(made_on)
                )
            )
        steps: dict[str, Value] = {"outcome": reached, "outcome_date": day}
        if reached in OPEN_OUTCOMES:
            steps[f"{reached}_on"] = day
        self.update(REFERRAL, number, steps)
        return Written(REFERRAL, number, self.find.row(REFERRAL, number).names)

    def enrol(self, citizen: str, programme: str, *, on: object = None, **fields: object) -> Written:
        """Enrol a citizen in a programme. Raises AlreadyEnrolled for a second enrolment from the same day."""
        given = {"citizen": citizen, "programme": programme, "started_on": said_or_today(on), **fields}
        read = self.find.read(ENROLMENT, given)
        same = self.connection.execute(
            "SELECT id FROM enrolment"
            " WHERE citizen = :citizen AND programme = :programme AND started_on = :started_on",
            read.values,
        ).fetchone()
        if same:
            names = read.names
            day = ENROLMENT.by_key["started_on"].show(names["started_on"])
            raise AlreadyEnrolled(citizen=names["citizen"], programme=names["programme"], day=day)
        return Written(ENROLMENT, self.insert(ENROLMENT, read.values), read.names)

    def status(
        self,
        citizen: str,
        status: str,
        *,
        programme: str | None = None,
        on: object = None,
        reason: str | None = None,
    ) -> list[Written]:
        """Note a citizen's status in a programme from a day on; enrols first where not enrolled.

        Without `programme` it is the one that the citizen is enrolled in. Returns what was written, the
        status last. Raises ManyProgrammes or NoProgramme where that names none.
        """
        number, name = self.find.named("citizen", citizen)
        chosen = self._programme_of(number, name, programme)
        given = {
            "citizen": name,
            "programme": chosen,
            "status": status,
            "date": said_or_today(on),
            "reason": reason,
        }
        read = self.find.read(STATUS, given)
        written = []
        enrolled = self.connection.execute(
            "SELECT id FROM enrolment WHERE citizen = :citizen AND programme = :programme", read.values
        ).fetchone()
        if not enrolled:
            written.append(self.enrol(name, chosen, on=read.values["date"]))
        written.append(Written(STATUS, self.insert(STATUS, read.values), read.names))
        return written

    def _programme_of(self, citizen: int, name: str, programme: str | None) -> str:
        """The programme that a status is for: the one named, or a part of it with an enrolment."""
        rows = self.connection.execute(
            "SELECT programme.programme, parent.programme"
            " FROM enrolment JOIN programme ON programme.id = enrolment.programme"
            " LEFT JOIN programme AS parent ON parent.id = programme.parent"
            " WHERE enrolment.citizen = ? ORDER BY enrolment.started_on DESC, enrolment.id DESC",
            (citizen,),
        ).fetchall()
        enrolled = list(dict.fromkeys(own for own, _parent in rows))
        if programme:
            named = self.find.named("programme", programme)[1]
            parts = [own for own, parent in rows if parent == named]
            return named if named in enrolled or not parts else str(parts[0])
        if len(enrolled) > 1:
            raise ManyProgrammes(citizen=name, programmes=", ".join(enrolled))
        if not enrolled:
            raise NoProgramme(citizen=name)
        return str(enrolled[0])

    def import_rows(
        self,
        kind: str,
        rows: Iterable[Mapping[str, object]],
        *,
        create: bool | Iterable[str] = False,
        source: str | None = None,
        partial: bool = False,
    ) -> Imported:
        """Take many rows at once, as `outreach import` takes a file: checked, and safe to repeat.

        The keys of the first row are the columns. `create` makes names that are not known, of all kinds or
        of those given; `source` names the system that a `source_id` comes from; `partial` takes the good
        rows and leaves the others. Raises Rejected, whose `problems` say what is wrong in which row.
        """
        from outreach_cli.register.bulk import Bulk, sheet_of
        from outreach_cli.register.columns import Ways, creatable

        bulk = Bulk(self, Ways(create=creatable(create), source=source))
        bulk.take(record_called(kind), sheet_of(rows))
        return bulk.finish(partial=partial)

    def parts_enrolled_in(self) -> dict[tuple[Value, Value], Value]:
        """By citizen and programme, the part that the citizen is in of a programme that they are not in."""
        rows = self.connection.execute(
            "SELECT enrolment.citizen, programme.parent, enrolment.programme"
            " FROM enrolment JOIN programme ON programme.id = enrolment.programme"
            " WHERE programme.parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM enrolment AS own"
            "  WHERE own.citizen = enrolment.citizen AND own.programme = programme.parent)"
            " ORDER BY enrolment.started_on, enrolment.id"
        )
        return {(citizen, parent): part for citizen, parent, part in rows}

    def enrol_those_with_a_status(self) -> int:
        """Enrol, from the day of their first status, those whose status in this change came before that."""
        rows = self.connection.execute(
            "SELECT citizen, programme, min(date) FROM status"
            " WHERE change = ? AND NOT EXISTS (SELECT 1 FROM enrolment"
            "  WHERE enrolment.citizen = status.citizen AND enrolment.programme = status.programme)"
            " GROUP BY citizen, programme ORDER BY min(id)",
            (self.id,),
        ).fetchall()
        for citizen, programme, day in rows:
            values = {"citizen": citizen, "programme": programme, "started_on": day}
            self.insert(ENROLMENT, values)
        return len(rows)

    def correct(self, kind: str, word: str, /, **fields: object) -> Written:
        """Give some fields of a record other values; None empties one. The old version is kept.

        Raises AlreadyThere or AlreadyNoted where another record is what this one would become.
        """
        record = record_called(kind)
        number = self.find.number(record, word)
        read = self.find.read(record, fields, whole=False)
        if not read.values:
            raise NothingToCorrect(kind_key=record.kind)
        corrected = {**self.find.row(record, number).values, **read.values}
        Consistency(self.connection).hold(record, corrected)
        self.refuse_double(record, corrected, besides=number)
        self.update(record, number, read.values)
        return Written(record, number, self.find.row(record, number).names)

    def remove(self, kind: str, word: str) -> Written:
        """Remove a record; its last version is kept in the past. Raises StillUsed."""
        record = record_called(kind)
        number = self.find.number(record, word)
        gone = Written(record, number, self.find.row(record, number).names)
        self._refuse_used(gone)
        self.delete(record, number)
        return gone

    def _refuse_used(self, written: Written) -> None:
        users = []
        for record in RECORDS.values():
            for field, reference in record.references:
                if reference.to != written.record.kind:
                    continue
                (count,) = self.connection.execute(
                    f'SELECT count(*) FROM "{record.kind}" WHERE "{field.key}" = ?', (written.id,)
                ).fetchone()
                if count:
                    users.append(f"{count} {record.labels if count != 1 else record.label}")
        if users:
            name = written.values.get(written.record.name or "") or f"{written.record.label} {written.id}"
            raise StillUsed(name=name, users=", ".join(users))

    def set(self, setting: str, value: str) -> None:
        """Give a setting of the register a value. Raises UnknownName or a BadValue."""
        record = RECORDS["setting"]
        if setting not in SETTINGS:
            near = nearest(setting, SETTINGS) or list(SETTINGS)
            raise UnknownName(kind=record.label, name=setting, plural=record.plural, nearest=near)
        value = SETTINGS[setting].write(SETTINGS[setting].read(value))
        if found := self.find.maybe("setting", setting):
            self.update(record, found[0], {"value": value})
        else:
            self.insert(record, {"setting": setting, "value": value})
