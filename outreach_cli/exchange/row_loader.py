"""Checked rows into their table, a batch at a time: new ones added, changed ones corrected, the rest left."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from functools import partial

from outreach_cli.core.errors import shorten_text
from outreach_cli.core.language import _, ngettext
from outreach_cli.exchange.checked_rows import CheckedBatch, CheckedRows, MatchResult
from outreach_cli.exchange.import_result import RowCounts
from outreach_cli.exchange.problems import describe_reason
from outreach_cli.exchange.readers.sheet import BlockRows
from outreach_cli.exchange.row_checker import RowChecker
from outreach_cli.exchange.row_matcher import HeldEnd, RowMatcher
from outreach_cli.records.contacts import CONTACT
from outreach_cli.records.types import Value
from outreach_cli.register.contact_changes import find_same_day
from outreach_cli.register.record_changes import take_list_along
from outreach_cli.register.references import KindLinks
from outreach_cli.storage.indexes import TableIndexes
from outreach_cli.storage.row_digests import holds_anything
from outreach_cli.storage.schema import list_columns, quote_name

LISTED = 10
"""As many lines as are named of rows that may be in the register already."""


class RowLoader:
    """Takes the rows of one sheet into the register, in the change that is open."""

    def __init__(self, checker: RowChecker, ends: list[HeldEnd], links: KindLinks) -> None:
        """`links` are those among records of the kind, as they stand and as the sheet's new rows say."""
        self.checker, self.names, self.record = checker, checker.names, checker.record
        self.change = change = checker.names.change
        self.table = quote_name(self.record.kind)
        self.counts = RowCounts()
        self.followed = ""
        """What followed from all the rows, in words; empty for nothing."""
        change.from_files.add(self.record.kind)
        self.matcher = RowMatcher(checker, self.counts, ends, links)
        looked_in = {f"{self.record.kind}_by_source"}
        if self.matcher.before:
            looked_in.add(f"{self.record.kind}_by_fingerprint")
        self.indexes = TableIndexes(
            change.connection, self.record.kind, self.matcher.before, frozenset(looked_in)
        )
        self._lines: dict[int, int] = {}
        """By number the line of each new contact without a source's id, where contacts stood before."""
        self._all_new = self.record.by_content
        """Whether all rows by now were new, so that the next are assumed to be."""

    def load(self, watch: Callable[[int], None]) -> RowCounts:
        """Take all the rows, telling `watch` how many by now. Those that cannot be taken are told."""
        taken = 0
        with closing(self._check_batches()) as batches:
            for batch in batches:
                for each in batch.refused:
                    self.checker.reject(each)
                if batch.rows and (rows := self.matcher.leave_out_merged(batch.rows)):
                    self._take(rows)
                    taken += len(rows)
                watch(taken)
        self.names.forget_promises()
        self.indexes.restore()
        if self.checker.rule:
            self.followed = self.checker.rule.finish(self.checker.sheet.place)
        self._note_unknown_words()
        self._note_same_day()
        self._note_merged_news()
        self._note_removed()
        return self.counts

    def _check_batches(self) -> Generator[CheckedBatch]:
        """The checked rows; where it can be, those that come next are checked while SQLite writes.

        Only this thread uses the connection, and reads rows that may be the caller's: what the other one
        needs of the first is read before. Two threads on one connection once brought in half of the rows and
        no error. The lines of a file are read by the one that checks them, whose processor has them at hand.
        """
        if not self.checker.knows_beforehand:
            yield from self.checker.check_batches()
            return
        self.names.load_fields(self.record, self.checker.file_keys)
        context, ahead = copy_context(), None  # the language is the context's
        with ThreadPoolExecutor(1) as other:
            if isinstance(self.checker.sheet.rows, BlockRows):
                check_next = partial(next, self.checker.check_batches(), None)
                coming = other.submit(context.run, check_next)
                while batch := coming.result():
                    coming = other.submit(context.run, check_next)
                    yield batch
                return
            for lines in self.checker.read_batches():
                checking = other.submit(context.run, self.checker.check_batch, lines)
                if ahead:
                    yield ahead.result()
                ahead = checking
            if ahead:
                yield ahead.result()

    def _note_unknown_words(self) -> None:
        """Note the words that are to be had first, where their rows are taken without them."""
        for heading, error in self.checker.list_unknown_words()[:LISTED]:
            told = {"reason": describe_reason(error), "value": shorten_text(error.value)}
            said = _('{place}: {heading}: {reason} ("{value}"); kept as not valid')
            place = self.checker.sheet.place
            self.checker.problems.notes.append(said.format(place=place, heading=heading, **told))

    def _note_same_day(self) -> None:
        """Note the rows that may be corrections of what stood there, which nothing but an id tells."""
        found = find_same_day(self.change.connection, self._lines, self.matcher.before)
        said = ngettext(
            "{place}: {n} new contact is with a citizen who has another that day already, on line {lines}. "
            "A corrected row without a source_id comes in as a new one; see: outreach report quality",
            "{place}: {n} new contacts are with citizens who have another that day already, on lines "
            "{lines}. A corrected row without a source_id comes in as a new one; see: "
            "outreach report quality",
            len(found),
        )
        self._note_lines(said, [self._lines[number] for number in found])

    def _note_merged_news(self) -> None:
        """Note the rows that say something new of a citizen who was merged into another: it is not taken."""
        lines = self.matcher.merged_news
        said = ngettext(
            "{place}: what a row says anew of one who was merged into another was passed over, on line "
            "{lines}.",
            "{place}: what {n} rows say anew of those who were merged into another was passed over, on lines "
            "{lines}.",
            len(lines),
        )
        self._note_lines(said, lines)

    def _note_removed(self) -> None:
        """Note the rows that a file said before and a hand removed since: they are not taken again."""
        lines = self.matcher.removed
        said = ngettext(
            "{place}: one row was removed from the register after it was imported, and stays removed, on "
            "line {lines}. To have it back, undo the change that removed it; see: outreach log",
            "{place}: {n} rows were removed from the register after they were imported, and stay removed, on "
            "lines {lines}. To have them back, undo the change that removed them; see: outreach log",
            len(lines),
        )
        self._note_lines(said, lines)

    def _note_lines(self, said: str, lines: Sequence[int]) -> None:
        """Note what is said of the rows on these lines, if any, which tells of their citizens."""
        if not lines:
            return
        self.checker.problems.of_citizens = True
        shown = ", ".join(map(str, lines[:LISTED])) + (", …" if len(lines) > LISTED else "")
        place = self.checker.sheet.place
        self.checker.problems.notes.append(said.format(place=place, n=len(lines), lines=shown))

    def _take(self, rows: CheckedRows) -> None:
        """Write rows. As long as all before were new, these are assumed to be; SQLite says if not."""
        by_id = all(rows.source_ids) and not (self.matcher.fractional or self.matcher.earlier.removed)
        if not (self._all_new and by_id and not self.names.promises):
            self._take_matched(rows)
            return
        first = self.matcher.free
        try:
            self._insert(rows, self.matcher.take_numbers(rows))
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_UNIQUE:
                raise
            self.matcher.free = first
            self._take_matched(rows)

    def _take_matched(self, rows: CheckedRows) -> None:
        todo = self.matcher.match(rows)
        self._all_new = self.record.by_content and len(todo.added) == len(rows)
        self._write(rows, todo)

    def _write(self, rows: CheckedRows, todo: MatchResult) -> None:
        taken = rows.pick_rows([*todo.added, *todo.corrected])
        self.names.keep_promises(self.record, zip(*taken.columns, strict=True))
        if todo.added:
            self._insert(rows.pick_rows(list(todo.added)), list(todo.added.values()))
        for number, values in todo.corrected.values():
            before = self.change.finder.read_row(self.record, number).values if self.record.listed_in else {}
            self.change.update(self.record, number, values)
            take_list_along(self.change, self.record, before, {**before, **values})
            self.counts.corrected += 1

    def _insert(self, rows: CheckedRows, numbers: Sequence[int]) -> None:
        """Add rows under their numbers, in one statement."""
        self.indexes.expect(len(rows))
        known_from = (rows.sources, rows.source_ids, rows.fingerprints) if self.record.by_content else ()
        whole = (numbers, *rows.columns, *known_from, [self.change.id] * len(rows))
        said = {
            quote_name(name): column
            for name, column in zip(list_columns(self.record)[:-1], whole, strict=False)
            if holds_anything(column)  # SQLite's module takes longest over an empty value
        }
        width = len(said)
        values: list[Value] = [None] * (width * len(rows))
        for place, column in enumerate(said.values()):
            values[place::width] = column
        marks = ", ".join([f"({'?, ' * width}{self.change.id})"] * len(rows))
        self.change.connection.execute(
            f"INSERT INTO {self.table} ({', '.join(said)}, change) VALUES {marks}", values
        )
        digest = self.checker.content.digest(whole, rows.contents)
        self.change.add_digest(self.record, len(rows), digest)
        if self.record is CONTACT and self.matcher.before:
            told = zip(numbers, rows.block.numbers, rows.source_ids, strict=True)
            self._lines.update((number, line) for number, line, own in told if own is None)
        self.counts.imported += len(rows)
