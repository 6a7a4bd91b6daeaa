"""Files that come in: found, decoded and read as sheets of rows, which the register then takes."""

from __future__ import annotations

from collections.abc import Iterable

from outreach_cli.intake.sources import Source
from outreach_cli.language import N_, _
from outreach_cli.register import Change
from outreach_cli.register.bulk import Bulk, Imported
from outreach_cli.register.incoming import Ways
from outreach_cli.register.problems import Problems, Unreadable


def import_sources(
    change: Change,
    sources: Iterable[Source],
    ways: Ways | None = None,
    *,
    problems: Problems | None = None,
    partial: bool = False,
) -> Imported:
    """Take the rows of every source into a change. Raises Rejected, with every problem in it."""
    bulk = Bulk(change, ways, problems)
    for source in sources:
        try:
            with source.open() as sheet:
                bulk.take(source.record, sheet)
        except Unreadable as error:
            bulk.done.problems.reject(source.path, error.line, (), None, [(_(N_("file")), error)])
    return bulk.finish(partial=partial)
