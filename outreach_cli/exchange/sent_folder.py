"""A folder that is sent: its manifest, and the folder as one file locked to the receiver's age key."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from outreach_cli.core.encryption import EncryptionKey, copy_opened, lock_file
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.files import open_replacement
from outreach_cli.core.language import N_, _

MANIFEST = "manifest.json"
"""The file in a folder that says what else is in it."""
CODEBOOK, PERSONS = "codebook", "persons"
BESIDE = (CODEBOOK, PERSONS)
"""What an evaluator reads beside the records: the names of files that are of no kind."""


class NotAsSentError(OutreachError):
    """The files of an export for an evaluator were altered after it was made."""

    message = N_("The files in {folder} are not as they were sent: {reason}.")
    hint = N_("Ask for them to be sent again. Nothing was written.")


def digest_file(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return digest_content(file)


def digest_content(file: BinaryIO) -> str:
    """The SHA-256 of what is to be read from the file, as hexadecimal digits."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def check_manifest(folder: Path, there: set[str]) -> None:
    """See that the files in the folder, of the names `there`, are those that were sent, each as it was.

    Raises NotAsSentError.
    """
    manifest = _read(folder / MANIFEST)
    for name in sorted(there | manifest["files"].keys()):
        if name not in manifest["files"]:
            raise _make_error(folder / name, N_("{file} is not in the manifest"))
        if name not in there:
            raise _make_error(folder / name, N_("{file} is missing"))
        if digest_file(folder / name) != manifest["files"][name].get("sha256"):
            raise _make_error(folder / name, N_("{file} was altered"))
    for name, sent in manifest.get("beside", {}).items():
        path = folder / name
        if name == path.name and path.exists() and digest_file(path) != sent["sha256"]:
            raise _make_error(path, N_("{file} was altered"))


def _make_error(path: Path, reason: str) -> NotAsSentError:
    return NotAsSentError(folder=path.parent, reason=_(reason).format(file=path.name))


def list_earlier_files(folder: Path) -> list[str]:
    """The files that the folder's manifest names, as plain names. Raises NotAsSentError."""
    manifest = _read(folder / MANIFEST)
    return [name for name in (*manifest["files"], *manifest.get("beside", ())) if name == Path(name).name]


def _read(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        whole = manifest["schema"] == 1 and all(manifest["files"].values()) and manifest["sender"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole:
        raise _make_error(path, N_("{file} cannot be read"))
    return manifest


class NotAParcelError(OutreachError):
    """An encrypted file opened, and holds no exported folder."""

    message = N_("{path} holds no exported folder.")


@contextmanager
def pack_folder(path: Path, recipient: str, never: Path) -> Iterator[Path]:
    """A private folder to export to, which becomes one encrypted file at `path` when the block ends well."""
    import zipfile  # a plain import of a file would wait for it

    with tempfile.TemporaryDirectory() as made:
        yield Path(made) / "folder"
        packed = Path(made) / "packed"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for each in sorted((Path(made) / "folder").iterdir()):
                archive.write(each, each.name)
        lock_file(packed, EncryptionKey(recipient=recipient))
        with open_replacement(path, mode=0o600, never=never) as file, packed.open("rb") as locked:
            shutil.copyfileobj(locked, file)


@contextmanager
def unpack_folder(path: Path, identity: Path | None) -> Iterator[Path]:
    """The folder in an encrypted file, in a private place for the length of the block.

    Raises NoKey where it cannot be opened, and NotAParcelError for a file that holds something else.
    """
    import zipfile

    with tempfile.TemporaryDirectory() as made:
        packed, folder = Path(made) / "packed", Path(made) / path.stem
        packed.touch(mode=0o600)
        copy_opened(path, packed, EncryptionKey(identity=identity))
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
