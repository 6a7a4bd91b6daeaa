"""CSV as spreadsheets and programs write it: comma, semicolon or tab, with a heading."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from itertools import islice, repeat
from typing import BinaryIO, TextIO

from outreach_cli.core.language import N_, _
from outreach_cli.exchange.readers.encoding import find, guess_encoding, share_read
from outreach_cli.exchange.readers.heading_row import (
    LAST_ROWS,
    LOOKED_THROUGH,
    ExpectedHeadings,
    drop_totals,
    split_headings,
)
from outreach_cli.exchange.readers.sheet import BlockRows, Line, RowBlock, Sheet, UnreadableRowsError
from outreach_cli.tables.csv_text import unprotect_text

DELIMITERS = {";": "csv-excel", "\t": "tsv", ",": "csv"}
"""Each with the row format that is written so."""
_QUOTED = re.compile(rb'"')
_SAYS_DELIMITER = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
"""The line that Excel takes for the delimiter, and not for a row."""
_PROTECTED = re.compile(rb"'\0?[=+\-@\t\r]")
LONGEST_FIELD = 131_072
"""Characters in a field above which something is wrong, most often a quotation mark that is not closed."""
_AT_A_TIME = 1 << 16
"""Characters that are read at a time where every line is a row."""


@contextmanager
def read_csv(place: str, file: BinaryIO, expected: ExpectedHeadings) -> Iterator[Sheet]:
    """The sheet in a CSV file; closes the file.

    Raises UnreadableRowsError for one that is no text or is empty.
    """
    protected, quoted = find(file, _PROTECTED) is not None, find(file, _QUOTED) is not None
    newline = "" if quoted else None
    with TextIOWrapper(file, encoding=guess_encoding(file), errors="strict", newline=newline) as text:
        sample = text.read(_AT_A_TIME)
        said = _SAYS_DELIMITER.match(sample)
        delimiter = said[1] if said else _guess_delimiter(sample, expected)
        text.seek(0)
        if said:
            text.readline()
        rows = _read_rows(text, delimiter, 2 if said else 1)
        number, headings, found = split_headings(place, rows, expected)
        below: Iterable[Line] = found
        if protected:
            below = ((line, [unprotect_text(cell) for cell in row]) for line, row in found)
        elif not quoted:
            text.seek(0)
            below = _UnquotedRows(place, text, delimiter, number, expected)
        yield Sheet(place, headings, below, number, share_read(file), DELIMITERS.get(delimiter))


def _guess_delimiter(sample: str, expected: ExpectedHeadings) -> str:
    """The delimiter that makes headings of a row at the top, else that which stands most often in the first.

    A first line that is empty or a remark does not count, nor what stands in quotation marks.
    """
    lines = [each for each in sample.splitlines() if each.strip("\ufeff \t\r\n;,")]
    first = next((each for each in lines if not each.startswith("#")), "")
    outside = "".join(first.split('"')[::2])

    def fit(delimiter: str) -> tuple[tuple[bool, int], int]:
        with suppress(csv.Error):
            rows = list(islice(csv.reader(sample.splitlines(True), delimiter=delimiter), LOOKED_THROUGH))
            return max(map(expected.fit, rows), default=(False, 0)), outside.count(delimiter)
        return (False, 0), outside.count(delimiter)

    return max(DELIMITERS, key=fit)


def _read_rows(lines: Iterable[str], delimiter: str, first: int) -> Iterator[Line]:
    """Each row with the line that it begins on; rows without anything in them are passed over."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = first
    try:
        for row in reader:
            if row and (row[0] or any(row)):
                yield begins, row
            begins = first + reader.line_num
    except csv.Error as error:
        raise UnreadableRowsError(_explain_error(str(error)), line=begins) from error


class _UnquotedRows(BlockRows):
    """The rows below the headings, without totals at the end, of text in which a line is a row.

    That is one without a quotation mark; nothing is escaped, and many lines are split at a time.
    """

    def __init__(
        self, place: str, text: TextIO, delimiter: str, headings: int, expected: ExpectedHeadings
    ) -> None:
        """`headings` is the line of the text that they stand on."""
        for _line in range(headings):
            text.readline()
        self._place, self._text, self._delimiter, self._expected = place, text, delimiter, expected
        self._number = headings + 1
        self._lines: list[str] = []
        """Those that are read and not yet taken, from that number on."""
        self._one_by_one: Iterator[Line] | None = None

    def __iter__(self) -> Iterator[Line]:
        if self._one_by_one is None:
            rows = _read_rows(self._take_lines(), self._delimiter, self._number)
            self._one_by_one = drop_totals(self._place, rows, self._expected)
        return self._one_by_one

    def _take_lines(self) -> Iterator[str]:
        while self._read_lines(1):
            lines, self._lines = self._lines, []
            yield from lines

    def _read_lines(self, most: int) -> bool:
        """Whether so many lines are left, which are then read."""
        while len(self._lines) < most and (whole := self._text.read(_AT_A_TIME) + self._text.readline()):
            self._lines += whole.removesuffix("\n").split("\n")
        return len(self._lines) >= most

    def take_block(self, size: int) -> RowBlock | list[Line] | None:
        """So many lines, as columns where all have as many cells; None where one may have too long a one.

        None too where too little comes after them to tell that none of them is a total at the end.
        """
        if self._one_by_one or not (self._read_lines(size + LAST_ROWS) and self._has_rows_after(size)):
            return None
        lines = self._lines[:size]
        if max(map(len, lines)) > LONGEST_FIELD:
            return None
        self._lines = self._lines[size:]
        numbers = range(self._number, self._number + size)
        self._number += size
        delimiter = self._delimiter
        if len(widths := set(map(str.count, lines, repeat(delimiter)))) == 1:
            (width,) = (each + 1 for each in widths)
            cells = delimiter.join(lines).split(delimiter)
            columns = [cells[place::width] for place in range(width)]
            if not all("" in column for column in columns):  # else a row may have nothing in it
                return RowBlock(numbers, columns)
        rows = [line.split(delimiter) for line in lines]
        return [(number, row) for number, row in zip(numbers, rows, strict=True) if row[0] or any(row)]

    def _has_rows_after(self, size: int) -> bool:
        """Whether as many rows as may be totals, with something in them, come after the next lines."""
        filled = (line for line in self._lines[size:] if line.strip(self._delimiter))
        return len(list(islice(filled, LAST_ROWS))) == LAST_ROWS


def _explain_error(said: str) -> str:
    if "field larger" in said:
        reason = N_("a field is longer than {most} characters; is a quotation mark not closed?")
        return _(reason).format(most=f"{LONGEST_FIELD:,}")
    if "unexpected end" in said:
        return _("a quotation mark is not closed")
    return _("the quotation marks do not match")
