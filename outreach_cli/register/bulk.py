"""Many rows at once: sheets of rows taken into a change, with every problem told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain

from outreach_cli.language import spoken
from outreach_cli.names import folded
from outreach_cli.records import RECORDS, Label, Record
from outreach_cli.records.types import as_text
from outreach_cli.register import store
from outreach_cli.register.change_writer import ChangeWriter, open_change
from outreach_cli.register.incoming import Incoming, Line, Sheet, Ways
from outreach_cli.register.known import Names
from outreach_cli.register.loading import Counts, Loading
from outreach_cli.register.problems import Problems, Rejected, Unreadable
from outreach_cli.storage.database import Database
from outreach_cli.tables import Column, Table


@dataclass
class Imported:
    """What an import did: counts by kind of record, names made on the way by kind, and what was wrong."""

    counts: dict[str, Counts] = field(default_factory=dict)
    made: dict[str, list[str]] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)

    @property
    def total(self) -> Counts:
        return sum(self.counts.values(), Counts())

    def table(self) -> Table:
        """The counts by kind of record."""
        columns = (
            Column("kind", str(Label("Slags", "Kind")), "text", row=True),
            Column("imported", str(Label("Indlæst", "Imported"))),
            Column("corrected", str(Label("Rettet", "Corrected"))),
            Column("unchanged", str(Label("Uændret", "Unchanged"))),
        )
        body = tuple(
            (str(RECORDS[kind].labels), counts.imported, counts.corrected, counts.unchanged)
            for kind, counts in self.counts.items()
        )
        title = str(Label("Indlæst", "What came in"))
        return Table(name="import", title=title, language=spoken(), columns=columns, body=body)

    def __str__(self) -> str:
        """The line that scripts rely on, the same in every language."""
        total = self.total
        return (
            f"imported {total.imported}, corrected {total.corrected},"
            f" unchanged {total.unchanged}, rejected {self.problems.rows}"
        )


@contextmanager
def open_import(
    database: Database,
    ways: Ways | None = None,
    problems: Problems | None = None,
    watch: Callable[[str, int, float], None] | None = None,
    *,
    dry_run: bool = False,
) -> Iterator[Bulk]:
    """An import in a change of its own, without SQLite's checks of each row: whole, or nothing of it.

    What rows hold and refer to is checked once for each distinct value, and at the end (`Bulk.finish`), so
    that SQLite need not for each row. Only here can a change be written so. Raises what a change raises.
    """
    settings = store.many_rows(database.connection)
    with settings, open_change(database, ChangeWriter, "import", dry_run=dry_run) as change:
        bulk = Bulk(change, ways, problems, watch)
        yield bulk
        if not bulk.finished:
            bulk.names.hold()


class Bulk:
    """An import under way in one change: sheets go in one after the other, and see what came before."""

    def __init__(
        self,
        change: ChangeWriter,
        ways: Ways | None = None,
        problems: Problems | None = None,
        watch: Callable[[str, int, float], None] | None = None,
    ) -> None:
        change.connection.execute("PRAGMA defer_foreign_keys = ON")  # a row may name one further down
        self.change = change
        self.ways = ways or Ways()
        self.watch = watch or (lambda place, rows, read: None)
        """Is told, now and then, the place, how many of its rows are taken, and how much of it is read."""
        self.names = Names(change, self.ways.create)
        self.finished = False
        self.done = Imported(made=self.names.made, problems=problems or Problems())

    def take(self, record: Record, sheet: Sheet) -> None:
        """Take one sheet's rows. What cannot be taken is in `done.problems`."""
        if not sheet.headings:  # an empty array
            return
        if any(reference.to == record.kind for _field, reference in record.references):
            sheet = self._promised(record, sheet)
        incoming = Incoming(record, sheet, self.ways, self.names, self.done.problems)
        if incoming.readable:
            loading = Loading(self.change, incoming, self.names)
            counts = loading.load(lambda rows: self.watch(sheet.place, rows, sheet.read()))
            self.done.counts[record.kind] = self.done.counts.get(record.kind, Counts()) + counts

    def _promised(self, record: Record, sheet: Sheet) -> Sheet:
        """The sheet of a kind that refers to itself, with the names of its own good rows promised.

        So a row may name one further down. Such kinds (sites, programmes) are few enough to hold.
        """
        try:
            rows = list(sheet.rows)
        except Unreadable:
            return sheet
        sheet = replace(sheet, rows=rows)
        name = Incoming(record, sheet, self.ways, self.names, Problems()).name_in
        given = {folded(said): said for said in (name(cells) for _line, cells in rows) if said}
        promised = given.keys() - self.names.of(record.kind).keys()
        for key in (each for each in given if each in promised):
            self.names.reserve(record.kind, given[key])
        while promised:
            trial = Incoming(record, sheet, self.ways, self.names, Problems())
            good = {folded(name(cells) or "") for rows in trial.batches() for cells in rows.cells}
            self.names.forget_promises()
            if promised <= good:
                break
            for key in promised - good:
                self.names.withdraw(record.kind, given[key])
            promised &= good
        return sheet

    def finish(self, *, partial: bool = False) -> Imported:
        """What was done. Raises Rejected when something was wrong, unless `partial` lets good rows in.

        Raises Damaged where a row refers to a number that is not there, which no reading of names gives.
        """
        if self.done.problems.count and not (partial and self.done.problems.whole):
            raise Rejected(self.done.problems)
        self.names.hold()
        self.finished = True
        return self.done


def sheet_of(rows: Iterable[Mapping[str, object]], place: str = "rows") -> Sheet:
    """Rows in memory as a sheet: the first one's keys are the headings, and the lines count from 1."""
    ordered = iter(rows)
    first = next(ordered, {})
    headings = list(first)

    def lines() -> Iterator[Line]:
        for number, row in enumerate(chain([first] if first else [], ordered), 1):
            more = [as_text(row[key]) for key in row if key not in first]
            yield number, [*(as_text(row.get(key)) for key in headings), *more]

    return Sheet(place, headings, lines())
