"""The one SQLite file: making it, opening it with the settings it needs, and what its failures mean."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from outreach_cli.errors import Busy, DiskFailed, NewerRegister, NoRegister, NotARegister, RegisterExists

APPLICATION_ID = 0x6F757472
"""`outr` in ASCII: what tells a register from any other SQLite file."""

SETTINGS = (
    "foreign_keys = ON",
    "synchronous = EXTRA",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "secure_delete = ON",
    "recursive_triggers = ON",
    "temp_store = MEMORY",
)
WAIT = 30.0
"""Seconds to wait for another writer."""


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A connection in autocommit with every setting made; `mode` is SQLite's: `rw` or `ro`."""
    wait = float(os.environ.get("OUTREACH_WAIT") or WAIT)
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    return connection


def open_file(path: Path, known_version: int) -> tuple[sqlite3.Connection, int]:
    """A connection to the register at `path`, and its schema version.

    Raises NoRegister, NotARegister or NewerRegister, and makes nothing.
    """
    if not path.exists():
        raise NoRegister(path=path)
    if not path.is_file():
        raise NotARegister(path=path)
    with failures():
        try:
            connection = connect(path, "rw")
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.OperationalError as error:
            if "unable to open" in str(error):
                raise NotARegister(path=path) from error
            raise
        except sqlite3.DatabaseError as error:
            raise NotARegister(path=path) from error
    if application != APPLICATION_ID or version == 0:
        connection.close()
        raise NotARegister(path=path)
    if version > known_version:
        connection.close()
        raise NewerRegister(path=path, version=version, known=known_version)
    return connection, version


def create_file(path: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make a register at `path`, mode 0600, filled by `fill`: whole, or not at all. Raises RegisterExists."""
    if os.path.lexists(path):
        raise RegisterExists(path=path)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    with failures():
        try:
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            os.chmod(draft, 0o600)
            connection = connect(draft, "rw")
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                fill(connection)
                connection.execute("COMMIT")
            finally:
                connection.close()
            _put_in_place(draft, path)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(draft)


def _put_in_place(draft: Path, path: Path) -> None:
    """Give the finished file its name, unless something has come to stand there meanwhile."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise RegisterExists(path=path) from None
    except OSError:  # a file system without hard links
        os.rename(draft, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the folder's entries last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def failures() -> Iterator[None]:
    """Turn SQLite's and the disk's failures inside the block into the errors that a user is told."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _meaning(error) or error from error
    except sqlite3.DatabaseError as error:
        if "malformed" in str(error) or "not a database" in str(error):
            raise NotARegister(path=str(error)) from error
        raise
    except OSError as error:
        raise DiskFailed(reason=error.strerror or str(error)) from error


def _meaning(error: sqlite3.OperationalError) -> Exception | None:
    said = str(error)
    if "locked" in said or "busy" in said:
        return Busy()
    if any(word in said for word in ("disk", "full", "readonly", "unable to open")):
        return DiskFailed(reason=said)
    return None
