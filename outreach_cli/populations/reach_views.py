"""Whom the work reaches: citizens by what happened with them, in a row for each of their problems."""

from outreach_cli.populations.population import (
    PLACE,
    WHO_AND_WHERE_FIELDS,
    Population,
    join_municipality,
    take_fields,
)
from outreach_cli.records.choices import Choice
from outreach_cli.records.citizens import CITIZEN, PROBLEM, PROBLEM_GROUPS
from outreach_cli.records.label import Label

PROBLEM_ROW = Choice(
    PROBLEM.what, PROBLEM.values | {key: group.label for key, group in PROBLEM_GROUPS.items()}
)


def _write_with(key: str, *problems: str) -> str:
    """SQL: the citizens who have at least one of the problems, each once, under a key."""
    has = " OR ".join(f"instr('|' || problems || '|', '|{each}|')" for each in problems)
    return f"SELECT id AS spread_owner, '{key}' AS spread_key FROM citizen WHERE {has}"


PROBLEMS_BY_CITIZEN = "\n    UNION ALL ".join(
    [
        *(_write_with(key, key) for key in PROBLEM.values),
        *(_write_with(key, *group.members) for key, group in PROBLEM_GROUPS.items()),
    ]
)
"""The problems of each citizen (`spread_owner`), those that are counted together too, as `spread_key`."""

REACHED = Population(
    name="reached",
    view="reached_citizens",
    one=Label("borger", "citizen"),
    many=Label("borgere", "citizens"),
    record="citizen",
    person="citizen",
    columns=("id", "date", "citizen", "site", "problem", "previously_known"),
    fields=(*take_fields(CITIZEN, "sex", "previously_known"), *WHO_AND_WHERE_FIELDS),
    choices={"problem": PROBLEM_ROW},
    sql=f"""
WITH troubled (citizen, problem) AS (
    {PROBLEMS_BY_CITIZEN}
),
happening AS (
    SELECT id AS citizen, coalesce(registered_on, '') AS date, site, NULL AS programme FROM citizen
    UNION ALL
    SELECT citizen, date, site, programme FROM contact WHERE reached = 1
    UNION ALL
    SELECT citizen, started_on, site, programme FROM enrolment
    UNION ALL
    SELECT citizen_id, date, site_id, programme_id FROM expected_attendances WHERE attended = 'yes'
    UNION ALL
    SELECT citizen_id, date, site_id, NULL FROM received_forms WHERE valid
)
SELECT citizen.id, happening.date, citizen.id AS citizen_id, citizen.citizen,
    citizen.sex, citizen.previously_known, troubled.problem,
    coalesce(happening.site, citizen.site) AS site_id, site.site,
    happening.programme AS programme_id, programme.programme,
    {PLACE}
FROM happening
JOIN citizen ON citizen.id = happening.citizen
LEFT JOIN troubled ON troubled.citizen = citizen.id
LEFT JOIN site ON site.id = coalesce(happening.site, citizen.site)
LEFT JOIN programme ON programme.id = happening.programme
{join_municipality("site", "citizen")}
""",
)
"""A citizen on each day that they were registered, met, enrolled, at a session or answering a form.

One registered without a day (here: no text) is of a period without beginning only.
"""
