"""What works for every kind of record: list, show, correct, remove, and merging two citizens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from outreach_cli.commands.planning import ask_successor, tell_of_ending
from outreach_cli.commands.questions.cpr_input import find_citizen_by_cpr
from outreach_cli.commands.questions.kept_keys import KEPT_BY_KEY, describe_written, read_keys, show_words
from outreach_cli.commands.registry import load_questions
from outreach_cli.console.beginnings import find_kind
from outreach_cli.console.command import TWICE, Command, command
from outreach_cli.console.danish_words import list_flag_words, show_word
from outreach_cli.console.help_text import write_correct_examples
from outreach_cli.console.kind_group import KindGroup
from outreach_cli.console.options import (
    argument,
    as_of_option,
    cpr_option,
    find_field,
    make_field_option,
    option,
    period_option,
    table_options,
)
from outreach_cli.console.output import is_data, remark, say, say_change, show_table, warn_of_doubts
from outreach_cli.console.parameters import Argument
from outreach_cli.console.session import get_session
from outreach_cli.console.usage_errors import refuse_beside
from outreach_cli.core.errors import WrongUsageError
from outreach_cli.core.language import N_, _, get_language
from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.label import NOT_STATED
from outreach_cli.records.own_words import WORDS
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS, describe_counts
from outreach_cli.records.types import Day
from outreach_cli.register.validation import UnknownFieldError
from outreach_cli.tables.book import Book

if TYPE_CHECKING:
    from outreach_cli.api import Register
    from outreach_cli.change import Change


@command(
    "list",
    "outreach list citizens",
    "outreach list referrals --open",
    "outreach list contacts --period 2018-02 --site Nord --where kind=visit",
)
@argument("kind", known="kinds", metavar="KIND")
@option("--open still_open", N_("Only what is still open, the oldest first."), is_flag=True)
@period_option
@option("--citizen", N_("Only this citizen's."), known="citizen")
@option("--site", N_("Only those of this site."), known="site")
@option("--worker", N_("Only those of this worker."), known="worker")
@option("--programme", N_("Only those of this programme."), known="programme")
@option(
    "--where",
    N_("Only those with this value; nothing after = finds those without one. May be several."),
    metavar="FIELD=VALUE",
    multiple=True,
)
@as_of_option
@table_options
def list_(
    register: Register,
    kind: str,
    still_open: bool,
    period: str | None,
    where: tuple[str, ...],
    as_of: str | None,
    form: str | None,
    output: str | None,
    **named: str | None,
) -> None:
    from outreach_cli.register.listing import list_records
    from outreach_cli.register.record_filters import read_filter
    from outreach_cli.storage.schema import quote_name

    record = find_kind(kind)
    fields = _read_conditions(
        record, where, {key: value for key, value in named.items() if value is not None}
    )
    moment = register.find_moment(as_of) if as_of else None
    with register.open_snapshot(moment) as connection:
        chosen = read_filter(register.finder, record, period=period, still_open=still_open, fields=fields)
        table = list_records(
            connection,
            record,
            where=chosen.where,
            values=chosen.values,
            order=quote_name(str(record.day)) if still_open else "id",
            keys=is_data(form, output),
        )
    table = table._replace(period=chosen.period, filters=chosen.told)
    if record.about_citizens:
        register.note_access(f"list {record.plural}")
    if record.kind in KEPT_BY_KEY and not is_data(form, output):
        table = show_words(record, table)
    show_table(table, form, output, private=record.about_citizens)
    if words := WORDS.get(record.kind):
        remark(_("Besides the standard ones: {known}").format(known=words.list_known()))


def _read_conditions(record: Record, where: tuple[str, ...], named: dict[str, str]) -> dict[str, str]:
    """The values by field key, those `named` and from `FIELD=VALUE`; a field is named by key, label or flag.

    What tables call `Not stated` is no value.

    Raises WrongUsageError for a field that has one already.
    """
    found = dict(named)
    for each in where:
        word, equals, value = each.partition("=")
        if not equals:
            raise WrongUsageError(reason=_("--where wants FIELD=VALUE"))
        key = _find_field_key(record, word)
        if key in found:
            raise WrongUsageError(reason=_(TWICE).format(option=word))
        said = value.strip()
        found[key] = "" if fold_case(said) in map(fold_case, NOT_STATED.both) else said
    return found


def _find_field_key(record: Record, word: str) -> str:
    """The key of the field that the word names. Raises UnknownFieldError."""
    if found := find_field(record, word):
        return found.key
    shown = {each.flag: list_flag_words(day=isinstance(each.type, Day)) for each in record.fields}
    words = tuple(show_word(own, flag).lstrip("-") for flag, own in shown.items())
    known = words if get_language() == "da" else record.keys
    near = find_nearest(word, known)
    raise UnknownFieldError(kind=record.labels, name=word, known=", ".join(known), nearest=near)


@command("show", "outreach show AAL-001", "outreach show AAL-001 --as-of 2018-12-31")
@argument("citizen", known="citizen", unless=("cpr_stdin",))
@cpr_option(N_("Read a CPR number from stdin, and show whose it is."))
@as_of_option
@table_options
def show(
    register: Register,
    citizen: str | None,
    cpr_stdin: bool,
    as_of: str | None,
    form: str | None,
    output: str | None,
) -> None:
    from outreach_cli.register.listing import list_about_citizen

    noted = None
    if cpr_stdin:
        citizen = find_citizen_by_cpr(register)
        noted, _code = register.finder.find_name("citizen", citizen)
        register.note_access("show", [noted])  # whose number it is may be told in an error too
    moment = register.find_moment(as_of) if as_of else None
    with register.open_snapshot(moment) as connection:
        number, name = register.finder.find_name("citizen", str(citizen))
        tables = list_about_citizen(connection, number, keys=is_data(form, output))
    if noted != number:
        register.note_access("show", [number])
    show_table(
        Book(name, tables[0].language, tuple(tables), tables[0].extracted_on), form, output, private=True
    )


def _correct_command(record: Record) -> Command:
    def run(which: str, **fields: object) -> None:
        from outreach_cli.console.line_editor import remark_new_words
        from outreach_cli.privacy.access_log import note_rows
        from outreach_cli.privacy.forgotten_codes import UNREADABLE, ForgottenCodes

        given = {key: value for key, value in fields.items() if value not in (None, ())}
        if successor := ask_successor(get_session().register, record, which, given):
            given["successor"] = successor
        if record.kind in KEPT_BY_KEY:
            finder = get_session().register.finder
            kept = finder.read_row(record, finder.find_number(record, which)).names
            given = read_keys(record, given, kept)
        remark_new_words(get_session().register.finder, record, given)
        with get_session().register.change(f"correct {record.kind}") as change:
            written = change.correct(record.kind, which, **given)
            note_rows(change.connection, f"correct {record.kind}", record, [written.id])
        said = _("Corrected {kind} {id}: {what}").format(
            kind=record.label, id=written.id, what=describe_written(written)
        )
        say_change(change, said, *(_describe_others(change, record) if record.listed_in else ()))
        tell_of_ending(change, written, given)
        if record is CITIZEN and record.name in given and ForgottenCodes(change.connection).unreadable:
            remark(_(UNREADABLE))

    params: list[click.Parameter] = [Argument(["which"], metavar="ID", known="record names")]
    params += [make_field_option(record, key, clears=True) for key in record.keys]
    said = N_("Correct a record: {kind}.")
    shown = write_correct_examples(record)
    return Command(record.kind, callback=run, params=params, help=said, kind=record, examples=shown)


correct = KindGroup(
    "correct",
    make=_correct_command,
    kinds=[record for record in RECORDS.values() if record.kind != "setting"],
    examples=(
        "outreach correct contact 17 --site Sygedagpengehuset",
        "outreach correct citizen AAL-001 --birth-year 1971",
    ),
)


@command(
    "remove",
    "outreach remove contact 17",
    'outreach remove site "Job- og Aktivhuset"',
    details=N_("On a terminal you are asked first. It can be undone."),
)
@argument("kind", known="kinds", metavar="KIND")
@argument("which", known="record names", metavar="ID")
def remove(register: Register, kind: str, which: str) -> None:
    from outreach_cli.console.line_editor import confirm_change
    from outreach_cli.privacy.access_log import note_rows

    record = find_kind(kind)
    with register.open_snapshot():
        register.finder.find_number(record, which)
    if not confirm_change(_("Remove {kind} {name}?").format(kind=record.label, name=which)):
        return
    with register.change("remove") as change:
        gone = change.remove(record.kind, which)
        note_rows(change.connection, "remove", gone.record, [gone.id])
    said = _("Removed {kind} {id}: {what}").format(
        kind=gone.record.label, id=gone.id, what=describe_written(gone)
    )
    say_change(change, said, *_describe_others(change, record))


def _describe_others(change: Change, record: Record) -> Iterator[str]:
    """What went along with a record in the change, where anything did."""
    if others := describe_counts({kind: acts for kind, acts in change.counts.items() if kind != record.kind}):
        yield _("With it: {what}").format(what=others)


@command(
    "merge",
    "outreach merge AAL-001 AAL-117",
    "outreach merge AAL-001 AAL-117 --dry-run",
    "outreach merge AAL-001 AAL-118 --not-same",
    help_text=N_("Make one citizen of two: everything of OTHER moves to KEEP."),
    details=N_(
        "Where they differ, the earlier registration holds, the problems of both, came over absent, an "
        "end over none, and the withdrawal of a consent over each consent given until then. In all else "
        "what KEEP has stays. What is dropped or overruled is told.\n\n"
        "Assignments to one worker that overlap are joined; of two workers who both still have the "
        "citizen, the one who had them later takes over that day. A form that stands twice, an enrolment "
        "or a status that another takes over from, and a case that a meeting opens again are told.\n\n"
        "From then on the code of OTHER names KEEP, in imports too: files that named them stay "
        "importable. On a terminal you are asked first. It can be undone."
    ),
    asks=load_questions("ask_merge"),
    agrees=False,
)
@argument("keep", known="citizen", asked=True)
@argument("other", known="citizen", asked=True)
@option("--not-same", N_("Remember that the two are not one."), is_flag=True)
@option("--dry-run", N_("Only say what it would do."), is_flag=True)
def merge(register: Register, keep: str, other: str, not_same: bool, dry_run: bool) -> None:
    from outreach_cli.console.line_editor import confirm_change
    from outreach_cli.register import merge as merging

    if not_same:
        refuse_beside("--not-same", "dry_run")
        with register.change("merge") as change:
            one, two = merging.note_as_two(change, keep, other)
        say_change(change, _("Remembered: {one} and {two} are two citizens.").format(one=one, two=two))
        return
    with register.open_snapshot():
        both = [register.finder.find_name("citizen", each)[0] for each in (keep, other)]
    register.note_access("merge", both)
    lines, doubts = merging.preview_merge(register, keep, other)
    say(*lines)
    warn_of_doubts(doubts)
    if dry_run:
        remark(_("Nothing was written: this was a dry run."))
        return
    if not confirm_change(_("Make {other} and {keep} one?").format(other=other, keep=keep)):
        return
    with register.change("merge") as change:
        planned = merging.plan(change.finder, keep, other)
        merging.carry_out(change, planned)
    say_change(change, merging.sum_up_merge(planned), foretold=True)
