"""Which units may be shown: one after the other in an order that the counts do not decide."""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from outreach_cli.reports.publishing.quantities import CitizenKinds, ProtectedCount
from outreach_cli.reports.publishing.units import PublishedUnit, UnitKey
from outreach_cli.reports.publishing.worlds import OtherRegisters

WITHHELD = 0.10
"""The share of units near to few that is hidden for no reason, so that a dot does not say that there is one.

Without any, who knows the program reads some small tables exactly; a test tries them all.
"""


@dataclass
class AdmittedUnits:
    """The units that may be shown, by number, and the protected counts that are given away all the same.

    They are by what was published before, with the zeros that are printed now and what is said to be hidden.
    """

    shown: set[int] = field(default_factory=set)
    given_away: list[ProtectedCount] = field(default_factory=list)
    out_of_time: bool = False


Draw = Callable[[str, UnitKey], float]
"""A number from 0 to 1 for a purpose and a unit, the same whenever it is drawn."""


def draw_by_secret(secret: bytes) -> Draw:
    """Numbers that nobody can foretell without the secret."""

    def draw(purpose: str, key: UnitKey) -> float:
        digest = hmac.new(secret, f"{purpose} {tuple(key)!r}".encode(), hashlib.sha256).digest()
        return int.from_bytes(digest[:6], "big") / (1 << 48)

    return draw


def admit_units(kinds: CitizenKinds, least: int, draw: Draw) -> AdmittedUnits:
    """The units that may be shown, so that every protected count of fewer than `least` stays open."""
    return UnitAdmission(kinds, least, draw).admit_all() if kinds.units else AdmittedUnits()


def find_told(kinds: CitizenKinds, result: AdmittedUnits) -> list[tuple[PublishedUnit, frozenset[int]]]:
    """By each count that is given away its whole, and the persons of that who are in none of its parts."""
    units = kinds.units
    return [
        (
            units[each.whole],
            frozenset(units[each.whole].persons).difference(*(units[part].persons for part in each.parts)),
        )
        for each in result.given_away
    ]


class UnitAdmission:
    """Lets units in as long as every protected count stays open."""

    def __init__(self, kinds: CitizenKinds, least: int, draw: Draw) -> None:
        self.kinds, self.least, self.draw = kinds, least, draw
        self.registers = OtherRegisters(kinds, least)
        self.size = kinds.sizes
        self.result = AdmittedUnits()
        self.lost: frozenset[int] = frozenset()
        self.beside: dict[int, set[int]] = defaultdict(set)
        for part, whole in kinds.few_left:
            self.beside[part].add(whole)
            self.beside[whole].add(part)

    def admit_all(self) -> AdmittedUnits:
        """Everything that may be shown beside what was published before, which stays as it is."""
        before = [number for number, unit in enumerate(self.kinds.units) if unit.published]
        for number in before:
            self.registers.add(self.kinds.statements[number])
        self.result.shown |= set(before)
        if before:
            self.lost = frozenset(self.registers.find_narrow(all_of_them=True))
            self.result.given_away = [self.kinds.protected[each] for each in sorted(self.lost)]
        order = [number for number in self._put_in_order() if self._may_be_shown(number)]
        chosen, passed_over = self._leave_few_out(order)
        self._attempt(chosen)
        for number in passed_over:  # what it was passed over for may not have been shown itself
            if not self.beside[number] & self.result.shown:
                self._attempt([number])
        self.result.out_of_time = self.registers.is_out_of_time
        return self.result

    def _put_in_order(self) -> list[int]:
        """Totals before rows, and among them by the secret: not by what they count."""
        units = self.kinds.units
        drawn = [self.draw("order", name) for name in self.kinds.names]
        return sorted(range(len(units)), key=lambda each: (units[each].is_row, drawn[each]))

    def _may_be_shown(self, number: int) -> bool:
        unit, size = self.kinds.units[number], self.size[number]
        if number in self.result.shown or unit.never or unit.hidden_before or not unit.is_printed:
            return False
        if size < self.least:
            return False
        return (
            number not in self.kinds.near_few or self.draw("withhold", self.kinds.names[number]) >= WITHHELD
        )

    def _leave_few_out(self, order: Sequence[int]) -> tuple[list[int], list[int]]:
        """Of a whole and its part that leave few the later one waits, so that a whole block may be tried."""
        there, chosen, passed_over = set(self.result.shown), list[int](), list[int]()
        for number in order:
            if self.beside[number] & there:
                passed_over.append(number)
            else:
                there.add(number)
                chosen.append(number)
        return chosen, passed_over

    def _attempt(self, block: Sequence[int]) -> None:
        """Show the whole block; where that leaves something narrow each half by itself, down to one unit."""
        if not block or self.registers.is_out_of_time:
            return
        statements = [each for number in block for each in self.kinds.statements[number]]
        self.registers.add(statements)
        if not self.registers.find_narrow(self.lost):
            self.result.shown |= set(block)
            return
        self.registers.drop()
        if len(block) > 1:
            half = (len(block) + 1) // 2
            self._attempt(block[:half])
            self._attempt(block[half:])
