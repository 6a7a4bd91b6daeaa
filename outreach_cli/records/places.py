"""The frame of the work: sites, workers, programmes and the offers that citizens are referred to."""

from outreach_cli.records.choices import Choice
from outreach_cli.records.label import Label
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.record import Field, Record, make_name_field
from outreach_cli.records.types import Day, Reference, Term

MUNICIPALITY = Label("Kommune", "Municipality")
MUNICIPALITY_FIELD = Field("municipality", MUNICIPALITY, Municipality())
SITE_LABEL = Label("Enhed", "Site")
SITE_FIELD = Field("site", SITE_LABEL, Reference("site"), headings=("Sted",))
WORKER_FIELD = Field("worker", Label("Medarbejder", "Worker"), Reference("worker"))
PROGRAMME_FIELD = Field("programme", Label("Indsats", "Programme"), Reference("programme"))
MODEL = Choice(
    Label("organisering", "organisational model"),
    {
        "health_centre": Label("Sundhedscenter", "Health centre"),
        "social_services": Label("Socialfaglig indsats", "Social services"),
    },
)
PROGRAMME_KIND = Choice(
    Label("indsatstype", "kind of programme"),
    {
        "open": Label("Åben indsats", "Open", also=("åben",)),
        "course": Label("Forløb", "Course"),
        "group": Label("Hold", "Group"),
    },
)
SITE = Record(
    kind="site",
    plural="sites",
    label=Label("enhed", "site"),
    labels=Label("enheder", "sites"),
    leaves="with the sender's name",
    name="site",
    span=("opened_on", "closed_on"),
    ends_all=True,
    fields=(
        make_name_field("site", SITE_LABEL, "Nord", "Sted"),
        MUNICIPALITY_FIELD,
        Field(
            "kind",
            Label("Type", "Kind"),
            Term(),
            help=Label("fx jobcenter, værested", "e.g. shelter"),
            example="jobcenter",
        ),
        Field("model", Label("Organisering", "Model"), MODEL),
        Field("opened_on", Label("Åbnet", "Opened"), Day(future=True)),
        Field("closed_on", Label("Lukket", "Closed"), Day(future=True)),
        Field("successor", Label("Afløst af", "Successor"), Reference("site")),
    ),
)
WORKER = Record(
    kind="worker",
    plural="workers",
    label=Label("medarbejder", "worker"),
    labels=Label("medarbejdere", "workers"),
    leaves="under a pseudonym",
    name="worker",
    span=("started_on", "ended_on"),
    ends_all=True,
    fields=(
        make_name_field("worker", Label("Medarbejder", "Worker"), "SPL-1"),
        Field("role", Label("Rolle", "Role"), Term(), example="sygeplejerske"),
        SITE_FIELD,
        MUNICIPALITY_FIELD,
        Field("started_on", Label("Tiltrådt", "Started"), Day(future=True)),
        Field("ended_on", Label("Fratrådt", "Ended"), Day(future=True)),
    ),
)
PROGRAMME = Record(
    kind="programme",
    plural="programmes",
    label=Label("indsats", "programme"),
    labels=Label("indsatser", "programmes"),
    leaves="as it is",
    name="programme",
    fields=(
        make_name_field("programme", Label("Indsats", "Programme"), "Åben og Rolig"),
        Field("kind", Label("Type", "Kind"), PROGRAMME_KIND, example="course"),
        Field("parent", Label("Del af", "Part of"), Reference("programme")),
    ),
)
OFFER = Record(
    kind="offer",
    plural="offers",
    label=Label("tilbud", "offer"),
    labels=Label("tilbud", "offers"),
    leaves="as it is",
    name="offer",
    fields=(
        make_name_field("offer", Label("Tilbud", "Offer"), "Rygestop"),
        Field("kind", Label("Type", "Kind"), Term(), example="kommunalt"),
    ),
)
