"""The verbs round one citizen: registering, contacts, referrals, answers on a scale, and consent."""

from __future__ import annotations

from collections.abc import Sequence

from outreach_cli.core.days import day_or_today, shown_day
from outreach_cli.core.errors import MissingError, OutreachError, RefusedError
from outreach_cli.core.language import N_, _
from outreach_cli.core.names import nearest
from outreach_cli.core.parameter import Parameter
from outreach_cli.records.choices import NotAChoiceError
from outreach_cli.records.citizens import CITIZEN, CONSENT
from outreach_cli.records.contacts import CONTACT, OPEN_OUTCOMES, OUTCOME, REFERRAL
from outreach_cli.records.forms import DEFAULT_SCALE, FORM, SCALE, SCALES
from outreach_cli.records.types import OutOfRangeError, Value, as_text
from outreach_cli.register.change_writer import ChangeWriter, verb
from outreach_cli.register.record_changes import WrittenRecord, update_record, write_record
from outreach_cli.register.validation import read_fields

_DATE = {"date": "on"}
_GIVEN_ON = {"given_on": "on"}
"""The keyword of a day in a verb, by the field's key."""


@verb
def register_citizen(
    change: ChangeWriter, /, citizen: str, *, on: object = None, **fields: object
) -> WrittenRecord:
    """Register a citizen, today unless `on` says otherwise. Raises AlreadyThereError for a known code."""
    given = {"citizen": citizen, "registered_on": day_or_today(on), **fields}
    return write_record(change, CITIZEN, given, keywords={"registered_on": "on"})


@verb
def log_contact(
    change: ChangeWriter,
    /,
    citizen: str,
    *,
    on: object = None,
    refer_to: Sequence[str] = (),
    **fields: object,
) -> WrittenRecord:
    """Log a contact with a citizen, and also the referrals made on that occasion."""
    day = day_or_today(on)
    given = {"citizen": citizen, "date": day, **fields}
    written = write_record(change, CONTACT, given, keywords=_DATE)
    for offer in refer_to:
        refer(change, citizen, offer, on=day, site=fields.get("site"), programme=fields.get("programme"))
    return written


@verb
def refer(
    change: ChangeWriter, /, citizen: str, offer: str, *, on: object = None, **fields: object
) -> WrittenRecord:
    """Refer a citizen to an offer."""
    if not as_text(offer):
        raise MissingError(what=Parameter("offer", str(REFERRAL.by_key["offer"].label)))
    given = {"citizen": citizen, "offer": offer, "date": day_or_today(on), **fields}
    return write_record(change, REFERRAL, given, keywords=_DATE)


@verb
def note_outcome(
    change: ChangeWriter, citizen: str, offer: str, outcome: str, *, on: object = None
) -> WrittenRecord:
    """Note what came of a citizen's open referral to an offer: the latest one made by that day."""
    given = {"citizen": citizen, "offer": offer, "date": day_or_today(on)}
    read = read_fields(change.find, REFERRAL, given, keywords=_DATE)
    reached = OUTCOME.read(outcome)
    row = change.connection.execute(
        "SELECT id, date FROM referral"
        " WHERE citizen = :citizen AND offer = :offer"
        " AND (outcome IS NULL OR outcome IN (:open_a, :open_b))"
        " ORDER BY date <= :date DESC, date DESC, id DESC",
        read.values | {"open_a": OPEN_OUTCOMES[0], "open_b": OPEN_OUTCOMES[1]},
    ).fetchone()
    if row is None:
        raise NotReferredError(citizen=read.names["citizen"], offer=read.names["offer"])
    number, made_on = row
    day = str(read.values["date"])
    if day < made_on:
        said = _(N_("the referral was made on {day}, after that outcome."))
        raise RefusedError(reason=said.format(day=shown_day(made_on)))
    steps: dict[str, Value] = {"outcome": reached, "outcome_date": day}
    if reached in OPEN_OUTCOMES:
        steps[f"{reached}_on"] = day
    return update_record(change, REFERRAL, number, steps)


@verb
def note_answer(
    change: ChangeWriter, citizen: str, score: object, *, scale: str = DEFAULT_SCALE, on: object = None
) -> WrittenRecord:
    """Note a citizen's answer on a scale, as a baseline form. Raises NotAChoiceError or OutOfRangeError."""
    name = SCALE.read(scale)
    if name not in SCALES:
        raise NotAChoiceError(scale, what=SCALE.what, nearest=nearest(scale, SCALES), known=", ".join(SCALES))
    of = SCALES[name]
    answer = FORM.by_key[of.field].type.read(of.number_of(str(score)))
    if not isinstance(answer, int) or not of.least <= answer <= of.most:
        raise OutOfRangeError(str(score), least=of.least, most=of.most)
    form = {"citizen": citizen, "date": day_or_today(on), "form": "baseline", "scale": name}
    return write_record(change, FORM, form | {of.field: answer}, keywords=_DATE)


@verb
def note_consent(
    change: ChangeWriter, citizen: str, purpose: str, *, on: object = None, withdrawn: bool = False
) -> WrittenRecord:
    """Note that a citizen consents to a purpose, or withdraws the consent. Raises NoConsentError."""
    given = {"citizen": citizen, "purpose": purpose, "given_on": day_or_today(on)}
    if not withdrawn:
        return write_record(change, CONSENT, given, keywords=_GIVEN_ON)
    read = read_fields(change.find, CONSENT, given, keywords=_GIVEN_ON)
    row = change.connection.execute(
        "SELECT id FROM consent WHERE citizen = :citizen AND purpose = :purpose"
        " AND withdrawn_on IS NULL AND given_on <= :given_on ORDER BY given_on DESC",
        read.values,
    ).fetchone()
    if row is None:
        raise NoConsentError(
            citizen=read.names["citizen"], purpose=CONSENT.by_key["purpose"].show(read.values["purpose"])
        )
    return update_record(change, CONSENT, row[0], {"withdrawn_on": read.values["given_on"]})


class NotReferredError(OutreachError):
    """An outcome was given where no referral is open."""

    message = N_("{citizen} has no open referral to {offer}.")
    exit_code = 3
    hint = N_("See the referrals with: outreach show {citizen}")


class NoConsentError(OutreachError):
    """What needs a consent was asked for without one."""

    message = N_("{citizen} has given no consent to {purpose} by that day.")
    exit_code = 3
