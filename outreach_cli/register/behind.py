"""Statements carried out in the background: SQLite writes some rows while the next are made ready."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from queue import SimpleQueue
from threading import Thread
from types import TracebackType

from outreach_cli.records.types import Value

_SWITCH = 0.0001
"""Seconds after which one thread lets another go on: SQLite needs Python's lock only for a moment."""

Statement = tuple[str, Sequence[Value]]


class Behind:
    """Carries out one statement at a time on a connection, in a thread of its own, for the length of a block.

    Meanwhile the connection may be read from, but not written to: `wait` first. Where SQLite is built so
    that threads cannot share a connection each statement is carried out at once.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._shared = sqlite3.threadsafety == 3
        self._asked: SimpleQueue[Statement | None] = SimpleQueue()
        self._done: SimpleQueue[BaseException | None] = SimpleQueue()
        self._under_way = False
        self._thread = Thread(target=self._work, name="writing", daemon=True)

    def __enter__(self) -> Behind:
        self._interval = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._asked.put(None)
        self._thread.join()
        sys.setswitchinterval(self._interval)

    def execute(self, sql: str, values: Sequence[Value]) -> None:
        """Begin with a statement; the one before has been waited for."""
        assert not self._under_way, "one statement at a time"
        self._under_way = True
        if self._shared:
            self._asked.put((sql, values))
        else:
            self._done.put(self._carried_out((sql, values)))

    def wait(self) -> None:
        """See the statement finished. Raises what it failed with."""
        if self._under_way:
            self._under_way = False
            if error := self._done.get():
                raise error

    def _work(self) -> None:
        while (statement := self._asked.get()) is not None:
            self._done.put(self._carried_out(statement))

    def _carried_out(self, statement: Statement) -> BaseException | None:
        """What it failed with, if it did."""
        try:
            self.connection.execute(*statement)
        except BaseException as error:
            return error
        return None
