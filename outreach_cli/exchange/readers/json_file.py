"""JSON: an array of objects, or one object a line, read a piece at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO, TextIO

from outreach_cli.core.language import _
from outreach_cli.exchange.readers.encoding import guess_encoding, share_read
from outreach_cli.exchange.readers.sheet import Line, Sheet, UnreadableRowsError
from outreach_cli.records.types import convert_to_text

PIECE = 1 << 16
LONGEST_OBJECT = 16 << 20
"""Characters of one object above which something is wrong."""


def read_json(place: str, file: BinaryIO) -> Sheet:
    """The sheet in a JSON file, read twice: first for the keys that are used. Raises UnreadableRowsError."""
    encoding = guess_encoding(file)
    headings: dict[str, None] = {}
    for _line, row in _read_objects(file, encoding):
        headings |= dict.fromkeys(row)
    file.seek(0)
    keys = list(headings)

    def read_rows() -> Iterator[Line]:
        for line, row in _read_objects(file, encoding):
            yield line, [convert_to_text(row.get(key)) for key in keys]

    return Sheet(place, keys, read_rows(), read=share_read(file))


def _read_objects(file: BinaryIO, encoding: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Each object with the line that it begins on. The file is left open."""
    text = TextIOWrapper(file, encoding=encoding)
    try:
        yield from _ObjectReader(text).read_objects()
    finally:
        text.detach()


class _ObjectReader:
    """Reads an array of objects, or objects one after the other, a piece at a time."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.decoder = json.JSONDecoder(object_pairs_hook=_refuse_doubled)
        self.held, self.line = "", 1

    def read_objects(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Each object with its line.

        Raises UnreadableRowsError; an array must be closed, with nothing behind it.
        """
        in_array = self._take("[")
        ends = in_array and self._peek_sign() == "]"
        while not ends and self._peek_sign():
            line = self.line
            yield line, self._read_object()
            ends = in_array and self._peek_sign() in ("]", "")
            if in_array and not ends and not self._take(","):
                raise _make_error(self.held, self.line, _("a comma was expected"))
        if in_array and not self._take("]"):
            raise _make_error("", self.line, _("the array is not closed: the file is cut off"))
        if in_array and self._peek_sign():
            raise _make_error(self.held, self.line, _("something stands after the array"))

    def _read_more(self) -> bool:
        piece = self.text.read(PIECE)
        self.held += piece
        return bool(piece)

    def _peek_sign(self) -> str:
        """The next sign that is no space, which stays; nothing at the end."""
        while True:
            begins = len(self.held) - len(self.held.lstrip(" \t\r\n"))
            self.line += self.held.count("\n", 0, begins)
            self.held = self.held[begins:]
            if self.held:
                return self.held[0]
            if not self._read_more():
                return ""

    def _take(self, sign: str) -> bool:
        """Whether that sign is next, which is then passed over."""
        found = self._peek_sign() == sign
        self.held = self.held[found:]
        return found

    def _read_object(self) -> dict[str, object]:
        while True:
            try:
                found, end = self.decoder.raw_decode(self.held)
                if end < len(self.held) or isinstance(found, dict) or not self._read_more():
                    break
            except json.JSONDecodeError as error:
                whole = not self._read_more()
                if whole or len(self.held) > LONGEST_OBJECT:
                    raise _make_error(self.held, self.line, error.msg) from None
            except RecursionError:
                raise _make_error(self.held, self.line, _("too deep")) from None
            except ValueError as error:  # a doubled key, or a number of thousands of digits
                raise _make_error(self.held, self.line, str(error)) from None
        if not isinstance(found, dict):
            raise _make_error(self.held, self.line, _("an object was expected"))
        if nested := next((key for key, value in found.items() if _is_nested(value)), None):
            why = _("a value holds a list of lists or an object")
            raise UnreadableRowsError(why, line=self.line, value=nested)
        self.line += self.held.count("\n", 0, end)
        self.held = self.held[end:]
        return found


def _is_nested(value: object) -> bool:
    """Whether a value is none that a cell can hold: several words in a list are."""
    if isinstance(value, list):
        return any(isinstance(each, list | dict) for each in value)
    return isinstance(value, dict)


def _refuse_doubled(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The object. Raises ValueError for a key that stands twice; Python would let the last one stand."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        doubled = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(_('the key "{key}" stands twice').format(key=doubled))
    return found


def _make_error(held: str, line: int, why: str) -> UnreadableRowsError:
    reason = _("this is not JSON ({why})").format(why=why)
    return UnreadableRowsError(reason, line=line, value=held[:40])
