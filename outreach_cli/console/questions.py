"""The questions of a dialogue: one for each field, and how its answer is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from outreach_cli.api import Register
from outreach_cli.console.beginnings import AmbiguousWordError
from outreach_cli.console.line_editor import find_fitting, read_line, tell
from outreach_cli.core.days import complete_day, format_day, today
from outreach_cli.core.errors import BadValueError, OutreachError, UnknownNameError
from outreach_cli.core.language import _
from outreach_cli.core.names import normalize
from outreach_cli.records.choices import Choice, MultipleChoice, RegisterWords, read_known
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Day, Flag, Reference, Type

LISTED = 8
"""As many names as are listed when what was typed begins several."""


class PromptAnswer(NamedTuple):
    """What was answered: as the verbs read it, and as a person reads it."""

    text: str = ""
    shown: str = ""


class PromptStep(NamedTuple):
    """One question. `key` is the command's parameter that it answers; `usual` is taken by Enter.

    `several` takes answers with a comma between them. `each` is asked anew for each citizen with --repeat;
    an empty answer to the first of those ends the asking. `offered` are words that are offered and no list of
    the register's. `agreed` may ask about an answer that can be read; where it says no, the question is asked
    again.
    """

    key: str
    label: str
    type: Type
    required: bool = False
    several: bool = False
    each: bool = False
    ends: bool = False
    usual: str = ""
    offered: tuple[str, ...] = ()
    agreed: Callable[[Register, str], bool] | None = None

    def read(self, register: Register, said: str, *, begun: bool = False) -> PromptAnswer:
        """The answer in these words. Raises a BadValueError or UnknownNameError.

        With `begun` the beginning of the only word that is offered for it will do. Raises AmbiguousWordError
        where there are more.
        """
        read = self._read_begun if begun else self._read
        parts = [read(register, part) for part in self._split_words(register, said)]
        return PromptAnswer("\n".join(each.text for each in parts), ", ".join(each.shown for each in parts))

    def _split_words(self, register: Register, said: str) -> list[str]:
        """What stands between commas, or between spaces where each of the words is a known name."""
        if not self.several:
            return [said]
        words = said.split()
        if len(words) > 1 and isinstance(self.type, Reference):
            known = [register.finder.look_up(self.type.to, word) for word in words if "," not in word]
            if len(known) == len(words) and all(known):
                return words
        return [part for part in said.split(",") if part.strip()]

    def _read_begun(self, register: Register, said: str) -> PromptAnswer:
        try:
            return self._read(register, said)
        except OutreachError as error:
            words = find_fitting(self.list_words(register), said)
            if len(words) == 1 and Flag().is_answer(said):
                # a yes or no that answers no question is not taken for a name
                if isinstance(error, UnknownNameError | BadValueError):
                    error.nearest = tuple(words)
                raise
            if len(words) > 1:
                more = ", …" if len(words) > LISTED else ""
                raise AmbiguousWordError(
                    begin=normalize(said), words=", ".join(words[:LISTED]) + more
                ) from None
            if not words:
                raise
        taken = self._read(register, words[0])
        tell(_("Taken: {name}").format(name=taken.shown))
        return taken

    def _read(self, register: Register, said: str) -> PromptAnswer:
        if isinstance(self.type, Reference):
            name = register.finder.find_name(self.type.to, said)[1]
            return PromptAnswer(name, name)
        if isinstance(self.type, Day):
            said = complete_day(said, self.label, future=self.type.future) or said
        value = read_known(self.type, said, register.finder.find_word)
        return PromptAnswer(self.type.write(value), self.type.show(value))

    def list_words(self, register: Register) -> list[str]:
        """What is offered while typing."""
        if self.offered:
            return list(self.offered)
        choice = self.type.choice if isinstance(self.type, MultipleChoice) else self.type
        if isinstance(choice, Reference):
            return register.finder.list_names(choice.to, ended=False)
        if isinstance(choice, Choice):
            own = register.finder.list_names(choice.of) if isinstance(choice, RegisterWords) else []
            return [*map(str, choice.values.values()), *own]
        if isinstance(choice, Flag):
            return [choice.show(1), choice.show(0)]
        return []


def make_steps(
    register: Register, record: Record, keys: Iterable[str], *, required: Sequence[str] = ()
) -> Iterator[PromptStep]:
    """A step for each field; the day is today and what was chosen last is taken by Enter.

    What is `required` has nothing to take: that must be said each time. A field that refers to what the
    register has none of is not asked for, and what has ended (a closed site) is not offered.
    """
    last = register.finder.read_last(record)
    for key in keys:
        field = record.by_key[key]
        of = field.type.to if isinstance(field.type, Reference) else None
        names = register.finder.list_names(of, ended=False) if of else None
        made = ""
        if names == [] and key not in required:
            if key != "site" or not (made := _make_first_site(register)):
                continue
            names = [made]
        usual = field.show(field.type.read(field.default)) if field.default else ""
        chosen = isinstance(field.type, Reference | Choice) and key not in required and not usual
        if key == record.day or field.option == "--on":
            usual = format_day(today().isoformat())
        elif chosen and last.get(key):
            usual = field.show(last[key]) if names is None or last[key] in names else usual
        elif made:
            usual = made
        several = isinstance(field.type, MultipleChoice)
        yield PromptStep(key, str(field.label), field.type, key in required, several, usual=usual)


def _make_first_site(register: Register) -> str:
    """The name of the first site, made now, where the user has one to give; empty where not."""
    tell(_("There is no site yet."))
    while name := normalize(read_line(_("The first site's name (Enter: none): "), [], False)):
        if make_named(register, RECORDS["site"], name):
            return name
    return ""


def make_named(register: Register, record: Record, name: str, **fields: object) -> bool:
    """Whether a record of that name could be made now; in which change, or why not, is told."""
    try:
        with register.change(record.verb or f"add {record.kind}") as change:
            change.add(record.kind, name, **fields)
    except OutreachError as error:
        tell(str(error.name_flags()))
        return False
    tell(_("Made in change {id}. To undo it: outreach undo {id}").format(id=change.id))
    return True
