"""The register's tables and views in words, as Datasette reads them beside the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from outreach_cli.core.language import _
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Reference

Described = dict[str, object]


def describe_register(connection: sqlite3.Connection, path: Path) -> Described:
    """Datasette's metadata for the register at `path`, in the current language."""
    tables = dict(_describe_records())
    tables |= {
        each.view: _describe_view(connection, each.view, str(each.many)) for each in POPULATIONS.values()
    }
    stored = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    for (name,) in stored.fetchall():
        tables.setdefault(name, {"hidden": True})
    tables["change"] = {"title": _("Changes"), "sort_desc": "id"}
    tables["municipality"] = {
        "title": _("Municipalities"),
        "label_column": "municipality",
        "sort": "place",
    }
    return {
        "title": _("The register of an outreach project"),
        "databases": {path.stem: {"tables": tables}},
    }


def _describe_records() -> Iterator[tuple[str, Described]]:
    for record in RECORDS.values():
        columns = {each.key: str(each.label) for each in record.fields}
        said: Described = {"title": str(record.labels).capitalize(), "columns": columns}
        if record.name:
            said["label_column"] = record.name
        if record.day:
            said["sort_desc"] = record.day
        if facets := _choose_facets(record):
            said["facets"] = facets
        yield record.kind, said


def _choose_facets(record: Record) -> list[str]:
    """The columns that are worth counting by: what a record refers to, citizens apart."""
    refers = [each.key for each in record.fields if isinstance(each.type, Reference)]
    return [key for key in refers if key != "citizen"][:3]


def _describe_view(connection: sqlite3.Connection, view: str, title: str) -> Described:
    """A population: what it holds, and its columns named as the records' fields are."""
    labels = {each.key: str(each.label) for record in RECORDS.values() for each in record.fields}
    names = [each[0] for each in connection.execute(f'SELECT * FROM "{view}" LIMIT 0').description]
    return {
        "title": title.capitalize(),
        "description": _("What the reports count, with names in place of numbers."),
        "columns": {name: labels[name] for name in names if name in labels},
    }
