"""Counted reports finished for readers: what is hidden or rounded in all, and what to remember of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from outreach_cli.core.days import format_day, today
from outreach_cli.core.language import N_, _
from outreach_cli.register.as_of import PastMoment
from outreach_cli.reports.counting.counts import ReportCounts
from outreach_cli.reports.counting.statement import Place
from outreach_cli.reports.publishing.asked_tables import ask_table
from outreach_cli.reports.publishing.hidden_figures import HiddenFigures
from outreach_cli.tables.table import Table

if TYPE_CHECKING:
    from outreach_cli.reports.publishing.decision import GivenAway, PublishingDecision
    from outreach_cli.reports.publishing.publications import PublishedTable
    from outreach_cli.reports.run import PreparedReport


class PublicationDraft(NamedTuple):
    """The finished tables, what whoever publishes them should know, and what can be remembered of them.

    `fields` are those of the publication's record besides its name; none where nothing is published.
    `few_are_told` says that counts of few can perhaps be worked out, with what was published before.
    """

    tables: Sequence[Table]
    remarks: Sequence[str] = ()
    fields: Mapping[str, str | int | None] | None = None
    few_are_told: bool = False


def finish_reports(
    connection: sqlite3.Connection, prepared: Sequence[PreparedReport], moment: PastMoment | None
) -> PublicationDraft:
    """The tables of one document, or of one report, with hidden what is decided over all of them together.

    They are finished as they are where nothing is asked to be hidden. Raises RecountError.
    """
    question = prepared[0].parts[0].question if prepared else None
    if question and question.threshold is not None:
        return _finish_hidden(connection, prepared, moment, question.threshold)
    if question and question.rounded_to is not None:
        return _finish_rounded(connection, prepared, moment, question.rounded_to)
    return PublicationDraft([each.finish() for each in prepared])


def _finish_hidden(
    connection: sqlite3.Connection, prepared: Sequence[PreparedReport], moment: PastMoment | None, least: int
) -> PublicationDraft:
    from outreach_cli.reports.publishing.decision import decide_hidden

    parts = [part for each in prepared for part in each.parts]
    asked = [ask_table(part) for part in parts]
    decision = decide_hidden(connection, asked, moment, least, alone=len(prepared) == 1)
    left = iter(decision.hidden)
    tables = [each.finish([next(left) for _part in each.parts]) for each in prepared]
    return PublicationDraft(
        tables,
        [*_list_remarks(decision, least)],
        _list_fields(connection, moment, list(zip(parts, decision.hidden, strict=True)), least=least),
        bool(decision.given_away),
    )


def _finish_rounded(
    connection: sqlite3.Connection, prepared: Sequence[PreparedReport], moment: PastMoment | None, to: int
) -> PublicationDraft:
    from outreach_cli.reports.publishing.publications import read_secret
    from outreach_cli.reports.publishing.rounded_counts import round_counts

    secret, tables = read_secret(connection), list[Table]()
    rounded: list[ReportCounts] = []
    for each in prepared:
        parts = tuple(round_counts(connection, secret, part) for part in each.parts)
        rounded += parts
        tables.append(each.finish(parts=parts))
    fields = _list_fields(connection, moment, [(part, HiddenFigures()) for part in rounded], rounded_to=to)
    return PublicationDraft(tables, (), fields)


def _list_fields(
    connection: sqlite3.Connection,
    moment: PastMoment | None,
    parts: Sequence[tuple[ReportCounts, HiddenFigures]],
    **how: int,
) -> dict[str, str | int | None]:
    """The fields of the record that remembers this, besides its name."""
    from outreach_cli.reports.publishing.publications import find_present, write_publication

    if moment is None:
        moment = find_present(connection)
    tables = [_remember_table(*each) for each in parts]
    reports = dict.fromkeys(part.definition.name for part, _hidden in parts)
    return {
        "published_on": today().isoformat(),
        "report": ", ".join(reports),
        "figures": write_publication(moment, [each for each in tables if each.asked.all_columns]),
        **how,
    }


def _remember_table(counts: ReportCounts, hidden: HiddenFigures) -> PublishedTable:
    """What the table asked, and the numbers of it that are shown."""
    from outreach_cli.reports.publishing.publications import PublishedTable

    asked = ask_table(counts)
    places: list[Place] = [*counts.rows, *([None] if counts.has_total else [])]
    cells = {place: counts.list_cells(place) for place in places}
    figures: dict[str, dict[Place, float | None]] = {}
    for key, measure in asked.all_columns.items():
        if measure.act in ("value", "min", "max"):  # of one thing: a text or a day, or a person's and hidden
            continue
        figures[key] = {
            place: float(cell) if isinstance(cell, Fraction) else cell
            for place, its in cells.items()
            if not isinstance(cell := its[key], str) and not hidden.hides(measure, place)
        }
    return PublishedTable(asked, hidden.places, figures)


def _list_remarks(decision: PublishingDecision, least: int) -> Iterator[str]:
    told = N_(
        "Counts of fewer than {n} citizens can perhaps be worked out from this, though hidden, with what was"
        " published before: {what}. Do not send it, or ask for a longer period, fewer rows or --round."
    )
    told_before = N_(
        "Counts of fewer than {n} citizens can perhaps be worked out already from what was published, which"
        " nobody can take back: {what}"
    )
    for is_old, said in ((True, told_before), (False, told)):
        if named := [_name_given_away(each) for each in decision.given_away if each.is_old == is_old]:
            more = f"; … ({len(named)})" if len(named) > 5 else ""
            yield _(said).format(n=least, what="; ".join(named[:5]) + more)
    if decision.shown * 2 < decision.of:
        yield _("Most is hidden. A longer period, fewer rows (--by municipality) or --round shows more.")
    if decision.out_of_time:
        yield _("There was no time to try everything: more is hidden than may have to be.")


def _name_given_away(given: GivenAway) -> str:
    """Of what, in which period, and beside which publications; never the number, nor a row of one person."""
    period = " – ".join(format_day(day) for day in (given.first, given.last) if day)
    names = [*(f'"{name}"' for name in given.publications[:3]), *(["…"] if given.publications[3:] else [])]
    return f"{given.population.many}, {period}" + (f" ({', '.join(names)})" if names else "")
