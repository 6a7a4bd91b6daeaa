"""The key outside the register, with which CPR numbers and exported codes are hashed.

The mark of the one that a register was used with stays in the register, and another is refused.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from pathlib import Path

from outreach_cli.core.errors import MayNotReadError, OutreachError
from outreach_cli.core.files import HAS_MODES, PRIVATE, make_disk_error, replace_file
from outreach_cli.core.language import N_
from outreach_cli.storage import marks


class NoKeyError(OutreachError):
    """The user has no key yet."""

    message = N_("There is no key at {path}.")
    hint = N_("Make one with: outreach key new   (or name another file with OUTREACH_KEY)")


class NotAKeyError(OutreachError):
    """The file of the key holds something else."""

    message = N_("{path} is no key: 64 hexadecimal digits are expected.")


class UnreadableKeyError(MayNotReadError):
    """The user may not read the file of the key."""

    exit_code = 3


class OpenKeyError(OutreachError):
    """Others than the user can read the key."""

    message = N_("The key at {path} can be read by others, so it is not used.")
    hint = N_("Close it with: chmod 600 {path}")


class KeyExistsError(OutreachError):
    """A new key was to be made where one is."""

    message = N_("There is already a key at {path}; it was left as it is.")


class WrongKeyError(OutreachError):
    """The register was used with another key."""

    message = N_("The register was used with another key ({mark}); use the old key.")
    hint = N_("Name it with OUTREACH_KEY; which file is used is said by: outreach key path")


def find_key_path() -> Path:
    """Where the key is: `OUTREACH_KEY`, else in the user's configuration."""
    named = os.environ.get("OUTREACH_KEY")
    return Path(named) if named else Path.home() / ".config" / "outreach" / "key"


def make_key(path: Path) -> None:
    """Make a random key of 256 bits at `path`, mode 0600. Raises KeyExistsError or DiskFailedError."""
    if os.path.lexists(path):
        raise KeyExistsError(path=path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise make_disk_error(error, path.parent) from error
    replace_file(path, (secrets.token_hex(32) + "\n").encode(), mode=PRIVATE)


def read_key(path: Path) -> bytes:
    """The 32 bytes of the key at `path`.

    Raises NoKeyError, UnreadableKeyError, NotAKeyError, or OpenKeyError where others can read it.
    """
    try:
        text = path.read_text(encoding="ascii").strip()
        if HAS_MODES and path.stat().st_mode & 0o077:
            raise OpenKeyError(path=path)
        key = bytes.fromhex(text)
    except FileNotFoundError:
        raise NoKeyError(path=path) from None
    except PermissionError:
        raise UnreadableKeyError(path=path) from None
    except (OSError, ValueError):
        raise NotAKeyError(path=path) from None
    if len(key) != 32:
        raise NotAKeyError(path=path)
    return key


def hash_key(key: bytes) -> str:
    """16 hexadecimal digits by which the key is known again, and from which it cannot be read."""
    return hashlib.blake2b(b"outreach key", key=key, digest_size=8).hexdigest()


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
