"""`outreach` and `python -m outreach_cli`: in quickly, the command line, out quickly."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from types import ModuleType
from typing import NoReturn

from outreach_cli.core.signals import leave_on_signals


def _put_off(name: str) -> ModuleType:
    """Install a stand-in that imports the module on first use, and return it."""
    stand_in = ModuleType(name)

    def load(wanted: str) -> object:
        if sys.modules[name] is stand_in:
            del sys.modules[name]
        return getattr(import_module(name), wanted)

    stand_in.__getattr__ = load  # type: ignore[method-assign]
    sys.modules[name] = stand_in
    return stand_in


def start() -> NoReturn:
    """Run the command line and leave with its exit code."""
    leave_on_signals()
    # Importing makes no garbage, and a command little: to look for it took 15 % of the CPU time of a contact
    # and of --help on Python 3.11, 12 to 17 % on 3.13.
    gc.disable()
    # click imports both for what is seldom done: 9 to 13 % of that time on either, and 4 to 6 %. It declares
    # a type by the class UUID, which nothing asks for a value before the class itself is there again.
    _put_off("inspect")
    uuid = _put_off("uuid")
    vars(uuid)["UUID"] = object
    from outreach_cli.cli import main

    del vars(uuid)["UUID"]
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # a million rows make none either
    gc.enable()
    # All is written out by now: to take the modules apart took 9 to 12 % of a contact's CPU time.
    os._exit(main(leaving=True))


if __name__ == "__main__":
    start()
