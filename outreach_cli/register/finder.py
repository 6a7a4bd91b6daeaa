"""Finding what is registered, by name or number, and the names nearest to one that is not there."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress

from outreach_cli.core.days import today
from outreach_cli.core.errors import UnknownNameError, UnknownNumberError
from outreach_cli.core.files import Place
from outreach_cli.core.language import N_
from outreach_cli.core.names import (
    NearCodes,
    find_nearest,
    fold_case,
    fold_spelling,
    list_near_spellings,
    normalize,
    quote_for_shell,
)
from outreach_cli.records.choices import Choice, OpenChoice, RegisterWords
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Name, Term, Text, Value, convert_to_text
from outreach_cli.register.references import join_references, write_named_column
from outreach_cli.storage.database import write_address
from outreach_cli.storage.schema import quote_name, read_column, read_value

_MOST_OFFERED = 500
"""As many names as a shell is offered at once."""


def write_standing(kind: str) -> str:
    """SQL: a record of the kind has not ended before `:today`."""
    if not (span := RECORDS[kind].span):
        return "1"
    return f"ifnull({quote_name(span[1])}, :today) >= :today"


def list_known_names(path: Place, kind: str, begins: str, *, ended: bool) -> list[str]:
    """The names of a kind that begin so, case apart, at most 500; none where there is no register.

    For tab completion: read quickly, and without a complaint. Without `ended` those are left out that have
    ended before today.
    """
    column = quote_name(kind)
    begin = fold_case(begins)
    plain = begin if begin.isascii() else ""  # SQLite folds no Æ Ø Å
    values = {"begin": plain, "today": today().isoformat(), "most": _MOST_OFFERED if plain == begin else -1}
    address = write_address(path, "ro")
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True, timeout=0.1)) as connection:
        rows = connection.execute(
            f"SELECT {column} FROM {column} WHERE {column} BETWEEN :begin AND :begin || char(0x10FFFF)"
            f" AND {'1' if ended else write_standing(kind)} ORDER BY {column} LIMIT :most",
            values,
        ).fetchall()
        return [name for (name,) in rows if fold_case(name).startswith(begin)][:_MOST_OFFERED]
    return []


class RecordFinder:
    """Looks records up on one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def find_name(self, kind: str, given: object) -> tuple[int, str]:
        """The number and registered spelling of the record of that name, as a person types it.

        Æ Ø Å may be written ae, oe, aa, and a dash as a hyphen, where no other is called so; a script may
        hold a code as a number. Raises UnknownNameError.
        """
        name = given if isinstance(given, str) else convert_to_text(given)
        found = self.look_up(kind, name) or self._look_up_spelling(kind, name)
        if found is None:
            record, names = RECORDS[kind], self.list_names(kind)
            record.naming.type.read(name)  # what no record can be called is told as that
            unknown = UnknownNameError(
                kind=record.label,
                name=normalize(name),
                plural=record.plural,
                nearest=find_nearest(name, names),
            )
            new = f"{record.verb or f'add {kind}'} {quote_for_shell(normalize(name))}"
            by_name = not record.verb or all(each.key == kind for each in record.fields if each.required)
            if by_name and names and record.verb:
                unknown.details["new"] = new
            elif by_name and not names:
                unknown.details["command"] = new
                unknown.hint = N_("There are none yet; add one with: outreach {command}")
            raise unknown
        return found

    def look_up(self, kind: str, name: str) -> tuple[int, str] | None:
        """As `find_name`, but None when there is none. Case and spacing do not count."""
        if isinstance(named := RECORDS[kind].naming.type, Choice):
            name = named.find_key(name) or name
        column = quote_name(kind)
        row: tuple[int, str] | None = self.connection.execute(
            f"SELECT id, {column} FROM {column} WHERE {column} = ?", (Text().read(name),)
        ).fetchone()
        if row is None:  # NOCASE does not know Æ Ø Å, nor what cannot be seen
            row = self._fold_names(kind, only_beyond_ascii=name.isascii()).get(fold_case(name))
        return row or self.list_merged(kind).get(fold_case(name))

    def find_word(self, words: RegisterWords, text: str) -> str:
        """The key of a standard word, or the register's own word as it is spelled. Raises NotAWordError."""
        if key := words.find_key(text):
            return key
        own = self.list_names(words.of)
        if found := words.find_own(text, own):
            return found
        raise words.refuse(text, own)

    def _look_up_spelling(self, kind: str, name: str) -> tuple[int, str] | None:
        """The only record whose name is written so on a keyboard without Æ, Ø and Å, or without a dash."""
        said = fold_spelling(name)
        if not any(signs in said for signs in ("ae", "oe", "aa", " - ")):
            return None
        named = self._fold_names(kind, only_beyond_ascii=True).items()
        found = [record for fold, record in named if fold_spelling(fold) == said]
        return found[0] if len(found) == 1 else None

    def index_names(self, kind: str) -> dict[str, tuple[int, str]]:
        """Every record of a named kind by its folded name: number and spelling.

        The name of one that was merged into another stands for that other.
        """
        return self.list_merged(kind) | self._fold_names(kind)

    def _fold_names(self, kind: str, *, only_beyond_ascii: bool = False) -> dict[str, tuple[int, str]]:
        column = quote_name(kind)
        chosen = f" WHERE {column} GLOB '*[^ -~]*'" if only_beyond_ascii else ""
        rows = self.connection.execute(f"SELECT id, {column} FROM {column}{chosen}").fetchall()
        return {fold_case(name): (number, name) for number, name in rows}

    def list_near(self, kind: str, name: str) -> list[str]:
        """The registered names for which the name, when it is new, may be a slip of the hand."""
        if self.look_up(kind, name):
            return []
        column, spellings = quote_name(kind), list_near_spellings(Text().read(name))
        marks = ", ".join("?" * len(spellings))
        query = f"SELECT {column} FROM {column} WHERE {column} IN ({marks}) ORDER BY id"
        near = read_column(self.connection, query, spellings)
        spelled = self._look_up_spelling(kind, name)
        return [spelled[1], *near] if spelled else near

    def find_spelling(self, field: Field, value: Value) -> Value:
        """The words as they stand in the register already, in whatever spelling, else as they are."""
        if not (field.type.spelled_as_before and isinstance(value, str)):
            return value
        known = self.list_spellings(field)
        return known.get(value) or known.get(fold_case(value), value)

    def list_spellings(self, field: Field) -> dict[str, str]:
        """The words that stand in the register in the fields of that very type, by themselves and by fold.

        What is called as a record is spelled as that is.
        """
        of = field.type.kind if isinstance(field.type, Name) else None
        names = {fold_case(name): name for name in self.list_names(of)} if of else {}
        known: dict[str, str] = {}
        for record in RECORDS.values():
            for each in (each for each in record.fields if each.type is field.type):
                column = quote_name(each.key)
                query = f"SELECT DISTINCT {column} FROM {quote_name(record.kind)} WHERE {column} NOT NULL"
                for words in read_column(self.connection, query):
                    known[str(words)] = names.get(fold_case(words), words)
        return {fold_case(words): words for words in reversed(known.values())} | known | names

    def list_near_words(self, field: Field, word: str) -> list[str]:
        """The words of a field that takes any, for which one that is new may be a slip of the hand."""
        choice = field.type
        if not isinstance(choice, Term | OpenChoice) or isinstance(choice, RegisterWords):
            return []
        own = self.list_spellings(field)
        if fold_case(word) in own or (isinstance(choice, OpenChoice) and choice.find_key(word)):
            return []
        if isinstance(choice, Term):
            return NearCodes(own.values()).meet(word)
        words = choice.list_words()
        near = NearCodes([*words, *(each for each in own.values() if each not in choice.values)]).meet(word)
        return list(dict.fromkeys(choice.show_word(words[each]) if each in words else each for each in near))

    def list_merged(self, kind: str) -> dict[str, tuple[int, str]]:
        """The names of those that were merged, without case, each with the record that it now stands for."""
        if not (memory := RECORDS[kind].merged_in):
            return {}
        column = quote_name(kind)
        rows = self.connection.execute(
            f"SELECT memory.code, mine.id, mine.{column} FROM {quote_name(memory)} AS memory"
            f" JOIN {column} AS mine ON mine.id = memory.{column} WHERE memory.same = 1"
        ).fetchall()
        return {fold_case(code): (number, name) for code, number, name in rows}

    def list_names(self, kind: str, *, ended: bool = True) -> list[str]:
        """The names of a kind, in the order in which they were added.

        Without `ended` those are left out that have ended before today: nothing new is written of them.
        """
        column, where = quote_name(kind), "1" if ended else write_standing(kind)
        query = f"SELECT {column} FROM {column} WHERE {where} ORDER BY id"
        return read_column(self.connection, query, {"today": today().isoformat()})

    def list_names_since(self, record: Record, change: int) -> list[str]:
        """The names of the records that a change added."""
        column = quote_name(record.naming.key)
        query = (
            f"SELECT {column} FROM {quote_name(record.kind)} AS mine WHERE change = ?"
            f" AND NOT EXISTS (SELECT 1 FROM {quote_name(record.past_table)} AS past WHERE past.id = mine.id)"
            " ORDER BY id"
        )
        return read_column(self.connection, query, (change,))

    def find_number(self, record: Record, word: str | int) -> int:
        """The number of the record that `word` names or numbers.

        Raises UnknownNameError or UnknownNumberError.
        """
        word = str(word)
        if record.name and (found := self.look_up(record.kind, word)):
            return found[0]
        if word.isascii() and word.isdigit() and int(word) < 2**63:
            query = f"SELECT id FROM {quote_name(record.kind)} WHERE id = ?"
            if row := self.connection.execute(query, (int(word),)).fetchone():
                return int(row[0])
        if record.name:
            return self.find_name(record.kind, word)[0]
        raise UnknownNumberError(kind=record.label, number=word, plural=record.plural)

    def find_same(self, record: Record, values: Mapping[str, Value]) -> int | None:
        """The number of the record with these values in the fields that tell one from another."""
        if not record.identity:
            return None
        where = " AND ".join(f"{quote_name(key)} IS :{key}" for key in record.identity)
        query = f"SELECT id FROM {quote_name(record.kind)} WHERE {where}"
        found: int | None = read_value(self.connection, query, {key: values[key] for key in record.identity})
        return found

    def read_row(self, record: Record, number: int) -> RecordValues:
        """One row's values, references as numbers and as names. Raises UnknownNumberError."""
        own = (f"mine.{quote_name(key)}" for key in record.keys)
        columns = ", ".join((*own, *map(write_named_column, record.fields)))
        source = f"{quote_name(record.kind)} AS mine{join_references(record.fields)}"
        query = f"SELECT {columns} FROM {source} WHERE mine.id = ?"
        found = self.connection.execute(query, (number,)).fetchone()
        if found is None:
            raise UnknownNumberError(kind=record.label, number=number, plural=record.plural)
        names = found[len(record.keys) :]
        return RecordValues(*(dict(zip(record.keys, each, strict=False)) for each in (found, names)))

    def read_last(self, record: Record) -> dict[str, Value]:
        """What was written down last of this kind, references as names; empty when there is nothing yet."""
        number = read_value(self.connection, f"SELECT max(id) FROM {quote_name(record.kind)}")
        return self.read_row(record, number).names if number else {}

    def read_last_change(self) -> tuple[int, str, str, dict[str, dict[str, int]]]:
        """The last change: its number, instant, who made it, and how many of each kind it wrote, by act."""
        number, at, who = self.connection.execute(
            "SELECT id, at, who FROM change WHERE summary IS NOT NULL ORDER BY id DESC LIMIT 1"
        ).fetchone()
        counts: dict[str, dict[str, int]] = {}
        # SQLite reads the JSON: to import Python's module for it took 2 % of the time of `outreach` alone.
        written = self.connection.execute(
            "SELECT kind.key, act.key, act.value"
            " FROM change, json_each(summary) AS kind, json_each(kind.value) AS act WHERE change.id = ?",
            (number,),
        )
        for kind, act, each in written:
            counts.setdefault(kind, {})[act] = each
        return number, at, who, counts


class RecordValues:
    """Checked values by field key: as the register holds them, and with references as names."""

    def __init__(self, values: dict[str, Value] | None = None, names: dict[str, Value] | None = None) -> None:
        self.values = values or {}
        self.names = names or {}
