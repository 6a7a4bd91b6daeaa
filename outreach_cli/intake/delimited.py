"""CSV as spreadsheets and programs write it: comma, semicolon or tab, with a heading."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import chain
from typing import BinaryIO, TextIO

from outreach_cli.exchange.readers.sheet import Sheet, Unreadable
from outreach_cli.intake.decoding import encoding_of, find, share_read
from outreach_cli.language import N_, _
from outreach_cli.tables.delimited import unprotected

DELIMITERS = (";", "\t", ",")
_QUOTED = re.compile(rb'"')
_PROTECTED = re.compile(rb"'\0?[=+\-@\t\r]")
LONGEST_FIELD = 131_072
"""Characters in a field above which something is wrong, most often a quotation mark that is not closed."""
_AT_A_TIME = 1 << 16
"""Characters that are read at a time where every line is a row."""


@contextmanager
def csv_sheet(place: str, file: BinaryIO) -> Iterator[Sheet]:
    """The sheet in a CSV file; closes the file. Raises Unreadable for one that is no text or is empty."""
    protected, quoted = find(file, _PROTECTED) is not None, find(file, _QUOTED) is not None
    newline = "" if quoted else None
    with TextIOWrapper(file, encoding=encoding_of(file), errors="strict", newline=newline) as text:
        passed, heading = _heading(text)
        rows = (_rows if quoted else _unquoted_rows)(text, heading, _delimiter(heading), passed)
        number, headings = next(rows)
        if protected:
            rows = ((line, [unprotected(cell) for cell in row]) for line, row in rows)
        yield Sheet(place, [each.strip() for each in headings], rows, number, share_read(file))


def _heading(text: TextIOWrapper) -> tuple[int, str]:
    """The first line that is neither empty nor a remark, and how many stand before it."""
    for passed, line in enumerate(text):
        if line.strip("\ufeff \t\r\n;,") and not line.startswith("#"):
            return passed, line
    raise Unreadable("", line=1, reason=_(N_("the file is empty")))


def _delimiter(heading: str) -> str:
    """The delimiter that stands most often in the heading, outside quotation marks."""
    outside = "".join(heading.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _rows(text: TextIO, heading: str, delimiter: str, passed: int) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it begins on; rows without anything in them are passed over."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(chain([heading], text), delimiter=delimiter, strict=True)
    begins = first = passed + 1
    try:
        for row in reader:
            if row and (row[0] or any(row)):
                yield begins, row
            begins = first + reader.line_num
    except csv.Error as error:
        raise Unreadable("", line=begins, reason=_why(str(error))) from error


def _unquoted_rows(
    text: TextIO, heading: str, delimiter: str, passed: int
) -> Iterator[tuple[int, list[str]]]:
    """The same of text without a quotation mark, in half the time: a line is a row, nothing is escaped."""
    number, rest, chunk = passed + 1, heading, "more"
    while chunk:
        chunk = text.read(_AT_A_TIME)
        *lines, rest = (rest + chunk).split("\n")
        if not chunk:
            lines.append(rest)
        rows = [line.split(delimiter) for line in lines]
        wrong = _too_long(rows) if max(map(len, lines), default=0) > LONGEST_FIELD else None
        yield from [(at, row) for at, row in enumerate(rows[:wrong], number) if row[0] or any(row)]
        if wrong is not None:
            raise Unreadable("", line=number + wrong, reason=_why("field larger"))
        number += len(rows)


def _too_long(rows: Sequence[Sequence[str]]) -> int | None:
    """The place of the first row with a field that is too long."""
    return next((at for at, row in enumerate(rows) if max(map(len, row)) > LONGEST_FIELD), None)


def _why(said: str) -> str:
    if "field larger" in said:
        reason = N_("a field is longer than {most} characters; is a quotation mark not closed?")
        return _(reason).format(most=f"{LONGEST_FIELD:,}")
    if "unexpected end" in said:
        return _(N_("a quotation mark is not closed"))
    return _(N_("the quotation marks do not match"))
