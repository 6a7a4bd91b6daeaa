"""Command lines in what is said: a Dane reads them with the Danish words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from outreach_cli.console.danish_words import (
    COMMANDS,
    OPTIONS,
    VALUES,
    find_near_words,
    list_flag_words,
    show_word,
)
from outreach_cli.core.errors import OutreachError, UnknownWordError
from outreach_cli.core.language import get_language
from outreach_cli.core.names import quote_for_shell
from outreach_cli.records.registry import RECORDS, match_record
from outreach_cli.reports.definitions.report_words import REPORT_WORDS

if TYPE_CHECKING:
    from outreach_cli.reports.definitions.definition import ColumnDefinition

_FLAG = r"(?<![\w-])--[a-z][a-z-]*[a-z](?![\w-])"
_LINE = (
    r"\boutreach((?: (?:-q|--quiet|--no-input|--(?:db|lang|color) \S+))*) ([a-z-]+)"
    r"((?: (?!&& |\| |outreach )[^\s]*)*)"
)
_WORD = r'"[^"]*"|[^\s".,;:()]+(?:[.,:][^\s".,;:()]+)*'


def translate_lines(text: str, command: str = "", typed: str = "") -> str:
    """The text with its flags and its `outreach …` lines in the words of the current language.

    Flags are those of the `command` under way; it is named where that has ended. One that was `typed` and is
    no flag of it stands as it was typed.
    """
    if get_language() != "da" or not ("outreach" in text or "--" in text):
        return text
    text = re.sub(_LINE, _translate_line, text)
    if context := click.get_current_context(silent=True):
        command = str(context.command.name)
    return re.sub(
        _FLAG, lambda flag: flag[0] if flag[0] == typed else _translate_flag(flag[0], command), text
    )


def translate_command(command: str) -> str:
    """A command as the register keeps it (`correct contact`), in the words of the current language."""
    if command == "publish":  # what `report --publish` writes
        return show_word(OPTIONS, "--publish").removeprefix("--")
    return translate_lines(f"outreach {command}").removeprefix("outreach ")


def put_into_words(error: OutreachError) -> OutreachError:
    """The error as a command tells it: flags and reports by what a person types for them."""
    told = error.name_flags()
    if "report" in told.details:
        told.details["report"] = show_word(REPORT_WORDS, str(told.details["report"]))
    if told.details.get("plural") == "reports" and isinstance(told, UnknownWordError):
        near = find_near_words(REPORT_WORDS, str(told.details["name"]))
        told.nearest = tuple(near or [show_word(REPORT_WORDS, each) for each in told.nearest])
    return told


def _translate_flag(flag: str, command: str) -> str:
    """The word of a flag of the command, which may be a kind of record."""
    return show_word(list_flag_words(day=command in _TAKE_A_DAY), flag)


def _translate_line(found: re.Match[str]) -> str:
    command, rest = found[2], found[3]
    if command not in COMMANDS:
        return found[0]
    words = _CommandWords(command)
    return f"outreach{found[1]} {show_word(COMMANDS, command)}{re.sub(_WORD, words.translate, rest)}"


class _CommandWords:
    """The words after a command, one after the other."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.flag = ""
        self.first = ""
        """The first word that is no flag's."""
        self.before = 0
        """How many words that are no flag's came by now."""

    def translate(self, found: re.Match[str]) -> str:
        word = found[0]
        flag, self.flag = self.flag, ""
        if word.startswith("-"):
            name, equals, value = word.partition("=")
            self.flag = "" if equals else name
            return f"{_translate_flag(name, self.command)}{equals}{self._translate_value(name, value)}"
        if flag:
            said = self._translate_value(flag, word)
            if said != word:
                return said
        self.before += 1
        self.first = self.first or word
        return self._translate_argument(word)

    def _translate_argument(self, word: str) -> str:
        if self.before == 1 and self.command in _FIRST:
            return _FIRST[self.command](word)
        if self.command in ("report", "target") and word.isidentifier() and word.isascii():
            column = find_column(self.first, word)
            return quote_for_shell(str(column.label)) if column else word
        if self.command in _VALUES:
            kind, key = _VALUES[self.command]
            return find_choice_word(RECORDS[kind].by_key[key].type, word) or word
        return word

    def _translate_value(self, flag: str, word: str) -> str:
        """The value of a flag: the word of a choice where it is one."""
        if flag in ("--lang", "--language", "--color", "--format"):
            return show_word(VALUES, word)
        if flag in ("--by", "--across") and self.command in ("report", "target"):
            return _translate_dimensions(word)
        if word in _DAYS:
            return _DAYS[word]
        if flag == "--map":
            return self._translate_mapping(word)
        if flag == "--kind" and self.command == "export":
            return _translate_kind(word)
        if flag == "--where" and "=" in word:
            key, _equals, value = word.partition("=")
            own = "--" + key.replace("_", "-")
            return f"{show_word(OPTIONS, own).removeprefix('--')}={self._translate_value(own, value)}"
        if flag == "--create":
            return ",".join(map(_translate_kind, word.split(",")))
        for field in _find_field_types(flag):
            if said := find_choice_word(field, word):
                return said
        return word

    def _translate_mapping(self, word: str) -> str:
        """`HEADING=FIELD` with the field's label, as the kind that is imported has it."""
        heading, equals, key = word.strip('"').rpartition("=")
        record = match_record(self.first, RECORDS.values())
        label = str(record.by_key[key].label) if record and key in record.by_key else key
        return quote_for_shell(f"{heading}{equals}{label}")


def _find_field_types(flag: str) -> Iterator[object]:
    """The types of the fields with that flag."""
    from outreach_cli.records.team import WEEKDAY

    if flag == "--weekday":
        yield WEEKDAY
    for record in RECORDS.values():
        for field in record.fields:
            if flag in (field.flag, "--" + field.key.replace("_", "-")):
                yield field.type


def find_choice_word(kind: object, word: str) -> str:
    """The Danish word of a choice's value; empty where it is none."""
    from outreach_cli.records.choices import Choice, MultipleChoice
    from outreach_cli.records.types import Flag

    choice = kind.choice if isinstance(kind, MultipleChoice) else kind
    if isinstance(choice, Choice):
        return choice.find_danish_word(word) if word in choice.values else ""
    return choice.show(word == "yes") if isinstance(choice, Flag) and word in ("yes", "no") else ""


def _translate_kind(word: str) -> str:
    record = match_record(word, RECORDS.values())
    if record is None or word not in (record.kind, record.plural):
        return word
    return record.one if word == record.kind else record.several


def find_column(report: str, key: str) -> ColumnDefinition | None:
    """The built-in report's column of that key; a report of one's own is not looked for."""
    from outreach_cli.reports.definitions.reader import find_definition, list_builtin

    columns = find_definition(report).columns if report in list_builtin() else ()
    return next((each for each in columns if each.key == key), None)


def _translate_dimensions(words: str) -> str:
    """The words of the fields that rows are made of, with commas between, in the current language."""
    from outreach_cli.reports.definitions.dimensions import DIMENSIONS, show_dimension

    said = words.strip('"').split(",")
    if not all(each in DIMENSIONS for each in said):
        return words
    return quote_for_shell(",".join(show_dimension(each).replace(" ", "-") for each in said))


def _translate_topic(word: str) -> str:
    from outreach_cli.console.topics import GENERATED, TOPICS

    if word in COMMANDS:
        return show_word(COMMANDS, word)
    return str({**TOPICS, **GENERATED}.get(word, word))


def _translate_setting(word: str) -> str:
    from outreach_cli.records.settings import SETTING_NAME

    return SETTING_NAME.show(word)


_FIRST: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("add", "correct", "remove", "list", "import"), _translate_kind),
    **dict.fromkeys(("report", "target"), lambda word: show_word(REPORT_WORDS, word)),
    "set": _translate_setting,
    "key": lambda word: show_word(VALUES, word),
    "help": _translate_topic,
}
"""What the first word after a command is, where it is no name."""

_TAKE_A_DAY = ("contact", "add", "correct", "step")
"""The commands, and the kind, whose flags of danish_words.DAY_OPTIONS take a day."""

_DAYS = {"today": '"i dag"', "yesterday": '"i går"', '"last week"': '"sidste uge"'}
"""Days and periods in words, as they stand in a line."""

_VALUES = {"status": ("status", "status"), "consent": ("consent", "purpose")}
"""The field whose value may stand after these commands."""
