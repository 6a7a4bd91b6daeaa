"""Checking what is written of a record: each field, and what must hold between them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cached_property

from outreach_cli.days import today
from outreach_cli.errors import (
    BackToFront,
    BadValue,
    FutureDay,
    Missing,
    OutreachError,
    Required,
    SiteClosed,
)
from outreach_cli.language import N_
from outreach_cli.records import Field, Record
from outreach_cli.records.types import Reference, Value, as_text
from outreach_cli.register.find import Finder, RecordValues


class Consistency:
    """Checks whole records against what the register knows; reads that once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @cached_property
    def closed_sites(self) -> dict[int, tuple[str, str, str | None]]:
        """Sites that have a last day, by number: name, that day, and the successor's name or None."""
        rows = self.connection.execute(
            "SELECT site.id, site.site, site.closed_on, successor.site FROM site"
            " LEFT JOIN site AS successor ON successor.id = site.successor"
            " WHERE site.closed_on IS NOT NULL"
        ).fetchall()
        return {number: (name, day, successor) for number, name, day, successor in rows}

    def applies(self, record: Record) -> bool:
        """Whether anything could be amiss in records of this kind."""
        visits = record.day and any(reference.to == "site" for _field, reference in record.references)
        return bool(record.span or record.future_if or (visits and self.closed_sites))

    def amiss(self, record: Record, values: Mapping[str, Value]) -> tuple[Field, BadValue] | None:
        """What is wrong with these values (references as numbers) and with which field, if anything."""
        if record.span:
            first, last = (values.get(key) for key in record.span)
            if isinstance(first, str) and isinstance(last, str) and last < first:
                return record.by_key[record.span[1]], BackToFront(last, first=first)
        day = values.get(record.day or "")
        if not isinstance(day, str):
            return None
        if record.future_if and not values.get(record.future_if) and day > today().isoformat():
            return record.by_key[record.day or ""], FutureDay(day)
        return self._closed(record, values, day)

    def _closed(self, record: Record, values: Mapping[str, Value], day: str) -> tuple[Field, BadValue] | None:
        for field, reference in record.references:
            site = values.get(field.key)
            if reference.to == "site" and isinstance(site, int) and site in self.closed_sites:
                name, last, successor = self.closed_sites[site]
                if day > last:
                    return field, SiteClosed(name, day=last, successor=successor)
        return None

    def hold(self, record: Record, values: Mapping[str, Value]) -> None:
        """Raises the BadValue that is amiss, naming the option it was given with."""
        if found := self.amiss(record, values):
            field, error = found
            error.column = field.flag
            raise error


class UnknownField(OutreachError):
    """{kind} have no field "{name}"."""

    exit_code = 2
    hint = N_("Known: {known}")


def read_fields(
    finder: Finder, record: Record, given: Mapping[str, object], *, whole: bool = True
) -> RecordValues:
    """The checked values of what was given: by field key, as text or as Python holds it.

    `whole` fills in defaults and asks for what is required. Raises a BadValue that names its column,
    UnknownName, UnknownField or Missing.
    """
    for key in given.keys() - record.by_key.keys():
        raise UnknownField(kind=record.labels, name=key, known=", ".join(record.keys))
    read = RecordValues()
    for field in record.fields:
        text = as_text(given.get(field.key))
        if not text and whole:
            text = field.default or ""
        if not text:
            if field.required and (whole or field.key in given):
                raise Missing(what=field.flag if field.key != record.name else record.label)
            if whole or field.key in given:
                read.values[field.key] = read.names[field.key] = None
            continue
        try:
            value = field.type.read(text)
        except BadValue as error:
            error.column = field.flag
            raise
        if value is None and field.required:
            raise Required(text)
        read.names[field.key] = value
        if isinstance(field.type, Reference):
            value, read.names[field.key] = finder.named(field.type.to, text)
        read.values[field.key] = value
    if whole:
        Consistency(finder.connection).hold(record, read.values)
    return read
