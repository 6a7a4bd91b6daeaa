"""Makes the example register aalborg.db from examples/aalborg/ (synthetic data) and prints its two tables."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).absolute().parent.parent  # where it is read, though examples/ be a link
PERIOD = ("--from", "2018-01-01", "--to", "2019-02-28")


def main() -> None:
    register = os.environ.setdefault("OUTREACH_DB", "aalborg.db")
    if not (FOLDER / register).exists():
        outreach("init", "--municipality", "Aalborg")
    outreach("import", "examples/aalborg")
    outreach("report", "conversations", *PERIOD)
    outreach("report", "courses", *PERIOD)


def outreach(*words: str) -> None:
    """Run the program installed beside this Python, in that folder; end with its exit code if it fails."""
    code = subprocess.run(
        [sys.executable, "-P", "-m", "outreach_cli", *words], cwd=FOLDER, check=False
    ).returncode
    if code:
        raise SystemExit(code)


if __name__ == "__main__":
    main()
