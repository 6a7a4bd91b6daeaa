"""Where the register lies, and what about that place puts it at risk."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from outreach_cli.core.files import Place
from outreach_cli.core.language import N_, _

MOUNTS = "/proc/mounts"
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "9p", "fuse.sshfs", "davfs")


def doubts(path: Place) -> Iterator[str]:
    """What puts the register at risk where it lies, in words: several names, or a drive of the network."""
    with contextlib.suppress(OSError):
        if os.stat(path).st_nlink > 1:
            said = N_(
                "{path} has several names (hard links); use one of them only, and make copies with backup"
            )
            yield _(said).format(path=path)
    if kind := _network(path):
        said = N_("{path} is on a network drive ({kind}), where locks may not hold; let one write at a time")
        yield _(said).format(path=path, kind=kind)


def _network(path: Place) -> str | None:
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
