"""JSON: an array of objects, or one object a line, read a piece at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from outreach_cli.exchange.readers.sheet import Line, Sheet, Unreadable
from outreach_cli.intake.decoding import encoding_of, share_read
from outreach_cli.language import N_, _
from outreach_cli.records.types import as_text

PIECE = 1 << 16
LONGEST_OBJECT = 16 << 20
"""Characters of one object above which something is wrong."""


def read_json(place: str, file: BinaryIO) -> Sheet:
    """The sheet in a JSON file, read twice: first for the keys that are used. Raises Unreadable."""
    encoding = encoding_of(file)
    headings: dict[str, None] = {}
    for _line, row in _objects(file, encoding):
        headings |= dict.fromkeys(row)
    file.seek(0)
    keys = list(headings)

    def rows() -> Iterator[Line]:
        for line, row in _objects(file, encoding):
            yield line, [as_text(row.get(key)) for key in keys]

    return Sheet(place, keys, rows(), read=share_read(file))


def _objects(file: BinaryIO, encoding: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Each object with the line that it begins on. The file is left open."""
    text = TextIOWrapper(file, encoding=encoding)
    decoder = json.JSONDecoder(object_pairs_hook=_once)
    held, line = "", 1
    try:
        while True:
            begins = len(held) - len(held.lstrip(" \t\r\n,[]"))
            line += held.count("\n", 0, begins)
            held = held[begins:]
            try:
                found, end = decoder.raw_decode(held)
            except json.JSONDecodeError as error:
                piece = text.read(PIECE)
                held += piece
                if (not piece and held.strip()) or len(held) > LONGEST_OBJECT:
                    raise _not_json(held, line, error.msg) from None
                if not piece:
                    return
                continue
            except DoubledKey as error:
                raise _not_json(held, line, _(N_('the key "{key}" stands twice')).format(key=error)) from None
            except RecursionError:
                raise _not_json(held, line, _(N_("too deep"))) from None
            if not isinstance(found, dict):
                raise _not_json(held, line, _(N_("an object was expected")))
            yield line, found
            line += held.count("\n", 0, end)
            held = held[end:]
    finally:
        text.detach()


class DoubledKey(Exception):
    """A key stands twice in an object."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The object. Raises DoubledKey, where Python would let the last one stand."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        raise DoubledKey(next(key for key in keys if keys.count(key) > 1))
    return found


def _not_json(held: str, line: int, why: str) -> Unreadable:
    reason = _(N_("this is not JSON ({why})")).format(why=why)
    return Unreadable(held[:40], line=line, reason=reason)
