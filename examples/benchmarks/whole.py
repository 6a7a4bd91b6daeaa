"""What goes over the whole register: check, backup, export, a disclosure, an undo of an import."""

from __future__ import annotations

import shutil
from pathlib import Path

from examples.benchmarks.measure import Figure, outreach, print_table, timed

_CHECK = ["sqlite3", "outreach.db", "PRAGMA integrity_check"]
_BACKUP = ["sqlite3", "outreach.db", ".backup peer.db"]
_CHECK_PEER = ["sqlite3", "peer.db", "PRAGMA integrity_check"]


def run(folder: Path, contacts: int, pairs: int) -> None:
    """Measure and print; `folder` holds a register in which an import was the last change.

    A check is held against SQLite's own through its shell, a backup, which checks its copy, against the
    shell's backup and check of the copy. The undo is measured once: the next would undo something else.
    """
    shell, checked = "sqlite3 integrity_check", Figure()
    figures = {shell: Figure(), "check": checked}
    for _turn in range(pairs):
        timed(_CHECK, figures[shell], folder=folder)
        timed(outreach("check"), checked, folder=folder)
    print_table(f"check, {contacts:,} contacts", "× integrity_check", figures[shell], figures)
    shell, made = "sqlite3 .backup and integrity_check", Figure()
    figures = {shell: Figure(), "backup": made}
    for _turn in range(pairs):
        copying, checking = Figure(), Figure()
        timed(_BACKUP, copying, folder=folder)
        timed(_CHECK_PEER, checking, folder=folder)
        figures[shell].add_sum(copying, checking)
        timed(outreach("backup", "copy.db"), made, folder=folder)
        (folder / "peer.db").unlink()
        (folder / "copy.db").unlink()
    print_table(f"backup, {contacts:,} contacts", "× both by the shell", figures[shell], figures)
    asked = {
        "export": outreach("export", "out"),
        "disclose": outreach("disclose", "B00001"),
        "undo of the import": outreach("undo"),
    }
    base = "sqlite3 .backup"
    figures = {base: Figure(), **{name: Figure() for name in asked}}
    timed(_BACKUP, figures[base], folder=folder)
    (folder / "peer.db").unlink()
    for name, words in asked.items():
        timed(words, figures[name], folder=folder)
    shutil.rmtree(folder / "out")
    print_table(f"The whole register, {contacts:,} contacts, once each", "× .backup", figures[base], figures)
