"""Groups: sessions, the people on their lists, and the heads that came, those without a name included."""

from outreach_cli.populations.population import PLACE, Population, join_municipality
from outreach_cli.records.label import Label

SESSION = Population(
    name="session",
    view="sessions",
    one=Label("mødegang", "session"),
    many=Label("mødegange", "sessions"),
    record="session",
    columns=("id", "date", "group", "title", "site", "worker", "relatives"),
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
LEFT JOIN site ON site.id = coalesce(session.site, citizen.site)
LEFT JOIN programme ON programme.id = session.programme
"""

EXPECTED = Population(
    name="expected",
    view="expected_attendances",
    one=Label("borger på en deltagerliste", "citizen on a list"),
    many=Label("borgere på deltagerlister", "citizens on lists"),
    record="attendance",
    person="citizen",
    columns=("id", "date", "group", "citizen", "attended"),
    sql=f"""
SELECT attendance.id, attendance.date, attendance."group", attendance.attended,
    attendance.citizen AS citizen_id, citizen.citizen, citizen.sex,
    site.id AS site_id, site.site,
    session.programme AS programme_id, programme.programme,
    {PLACE}
FROM attendance
{_SESSION_OF.strip()}
{join_municipality("site", "citizen")}
""",
)
"""Every citizen on the list of a session: came, sent apologies or stayed away."""

ATTENDANCE = Population(
    name="attendance",
    view="attended",
    one=Label("fremmøde", "attendance"),
    many=Label("fremmøder", "attendances"),
    record="attendance",
    person="citizen",
    columns=("id", "date", "group", "citizen", "heads"),
    sql="""
SELECT id, date, "group", citizen_id, citizen, sex, site_id, site, programme_id, programme,
    municipality_id, municipality, model, 1 AS heads
FROM expected_attendances
WHERE attended = 'yes'
UNION ALL
SELECT id, date, "group", NULL, NULL, NULL, site_id, site, programme_id, programme,
    municipality_id, municipality, model, relatives
FROM sessions
WHERE relatives > 0
""",
)
"""Heads that came: each citizen one, and the relatives of a session as many as there were, without names."""

MEMBER = Population(
    name="member",
    view="group_members",
    one=Label("tilmeldt borger", "enrolled citizen"),
    many=Label("tilmeldte borgere", "enrolled citizens"),
    record="citizen",
    person="citizen",
    columns=("id", "group", "citizen", "holds_from", "holds_until"),
    holds=True,
    costly=True,
    sql=f"""
WITH listed AS (
    SELECT enrolment.citizen, programme.programme AS "group", enrolment.programme, enrolment.site,
        enrolment.started_on AS holds_from,
        (SELECT min(status.date) FROM status
         WHERE status.citizen = enrolment.citizen AND status.programme = enrolment.programme
         AND status.status <> 'active' AND status.date >= enrolment.started_on) AS holds_until
    FROM enrolment
    JOIN programme ON programme.id = enrolment.programme
    WHERE programme.kind = 'group' OR programme.programme IN (SELECT "group" FROM session)
        OR programme.programme IN (SELECT "group" FROM attendance)
    UNION ALL
    SELECT citizen, "group", NULL, NULL, date, date(date, '+1 day')
    FROM attendance
    WHERE "group" NOT IN (SELECT programme FROM programme)
)
SELECT citizen.id, listed.holds_from AS date, listed."group", listed.citizen AS citizen_id, citizen.citizen,
    citizen.sex, site.id AS site_id, site.site,
    listed.programme AS programme_id, programme.programme,
    listed.holds_from, listed.holds_until, {PLACE}
FROM listed
JOIN citizen ON citizen.id = listed.citizen
LEFT JOIN site ON site.id = coalesce(listed.site, citizen.site)
LEFT JOIN programme ON programme.id = listed.programme
{join_municipality("site", "citizen")}
""",
)
"""Citizens of a group: those enrolled in the programme of its name, else those on its lists."""
