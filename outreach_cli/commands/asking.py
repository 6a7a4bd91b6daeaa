"""Asking at the terminal: one step a field, back and forth, with what is known offered while typing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NamedTuple

import click

from outreach_cli.commands import IN_A_NOTE, session
from outreach_cli.days import shown_day, today
from outreach_cli.errors import OutreachError, UnknownName
from outreach_cli.language import N_, _, spoken
from outreach_cli.names import folded, tidy
from outreach_cli.records import RECORDS
from outreach_cli.records.declare import Record
from outreach_cli.records.municipalities import MUNICIPALITIES, Municipality
from outreach_cli.records.types import Choice, Day, Flag, Note, Reference, Several, Type

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from outreach_cli.api import Register

BACK, NOTHING = "<", "-"
"""What is typed to go a step back, and to leave a step empty that has something to take."""
OFFERED = 60
"""As many names as are offered at once while typing."""
LISTED = 8
"""As many names as are listed when what was typed begins several."""


class SeveralBegin(OutreachError):
    """Several begin with "{begin}": {words}"""

    exit_code = 3


class Answer(NamedTuple):
    """What was answered: as the verbs read it, and as a person reads it."""

    text: str = ""
    shown: str = ""


class Step(NamedTuple):
    """One question. `key` is the command's parameter that it answers; `usual` is taken by Enter.

    `several` takes answers with a comma between them. `each` is asked anew for each citizen with --repeat;
    an empty answer to the first of those ends the asking.
    """

    key: str
    label: str
    type: Type
    required: bool = False
    several: bool = False
    each: bool = False
    ends: bool = False
    usual: str = ""

    def read(self, register: Register, said: str) -> Answer:
        """The answer in these words. Raises a BadValue or UnknownName."""
        return self._joined([self._read(register, part) for part in self._parts(register, said)])

    def read_begun(self, register: Register, said: str) -> Answer:
        """As `read`, where the beginning of the only word that is offered for it will do.

        Raises SeveralBegin where there are more.
        """
        return self._joined([self._read_begun(register, part) for part in self._parts(register, said)])

    def _parts(self, register: Register, said: str) -> list[str]:
        """What stands between commas, or between spaces where each of the words is a known name."""
        if not self.several:
            return [said]
        words = said.split()
        if len(words) > 1 and isinstance(self.type, Reference):
            known = [register.find.maybe(self.type.to, word) for word in words if "," not in word]
            if len(known) == len(words) and all(known):
                return words
        return [part for part in said.split(",") if part.strip()]

    def _joined(self, parts: Sequence[Answer]) -> Answer:
        return Answer("\n".join(each.text for each in parts), ", ".join(each.shown for each in parts))

    def _read_begun(self, register: Register, said: str) -> Answer:
        try:
            return self._read(register, said)
        except OutreachError:
            words = fitting(self.words(register), said)
            if len(words) > 1:
                more = ", …" if len(words) > LISTED else ""
                raise SeveralBegin(begin=tidy(said), words=", ".join(words[:LISTED]) + more) from None
            if not words:
                raise
        taken = self._read(register, words[0])
        tell(_(N_("Taken: {name}")).format(name=taken.shown))
        return taken

    def _read(self, register: Register, said: str) -> Answer:
        if isinstance(self.type, Reference):
            name = register.find.named(self.type.to, said)[1]
            return Answer(name, name)
        value = self.type.read(said)
        return Answer(self.type.write(value), self.type.show(value))

    def words(self, register: Register) -> list[str]:
        """What is offered while typing."""
        choice = self.type.choice if isinstance(self.type, Several) else self.type
        if isinstance(choice, Reference):
            return register.find.standing_names(choice.to)
        if isinstance(choice, Choice):
            return [str(label) for label in choice.values.values()]
        if isinstance(choice, Flag):
            return [choice.show(1), choice.show(0)]
        return list(MUNICIPALITIES.values()) if isinstance(choice, Municipality) else []


def steps_of(
    register: Register, record: Record, keys: Iterable[str], *, required: Sequence[str] = ()
) -> Iterator[Step]:
    """A step for each field; the day is today and what was chosen last is taken by Enter.

    What is `required` has nothing to take: that must be said each time. A field that refers to what the
    register has none of is not asked for, and what has ended (a closed site) is not offered.
    """
    last = register.find.last(record)
    for key in keys:
        field = record.by_key[key]
        names = register.find.standing_names(field.type.to) if isinstance(field.type, Reference) else None
        if names == [] and key not in required:
            continue
        usual = field.show(field.type.read(field.default)) if field.default else ""
        chosen = isinstance(field.type, Reference | Choice) and key not in required and not usual
        if key == record.day or field.option == "--on":
            usual = shown_day(today().isoformat(), spoken())
        elif chosen and last.get(key):
            usual = field.show(last[key]) if names is None or last[key] in names else usual
        several = isinstance(field.type, Several)
        yield Step(key, str(field.label), field.type, key in required, several, usual=usual)


class Asking:
    """The questions of one command, answered one after the other."""

    def __init__(self, register: Register, steps: Iterable[Step], given: Mapping[str, object]) -> None:
        """`given` is what the command line said already, by step; that is not asked again."""
        self.register = register
        self.answers: dict[str, Answer] = {}
        self.steps: list[Step] = []
        self.every = list(steps)
        for step in self.every:
            said = given.get(step.key)
            said = ",".join(map(str, said)) if isinstance(said, tuple | list) else said
            if said:
                self.answers[step.key] = step.read(register, str(said))
            else:
                self.steps.append(step)

    def ask(self, *, at: int = 0) -> bool:
        """Ask every step from `at` on; False when the user goes back before the first, or ends."""
        while at < len(self.steps):
            step = self.steps[at]
            said = self._answer(step)
            if said is None:
                if at == 0:
                    return False
                at -= 1
                continue
            self.answers[step.key] = said
            if step.ends and not said.text:
                return False
            at += 1
        return True

    def ask_and_confirm(self) -> bool:
        """Ask every step, show what was answered and ask whether to write it."""
        at = 0
        while True:
            while not self.ask(at=at):
                at = 0
            for step in self.every:
                if shown := self.answers[step.key].shown:
                    tell(f"  {step.label}: {shown}")
            agreed = confirm(_(N_("Write it? [Y/n]")))
            if agreed is not None:
                if not agreed:
                    tell(_(N_("Nothing was written.")))
                return agreed
            at = max(len(self.steps) - 1, 0)

    def _answer(self, step: Step) -> Answer | None:
        """The answer to a step, asked until it can be taken; None for a step back."""
        before = self.answers.get(step.key)
        usual = before.shown if before else step.usual
        question = f"{step.label} [{usual}]: " if usual else f"{step.label}: "
        if isinstance(step.type, Note):
            tell(_(IN_A_NOTE))
        while True:
            said = tidy(read_line(question, step.words(self.register), step.several))
            if said == BACK:
                return None
            said = "" if said == NOTHING else said or usual
            if not said:
                if not step.required:
                    return Answer()
                tell(_(N_("An answer is needed here.")))
                continue
            if (taken := self._taken(step, said)) is not None:
                return taken

    def _taken(self, step: Step, said: str) -> Answer | None:
        """The answer in these words; None where they cannot be taken, which is told."""
        while True:
            try:
                return step.read_begun(self.register, said)
            except OutreachError as error:
                tell(str(error.on_command_line()))
                if isinstance(error, UnknownName) and self._make(step, str(error.details["name"])):
                    continue
                if advice := error.advice():
                    tell(advice)
                return None

    def _make(self, step: Step, name: str) -> bool:
        """Write the unknown name down as a record of its own now, if the user wants that."""
        assert isinstance(step.type, Reference)
        record = RECORDS[step.type.to]
        if not sure(_(N_('Make the {kind} "{name}" now?')).format(kind=record.label, name=name)):
            return False
        given = {}
        for step in self._days_of(record):
            if (day := self._answer(step)) is None:
                return False
            given[step.key] = day.text
        try:
            with self.register.change(record.verb or f"add {record.kind}") as change:
                change.add(record.kind, name, **given)
        except OutreachError as error:
            tell(str(error.on_command_line()))
            return False
        tell(_(N_("Made in change {id}. To undo it: outreach undo {id}")).format(id=change.id))
        return True

    def _days_of(self, record: Record) -> list[Step]:
        """The questions of since when a record holds: the day that was answered already, else today."""
        answered = [self.answers.get(step.key) for step in self.every if isinstance(step.type, Day)]
        usual = next((day.shown for day in answered if day), shown_day(today().isoformat(), spoken()))
        fields = [field for field in record.fields if field.option == "--on"]
        return [Step(each.key, str(each.label), each.type, required=True, usual=usual) for each in fields]

    def said(self, command: click.Command) -> dict[str, object]:
        """The answers as the command takes them: flags as truth, several as a tuple, all else as text."""
        taken: dict[str, object] = {}
        params = {param.name: param for param in command.params}
        for key, answer in self.answers.items():
            param = params[key]
            if isinstance(param, click.Option) and param.is_flag:
                taken[key] = bool(answer.text) and bool(Flag().read(answer.text))
            elif param.nargs == -1 or param.multiple:
                taken[key] = tuple(answer.text.split("\n")) if answer.text else ()
            else:
                taken[key] = answer.text or None
        return taken


def filled(
    register: Register, steps: Iterable[Step], said: Mapping[str, object]
) -> Iterator[dict[str, object]]:
    """What the command line left unsaid, asked for and agreed to; nothing when the user does not agree."""
    introduce()
    asking = Asking(register, steps, said)
    if asking.ask_and_confirm():
        yield {**said, **asking.said(click.get_current_context().command)}


def filled_again_and_again(
    register: Register, steps: Iterable[Step], said: Mapping[str, object]
) -> Iterator[dict[str, object]]:
    """What is common, once, then citizen after citizen until an empty answer; `<` changes the common."""
    introduce()
    every = list(steps)
    command = click.get_current_context().command
    common = Asking(register, [step for step in every if not step.each], said)
    each = [step._replace(ends=at == 0, required=False) for at, step in enumerate(s for s in every if s.each)]
    while True:
        while not common.ask():
            pass
        tell(_(N_("Now the citizens, one after the other. Enter ends, < changes what is common.")))
        while True:
            one = Asking(register, each, {})
            if not one.ask():
                break
            yield {**said, **common.said(command), **one.said(command)}
        if each[0].key in one.answers:
            return


def introduce() -> None:
    """Say how to answer."""
    tell(_(N_("Tab completes, Enter takes what is in [ ], - leaves it empty, < goes back.")))


def tell(words: str) -> None:
    """A line on stderr, where the questions stand, wrapped between words."""
    from outreach_cli.tables.shown import clean

    click.echo(click.wrap_text(clean(words), get_terminal_size().columns), err=True)


def can_ask() -> bool:
    """Whether someone sits at a terminal and may be asked."""
    return session().may_ask


def sure(question: str) -> bool:
    """The answer to a question of yes or no; no unless said otherwise. Raises Abort at the end of input."""
    return bool(confirm(f"{question} [{_(N_('y/N'))}]", usual=False))


def confirm(question: str, *, usual: bool = True) -> bool | None:
    """Whether the user agrees, in either language; Enter is `usual`, a step back is None."""
    while True:
        said = tidy(read_line(question + " ", [], False))
        if said == BACK:
            return None
        try:
            return bool(Flag().read(said)) if said else usual
        except OutreachError as error:
            tell(str(error.on_command_line()))


def fitting(words: Iterable[str], begun: str) -> list[str]:
    """The words that begin so, or in which a word does."""
    begin = folded(begun)
    return [word for word in words if f" {begin}" in f" {folded(word)}"]


_lines: list[PromptSession[str]] = []


def read_line(question: str, words: Sequence[str], several: bool) -> str:
    """A line typed at the terminal, the words that fit offered below it. Raises click.Abort at its end."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import Completer, Completion
    from prompt_toolkit.output import create_output

    class Offered(Completer):
        def get_completions(self, document, event):  # type: ignore[no-untyped-def]
            begun = document.text_before_cursor
            begun = begun.rpartition(",")[2].lstrip() if several else begun
            for word in fitting(words, begun)[:OFFERED]:
                yield Completion(word, start_position=-len(begun))

    if not _lines:
        _lines.append(PromptSession(output=create_output(stdout=sys.stderr)))
    try:
        return _lines[0].prompt(
            question,
            completer=Offered(),
            complete_while_typing=True,
            reserve_space_for_menu=6 if words else 0,
        )
    except EOFError:
        raise click.Abort from None
