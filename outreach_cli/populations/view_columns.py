"""How the columns of the populations' views are called and shown, where no record's field says so."""

from __future__ import annotations

from typing import Literal

from outreach_cli.populations.population import Population
from outreach_cli.records.label import Label
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Day, Reference

_OWN_LABELS = {
    "id": Label("Nr.", "No."),
    "citizen": Label("Borger", "Citizen"),
    "holds_from": Label("Gælder fra", "From"),
    "field": Label("Felt", "Field"),
    "place": Label("Plads", "Place"),
    "stated": Label("Oplyst", "Stated"),
    "times": Label("Antal møder", "Meetings"),
    "event": Label("Hændelse", "Event"),
    "days_to_start": Label("Dage til start", "Days to start"),
    "days_open": Label("Dage siden henvisning", "Days since referral"),
    "contact": Label("Kontakt", "Contact"),
    "since": Label("Siden", "Since"),
    "turn": Label("Gang", "Turn"),
    "record": Label("Registrering", "Record"),
    "check": Label("Kontrol", "Check"),
    "heads": Label("Fremmødte", "Heads"),
    "step": Label("Trin", "Step"),
    "state": Label("Tilstand", "State"),
    "problem": Label("Problem", "Problem"),
    "reason": Label("Fejl", "Reason"),
    "first_score": Label("Første svar", "First answer"),
    "latest_score": Label("Seneste svar", "Latest answer"),
    "latest_on": Label("Dato for seneste svar", "Latest day"),
    "change": Label("Ændring", "Change"),
    "holds_until": Label("Gælder til", "Until"),
    "silent_from": Label("Uden kontakt fra", "Without contact from"),
    "silent_until": Label("Uden kontakt til", "Without contact until"),
}
_FIELD_LABELS = {field.key: field.label for record in reversed(RECORDS.values()) for field in record.fields}
_NUMBERS = frozenset({"id", "minutes", "hours", "times", "days_to_start", "days_open"})
"""The columns that a list aligns as numbers; scores and flags are read as words."""


def label_column(name: str) -> str:
    """The heading of a view's column, in the current language."""
    return str(_OWN_LABELS.get(name) or _FIELD_LABELS.get(name) or name)


def kind_of_column(name: str) -> Literal["day", "number", "text"]:
    """How a view's column is shown. A day's name ends in `_on`, `_from` or `_until`, or is `date`."""
    if name in ("date", "since") or name.endswith(("_on", "_from", "_until")):
        return "day"
    return "number" if name in _NUMBERS else "text"


def show_value(population: Population, column: str, value: object) -> int | str | None:
    """A value of the view as a list shows it: choices by their label, days and names as they are."""
    if value is None:
        return None
    if column in population.choices:
        return population.choices[column].show(value) or str(value)
    for record in (RECORDS[population.record], *RECORDS.values()):
        field = record.by_key.get(column)
        if field and not isinstance(field.type, Day | Reference) and column != record.name:
            shown = field.show(value)
            return value if isinstance(value, int) and shown == str(value) else shown or str(value)
    return value if isinstance(value, int | str) else str(value)
