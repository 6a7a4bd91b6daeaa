"""Someone who works out hidden figures, by a linear program over all tables that were ever published.

It knows nothing of how the figures were hidden, and shares no code with what hid them. It reads printed
tables and knows what the reports mean: which column is of which things, which is part of which, which rows
add up and which overlap, that zeros are printed, that a month is part of its year and a site of the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from outreach_cli.tables.table import Table

PERSONS: Mapping[str, Mapping[str, str]] = {
    "conversations": {"citizens": "talked to"},
    "monthly": {"citizens": "talked to", "new_citizens": "new"},
    "presence": {"citizens": "met"},
    "reach": {"citizens": "reached", "previously_unknown": "reached unknown"},
    "courses": {"citizens": "on course"},
    "dose": {"citizens": "met often"},
    "referrals": {"citizens": "referred"},
    "health": {
        "baseline_citizens": "answered",
        "paired_citizens": "answered twice",
        "better": "better",
        "same": "same",
        "worse": "worse",
    },
    "forms": {"citizens": "sent forms"},
    "flow": {"new": "began", "returned": "returned", "closed": "closed", "silent": "silent"},
}
"""By report the columns that count persons, and whom; the same words mean the same persons."""
THINGS: Mapping[str, Mapping[str, str]] = {
    "conversations": {"conversations": "conversations", "referrals": "referrals"},
    "monthly": {"conversations": "conversations", "referrals": "referrals", "valid_forms": "valid forms"},
    "presence": {"conversations": "conversations"},
    "forms": {
        "baseline_forms": "baseline forms",
        "activity_forms": "activity forms",
        "valid_forms": "valid forms",
    },
    "referrals": {
        "referrals": "referrals",
        "pending": "pending",
        "started": "started",
        "completed": "completed",
        "not_taken_up": "not taken up",
    },
}
"""By report the columns that count what happened with persons, each thing with one."""
CARRIED = {
    "talked to": "conversations",
    "sent forms": "valid forms",
    "referred": "referrals",
}
"""Persons who were counted by things: at most as many."""
PARTS = (
    ("talked to", "met"),
    ("reached unknown", "reached"),
    ("answered twice", "answered"),
    ("better", "answered twice"),
    ("same", "answered twice"),
    ("worse", "answered twice"),
    ("pending", "referrals"),
    ("started", "referrals"),
    ("completed", "started"),
    ("not taken up", "referrals"),
)
MADE_UP = (
    (("better", "same", "worse"), "answered twice"),
    (("baseline forms", "activity forms"), "valid forms"),
    (("pending", "started", "not taken up"), "referrals"),
)
SINGLE = frozenset({"status", "sex", "municipality", "band"})
"""Rows of which a person stands in one at most."""
RATIOS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "conversations": {"conversations_per_citizen": ("conversations", "citizens")},
    "referrals": {"share_started": ("started", "referrals")},
    "forms": {"forms_per_citizen": ("valid_forms", "citizens")},
    "health": {"share_better": ("better", "paired_citizens")},
}

Fact = tuple[str, str]
Cell = tuple[str, tuple[str, str], frozenset[Fact], int]
"""Whom or what, the period's first and last day, what else limits it, and which state of the register."""


@dataclass
class Reader:
    """What a reader of the tables knows: figures, and how they hang together."""

    least: int
    figures: dict[Cell, float] = field(default_factory=dict)
    truth: dict[Cell, float] = field(default_factory=dict)
    equal: list[tuple[dict[Cell, float], float]] = field(default_factory=list)
    at_most: list[tuple[dict[Cell, float], float]] = field(default_factory=list)
    persons: set[Cell] = field(default_factory=set)
    hidden: set[Cell] = field(default_factory=set)

    def read(self, table: Table, whole: Table, state: int = 0) -> None:
        """Take in a table as it was published; `whole` is the same with nothing hidden, for the truth alone.

        `state` numbers what the register was like: tables of two states are not of the same persons.
        """
        persons, things = PERSONS.get(table.name, {}), THINGS.get(table.name, {})
        rows = [column.key for column in table.columns if column.row]
        lines = list(zip([*table.rows, table.total], [*whole.rows, whole.total], strict=True))
        keys = [*(table.row_keys or ()), None]
        for column, meaning in {**persons, **things}.items():
            cells: dict[tuple[Any, ...] | None, Cell] = {}
            for (shown, full), its in zip(lines, keys, strict=True):
                assert shown is not None
                assert full is not None
                if full[column] is None:
                    continue
                cell = self._name(table, meaning, rows, its, state)
                cells[its] = cell
                self._see(cell, shown[column], full[column])
                if column in persons:
                    self.persons.add(cell)
            self._add_up(table, cells, rows, adds=column in things or rows[0] in SINGLE)
        self._take_ratios(table, lines, keys, rows, state)

    def _name(
        self, table: Table, meaning: str, rows: list[str], its: tuple[Any, ...] | None, state: int
    ) -> Cell:
        assert table.period
        period = (str(table.period[0]), table.period[1])
        facts = {(name, str(each)) for name, each in table.filters.items()}
        for name, key in zip(rows, its or (), strict=False):
            if name in ("month", "quarter") and key is not None:
                period = _days_of(str(key))
            else:
                facts.add((name, str([key])))
        return (meaning, period, frozenset(facts), state)

    def _see(self, cell: Cell, shown: Any, full: Any) -> None:
        self.truth[cell] = float(full)
        if shown is not None:
            self.figures[cell] = float(shown)
        else:
            self.hidden.add(cell)

    def _add_up(self, table: Table, cells: Mapping[Any, Cell], rows: list[str], *, adds: bool) -> None:
        total = cells.get(None)
        own = [cell for its, cell in cells.items() if its is not None]
        if total is None or not own or total in own:  # of one row alone
            return
        for cell in own:
            self._say(self.at_most, {cell: 1.0, total: -1.0})
        if any("included in the total" in note for note in table.notes) or rows[0] in ("problem", "month"):
            own = own if rows[0] == "month" else []
        if own:
            terms = {**dict.fromkeys(own, -1.0), total: 1.0}
            self._say(self.equal if adds and rows[0] != "problem" else self.at_most, terms)

    def _take_ratios(
        self, table: Table, lines: Iterable[tuple[Any, Any]], keys: list[Any], rows: list[str], state: int
    ) -> None:
        meanings = {**PERSONS.get(table.name, {}), **THINGS.get(table.name, {})}
        for column, (left, right) in RATIOS.get(table.name, {}).items():
            for (shown, _full), its in zip(lines, keys, strict=True):
                if shown.get(column) is not None:
                    one, other = (self._name(table, meanings[key], rows, its, state) for key in (left, right))
                    self._say(self.equal, {one: 1.0, other: -float(shown[column])})

    def _say(self, where: list[tuple[dict[Cell, float], float]], terms: dict[Cell, float]) -> None:
        where.append((terms, 0.0))

    def _relate(self) -> None:
        """State what holds between the cells of all tables."""
        there = defaultdict(list)
        for cell in self.truth:
            there[cell[1:]].append(cell)
        for period, facts, state in there:

            def find(meaning: str, at: Any = (period, facts, state)) -> Cell | None:
                cell = (meaning, *at)
                return cell if cell in self.truth else None

            for part, whole in (*PARTS, *CARRIED.items()):
                if (one := find(part)) and (other := find(whole)):
                    self._say(self.at_most, {one: 1.0, other: -1.0})
            for parts, whole in MADE_UP:
                found = [find(part) for part in parts]
                if all(found) and (other := find(whole)):
                    self._say(self.equal, {**{each: 1.0 for each in found if each}, other: -1.0})
        for part, whole in self.list_contained():
            self._say(self.at_most, {part: 1.0, whole: -1.0})
        self._add_periods()

    def _add_periods(self) -> None:
        """That the things of a year are those of its months, and its persons at most theirs."""
        alike = defaultdict(list)
        for cell in self.truth:
            alike[cell[0], cell[2], cell[3]].append(cell)
        stocks = {"answered", "answered twice", "better", "same", "worse", "met often", "on course", "new"}
        for (meaning, _facts, _state), cells in alike.items():
            if meaning in stocks:
                continue
            for whole in cells:
                inside = sorted((each for each in cells if _is_within(each[1], whole[1])), key=lambda c: c[1])
                for chain in _cover(whole[1], inside):
                    terms = {**dict.fromkeys(chain, -1.0), whole: 1.0}
                    self._say(self.at_most if whole in self.persons else self.equal, terms)

    def list_contained(self) -> Iterator[tuple[Cell, Cell]]:
        """Cells of which one holds all that the other does: its period or its limits are wider."""
        cells = [cell for cell in self.truth if cell[0] not in ("answered twice", "better", "same", "worse")]
        for part in cells:
            for whole in cells:
                same = part[0] == whole[0] and part[3] == whole[3] and part != whole
                if not same or part[0] in ("answered", "met often", "on course"):
                    continue
                if part[0] == "new" and part[1] != whole[1]:
                    continue
                if _is_within(part[1], whole[1], or_equal=True) and part[2] >= whole[2]:
                    yield part, whole

    def list_questions(self) -> Iterator[dict[Cell, float]]:
        """The counts of persons that must stay open: each cell, and what a whole has beside its part."""
        for cell in self.persons:
            yield {cell: 1.0}
        inside = [*self.list_contained(), *self._list_parts_of()]
        for part, whole in inside:
            if part in self.persons and whole in self.persons:
                yield {whole: 1.0, part: -1.0}

    def _list_parts_of(self) -> Iterator[tuple[Cell, Cell]]:
        for cell in self.truth:
            for part, whole in PARTS:
                if cell[0] == part and (other := (whole, *cell[1:])) in self.truth:
                    yield cell, other

    def find_narrow(self) -> tuple[list[tuple[dict[Cell, float], float, float, float]], int]:
        """The counts that are not open, with their bounds and the truth; and how many were looked at."""
        self._relate()
        program = _Program(self)
        narrow, looked = [], 0
        for terms in self.list_questions():
            true = sum(weight * self.truth[cell] for cell, weight in terms.items())
            if not 0 < true < 2 * self.least - 2:
                continue
            looked += 1
            low, high = program.find_bounds(terms)
            assert low - 1e-4 <= true <= high + 1e-4, (terms, low, true, high)
            if low < self.least - 1e-6 and (high - low < self.least - 1 - 1e-6 or high < self.least - 1e-6):
                narrow.append((terms, low, high, true))
        return narrow, looked


class _Program:
    """The linear program of all that a reader knows."""

    def __init__(self, reader: Reader) -> None:
        cells = list(reader.truth)
        self.place = {cell: number for number, cell in enumerate(cells)}
        self.bounds = []
        for cell in cells:
            number = reader.figures.get(cell)
            self.bounds.append((1.0, None) if number is None else (number, number))
        self.equal, self.at_most = self._fill(reader.equal), self._fill(reader.at_most)

    def _fill(self, said: list[tuple[dict[Cell, float], float]]) -> Any:
        if not said:
            return None
        lines = [
            (row, self.place[cell], weight)
            for row, (terms, _to) in enumerate(said)
            for cell, weight in terms.items()
        ]
        rows, columns, weights = zip(*lines, strict=True)
        return coo_matrix((weights, (rows, columns)), shape=(len(said), len(self.place))).tocsr()

    def find_bounds(self, terms: Mapping[Cell, float]) -> tuple[float, float]:
        costs = np.zeros(len(self.place))
        for cell, weight in terms.items():
            costs[self.place[cell]] = weight
        return self._solve(costs), -self._solve(-costs)

    def _solve(self, costs: Any) -> float:
        for presolve in (True, False):  # which takes what two figures round differently for a contradiction
            answer = linprog(
                costs,
                A_ub=self.at_most,
                b_ub=None if self.at_most is None else np.zeros(self.at_most.shape[0]),
                A_eq=self.equal,
                b_eq=None if self.equal is None else np.zeros(self.equal.shape[0]),
                bounds=self.bounds,
                method="highs",
                options={"presolve": presolve},
            )
            if answer.status != 2:
                break
        if answer.status == 3:
            return float("-inf")
        assert answer.status == 0, answer.message
        return float(answer.fun)


def _days_of(key: str) -> tuple[str, str]:
    """The first and last day of a month or a quarter."""
    lasts = ("31", "28", "31", "30", "31", "30", "31", "31", "30", "31", "30", "31")
    year = key[:4]
    if "Q" in key:
        number = int(key[-1])
        return f"{year}-{3 * number - 2:02}-01", f"{year}-{3 * number:02}-{lasts[3 * number - 1]}"
    return f"{key}-01", f"{key}-{lasts[int(key[5:7]) - 1]}"


def _is_within(part: tuple[str, str], whole: tuple[str, str], *, or_equal: bool = False) -> bool:
    return whole[0] <= part[0] and part[1] <= whole[1] and (or_equal or part != whole)


def _cover(period: tuple[str, str], inside: list[Cell]) -> Iterator[list[Cell]]:
    """Cells whose periods follow one another and fill the whole one, shortest and longest first."""
    for longest in (False, True):
        chain: list[Cell] = []
        at = period[0]
        while True:
            able = [cell for cell in inside if cell[1][0] == at]
            if not able:
                break
            chosen = (max if longest else min)(able, key=lambda cell: cell[1][1])
            chain.append(chosen)
            if chosen[1][1] == period[1]:
                yield chain
                break
            at = _next_day(chosen[1][1])


def _next_day(day: str) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
