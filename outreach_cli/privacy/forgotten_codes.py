"""Codes of forgotten citizens, kept as a hash with the user's key, so that one that returns is known."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Iterable

from outreach_cli.core.errors import BadValueError, UnkeptValueError
from outreach_cli.core.language import N_
from outreach_cli.privacy.code_traces import fold_code
from outreach_cli.privacy.secret_key import find_own_key, remember_key
from outreach_cli.storage import table_digests
from outreach_cli.storage.schema import read_column

UNREADABLE = N_("Without the key nobody can tell whether this is the code of someone who was forgotten.")


class ForgottenCodeError(BadValueError):
    """The code is that of a citizen who was forgotten, so whoever sends it brings them back."""

    message = N_("was forgotten, and is not taken in again; the source must forget them too")
    hint = N_("A new citizen gets a code that nobody had.")


class ForgottenNumberError(UnkeptValueError):
    """The CPR number is that of a citizen who was forgotten, so whoever sends it brings them back."""

    message = N_(
        "is the CPR number of a citizen who was forgotten, and is not taken in again; the source must forget "
        "them too"
    )
    hint = N_("Whoever comes anew gets a code that nobody had, without the CPR number.")


def hash_code(key: bytes, code: str) -> str:
    """The keyed hash of a code, 64 hexadecimal digits; case and dashes do not count."""
    return hmac.new(key, b"forgotten\x1f" + fold_code(code).encode(), hashlib.sha256).hexdigest()


def hash_number(key: bytes, hashed: str) -> str:
    """The keyed hash of a CPR number that is hashed already, by which a forgotten one is known."""
    return hmac.new(key, b"forgotten number\x1f" + hashed.encode(), hashlib.sha256).hexdigest()


def remember_codes(
    connection: sqlite3.Connection, key: bytes, codes: Iterable[str], numbers: Iterable[str] = ()
) -> None:
    """Remember the codes and hashed CPR numbers of a forgotten citizen in the open transaction.

    Raises WrongKeyError.
    """
    remember_key(connection, key)
    hashes = {hash_code(key, code) for code in codes} | {hash_number(key, each) for each in numbers}
    remember_hashes(connection, hashes)


def remember_hashes(connection: sqlite3.Connection, hashes: Iterable[str]) -> None:
    """Remember these hashes of codes, each once."""
    known = set(read_column(connection, "SELECT code FROM forgotten"))
    table_digests.insert(connection, "forgotten", [(each,) for each in sorted(set(hashes) - known)])


class ForgottenCodes:
    """Tells codes that were forgotten; none where the key with which they were hashed is not at hand."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.hashes = frozenset(read_column(connection, "SELECT code FROM forgotten"))
        self.key = find_own_key(connection) if self.hashes else None

    @property
    def unreadable(self) -> bool:
        """Whether codes were forgotten and cannot be told, for want of the key."""
        return bool(self.hashes) and self.key is None

    def refuse(self, code: str) -> None:
        """Raises ForgottenCodeError for a code that was forgotten."""
        if self.key is not None and hash_code(self.key, code) in self.hashes:
            raise ForgottenCodeError(code)

    def refuse_number(self, hashed: str) -> None:
        """Raises ForgottenNumberError for the hashed CPR number of a citizen who was forgotten."""
        if self.key is not None and hash_number(self.key, hashed) in self.hashes:
            raise ForgottenNumberError
