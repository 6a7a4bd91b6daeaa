"""Which column of a file is which field: headings matched without case, mapped, ignored, or told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from outreach_cli.core.language import get_language
from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.exchange.import_options import ImportOptions
from outreach_cli.exchange.problems import DoubledHeadingError, Found, MissingColumnError, UnknownHeadingError
from outreach_cli.records.record import Record
from outreach_cli.storage.schema import SOURCE, SOURCE_ID

IGNORED = frozenset({"error", "fejl", "#"})
"""Headings passed over: those of a file of rejects that say why, and the one over a row's number."""


@dataclass
class MatchedColumns:
    """What the headings say.

    The place of each field's column, the places without a heading, what is wrong with the headings, and the
    headings of `--map` that are there.
    """

    places: dict[str, int] = field(default_factory=dict)
    unnamed: list[int] = field(default_factory=list)
    wrong: list[Found] = field(default_factory=list)
    mapped: set[str] = field(default_factory=set)


def list_headings(record: Record) -> dict[str, str]:
    """The field's key by every heading that is known for it, without case."""
    known = {}
    for each in record.fields:
        for heading in (*each.headings, *each.label.both, each.key):
            known[fold_case(heading)] = each.key
    for each in record.fields:  # a key is never taken by another field's label
        known[each.key] = each.key
    if record.by_content:
        known |= {SOURCE_ID: SOURCE_ID, SOURCE: SOURCE}
    return known


def match_heading(heading: str, known: Iterable[str]) -> str:
    """The heading without case; of one on several lines that is not known, the first line that is."""
    said = fold_case(heading)
    if said in known or "\n" not in heading:
        return said
    return next((line for line in map(fold_case, heading.split("\n")) if line in known), said)


def list_required_keys(record: Record) -> frozenset[str]:
    """The fields that a file must have a column for."""
    return frozenset(each.key for each in record.fields if each.required and not each.default)


def match_columns(record: Record, headings: Sequence[str], options: ImportOptions) -> MatchedColumns:
    """Find each field's column."""
    matched = MatchedColumns()
    known = list_headings(record)
    mapped = {fold_case(heading): known.get(fold_case(wanted)) for heading, wanted in options.mapped.items()}
    for heading, wanted in options.mapped.items():
        if fold_case(wanted) not in known:
            matched.wrong.append((heading, _make_unknown_error(record, wanted, known)))
    passed = IGNORED | {fold_case(each) for each in options.ignored}
    words = {*mapped, *known, *passed}
    for place, heading in enumerate(headings):
        said = match_heading(heading, words)
        if said in mapped:
            matched.mapped.add(said)
        elif said in passed:
            continue
        key = mapped.get(said) or known.get(said)
        if key and key in matched.places:
            matched.wrong.append((heading, DoubledHeadingError(heading)))
        elif key:
            matched.places[key] = place
        elif said:
            matched.wrong.append((heading, _make_unknown_error(record, heading, known)))
        else:
            matched.unnamed.append(place)
    missing = [
        each.key for each in record.fields if each.key in list_required_keys(record) - matched.places.keys()
    ]
    matched.wrong += [(_show_field(record, key), MissingColumnError("")) for key in missing]
    return matched


def _show_field(record: Record, key: str) -> str:
    """The heading for a field in the current language: its label for a Dane, for the keys are English."""
    return str(record.by_key[key].label) if get_language() == "da" else key


def _make_unknown_error(record: Record, heading: str, known: Mapping[str, str]) -> UnknownHeadingError:
    """That there is no such column: the nearest there are, or all of them."""
    offered = {key: _show_field(record, key) for key in record.keys}
    near = dict.fromkeys(offered.get(known[each], each) for each in find_nearest(heading, known))
    listed = [*offered.values(), *([SOURCE_ID] if record.by_content else [])]
    return UnknownHeadingError(heading, nearest=tuple(near), known=", ".join(listed))
