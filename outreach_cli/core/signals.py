"""The signals that end a command: Ctrl-C, kill, a closed terminal, Ctrl-Break."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

INTERRUPTED = 130
"""The exit code of a command that was broken off."""

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


def leave_on_signals() -> None:
    """Leave at once on a signal, without a word: nothing is open yet, or all of it is closed again."""
    _handle(lambda number, frame: os._exit(INTERRUPTED))


def interrupt_on_signals() -> None:
    """Let whatever signal ends a command break it off as Ctrl-C does, so that all is rolled back and removed.

    The first one only: a closed terminal sends two, and the second would break off the tidying up.
    """
    heard = list(_list_signals())

    def interrupt(number: int, frame: object) -> None:
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    _handle(interrupt)


def _handle(handler: Callable[[int, object], None]) -> None:
    for each in _list_signals():
        signal.signal(each, handler)


def _list_signals() -> Iterator[signal.Signals]:
    """Those that this system knows and that the caller does not ignore, as `nohup` does with SIGHUP."""
    for name in _ENDING:
        each = getattr(signal, name, None)
        if each is not None and signal.getsignal(each) is not signal.SIG_IGN:
            yield each
