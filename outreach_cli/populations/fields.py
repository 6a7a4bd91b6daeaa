"""The fields of the things that reports count: those of a view, and those of the records that it names."""

from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from outreach_cli.core.names import fold_case
from outreach_cli.populations.own_words import write_standard
from outreach_cli.populations.population import DATE, PAIRED_COLUMNS, Population
from outreach_cli.records.choices import RegisterWords
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.label import Label
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.record import Field
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Day, Hours, Number, Reference, Text, Type

_ID = Field("id", Label("Nr.", "No."), Number())
AGE = Field("age", Label("Alder", "Age"), Number(0, 130))
"""The age of a citizen: the year of the period's last day less the year of birth, never that of today."""
_WHOLE_LAST = ":whole_last"
"""The last day of the whole period, where `:last` may be that of a month in it."""
_COMPUTED = {CITIZEN.kind: {AGE: f'CAST(substr({_WHOLE_LAST}, 1, 4) AS INTEGER) - "birth_year"'}}
"""By record, the fields that are worked out of others of its fields and the question."""


class CountedField(NamedTuple):
    """A field of a population, with the SQL over the view that gives its value, and its name.

    The value of a reference is the record's number, that of a municipality its code; `name` is their name.
    So it is of a text that the population has numbered.
    """

    field: Field
    value: str
    name: str

    @property
    def key(self) -> str:
        return self.field.key

    @property
    def type(self) -> Type:
        return self.field.type

    @property
    def counted_as(self) -> str:
        """The SQL of what reports count it as: a word of the register's own as the one that it stands for."""
        return write_standard(self.type, self.value) if isinstance(self.type, RegisterWords) else self.value

    @property
    def asked_as(self) -> str:
        """The SQL of what a condition is held against: a text as it reads, all else by its value."""
        return self.name if isinstance(self.type, Text) else self.value

    @property
    def is_number(self) -> bool:
        """Whether it can be added up."""
        return isinstance(self.type, Number | Hours) and self.key != _ID.key

    @property
    def is_day(self) -> bool:
        return isinstance(self.type, Day)

    @property
    def words(self) -> tuple[str, ...]:
        """What it is called: its key, its label in both languages, and what heads it in files."""
        return (self.key, *self.field.label.both, *self.field.headings)


@cache
def list_fields(population: Population) -> dict[str, CountedField]:
    """Every field of the population by its key.

    Those of its view come first, then those of its own record, then those of the records that it names.
    """
    found = {each.key: _make_field(population, each) for each in _list_declared(population)}
    own = RECORDS[population.record]
    if not population.mixed:
        _add_fields(found, own.kind, 'counted."id"', _list_linked(own.kind))
    named = [each.type.to for each in _list_declared(population) if isinstance(each.type, Reference)]
    linked = {
        kind: [
            each for each in _list_linked(kind) if kind == population.person or not isinstance(each.type, Day)
        ]
        for kind in dict.fromkeys(named)
        if kind != own.kind or population.mixed
    }
    keys = [each.key for fields in linked.values() for each in fields]
    for kind, fields in linked.items():
        _add_fields(
            found, kind, f'counted."{kind}_id"', [each for each in fields if keys.count(each.key) == 1]
        )
    return found


def list_own_fields(population: Population) -> Iterable[CountedField]:
    """The fields of the population's view."""
    return [list_fields(population)[each.key] for each in _list_declared(population)]


@cache
def list_steady_fields(population: Population) -> dict[str, CountedField]:
    """Those fields of which a thing that is tallied has one value, in however many rows it is; else all.

    They are its number of times, the band of that, and what is said of the person.
    """
    fields, tally = list_fields(population), population.tally
    if tally is None:
        return fields
    said = [each.key for each in _list_linked(population.person)] if population.person else []
    return {
        key: fields[key]
        for key in (tally.times, tally.column, population.person, *said)
        if key and key in fields
    }


def find_field(population: Population, word: str) -> CountedField | None:
    """The field that `word` names by its key or by its label in either language; a key goes before labels."""
    fields = list_fields(population)
    if word in fields:
        return fields[word]
    said = fold_case(word)
    return next((each for each in fields.values() if said in map(fold_case, each.words)), None)


def is_told_by_period(sql: str) -> bool:
    """Whether the value of a field, as SQL, is another in another period: an age."""
    return _WHOLE_LAST in sql


def is_indexed_by_day(population: Population, used: Iterable[str]) -> bool:
    """Whether an index of its record by day holds the columns used, so that no row of the table is read."""
    record = RECORDS[population.record]
    own = {each.strip('"').removesuffix("_id") for each in used} & record.by_key.keys()
    return any(keys[0] == DATE.key and len(keys) > 1 and own <= {*keys} for keys in record.indexes)


def show_value(field: Field, value: object, *, keys: bool = False) -> int | Fraction | str | None:
    """A field's value as a list shows it: numbers, days and names as they are, choices by label or by key."""
    if value is None:
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else Fraction(str(value))
    if isinstance(field.type, Day | Reference | Municipality):
        return str(value)
    if keys and field.type.has_keys:
        return field.type.write(value)  # type: ignore[arg-type]
    shown = field.show(value)
    return value if isinstance(value, int) and shown == str(value) else shown or str(value)


def _list_declared(population: Population) -> list[Field]:
    declared = {each.key: each for each in (_ID, DATE)}
    for key, choice in population.choices.items():
        label = Label(choice.what.da.capitalize(), choice.what.en.capitalize())
        declared[key] = Field(key, label, choice)
    return list((declared | {each.key: each for each in population.fields}).values())


def _make_field(population: Population, field: Field) -> CountedField:
    names = isinstance(field.type, Reference | Municipality) or field.key in population.numbered
    return CountedField(field, f'"{field.key}_id"' if names else f'"{field.key}"', f'"{field.key}"')


def _list_linked(kind: str) -> list[Field]:
    """What a record says of itself: neither its name, nor other records, nor where it is."""
    record = RECORDS[kind]
    said = [
        each
        for each in record.fields
        if each.key != record.name and not isinstance(each.type, Reference | Municipality)
    ]
    return [*said, *_COMPUTED.get(kind, {})]


def _add_fields(found: dict[str, CountedField], kind: str, number: str, fields: Iterable[Field]) -> None:
    """Add what the record of that number says, where no field of the key is there."""
    computed = _COMPUTED.get(kind, {})
    for field in fields:
        if field.key not in found and field.key not in PAIRED_COLUMNS:
            value = computed.get(field) or f'"{field.key}"'
            sql = f'(SELECT {value} FROM "{kind}" AS linked WHERE linked.id = {number})'
            found[field.key] = CountedField(field, sql, sql)
