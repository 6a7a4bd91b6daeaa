"""The parameters that commands declare: single ones, and options made from a record's declaration."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from outreach_cli.console.danish_words import OPTIONS
from outreach_cli.console.output import remark
from outreach_cli.console.parameters import FILE, FORMAT, Argument, Option
from outreach_cli.core.language import N_, _
from outreach_cli.core.names import fold_spelling
from outreach_cli.records.choices import Choice, MultipleChoice
from outreach_cli.records.label import Label
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Day, Flag, Hours, Note, Number, Reference, Year

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def argument(name: str, **settings: Any) -> Decorator:
    """A command's argument: see parameters.Argument."""
    return click.argument(name, cls=Argument, **settings)


def option(flags: str, help_text: object, **settings: Any) -> Decorator:
    """A command's own option, and what help says of it: see parameters.Option.

    Where the flags do not say how the function calls it, that stands behind them. Unless a `metavar` says
    otherwise, what is `known` of its values stands for them in help.
    """
    settings.setdefault("metavar", _name_values(settings.get("known")))
    return click.option(*flags.split(), cls=Option, help_text=help_text, **settings)


def make_field_option(record: Record, key: str, *, clears: bool = False) -> click.Option:
    """The option with which a field of a record is given; its value stays text until it is checked.

    `clears` is whether an empty word empties the field.
    """
    each = record.by_key[key]
    named = ["--name"] if key == record.name and record.kind != "citizen" else []  # a citizen has a code
    flags = dict.fromkeys([each.flag, "--" + key.replace("_", "-"), *named])
    several = isinstance(each.type, MultipleChoice)
    return Option(
        [*flags, each.key],
        metavar=_choose_metavar(each),
        multiple=several,
        help_text=each.help or each.label,
        known=find_known_values(each),
        callback=warn_of_names if isinstance(each.type, Note) else None,
        future=isinstance(each.type, Day) and each.type.future,
        clears=clears,
    )


IN_A_NOTE = N_("In a note: no names, no CPR number, nothing by which a person is known.")
"""What whoever writes a note is reminded of."""


def warn_of_names(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Remind whoever writes a note at a terminal that it names nobody."""
    if value and sys.stderr.isatty() and not context.resilient_parsing:
        remark(_(IN_A_NOTE))
    return value


def find_known_values(each: Field) -> object:
    """What the tab key offers for a field: the names that it refers to, its choices, or nothing."""
    if isinstance(each.type, Municipality):
        return "municipality"
    return each.type if isinstance(each.type, Reference | Choice | MultipleChoice | Flag) else None


def _name_values(known: object) -> str | None:
    """The few values of a choice, or the kind of record that is named."""
    choice = known.choice if isinstance(known, MultipleChoice) else known
    if isinstance(choice, Choice) and len(choice.values) < 20:
        return "|".join(choice.values)
    return known.upper() if isinstance(known, str) else None


def _choose_metavar(each: Field) -> str | Label:
    if values := _name_values(each.type):
        return values
    if isinstance(each.type, Flag):
        return "yes|no"
    if isinstance(each.type, Year):
        return "YEAR"
    if isinstance(each.type, Number | Hours):
        return "N"
    return "D" if isinstance(each.type, Day) else each.label


def record_options(record: Record, *skip: str) -> Decorator:
    """The options of a record's fields, in the order declared, without those to `skip`."""

    def add_options(function: Callable[..., Any]) -> Callable[..., Any]:
        mine = [make_field_option(record, key) for key in record.keys if key not in skip]
        there = getattr(function, "__click_params__", [])
        function.__click_params__ = there + mine[::-1]  # type: ignore[attr-defined]
        return function

    return add_options


def cpr_option(help_text: str) -> Decorator:
    """`--cpr-stdin`: the number comes on stdin, never on the command line, where others could see it."""
    return option("--cpr-stdin", help_text, is_flag=True, is_eager=True)


period_option = option(
    "--period",
    N_('A year, month, quarter, week or "last month": 2018, 2018-02, 2018-Q1, 2018-W07.'),
    metavar="PERIOD",
)
as_of_option = option(
    "--as-of", N_("As the register stood after that change or on that day."), metavar="CHANGE|DATE"
)


def table_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--format` and `-o`, for every command that prints a table."""
    function = option(
        "-o --output", N_("Write to FILE; its ending chooses the format."), type=FILE, metavar="FILE"
    )(function)
    return option("--format form", N_("The table's format."), type=FORMAT)(function)


def find_field(record: Record, word: str) -> Field | None:
    """The field that the word names: by its key, a label, a heading, or what is typed for its option."""
    said = fold_spelling(word)
    for field in record.fields:
        flags = (field.flag, *OPTIONS.get(field.flag, ()))
        words = (field.key, *field.label.both, *field.headings, *(flag.lstrip("-") for flag in flags))
        if said in map(fold_spelling, words):
            return field
    return None
