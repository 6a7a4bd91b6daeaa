"""A bar on the terminal for what takes more than a second; nothing elsewhere."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Self

from outreach_cli.console.session import get_session
from outreach_cli.tables.cells import clean

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds that pass before there is a bar."""


class ProgressBar:
    """How much of each file is read, while an import goes on."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.wanted = sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not get_session().quiet
        self.shown: Progress | None = None
        self.tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.shown is not None:
            self.shown.stop()

    def watch(self, place: str, rows: int, read: float) -> None:
        """So many rows of the file are taken, and that share of it (0 to 1) is read."""
        if not self.wanted or time.monotonic() - self.began < PATIENCE:
            return
        if self.shown is None:
            self.shown = _start_bar()
        if place not in self.tasks:
            self.tasks[place] = self.shown.add_task("", total=1.0, place=clean(place), rows="")
        self.shown.update(self.tasks[place], completed=read, rows=f"{rows:,}")


def _start_bar() -> Progress:
    """The bar itself, which is gone when it stops."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.table import Column

    place, rows = (
        TextColumn(f"{{task.fields[{field}]}}", markup=False, table_column=Column())
        for field in ("place", "rows")
    )
    columns = (place, BarColumn(), TaskProgressColumn(), rows, TimeElapsedColumn())
    console = Console(stderr=True, no_color=get_session().color == "never" or None)
    shown = Progress(*columns, console=console, transient=True)
    shown.start()
    return shown
