"""The citizens, each under a local pseudonym."""

from outreach_cli.records.choices import Choice, MultipleChoice, OpenChoice, RegisterWords
from outreach_cli.records.label import ChoiceGroup, Label
from outreach_cli.records.places import MUNICIPALITY_FIELD, SITE_FIELD
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Day, Flag, Reference, RowName, Year

SEX = Choice(
    Label("køn", "sex"),
    {"f": Label("Kvinde", "Female", also=("K",)), "m": Label("Mand", "Male"), "x": Label("Andet", "Other")},
)

PROBLEM = RegisterWords(
    "problem",
    Label("problem", "problem"),
    {
        "homelessness": Label("Hjemløshed", "Homelessness"),
        "alcohol": Label("Alkohol", "Alcohol"),
        "cannabis": Label("Hash", "Cannabis"),
        "drugs": Label("Stoffer", "Drugs"),
        "mental_illness": Label("Psykisk sygdom", "Mental illness"),
        "other": Label("Andet", "Other"),
    },
)

PROBLEM_GROUPS: dict[str, ChoiceGroup] = {
    "substance_use": ChoiceGroup(Label("Misbrug", "Substance use"), ("alcohol", "cannabis", "drugs")),
}
"""Problems that are also counted together, each citizen once."""

_CODE_LABEL = Label("Borgernøgle", "Citizen")
CITIZEN_FIELD = Field("citizen", _CODE_LABEL, Reference("citizen"), required=True, headings=("Borger",))
"""Whom a record is about."""

CITIZEN = Record(
    kind="citizen",
    plural="citizens",
    label=Label("borger", "citizen"),
    labels=Label("borgere", "citizens"),
    leaves="under a pseudonym",
    name="citizen",
    merged_in="doublet",
    verb="register",
    fields=(
        Field(
            "citizen",
            _CODE_LABEL,
            RowName(60),
            required=True,
            headings=("Borger", "Citizen code"),
            example="AAL-001",
        ),
        Field(
            "registered_on",
            Label("Registreret", "Registered"),
            Day(),
            option="--on",
            headings=("Registreret den",),
            merge="earliest",
        ),
        SITE_FIELD,
        MUNICIPALITY_FIELD,
        Field("birth_year", Label("Fødselsår", "Birth year"), Year(), example="1971"),
        Field("sex", Label("Køn", "Sex"), SEX),
        Field(
            "problems",
            Label("Problemer", "Problems"),
            MultipleChoice(PROBLEM),
            option="--problem",
            merge="all",
        ),
        Field("previously_known", Label("Kendt i forvejen", "Previously known"), Flag()),
    ),
)

PURPOSE = OpenChoice(
    Label("formål", "purpose"),
    {
        "evaluation": Label("Evaluering", "Evaluation"),
        "sharing": Label("Deling med samarbejdspartnere", "Sharing with partners", also=("deling",)),
        "contact": Label("Kontakt efter indsatsen", "Contact after the programme", also=("kontakt",)),
    },
)

CONSENT = Record(
    kind="consent",
    plural="consents",
    label=Label("samtykke", "consent"),
    labels=Label("samtykker", "consents"),
    leaves="never",
    identity=("citizen", "purpose", "given_on"),
    day="given_on",
    verb="consent",
    span=("given_on", "withdrawn_on"),
    open_while=("withdrawn_on", ()),
    ends_with=("citizen", "purpose"),
    fields=(
        CITIZEN_FIELD,
        Field("purpose", Label("Formål", "Purpose"), PURPOSE, required=True),
        Field("given_on", Label("Givet", "Given"), Day(), required=True, option="--on"),
        Field("withdrawn_on", Label("Trukket tilbage", "Withdrawn"), Day(), merge="earliest"),
    ),
)

DOUBLET = Record(
    kind="doublet",
    plural="doublets",
    label=Label("dobbeltregistrering", "double registration", also=("dublet",)),
    labels=Label("dobbeltregistreringer", "double registrations", also=("dubletter",)),
    leaves="never",
    verb="merge",
    identity=("code", "citizen"),
    fields=(
        Field(
            "code",
            Label("Anden borgernøgle", "Other citizen code"),
            RowName(60),
            required=True,
            example="AAL-002",
        ),
        CITIZEN_FIELD,
        Field("same", Label("Samme borger", "Same citizen"), Flag(), required=True, default="yes"),
    ),
)
"""Two codes that were found to be one citizen, or to be two although they look alike."""

CODES = {("citizen", "citizen"), ("doublet", "code")}
"""The columns, by kind and field, that hold the code of a citizen as text."""
