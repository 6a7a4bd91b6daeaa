"""Writing files that take the place of others: whole or not at all, and never onto the register."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from outreach_cli.errors import DiskFailed, OutreachError, Refused
from outreach_cli.language import N_, _


class NoFolderThere(OutreachError):
    """There is no folder {path}; nothing was written."""

    exit_code = 8


@contextmanager
def replacing(path: Path, *, mode: int | None = None, never: Path | None = None) -> Iterator[BinaryIO]:
    """A draft in the same folder to write in, which gets its name when the block ends well.

    A link at `path` is replaced, not followed. `mode` is the file's mode whatever the umask; None leaves it
    to the umask. `never` is a file that must not be written onto (the register). Raises Refused,
    NoFolderThere or DiskFailed and leaves what was there.
    """
    if not path.parent.exists():
        raise NoFolderThere(path=path.parent)
    if never and path.exists() and never.exists() and path.samefile(never):
        raise Refused(reason=_(N_("{path} is the register itself.")).format(path=path))
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666 if mode is None else mode)
        try:
            with os.fdopen(handle, "w+b") as file:
                if mode is not None:
                    os.fchmod(file.fileno(), mode)
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(draft)
    except OSError as error:
        raise DiskFailed(reason=f"{path}: {error.strerror or error}") from error


def replace_file(path: Path, content: bytes, *, mode: int | None = None, never: Path | None = None) -> None:
    """Put `content` at `path`, as `replacing` does."""
    with replacing(path, mode=mode, never=never) as file:
        file.write(content)
