"""Fields with a choice of values: one of them, several, or words besides."""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from outreach_cli.core.errors import BadValueError
from outreach_cli.core.language import N_, get_language
from outreach_cli.core.names import find_nearest, fold_spelling
from outreach_cli.records.label import Label
from outreach_cli.records.types import RowName, Text, Type, Value, convert_to_text


def _join_word(word: str) -> str:
    """The word without what may join its parts: `WHO-5`, `who 5` and `who5` are one, and ø is oe.

    Between two numbers any dash is one, and no sign of joining: `2-4` is not `24`.
    """
    said = fold_spelling(word).replace("_", " ")
    return "".join(re.sub(r"(?<!\d)-|-(?!\d)", " ", said).split())


class Choice(Type):
    """One of a few values, each with a label in both languages; stored as the value's key.

    `what` says what is chosen, for the message on an unknown one. `labels` name what may stand there besides,
    as it is a value of a wider choice, too.
    """

    def __init__(
        self, what: Label, values: dict[str, Label], besides: dict[str, Label] | None = None
    ) -> None:
        self.what = what
        self.values = values
        self.labels = values | (besides or {})
        self.example = next(iter(values))

    @cached_property
    def _known(self) -> dict[str, str]:
        """What may be written, without what joins its parts, with the key that it stands for."""
        return {_join_word(said): key for said, key in self.list_words().items()}

    def find_key(self, text: str) -> str | None:
        """The key of the value that is written so, in either language; None where it is none."""
        return self._known.get(_join_word(text))

    def check(self, column: str) -> str:
        listed = ", ".join(f"'{key}'" for key in self.values)
        return f"{column} IN ({listed})"

    def read(self, text: str) -> str:
        key = text if text in self.values else self.find_key(text)
        if key is None:
            raise NotAChoiceError(
                text, what=self.what, nearest=self._find_nearest(text), known=self.list_known()
            )
        return key

    def list_known(self) -> str:
        """The values for a message.

        In Danish their labels, for the keys are English; else each key, with its label where that says more.
        """
        if get_language() == "da":
            return ", ".join(str(label) for label in self.values.values())
        return ", ".join(
            key if fold_spelling(str(label)) == fold_spelling(key) else f"{key} ({label})"
            for key, label in self.values.items()
        )

    def find_danish_word(self, key: str) -> str:
        """The Danish word to type for a value: its label with hyphens, or the shorter word for a long one."""
        label = self.values[key]
        if any(map(str.isdigit, label.da)):  # of „WHO-5 trivsel (0–100)“ no word can be made
            return key
        said = label.da if " " not in label.da or not label.also else label.also[0]
        return "-".join(re.findall(r"\w+", said.lower()))

    def show_word(self, key: str) -> str:
        """The word to type for a value in the current language."""
        return self.find_danish_word(key) if get_language() == "da" else key

    def list_words(self) -> dict[str, str]:
        """What may be written for a value, with the value's key; a key is never taken by another's label."""
        keys = {key: key for key in self.values}
        words = {word: key for key, label in self.values.items() for word in (*label.both, *label.also)}
        return keys | words | {self.find_danish_word(key): key for key in self.values} | keys

    def _find_nearest(self, text: str) -> list[str]:
        """The words near to it, in the current language; in English a Danish word too, as it may be meant."""
        words = self.list_words()
        danish = get_language() == "da"
        near = []
        for word in find_nearest(text, words):
            label = str(self.values[words[word]])
            near += [label] if danish else [word] if word in (words[word], label) else [word, label]
        return list(dict.fromkeys(near))

    def show(self, value: object) -> str:
        return str(self.labels[value]) if isinstance(value, str) and value in self.labels else ""


class OpenChoice(Choice):
    """One of a few values with labels, or any other words, kept as they were written first."""

    spelled_as_before = True

    def check(self, column: str) -> str:
        return Text().check(column)

    def read(self, text: str) -> str:
        return text if text in self.values else self.find_key(text) or Text().read(text)

    def show(self, value: object) -> str:
        return super().show(value) or Type.show(self, value)


class RegisterWords(OpenChoice):
    """One of a register's words: a standard one, with labels, or one of its own, kept by its name.

    `of` is the kind of record that the own ones are. Which there are, only a register knows: `read` takes
    any, and `read_known` asks.
    """

    spelled_as_before = False

    def __init__(self, of: str, what: Label, values: dict[str, Label]) -> None:
        super().__init__(what, values)
        self.of = of

    def find_own(self, text: str, own: Iterable[str]) -> str | None:
        """That of the register's own words which is written so, as it is spelled; None where it is none."""
        said = _join_word(text)
        return next((word for word in own if _join_word(word) == said), None)

    def refuse(self, text: str, own: Iterable[str]) -> BadValueError:
        """The error that `text` is neither a standard word nor one of the register's own."""
        own = list(own)
        try:
            RowName().read(text)
        except BadValueError as error:  # a CPR number, or a row that tables have, is told as one
            return error
        near = list(dict.fromkeys([*find_nearest(text, own), *self._find_nearest(text)]))
        known = ", ".join([self.list_known(), *own])
        return NotAWordError(text, what=self.what, nearest=near, known=known, kind=self.of)


MOST_CHOSEN = 1000
"""Signs of several values together."""


class MultipleChoice(Type):
    """Any number of a choice's values, stored as their keys joined by `|` in the choice's order.

    A register's own words come after the standard ones, as they were given.
    """

    BETWEEN = "|,;"
    """What may stand between two values, and so in none."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.example = choice.example

    def check(self, column: str) -> str:
        if isinstance(self.choice, OpenChoice):
            return Text(MOST_CHOSEN).check(column)
        return f"{column} NOT GLOB '*[^a-z_|]*'"

    def read(self, text: str) -> str | None:
        return self.read_by(text, self.choice.read)

    def read_by(self, text: str, read: Callable[[str], str]) -> str | None:
        """As `read`, each of the values read by `read`."""
        parts = re.split(f"[{self.BETWEEN}]", text)
        chosen = dict.fromkeys(read(part) for part in parts if part.strip())
        standard = [key for key in self.choice.values if key in chosen]
        return "|".join([*standard, *(word for word in chosen if word not in self.choice.values)]) or None

    def show(self, value: object) -> str:
        keys = value.split("|") if isinstance(value, str) else []
        return ", ".join(self.choice.show(key) for key in keys)


def convert_given(kind: Type, value: object) -> str:
    """What Python holds as the text that such a field reads. Raises SeveralValuesError."""
    text = convert_to_text(value)
    several = isinstance(value, list | tuple | set | frozenset) and len(value) > 1
    if several and not isinstance(kind, MultipleChoice):
        raise SeveralValuesError(text.replace("|", ", "))
    return text


def find_words(kind: Type) -> RegisterWords | None:
    """The words of which a field of this type takes one or several; None where those are no register's."""
    choice = kind.choice if isinstance(kind, MultipleChoice) else kind
    return choice if isinstance(choice, RegisterWords) else None


def read_known(kind: Type, text: str, find: Callable[[RegisterWords, str], str]) -> Value:
    """The value in `text`, as `Type.read`, where `find` says which of a register's words is meant.

    `find` takes the words and the text, and raises a BadValueError for what the register does not know.
    """
    words = find_words(kind)
    if words is None:
        return kind.read(text)
    if isinstance(kind, MultipleChoice):
        return kind.read_by(text, lambda part: find(words, part))
    return find(words, text)


class SeveralValuesError(BadValueError):
    """A script gave several values for a field that takes one."""

    message = N_("several values, where one is taken")


class NotAChoiceError(BadValueError):
    """The value is none of those that its field takes."""

    message = N_("unknown {what}")
    hint = N_("Known: {known}")


class NotAWordError(NotAChoiceError):
    """The value is neither a standard word nor one that the register has of its own."""

    hint = N_("Known: {known}. To have one more: outreach add {kind} NAME")
