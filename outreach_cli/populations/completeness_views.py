"""How complete the records are: what is stated of citizens, contacts and referrals, field by field."""

from outreach_cli.populations.form_views import write_model
from outreach_cli.populations.population import (
    HELD_FIELDS,
    WHO_AND_WHERE_FIELDS,
    Population,
    select_who_and_where,
    write_place,
    write_site_model,
)
from outreach_cli.populations.reach_views import HAPPENINGS, write_programme
from outreach_cli.records.choices import Choice
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.contacts import CONTACT, REFERRAL
from outreach_cli.records.label import Label
from outreach_cli.records.record import Field
from outreach_cli.records.types import Flag, Text

_OF_CITIZENS = ("birth_year", "sex", "municipality", "problems", "previously_known")
_OF_CONTACTS = {"contact_site": "site", "contact_minutes": "minutes"}
_CONTACTS, _REFERRALS = CONTACT.labels, REFERRAL.labels


def _name_field(of: Label, field: Label) -> Label:
    """A field with the records that it is one of."""
    return Label(f"{of.da.capitalize()}: {field.da.lower()}", f"{of.en.capitalize()}: {field.en.lower()}")


FIELD = Choice(
    Label("felt", "field"),
    {
        **{key: CITIZEN.by_key[key].label for key in _OF_CITIZENS},
        **{key: _name_field(_CONTACTS, CONTACT.by_key[of].label) for key, of in _OF_CONTACTS.items()},
        "referral_outcome": _name_field(_REFERRALS, REFERRAL.by_key["outcome"].label),
    },
)
_FIELDS = "\n    UNION ALL ".join(
    f"SELECT '{key}' AS field, {number} AS number, '{record}' AS record"
    for number, (key, record) in enumerate(
        (
            *((key, "citizen") for key in _OF_CITIZENS),
            *((key, "contact") for key in _OF_CONTACTS),
            ("referral_outcome", "referral"),
        )
    )
)
_STATED = "\n        ".join(
    [
        *(
            f"WHEN '{key}' THEN (SELECT citizen.{key} IS NOT NULL FROM citizen WHERE citizen.id = told.id)"
            for key in _OF_CITIZENS
        ),
        "WHEN 'contact_site' THEN told.site IS NOT NULL",
        "WHEN 'contact_minutes' THEN (SELECT minutes IS NOT NULL FROM contact WHERE contact.id = told.id)",
        "ELSE told.result <> 'pending'",
    ]
)
_REGISTERED = """coalesce(
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = told.id),
        (SELECT site.municipality FROM site WHERE site.id = told.site),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )"""
_WHERE = f"""CASE
    WHEN told.of = 'citizen' THEN {_REGISTERED}
    WHEN told.of IN ('attendance', 'form', 'referral') THEN told.place
    ELSE {write_place("told")}
END"""
_ORGANISED = write_model("told.of = 'form'", "told.place", write_site_model("told"))

STATEMENT = Population(
    name="statement",
    view="statements",
    called=(Label("oplysning", "statement"), Label("oplysninger", "statements")),
    record="citizen",
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
            Label("post", "record"), {each.kind: each.label for each in (CITIZEN, CONTACT, REFERRAL)}
        ),
    },
    numbered=("place",),
    holds=True,
    as_at=True,
    undated_before=True,
    costly=True,
    sql=f"""
SELECT told.field, told.record, told.id, told.date,
    told.field || '-' || told.id AS place, {len(FIELD.values)} * told.id + told.number AS place_id,
    CASE told.field
        {_STATED}
    END AS stated,
    told.holds_from, told.holds_until,
    {select_who_and_where("told", _WHERE, _ORGANISED)}
FROM (
    SELECT every.*, field.field, field.number, {write_programme("every")} AS programme
    FROM (
        SELECT 'citizen' AS record, citizen AS id, date, citizen, site, of, contact, held_in, place,
            NULL AS holds_from, NULL AS holds_until, NULL AS result
        FROM ({HAPPENINGS})
        UNION ALL
        SELECT 'contact', id, date, citizen, site, 'contact', id, NULL, NULL, NULL, NULL, NULL
        FROM contact WHERE reached = 1
        UNION ALL
        SELECT 'referral', id, date, citizen_id, site_id, 'referral', NULL, programme_id, municipality_id,
            holds_from, holds_until, result
        FROM referral_standings
    ) AS every
    JOIN ({_FIELDS}) AS field ON field.record = every.record
) AS told
""",
)
"""Each place in the records where something could be stated, once for every day on which that happened.

Of citizens those whom the work reached (the report `reach` counts the same), of contacts those that reached
someone, and of referrals all, with an outcome from the day it was known.
"""
