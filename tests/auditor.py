"""Someone who works out hidden cells: a linear program over everything that a table publishes.

It knows nothing of how the cells were chosen. It is given the published numbers, that zeros are published,
and which columns are parts of which, and says between which two values each hidden cell must lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scipy.optimize import linprog

Number = int | None
TOTAL = "total"


@dataclass
class Published:
    """What a reader sees: by column the rows' numbers and the total, None where hidden.

    `parts` are pairs (part, whole): in every row and in total the part is no more than the whole. `makes_up`
    are (parts, whole): the parts add up to the whole. `excess` says, by column, by how much the rows add to
    more than the total. `gathers` are rows that count what stands in any of several others, with those: such
    a row is no less than each of them, no more than all of them, and stands in no sum. That holds for a part,
    for its whole, and for what the part leaves of the whole.
    """

    columns: Mapping[str, Mapping[str, Number]]
    parts: Sequence[tuple[str, str]] = ()
    makes_up: Sequence[tuple[Sequence[str], str]] = ()
    excess: Mapping[str, int] = field(default_factory=dict)
    gathers: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def hidden(self) -> list[tuple[str, str]]:
        return [
            (column, row)
            for column, cells in self.columns.items()
            for row, number in cells.items()
            if number is None
        ]


class Auditor:
    """The linear program of one published table."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self.places = {place: number for number, place in enumerate(published.hidden())}
        self.bounds: list[tuple[float, float | None]] = [(1, None)] * len(self.places)
        self.equal: list[tuple[dict[int, float], float]] = []
        self.at_most: list[tuple[dict[int, float], float]] = []
        self._state()

    def _state(self) -> None:
        columns = self.published.columns
        for column, cells in columns.items():
            terms = [(1.0, column, row) for row in cells if row not in (TOTAL, *self.published.gathers)]
            excess = self.published.excess.get(column, 0)
            self._say(self.equal, [*terms, (-1.0, column, TOTAL)], excess)
            for row in cells:
                self._say(self.at_most, [(1.0, column, row), (-1.0, column, TOTAL)])
            self._gathers([(1.0, column)])
        for part, whole in self.published.parts:
            for row in columns[part]:
                self._say(self.at_most, [(1.0, part, row), (-1.0, whole, row)])
            self._gathers([(1.0, whole), (-1.0, part)])
        for parts, whole in self.published.makes_up:
            for row in columns[whole]:
                self._say(self.equal, [*((1.0, part, row) for part in parts), (-1.0, whole, row)])

    def _gathers(self, counted: Sequence[tuple[float, str]]) -> None:
        """State what a gathering row is of the columns' sum or difference."""
        for row, members in self.published.gathers.items():
            own = [(sign, column, row) for sign, column in counted]
            each = [[(-sign, column, member) for sign, column in counted] for member in members]
            self._say(self.at_most, own + [term for terms in each for term in terms])
            for terms in each:
                least = [(-sign, column, place) for sign, column, place in [*terms, *own]]
                self._say(self.at_most, least)

    def _say(
        self,
        where: list[tuple[dict[int, float], float]],
        terms: Sequence[tuple[float, str, str]],
        above: float = 0,
    ) -> None:
        """State that the terms add up to `above`, or to no more than that."""
        unknown, known = dict[int, float](), -above
        for sign, column, row in terms:
            number = self.published.columns[column][row]
            if number is None:
                place = self.places[column, row]
                unknown[place] = unknown.get(place, 0.0) + sign
            else:
                known += sign * number
        if unknown:
            where.append((unknown, -known))

    def _solved(self, place: int, sign: float) -> float:
        size = len(self.bounds)

        def matrix(said: list[tuple[dict[int, float], float]]) -> tuple[list[list[float]], list[float]]:
            return [[terms.get(n, 0.0) for n in range(size)] for terms, _is in said], [
                to for _terms, to in said
            ]

        above, limits = matrix(self.at_most)
        equal, values = matrix(self.equal)
        answer = linprog(
            [sign if number == place else 0.0 for number in range(size)],
            A_ub=above or None,
            b_ub=limits or None,
            A_eq=equal or None,
            b_eq=values or None,
            bounds=self.bounds,
        )
        if answer.status == 3:  # unbounded
            return float("inf")
        assert answer.status == 0, answer.message
        return sign * float(answer.fun)

    def intervals(self) -> Iterator[tuple[tuple[str, str], float, float]]:
        """Each hidden cell with the least and the greatest value that it can have."""
        for where, place in self.places.items():
            yield where, self._solved(place, 1.0), self._solved(place, -1.0)

    def narrow(self, least: int) -> list[tuple[tuple[str, str], float, float]]:
        """The hidden cells for which fewer than `least` values are left open."""
        return [each for each in self.intervals() if each[2] - each[1] < least - 1 - 1e-6]
