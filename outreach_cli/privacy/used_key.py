"""The key that a register was used with: its mark stays in the register, and another key is refused."""

from __future__ import annotations

import sqlite3

from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.privacy.secret_key import NoKeyError, find_key_path, hash_key, read_key
from outreach_cli.storage import marks


class WrongKeyError(OutreachError):
    """The register was used with another key."""

    message = N_("The register was used with another key ({mark}); use the old key.")
    hint = N_("Name it with OUTREACH_KEY; which file is used is said by: outreach key path")


def refuse_other_key(connection: sqlite3.Connection, key: bytes) -> None:
    """Raises WrongKeyError where the register was used with another key."""
    mark = marks.read_mark(connection, marks.KEY)
    if mark is not None and mark != hash_key(key):
        raise WrongKeyError(mark=mark)


def remember_key(connection: sqlite3.Connection, key: bytes) -> None:
    """Remember in the open transaction that the register was used with the key. Raises WrongKeyError."""
    refuse_other_key(connection, key)
    if marks.read_mark(connection, marks.KEY) is None:
        marks.write_mark(connection, marks.KEY, hash_key(key))


def read_own_key(connection: sqlite3.Connection) -> bytes | None:
    """The user's key, None where there is no such file.

    Raises WrongKeyError where the register was used with another key, NotAKeyError or OpenKeyError.
    """
    try:
        key = read_key(find_key_path())
    except (NoKeyError, RuntimeError):  # pathlib's for a user without a home
        return None
    refuse_other_key(connection, key)
    return key


def find_own_key(connection: sqlite3.Connection) -> bytes | None:
    """The user's key where there is one that the register may be used with, else None."""
    try:
        return read_own_key(connection)
    except OutreachError:
        return None
