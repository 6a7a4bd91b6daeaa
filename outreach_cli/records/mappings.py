"""How the register reads the lists of colleagues: the meaning of their headings, kept under a name."""

from outreach_cli.records.label import Label
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import RowName, Text

MAPPING = Record(
    kind="mapping",
    plural="mappings",
    label=Label("kolonneliste", "mapping"),
    labels=Label("kolonnelister", "mappings"),
    leaves="never",
    name="mapping",
    verb="import",
    fields=(
        Field(
            "mapping", Label("Kolonneliste", "Mapping"), RowName(60), required=True, example="Havnens liste"
        ),
        Field(
            "of_kind",
            Label("Registreringstype", "Kind of record"),
            Text(60),
            required=True,
            example="contact",
        ),
        Field(
            "columns",
            Label("Kolonner", "Columns"),
            Text(4000),
            required=True,
            example="Sagsbehandler=worker|Bemærkning=",
        ),
    ),
)
"""`columns` are `HEADING=FIELD` with a bar between them; nothing after = passes over the heading."""
