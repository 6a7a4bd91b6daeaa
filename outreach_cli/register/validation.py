"""Whether values can be taken: each by its field's type, and all of a record together."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from outreach_cli.core.days import FutureDayError, format_day, today
from outreach_cli.core.errors import (
    BadValueError,
    MissingError,
    NamedParameter,
    RequiredError,
    UnknownWordError,
)
from outreach_cli.core.language import N_, _
from outreach_cli.core.lost_values import refuse_like_lost
from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.records.choices import convert_given, read_known
from outreach_cli.records.citizens import DOUBLET
from outreach_cli.records.courses import STATUS
from outreach_cli.records.own_words import WORDS, find_fault
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.settings import SETTING, read_setting
from outreach_cli.records.types import Reference, Value
from outreach_cli.register.finder import RecordFinder, RecordValues
from outreach_cli.register.references import list_naming
from outreach_cli.storage.schema import quote_name, read_column

_PROGRAMMES_OF_WORDS = """
WITH RECURSIVE part (word, id, name) AS (
    SELECT status_word.status_word, programme.id, programme.programme
    FROM status_word JOIN programme ON programme.id = status_word.programme
    UNION
    SELECT part.word, programme.id, part.name FROM programme JOIN part ON programme.parent = part.id
)
SELECT word, id, name FROM part
"""


class ConsistencyChecker:
    """Checks whole records against what the register knows; reads that once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @cached_property
    def ended(self) -> dict[str, dict[int, tuple[str, str, str | None]]]:
        """What nothing is dated after the last day of, by kind and number: name, that day, its successor."""
        return {record.kind: self._read_ended(record) for record in RECORDS.values() if record.ends_all}

    def _read_ended(self, record: Record) -> dict[int, tuple[str, str, str | None]]:
        kind, name, last = map(quote_name, (record.kind, record.naming.key, record.span[1]))
        heir = "successor" in record.by_key
        rows = self.connection.execute(
            f"SELECT mine.id, mine.{name}, mine.{last}, {f'heir.{name}' if heir else 'NULL'}"
            f" FROM {kind} AS mine{f' LEFT JOIN {kind} AS heir ON heir.id = mine.successor' if heir else ''}"
            f" WHERE mine.{last} IS NOT NULL"
        ).fetchall()
        return {number: (name, day, successor) for number, name, day, successor in rows}

    @cached_property
    def limited(self) -> dict[str, dict[int, str]]:
        """By status word that is one programme's only: the numbers of it and its parts, with its name."""
        found: dict[str, dict[int, str]] = {}
        for word, number, name in self.connection.execute(_PROGRAMMES_OF_WORDS).fetchall():
            found.setdefault(word, {})[number] = name
        return found

    def can_conflict(self, record: Record) -> bool:
        """Whether anything could be amiss in records of this kind."""
        if record.kind in WORDS or record is DOUBLET or (record is STATUS and self.limited):
            return True
        names = any(self.ended.get(reference.to) for _field, reference in record.references)
        answers = any(field.not_before for field in record.fields)
        return bool(
            record is SETTING or record.span or record.future_if or answers or (record.dated_by and names)
        )

    def list_conflicts(
        self, record: Record, values: Mapping[str, Value], unread: Collection[str] = ()
    ) -> Iterator[tuple[Field, BadValueError]]:
        """All that is wrong with these values (references as numbers), each with its field.

        Nothing is told that may be right once the fields `unread`, of which there is no value, can be read.
        """
        for key, error in () if unread else self._list_faults(record, values):
            yield record.by_key[key], error
            return
        if record.span:
            first, last = (values.get(key) for key in record.span)
            if isinstance(first, str) and isinstance(last, str) and last < first:
                said = BackToFrontError(format_day(last), first=format_day(first))
                yield record.by_key[record.span[1]], said
        for field in record.fields:
            day, earlier = values.get(field.key), values.get(field.not_before or "")
            if isinstance(day, str) and isinstance(earlier, str) and day < earlier:
                label = record.by_key[str(field.not_before)].label
                yield field, TooSoonError(format_day(day), label=label, first=format_day(earlier))
        day = values.get(record.dated_by or "")
        if not isinstance(day, str):
            return
        happened = record.future_if and record.future_if not in unread and not values.get(record.future_if)
        if happened and day > today().isoformat():
            yield record.by_key[record.day or ""], FutureDayError(format_day(day))
        if not record.ends_all:
            yield from self._list_after_end(record, values, day)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of those who are registered, without case."""
        return frozenset(map(fold_case, read_column(self.connection, "SELECT citizen FROM citizen")))

    def _list_faults(
        self, record: Record, values: Mapping[str, Value]
    ) -> Iterator[tuple[str, BadValueError]]:
        """What is wrong with a setting, with a word of the register's own or its use, or with a doublet."""
        if record is SETTING:
            try:
                read_setting(values)
            except BadValueError as error:
                yield "value", error
        if fault := find_fault(record, values):
            yield fault
        of = self.limited.get(str(values.get("status"))) if record is STATUS else None
        if of and values.get("programme") not in of:
            yield "status", OtherProgrammeError(str(values["status"]), programme=next(iter(of.values())))
        code = str(values.get("code"))
        if record is DOUBLET and values.get("same") and fold_case(code) in self.codes:
            yield "code", StandingCodeError(code)

    def _list_after_end(
        self, record: Record, values: Mapping[str, Value], day: str
    ) -> Iterator[tuple[Field, BadValueError]]:
        for field, reference in record.references:
            number = values.get(field.key)
            if not isinstance(number, int) or number not in self.ended.get(reference.to, ()):
                continue
            name, last, successor = self.ended[reference.to][number]
            if day > last:
                error = _AFTER_END[reference.to]
                yield field, error(name, day=format_day(last), successor=successor)

    def refuse_conflict(self, record: Record, values: Mapping[str, Value], *, by_verb: bool = False) -> None:
        """Raises the first BadValueError, naming what it was given by; `by_verb` as for `read_fields`."""
        for field, error in self.list_conflicts(record, values):
            error.column = _name_parameter(record, field, by_verb)
            raise error


def _name_parameter(record: Record, field: Field, by_verb: bool) -> NamedParameter:
    """What a field is given by; the name of a record is no option, but what a command is for."""
    flag = field.flag if field.key != record.name else str(record.label)
    return NamedParameter("on" if by_verb and field.key == record.dated_by else field.key, flag)


class LaterRecord(NamedTuple):
    """A record that is dated after the last day of what it names."""

    record: Record
    id: int
    day: str
    name: str
    last_day: str


def find_later(
    connection: sqlite3.Connection, ended: Record, number: int | None = None, last: str | None = None
) -> Iterator[LaterRecord]:
    """What is dated after the end of the site or worker that it names.

    Of one, as if `last` were its last day, or of all that have ended.
    """
    kind, name, end = map(quote_name, (ended.kind, ended.naming.key, ended.span[1]))
    for record, field in list_naming(ended.kind):
        if not record.dated_by or record.ends_all:
            continue
        day = quote_name(record.dated_by)
        rows = connection.execute(
            f"SELECT mine.id, mine.{day}, other.{name}, ifnull(:last, other.{end})"
            f" FROM {kind} AS other JOIN {quote_name(record.kind)} AS mine"
            f" ON mine.{quote_name(field.key)} = other.id"
            f" WHERE mine.{day} > ifnull(:last, other.{end})"
            f" AND (other.id = :number OR (:number IS NULL AND other.{end} IS NOT NULL)) ORDER BY mine.id",
            {"number": number, "last": last},
        )
        for found in rows.fetchall():
            yield LaterRecord(record, *found)


def is_plan(record: Record, values: Mapping[str, Value]) -> bool:
    """Whether the record says what is planned, and not what happened."""
    return bool(record.future_if and values.get(record.future_if))


class UnknownFieldError(UnknownWordError):
    """A script gave a field that the kind of record does not have."""

    message = N_('{kind} have no field "{name}".')
    exit_code = 2
    hint = N_("Known: {known}")


def read_fields(
    finder: RecordFinder,
    record: Record,
    given: Mapping[str, object],
    *,
    whole: bool = True,
    by_verb: bool = False,
) -> RecordValues:
    """The checked values of what was given: by field key, as text or as Python holds it.

    `whole` fills in defaults and asks for what is required. `by_verb` says that a script gives the record's
    day by the keyword `on`, and not by its key. Raises a BadValueError that names its column,
    UnknownNameError, UnknownFieldError or MissingError.
    """
    for key in given.keys() - record.by_key.keys():
        near = find_nearest(key, record.keys)
        raise UnknownFieldError(kind=record.labels, name=key, known=", ".join(record.keys), nearest=near)
    read = RecordValues()
    for field in record.fields:
        given_by = _name_parameter(record, field, by_verb)
        text = _take_text(field, given.get(field.key), given_by)
        if not text and whole:
            text = field.default or ""
        if not text:
            if field.required and (whole or field.key in given):
                raise MissingError(what=given_by)
            if whole or field.key in given:
                read.values[field.key] = read.names[field.key] = None
            continue
        read.values[field.key], read.names[field.key] = _read_field(finder, field, text, given_by)
    if whole:
        ConsistencyChecker(finder.connection).refuse_conflict(record, read.values, by_verb=by_verb)
        if record is SETTING:
            read.values["value"] = read.names["value"] = read_setting(read.values)
    return read


def _take_text(field: Field, value: object, given_by: NamedParameter) -> str:
    try:
        return convert_given(field.type, value)
    except BadValueError as error:
        error.column = given_by
        raise


def _read_field(
    finder: RecordFinder, field: Field, text: str, given_by: NamedParameter
) -> tuple[Value, Value]:
    """What the text is for the field: as the register holds it, and with a reference as a name."""
    try:
        if isinstance(field.type, Reference):
            return finder.find_name(field.type.to, text)
        value = read_known(field.type, text, finder.find_word)
        refuse_like_lost(text)
    except BadValueError as error:
        error.column = given_by
        raise
    if value is None and field.required:
        raise RequiredError(text)
    value = finder.find_spelling(field, value)
    return value, value


class BackToFrontError(BadValueError):
    """The end of what lasts from one day to another is before its beginning."""

    message = N_("ends before it begins on {first}")


class TooSoonError(BadValueError):
    """A day is before that of what it answers to, as an outcome before its referral."""

    message = N_("is before {label}, {first}")


class SiteClosedError(BadValueError):
    """A record is to be dated at a site that was closed by then."""

    message = N_("the site closed on {day}")

    def give_advice(self) -> str | None:
        name = self.details["successor"]
        return _("It was succeeded by: {successor}").format(successor=name) if name else None


class WorkerLeftError(BadValueError):
    """A record is to be dated with a worker who had left by then."""

    message = N_("the worker left on {day}")


class StillInUseError(BadValueError):
    """A site is to close, or a worker to have left, before the day of a record with it."""

    message = N_("{kind} {number} is dated after that, {day}")

    def __init__(self, value: str, later: LaterRecord) -> None:
        super().__init__(value, kind=later.record.label, number=later.id, day=format_day(later.day))


class StandingCodeError(BadValueError):
    """A code is to stand for another citizen, and is that of one who is registered."""

    message = N_("is registered itself, so it stands for no other")
    hint = N_("To make one citizen of two: outreach merge")


class OtherProgrammeError(BadValueError):
    """A status word that belongs to one programme is used in another."""

    message = N_("is a status word of {programme} only")


_AFTER_END: Mapping[str, type[BadValueError]] = {"site": SiteClosedError, "worker": WorkerLeftError}
"""What is said of each kind of record that nothing is dated after the end of."""
