"""A dialogue at the terminal: one question a field, back and forth, until the answers are agreed to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import click

from outreach_cli.api import Register
from outreach_cli.console.line_editor import BACK, NOTHING, ask_yes_or_no, confirm, read_line, tell
from outreach_cli.console.options import IN_A_NOTE
from outreach_cli.console.questions import LISTED, PromptAnswer, PromptStep, make_named
from outreach_cli.core.days import format_day, today
from outreach_cli.core.errors import BadValueError, OutreachError, UnknownNameError
from outreach_cli.core.language import _
from outreach_cli.core.names import normalize
from outreach_cli.records.choices import MultipleChoice
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Day, Flag, Note, Reference


class PromptDialogue:
    """The questions of one command, answered one after the other."""

    def __init__(self, register: Register, steps: Iterable[PromptStep], given: Mapping[str, object]) -> None:
        """`given` is what the command line said already, by step; that is not asked again."""
        self.register = register
        self.answers: dict[str, PromptAnswer] = {}
        self.steps: list[PromptStep] = []
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
            agreed = confirm(_("Write it? [Y/n]"))
            if agreed is not None:
                if not agreed:
                    tell(_("Nothing was written."))
                return agreed
            at = max(len(self.steps) - 1, 0)

    def _answer(self, step: PromptStep) -> PromptAnswer | None:
        """The answer to a step, asked until it can be taken; None for a step back."""
        before = self.answers.get(step.key)
        usual = before.shown if before else step.usual
        question = f"{step.label} [{usual}]: " if usual else f"{step.label}: "
        if isinstance(step.type, Note):
            tell(_(IN_A_NOTE))
        while True:
            said = normalize(read_line(question, step.list_words(self.register), step.several))
            if said == BACK:
                return None
            said = "" if said == NOTHING else said or usual
            if not said:
                if not step.required:
                    return PromptAnswer()
                tell(_describe_needed(step.list_words(self.register)))
                continue
            if (taken := self._take_answer(step, said)) is not None:
                return taken

    def _take_answer(self, step: PromptStep, said: str) -> PromptAnswer | None:
        """The answer in these words; None where they cannot be taken, which is told."""
        while True:
            try:
                answer = step.read(self.register, said, begun=True)
                return answer if step.agreed is None or step.agreed(self.register, answer.text) else None
            except OutreachError as error:
                tell(str(error.name_flags()))
                if isinstance(error, UnknownNameError | BadValueError) and (near := self._ask_meant(error)):
                    wrong = error.value if isinstance(error, BadValueError) else str(error.details["name"])
                    said = _replace_word(step, said, wrong, near)
                    continue
                if isinstance(error, UnknownNameError) and self._make(step, str(error.details["name"])):
                    continue
                if advice := error.give_advice():
                    tell(advice)
                return None

    def _ask_meant(self, error: UnknownNameError | BadValueError) -> str | None:
        """The known word nearest to the unknown one, where the user says that it was meant.

        Where it was not, it is no advice any more.
        """
        if not error.nearest:
            return None
        (near, *_others), error.nearest = error.nearest, ()
        return near if ask_yes_or_no(_("Did you mean {nearest}?").format(nearest=f'"{near}"')) else None

    def _make(self, step: PromptStep, name: str) -> bool:
        """Write the unknown name down as a record of its own now, if the user wants that."""
        assert isinstance(step.type, Reference)
        record = RECORDS[step.type.to]
        if not ask_yes_or_no(_('Make the {kind} "{name}" now?').format(kind=record.label, name=name)):
            return False
        given: dict[str, object] = {}
        for question in self._list_day_steps(record):
            if (day := self._answer(question)) is None:
                return False
            given[question.key] = day.text
        return make_named(self.register, record, name, **given)

    def _list_day_steps(self, record: Record) -> list[PromptStep]:
        """The questions of since when a record holds: the day that was answered already, else today."""
        answered = [self.answers.get(step.key) for step in self.every if isinstance(step.type, Day)]
        usual = next((day.shown for day in answered if day), format_day(today().isoformat()))
        fields = [field for field in record.fields if field.option == "--on"]
        return [
            PromptStep(each.key, str(each.label), each.type, required=True, usual=usual) for each in fields
        ]

    def list_answers(self, command: click.Command) -> dict[str, object]:
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


def _describe_needed(words: Sequence[str]) -> str:
    """That an answer is needed, and what is known that may be one."""
    if not words:
        return _("An answer is needed here.")
    more = ", …" if len(words) > LISTED else ""
    return _("An answer is needed here: {words}").format(words=", ".join(words[:LISTED]) + more)


def _replace_word(step: PromptStep, said: str, wrong: str, right: str) -> str:
    """What was said, in which signs may part several words, with one of them put right."""
    between = MultipleChoice.BETWEEN if isinstance(step.type, MultipleChoice) else ","
    parts = re.split(f"([{between}])", said)
    return "".join(right if normalize(part) == normalize(wrong) else part for part in parts)


def fill_in(
    register: Register, steps: Iterable[PromptStep], said: Mapping[str, object], *, agrees: bool = True
) -> Iterator[dict[str, object]]:
    """What the command line left unsaid, asked for and, with `agrees`, agreed to; nothing where it is not."""
    introduce()
    asking = PromptDialogue(register, steps, said)
    if not agrees:
        while not asking.ask():
            pass
    if not agrees or asking.ask_and_confirm():
        yield {**said, **asking.list_answers(click.get_current_context().command)}


def fill_in_repeatedly(
    register: Register, steps: Iterable[PromptStep], said: Mapping[str, object]
) -> Iterator[dict[str, object]]:
    """What is common, once, then citizen after citizen until an empty answer; `<` changes the common."""
    introduce()
    every = list(steps)
    command = click.get_current_context().command
    common = PromptDialogue(register, [step for step in every if not step.each], said)
    each = [step._replace(ends=at == 0, required=False) for at, step in enumerate(s for s in every if s.each)]
    while True:
        while not common.ask():
            pass
        tell(_("Now the citizens, one after the other. Enter ends, < changes what is common."))
        while True:
            one = PromptDialogue(register, each, said)
            if not one.ask():
                break
            yield {**said, **common.list_answers(command), **one.list_answers(command)}
        if each[0].key in one.answers:
            return


def introduce() -> None:
    """Say how to answer."""
    tell(_("Tab completes, Enter takes what is in [ ], - leaves it empty, < goes back, Ctrl-C stops."))
