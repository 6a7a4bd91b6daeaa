"""Every report as one document: the year's whole report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Unpack, cast

from outreach_cli.core.days import shown_day, today
from outreach_cli.core.errors import WrongUsageError
from outreach_cli.core.language import N_, _, current_language, in_language
from outreach_cli.reports.counting.question import Choices
from outreach_cli.reports.definitions.definition import BadFilterError
from outreach_cli.reports.definitions.filters import FILTERS
from outreach_cli.reports.definitions.reader import builtin_names, find_definition
from outreach_cli.reports.run import ReadableDatabase, run
from outreach_cli.tables.book import Book
from outreach_cli.tables.table import Table


def make_book(database: ReadableDatabase, **choices: Unpack[Choices]) -> Book:
    """Every built-in report for the same period and filters.

    A report that covers one programme at a time has a table for each. One that cannot be filtered as asked
    is left out, and the book says so. Raises WrongUsageError for what only one report can be asked.
    """
    if any(choices.get(each) for each in ("traced", "by", "across")):
        raise WrongUsageError(reason=_(N_("--trace, --by and --across are for one report, not for all")))
    language = choices.get("language") or database.language
    choices["language"] = language
    tables: list[Table] = []
    left_out: list[str] = []
    with in_language(language):
        for name in builtin_names():
            try:
                tables += _make_tables(database, name, choices)
            except BadFilterError:
                left_out.append(str(find_definition(name).title))
        if not tables:
            raise WrongUsageError(reason=_(N_("no report can be filtered that way")))
        day = today().isoformat()
        notes = [
            _say_whose(database, tables),
            _("Extracted {day}").format(day=shown_day(day, current_language())),
        ]
        if left_out:
            said = _(N_("Left out, for they cannot be filtered that way: {reports}"))
            notes.append(said.format(reports=", ".join(left_out)))
        return Book(_(N_("All reports")), current_language(), tuple(tables), day, tuple(notes))


def _say_whose(database: ReadableDatabase, tables: Sequence[Table]) -> str:
    """Whose figures these are and when they are of, as most of the tables say it."""
    least = min(tables, key=lambda table: len(table.filters))
    periods = Counter(table.period_words for table in tables)
    own = [
        f"{each.label}: {each.show(value)}"
        for each in FILTERS.values()
        if each.setting and each.name not in least.filters and (value := database.setting(each.setting))
    ]
    return " · ".join(part for part in (*own, least.filter_words, periods.most_common(1)[0][0]) if part)


def _make_tables(database: ReadableDatabase, name: str, choices: Choices) -> Iterator[Table]:
    """The report's table, or one for each of what it covers one at a time."""
    one = find_definition(name).one_at_a_time
    wholes: list[str] = []
    if one and not cast("Mapping[str, object]", choices).get(one):
        with database.reading() as connection:
            wholes = [called for _key, called in FILTERS[one].list_wholes(connection)]
    if one is None or len(wholes) < 2:
        yield run(database, name, **choices)
        return
    for called in wholes:
        yield run(database, name, **cast("Choices", {**choices, one: called}))
