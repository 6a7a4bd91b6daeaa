"""Files that come in: found, decoded and read as sheets of rows, which the register then takes."""

from __future__ import annotations

from collections.abc import Iterable

from outreach_cli.exchange.import_session import ImportSession
from outreach_cli.exchange.problems import NoSuchHeadingError
from outreach_cli.exchange.readers.heading_row import ExpectedHeadings
from outreach_cli.exchange.readers.sheet import UnreadableRowsError
from outreach_cli.intake.cpr_column import CprColumn
from outreach_cli.intake.sources import Source
from outreach_cli.language import N_, _
from outreach_cli.names import fold_case


def take_sources(bulk: ImportSession, sources: Iterable[Source], cpr: CprColumn | None = None) -> None:
    """Take the rows of every source. What cannot be read or taken is in `bulk.done.problems`.

    `cpr` puts citizen codes where the rows have CPR numbers.
    """
    problems = bulk.done.problems
    heading = cpr.heading if cpr else None
    place = ""
    for source in sources:
        place = source.place
        expected = ExpectedHeadings.of(source.record, bulk.options, heading, problems.notes.append)
        try:
            with source.open(expected) as sheet:
                bulk.take(source.record, cpr.coded(bulk, source.record, sheet) if cpr else sheet)
        except UnreadableRowsError as error:
            problems.reject(place, error.line, (), None, [(_(N_("file")), error)])
    if cpr:
        cpr.remember(bulk)
    if place and problems.whole:
        for each in bulk.options.mapped:
            if fold_case(each) not in problems.mapped:
                problems.reject(place, 1, (), None, [(each, NoSuchHeadingError(each))])
