"""Counts rounded by chance, so that every number of persons is about right and none is exact.

The chance is drawn from the register's secret and the set of persons (a cell key): the same set always gives
the same number, so that asking again tells nothing, and two sets that differ by one person give two numbers
that have nothing to do with each other.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Collection, Mapping
from fractions import Fraction

from outreach_cli.reports.counting.counts import LeftOut, NoteCounts, ReportCounts
from outreach_cli.reports.counting.statement import Place, RowKey
from outreach_cli.reports.definitions.measures import CountedMeasure
from outreach_cli.reports.publishing.asked_tables import ask_table
from outreach_cli.reports.publishing.contributions import ContributionList
from outreach_cli.tables.table import Cell

ROUNDED = frozenset({"count", "distinct", "sum"})
"""What can be rounded; a mean is of rounded parts, and what is one person's value is not told at all."""


def round_counts(connection: sqlite3.Connection, secret: bytes, counts: ReportCounts) -> ReportCounts:
    """The counts with every number of persons, and what rests on it, a multiple of `rounded_to`."""
    return _CountRounder(connection, secret, counts).round_all()


class _CountRounder:
    """One report's numbers with the persons behind each."""

    def __init__(self, connection: sqlite3.Connection, secret: bytes, counts: ReportCounts) -> None:
        self.secret, self.counts, self.asked = secret, counts, ask_table(counts)
        measures, totals = [*self.asked.columns.values()], [*self.asked.list_total_measures()]
        listing = ContributionList(connection, self.asked)
        self.by_row = listing.list_amounts(measures, by_row=True)
        self.total = listing.list_amounts(totals, by_row=False)

    def round_all(self) -> ReportCounts:
        counts, asked = self.counts, self.asked
        by_row: dict[str, Mapping[RowKey, Cell]] = dict(counts.by_row)
        for key, measure in asked.columns.items():
            by_row[key] = {row: self._round(measure, row, cell) for row, cell in counts.by_row[key].items()}
        total = dict(counts.total)
        if counts.has_total:
            total |= {key: self._round(each, None, counts.total[key]) for key, each in asked.columns.items()}
        return counts._replace(
            by_row=by_row,
            total=total,
            overlaps=dict.fromkeys(counts.overlaps, 0),
            notes=tuple(map(self._round_note, counts.notes)),
            left_out=tuple(map(self._round_left_out, counts.left_out)),
        )

    def _round_note(self, note: NoteCounts) -> NoteCounts:
        numbers = note.note.numbers
        if not note.is_told or any(
            each.persons and each.act not in (*ROUNDED, "mean") for each in numbers.values()
        ):
            return note._replace(is_told=False)
        cells = {
            name: self._round(measure, None, note.cells[name]) if measure.persons else note.cells[name]
            for name, measure in numbers.items()
        }
        return note._replace(cells=cells, is_told=None not in cells.values())

    def _round_left_out(self, left: LeftOut) -> LeftOut:
        measure = CountedMeasure("count", left.population)
        if not measure.persons:
            return left
        number = self._round(measure, None, left.number)
        return LeftOut(left.population, number if isinstance(number, int) else 0)

    def _round(self, measure: CountedMeasure, place: Place, cell: Cell) -> Cell:
        """The cell's number near it: the persons', or as many things as that many persons would have."""
        amounts = (self.by_row if place is not None else self.total)[measure]
        added = {person: each for person, each in amounts.get(place, {}).items() if person is not None}
        if measure.act == "mean":
            return self._round_mean(added)
        if measure.act not in ROUNDED or not isinstance(cell, int | Fraction):
            return None
        return self._move(added, Fraction(cell))

    def _round_mean(self, added: Mapping[int, tuple[object, ...]]) -> Cell:
        """The mean by its rounded sum and number; None of B persons or fewer, as it may be one's value."""
        summed, many = (
            self._move(added, sum((Fraction(str(each[part] or 0)) for each in added.values()), Fraction(0)))
            for part in (0, 1)
        )
        persons = self._move(added, Fraction(len(added)))
        return Fraction(summed, many) if many and persons > (self.counts.question.rounded_to or 0) else None

    def _move(self, persons: Collection[int], number: Fraction) -> int:
        """The number that so many persons would have as are told of these, each as much as they in the mean.

        Of these, up to B - 1 more or fewer are taken and rounded by chance to B: 2 B - 2 off at most. So a
        ratio and a mean are near the true ones, and tell no more of how many persons there are.
        """
        to = self.counts.question.rounded_to
        assert to
        if not persons:
            return int(number) // to * to
        chance = self._draw("round", persons)

        def round_up_or_down(exact: Fraction) -> int:
            low = int(exact // to) * to
            return low + (to if chance < (exact - low) / to else 0)

        shift = int(self._draw("shift", persons) * (2 * to - 1)) - (to - 1)
        many = round_up_or_down(Fraction(max(0, len(persons) + shift)))
        rounded = round_up_or_down(abs(number) / len(persons) * many)
        return rounded if number >= 0 else -rounded

    def _draw(self, purpose: str, persons: Collection[int]) -> Fraction:
        """A number from 0 to 1 that is always the same for the set of persons."""
        said = f"{purpose} {' '.join(map(str, sorted(persons)))}"
        digest = hmac.new(self.secret, said.encode(), hashlib.sha256).digest()
        return Fraction(int.from_bytes(digest[:8], "big"), 1 << 64)
