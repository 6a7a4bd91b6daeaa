"""A folder as one encrypted file, and back: locked to the receiver's age key."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outreach_cli.core.encryption import Lock, copy_opened, lock_file
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.files import replacing
from outreach_cli.core.language import N_


class NotAParcelError(OutreachError):
    """An encrypted file opened, and holds no exported folder."""

    message = N_("{path} holds no exported folder.")
    exit_code = 3


@contextmanager
def packing(path: Path, recipient: str, never: Path) -> Iterator[Path]:
    """A private folder to export to, which becomes one encrypted file at `path` when the block ends well."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made) / "folder"
        packed = Path(made) / "packed"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for each in sorted((Path(made) / "folder").iterdir()):
                archive.write(each, each.name)
        lock_file(packed, Lock(recipient=recipient))
        with replacing(path, mode=0o600, never=never) as file, packed.open("rb") as locked:
            shutil.copyfileobj(locked, file)


@contextmanager
def unpacked(path: Path, identity: Path | None) -> Iterator[Path]:
    """The folder in an encrypted file, in a private place for the length of the block.

    Raises NoKey where it cannot be opened, and NotAParcelError for a file that holds something else.
    """
    with tempfile.TemporaryDirectory() as made:
        packed, folder = Path(made) / "packed", Path(made) / path.stem
        packed.touch(mode=0o600)
        copy_opened(path, packed, Lock(identity=identity))
        folder.mkdir()
        try:
            with zipfile.ZipFile(packed) as archive:
                for name in archive.namelist():
                    if Path(name).name == name:
                        archive.extract(name, folder)
        except zipfile.BadZipFile:
            raise NotAParcelError(path=path) from None
        packed.unlink()
        yield folder
