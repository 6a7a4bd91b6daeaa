"""A word that was only begun: asked about at a terminal, refused with the candidates in a script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from outreach_cli.console.danish_words import COMMANDS
from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.errors import OutreachError, UnknownKindError
from outreach_cli.core.language import N_, _, get_language
from outreach_cli.core.names import fold_spelling, quote_for_shell
from outreach_cli.records.registry import RECORDS, find_record, match_record

if TYPE_CHECKING:
    from outreach_cli.records.record import Record

DESTRUCTIVE = frozenset({"forget", "remove", "restore", "merge"})
"""Commands that are never suggested for another word: what they take away is not easily had again."""


class AmbiguousWordError(OutreachError):
    """Several commands or kinds begin with what was typed."""

    message = N_('Several begin with "{begin}": {words}')
    exit_code = 2


class KindAsCommandError(OutreachError):
    """A kind of record was typed where a command stands."""

    message = N_('"{word}" is a kind of record, not a command.')
    exit_code = 2
    hint = N_("See what there is with: outreach list {plural}")


class ReportAsCommandError(OutreachError):
    """A report was typed where a command stands."""

    message = N_('"{word}" is a report, not a command.')
    exit_code = 2
    hint = N_("See it with: outreach report {report}")


def make_kind_error(record: Record, typed: Sequence[str]) -> KindAsCommandError:
    """The error that a kind was typed for a command, with what shows the citizen that was named after it."""
    error = KindAsCommandError(word=typed[0], plural=record.several)
    if record.kind == "citizen" and len(typed) > 1 and not typed[1].startswith("-"):
        error.details["citizen"] = mask_cpr(quote_for_shell(typed[1]))
        error.hint = N_("To see the citizen: outreach show {citizen}")
    return error


def complete_word(typed: str, offered: Mapping[str, Sequence[str]]) -> str | None:
    """The key of the one that was begun, of those `offered` with the words that may be typed for them.

    The first of the words is the one that is shown: where it begins so, those of the other language do not
    count. At a terminal the only one is taken, and said; of several one is chosen. In a script nothing is
    taken, for a word that is the only one today may not be so in the next version: then it is None, or an
    AmbiguousWordError where there are several.
    """
    from outreach_cli.console.line_editor import read_line, tell
    from outreach_cli.console.session import get_session

    found = _find_begun(offered, fold_spelling(typed))
    if not found or (len(found) == 1 and not get_session().may_ask):
        return None
    if len(found) == 1:
        tell(_("Taken: {name}").format(name=offered[found[0]][0]))
        return found[0]
    several = AmbiguousWordError(begin=typed, words=", ".join(offered[key][0] for key in found))
    if not get_session().may_ask:
        raise several
    tell(str(several))
    words = [offered[key][0] for key in found]
    while said := fold_spelling(read_line(_("Which one?") + " ", words, False)):
        left = [key for key in found if said in map(fold_spelling, offered[key])] or [
            key for key in found if has_beginning(offered[key], said)
        ]
        if len(left) == 1:
            return left[0]
    raise several


def _find_begun(offered: Mapping[str, Sequence[str]], begun: str) -> list[str]:
    """The keys of those whose first word begins so; where there are none, of those of whom any word does."""
    if not begun:
        return []
    shown = [key for key, words in offered.items() if has_beginning(words[:1], begun)]
    return shown or [key for key, words in offered.items() if has_beginning(words, begun)]


def has_beginning(words: Iterable[str], begun: str) -> bool:
    """Whether one of the words begins so, as `fold_spelling` has it."""
    return any(fold_spelling(word).startswith(begun) for word in words)


def list_command_words(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The words of each command, those of the current language first."""
    danish = get_language() == "da"
    return {
        name: (*COMMANDS.get(name, ()), name) if danish else (name, *COMMANDS.get(name, ())) for name in names
    }


def find_kind(word: str) -> Record:
    """The record that `word` names, or begins. Raises UnknownKindError, AmbiguousWordError."""
    try:
        return find_record(word)
    except UnknownKindError:
        if (record := find_begun_kind(word, RECORDS.values())) is None:
            raise
        return record


def find_begun_kind(word: str, records: Iterable[Record]) -> Record | None:
    """That of the records whose word was begun; None where there is none."""
    of = {record.kind: record for record in records}
    kind = complete_word(word, {each: (record.several, *record.words) for each, record in of.items()})
    return match_record(kind, of.values()) if kind else None
