"""The verbs round one citizen: registering, contacts, referrals, next steps, answers and consent."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from outreach_cli.core.days import format_day, read_day_or_today
from outreach_cli.core.errors import MissingError, NamedParameter, OutreachError, RefusedError
from outreach_cli.core.language import N_, _
from outreach_cli.records.citizens import CITIZEN, CONSENT
from outreach_cli.records.contacts import CONTACT, HEADCOUNT, OPEN_OUTCOMES, OUTCOME, REFERRAL, STEP
from outreach_cli.records.forms import ANSWERS, DEFAULT_SCALE, FORM, SCALE, SCALES, Scale
from outreach_cli.records.label import Label
from outreach_cli.records.types import OutOfRangeError, Value, convert_to_text, list_texts
from outreach_cli.register.change_writer import ChangeWriter, verb
from outreach_cli.register.finder import RecordFinder
from outreach_cli.register.record_changes import WrittenRecord, update_record, write_record
from outreach_cli.register.validation import read_fields


@verb
def register_citizen(
    change: ChangeWriter, /, citizen: str, *, on: object = None, **fields: object
) -> WrittenRecord:
    """Register a citizen, today unless `on` says otherwise. Raises AlreadyThereError for a known code."""
    given = {"citizen": citizen, "registered_on": read_day_or_today(on), **fields}
    return write_record(change, CITIZEN, given, by_verb=True)


@verb
def log_contact(
    change: ChangeWriter,
    /,
    citizen: str,
    *,
    on: object = None,
    refer_to: str | Iterable[str] = (),
    next_step: str | None = None,
    by: object = None,
    **fields: object,
) -> WrittenRecord:
    """Log a contact with a citizen, and also the referrals made and the next step promised on that occasion.

    Each offer is referred to once. The step waits until the day `by`. Raises MissingError where one of the
    two is given alone.
    """
    day = read_day_or_today(on)
    given = {"citizen": citizen, "date": day, **fields}
    written = write_record(change, CONTACT, given, by_verb=True)
    for offer in dict.fromkeys(change.finder.find_name("offer", each)[1] for each in list_texts(refer_to)):
        refer(change, citizen, offer, on=day, site=fields.get("site"), programme=fields.get("programme"))
    if next_step or by:
        promise_step(change, citizen, next_step, by=by, site=fields.get("site"), worker=fields.get("worker"))
    return written


@verb
def promise_step(
    change: ChangeWriter, /, citizen: str, step: str | None, *, by: object, **fields: object
) -> WrittenRecord:
    """Note the next step that a citizen was promised by a day. Raises MissingError without either."""
    for given, keyword, flag in ((step, "next_step", "--next"), (by, "by", "--by")):
        if not convert_to_text(given):
            raise MissingError(what=NamedParameter(keyword, flag))
    return write_record(change, STEP, {"citizen": citizen, "step": step, "by": by, **fields})


@verb
def log_unnamed(
    change: ChangeWriter, /, unnamed: object, *, on: object = None, **fields: object
) -> WrittenRecord:
    """Log a contact with so many people whom nobody has a code for: heads, never persons."""
    given = {"unnamed": unnamed, "date": read_day_or_today(on), **fields}
    return write_record(change, HEADCOUNT, given, by_verb=True)


@verb
def refer(
    change: ChangeWriter, /, citizen: str, offer: str, *, on: object = None, **fields: object
) -> WrittenRecord:
    """Refer a citizen to an offer; with an `outcome` alone note what came of the open referral, that day.

    One that is written with all that has come of it has an `outcome_date` as well.
    """
    if (outcome := fields.get("outcome")) and len(fields) == 1:
        return note_outcome(change, citizen, offer, str(outcome), on=on)
    if not convert_to_text(offer):
        raise MissingError(what=NamedParameter("offer", str(REFERRAL.by_key["offer"].label)))
    given = {"citizen": citizen, "offer": offer, "date": read_day_or_today(on), **fields}
    return write_record(change, REFERRAL, given, by_verb=True)


@verb
def note_outcome(
    change: ChangeWriter, citizen: str, offer: str, outcome: str, *, on: object = None
) -> WrittenRecord:
    """Note what came of a citizen's open referral to an offer: the latest one made by that day."""
    given = {"citizen": citizen, "offer": offer, "date": read_day_or_today(on)}
    read = read_fields(change.finder, REFERRAL, given, by_verb=True)
    reached = OUTCOME.read(outcome)
    row = change.connection.execute(
        "SELECT id, date FROM referral"
        " WHERE citizen = :citizen AND offer = :offer"
        " AND (outcome IS NULL OR outcome IN (:open_a, :open_b))"
        " ORDER BY date <= :date DESC, date DESC, id DESC",
        read.values | {"open_a": OPEN_OUTCOMES[0], "open_b": OPEN_OUTCOMES[1]},
    ).fetchone()
    change.note_read(CITIZEN, int(str(read.values["citizen"])))
    if row is None:
        raise NotReferredError(citizen=read.names["citizen"], offer=read.names["offer"])
    number, made_on = row
    day = str(read.values["date"])
    if day < made_on:  # of several open ones none was made by then
        said = _("the referral was made on {day}, after that outcome.")
        raise RefusedError(reason=said.format(day=format_day(made_on)))
    steps: dict[str, Value] = {"outcome": reached, "outcome_date": day}
    if reached in OPEN_OUTCOMES:
        steps[f"{reached}_on"] = day
    return update_record(change, REFERRAL, number, steps)


@verb
def note_answer(
    change: ChangeWriter, citizen: str, score: object, *, scale: str = DEFAULT_SCALE, on: object = None
) -> WrittenRecord:
    """Note a citizen's answer on a scale, as a baseline form. Raises NotAWordError or OutOfRangeError."""
    name, of = find_scale(change.finder, scale)
    answer = FORM.by_key[of.field].type.read(of.find_number(str(score)))
    if not isinstance(answer, int) or not of.least <= answer <= of.most:
        raise OutOfRangeError(str(score), least=of.least, most=of.most)
    form = {"citizen": citizen, "date": read_day_or_today(on), "form": "baseline", "scale": name}
    return write_record(change, FORM, form | {of.field: answer}, by_verb=True)


def find_scale(find: RecordFinder, word: str) -> tuple[str, Scale]:
    """The scale of that name, a standard one or one of the register's own. Raises NotAWordError."""
    name = find.find_word(SCALE, word)
    if name in SCALES:
        return name, SCALES[name]
    query = "SELECT lowest, highest, better FROM scale WHERE scale = ?"
    lowest, highest, better = find.connection.execute(query, (name,)).fetchone()
    label = Label(name, name)
    return name, Scale(label, ANSWERS.key, lowest, highest, falling=better == "lower")


@verb
def note_consent(
    change: ChangeWriter, citizen: str, purpose: str, *, on: object = None, withdrawn: bool = False
) -> WrittenRecord:
    """Note that a citizen consents to a purpose, or withdraws every consent to it. Raises NoConsentError."""
    given = {"citizen": citizen, "purpose": purpose, "given_on": read_day_or_today(on)}
    if not withdrawn:
        return write_record(change, CONSENT, given, by_verb=True)
    read = read_fields(change.finder, CONSENT, given, by_verb=True)
    rows = change.connection.execute(
        "SELECT id FROM consent WHERE citizen = :citizen AND purpose = :purpose"
        " AND withdrawn_on IS NULL AND given_on <= :given_on ORDER BY given_on",
        read.values,
    ).fetchall()
    if not rows:
        change.note_read(CITIZEN, int(str(read.values["citizen"])))
        raise NoConsentError(
            citizen=read.names["citizen"], purpose=CONSENT.by_key["purpose"].show(read.values["purpose"])
        )
    withdrawn_on = {"withdrawn_on": read.values["given_on"]}
    return [update_record(change, CONSENT, number, withdrawn_on) for (number,) in rows][-1]


class NotReferredError(OutreachError):
    """An outcome was given where no referral is open."""

    message = N_("{citizen} has no open referral to {offer}.")
    hint = N_("See the referrals with: outreach show {citizen}")


class NoConsentError(OutreachError):
    """What needs a consent was asked for without one."""

    message = N_("{citizen} has given no consent to {purpose} by that day.")


def find_same_day(connection: sqlite3.Connection, numbers: Iterable[int], before: int) -> list[int]:
    """Those of the contacts whose citizen has another that day, of a number up to `before`."""
    rows = connection.execute(
        "SELECT id FROM contact AS mine WHERE id IN (SELECT value FROM json_each(:numbers)) AND EXISTS ("
        " SELECT 1 FROM contact AS other"
        " WHERE other.citizen = mine.citizen AND other.date = mine.date AND other.id <= :before) ORDER BY id",
        {"numbers": str([*numbers]), "before": before},
    )
    return [number for (number,) in rows]


def describe_person(code: str) -> str:
    """That a citizen's code reads as a name, in the current language."""
    return _('"{code}" looks like a name; a citizen has a code of your own, such as AAL-001.').format(
        code=code
    )
