"""A column of CPR numbers becomes one of citizen codes before anything else sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.errors import BadValueError, RefusedError
from outreach_cli.core.language import N_, _
from outreach_cli.core.names import fold_case
from outreach_cli.exchange.columns import list_headings
from outreach_cli.exchange.readers.sheet import Line, Sheet
from outreach_cli.privacy.cpr_keys import CprKeys, make_code
from outreach_cli.records.record import Record

if TYPE_CHECKING:
    from outreach_cli.exchange.import_session import ImportSession


class NobodysCprError(BadValueError):
    """A row of an import has the CPR number of nobody who is registered."""

    message = N_("no citizen is registered under this CPR number")


class OthersCprError(BadValueError):
    """A row of an import has a CPR number and the code of someone else."""

    message = N_("the CPR number belongs to another citizen")


class TwoCprError(BadValueError):
    """A row of an import has the code of a citizen who has another CPR number."""

    message = N_("the citizen has another CPR number already")


class CprColumn:
    """Reads the column of that heading in every sheet of an import, and remembers new numbers at its end."""

    def __init__(self, heading: str, keys: CprKeys) -> None:
        self.heading = heading
        self.keys = keys
        self.codes: dict[str, str] = {}
        """Codes by hashed number, of this import."""
        self.seen = False

    def replace_numbers(self, bulk: ImportSession, record: Record, sheet: Sheet) -> Sheet:
        """The sheet with codes in the column's place; rows whose number cannot be taken are rejected."""
        places = [n for n, each in enumerate(sheet.headings) if fold_case(each) == fold_case(self.heading)]
        if len(places) != 1:
            return sheet
        self.seen = True
        (place,) = places
        known = {fold_case(heading): key for heading, key in bulk.options.mapped.items()}
        words = {said for said, key in (*known.items(), *list_headings(record).items()) if key == "citizen"}
        codes = (n for n, each in enumerate(sheet.headings) if n != place and fold_case(each) in words)
        code_place = next(codes, None)
        makes = record.kind == "citizen" or "citizen" in bulk.options.create
        headings = list(sheet.headings)
        if code_place is None:
            headings[place] = "citizen"
        else:
            del headings[place]
        return replace(
            sheet, headings=headings, rows=self._replace_in_rows(bulk, sheet, place, code_place, makes)
        )

    def _replace_in_rows(
        self, bulk: ImportSession, sheet: Sheet, place: int, code_place: int | None, makes: bool
    ) -> Iterator[Line]:
        for line, cells in sheet.rows:
            row = list(cells)
            if place >= len(row):
                yield line, row
                continue
            given = row[code_place].strip() if code_place is not None and code_place < len(row) else ""
            try:
                code = self._find_code(bulk, row[place], given, makes)
            except BadValueError as error:
                self._reject(bulk, sheet, line, row, error)
                continue
            if code_place is None:
                row[place] = code
            else:
                row[code_place] = code
                del row[place]
            yield line, row

    def _reject(
        self, bulk: ImportSession, sheet: Sheet, line: int, row: Sequence[str], error: BadValueError
    ) -> None:
        shown = [mask_cpr(cell) for cell in row]
        bulk.done.problems.reject(sheet.place, line, sheet.headings, shown, [(self.heading, error)])

    def _find_code(self, bulk: ImportSession, text: str, given: str, makes: bool) -> str:
        """The code for a number: the one known, the one given beside it, or a new one.

        Raises a BadValueError.

        A number of nine digits has lost its first zero in a spreadsheet; reading it puts that back.
        """
        if not text.strip() and given:
            return given
        digits = text.strip().removesuffix(".0")
        hashed = self.keys.hash_number(digits)
        known = self.codes.get(hashed) or self.keys.find_citizen(hashed)
        if known and (found := bulk.names.load_kind("citizen").get(fold_case(known))):
            bulk.names.rely("citizen", [found[0]])
        if known and given and fold_case(known) != fold_case(self._find_spelling(bulk, given)):
            raise OthersCprError("")
        if not known:
            bulk.names.forgotten.refuse_number(hashed)
        if not known and not given and not makes:
            raise NobodysCprError("")
        if given and not known:
            self._refuse_second(bulk, hashed, given)
        self.codes[hashed] = known or given or make_code()
        return self.codes[hashed]

    @staticmethod
    def _find_spelling(bulk: ImportSession, code: str) -> str:
        """The code of the citizen whom `code` names: of one who was merged, the other's."""
        found = bulk.names.load_kind("citizen").get(fold_case(code))
        return found[1] if found else code

    def _refuse_second(self, bulk: ImportSession, hashed: str, code: str) -> None:
        """Raises TwoCprError for a code that goes with another number, here or in the register."""
        if any(fold_case(each) == fold_case(code) for each in self.codes.values()):
            raise TwoCprError("")
        found = bulk.names.load_kind("citizen").get(fold_case(code))
        if found and self.keys.has_another(hashed, found[0]):
            raise TwoCprError("")

    def remember(self, bulk: ImportSession) -> None:
        """Remember the new numbers of those who came in. Raises RefusedError where no file had the column."""
        if not self.seen:
            raise RefusedError(
                reason=_(N_('no file has a column called "{name}".')).format(name=self.heading)
            )
        for hashed, code in self.codes.items():
            found = bulk.change.finder.look_up("citizen", code)
            if found and not self.keys.find_citizen(hashed):
                self.keys.remember(hashed, found[0])
