"""The settings of a register, and what each may be."""

from __future__ import annotations

from outreach_cli.records.choices import Choice
from outreach_cli.records.label import Label
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Number, Text, Type

SETTING = Record(
    kind="setting",
    plural="settings",
    label=Label("indstilling", "setting"),
    labels=Label("indstillinger", "settings"),
    leaves="never",
    name="setting",
    verb="set",
    fields=(
        Field("setting", Label("Indstilling", "Setting"), Text(60), required=True),
        Field("value", Label("Værdi", "Value"), Text(), required=True),
    ),
)


# To add a setting: name it here. `outreach set NAME VALUE` takes no others.
SETTINGS: dict[str, Type] = {
    "language": Choice(
        Label("sprog", "language"), {"da": Label("Dansk", "Danish"), "en": Label("Engelsk", "English")}
    ),
    "municipality": Municipality(),
    "access_log_months": Number(1, 600),
    "referral_days": Number(1, 3650),
    "follow_up_days": Number(1, 3650),
    "silent_after_days": Number(1, 3650),
}
DAYS: dict[str, int] = {"referral_days": 30, "follow_up_days": 180, "silent_after_days": 90}
"""After how many days something waits in the worklist, unless a setting of that name says otherwise."""
