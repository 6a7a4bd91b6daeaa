"""Standard streams that the caller closed, or whose reader went away."""

from __future__ import annotations

import os
import sys


def stand_in_for_closed_streams() -> None:
    """A stream that the caller closed is there and takes nothing; so no file of ours gets its number.

    What is written to such a stdout fails, and is told as lost.
    """
    for name, mode in (("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, mode), "r" if name == "stdin" else "w"))


def let_go_of_stdout() -> None:
    """Send what is still to be written nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
