"""What rows hold, as numbers: the fingerprint that tells a row's content, and the digest of whole rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from outreach_cli.records import Record
from outreach_cli.records.types import Value

try:
    from _blake2 import (
        blake2b as blake2b,  # hashlib would load OpenSSL, which a single contact would wait for
    )
except ImportError:
    from hashlib import blake2b as blake2b

KEPT = 100_000
"""How many distinct values of a column are remembered at a time."""
_BITS = 59
"""Of a part: so many that a row's fingerprint, the sum of at most 16, is a number as SQLite holds them."""
_PRIME = (1 << 127) - 1


def part(key: str, value: Value) -> int:
    """What one field adds to a row's fingerprint: a number made of key and value, 0 for an empty one."""
    if value is None:
        return 0
    return int.from_bytes(blake2b(f"{key}={value}".encode(), digest_size=8).digest(), "big") >> 64 - _BITS


def fingerprint(record: Record, values: Mapping[str, Value]) -> int:
    """A number of the record's content, 0 to 2⁶³: equal content, equal number, in whatever form it came.

    The sum of its fields' parts, so that many rows work each distinct value out once.
    """
    return sum(part(key, values.get(key)) for key in record.keys)


class Parts(dict[Value, int]):
    """What each distinct value of one field adds to a fingerprint."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key

    def __missing__(self, value: Value) -> int:
        self[value] = number = part(self.key, value)
        return number


class Content:
    """Fingerprints and digests of many rows of one record, column by column."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._parts = [Parts(key) for key in record.keys]
        self._kind = part("kind", record.kind)

    def fingerprints(self, values: Sequence[Sequence[Value]]) -> list[int]:
        """The fingerprint of each row; `values` are the columns of the fields, in the record's order."""
        parts = [map(each.__getitem__, column) for each, column in zip(self._parts, values, strict=True)]
        found = list(map(sum, zip(*parts, strict=True)))
        for each in self._parts:
            if len(each) > KEPT:
                each.clear()
        return found

    def digest(self, whole: Sequence[Sequence[Value]], contents: Sequence[int] | None = None) -> int:
        """A number of the rows, the same in whatever order they come; those of two lots may be added.

        `whole` are the columns of `schema.columns`; `contents` the rows' fingerprints where they are known,
        else they are worked out, and a row that holds another one makes the number a wrong one.

        A row's number is the sum of what tells it from others, each times a weight of its own, stirred so
        that no change of one row makes good for that of another. It tells of chance and of edits by hand,
        not of someone who seals anew what he altered.
        """
        fields = len(self.record.keys) + 1
        ids, changes = cast("Sequence[int]", whole[0]), cast("Sequence[int]", whole[-1])
        wrong = 0
        if contents is None:
            contents = self.fingerprints(whole[1:fields])
            wrong = int(self.record.by_content and contents != list(whole[-2]))
        unknown = [None] * len(ids)
        sources, source_ids = whole[fields : fields + 2] if self.record.by_content else (unknown, unknown)
        come = list(zip(sources, changes, strict=True))
        origins = {each: self._kind + part("source", each[0]) + each[1] * _CHANGE for each in set(come)}
        number = int.from_bytes
        told = [0 if each is None else number(f"={each}".encode(), "big") * _SOURCE_ID for each in source_ids]
        rows = zip(ids, contents, told, map(origins.__getitem__, come), strict=True)
        sums = [content + row * _ID + more + origin for row, content, more, origin in rows]
        return wrong + sum([(stirred := each * _STIR % _PRIME) ^ stirred >> 64 for each in sums])


_ID, _CHANGE, _SOURCE_ID, _STIR = (part("weight", name) | 1 for name in ("id", "change", "source_id", "row"))
