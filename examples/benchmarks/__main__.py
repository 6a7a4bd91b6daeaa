"""`python -m examples.benchmarks [ROWS] [PAIRS] [WRITES]`: print the tables of figures."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from examples.benchmarks import as_of, bulk, daily, publishing, reports, whole, worklist
from examples.benchmarks.measure import Figure, outreach, print_machine, timed


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    writes = int(sys.argv[3]) if len(sys.argv) > 3 else 500
    print_machine()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _fill(folder, 10_000)
        daily.run(folder, pairs)
        daily.run_together(folder, 8, writes)
        publishing.run(folder, pairs)
        for each in folder.iterdir():
            each.unlink()
        _fill(folder, rows)
        bulk.run(folder, rows, pairs)
        _import_all(folder)
        reports.run(folder, rows, pairs)
        worklist.run(folder, rows, pairs)
        reports.run_beside_each_other(folder, rows, min(pairs, 3))
        whole.run(folder, rows, pairs)
        as_of.run(folder, rows, pairs)


def _fill(folder: Path, rows: int) -> None:
    """A register with so many contacts and a fifth as many referrals, and their files.

    Made by a process of its own: what this one took up would count as each peer's least.
    """
    subprocess.run([sys.executable, "-m", "examples.benchmarks.bulk", str(folder), str(rows)], check=True)
    _import_all(folder)


def _import_all(folder: Path) -> None:
    """Fill the register, the contacts last: the undo that is measured takes back the last change."""
    shutil.copy(folder / "empty.db", folder / "outreach.db")
    for kind in ("referrals", "contacts"):
        timed(outreach("import", kind, f"{kind}.csv"), Figure(), folder=folder)


if __name__ == "__main__":
    main()
