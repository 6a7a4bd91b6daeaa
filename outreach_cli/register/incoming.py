"""Rows that come in as text: which column is which field, and each distinct text checked once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from outreach_cli.cpr import holds_cpr
from outreach_cli.errors import BadValue, OutreachError, Required
from outreach_cli.language import N_, _, spoken
from outreach_cli.names import folded, nearest
from outreach_cli.records import RECORDS, Field, Record, record_called
from outreach_cli.records.types import Reference, Text, Value
from outreach_cli.register.content import KEPT, Content
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
from outreach_cli.register.validation import Consistency

SOURCE_ID = "source_id"
SOURCE = "source"
IGNORED = frozenset({"error", "fejl"})
"""Headings of a file of rejects that say why; a later import passes over them."""
REASON = "invalid_reason"
"""The field of a lenient record that says why it is not valid."""
BATCH = 1000
"""Rows that are checked, looked up and written together: few enough for the processor's cache."""

Line = tuple[int, Sequence[str]]
"""A row of a file: the line that it begins on, and its cells."""


@dataclass(frozen=True)
class Sheet:
    """Rows to bring in: the place that messages name, the headings with their line, rows with theirs.

    `read` says how much of it is read by now, from 0 to 1.
    """

    place: str
    headings: Sequence[str]
    rows: Iterable[Line]
    line: int = 1
    read: Callable[[], float] = lambda: 1.0


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


def creatable(wanted: bool | Iterable[str]) -> frozenset[str]:
    """The kinds of named records that may be made: all for True, or those called by the words given.

    Raises UnknownKind for a word that is no kind, and Unnamed for one whose records have no name.
    """
    named = frozenset(record.kind for record in RECORDS.values() if record.name and record.kind != "setting")
    if isinstance(wanted, bool):
        return named if wanted else frozenset()
    kinds = [record_called(word) for word in wanted]
    for record in kinds:
        if record.kind not in named:
            able = ", ".join(each.plural for each in RECORDS.values() if each.kind in named)
            raise Unnamed(kinds=record.labels, able=able)
    return frozenset(record.kind for record in kinds)


class Unnamed(OutreachError):
    """A name alone does not make {kinds}; it makes: {able}."""

    exit_code = 2


class Row(NamedTuple):
    """A checked row: where it stands, its cells, and its values in the record's order."""

    line: int
    cells: Sequence[str]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Rows:
    """Checked rows, column by column: the columns of the fields are in the record's order."""

    lines: Sequence[int]
    cells: Sequence[Sequence[str]]
    columns: Sequence[Sequence[Value]]
    fingerprints: Sequence[int]
    sources: Sequence[str | None]
    source_ids: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def values(self) -> Sequence[tuple[Value, ...]]:
        """The values of each row."""
        return list(zip(*self.columns, strict=True))

    def row(self, place: int) -> Row:
        return Row(self.lines[place], self.cells[place], self.values[place])

    def only(self, places: Sequence[int]) -> Rows:
        """Those at these places."""
        if len(places) == len(self):
            return self
        return Rows(
            [self.lines[each] for each in places],
            [self.cells[each] for each in places],
            [[column[each] for each in places] for column in self.columns],
            [self.fingerprints[each] for each in places],
            [self.sources[each] for each in places],
            [self.source_ids[each] for each in places],
        )


class Cells(dict[str, Value]):
    """What each distinct text of one column was found to be; a wrong one is found wrong each time.

    In a lenient record a text that cannot be taken is nothing, and `invalid` holds it.
    """

    def __init__(self, column: Field, names: Names) -> None:
        super().__init__()
        self.column = column
        self.names = names
        self.invalid: set[str] = set()

    def __missing__(self, text: str) -> Value:
        try:
            value = self._read(text)
        except BadValue:
            if self.column.invalid_as is None:
                raise
            value = None
            self.invalid.add(text)
        self[text] = value
        return value

    def clear(self) -> None:
        super().clear()
        self.invalid.clear()

    def _read(self, text: str) -> Value:
        said = text.strip() or self.column.default or ""
        kind = self.column.type
        if not said:
            value: Value = None
        elif isinstance(kind, Reference):
            return self.names.number(kind.to, said)
        else:
            value = kind.read(said)
        if value is None and self.column.required:
            raise Required(text)
        return value


class Incoming:
    """The rows of one sheet as checked rows of one record; what is wrong with them goes to `problems`."""

    def __init__(self, record: Record, sheet: Sheet, ways: Ways, names: Names, problems: Problems) -> None:
        self.record, self.sheet, self.ways, self.problems = record, sheet, ways, problems
        self._names = names
        self.places: dict[str, int] = {}
        self.unnamed: list[int] = []
        self._find_columns()
        rule = RULES.get(record.kind)
        self.rule = rule(names.change) if rule else None
        self.file_keys = tuple(key for key in record.keys if key in self.places)
        """The fields that the file has a column for."""
        self._cells = {key: Cells(record.by_key[key], names) for key in self.file_keys}
        self._absent: dict[str, Value] = {
            each.key: each.type.read(each.default) if each.default else None
            for each in record.fields
            if each.key not in self.places
        }
        self.content = Content(record)
        consistency = Consistency(names.change.connection)
        self._consistency = consistency if consistency.applies(record) else None

    def _find_columns(self) -> None:
        """Match the headings with fields; tell those that are unknown, doubled or missing."""
        found: list[Found] = []
        known = headings_of(self.record)
        mapped = {}
        for heading, wanted in self.ways.mapped.items():
            mapped[folded(heading)] = known.get(folded(wanted))
            if folded(wanted) not in known:
                found.append((heading, self._unknown(wanted, known)))
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
                found.append((heading, self._unknown(heading, known)))
            else:
                self.unnamed.append(place)
        for each in self.record.fields:
            if each.required and not each.default and each.key not in self.places:
                found.append((each.key, MissingColumn("")))
        self.readable = not found
        if found:
            self.problems.reject(self.sheet.place, self.sheet.line, self.sheet.headings, None, found)

    def _unknown(self, heading: str, known: Mapping[str, str]) -> UnknownHeading:
        """That there is no such column: the nearest there are, or all of them."""
        offered = {each.key: str(each.label) if spoken() == "da" else each.key for each in self.record.fields}
        near = dict.fromkeys(offered.get(known[each], each) for each in nearest(heading, known))
        return UnknownHeading(heading, nearest=tuple(near), known=", ".join(offered.values()))

    def batches(self) -> Iterator[Rows]:
        """The rows that can be taken, many at a time. The others are told and passed over."""
        lines = iter(self.sheet.rows)
        while batch := self._next(lines):
            try:
                yield self._checked(batch)
            except BadValue:
                if good := [line for line in batch if self._is_good(line)]:
                    yield self._checked(good)
            for each in self._cells.values():
                if len(each) > KEPT:
                    each.clear()

    def _next(self, lines: Iterator[Line]) -> list[Line]:
        """The next lines, as many as are taken together; none where no more can be read."""
        batch: list[Line] = []
        try:
            batch.extend(islice(lines, BATCH))
        except Unreadable as error:
            place, headings = self.sheet.place, self.sheet.headings
            self.problems.reject(place, error.line, headings, None, [(_(N_("file")), error)])
        return batch

    def _is_good(self, line: Line) -> bool:
        """Whether a row can be taken; one that cannot is told."""
        try:
            self._checked([line])
        except BadValue:
            self._refuse(*line)
            return False
        return True

    def _checked(self, lines: Sequence[Line]) -> Rows:
        """The rows, checked column by column. Raises the first BadValue that is met."""
        numbers, rows = zip(*lines, strict=True)
        width = len(self.sheet.headings)
        if self.unnamed or set(map(len, rows)) != {width}:
            for cells in rows:
                self._check_width(cells)
            rows = tuple(cells[:width] for cells in rows)
        columns = list(zip(*rows, strict=True))
        values: dict[str, list[Value]] = {
            key: [self._absent[key]] * len(rows)
            if key in self._absent
            else list(map(self._cells[key].__getitem__, columns[self.places[key]]))
            for key in self.record.keys
        }
        self._complete(columns, values)
        for whole in zip(*values.values(), strict=True) if self._consistency else ():
            if amiss := self._amiss(dict(zip(values, whole, strict=True))):
                raise amiss[1]
        checked = list(values.values())
        sources = self._identifiers(SOURCE, columns, len(rows))
        if self.ways.source:
            sources = [each or self.ways.source for each in sources]
        source_ids = self._identifiers(SOURCE_ID, columns, len(rows))
        return Rows(numbers, rows, checked, self.content.fingerprints(checked), sources, source_ids)

    def _complete(self, columns: Sequence[Sequence[str]], values: dict[str, list[Value]]) -> None:
        """Put into `values` what follows from them: why a row is not valid, and what the rule says."""
        for key, cells in self._cells.items():
            if not cells.invalid:
                continue
            reasons = values[REASON]
            for number, text in enumerate(columns[self.places[key]]):
                if text in cells.invalid:
                    reasons[number] = reasons[number] or cells.column.invalid_as
        if self.rule:
            for number, whole in enumerate(zip(*values.values(), strict=True)):
                row = dict(zip(values, whole, strict=True))
                for key, value in self.rule.complete(row, self._absent).items():
                    values[key][number] = value
                    kind = self.record.by_key[key].type
                    if isinstance(kind, Reference) and isinstance(value, int):
                        self._names.rely(kind.to, [value])

    def _amiss(self, values: Mapping[str, Value]) -> Found | None:
        """What does not fit together in a row whose every cell can be read, and in which column."""
        found = self._consistency.amiss(self.record, values) if self._consistency else None
        return (self.heading(found[0].key), found[1]) if found else None

    def _check_width(self, cells: Sequence[str]) -> None:
        """Raises Ragged, or UnnamedColumn for something under no heading."""
        expected = len(self.sheet.headings)
        if len(cells) < expected or any(cells[expected:]):
            raise Ragged(" … ".join(cells[-2:]), fields=len(cells), headings=expected)
        for place in self.unnamed:
            if cells[place].strip():
                raise UnnamedColumn(cells[place])

    def _identifiers(self, key: str, columns: Sequence[Sequence[str]], number: int) -> Sequence[str | None]:
        """A source's own numbers or names, which are text whatever they look like."""
        if key not in self.places:
            return [None] * number
        column = columns[self.places[key]]
        return column if _plain(column) else list(map(identifier, column))

    def _refuse(self, line: int, cells: Sequence[str]) -> None:
        """Tell everything that is wrong with a row."""
        found: list[Found] = []
        try:
            self._check_width(cells)
        except BadValue as error:
            found.append((_(N_("row")), error))
        else:
            checks: dict[str, Callable[[str], object]] = {SOURCE_ID: identifier, SOURCE: identifier}
            checks |= {key: each.__getitem__ for key, each in self._cells.items()}
            for key, place in self.places.items():
                try:
                    checks[key](cells[place])
                except BadValue as error:
                    found.append((self.sheet.headings[place], error))
            if not found:
                told = {key: each[cells[self.places[key]]] for key, each in self._cells.items()}
                amiss = self._amiss(self._absent | told)
                found += [amiss] if amiss else []
        self.problems.reject(self.sheet.place, line, self.sheet.headings, cells, found)

    def name_in(self, cells: Sequence[str]) -> str | None:
        """The name that a row is for, as the register would hold it; None where that cannot be read."""
        key = self.record.naming.key
        try:
            return str(self.record.naming.type.read(cells[self.places[key]]))
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


def _plain(column: Sequence[str]) -> bool:
    """Whether every text is an identifier as it stands, told from all of them at once."""
    together, longest = "".join(column), max(map(len, column))
    return (
        all(column)
        and together.isascii()
        and together.isalnum()
        and (longest < 10 or (longest < 200 and not holds_cpr(";".join(column))))
    )


def identifier(text: str) -> str | None:
    """The id that a source has for a row, None for an empty one. Raises a BadValue."""
    if text.isalnum() and text.isascii() and len(text) < 200 and not holds_cpr(text):
        return text
    said = text.strip()
    return Text().read(said) if said else None
