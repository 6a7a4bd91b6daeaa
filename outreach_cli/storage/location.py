"""Where the register lies, who may read it there, and what about that puts it at risk."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import suppress

from outreach_cli.core.files import HAS_MODES, Place
from outreach_cli.core.language import N_, _
from outreach_cli.storage import marks
from outreach_cli.storage.database import begin_transaction, use_settings

MOUNTS = "/proc/mounts"
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "9p", "fuse.sshfs", "davfs")


def find_warnings(path: Place) -> Iterator[str]:
    """What puts the register at risk where it lies, in words: several names, or a drive of the network."""
    if _has_log(path):
        said = N_("{path} is in WAL mode: what was deleted stays in a file beside it while somebody reads")
        yield _(said).format(path=path)
    with suppress(OSError):
        if os.stat(path).st_nlink > 1:
            said = N_(
                "{path} has several names (hard links); use one of them only, and make copies with backup"
            )
            yield _(said).format(path=path)
    if kind := _find_network(path):
        said = N_("{path} is on a network drive ({kind}), where locks may not hold; let one write at a time")
        yield _(said).format(path=path, kind=kind)


def _has_log(path: Place) -> bool:
    """Whether the file's header says that SQLite keeps a write-ahead log beside it."""
    with suppress(OSError), open(path, "rb") as file:
        return file.read(20)[18:20] == b"\2\2"
    return False


def warn_of_mode(path: Place, connection: sqlite3.Connection) -> str | None:
    """What to say of a file that others than its owner may read: once for each mode, which is remembered.

    None where all is well, where it was said before, or where the register cannot be written now.
    """
    if not HAS_MODES:
        return None
    with suppress(OSError, sqlite3.Error):
        mode = stat.S_IMODE(os.stat(path).st_mode)
        told = marks.read_mark(connection, marks.MODE)
        open_to_others = f"{mode:03o}" if mode & 0o077 else None
        if open_to_others == told or connection.in_transaction:
            return None
        # without waiting for another writer
        with use_settings(connection, {"busy_timeout": 0}), begin_transaction(connection):
            marks.write_mark(connection, marks.MODE, open_to_others)
        if open_to_others is None:
            return None
        said = N_("{path} may be read by others (mode {mode}); close it with: chmod 600 {path}")
        return _(said).format(path=path, mode=open_to_others)
    return None


def _find_network(path: Place) -> str | None:
    """The kind of network drive that the path is on, None for one of this machine or where unknown."""
    try:
        place = os.path.realpath(path)
        with open(MOUNTS, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return None
    found, kind = "", ""
    for line in lines:
        _device, mount, this, *_rest = line.split(" ")
        mount = mount.replace("\\040", " ")
        inside = place == mount or place.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(found):
            found, kind = mount, this
    return kind if kind in _NETWORK else None
