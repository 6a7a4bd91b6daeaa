"""CSV as spreadsheets and programs write it: comma, semicolon or tab, with a heading."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from outreach_cli.intake.decoding import encoding_of
from outreach_cli.language import N_, _
from outreach_cli.register.incoming import Sheet
from outreach_cli.register.problems import Unreadable

DELIMITERS = (";", "\t", ",")
LONGEST_FIELD = 131_072
"""Characters in a field above which something is wrong, most often a quotation mark that is not closed."""


def read_csv(place: str, file: BinaryIO) -> Sheet:
    """The sheet in a CSV file. Raises Unreadable for one that is no text or has no heading."""
    text = TextIOWrapper(file, encoding=encoding_of(file), errors="strict", newline="")
    passed = 0
    for line in text:
        passed += 1
        if line.strip("\ufeff \t\r\n;,") and not line.startswith("#"):
            break
    else:
        raise Unreadable("", line=1, reason=_(N_("the file is empty")))
    delimiter = _delimiter(line)
    lines = _from(line, text)
    rows = _rows(lines, delimiter, passed - 1)
    number, headings = next(rows)
    return Sheet(place, [heading.strip() for heading in headings], rows, number)


def _from(first: str, text: TextIOWrapper) -> Iterator[str]:
    try:
        yield first
        yield from text
    finally:
        text.detach()  # the file is closed by whoever opened it


def _delimiter(heading: str) -> str:
    """The delimiter that stands most often in the heading, outside quotation marks."""
    outside = "".join(heading.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _rows(lines: Iterator[str], delimiter: str, passed: int) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it begins on; rows without anything in them are passed over."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = passed + 1
    try:
        for row in reader:
            if row and (row[0] or any(row)):
                yield begins, row
            begins = passed + reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("", line=begins, reason=_why(str(error))) from error


def _why(said: str) -> str:
    if "field larger" in said:
        reason = N_("a field is longer than {most} characters; is a quotation mark not closed?")
        return _(reason).format(most=f"{LONGEST_FIELD:,}")
    if "unexpected end" in said:
        return _(N_("a quotation mark is not closed"))
    return _(N_("the quotation marks do not match"))
