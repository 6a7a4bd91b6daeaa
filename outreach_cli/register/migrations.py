"""The schema's diary: how a register came to its present shape, one entry a step, never edited later."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from outreach_cli.records.municipalities import MUNICIPALITIES
from outreach_cli.register import schema, seal, tally
from outreach_cli.reports.populations import POPULATIONS
from outreach_cli.storage.database import transaction

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the register up to the present schema, in the transaction that is open on `connection`."""
    from sqlite_utils import Database, Migrations

    diary = Migrations("outreach")

    @diary(name="001_first_register")
    def first_register(database: Database) -> None:
        for statement in schema.statements():
            database.execute(statement)
        table = database.table("municipality")
        for place, (code, name) in enumerate(MUNICIPALITIES.items()):
            table.insert({"code": code, "municipality": name, "place": place})
        tally.begin(connection)

    database = Database(connection, execute_plugins=False, recursive_triggers=False)
    diary.apply(database)
    renew_populations(connection)
    connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION}")


def upgrade(path: Path, connection: sqlite3.Connection, version: int) -> Path:
    """Bring a register of an earlier version up to the present schema, in one transaction.

    A copy of it as it was is kept beside it first. Returns where. The seals are made anew, for what the
    changes wrote has another form now.
    """
    from outreach_cli.register.backup import copy_aside

    kept = copy_aside(path, connection, f"before-schema-{schema.SCHEMA_VERSION}")
    with transaction(connection):
        (present,) = connection.execute("PRAGMA user_version").fetchone()
        if present == version:  # and nobody else has done it meanwhile
            migrate(connection)
            seal.seal_again(connection)
    return kept


def renew_populations(connection: sqlite3.Connection) -> None:
    """Put the populations that this version counts in the register, as views for any SQLite tool."""
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        connection.execute(f"DROP VIEW {schema.quoted(name)}")
    for population in POPULATIONS.values():
        connection.execute(f"CREATE VIEW {schema.quoted(population.view)} AS\n{population.sql.strip()}")
