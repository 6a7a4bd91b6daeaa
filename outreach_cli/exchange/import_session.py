"""Many rows at once: sheets of rows taken into a change, with every problem told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import replace

from outreach_cli.core.language import N_, _
from outreach_cli.core.names import NearCodes, fold_case, is_like_person
from outreach_cli.exchange.cpr_column import CprColumn
from outreach_cli.exchange.earlier_versions import EarlierVersions
from outreach_cli.exchange.import_options import ImportOptions
from outreach_cli.exchange.import_result import ImportResult, RowCounts
from outreach_cli.exchange.name_resolver import NameResolver
from outreach_cli.exchange.problems import ImportProblems, NoSuchHeadingError, RejectedError
from outreach_cli.exchange.readers.heading_row import ExpectedHeadings
from outreach_cli.exchange.readers.sheet import Line, Sheet, UnreadableRowsError, fail_after
from outreach_cli.exchange.readers.sources import SourceFile
from outreach_cli.exchange.row_checker import RowChecker
from outreach_cli.exchange.row_loader import LISTED, RowLoader
from outreach_cli.exchange.row_matcher import HeldEnd
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.change_writer import ChangeWriter, open_change
from outreach_cli.register.contact_changes import describe_person
from outreach_cli.register.record_changes import CircleError
from outreach_cli.register.references import KindLinks
from outreach_cli.storage.database import MANY, Database, use_settings


@contextmanager
def open_import(
    database: Database,
    options: ImportOptions | None = None,
    problems: ImportProblems | None = None,
    watch: Callable[[str, int, float], None] | None = None,
    *,
    dry_run: bool = False,
) -> Iterator[ImportSession]:
    """An import in a change of its own, without SQLite's checks of each row: whole, or nothing of it.

    What rows hold and refer to is checked once for each distinct value, and at the end (`finish`), so that
    SQLite need not for each row. Only here can a change be written so. Raises what a change raises.
    """
    settings = use_settings(database.connection, MANY)
    with settings, open_change(database, ChangeWriter, "import", dry_run=dry_run) as change:
        session = ImportSession(change, options, problems, watch)
        yield session
        if not session.finished:
            session.finish(partial=True)


class ImportSession:
    """An import under way in one change: sheets go in one after the other, and see what came before."""

    def __init__(
        self,
        change: ChangeWriter,
        options: ImportOptions | None = None,
        problems: ImportProblems | None = None,
        watch: Callable[[str, int, float], None] | None = None,
    ) -> None:
        change.connection.execute("PRAGMA defer_foreign_keys = ON")  # a row may name one further down
        self.change = change
        self.options = options or ImportOptions()
        self.watch = watch or (lambda place, rows, read: None)
        """Is told, now and then, the place, how many of its rows are taken, and how much of it is read."""
        self.names = NameResolver(change, self.options.create)
        self.ends: list[HeldEnd] = []
        """Corrections that are judged by how the register stands when all the rows are in."""
        self.finished = False
        self._followed: list[str] = []
        """What followed from the rows of each sheet, which is told where it stays."""
        self.done = ImportResult(made=self.names.made, problems=problems or ImportProblems())

    def take(self, record: Record, sheet: Sheet) -> None:
        """Take one sheet's rows. What cannot be taken is in `done.problems`."""
        if not sheet.headings:  # an empty array
            return
        if links := KindLinks(self.change.connection, record):
            sheet = self._promise_names(record, sheet, links)
        checker = RowChecker(record, sheet, self.options, self.names, self.done.problems)
        if checker.readable:
            loader = RowLoader(checker, self.ends, links)
            counts = loader.load(lambda rows: self.watch(sheet.place, rows, sheet.read()))
            self._followed += filter(None, [loader.followed])
            self.done.counts[record.kind] = self.done.counts.get(record.kind, RowCounts()) + counts

    def _promise_names(self, record: Record, sheet: Sheet, links: KindLinks) -> Sheet:
        """The sheet of a kind that refers to itself, with the names of its own good rows promised.

        So a row may name one further down. Such kinds (sites, programmes) are few enough to hold. New rows
        that name each other in a circle are told and left out; what the others name is noted in `links`.
        """
        rows = list[Line]()
        try:
            rows.extend(sheet.rows)
        except UnreadableRowsError as error:  # it is told by whoever reads them again
            return replace(sheet, rows=fail_after(rows, error))
        sheet = replace(sheet, rows=rows)
        trial = RowChecker(record, sheet, self.options, self.names, ImportProblems())
        given = {fold_case(said): said for _line, cells in rows if (said := trial.read_name(cells))}
        promised = given.keys() - self.names.load_kind(record.kind).keys()
        removed = EarlierVersions(self.change, record).removed
        for key in (each for each in given if each in promised):
            if (key,) in removed:
                self.names.reserve_former(record.kind, given[key], max(removed[(key,)]))
            else:
                self.names.reserve(record.kind, given[key])
        sheet = self._leave_out_circles(trial, promised, links)
        while promised:
            trial = RowChecker(record, sheet, self.options, self.names, ImportProblems())
            taken = [batch.rows for batch in trial.check_batches() if batch.rows]
            good = {fold_case(trial.read_name(cells) or "") for rows in taken for cells in rows.cells}
            self.names.forget_promises()
            if promised <= good:
                break
            for key in promised - good:
                self.names.withdraw(record.kind, given[key])
            promised &= good
        return sheet

    def _leave_out_circles(self, trial: RowChecker, promised: AbstractSet[str], links: KindLinks) -> Sheet:
        """The sheet without the new rows by which a record would come to name itself; those are told."""
        record, sheet, known = trial.record, trial.sheet, self.names.load_kind(trial.record.kind)
        new = [
            (known[fold][0], row, dict(zip(record.keys, row.values, strict=True)))
            for batch in trial.check_batches()
            for row in (batch.rows.list_rows() if batch.rows else ())
            if (fold := fold_case(trial.read_name(row.cells) or "")) in promised
        ]
        self.names.forget_promises()
        for number, _row, values in new:
            links.note(number, values)
        circles = [(number, row, links.find_circle(number, values)) for number, row, values in new]
        wrong = set()
        for number, row, key in circles:
            if key:
                wrong.add(row.line)
                links.note(number, dict.fromkeys(record.keys))
                found = [(trial.find_heading(key), CircleError(row.cells[trial.places[key]]))]
                self.done.problems.reject(sheet.place, row.line, sheet.headings, row.cells, found)
        return replace(sheet, rows=[each for each in sheet.rows if each[0] not in wrong])

    def list_told(self) -> frozenset[int]:
        """The citizens whom rows named, where something of them is told besides how many rows are new."""
        return self.names.list_relied_on("citizen") if self.done.problems.of_citizens else frozenset()

    def finish(self, *, partial: bool = False) -> ImportResult:
        """What was done. Raises RejectedError when something was wrong, unless `partial` lets good rows in.

        Raises DamagedError where a row refers to a number that is not there, which no reading of names gives.
        """
        while self.ends:
            if record := self.ends.pop(0)():
                self.done.counts[record.kind].corrected += 1
        if self.done.problems.count and not (partial and self.done.problems.whole):
            raise RejectedError(self.done.problems)
        self.done.problems.notes += self._followed
        self.done.problems.of_citizens |= bool(self._followed)
        if self.names.forgotten.unreadable:
            said = N_("Without the key nobody can tell whether a row brings back someone who was forgotten.")
            self.done.problems.notes.append(_(said))
        self.names.hold()
        self.done.problems.notes += self._list_read_otherwise()
        self.done.near = list(self._find_near())
        self.done.problems.notes += self._list_persons()
        self.finished = True
        return self.done

    def _list_read_otherwise(self) -> list[str]:
        """A note for each of the first names that the files say still, and that a hand has changed."""
        said = _('"{former}" is read as "{name}": the name was corrected in the register.')
        told = [said.format(former=former, name=now) for former, now in self.names.read_otherwise.items()]
        more = [_(" … and {n} more").format(n=len(told) - LISTED).strip()] if len(told) > LISTED else []
        return [*told[:LISTED], *more]

    def _list_persons(self) -> list[str]:
        """A note where codes of new citizens read as names of persons."""
        if "citizen" not in {*self.names.made, *self.done.counts}:
            return []
        new = self.change.finder.list_names_since(RECORDS["citizen"], self.change.id)
        named = list(filter(is_like_person, new))
        more = [_(" … and {n} more").format(n=len(named) - 1).strip()] if len(named) > 1 else []
        return [describe_person(named[0]), *more] if named else []

    def _find_near(self) -> Iterator[tuple[str, list[str]]]:
        """The names that came in new and are near to others, each with those."""
        for kind in dict.fromkeys([*self.names.made, *self.done.counts]):
            record = RECORDS[kind]
            new = self.change.finder.list_names_since(record, self.change.id) if record.name else []
            if not new:
                continue
            added = set(new)
            codes = NearCodes(each for each in self.change.finder.list_names(kind) if each not in added)
            for name in new:
                if near := codes.meet(name):
                    yield name, near


def take_sources(bulk: ImportSession, sources: Iterable[SourceFile], cpr: CprColumn | None = None) -> None:
    """Take the rows of every source. What cannot be read or taken is in `bulk.done.problems`.

    `cpr` puts citizen codes where the rows have CPR numbers.
    """
    problems = bulk.done.problems
    heading = cpr.heading if cpr else None
    place = ""
    for source in sources:
        place = source.place
        expected = ExpectedHeadings.from_record(source.record, bulk.options, heading, problems.notes.append)
        try:
            with source.open(expected) as sheet:
                problems.forms[place] = sheet.form
                bulk.take(source.record, cpr.replace_numbers(source.record, sheet) if cpr else sheet)
        except UnreadableRowsError as error:
            problems.reject(place, error.line, (), None, [(_("file"), error)])
    if cpr:
        cpr.remember()
    if place and problems.whole:
        for each in bulk.options.mapped:
            if fold_case(each) not in problems.mapped:
                problems.reject(place, 1, (), None, [(each, NoSuchHeadingError(each))])
