"""Digests of rows: what a row's content amounts to, so that no later change of it goes unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import mul
from typing import cast

from outreach_cli.records.record import Record
from outreach_cli.records.types import Value

try:
    from _blake2 import blake2b as blake2b  # noqa: PLC0414 - others import it from here; hashlib would load OpenSSL, which a single contact would wait for
except ImportError:
    from hashlib import blake2b as blake2b  # noqa: PLC0414


KEPT = 100_000
"""How many distinct values of a column are remembered at a time."""
_BITS = 59
"""Of a part: so many that a row's fingerprint, the sum of at most 16, is a number as SQLite holds them."""


def hash_field(key: str, value: Value) -> int:
    """What one field adds to a row's fingerprint: a number made of key and value, 0 for an empty one."""
    if value is None:
        return 0
    return int.from_bytes(blake2b(f"{key}={value}".encode(), digest_size=8).digest(), "big") >> 64 - _BITS


def compute_fingerprint(record: Record, values: Mapping[str, Value]) -> int:
    """A number of the record's content, 0 to 2⁶³: equal content, equal number, in whatever form it came.

    The sum of its fields' parts, so that many rows work each distinct value out once.
    """
    return sum(hash_field(key, values.get(key)) for key in record.keys)


REFUSED = 1 << 16
"""A row's fingerprint lies less than this above its content's number: the rest tells what it said that could
not be taken. Two contents lie farther apart, as good as always."""


def digest_refused(texts: Iterable[str]) -> int:
    """What the texts that could not be taken add to a row's fingerprint: 1 to 65535.

    So short on purpose: it tells two files' rows apart, and nobody what stood there.
    """
    hashed = blake2b("\x1f".join(texts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(hashed, "big") % (REFUSED - 1) + 1


def holds_anything(column: Sequence[Value]) -> bool:
    """Whether a column holds anything."""
    return column[0] is not None or column.count(None) < len(column)


class FieldHashes(dict[Value, int]):
    """What each distinct value of one field adds to a fingerprint."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key

    def __missing__(self, value: Value) -> int:
        self[value] = number = hash_field(self.key, value)
        return number


class RowDigests:
    """Fingerprints and digests of many rows of one record, column by column."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._parts = [FieldHashes(key) for key in record.keys]
        self._sources = FieldHashes("source")
        self._weight = hash_field("weight", record.kind)
        """Of a row's number: each kind has its own, so that rows of two are never taken for each other."""

    def compute_fingerprints(self, values: Sequence[Sequence[Value]]) -> list[int]:
        """The fingerprint of each row; `values` are the columns of the fields, in the record's order."""
        parts = [
            map(each.__getitem__, column)
            for each, column in zip(self._parts, values, strict=True)
            if holds_anything(column)
        ]
        found = list(map(sum, zip(*parts, strict=True)))
        for each in self._parts:
            if len(each) > KEPT:
                each.clear()
        return found

    def digest(self, whole: Sequence[Sequence[Value]], contents: Sequence[int] | None = None) -> int:
        """A number of the rows, the same in whatever order they come; those of two lots may be added.

        `whole` are those of `schema.list_columns`; `contents` the numbers of the rows' content where they are
        known, else they are worked out. What a row's fingerprint is besides that number counts too.

        A row's number is the sum of what it holds and of what tells it from others, times a weight each;
        the digest is the sum of their squares, so that no change of one row makes good for that of another.
        It tells of chance and of edits by hand, not of someone who seals anew what he altered.
        """
        fields = len(self.record.keys) + 1
        ids, changes = cast("Sequence[int]", whole[0]), cast("Sequence[int]", whole[-1])
        if contents is None:
            contents = self.compute_fingerprints(whole[1:fields])
        held = cast("Sequence[int | None]", whole[-2]) if self.record.by_content else contents
        if list(held) != list(contents):
            pairs = zip(contents, held, strict=True)
            contents = [said + ((kept or 0) - said) * _BESIDES for said, kept in pairs]
        unknown = [None] * len(ids)
        known_from = whole[fields : fields + 2] if self.record.by_content else (unknown, unknown)
        sources, source_ids = cast("Sequence[Sequence[str | None]]", known_from)
        number, weight = int.from_bytes, self._weight
        told = [0 if each is None else number(b"=" + each.encode(), "big") for each in source_ids]
        rows = zip(contents, ids, changes, map(self._sources.__getitem__, sources), told, strict=True)
        sums = [
            said + id_ * weight + change * _CHANGE + source + own for said, id_, change, source, own in rows
        ]
        squares: int = sum(map(mul, sums, sums))
        return squares


_CHANGE = hash_field("weight", "change")
_BESIDES = hash_field("weight", "fingerprint")
_MODULUS = 1 << 128


def digest(kind: str, rows: Iterable[Sequence[Value]]) -> int:
    """The sum, modulo 2¹²⁸, of a 128-bit hash of each row: in whatever order the rows come, the same number.

    A row is a tuple as SQLite hands it back; the kind is hashed with it. `ascii` writes a value in one way
    in every version of Python, which `repr` does not for new letters.
    """
    hashed, number, salt = blake2b, int.from_bytes, kind.encode()[:16]
    made = (number(hashed(ascii(row).encode(), digest_size=16, person=salt).digest(), "big") for row in rows)
    return sum(made) % _MODULUS


def format_digest(number: int) -> str:
    """A digest as the journal holds it: 32 hexadecimal digits."""
    return f"{number % _MODULUS:032x}"
