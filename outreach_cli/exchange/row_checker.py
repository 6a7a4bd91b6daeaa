"""Rows that come in as text: each distinct text is checked once, and rows are handed on in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from outreach_cli.core.errors import BadValueError
from outreach_cli.core.language import _
from outreach_cli.exchange.checked_rows import (
    CheckedBatch,
    CheckedRows,
    ColumnValues,
    ReadBatch,
    RefusedRow,
    is_plain,
    read_identifier,
)
from outreach_cli.exchange.columns import match_columns
from outreach_cli.exchange.import_options import ImportOptions
from outreach_cli.exchange.name_resolver import NameResolver
from outreach_cli.exchange.problems import (
    Found,
    ImportProblems,
    UnknownHeadingError,
    UnnamedColumnError,
    refuse_ragged,
)
from outreach_cli.exchange.readers.sheet import BlockRows, Line, RowBlock, Sheet, UnreadableRowsError
from outreach_cli.exchange.row_rules import RULES
from outreach_cli.records.citizens import CODES
from outreach_cli.records.record import Record
from outreach_cli.records.types import Reference, Value
from outreach_cli.register.validation import ConsistencyChecker
from outreach_cli.storage.row_digests import KEPT, RowDigests, digest_refused
from outreach_cli.storage.schema import SOURCE, SOURCE_ID

REASON = "invalid_reason"
"""The field of a lenient record that says why it is not valid."""
BATCH = 1000
"""Rows that are checked, looked up and written together: few enough for the processor's cache."""


class RowChecker:
    """The rows of one sheet as checked rows of one record; what is wrong with them goes to `problems`."""

    def __init__(
        self,
        record: Record,
        sheet: Sheet,
        options: ImportOptions,
        names: NameResolver,
        problems: ImportProblems,
    ) -> None:
        self.record, self.sheet, self.options, self.problems = record, sheet, options, problems
        self.names = names
        match = match_columns(record, sheet.headings, options)
        self.places, self.unnamed = match.places, match.unnamed
        problems.mapped |= match.mapped
        self.readable = all(isinstance(error, UnknownHeadingError) for _heading, error in match.wrong)
        """Whether the rows can be looked at: a column more than is known keeps nobody from the others."""
        if match.wrong:
            problems.reject(sheet.place, sheet.line, sheet.headings, None, match.wrong)
        rule = RULES[record.kind](names.change) if record.kind in RULES else None
        self.rule = rule if rule and rule.applies else None
        self.file_keys = tuple(key for key in record.keys if key in self.places)
        """The fields that the file has a column for."""
        self._cells = {
            key: ColumnValues(record.by_key[key], names, names_citizen=(record.kind, key) in CODES)
            for key in self.file_keys
        }
        self._absent: dict[str, Value] = {
            each.key: each.type.read(each.default) if each.default else None
            for each in record.fields
            if each.key not in self.places
        }
        self.content = RowDigests(record)
        consistency = ConsistencyChecker(names.change.connection)
        self._consistency = consistency if consistency.can_conflict(record) else None

    @property
    def knows_beforehand(self) -> bool:
        """Whether what a row is found to be hangs on no row before it, nor on a look into the register.

        Such rows may be checked while others are written, once all that they are looked up in is read.
        """
        return not (self.record.name or self.rule or self._consistency or self.names.create)

    def check_batches(self) -> Iterator[CheckedBatch]:
        """All the rows, many at a time."""
        return map(self.check_batch, self.read_batches())

    def read_batches(self) -> Iterator[ReadBatch]:
        """The sheet's rows, as many at a time as are checked, looked up and written together."""
        source, failure = self.sheet.rows, None
        while isinstance(source, BlockRows) and (block := source.take_block(BATCH)) is not None:
            yield ReadBatch(block, None)
        rows = iter(source)
        while not failure:
            lines: list[Line] = []
            try:
                lines.extend(islice(rows, BATCH))
            except UnreadableRowsError as error:
                failure = RefusedRow(error.line, None, [(_("file"), error)])
            if not lines and not failure:
                break
            yield ReadBatch(lines, failure)

    def check_batch(self, batch: ReadBatch) -> CheckedBatch:
        """The rows that can be taken, if any, and why the others cannot."""
        refused = [batch.failure] if batch.failure else []
        rows = None
        try:
            rows = self._check_rows(batch.rows) if batch.rows else None
        except BadValueError:
            lines = batch.rows.list_lines() if isinstance(batch.rows, RowBlock) else batch.rows
            found = [self._find_wrong(cells) for _number, cells in lines]
            refused += [RefusedRow(*line, wrong) for line, wrong in zip(lines, found, strict=True) if wrong]
            if good := [line for line, wrong in zip(lines, found, strict=True) if not wrong]:
                rows = self._check_rows(good)
        for each in self._cells.values():
            if len(each) > KEPT:
                each.clear()
        return CheckedBatch(rows, refused)

    def reject(self, row: RefusedRow) -> None:
        """Tell why a row cannot be taken."""
        self.problems.reject(self.sheet.place, row.line, self.sheet.headings, row.cells, row.found)

    def _make_block(self, rows: RowBlock | Sequence[Line]) -> RowBlock:
        """The rows with a cell for each heading. Raises what `_check_width` does."""
        width = len(self.sheet.headings)
        if isinstance(rows, RowBlock):
            if len(rows.columns) == width and not self.unnamed:
                return rows
            rows = rows.list_lines()
        numbers, lines = zip(*rows, strict=True)
        if self.unnamed or set(map(len, lines)) != {width}:
            for cells in lines:
                self._check_width(cells)
            lines = tuple(cells[:width] for cells in lines)
        return RowBlock(numbers, list(zip(*lines, strict=True)))

    def _check_rows(self, rows: RowBlock | Sequence[Line]) -> CheckedRows:
        """The rows, checked column by column. Raises the first BadValueError that is met."""
        block = self._make_block(rows)
        columns, number = block.columns, len(block.numbers)
        values: dict[str, list[Value]] = {
            key: [self._absent[key]] * number
            if key in self._absent
            else list(map(self._cells[key].__getitem__, columns[self.places[key]]))
            for key in self.record.keys
        }
        refused = self._note_invalid(columns, values)
        if self.rule or self._consistency:
            self._complete_rows(values)
        checked = list(values.values())
        sources = self._read_identifiers(SOURCE, columns, number)
        if self.options.source:
            sources = [each or self.options.source for each in sources]
        source_ids = self._read_identifiers(SOURCE_ID, columns, number)
        contents = self.content.compute_fingerprints(checked)
        fingerprints = contents
        if by_content := [place for place in refused if source_ids[place] is None]:
            fingerprints = list(contents)
            for place in by_content:
                fingerprints[place] += digest_refused(refused[place])
        return CheckedRows(block, checked, contents, fingerprints, sources, source_ids)

    def _note_invalid(
        self, columns: Sequence[Sequence[str]], values: dict[str, list[Value]]
    ) -> dict[int, list[str]]:
        """Put into `values` why a row is not valid.

        Returns by place what an invalid row said that could not be taken. One that states its reason itself,
        as an export does, holds nothing of that any more.
        """
        refused: dict[int, list[str]] = {}
        for key, cells in self._cells.items():
            if not cells.invalid:
                continue
            reasons = values[REASON]
            for number, text in enumerate(columns[self.places[key]]):
                if text in cells.invalid:
                    if reasons[number] is None or number in refused:
                        refused.setdefault(number, []).append(f"{key}={cells.invalid[text]}")
                    reasons[number] = reasons[number] or cells.column.invalid_as
        return refused

    def _complete_rows(self, values: dict[str, list[Value]]) -> None:
        """Put into `values` what follows from them. Raises the first BadValueError of what does not fit."""
        for number, whole in enumerate(zip(*values.values(), strict=True)):
            row = dict(zip(values, whole, strict=True))
            followed = self._list_following(row)
            for key, value in followed.items():
                values[key][number] = value
                kind = self.record.by_key[key].type
                if isinstance(kind, Reference) and isinstance(value, int):
                    self.names.rely(kind.to, [value])
            if amiss := self.list_conflicts(row | followed):
                raise amiss[0][1]

    def _list_following(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """What follows from the values of a row by the rule of its kind."""
        return self.rule.complete(values, self._absent) if self.rule else {}

    def list_conflicts(self, values: Mapping[str, Value], unread: Sequence[str] = ()) -> list[Found]:
        """What does not fit together in a row, each with its column; the cells `unread` could not be read."""
        if not self._consistency:
            return []
        found = self._consistency.list_conflicts(self.record, values, unread)
        return [(self.find_heading(field.key), error) for field, error in found]

    def _check_width(self, cells: Sequence[str]) -> None:
        """Raises RaggedError, or UnnamedColumnError for something under no heading."""
        refuse_ragged(cells, len(self.sheet.headings))
        for place in self.unnamed:
            if cells[place].strip():
                raise UnnamedColumnError(cells[place])

    def _read_identifiers(
        self, key: str, columns: Sequence[Sequence[str]], number: int
    ) -> Sequence[str | None]:
        """A source's own numbers or names, which are text whatever they look like."""
        if key not in self.places:
            return [None] * number
        column = columns[self.places[key]]
        return column if is_plain(column) else list(map(read_identifier, column))

    def _find_wrong(self, cells: Sequence[str]) -> list[Found]:
        """Everything that is wrong with what a row says, or else with what follows from it."""
        try:
            self._check_width(cells)
        except BadValueError as error:
            return [(_("row"), error)]
        found: list[Found] = []
        told, unread = dict(self._absent), list[str]()
        for key, place in self.places.items():
            try:
                if key in self._cells:
                    told[key] = self._cells[key][cells[place]]
                else:
                    read_identifier(cells[place])
            except BadValueError as error:
                found.append((self.sheet.headings[place], error))
                unread.append(key)
        if unread:
            return found + self.list_conflicts(told, unread)
        amiss = self.list_conflicts(told | self._list_following(told))
        return amiss and (self.list_conflicts(told) or amiss)

    def list_unknown_words(self) -> list[Found]:
        """What the register has no word for in rows that are kept as not valid, each once."""
        return [
            (self.find_heading(key), error)
            for key, each in self._cells.items()
            for error in each.unknown_words.values()
        ]

    def read_name(self, cells: Sequence[str]) -> str | None:
        """The name that a row is for, as the register would hold it; None where that cannot be read."""
        key = self.record.naming.key
        try:
            return str(self.record.naming.type.read(cells[self.places[key]]))
        except (BadValueError, LookupError):
            return None

    def find_heading(self, key: str) -> str:
        """The heading of a field's column as it stands in the file."""
        return self.sheet.headings[self.places[key]] if key in self.places else key
