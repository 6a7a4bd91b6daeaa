"""Courses: who is enrolled in which programme, and the dated statuses on the way."""

from outreach_cli.records.choices import RegisterWords
from outreach_cli.records.citizens import CITIZEN_FIELD
from outreach_cli.records.contacts import DATE_FIELD
from outreach_cli.records.label import Label
from outreach_cli.records.places import PROGRAMME_FIELD, SITE_FIELD
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Day, Note

STATUS_VALUE = RegisterWords(
    "status_word",
    Label("status", "status"),
    {
        "completed": Label("Gennemført", "Completed"),
        "active": Label("I gang med forløbet", "In progress", also=("i gang",)),
        "dropped_out": Label("Dropout", "Dropped out"),
        "not_starting_group": Label(
            "Starter ikke på hold efter samtaleforløb",
            "Does not start in a group after the conversations",
            also=("starter ikke",),
        ),
    },
)

_PROGRAMME = PROGRAMME_FIELD._replace(required=True)

ENROLMENT = Record(
    kind="enrolment",
    plural="enrolments",
    label=Label("forløb", "enrolment"),
    labels=Label("forløb", "enrolments"),
    leaves="as it is",
    day="started_on",
    verb="enrol",
    fields=(
        CITIZEN_FIELD,
        _PROGRAMME,
        SITE_FIELD,
        Field("started_on", Label("Startet", "Started"), Day(), required=True, option="--on"),
    ),
    listed_in=("status", ("citizen", "programme")),
    indexes=(("citizen", "programme", "started_on"),),
)

STATUS = Record(
    kind="status",
    plural="statuses",
    label=Label("status", "status"),
    labels=Label("statusser", "statuses"),
    leaves="as it is",
    day="date",
    verb="status",
    fields=(
        DATE_FIELD,
        CITIZEN_FIELD,
        _PROGRAMME,
        Field("status", Label("Status", "Status"), STATUS_VALUE, required=True),
        Field("reason", Label("Årsag", "Reason"), Note()),
    ),
    indexes=(("citizen", "programme", "date"),),
)
