"""Whether values can be taken: each by its field's type, and all of a record together."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cached_property

from outreach_cli.core.days import FutureDayError, shown_day, today
from outreach_cli.core.errors import BadValueError, MissingError, OutreachError, RequiredError
from outreach_cli.core.language import N_, _
from outreach_cli.core.names import nearest
from outreach_cli.core.parameter import Parameter
from outreach_cli.records.record import Field, Record
from outreach_cli.records.settings import SETTING, SETTINGS
from outreach_cli.records.types import Reference, Value, as_text
from outreach_cli.register.finder import Finder, RecordValues

_SAME: Mapping[str, str] = {}
"""Every field is given by its key."""


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
        settles = record.kind == SETTING.kind
        return bool(record.span or record.future_if or settles or (visits and self.closed_sites))

    def amiss(self, record: Record, values: Mapping[str, Value]) -> tuple[Field, BadValueError] | None:
        """What is wrong with these values (references as numbers) and with which field, if anything."""
        if record.kind == SETTING.kind:
            return refuse_setting(values)
        if record.span:
            first, last = (values.get(key) for key in record.span)
            if isinstance(first, str) and isinstance(last, str) and last < first:
                return record.by_key[record.span[1]], BackToFrontError(
                    shown_day(last), first=shown_day(first)
                )
        day = values.get(record.day or "")
        if not isinstance(day, str):
            return None
        if record.future_if and not values.get(record.future_if) and day > today().isoformat():
            return record.by_key[record.day or ""], FutureDayError(shown_day(day))
        return self._closed(record, values, day)

    def _closed(
        self, record: Record, values: Mapping[str, Value], day: str
    ) -> tuple[Field, BadValueError] | None:
        for field, reference in record.references:
            site = values.get(field.key)
            if reference.to == "site" and isinstance(site, int) and site in self.closed_sites:
                name, last, successor = self.closed_sites[site]
                if day > last:
                    return field, SiteClosedError(name, day=shown_day(last), successor=successor)
        return None

    def hold(self, record: Record, values: Mapping[str, Value], keywords: Mapping[str, str] = _SAME) -> None:
        """Raises the BadValueError that is amiss, naming what it was given by."""
        if found := self.amiss(record, values):
            field, error = found
            error.column = Parameter(keywords.get(field.key, field.key), field.flag)
            raise error


def refuse_setting(values: Mapping[str, Value]) -> tuple[Field, BadValueError] | None:
    """What is wrong with a setting, however it comes in: its name, or a value that it does not take."""
    name, value = str(values.get("setting")), str(values.get("value"))
    if name not in SETTINGS:
        near = nearest(name, SETTINGS) or list(SETTINGS)
        return SETTING.by_key["setting"], UnknownSettingError(name, nearest=near)
    try:
        SETTINGS[name].read(value)
    except BadValueError as error:
        return SETTING.by_key["value"], error
    return None


class UnknownSettingError(BadValueError):
    """The register has no setting of that name."""

    message = N_("is no setting")


class UnknownFieldError(OutreachError):
    """A script gave a field that the kind of record does not have."""

    message = N_('{kind} have no field "{name}".')
    exit_code = 2
    hint = N_("Known: {known}")


def read_fields(
    finder: Finder,
    record: Record,
    given: Mapping[str, object],
    *,
    whole: bool = True,
    keywords: Mapping[str, str] = _SAME,
) -> RecordValues:
    """The checked values of what was given: by field key, as text or as Python holds it.

    `whole` fills in defaults and asks for what is required. `keywords` are those by which a script gives
    fields where they are not the keys. Raises a BadValueError that names its column, UnknownName,
    UnknownFieldError
    or MissingError.
    """
    for key in given.keys() - record.by_key.keys():
        raise UnknownFieldError(kind=record.labels, name=key, known=", ".join(record.keys))
    read = RecordValues()
    for field in record.fields:
        text = as_text(given.get(field.key))
        if not text and whole:
            text = field.default or ""
        keyword = keywords.get(field.key, field.key)
        if not text:
            if field.required and (whole or field.key in given):
                flag = field.flag if field.key != record.name else str(record.label)
                raise MissingError(what=Parameter(keyword, flag))
            if whole or field.key in given:
                read.values[field.key] = read.names[field.key] = None
            continue
        read.values[field.key], read.names[field.key] = _read_field(finder, field, text, keyword)
    if whole:
        Consistency(finder.connection).hold(record, read.values, keywords)
    return read


def _read_field(finder: Finder, field: Field, text: str, keyword: str) -> tuple[Value, Value]:
    """What the text is for the field: as the register holds it, and with a reference as a name."""
    try:
        value = field.type.read(text)
    except BadValueError as error:
        error.column = Parameter(keyword, field.flag)
        raise
    if value is None and field.required:
        raise RequiredError(text)
    return finder.named(field.type.to, text) if isinstance(field.type, Reference) else (value, value)


class BackToFrontError(BadValueError):
    """The end of what lasts from one day to another is before its beginning."""

    message = N_("ends before it begins on {first}")


class SiteClosedError(BadValueError):
    """A contact is to be noted at a site that was closed by then."""

    message = N_("the site closed on {day}")

    def advice(self) -> str | None:
        name = self.details["successor"]
        return _(N_("It was succeeded by: {successor}")).format(successor=name) if name else None
