"""Writing one record: its values are checked, and a second one of the same is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from outreach_cli.errors import AlreadyNoted, AlreadyThere
from outreach_cli.names import typed
from outreach_cli.records import record_called
from outreach_cli.records.declare import Field, Record
from outreach_cli.records.types import Day, Flag, Number, Value
from outreach_cli.register.find import Finder
from outreach_cli.register.journal import Journal


class Written(NamedTuple):
    """A row that was written: its record, its number, and its values with references as names."""

    record: Record
    id: int
    values: Mapping[str, Value]

    def __str__(self) -> str:
        return ", ".join(part for part in map(self._said, self.record.fields) if part)

    def _said(self, field: Field) -> str:
        """The field's value in words, with its label where the value alone does not tell what it is.

        A yes or no is told only where it is not the usual one.
        """
        value = self.values.get(field.key)
        if value is None:
            return ""
        if isinstance(field.type, Flag) and field.default and field.type.read(field.default) == value:
            return ""
        told = isinstance(field.type, Flag | Number) or field.key in self._later_days
        return f"{field.label}: {field.show(value)}" if told else field.show(value)

    @property
    def _later_days(self) -> list[str]:
        """The days of the record but its first, which is the day that it happened."""
        return [field.key for field in self.record.fields if isinstance(field.type, Day)][1:]


class Writing(Journal):
    """A change that takes single records by kind, given by field key."""

    @property
    def find(self) -> Finder:
        return Finder(self.connection)

    def write(self, record: Record, given: Mapping[str, object]) -> Written:
        """Check and add one record, given by field key."""
        read = self.find.read(record, given)
        self.refuse_double(record, read.values)
        return Written(record, self.insert(record, read.values), read.names)

    def refuse_double(self, record: Record, values: Mapping[str, Value], *, besides: int = 0) -> None:
        """Raises AlreadyThere or AlreadyNoted where a record of that name or identity stands already."""
        if record.name:
            name = str(values[record.name])
            named = self.find.maybe(record.kind, name)
            if named and named[0] != besides:
                raise AlreadyThere(
                    kind=record.label,
                    name=named[1],
                    details=str(self._written(record, named[0])),
                    kind_key=record.kind,
                    shown=typed(named[1]),
                )
        number = self.find.same(record, values)
        if number is not None and number != besides:
            there = self._written(record, number)
            raise AlreadyNoted(kind=record.label, details=str(there), kind_key=record.kind, number=number)

    def _written(self, record: Record, number: int) -> Written:
        return Written(record, number, self.find.row(record, number).names)

    def add(self, kind: str, name: str | None = None, /, **fields: object) -> Written:
        """Add a record of any kind; `name` for kinds that have one."""
        record = record_called(kind)
        return self.write(record, {record.name: name, **fields} if record.name else fields)
