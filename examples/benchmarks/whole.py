"""What goes over the whole register: check, backup, export, a disclosure, an undo of an import."""

from __future__ import annotations

import shutil
from pathlib import Path

from examples.benchmarks.measure import Figure, outreach, print_table, timed


def run(folder: Path, contacts: int) -> None:
    """Measure each once and print; `folder` holds a register in which an import was the last change."""
    asked = {
        "check": outreach("check"),
        "backup": outreach("backup", "copy.db"),
        "export": outreach("export", "out"),
        "disclose": outreach("disclose", "B00001"),
        "undo of the import": outreach("undo"),
    }
    base = "sqlite3 .backup"
    figures = {base: Figure(), **{name: Figure() for name in asked}}
    timed(["sqlite3", "outreach.db", ".backup peer.db"], figures[base], folder=folder)
    for name, words in asked.items():
        timed(words, figures[name], folder=folder)
    shutil.rmtree(folder / "out")
    print_table(f"The whole register, {contacts:,} contacts, once each", "× .backup", figures[base], figures)
