"""Groups: sessions, the people on their lists, and the heads that came, those without a name included."""

from outreach_cli.populations.own_words import write_standard
from outreach_cli.populations.population import (
    HELD_FIELDS,
    HOME,
    OWN_SITE,
    PERSON,
    PLACE,
    PLACE_FIELDS,
    WHO_AND_WHERE_FIELDS,
    Population,
    join_municipality,
    take_fields,
)
from outreach_cli.records.courses import STATUS_VALUE
from outreach_cli.records.groups import ATTENDANCE as ATTENDANCE_RECORD
from outreach_cli.records.groups import SESSION as SESSION_RECORD
from outreach_cli.records.label import Label
from outreach_cli.records.places import WORKER
from outreach_cli.records.record import Field
from outreach_cli.records.types import Number

_GROUP_AND_CITIZEN = (*take_fields(ATTENDANCE_RECORD, "group"), *WHO_AND_WHERE_FIELDS)

SESSION = Population(
    name="session",
    view="sessions",
    record="session",
    columns=("id", "date", "group", "title", "site", "worker", "relatives"),
    fields=(
        *take_fields(SESSION_RECORD, "group", "title", "minutes", "relatives", "site", "programme", "worker"),
        *take_fields(WORKER, "role"),
        *PLACE_FIELDS,
    ),
    sql=f"""
SELECT session.id, session.date, session."group", session.title, session.minutes, session.relatives,
    session.site AS site_id, site.site,
    session.programme AS programme_id, programme.programme,
    session.worker AS worker_id, worker.worker, worker.role,
    {PLACE}
FROM session
LEFT JOIN site ON site.id = session.site
LEFT JOIN programme ON programme.id = session.programme
LEFT JOIN worker ON worker.id = session.worker
{join_municipality("site")}
""",
)

_SESSION_OF = """
LEFT JOIN session ON session.id = (
    SELECT min(held.id) FROM session AS held
    WHERE held."group" = attendance."group" AND held.date = attendance.date
)
LEFT JOIN citizen ON citizen.id = attendance.citizen
LEFT JOIN site ON site.id = session.site
LEFT JOIN programme ON programme.id = session.programme
"""

EXPECTED = Population(
    name="expected",
    view="expected_attendances",
    called=(
        Label("borger på en deltagerliste", "citizen on a list"),
        Label("borgere på deltagerlister", "citizens on lists"),
    ),
    record="attendance",
    columns=("id", "date", "group", "citizen", "attended"),
    fields=(*take_fields(ATTENDANCE_RECORD, "attended"), *_GROUP_AND_CITIZEN),
    sql=f"""
SELECT attendance.id, attendance.date, attendance."group", attendance.attended,
    attendance.citizen AS citizen_id, citizen.citizen, {PERSON},
    site.id AS site_id, site.site,
    session.programme AS programme_id, programme.programme,
    {PLACE}
FROM attendance
{_SESSION_OF.strip()}
{join_municipality("site")}
""",
)
"""Every citizen on the list of a session: came, sent apologies or stayed away."""

ATTENDANCE = Population(
    name="attendance",
    view="attended",
    record="attendance",
    columns=("id", "date", "group", "citizen", "heads"),
    fields=(Field("heads", Label("Fremmødte", "Heads"), Number()), *_GROUP_AND_CITIZEN),
    mixed=True,
    kind_as="CASE WHEN citizen_id IS NULL THEN 'session' ELSE 'attendance' END",
    sql="""
SELECT id, date, "group", citizen_id, citizen, sex, birth_year, site_id, site, programme_id, programme,
    municipality_id, municipality, model, 1 AS heads
FROM expected_attendances
WHERE attended = 'yes'
UNION ALL
SELECT id, date, "group", NULL, NULL, NULL, NULL, site_id, site, programme_id, programme,
    municipality_id, municipality, model, relatives
FROM sessions
WHERE relatives > 0
""",
)
"""Heads that came: each citizen one, and the relatives of a session as many as there were, without names."""

MEMBER = Population(
    name="member",
    view="group_members",
    called=(Label("tilmeldt borger", "enrolled citizen"), Label("tilmeldte borgere", "enrolled citizens")),
    record="citizen",
    columns=("id", "group", "citizen", "holds_from", "holds_until"),
    fields=(*_GROUP_AND_CITIZEN, *HELD_FIELDS),
    holds=True,
    costly=True,
    sql=f"""
WITH spell AS (
    SELECT citizen, programme, site, started_on, id,
        lead(started_on) OVER (PARTITION BY citizen, programme ORDER BY started_on, id) AS next_on
    FROM enrolment
),
step AS (
    SELECT spell.*, 'active' AS status, started_on AS holds_from, 0 AS place FROM spell
    UNION ALL
    SELECT spell.*, {write_standard(STATUS_VALUE, "status.status")}, status.date, status.id
    FROM spell
    JOIN status ON status.citizen = spell.citizen AND status.programme = spell.programme
    WHERE status.date >= spell.started_on AND (spell.next_on IS NULL OR status.date < spell.next_on)
),
held AS (
    SELECT citizen, programme, site, status, holds_from, coalesce(
        lead(holds_from) OVER (PARTITION BY id ORDER BY holds_from, place), next_on) AS holds_until
    FROM step
),
listed AS (
    SELECT held.citizen, programme.programme AS "group", held.programme, held.site,
        held.holds_from, held.holds_until, NULL AS place, 1 AS enrolled
    FROM held
    JOIN programme ON programme.id = held.programme
    WHERE held.status = 'active' AND (programme.kind = 'group'
        OR programme.programme IN (SELECT "group" FROM session)
        OR programme.programme IN (SELECT "group" FROM attendance))
    UNION ALL
    SELECT citizen_id, "group", programme_id, site_id, date, date(date, '+1 day'), municipality_id, 0
    FROM expected_attendances
    WHERE "group" NOT IN (SELECT programme FROM programme)
)
SELECT citizen.id, listed.holds_from AS date, listed."group", listed.citizen AS citizen_id, citizen.citizen,
    {PERSON}, site.id AS site_id, site.site,
    listed.programme AS programme_id, programme.programme,
    listed.holds_from, listed.holds_until, {PLACE}
FROM listed
JOIN citizen ON citizen.id = listed.citizen
LEFT JOIN site ON site.id = listed.site
LEFT JOIN programme ON programme.id = listed.programme
{OWN_SITE}
{HOME}
LEFT JOIN municipality ON municipality.code = CASE WHEN listed.enrolled
    THEN coalesce(site.municipality, citizen.municipality, own_site.municipality, home.value)
    ELSE listed.place END
""",
)
"""Citizens of a group: those enrolled in the programme of its name, else those on its lists.

Who is in progress again after a dropout is enrolled again from that day; the next enrolment takes over.
"""
