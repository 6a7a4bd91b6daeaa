"""The portfolio: projects, what they delivered, their way through the bodies, and what was observed."""

from outreach_cli.records.choices import Choice, OpenChoice
from outreach_cli.records.contacts import DATE_FIELD
from outreach_cli.records.label import Label
from outreach_cli.records.places import MUNICIPALITY_FIELD, SITE_FIELD
from outreach_cli.records.record import Field, Record, make_name_field
from outreach_cli.records.types import Day, Name, Note, Reference, Text

AIM = OpenChoice(
    Label("sigte", "aim"),
    {
        "health": Label("Sundhed", "Health"),
        "employment": Label("Beskæftigelse", "Employment"),
        "both": Label("Sundhed og beskæftigelse", "Health and employment", also=("begge",)),
    },
)
LEVEL = OpenChoice(
    Label("niveau", "level"),
    {
        "citizen": Label("Borgerrettet", "Citizens"),
        "organisation": Label("Organisatorisk", "Organisation"),
        "both": Label("Borgerrettet og organisatorisk", "Citizens and organisation", also=("begge",)),
    },
)
PROJECT_STATUS = OpenChoice(
    Label("projektstatus", "status of a project"),
    {
        "planned": Label("Planlagt", "Planned"),
        "running": Label("I gang", "Running"),
        "ended": Label("Afsluttet", "Ended"),
        "embedded": Label("Videreført i drift", "Made permanent", also=("videreført",)),
    },
)
OBSERVATION_KIND = Choice(
    Label("observationstype", "kind of observation"),
    {
        "barrier": Label("Barriere", "Barrier"),
        "facilitator": Label("Fremmende faktor", "Facilitator"),
        "attention_point": Label("Opmærksomhedspunkt", "Attention point"),
    },
)
_FACILITATORS = {
    "flexible_frame": Label("Fleksible rammer", "A flexible frame"),
    "availability": Label("Høj grad af tilgængelighed", "Being easy to reach"),
    "relations": Label("Prioritering af relationsarbejdet", "Time for building relations"),
    "care": Label("Generel omsorg og støtte", "General care and support"),
    "visibility": Label("Synlighed", "Visibility"),
    "placement": Label("Fysisk placering", "Where one sits"),
}
BARRIER = OpenChoice(
    Label("barriere", "barrier"),
    {
        "staff_turnover": Label("Mange medarbejderudskiftninger", "Many changes of staff"),
        "weak_management": Label(
            "Manglende ledelsesmæssig styring, opbakning og sparring",
            "Lack of direction, backing and sparring from management",
        ),
        "no_professional_environment": Label(
            "Manglende tilknytning til et fagligt miljø", "No ties to a professional environment"
        ),
        "crossing_disciplines": Label(
            "At navigere i udsatteområdets tværfaglighed", "Finding one's way across disciplines"
        ),
        "unclear_field": Label("At få afgrænset sit fagområde", "Delimiting one's own field"),
    },
    besides=_FACILITATORS,
)
"""The barriers that the evaluation of the four municipalities names."""
OBSERVATION_CODE = OpenChoice(Label("kode", "code"), BARRIER.labels)

_PROJECT = Label("Projekt", "Project")
_PROJECT_FIELD = Field("project", _PROJECT, Reference("project"), required=True)

PROJECT = Record(
    kind="project",
    plural="projects",
    label=Label("projekt", "project"),
    labels=Label("projekter", "projects"),
    leaves="never",
    name="project",
    span=("started_on", "ended_on"),
    fields=(
        make_name_field("project", _PROJECT, "Sammen om min vej"),
        Field("owner", Label("Ejer", "Owner"), Text(), example="Aalborg Kommune"),
        MUNICIPALITY_FIELD,
        Field("aim", Label("Sigte", "Aim"), AIM),
        Field("level", Label("Niveau", "Level"), LEVEL),
        Field("status", Label("Status", "Status"), PROJECT_STATUS),
        Field("started_on", Label("Begyndt", "Started"), Day(future=True)),
        Field("ended_on", Label("Afsluttet", "Ended"), Day(future=True)),
    ),
)

DELIVERABLE = Record(
    kind="deliverable",
    plural="deliverables",
    label=Label("leverance", "deliverable"),
    labels=Label("leverancer", "deliverables"),
    leaves="never",
    identity=("project", "title"),
    fields=(
        _PROJECT_FIELD,
        Field("title", Label("Titel", "Title"), Name(500), required=True, example="Slutevaluering"),
        Field("kind", Label("Type", "Kind"), Text(), example="pdf"),
        Field("published_on", Label("Udgivet", "Published"), Day()),
    ),
)

MILESTONE = Record(
    kind="milestone",
    plural="milestones",
    label=Label("sagsgang", "milestone"),
    labels=Label("sagsgange", "milestones"),
    leaves="never",
    identity=("project", "body", "date"),
    day="date",
    fields=(
        _PROJECT_FIELD,
        Field("body", Label("Organ", "Body"), Name(), required=True, example="Socialudvalget"),
        DATE_FIELD._replace(type=Day(future=True)),
        Field("note", Label("Note", "Note"), Note()),
    ),
)

OBSERVATION = Record(
    kind="observation",
    plural="observations",
    label=Label("observation", "observation"),
    labels=Label("observationer", "observations"),
    leaves="as it is",
    day="date",
    span=("date", "closed_on"),
    open_while=("closed_on", ()),
    fields=(
        DATE_FIELD,
        Field("kind", Label("Type", "Kind"), OBSERVATION_KIND, required=True, default="barrier"),
        Field("code", Label("Kode", "Code"), OBSERVATION_CODE, required=True),
        MUNICIPALITY_FIELD,
        SITE_FIELD,
        Field("closed_on", Label("Lukket", "Closed"), Day()),
        Field("note", Label("Note", "Note"), Note()),
    ),
    indexes=(("date",),),
)
