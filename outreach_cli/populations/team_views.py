"""The team: days of presence, employments, and which citizens each pathway partner has."""

from outreach_cli.populations.meetings import REOPENED_ON
from outreach_cli.populations.population import (
    HELD_FIELDS,
    PERSON,
    PLACE,
    PLACE_FIELDS,
    WHOSE,
    Population,
    join_municipality,
    take_fields,
)
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.label import Label
from outreach_cli.records.places import WORKER
from outreach_cli.records.record import Field
from outreach_cli.records.team import ASSIGNMENT as ASSIGNMENT_RECORD
from outreach_cli.records.team import PARTNER
from outreach_cli.records.team import PRESENCE as PRESENCE_RECORD
from outreach_cli.records.types import Day, Number, Reference

_WORKER = Field("worker", WORKER.naming.label, Reference("worker"))

PRESENCE = Population(
    name="presence",
    view="days_of_presence",
    called=(Label("dag med tilstedeværelse", "day"), Label("dage med tilstedeværelse", "days")),
    record="presence",
    columns=("id", "date", "worker", "site", "role", "planned", "hours"),
    fields=(
        _WORKER,
        *take_fields(PRESENCE_RECORD, "site", "planned", "hours"),
        *take_fields(WORKER, "role"),
        *PLACE_FIELDS,
    ),
    sql=f"""
SELECT presence.id, presence.date, presence.planned, presence.hours,
    presence.worker AS worker_id, worker.worker, worker.role,
    presence.site AS site_id, site.site,
    {PLACE}
FROM presence
LEFT JOIN worker ON worker.id = presence.worker
LEFT JOIN site ON site.id = presence.site
{join_municipality("site")}
""",
)
"""A worker's day at a site, planned or held."""

_EMPLOYED = f"""
SELECT worker.id, {{day}} AS date, worker.id AS worker_id, worker.worker, worker.role,
    worker.site AS site_id, site.site, worker.started_on AS holds_from, worker.ended_on AS holds_until,
    {PLACE}
FROM worker
LEFT JOIN site ON site.id = worker.site
{join_municipality("worker", "site")}
"""

_EMPLOYED_FIELDS = (_WORKER, *take_fields(WORKER, "role", "site"), *HELD_FIELDS, *PLACE_FIELDS)

EMPLOYMENT = Population(
    name="employment",
    view="employments",
    called=(Label("ansættelse", "employment"), Label("ansættelser", "employments")),
    record="worker",
    columns=("id", "worker", "role", "site", "holds_from", "holds_until"),
    fields=_EMPLOYED_FIELDS,
    holds=True,
    sql=_EMPLOYED.format(day="worker.started_on"),
)
"""A worker from the first day to the last; a move to another site ends nothing."""

DEPARTURE = Population(
    name="departure",
    view="departures",
    called=(Label("fratrædelse", "departure"), Label("fratrædelser", "departures")),
    record="worker",
    columns=("id", "date", "worker", "role", "site"),
    fields=_EMPLOYED_FIELDS,
    sql=_EMPLOYED.format(day="worker.ended_on") + "WHERE worker.ended_on IS NOT NULL",
)

_WHO = f"""
    {{of}}.citizen AS citizen_id, citizen.citizen, {PERSON},
    {{of}}.worker AS worker_id, worker.worker,
    citizen.site AS site_id, site.site, {PLACE}
FROM {{of}}
JOIN citizen ON citizen.id = {{of}}.citizen
LEFT JOIN worker ON worker.id = {{of}}.worker
LEFT JOIN site ON site.id = citizen.site
{join_municipality("citizen", "site")}
"""

_WHO_FIELDS = (WHOSE, *take_fields(CITIZEN, "sex", "birth_year", "site"), _WORKER, *PLACE_FIELDS)
_ASSIGNED_FIELDS = (*_WHO_FIELDS, *take_fields(ASSIGNMENT_RECORD, "role"))
_USUAL = {"role": PARTNER}

ASSIGNMENT = Population(
    name="assignment",
    view="assigned",
    record="assignment",
    columns=("id", "date", "citizen", "worker", "role", "holds_until"),
    fields=(*_ASSIGNED_FIELDS, *HELD_FIELDS),
    holds=True,
    usual=_USUAL,
    sql=f"""
SELECT assignment.id, assignment.started_on AS date, assignment.role,
    assignment.started_on AS holds_from, assignment.ended_on AS holds_until,
{_WHO.format(of="assignment").strip()}
""",
)

ENDED_ASSIGNMENT = Population(
    name="ended_assignment",
    view="ended_assignments",
    called=(
        Label("afsluttet tilknytning", "ended assignment"),
        Label("afsluttede tilknytninger", "ended assignments"),
    ),
    record="assignment",
    columns=("id", "date", "citizen", "worker", "role"),
    fields=_ASSIGNED_FIELDS,
    usual=_USUAL,
    sql=f"""
SELECT assignment.id, assignment.ended_on AS date, assignment.role,
{_WHO.format(of="assignment").strip()}
WHERE assignment.ended_on IS NOT NULL
""",
)

CASELOAD = Population(
    name="caseload",
    view="caseloads",
    record="citizen",
    columns=("id", "citizen", "worker", "role", "holds_from", "holds_until"),
    fields=(*_ASSIGNED_FIELDS, *HELD_FIELDS),
    holds=True,
    usual=_USUAL,
    costly=True,
    sql=f"""
WITH partnered AS (
    SELECT citizen, started_on, max(coalesce(ended_on, '9999')) OVER turn AS until,
        lead(started_on) OVER turn AS next_on
    FROM assignment
    WHERE role = '{PARTNER}'
    WINDOW turn AS (PARTITION BY citizen ORDER BY started_on, id)
),
closed AS MATERIALIZED (
    SELECT citizen, min(closed_on) AS closed_on, reopened_on
    FROM (
        SELECT citizen, closed_on, coalesce((SELECT min(day) FROM ({REOPENED_ON})), '9999') AS reopened_on
        FROM closing
    )
    GROUP BY citizen, reopened_on
),
alone AS (
    SELECT citizen.id AS citizen, coalesce(citizen.registered_on, '') AS since, coalesce(
        (SELECT min(started_on) FROM partnered WHERE partnered.citizen = citizen.id), '9999') AS until
    FROM citizen
    UNION ALL
    SELECT partnered.citizen, max(partnered.until, coalesce(citizen.registered_on, '')),
        coalesce(partnered.next_on, '9999')
    FROM partnered JOIN citizen ON citizen.id = partnered.citizen
    WHERE partnered.until < '9999'
),
opened AS (
    SELECT citizen, since, until FROM alone
    UNION ALL
    SELECT alone.citizen, closed.reopened_on, alone.until
    FROM alone JOIN closed ON closed.citizen = alone.citizen
    WHERE closed.reopened_on > alone.since AND closed.reopened_on < alone.until
),
left_alone AS (
    SELECT opened.citizen, opened.since, min(opened.until, coalesce((
        SELECT min(closed_on) FROM closed
        WHERE closed.citizen = opened.citizen AND closed.closed_on > opened.since
    ), '9999')) AS until
    FROM opened
    WHERE NOT EXISTS (
        SELECT 1 FROM closed
        WHERE closed.citizen = opened.citizen AND opened.since >= closed.closed_on
        AND opened.since < closed.reopened_on
    )
),
carried AS (
    SELECT citizen, worker, role, started_on AS holds_from, ended_on AS holds_until FROM assignment
    UNION ALL
    SELECT citizen, NULL, NULL, nullif(since, ''), nullif(until, '9999')
    FROM left_alone
    WHERE since < until
)
SELECT citizen.id, carried.holds_from AS date, carried.role, carried.holds_from, carried.holds_until,
{_WHO.format(of="carried").strip()}
""",
)
"""Whom each worker has, and who has no pathway partner, from one day until another.

Nobody is without one before being registered or while the case is closed, which a later meeting or assignment
opens again; silence removes nobody.
"""

CASELOAD_CONTACT = Population(
    name="caseload_contact",
    view="caseload_contacts",
    called=(
        Label("kontakt med en aktiv borger", "contact with an active citizen"),
        Label("kontakter med aktive borgere", "contacts with active citizens"),
    ),
    record="contact",
    columns=("id", "date", "citizen", "worker", "role"),
    fields=(Field("contact", Label("Kontakt", "Contact"), Number()), *_ASSIGNED_FIELDS, *HELD_FIELDS),
    holds=True,
    within=True,
    usual=_USUAL,
    costly=True,
    sql="""
SELECT contact.id, contact.id AS contact, contact.date, caseloads.role,
    caseloads.holds_from, caseloads.holds_until,
    caseloads.citizen_id, caseloads.citizen, caseloads.sex, caseloads.birth_year,
    caseloads.worker_id, caseloads.worker, caseloads.site_id, caseloads.site, caseloads.model,
    caseloads.municipality_id, caseloads.municipality
FROM caseloads
JOIN contact ON contact.citizen = caseloads.citizen_id AND contact.reached = 1
""",
)
"""Contacts that reached a citizen, with each worker who has the citizen, whoever held the contact."""

SILENCE = Population(
    name="silence",
    view="silences",
    called=(
        Label("borger uden kontakt i 30 dage", "citizen without contact in 30 days"),
        Label("borgere uden kontakt i 30 dage", "citizens without contact in 30 days"),
    ),
    record="citizen",
    columns=("id", "citizen", "worker", "silent_from", "silent_until"),
    fields=(
        *_ASSIGNED_FIELDS,
        Field("silent_from", Label("Uden kontakt fra", "Without contact from"), Day()),
        Field("silent_until", Label("Uden kontakt til", "Without contact until"), Day()),
        *HELD_FIELDS,
    ),
    holds=True,
    costly=True,
    usual=_USUAL,
    sql=f"""
WITH quiet AS (
    SELECT citizen.id AS citizen, NULL AS silent_from, (
        SELECT contact.date FROM contact
        WHERE contact.citizen = citizen.id AND contact.reached = 1
        ORDER BY contact.date LIMIT 1
    ) AS silent_until
    FROM citizen
    UNION ALL
    SELECT citizen, date(date, '+30 days'), lead(date) OVER (PARTITION BY citizen ORDER BY date, id)
    FROM (SELECT id, citizen, date FROM contact WHERE reached = 1)
),
silent AS (
    SELECT quiet.citizen, caseloads.worker_id AS worker, caseloads.role,
        quiet.silent_from, quiet.silent_until,
        nullif(max(coalesce(quiet.silent_from, ''), coalesce(caseloads.holds_from, '')), '') AS holds_from,
        nullif(min(coalesce(quiet.silent_until, '9999'), coalesce(caseloads.holds_until, '9999')), '9999')
            AS holds_until
    FROM quiet
    JOIN caseloads ON caseloads.citizen_id = quiet.citizen
    WHERE quiet.silent_from IS NULL OR quiet.silent_until IS NULL OR quiet.silent_from < quiet.silent_until
)
SELECT citizen.id, silent.holds_from AS date, silent.role, silent.silent_from, silent.silent_until,
    silent.holds_from, silent.holds_until,
{_WHO.format(of="silent").strip()}
""",
)
"""Citizens with nobody having reached them for 30 days or more, with each worker who has them meanwhile."""
