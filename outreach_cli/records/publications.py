"""What the register remembers of how it was used: what was published."""

from outreach_cli.records.label import Label
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Day, Figures, Number, RowName, Text

PUBLICATION = Record(
    kind="publication",
    plural="publications",
    label=Label("offentliggørelse", "publication"),
    labels=Label("offentliggørelser", "publications"),
    leaves="never",
    name="publication",
    verb="report",
    fields=(
        Field(
            "publication",
            Label("Offentliggørelse", "Publication"),
            RowName(100),
            required=True,
            example="Årsrapport 2018",
        ),
        Field("published_on", Label("Den", "On"), Day()),
        Field("report", Label("Rapporter", "Reports"), Text(2000), required=True, example="conversations"),
        Field(
            "least",
            Label("Mindste antal borgere", "At least"),
            Number(3),
            headings=("Mindst",),
            example="5",
        ),
        Field("rounded_to", Label("Afrundet til", "Rounded to"), Number(3), example="5"),
        Field("figures", Label("Antal tal", "Figures"), Figures(), required=True, headings=("Tal",)),
    ),
)
