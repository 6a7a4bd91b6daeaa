"""Conversations, the attempts that did not reach anyone, new citizens, and referrals."""

from outreach_cli.populations.population import (
    HELD_FIELDS,
    PLACE,
    PLACE_FIELDS,
    WHO_AND_WHERE_FIELDS,
    Population,
    join_municipality,
    select_who_and_where,
    take_fields,
)
from outreach_cli.records.choices import Choice
from outreach_cli.records.contacts import CONTACT, CONTACT_KIND, OPEN_OUTCOMES, OUTCOME
from outreach_cli.records.contacts import HEADCOUNT as HEADCOUNT_RECORD
from outreach_cli.records.contacts import REFERRAL as REFERRAL_RECORD
from outreach_cli.records.label import Label
from outreach_cli.records.places import WORKER
from outreach_cli.records.record import Field
from outreach_cli.records.types import Flag, Number

STEP = Choice(
    Label("trin", "step"),
    {
        "pending": Label("Afventer", "Pending"),
        "started": Label("Startet", "Started"),
        "completed": Label("Gennemført", "Completed"),
        "not_taken_up": Label("Ikke fulgt", "Not taken up"),
    },
)

RESULT = Choice(OUTCOME.what, {"pending": STEP.values["pending"], **OUTCOME.values})
"""What a referral had come to: nothing yet, or an outcome, of which a later one takes the place."""

_CONTACT = f"""
SELECT contact.id, contact.date, contact.kind, contact.kind AS contact_kind,
    contact.worker AS worker_id,
    (SELECT worker.worker FROM worker WHERE worker.id = contact.worker) AS worker,
    (SELECT worker.role FROM worker WHERE worker.id = contact.worker) AS role,
    contact.minutes, {select_who_and_where("contact")}
"""

CONVERSATION = Population(
    name="conversation",
    view="conversations",
    called=(Label("samtale", "conversation"), Label("samtaler", "conversations")),
    record="contact",
    columns=("id", "date", "citizen", "site", "kind", "programme", "worker", "minutes"),
    fields=(
        *take_fields(CONTACT, "kind", "worker", "minutes"),
        Field("contact_kind", CONTACT.by_key["kind"].label, CONTACT_KIND),
        *take_fields(WORKER, "role"),
        *WHO_AND_WHERE_FIELDS,
    ),
    dated=True,
    sql=_CONTACT + "FROM contact WHERE contact.kind = 'conversation' AND contact.reached = 1",
    left_out=("attempt", "other_contact"),
)

ATTEMPT = CONVERSATION._replace(
    name="attempt",
    view="attempts",
    called=(
        Label("forgæves kontakt", "attempt that did not reach the citizen"),
        Label("forgæves kontakter", "attempts that did not reach the citizen"),
    ),
    sql=_CONTACT + "FROM contact WHERE contact.reached = 0",
    left_out=(),
)

OTHER_CONTACT = CONVERSATION._replace(
    name="other_contact",
    view="other_contacts",
    called=(
        Label("anden kontakt end samtale", "contact of another kind than conversation"),
        Label("andre kontakter end samtaler", "contacts of another kind than conversation"),
    ),
    sql=_CONTACT + "FROM contact WHERE contact.kind <> 'conversation' AND contact.reached = 1",
    left_out=(),
)

MEETING = CONVERSATION._replace(
    name="meeting",
    view="meetings",
    called=None,
    sql=_CONTACT + "FROM contact WHERE contact.reached = 1",
    left_out=("attempt",),
)

REFERRAL = Population(
    name="referral",
    view="referrals",
    record="referral",
    columns=("id", "date", "citizen", "offer", "site", "programme"),
    fields=(*take_fields(REFERRAL_RECORD, "offer"), *WHO_AND_WHERE_FIELDS),
    sql=f"""
SELECT referral.id, referral.date,
    referral.offer AS offer_id, (SELECT offer.offer FROM offer WHERE offer.id = referral.offer) AS offer,
    {select_who_and_where("referral")}
FROM referral
""",
)

_DAYS_TO_START = Field("days_to_start", Label("Dage til start", "Days to start"), Number(0, 100_000))

REFERRAL_STANDING = Population(
    name="referral_standing",
    view="referral_standings",
    record="referral",
    columns=("id", "date", "citizen", "offer", "site", "step", "outcome", "holds_from"),
    fields=(
        *take_fields(REFERRAL_RECORD, "offer", "outcome"),
        _DAYS_TO_START,
        *HELD_FIELDS,
        *WHO_AND_WHERE_FIELDS,
    ),
    choices={"step": STEP, "result": RESULT},
    holds=True,
    as_at=True,
    sql=f"""
WITH known AS (
    SELECT id, date, citizen, offer, site, programme, outcome,
        max(date, coalesce(accepted_on, CASE WHEN outcome = 'accepted' THEN coalesce(outcome_date, date) END))
            AS agreed_on,
        max(date, CASE
            WHEN started_on IS NOT NULL THEN started_on
            WHEN outcome IN ('started', 'completed') THEN coalesce(outcome_date, date)
        END) AS began_on,
        CASE WHEN outcome NOT IN ({", ".join(f"'{each}'" for each in OPEN_OUTCOMES)})
            THEN max(date, coalesce(outcome_date, date)) END AS over_on
    FROM referral
),
moved AS ( -- DISTINCT: so that each day is worked out once a row, not wherever it is named
    SELECT DISTINCT *, CASE WHEN outcome = 'completed' THEN began_on
        ELSE min(coalesce(began_on, over_on), coalesce(over_on, began_on)) END AS left_on
    FROM known
),
stage (step, result) AS (
    VALUES ('pending', 'pending'), ('pending', 'accepted'), ('started', 'started'),
        ('completed', 'completed'), ('not_taken_up', 'not_taken_up')
),
step AS (
    SELECT moved.*, stage.step, CASE stage.result WHEN 'not_taken_up' THEN outcome ELSE stage.result END
            AS result,
        CASE stage.result WHEN 'pending' THEN date WHEN 'accepted' THEN agreed_on WHEN 'started' THEN began_on
            WHEN 'completed' THEN max(over_on, began_on) ELSE over_on END AS holds_from,
        CASE stage.result
            WHEN 'pending' THEN min(coalesce(agreed_on, left_on), coalesce(left_on, agreed_on))
            WHEN 'accepted' THEN left_on
            WHEN 'started' THEN CASE WHEN outcome = 'completed' THEN max(over_on, began_on) END
        END AS holds_until
    FROM moved JOIN stage ON CASE stage.result
        WHEN 'pending' THEN 1
        WHEN 'accepted' THEN agreed_on IS NOT NULL AND (left_on IS NULL OR agreed_on < left_on)
        WHEN 'started' THEN began_on IS NOT NULL
            AND (over_on IS NULL OR over_on >= began_on OR outcome = 'completed')
        WHEN 'completed' THEN outcome = 'completed'
        ELSE over_on IS NOT NULL AND outcome <> 'completed' AND (began_on IS NULL OR began_on > over_on)
    END
)
SELECT step.id, step.date,
    step.offer AS offer_id, (SELECT offer.offer FROM offer WHERE offer.id = step.offer) AS offer,
    step.step, step.outcome, step.result, step.holds_from, step.holds_until,
    CASE WHEN step.step IN ('started', 'completed')
        THEN CAST(julianday(step.began_on) - julianday(step.date) AS INTEGER) END AS days_to_start,
    {select_who_and_where("step")}
FROM step
""",
)
"""Each referral with the step that it has come to: pending, started, completed or not taken up."""

WAIT = 90
"""Days after which a referral that is still open is one that waits long."""

WAITING = Population(
    name="waiting",
    view="waiting_referrals",
    record="referral",
    columns=("id", "date", "citizen", "offer", "site", "step", "days_to_start", "days_open"),
    fields=(
        *take_fields(REFERRAL_RECORD, "offer", "outcome"),
        _DAYS_TO_START,
        Field("days_open", Label("Dage siden henvisning", "Days since referral"), Number(0, 100_000)),
        Field("long", Label("Længe", "Long"), Flag()),
        Field("soon", Label("Inden 30 dage", "Within 30 days"), Flag()),
        *HELD_FIELDS,
        *WHO_AND_WHERE_FIELDS,
    ),
    choices={"step": STEP},
    holds=True,
    as_at=True,
    waited="days_open",
    costly=True,
    sql=f"""
WITH standing AS (
    SELECT *,
        CASE WHEN long THEN max(holds_from, date(date, '+{WAIT + 1} days')) ELSE holds_from END AS since,
        CASE WHEN long OR step <> 'pending' THEN holds_until
            ELSE min(coalesce(holds_until, '9999'), date(date, '+{WAIT + 1} days')) END AS until
    FROM referral_standings JOIN (SELECT 0 AS long UNION ALL SELECT 1) ON long = 0 OR step = 'pending'
)
SELECT id, date, offer_id, offer, step, outcome, long, days_to_start, days_to_start <= 30 AS soon,
    citizen_id, citizen, sex, birth_year, site_id, site, model, programme_id, programme,
    municipality_id, municipality, since AS holds_from, until AS holds_until
FROM standing
WHERE until IS NULL OR since < until
""",
)
"""Each referral with how long it took to start, and while it is open whether that has been long."""

HEADCOUNT = Population(
    name="headcount",
    view="unnamed_heads",
    record="headcount",
    columns=("id", "date", "unnamed", "site", "kind", "worker", "minutes"),
    fields=(
        *take_fields(HEADCOUNT_RECORD, "unnamed", "kind", "worker", "minutes", "site", "programme"),
        Field("contact_kind", CONTACT.by_key["kind"].label, CONTACT_KIND),
        *take_fields(WORKER, "role"),
        *PLACE_FIELDS,
    ),
    sql=f"""
SELECT headcount.id, headcount.date, headcount.unnamed, headcount.kind, headcount.kind AS contact_kind,
    headcount.worker AS worker_id, worker.worker, worker.role, headcount.minutes,
    headcount.site AS site_id, site.site,
    headcount.programme AS programme_id, programme.programme, {PLACE}
FROM headcount
LEFT JOIN worker ON worker.id = headcount.worker
LEFT JOIN site ON site.id = headcount.site
LEFT JOIN programme ON programme.id = headcount.programme
{join_municipality("site")}
""",
)
"""Heads met whom nobody has a code for: they are counted apart and are no persons."""
