"""A sheet: headings and rows of text, whatever file or source they come from."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from outreach_cli.core.errors import BadValueError
from outreach_cli.core.language import N_
from outreach_cli.records.types import convert_to_text


class UnreadableRowsError(BadValueError):
    """A file of rows could be read no further."""

    message = N_("{reason}")

    def __init__(self, reason: str, *, line: int = 1, value: str = "") -> None:
        super().__init__(value, reason=reason)
        self.line = line


Line = tuple[int, Sequence[str]]
"""A row of a file: the line that it begins on, and its cells."""


def fail_after(rows: Iterable[Line], error: UnreadableRowsError | None) -> Iterator[Line]:
    """The rows of a file that could be read, then why no more could, if so."""
    yield from rows
    if error:
        raise error


@dataclass(frozen=True)
class RowBlock:
    """Rows that were read together, as columns: the line that each begins on, and each column's cells."""

    numbers: Sequence[int]
    columns: Sequence[Sequence[str]]

    def list_lines(self) -> list[Line]:
        """The rows one by one."""
        return list(zip(self.numbers, zip(*self.columns, strict=True), strict=True))


class BlockRows(Iterable[Line]):
    """Rows that can be had one by one, and before that many at a time, which is quicker."""

    @abstractmethod
    def take_block(self, size: int) -> RowBlock | list[Line] | None:
        """So many of the next lines; None where they are to be had one by one, and from then on."""


@dataclass(frozen=True)
class Sheet:
    """Rows to bring in: the place that messages name, the headings with their line, rows with theirs.

    `read` says how much of it is read by now, from 0 to 1; `form` in which of the row formats the text is.
    """

    place: str
    headings: Sequence[str]
    rows: Iterable[Line]
    line: int = 1
    read: Callable[[], float] = lambda: 1.0
    form: str | None = None


def make_sheet(rows: Iterable[Mapping[str, object]]) -> Sheet:
    """Rows in memory as a sheet: the first one's keys are the headings, and the lines count from 1."""
    ordered = iter(rows)
    first = next(ordered, {})
    headings = list(first)

    def read_lines() -> Iterator[Line]:
        for number, row in enumerate(chain([first] if first else [], ordered), 1):
            more = [convert_to_text(row[key]) for key in row if key not in first]
            yield number, [*(convert_to_text(row.get(key)) for key in headings), *more]

    return Sheet("rows", headings, read_lines())
