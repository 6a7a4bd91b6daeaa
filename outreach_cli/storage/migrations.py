"""The schema's diary: what each version changed, one numbered step a version, never edited later.

`user_version` alone counts the versions. The table in which sqlite-utils notes the migrations that it ran
would count them a second time, with the instant of each, and was sealed although it is that library's own; so
the steps are run here, on its `Database`, by their number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING

from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.records.municipalities import MUNICIPALITIES
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.storage import schema, table_digests
from outreach_cli.storage.schema import quote_name, read_column

if TYPE_CHECKING:
    from sqlite_utils import Database

Objects = dict[tuple[str, str], tuple[str, str | None]]
"""What a schema holds: type and name, with table and SQL."""


def drop_the_librarys_table(database: Database) -> None:
    """2: the table of sqlite-utils goes; the seals no longer cover it."""
    database.table("_sqlite_migrations").drop(ignore=True)


def keep_no_code_beside_a_tombstone(database: Database) -> None:
    """2: the salted hashes of forgotten codes go, for a code can be guessed and tried against them.

    Who was forgotten is known by their number from now on. Of those who were removed with every trace no
    number is left, so a backup from before that brings them back is not noticed any more.
    """
    connection = database.conn
    assert connection is not None
    stones = read_column(connection, "SELECT DISTINCT tombstone FROM forgotten WHERE tombstone <> ''")
    connection.execute("DROP TABLE forgotten")
    for statement in schema.write_own_tables("forgotten", "erased", "mark"):
        connection.execute(statement)
    for stone in stones:
        connection.execute(
            "INSERT OR IGNORE INTO erased (citizen, since, everything) SELECT id, min(change), 0 FROM ("
            "SELECT id, citizen, change FROM citizen UNION ALL SELECT id, citizen, change FROM citizen_past)"
            " WHERE citizen = :stone OR citizen GLOB :stone || '-*' GROUP BY id",
            {"stone": stone},
        )
    connection.execute(
        "INSERT INTO mark (mark, value) SELECT 'key', made_with FROM cpr_key ORDER BY made_with LIMIT 1"
    )
    table_digests.begin(connection)


def make_the_secret(database: Database) -> None:
    """2: the secret by which it is chosen what is hidden from a published table."""
    connection = database.conn
    assert connection is not None
    for statement in schema.write_own_tables("publishing_secret"):
        connection.execute(statement)
    schema.make_publishing_secret(connection)


def bring_to_schema_2(database: Database) -> None:
    """2: see the functions that it calls."""
    drop_the_librarys_table(database)
    make_the_secret(database)
    keep_no_code_beside_a_tombstone(database)


STEPS: Mapping[int, Callable[[Database], None]] = {2: bring_to_schema_2}
"""By version, what brings a register of the version before it there, as far as the declarations cannot tell.

The tables of a record that is declared otherwise now, those of a new one and new indexes come by themselves,
after the last step, and indexes that are no longer declared go: a field keeps its values as long as it keeps
its key. A step renames, fills or drops.
"""


def create(connection: sqlite3.Connection) -> None:
    """Make the present schema in an empty file, in the transaction that is open on `connection`."""
    for statement in schema.write_schema():
        connection.execute(statement)
    connection.executemany(
        "INSERT INTO municipality (code, municipality, place) VALUES (?, ?, ?)",
        ((code, name, place) for place, (code, name) in enumerate(MUNICIPALITIES.items())),
    )
    schema.make_publishing_secret(connection)
    table_digests.begin(connection)
    _make_populations(connection)
    connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION}")


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring a register of that version up to the present schema, in the transaction that is open.

    `connection` holds no foreign keys, and renames a table without a word to those that refer to it: see
    `upgrade.bring_up_to_date`.
    """
    from sqlite_utils import Database

    database = Database(connection, execute_plugins=False, recursive_triggers=False)
    for number in range(version + 1, schema.SCHEMA_VERSION + 1):
        if step := STEPS.get(number):
            step(database)
    for name in read_column(connection, "SELECT name FROM sqlite_master WHERE type = 'view'"):
        connection.execute(f"DROP VIEW {quote_name(name)}")  # they refer to tables that are made anew
    _make_as_declared(connection)
    _make_populations(connection)
    connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION}")


def _make_as_declared(connection: sqlite3.Connection) -> None:
    """Make the tables and indexes of each record as declared now, and what else the present schema has."""
    expected = make_fresh_schema()
    for record in RECORDS.values():
        there = read_schema(connection)
        tables = [("table", name) for name in (record.kind, record.past_table)]
        if any(each in there and there[each] != expected[each] for each in tables):
            _make_again(connection, record)
    there = read_schema(connection)
    for (kind, name), (_table, sql) in there.items():
        if kind == "index" and sql and (kind, name) not in expected:
            connection.execute(f"DROP INDEX {quote_name(name)}")
    for of_type in ("table", "index", "trigger"):
        for (kind, name), (_table, sql) in expected.items():
            if kind == of_type and sql and (kind, name) not in there:
                connection.execute(sql)


def _make_again(connection: sqlite3.Connection, record: Record) -> None:
    """Make a record's tables anew; the rows keep their numbers and all that both forms have a column for."""
    tables = (record.kind, record.past_table)
    given = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (record.kind,)).fetchone()
    own = "SELECT type, name FROM sqlite_master WHERE tbl_name IN (?, ?) AND type <> 'table' AND sql NOT NULL"
    for kind, name in connection.execute(own, tables).fetchall():
        connection.execute(f"DROP {kind} {quote_name(name)}")
    for name in tables:
        connection.execute(f"ALTER TABLE {quote_name(name)} RENAME TO {quote_name(name + '_before')}")
    for statement in schema.write_tables(record):
        connection.execute(statement)
    for name in tables:
        before = schema.find_columns(connection, name + "_before")
        both = ", ".join(quote_name(each) for each in schema.find_columns(connection, name) if each in before)
        connection.execute(
            f"INSERT INTO {quote_name(name)} ({both}) SELECT {both} FROM {quote_name(name + '_before')}"
        )
        connection.execute(f"DROP TABLE {quote_name(name + '_before')}")
    if given:  # a number that was given out is never given again, whether its row still stands or not
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (record.kind,))
        connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (record.kind, *given))


def read_schema(connection: sqlite3.Connection) -> Objects:
    """What the file's schema holds."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return {(kind, name): (table, sql) for kind, name, table, sql in rows}


@cache
def make_fresh_schema() -> Objects:
    """What the schema of a register made today holds."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        create(fresh)
        return read_schema(fresh)


def _make_populations(connection: sqlite3.Connection) -> None:
    """Put the populations that this version counts in the register, as views for any SQLite tool."""
    for population in POPULATIONS.values():
        connection.execute(f"CREATE VIEW {quote_name(population.view)} AS\n{population.sql.strip()}")
