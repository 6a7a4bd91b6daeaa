"""The language of measures: what a report's column counts, read from words like `count conversation`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from outreach_cli.language import N_
from outreach_cli.names import nearest
from outreach_cli.reports.populations import POPULATIONS, Population


class Unreadable(Exception):
    """The measure cannot be read: a message of what was expected, and what stands in it."""

    def __init__(self, expected: str, **details: str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.details = details


@dataclass(frozen=True)
class Condition:
    """`field is value [or value]`, or with `negated` `field is not value`."""

    field: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Base:
    """A number counted from a population: how many rows, how many distinct, a sum or a mean of a field."""

    act: Literal["count", "distinct", "sum", "mean", "value"]
    population: Population
    field: str | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Derived:
    """A number computed from columns of the same row: a ratio, a difference, or a share of the total."""

    act: Literal["ratio", "difference", "share"]
    left: str
    right: str


Measure = Base | Derived

_COUNT = re.compile(r"count (?P<population>\w+)(?: where (?P<where>.+))?")
_OF_FIELD = re.compile(
    r"(?P<act>distinct|sum|mean|value) (?P<field>\w+) (?:in|of) (?P<population>\w+)(?: where (?P<where>.+))?"
)
_DERIVED = re.compile(r"(?P<left>\w+) (?P<act>[/-]) (?P<right>\w+)")
_SHARE = re.compile(r"share of (?P<of>\w+)")
_CONDITION = re.compile(r"(?P<field>\w+) is (?P<negated>not )?(?P<values>.+)")
FORMS = (
    '"count POPULATION", "distinct FIELD in POPULATION", "sum FIELD in POPULATION", '
    '"mean FIELD in POPULATION", "value FIELD of POPULATION", '
    '"COLUMN / COLUMN", "COLUMN - COLUMN", "share of COLUMN"'
)


def read_measure(text: str) -> Measure:
    """The measure that `text` says. Raises Unreadable."""
    said = " ".join(text.split())
    if found := _SHARE.fullmatch(said):
        return Derived("share", found["of"], found["of"])
    if found := _DERIVED.fullmatch(said):
        return Derived("ratio" if found["act"] == "/" else "difference", found["left"], found["right"])
    if found := _COUNT.fullmatch(said):
        return Base("count", _population(found["population"]), None, _conditions(found["where"]))
    if found := _OF_FIELD.fullmatch(said):
        act = found["act"]
        assert act in ("distinct", "sum", "mean", "value")
        return Base(act, _population(found["population"]), found["field"], _conditions(found["where"]))  # type: ignore[arg-type]
    raise Unreadable(
        N_('expected one of {forms}; the first five may end in "where FIELD is VALUE"'), forms=FORMS
    )


def _population(name: str) -> Population:
    if name not in POPULATIONS:
        near = nearest(name, POPULATIONS) or sorted(POPULATIONS)
        raise Unreadable(
            N_('no population is called "{name}"; known: {known}'), name=name, known=", ".join(near)
        )
    return POPULATIONS[name]


def _conditions(text: str | None) -> tuple[Condition, ...]:
    if not text:
        return ()
    read = []
    for part in text.split(" and "):
        found = _CONDITION.fullmatch(part.strip())
        if not found:
            raise Unreadable(N_('expected "FIELD is VALUE" or "FIELD is not VALUE", not "{part}"'), part=part)
        values = tuple(value.strip() for value in found["values"].split(" or "))
        read.append(Condition(found["field"], values, bool(found["negated"])))
    return tuple(read)
