"""How rows are to be taken: what may be made on the way, and which heading is which field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.core.names import fold_case
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS, make_unknown_error, match_record
from outreach_cli.records.types import list_texts


class UnnamedError(OutreachError):
    """An import was to make records that take more than a name, or none."""

    message = N_("A name alone does not make {kinds}; it makes: {able}.")
    exit_code = 2


_ALL = ("all", "alle")


@dataclass(frozen=True)
class ImportOptions:
    """How rows are to be taken.

    `create` holds the kinds whose unknown names are made; `mapped` the field's key by heading; `ignored`
    headings to pass over; `source` the system that the ids come from; `heading_row` the line that the
    headings stand on, None where it is to be found; `empty_clears` lets an empty cell empty a field, which
    else it says nothing about.
    """

    create: frozenset[str] = frozenset()
    mapped: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    source: str | None = None
    heading_row: int | None = None
    empty_clears: bool = False


def _has_name_alone(record: Record) -> bool:
    others = [each for each in record.fields if each.required and each.key != record.name]
    return record.name is not None and all(each.default for each in others)


def choose_creatable(wanted: bool | str | Iterable[str]) -> frozenset[str]:
    """The kinds of records that may be made of a name: all for True, or those called by the words given.

    Raises UnknownKindError for a word that is no kind, and UnnamedError for one whose records take more.
    """
    named = {record.kind: record for record in RECORDS.values() if _has_name_alone(record)}
    words = [] if isinstance(wanted, bool) else list_texts(wanted)
    if wanted is True or any(fold_case(word) in _ALL for word in words):
        return frozenset(named)
    able = {each.several: each for each in named.values()}
    kinds = []
    for word in words:
        if (record := match_record(word, RECORDS.values())) is None:
            raise make_unknown_error(word, able)
        if record.kind not in named:
            raise UnnamedError(kinds=record.labels, able=", ".join(able))
        kinds.append(record.kind)
    return frozenset(kinds)
