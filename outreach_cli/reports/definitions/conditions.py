"""The words after `where` in a measure, read by the type of the field that each condition is about."""

import re
from collections.abc import Iterator
from typing import NamedTuple, Self

from outreach_cli.core.days import read_day
from outreach_cli.core.errors import BadValueError
from outreach_cli.core.language import N_, LazyMessage
from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.populations.fields import CountedField, find_field, list_steady_fields
from outreach_cli.populations.population import Population
from outreach_cli.records.choices import Choice, MultipleChoice, OpenChoice
from outreach_cli.records.types import Day, Reference, Text, Type, Value, read_numbers


class MeasureError(Exception):
    """The measure cannot be read: a message of what was expected, and what stands in it."""

    def __init__(self, expected: str, **details: object) -> None:
        super().__init__(expected)
        self.expected = expected
        self.details = details


class RecordName(NamedTuple):
    """The name of a record, which stands for its number once a register is asked."""

    kind: str
    name: str


class FieldCondition(NamedTuple):
    """`field is value [or value]` (operator `=`), or a comparison with the one value; `negated` the opposite.

    The value None is 'unknown'.
    """

    field: str
    values: tuple[Value | RecordName, ...]
    negated: bool = False
    operator: str = "="

    def follows_from(self, others: tuple[Self, ...]) -> bool:
        """Whether whatever meets the others meets this one too."""
        if self in others:
            return True
        same = [each for each in others if each.field == self.field and not each.negated]
        if self.negated and self.values == (None,):
            return any(None not in each.values for each in same)
        return not self.negated and any(self._contains(each) for each in same)

    def _contains(self, other: Self) -> bool:
        """Whether each value that meets the other meets this one."""
        if self.operator == "=":
            return other.operator == "=" and set(other.values) <= set(self.values)
        if other.operator == "=":
            return None not in other.values and all(self._is_met(value) for value in other.values)
        if self.operator[0] != other.operator[0]:
            return False
        return self._is_met(other.values[0]) or (
            self.values == other.values and other.operator[0] == other.operator
        )

    def _is_met(self, value: object) -> bool:
        limit = self.values[0]
        low, high = (value, limit) if self.operator[0] == "<" else (limit, value)
        return low < high or ("=" in self.operator and low == high)  # type: ignore[operator]


RELATIONS = {
    "more than": (">", N_("a number")),
    "less than": ("<", N_("a number")),
    "at least": (">=", N_("a number")),
    "at most": ("<=", N_("a number")),
    "before": ("<", N_("a day")),
    "after": (">", N_("a day")),
}
"""How a field may stand to a value besides being it: as SQL, and what the field then is."""
_OF_DAYS = ("before", "after")
UNKNOWN = frozenset({"unknown", "ukendt", "not stated", "ikke oplyst"})
KNOWN = frozenset({"known", "kendt", "stated", "oplyst"})
_QUOTED = r"\"[^\"]*\"|'[^']*'"
_FIELD = rf"(?P<field>{_QUOTED}|.+?)"
_RELATION = rf"(?P<negated>not )?(?:(?P<relation>{'|'.join(RELATIONS)}) )?"
_CONDITION = rf"{_FIELD} is {_RELATION}(?P<values>.+)"
FORMS = (
    "FIELD is VALUE",
    "FIELD is VALUE or VALUE",
    "FIELD is not VALUE",
    "FIELD is known",
    "FIELD is unknown",
    *(f"FIELD is {each} {'DAY' if each in _OF_DAYS else 'NUMBER'}" for each in RELATIONS),
)
"""Every way in which a condition can be said. A value with `and` or `or` in it stands in quotation marks."""


def read_conditions(population: Population, text: str | None) -> tuple[FieldCondition, ...]:
    """The conditions joined by `and`. Raises MeasureError."""
    return tuple(_read_condition(population, part) for part in _split(text, "and")) if text else ()


def find_known_field(population: Population, word: str) -> CountedField:
    """The population's field of that name. Raises MeasureError."""
    found, able = find_field(population, _unquote(word)), list_steady_fields(population)
    if found is None:
        words = [word for each in able.values() for word in each.words]
        near = find_nearest(word, words) or list(able)
        raise MeasureError(
            N_('{population} has no field "{field}"; known: {known}'),
            population=population.name,
            field=word,
            known=", ".join(near),
        )
    if found.key not in able:
        raise MeasureError(
            N_('"{field}" of {population} is for rows and filters, and no part of a measure; known: {known}'),
            field=found.key,
            population=population.name,
            known=", ".join(able),
        )
    return found


def _read_condition(population: Population, part: str) -> FieldCondition:
    said = re.fullmatch(_CONDITION, part)
    if not said:
        raise MeasureError(
            N_('expected one of {forms}, not "{part}"'),
            forms=", ".join(f'"{form}"' for form in FORMS),
            part=part,
        )
    field, values = find_known_field(population, said["field"]), list(_split(said["values"], "or"))
    if said["relation"]:
        return _read_comparison(field, said["relation"], values, bool(said["negated"]))
    negated = bool(said["negated"])
    if len(values) == 1 and fold_case(values[0]) in KNOWN:
        return FieldCondition(field.key, (None,), not negated)
    return FieldCondition(field.key, tuple(_read_value(field, value) for value in values), negated)


def _read_comparison(field: CountedField, relation: str, values: list[str], negated: bool) -> FieldCondition:
    operator, kind = RELATIONS[relation]
    able = field.is_day if relation in _OF_DAYS else field.is_number
    if len(values) != 1:
        raise MeasureError(
            N_('"is {relation}" takes one value, not "{values}"'),
            relation=relation,
            values=" or ".join(values),
        )
    if not able:
        raise MeasureError(
            N_('"is {relation}" takes {kind}, and "{field}" is none'),
            relation=relation,
            kind=LazyMessage(kind),
            field=field.key,
        )
    read = _read_value if relation in _OF_DAYS else _read_number
    return FieldCondition(field.key, (read(field, values[0]),), negated, operator)


def _read_number(field: CountedField, word: str) -> int | float:
    """A number to compare with: any, for one beyond what the field can hold may say what was meant.

    Of two that the word may mean (`1.000`) it is the one that the field can hold. Raises MeasureError.
    """
    found = read_numbers(_unquote(word))
    if not found:
        raise MeasureError(N_('{field}: "{value}" is no number'), field=field.key, value=word)
    if len(found) > 1:
        return _read_by_type(field, _unquote(word))  # type: ignore[return-value]
    return int(found[0]) if found[0].is_integer() else found[0]


def _read_value(field: CountedField, word: str) -> Value | RecordName:
    """What the word stands for by the field's type. Raises MeasureError."""
    said, kind = _unquote(word), field.type
    if said == word and fold_case(word) in UNKNOWN:
        return None
    choice = kind.choice if isinstance(kind, MultipleChoice) else kind
    if isinstance(choice, Choice) and not isinstance(choice, OpenChoice):
        return _read_choice(field, choice, said)
    if isinstance(kind, Reference):
        return RecordName(kind.to, str(_read_by_type(field, said, Text())))
    return _read_by_type(field, said)


def _read_by_type(field: CountedField, said: str, kind: Type | None = None) -> Value:
    """What the word is by the field's type, or another. Raises MeasureError."""
    kind = kind or field.type
    try:
        return read_day(said, future=True) if isinstance(kind, Day) else kind.read(said)
    except BadValueError as error:
        raise MeasureError(
            N_('{field}: "{value}": {reason}'), field=field.key, value=said, reason=error.give_reason()
        ) from None


def _read_choice(field: CountedField, choice: Choice, said: str) -> Value:
    try:
        return choice.read(said)
    except BadValueError as error:
        known = ", ".join(getattr(error, "nearest", ())) or choice.list_known()
        raise MeasureError(
            N_('{field} is never "{value}"; known: {known}'), field=field.key, value=said, known=known
        ) from None


def _split(text: str, word: str) -> Iterator[str]:
    """The parts of the text between that word, where it does not stand in quotation marks."""
    part = ""
    for piece in re.findall(rf"{_QUOTED}|\s+{word}\s+|.", text):
        if re.fullmatch(rf"\s+{word}\s+", piece):
            yield part.strip()
            part = ""
        else:
            part += piece
    yield part.strip()


def _unquote(word: str) -> str:
    return word[1:-1] if re.fullmatch(_QUOTED, word) else word
