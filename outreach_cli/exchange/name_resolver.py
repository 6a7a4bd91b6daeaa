"""The names that rows refer to: loaded once for an import, found without case, and made where allowed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.core.names import fold_case
from outreach_cli.exchange.earlier_versions import EarlierVersions
from outreach_cli.exchange.problems import UnknownReferenceError
from outreach_cli.privacy.forgotten_codes import ForgottenCodes
from outreach_cli.records.choices import RegisterWords
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Value
from outreach_cli.register.change_writer import ChangeWriter
from outreach_cli.register.references import count_users
from outreach_cli.storage.failures import DamagedError

Known = dict[str, tuple[int, str]]
"""Number and registered spelling by the name without case."""


class RemovedNameError(OutreachError):
    """Rows refer to what a hand has removed, and their file says no more of it than before."""

    message = N_('{kind} "{name}" was removed from the register, and rows refer to it.')
    hint = N_("To have it back, undo the change that removed it; see: outreach log")


class NameResolver:
    """The named records of each kind, and in `made` those that an import made because a row named them."""

    def __init__(self, change: ChangeWriter, create: frozenset[str] = frozenset()) -> None:
        self.change = change
        self.create = create
        self.made: dict[str, list[str]] = {}
        self._known: dict[str, Known] = {}
        self._free: dict[str, int] = {}
        self._promised: dict[tuple[str, Value], tuple[int, Mapping[str, Value]]] = {}
        """Records that a row named and that are made once such a row is taken, by kind and number."""
        self._spellings: dict[int, dict[str, str]] = {}
        """By type, words of the register or an earlier row: see `RecordFinder.list_spellings`."""
        self._relied_on: dict[str, set[int]] = {}
        """The numbers that rows were given to refer to, by kind."""
        self.read_otherwise: dict[str, str] = {}
        """The names that rows say still, and that a hand has changed: by each the one there is now."""
        self._removed: dict[tuple[str, int], str] = {}
        """The names of records that a hand removed and a file has still, by kind and number."""
        self._former: dict[tuple[str, str], tuple[str, str]] = {}
        """Names that files said before a hand changed them, by kind and without case; with the one now."""
        self._former_codes: dict[tuple[str, str], tuple[int, str]] = {}
        """Those of persons, whom they mean where a row of another kind names them."""

    def load_kind(self, kind: str) -> Known:
        """Every record of the kind; rows that are added are put in here.

        A name that a file said before a hand changed it still means the record, until another has it. That of
        a person does so in rows of other kinds: their own row may be of someone else who has the code by now.
        """
        if kind not in self._known:
            known = self._known[kind] = self.change.finder.index_names(kind)
            record = RECORDS[kind]
            earlier = EarlierVersions(self.change, record)
            latest = (max(versions.items()) for versions in earlier.moved.values())
            former = [(str(said[record.naming.key]), number) for number, said in latest]
            for name, number in [*former, *(earlier.list_codes_of_merged() if record.merged_in else ())]:
                if (folded := fold_case(name)) not in known:
                    self.read_as(record, name, number)
                    if record.merged_in:
                        self._former_codes[kind, folded] = known.pop(folded)
        return self._known[kind]

    def read_as(self, record: Record, former: str, number: int) -> None:
        """Let a name that a hand has changed mean its record."""
        name = str(self.change.finder.read_row(record, number).names[record.naming.key])
        self.load_kind(record.kind)[fold_case(former)] = number, name
        self._former[record.kind, fold_case(former)] = former, name

    def look_up(self, kind: str, name: str, *, others: bool = False) -> int | None:
        """The number of the record of that name, if there is one; a name that it had before is noted.

        `others` says that a row of another kind names it.
        """
        folded = fold_case(name)
        found = self.load_kind(kind).get(folded)
        if found is None and others:
            found = self._former_codes.get((kind, folded))
        if found is None:
            return None
        if read := self._former.get((kind, folded)):
            self.read_otherwise.setdefault(*read)
        return found[0]

    def find_number(self, kind: str, text: str) -> int:
        """The number of the record of that name, promised now if it may be made. Raises a BadValueError."""
        number = self._find_number(kind, text)
        self.rely(kind, [number])
        return number

    def find_word(self, words: RegisterWords, text: str) -> str:
        """The key of a standard word, or the register's own word, promised now if it may be made.

        Raises NotAWordError.
        """
        if key := words.find_key(text):
            return key
        own = [name for _number, name in self.load_kind(words.of).values()]
        if (name := words.find_own(text, own)) is None:
            try:
                self._find_number(words.of, text)
            except UnknownReferenceError:
                raise words.refuse(text, own) from None
            name = text
        number, spelled = self.load_kind(words.of)[fold_case(name)]
        self.rely(words.of, [number])
        return spelled

    def find_spelling(self, field: Field, value: Value) -> Value:
        """The words as the register or an earlier row spells them, else as they are."""
        if not (field.type.spelled_as_before and isinstance(value, str)):
            return value
        known = self._load_spellings(field)
        return known.get(value) or known.setdefault(fold_case(value), value)

    def _load_spellings(self, field: Field) -> dict[str, str]:
        if id(field.type) not in self._spellings:
            self._spellings[id(field.type)] = self.change.finder.list_spellings(field)
        return self._spellings[id(field.type)]

    def load_fields(self, record: Record, keys: Collection[str]) -> None:
        """Read all that texts of these fields are looked up in."""
        for field, reference in record.references:
            if field.key in keys:
                self.load_kind(reference.to)
                self.refuse_forgotten(reference.to, "")
        for field, words in record.word_fields:
            if field.key in keys:
                self.load_kind(words.of)
        for key in keys:
            if record.by_key[key].type.spelled_as_before:
                self._load_spellings(record.by_key[key])

    def list_relied_on(self, kind: str) -> frozenset[int]:
        """The numbers that rows were given to refer to: of what stood there, and of what was promised."""
        return frozenset(self._relied_on.get(kind, ()))

    def rely(self, kind: str, numbers: Iterable[int]) -> None:
        """Note that rows refer to these records of a kind."""
        self._relied_on.setdefault(kind, set()).update(numbers)

    def _find_number(self, kind: str, text: str) -> int:
        record, known = RECORDS[kind], self.load_kind(kind)
        if (found := self.look_up(kind, text, others=True)) is not None:
            return found
        name = str(record.naming.type.read(text))
        self.refuse_forgotten(kind, name)
        others = [each for each in record.fields if each.required and each.key != record.name]
        if kind not in self.create:
            raise UnknownReferenceError(text, what=record.label, known=known)
        values = {each.key: each.type.read(each.default) for each in others if each.default}
        number = self.reserve(kind, name)
        self._promised[kind, number] = number, {**values, record.naming.key: name}
        return number

    def refuse_forgotten(self, kind: str, name: str) -> None:
        """Raises ForgottenCodeError for a citizen who was forgotten, and whom the file would bring back."""
        if kind == "citizen":
            self.forgotten.refuse(name)

    @cached_property
    def forgotten(self) -> ForgottenCodes:
        """The codes that are not taken in again."""
        return ForgottenCodes(self.change.connection)

    @property
    def promises(self) -> bool:
        """Whether rows named records that are still to be made."""
        return bool(self._promised)

    def keep_promises(self, record: Record, rows: Iterable[Sequence[Value]]) -> None:
        """Make what was promised to rows, given in the record's order, that are taken now."""
        if not self._promised:
            return
        for kind, number in self._list_named(record, rows):
            if promise := self._promised.pop((kind, number), None):
                own, values = promise
                self.change.insert(RECORDS[kind], values, number=own)
                self.made.setdefault(kind, []).append(str(values[RECORDS[kind].naming.key]))

    def _list_named(self, record: Record, rows: Iterable[Sequence[Value]]) -> Iterator[tuple[str, Value]]:
        """The kind and number of each record that rows refer to, and of each word of the register's own."""
        places = [(record.keys.index(each.key), reference.to) for each, reference in record.references]
        holding = [(record.keys.index(each.key), words) for each, words in record.word_fields]
        for row in rows:
            for place, kind in places:
                yield kind, row[place]
            for place, words in holding:
                for word in str(row[place] or "").split("|"):
                    if word not in words.values and (found := self.load_kind(words.of).get(fold_case(word))):
                        yield words.of, found[0]

    def hold(self) -> None:
        """See that all that was given out to refer to is there. Raises RemovedNameError and DamagedError."""
        for kind, numbers in self._relied_on.items():
            asked = json.dumps(list(numbers))
            query = f'SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM "{kind}")'
            for (number,) in self.change.connection.execute(query, (asked,)).fetchall():
                if (name := self._removed.get((kind, number))) is None:
                    raise DamagedError(reason=f"{kind} {number} is referred to and is not there")
                if any(count_users(self.change.connection, kind, number)):
                    raise RemovedNameError(kind=RECORDS[kind].label, name=name)

    def forget_promises(self) -> None:
        """Let the names be unknown again that only rows named which could not be taken."""
        for (kind, _number), (_same, values) in self._promised.items():
            self.withdraw(kind, str(values[RECORDS[kind].naming.key]))
        self._promised.clear()

    def reserve_former(self, kind: str, name: str, number: int) -> None:
        """Let a name stand for the number that its record had until a hand removed it, should it come in."""
        self.load_kind(kind)[fold_case(name)] = number, name
        self._removed[kind, number] = name

    def reserve(self, kind: str, name: str) -> int:
        """A free number for a record of that name; from now on the name stands for it."""
        if kind not in self._free:
            self._free[kind] = self.change.find_free_number(RECORDS[kind])
        number = self._free[kind]
        self._free[kind] += 1
        self.load_kind(kind)[fold_case(name)] = number, name
        self._former.pop((kind, fold_case(name)), None)
        return number

    def withdraw(self, kind: str, name: str) -> None:
        """Let a reserved name be unknown again."""
        number, _said = self.load_kind(kind).pop(fold_case(name))
        self._relied_on.get(kind, set()).discard(number)
