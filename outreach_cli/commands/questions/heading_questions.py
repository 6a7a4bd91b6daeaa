"""What an import asks at a terminal: which field a heading is that no field is known by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from outreach_cli.commands.questions.kept_mappings import find_mapping, keep_mapping, list_mappings
from outreach_cli.console.danish_lines import translate_lines
from outreach_cli.console.line_editor import NOTHING, find_fitting, read_line, tell
from outreach_cli.console.output import remark
from outreach_cli.core.language import N_, _, get_language
from outreach_cli.core.names import fold_case, normalize, quote_for_shell
from outreach_cli.exchange.columns import list_headings, match_columns
from outreach_cli.exchange.import_options import ImportOptions
from outreach_cli.exchange.problems import UnknownHeadingError
from outreach_cli.exchange.readers.heading_row import ExpectedHeadings
from outreach_cli.exchange.readers.sheet import UnreadableRowsError
from outreach_cli.exchange.readers.sources import SourceFile
from outreach_cli.records.record import Record

if TYPE_CHECKING:
    from outreach_cli.api import Register


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
        headings = _read_headings(source, options, cpr)
        if found := next((each for each in kept if each.fits(source.record.kind, headings)), None):
            options = found.add_to(options)
            remark(_(N_("Read with the mapping {name}.")).format(name=found.name))
    return options


def _keep(register: Register, sources: Sequence[SourceFile], options: ImportOptions) -> None:
    """Keep the answers under a name, where the user gives one."""
    if len(sources) != 1:
        return
    if name := normalize(read_line(_(N_("Keep this for the next time, as (Enter: no): ")), [], False)):
        number = keep_mapping(register, name, sources[0].record.kind, options)
        tell(_(N_("Made in change {id}. To undo it: outreach undo {id}")).format(id=number))


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
        for heading in _find_unknown_headings(source, options, cpr):
            options = _ask(source.record, heading, options)
    if passed := sorted(options.ignored - before.ignored):
        tell(_(N_("Passed over: {headings}")).format(headings=", ".join(passed)))
    if options != before:
        tell(_(N_("In a script the same is said with:")))
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


def _find_unknown_headings(source: SourceFile, options: ImportOptions, cpr: str | None) -> Iterator[str]:
    headings = _read_headings(source, options, cpr)
    for heading, error in match_columns(source.record, headings, options).wrong:
        if isinstance(error, UnknownHeadingError) and fold_case(heading) != fold_case(cpr or ""):
            yield heading


def _read_headings(source: SourceFile, options: ImportOptions, cpr: str | None) -> list[str]:
    """The headings of a list; none where they cannot be read, which the import will tell."""
    try:
        with source.open(
            ExpectedHeadings.from_record(source.record, options, cpr, lambda said: None)
        ) as sheet:
            return list(sheet.headings)
    except UnreadableRowsError:
        return []


def _ask(record: Record, heading: str, options: ImportOptions) -> ImportOptions:
    """The options with the answer about one heading; Enter leaves it for the import to tell of."""
    known = list_headings(record)
    danish = get_language() == "da"
    words = [
        str(each.label) if danish else each.key
        for each in record.fields
        if each.key not in options.mapped.values()
    ]
    question = _(N_('What is "{heading}"? (- passes over it) ')).format(heading=heading)
    while said := normalize(read_line(question, words, False)):
        if said == NOTHING:
            return replace(options, ignored=options.ignored | {heading})
        begun = find_fitting(words, said)
        word = said if fold_case(said) in known else begun[0] if len(begun) == 1 else ""
        if word:
            return replace(options, mapped={**options.mapped, heading: known[fold_case(word)]})
        tell(_(N_("It can be: {words}")).format(words=", ".join(begun or words)))
    return options
