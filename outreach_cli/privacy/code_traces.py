"""Where a citizen's code was written in words: in which spellings, and which surely mean that citizen."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize as to_form

from outreach_cli.core.names import fold_case
from outreach_cli.records.choices import OpenChoice, find_words
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Text
from outreach_cli.storage.schema import quote_name

_BETWEEN = "[\\s_./\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d-]"
"""What people write between the parts of a code: dashes of all kinds, dots, slashes, spaces."""
_SHORT = 5
"""Letters of a code without digits that may well be a word."""
_PART_OF_A_WORD = r"[\w\-\u2010-\u2015]"
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
    """What all spellings of a code have in common: case, composition and the kind of dash do not count."""
    return re.sub(f"{_BETWEEN}+", "-", fold_case(code))


def list_word_columns(record: Record) -> tuple[str, ...]:
    """The record's columns that hold words somebody chose: text, open words, and a source's own."""
    known_from = ("source", "source_id") if record.by_content else ()
    return (*(each.key for each in record.fields if _holds_words(each)), *known_from)


def _holds_words(field: Field) -> bool:
    return isinstance(field.type, Text | OpenChoice) or find_words(field.type) is not None


class CodeSearch:
    """Finds the codes of one citizen, each with what is to stand in its place, in every text."""

    def __init__(
        self, connection: sqlite3.Connection, instead: Mapping[str, str], own: frozenset[int]
    ) -> None:
        """`own` are the citizen's numbers: their rows in the citizens' table are named anew elsewhere."""
        self.connection = connection
        self.instead = instead
        self.own = own
        self._patterns = {code: _compile_pattern(code) for code in instead}

    @cached_property
    def _taken(self) -> frozenset[str]:
        """The codes of everybody else, and the names of all that is no citizen, without case."""
        listed = ", ".join(f"{number:d}" for number in self.own)
        found: set[str] = set()
        for record in RECORDS.values():
            if record.name is None:
                continue
            others = f" WHERE id NOT IN ({listed})" if record.kind == "citizen" else ""
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
                where = f" AND NOT ifnull({blanked}, 0)" if blanked and record.kind != "doublet" else ""
                if record.kind == "citizen":
                    where = f" AND id NOT IN ({', '.join(f'{number:d}' for number in self.own)})"
                for column in list_word_columns(record):
                    yield from self._search_column(table, column, where, record)
        for table, columns in OF_THE_FILE.items():
            for column in columns:
                yield from self._search_column(table, column, "", None)

    def _search_column(
        self, table: str, column: str, where: str, record: Record | None
    ) -> Iterator[CodeTrace]:
        likely = " OR ".join(f"{quote_name(column)} GLOB ?" for _code in self.instead)
        rows = self.connection.execute(
            f"SELECT rowid, {quote_name(column)} FROM {quote_name(table)} WHERE ({likely}){where}",
            [_write_glob(code) for code in self.instead],
        ).fetchall()
        for row, text in rows:
            if record is not None and record.kind == "doublet" and column == "code":
                found = self._match_whole(text)
            else:
                found = self._match_within(text, decided=record is None or record.kind != "citizen")
            if found:
                yield CodeTrace(table, column, row, text, *found)

    def _match_whole(self, text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
        """As `_match_within`, for a column that holds a code and nothing else."""
        for code, instead in self.instead.items():
            if fold_case(code) == fold_case(text):
                return instead, (text,), ()
        return None

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
            pieces, last = [], 0
            for found in self._patterns[code].finditer(said):
                sure = decided and self._is_sure(code, said, found)
                spellings.append(found[0])
                left += [] if sure else [found[0]]
                pieces += [said[last : found.start()], instead if sure else found[0]]
                last = found.end()
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


def apply_traces(connection: sqlite3.Connection, traces: Sequence[CodeTrace]) -> dict[str, set[int]]:
    """Write what the texts become; the numbers of the rows written, by table.

    No trigger may stand. A name or an identity that is taken gets a number.
    """
    written: dict[str, set[int]] = {}
    for each in traces:
        if each.said == each.text:
            continue
        record = next((one for one in RECORDS.values() if each.table in (one.kind, one.past_table)), None)
        field = record.by_key.get(each.column) if record else None
        most = field.type.most if field and isinstance(field.type, Text) else 200
        for number in range(1, 1000):
            more = "" if number == 1 else f" ({number})"
            try:
                connection.execute(
                    f"UPDATE {quote_name(each.table)} SET {quote_name(each.column)} = ? WHERE rowid = ?",
                    (each.said[: most - len(more)] + more, each.row),
                )
            except sqlite3.IntegrityError:
                continue
            break
        written.setdefault(each.table, set()).add(each.row)
    return written


def _compile_pattern(code: str) -> re.Pattern[str]:
    """The code as a word, in every case, with any dash, or none, and in the genitive."""
    parts = re.findall(r"[^\W\d_]+|\d+|[^\w]+|_", to_form("NFC", code))
    said = ""
    for before, part in zip(["", *parts], parts, strict=False):
        if re.match(r"[^\w]|_", part):
            said += f"{_BETWEEN}{{0,3}}" if re.fullmatch(f"{_BETWEEN}+", part) else re.escape(part)
        else:
            joined = bool(before) and not re.match(r"[^\w]|_", before)
            said += (f"{_BETWEEN}?" if joined and len(parts) < 4 else "") + re.escape(part)
    return re.compile(rf"(?<![^\W_]){said}(?=(?:['’]?s)?(?![^\W_]))", flags=re.IGNORECASE)


def _write_glob(code: str) -> str:
    """A pattern that each text meets in which the code stands, however spelt; SQLite's lower() knows no Æ."""
    parts = re.findall(r"[a-zA-Z]+|\d+", to_form("NFD", code))
    spelt = (
        "".join(f"[{sign.lower()}{sign.upper()}]" if sign.isalpha() else sign for sign in part)
        for part in parts
    )
    return f"*{'*'.join(spelt)}*" if parts else "*"
