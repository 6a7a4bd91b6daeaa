"""The settings that a register has, each with the type of its value."""

from outreach_cli.records.declare import Label
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.types import Choice, Number, Type

# To add a setting: name it here. `outreach set NAME VALUE` takes no others.
SETTINGS: dict[str, Type] = {
    "language": Choice(
        Label("sprog", "language"), {"da": Label("Dansk", "Danish"), "en": Label("Engelsk", "English")}
    ),
    "municipality": Municipality(),
    "access_log_months": Number(1, 600),
}
