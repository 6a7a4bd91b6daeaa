"""The settings of a register, and what each may be."""

from collections.abc import Mapping

from outreach_cli.records.choices import Choice
from outreach_cli.records.label import Label
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Number, RowName, Text, Type, Value


class SettingName(Choice):
    """The name of one of the settings, in either language.

    A register may hold one that only another version of the program has.
    """

    def check(self, column: str) -> str:
        return RowName(60).check(column)

    def show(self, value: object) -> str:
        return super().show(value) or Type.show(self, value)


_LANGUAGE = Choice(
    Label("sprog", "language"), {"da": Label("Dansk", "Danish"), "en": Label("Engelsk", "English")}
)
# To add a setting: name it here, in Danish too, and say what it may be. `outreach set` takes no others.
_DECLARED: dict[str, tuple[str, Type]] = {
    "language": ("sprog", _LANGUAGE),
    "municipality": ("kommune", Municipality()),
    "access_log_months": ("opslag_måneder", Number(1, 600)),
    "referral_days": ("henvisning_dage", Number(1, 3650)),
    "follow_up_days": ("opfølgning_dage", Number(1, 3650)),
    "silent_after_days": ("stille_efter_dage", Number(1, 3650)),
}
SETTINGS: dict[str, Type] = {name: kind for name, (_danish, kind) in _DECLARED.items()}
SETTING_NAME = SettingName(
    Label("indstilling", "setting"),
    {name: Label(danish, name) for name, (danish, _kind) in _DECLARED.items()},
)

SETTING = Record(
    kind="setting",
    plural="settings",
    label=Label("indstilling", "setting"),
    labels=Label("indstillinger", "settings"),
    leaves="never",
    name="setting",
    verb="set",
    fields=(
        Field("setting", Label("Indstilling", "Setting"), SETTING_NAME, required=True),
        Field("value", Label("Værdi", "Value"), Text(), required=True),
    ),
)


def read_setting(values: Mapping[str, Value]) -> str:
    """The value of a setting's record, as the register keeps it. Raises a BadValueError for a wrong one."""
    kind = SETTINGS[SETTING_NAME.read(str(values["setting"]))]
    return kind.write(kind.read(str(values["value"])))


DAYS: dict[str, int] = {"referral_days": 30, "follow_up_days": 180, "silent_after_days": 90}
"""After how many days something waits in the worklist, unless a setting of that name says otherwise."""
