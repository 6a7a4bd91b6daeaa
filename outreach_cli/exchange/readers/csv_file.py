"""CSV as spreadsheets and programs write it: comma, semicolon or tab, with a heading."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from itertools import islice
from typing import BinaryIO, TextIO

from outreach_cli.core.language import N_, _
from outreach_cli.exchange.readers.encoding import find, guess_encoding, share_read
from outreach_cli.exchange.readers.heading_row import (
    LOOKED_THROUGH,
    NO_HEADINGS,
    ExpectedHeadings,
    measure_fit,
    split_headings,
)
from outreach_cli.exchange.readers.sheet import Sheet, UnreadableRowsError
from outreach_cli.tables.csv_text import unprotect_text

DELIMITERS = (";", "\t", ",")
_QUOTED = re.compile(rb'"')
_SAYS_DELIMITER = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
"""The line that Excel takes for the delimiter, and not for a row."""
_PROTECTED = re.compile(rb"'\0?[=+\-@\t\r]")
LONGEST_FIELD = 131_072
"""Characters in a field above which something is wrong, most often a quotation mark that is not closed."""
_AT_A_TIME = 1 << 16
"""Characters that are read at a time where every line is a row."""


@contextmanager
def read_csv(place: str, file: BinaryIO, expected: ExpectedHeadings = NO_HEADINGS) -> Iterator[Sheet]:
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
        rows = (_read_rows if quoted else _read_unquoted_rows)(text, delimiter, 2 if said else 1)
        number, headings, below = split_headings(place, rows, expected)
        if protected:
            below = ((line, [unprotect_text(cell) for cell in row]) for line, row in below)
        yield Sheet(place, headings, below, number, share_read(file))


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
            return measure_fit(rows, expected), outside.count(delimiter)
        return (False, 0), outside.count(delimiter)

    return max(DELIMITERS, key=fit)


def _read_rows(text: TextIO, delimiter: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it begins on; rows without anything in them are passed over."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    begins = first
    try:
        for row in reader:
            if row and (row[0] or any(row)):
                yield begins, row
            begins = first + reader.line_num
    except csv.Error as error:
        raise UnreadableRowsError("", line=begins, reason=_explain_error(str(error))) from error


def _read_unquoted_rows(text: TextIO, delimiter: str, number: int) -> Iterator[tuple[int, list[str]]]:
    """The same of text without a quotation mark, in half the time: a line is a row, nothing is escaped."""
    rest, chunk = "", "more"
    while chunk:
        chunk = text.read(_AT_A_TIME)
        *lines, rest = (rest + chunk).split("\n")
        if not chunk:
            lines.append(rest)
        rows = [line.split(delimiter) for line in lines]
        wrong = _find_too_long(rows) if max(map(len, lines), default=0) > LONGEST_FIELD else None
        yield from [(at, row) for at, row in enumerate(rows[:wrong], number) if row[0] or any(row)]
        if wrong is not None:
            raise UnreadableRowsError("", line=number + wrong, reason=_explain_error("field larger"))
        number += len(rows)


def _find_too_long(rows: Sequence[Sequence[str]]) -> int | None:
    """The place of the first row with a field that is too long."""
    return next((at for at, row in enumerate(rows) if max(map(len, row)) > LONGEST_FIELD), None)


def _explain_error(said: str) -> str:
    if "field larger" in said:
        reason = N_("a field is longer than {most} characters; is a quotation mark not closed?")
        return _(reason).format(most=f"{LONGEST_FIELD:,}")
    if "unexpected end" in said:
        return _(N_("a quotation mark is not closed"))
    return _(N_("the quotation marks do not match"))
