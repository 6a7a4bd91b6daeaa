"""What can be written down: every kind of record, declared once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from outreach_cli.core.errors import UnknownKindError
from outreach_cli.core.language import N_, _
from outreach_cli.core.names import find_nearest, fold_spelling

if TYPE_CHECKING:
    from outreach_cli.records.record import Record

# To add a record: declare it in one of these, after the records that it refers to.
_MODULES = (
    *("settings", "places", "own_words", "citizens", "contacts", "closings", "courses", "forms", "groups"),
    *("team", "portfolio", "publications", "targets", "mappings"),
)


class RecordTable(Mapping[str, "Record"]):
    """The records by their kind. What declares them is imported on first use: help does without."""

    @cached_property
    def _declared(self) -> dict[str, Record]:
        from outreach_cli.records.record import Record

        modules = (import_module(f"outreach_cli.records.{name}") for name in _MODULES)
        found = (each for module in modules for each in vars(module).values())
        return {each.kind: each for each in found if isinstance(each, Record)}

    def __getitem__(self, kind: str) -> Record:
        return self._declared[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared)

    def __len__(self) -> int:
        return len(self._declared)


RECORDS = RecordTable()
"""Every record by its kind, in the order that references need."""


def find_record(word: str) -> Record:
    """The record that `word` names, by kind, plural or label in either language. Raises UnknownKindError."""
    if (record := match_record(word, RECORDS.values())) is None:
        raise make_unknown_error(word, {each.several: each for each in RECORDS.values()})
    return record


def match_record(word: str, records: Iterable[Record]) -> Record | None:
    """That of the records which `word` names, None where it is none of them."""
    said, offered = fold_spelling(word), list(records)
    for short in (False, True):  # a record's proper name goes before another's shorter word
        for record in offered:
            if said in map(fold_spelling, record.words if short else record.names):
                return record
    return None


def make_unknown_error(word: str, offered: Mapping[str, Record]) -> UnknownKindError:
    """The error that `word` names none of these records, each offered under a word."""
    of = {name: offer for offer, record in offered.items() for name in record.words}
    near = dict.fromkeys(of[name] for name in find_nearest(word, of))
    return UnknownKindError(name=word, nearest=tuple(near), known=", ".join(offered))


def describe_counts(counted: Mapping[str, Mapping[str, int]]) -> str:
    """What was done with records of each kind: `3 contacts added, 1 corrected; 1 citizen added`."""
    acts = {"added": N_("added"), "corrected": N_("corrected"), "removed": N_("removed")}
    kinds = []
    for kind, counts in counted.items():
        record = RECORDS.get(kind)
        parts: list[str] = []
        for act, said in acts.items():
            if number := counts.get(act, 0):
                name = "" if parts or not record else str(record.label if number == 1 else record.labels)
                parts.append(" ".join(part for part in (str(number), name, _(said)) if part))
        if parts:
            kinds.append(", ".join(parts))
    return "; ".join(kinds)
