"""Random histories of adds, corrections, removals, bulk writes and undos, against a plain model in Python."""

from __future__ import annotations

import random
from copy import deepcopy
from pathlib import Path

import pytest

from outreach_cli.api import Register, create_register
from outreach_cli.core.errors import OutreachError
from outreach_cli.records.registry import RECORDS
from outreach_cli.register import listing

State = dict[str, dict[int, dict[str, object]]]
REFERENCES = {
    "citizen": {"site": "site"},
    "contact": {"citizen": "citizen", "site": "site"},
    "referral": {"citizen": "citizen", "offer": "offer", "site": "site"},
}


class History:
    """A register and its model side by side: the model is a dictionary of rows, copied after every change."""

    def __init__(self, register: Register, seed: int) -> None:
        self.register = register
        self.dice = random.Random(seed)
        self.now: State = {kind: {} for kind in ("site", "offer", "citizen", "contact", "referral")}
        self.states: dict[int, State] = {0: deepcopy(self.now), 1: deepcopy(self.now)}
        self.touched: dict[int, set[tuple[str, int]]] = {1: set()}
        self.printed: dict[int, list[str]] = {1: self.print()}
        self.undos: list[tuple[int, int]] = []
        self.names = 0

    def step(self) -> None:
        acts = [self.add, self.add, self.add, self.correct, self.correct, self.remove, self.bulk, self.undo]
        before = deepcopy(self.now)
        act = self.dice.choice(acts)
        act()
        (last,) = self.register.connection.execute("SELECT max(id) FROM change").fetchone()
        if last not in self.states:
            self.states[last] = deepcopy(self.now)
            self.printed[last] = self.print()
        else:
            assert self.now == before

    def print(self) -> list[str]:
        """What is printed now: reports, lists, and what is known of a citizen."""
        return printed(self.register, None)

    def some(self, kind: str) -> int | None:
        return self.dice.choice([*self.now[kind], None]) if self.now[kind] else None

    def fresh(self, kind: str) -> dict[str, object] | None:
        """Values of a new row; None when what it needs is not there."""
        self.names += 1
        day = f"2018-{self.dice.randint(1, 12):02}-{self.dice.randint(1, 28):02}"
        citizen = self.some("citizen")
        if kind in ("site", "offer"):
            return {kind: f"{kind} {self.names}"}
        if kind == "citizen":
            return {"citizen": f"C{self.names}", "registered_on": day, "site": self.some("site")}
        if citizen is None:
            return None
        values: dict[str, object] = {"date": day, "citizen": citizen, "site": self.some("site")}
        if kind == "contact":
            return values | {
                "kind": self.dice.choice(["conversation", "phone"]),
                "reached": self.dice.randint(0, 1),
            }
        return values | {"offer": self.some("offer")}

    def put(self, change: object, kind: str, values: dict[str, object]) -> None:
        number = change.insert(RECORDS[kind], dict.fromkeys(RECORDS[kind].keys) | values)  # type: ignore[attr-defined]
        self.now[kind][number] = values
        self.touched.setdefault(change.id, set()).add((kind, number))  # type: ignore[attr-defined]

    def add(self) -> None:
        kind = self.dice.choice(list(self.now))
        if (values := self.fresh(kind)) is not None:
            with self.register.change(f"add {kind}") as change:
                self.put(change, kind, values)

    def bulk(self) -> None:
        """Many rows by one change, some corrected, as an import writes them."""
        with self.register.change("import") as change:
            for _each in range(self.dice.randint(1, 6)):
                kind = self.dice.choice(["citizen", "contact", "contact", "referral"])
                if (values := self.fresh(kind)) is not None:
                    self.put(change, kind, values)
            if self.now["contact"]:
                self.rewrite(change, "contact", self.dice.choice(list(self.now["contact"])))

    def correct(self) -> None:
        kind = self.dice.choice(list(self.now))
        if self.now[kind]:
            number = self.dice.choice(list(self.now[kind]))
            with self.register.change(f"correct {kind}") as change:
                self.rewrite(change, kind, number)

    def rewrite(self, change: object, kind: str, number: int) -> None:
        values = self.fresh(kind)
        if values is None:
            return
        changed = {key: values[key] for key in self.dice.sample(list(values), 1)}
        change.update(RECORDS[kind], number, changed)  # type: ignore[attr-defined]
        if changed.items() <= self.now[kind][number].items():  # a change that alters nothing is not kept
            return
        self.now[kind][number] = self.now[kind][number] | changed
        self.touched.setdefault(change.id, set()).add((kind, number))  # type: ignore[attr-defined]

    def remove(self) -> None:
        kind = self.dice.choice(list(self.now))
        if not self.now[kind]:
            return
        number = self.dice.choice(list(self.now[kind]))
        trial = deepcopy(self.now)
        del trial[kind][number]
        if not stands(trial):
            with pytest.raises(OutreachError), self.register.change("remove") as change:
                change.remove(kind, str(number))
            return
        with self.register.change("remove") as change:
            change.remove(kind, str(number))
        self.now = trial
        self.touched[change.id] = {(kind, number)}

    def undo(self) -> None:
        """Undo any change; the model says beforehand whether that can be done, and what stands then."""
        made = [number for number in self.touched if number > 1]
        if not made:
            return
        number = self.dice.choice([self.dice.choice(made), max(made)])
        expected = self.after_undo(number)
        if expected is None:
            with pytest.raises(OutreachError) as refused, self.register.change("undo") as change:
                change.undo(number)
            assert refused.value.exit_code == 3
            return
        with self.register.change("undo") as change:
            change.undo(number)
        self.now = expected
        self.touched[change.id] = self.touched[number]
        self.undos.append((change.id, number))

    def is_undone(self, number: int) -> bool:
        return any(of == number and not self.is_undone(undo) for undo, of in self.undos)

    def after_undo(self, number: int) -> State | None:
        if self.is_undone(number) or not self.touched[number]:
            return None
        before, after, trial = self.states[number - 1], self.states[number], deepcopy(self.now)
        for kind, row in self.touched[number]:
            if self.now[kind].get(row) != after[kind].get(row):
                return None
            trial[kind].pop(row, None)
            if row in before[kind]:
                trial[kind][row] = before[kind][row]
        return trial if stands(trial) else None


def stands(state: State) -> bool:
    """Whether every reference leads somewhere."""
    return all(
        row[key] is None or row[key] in state[to]
        for kind, keys in REFERENCES.items()
        for row in state[kind].values()
        for key, to in keys.items()
    )


def printed(register: Register, change: int | None) -> list[str]:
    """Three reports, three lists and a citizen, as printed at the change; None for now."""
    tables = [register.report(name, as_of=change) for name in ("conversations", "monthly")]
    tables.append(register.report("conversations", by="municipality", as_of=change))
    with register.open_snapshot(None if change is None else register.find_moment(change)) as connection:
        tables += [listing.list_records(connection, RECORDS[kind]) for kind in ("contact", "citizen")]
        tables += listing.list_about_citizen(connection, 1)
    said = []
    for table in tables:
        whole = table.to_dict()
        whole.pop("as_of")
        said.append(repr(whole))
    return said


def counted(state: State) -> dict[int | None, tuple[int, int, int]]:
    """Citizens, conversations and referrals by site, counted in Python."""
    rows: dict[int | None, tuple[int, int, int]] = {}
    for site in [*state["site"], None]:
        held = [
            row
            for row in state["contact"].values()
            if row["site"] == site and row["kind"] == "conversation" and row["reached"]
        ]
        referrals = [row for row in state["referral"].values() if row["site"] == site]
        rows[site] = (len({row["citizen"] for row in held}), len(held), len(referrals))
    return rows


def live(folder: Path, seed: int, steps: int) -> None:
    with create_register(folder / f"{seed}.db") as register:
        history = History(register, seed)
        for _each in range(steps):
            history.step()
        for change, before in history.printed.items():
            assert printed(register, change) == before, f"seed {seed}, change {change}"
            table = register.report("conversations", as_of=change)
            names = {None: None} | {
                number: row["site"] for number, row in history.states[change]["site"].items()
            }
            expected = {names[site]: numbers for site, numbers in counted(history.states[change]).items()}
            got = {
                row["site"]: (row["citizens"], row["conversations"], row["referrals"]) for row in table.rows
            }
            assert {name: each for name, each in expected.items() if name or any(each)} == got


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_any_moment_of_any_history_prints_what_was_printed_then(tmp_path: Path, seed: int) -> None:
    live(tmp_path, seed, 30)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1200))
def test_any_moment_of_two_hundred_long_histories_prints_what_was_printed_then(
    tmp_path: Path, seed: int
) -> None:
    live(tmp_path, seed, 50)
