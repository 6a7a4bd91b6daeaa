"""Every report as one document: the year's whole report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Unpack

from outreach_cli.days import shown_day, today
from outreach_cli.errors import BadFilter, WrongUsage
from outreach_cli.language import N_, _, speaking, spoken
from outreach_cli.records.municipalities import MUNICIPALITIES
from outreach_cli.records.places import MUNICIPALITY
from outreach_cli.reports.definition import builtin_names, find_definition
from outreach_cli.reports.question import programmes_enrolled_in
from outreach_cli.tables import Book, Table

if TYPE_CHECKING:
    from outreach_cli.reports import Choices, Source


def make_book(register: Source, **choices: Unpack[Choices]) -> Book:
    """Every built-in report for the same period and filters.

    A report that covers one programme at a time has a table for each. One that cannot be filtered as asked
    is left out, and the book says so. Raises WrongUsage for what only one report can be asked.
    """
    if choices.get("traced") or choices.get("by"):
        raise WrongUsage(reason=_(N_("--trace and --by are for one report, not for all")))
    language = choices.get("language") or register.language
    choices["language"] = language
    tables: list[Table] = []
    left_out: list[str] = []
    with speaking(language):
        for name in builtin_names():
            try:
                tables += _tables_of(register, name, choices)
            except BadFilter:
                left_out.append(str(find_definition(name).title))
        if not tables:
            raise WrongUsage(reason=_(N_("no report can be filtered that way")))
        day = today().isoformat()
        notes = [_about(register, tables), _("Extracted {day}").format(day=shown_day(day, spoken()))]
        if left_out:
            said = _(N_("Left out, for they cannot be filtered that way: {reports}"))
            notes.append(said.format(reports=", ".join(left_out)))
        return Book(_(N_("All reports")), spoken(), tuple(tables), day, tuple(notes))


def _about(register: Source, tables: Sequence[Table]) -> str:
    """Whose figures these are and when they are of, as most of the tables say it."""
    least = min(tables, key=lambda table: len(table.filters))
    periods = Counter(table.period_words for table in tables)
    own = "" if "municipality" in least.filters else register.setting("municipality")
    said = [f"{MUNICIPALITY}: {MUNICIPALITIES[own]}"] if own else []
    return " · ".join(part for part in (*said, least.filter_words, periods.most_common(1)[0][0]) if part)


def _tables_of(register: Source, name: str, choices: Choices) -> Iterator[Table]:
    """The report's table, or one for each programme where it covers one at a time."""
    from outreach_cli.reports import run

    programmes: list[str] = []
    if find_definition(name).one_programme and not choices.get("programme"):
        with register.reading() as connection:
            programmes = [programme for _number, programme in programmes_enrolled_in(connection)]
    if len(programmes) < 2:
        yield run(register, name, **choices)
    for programme in programmes if len(programmes) > 1 else ():
        one: Choices = {**choices, "programme": programme}
        yield run(register, name, **one)


def explained_book() -> Book:
    """Every report's columns with their rules, in the language spoken now."""
    from outreach_cli.reports.words import explained_table

    tables = tuple(explained_table(find_definition(name)) for name in builtin_names())
    return Book(_("Definitions"), spoken(), tables)
