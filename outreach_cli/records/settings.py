"""The settings of a register, and what each may be."""

from __future__ import annotations

from collections.abc import Mapping

from outreach_cli.core.errors import BadValueError
from outreach_cli.core.language import N_
from outreach_cli.core.names import find_nearest
from outreach_cli.records.choices import Choice
from outreach_cli.records.label import Label
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Number, RowName, Text, Type, Value

SETTING = Record(
    kind="setting",
    plural="settings",
    label=Label("indstilling", "setting"),
    labels=Label("indstillinger", "settings"),
    leaves="never",
    name="setting",
    verb="set",
    fields=(
        Field("setting", Label("Indstilling", "Setting"), RowName(60), required=True),
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


class UnknownSettingError(BadValueError):
    """A setting was given that the program does not have."""

    message = N_("unknown setting")


def read_setting(values: Mapping[str, Value]) -> str:
    """The value of a setting's record, as the register keeps it. Raises a BadValueError for a wrong one.

    Its `column` is the field that is wrong.
    """
    name, value = str(values.get("setting") or ""), str(values.get("value") or "")
    if name not in SETTINGS:
        error: BadValueError = UnknownSettingError(
            name, nearest=find_nearest(name, SETTINGS) or list(SETTINGS)
        )
        error.column = "setting"
        raise error
    try:
        return SETTINGS[name].write(SETTINGS[name].read(value))
    except BadValueError as wrong:
        wrong.column = "value"
        raise


DAYS: dict[str, int] = {"referral_days": 30, "follow_up_days": 180, "silent_after_days": 90}
"""After how many days something waits in the worklist, unless a setting of that name says otherwise."""
