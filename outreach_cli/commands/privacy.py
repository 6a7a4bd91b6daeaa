"""Privacy: who looked, what is held on a citizen, forgetting, and the key to CPR numbers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from outreach_cli.console.command import command
from outreach_cli.console.help_text import translate_usage
from outreach_cli.console.options import argument, option, table_options
from outreach_cli.console.output import is_data, remark, say, show_table
from outreach_cli.console.parameters import WordChoice
from outreach_cli.console.session import CommandSession, get_session
from outreach_cli.core.errors import MissingError, OutreachError, WrongUsageError
from outreach_cli.core.language import N_, _, ngettext, use_language
from outreach_cli.records.registry import RECORDS

if TYPE_CHECKING:
    from outreach_cli.api import Register
    from outreach_cli.privacy.code_traces import CodeTrace
    from outreach_cli.privacy.erasure import ErasurePlan


@command(
    "disclose",
    "outreach disclose AAL-001 -o AAL-001.html",
    "outreach disclose AAL-001 --format json",
    help_text=N_("Write out everything held on a citizen: every version of every record, and who looked."),
    details=N_(
        "On a terminal it is shown as tables; in a pipe it is a web page, which can be printed for "
        "the citizen."
    ),
)
@argument("citizen", known="citizen")
@table_options
def disclose(register: Register, citizen: str, form: str | None, output: str | None) -> None:
    from outreach_cli.privacy.disclosure import make_disclosure

    with register.open_snapshot() as connection:
        number, _name = register.finder.find_name("citizen", citizen)
    register.note_access("disclose", [number])
    language = get_session().table_language or register.language
    with register.open_snapshot() as connection, use_language(language):
        found = register.finder.find_name("citizen", citizen)
        book = make_disclosure(connection, *found, keys=is_data(form, output))
    if form is None and output is None and not sys.stdout.isatty():
        form = "html"
    show_table(book, form, output, private=True)


@command(
    "access",
    "outreach access",
    "outreach access AAL-001",
    help_text=N_("Show who looked at whom, the latest first."),
    details=N_(
        "Everything that shows single citizens is noted before it is shown: show, list, status, log, "
        "disclose, report --trace, previews and exports. How long that is kept is a setting: "
        "outreach set "
        "access_log_months 6."
    ),
)
@argument("citizen", known="citizen", required=False)
@table_options
def access(register: Register, citizen: str | None, form: str | None, output: str | None) -> None:
    from outreach_cli.privacy.access_log import make_access_table

    with register.open_snapshot() as connection:
        number = register.finder.find_name("citizen", citizen)[0] if citizen else None
        table = make_access_table(connection, number, keys=is_data(form, output))
    show_table(table, form, output, private=True)


@command(
    "forget",
    "outreach forget AAL-001 --dry-run",
    "outreach forget AAL-001",
    "outreach forget --inactive-since 5y --dry-run",
    help_text=N_("Forget a citizen, in the past too: nothing in the file tells any longer who it was."),
    details=N_(
        "A random code takes the citizen's place in every version of every record, text is blanked "
        "and the birth year is rounded down to its decade: every figure stays as it was, but for those "
        "by age or year of birth. With --everything the records go too. The code in texts about others "
        "goes as well, in its other spellings too; what may mean something else is listed, for you to "
        "decide, and so are names of sites and the like that are used of nobody else. Citizens who were "
        "removed, undone or merged are forgotten by the code they had.\n\n"
        "It cannot be undone. Copies that a restore left beside the register forget the citizen too. "
        "A backup from before still holds the citizen; when it is restored over this register, the "
        "citizen is forgotten again."
    ),
)
@argument("citizen", known="citizen", required=False)
@option("--everything", N_("Remove every trace, so that figures change."), is_flag=True)
@option("--inactive-since", N_("Everyone of whom nothing happened for that long."), metavar="TIME|D")
@option("--dry-run", N_("Only say what it would do."), is_flag=True)
def forget(
    register: Register, citizen: str | None, everything: bool, inactive_since: str | None, dry_run: bool
) -> None:
    from outreach_cli.console.line_editor import confirm_change
    from outreach_cli.privacy.secret_key import read_own_key

    if citizen and inactive_since:
        raise WrongUsageError(reason=_("Give a citizen or --inactive-since, not both."))
    if not dry_run and _go_on(register, citizen, inactive_since):
        return
    if not (citizen or inactive_since):
        raise MissingError(what=translate_usage("CITIZEN"))
    key = read_own_key(register.connection)
    plans = _plan_erasures(register, citizen, inactive_since, everything)
    for each in plans:
        say(_describe_plan(each, dry_run), *_describe_traces(each))
    if plans and key is None:
        said = N_("There is no key, so a source that brings the code back cannot be stopped.")
        remark(_(said))
    if dry_run or not plans:
        remark(_("Nothing was changed."))
        return
    question = ngettext("Forget {n} citizen for good?", "Forget {n} citizens for good?", len(plans))
    if confirm_change(question.format(n=len(plans))):
        _carry_out(register, plans, everything, key)


def _carry_out(register: Register, plans: list[ErasurePlan], everything: bool, key: bytes | None) -> None:
    """Forget them, write the file anew, and answer."""
    from outreach_cli.privacy import erasure

    before = _count_figures(register) if everything else {}
    with register.change("forget") as change:
        erasure.erase_citizens(change, plans, key)
    done = ngettext("Forgot {n} citizen. Change {id}.", "Forgot {n} citizens. Change {id}.", len(plans))
    say(done.format(n=len(plans), id=change.id))
    _finish(register)
    say(*_list_changed_figures(before, _count_figures(register) if everything else {}))


def _finish(register: Register) -> None:
    """Write the file and its copies anew. Raises UnfinishedErasureError, after which `forget` goes on."""
    from outreach_cli.privacy.rewriting import finish, rewrite

    rewrite(register)
    _forget_in_copies(register)
    finish(register)


def _go_on(register: Register, citizen: str | None, inactive_since: str | None) -> bool:
    """Finish a forgetting that was broken off; whether that was all there was to do."""
    from outreach_cli.privacy.erasure import find_citizens
    from outreach_cli.privacy.rewriting import is_unfinished

    if not is_unfinished(register.connection):
        return False
    _finish(register)
    say(_("The forgetting that was broken off is finished: the file is written anew."))
    if inactive_since:
        return False
    with register.open_snapshot():
        try:
            return not (citizen and find_citizens(register.finder, citizen))
        except OutreachError:  # forgotten the last time
            return True


def _forget_in_copies(register: Register) -> None:
    """Forget in the copies kept beside the register too, and say which ones still hold what they held."""
    from outreach_cli.privacy.erased_copies import forget_in_copies

    done, left = forget_in_copies(register.path)
    for path in done:
        say(_("Forgotten in {path} too.").format(path=path.name))
    for path in left:
        remark(_("{path} was left as it is, and may hold the same; delete it.").format(path=path.name))


def _plan_erasures(
    register: Register, citizen: str | None, inactive_since: str | None, everything: bool
) -> list[ErasurePlan]:
    """Who is to be forgotten; those found by inactivity are noted as seen before they are listed."""
    from outreach_cli.core.periods import read_past_day
    from outreach_cli.privacy import erasure

    with register.open_snapshot() as connection:
        if inactive_since:
            found = erasure.find_inactive(connection, read_past_day(inactive_since))
        else:
            found = erasure.find_citizens(register.finder, citizen or "")
        plans = [erasure.plan_erasure(connection, *each, everything=everything) for each in found]
    if plans:
        seen = {number for each in plans for number in each.whole.numbers}
        register.note_access("forget", seen)
    return plans


def _describe_plan(each: ErasurePlan, dry_run: bool) -> str:
    """`AAL-001: 1 citizen, 3 contacts (5 versions)` with what becomes of it.

    The code of a dry run is not told whole: the real run draws another.
    """
    counts = ", ".join(
        f"{number} {RECORDS[kind].label if number == 1 else RECORDS[kind].labels}"
        for kind, number in each.counts.items()
    )
    if each.versions > sum(each.counts.values()):
        versions = ngettext("{n} version", "{n} versions", each.versions).format(n=each.versions)
        counts = f"{counts} ({versions})"
    code = each.tombstone.rpartition("-")[0] + "-…" if dry_run else each.tombstone
    said = N_("{name}: removed with {counts}") if each.everything else N_("{name} becomes {code} in {counts}")
    return _(said).format(name=each.name, code=code, counts=counts)


def _describe_traces(each: ErasurePlan) -> Iterator[str]:
    """In how many texts about others the code stands, how it is spelt there, and what nobody can decide.

    What may mean something else, and names, as of a site, that may tell who it was.
    """
    masked = [trace for trace in each.traces if trace.said != trace.text]
    if masked:
        spelt = dict.fromkeys(word for trace in masked for word in trace.spellings if word not in trace.left)
        said = ngettext(
            "Also in {n} text elsewhere: {spelt}", "Also in {n} texts elsewhere: {spelt}", len(masked)
        )
        yield said.format(n=len(masked), spelt=", ".join(f'"{word}"' for word in spelt))
    for trace in each.traces:
        if trace.left:
            said = _('Left as it is, for it may mean something else: "{spelt}" in {place}')
            yield said.format(spelt='", "'.join(trace.left), place=_describe_place(trace))
    for lone in each.lone:
        said = _('Left as it is, and used of nobody else: {what} "{name}"')
        yield said.format(what=lone.what, name=lone.name)


def _describe_place(trace: CodeTrace) -> str:
    """`status 4, Årsag`, for a text as a person finds it."""
    record = RECORDS.get(trace.table.removesuffix("_past"))
    field = record.by_key.get(trace.column) if record else None
    return f"{record.label if record else trace.table} {trace.row}, {field.label if field else trace.column}"


def _count_figures(register: Register) -> dict[tuple[str, str, str], object]:
    """Every figure of every built-in report that can be made without a choice: by report, row and column."""
    from outreach_cli.reports.definitions.reader import list_builtin
    from outreach_cli.tables.cells import format_cell

    found: dict[tuple[str, str, str], object] = {}
    for name in list_builtin():
        try:
            table = register.report(name, language=get_session().table_language)
        except OutreachError:
            continue
        for number, cells in [*enumerate(table.body), *([(-1, table.foot)] if table.foot else [])]:
            for column, cell in zip(table.columns, cells, strict=True):
                if not column.row:
                    found[table.title, table.name_row(number), column.label] = format_cell(
                        cell, column, table
                    )
    return found


def _list_changed_figures(
    before: dict[tuple[str, str, str], object], after: dict[tuple[str, str, str], object]
) -> list[str]:
    """The figures that changed, one a line."""
    changed = [place for place in before if before[place] != after.get(place)]
    return [
        f"{title}: {row}, {column}: {before[title, row, column]} → {after.get((title, row, column), '–')}"
        for title, row, column in changed
    ]


@command(
    "key",
    "outreach key new",
    "outreach key check",
    help_text=N_(
        "Make the key that CPR numbers are hashed with, say where it is, or check that it is the register's."
    ),
    details=N_(
        "The key is a file of its own, $OUTREACH_KEY or ~/.config/outreach/key, readable only by you."
        " Keep a copy apart from the register: without it nobody can be looked up by CPR number, and "
        "with both, anyone can."
    ),
)
@argument("act", type=WordChoice(("new", "path", "check")), metavar="new|path|check")
def key(session: CommandSession, act: str) -> None:
    from outreach_cli.privacy.cpr_keys import CprKeys
    from outreach_cli.privacy.secret_key import find_key_path, hash_key, make_key, read_key

    path = find_key_path()
    if act == "new":
        make_key(path)
        say(_("Made a new key: {path}").format(path=path))
    elif act == "path":
        say(str(path))
    else:
        secret = read_key(path)
        with session.register.open_snapshot() as connection:
            number = CprKeys(connection, secret).count_numbers()
        said = ngettext(
            "The key {mark} fits; the register knows {n} CPR number by it.",
            "The key {mark} fits; the register knows {n} CPR numbers by it.",
            number,
        )
        say(said.format(mark=hash_key(secret), n=number))
