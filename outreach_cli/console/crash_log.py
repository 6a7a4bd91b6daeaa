"""The log of an unexpected failure: where it happened, in what versions, and no value."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from outreach_cli import __version__
from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.files import replace_file

LIBRARIES = (
    "click",
    "sqlite-utils",
    "rich",
    "python-calamine",
    "XlsxWriter",
    "python-docx",
    "prompt_toolkit",
)
NAME = "last-failure.log"


def write_crash_log(
    error: BaseException, words: Sequence[str], known: Callable[[], Iterable[str]]
) -> Path | None:
    """Write the log of `error`, readable by its owner only; return its path, None where it cannot be written.

    Of the command line's `words` only those that are `known` are kept, and of an exception only its class:
    what else they say may be what is registered. The user's state folder is tried first, where the log
    replaces the one before, then the folder for temporary files.
    """
    try:
        content = mask_cpr("\n".join(_write_lines(error, words, frozenset(known()))) + "\n").encode()
        try:
            return _replace_last(content)
        except (OutreachError, OSError, RuntimeError):  # no such folder, not writable, or no home at all
            handle, name = tempfile.mkstemp(prefix="outreach-failure-", suffix=".log")  # its mode is 0600
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            return Path(name)
    except Exception:  # noqa: BLE001 - a failure that is to be told comes before one in telling it
        return None


def find_state_folder() -> Path:
    """Where the user's programs keep what they note: `XDG_STATE_HOME`, on Windows `LOCALAPPDATA`."""
    named = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_STATE_HOME", "")
    base = Path(named) if os.path.isabs(named) else Path.home() / ".local" / "state"
    return base / "outreach"


def _replace_last(content: bytes) -> Path:
    path = find_state_folder() / NAME
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(path, content, mode=0o600)
    return path


def _write_lines(error: BaseException, words: Sequence[str], known: frozenset[str]) -> Iterator[str]:
    yield from _list_versions()
    yield "command: outreach " + " ".join(_hide_value(word, known) for word in words)
    chain: BaseException | None = error
    seen: set[int] = set()
    while chain is not None and id(chain) not in seen:
        seen.add(id(chain))
        yield ""
        yield f"{type(chain).__module__}.{type(chain).__qualname__}, raised at:"
        for frame in traceback.extract_tb(chain.__traceback__):
            yield f"  {_shorten_path(frame.filename)}:{frame.lineno} in {frame.name}: {frame.line}"
        chain = chain.__cause__ or chain.__context__


def _list_versions() -> Iterator[str]:
    import platform

    sqlite = getattr(sys.modules.get("sqlite3"), "sqlite_version", "not loaded")
    yield f"outreach {__version__}, Python {platform.python_version()}, SQLite {sqlite}"
    yield f"{platform.system()} {platform.release()}, {sys.getfilesystemencoding()}"
    yield ", ".join(f"{name} {_find_version(name)}" for name in LIBRARIES)


def _find_version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "?"


def _hide_value(word: str, known: frozenset[str]) -> str:
    """The word of a command line where it is a command, a kind or an option; else it stands for a value."""
    option, equals, _value = word.partition("=")
    return f"{option}{equals and '=…'}" if option in known else "…"


def _shorten_path(file: str) -> str:
    """A source file from its package on: the folders above it may bear the user's name."""
    parts = Path(file).parts
    for folder in ("outreach_cli", "site-packages", f"python3.{sys.version_info.minor}"):
        if folder in parts:
            at = len(parts) - 1 - parts[::-1].index(folder)
            return "/".join(parts[at if folder == "outreach_cli" else at + 1 :])
    return parts[-1]
