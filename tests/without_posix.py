"""Runs `outreach WORDS...` without what Windows lacks: `python without_posix.py WORDS...`.

The names of POSIX are taken out of `os` and `signal`, its modules cannot be imported, no folder can be
opened, and no file that is open in this process can be renamed, replaced or removed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

ABSENT_NAMES = (
    *("chown", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getpgid", "getuid"),
    *(
        "killpg",
        "lchown",
        "mkfifo",
        "mknod",
        "openpty",
        "posix_fadvise",
        "posix_fallocate",
        "pread",
        "pwrite",
    ),
    *("sendfile", "setsid", "statvfs", "sync", "sysconf", "uname", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK"),
)
NO_LINKS = ("link",)
"""Windows has hard links, but not on every drive."""
ABSENT_SIGNALS = (
    "SIGHUP",
    "SIGKILL",
    "SIGPIPE",
    "SIGALRM",
    "SIGUSR1",
    "SIGUSR2",
    "SIGQUIT",
    "pthread_sigmask",
)
ABSENT_MODULES = ("fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")


def is_open(path: object) -> bool:
    """Whether this process has the file open."""
    named = os.path.realpath(os.fsdecode(path))  # type: ignore[arg-type]
    handles = (os.path.join("/proc/self/fd", each) for each in os.listdir("/proc/self/fd"))
    return named in {os.readlink(each) for each in handles if os.path.lexists(each)}


def refusing(call: Callable[..., Any], *, folder: bool = False) -> Callable[..., Any]:
    """The call, which fails as on Windows where a path names an open file; or, for `open`, a folder."""

    def refused(*given: Any, **more: Any) -> Any:
        paths = [each for each in given[:2] if isinstance(each, str | bytes | os.PathLike)]
        if any(map(os.path.isdir if folder else is_open, paths)):
            raise PermissionError(13, "Permission denied", os.fsdecode(paths[-1]))
        return call(*given, **more)

    return refused


def take_away() -> None:
    """Make this process as poor as one on Windows."""
    for name in ABSENT_NAMES + NO_LINKS:
        if hasattr(os, name):
            delattr(os, name)
    for name in ABSENT_SIGNALS:
        delattr(signal, name)
    for name in ABSENT_MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    os.open = refusing(os.open, folder=True)
    for name in ("rename", "replace", "unlink", "remove"):
        setattr(os, name, refusing(getattr(os, name)))


if __name__ == "__main__":
    import tempfile  # it asks once what the system can, and that is not ours to try

    tempfile.TemporaryFile().close()
    take_away()
    from outreach_cli.__main__ import start

    start()
