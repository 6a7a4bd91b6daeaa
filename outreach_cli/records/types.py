"""The types of fields: what a text is read as, what is stored, and how it is shown."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from math import isinf
from typing import Any

from outreach_cli.core.cpr import MASK, holds_cpr
from outreach_cli.core.days import EARLIEST_YEAR, find_danish_day, format_day, read_day, today
from outreach_cli.core.errors import BadValueError, UnkeptValueError
from outreach_cli.core.language import N_, _, get_language
from outreach_cli.core.lost_values import MOST_DIGITS, NOT_COMPUTED, shorten_number
from outreach_cli.core.names import fold_case, normalize
from outreach_cli.records.label import TABLE_WORDS

Value = str | int | float | None
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
_TABLE_WORDS = {fold_case(word) for label in TABLE_WORDS for word in label.both}
_PLAIN = r"-?\d{1,15}"
_DECIMAL = r"(-?\d{1,15})[.,](\d{1,20})"
_THOUSANDS = r"(-?[1-9]\d{0,2})((?:[. ]\d{3})+)(?:,(\d{1,20}))?"


class TwoNumbersError(BadValueError):
    """Two numbers."""

    message = N_("may be {one} or {other}; write a number without a separator of thousands")


class NotHoursError(BadValueError):
    """The text is no number of hours."""

    message = N_("not a number of hours")


class NoFiguresError(BadValueError):
    """The figures of a publication are not those of a table."""

    message = N_("not the numbers of a table")


def read_numbers(text: str) -> tuple[float, ...]:
    """What a tidy text may mean as a number, without repeats; nothing where it is no number.

    A point or a space before three digits parts thousands as in Danish (`1.000`, `1 000`, `1.234,5`), a
    comma or a point before any digits parts decimals. `1.000` and `1,000` may be either: two readings, of
    which a field takes the one that it can hold.
    """
    if re.fullmatch(_PLAIN, text):
        return (float(text),)
    found: dict[float, None] = {}
    if decimal := re.fullmatch(_DECIMAL, text):
        found[float(f"{decimal[1]}.{decimal[2]}")] = None
        if len(decimal[2]) == 3 and re.fullmatch(r"-?[1-9]\d{0,2}", decimal[1]):
            found[float(decimal[1] + decimal[2])] = None
    if thousands := re.fullmatch(_THOUSANDS, text):
        whole = thousands[1] + re.sub("[. ]", "", thousands[2])
        found[float(f"{whole}.{thousands[3] or 0}")] = None
    return tuple(found)


class Type:
    """What a field can hold.

    `sql` is the STRICT column type, `points_at` the key that it refers to, `example` a word that it takes.
    """

    sql = "TEXT"
    example = ""
    spelled_as_before = False
    """Whether words that are there already in another spelling are meant, as for a record's name."""

    @property
    def points_at(self) -> str | None:
        """The table and column of the foreign key, as SQL, or None."""
        return None

    def check(self, column: str) -> str | None:
        """The SQL condition that a value in `column` (a quoted name) satisfies, or None."""
        return None

    def read(self, text: str) -> Value:
        """The value in `text`, which is not empty. Raises a BadValueError."""
        raise NotImplementedError

    def write(self, value: Value) -> str:
        """The value as an import file holds it: keys and ISO dates, the same in both languages."""
        return "" if value is None else str(value)

    def show(self, value: object) -> str:
        """The value as a person reads it, in the current language."""
        return "" if value is None else str(value)


class Text(Type):
    """Text on one line, at most `most` characters, without a CPR number."""

    def __init__(self, most: int = 200) -> None:
        self.most = most

    def check(self, column: str) -> str:
        return f"length({column}) BETWEEN 1 AND {self.most}"

    def read(self, text: str) -> str:
        if not text.isprintable() and re.search(_CONTROL, text):
            raise ControlCharacterError(text)
        said = normalize(text)
        if text.strip() and not fold_case(said):  # soft hyphens and the like alone, which nobody can see
            raise ControlCharacterError(text)
        if holds_cpr(said) or MASK in said:
            raise HoldsCprError
        if len(said) > self.most:
            raise TooLongError(text, most=self.most)
        return said


class RowName(Text):
    """What tells one record from another and so heads a row: none of the rows that tables have themselves."""

    def read(self, text: str) -> str:
        said = super().read(text)
        if fold_case(said) in _TABLE_WORDS:
            raise TableWordError(text)
        return said


class Name(RowName):
    """The name of what is no record of its own, as a group's: it tells one record from another.

    Records of the `kind` may be called the same, and tell how it is spelled.
    """

    spelled_as_before = True

    def __init__(self, most: int = 200, *, kind: str | None = None) -> None:
        super().__init__(most)
        self.kind = kind


class Note(Text):
    """Free text on one line, for what no other field holds. Only fields declared so take any."""

    def __init__(self) -> None:
        super().__init__(500)


class Term(Text):
    """Words that reports count by, as a role or a type. Whatever is typed there leaves under a pseudonym."""


class Figures(Text):
    """The tables of a publication, as JSON on one line: what each asked, and the numbers that it shows."""

    example = '{"change": 1, "day": "2018-12-31", "tables": []}'

    def __init__(self) -> None:
        super().__init__(4_000_000)

    def read(self, text: str) -> str:
        import json

        said = super().read(text)
        try:
            contents = json.loads(said)
            able = type(contents["change"]) is int and type(contents["day"]) is str
            numbers = list(self._list_numbers(contents["tables"]))
        except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
            raise NoFiguresError(text) from None
        if not able or not all(number is None or type(number) in (int, float) for number in numbers):
            raise NoFiguresError(text)
        return said

    def show(self, value: object) -> str:
        import json

        contents = json.loads(str(value)) if value else {}
        return str(sum(1 for _number in self._list_numbers(contents.get("tables", ()))))

    def _list_numbers(self, tables: Iterable[Mapping[str, Any]]) -> Iterator[object]:
        for table in tables:
            for figures in table["figures"].values():
                for _place, number in figures:
                    yield number


class Day(Type):
    """A calendar day, stored as ISO text. Days in the future are refused unless `future`."""

    example = "2018-03-01"

    def __init__(self, *, future: bool = False) -> None:
        self.future = future

    def check(self, column: str) -> str:
        return f"length({column}) = 10 AND date({column}, '+0 days') IS {column}"

    def read(self, text: str) -> str:
        return read_day(text, future=self.future)

    def show(self, value: object) -> str:
        return format_day(str(value)) if value else ""


class Number(Type):
    """A whole number between `least` and `most`, both included."""

    sql = "INTEGER"

    def __init__(self, least: int = 0, most: int = 1_000_000) -> None:
        self.least, self.most = least, most

    def check(self, column: str) -> str:
        return f"{column} BETWEEN {self.least} AND {self.most}"

    def read(self, text: str) -> int:
        whole = [int(each) for each in read_numbers(normalize(text)) if each.is_integer()]
        if not whole:
            raise NotANumberError(text)
        fitting = [each for each in whole if self.least <= each <= self.most]
        if not fitting:
            raise OutOfRangeError(text, least=self.least, most=self.most)
        if len(fitting) > 1:
            raise TwoNumbersError(text, one=fitting[0], other=fitting[1])
        return fitting[0]


class Year(Number):
    """A year from 1900 to the present one, as a person's year of birth."""

    def __init__(self) -> None:
        super().__init__(EARLIEST_YEAR, 2100)

    def read(self, text: str) -> int:
        return Number(self.least, today().year).read(text)


class Hours(Type):
    """Hours of a day, with a decimal point or comma."""

    sql = "REAL"
    example = "3"
    most = 24
    unreadable: type[BadValueError] = NotHoursError

    def check(self, column: str) -> str:
        return f"{column} BETWEEN 0 AND {self.most}"

    def read(self, text: str) -> float:
        readings = read_numbers(normalize(text))
        if not readings:
            raise self.unreadable(text)
        fitting = [each for each in readings if 0 <= each <= self.most]
        if not fitting:
            raise OutOfRangeError(text, least=0, most=self.most)
        return fitting[0]

    def write(self, value: Value) -> str:
        return "" if value is None else f"{value:g}"

    def show(self, value: object) -> str:
        said = "" if value is None else f"{value:g}"
        return said.replace(".", ",") if get_language() == "da" else said


class Flag(Type):
    """Yes or no, stored as 1 or 0."""

    sql = "INTEGER"
    example = "yes"
    YES = ("yes", "y", "ja", "j", "true", "sand", "1")
    NO = ("no", "n", "nej", "false", "falsk", "0")

    def check(self, column: str) -> str:
        return f"{column} IN (0, 1)"

    def is_answer(self, text: str) -> bool:
        """Whether the text says yes or no."""
        return fold_case(text) in self.YES + self.NO

    def read(self, text: str) -> int:
        said = fold_case(text)
        if said in self.YES:
            return 1
        if said in self.NO:
            return 0
        raise NotYesOrNoError(text)

    def write(self, value: Value) -> str:
        return "" if value is None else ("yes" if value else "no")

    def show(self, value: object) -> str:
        return "" if value is None else (_("yes") if value else _("no"))


class Reference(Type):
    """The name of another record, stored as its number with a foreign key."""

    sql = "INTEGER"

    def __init__(self, to: str) -> None:
        self.to = to

    @property
    def points_at(self) -> str:
        return f'"{self.to}" (id)'

    def read(self, text: str) -> str:
        return Text().read(text)


def convert_to_text(value: object) -> str:
    """What Python holds as the text that the fields' types read."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        return "|".join(convert_to_text(each) for each in value)
    if str(value) == "<NA>" or value != value:  # noqa: PLR0124 - so is NaN, and pandas' NaT
        return ""
    if isinstance(value, datetime):
        return find_danish_day(value).isoformat()
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    if isinstance(value, float):
        if isinf(value):
            return NOT_COMPUTED
        if abs(value) >= 10**MOST_DIGITS:
            return shorten_number(value)
        if value.is_integer():  # what a spreadsheet makes of a whole number
            return str(int(value))
    return str(value).strip()


def list_texts(given: object) -> list[str]:
    """The texts of what Python holds, where one thing or several may be given."""
    if isinstance(given, str):
        return [given]
    return [convert_to_text(each) for each in (given if isinstance(given, Iterable) else [given])]


class NotANumberError(BadValueError):
    """The text is no whole number."""

    message = N_("not a whole number")


class OutOfRangeError(BadValueError):
    """The number is outside what its field takes."""

    message = N_("not between {least} and {most}")


class NotYesOrNoError(BadValueError):
    """The text is neither yes nor no, in either language."""

    message = N_("answer yes or no")


class TableWordError(BadValueError):
    """A name is a row that tables have of their own."""

    message = N_(
        "tables have a row of that name themselves; choose another name, or leave empty what is not stated"
    )


class TooLongError(BadValueError):
    """The text is longer than its field takes."""

    message = N_("longer than {most} characters")


class ControlCharacterError(BadValueError):
    """The text holds a character that would act on a terminal."""

    message = N_("holds a control character")


class HoldsCprError(UnkeptValueError):
    """A CPR number stands in what would be registered."""

    message = N_(
        "looks like a CPR number, which the register never holds; use a code of your own, such as AAL-001"
    )
    hint = N_("Where the source has only CPR numbers: outreach register CODE --cpr-stdin")
