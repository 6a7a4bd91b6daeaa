"""Which column of a sheet is which field: headings matched with keys and labels, without case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from outreach_cli.exchange.import_options import ImportOptions
from outreach_cli.exchange.problems import DoubledHeading, Found, MissingColumn, UnknownHeading
from outreach_cli.language import spoken
from outreach_cli.names import folded, nearest
from outreach_cli.records import Record
from outreach_cli.register.schema import SOURCE, SOURCE_ID

IGNORED = frozenset({"error", "fejl"})
"""Headings of a file of rejects that say why; a later import passes over them."""


@dataclass
class ColumnMatch:
    """The columns of a sheet: places by field key, those without a heading, and what is wrong with others."""

    places: dict[str, int] = field(default_factory=dict)
    unnamed: list[int] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)


def match_columns(record: Record, headings: Sequence[str], options: ImportOptions) -> ColumnMatch:
    """Match the headings with fields; those that are unknown, doubled or missing are in `found`."""
    match = ColumnMatch()
    known = headings_of(record)
    mapped = {}
    for heading, wanted in options.mapped.items():
        mapped[folded(heading)] = known.get(folded(wanted))
        if folded(wanted) not in known:
            match.found.append((heading, _unknown(record, wanted, known)))
    passed = IGNORED | {folded(each) for each in options.ignored}
    for place, heading in enumerate(headings):
        said = folded(heading)
        key = mapped.get(said) or known.get(said)
        if said in passed and said not in mapped:
            continue
        if key and key in match.places:
            match.found.append((heading, DoubledHeading(heading)))
        elif key:
            match.places[key] = place
        elif said:
            match.found.append((heading, _unknown(record, heading, known)))
        else:
            match.unnamed.append(place)
    for each in record.fields:
        if each.required and not each.default and each.key not in match.places:
            match.found.append((each.key, MissingColumn("")))
    return match


def _unknown(record: Record, heading: str, known: Mapping[str, str]) -> UnknownHeading:
    """That there is no such column: the nearest there are, or all of them."""
    offered = {each.key: str(each.label) if spoken() == "da" else each.key for each in record.fields}
    near = dict.fromkeys(offered.get(known[each], each) for each in nearest(heading, known))
    return UnknownHeading(heading, nearest=tuple(near), known=", ".join(offered.values()))


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
