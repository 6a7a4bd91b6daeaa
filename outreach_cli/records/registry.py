"""What can be written down: every kind of record, declared once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from outreach_cli.core.errors import UnknownKindError
from outreach_cli.core.names import nearest, plain_spelling
from outreach_cli.records.citizens import CITIZEN, CONSENT, DOUBLET
from outreach_cli.records.closings import CLOSING
from outreach_cli.records.contacts import CONTACT, HEADCOUNT, REFERRAL, STEP
from outreach_cli.records.courses import ENROLMENT, STATUS
from outreach_cli.records.forms import FORM
from outreach_cli.records.groups import ATTENDANCE, SESSION
from outreach_cli.records.label import Group, Label
from outreach_cli.records.places import OFFER, PROGRAMME, SITE, WORKER
from outreach_cli.records.portfolio import DELIVERABLE, MILESTONE, OBSERVATION, PROJECT
from outreach_cli.records.publications import PUBLICATION
from outreach_cli.records.record import Field, Record
from outreach_cli.records.settings import MAPPING, SETTING
from outreach_cli.records.targets import TARGET
from outreach_cli.records.team import ASSIGNMENT, PRESENCE

__all__ = ["RECORDS", "Field", "Group", "Label", "Record", "one_called", "record_called", "unknown_kind"]

# To add a record: declare it beside its kin and name it here, after the records that it refers to.
RECORDS: dict[str, Record] = {
    record.kind: record
    for record in (
        *(SETTING, SITE, WORKER, PROGRAMME, OFFER, CITIZEN, DOUBLET, CONSENT),
        *(CONTACT, HEADCOUNT, REFERRAL, STEP, CLOSING),
        *(ENROLMENT, STATUS, FORM, SESSION, ATTENDANCE, PRESENCE, ASSIGNMENT),
        *(PROJECT, DELIVERABLE, MILESTONE, OBSERVATION, PUBLICATION, TARGET, MAPPING),
    )
}
"""Every record by its kind, in the order that references need."""


def record_called(word: str) -> Record:
    """The record that `word` names, by kind, plural or label in either language. Raises UnknownKindError."""
    if (record := one_called(word, RECORDS.values())) is None:
        raise unknown_kind(word, {each.several: each for each in RECORDS.values()})
    return record


def one_called(word: str, records: Iterable[Record]) -> Record | None:
    """That of the records which `word` names, None where it is none of them."""
    for record in records:
        if plain_spelling(word) in map(plain_spelling, record.words):
            return record
    return None


def unknown_kind(word: str, offered: Mapping[str, Record]) -> UnknownKindError:
    """The error that `word` names none of these records, each offered under a word."""
    of = {name: offer for offer, record in offered.items() for name in record.words}
    near = dict.fromkeys(of[name] for name in nearest(word, of))
    return UnknownKindError(name=word, nearest=tuple(near), known=", ".join(offered))
