"""Citizens by CPR number, of which the register holds only an HMAC-SHA256, with a key kept elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3

from outreach_cli.core.cpr import read_cpr
from outreach_cli.core.errors import OutreachError, UnkeptValueError
from outreach_cli.core.language import N_
from outreach_cli.privacy.forgotten_codes import ForgottenCodes
from outreach_cli.privacy.secret_key import hash_key, refuse_other_key, remember_key
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.register.finder import RecordFinder
from outreach_cli.register.record_changes import RecordShownError
from outreach_cli.storage import table_digests
from outreach_cli.storage.schema import read_value

_WHOSE = """
WITH RECURSIVE standing (number) AS (
    SELECT citizen FROM cpr_key WHERE key = ?
    UNION
    SELECT doublet.citizen FROM standing
    JOIN citizen_past ON citizen_past.id = standing.number
    JOIN doublet ON doublet.code = citizen_past.citizen AND doublet.same = 1
    WHERE standing.number NOT IN (SELECT id FROM citizen)
)
SELECT citizen.citizen FROM standing JOIN citizen ON citizen.id = standing.number
"""
"""SQL: the code of the citizen of a hashed number, or of the one whom that one was merged into."""


class NotACprError(UnkeptValueError):
    """The text is no CPR number."""

    message = N_("is no CPR number: six digits that are a day, then four")


class UnknownCprError(OutreachError):
    """The CPR number that was asked for belongs to nobody registered."""

    message = N_("No citizen is registered under this CPR number.")
    hint = N_("Register one with: outreach register CODE --cpr-stdin")


class KnownCprError(RecordShownError):
    """A CPR number was given for a new citizen, and is another's."""

    message = N_("The CPR number is registered already, as {citizen}.")


class SecondCprError(RecordShownError):
    """A citizen who has a CPR number was to get another."""

    message = N_("{citizen} has another CPR number already.")
    hint = N_(
        "Where it is one person with a new number: register them under a second code, then outreach merge"
    )


class CprKeys:
    """Looks citizens up by CPR number, and remembers whose number is whose."""

    def __init__(self, connection: sqlite3.Connection, key: bytes) -> None:
        """Raises WrongKeyError where the register was used with another key."""
        self.connection = connection
        self.key = key
        refuse_other_key(connection, key)

    def hash_number(self, text: str) -> str:
        """The hash of the CPR number that the text is. Raises NotACprError."""
        number = read_cpr(text)
        if number is None:
            raise NotACprError
        return hmac.new(self.key, number.encode(), hashlib.sha256).hexdigest()

    def find_citizen(self, hashed: str) -> str | None:
        """The code of the citizen with that hashed number, None when there is none."""
        code: str | None = read_value(self.connection, _WHOSE, (hashed,))
        return code

    def remember(self, hashed: str, number: int) -> None:
        """From now on the hashed number means the citizen of that number.

        Raises KnownCprError where it is another's, SecondCprError where the citizen has another,
        ForgottenNumberError where its citizen was forgotten.
        """
        ForgottenCodes(self.connection).refuse_number(hashed)
        finder = RecordFinder(self.connection)
        if there := finder.look_up("citizen", self.find_citizen(hashed) or ""):
            raise KnownCprError(citizen=there[1]).from_record(CITIZEN, there[0])
        if self.has_another(hashed, number):
            code = finder.read_row(CITIZEN, number).values["citizen"]
            raise SecondCprError(citizen=code).from_record(CITIZEN, number)
        remember_key(self.connection, self.key)
        # of an undone registration
        table_digests.delete(self.connection, "cpr_key", "key = :key", {"key": hashed})
        table_digests.insert(self.connection, "cpr_key", [(hashed, hash_key(self.key), number)])

    def has_another(self, hashed: str, number: int) -> bool:
        """Whether the citizen of that number was registered with another CPR number."""
        query = "SELECT 1 FROM cpr_key WHERE citizen = ? AND key <> ?"
        return bool(read_value(self.connection, query, (number, hashed)))

    def count_numbers(self) -> int:
        """How many numbers the register knows."""
        return int(read_value(self.connection, "SELECT count(*) FROM cpr_key"))


def make_code() -> str:
    """A random code for a citizen whom the source knows by CPR number only."""
    return f"B-{secrets.token_hex(4)}"
