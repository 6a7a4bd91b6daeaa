"""The language of measures: what a report's column counts, read from words like `count conversation`."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from outreach_cli.core.language import N_
from outreach_cli.core.names import nearest
from outreach_cli.populations.population import Population
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.records.choices import Choice
from outreach_cli.records.registry import RECORDS


class MeasureError(Exception):
    """The measure cannot be read: a message of what was expected, and what stands in it."""

    def __init__(self, expected: str, **details: str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.details = details


class Condition(NamedTuple):
    """`field is value [or value]`, or with `negated` `field is not value`."""

    field: str
    values: tuple[str, ...]
    negated: bool = False

    def follows_from(self, others: tuple[Condition, ...]) -> bool:
        """Whether whatever meets the others meets this one too."""
        if self in others:
            return True
        same = [each for each in others if each.field == self.field and not each.negated]
        if self.negated and self.values == ("unknown",):
            return any("unknown" not in each.values for each in same)
        return not self.negated and any(set(each.values) <= set(self.values) for each in same)


When = Literal["in period", "at start", "at end", "during"]
"""What of a population belongs to a question: what happened in the period, or what held when it began, when
it ended, or at some time in it."""


class CountedMeasure(NamedTuple):
    """A number counted from a population: how many rows, how many distinct, a sum or a mean of a field."""

    act: Literal["count", "distinct", "sum", "mean", "median", "max", "value"]
    population: Population
    field: str | None = None
    conditions: tuple[Condition, ...] = ()
    when: When = "in period"

    @property
    def group(self) -> str:
        """What it counts, whichever way it counts it: measures of one group are hidden together."""
        return repr((self.population.name, self.when, sorted(map(repr, self.conditions))))

    @property
    def persons(self) -> CountedMeasure | None:
        """The persons behind the number, None where it is not about persons."""
        person = self.population.person
        return self._replace(act="distinct", field=person) if person else None

    @property
    def of_persons(self) -> bool:
        """Whether it counts persons, each once."""
        return self.act == "distinct" and self.field is not None and self.field == self.population.person

    @property
    def tells_of_one(self) -> bool:
        """Whether what it says is of single persons: a value of theirs, or a count of one who is named."""
        naming = {"citizen", "citizen_id"}
        if self.population.person:
            naming |= {"id", self.population.person, f"{self.population.person}_id"}
        if self.act == "value" and (self.population.person or self.field in naming):
            return True
        return any(each.field in naming and each.values != ("unknown",) for each in self.conditions)

    @property
    def adds_up(self) -> bool:
        """Whether nothing to count is 0, where a mean or a value is unknown."""
        return self.act in ("count", "distinct", "sum")


class DerivedMeasure(NamedTuple):
    """A number computed from columns of the same row: a ratio, a difference, or a share of the total.

    With `other` the ratio's denominator is the mean of `right` and `other`.
    """

    act: Literal["ratio", "difference", "share"]
    left: str
    right: str
    other: str | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The columns that it is computed from."""
        return (self.left, self.right, *([self.other] if self.other else []))


Measure = CountedMeasure | DerivedMeasure

_WHAT = r"(?P<population>\w+)(?: (?P<when>at start|at end|during))?(?: where (?P<where>.+))?"
_COUNT = f"count {_WHAT}"
_OF_FIELD = rf"(?P<act>distinct|sum|mean|median|max|value) (?P<field>\w+) (?:in|of) {_WHAT}"
_TO_MEAN = r"(?P<left>\w+) / mean of (?P<right>\w+) and (?P<other>\w+)"
_DERIVED = r"(?P<left>\w+) (?P<act>[/-]) (?P<right>\w+)"
_SHARE = r"share of (?P<of>\w+)"
_CONDITION = r"(?P<field>\w+) is (?P<negated>not )?(?P<values>.+)"
FORMS = (
    '"count POPULATION", "distinct FIELD in POPULATION", "sum FIELD in POPULATION", '
    '"mean|median|max FIELD in POPULATION", "value FIELD of POPULATION", "COLUMN / COLUMN", '
    '"COLUMN / mean of COLUMN and COLUMN", "COLUMN - COLUMN", "share of COLUMN"'
)


def read_measure(text: str) -> Measure:
    """The measure that `text` says. Raises MeasureError."""
    said = " ".join(text.split())
    if found := re.fullmatch(_COUNT, said):
        return _read_counted("count", None, found)
    if found := re.fullmatch(_OF_FIELD, said):
        return _read_counted(found["act"], found["field"], found)
    if found := re.fullmatch(_SHARE, said):
        return DerivedMeasure("share", found["of"], found["of"])
    if found := re.fullmatch(_TO_MEAN, said):
        return DerivedMeasure("ratio", found["left"], found["right"], found["other"])
    if found := re.fullmatch(_DERIVED, said):
        return DerivedMeasure("ratio" if found["act"] == "/" else "difference", found["left"], found["right"])
    said_of = N_(
        'expected one of {forms}; after POPULATION may come "at start", "at end" or "during", then'
        ' "where FIELD is VALUE"'
    )
    raise MeasureError(said_of, forms=FORMS)


def _read_counted(act: str, field: str | None, found: re.Match[str]) -> CountedMeasure:
    population, when = _find_population(found["population"]), found["when"] or "in period"
    if when != "in period" and not population.holds:
        able = ", ".join(name for name, each in POPULATIONS.items() if each.holds)
        raise MeasureError(
            N_('before "{when}" stands a population that holds from a day until another: {able}'),
            when=when,
            able=able,
        )
    conditions = _read_conditions(found["where"])
    for each in conditions:
        _check_values(population, each)
    return CountedMeasure(act, population, field, conditions, when)  # type: ignore[arg-type]


def _check_values(population: Population, condition: Condition) -> None:
    """Raises MeasureError for a value that a field with a few values never has: it would count nothing."""
    field = RECORDS[population.record].by_key.get(condition.field)
    choice = population.choices.get(condition.field) or (field.type if field else None)
    if type(choice) is not Choice or condition.values == ("unknown",):
        return
    values = list(choice.values)
    for value in condition.values:
        if value not in (*values, "unknown"):
            known = ", ".join(nearest(value, values) or values)
            said = N_('{field} is never "{value}"; known: {known}')
            raise MeasureError(said, field=condition.field, value=value, known=known)


def _find_population(name: str) -> Population:
    if name not in POPULATIONS:
        near = nearest(name, POPULATIONS) or sorted(POPULATIONS)
        raise MeasureError(
            N_('no population is called "{name}"; known: {known}'), name=name, known=", ".join(near)
        )
    return POPULATIONS[name]


def _read_conditions(text: str | None) -> tuple[Condition, ...]:
    if not text:
        return ()
    read = []
    for part in text.split(" and "):
        found = re.fullmatch(_CONDITION, part.strip())
        if not found:
            raise MeasureError(
                N_('expected "FIELD is VALUE" or "FIELD is not VALUE", not "{part}"'), part=part
            )
        values = tuple(value.strip() for value in found["values"].split(" or "))
        negated = bool(found["negated"])
        if values == ("known",):
            values, negated = ("unknown",), not negated
        read.append(Condition(found["field"], values, negated))
    return tuple(read)
