"""The team: who is present where and when, and who is whose pathway partner."""

from outreach_cli.core.days import WEEKDAYS
from outreach_cli.records.choices import Choice, OpenChoice
from outreach_cli.records.citizens import CITIZEN_FIELD
from outreach_cli.records.contacts import DATE_FIELD
from outreach_cli.records.label import Label
from outreach_cli.records.places import SITE_FIELD, WORKER_FIELD
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Day, Flag, Hours

WEEKDAY = Choice(
    Label("ugedag", "weekday"),
    {
        english[:3]: Label(danish, english.capitalize(), also=tuple(shorter))
        for danish, english, *shorter in WEEKDAYS
    },
)

PARTNER = "pathway_partner"
ASSIGNMENT_ROLE = OpenChoice(
    Label("rolle", "role"),
    {
        PARTNER: Label("Forløbspartner", "Pathway partner"),
        "contact_person": Label("Kontaktperson", "Contact person"),
    },
)

_WORKER = WORKER_FIELD._replace(required=True)

PRESENCE = Record(
    kind="presence",
    plural="presences",
    label=Label("tilstedeværelse", "presence", also=("vagt",)),
    labels=Label("tilstedeværelser", "presences", also=("vagter",)),
    leaves="as it is",
    identity=("worker", "site", "date", "planned"),
    day="date",
    future_if="planned",
    fields=(
        _WORKER,
        SITE_FIELD._replace(required=True),
        DATE_FIELD._replace(type=Day(future=True)),
        Field("hours", Label("Timer", "Hours"), Hours()),
        Field("planned", Label("Planlagt", "Planned"), Flag(), required=True, default="no"),
    ),
    indexes=(("site", "date"), ("date",)),
)

ASSIGNMENT = Record(
    kind="assignment",
    plural="assignments",
    label=Label("tilknytning", "assignment"),
    labels=Label("tilknytninger", "assignments"),
    leaves="as it is",
    identity=("citizen", "worker", "role", "started_on"),
    day="started_on",
    verb="assign",
    span=("started_on", "ended_on"),
    open_while=("ended_on", ()),
    takes_over="worker",
    fields=(
        CITIZEN_FIELD,
        _WORKER,
        Field("role", Label("Rolle", "Role"), ASSIGNMENT_ROLE, required=True, default=PARTNER),
        Field("started_on", Label("Fra", "From"), Day(future=True), required=True, option="--from"),
        Field("ended_on", Label("Til", "To"), Day(future=True), option="--to", merge="latest"),
    ),
    indexes=(("worker", "started_on"),),
)
