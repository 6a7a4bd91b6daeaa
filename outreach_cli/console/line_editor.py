"""Lines on the terminal: one typed, with what fits offered below it, a yes or no, one told."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from outreach_cli.console.output import complain, remark
from outreach_cli.console.session import get_session
from outreach_cli.core.errors import OutreachError, quote_names
from outreach_cli.core.language import _
from outreach_cli.core.names import fold_spelling, normalize
from outreach_cli.records.types import Flag

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from outreach_cli.records.record import Record
    from outreach_cli.register.finder import RecordFinder


BACK, NOTHING = "<", "-"
"""What is typed to go a step back, and to leave a step empty that has something to take."""

OFFERED = 60
"""As many names as are offered at once while typing."""


def tell(words: str) -> None:
    """A line on stderr, where the questions stand."""
    from outreach_cli.tables.cells import clean

    complain(clean(words))


def ask_yes_or_no(question: str) -> bool:
    """The answer to a question of yes or no; no unless said otherwise. Raises Abort at the end of input."""
    return bool(confirm(f"{question} [{_('y/N')}]", usual=False))


def confirm_change(question: str) -> bool:
    """Whether the user agrees, where one can be asked; else it is said that nothing was changed."""
    agreed = not get_session().may_ask or ask_yes_or_no(question)
    if not agreed:
        remark(_("Nothing was changed."))
    return agreed


def confirm_new_name(name: str, near: Sequence[str]) -> bool:
    """Whether a name that is near to known ones is no slip: asked about on a terminal, else remarked on."""
    if not near:
        return True
    said = describe_near(name, near)
    if get_session().may_ask:
        return confirm_change(f"{said} {_('Is it a new one?')}")
    remark(said)
    return True


def remark_new_words(finder: RecordFinder, record: Record, given: Mapping[str, object]) -> None:
    """Remark on each new word, by which reports will count, that is near to a known one."""
    for each in record.fields:
        said = given.get(each.key)
        if isinstance(said, str) and (near := finder.list_near_words(each, said)):
            remark(describe_near(said, near))


def describe_near(name: str, near: Sequence[str]) -> str:
    """That a new name is near to known ones, in the current language."""
    return _('"{name}" is near to {known}, which is known.').format(name=name, known=quote_names(near))


def confirm(question: str, *, usual: bool = True) -> bool | None:
    """Whether the user agrees, in either language; Enter is `usual`, a step back is None."""
    while True:
        said = normalize(read_line(question + " ", [], False))
        if said == BACK:
            return None
        try:
            return bool(Flag().read(said)) if said else usual
        except OutreachError as error:
            tell(str(error.name_flags()))


def find_fitting(words: Iterable[str], begun: str) -> list[str]:
    """The words that begin so, or in which a word does."""
    begin = fold_spelling(begun)
    return [word for word in words if f" {begin}" in f" {fold_spelling(word)}"]


_lines: list[PromptSession[str]] = []


def read_line(question: str, words: Sequence[str], several: bool) -> str:
    """A line typed at the terminal, the words that fit offered below it. Raises click.Abort at its end."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import Completer, Completion
    from prompt_toolkit.output import create_output

    class OfferCompleter(Completer):
        def get_completions(self, document, event):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            begun = document.text_before_cursor
            begun = begun.rpartition(",")[2].lstrip() if several else begun
            for word in find_fitting(words, begun)[:OFFERED]:
                yield Completion(word, start_position=-len(begun))

    if not _lines:
        _lines.append(PromptSession(output=create_output(stdout=sys.stderr)))
    try:
        return _lines[0].prompt(
            question,
            completer=OfferCompleter(),
            complete_while_typing=True,
            reserve_space_for_menu=6 if words else 0,
        )
    except EOFError:
        raise click.Abort from None
