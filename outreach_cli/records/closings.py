"""Closed cases: why and when the work with a citizen ended, until the next meeting opens it again."""

from outreach_cli.records.choices import RegisterWords
from outreach_cli.records.citizens import CITIZEN_FIELD
from outreach_cli.records.label import Label
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Day

CLOSING_REASON = RegisterWords(
    "closing_reason",
    Label("årsag", "reason"),
    {
        "completed": Label("Indsatsen er gennemført", "Completed"),
        "own_wish": Label("Borgerens eget ønske", "The citizen's own wish"),
        "no_need": Label("Ikke længere behov", "No longer a need"),
        "moved": Label("Fraflyttet", "Moved away"),
        "not_reached": Label("Kan ikke træffes", "Cannot be reached"),
        "other_help": Label("Får anden hjælp", "Gets other help"),
        "died": Label("Død", "Died"),
        "other": Label("Andet", "Other"),
    },
)

CLOSING = Record(
    kind="closing",
    plural="closings",
    label=Label("afslutning", "closing"),
    labels=Label("afslutninger", "closings"),
    leaves="as it is",
    identity=("citizen", "closed_on"),
    day="closed_on",
    verb="close",
    fields=(
        CITIZEN_FIELD,
        Field("closed_on", Label("Afsluttet", "Closed"), Day(), required=True, option="--on"),
        Field("reason", Label("Årsag", "Reason"), CLOSING_REASON, required=True),
    ),
)
"""The end of the work with a citizen. Nothing says that it is over: a meeting of a later day does."""
