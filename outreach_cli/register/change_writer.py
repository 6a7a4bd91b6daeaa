"""One open change: rows go in, are replaced and removed in its name only, each verb whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.days import stamp_instant
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.core.names import normalize
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Value
from outreach_cli.register.finder import RecordFinder
from outreach_cli.storage import row_digests, seals
from outreach_cli.storage.database import Database, begin_transaction, make_last, translate_errors
from outreach_cli.storage.row_digests import compute_fingerprint
from outreach_cli.storage.schema import quote_name, read_value

ACTS = ("added", "corrected", "removed")
_LONGEST_LINE = 200


class ChangeClosedError(OutreachError):
    """Change closed."""

    message = N_("The change is closed; nothing more can be written in it.")


class ChangeUnderWayError(OutreachError):
    """Change under way."""

    message = N_("A change is being written already; one begins when the other has ended.")


class _NothingWrittenError(Exception):
    """Ends a transaction in which nothing was written."""


def find_writer_name() -> str:
    """Who is writing: `OUTREACH_WHO`, else the account's name; one line without control characters."""
    names = (os.environ.get(name) for name in ("OUTREACH_WHO", "LOGNAME", "USER", "LNAME", "USERNAME"))
    given = map(clean_line, filter(None, names))
    return next(filter(None, given), None) or clean_line(_account()) or "unknown"


def clean_line(text: str) -> str:
    """The text as the journal and the access log keep one: cleaned, not too long, any CPR number masked."""
    masked = mask_cpr(normalize(text))  # before what nobody sees becomes a sign between digits
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in masked)[:_LONGEST_LINE]


def _account() -> str:
    """The name of the account; its number where it has none, as in a container; `unknown` without either."""
    if sys.platform == "win32" or not hasattr(os, "getuid"):
        return "unknown"
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return f"uid {os.getuid()}"


class WrittenRows:
    """What a change, or one verb of it, has written by now: rows by kind, and what seals them."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = {}
        self.touched: defaultdict[str, set[int]] = defaultdict(set)
        """The numbers of the rows that were written one by one."""
        self.digests: Counter[str] = Counter()
        """Of rows that were written many at a time."""
        self.accounted: Counter[str] = Counter()
        """How many of the rows counted are in one of the two."""

    def count(self, kind: str, act: str, number: int) -> None:
        self.counts.setdefault(kind, dict.fromkeys(ACTS, 0))[act] += number

    def add(self, other: WrittenRows) -> None:
        """Take in what a verb wrote that has ended well."""
        for kind, acts in other.counts.items():
            for act, number in acts.items():
                self.count(kind, act, number)
        for kind, numbers in other.touched.items():
            self.touched[kind] |= numbers
        self.digests.update(other.digests)
        self.accounted.update(other.accounted)


class ChangeWriter:
    """One change that is being written. Verbs are functions over it; each is a savepoint (see `verb`)."""

    def __init__(self, connection: sqlite3.Connection, command: str) -> None:
        self.connection = connection
        self._rows = WrittenRows()
        self.read_rows: set[tuple[Record, int]] = set()
        """Rows that verbs have told of, which stood there before."""
        self.from_files: set[str] = set()
        """The kinds of which files wrote rows: by that an import knows what a file said before."""
        self._open = True
        self._failure: BaseException | None = None
        """The failure at which SQLite took the whole transaction back."""
        last = read_value(connection, "SELECT max(at) FROM change")
        cursor = connection.execute(
            "INSERT INTO change (at, who, command) VALUES (?, ?, ?)",
            (max(stamp_instant(), last or ""), find_writer_name(), clean_line(command)),
        )
        assert cursor.lastrowid is not None
        self.id = cursor.lastrowid

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many rows of each kind were added, corrected and removed by now."""
        return self._rows.counts

    def list_touched(self, kind: str) -> frozenset[int]:
        """The numbers of the rows of a kind that were written one by one by now."""
        return frozenset(self._rows.touched.get(kind, ()))

    @property
    def finder(self) -> RecordFinder:
        """Looks up what is registered, what the change has written by now included."""
        return RecordFinder(self.connection)

    def insert(
        self,
        record: Record,
        values: Mapping[str, Value],
        *,
        source: str | None = None,
        source_id: str | None = None,
        number: int | None = None,
    ) -> int:
        """Add one row of checked values, references as numbers. Returns its number, the next free one."""
        self.refuse_closed()
        row = dict(values) if number is None else {"id": number, **values}
        if record.by_content:
            row |= {
                "source": source,
                "source_id": source_id,
                "fingerprint": compute_fingerprint(record, values),
            }
        self._refuse_values(record, row)
        row["change"] = self.id
        names, marks = ", ".join(map(quote_name, row)), ", ".join(f":{name}" for name in row)
        insert = f"INSERT INTO {quote_name(record.kind)} ({names}) VALUES ({marks})"
        cursor = self.connection.execute(insert, row)
        assert cursor.lastrowid is not None
        self._touch(record, "added", cursor.lastrowid)
        return cursor.lastrowid

    def find_free_number(self, record: Record) -> int:
        """The first number that no row of the record has or had."""
        query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        return int(read_value(self.connection, query, (record.kind,)) or 0) + 1

    def update(self, record: Record, number: int, values: Mapping[str, Value]) -> bool:
        """Replace some values of a row; the version that stood there goes to the past.

        Returns False, and writes nothing, where the row holds these values already.
        """
        self.refuse_closed()
        self._refuse_values(record, values)
        self.note_read(record, number)
        keys = ", ".join(quote_name(key) for key in record.keys)
        found = self.connection.execute(
            f"SELECT {keys} FROM {quote_name(record.kind)} WHERE id = ?", (number,)
        )
        before: dict[str, Value] = dict(zip(record.keys, found.fetchone(), strict=True))
        row = {key: value for key, value in values.items() if value != before[key]}
        if not row:
            return False
        row["change"] = self.id
        if record.by_content:
            row["fingerprint"] = compute_fingerprint(record, before | dict(values))
        set_list = ", ".join(f"{quote_name(key)} = :{key}" for key in row)
        self.connection.execute(
            f"UPDATE {quote_name(record.kind)} SET {set_list} WHERE id = :id", row | {"id": number}
        )
        self._touch(record, "corrected", number)
        return True

    def delete(self, record: Record, number: int) -> None:
        """Remove a row; it goes to the past."""
        self.refuse_closed()
        self.note_read(record, number)
        self.connection.execute(f"DELETE FROM {quote_name(record.kind)} WHERE id = ?", (number,))
        self._touch(record, "removed", number)

    def _touch(self, record: Record, act: str, number: int) -> None:
        self._rows.count(record.kind, act, 1)
        self._rows.accounted[record.kind] += 1
        self._rows.touched[record.kind].add(number)

    def _refuse_values(self, record: Record, values: Mapping[str, Value]) -> None:
        """Raise for values that are not to be written, whatever a verb makes of them: here none."""

    def note_read(self, record: Record, number: int) -> None:
        """Note that a verb is about to tell of a row which stood there before."""
        self.read_rows.add((record, number))

    def add_digest(self, record: Record, number: int, digest: int) -> None:
        """Count rows that were added many at a time, and put them under the change's seal by their digest.

        Where the rows are not at hand use `count`: `seal` then reads them back.
        """
        self.count(record, "added", number)
        self._rows.accounted[record.kind] += number
        self._rows.digests[record.kind] += digest

    def count(self, record: Record, act: str, number: int = 1) -> None:
        """Note in the summary that so many rows of the record were added, corrected or removed."""
        self.refuse_closed()
        self._rows.count(record.kind, act, number)

    def refuse_closed(self) -> None:
        """Raises ChangeClosedError once the change has ended, and what broke its transaction off."""
        if self._failure is not None:
            raise self._failure
        if not (self._open and self.connection.in_transaction):
            raise ChangeClosedError

    @contextmanager
    def set_savepoint(self) -> Iterator[None]:
        """All of the block or nothing of it, within the change; blocks may stand in one another.

        Failures of SQLite are told as what `translate_errors` makes of them; other errors pass unchanged.
        """
        self.refuse_closed()
        before, self._rows = self._rows, WrittenRows()
        from_files = set(self.from_files)
        with translate_errors():
            try:
                self.connection.execute("SAVEPOINT verb")
                yield
                self.connection.execute("RELEASE verb")
            except BaseException as error:
                self._rows, self.from_files = before, from_files
                self._take_back(error)
                raise
        before.add(self._rows)
        self._rows = before

    def _take_back(self, error: BaseException) -> None:
        """Take back what was written since the innermost savepoint."""
        if not self.connection.in_transaction:
            # A full disk or a failing one makes SQLite take back the whole transaction: a later statement
            # would be written at once, on its own, so the change refuses it.
            self._failure = self._failure or error
            return
        with suppress(sqlite3.OperationalError):  # SAVEPOINT itself may be what failed
            self.connection.execute("ROLLBACK TO verb")
            self.connection.execute("RELEASE verb")

    def seal(self) -> None:
        """Write the summary and the seal. After this the change stays as it is.

        The summary holds counts and kinds, never names.
        """
        self.refuse_closed()
        summary = {kind: {act: n for act, n in acts.items() if n} for kind, acts in self.counts.items()}
        for kind in self.from_files & summary.keys():
            summary[kind]["from_file"] = 1
        self.connection.execute(
            "UPDATE change SET rows_digest = ?, frame_digest = ?, summary = ? WHERE id = ?",
            (
                row_digests.format_digest(sum(map(self._digest, self.counts))),
                seals.digest_frame(self.connection),
                str(summary).replace("'", '"'),  # JSON, as its keys are plain words and its values numbers
                self.id,
            ),
        )
        seals.seal_change(self.connection, self.id)
        self._open = False

    def is_as_before(self) -> bool:
        """Whether nothing was written, or all that was added is removed again: that leaves no version."""
        acts = self.counts.values()
        return all(each["added"] == each["removed"] > 0 for each in acts) and not sum(
            map(self._digest, self.counts)
        )

    def abandon(self) -> None:
        """Refuse whatever is written from now on: the change's transaction has ended, or will."""
        self._open = False

    def _digest(self, kind: str) -> int:
        """The digest of what was written and ended of a kind; what was only counted is looked for."""
        rows = self._rows
        if sum(rows.counts[kind].values()) != rows.accounted[kind]:
            return seals.digest_rows(self.connection, RECORDS[kind], self.id)
        touched = rows.touched.get(kind, set())
        return rows.digests[kind] + seals.digest_rows(self.connection, RECORDS[kind], self.id, touched)


_Writer = TypeVar("_Writer", bound=ChangeWriter)
_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def verb(
    function: Callable[Concatenate[_Writer, _Given], _Result],
) -> Callable[Concatenate[_Writer, _Given], _Result]:
    """Make a function over an open change a verb: an error in it leaves nothing of what it wrote."""

    @wraps(function)
    def run_in_savepoint(change: _Writer, /, *given: _Given.args, **fields: _Given.kwargs) -> _Result:
        with change.set_savepoint():
            return function(change, *given, **fields)

    return run_in_savepoint


@contextmanager
def open_change(
    database: Database, make: Callable[[sqlite3.Connection, str], _Writer], command: str, *, dry_run: bool
) -> Iterator[_Writer]:
    """A change made by `make`, to write in: all of the block, in one transaction, or nothing of it.

    A block that writes nothing leaves no change behind, nor a number used up. `dry_run` takes everything
    back at the end. The block's own errors pass unchanged. Raises ChangeUnderWayError, BusyError and
    DiskFailedError.
    """
    connection = database.connection
    if connection.in_transaction:
        raise ChangeUnderWayError
    change = None
    with translate_errors(database.path_as_given):
        try:
            with begin_transaction(connection):
                change = make(connection, command)
                database.begun_change = change.id
                try:
                    yield change
                    change.refuse_closed()
                    if dry_run or change.is_as_before():
                        raise _NothingWrittenError
                    change.seal()
                finally:
                    change.abandon()
        except _NothingWrittenError:
            pass
        except sqlite3.OperationalError as error:
            if change is None or not is_written(connection, change.id):
                raise
            make_last(database.path_as_given, error)


def is_written(connection: sqlite3.Connection, change: int) -> bool:
    """Whether the change is in the file, although writing it may have failed in the end."""
    with suppress(sqlite3.Error):
        return bool(read_value(connection, "SELECT 1 FROM change WHERE id = ?", (change,)))
    return False
