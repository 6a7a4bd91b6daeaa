"""Groups: the sessions held, and who came to them."""

from outreach_cli.records.choices import Choice
from outreach_cli.records.citizens import CITIZEN_FIELD
from outreach_cli.records.contacts import DATE_FIELD, MINUTES_FIELD
from outreach_cli.records.label import Label
from outreach_cli.records.places import PROGRAMME_FIELD, SITE_FIELD, WORKER_FIELD
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Flag, Name, Number, Text

GROUP_LABEL = Label("Hold", "Group")
_GROUP = Field("group", GROUP_LABEL, Name(kind="programme"), required=True, example="Livsstilscafé")

ATTENDED = Choice(
    Label("fremmøde", "attendance"),
    {
        "yes": Label("Ja", "Yes", also=tuple(Flag.YES)),
        "no": Label("Nej", "No", also=tuple(Flag.NO)),
        "excused": Label("Afbud", "Excused"),
    },
)

SESSION = Record(
    kind="session",
    plural="sessions",
    label=Label("mødegang", "session"),
    labels=Label("mødegange", "sessions"),
    leaves="as it is",
    day="date",
    listed_in=("attendance", ("group", "date")),
    fields=(
        _GROUP,
        DATE_FIELD,
        Field("title", Label("Emne", "Title"), Text(), example="Kost"),
        SITE_FIELD,
        PROGRAMME_FIELD,
        WORKER_FIELD,
        MINUTES_FIELD._replace(example="90"),
        Field("relatives", Label("Pårørende", "Relatives"), Number(0, 1000), example="3"),
    ),
    indexes=(("group", "date"), ("date",)),
)

ATTENDANCE = Record(
    kind="attendance",
    plural="attendances",
    label=Label("fremmøde", "attendance"),
    labels=Label("fremmøder", "attendances"),
    leaves="as it is",
    identity=("group", "date", "citizen"),
    day="date",
    verb="attend",
    fields=(
        _GROUP,
        DATE_FIELD,
        CITIZEN_FIELD,
        Field(
            "attended",
            Label("Mødt", "Attended"),
            ATTENDED,
            required=True,
            default="yes",
            merge=("yes", "excused", "no"),
        ),
    ),
    indexes=(("citizen", "date"), ("date",)),
)
