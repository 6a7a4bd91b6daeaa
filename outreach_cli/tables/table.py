"""A table as plain data: exact values, finished words, and no idea of width or colour."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

Cell = str | int | Fraction | None
"""An exact value: text, an ISO day, a count, a ratio or share (0.3875 as 31/80); None when unknown or 0/0."""
Kind = Literal["text", "day", "span", "number", "percent"]
"""What a cell is; a span is a month, quarter, week or year as ISO writes it."""


class Column(NamedTuple):
    """A column: its key, its heading, and how its cells are shown.

    `row` marks the columns that name the row. `empty` stands for a text that is not known; a row's column
    has it in the 'not stated' row. `beside` is the key of the column with the other period's numbers. Columns
    that tell of one number have its key as `of`, and `part` is what each is called below that number's
    heading. A `signed` number above zero is shown with its sign, as a change is. `counts` says what the rule
    is of where the heading does not.
    """

    key: str
    label: str
    kind: Kind = "number"
    decimals: int = 0
    row: bool = False
    rule: str = ""
    empty: str = ""
    beside: str = ""
    of: str = ""
    part: str = ""
    signed: bool = False
    counts: str = ""

    @property
    def own_heading(self) -> str:
        """What stands right above its cells on paper."""
        return self.part if self.of else self.label

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers, set to the right."""
        return self.kind in ("number", "percent")


class Table(NamedTuple):
    """A finished table in one language.

    `body` and `foot` hold exact cells in the columns' order. `hidden` names cells (row number in `body`, -1
    for the foot; column number) that must not be shown: their value is None. `traced` says which cell's
    records these are, `compared` every cell of a comparison. `main` is the key of the column that is drawn
    where none is named, empty for the first. `period` is two ISO days, the first None for
    'from the beginning'. `chart` is the key of the column that is also drawn, None for no chart where there
    is a choice. `row_keys` are each row's codes, the same in every language; None is 'not stated'. `against`
    is the period that each number is set beside, `compared_words` its name after that of the table's own.
    `close_percent` is for a table that is printed as a published one: 33% without a space. `numbered` is what
    the table's title begins with in a document, Table 1, and `called` what its texts call it. `rounded_to`
    says that numbers of persons are only about right: multiples of that. `commands_noted` says that notes end
    with a command as the register remembers it, in English, which is to be put into words.
    """

    name: str
    title: str
    language: str
    columns: tuple[Column, ...]
    body: tuple[tuple[Cell, ...], ...]
    foot: tuple[Cell, ...] | None = None
    period: tuple[str | None, str] | None = None
    period_words: str = ""
    filters: Mapping[str, object] = {}
    filter_words: str = ""
    as_of: int | None = None
    extracted_on: str = ""
    extracted_words: str = ""
    notes: tuple[str, ...] = ()
    hidden: frozenset[tuple[int, int]] = frozenset()
    traced: Mapping[str, object] | None = None
    compared: Mapping[str, object] | None = None
    chart: str | None = None
    tells_of_persons: bool = False
    row_keys: tuple[tuple[str | int | None, ...], ...] | None = None
    against: Mapping[str, str | None] | None = None
    rounded_to: int | None = None
    compared_words: tuple[str, str] | None = None
    commands_noted: bool = False
    close_percent: bool = False
    numbered: str = ""
    called: str = ""
    main: str = ""

    @property
    def heading(self) -> str:
        """The title, with the table's number in a document before it."""
        return f"{self.numbered} – {self.title}" if self.numbered else self.title

    @property
    def rows(self) -> list[dict[str, str | int | float | None]]:
        """The body as dictionaries by column key; ratios and shares unrounded."""
        return [self._list_values(row) for row in self.body]

    @property
    def total(self) -> dict[str, str | int | float | None] | None:
        """The total row as a dictionary by column key, None when the table has none."""
        return self._list_values(self.foot) if self.foot else None

    def _list_values(self, row: tuple[Cell, ...]) -> dict[str, str | int | float | None]:
        return {column.key: convert_cell(cell) for column, cell in zip(self.columns, row, strict=True)}

    def to_dict(self) -> dict[str, object]:
        """The table as CONTRACT's JSON object."""
        first, last = self.period or (None, None)
        said: dict[str, object] = {
            "schema": 1,
            "report": self.name,
            "title": self.title,
            "language": self.language,
            "period": {"from": first, "to": last} if self.period else None,
            "filters": dict(self.filters),
            "as_of": self.as_of,
            "extracted_on": self.extracted_on,
            "columns": [{"key": column.key, "label": column.label} for column in self.columns],
            "rows": self.rows,
            "total": self.total,
            "notes": list(self.notes),
        }
        if self.row_keys is not None:
            said["row_keys"] = [list(keys) for keys in self.row_keys]
        if self.rounded_to:
            said["rounded_to"] = self.rounded_to
        if self.traced:
            said["trace"] = dict(self.traced)
        if self.against:
            said["against"] = dict(self.against)
        if self.compared:
            said["compared"] = dict(self.compared)
        if self.hidden:
            said["hidden"] = [
                [self.name_row(row), self.columns[column].key] for row, column in sorted(self.hidden)
            ]
        return said

    def name_row(self, row: int) -> str:
        """The words that name a row of the body, or the foot for -1."""
        cells = self.foot if row == -1 else self.body[row]
        named = zip(self.columns, cells or (), strict=True)
        return ", ".join(column.empty if cell is None else str(cell) for column, cell in named if column.row)

    def to_json(self) -> str:
        """The JSON of a report, one object."""
        import json

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    @property
    def rules(self) -> list[tuple[str, str]]:
        """The columns that have a rule, each by what it counts, with the rule in words."""
        return [(column.counts or column.label, column.rule) for column in self.columns if column.rule]

    @property
    def caption(self) -> str:
        """Period, filters and extraction day on one line."""
        return " · ".join(
            part for part in (self.period_words, self.filter_words, self.extracted_words) if part
        )


def convert_cell(cell: Cell) -> str | int | float | None:
    """The cell as JSON and Python hold it: a fraction becomes a float."""
    return float(cell) if isinstance(cell, Fraction) else cell
