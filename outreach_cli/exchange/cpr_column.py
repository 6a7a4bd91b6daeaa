"""A column of CPR numbers becomes one of citizen codes before anything else sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.errors import BadValueError, RefusedError
from outreach_cli.core.language import N_, _
from outreach_cli.core.names import fold_case
from outreach_cli.exchange.columns import list_headings
from outreach_cli.exchange.problems import refuse_ragged
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

    def __init__(self, bulk: ImportSession, heading: str, keys: CprKeys) -> None:
        self.bulk, self.heading, self.keys = bulk, heading, keys
        self.codes: dict[str, str] = {}
        """Codes by hashed number, of this import."""
        self.seen = False

    def replace_numbers(self, record: Record, sheet: Sheet) -> Sheet:
        """The sheet with codes in the column's place; rows whose number cannot be taken are rejected."""
        places = [n for n, each in enumerate(sheet.headings) if fold_case(each) == fold_case(self.heading)]
        if len(places) != 1:
            return sheet
        self.seen = True
        (place,) = places
        options = self.bulk.options
        known = {fold_case(heading): key for heading, key in options.mapped.items()}
        words = {said for said, key in (*known.items(), *list_headings(record).items()) if key == "citizen"}
        codes = (n for n, each in enumerate(sheet.headings) if n != place and fold_case(each) in words)
        code_place = next(codes, None)
        makes = record.kind == "citizen" or "citizen" in options.create
        headings = list(sheet.headings)
        if code_place is None:
            headings[place] = "citizen"
        else:
            del headings[place]
        return replace(sheet, headings=headings, rows=self._replace_in_rows(sheet, place, code_place, makes))

    def _replace_in_rows(
        self, sheet: Sheet, place: int, code_place: int | None, makes: bool
    ) -> Iterator[Line]:
        for line, cells in sheet.rows:
            row, column = list(cells), _("row")
            try:
                told = ["" if at == place else cell for at, cell in enumerate(row)]
                refuse_ragged(told, len(sheet.headings))
                column = self.heading
                code = self._find_code(row[place], "" if code_place is None else row[code_place], makes)
            except BadValueError as error:
                shown = [mask_cpr(cell) for cell in row]
                self.bulk.done.problems.reject(sheet.place, line, sheet.headings, shown, [(column, error)])
                continue
            row[place if code_place is None else code_place] = code
            if code_place is not None:
                del row[place]
            yield line, row

    def _find_code(self, text: str, beside: str, makes: bool) -> str:
        """The code for a number: the one known, the one that stands beside it, or a new one.

        Raises a BadValueError.

        A number of nine digits has lost its first zero in a spreadsheet; reading it puts that back.
        """
        given, names = beside.strip(), self.bulk.names
        if not text.strip() and given:
            return given
        hashed = self.keys.hash_number(text.strip().removesuffix(".0"))
        known = self.codes.get(hashed) or self.keys.find_citizen(hashed)
        citizens = names.load_kind("citizen")
        if known and (found := citizens.get(fold_case(known))):
            names.rely("citizen", [found[0]])
        _number, meant = citizens.get(fold_case(given), (0, given))  # of one who was merged, the other's code
        if known and given and fold_case(known) != fold_case(meant):
            raise OthersCprError("")
        if not known:
            names.forgotten.refuse_number(hashed)
        if not known and not given and not makes:
            raise NobodysCprError("")
        if given and not known:
            self._refuse_second(hashed, given)
        self.codes[hashed] = known or given or make_code()
        return self.codes[hashed]

    def _refuse_second(self, hashed: str, code: str) -> None:
        """Raises TwoCprError for a code that goes with another number, here or in the register."""
        if any(fold_case(each) == fold_case(code) for each in self.codes.values()):
            raise TwoCprError("")
        found = self.bulk.names.load_kind("citizen").get(fold_case(code))
        if found and self.keys.has_another(hashed, found[0]):
            raise TwoCprError("")

    def remember(self) -> None:
        """Remember the new numbers of those who came in. Raises RefusedError where no file had the column."""
        if not self.seen:
            raise RefusedError(reason=_('no file has a column called "{name}".').format(name=self.heading))
        for hashed, code in self.codes.items():
            found = self.bulk.change.finder.look_up("citizen", code)
            if found and not self.keys.find_citizen(hashed):
                self.keys.remember(hashed, found[0])
