"""Reports as the register stood earlier beside the same reports now.

Run alone by `python -m examples.benchmarks.as_of [CONTACTS] [PAIRS]`. The ratio is to stay under 1.5.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

from examples.benchmarks.measure import Figure, outreach, print_table, timed

CORRECTED = 1_000
ASKED = {
    "conversations, all years": ["conversations"],
    "conversations, one year": ["conversations", "--period", "2019"],
    "monthly by site, all years": ["monthly", "--from", "2018-01-01", "--to", "2021-12-31", "--by", "site"],
}


def make_history(folder: Path, contacts: int) -> dict[str, str]:
    """A register with a tenth of the contacts, then nine tenths, then all, then a thousand of them corrected.

    `folder` holds what `bulk.make_files` makes. Returns the change to go back to for each moment.
    """
    tenth, step = contacts // 10, max(contacts // CORRECTED, 1)
    parts: dict[str, tuple[int, int, str]] = {
        "when a tenth stood": (tenth, 1, ";ja"),
        "when nine tenths stood": (contacts - tenth, 1, ";ja"),
        "before the corrections": (contacts, 1, ";ja"),
        "after the last change": (contacts, step, ";nej"),
    }
    shutil.copy(folder / "empty.db", folder / "outreach.db")
    changes = {}
    for moment, (last, every, reached) in parts.items():
        with (
            (folder / "contacts.csv").open(encoding="cp1252") as lines,
            (folder / "part.csv").open("w", encoding="cp1252") as part,
        ):
            part.write(next(lines))
            part.writelines(line.replace(";ja", reached) for line in islice(lines, 0, last, every))
        words = outreach("import", "contacts", "part.csv", "--source", "contacts")
        timed(words, Figure(), folder=folder)
        with sqlite3.connect(folder / "outreach.db") as connection:
            (changes[moment],) = connection.execute("SELECT CAST(max(id) AS TEXT) FROM change").fetchone()
    return changes


def run(folder: Path, contacts: int, pairs: int) -> None:
    """Measure and print; `folder` holds what `bulk.make_files` makes."""
    changes = make_history(folder, contacts)
    for said, words in ASKED.items():
        figures = {"now": Figure(), **{moment: Figure() for moment in changes}}
        for _turn in range(pairs):
            timed(outreach("report", *words), figures["now"], folder=folder)
            for moment, change in changes.items():
                timed(outreach("report", *words, "--as-of", change), figures[moment], folder=folder)
        print_table(f"As of earlier: {said}, {contacts:,} contacts", "× now", figures["now"], figures)


if __name__ == "__main__":
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as made:
        make = [sys.executable, "-m", "examples.benchmarks.bulk", made, str(rows)]
        subprocess.run(make, check=True)
        run(Path(made), rows, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
