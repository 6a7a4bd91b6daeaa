"""Who a citizen is: every number and code that they had."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class CitizenIdentity:
    """Every number that a citizen has or had in the register, and every code."""

    numbers: frozenset[int]
    codes: frozenset[str]

    @property
    def listed(self) -> str:
        """The numbers as SQL has them after IN, without the brackets."""
        return ", ".join(f"{number:d}" for number in sorted(self.numbers))


def write_last_code(number: str) -> str:
    """SQL: the code that the citizen of that number (as SQL) has, or had last."""
    return (
        f"coalesce((SELECT citizen.citizen FROM citizen WHERE citizen.id = {number}),"
        f" (SELECT past.citizen FROM citizen_past AS past WHERE past.id = {number}"
        "  ORDER BY past.change DESC LIMIT 1))"
    )


def find_identity(connection: sqlite3.Connection, number: int) -> CitizenIdentity:
    """The citizen of that number, with what was merged into them."""
    present = {code: of for of, code in connection.execute("SELECT id, citizen FROM citizen")}
    numbers = {number}
    while True:
        listed = ", ".join(f"{each:d}" for each in numbers)
        codes = _find_codes(connection, f"SELECT citizen FROM {{}} WHERE id IN ({listed})", "citizen")
        codes |= {
            code
            for code in _find_codes(
                connection, f"SELECT code FROM {{}} WHERE same = 1 AND citizen IN ({listed})", "doublet"
            )
            if present.get(code, number) in numbers
        }
        marks = ", ".join("?" for _code in codes)
        gone = connection.execute(
            f"SELECT DISTINCT id FROM citizen_past WHERE citizen IN ({marks})"
            " AND id NOT IN (SELECT id FROM citizen)",
            sorted(codes),
        )
        more = {each for (each,) in gone} - numbers
        if not more:
            return CitizenIdentity(frozenset(numbers), frozenset(codes))
        numbers |= more


def _find_codes(connection: sqlite3.Connection, sql: str, kind: str) -> set[str]:
    return {code for table in (kind, f"{kind}_past") for (code,) in connection.execute(sql.format(table))}
