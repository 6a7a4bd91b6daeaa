"""Rows that come in as text: which column is which field, and each distinct text checked once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from outreach_cli.errors import BadValue, Required
from outreach_cli.language import N_, _
from outreach_cli.names import folded, nearest
from outreach_cli.records import Field, Record
from outreach_cli.records.types import Reference, Text, Value
from outreach_cli.register.journal import content_part, fingerprint, signed
from outreach_cli.register.known import Names
from outreach_cli.register.problems import (
    DoubledHeading,
    Found,
    MissingColumn,
    Problems,
    Ragged,
    UnknownHeading,
    UnnamedColumn,
    Unreadable,
)
from outreach_cli.register.rules import RULES

SOURCE_ID = "source_id"
SOURCE = "source"
IGNORED = frozenset({"error", "fejl"})
"""Headings of a file of rejects that say why; a later import passes over them."""
REASON = "invalid_reason"
"""The field of a lenient record that says why it is not valid."""
KEPT = 100_000
"""How many distinct texts of a column are remembered at a time."""
_PROTECTED = re.compile(r"'+[=+\-@\t\r]")

Cell = tuple[Value, int, str | None]
"""A checked cell: its value, its part of the fingerprint, and the reason why a lenient record is invalid."""


@dataclass(frozen=True)
class Sheet:
    """Rows to bring in: the place that messages name, the headings with their line, rows with theirs."""

    place: str
    headings: Sequence[str]
    rows: Iterable[tuple[int, Sequence[str]]]
    line: int = 1


@dataclass(frozen=True)
class Ways:
    """How rows are to be taken.

    `create` holds the kinds whose unknown names are made; `mapped` the field's key by heading; `ignored`
    headings to pass over; `source` the system that the ids come from.
    """

    create: frozenset[str] = frozenset()
    mapped: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    source: str | None = None


class Row(NamedTuple):
    """A checked row: its values in the order of `Incoming.keys`, and the fingerprint of its content."""

    line: int
    cells: Sequence[str]
    values: tuple[Value, ...]
    fingerprint: int
    source_id: str | None = None
    source: str | None = None


class Cells(dict[str, Cell]):
    """What each distinct text of one column was found to be."""

    def __init__(self, column: Field, names: Names) -> None:
        super().__init__()
        self.column = column
        self.names = names

    def __missing__(self, text: str) -> Cell:
        try:
            value, reason = self._read(text), None
        except BadValue:
            if self.column.invalid_as is None:
                raise
            value, reason = None, self.column.invalid_as
        if len(self) >= KEPT:
            self.clear()
        self[text] = cell = value, content_part(self.column.key, value), reason
        return cell

    def _read(self, text: str) -> Value:
        said = unprotected(text).strip() or self.column.default or ""
        kind = self.column.type
        if not said:
            value: Value = None
        elif isinstance(kind, Reference):
            return self.names.number(kind.to, said)
        else:
            value = kind.read(said)
        if value is None and (self.column.required or (self.column.invalid_as and not said)):
            raise Required(text)
        return value


def unprotected(text: str) -> str:
    """The text without the apostrophe with which an export keeps a spreadsheet from seeing a formula."""
    return text[1:] if text.startswith("'") and _PROTECTED.match(text) else text


class Incoming:
    """The rows of one sheet as checked rows of one record; what is wrong with them goes to `problems`."""

    def __init__(self, record: Record, sheet: Sheet, ways: Ways, names: Names, problems: Problems) -> None:
        self.record, self.sheet, self.ways, self.problems = record, sheet, ways, problems
        self.places: dict[str, int] = {}
        self.unnamed: list[int] = []
        self._find_columns()
        rule = RULES.get(record.kind)
        self.rule = rule(names.change) if rule else None
        self.file_keys = tuple(key for key in record.keys if key in self.places)
        """The fields that the file has a column for."""
        follow = {*(self.rule.keys if self.rule else ()), REASON}
        extra = [each for each in record.fields if each.key not in self.places]
        extra = [each for each in extra if each.default or each.key in follow]
        self.keys = (*self.file_keys, *(each.key for each in extra))
        """The fields that each row has a value for: those of the file, then those that follow from them."""
        self._caches = [Cells(record.by_key[key], names) for key in self.file_keys]
        self._pick = _picker([self.places[key] for key in self.file_keys])
        self._extra = [Cells(each, names)[""] if each.default else (None, 0, None) for each in extra]
        self._source_id = self.places.get(SOURCE_ID)
        self._source = self.places.get(SOURCE)

    def _find_columns(self) -> None:
        """Match the headings with fields; tell those that are unknown, doubled or missing."""
        found: list[Found] = []
        known = headings_of(self.record)
        mapped = {folded(heading): key for heading, key in self.ways.mapped.items()}
        passed = IGNORED | {folded(each) for each in self.ways.ignored}
        for place, heading in enumerate(self.sheet.headings):
            said = folded(heading)
            key = mapped.get(said) or known.get(said)
            if said in passed and said not in mapped:
                continue
            if key and key in self.places:
                found.append((heading, DoubledHeading(heading)))
            elif key:
                self.places[key] = place
            elif said:
                found.append((heading, UnknownHeading(heading, nearest=nearest(heading, known))))
            else:
                self.unnamed.append(place)
        for each in self.record.fields:
            if each.required and not each.default and each.key not in self.places:
                found.append((each.key, MissingColumn("")))
        self.readable = not found
        if found:
            self.problems.reject(self.sheet.place, self.sheet.line, self.sheet.headings, None, found)

    def rows(self) -> Iterator[Row]:
        """The rows that can be taken. The others are told and passed over."""
        lines = iter(self.sheet.rows)
        while True:
            try:
                for line, cells in lines:
                    try:
                        yield self._row(line, cells)
                    except BadValue:
                        self._refuse(line, cells)
                return
            except Unreadable as error:
                place, headings = self.sheet.place, self.sheet.headings
                self.problems.reject(place, error.line, headings, None, [(_(N_("file")), error)])
                return

    def _row(self, line: int, cells: Sequence[str]) -> Row:
        """One row, checked. Raises the first BadValue in it."""
        if len(cells) != len(self.sheet.headings) or self.unnamed:
            self._check_width(cells)
        checked = [cache[text] for cache, text in zip(self._caches, self._pick(cells), strict=True)]
        checked += self._extra
        values, parts, reasons = zip(*checked, strict=True)
        source_id = self._identifier(cells, self._source_id)
        source = self._identifier(cells, self._source) or self.ways.source
        row = Row(line, cells, values, signed(sum(parts)), source_id, source)
        if self.rule or any(reasons):
            return self._completed(row, next(filter(None, reasons), None))
        return row

    def _completed(self, row: Row, reason: str | None) -> Row:
        """The row with what follows from its values: those of the record's rule, and why it is not valid."""
        values = dict(zip(self.keys, row.values, strict=True))
        if self.rule:
            values |= self.rule.complete(values)
        if reason and values[REASON] is None:
            values[REASON] = reason
        return row._replace(values=tuple(values.values()), fingerprint=fingerprint(self.record, values))

    def _check_width(self, cells: Sequence[str]) -> None:
        """Raises Ragged, or UnnamedColumn for something under no heading."""
        expected = len(self.sheet.headings)
        if len(cells) < expected or any(cells[expected:]):
            raise Ragged(" … ".join(cells[-2:]), fields=len(cells), headings=expected)
        for place in self.unnamed:
            if cells[place].strip():
                raise UnnamedColumn(cells[place])

    def _identifier(self, cells: Sequence[str], place: int | None) -> str | None:
        """A source's own number or name, which is text whatever it looks like."""
        if place is None:
            return None
        text = cells[place]
        if text.isalnum() and text.isascii() and len(text) < 200:
            return text
        said = unprotected(text).strip()
        return Text().read(said) if said else None

    def _refuse(self, line: int, cells: Sequence[str]) -> None:
        """Tell everything that is wrong with a row."""
        found: list[Found] = []
        try:
            self._check_width(cells)
        except BadValue as error:
            found.append((_(N_("row")), error))
        else:
            for place, check in self._checks():
                try:
                    check(cells[place])
                except BadValue as error:
                    found.append((self.sheet.headings[place], error))
        self.problems.reject(self.sheet.place, line, self.sheet.headings, cells, found)

    def _checks(self) -> Iterator[tuple[int, Callable[[str], object]]]:
        """Each column that is read: its place, and what raises a BadValue for a wrong text in it."""
        for key, cache in zip(self.file_keys, self._caches, strict=True):
            yield self.places[key], cache.__getitem__
        for place in (self._source_id, self._source):
            if place is not None:
                yield place, lambda text: self._identifier([text], 0)

    def name_in(self, cells: Sequence[str]) -> str | None:
        """The name that a row is for, as the register would hold it; None where that cannot be read."""
        key = self.record.naming.key
        try:
            return str(self.record.naming.type.read(unprotected(cells[self.places[key]])))
        except (BadValue, LookupError):
            return None

    def heading(self, key: str) -> str:
        """The heading of a field's column as it stands in the file."""
        return self.sheet.headings[self.places[key]] if key in self.places else key


def headings_of(record: Record) -> dict[str, str]:
    """The field's key by every heading that is known for it, without case."""
    known = {}
    for each in record.fields:
        for heading in (*each.headings, *each.label.both, each.key):
            known[folded(heading)] = each.key
    for each in record.fields:  # a key is never taken by another field's label
        known[each.key] = each.key
    if record.by_content:
        known |= {SOURCE_ID: SOURCE_ID, SOURCE: SOURCE}
    return known


def _picker(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """What takes the cells at those places out of a row."""
    if len(places) == 1:
        return lambda cells: (cells[places[0]],)
    return itemgetter(*places) if places else lambda cells: ()
