"""Command lines in what is said: a Dane reads them with the Danish words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import click

from outreach_cli.console.danish_words import (
    COMMANDS,
    OPTIONS,
    REPORTS,
    SETTINGS,
    VALUES,
    in_english,
    shown,
    words_of_flags,
)
from outreach_cli.core.language import current_language
from outreach_cli.core.names import shell_quoted
from outreach_cli.records.choices import Choice, Several
from outreach_cli.records.registry import RECORDS, one_called
from outreach_cli.records.types import Flag

_FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]*[a-z]")
_LINE = re.compile(r"\boutreach((?: --(?:db|lang) \S+)*) ([a-z-]+)((?: [^\n]*)?)")
_WORD = re.compile(r'"[^"]*"|[^\s".,;:()]+(?:[.,:][^\s".,;:()]+)*')


def with_own_words(text: str) -> str:
    """The text with its flags and its `outreach …` lines in the words of the current language."""
    if current_language() != "da" or not ("outreach" in text or "--" in text):
        return text
    text = _LINE.sub(_line, text)
    context = click.get_current_context(silent=True)
    command = str(context.command.name) if context else ""
    return _FLAG.sub(lambda flag: _own_flag(flag[0], command), text)


def _own_flag(flag: str, command: str) -> str:
    """The word of a flag of the command, which may be a kind of record."""
    return shown(words_of_flags(day=command in _TAKE_A_DAY), flag)


def _line(found: re.Match[str]) -> str:
    command, rest = found[2], found[3]
    if command not in COMMANDS:
        return found[0]
    words = _Words(command)
    return f"outreach{found[1]} {shown(COMMANDS, command)}{_WORD.sub(words.translate, rest)}"


class _Words:
    """The words after a command, one after the other."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.flag = ""
        self.before = 0
        """How many words that are no flag's came by now."""

    def translate(self, found: re.Match[str]) -> str:
        word = found[0]
        flag, self.flag = self.flag, ""
        if word.startswith("-"):
            name, equals, value = word.partition("=")
            self.flag = "" if equals else name
            return f"{_own_flag(name, self.command)}{equals}{self._value(name, value)}"
        if flag:
            said = self._value(flag, word)
            if said != word:
                return said
        self.before += 1
        return self._argument(word)

    def _argument(self, word: str) -> str:
        if self.before == 1 and self.command in _FIRST:
            return _FIRST[self.command](word)
        if self.command in _VALUES:
            kind, key = _VALUES[self.command]
            return _of_choice(RECORDS[kind].by_key[key].type, word) or word
        return word

    def _value(self, flag: str, word: str) -> str:
        """The value of a flag: the word of a choice where it is one."""
        if flag in ("--lang", "--language", "--color", "--format"):
            return shown(VALUES, word)
        if flag in ("--by", "--across") and self.command in ("report", "target"):
            return _dimensions(word)
        if word in _DAYS:
            return _DAYS[word]
        if flag == "--kind" and self.command == "export":
            return _kind(word)
        if flag == "--where" and "=" in word:
            key, _equals, value = word.partition("=")
            own = "--" + key.replace("_", "-")
            return f"{shown(OPTIONS, own).removeprefix('--')}={self._value(own, value)}"
        if flag == "--create":
            return ",".join(map(_kind, word.split(",")))
        for field in _fields(flag):
            if said := _of_choice(field, word):
                return said
        return word


def _fields(flag: str) -> Iterator[object]:
    """The types of the fields with that flag."""
    from outreach_cli.records.team import WEEKDAY

    if flag == "--weekday":
        yield WEEKDAY
    for record in RECORDS.values():
        for field in record.fields:
            if flag in (field.flag, "--" + field.key.replace("_", "-")):
                yield field.type


def _of_choice(kind: object, word: str) -> str:
    """The Danish word of a choice's value; empty where it is none."""
    choice = kind.choice if isinstance(kind, Several) else kind
    if isinstance(choice, Choice):
        return choice.word(word) if word in choice.values else ""
    return choice.show(word == "yes") if isinstance(choice, Flag) and word in ("yes", "no") else ""


def _kind(word: str) -> str:
    record = one_called(word, RECORDS.values())
    if record is None or word not in (record.kind, record.plural):
        return word
    return shell_quoted(str(record.label if word == record.kind else record.labels))


def _dimensions(words: str) -> str:
    """The words of the fields that rows are made of, with commas between, in the current language."""
    from outreach_cli.reports.definitions.dimensions import DIMENSIONS, dimension_word

    said = words.strip('"').split(",")
    if not all(each in DIMENSIONS for each in said):
        return words
    return shell_quoted(",".join(dimension_word(each).replace(" ", "-") for each in said))


def _topic(word: str) -> str:
    from outreach_cli.console.topics import GENERATED, TOPICS

    if word in COMMANDS:
        return shown(COMMANDS, word)
    return str({**TOPICS, **GENERATED}.get(word, word))


_FIRST: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("add", "correct", "remove", "list", "import"), _kind),
    **dict.fromkeys(("report", "target"), lambda word: shown(REPORTS, word)),
    "set": lambda word: shown(SETTINGS, in_english(SETTINGS, word) or word),
    "key": lambda word: shown(VALUES, word),
    "help": _topic,
}
"""What the first word after a command is, where it is no name."""

_TAKE_A_DAY = ("contact", "add", "correct", "step")
"""The commands, and the kind, whose flags of danish_words.DAY_OPTIONS take a day."""

_DAYS = {"today": '"i dag"', "yesterday": '"i går"'}

_VALUES = {"status": ("status", "status"), "consent": ("consent", "purpose")}
"""The field whose value may stand after these commands."""
