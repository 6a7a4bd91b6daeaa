"""How complete the records are: what is stated of citizens, contacts and referrals, field by field."""

from outreach_cli.populations.population import HELD_FIELDS, WHO_AND_WHERE_FIELDS, Population
from outreach_cli.records.choices import Choice
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.contacts import CONTACT, REFERRAL
from outreach_cli.records.label import Label
from outreach_cli.records.record import Field
from outreach_cli.records.types import Flag, Text

_OF_CITIZENS = ("birth_year", "sex", "municipality", "problems", "previously_known")
_OF_CONTACTS = {"contact_site": ("site", "site_id"), "contact_minutes": ("minutes", "minutes")}
_CONTACTS, _REFERRALS = CONTACT.labels, REFERRAL.labels


def _name_field(of: Label, field: Label) -> Label:
    """A field with the records that it is one of."""
    return Label(f"{of.da.capitalize()}: {field.da.lower()}", f"{of.en.capitalize()}: {field.en.lower()}")


FIELD = Choice(
    Label("felt", "field"),
    {
        **{key: CITIZEN.by_key[key].label for key in _OF_CITIZENS},
        **{
            key: _name_field(_CONTACTS, CONTACT.by_key[of].label)
            for key, (of, _column) in _OF_CONTACTS.items()
        },
        "referral_outcome": _name_field(_REFERRALS, REFERRAL.by_key["outcome"].label),
    },
)
_SHARED = (
    *("date", "citizen_id", "citizen", "sex", "birth_year", "site_id", "site", "model"),
    *("programme_id", "programme", "municipality_id", "municipality"),
)
_PLAIN, _REACHED = ", ".join(_SHARED), ", ".join(f"reached.{each}" for each in _SHARED)
_OF_CITIZEN = "\nUNION ALL\n".join(
    f"""
SELECT '{key}' AS field, 'citizen' AS record, reached.id, citizen.{key} IS NOT NULL AS stated,
    NULL AS holds_from, NULL AS holds_until, {_REACHED}
FROM reached_citizens AS reached JOIN citizen ON citizen.id = reached.citizen_id
""".strip()
    for key in _OF_CITIZENS
)
_OF_CONTACT = "\nUNION ALL\n".join(
    f"""
SELECT '{key}', 'contact', id, {column} IS NOT NULL, NULL, NULL, {_PLAIN}
FROM meetings
""".strip()
    for key, (_field, column) in _OF_CONTACTS.items()
)
_OF_REFERRAL = f"""
SELECT 'referral_outcome', 'referral', id, result <> 'pending', holds_from, holds_until,
    {_PLAIN}
FROM referral_standings
""".strip()

STATEMENT = Population(
    name="statement",
    view="statements",
    one=Label("oplysning", "statement"),
    many=Label("oplysninger", "statements"),
    record="citizen",
    person="citizen",
    columns=("field", "record", "id", "date", "citizen", "site", "stated"),
    fields=(
        Field("place", Label("Plads", "Place"), Text()),
        Field("stated", Label("Oplyst", "Stated"), Flag()),
        *HELD_FIELDS,
        *WHO_AND_WHERE_FIELDS,
    ),
    mixed=True,
    choices={
        "field": FIELD,
        "record": Choice(
            Label("post", "record"),
            {each.kind: each.label for each in (CITIZEN, CONTACT, REFERRAL)},
        ),
    },
    holds=True,
    as_at=True,
    costly=True,
    sql=f"""
SELECT *, field || '-' || id AS place
FROM (
{_OF_CITIZEN}
UNION ALL
{_OF_CONTACT}
UNION ALL
{_OF_REFERRAL}
)
""",
)
"""Each place in the records where something could be stated, once for every day on which that happened.

Of citizens those whom the work reached (the report `reach` counts the same), of contacts those that reached
someone, and of referrals all, with an outcome from the day it was known.
"""
