"""What an import asks at a terminal: which field a heading is that no field is known by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from textwrap import shorten
from typing import NamedTuple

import click

from outreach_cli.api import Register
from outreach_cli.commands.questions.kept_mappings import find_mapping, keep_mapping, list_mappings
from outreach_cli.console.danish_lines import translate_lines
from outreach_cli.console.line_editor import NOTHING, find_fitting, read_line, tell
from outreach_cli.console.options import find_field
from outreach_cli.console.output import remark
from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.language import N_, _, get_language
from outreach_cli.core.names import fold_case, normalize, quote_for_shell
from outreach_cli.exchange.columns import list_headings, match_columns
from outreach_cli.exchange.import_options import ImportOptions
from outreach_cli.exchange.problems import UnknownHeadingError
from outreach_cli.exchange.readers.heading_row import ExpectedHeadings
from outreach_cli.exchange.readers.sheet import UnreadableRowsError
from outreach_cli.exchange.readers.sources import SourceFile
from outreach_cli.records.record import Record
from outreach_cli.storage.schema import SOURCE_ID
from outreach_cli.tables.cells import clean

PEEKED = 20
"""As many rows are looked at for a value by which a column is known."""
SHOWN = 30
"""As many signs of it are shown."""


def add_mappings(
    register: Register,
    sources: Sequence[SourceFile],
    options: ImportOptions,
    cpr: str | None,
    name: str | None,
) -> ImportOptions:
    """The options with the mapping of that name, else with those that fit the lists; each is said."""
    if name:
        return find_mapping(register, name).add_to(options)
    kept = list_mappings(register)
    for source in sources if kept else ():
        headings = _peek_list(source, options, cpr).headings
        if found := next((each for each in kept if each.fits(source.record.kind, headings)), None):
            options = found.add_to(options)
            remark(_("Read with the mapping {name}.").format(name=found.name))
    return options


def _keep(register: Register, sources: Sequence[SourceFile], options: ImportOptions) -> None:
    """Keep the answers under a name, where the user gives one."""
    if len(sources) != 1:
        return
    name = normalize(read_line(_("Keep this for the next time, as (Enter: no): "), [], False))
    if name and name != NOTHING:
        number = keep_mapping(register, name, sources[0].record.kind, options)
        tell(_("Made in change {id}. To undo it: outreach undo {id}").format(id=number))


def ask_headings(
    register: Register,
    sources: Sequence[SourceFile],
    options: ImportOptions,
    cpr: str | None,
    *,
    keeps: bool,
) -> ImportOptions:
    """The options with what the user says of each heading that is not known, and the line that says it again.

    With `keeps` the user may keep the answers in the register; a dry run writes nothing there.
    A file that cannot be read, or that can be read only once, is left for the import to take as it is.
    """
    before = options
    for source in sources:
        top = _peek_list(source, options, cpr)
        for heading in _find_unknown_headings(source.record, top, options, cpr):
            options = _ask(source.record, heading, top, options)
    if passed := sorted(options.ignored - before.ignored):
        tell(_("Passed over: {headings}").format(headings=", ".join(passed)))
    if options != before:
        tell(_("In a script the same is said with:"))
        line = translate_lines(write_flags(before, options, sources))
        click.echo(line, err=True)  # whole, so that it can be pasted
        if keeps:
            _keep(register, sources, options)
    return options


def write_flags(before: ImportOptions, options: ImportOptions, sources: Sequence[SourceFile]) -> str:
    """What was said of the headings, as the flags of a command line; for a Dane with labels of fields."""
    danish = get_language() == "da"
    words = {each.key: str(each.label) for source in sources for each in source.record.fields if danish}
    said = [
        f"--map {quote_for_shell(f'{heading}={words.get(field, field)}')}"
        for heading, field in options.mapped.items()
        if heading not in before.mapped
    ]
    return " ".join(
        [*said, *(f"--ignore {quote_for_shell(each)}" for each in sorted(options.ignored - before.ignored))]
    )


class ListTop(NamedTuple):
    """The headings of a list, and a value of each column to know it by, where the first rows have one."""

    headings: list[str]
    values: dict[str, str]


def _find_unknown_headings(
    record: Record, top: ListTop, options: ImportOptions, cpr: str | None
) -> Iterator[str]:
    for heading, error in match_columns(record, top.headings, options).wrong:
        if isinstance(error, UnknownHeadingError) and fold_case(heading) != fold_case(cpr or ""):
            yield heading


def _peek_list(source: SourceFile, options: ImportOptions, cpr: str | None) -> ListTop:
    """How a list begins; without anything where it cannot be read, which the import will tell."""
    top = ListTop([], {})
    try:
        with source.open(
            ExpectedHeadings.from_record(source.record, options, cpr, lambda said: None)
        ) as sheet:
            top.headings.extend(sheet.headings)
            for _number, cells in islice(sheet.rows, PEEKED):
                for heading, cell in zip(sheet.headings, cells, strict=False):
                    if cell and heading not in top.values:
                        top.values[heading] = cell
    except UnreadableRowsError:
        pass
    return top


def _ask(record: Record, heading: str, top: ListTop, options: ImportOptions) -> ImportOptions:
    """The options with the answer about one heading."""
    known = list_headings(record)
    taken = match_columns(record, top.headings, options).places
    danish = get_language() == "da"
    free = {each.key: str(each.label) if danish else each.key for each in record.fields}
    free |= {SOURCE_ID: SOURCE_ID} if record.by_content else {}
    free = {key: word for key, word in free.items() if key not in taken}
    question = _('What is "{heading}"? (- passes over it) ').format(heading=heading)
    if value := mask_cpr(top.values.get(heading, "")):
        said = N_('What is "{heading}"? (such as "{value}"; - passes over it) ')
        question = _(said).format(heading=heading, value=shorten(clean(value), SHOWN, placeholder="…"))
    while True:
        said = normalize(read_line(question, list(free.values()), False))
        if said == NOTHING:
            return replace(options, ignored=options.ignored | {heading})
        begun = find_fitting(free.values(), said) if said else []
        word = said if fold_case(said) in known else begun[0] if len(begun) == 1 else ""
        named = find_field(record, said)
        key = known[fold_case(word)] if word else named.key if named else ""
        if key and key not in taken:
            return replace(options, mapped={**options.mapped, heading: key})
        if key:
            there = top.headings[taken[key]]
            tell(_('"{heading}" is that already.').format(heading=there))
        tell(_("It can be: {words}").format(words=", ".join(begun or free.values())))
