"""`outreach` and `python -m outreach_cli`: in quickly, the command line, out quickly."""

from __future__ import annotations

import gc
import os
from typing import NoReturn

gc.disable()
from outreach_cli.cli import main  # noqa: E402  importing makes no garbage, so looking for it is put off

gc.freeze()
gc.enable()


def start() -> NoReturn:
    """Run the command line and leave with its exit code, without taking the interpreter down bit by bit."""
    os._exit(main())


if __name__ == "__main__":
    start()
