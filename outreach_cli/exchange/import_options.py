"""How rows are to be taken: what may be made on the way, and which heading is which field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.records.registry import RECORDS, find_record
from outreach_cli.records.types import list_texts


class UnnamedError(OutreachError):
    """An import was to make records that take more than a name."""

    message = N_("A name alone does not make {kinds}; it makes: {able}.")
    exit_code = 2


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


def choose_creatable(wanted: bool | str | Iterable[str]) -> frozenset[str]:
    """The kinds of named records that may be made: all for True, or those called by the words given.

    Raises UnknownKindError for a word that is no kind, and UnnamedError for one whose records have no name.
    """
    named = frozenset(
        record.kind
        for record in RECORDS.values()
        if record.name and record.kind not in ("setting", "mapping")
    )
    if isinstance(wanted, bool):
        return named if wanted else frozenset()
    kinds = [find_record(word) for word in list_texts(wanted)]
    for record in kinds:
        if record.kind not in named:
            able = ", ".join(each.several for each in RECORDS.values() if each.kind in named)
            raise UnnamedError(kinds=record.labels, able=able)
    return frozenset(record.kind for record in kinds)
