"""What can be written down: every kind of record, declared once."""

from __future__ import annotations

from outreach_cli.errors import UnknownKind
from outreach_cli.names import folded, nearest
from outreach_cli.records.courses import ENROLMENT, STATUS
from outreach_cli.records.declare import Field, Group, Label, Record
from outreach_cli.records.forms import FORM
from outreach_cli.records.groups import ATTENDANCE, SESSION
from outreach_cli.records.people import CITIZEN, CONSENT, DOUBLET
from outreach_cli.records.places import OFFER, PROGRAMME, SETTING, SITE, WORKER
from outreach_cli.records.portfolio import DELIVERABLE, MILESTONE, OBSERVATION, PROJECT
from outreach_cli.records.privacy import PUBLICATION
from outreach_cli.records.team import ASSIGNMENT, PRESENCE
from outreach_cli.records.work import CONTACT, REFERRAL

__all__ = ["RECORDS", "Field", "Group", "Label", "Record", "record_called"]

# To add a record: declare it beside its kin and name it here, after the records that it refers to.
RECORDS: dict[str, Record] = {
    record.kind: record
    for record in (
        *(SETTING, SITE, WORKER, PROGRAMME, OFFER, CITIZEN, DOUBLET, CONSENT),
        *(CONTACT, REFERRAL, ENROLMENT, STATUS, FORM, SESSION, ATTENDANCE, PRESENCE, ASSIGNMENT),
        *(PROJECT, DELIVERABLE, MILESTONE, OBSERVATION, PUBLICATION),
    )
}
"""Every record by its kind, in the order that references need."""


def record_called(word: str) -> Record:
    """The record that `word` names, by kind, plural or label in either language. Raises UnknownKind."""
    for record in RECORDS.values():
        names = (record.kind, record.plural, *record.label.both, *record.labels.both)
        if folded(word) in {folded(name) for name in names}:
            return record
    known = [each.plural for each in RECORDS.values()]
    raise UnknownKind(name=word, nearest=nearest(word, known), known=", ".join(known))
