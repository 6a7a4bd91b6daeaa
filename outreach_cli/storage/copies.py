"""Copies beside the register: what stood in its place before, kept under another name."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from outreach_cli.core.files import PRIVATE, put_in_place
from outreach_cli.storage import database


def find_free_name(register: Path, added: str) -> Path:
    """The register's path with that added to its name, and a number where it is taken."""
    path = register.with_name(f"{register.name}.{added}")
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


@contextmanager
def hold_register(register: Path) -> Iterator[sqlite3.Connection | None]:
    """Let nobody write in the register, nor a broken-off write be left in it, for the length of the block.

    The connection that holds it is handed over; None where there is no database to be held.
    """
    if not os.path.isfile(register):
        yield None
        return
    connection = None
    try:
        try:
            connection = database.connect(register, "rw")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            pass  # not a database any more: there is nobody to wait for
        yield connection
    finally:
        if connection:
            connection.close()


def replace_register(
    made: Path, register: Path, aside: Path | None, connection: sqlite3.Connection | None
) -> None:
    """Put a finished draft in the register's place, and keep what stood there aside.

    `connection` keeps others from writing meanwhile. It is closed first on a system, as Windows is, that
    renames or replaces no file which is open: what another writes in that moment is then in the file aside
    alone. Nobody else may read that, whoever could read the register.
    """
    if aside:
        _try_open_then_closed(connection, _keep_aside, register, aside)
    _try_open_then_closed(connection, put_in_place, made, register)
    if aside:
        with suppress(OSError):  # another's file, in a folder that both may write in
            os.chmod(aside, PRIVATE)


def _try_open_then_closed(
    connection: sqlite3.Connection | None, step: Callable[[Path, Path], None], one: Path, other: Path
) -> None:
    try:
        step(one, other)
    except PermissionError:
        if not connection:
            raise
        connection.close()
        step(one, other)


def _keep_aside(register: Path, aside: Path) -> None:
    """Give the present file a second name, so that the register's own name is never without a file."""
    try:
        os.link(register, aside)
    except (AttributeError, OSError):  # no hard links, on this system or on that drive
        os.rename(register, aside)
    journal = register.with_name(register.name + "-journal")
    if journal.exists():  # of a file too damaged to be recovered; it must never be applied to another
        os.rename(journal, aside.with_name(aside.name + "-journal"))
