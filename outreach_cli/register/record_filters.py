"""Which records of a kind are meant: by period, by what they refer to, and by any field's value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from outreach_cli.core.errors import BadValueError, NamedParameter, OutreachError, WrongUsageError
from outreach_cli.core.language import N_, _
from outreach_cli.core.names import find_nearest
from outreach_cli.core.periods import Period, make_period, read_period
from outreach_cli.records.choices import Choice, MultipleChoice, convert_given, read_known
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.record import Record
from outreach_cli.records.types import Day, Flag, Reference, Value
from outreach_cli.register.finder import RecordFinder
from outreach_cli.register.listing import is_open, make_cell
from outreach_cli.register.references import join_references, write_named_column
from outreach_cli.register.validation import UnknownFieldError
from outreach_cli.storage.schema import quote_name
from outreach_cli.tables.table import convert_cell


class NoDayError(OutreachError):
    """No day."""

    message = N_("{kinds} have no day, so no period narrows them down.")
    exit_code = 2


@dataclass
class RecordFilter:
    """Conditions on the rows of one kind, as SQL over `mine` with the values of its parameters.

    `told` is what was chosen, by field key, names as they are registered; None for those without a value.
    """

    conditions: list[str] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    period: tuple[str | None, str] | None = None
    told: dict[str, object] = field(default_factory=dict)

    def add(self, condition: str, **values: Value) -> None:
        self.conditions.append(condition)
        self.values |= values

    @property
    def where(self) -> str:
        """The conditions as a WHERE clause; empty without any."""
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""


def read_where(where: Mapping[str, object] | None) -> Mapping[str, object]:
    """The values by field that a script gave. Raises WrongUsageError for others, as `"kind=visit"`."""
    if where is None or isinstance(where, Mapping):
        return where or {}
    raise WrongUsageError(reason=_("where takes values by field: where=dict(FIELD=VALUE)"))


def read_filter(
    finder: RecordFinder,
    record: Record,
    *,
    period: str | int | None = None,
    first: str | date | None = None,
    last: str | date | None = None,
    still_open: bool = False,
    fields: Mapping[str, object] | None = None,
) -> RecordFilter:
    """The records of a kind in a period (or between two days), still open, or with these values by field key.

    None as a value means that the field is empty; of several values one is enough. Raises UnknownNameError,
    UnknownFieldError, NoDayError, NeverOpenError, and a BadValueError.
    """
    found = RecordFilter()
    if period is not None or first or last:
        days = read_period(str(period)) if period is not None else make_period(first, last)
        _add_period(found, record, days)
        found.period = (days.first, days.last)
    if still_open:
        found.add(is_open(record))
        found.told["open"] = True
    for place, (key, value) in enumerate((fields or {}).items()):
        if key not in record.by_key:
            near = find_nearest(key, record.keys)
            raise UnknownFieldError(kind=record.labels, name=key, known=", ".join(record.keys), nearest=near)
        try:
            _add_field(found, finder, record, key, value, f"value_{place}")
        except BadValueError as error:
            error.column = NamedParameter(key, record.by_key[key].flag)
            raise
    return found


def _add_period(found: RecordFilter, record: Record, days: Period) -> None:
    """Only what happened in the period: on the record's day, or the first of its days."""
    dated = [each.key for each in record.fields if isinstance(each.type, Day)]
    if not (record.day or dated):
        raise NoDayError(kinds=str(record.labels).capitalize())
    day = quote_name(record.day or dated[0])
    found.add(f"mine.{day} BETWEEN :first AND :last", first=days.first or "", last=days.last)


def _add_field(
    found: RecordFilter, finder: RecordFinder, record: Record, key: str, given: object, name: str
) -> None:
    column, kind = f"mine.{quote_name(key)}", record.by_key[key].type
    text = convert_given(kind, given)
    if not text:
        found.add(f"{column} IS NULL")
        found.told[key] = None
    elif isinstance(kind, Reference) or (key == record.name and not isinstance(kind, Choice)):
        of = kind.to if isinstance(kind, Reference) else record.kind
        number, found.told[key] = finder.find_name(of, text)
        found.add(f"{column if isinstance(kind, Reference) else 'mine.id'} = :{name}", **{name: number})
    else:
        value = read_known(kind, text, finder.find_word)
        found.told[key] = convert_cell(make_cell(record.by_key[key], value, keys=True))
        if isinstance(kind, MultipleChoice):
            values = {f"{name}_{place}": each for place, each in enumerate(str(value).split("|"))}
            among = (f"instr('|' || {column} || '|', '|' || :{each} || '|') > 0" for each in values)
            found.add(f"({' OR '.join(among)})", **values)
        else:
            found.add(f"{column} = :{name}", **{name: value})


def read_records(finder: RecordFinder, record: Record, chosen: RecordFilter) -> Iterator[dict[str, object]]:
    """The records that are meant, in the order added: number and fields by key, with names for references.

    A yes or no is True or False, a municipality its name; choices and days stand as the register holds them.
    """
    listed = ", ".join(("mine.id", *map(write_named_column, record.fields)))
    source = f"{quote_name(record.kind)} AS mine{join_references(record.fields)}{chosen.where}"
    rows = finder.connection.execute(
        f"SELECT {listed} FROM {source} ORDER BY mine.id", chosen.values
    ).fetchall()
    shown = {
        each.key: bool if isinstance(each.type, Flag) else each.type.show
        for each in record.fields
        if isinstance(each.type, Flag | Municipality)
    }
    for row in rows:
        told: dict[str, object] = dict(zip(("id", *record.keys), row, strict=True))
        for key, show in shown.items():
            if told[key] is not None:
                told[key] = show(told[key])
        yield told
