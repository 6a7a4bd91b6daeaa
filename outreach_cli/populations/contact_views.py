"""Conversations, the attempts that did not reach anyone, new citizens, and referrals."""

from outreach_cli.populations.population import (
    HELD_FIELDS,
    WHO_AND_WHERE_FIELDS,
    Population,
    select_who_and_where,
    take_fields,
)
from outreach_cli.records.choices import Choice
from outreach_cli.records.contacts import CONTACT, CONTACT_KIND, OPEN_OUTCOMES
from outreach_cli.records.contacts import REFERRAL as REFERRAL_RECORD
from outreach_cli.records.label import Label
from outreach_cli.records.places import WORKER
from outreach_cli.records.record import Field

STEP = Choice(
    Label("trin", "step"),
    {
        "pending": Label("Afventer", "Pending"),
        "started": Label("Startet", "Started"),
        "completed": Label("Gennemført", "Completed"),
        "not_taken_up": Label("Ikke fulgt", "Not taken up"),
    },
)

_CONTACT = f"""
SELECT contact.id, contact.date, contact.kind, contact.kind AS contact_kind,
    contact.worker AS worker_id,
    (SELECT worker.worker FROM worker WHERE worker.id = contact.worker) AS worker,
    (SELECT worker.role FROM worker WHERE worker.id = contact.worker) AS role,
    contact.minutes, {select_who_and_where("contact")}
"""
_HELD = "contact.kind = 'conversation' AND contact.reached = 1"
_COLUMNS = ("id", "date", "citizen", "site", "kind", "programme", "worker", "minutes")
_FIELDS = (
    *take_fields(CONTACT, "kind", "worker", "minutes"),
    Field("contact_kind", CONTACT.by_key["kind"].label, CONTACT_KIND),
    *take_fields(WORKER, "role"),
    *WHO_AND_WHERE_FIELDS,
)

CONVERSATION = Population(
    name="conversation",
    view="conversations",
    one=Label("samtale", "conversation"),
    many=Label("samtaler", "conversations"),
    record="contact",
    person="citizen",
    columns=_COLUMNS,
    fields=_FIELDS,
    dated=True,
    sql=_CONTACT + f"FROM contact WHERE {_HELD}",
    left_out=("attempt", "other_contact"),
    part_of="meeting",
)

ATTEMPT = Population(
    name="attempt",
    view="attempts",
    one=Label("forgæves kontakt", "attempt that did not reach the citizen"),
    many=Label("forgæves kontakter", "attempts that did not reach the citizen"),
    record="contact",
    person="citizen",
    columns=_COLUMNS,
    fields=_FIELDS,
    dated=True,
    sql=_CONTACT + "FROM contact WHERE contact.reached = 0",
)

OTHER_CONTACT = Population(
    name="other_contact",
    view="other_contacts",
    one=Label("anden kontakt end samtale", "contact of another kind than conversation"),
    many=Label("andre kontakter end samtaler", "contacts of another kind than conversation"),
    record="contact",
    person="citizen",
    columns=_COLUMNS,
    fields=_FIELDS,
    dated=True,
    sql=_CONTACT + "FROM contact WHERE contact.kind <> 'conversation' AND contact.reached = 1",
)

MEETING = Population(
    name="meeting",
    view="meetings",
    one=Label("kontakt", "contact"),
    many=Label("kontakter", "contacts"),
    record="contact",
    person="citizen",
    columns=_COLUMNS,
    fields=_FIELDS,
    dated=True,
    sql=_CONTACT + "FROM contact WHERE contact.reached = 1",
    left_out=("attempt",),
)

NEW_CITIZEN = Population(
    name="new_citizen",
    part_of="conversation",
    view="new_citizens",
    one=Label("samtale med ny borger", "conversation with a new citizen"),
    many=Label("samtaler med nye borgere", "conversations with new citizens"),
    record="contact",
    person="citizen",
    columns=_COLUMNS,
    fields=_FIELDS,
    sql=f"""
WITH met AS MATERIALIZED (
    SELECT citizen.id AS citizen, (
        SELECT contact.date FROM contact
        WHERE contact.citizen = citizen.id AND contact.reached = 1
        ORDER BY contact.date LIMIT 1
    ) AS first_on
    FROM citizen
),
enrolled AS (SELECT citizen, min(started_on) AS first_on FROM enrolment GROUP BY citizen)
{_CONTACT.strip()}
FROM met
CROSS JOIN contact ON contact.citizen = met.citizen
    AND contact.date BETWEEN met.first_on AND substr(met.first_on, 1, 7) || '-31'
LEFT JOIN enrolled ON enrolled.citizen = met.citizen
WHERE {_HELD} AND (enrolled.first_on IS NULL OR enrolled.first_on >= substr(met.first_on, 1, 7) || '-01')
AND NOT EXISTS (
    SELECT 1 FROM contact AS earlier
    WHERE earlier.citizen = met.citizen AND earlier.date >= met.first_on AND earlier.date < contact.date
    AND earlier.kind = 'conversation' AND earlier.reached = 1
)""",
)
"""First conversations in the month of the first contact, unless the course had begun before that month."""

REFERRAL = Population(
    name="referral",
    view="referrals",
    one=Label("henvisning", "referral"),
    many=Label("henvisninger", "referrals"),
    record="referral",
    person="citizen",
    columns=("id", "date", "citizen", "offer", "site", "programme"),
    fields=(*take_fields(REFERRAL_RECORD, "offer"), *WHO_AND_WHERE_FIELDS),
    sql=f"""
SELECT referral.id, referral.date,
    referral.offer AS offer_id, (SELECT offer.offer FROM offer WHERE offer.id = referral.offer) AS offer,
    {select_who_and_where("referral")}
FROM referral
""",
)

REFERRAL_STANDING = Population(
    name="referral_standing",
    view="referral_standings",
    one=Label("henvisning", "referral"),
    many=Label("henvisninger", "referrals"),
    record="referral",
    person="citizen",
    columns=("id", "date", "citizen", "offer", "site", "step", "outcome", "holds_from"),
    fields=(*take_fields(REFERRAL_RECORD, "offer", "outcome"), *HELD_FIELDS, *WHO_AND_WHERE_FIELDS),
    choices={"step": STEP},
    holds=True,
    as_at=True,
    sql=f"""
WITH known AS (
    SELECT id, date, citizen, offer, site, programme, outcome,
        max(date, CASE
            WHEN started_on IS NOT NULL THEN started_on
            WHEN outcome IN ('started', 'completed') THEN coalesce(outcome_date, date)
        END) AS began_on,
        CASE WHEN outcome NOT IN ({", ".join(f"'{each}'" for each in OPEN_OUTCOMES)})
            THEN max(date, coalesce(outcome_date, date)) END AS over_on
    FROM referral
),
step AS (
    SELECT known.*, 'pending' AS step, date AS holds_from,
        CASE WHEN outcome = 'completed' THEN began_on
            ELSE min(coalesce(began_on, over_on), coalesce(over_on, began_on)) END AS holds_until
    FROM known
    UNION ALL
    SELECT known.*, 'started', began_on, CASE WHEN outcome = 'completed' THEN max(over_on, began_on) END
    FROM known
    WHERE began_on IS NOT NULL AND (over_on IS NULL OR over_on >= began_on OR outcome = 'completed')
    UNION ALL
    SELECT known.*, 'completed', max(over_on, began_on), NULL
    FROM known
    WHERE outcome = 'completed'
    UNION ALL
    SELECT known.*, 'not_taken_up', over_on, NULL
    FROM known
    WHERE over_on IS NOT NULL AND outcome <> 'completed' AND (began_on IS NULL OR began_on > over_on)
)
SELECT step.id, step.date,
    step.offer AS offer_id, (SELECT offer.offer FROM offer WHERE offer.id = step.offer) AS offer,
    step.step, step.outcome, step.holds_from, step.holds_until,
    {select_who_and_where("step")}
FROM step
""",
)
"""Each referral with the step that it has come to: pending, started, completed or not taken up."""
