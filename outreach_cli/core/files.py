"""Files that take another's place whole: drafts, renaming, folders made to last, and streams."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, cast

from outreach_cli.core.errors import (
    DiskFailedError,
    MayNotWriteError,
    OutreachError,
    RefusedError,
    UnusableNameError,
)
from outreach_cli.core.language import N_, _

if TYPE_CHECKING:
    from pathlib import Path

Place = str | os.PathLike[str]
PRIVATE = 0o600
"""The mode of a file that only its owner reads. Windows has no modes: there the folder's rights decide."""
HAS_MODES = hasattr(os, "getuid")
"""Whether a file's mode says who may read it."""
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
"""What writing fails with where the rights do not let it."""
_UNUSABLE = (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ)
"""What it fails with where the name is too long, or has signs in it that names cannot have there."""
_SUFFIX = ".new"
_ENDS = "abcdefghijklmnopqrstuvwxyz0123456789_"
"""What `tempfile` makes its names of (and, before it did, the number of a process)."""
_ABANDONED = 24 * 60 * 60
"""Seconds after which a draft counts as abandoned where no lock tells whether somebody still writes it."""


class NoFolderError(OutreachError):
    """The folder of a file that is to be written is not there."""

    message = N_("There is no folder {path}; nothing was written.")
    exit_code = 8


def find_unwritable(path: Place) -> Place | None:
    """The file where the user may not write to it, else its folder if so; None where it is neither."""
    folder = os.path.dirname(path) or os.path.abspath(os.curdir)
    return next((each for each in (path, folder) if _is_denied(each, os.W_OK)), None)


def is_unreadable(path: Place) -> bool:
    """Whether the user may not read the file, or not enter its folder."""
    return _is_denied(path, os.R_OK) or _is_denied(os.path.dirname(os.path.abspath(path)), os.X_OK)


def _is_denied(place: Place, right: int) -> bool:
    return os.path.exists(place) and not os.access(place, right)


def is_same_file(one: Place, other: Place) -> bool:
    """Whether both are there and are one file, under whatever names."""
    return os.path.exists(one) and os.path.exists(other) and os.path.samefile(one, other)


def make_disk_error(error: OSError, path: Place) -> DiskFailedError:
    """What a failure to write at the path means: of the user's rights, of the name, or of the disk."""
    if error.errno in _FORBIDDEN and (place := find_unwritable(path)):
        return MayNotWriteError(place=place)
    if error.errno in _UNUSABLE:
        return UnusableNameError(path=path, reason=error.strerror)
    return DiskFailedError(reason=f"{path}: {error.strerror or error}")


@contextmanager
def make_draft(path: Place, mode: int | None = PRIVATE) -> Iterator[Path]:
    """An empty file to write in, which `put_in_place` gives the name `path`; else nothing of it is left.

    It lies in a folder of its own beside `path`, and so do the files that SQLite makes beside it. That folder
    is locked for the length of the block: the file itself cannot be, as on macOS the locks of SQLite and that
    one would exclude each other. Drafts for the same path whose writers were killed are removed first.
    `mode` holds under any umask; None leaves it to the umask. Raises RefusedError, NoFolderError or
    DiskFailedError.
    """
    from pathlib import Path

    if os.fspath(path) == "-":
        raise RefusedError(reason=_("A file is wanted here, and - stands for a stream."))
    if os.path.isdir(path):
        raise RefusedError(reason=_("{path} is a folder.").format(path=path))
    if not os.path.isdir(folder := os.path.dirname(os.path.abspath(path))):
        raise NoFolderError(path=os.path.dirname(path) or folder)
    remove_abandoned(path)
    try:
        own, lock = _make_own_folder(path)
    except OSError as error:
        raise make_disk_error(error, path) from error
    try:
        made = Path(own, "draft")
        try:
            os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666 if mode is None else mode))
            if mode is not None:
                os.chmod(made, mode)
        except OSError as error:
            raise make_disk_error(error, path) from error
        yield made
    finally:
        _remove(own)
        if lock is not None:
            os.close(lock)


def put_in_place(made: Place, path: Place, *, only_new: bool = False) -> None:
    """Give a draft, which nobody has open, its name, and make that last through a power cut.

    A link at `path` is replaced, not followed. Raises FileExistsError with `only_new` where something has
    come to stand there meanwhile.
    """
    if only_new:
        try:
            os.link(made, path)
        except FileExistsError:
            raise
        except (AttributeError, OSError):  # no hard links, on this system or on that drive
            if os.path.lexists(path):
                raise FileExistsError(path) from None
            os.rename(made, path)
    else:
        os.replace(made, path)
    sync_folder(os.path.dirname(os.path.abspath(path)))


def sync_folder(folder: Place) -> None:
    """Make the folder's entries last through a power cut. Windows opens no folder, and needs none."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_stream(path: Place) -> bool:
    """Whether what stands there passes bytes on, so that no other file may take its place.

    A device, a FIFO, a socket; or a name for a stream of this process, as /dev/stdout and what a shell writes
    for `<(…)` are, also where that stream is a file.
    """
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    if not stat.S_ISREG(mode):
        return not stat.S_ISDIR(mode)
    parent = os.path.realpath(os.path.dirname(os.path.abspath(path)))
    return os.path.islink(path) and (parent in ("/dev", "/dev/fd") or parent.startswith("/proc/"))


def refuse_link(path: Place) -> None:
    """Raise RefusedError for a symbolic link, except to a stream.

    Whether the link or what it points at is to be replaced, only who made the link knows.
    """
    if os.path.islink(path) and not is_stream(path):
        said = _("{path} is a link to {target}; name that file, or another.")
        raise RefusedError(reason=said.format(path=path, target=os.readlink(path)))


def remove_abandoned(path: Place) -> None:
    """Remove the drafts for `path` that were left by processes which were killed."""
    with suppress(OSError):
        for draft in find_drafts(path):
            if (lock := _take_over(draft)) is not None:
                _remove(draft)
                if lock >= 0:
                    os.close(lock)


def find_drafts(path: Place) -> list[Path]:
    """The drafts for `path` that are there."""
    from pathlib import Path

    folder = Path(path).parent
    return sorted(each for each in folder.iterdir() if _is_draft_for(Path(path).name, each.name))


def _is_draft_for(name: str, entry: str) -> bool:
    start = f".{name}."
    middle = entry[len(start) :].removesuffix("-journal")
    ends = middle.removesuffix(_SUFFIX)
    return entry.startswith(start) and ends not in {middle, ""} and not ends.strip(_ENDS)


def _make_own_folder(path: Place) -> tuple[str, int | None]:
    """A new folder, readable by its owner only, and the handle by which it is locked, None without locks."""
    from tempfile import mkdtemp

    folder, name = os.path.split(os.path.abspath(path))
    while True:
        own = mkdtemp(prefix=f".{name}.", suffix=_SUFFIX, dir=folder)
        os.chmod(own, 0o700)
        lock = _lock(own)
        if lock is None or lock >= 0:
            return own, lock

        # someone took it for abandoned before it was locked


def _lock(path: Place) -> int | None:
    """The handle by which a folder, or a file, is locked; -1 where another has, None without such locks."""
    if sys.platform != "win32":
        try:
            from fcntl import LOCK_EX, LOCK_NB, flock

            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        except ImportError:
            return None
        except OSError:
            return -1
        try:
            flock(handle, LOCK_EX | LOCK_NB)
            if os.path.samestat(os.fstat(handle), os.stat(path)):
                return handle
        except (BlockingIOError, FileNotFoundError):
            pass
        except OSError:  # a drive that knows no locks
            os.close(handle)
            return None
        os.close(handle)
        return -1
    return None


def _take_over(path: Place) -> int | None:
    """The lock of an abandoned draft (-1 where its age alone tells); None while somebody may write it."""
    lock = _lock(path)
    if lock is not None:
        return lock if lock >= 0 else None
    from time import time

    return -1 if time() - os.stat(path).st_mtime > _ABANDONED else None


def _remove(path: Place) -> None:
    """Remove a draft: its folder, or the file that earlier versions wrote."""
    with suppress(OSError):
        if os.path.isdir(path) and not os.path.islink(path):
            for entry in os.listdir(path):
                with suppress(OSError):
                    os.unlink(os.path.join(path, entry))
            os.rmdir(path)
        else:
            os.unlink(path)


@contextmanager
def open_replacement(path: Path, *, mode: int | None = None, never: Path | None = None) -> Iterator[BinaryIO]:
    """A draft in the same folder to write in, which gets its name when the block ends well.

    A device, a FIFO or a stream of the process is written to; another link at `path` is refused.
    `mode` is the file's mode whatever the umask; None leaves it to the umask. `never` is a file that must not
    be written onto (the register). Raises RefusedError, NoFolderError or DiskFailedError and leaves what
    was there.
    """
    if never and is_same_file(path, never):
        raise RefusedError(reason=_("{path} is the register itself.").format(path=path))
    refuse_link(path)
    try:
        if is_stream(path):
            with _keep_for_stream(path) as file:
                yield file
            return
        with make_draft(path, mode) as made:
            with open(made, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            put_in_place(made, path)
    except BrokenPipeError:  # the reader went away, as with a pipe on stdout
        raise
    except OSError as error:
        raise make_disk_error(error, path) from error


@contextmanager
def _keep_for_stream(stream: Path) -> Iterator[BinaryIO]:
    """A private file, which is passed on to the stream whole when the block ends well."""
    from shutil import copyfileobj
    from tempfile import TemporaryFile

    with TemporaryFile() as kept:
        yield cast("BinaryIO", kept)
        kept.seek(0)
        with open(os.open(stream, os.O_WRONLY), "wb") as out:
            copyfileobj(kept, out)


def replace_file(path: Path, content: bytes, *, mode: int | None = None, never: Path | None = None) -> None:
    """Put `content` at `path`, as `open_replacement` does."""
    with open_replacement(path, mode=mode, never=never) as file:
        file.write(content)
