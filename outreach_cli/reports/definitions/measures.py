"""The language of measures: what a report's column counts, read from words like `count conversation`."""

import re
from fractions import Fraction
from typing import Literal, NamedTuple, Self

from outreach_cli.core.language import N_
from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.populations.fields import list_fields
from outreach_cli.populations.population import Population
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.reports.definitions.conditions import (
    FieldCondition,
    MeasureError,
    find_known_field,
    read_conditions,
)
from outreach_cli.reports.definitions.dimensions import DIMENSIONS, Dimension

When = Literal["in period", "at start", "at end", "during"]
"""What of a population belongs to a question: what happened in the period, or what held when it began, when
it ended, or at some time in it."""
Act = Literal["count", "distinct", "sum", "mean", "median", "min", "max", "value"]


class OccurrenceRange(NamedTuple):
    """How many times a distinct thing is there: at least, and at most where that is said."""

    least: int = 1
    most: int | None = None

    def includes(self, number: int) -> bool:
        return self.least <= number and (self.most is None or number <= self.most)

    def contains(self, other: Self) -> bool:
        """Whether whatever is there so often as the other says is so often as this says."""
        return self.least <= other.least and (
            self.most is None or (other.most is not None and other.most <= self.most)
        )


ONCE = OccurrenceRange()


class CountedMeasure(NamedTuple):
    """A number counted from a population: how many rows, how many distinct, or a figure of a field's values.

    With `until` the values are the days from the field to that one. With `times` only what is there so often
    is counted.
    """

    act: Act
    population: Population
    field: str | None = None
    conditions: tuple[FieldCondition, ...] = ()
    when: When = "in period"
    until: str | None = None
    times: OccurrenceRange = ONCE

    @property
    def group(self) -> str:
        """What it counts, whichever way it counts it: measures of one group are hidden together."""
        often = () if self.times == ONCE else tuple(self.times)
        return repr((self.population.name, self.when, sorted(map(repr, self.conditions)), *often))

    @property
    def persons(self) -> Self | None:
        """The persons behind the number, None where it is not about persons."""
        person = self.population.person
        return self._replace(act="distinct", field=person, until=None) if person else None

    @property
    def of_persons(self) -> bool:
        """Whether it counts persons, each once."""
        return self.act == "distinct" and self.field is not None and self.field == self.population.person

    @property
    def counts_once(self) -> bool:
        """Whether it counts each thing once, however often it is there."""
        return self.act == "distinct" and self.times == ONCE

    def find_row_key(self, rows: Dimension) -> str | None:
        """The SQL of the key by which it is counted in such rows, None where it cannot be.

        What holds from one day to another has no weekday: only at stretches of time can it be taken.
        """
        held = self.when != "in period" and not self.population.within
        return None if held and rows.is_of_day and not rows.spans else rows.find_sql(self.population)

    def list_able_rows(self) -> list[str]:
        """The choices of rows by which it can be counted."""
        return [name for name, each in DIMENSIONS.items() if self.find_row_key(each)]

    @property
    def is_value_of_one(self) -> bool:
        """Whether it is one person's value, though nobody is named: the least or the most of all."""
        return self.population.person is not None and self.act in ("min", "max")

    @property
    def tells_of_one(self) -> bool:
        """Whether what it says is of single persons: a value of theirs, or a count of one who is named."""
        naming = {"citizen"}
        if self.population.person:
            naming |= {"id", self.population.person}
        if self.act == "value" and (self.population.person or self.field in naming):
            return True
        return any(each.field in naming and each.values != (None,) for each in self.conditions)

    @property
    def adds_up(self) -> bool:
        """Whether nothing to count is 0, where a mean or a value is unknown."""
        return self.act in ("count", "distinct", "sum")


Operand = str | Fraction
"""The key of a column, or a number."""


class DerivedMeasure(NamedTuple):
    """A number computed from columns of the same row: a ratio, a difference, or a share of the total.

    With `other` the ratio's denominator is the mean of `right` and `other`.
    """

    act: Literal["ratio", "difference", "sum", "product", "share"]
    left: Operand
    right: Operand
    other: str | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The columns that it is computed from."""
        said = (self.left, self.right, *([self.other] if self.other else []))
        return tuple(each for each in said if isinstance(each, str))


Measure = CountedMeasure | DerivedMeasure

_WHAT = r"(?P<population>\w+)(?: (?P<when>at start|at end|during))?(?: where (?P<where>.+))?"
_COUNT = f"count {_WHAT}"
_OFTEN = r"(?: with (?:at least (?P<least>\d+)|(?P<low>\d+)(?: to |–|-)(?P<high>\d+)))?"
_DISTINCT = rf"distinct (?P<field>.+?){_OFTEN} (?:in|of) {_WHAT}"
_OF_FIELD = rf"(?P<act>sum|mean|median|min|max|value) (?P<field>.+?) (?:in|of) {_WHAT}"
_DAYS = rf"(?P<act>sum|mean|median|min|max) days from (?P<field>.+?) to (?P<until>.+?) (?:in|of) {_WHAT}"
_NUMBER = r"\d+(?:\.\d+)?"
_OPERAND = rf"[^\W\d]\w*|{_NUMBER}"
_TO_MEAN = r"(?P<left>\w+) / mean of (?P<right>\w+) and (?P<other>\w+)"
_DERIVED = rf"(?P<left>{_OPERAND}) (?P<act>[/*+-]) (?P<right>{_OPERAND})"
_SHARE = r"share of (?P<of>\w+)"
_ACTS: dict[str, Literal["ratio", "difference", "sum", "product"]] = {
    "/": "ratio",
    "-": "difference",
    "+": "sum",
    "*": "product",
}
NO_NUMBER_OF_TIMES = N_('"{times}" is no number of times')
FORMS = (
    "count POPULATION",
    "distinct FIELD in POPULATION",
    "distinct FIELD with at least N in POPULATION",
    "distinct FIELD with N to M in POPULATION",
    "sum|mean|median|min|max FIELD in POPULATION",
    "sum|mean|median|min|max days from FIELD to FIELD in POPULATION",
    "value FIELD of POPULATION",
    "COLUMN / COLUMN",
    "COLUMN / mean of COLUMN and COLUMN",
    "COLUMN - COLUMN",
    "COLUMN + COLUMN",
    "COLUMN * NUMBER",
    "share of COLUMN",
    "NUMBER",
)
"""Every way in which a measure can be said. A number may stand for a column that is divided by or added."""


def read_measure(text: str) -> Measure:
    """The measure that `text` says. Raises MeasureError."""
    said = " ".join(text.split())
    for form in (_COUNT, _DISTINCT, _DAYS, _OF_FIELD):
        if found := re.fullmatch(form, said):
            return _read_counted(found.groupdict(), said.split(" ", 1)[0])
    if re.fullmatch(_NUMBER, said):
        return DerivedMeasure("product", Fraction(said), Fraction(1))
    if found := re.fullmatch(_SHARE, said):
        return DerivedMeasure("share", found["of"], found["of"])
    if found := re.fullmatch(_TO_MEAN, said):
        return DerivedMeasure("ratio", found["left"], found["right"], found["other"])
    if found := re.fullmatch(_DERIVED, said):
        return DerivedMeasure(
            _ACTS[found["act"]], _read_operand(found["left"]), _read_operand(found["right"])
        )
    said_of = N_(
        'expected one of {forms}; after POPULATION may come "at start", "at end" or "during", then'
        ' "where FIELD is VALUE"'
    )
    raise MeasureError(said_of, forms=", ".join(f'"{form}"' for form in FORMS))


def _read_operand(word: str) -> Operand:
    return Fraction(word) if word[0].isdecimal() else word


def _read_counted(said: dict[str, str | None], act: str) -> CountedMeasure:
    population, when = find_population(said["population"] or ""), said["when"] or "in period"
    if when != "in period" and not population.holds:
        able = ", ".join(name for name, each in POPULATIONS.items() if each.holds)
        raise MeasureError(
            N_('before "{when}" stands a population that holds from a day until another: {able}'),
            when=when,
            able=able,
        )
    field, until = (
        find_known_field(population, word) if word else None for word in map(said.get, ("field", "until"))
    )
    measure = CountedMeasure(
        act,  # type: ignore[arg-type]
        population,
        field.key if field else None,
        read_conditions(population, said["where"]),
        when,  # type: ignore[arg-type]
        until.key if until else None,
        _read_times(said),
    )
    _check_type(measure)
    return measure


def _read_times(said: dict[str, str | None]) -> OccurrenceRange:
    least, low, high = said.get("least"), said.get("low"), said.get("high")
    if least is not None:
        if int(least) < 1:
            raise MeasureError(NO_NUMBER_OF_TIMES, times=f"with at least {least}")
        return OccurrenceRange(int(least))
    if low is None or high is None:
        return ONCE
    if not 1 <= int(low) <= int(high):
        raise MeasureError(NO_NUMBER_OF_TIMES, times=f"with {low} to {high}")
    return OccurrenceRange(int(low), int(high))


def _check_type(measure: CountedMeasure) -> None:
    """Raises MeasureError for a figure that the field cannot give: the mean of a day, one value of many."""
    fields = list_fields(measure.population)
    if measure.until:
        for key in (measure.field, measure.until):
            if key and not fields[key].is_day:
                raise MeasureError(N_('"{field}" is no day'), field=key)
    elif measure.act == "value":
        if not measure.population.one_per:
            able = [name for name, each in POPULATIONS.items() if each.one_per]
            raise MeasureError(
                N_('"value" shows what one record says, so it is of one of {known}, not of {population}'),
                known=", ".join(able),
                population=measure.population.name,
            )
    elif measure.act not in ("count", "distinct") and measure.field:
        field = fields[measure.field]
        if not (field.is_number or (measure.act in ("min", "max") and field.is_day)):
            raise MeasureError(N_('"{field}" is no number'), field=measure.field)


def find_population(word: str) -> Population:
    """The population of that name, or the only one that is called so. Raises MeasureError."""
    if word in POPULATIONS:
        return POPULATIONS[word]
    said = fold_case(word)
    called = [
        each for each in POPULATIONS.values() if said in map(fold_case, (*each.one.both, *each.many.both))
    ]
    if len(called) == 1:
        return called[0]
    near = [each.name for each in called] or find_nearest(word, POPULATIONS) or sorted(POPULATIONS)
    raise MeasureError(
        N_('no population is called "{name}"; known: {known}'), name=word, known=", ".join(near)
    )
