"""What a coordinator should mend: flaws in the records, each from the day it became one until it is gone."""

from outreach_cli.populations.form_views import write_known_place, write_model
from outreach_cli.populations.likeness import ALIKE
from outreach_cli.populations.population import (
    HELD_FIELDS,
    HOME,
    OWN_SITE,
    PERSON,
    PLACE_FIELDS,
    WHOSE,
    Population,
    take_fields,
)
from outreach_cli.records.choices import Choice
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.contacts import CONTACT
from outreach_cli.records.label import Label
from outreach_cli.records.record import Field
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.settings import DAYS
from outreach_cli.records.types import Day, Text


def _write_limit(setting: str) -> str:
    """SQL: the days after which something wants attention, as in the worklist."""
    said = f"SELECT value FROM setting WHERE setting = '{setting}'"
    return f"CAST(ifnull(({said}), {DAYS[setting]}) AS INTEGER)"


CHECK = Choice(
    Label("kontrol", "check"),
    {
        "conversation_without_site": Label("Samtale uden enhed", "Conversation without a site"),
        "referral_without_outcome": Label(
            "Henvisning uden udfald efter fristen",
            "Referral without an outcome past its limit",
            also=(
                "Henvisning ældre end 30 dage uden udfald",
                "Referral older than 30 days without an outcome",
            ),
        ),
        "enrolment_without_status": Label("Forløb uden status", "Enrolment without a status"),
        "status_without_enrolment": Label("Status uden forløb", "Status without an enrolment"),
        "follow_up_due": Label(
            "Opfølgende grundskema mangler efter fristen",
            "Follow-up form due past its limit",
            also=("Opfølgende grundskema mangler efter 180 dage", "Follow-up form due after 180 days"),
        ),
        "looks_registered_twice": Label(
            "Borger er muligvis registreret to gange", "Citizen looks registered twice"
        ),
        "before_registration": Label(
            "Kontakt, henvisning eller forløb, før borgeren blev registreret",
            "Contact, referral or enrolment before registration",
        ),
        "same_day_twice": Label(
            "Kontakt er muligvis registreret to gange",
            "Contact looks logged twice",
            also=(
                "Endnu en kontakt med samme borger samme dag",
                "Another contact with the same citizen that day",
            ),
        ),
        "presence_without_conversation": Label(
            "Registreret dag uden samtaler på enheden", "Day of presence without a conversation at the site"
        ),
        "invalid_form": Label("Ugyldigt skema", "Invalid form"),
    },
)
"""Some were called otherwise before they followed the settings, or looked closer: scripts may trace by it."""

RECORD = Choice(Label("post", "record"), {kind: record.label for kind, record in RECORDS.items()})

_SAME = " AND ".join(
    f"(earlier.{key} = contact.{key} OR earlier.{key} IS NULL OR contact.{key} IS NULL)"
    for key in ("site", "worker", "programme", "minutes")
)
"""SQL: two contacts of one citizen and day differ in nothing that is stated of both."""
_FROM_LISTS = """(
    SELECT count(*) FROM change WHERE id IN (contact.change, earlier.change) AND command = 'import'
) = 2
    AND contact.source_id IS NULL AND earlier.source_id IS NULL"""
"""SQL: two imports brought them, in rows without an id: the later may be the earlier, corrected."""
_SAME_DAY = "earlier.citizen = contact.citizen AND earlier.date = contact.date AND earlier.id < contact.id"
_TWICE = f"""(
    earlier.kind = contact.kind AND earlier.reached = contact.reached AND {_SAME} OR {_FROM_LISTS}
)"""

# To add a check: give it a label above, and here the statement that finds its flaws: which record and row,
# whose, where, since when and until when, and what it looks like, if anything. The day it happened comes
# first of its days; what is a state, not an event, has none, and is there at the end of a period whenever it
# began (rule 19).
_FLAWS = {
    "conversation_without_site": """
SELECT 'contact' AS record, id, date, citizen, site, date AS holds_from, NULL AS holds_until,
    NULL AS alike
FROM contact
WHERE kind = 'conversation' AND reached = 1 AND site IS NULL""",
    "referral_without_outcome": f"""
SELECT 'referral', id, NULL, citizen, site,
    date(date, '+' || {_write_limit("referral_days")} || ' days', '+1 day'),
    CASE WHEN outcome IS NOT NULL THEN coalesce(accepted_on, started_on, outcome_date, date) END, NULL
FROM referral""",
    "enrolment_without_status": """
SELECT 'enrolment', id, NULL, citizen, site, started_on, (
    SELECT min(status.date) FROM status
    WHERE status.citizen = spell.citizen AND status.programme = spell.programme
    AND status.date >= spell.started_on AND (spell.next_on IS NULL OR status.date < spell.next_on)), NULL
FROM (
    SELECT *, lead(started_on) OVER (PARTITION BY citizen, programme ORDER BY started_on, id) AS next_on
    FROM enrolment
) AS spell""",
    "status_without_enrolment": """
SELECT 'status', id, date, citizen, NULL, date, NULL, NULL FROM status
WHERE NOT EXISTS (
    SELECT 1 FROM enrolment
    WHERE enrolment.citizen = status.citizen AND enrolment.programme = status.programme
)""",
    "follow_up_due": f"""
SELECT 'form', min(answer.id), NULL, answer.citizen_id, min(answer.site_id),
    date(answer.date, '+' || {_write_limit("follow_up_days")} || ' days'), (
        SELECT min(later.date) FROM answer AS later
        WHERE later.citizen_id = answer.citizen_id AND later.scale = answer.scale
        AND later.date > answer.date), NULL
FROM answer
JOIN (
    SELECT citizen_id, scale, min(date) AS first_on FROM answer GROUP BY citizen_id, scale
) AS first ON first.citizen_id = answer.citizen_id AND first.scale = answer.scale
    AND first.first_on = answer.date
GROUP BY answer.citizen_id, answer.scale""",
    "looks_registered_twice": f"""
SELECT 'citizen', id, NULL, id, site, nullif(min(since), ''), NULL, group_concat(code, ', ')
FROM (
    SELECT one.id, one.site, other.citizen AS code,
        max(coalesce(one.registered_on, ''), coalesce(other.registered_on, '')) AS since
    FROM ({ALIKE}) AS pair
    JOIN citizen AS one ON one.id = pair.one
    JOIN citizen AS other ON other.id = pair.other
    WHERE NOT EXISTS (
        SELECT 1 FROM doublet
        WHERE same = 0 AND (
            (doublet.citizen = one.id AND doublet.code = other.citizen)
            OR (doublet.citizen = other.id AND doublet.code = one.citizen)
        )
    )
    ORDER BY one.id, other.citizen
)
GROUP BY id""",
    "before_registration": """
SELECT 'contact', contact.id, contact.date, contact.citizen, contact.site, contact.date, NULL, NULL
FROM citizen CROSS JOIN contact ON contact.citizen = citizen.id AND contact.date < citizen.registered_on
UNION ALL
SELECT 'referral', referral.id, referral.date, referral.citizen, referral.site, referral.date, NULL, NULL
FROM citizen CROSS JOIN referral ON referral.citizen = citizen.id AND referral.date < citizen.registered_on
UNION ALL
SELECT 'enrolment', enrolment.id, enrolment.started_on, enrolment.citizen, enrolment.site,
    enrolment.started_on, NULL, NULL
FROM enrolment JOIN citizen ON citizen.id = enrolment.citizen
WHERE enrolment.started_on < citizen.registered_on""",
    "same_day_twice": f"""
SELECT 'contact', id, date, citizen, site, date, NULL, alike
FROM (
    SELECT *, (
        SELECT group_concat(id, ', ')
        FROM (SELECT earlier.id FROM contact AS earlier WHERE {_SAME_DAY} AND {_TWICE} ORDER BY earlier.id)
    ) AS alike
    FROM contact WHERE id IN ( -- those few are found over an index alone, and only their rows are read
        SELECT id FROM contact WHERE EXISTS (SELECT 1 FROM contact AS earlier WHERE {_SAME_DAY})
    )
)
WHERE alike NOT NULL""",
    "presence_without_conversation": """
SELECT 'presence', id, date, NULL, site, date, NULL, NULL
FROM presence
WHERE planned = 0 AND NOT EXISTS (
    SELECT 1 FROM contact
    WHERE contact.site = presence.site AND contact.date = presence.date
    AND contact.kind = 'conversation' AND contact.reached = 1
)""",
    "invalid_form": """
SELECT 'form', id, date, citizen_id, site_id, date, NULL, NULL FROM received_forms WHERE NOT valid""",
}
_LINES = "\nUNION ALL\n".join(
    f"SELECT '{check}' AS \"check\", flaw.* FROM ({flaw}\n) AS flaw" for check, flaw in _FLAWS.items()
)

FLAW = Population(
    name="flaw",
    view="flaws",
    called=(Label("registrering", "record"), Label("registreringer", "records")),
    record="contact",
    columns=("check", "record", "id", "since", "citizen", "alike", "site"),
    fields=(
        Field("record", Label("Registrering", "Record"), RECORD),
        WHOSE,
        *take_fields(CONTACT, "site"),
        Field("since", Label("Siden", "Since"), Day()),
        Field("alike", Label("Ligner", "Looks like"), Text(4000)),
        *take_fields(CITIZEN, "sex", "birth_year"),
        *HELD_FIELDS,
        *PLACE_FIELDS,
    ),
    mixed=True,
    choices={"check": CHECK, "record": RECORD},
    holds=True,
    as_at=True,
    within=True,
    undated=True,
    costly=True,
    entangled=True,
    sql=f"""
WITH answer AS MATERIALIZED (SELECT id, date, citizen_id, site_id, scale FROM health_answers),
flaw AS ({_LINES})
SELECT flaw.id, flaw.date, flaw.holds_from AS since, flaw."check", flaw.record,
    flaw.holds_from, flaw.holds_until, flaw.alike,
    flaw.citizen AS citizen_id, citizen.citizen, {PERSON},
    flaw.site AS site_id, site.site, municipality.code AS municipality_id, municipality.municipality,
    {write_model("flaw.record = 'form'", "municipality.code", "site.model")} AS model
FROM flaw
LEFT JOIN citizen ON citizen.id = flaw.citizen
LEFT JOIN site ON site.id = flaw.site
LEFT JOIN form ON flaw.record = 'form' AND form.id = flaw.id
{OWN_SITE}
{HOME}
LEFT JOIN municipality ON municipality.code = CASE WHEN flaw.record IN ('form', 'citizen')
    THEN {write_known_place("form", "own_site")}
    ELSE coalesce(site.municipality, citizen.municipality, own_site.municipality, home.value)
END
""",
)
