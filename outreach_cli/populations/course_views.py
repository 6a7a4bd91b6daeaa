"""Enrolments, and where each citizen stands in a course from one day until the next."""

from outreach_cli.populations.population import (
    HELD_FIELDS,
    WHO_AND_WHERE_FIELDS,
    Population,
    select_who_and_where,
    take_fields,
)
from outreach_cli.records.courses import STATUS

ENROLMENT = Population(
    name="enrolment",
    view="enrolments",
    record="enrolment",
    columns=("id", "date", "citizen", "programme", "site"),
    fields=WHO_AND_WHERE_FIELDS,
    sql=f"""
SELECT enrolment.id, enrolment.started_on AS date,
    {select_who_and_where("enrolment")}
FROM enrolment
""",
)

COURSE_STANDING = Population(
    name="course_standing",
    view="course_standings",
    record="enrolment",
    columns=("id", "date", "citizen", "programme", "site", "status", "holds_from"),
    fields=(*take_fields(STATUS, "status"), *HELD_FIELDS, *WHO_AND_WHERE_FIELDS),
    holds=True,
    as_at=True,
    latest_per="citizen_id",
    sql=f"""
WITH spell AS (
    SELECT id, citizen, programme, site, started_on,
        lead(started_on) OVER course AS next_on
    FROM enrolment
    WINDOW course AS (PARTITION BY citizen, programme ORDER BY started_on, id)
),
step AS (
    SELECT id, NULL AS status, started_on AS holds_from, 0 AS place
    FROM spell
    UNION ALL
    SELECT spell.id, status.status, status.date, status.id
    FROM spell
    JOIN status ON status.citizen = spell.citizen AND status.programme = spell.programme
    WHERE status.date >= spell.started_on
    AND (spell.next_on IS NULL OR status.date < spell.next_on)
),
held AS (
    SELECT id, status, holds_from,
        lead(holds_from) OVER (PARTITION BY id ORDER BY holds_from, place) AS holds_until
    FROM step
)
SELECT spell.id, spell.started_on AS date,
    held.status, held.holds_from, held.holds_until,
    {select_who_and_where("spell")}
FROM spell
JOIN held ON held.id = spell.id
""",
)
