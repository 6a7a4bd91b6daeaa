"""Other registers that would print the same, found by linear programs over the kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from outreach_cli.reports.publishing.quantities import CitizenKinds, Statement, Vector
from outreach_cli.reports.publishing.stated_span import StatedSpan

EXACT = 1e-6
"""How much a sum of the solver's may be off."""
WORTH_IT = 3
"""So many counts must a program on all of them at once show to be open, else each has its own two."""
MOST_PROGRAMS = 20_000
"""After so many linear programs what is not shown yet stays hidden: some ten minutes."""
MOST_KEPT = 200
"""So many registers are kept at most: those with the most or the fewest of something first."""


class OtherRegister(NamedTuple):
    """How many of each kind it has, and how much of each protected count that is."""

    kinds: Vector
    counts: Vector

    def mix(self, share: float, other: OtherRegister) -> OtherRegister:
        """So much of this one and the rest of the other, which prints whatever both print."""
        return OtherRegister(
            share * self.kinds + (1 - share) * other.kinds, share * self.counts + (1 - share) * other.counts
        )


class OtherRegisters:
    """The registers found so far that print what is shown, and the program that finds more of them."""

    def __init__(self, kinds: CitizenKinds, least: int) -> None:
        self.kinds, self.least = kinds, least
        self.true = kinds.counts @ kinds.real if len(kinds.counts) else np.zeros(0)
        self.own = OtherRegister(kinds.real.copy(), self.true)
        self.fitting = [self.own]
        self.before: list[list[OtherRegister]] = []
        self.added: list[int] = []
        self.said = list[set[bytes]]([set()])
        self.span = StatedSpan(kinds.counts, (self.true > EXACT) & (self.true < least - EXACT))
        self.settled = [frozenset[int]()]
        """Counts of none that follow from what was said, and stay so."""
        self.names = [_name_statement(row) for row in kinds.persons]
        """What it is called that a unit's citizens are said."""
        self.within: dict[int, list[int]] = {}
        """By protected count the units that are within it and have K citizens or more."""
        self.programs = 0
        self.hits: dict[int, int] = {}
        self.chance = np.random.default_rng(0)
        self.solver: Any = _make_solver(kinds, least)

    @property
    def is_out_of_time(self) -> bool:
        return self.programs >= MOST_PROGRAMS

    def add(self, statements: Sequence[Statement]) -> None:
        """Let only those fit that say this as the register does; `drop` takes it back as one."""
        said, exact = set(self.said[-1]), list[Vector]()
        self.said.append(said)
        self.before.append(self.fitting)
        self.settled.append(self.settled[-1])
        self.added.append(0)
        for each in statements:
            name = _name_statement(each.sums, each.least)
            if name in said:
                continue
            said.add(name)
            if each.least is None:
                exact.append(each.sums)
            self._add_one(each)
        self.span.extend(exact)

    def _add_one(self, each: Statement) -> None:
        self.added[-1] += 1
        at = np.nonzero(each.sums)[0].astype(np.int32)
        weights, value = each.sums[at].astype(float), float(each.sums @ self.kinds.real)
        low, high = (value, value) if each.least is None else (each.least, np.inf)
        self.solver.addRow(low, high, len(at), at, weights)
        sums = [float(register.kinds[at] @ weights) for register in self.fitting]
        kept = list(_mix_until_they_fit(self.fitting, sums, value, each.least))
        self.fitting = self._keep_extreme(kept)

    def _keep_extreme(self, registers: list[OtherRegister]) -> list[OtherRegister]:
        """Those with the most or the fewest of something, where there are too many."""
        if len(registers) <= MOST_KEPT or not len(self.true):
            return registers
        counts = np.array([each.counts for each in registers])
        wanted = dict.fromkeys([0, *counts.argmin(axis=0).tolist(), *counts.argmax(axis=0).tolist()])
        return [registers[each] for each in wanted]

    def drop(self) -> None:
        """Take back what was added last; what fitted with it does without."""
        rows, number = self.solver.getNumRow(), self.added.pop()
        if number:
            self.solver.deleteRows(number, np.arange(rows - number, rows, dtype=np.int32))
        both = {id(each): each for each in (*self.before.pop(), *self.fitting)}
        self.fitting = self._keep_extreme([*both.values()])
        self.said.pop()
        self.settled.pop()
        self.span.shorten()

    def find_narrow(
        self, passed_over: frozenset[int] = frozenset(), *, all_of_them: bool = False
    ) -> list[int]:
        """The protected counts that cannot be shown to be open: the first of them, or all."""
        todo = self._leave_open_out(each for each in range(len(self.true)) if each not in passed_over)
        if not all_of_them:
            if (known := self.span.find_determined(todo)) is not None:
                return [known]
            for each in sorted(todo, key=lambda count: -self.hits.get(count, 0))[:2]:
                if self.hits.get(each) and not self._look_for(each):
                    return [each]
        todo = self._look_for_many(todo)
        narrow = []
        for each in sorted(todo, key=lambda count: -self.hits.get(count, 0)):
            if self._look_for(each):
                continue
            narrow.append(each)
            self.hits[each] = self.hits.get(each, 0) + 1
            if not all_of_them:
                break
        return narrow

    def _is_told_many(self, count: int) -> bool:
        """Whether figures say that it is K or more: its own, one's within it, or those of whole and part."""
        of = self.kinds.protected[count]
        if self.true[count] < self.least - EXACT or len(of.parts) > 1:
            return False
        if of.parts:
            return self._is_shown(of.whole) and self._is_shown(of.parts[0])
        if count not in self.within:
            self.within[count] = _list_within(self.kinds, of.whole, self.least)
        return any(map(self._is_shown, self.within[count]))

    def _is_shown(self, number: int) -> bool:
        """Whether it is said how many citizens the unit has."""
        return self.names[number] in self.said[-1]

    def _look_for_many(self, todo: list[int]) -> list[int]:
        """Look for registers with more of some counts and fewer of others; what stays to be looked for."""
        opened = WORTH_IT
        while opened >= WORTH_IT and len(todo) > WORTH_IT:
            self._solve(self.chance.choice([-1.0, 1.0], len(todo)) @ self.kinds.counts[todo])
            left = self._leave_open_out(todo)
            opened, todo = len(todo) - len(left), left
        return todo

    def _look_for(self, count: int) -> bool:
        """Look for registers with more of the count, and with fewer; whether it is open with them.

        More alone nearly always shows it, as few can go no lower than none.
        """
        for sign in (0.0, -1.0, 1.0):
            if sign:
                solved = self._solve(sign * self.kinds.counts[count])
                if solved and sign < 0 and self.fitting[-1].counts[count] < EXACT:
                    self.settled[-1] |= {count}
            if not self._leave_open_out([count]):
                return True
        return False

    def _leave_open_out(self, counts: Iterable[int]) -> list[int]:
        """The counts for which less is open than K values of which some are K or more.

        The true number plays no part: otherwise what is hidden would tell it. That a count is K or more is
        taken only from its own figures, never from finding no register with less: a reader may think of more
        citizens than are imagined here. What had looked like six at least was four to seven for a reader.
        """
        chosen = np.fromiter(
            (each for each in counts if each not in self.settled[-1] and not self._is_told_many(each)),
            dtype=int,
        )
        if not len(chosen):
            return []
        sums = np.array([register.counts[chosen] for register in self.fitting])
        least, most = sums.min(axis=0), sums.max(axis=0)
        narrow = (most - least < self.least - 1 - EXACT) | (most < self.least - EXACT)
        return [int(each) for each in chosen[narrow]]

    def _solve(self, costs: Vector) -> bool:
        """Find the register that prints the same and costs the least; whether that could be done."""
        self.programs += 1
        places = np.arange(len(costs), dtype=np.int32)
        self.solver.changeColsCost(len(costs), places, np.asarray(costs, dtype=float))
        self.solver.run()
        if int(self.solver.getModelStatus()) != _OPTIMAL:  # the last basis may be of no use any more
            self.solver.clearSolver()
            self.solver.run()
        if int(self.solver.getModelStatus()) != _OPTIMAL:
            return False
        found = np.array(self.solver.getSolution().col_value)
        self.fitting = [*self.fitting, OtherRegister(found, self.kinds.counts @ found)]
        return True


def _list_within(kinds: CitizenKinds, whole: int, least: int) -> list[int]:
    """The units of K or more whose citizens are all in the whole, as every reader knows; itself among them.

    They are of the same period. A row is within its total. Of two columns of one row, as who came and who is
    on the list, the one is within the other if no imagined citizen says otherwise: the imagined have records
    of one sort alone. A month is not taken to be within its quarter: what stands at its end need not be.
    """
    key, inside = kinds.units[whole].key, kinds.persons[whole]
    return [
        number
        for number, unit in enumerate(kinds.units)
        if (unit.key.first, unit.key.last) == (key.first, key.last)
        and (
            unit.key.facts == key.facts
            or (unit.key.things == key.things and {*unit.key.facts} > {*key.facts})
        )
        and kinds.sizes[number] >= least
        and bool((kinds.persons[number] <= inside).all())
    ]


def _name_statement(sums: Vector, least: float | None = None) -> bytes:
    return sums.tobytes() + str(least).encode()


def _mix_until_they_fit(
    registers: Sequence[OtherRegister], sums: Sequence[float], value: float, least: float | None
) -> Iterator[OtherRegister]:
    """Those that say the value, or no less than the least, and mixtures of others that do.

    The register's own, which is the first, always does. Of two between which the value lies a mixture says
    it.
    """
    own = registers[0]
    if least is not None:
        for each, its in zip(registers, sums, strict=True):
            if its >= least - EXACT:
                yield each
            elif value > least:
                yield each.mix((value - least) / (value - its), own)
        return
    order = sorted(range(len(registers)), key=lambda place: sums[place])
    lowest, highest = order[0], order[-1]
    for each, its in zip(registers, sums, strict=True):
        if abs(its - value) <= EXACT:
            yield each
            continue
        other = highest if its < value else lowest
        if (sums[other] - value) * (its - value) < -EXACT:
            yield each.mix((sums[other] - value) / (sums[other] - its), registers[other])


_OPTIMAL = 7
"""HiGHS's `HighsModelStatus.kOptimal`."""


def _make_solver(kinds: CitizenKinds, least: int) -> Any:
    """A program with each kind's number from 0 to four times K more than there are, and no unit empty."""
    import highspy

    solver = highspy.Highs.__mro__[1]()  # the solver itself: the class over it prints a line when it is made
    for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("simplex_strategy", 4)):
        solver.setOptionValue(name, value)
    number = len(kinds.real)
    needed = np.column_stack([kinds.at_least, kinds.persons])[kinds.at_least > 0]
    needed = np.unique(needed, axis=0).reshape(-1, number + 1)
    least_of, rows = needed[:, 0], needed[:, 1:]
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = number, len(rows)
    program.col_cost_, program.col_lower_ = np.zeros(number), np.zeros(number)
    program.col_upper_ = kinds.real + 4.0 * least
    program.row_lower_, program.row_upper_ = least_of, np.full(len(rows), highspy.kHighsInf)
    places = [np.nonzero(row)[0] for row in rows]
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.cumsum([0, *map(len, places)]).astype(np.int32)
    program.a_matrix_.index_ = np.concatenate([*places, np.zeros(0, dtype=int)]).astype(np.int32)
    program.a_matrix_.value_ = np.ones(len(program.a_matrix_.index_))
    solver.passModel(program)
    return solver
