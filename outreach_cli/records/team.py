"""The team: who is present where and when, and who is whose pathway partner."""

from outreach_cli.records.choices import Choice, OpenChoice
from outreach_cli.records.citizens import CITIZEN_LABEL
from outreach_cli.records.contacts import DATE
from outreach_cli.records.label import Label
from outreach_cli.records.places import SITE_LABEL
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Day, Flag, Hours, Reference

WEEKDAY = Choice(
    Label("ugedag", "weekday"),
    {
        "mon": Label("mandag", "Monday", also=("man",)),
        "tue": Label("tirsdag", "Tuesday", also=("tir",)),
        "wed": Label("onsdag", "Wednesday", also=("ons",)),
        "thu": Label("torsdag", "Thursday", also=("tor",)),
        "fri": Label("fredag", "Friday", also=("fre",)),
        "sat": Label("lørdag", "Saturday", also=("lør",)),
        "sun": Label("søndag", "Sunday", also=("søn",)),
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

_WORKER = Field("worker", Label("Medarbejder", "Worker"), Reference("worker"), required=True)

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
        Field("site", SITE_LABEL, Reference("site"), required=True, headings=("Sted",)),
        Field("date", DATE, Day(future=True), required=True, option="--on"),
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
        Field("citizen", CITIZEN_LABEL, Reference("citizen"), required=True, headings=("Borger",)),
        _WORKER,
        Field("role", Label("Rolle", "Role"), ASSIGNMENT_ROLE, required=True, default=PARTNER),
        Field("started_on", Label("Fra", "From"), Day(future=True), required=True, option="--from"),
        Field("ended_on", Label("Til", "To"), Day(future=True), option="--to", merge="latest"),
    ),
    indexes=(("worker", "started_on"),),
)
