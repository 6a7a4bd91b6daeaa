"""What the register remembers of how it was used: the tables that were published."""

from outreach_cli.records.declare import Field, Label, Record
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
        Field("rows", Label("Rækker", "Rows"), Text(100), required=True, example="site"),
        Field("first_on", Label("Fra", "From"), Day(future=True)),
        Field("last_on", Label("Til", "To"), Day(future=True), required=True),
        Field("filters", Label("Afgrænsning", "Filters"), Text(2000)),
        Field("least", Label("Mindst", "At least"), Number(3), required=True, example="5"),
        Field("figures", Label("Tal", "Figures"), Figures(), required=True),
    ),
)
