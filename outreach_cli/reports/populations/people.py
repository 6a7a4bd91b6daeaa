"""Whom the work reaches: citizens by what happened with them, in a row for each of their problems."""

from outreach_cli.records import Label
from outreach_cli.records.people import PROBLEM, PROBLEM_GROUPS
from outreach_cli.reports.populations.declare import Population


def _has(*problems: str) -> str:
    """SQL: the citizen has at least one of the problems."""
    return " OR ".join(f"instr('|' || citizen.problems || '|', '|{each}|')" for each in problems)


_KEYS = {key: _has(key) for key in PROBLEM.values} | {
    key: _has(*group.members) for key, group in PROBLEM_GROUPS.items()
}
_LISTED = ", ".join(f"('{key}')" for key in _KEYS)
_MATCHES = "\n        ".join(f"WHEN '{key}' THEN {condition}" for key, condition in _KEYS.items())

REACHED = Population(
    name="reached",
    view="reached_citizens",
    one=Label("borger", "citizen"),
    many=Label("borgere", "citizens"),
    record="citizen",
    columns=("id", "date", "citizen", "site", "problem", "previously_known"),
    sql=f"""
WITH problem (problem) AS (VALUES {_LISTED}),
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
    citizen.sex, citizen.previously_known, problem.problem,
    coalesce(happening.site, citizen.site) AS site_id, site.site, site.model,
    happening.programme AS programme_id, programme.programme,
    municipality.code AS municipality_id, municipality.municipality
FROM happening
JOIN citizen ON citizen.id = happening.citizen
LEFT JOIN problem ON CASE problem.problem
        {_MATCHES}
    END
LEFT JOIN site ON site.id = coalesce(happening.site, citizen.site)
LEFT JOIN programme ON programme.id = happening.programme
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality
    ON municipality.code = coalesce(site.municipality, citizen.municipality, home.value)
""",
)
"""A citizen on each day that they were registered, met, enrolled, at a session or answering a form.

One registered without a day (here: no text) is of a period without beginning only.
"""
