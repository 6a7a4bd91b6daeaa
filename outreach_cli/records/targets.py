"""Goals: what a figure of a report should come to in a period."""

from outreach_cli.core.errors import BadValueError
from outreach_cli.core.language import N_
from outreach_cli.records.label import Label
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Day, Hours, Text


class NotAnAmountError(BadValueError):
    """The text is no number."""

    message = N_("not a number, such as 200 or 12.5")


class Amount(Hours):
    """A number that is not negative, with a decimal point or comma."""

    example = "200"
    most = 1_000_000_000
    unreadable = NotAnAmountError


TARGET = Record(
    kind="target",
    plural="targets",
    label=Label("mål", "target"),
    labels=Label("mål", "targets"),
    leaves="never",
    identity=("report", "column", "first_on", "last_on"),
    verb="target",
    fields=(
        Field("report", Label("Rapport", "Report"), Text(100), required=True, example="conversations"),
        Field("column", Label("Kolonne", "Column"), Text(100), required=True, example="citizens"),
        Field("value", Label("Værdi", "Value"), Amount(), required=True),
        Field("first_on", Label("Fra", "From"), Day(future=True), required=True),
        Field("last_on", Label("Til", "To"), Day(future=True), required=True),
    ),
)
"""The goal for a column's total; of a share, a fraction: 0.4 is 40 %."""
