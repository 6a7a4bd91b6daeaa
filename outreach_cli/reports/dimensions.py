"""What the rows of a report can be: sites, statuses, months and the rest, with their order and names."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from outreach_cli.days import Period
from outreach_cli.language import N_, spoken
from outreach_cli.records import RECORDS, Group, Label
from outreach_cli.records.courses import STATUS_VALUE
from outreach_cli.records.forms import FORM_KIND, INVALID, SCALE
from outreach_cli.records.groups import GROUP_LABEL
from outreach_cli.records.people import PROBLEM, PROBLEM_GROUPS, SEX
from outreach_cli.records.places import MODEL, MUNICIPALITY, SITE_LABEL
from outreach_cli.records.portfolio import BARRIER, OBSERVATION_CODE, OBSERVATION_KIND
from outreach_cli.records.types import Choice
from outreach_cli.records.work import CONTACT_KIND
from outreach_cli.reports.populations.quality import CHECK

Key = str | int | None


class Dimension(NamedTuple):
    """One choice of rows.

    `column` is the population's column (or an SQL expression over it) that holds the row's key; `without`
    says what a thing in the 'not stated' row lacks. The keys that always have a row come from `kind` (a
    record with a name), `choice`, or for months from the period; other keys found in the data come after.
    `groups` are rows that count several of the choice's keys together, each after the last of them. With
    `several` a thing stands in each of the rows that it has a key for. With `in_order` (a table) the keys
    found come by their first day there.
    """

    name: str
    label: Label
    column: str
    without: str
    kind: str | None = None
    choice: Choice | None = None
    month: bool = False
    groups: Mapping[str, Group] = MappingProxyType({})
    several: bool = False
    in_order: str | None = None

    def __hash__(self) -> int:
        return hash(self.name)

    def needs(self) -> str:
        """The population column that it stands on."""
        return "date" if self.month else self.column

    @property
    def sql(self) -> str:
        """The row's key as SQL over a population."""
        return self.column if self.month else f'"{self.column}"'

    def keys(self, connection: sqlite3.Connection, period: Period, earliest: str | None) -> dict[Key, str]:
        """The keys that have a row whatever was counted, in order, each with its name."""
        if self.month:
            return {month: month for month in period.months(earliest)}
        if self.choice:
            return self._chosen(self.choice)
        if self.in_order:
            column, table = f'"{self.column}"', f'"{self.in_order}"'
            rows = connection.execute(
                f"SELECT {column} FROM {table} GROUP BY {column} ORDER BY min(date), min(id)"
            ).fetchall()
            return {name: name for (name,) in rows}
        if self.kind:
            rows = connection.execute(f'SELECT id, "{self.kind}" FROM "{self.kind}" ORDER BY id').fetchall()
            return dict(rows)
        return {}

    def words(self, key: Key) -> set[str]:
        """What else a row is called than by its name: its key, and a choice's labels in both languages."""
        labels = dict(self.choice.values) if self.choice else {}
        labels |= {k: group.label for k, group in self.groups.items()}
        return {str(key), *(labels[key].both if key in labels else ())}

    def _chosen(self, choice: Choice) -> dict[Key, str]:
        names: dict[Key, str] = {}
        for key, label in choice.values.items():
            names[key] = str(label)
            names |= {k: str(g.label) for k, g in self.groups.items() if g.members[-1] == key}
        return names


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
        Dimension("month", Label("Måned", "Month"), 'substr("date", 1, 7)', N_("without a date"), month=True),
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
        Dimension(
            "kind", Label("Kontakttype", "Kind"), "contact_kind", N_("without a kind"), choice=CONTACT_KIND
        ),
        Dimension("sex", Label("Køn", "Sex"), "sex", N_("without a stated sex"), choice=SEX),
        Dimension("role", Label("Rolle", "Role"), "role", N_("without a role")),
        Dimension(
            "problem",
            Label("Problem", "Problem"),
            "problem",
            N_("without a stated problem"),
            choice=PROBLEM,
            groups=PROBLEM_GROUPS,
            several=True,
        ),
        Dimension("form", Label("Skematype", "Form"), "form", N_("without a known form"), choice=FORM_KIND),
        Dimension("reason", Label("Fejl", "Reason"), "reason", N_("without a fault"), choice=INVALID),
        Dimension("scale", Label("Skala", "Scale"), "scale", N_("without a scale"), choice=SCALE),
        Dimension("group", GROUP_LABEL, "group", N_("without a group"), in_order="session"),
        _of_record("project", Label("Projekt", "Project"), N_("without a project")),
        Dimension("body", Label("Organ", "Body"), "body", N_("without a body"), in_order="milestone"),
        Dimension("barrier", Label("Barriere", "Barrier"), "barrier", N_("without a code"), choice=BARRIER),
        Dimension(
            "observation",
            Label("Observation", "Observation"),
            "observation",
            N_("without a code"),
            choice=OBSERVATION_CODE,
        ),
        Dimension(
            "observation_kind",
            Label("Observationstype", "Kind of observation"),
            "observation_kind",
            N_("without a kind"),
            choice=OBSERVATION_KIND,
        ),
        Dimension("check", Label("Kontrol", "Check"), "check", N_("without a check"), choice=CHECK),
    )
}


def named(dimension: str) -> str:
    """The word for a dimension that a report takes, in the language spoken now."""
    return str(DIMENSIONS[dimension].label).lower() if spoken() == "da" else dimension
