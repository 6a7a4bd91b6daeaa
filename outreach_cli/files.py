"""Writing files that take the place of others: whole or not at all, and never onto the register."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from outreach_cli.core.files import NoFolderThereError as NoFolderThereError
from outreach_cli.core.files import draft, is_stream, put_in_place
from outreach_cli.errors import DiskFailedError, RefusedError
from outreach_cli.language import N_, _


@contextmanager
def replacing(path: Path, *, mode: int | None = None, never: Path | None = None) -> Iterator[BinaryIO]:
    """A draft in the same folder to write in, which gets its name when the block ends well.

    A link at `path` is replaced, not followed; a device, a FIFO or a stream of the process is written to.
    `mode` is the file's mode whatever the umask; None leaves it to the umask. `never` is a file that must not
    be written onto (the register). Raises RefusedError, NoFolderThereError or DiskFailedError and leaves what
    was there.
    """
    if never and path.exists() and never.exists() and path.samefile(never):
        raise RefusedError(reason=_(N_("{path} is the register itself.")).format(path=path))
    try:
        if is_stream(path):
            with _kept_for(path) as file:
                yield file
            return
        with draft(path, mode) as made:
            with open(made, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            put_in_place(made, path)
    except BrokenPipeError:  # the reader went away, as with a pipe on stdout
        raise
    except OSError as error:
        raise DiskFailedError(reason=f"{path}: {error.strerror or error}") from error


@contextmanager
def _kept_for(stream: Path) -> Iterator[BinaryIO]:
    """A private file, which is passed on to the stream whole when the block ends well."""
    from shutil import copyfileobj
    from tempfile import TemporaryFile

    with TemporaryFile() as kept:
        yield cast("BinaryIO", kept)
        kept.seek(0)
        with open(os.open(stream, os.O_WRONLY), "wb") as out:
            copyfileobj(kept, out)


def replace_file(path: Path, content: bytes, *, mode: int | None = None, never: Path | None = None) -> None:
    """Put `content` at `path`, as `replacing` does."""
    with replacing(path, mode=mode, never=never) as file:
        file.write(content)
