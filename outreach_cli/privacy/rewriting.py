"""The last step of a forgetting: the file is written anew, and what hinders that is said and remembered."""

from __future__ import annotations

import sqlite3

from outreach_cli.core.errors import DiskFailedError, OutreachError
from outreach_cli.core.language import N_, LazyMessage
from outreach_cli.privacy.erasure import vacuum
from outreach_cli.storage import marks
from outreach_cli.storage.database import Database, begin_transaction
from outreach_cli.storage.failures import BusyError, translate_failures

_READ = N_("another program is reading the register, which is in WAL mode")


class UnfinishedErasureError(OutreachError):
    """The records were forgotten, but the file could not be written anew."""

    message = N_(
        "Forgotten in the records, but the file could not be written anew ({reason}): bytes of what stood"
        " there may be left in it, and in copies beside it."
    )
    hint = N_("Make room or close other programs, then go on with: outreach forget")

    def __init__(self, *, reason: object, exit_code: int) -> None:
        super().__init__(reason=reason)
        self.exit_code = exit_code


def is_unfinished(connection: sqlite3.Connection) -> bool:
    """Whether a forgetting was broken off before the file was written anew."""
    return marks.read_mark(connection, marks.UNFINISHED) is not None


def rewrite(database: Database) -> None:
    """Write the file anew, the log of WAL mode too. Raises UnfinishedErasureError; it may be repeated."""
    try:
        with translate_failures(database.path_as_given):
            vacuum(database.connection)
            hindered = _empty_log(database.connection)
    except (BusyError, DiskFailedError) as error:
        reason = error.details.get("reason", error)
        raise UnfinishedErasureError(reason=reason, exit_code=error.exit_code) from error
    if hindered:
        raise UnfinishedErasureError(reason=LazyMessage(_READ), exit_code=6)


def _empty_log(connection: sqlite3.Connection) -> bool:
    """Empty the log that WAL mode keeps beside the file; whether a reader keeps it from that."""
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        return False
    (hindered, _pages, _moved) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return bool(hindered)


def finish(database: Database) -> None:
    """Note that nothing is left to do, once the file and its copies are written anew."""
    with translate_failures(database.path_as_given), begin_transaction(database.connection):
        marks.write_mark(database.connection, marks.UNFINISHED, None)
