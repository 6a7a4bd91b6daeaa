"""What a publication takes: ten reports on one year as one document, with what is hidden decided over all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from examples.benchmarks.measure import Figure, outreach, print_table, timed

REPORTS = (
    *("conversations", "monthly", "presence", "reach", "courses"),
    *("dose", "referrals", "health", "forms", "flow"),
)
CITIZENS = (60, 200, 500, 2_000)


def make_registers(folder: Path) -> None:
    """One register for each number of citizens."""
    from outreach_cli.api import create_register
    from tests.reports.publishing.made_registers import make_year

    for citizens in CITIZENS:
        make_year(create_register(folder / f"{citizens}.db", municipality="Aalborg"), citizens).close()


def run(folder: Path, pairs: int) -> None:
    """Measure and print, in registers of its own. The aim is 5 seconds."""
    document = "".join(f'\n[[part]]\nreport = "{name}"\n' for name in REPORTS)
    (folder / "ten.toml").write_text(f'title = "Ten"\n{document}')
    subprocess.run([sys.executable, "-m", "examples.benchmarks.publishing", str(folder)], check=True)
    for citizens in CITIZENS:
        words = ["report", "ten.toml", "--period", "2018", "--db", f"{citizens}.db"]
        figures = {"ten reports": Figure(), "the same with --suppress": Figure()}
        for _turn in range(pairs):
            for figure, more in zip(figures.values(), ([], ["--suppress"]), strict=True):
                timed(outreach(*words, *more), figure, folder=folder)
        base = figures["ten reports"]
        print_table(f"Publishing, {citizens:,} citizens, medians of {pairs}", "× shown whole", base, figures)


if __name__ == "__main__":
    make_registers(Path(sys.argv[1]))
