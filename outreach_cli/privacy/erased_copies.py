"""Copies of the register: whom the register has forgotten is forgotten in them too."""

from __future__ import annotations

import glob
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from outreach_cli.core.errors import OutreachError
from outreach_cli.core.files import find_drafts, make_draft, put_in_place, remove_abandoned
from outreach_cli.privacy import erasure
from outreach_cli.privacy.citizen_identity import write_last_code
from outreach_cli.privacy.forgotten_codes import remember_hashes
from outreach_cli.register.change_writer import ChangeWriter
from outreach_cli.storage import database, marks, schema, table_digests
from outreach_cli.storage.database import begin_transaction
from outreach_cli.storage.failures import translate_failures
from outreach_cli.storage.upgrade import copy_upgraded


class ErasedCitizen(NamedTuple):
    """A citizen whom a register has forgotten.

    The number, the change that wrote them first and its instant, whether every trace went, the tombstone.
    """

    number: int
    since: int
    at: str
    everything: bool
    tombstone: str | None


class ErasedMemory(NamedTuple):
    """All that a register remembers of whom it has forgotten."""

    citizens: Sequence[ErasedCitizen]
    hashes: Sequence[str]
    key: str | None


def forget_again(copy: Path, register: Path) -> int | None:
    """Forget in the copy whom the register has forgotten; how many, None where that cannot be read."""
    try:
        connection, version = database.open_file(register)
        with closing(connection), translate_failures():
            if version < schema.SCHEMA_VERSION:
                return None
            memory = read_memory(connection)
    except (OutreachError, sqlite3.DatabaseError):
        return None
    if not memory.citizens:
        return 0
    with closing(database.connect(copy, "rw")) as opened:
        with begin_transaction(opened):
            again = forget_in(opened, memory)
            marks.write_mark(opened, marks.UNFINISHED, None)
        erasure.vacuum(opened)
    return again


def read_memory(connection: sqlite3.Connection) -> ErasedMemory:
    """What the register remembers of whom it has forgotten."""
    rows = connection.execute(
        "SELECT erased.citizen, erased.since, change.at, erased.everything,"
        f" {write_last_code('erased.citizen')}"
        " FROM erased JOIN change ON change.id = erased.since ORDER BY erased.citizen"
    ).fetchall()
    citizens = [
        ErasedCitizen(number, since, at, bool(all_), stone) for number, since, at, all_, stone in rows
    ]
    hashes = schema.read_column(connection, "SELECT code FROM forgotten")
    return ErasedMemory(citizens, hashes, marks.read_mark(connection, marks.KEY))


def forget_in(connection: sqlite3.Connection, memory: ErasedMemory) -> int:
    """Forget in an older state of a register whom a later one had forgotten; returns how many.

    A citizen is the same one where the number was given out by the same change: a register that went another
    way since, or another one, gave it to somebody else.
    """
    first = erasure.find_first_changes(connection)
    known = set(schema.read_column(connection, "SELECT citizen FROM erased"))
    plans: list[erasure.ErasurePlan] = []
    for each in memory.citizens:
        if each.number in known or first.get(each.number) != each.since:
            continue
        row = connection.execute("SELECT at FROM change WHERE id = ?", (each.since,)).fetchone()
        if row != (each.at,) or any(each.number in other.whole.numbers for other in plans):
            continue
        name = schema.read_value(connection, f"SELECT {write_last_code(':id')}", {"id": each.number})
        stone = None if each.everything else each.tombstone
        plans.append(
            erasure.plan_erasure(connection, each.number, name, everything=each.everything, tombstone=stone)
        )
    if plans:
        change = ChangeWriter(connection, "forget")
        erasure.erase_citizens(change, plans)
        change.seal()
    _remember(connection, memory)
    return len(plans)


def _remember(connection: sqlite3.Connection, memory: ErasedMemory) -> None:
    """Let the older state remember what the later one did."""
    for each in memory.citizens:
        row = connection.execute("SELECT at FROM change WHERE id = ?", (each.since,)).fetchone()
        if row == (each.at,):
            table_digests.delete(connection, "erased", "citizen = :number", {"number": each.number})
            table_digests.insert(connection, "erased", [(each.number, each.since, int(each.everything))])
    remember_hashes(connection, memory.hashes)
    if memory.key and marks.read_mark(connection, marks.KEY) is None:
        marks.write_mark(connection, marks.KEY, memory.key)


def forget_in_copies(register: Path) -> tuple[list[Path], list[Path]]:
    """Forget in the copies kept beside the register whom it has forgotten; the copies done, and those not.

    They lie beside the file itself, where the register is a link. A copy of an older version comes up to
    date, for what that version kept of the forgotten can be tried. One that cannot be read, and what a
    broken-off copying left, stay as they are.
    """
    register = Path(os.path.realpath(register))
    name = glob.escape(register.name)
    remove_abandoned(register)
    done, left = [], find_drafts(register)
    for copy in sorted(register.parent.glob(f"{name}.before-*")):
        try:
            connection, version = database.open_file(copy)
            connection.close()
            older = version < schema.SCHEMA_VERSION
            again = _forget_in_older(copy, register) if older else forget_again(copy, register)
        except (OutreachError, OSError, sqlite3.Error):
            again = None
        if again is None:
            left.append(copy)
        elif again or older:
            done.append(copy)
        left += find_drafts(copy)
    return done, left


def _forget_in_older(copy: Path, register: Path) -> int | None:
    """As `forget_again`, in a copy of an older version, whose place one of the present version takes.

    Raises CheckFailedError for one that is not as its own version wrote it.
    """
    with make_draft(copy) as made:
        copy_upgraded(copy, made)
        if (again := forget_again(made, register)) is not None:
            put_in_place(made, copy)
    return again
