"""Checking the register: SQLite's own checks, its schema, and what every change sealed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from typing import TypeVar

from outreach_cli.core.days import format_instant
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.records.municipalities import MUNICIPALITIES
from outreach_cli.records.registry import RECORDS
from outreach_cli.storage import database, failures, row_digests, schema, seals, table_digests
from outreach_cli.storage.failures import DamagedError, translate_failures
from outreach_cli.storage.migrations import make_fresh_schema, read_schema

_MOST = 20
_CACHE = 64_000
"""Kilobytes of the file held in memory while each row is looked up in each index: it saves a third."""
_LOOKING_UP = 100_000
"""Steps of SQLite's after which it is asked whether to go on: some milliseconds."""
_Read = TypeVar("_Read")
_OWN = ("sqlite_stat1", "sqlite_stat4")
"""SQLite's tables that say nothing about the register."""
_OF_SCHEMA = {"table": N_("table"), "index": N_("index"), "trigger": N_("trigger"), "view": N_("view")}
"""What SQLite calls the parts of a schema."""


class CheckFailedError(OutreachError):
    """A check found that the file is not as it was written."""

    message = N_("{path} is not as it was written: {problems}.")
    exit_code = 7
    hint = N_("Keep a copy of the file as it is, then put back the latest good backup: outreach restore FILE")


def list_problems(path: Path) -> list[str]:
    """As `check_file`; what keeps SQLite from opening the register is told like any other problem."""
    try:
        return check_file(path)
    except DamagedError as error:
        return [str(error.details["reason"])]


def check_file(path: Path) -> list[str]:
    """What is wrong with the register at `path`, in words; nothing is written.

    One of an earlier schema is held against that schema and its own seals. Raises NoRegisterError,
    NotARegisterError, NewerRegisterError, BusyError, and DamagedError where it cannot even be opened.
    """
    connection, version = database.open_file(path)
    with closing(connection), translate_failures():
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        return list(find_problems(connection, path, version))


def find_problems(connection: sqlite3.Connection, path: Path, version: int) -> Iterator[str]:
    """What is wrong with a register of that schema at `path`, in words; the connection is in a transaction.

    Damage that keeps SQLite from reading on is the last thing told.
    """
    try:
        with _read_beside(connection, path) as beside:
            list_dangling = beside.begin(_list_dangling)
            compute = beside.begin(partial(_compute_digests, version=version))
            found = [*_check_sqlite(connection), *_tell_dangling(list_dangling())]
            yield from found
            if not found:
                yield from _check_schema(connection, version)
                yield from _check_seals(connection, version, compute())
                for table in table_digests.find_astray(connection):
                    yield _("the table {table} is not as the program left it").format(
                        table=_name_table(table)
                    )
    except sqlite3.OperationalError as error:
        if failures.is_busy(error):
            raise
        yield str(error)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        yield str(error)


class SideReader:
    """Reads a register in another thread, over another connection, while SQLite checks it over the first.

    SQLite lets other threads run while it checks. The other connection sees what the first one sees, as no
    transaction ends while that one's lasts; in WAL mode one may, so there all is read over the first.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, other: Executor | None) -> None:
        self._connection, self._path, self._other = connection, path, other
        self.stop = Event()
        """Set where what is not yet read is to be given up."""

    def begin(self, read: Callable[[sqlite3.Connection], _Read]) -> Callable[[], _Read]:
        """Begin to read; what is returned waits for what was read."""
        if self._other is None:
            return lambda: read(self._connection)
        ahead = self._other.submit(self._read_apart, read)

        def take_read() -> _Read:
            try:
                return ahead.result()
            except sqlite3.Error:  # such as a writer who lets nobody else in
                return read(self._connection)

        return take_read

    def _read_apart(self, read: Callable[[sqlite3.Connection], _Read]) -> _Read:
        with closing(database.connect(self._path, "ro")) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.set_progress_handler(self.stop.is_set, _LOOKING_UP)
            connection.execute("BEGIN")
            return read(connection)


@contextmanager
def _read_beside(connection: sqlite3.Connection, path: Path) -> Iterator[SideReader]:
    """What reads beside the connection for the length of the block."""
    if schema.read_value(connection, "PRAGMA journal_mode") == "wal":
        yield SideReader(connection, path, None)
        return
    connection.execute("SELECT 1 FROM sqlite_master").fetchone()  # from here on nobody else can commit
    with ThreadPoolExecutor(1) as other:
        beside = SideReader(connection, path, other)
        try:
            yield beside
        finally:
            beside.stop.set()


def _compute_digests(connection: sqlite3.Connection, version: int) -> dict[int, int]:
    present = version == schema.SCHEMA_VERSION
    records = tuple(RECORDS.values()) if present else schema.find_records(connection)
    return seals.compute_digests(connection, records)


def refuse_unsound(path: Path, found: list[str]) -> None:
    """Raise CheckFailedError, which says how much is wrong, where anything was found."""
    if found:
        said = ngettext("{n} problem was found", "{n} problems were found", len(found)).format(n=len(found))
        raise CheckFailedError(path=path, problems=said)


def _name_table(table: str) -> str:
    """What a person calls what a table holds: the label of its records, or the table's own name."""
    return str(RECORDS[table].label) if table in RECORDS else table


def _check_sqlite(connection: sqlite3.Connection) -> Iterator[str]:
    """Pages, indexes, types, CHECKs and UNIQUEs."""
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    for (said,) in connection.execute(f"PRAGMA integrity_check({_MOST})"):
        if said != "ok":
            yield str(said)


def _list_dangling(connection: sqlite3.Connection) -> list[tuple[str, int, str, int]]:
    """The first references that lead nowhere: table, number, the table that they refer to, which one."""
    return connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST)


def _tell_dangling(dangling: Iterable[tuple[str, int, str, int]]) -> Iterator[str]:
    """References that lead nowhere, in words."""
    for table, number, to, _key in dangling:
        yield _("{table} {number} refers to a {to} that is not there").format(
            table=_name_table(table), number=number, to=_name_table(to)
        )


def _check_schema(connection: sqlite3.Connection, version: int) -> Iterator[str]:
    """Tables, indexes, triggers and views that are missing, altered or foreign; and the municipalities.

    Of one of an earlier version only whether it is the schema that its registers have.
    """
    if version < schema.SCHEMA_VERSION:
        if schema.digest_schema(connection) != schema.EARLIER[version]:
            yield _("the schema is not that of version {version}").format(version=version)
        return
    found, expected = read_schema(connection), make_fresh_schema()
    for name in expected | found:
        if name[1] not in _OWN and found.get(name) != expected.get(name):
            said = N_("{type} {name} is missing")
            if name in found:
                said = N_("{type} {name} was altered") if name in expected else N_("{type} {name} is foreign")
            yield _(said).format(type=_(_OF_SCHEMA.get(name[0], name[0])), name=name[1])
    rows = connection.execute("SELECT code, municipality, place FROM municipality ORDER BY place").fetchall()
    if rows != [(code, name, place) for place, (code, name) in enumerate(MUNICIPALITIES.items())]:
        yield _("the table of municipalities was altered")


def _check_seals(connection: sqlite3.Connection, version: int, sums: dict[int, int]) -> Iterator[str]:
    """Changes whose rows are not as they wrote them, and a journal that is not as it was kept."""
    before, last = seals.FIRST, None
    for *row, sealed in connection.execute(f"SELECT {seals.SEALED}, seal FROM change ORDER BY id").fetchall():
        number, at, command, rows_digest = row[0], row[1], row[3], row[6]
        if row_digests.format_digest(sums.pop(number, 0)) != rows_digest:
            said = _("the records of change {number} ({at}, {command}) are not as it left them")
            yield said.format(number=number, at=format_instant(at), command=command)
        before = seals.seal_after(before, row)
        if before != sealed:
            yield _("change {number} does not follow from those before it").format(number=number)
            before = sealed
        last = row
    for number in sums:
        yield _("there are records of change {number}, which is not in the journal").format(number=number)
    if last and last[7] != seals.digest_frame(connection, version):
        yield _("the numbers given out are not those of the last change")
