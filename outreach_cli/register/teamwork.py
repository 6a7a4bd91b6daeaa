"""The verbs round the team: answers on a scale, attendance, who has whom, the weekly plan, and consent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from outreach_cli.days import said_or_today, shown_day, weekly
from outreach_cli.errors import Missing, NoConsent, NotAChoice, NothingToHandOver, OutOfRange, Refused
from outreach_cli.language import N_, _
from outreach_cli.names import folded, nearest
from outreach_cli.records.declare import Record
from outreach_cli.records.forms import DEFAULT_SCALE, FORM, SCALE, SCALES
from outreach_cli.records.groups import ATTENDANCE, SESSION
from outreach_cli.records.people import CONSENT
from outreach_cli.records.team import ASSIGNMENT, PRESENCE, WEEKDAY
from outreach_cli.records.types import Value
from outreach_cli.register.writing import Writing, Written


class Teamwork(Writing):
    """A change that also takes what concerns several people, or several days, at once."""

    def assess(
        self, citizen: str, score: object, *, scale: str = DEFAULT_SCALE, on: object = None
    ) -> Written:
        """Note a citizen's answer on a scale, as a baseline form. Raises NotAChoice or OutOfRange."""
        name = SCALE.read(scale)
        if name not in SCALES:
            raise NotAChoice(scale, what=SCALE.what, nearest=nearest(scale, SCALES), known=", ".join(SCALES))
        of = SCALES[name]
        answer = FORM.by_key[of.field].type.read(str(score))
        if not isinstance(answer, int) or not of.least <= answer <= of.most:
            raise OutOfRange(str(score), least=of.least, most=of.most)
        form = {"citizen": citizen, "date": said_or_today(on), "form": "baseline", "scale": name}
        return self.write(FORM, form | {of.field: answer})

    def attend(
        self, group: str, citizens: Mapping[str, Iterable[str]], *, on: object = None, **session: object
    ) -> list[Written]:
        """Note who came to a group's session; the session is made where there is none that day.

        `citizens` are codes by `yes`, `no` and `excused`. Returns the session and the attendances. Raises
        Refused for a citizen given twice.
        """
        name, day = self._group_spelt(group), said_or_today(on)
        written = [self._session({"group": name, "date": day, **session})]
        seen: set[str] = set()
        for attended, codes in citizens.items():
            for code in codes:
                given = {"group": name, "date": day, "citizen": code, "attended": attended}
                written.append(self._attendance(given))
                code = str(written[-1].values["citizen"])
                if code in seen:
                    raise Refused(reason=_(N_("{citizen} is named twice.")).format(citizen=code))
                seen.add(code)
        return written

    def _group_spelt(self, group: str) -> str:
        """The group as it was written before, whatever the case."""
        rows = self.connection.execute(
            'SELECT "group" FROM session UNION SELECT "group" FROM attendance'
        ).fetchall()
        return {folded(name): str(name) for (name,) in rows}.get(folded(group), group)

    def _session(self, given: Mapping[str, object]) -> Written:
        read = self.find.read(SESSION, given)
        row = self.connection.execute(
            'SELECT id FROM session WHERE "group" = :group AND date = :date ORDER BY id', read.values
        ).fetchone()
        if row is None:
            return Written(SESSION, self.insert(SESSION, read.values), read.names)
        return self._changed(
            SESSION, row[0], {key: value for key, value in read.values.items() if value is not None}
        )

    def _attendance(self, given: Mapping[str, object]) -> Written:
        read = self.find.read(ATTENDANCE, given)
        number = self.find.same(ATTENDANCE, read.values)
        if number is None:
            return Written(ATTENDANCE, self.insert(ATTENDANCE, read.values), read.names)
        return self._changed(ATTENDANCE, number, read.values)

    def _changed(self, record: Record, number: int, values: Mapping[str, Value]) -> Written:
        """The row with these values, written only where they differ."""
        there = self.find.row(record, number).values
        if any(there[key] != value for key, value in values.items()):
            self.update(record, number, values)
        return Written(record, number, self.find.row(record, number).names)

    def assign(
        self, citizen: str, worker: str, *, on: object = None, role: str | None = None
    ) -> list[Written]:
        """Assign a citizen to a worker; whoever had the citizen in that role hands over on that day.

        Returns what was written: those ended, then the new assignment.
        """
        given = {
            "citizen": citizen,
            "worker": worker,
            "role": role,
            "started_on": said_or_today(on, "--from"),
        }
        read = self.find.read(ASSIGNMENT, given)
        rows = self.connection.execute(
            "SELECT id FROM assignment WHERE citizen = :citizen AND role = :role AND worker <> :worker"
            " AND (ended_on IS NULL OR ended_on > :started_on) AND started_on <= :started_on ORDER BY id",
            read.values,
        ).fetchall()
        ended = [self._ended(ASSIGNMENT, number, read.values["started_on"]) for (number,) in rows]
        return [*ended, self.write(ASSIGNMENT, given)]

    def _ended(self, record: Record, number: int, day: Value) -> Written:
        self.update(record, number, {"ended_on" if record is ASSIGNMENT else "withdrawn_on": day})
        return Written(record, number, self.find.row(record, number).names)

    def hand_over(self, worker: str, to: str, *, on: object = None) -> list[Written]:
        """Hand everyone whom a worker has over to another, in the same role. Raises NothingToHandOver."""
        number, name = self.find.named("worker", worker)
        day = ASSIGNMENT.by_key["started_on"].type.read(str(said_or_today(on)))
        rows = self.connection.execute(
            "SELECT assignment.id, citizen.citizen, assignment.role"
            " FROM assignment JOIN citizen ON citizen.id = assignment.citizen"
            " WHERE assignment.worker = ? AND assignment.started_on <= ?"
            " AND (assignment.ended_on IS NULL OR assignment.ended_on > ?) ORDER BY assignment.id",
            (number, day, day),
        ).fetchall()
        if not rows:
            raise NothingToHandOver(worker=name, day=shown_day(str(day)))
        if self.find.named("worker", to)[0] == number:
            raise Refused(reason=_(N_("{worker} has them already.")).format(worker=name))
        written = []
        for _assignment, citizen, role in rows:
            written.append(self.assign(citizen, to, on=day, role=role)[-1])
        return written

    def plan(
        self,
        worker: str,
        site: str,
        weekdays: Sequence[str],
        *,
        first: object,
        last: object,
        hours: object = None,
        holidays: Sequence[object] = (),
    ) -> list[Written]:
        """Plan a worker's presence at a site on those weekdays from one day to another, holidays left out.

        Days that are planned already stay as they are. Returns the days added. Raises EndsBeforeStart.
        """
        if not weekdays:
            raise Missing(what="--weekday")
        chosen = [WEEKDAY.read(each) for each in weekdays]
        days = weekly(
            [list(WEEKDAY.values).index(each) for each in chosen],
            str(first),
            str(last),
            [str(each) for each in holidays],
        )
        written = []
        for day in days:
            given = {"worker": worker, "site": site, "date": day, "hours": hours, "planned": "yes"}
            read = self.find.read(PRESENCE, given)
            if self.find.same(PRESENCE, read.values) is None:
                written.append(Written(PRESENCE, self.insert(PRESENCE, read.values), read.names))
        return written

    def consent(self, citizen: str, purpose: str, *, on: object = None, withdrawn: bool = False) -> Written:
        """Note that a citizen consents to a purpose, or withdraws the consent. Raises NoConsent."""
        given = {"citizen": citizen, "purpose": purpose, "given_on": said_or_today(on)}
        if not withdrawn:
            return self.write(CONSENT, given)
        read = self.find.read(CONSENT, given)
        row = self.connection.execute(
            "SELECT id FROM consent WHERE citizen = :citizen AND purpose = :purpose"
            " AND withdrawn_on IS NULL AND given_on <= :given_on ORDER BY given_on DESC",
            read.values,
        ).fetchone()
        if row is None:
            raise NoConsent(
                citizen=read.names["citizen"], purpose=CONSENT.by_key["purpose"].show(read.values["purpose"])
            )
        return self._ended(CONSENT, row[0], read.values["given_on"])
