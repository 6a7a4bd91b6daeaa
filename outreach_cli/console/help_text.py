"""The words of help: what stands for a value in a usage line, and examples made from a declaration."""

from __future__ import annotations

import re

from outreach_cli.core.language import N_, _
from outreach_cli.core.names import shell_quoted
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Reference

# What stands for a value in a usage line. A test finds those of every command here.
PLACEHOLDERS = frozenset(
    {
        *(N_("ARGS"), N_("CHANGE"), N_("CITIZEN"), N_("CODE"), N_("COLUMN"), N_("COMMAND"), N_("DATE")),
        *(N_("FIELD"), N_("FILE"), N_("FOLDER"), N_("FORMAT"), N_("GROUP"), N_("HEADING"), N_("KEEP")),
        *(N_("KIND"), N_("KINDS"), N_("MUNICIPALITY"), N_("NAME"), N_("NUMBER"), N_("OFFER"), N_("OPTIONS")),
        *(N_("OTHER"), N_("PATH"), N_("PERIOD"), N_("PROGRAMME"), N_("PURPOSE"), N_("REPORT"), N_("ROW")),
        *(N_("SCORE"), N_("SHELL"), N_("SITE"), N_("STATUS"), N_("TEXT"), N_("TIME"), N_("TO"), N_("TOPIC")),
        *(N_("VALUE"), N_("WORKER"), N_("D"), N_("N"), N_("K"), N_("AGE")),
    }
)

SAID_BY_CLICK = (N_("required"),)


def in_words(usage: str) -> str:
    """A piece of a usage line with its placeholders in the current language."""
    return re.sub(r"\b[A-Z]+\b", lambda word: _(word[0]) if word[0] in PLACEHOLDERS else word[0], usage)


def of_adding(record: Record) -> list[str]:
    """Two examples of `outreach add KIND`: with no more than it takes, and with two fields more."""
    begun = f"outreach add {record.kind}" + (
        f" {shell_quoted(word_for(record.naming))}" if record.name else ""
    )
    must = [each for each in record.fields if each.required and not each.default]
    least = [each for each in must if each.key not in (record.name, record.day)]
    more = [each for each in _exampled(record) if each not in least][:2]
    return [" ".join((begun, *map(_given, fields))) for fields in (least, [*least, *more])]


def of_correcting(record: Record) -> list[str]:
    """Two examples of `outreach correct KIND ID`: a field by name and the name by number, or two fields."""
    begun = f"outreach correct {record.kind}"
    fields = sorted(_exampled(record), key=lambda each: each.required)
    if record.name:
        name = record.naming
        return [f"{begun} {shell_quoted(word_for(name))} {_given(fields[0])}", f"{begun} 1 {_given(name)}"]
    return [f"{begun} 1 {_given(each)}" for each in fields[:2]]


def word_for(field: Field) -> str:
    """The field's word for an example: its own, its type's or the name that it refers to; empty for none."""
    named = RECORDS[field.type.to].naming if isinstance(field.type, Reference) else field
    return named.example or named.type.example


def _exampled(record: Record) -> list[Field]:
    """The fields with a word for an example, without the record's name and what refers to its own kind."""
    others = [each for each in record.fields if each.key != record.name]
    to_itself = [each for each, reference in record.references if reference.to == record.kind]
    return [each for each in others if each not in to_itself and word_for(each)]


def _given(field: Field) -> str:
    return f"{field.flag} {shell_quoted(word_for(field))}"
