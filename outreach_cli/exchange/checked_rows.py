"""Checked rows, column by column, and what each distinct text of a column was found to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from outreach_cli.core.cpr import holds_cpr
from outreach_cli.core.days import is_relative_day
from outreach_cli.core.errors import BadValueError, RequiredError
from outreach_cli.core.lost_values import NOT_A_NUMBER, refuse_lost_value
from outreach_cli.core.names import fold_case, fold_identifier, normalize
from outreach_cli.exchange.name_resolver import NameResolver
from outreach_cli.exchange.problems import Found, IdLikeCprError, WrittenOutError
from outreach_cli.exchange.readers.sheet import Line, RowBlock
from outreach_cli.privacy.forgotten_codes import ForgottenCodeError
from outreach_cli.records.choices import NotAWordError, read_known
from outreach_cli.records.record import Field
from outreach_cli.records.types import Day, HoldsCprError, Reference, Text, Value

_AS_DIGITS = bytes(b"0"[0] if sign in b"0123456789" else b" "[0] for sign in range(256))
"""By ASCII sign a zero for a digit, else a space."""


class CheckedRow(NamedTuple):
    """A checked row: where it stands, its cells, and its values in the record's order."""

    line: int
    cells: Sequence[str]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class CheckedRows:
    """Checked rows, column by column: the columns of the fields are in the record's order."""

    block: RowBlock
    """The rows as they were read."""
    columns: Sequence[Sequence[Value]]
    contents: Sequence[int]
    """The number of each row's values."""
    fingerprints: Sequence[int]
    """That number, and what the row said besides that could not be taken."""
    sources: Sequence[str | None]
    source_ids: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.contents)

    @cached_property
    def cells(self) -> Sequence[Sequence[str]]:
        """The cells of each row."""
        return list(zip(*self.block.columns, strict=True))

    @cached_property
    def values(self) -> Sequence[tuple[Value, ...]]:
        """The values of each row."""
        return list(zip(*self.columns, strict=True))

    def find_row(self, place: int) -> CheckedRow:
        return CheckedRow(self.block.numbers[place], self.cells[place], self.values[place])

    def list_rows(self) -> list[CheckedRow]:
        return list(map(self.find_row, range(len(self))))

    def pick_rows(self, places: Sequence[int]) -> CheckedRows:
        """Those at these places."""
        if len(places) == len(self):
            return self

        def pick(column: Sequence[Any]) -> list[Any]:
            return [column[each] for each in places]

        block = RowBlock(pick(self.block.numbers), list(map(pick, self.block.columns)))
        known_by = map(pick, (self.contents, self.fingerprints, self.sources, self.source_ids))
        return CheckedRows(block, list(map(pick, self.columns)), *known_by)


class RefusedRow(NamedTuple):
    """A row that cannot be taken, or without `cells` the line from which nothing can be read any more."""

    line: int
    cells: Sequence[str] | None
    found: Sequence[Found]


class ReadBatch(NamedTuple):
    """Rows of a file that were read together, and why no more can be read, if so."""

    rows: RowBlock | Sequence[Line]
    failure: RefusedRow | None


class CheckedBatch(NamedTuple):
    """Rows that were checked together, and those that stood among them and cannot be taken."""

    rows: CheckedRows | None
    refused: Sequence[RefusedRow]


class ColumnValues(dict[str, Value]):
    """What each distinct text of one column was found to be; a wrong one is found wrong each time.

    In a lenient record a text that cannot be taken is nothing, and `invalid` holds it with what may be known
    of it afterwards: no CPR number, and no code of someone who was forgotten.
    """

    def __init__(self, column: Field, names: NameResolver, *, names_citizen: bool = False) -> None:
        """`names_citizen` says that each text is the code of a citizen who may come in."""
        super().__init__()
        self.names_citizen = names_citizen
        self.column = column
        self.names = names
        self.invalid: dict[str, str] = {}
        self.unknown_words: dict[str, NotAWordError] = {}
        """What stood there for a word of the register's own, where that row is kept all the same."""

    def __missing__(self, text: str) -> Value:
        refuse_lost_value(text.strip())
        try:
            value = self._read(text)
        except BadValueError as error:
            if self.column.invalid_as is None:
                raise
            value = None
            if isinstance(error, NotAWordError):
                self.unknown_words[error.value] = error
            self.invalid[text] = "" if isinstance(error, ForgottenCodeError) else normalize(error.value)
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
            return self.names.find_number(kind.to, said)
        elif isinstance(kind, Day) and is_relative_day(said):
            raise WrittenOutError(text)
        else:
            value = self.names.find_spelling(self.column, read_known(kind, said, self.names.find_word))
            if self.names_citizen and fold_case(str(value)) not in self.names.load_kind("citizen"):
                self.names.refuse_forgotten("citizen", str(value))
        if value is None and self.column.required:
            raise RequiredError(text)
        return value


def is_plain(column: Sequence[str]) -> bool:
    """Whether every text is an identifier as it stands, told from all of them at once."""
    together, longest = "".join(column), max(map(len, column))
    return (
        all(column)
        and together.isascii()
        and together.isalnum()
        and NOT_A_NUMBER.isdisjoint(column)
        and (longest < 9 or (longest < 200 and not _holds_cpr_among(";".join(column))))
    )


def _holds_cpr_among(plain: str) -> bool:
    """Whether one of several texts without signs is a CPR number; most have no number that is long enough."""
    return b"0" * 9 in plain.encode().translate(_AS_DIGITS) and holds_cpr(plain)


def read_identifier(text: str) -> str | None:
    """The id that a source has for a row, None for an empty one. Raises a BadValueError."""
    if is_plain([text]):
        return text
    said = text.strip()
    refuse_lost_value(said)
    try:
        return fold_identifier(Text().read(said)) if said else None
    except HoldsCprError:
        raise IdLikeCprError from None


Key = tuple[Value, ...]
"""What tells a row from others: its identity, its name, or its source's id."""


class ExistingRow(NamedTuple):
    """A row that stands in the register already, with its values for the file's columns."""

    id: int
    values: Key


@dataclass
class MatchResult:
    """What is to be done with a batch's rows.

    The places of those to add and of those to correct, each with the number in the register; those to correct
    with their new values.
    """

    added: dict[int, int] = field(default_factory=dict)
    corrected: dict[int, tuple[int, dict[str, Value]]] = field(default_factory=dict)
