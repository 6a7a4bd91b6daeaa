"""The manifest of a folder for an evaluator: what was sent, and whether it arrived as sent."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_, _

MANIFEST = "manifest.json"
"""The file in a folder that says what else is in it."""
CODEBOOK, PERSONS = "codebook", "persons"
BESIDE = (CODEBOOK, PERSONS)
"""What an evaluator reads beside the records: the names of files that are of no kind."""


class NotAsSentError(OutreachError):
    """The files of an export for an evaluator were altered after it was made."""

    message = N_("The files in {folder} are not as they were sent: {reason}.")
    exit_code = 3
    hint = N_("Ask for them to be sent again. Nothing was written.")


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_manifest(folder: Path, there: set[str]) -> None:
    """See that the files in the folder, of the names `there`, are those that were sent, each as it was.

    Raises NotAsSentError.
    """
    manifest = _read(folder / MANIFEST)
    for name in sorted(there | manifest["files"].keys()):
        if name not in manifest["files"]:
            raise NotAsSentError(
                folder=folder, reason=_(N_("{file} is not in the manifest")).format(file=name)
            )
        if name not in there:
            raise NotAsSentError(folder=folder, reason=_(N_("{file} is missing")).format(file=name))
        if digest_of(folder / name) != manifest["files"][name].get("sha256"):
            raise NotAsSentError(folder=folder, reason=_(N_("{file} was altered")).format(file=name))
    for name, sent in manifest.get("beside", {}).items():
        if (
            name == Path(name).name
            and (folder / name).exists()
            and digest_of(folder / name) != sent["sha256"]
        ):
            raise NotAsSentError(folder=folder, reason=_(N_("{file} was altered")).format(file=name))


def earlier_files(folder: Path) -> list[str]:
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
        reason = _(N_("{file} cannot be read")).format(file=path.name)
        raise NotAsSentError(folder=path.parent, reason=reason)
    return manifest
