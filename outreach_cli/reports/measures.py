"""The language of measures: what a report's column counts, read from words like `count conversation`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from outreach_cli.names import nearest
from outreach_cli.reports.populations import POPULATIONS, Population


class Unreadable(Exception):
    """The measure cannot be read; the argument says what was expected."""


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
EXPECTED = (
    '"count POPULATION", "distinct FIELD in POPULATION", "sum FIELD in POPULATION", '
    '"mean FIELD in POPULATION",'
    ' each perhaps with "where FIELD is VALUE", or "COLUMN / COLUMN", "COLUMN - COLUMN", "share of COLUMN"'
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
    raise Unreadable(EXPECTED)


def _population(name: str) -> Population:
    if name not in POPULATIONS:
        near = nearest(name, POPULATIONS) or sorted(POPULATIONS)
        raise Unreadable(f'a population, such as {", ".join(near)}; not "{name}"')
    return POPULATIONS[name]


def _conditions(text: str | None) -> tuple[Condition, ...]:
    if not text:
        return ()
    read = []
    for part in text.split(" and "):
        found = _CONDITION.fullmatch(part.strip())
        if not found:
            raise Unreadable(f'"FIELD is VALUE" or "FIELD is not VALUE"; not "{part}"')
        values = tuple(value.strip() for value in found["values"].split(" or "))
        read.append(Condition(found["field"], values, bool(found["negated"])))
    return tuple(read)
