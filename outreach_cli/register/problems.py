"""What is wrong with rows that come in: every problem counted, the first ones kept in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from outreach_cli.cpr import without_cpr
from outreach_cli.errors import BadValue, OutreachError, shortened
from outreach_cli.language import N_, _, ngettext

SHOWN = 50
"""How many problems are told in words; all are counted."""


@dataclass(frozen=True)
class Problem:
    """One problem: file, line, column (as its heading stands), the value, and why it cannot be taken."""

    place: str
    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        column = without_cpr(self.column)
        return f'{self.place}:{self.line}: {column}: {self.reason} ("{shortened(self.value)}")'


def reason_of(error: BadValue) -> str:
    """Why, with the nearest known values or all there are."""
    said = error.reason()
    if error.nearest:
        names = ", ".join(f'"{name}"' for name in error.nearest)
        return _(N_("{reason}, did you mean {nearest}?")).format(reason=said, nearest=names)
    if "known" in error.details:
        return _(N_("{reason}, known: {known}")).format(reason=said, known=error.details["known"])
    return said


class NearestLater(BadValue):
    """A value whose nearest known ones take long to find."""

    def look_near(self) -> None:
        """Find them: done only for a problem that is told in words."""


Found = tuple[str, BadValue]
"""The heading of a column, and what is wrong in it."""
SetAside = Callable[[str, Sequence[str], Sequence[str], str], None]
"""Takes a rejected row: its place, the headings, its cells, and what is wrong in words."""


@dataclass
class Problems:
    """The problems of an import: the first kept in words, all counted, and the rows that they stood in.

    `unknown` says that some names are not known, `headings` that some columns are not, `whole` that every
    row could at least be looked at.
    `set_aside` gets each rejected row.
    """

    kept: list[Problem] = field(default_factory=list)
    count: int = 0
    rows: int = 0
    unknown: bool = False
    headings: bool = False
    whole: bool = True
    set_aside: SetAside | None = None

    def __getstate__(self) -> dict[str, object]:
        """Pickled without what takes the rejected rows: it writes to a file of this process."""
        return self.__dict__ | {"set_aside": None}

    @property
    def wordy(self) -> bool:
        """Whether the next problem will be told in words."""
        return len(self.kept) < SHOWN

    def reject(
        self,
        place: str,
        line: int,
        headings: Sequence[str],
        cells: Sequence[str] | None,
        found: Sequence[Found],
    ) -> None:
        """Something cannot be taken, for the reasons `found`: a row, or without `cells` the file itself."""
        self.count += len(found)
        self.rows += cells is not None
        self.whole = self.whole and cells is not None
        self.unknown = self.unknown or any(isinstance(error, NearestLater) for _column, error in found)
        self.headings = self.headings or any(isinstance(error, UnknownHeading) for _column, error in found)
        if not self.wordy and not self.set_aside:
            return
        told = []
        for column, error in found:
            if self.wordy and isinstance(error, NearestLater):
                error.look_near()
            told.append(Problem(place, line, column, error.value, reason_of(error)))
            if self.wordy:
                self.kept.append(told[-1])
        if self.set_aside and cells is not None:
            said = "; ".join(f"{each.column}: {each.reason}" for each in told)
            self.set_aside(place, headings, cells, said)


class Rejected(OutreachError):
    """{said}"""

    exit_code = 3

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        said = ngettext(
            "{n} problem was found; nothing was written.",
            "{n} problems were found; nothing was written.",
            problems.count,
        )
        super().__init__(said=said.format(n=problems.count))

    def advice(self) -> str | None:
        if self.problems.headings:
            return _(N_("Say which field it is (--map HEADING=FIELD), or pass over it (--ignore HEADING)."))
        return _(N_("To make the names that are not known: --create")) if self.problems.unknown else None


class UnknownHeading(BadValue):
    """unknown column"""


class DoubledHeading(BadValue):
    """the column stands twice"""


class MissingColumn(BadValue):
    """the column is missing"""


class UnnamedColumn(BadValue):
    """stands in a column without a heading"""


class Ragged(BadValue):
    """the row has {fields} fields where the heading has {headings}"""


class DoubledRow(BadValue):
    """stands on an earlier line too, with other values"""


class Unreadable(BadValue):
    """{reason}"""

    def __init__(self, value: str, *, line: int, reason: str) -> None:
        super().__init__(value, reason=reason)
        self.line = line
