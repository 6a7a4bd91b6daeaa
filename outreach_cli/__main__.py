"""`outreach` and `python -m outreach_cli`: in quickly, the command line, out quickly."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from types import ModuleType
from typing import NoReturn

from outreach_cli.core.signals import leave_on_signals


def _put_off(name: str, **given: object) -> None:
    """Let a module be there, and be read when something in it is first asked for, besides what is `given`."""
    stand_in = ModuleType(name)
    stand_in.__dict__.update(given)

    def found(wanted: str) -> object:
        if sys.modules[name] is stand_in:
            del sys.modules[name]
        return getattr(import_module(name), wanted)

    stand_in.__getattr__ = found  # type: ignore[method-assign]
    sys.modules[name] = stand_in


def start() -> NoReturn:
    """Run the command line and leave with its exit code."""
    leave_on_signals()
    gc.disable()  # importing makes no garbage, so looking for it is put off
    # These are imported by click, for what is seldom done.
    _put_off("inspect")
    if hasattr(os, "uname"):
        _put_off("platform", system=lambda: os.uname().sysname)  # all that `uuid` asks for
    from outreach_cli.cli import main

    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # a command makes little garbage, and a million rows none
    gc.enable()
    sys.exit(main(leaving=True))


if __name__ == "__main__":
    start()
