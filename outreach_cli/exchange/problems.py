"""What is wrong with rows that come in: every problem counted, the first ones kept in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.errors import BadValueError, OutreachError, shorten_text
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.records.choices import NotAWordError
from outreach_cli.records.types import HoldsCprError
from outreach_cli.tables.cells import clean

SHOWN = 50
"""How many problems are told in words; all are counted."""
MOST_NAMES = 3_000
"""Among how many names the nearest to an unknown one is looked for; more take too long."""


@dataclass(frozen=True)
class ImportProblem:
    """One problem: file, line, column (as its heading stands), the value, and why it cannot be taken."""

    place: str
    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        column = shorten_text(mask_cpr(self.column))
        return clean(f'{self.place}:{self.line}: {column}: {self.reason} ("{shorten_text(self.value)}")')


def describe_reason(error: BadValueError) -> str:
    """Why, with the nearest known values or all there are."""
    said = error.give_reason()
    if error.nearest:
        names = ", ".join(f'"{name}"' for name in error.nearest)
        return _("{reason}, did you mean {nearest}?").format(reason=said, nearest=names)
    if "known" in error.details:
        said = _("{reason}, known: {known}").format(reason=said, known=error.details["known"])
        if isinstance(error, NotAWordError):
            more = N_("{reason}; to have one more: outreach add {kind} NAME")
            said = _(more).format(reason=said, kind=error.details["kind"])
    return said


class UnknownReferenceError(BadValueError):
    """A row of an import names what is not registered."""

    message = N_("unknown {what}")

    def __init__(self, value: str, *, what: object, known: Mapping[str, tuple[int, str]]) -> None:
        super().__init__(value, what=what)
        self.known = known

    def look_near(self) -> None:
        """Find the nearest known names, which takes long: only for a problem that is told in words."""
        wanted = fold_case(self.value)
        known = list(self.known)
        if len(known) > MOST_NAMES:
            known = [name for name in known if name[:3] == wanted[:3] and abs(len(name) - len(wanted)) < 3]
        self.nearest = tuple(self.known[name][1] for name in find_nearest(wanted, known[:MOST_NAMES]))


Found = tuple[str, BadValueError]
"""The heading of a column, and what is wrong in it."""
SetAside = Callable[[str, Sequence[str], Sequence[str], str], None]
"""Takes a rejected row: its place, the headings, its cells, and what is wrong in words."""


@dataclass
class ImportProblems:
    """The problems of an import: the first kept in words, all counted, and the rows that they stood in.

    `met` are the classes of what was wrong, `near` says that a name which is not known is like one that is,
    `whole` that every row could at least be looked at, `of_citizens` that something told is of what stands
    in the register of the citizens that the rows name. `set_aside` gets each rejected row.
    """

    kept: list[ImportProblem] = field(default_factory=list)
    count: int = 0
    rows: int = 0
    met: set[type[BadValueError]] = field(default_factory=set)
    near: bool = False
    whole: bool = True
    of_citizens: bool = False
    set_aside: SetAside | None = None
    forms: dict[str, str | None] = field(default_factory=dict)
    """In which of the row formats each place is, where it is text."""
    mapped: set[str] = field(default_factory=set)
    """The headings of `--map`, without case, that a file had."""
    notes: list[str] = field(default_factory=list)
    """What was passed over or filled in as the files were read: no problem, but to be said."""

    def __getstate__(self) -> dict[str, object]:
        # Where rejected rows are set aside is an open file of the import's: a pickled error goes without.
        return {**self.__dict__, "set_aside": None}

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
        self.met |= {type(error) for _column, error in found}
        if not self.wordy and not self.set_aside:
            return
        told = []
        for column, error in found:
            if self.wordy and isinstance(error, UnknownReferenceError):
                error.look_near()
                self.near = self.near or bool(error.nearest)
            told.append(ImportProblem(place, line, column, error.value, describe_reason(error)))
            if self.wordy:
                self.kept.append(told[-1])
        if self.set_aside and cells is not None:
            said = "; ".join(f"{each.column}: {each.reason}" for each in told)
            self.set_aside(place, headings, cells, said)


class RejectedError(OutreachError):
    """An import found problems in its rows, so nothing of it was written."""

    message = N_("{said}")

    def __init__(self, problems: ImportProblems) -> None:
        self.problems = problems
        said = ngettext(
            "{n} problem was found; nothing was written.",
            "{n} problems were found; nothing was written.",
            problems.count,
        )
        super().__init__(said=said.format(n=problems.count))

    def give_advice(self) -> str | None:
        if self.problems.met & {UnknownHeadingError, MissingColumnError}:
            return _(
                "Say which field it is (--map HEADING=FIELD), pass over it (--ignore HEADING),"
                " or say which line the headings stand on (--heading-row N)."
            )
        if (
            UnknownReferenceError not in self.problems.met or self.problems.near
        ):  # a slip of the hand is not to be made a name
            return None
        return _("To make the names that are not known: --create")


class UnknownHeadingError(BadValueError):
    """A heading names no field of the kind."""

    message = N_("unknown column")


class DoubledHeadingError(BadValueError):
    """Two columns have one heading."""

    message = N_("the column stands twice")


class MissingColumnError(BadValueError):
    """No column holds a field that every row needs."""

    message = N_("the column is missing")


class NoSuchHeadingError(BadValueError):
    """No such heading."""

    message = N_("no file has this heading, which --map names")


class UnnamedColumnError(BadValueError):
    """A cell has a value in a column without a heading."""

    message = N_("stands in a column without a heading")


class RaggedError(BadValueError):
    """A row has more or fewer fields than the heading."""

    message = N_("the row has {fields} fields where the heading has {headings}")


def refuse_ragged(cells: Sequence[str], headings: int) -> None:
    """Raises RaggedError for a row that lacks a cell, or has something beyond the last heading."""
    if len(cells) < headings or any(cells[headings:]):
        raise RaggedError(" … ".join(cells[-2:]), fields=len(cells), headings=headings)


class DoubledRowError(BadValueError):
    """Two rows of an import are one record, with different values."""

    message = N_("stands on an earlier line too, with other values")


class WrittenOutError(BadValueError):
    """Written out."""

    message = N_("means another day each time the file is imported; write the day out")


class IdLikeCprError(HoldsCprError):
    """A source's id has the shape of a CPR number, as many a long number has."""

    message = N_(
        "looks like a CPR number, which the register never holds; if it is an id, put a letter among "
        "its digits"
    )
