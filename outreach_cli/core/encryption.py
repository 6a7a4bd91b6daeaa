"""Encrypted backups: locking and opening a file with age, by a recipient's key or a passphrase."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outreach_cli.core.errors import OutreachError, WrongUsageError
from outreach_cli.core.language import N_, _

_MARK = b"age-encryption.org/"


class NotDecryptedError(OutreachError):
    """The key or passphrase that was given does not open an encrypted file."""

    message = N_("{path} is encrypted, and cannot be opened with what was given.")
    hint = N_("Name the file with the passphrase (--passphrase-file) or with the key (--identity).")


@dataclass(frozen=True)
class EncryptionKey:
    """How a backup is locked or opened: age's recipient, the file of its key, or that of a passphrase."""

    recipient: str | None = None
    identity: Path | None = None
    passphrase_file: Path | None = None

    def read_passphrase(self) -> str | None:
        """The first line of the passphrase file."""
        if not self.passphrase_file:
            return None
        said = _read_text(self.passphrase_file).split("\n")[0].strip()
        if not said:
            raise WrongUsageError(reason=_("{path} holds no passphrase").format(path=self.passphrase_file))
        return said


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsageError(reason=_("{path} cannot be read").format(path=path)) from error


def is_locked(path: Path) -> bool:
    """Whether the file is encrypted with age."""
    with open(path, "rb") as file:
        return file.read(len(_MARK)) == _MARK


def lock_file(path: Path, lock: EncryptionKey) -> None:
    """Encrypt the file where it is. Raises WrongUsageError for a recipient that is none."""
    pyrage = _import_pyrage()
    content = path.read_bytes()
    passphrase = lock.read_passphrase()
    if passphrase:
        locked = pyrage.passphrase.encrypt(content, passphrase)
    else:
        try:
            recipient = pyrage.x25519.Recipient.from_str(lock.recipient or "")
        except pyrage.RecipientError:
            said = _('"{recipient}" is not an age recipient (age1…)').format(recipient=lock.recipient)
            raise WrongUsageError(reason=said) from None
        locked = pyrage.encrypt(content, [recipient])
    with open(path, "r+b") as file:
        file.write(locked)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def copy_opened(source: Path, target: Path, lock: EncryptionKey | None) -> None:
    """Copy a backup into the target, decrypted where it is encrypted. Raises NotDecryptedError."""
    with open(target, "r+b") as file:
        with open(source, "rb") as given:  # once only: what comes through a FIFO comes but once
            start = given.read(len(_MARK))
            if start == _MARK:
                file.write(_decrypt(source, start + given.read(), lock))
            else:
                file.write(start)
                shutil.copyfileobj(given, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def _decrypt(source: Path, content: bytes, lock: EncryptionKey | None) -> bytes:
    """What is encrypted in the content of `source`."""
    pyrage = _import_pyrage()
    lock = lock or EncryptionKey()
    passphrase = lock.read_passphrase()
    try:
        if passphrase:
            return bytes(pyrage.passphrase.decrypt(content, passphrase))
        if lock.identity:
            lines = _read_text(lock.identity).splitlines()
            keys = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
            identities = [pyrage.x25519.Identity.from_str(key) for key in keys]
            return bytes(pyrage.decrypt(content, identities))
    except (pyrage.DecryptError, pyrage.IdentityError):
        raise NotDecryptedError(path=source) from None
    raise NotDecryptedError(path=source)


def _import_pyrage() -> Any:
    try:
        import pyrage
        from pyrage import passphrase, x25519  # noqa: F401
    except ImportError:
        said = _("encryption needs pyrage, which is not installed: pip install pyrage")
        raise WrongUsageError(reason=said) from None
    return pyrage
