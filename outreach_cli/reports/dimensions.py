"""What the rows of a report can be: sites, statuses, months and the rest, with their order and names."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from outreach_cli.days import Period
from outreach_cli.language import N_
from outreach_cli.records import RECORDS, Label
from outreach_cli.records.courses import STATUS_VALUE
from outreach_cli.records.people import SEX
from outreach_cli.records.places import MODEL, MUNICIPALITY, SITE_LABEL
from outreach_cli.records.types import Choice
from outreach_cli.records.work import CONTACT_KIND

Key = str | int | None


@dataclass(frozen=True)
class Dimension:
    """One choice of rows.

    `column` is the population's column (or an SQL expression over it) that holds the row's key; `without`
    says what a thing in the 'not stated' row lacks. The keys that always have a row come from `kind` (a
    record with a name), `choice`, or for months from the period; other keys found in the data come after.
    """

    name: str
    label: Label
    column: str
    without: str
    kind: str | None = None
    choice: Choice | None = None
    month: bool = False

    def needs(self) -> str:
        """The population column that it stands on."""
        return "date" if self.month else self.column

    def keys(self, connection: sqlite3.Connection, period: Period, earliest: str | None) -> dict[Key, str]:
        """The keys that have a row whatever was counted, in order, each with its name."""
        if self.month:
            return {month: month for month in period.months(earliest)}
        if self.choice:
            return {key: str(label) for key, label in self.choice.values.items()}
        if self.kind:
            rows = connection.execute(f'SELECT id, "{self.kind}" FROM "{self.kind}" ORDER BY id').fetchall()
            return dict(rows)
        return {}


def _of_record(kind: str, label: Label, without: str) -> Dimension:
    assert RECORDS[kind].name
    return Dimension(kind, label, f"{kind}_id", without, kind=kind)


class _Municipalities(Dimension):
    """The municipalities that the register mentions, in the Danish alphabet's order."""

    def keys(self, connection: sqlite3.Connection, period: Period, earliest: str | None) -> dict[Key, str]:
        mentions = " UNION ".join(
            f'SELECT municipality FROM "{record.kind}"'
            for record in RECORDS.values()
            if "municipality" in record.by_key
        )
        rows = connection.execute(
            f"SELECT code, municipality FROM municipality WHERE code IN ({mentions}"
            " UNION SELECT value FROM setting WHERE setting = 'municipality') ORDER BY place"
        ).fetchall()
        return dict(rows)


# To add a choice of rows: declare it here. The populations say by their columns which ones they have.
DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        _of_record("site", SITE_LABEL, N_("without a site")),
        _of_record("programme", Label("Indsats", "Programme"), N_("without a programme")),
        _of_record("offer", Label("Tilbud", "Offer"), N_("without an offer")),
        _of_record("worker", Label("Medarbejder", "Worker"), N_("without a worker")),
        _Municipalities("municipality", MUNICIPALITY, "municipality_id", N_("without a municipality")),
        Dimension("month", Label("Måned", "Month"), "substr(date, 1, 7)", N_("without a date"), month=True),
        Dimension(
            "status",
            Label("Status", "Status"),
            "status",
            N_("without a registered status"),
            choice=STATUS_VALUE,
        ),
        Dimension(
            "model", Label("Organisering", "Model"), "model", N_("without a stated model"), choice=MODEL
        ),
        Dimension("kind", Label("Kontakttype", "Kind"), "kind", N_("without a kind"), choice=CONTACT_KIND),
        Dimension("sex", Label("Køn", "Sex"), "sex", N_("without a stated sex"), choice=SEX),
        Dimension("role", Label("Rolle", "Role"), "role", N_("without a role")),
    )
}
