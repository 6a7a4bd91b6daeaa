"""Where a table begins and ends in its sheet: the row with the headings, and the totals below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from outreach_cli.core.errors import shorten_text
from outreach_cli.core.language import _
from outreach_cli.core.names import fold_case
from outreach_cli.exchange.columns import IGNORED, list_headings, list_required_keys, match_heading
from outreach_cli.exchange.import_options import ImportOptions
from outreach_cli.exchange.readers.sheet import Line, UnreadableRowsError, fail_after
from outreach_cli.records.record import Record

LOOKED_THROUGH = 60
"""How many rows from the top the headings are looked for in."""
HELD_BACK = 1000
"""How many rows are held back at a time, so that the last ones are known to be the last."""
LAST_ROWS = 5
"""How many rows at the end may be totals."""
_TOTAL = re.compile(r"(?:i alt|ialt|total|totalt|sum|grand total|subtotal)\b[\s:]*(?P<number>[\d.,]+)?.*")
_NUMBER = re.compile(r"-?[\d., ]*\d(?:\s?%)?")


@dataclass(frozen=True)
class ExpectedHeadings:
    """What the headings of a kind may be, and which of its fields must have one.

    `known` gives the field's key by heading without case, the heading itself where it is only passed over.
    `row` is the line that they stand on, None where it is to be found. `note` is told what was passed over.
    """

    known: dict[str, str]
    required: frozenset[str]
    row: int | None = None
    note: Callable[[str], None] = lambda said: None

    @classmethod
    def from_record(
        cls, record: Record, options: ImportOptions, cpr: str | None, note: Callable[[str], None]
    ) -> ExpectedHeadings:
        """Those of a record; `cpr` is the heading over CPR numbers, which stand for citizens."""
        fields = list_headings(record)
        known = {fold_case(each): each for each in (*IGNORED - {"#"}, *options.ignored)} | fields
        known |= {
            fold_case(heading): fields.get(fold_case(key), key) for heading, key in options.mapped.items()
        }
        if cpr:
            known[fold_case(cpr)] = "citizen"
        return cls(known, list_required_keys(record), options.heading_row, note)

    def fit(self, cells: Sequence[str]) -> tuple[bool, int]:
        """Whether a row names every field that must be there, and how many it names."""
        said = {match_heading(cell, self.known) for cell in cells if cell}
        named = {self.known[each] for each in said if each in self.known}
        return self.required <= named and bool(named), len(named)


def split_headings(
    place: str, rows: Iterator[Line], expected: ExpectedHeadings
) -> tuple[int, list[str], Iterator[Line]]:
    """The line of the headings, the headings, and the rows below.

    Raises UnreadableRowsError for an empty sheet.
    """
    top, failure = _read_top(rows, expected.row or 0)
    found = _find_headings(top, expected)
    if found is None:
        if failure:
            raise failure
        if expected.row:
            said = _("nothing stands on line {line}, which --heading-row names").format(line=expected.row)
            raise UnreadableRowsError(said, line=expected.row)
        raise UnreadableRowsError(_("the file is empty"))
    line, headings = top[found]
    _tell_passed(place, line, [each for each in top[:found] if not each[1][0].startswith("#")], expected)
    below = chain(fail_after(top[found + 1 :], failure), rows)
    return line, [each.strip() for each in headings], drop_totals(place, below, expected)


def _read_top(rows: Iterator[Line], until: int) -> tuple[list[Line], UnreadableRowsError | None]:
    """The rows from the top, to the line `until` where it is further, and what stopped them being read."""
    top: list[Line] = []
    try:
        for each in rows:
            top.append(each)
            if len(top) >= LOOKED_THROUGH and each[0] >= until:
                break
    except UnreadableRowsError as error:
        return top, error
    return top, None


def _find_headings(top: Sequence[Line], expected: ExpectedHeadings) -> int | None:
    """Where in `top` the headings are, None where nothing can be.

    The row that names every required field and the most of all; where none names them all, the one that
    names the most, if more than one; else the first that is no remark.
    """
    if expected.row:
        return next((at for at, (line, _cells) in enumerate(top) if line == expected.row), None)
    if not top:
        return None
    first = next((at for at, (_line, cells) in enumerate(top) if not cells[0].startswith("#")), None)
    fits = [expected.fit(cells) for _line, cells in top]
    best = max(range(len(top)), key=lambda at: (fits[at], -at))
    complete, named = fits[best]
    return best if complete or named > 1 else first


def _tell_passed(place: str, line: int, passed: Sequence[Line], expected: ExpectedHeadings) -> None:
    """Say what stands above the headings."""
    if not passed:
        return
    said = shorten_text(" · ".join(" ".join(filter(None, cells)) for _line, cells in passed))
    told = _('{place}: the headings stand on line {line}; passed over above them: "{said}"')
    expected.note(told.format(place=place, line=line, said=said))


def drop_totals(place: str, rows: Iterator[Line], expected: ExpectedHeadings) -> Iterator[Line]:
    """The rows without totals at the end: `I alt` and numbers, nothing else. They are said."""
    held: list[Line] = []
    failure = None
    while failure is None:
        batch: list[Line] = []
        try:
            batch.extend(islice(rows, HELD_BACK))
        except UnreadableRowsError as error:
            failure = error
        if not batch:
            break
        yield from held[:-LAST_ROWS]
        held = [*held[-LAST_ROWS:], *batch]
    if failure:
        yield from held
        raise failure
    end = len(held)
    while end > max(0, len(held) - LAST_ROWS) and is_total(held[end - 1][1]):
        end -= 1
    yield from held[:end]
    for line, cells in held[end:]:
        told = _('{place}:{line}: a row of totals was passed over: "{said}"')
        expected.note(told.format(place=place, line=line, said=shorten_text(" ".join(filter(None, cells)))))


def is_total(cells: Sequence[str]) -> bool:
    """Whether the row is a word for a total and numbers, nothing else."""
    first, *others = [cell.strip() for cell in cells if cell.strip()] or [""]
    total = _TOTAL.fullmatch(fold_case(first))
    if not total or not all(_NUMBER.fullmatch(each) for each in others):
        return False
    return bool(others or total["number"])
