"""What can be added up of the statements: a protected count that can be is known, without any program."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from outreach_cli.reports.publishing.quantities import Matrix, Vector

MOST_AT_ONCE = 40
"""More statements at once are passed over: it takes long, and programs find what follows from them."""
NOTHING = 1e-7
"""A remainder of this length is none."""


class StatedSpan:
    """The sums that follow from the statements made so far, by an orthonormal basis of them.

    `left` is what remains of each protected count that is `few` when all that is taken off.
    """

    def __init__(self, counts: Matrix, few: NDArray[np.bool_]) -> None:
        self.row = {int(count): row for row, count in enumerate(np.nonzero(few)[0])}
        self.left = [counts[few]]
        self.basis: Matrix = np.zeros((16, counts.shape[1] if counts.ndim == 2 else 0))
        self.sizes = [0]

    def extend(self, statements: Sequence[Vector]) -> None:
        """Add statements; `shorten` takes them back."""
        if len(statements) > MOST_AT_ONCE:
            statements = ()
        size = self.sizes[-1]
        rest = np.array(statements).reshape(len(statements), self.basis.shape[1])
        for _time in range(2 if len(rest) else 0):  # the second time takes off what rounding left
            rest = rest - (rest @ self.basis[:size].T) @ self.basis[:size]
        for each, said in zip(rest, statements, strict=True):
            own = each
            for _time in range(2):
                new = self.basis[self.sizes[-1] : size]
                own = own - (own @ new.T) @ new
            length = float(np.linalg.norm(own))
            if length > NOTHING * float(np.linalg.norm(said)):
                self._put(size, own / length)
                size += 1
        new, left = self.basis[self.sizes[-1] : size], self.left[-1]
        self.left.append(left - (left @ new.T) @ new if len(left) else left)
        self.sizes.append(size)

    def shorten(self) -> None:
        """Take back what was added last."""
        self.left.pop()
        self.sizes.pop()

    def _put(self, place: int, row: Vector) -> None:
        if place == len(self.basis):
            self.basis = np.concatenate([self.basis, np.zeros_like(self.basis)])
        self.basis[place] = row

    def find_determined(self, counts: Sequence[int]) -> int | None:
        """The first of these counts that is few and follows from what was said."""
        if not len(self.left[-1]):
            return None
        remains = np.linalg.norm(self.left[-1], axis=1)
        return next((each for each in counts if each in self.row and remains[self.row[each]] < NOTHING), None)
