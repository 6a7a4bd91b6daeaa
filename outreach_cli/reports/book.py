"""Every report as one document: the year's whole report."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Unpack, cast

from outreach_cli.core.days import format_day, today
from outreach_cli.core.errors import OutreachError, WrongUsageError
from outreach_cli.core.language import N_, _, get_language, use_language
from outreach_cli.reports.counting.question import ReportChoices
from outreach_cli.reports.definitions.definition import BadFilterError
from outreach_cli.reports.definitions.filters import FILTERS
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from outreach_cli.reports.prepared_report import PreparedReport
from outreach_cli.reports.publishing.publication_drafts import PublicationDraft, finish_reports
from outreach_cli.reports.run import (
    ReadableDatabase,
    UnpublishableError,
    ask_report,
    read_moment,
    refuse_together,
    run,
)
from outreach_cli.tables.table import Book, Table

_LEFT_OUT: Mapping[type[OutreachError], str] = {
    BadFilterError: N_("Left out, for they cannot be filtered that way: {reports}"),
    UnpublishableError: N_("Left out, for they cannot be published: {reports}"),
}
"""Why reports are left out of the book."""


def make_book(database: ReadableDatabase, **choices: Unpack[ReportChoices]) -> Book:
    """Every built-in report for the same period and filters. Raises what `draft_book` raises."""
    book, _draft = draft_book(database, **choices)
    return book


def draft_book(database: ReadableDatabase, **choices: Unpack[ReportChoices]) -> tuple[Book, PublicationDraft]:
    """Every built-in report for the same period and filters, with what can be remembered of it as published.

    A report that covers one programme at a time has a table for each. One that cannot be filtered as asked,
    or not be published, is left out, and the book says so. Raises WrongUsageError for what only one report
    can be asked.
    """
    if any(choices.get(each) for each in ("traced", "by", "across")):
        raise WrongUsageError(reason=_(N_("--trace, --by and --across are for one report, not for all")))
    refuse_together(choices)
    language = choices.get("language") or database.language
    choices["language"] = language
    left_out: dict[str, list[str]] = {}
    with use_language(language):
        if choices.get("compare_with") is None:
            draft = _draft_all(database, choices, left_out)
        else:
            draft = PublicationDraft(_compare_all(database, choices, left_out))
        if not draft.tables:
            raise WrongUsageError(reason=_(N_("no report can be filtered that way")))
        day = today().isoformat()
        notes = [
            _say_whose(database, draft.tables),
            _("Extracted {day}").format(day=format_day(day, get_language())),
            *(_(said).format(reports=", ".join(titles)) for said, titles in left_out.items()),
        ]
        return Book(_(N_("All reports")), get_language(), tuple(draft.tables), day, tuple(notes)), draft


def _draft_all(
    database: ReadableDatabase, choices: ReportChoices, left_out: dict[str, list[str]]
) -> PublicationDraft:
    """All tables, counted on one view of the register, then finished; `left_out` takes the others."""
    moment = read_moment(database, choices.get("as_of"))
    with database.open_snapshot(moment) as connection:
        prepared: list[PreparedReport] = []
        for name in list_builtin():
            with _leaving_out(name, left_out):
                prepared += [
                    ask_report(connection, name, moment, each)
                    for each in _choose_wholes(connection, name, choices)
                ]
        return finish_reports(connection, prepared, moment)


def _compare_all(
    database: ReadableDatabase, choices: ReportChoices, left_out: dict[str, list[str]]
) -> list[Table]:
    """All tables as they were and are."""
    tables: list[Table] = []
    for name in list_builtin():
        with database.open_snapshot() as connection:
            asked = _choose_wholes(connection, name, choices)
        with _leaving_out(name, left_out):
            tables += [run(database, name, **each) for each in asked]
    return tables


@contextmanager
def _leaving_out(name: str, left_out: dict[str, list[str]]) -> Iterator[None]:
    """Note the report's title where it cannot be asked that way, under what the book says of it."""
    try:
        yield
    except (BadFilterError, UnpublishableError) as error:
        left_out.setdefault(_LEFT_OUT[type(error)], []).append(str(find_definition(name).title))


def _say_whose(database: ReadableDatabase, tables: Sequence[Table]) -> str:
    """Whose figures these are and when they are of, as most of the tables say it."""
    least = min(tables, key=lambda table: len(table.filters))
    periods = Counter(table.period_words for table in tables)
    own = [
        f"{each.label}: {each.show(value)}"
        for each in FILTERS.values()
        if each.setting and each.name not in least.filters and (value := database.read_setting(each.setting))
    ]
    return " · ".join(part for part in (*own, least.filter_words, periods.most_common(1)[0][0]) if part)


def _choose_wholes(connection: sqlite3.Connection, name: str, choices: ReportChoices) -> list[ReportChoices]:
    """The choices for the report, or those for each of what it covers one at a time."""
    one = find_definition(name).one_at_a_time
    wholes: list[str] = []
    if one and not cast("Mapping[str, object]", choices).get(one):
        wholes = [called for _key, called in FILTERS[one].list_wholes(connection)]
    if one is None or len(wholes) < 2:
        return [choices]
    return [cast("ReportChoices", {**choices, one: called}) for called in wholes]
