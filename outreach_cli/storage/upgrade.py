"""An older register comes up to date: in a draft that is checked before and after, then takes its place."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import closing, suppress
from pathlib import Path

from outreach_cli.core.files import make_draft
from outreach_cli.storage import check, database, migrations, schema, seals
from outreach_cli.storage.copies import find_free_name, replace_register
from outreach_cli.storage.database import begin_transaction
from outreach_cli.storage.failures import translate_failures


def upgrade(register: Path) -> Path | None:
    """Bring the register at `register` up to the present schema, and keep it as it was beside it.

    Returns where; None where somebody else did it meanwhile. Raises CheckFailedError, and leaves the
    register, for one that is not as its own version wrote it: to seal it anew would make that right.
    """
    register = Path(os.path.realpath(register))
    with translate_failures(register), make_draft(register) as made:
        before = os.stat(register)
        with closing(database.connect(register, "rw")) as connection:
            connection.execute("BEGIN IMMEDIATE")  # others read on, and nobody writes
            version = schema.read_value(connection, "PRAGMA user_version")
            if version >= schema.SCHEMA_VERSION or not os.path.samestat(before, os.stat(register)):
                return None
            copy_upgraded(register, made)
            _share_alike(made, before)
            kept = find_free_name(register, f"before-schema-{schema.SCHEMA_VERSION}")
            replace_register(made, register, kept, connection)
    return kept


def copy_upgraded(register: Path, made: Path) -> None:
    """Copy a register into a draft, and bring that up to the present schema. Raises CheckFailedError."""
    # by another connection than holds it: SQLite's backup waits for ever for a writer that is its own source
    with closing(database.connect(register, "ro")) as reader, closing(database.connect(made, "rw")) as copy:
        reader.backup(copy)
    bring_up_to_date(made, register)


def bring_up_to_date(copy: Path, of: Path) -> None:
    """Bring a copy of a register up to the present schema.

    The seals are made anew, for what the changes wrote may have another form now. Raises CheckFailedError
    where what was copied (`of`) is not as its own version wrote it, or that goes wrong.
    """
    check.refuse_unsound(of, check.check_file(copy))
    connection, version = database.open_file(copy)
    with closing(connection):
        if version == schema.SCHEMA_VERSION:
            return
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA legacy_alter_table = ON")
        with begin_transaction(connection):
            migrations.migrate(connection, version)
            seals.seal_again(connection)
    check.refuse_unsound(copy, check.check_file(copy))


def _share_alike(made: Path, before: os.stat_result) -> None:
    """Let the same people read and write the new file as the one before."""
    if sys.platform != "win32":
        with suppress(AttributeError, OSError):
            os.chown(made, -1, before.st_gid)
    os.chmod(made, stat.S_IMODE(before.st_mode))
