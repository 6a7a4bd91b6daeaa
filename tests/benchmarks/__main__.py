"""`python -m tests.benchmarks [ROWS] [PAIRS]`: print the table of figures."""

from __future__ import annotations

import sys

from tests.benchmarks import bulk


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    bulk.run(rows, pairs)


main()
