"""What the register remembers of how it was used: the tables that were published."""

from outreach_cli.records.label import Label
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Day, Figures, Number, Text

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
            Text(100),
            required=True,
            example="Årsrapport 2018",
        ),
        Field("report", Label("Rapport", "Report"), Text(100), required=True, example="conversations"),
        Field(
            "rows",
            Label("Opdelt efter", "Rows"),
            Text(100),
            required=True,
            headings=("Rækker",),
            example="site",
        ),
        Field("first_on", Label("Fra", "From"), Day(future=True)),
        Field("last_on", Label("Til", "To"), Day(future=True), required=True),
        Field("filters", Label("Afgrænsning", "Filters"), Text(2000)),
        Field(
            "least",
            Label("Mindste antal borgere", "At least"),
            Number(3),
            required=True,
            headings=("Mindst",),
            example="5",
        ),
        Field("figures", Label("Antal tal", "Figures"), Figures(), required=True, headings=("Tal",)),
    ),
)
