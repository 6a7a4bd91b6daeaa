"""The portfolio: projects, deliverables, milestones, and barriers open or closed."""

from outreach_cli.populations.population import (
    HELD_FIELDS,
    PLACE,
    PLACE_FIELDS,
    Population,
    join_municipality,
    take_fields,
)
from outreach_cli.records.choices import Choice
from outreach_cli.records.label import Label
from outreach_cli.records.portfolio import BARRIER as BARRIER_CODE
from outreach_cli.records.portfolio import DELIVERABLE as DELIVERABLE_RECORD
from outreach_cli.records.portfolio import MILESTONE as MILESTONE_RECORD
from outreach_cli.records.portfolio import OBSERVATION as OBSERVATION_RECORD
from outreach_cli.records.portfolio import OBSERVATION_CODE, OBSERVATION_KIND
from outreach_cli.records.portfolio import PROJECT as PROJECT_RECORD
from outreach_cli.records.record import Field
from outreach_cli.records.types import Day, Reference

_OF_PROJECT = (
    Field("project", PROJECT_RECORD.naming.label, Reference("project")),
    *take_fields(PROJECT_RECORD, "municipality"),
)

PROJECT = Population(
    name="project",
    view="projects",
    record="project",
    columns=("id", "project", "owner", "municipality", "status", "ended_on"),
    fields=(
        *_OF_PROJECT,
        *take_fields(PROJECT_RECORD, "owner", "aim", "level", "status", "started_on", "ended_on"),
        *HELD_FIELDS,
    ),
    one_per=("project",),
    holds=True,
    sql="""
SELECT project.id, project.started_on AS date, project.id AS project_id, project.project, project.owner,
    project.aim, project.level, project.status, project.started_on, project.ended_on,
    project.started_on AS holds_from, NULL AS holds_until,
    municipality.code AS municipality_id, municipality.municipality
FROM project
LEFT JOIN municipality ON municipality.code = project.municipality
""",
)
"""A project from the day it began; one that ended stays in the portfolio."""

DELIVERABLE = Population(
    name="deliverable",
    view="deliverables",
    record="deliverable",
    columns=("id", "date", "project", "title", "kind"),
    fields=(*_OF_PROJECT, *take_fields(DELIVERABLE_RECORD, "title", "kind")),
    undated=True,
    sql="""
SELECT deliverable.id, deliverable.published_on AS date, deliverable.title, deliverable.kind,
    deliverable.project AS project_id, project.project,
    municipality.code AS municipality_id, municipality.municipality
FROM deliverable
JOIN project ON project.id = deliverable.project
LEFT JOIN municipality ON municipality.code = project.municipality
""",
)
"""What a project delivered; without a day of publication it belongs to every period."""

MILESTONE = Population(
    name="milestone",
    view="milestones",
    record="milestone",
    columns=("id", "date", "project", "body", "note"),
    fields=(
        *_OF_PROJECT,
        Field("decided_on", Label("Behandlet", "Decided on"), Day()),
        *take_fields(MILESTONE_RECORD, "body", "note"),
    ),
    sql="""
SELECT milestone.id, milestone.date, milestone.date AS decided_on, milestone.body, milestone.note,
    milestone.project AS project_id, project.project,
    municipality.code AS municipality_id, municipality.municipality
FROM milestone
JOIN project ON project.id = milestone.project
LEFT JOIN municipality ON municipality.code = project.municipality
""",
)

STATE = Choice(
    Label("tilstand", "state"), {"open": Label("Åben", "Open"), "closed": Label("Lukket", "Closed")}
)
_CODE = OBSERVATION_RECORD.by_key["code"]
_OBSERVED_FIELDS = (
    *take_fields(OBSERVATION_RECORD, "kind", "code", "note", "site"),
    Field("observation_kind", OBSERVATION_RECORD.by_key["kind"].label, OBSERVATION_KIND),
    *HELD_FIELDS,
    *PLACE_FIELDS,
)
_OBSERVED = f"""
SELECT observation.id, observation.date, observation.kind, observation.kind AS observation_kind,
    observation.code, observation.code AS {{name}}, observation.note, {{standing}},
    observation.site AS site_id, site.site, {PLACE}
FROM observation
LEFT JOIN site ON site.id = observation.site
{join_municipality("observation", "site")}
WHERE {{which}}
"""


def _write_open_and_closed(name: str, which: str) -> str:
    """SQL: the observations, each open from its day and closed from the day it was; `name` calls the code."""
    opened = "'open' AS state, observation.date AS holds_from, observation.closed_on AS holds_until"
    closed = "'closed' AS state, observation.closed_on AS holds_from, NULL AS holds_until"
    return (
        _OBSERVED.format(name=name, standing=opened, which=which).rstrip()
        + "\nUNION ALL"
        + _OBSERVED.format(name=name, standing=closed, which=f"{which} AND observation.closed_on IS NOT NULL")
    )


OBSERVATION = Population(
    name="observation",
    view="observations",
    record="observation",
    columns=("id", "date", "kind", "code", "municipality", "site", "state", "holds_from", "note"),
    fields=(Field("observation", _CODE.label, OBSERVATION_CODE), *_OBSERVED_FIELDS),
    choices={"state": STATE},
    holds=True,
    as_at=True,
    sql=_write_open_and_closed("observation", "1"),
)
"""What was observed, of whatever kind, open until the day it was closed and closed from then on."""

BARRIER = OBSERVATION._replace(
    name="barrier",
    view="barriers",
    called=(Label("barriere", "barrier"), Label("barrierer", "barriers")),
    columns=("id", "date", "code", "municipality", "site", "state", "holds_from", "note"),
    fields=(Field("barrier", Label("Barriere", "Barrier"), BARRIER_CODE), *_OBSERVED_FIELDS),
    left_out=("other_observation",),
    sql=_write_open_and_closed("barrier", "observation.kind = 'barrier'"),
)

OTHER_OBSERVATION = OBSERVATION._replace(
    name="other_observation",
    view="other_observations",
    called=(
        Label("observation, der ikke er en barriere,", "observation that is no barrier"),
        Label("observationer, der ikke er barrierer,", "observations that are no barriers"),
    ),
    sql=_write_open_and_closed("observation", "observation.kind <> 'barrier'"),
)
