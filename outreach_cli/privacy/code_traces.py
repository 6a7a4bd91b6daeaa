"""Where a citizen's code was written in words: in which spellings, and which surely mean that citizen."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize as to_form

from outreach_cli.core.names import fold_case, normalize_signs
from outreach_cli.privacy.citizen_identity import CitizenIdentity
from outreach_cli.records.choices import MOST_CHOSEN, MultipleChoice, OpenChoice, find_words
from outreach_cli.records.own_words import WORDS
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Text
from outreach_cli.storage.schema import quote_name

_BETWEEN = "[\\s_./\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d-]"
"""What people write between the parts of a code: dashes of all kinds, dots, slashes, spaces."""
_SHORT = 5
"""Letters of a code without digits that may well be a word."""
_PART_OF_A_WORD = r"[\w\-\u2010-\u2015]"
_ODD = "*[^ -\u00ac\u00ae-\u00ff]*"
"""Texts, for SQLite's GLOB, with a sign that may stand for another or is not seen."""
OF_THE_FILE = {"change": ("who", "command"), "access": ("who", "command")}
"""Tables that are no record's, with their columns that hold words."""


@dataclass(frozen=True)
class CodeTrace:
    """A text of the register in which a code stands, and `said`, what it becomes.

    `spellings` are the ways in which the code is written there; `left` those of them that stay, because only
    a person can tell whether they mean the citizen.
    """

    table: str
    column: str
    row: int
    text: str
    said: str
    spellings: tuple[str, ...]
    left: tuple[str, ...] = ()


def fold_code(code: str) -> str:
    """What all spellings of a code have in common.

    Case, composition, width and the kind of dash do not count, nor what nobody sees.
    """
    return re.sub(f"{_BETWEEN}+", "-", fold_case(normalize_signs(to_form("NFC", code))[0]))


def list_word_columns(record: Record) -> tuple[str, ...]:
    """The record's columns that hold words somebody chose: text, open words, and a source's own."""
    known_from = ("source", "source_id") if record.by_content else ()
    return (*(each.key for each in record.fields if _holds_words(each)), *known_from)


def _holds_words(field: Field) -> bool:
    return isinstance(field.type, Text | OpenChoice) or find_words(field.type) is not None


class CodeSearch:
    """Finds the codes of one citizen, each with what is to stand in its place, in every text."""

    def __init__(
        self, connection: sqlite3.Connection, instead: Mapping[str, str], own: CitizenIdentity
    ) -> None:
        """The citizen's own rows in the citizens' table are named anew elsewhere."""
        self.connection = connection
        self.instead = instead
        self.own = own
        self._patterns = {code: _compile_pattern(code) for code in instead}

    @cached_property
    def _taken(self) -> frozenset[str]:
        """The codes of everybody else, and the names of all that is no citizen, without case."""
        found: set[str] = set()
        for record in RECORDS.values():
            if record.name is None:
                continue
            others = f" WHERE id NOT IN ({self.own.listed})" if record.kind == "citizen" else ""
            for table in (record.kind, record.past_table):
                rows = self.connection.execute(
                    f"SELECT {quote_name(record.name)} FROM {quote_name(table)}{others}"
                )
                found |= {fold_case(name) for (name,) in rows}
        return frozenset(found)

    def search_everywhere(self, besides: Mapping[str, str] | None = None) -> Iterator[CodeTrace]:
        """Every text with a code in it; `besides` is SQL, by kind, of rows that are blanked as a whole."""
        for record in RECORDS.values():
            for table in (record.kind, record.past_table):
                blanked = (besides or {}).get(record.kind)
                for column in list_word_columns(record):
                    where = f" AND NOT ifnull({blanked}, 0)" if blanked and record.kind != "doublet" else ""
                    if record.kind == "citizen":
                        where = f" AND id NOT IN ({self.own.listed})" if column == record.name else ""
                    yield from self._search_column(table, column, where, record)
        for table, columns in OF_THE_FILE.items():
            for column in columns:
                yield from self._search_column(table, column, "", None)

    def _search_column(
        self, table: str, column: str, where: str, record: Record | None
    ) -> Iterator[CodeTrace]:
        likely = " OR ".join(f"{quote_name(column)} GLOB ?" for _code in self.instead)
        rows = self.connection.execute(
            f"SELECT rowid, {quote_name(column)} FROM {quote_name(table)}"
            f" WHERE ({likely} OR {quote_name(column)} GLOB ?){where}",
            [*(_write_glob(code) for code in self.instead), _ODD],
        ).fetchall()
        for row, text in rows:
            if record is not None and record.kind == "doublet" and column == "code":
                found = self._match_whole(text)
            else:
                names_another = record is not None and record.kind == "citizen" and column == record.name
                found = self._match_within(text, decided=not names_another)
            if found:
                yield CodeTrace(table, column, row, text, *found)

    def _match_whole(self, text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
        """As `_match_within`, for a column that holds a code alone: what is longer is another's."""
        for code, instead in self.instead.items():
            same = fold_code(code) == fold_code(text)
            if fold_case(code) == fold_case(text) or (same and fold_case(text) not in self._taken):
                return instead, (text,), ()
        return self._match_within(text, decided=False)

    def _match_within(
        self, text: str, *, decided: bool
    ) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
        """What the text becomes, the spellings found, and those left; None without any.

        Not `decided` is what names another citizen: their code is theirs.
        """
        said = to_form("NFC", text)
        spellings: list[str] = []
        left: list[str] = []
        for code, instead in self.instead.items():
            flat, places = normalize_signs(said)
            pieces, last = [], 0
            for found in self._patterns[code].finditer(flat):
                first, after = places[found.start()], places[found.end() - 1] + 1
                sure, spelt = decided and self._is_sure(code, flat, found), said[first:after]
                spellings.append(spelt)
                left += [] if sure else [spelt]
                pieces += [said[last:first], instead if sure else spelt]
                last = after
            said = "".join((*pieces, said[last:]))
        return (said, tuple(dict.fromkeys(spellings)), tuple(dict.fromkeys(left))) if spellings else None

    def _is_sure(self, code: str, text: str, found: re.Match[str]) -> bool:
        """Whether what stands there can only be the citizen: no number of something, nobody else's code."""
        if code.isdigit() or (code.isalpha() and len(code) <= _SHORT):
            return False  # 117 may be a ward, and Bo another's name
        if {fold_case(code), fold_case(found[0])} & self._taken:
            return False
        start, end = found.span()
        while start and re.match(_PART_OF_A_WORD, text[start - 1]):
            start -= 1
        while end < len(text) and re.match(_PART_OF_A_WORD, text[end]):
            end += 1
        return (start, end) == found.span() or fold_case(text[start:end]) not in self._taken


def apply_traces(connection: sqlite3.Connection, traces: Iterable[CodeTrace]) -> dict[str, set[int]]:
    """Write what the texts become; the numbers of the rows written, by table.

    No trigger may stand. A name or an identity that is taken gets a number. Words of the register's own come
    first, so that what holds such a word by its name gets the name that the word has got.
    """
    written: dict[str, set[int]] = {}
    renamed: dict[tuple[str, str], str] = {}
    """By kind and word."""
    for each in sorted(traces, key=lambda trace: trace.table.removesuffix("_past") not in WORDS):
        if each.said == each.text:
            continue
        record = next((one for one in RECORDS.values() if each.table in (one.kind, one.past_table)), None)
        field = record.by_key.get(each.column) if record else None
        said = each.said
        if record and record.kind in WORDS:
            said = renamed.get((record.kind, each.text), said)
        elif field and (words := find_words(field.type)):
            pairs = zip(each.text.split("|"), said.split("|"), strict=False)
            said = "|".join(renamed.get((words.of, before), after) for before, after in pairs)
        said = _write_text(connection, each, said, _find_most(field))
        if record and record.kind in WORDS:
            renamed.setdefault((record.kind, each.text), said)
        written.setdefault(each.table, set()).add(each.row)
    return written


def _find_most(field: Field | None) -> int:
    """How many signs the column of the field, or of what is no record's, takes."""
    if field is None or not isinstance(field.type, Text | MultipleChoice):
        return 200
    return field.type.most if isinstance(field.type, Text) else MOST_CHOSEN


def _write_text(connection: sqlite3.Connection, trace: CodeTrace, said: str, most: int) -> str:
    """Write a text in the trace's place, with a number where it is taken there; returns it."""
    for number in range(1, 1000):
        more = "" if number == 1 else f" ({number})"
        text = said[: most - len(more)] + more
        try:
            connection.execute(
                f"UPDATE {quote_name(trace.table)} SET {quote_name(trace.column)} = ? WHERE rowid = ?",
                (text, trace.row),
            )
        except sqlite3.IntegrityError:
            continue
        return text
    return trace.text


def _compile_pattern(code: str) -> re.Pattern[str]:
    """The code as a word, in every case, with any dash, or none, and in the genitive."""
    parts = re.findall(r"[^\W\d_]+|\d+|[^\w]+|_", normalize_signs(to_form("NFC", code))[0])
    said = ""
    for before, part in zip(["", *parts], parts, strict=False):
        if re.match(r"[^\w]|_", part):
            said += f"{_BETWEEN}{{0,3}}" if re.fullmatch(f"{_BETWEEN}+", part) else re.escape(part)
        else:
            joined = bool(before) and not re.match(r"[^\w]|_", before)
            said += (f"{_BETWEEN}?" if joined and len(parts) < 4 else "") + re.escape(part)
    return re.compile(rf"(?<![^\W_]){said}(?=(?:['’]?s)?(?![^\W_]))", flags=re.IGNORECASE)


def _write_glob(code: str) -> str:
    """What each text without odd signs matches in which the code stands; SQLite's lower() knows no Æ."""
    parts = re.findall(r"[a-zA-Z]+|[0-9]+", normalize_signs(to_form("NFC", code))[0])
    spelt = (
        "".join(f"[{sign.lower()}{sign.upper()}]" if sign.isalpha() else sign for sign in part)
        for part in parts
    )
    return f"*{'*'.join(spelt)}*" if parts else "*"
