"""Which column of a file is which field: headings matched without case, mapped, ignored, or told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from outreach_cli.errors import OutreachError
from outreach_cli.language import spoken
from outreach_cli.names import folded, nearest
from outreach_cli.records import RECORDS, record_called
from outreach_cli.records.declare import Record
from outreach_cli.register.problems import DoubledHeading, Found, MissingColumn, UnknownHeading

SOURCE_ID = "source_id"
SOURCE = "source"
IGNORED = frozenset({"error", "fejl", "#"})
"""Headings passed over: those of a file of rejects that say why, and the one over a row's number."""


@dataclass(frozen=True)
class Ways:
    """How rows are to be taken.

    `create` holds the kinds whose unknown names are made; `mapped` the field's key by heading; `ignored`
    headings to pass over; `source` the system that the ids come from; `heading_row` the line that the
    headings stand on, None where it is to be found.
    """

    create: frozenset[str] = frozenset()
    mapped: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    source: str | None = None
    heading_row: int | None = None


def creatable(wanted: bool | Iterable[str]) -> frozenset[str]:
    """The kinds of named records that may be made: all for True, or those called by the words given.

    Raises UnknownKind for a word that is no kind, and Unnamed for one whose records have no name.
    """
    named = frozenset(record.kind for record in RECORDS.values() if record.name and record.kind != "setting")
    if isinstance(wanted, bool):
        return named if wanted else frozenset()
    kinds = [record_called(word) for word in wanted]
    for record in kinds:
        if record.kind not in named:
            able = ", ".join(each.plural for each in RECORDS.values() if each.kind in named)
            raise Unnamed(kinds=record.labels, able=able)
    return frozenset(record.kind for record in kinds)


class Unnamed(OutreachError):
    """A name alone does not make {kinds}; it makes: {able}."""

    exit_code = 2


@dataclass
class MatchedColumns:
    """The place of each field's column, the places without a heading, what is wrong with the headings, and
    the headings of `--map` that are there."""

    places: dict[str, int] = field(default_factory=dict)
    unnamed: list[int] = field(default_factory=list)
    wrong: list[Found] = field(default_factory=list)
    mapped: set[str] = field(default_factory=set)


def headings_of(record: Record) -> dict[str, str]:
    """The field's key by every heading that is known for it, without case."""
    known = {}
    for each in record.fields:
        for heading in (*each.headings, *each.label.both, each.key):
            known[folded(heading)] = each.key
    for each in record.fields:  # a key is never taken by another field's label
        known[each.key] = each.key
    if record.by_content:
        known |= {SOURCE_ID: SOURCE_ID, SOURCE: SOURCE}
    return known


def heading_said(heading: str, known: Iterable[str]) -> str:
    """The heading without case; of one on several lines that is not known, the first line that is."""
    said = folded(heading)
    if said in known or "\n" not in heading:
        return said
    return next((line for line in map(folded, heading.split("\n")) if line in known), said)


def required_keys(record: Record) -> frozenset[str]:
    """The fields that a file must have a column for."""
    return frozenset(each.key for each in record.fields if each.required and not each.default)


def match_columns(record: Record, headings: Sequence[str], ways: Ways) -> MatchedColumns:
    """Find each field's column."""
    matched = MatchedColumns()
    known = headings_of(record)
    mapped = {folded(heading): known.get(folded(wanted)) for heading, wanted in ways.mapped.items()}
    for heading, wanted in ways.mapped.items():
        if folded(wanted) not in known:
            matched.wrong.append((heading, _unknown(record, wanted, known)))
    passed = IGNORED | {folded(each) for each in ways.ignored}
    words = {*mapped, *known, *passed}
    for place, heading in enumerate(headings):
        said = heading_said(heading, words)
        if said in mapped:
            matched.mapped.add(said)
        elif said in passed:
            continue
        key = mapped.get(said) or known.get(said)
        if key and key in matched.places:
            matched.wrong.append((heading, DoubledHeading(heading)))
        elif key:
            matched.places[key] = place
        elif said:
            matched.wrong.append((heading, _unknown(record, heading, known)))
        else:
            matched.unnamed.append(place)
    missing = [
        each.key for each in record.fields if each.key in required_keys(record) - matched.places.keys()
    ]
    matched.wrong += [(key, MissingColumn("")) for key in missing]
    return matched


def _unknown(record: Record, heading: str, known: Mapping[str, str]) -> UnknownHeading:
    """That there is no such column: the nearest there are, or all of them."""
    offered = {each.key: str(each.label) if spoken() == "da" else each.key for each in record.fields}
    near = dict.fromkeys(offered.get(known[each], each) for each in nearest(heading, known))
    return UnknownHeading(heading, nearest=tuple(near), known=", ".join(offered.values()))
