"""Files that come in: found, decoded and read as sheets of rows, which the register then takes."""

from __future__ import annotations

from collections.abc import Iterable

from outreach_cli.exchange.import_session import ImportSession
from outreach_cli.exchange.readers.sheet import Unreadable
from outreach_cli.intake.cpr_column import CprColumn
from outreach_cli.intake.sources import Source
from outreach_cli.language import N_, _


def take_sources(bulk: ImportSession, sources: Iterable[Source], cpr: CprColumn | None = None) -> None:
    """Take the rows of every source. What cannot be read or taken is in `bulk.done.problems`.

    `cpr` puts citizen codes where the rows have CPR numbers.
    """
    for source in sources:
        try:
            with source.open() as sheet:
                bulk.take(source.record, cpr.coded(bulk, source.record, sheet) if cpr else sheet)
        except Unreadable as error:
            bulk.done.problems.reject(source.place, error.line, (), None, [(_(N_("file")), error)])
    if cpr:
        cpr.remember(bulk)
