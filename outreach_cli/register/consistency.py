"""What must hold between a record's fields: its span, its day, and the site that may have closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cached_property

from outreach_cli.days import shown_day, today
from outreach_cli.errors import BackToFront, BadValue, FutureDay, SiteClosed
from outreach_cli.records.declare import Field, Record
from outreach_cli.records.types import Value


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
                return record.by_key[record.span[1]], BackToFront(shown_day(last), first=shown_day(first))
        day = values.get(record.day or "")
        if not isinstance(day, str):
            return None
        if record.future_if and not values.get(record.future_if) and day > today().isoformat():
            return record.by_key[record.day or ""], FutureDay(shown_day(day))
        return self._closed(record, values, day)

    def _closed(self, record: Record, values: Mapping[str, Value], day: str) -> tuple[Field, BadValue] | None:
        for field, reference in record.references:
            site = values.get(field.key)
            if reference.to == "site" and isinstance(site, int) and site in self.closed_sites:
                name, last, successor = self.closed_sites[site]
                if day > last:
                    return field, SiteClosed(name, day=shown_day(last), successor=successor)
        return None

    def hold(self, record: Record, values: Mapping[str, Value]) -> None:
        """Raises the BadValue that is amiss, naming the option it was given with."""
        if found := self.amiss(record, values):
            field, error = found
            error.column = field.flag
            raise error
