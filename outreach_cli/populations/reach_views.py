"""Whom the work reaches: citizens by what happened with them, in a row for each of their problems."""

from outreach_cli.populations.form_views import write_model
from outreach_cli.populations.own_words import list_terms
from outreach_cli.populations.population import (
    HOME,
    OWN_SITE,
    PERSON,
    WHO_AND_WHERE_FIELDS,
    Population,
    take_fields,
)
from outreach_cli.records.choices import OpenChoice
from outreach_cli.records.citizens import CITIZEN, PROBLEM, PROBLEM_GROUPS

PROBLEM_ROW = OpenChoice(
    PROBLEM.what, PROBLEM.values | {key: group.label for key, group in PROBLEM_GROUPS.items()}
)


PROBLEMS_BY_CITIZEN = f"""
    SELECT DISTINCT citizen.id AS spread_owner, own.term AS spread_key
    FROM ({list_terms(PROBLEM, PROBLEM_GROUPS)}) AS own
    JOIN citizen ON instr('|' || citizen.problems || '|', '|' || own.word || '|')
""".strip()
"""The problems of each citizen (`spread_owner`), those that are counted together too, as `spread_key`."""

HAPPENINGS = """
    SELECT id AS citizen, registered_on AS date, site, 'citizen' AS of, NULL AS contact,
        NULL AS held_in, NULL AS place
    FROM citizen
    UNION ALL
    SELECT citizen, date, site, 'contact', id, NULL, NULL FROM contact WHERE reached = 1
    UNION ALL
    SELECT citizen, started_on, site, 'enrolment', NULL, programme, NULL FROM enrolment
    UNION ALL
    SELECT citizen_id, date, site_id, 'attendance', NULL, programme_id, municipality_id
    FROM expected_attendances WHERE attended = 'yes'
    UNION ALL
    SELECT citizen_id, date, site_id, 'form', NULL, NULL, municipality_id FROM received_forms WHERE valid
""".strip("\n")
"""SQL: every day on which the work reached a citizen: by what (`of`), where, in which programme.

A contact's programme stands with the `contact`, in no index, and is looked up only where it is asked for;
that of all else is `held_in`. `place` is the municipality where it is that of the happening itself.
"""


def write_programme(of: str) -> str:
    """SQL: the programme of a row with a `contact` and `held_in`, as HAPPENINGS has them."""
    looked_up = f"(SELECT contact.programme FROM contact WHERE contact.id = {of}.contact)"
    return f"CASE WHEN {of}.contact IS NULL THEN {of}.held_in ELSE {looked_up} END"


REACHED = Population(
    name="reached",
    view="reached_citizens",
    record="citizen",
    columns=("id", "date", "citizen", "site", "problem", "previously_known"),
    fields=(*take_fields(CITIZEN, "previously_known"), *WHO_AND_WHERE_FIELDS),
    choices={"problem": PROBLEM_ROW},
    undated_before=True,
    sql=f"""
WITH troubled (citizen, problem) AS (
    {PROBLEMS_BY_CITIZEN}
),
happening AS (
{HAPPENINGS}
)
SELECT citizen.id, happening.date, citizen.id AS citizen_id, citizen.citizen,
    {PERSON}, citizen.previously_known, troubled.problem,
    happening.site AS site_id, site.site,
    programme.id AS programme_id, programme.programme,
    municipality.code AS municipality_id, municipality.municipality,
    {write_model("happening.of = 'form'", "municipality.code", "site.model")} AS model
FROM happening
JOIN citizen ON citizen.id = happening.citizen
LEFT JOIN troubled ON troubled.citizen = citizen.id
LEFT JOIN site ON site.id = happening.site
LEFT JOIN programme ON programme.id = {write_programme("happening")}
{OWN_SITE}
{HOME}
LEFT JOIN municipality ON municipality.code = CASE
    WHEN happening.of IN ('attendance', 'form') THEN happening.place
    WHEN happening.of = 'citizen' THEN coalesce(citizen.municipality, site.municipality, home.value)
    ELSE coalesce(site.municipality, citizen.municipality, own_site.municipality, home.value)
END
""",
)
"""A citizen on each day that they were registered, met, enrolled, at a session or answering a form.

One registered without a day is of a period without beginning only.
"""
