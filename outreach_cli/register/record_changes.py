"""Writing, correcting and removing one record of any kind; a second one of the same is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple, Self

from outreach_cli.core.days import format_day
from outreach_cli.core.errors import BadValueError, NamedParameter, OutreachError
from outreach_cli.core.language import N_
from outreach_cli.core.names import fold_case, quote_for_shell
from outreach_cli.records.own_words import WORDS
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS, find_record
from outreach_cli.records.settings import SETTING, SETTING_NAME, read_setting
from outreach_cli.records.types import Day, Flag, Hours, Number, Value
from outreach_cli.register.change_writer import ChangeWriter, verb
from outreach_cli.register.references import KindLinks, count_users, find_uses
from outreach_cli.register.validation import (
    ConsistencyChecker,
    StillInUseError,
    find_later,
    is_plan,
    read_fields,
)
from outreach_cli.storage.schema import quote_name


class NothingToCorrectError(OutreachError):
    """A correction was asked for without a new value."""

    message = N_("What should it be corrected to?")
    exit_code = 2
    hint = N_("See the fields with: outreach correct {kind_key} --help")


class WrittenRecord(NamedTuple):
    """A row that was written: its record, its number, and its values with references as names."""

    record: Record
    id: int
    values: Mapping[str, Value]

    def __str__(self) -> str:
        return ", ".join(part for part in map(self._describe_field, self.record.fields) if part)

    def _describe_field(self, field: Field) -> str:
        """The field's value in words, with its label where the value alone does not tell what it is.

        A yes or no is told only where it is not the usual one.
        """
        value = self.values.get(field.key)
        if value is None:
            return ""
        if isinstance(field.type, Flag) and field.default and field.type.read(field.default) == value:
            return ""
        days = [each.key for each in self.record.fields if isinstance(each.type, Day)]
        told = isinstance(field.type, Flag | Number | Hours) or field.key in days[1:]  # the first says when
        told = told or (self.record.kind in WORDS and field.key != self.record.name)
        return f"{field.label}: {field.show(value)}" if told else field.show(value)


@verb
def write_record(
    change: ChangeWriter, record: Record, given: Mapping[str, object], *, by_verb: bool = False
) -> WrittenRecord:
    """Check and add one record, given by field key; `by_verb` as for `read_fields`."""
    read = read_fields(change.finder, record, given, by_verb=by_verb)
    refuse_double(change, record, read.values)
    return WrittenRecord(record, change.insert(record, read.values), read.names)


@verb
def add_record(
    change: ChangeWriter, kind: str, name: str | None = None, /, **fields: object
) -> WrittenRecord:
    """Add a record of any kind; `name` for kinds that have one."""
    record = find_record(kind)
    return write_record(change, record, {record.name: name, **fields} if record.name else fields)


def refuse_double(
    change: ChangeWriter, record: Record, values: Mapping[str, Value], *, besides: int = 0
) -> None:
    """Raises AlreadyThereError or AlreadyNotedError where one of that name or identity stands."""
    if record.name:
        name = str(values[record.name])
        named = change.finder.look_up(record.kind, name)
        if named and named[0] != besides:
            merged = fold_case(named[1]) != fold_case(name)
            raise (MergedCodeError if merged else AlreadyThereError)(
                given=name,
                kind=record.label,
                name=named[1],
                details=str(find_written(change, record, named[0])),
                kind_key=record.kind,
                shown=quote_for_shell(named[1]),
            ).from_record(record, named[0])
    number = change.finder.find_same(record, values)
    if number is not None and number != besides:
        there = str(find_written(change, record, number))
        raise AlreadyNotedError(
            kind=record.label, details=there, kind_key=record.kind, number=number
        ).from_record(record, number)


def find_written(change: ChangeWriter, record: Record, number: int) -> WrittenRecord:
    """The row of that number as it stands in the register."""
    return WrittenRecord(record, number, change.finder.read_row(record, number).names)


@verb
def correct_record(change: ChangeWriter, kind: str, word: str | int, /, **fields: object) -> WrittenRecord:
    """Give some fields of a record other values; None empties one. The old version is kept.

    Its list goes along (`Record.listed_in`). Raises AlreadyThereError or AlreadyNotedError where another
    record is what this one would become.
    """
    record = find_record(kind)
    number = change.finder.find_number(record, word)
    change.note_read(record, number)
    read = read_fields(change.finder, record, fields, whole=False)
    if not read.values:
        raise NothingToCorrectError(kind_key=record.kind)
    standing = change.finder.read_row(record, number).values
    corrected = {**standing, **read.values}
    ConsistencyChecker(change.connection).refuse_conflict(record, corrected)
    if record is SETTING:
        read.values["value"] = read_setting(corrected)
    _refuse_circle(change, record, number, read.values)
    refuse_double(change, record, corrected, besides=number)
    if found := end_plans(change, record, number, read.values):
        field, error = found
        error.column = NamedParameter(field.key, field.flag)
        raise error
    before = standing.get(record.name or "")
    written = update_record(change, record, number, read.values)
    _rename_word(change, record, before, written.values.get(record.name or ""))
    _rename_merged(change, record, number, before, written.values.get(record.name or ""))
    take_list_along(change, record, standing, corrected)
    return written


def _rename_merged(change: ChangeWriter, record: Record, number: int, before: Value, after: Value) -> None:
    """Where a record takes the name of one that was merged into it, let its own stand for it instead."""
    if before == after or not record.merged_in:
        return
    rows = change.connection.execute(
        f"SELECT id, code FROM {quote_name(record.merged_in)}"
        f" WHERE same = 1 AND {quote_name(record.kind)} = ?",
        (number,),
    ).fetchall()
    for remembered, code in rows:
        if fold_case(code) == fold_case(str(after)):
            change.update(RECORDS[record.merged_in], remembered, {"code": before})


def _rename_word(change: ChangeWriter, record: Record, before: Value, after: Value) -> None:
    """Where a word of the register's own has a new name, give it to all that use it: they hold the name."""
    if before == after:
        return
    for user, field, number in find_uses(change.connection, record.kind, str(before)):
        value = str(change.finder.read_row(user, number).values[field.key])
        words = (str(after) if each == before else each for each in value.split("|"))
        change.update(user, number, {field.key: "|".join(dict.fromkeys(words))})


def _refuse_circle(change: ChangeWriter, record: Record, number: int, values: Mapping[str, Value]) -> None:
    """Raises CircleError where a record would come to refer to itself, over others or at once."""
    if key := KindLinks(change.connection, record).find_circle(number, values):
        name = change.finder.read_row(record, int(str(values[key]))).names[record.name or ""]
        error = CircleError(str(name))
        error.column = NamedParameter(key, record.by_key[key].flag)
        raise error


def end_plans(
    change: ChangeWriter, record: Record, number: int, values: Mapping[str, Value]
) -> tuple[Field, BadValueError] | None:
    """Where the values end a site or a worker, remove what is planned after that day.

    Returns what is wrong, and with which field, where something that happened is dated after it; then
    nothing is removed.
    """
    last = values.get(record.span[1]) if record.ends_all else None
    if not isinstance(last, str):
        return None
    planned = []
    for later in find_later(change.connection, record, number, last):
        change.note_read(later.record, later.id)
        if not is_plan(later.record, change.finder.read_row(later.record, later.id).values):
            return record.by_key[record.span[1]], StillInUseError(format_day(last), later)
        planned.append(later)
    for later in planned:
        change.delete(later.record, later.id)
    return None


@verb
def remove_record(change: ChangeWriter, kind: str, word: str | int) -> WrittenRecord:
    """Remove a record; its last version is kept in the past. Raises StillUsedError.

    Its list goes too (`Record.listed_in`).
    """
    record = find_record(kind)
    number = change.finder.find_number(record, word)
    gone, standing = find_written(change, record, number), change.finder.read_row(record, number).values
    change.note_read(record, number)
    _refuse_used(change, gone)
    change.delete(record, number)
    take_list_along(change, record, standing, None)
    return gone


def take_list_along(
    change: ChangeWriter, record: Record, before: Mapping[str, Value], after: Mapping[str, Value] | None
) -> None:
    """Give the list of a record its new values, or remove it where there are none; see `Record.listed_in`.

    Of another record alike is what has a day before this one's, or from its own on where it is the later.
    Whoever is on the list of the new values already stays as noted there. What does not fit there, as a
    status that is another programme's word, is left.
    """
    if record.listed_in is None:
        return
    listed, keys = RECORDS[record.listed_in[0]], record.listed_in[1]
    moved = {key: after[key] for key in keys} if after else {}
    if moved and all(before[key] == value for key, value in moved.items()):
        return
    alike = " AND ".join(f"{{of}}.{quote_name(key)} = :{key}" for key in keys)
    others = alike.format(of="other")
    if moved and record.day not in keys:
        day, own = f"mine.{quote_name(listed.day or '')}", f":{record.day}"
        others += f" AND ({day} < {own} OR other.{quote_name(record.day or '')} BETWEEN {own} AND {day})"
    rows = change.connection.execute(
        f"SELECT id FROM {quote_name(listed.kind)} AS mine WHERE {alike.format(of='mine')}"
        f" AND NOT EXISTS (SELECT 1 FROM {quote_name(record.kind)} AS other WHERE {others}) ORDER BY id",
        before,
    ).fetchall()
    for (number,) in rows:
        values = change.finder.read_row(listed, number).values | moved
        if not moved or change.finder.find_same(listed, values) is not None:
            change.delete(listed, number)
        elif not any(ConsistencyChecker(change.connection).list_conflicts(listed, values)):
            change.update(listed, number, moved)


def _refuse_used(change: ChangeWriter, written: WrittenRecord) -> None:
    """Raises StillUsedError for what other records name, or use as a word of the register's own."""
    record, name = written.record, str(written.values.get(written.record.name or "") or "")
    users = Counter(user for user, _field, _number in find_uses(change.connection, record.kind, name))
    for user, number in count_users(change.connection, record.kind, written.id):
        users[user] += number
    if users:
        said = (f"{n} {user.labels if n != 1 else user.label}" for user, n in users.items())
        raise StillUsedError(name=name or f"{record.label} {written.id}", users=", ".join(said))


@verb
def set_value(change: ChangeWriter, setting: str, value: str) -> None:
    """Give a setting of the register a value. Raises a BadValueError."""
    name = SETTING_NAME.read(setting)
    value = read_setting({"setting": name, "value": value})
    if found := change.finder.look_up("setting", name):
        change.update(SETTING, found[0], {"value": value})
    else:
        change.insert(SETTING, {"setting": name, "value": value})


def update_record(
    change: ChangeWriter, record: Record, number: int, values: Mapping[str, Value]
) -> WrittenRecord:
    """Give a row these values, written only where they differ. Returns it as it then stands."""
    change.update(record, number, values)
    return find_written(change, record, number)


class RecordShownError(OutreachError):
    """The base of errors that show a record: whom it tells of is noted before they are told."""

    record: Record
    number: int

    def from_record(self, record: Record, number: int) -> Self:
        """The error, which knows what it shows."""
        self.record, self.number = record, number
        return self


class AlreadyThereError(RecordShownError):
    """A record of that name is registered already."""

    message = N_('There is already a {kind} called "{name}": {details}.')
    hint = N_("To change it: outreach correct {kind_key} {shown} --FIELD VALUE")


class MergedCodeError(AlreadyThereError):
    """A code to be registered was merged into another, for which it stands since."""

    message = N_('"{given}" was merged into the {kind} "{name}": {details}.')


class AlreadyNotedError(RecordShownError):
    """The same was noted already, with other values."""

    message = N_("The same {kind} is noted already: {details}.")
    hint = N_("To change it: outreach correct {kind_key} {number} --FIELD VALUE")


class CircleError(BadValueError):
    """A record would follow, or be a part of, itself."""

    message = N_("leads back to the record itself")


class StillUsedError(OutreachError):
    """Other records refer to what is to be removed."""

    message = N_("{name} is still used by {users}, so it cannot be removed.")
