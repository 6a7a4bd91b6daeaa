"""The words of help: what stands for a value in a usage line, and examples made from a declaration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach_cli.core.language import N_, _
from outreach_cli.core.names import quote_for_shell
from outreach_cli.records.registry import RECORDS

if TYPE_CHECKING:
    from outreach_cli.records.record import Field, Record

# What stands for a value in a usage line. A test finds those of every command here.
PLACEHOLDERS = frozenset(
    {
        *(N_("ARGS"), N_("CHANGE"), N_("CITIZEN"), N_("CODE"), N_("COLUMN"), N_("COMMAND"), N_("DATE")),
        *(N_("FIELD"), N_("FILE"), N_("FOLDER"), N_("FORMAT"), N_("GROUP"), N_("HEADING"), N_("KEEP")),
        *(N_("KIND"), N_("KINDS"), N_("MUNICIPALITY"), N_("NAME"), N_("NUMBER"), N_("OFFER"), N_("OPTIONS")),
        *(N_("OTHER"), N_("PATH"), N_("PERIOD"), N_("PROGRAMME"), N_("PURPOSE"), N_("REPORT"), N_("ROW")),
        *(N_("SCORE"), N_("SHELL"), N_("SITE"), N_("STATUS"), N_("TEXT"), N_("TIME"), N_("TO"), N_("TOPIC")),
        *(N_("VALUE"), N_("WORKER"), N_("YEAR"), N_("D"), N_("N"), N_("K"), N_("AGE")),
        *(N_("ID"), N_("OUTCOME")),
    }
)

SAID_BY_CLICK = (N_("required"),)


def translate_usage(usage: str) -> str:
    """A piece of a usage line with its placeholders in the current language."""
    return re.sub(r"\b[A-Z]+\b", lambda word: _(word[0]) if word[0] in PLACEHOLDERS else word[0], usage)


def fold_line(line: str, width: int) -> str:
    """A line that is too long over several, as a shell joins them, with no word broken."""
    lines: list[str] = []
    for word in re.findall(r'(?:"[^"]*"|[^\s"])+', line):
        if lines and len(lines[-1]) + len(word) + 3 <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word if not lines else f"    {word}")
    return " \\\n".join(lines) if len(line) > width else line


def write_add_examples(record: Record) -> list[str]:
    """Two examples of `outreach add KIND`: with no more than it takes, and with two fields more."""
    begun = f"outreach add {record.kind}" + (
        f" {quote_for_shell(find_example_word(record.naming))}" if record.name else ""
    )
    must = [each for each in record.fields if each.required and not each.default]
    least = [each for each in must if each.key not in (record.name, record.day)]
    more = [each for each in _list_example_fields(record) if each not in least][:2]
    return [" ".join((begun, *map(_write_example_option, fields))) for fields in (least, [*least, *more])]


def write_correct_examples(record: Record) -> list[str]:
    """Two examples of `outreach correct KIND ID`: a field by name and the name by number, or two fields."""
    begun = f"outreach correct {record.kind}"
    fields = sorted(_list_example_fields(record), key=lambda each: each.required)
    if record.name:
        name = record.naming
        return [
            f"{begun} {quote_for_shell(find_example_word(name))} {_write_example_option(fields[0])}",
            f"{begun} 1 {_write_example_option(name)}",
        ]
    return [f"{begun} 1 {_write_example_option(each)}" for each in fields[:2]]


def find_example_word(field: Field) -> str:
    """The field's word for an example: its own, its type's or the name that it refers to; empty for none."""
    from outreach_cli.records.types import Reference

    named = RECORDS[field.type.to].naming if isinstance(field.type, Reference) else field
    return named.example or named.type.example


def _list_example_fields(record: Record) -> list[Field]:
    """The fields with a word for an example, without the record's name and what refers to its own kind."""
    others = [each for each in record.fields if each.key != record.name]
    to_itself = [each for each, reference in record.references if reference.to == record.kind]
    return [each for each in others if each not in to_itself and find_example_word(each)]


def _write_example_option(field: Field) -> str:
    return f"{field.flag} {quote_for_shell(find_example_word(field))}"
