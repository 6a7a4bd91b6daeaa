"""Measures a report as the register stood earlier against the same report now, on a million contacts.

Run with `python -m tests.benchmarks.as_of [CONTACTS]`. The ratio must stay under 1.5.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from outreach_cli import Register, create_register
from outreach_cli.records import RECORDS
from outreach_cli.register.content import Content, fingerprint


def fill(register: Register, contacts: int) -> None:
    """Sites, citizens and so many contacts, the last tenth and a thousand corrections by later changes."""
    with register.change("fill") as change:
        for number in range(10):
            change.add("site", f"Site {number}", municipality="Aalborg")
        for number in range(max(contacts // 20, 1)):
            change.register(f"C{number:06}", on="2018-01-01", site=f"Site {number % 10}")
    bulk(register, 0, contacts * 9 // 10)
    bulk(register, contacts * 9 // 10, contacts)
    with register.change("correct") as change:
        for number in range(1, min(1000, contacts)):
            change.update(RECORDS["contact"], number, {"minutes": 45})


def bulk(register: Register, first: int, last: int) -> None:
    """Contacts as an import writes them: many at a time, by one change."""
    record = RECORDS["contact"]
    (citizens,) = register.connection.execute("SELECT count(*) FROM citizen").fetchone()
    with register.change("import") as change:
        rows = []
        for number in range(first, last):
            values = dict.fromkeys(record.keys) | {
                "date": f"20{10 + number % 9}-{1 + number % 12:02}-{1 + number % 28:02}",
                "citizen": 1 + number % citizens,
                "site": 1 + number % 10,
                "kind": "conversation",
                "minutes": 30,
                "reached": 1,
            }
            row = (number + 1, *values.values(), None, None, fingerprint(record, values), change.id)
            rows.append(row)
        marks = ", ".join("?" * len(rows[0]))
        register.connection.executemany(f"INSERT INTO contact VALUES ({marks})", rows)
        change.wrote(Content(record), list(zip(*rows, strict=True)))


def seconds(register: Register, report: str, as_of: int | None) -> float:
    """The best of three."""
    best = 1e9
    for _each in range(2):
        began = time.process_time()
        register.report(report, as_of=as_of)
        best = min(best, time.process_time() - began)
    return best


def main(contacts: int) -> None:
    with tempfile.TemporaryDirectory() as folder, create_register(Path(folder) / "outreach.db") as register:
        fill(register, contacts)
        (last,) = register.connection.execute("SELECT max(id) FROM change").fetchone()
        for report in ("conversations", "monthly"):
            now = seconds(register, report, None)
            for moment in (last, last - 1, last - 2):
                then = seconds(register, report, moment)
                print(
                    f"{report}: now {now:.2f} s, after change {moment} {then:.2f} s, ratio {then / now:.2f}"
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
