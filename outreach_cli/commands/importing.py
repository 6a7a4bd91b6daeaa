"""Bulk in: imports of files and folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import product
from pathlib import Path

import click

from outreach_cli.api import Register
from outreach_cli.commands.planning import tell_of_removed_plans
from outreach_cli.commands.questions.heading_questions import add_mappings, ask_headings
from outreach_cli.console.command import command
from outreach_cli.console.help_text import translate_usage
from outreach_cli.console.options import argument, find_field, option
from outreach_cli.console.output import complain, remark, say, say_done, show_table
from outreach_cli.console.parameters import ALONE, WholeNumber, WordChoice
from outreach_cli.console.progress import ProgressBar
from outreach_cli.console.session import get_session
from outreach_cli.core.cpr import holds_cpr
from outreach_cli.core.errors import (
    MissingError,
    OutreachError,
    RefusedError,
    UnknownKindError,
    WrongUsageError,
)
from outreach_cli.core.language import N_, _
from outreach_cli.core.names import quote_for_shell
from outreach_cli.exchange.checked_rows import read_identifier
from outreach_cli.exchange.cpr_column import CprColumn
from outreach_cli.exchange.import_options import ImportOptions, UnnamedError, choose_creatable
from outreach_cli.exchange.import_result import ImportResult
from outreach_cli.exchange.import_session import ImportSession, open_import, take_sources
from outreach_cli.exchange.problems import ImportProblems, RejectedError
from outreach_cli.exchange.readers.sources import (
    NoFileError,
    NoSheetsError,
    SourceFile,
    find_in_file,
    find_in_folder,
    is_passing,
)
from outreach_cli.exchange.reject_file import RejectFile, choose_format, refuse_source
from outreach_cli.exchange.sent_folder import MANIFEST
from outreach_cli.records.registry import RECORDS, find_record, match_record
from outreach_cli.records.types import HoldsCprError
from outreach_cli.register.change_writer import ChangeWriter
from outreach_cli.tables.cells import clean
from outreach_cli.tables.row_files import ROW_FORMATS

MOST_NEAR = 10
"""How many new names that are near to known ones are told."""
LISTED = 200
"""How many made names of a kind are listed."""


class KindFirstError(OutreachError):
    """An import does not know which kind of record the file holds."""

    message = N_("The name {file} does not say what records are in it.")
    exit_code = 2
    hint = N_("Say that first, for example: outreach import {kinds} {file}")


@command(
    "import",
    "outreach import contacts contacts.csv",
    "outreach import folder-with-all-kinds --dry-run",
    "outreach import contacts old.xlsx --map Navn=citizen --ignore Bemærkning --create sites",
    "other-program | outreach import contacts -",
    help_text=N_("Import records from files: everything in them, or nothing."),
    details=N_(
        "The files are CSV, XLSX, ODS, XLS or JSON with a heading; a folder holds one file for each "
        "kind. Rows that are in the register already are left, so a file may be imported again."
    ),
)
@argument("words", known="kinds or files", metavar="KIND FILE|-... | FOLDER", nargs=-1)
@option("--sheet", N_("The sheet of a workbook."), metavar="NAME")
@option("--map mapped", N_("Read this heading as that field."), metavar="HEADING=FIELD", multiple=True)
@option("--ignore ignored", N_("Pass over this heading."), metavar="HEADING", multiple=True)
@option(
    "--heading-row",
    N_("The line that the headings stand on, where it is not found."),
    metavar="N",
    type=WholeNumber(1),
)
@option(
    "--create",
    N_("Make names that are not known: all, or of the kinds given, as in sites,offers."),
    metavar="[KINDS]",
    is_flag=False,
    flag_value=ALONE,
)
@option(
    "--empty-clears",
    N_("Let an empty cell empty the field; else it says nothing about what is registered."),
    is_flag=True,
)
@option(
    "--mapping",
    N_("Read the headings as this mapping of the register does."),
    metavar="NAME",
    known="mapping",
)
@option("--source", N_("The system that the ids come from."), metavar="NAME")
@option("--cpr", N_("That column holds CPR numbers; they become codes, with a key."), metavar="COLUMN")
@option(
    "--identity",
    N_("The file of the age key that opens an encrypted folder."),
    metavar="FILE",
    type=click.Path(path_type=Path),
)
@option("--partial", N_("Take the good rows, and write the others to --rejects FILE."), is_flag=True)
@option("--rejects", N_("Where --partial writes the bad rows."), metavar="FILE", type=click.Path())
@option("--dry-run", N_("Say what would be done, and write nothing."), is_flag=True)
@option(
    "--format form",
    N_("The format of the --rejects file; else its ending says it, and of text the imported file."),
    type=WordChoice(list(ROW_FORMATS)),
)
def import_(
    register: Register,
    words: tuple[str, ...],
    sheet: str | None,
    mapped: tuple[str, ...],
    heading_row: int | None,
    ignored: tuple[str, ...],
    create: str | None,
    empty_clears: bool,
    source: str | None,
    mapping: str | None,
    cpr: str | None,
    identity: Path | None,
    partial: bool,
    rejects: str | None,
    form: str | None,
    dry_run: bool,
) -> None:
    if partial != bool(rejects):
        raise MissingError(what=translate_usage("--rejects FILE") if partial else "--partial")
    if form and not rejects:
        raise MissingError(what=translate_usage("--rejects FILE"))
    _refuse_cpr(sheet, source, *mapped, *ignored, *words)
    kinds, words = _choose_creatable(create, words)
    with _unlock_folders(words, identity) as words:
        sources = _find_sources(words, sheet)
        _check_sent(words, sources)
        options = ImportOptions(
            kinds,
            _read_mapping(mapped, sources),
            frozenset(ignored),
            read_identifier(source or ""),
            heading_row,
            empty_clears,
        )
        lists = [each for each in sources if not is_passing(each.path)]
        options = add_mappings(register, lists, options, cpr, mapping)
        if get_session().may_ask:
            options = ask_headings(register, lists, options, cpr, keeps=not dry_run)
        _import(register, sources, options, cpr=cpr, rejects=rejects, form=form, dry_run=dry_run)


def _refuse_cpr(*words: str | None) -> None:
    """Raises HoldsCprError for a word of the command line in which a CPR number stands."""
    if any(word and holds_cpr(word) for word in words):
        raise HoldsCprError


def _import(
    register: Register,
    sources: list[SourceFile],
    options: ImportOptions,
    *,
    cpr: str | None,
    rejects: str | None,
    form: str | None,
    dry_run: bool,
) -> None:
    """Take the files in, and answer."""
    files = [Path(each.path) for each in sources if each.path != "-"]
    if rejects:
        choose_format(Path(rejects), form)
        refuse_source(Path(rejects), files)
    aside = RejectFile({each.place: each.record.plural for each in sources})
    problems = ImportProblems(set_aside=aside.add if rejects else None)
    try:
        with (
            closing(aside),
            ProgressBar() as bar,
            open_import(register, options, problems, bar.watch, dry_run=dry_run) as bulk,
        ):
            take_sources(bulk, sources, _make_cpr_column(register, bulk, cpr))
            done = bulk.finish(partial=bool(rejects))
            _ask_about_near(done)
            if rejects and problems.rows and not dry_run:
                aside.write(Path(rejects), register.path, problems.forms, form=form, sources=files)
    except RejectedError:
        register.note_tried("import", bulk.list_told())
        _tell(problems)
        click.echo(f"imported 0, corrected 0, unchanged 0, rejected {problems.rows}")
        raise
    if dry_run:
        register.note_tried("import --dry-run", bulk.list_told())
    found = {kind for kind, counts in done.counts.items() if counts.unchanged or counts.corrected}
    register.note_import(found, dry_run=dry_run)
    _tell(problems)
    _answer(done, bulk.change, None if dry_run else rejects, dry_run=dry_run)


@contextmanager
def _unlock_folders(words: tuple[str, ...], identity: Path | None) -> Iterator[tuple[str, ...]]:
    """The words, with an encrypted folder opened for the length of the block and named in its place."""
    from outreach_cli.core.encryption import is_locked

    if len(words) != 1 or not os.path.isfile(words[0]) or not is_locked(Path(words[0])):
        yield words
        return
    from outreach_cli.exchange.sent_folder import unpack_folder

    with unpack_folder(Path(words[0]), identity) as folder:
        yield (str(folder),)


def _check_sent(words: tuple[str, ...], sources: list[SourceFile]) -> None:
    """See that a folder made for an evaluator is as it was sent. Raises NotAsSentError."""
    if os.path.exists(os.path.join(words[0], MANIFEST)):
        from outreach_cli.exchange.sent_folder import check_manifest

        check_manifest(Path(words[0]), {Path(source.path).name for source in sources})


def _make_cpr_column(register: Register, bulk: ImportSession, heading: str | None) -> CprColumn | None:
    """What puts codes in the place of the column's CPR numbers.

    Raises NoKeyError, NotAKeyError, UnreadableKeyError, OpenKeyError and WrongKeyError.
    """
    if heading is None:
        return None
    from outreach_cli.commands.questions.cpr_input import open_cpr_keys

    return CprColumn(bulk, heading, open_cpr_keys(register))


def _choose_creatable(create: str | None, words: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The kinds of names to make.

    A word that `--create` took belongs to `words` where it names no such kinds and they lack it: the kind, or
    a file. Raises UnknownKindError and UnnamedError for one that was meant for kinds.
    """
    if create is None:
        return frozenset(), words
    try:
        kinds = True if create == ALONE else [part.strip() for part in create.split(",")]
        return choose_creatable(kinds), words
    except (UnknownKindError, UnnamedError):
        kind_first = bool(words) and match_record(words[0], RECORDS.values()) is not None
        whole = kind_first and len(words) > 1
        if "," in create or (whole and not os.path.exists(create)):
            raise
        return choose_creatable(True), (*words, create) if kind_first else (create, *words)


def _read_mapping(mapped: Sequence[str], sources: Sequence[SourceFile]) -> dict[str, str]:
    """The field by heading, from `HEADING=FIELD`; by its key where it is one of what is imported."""
    pairs = [each.rpartition("=") for each in mapped]
    for heading, _equals, field in pairs:
        if not heading or not field:
            raise WrongUsageError(reason=_("--map wants HEADING=FIELD"))
    keys: dict[str, str] = {}
    for record, word in product((each.record for each in sources), (word for _h, _e, word in pairs)):
        if found := find_field(record, word):
            keys.setdefault(word, found.key)
    return {heading: keys.get(word, word.strip()) for heading, _equals, word in pairs}


def _find_sources(words: tuple[str, ...], sheet: str | None) -> list[SourceFile]:
    """The files that the words name: those of a kind, a folder of all kinds, or one named for its kind."""
    if not words:
        raise MissingError(what=_("KIND FILE, or FOLDER"))
    if len(words) == 1 and os.path.isdir(words[0]):
        if sheet:
            raise NoSheetsError(path=words[0])
        files, others = find_in_folder(Path(words[0]))
        for name in others:
            said = _('The file "{name}" is no table named for a kind; it was passed over.')
            remark(clean(said.format(name=name)))
        return files
    if len(words) == 1 and (os.path.isfile(words[0]) or is_passing(words[0])):
        try:
            found, passed = find_in_file(Path(words[0]), sheet)
        except UnknownKindError:
            raise KindFirstError(file=quote_for_shell(words[0]), kinds=RECORDS["contact"].several) from None
        for name in passed:
            said = _('The sheet "{name}" is not named for a kind; it was passed over.')
            remark(clean(said.format(name=name)))
        return found
    try:
        record = find_record(words[0])
    except UnknownKindError:
        if len(words) == 1:
            raise NoFileError(path=words[0]) from None
        raise
    if len(words) == 1:
        raise MissingError(what=translate_usage("FILE"))
    return [SourceFile(record, path, sheet) for path in words[1:]]


def _ask_about_near(done: ImportResult) -> None:
    """Tell of new names that are near to known ones, and on a terminal ask. Raises RefusedError."""
    from outreach_cli.console.line_editor import ask_yes_or_no, describe_near

    for name, near in done.near[:MOST_NEAR]:
        remark(clean(describe_near(name, near)))
    if more := len(done.near[MOST_NEAR:]):
        remark(_(" … and {n} more").format(n=more).strip())
    if done.near and get_session().may_ask and not ask_yes_or_no(_("Are they new ones?")):
        raise RefusedError(reason=_("the names were not confirmed; nothing was written."))


def _tell(problems: ImportProblems) -> None:
    for note in problems.notes:
        remark(clean(note))
    for problem in problems.kept:
        complain(str(problem))


def _answer(done: ImportResult, change: ChangeWriter, rejects: str | None, *, dry_run: bool) -> None:
    """The change, what was made on the way, a table where there were several kinds, and the line for scripts.

    On stderr, where the rejected rows were written; where there are any, the command ends with 4.
    """
    tell_of_removed_plans(change)
    if dry_run:
        remark(_("Nothing was written: this was a dry run."))
    elif change.counts:
        remark(_("Change {id}. To undo it: outreach undo {id}").format(id=change.id))
    if rejects and done.problems.rows:
        remark(_("The rejected rows are in {path}: mend them there and import it.").format(path=rejects))
    for kind, names in done.made.items():
        more = _(" … and {n} more").format(n=len(names) - LISTED) if len(names) > LISTED else ""
        what = RECORDS[kind].label if len(names) == 1 else RECORDS[kind].labels
        said = _("Made {n} {what}: {names}")
        say(said.format(n=len(names), what=what, names=", ".join(names[:LISTED]) + more))
    if len(done.counts) > 1 and not get_session().quiet:
        show_table(done.make_table(), None, None)
    say_done(str(done))
    if done.problems.rows:
        click.get_current_context().exit(4)
