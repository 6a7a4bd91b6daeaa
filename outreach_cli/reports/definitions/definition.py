"""What a report is declared to be: its rows, columns, notes and labels."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple, Self

from outreach_cli.core.column_names import match_column
from outreach_cli.core.errors import OutreachError, RefusedError, UnknownWordError
from outreach_cli.core.language import N_, LazyMessage
from outreach_cli.populations.fields import CountedField, list_fields
from outreach_cli.records.label import NOT_STATED, Label
from outreach_cli.records.settings import DAYS
from outreach_cli.reports.definitions.dimensions import Dimension
from outreach_cli.reports.definitions.measures import CountedMeasure, DerivedMeasure, Measure

DaysReader = Callable[[], Mapping[str, int]]
"""Reads how many days each setting says."""


class ColumnDefinition(NamedTuple):
    """A declared column: key, heading, what it counts, and its rule in words.

    `empty` stands where a text is not known. A column that is not `printed` is there to be computed with.
    """

    key: str
    label: Label
    measure: Measure
    rule: Label
    decimals: int = 0
    percent: bool = False
    printed: bool = True
    empty: Label | None = None

    @property
    def counted_field(self) -> CountedField | None:
        """The field whose values the column shows as they are, None for a number of its own."""
        measure = self.measure
        if not isinstance(measure, CountedMeasure) or measure.until or measure.field is None:
            return None
        return (
            list_fields(measure.population)[measure.field] if measure.act in ("value", "min", "max") else None
        )


class NoteDefinition(NamedTuple):
    """A declared note: a sentence with counted numbers in it; `one` is how it reads when the first is 1.

    `shares` are percentages of two of the numbers.
    """

    text: Label
    numbers: Mapping[str, CountedMeasure]
    shares: Mapping[str, DerivedMeasure] = MappingProxyType({})
    one: Label | None = None
    decimals: int = 0


class ReportDefinition(NamedTuple):
    """A declared report. One that `goes_with` another can be asked for there by a flag of its name.

    `one_at_a_time` names the filter that it must be set to one of, and `chosen` holds values of filters that
    it has unless asked otherwise, as it is spread out `across` a field. `close_percent` is for a table that
    is printed as a published one: 33%. `text` is the file's, by which errors tell the line.
    """

    name: str
    title: Label
    rows: tuple[Dimension, ...]
    columns: tuple[ColumnDefinition, ...]
    unknown: Literal["row", "note"] = "row"
    period: str | None = None
    one_at_a_time: str | None = None
    chosen: Mapping[str, str] = MappingProxyType({})
    empty_rows: bool = True
    not_stated: Label = NOT_STATED
    notes: tuple[NoteDefinition, ...] = ()
    goes_with: str | None = None
    across: Dimension | None = None
    close_percent: bool = False
    file: str = ""
    text: str = ""

    @property
    def counted(self) -> dict[str, CountedMeasure]:
        """The counted columns' measures by key; the others are computed from them."""
        return {each.key: each.measure for each in self.columns if isinstance(each.measure, CountedMeasure)}

    def list_measures(self) -> list[CountedMeasure]:
        """Everything that it counts: of its columns, and for its notes."""
        noted = [measure for note in self.notes for measure in note.numbers.values()]
        return [*self.counted.values(), *noted]

    @property
    def leading(self) -> str:
        """The key of the column without which there is no table: the first that counts anything."""
        measures = self.counted
        return next((key for key, each in measures.items() if each.act != "value"), next(iter(measures)))

    @property
    def able_rows(self) -> list[str]:
        """The choices of rows that it can have."""
        return self.counted[self.leading].list_able_rows()

    @property
    def printed(self) -> tuple[ColumnDefinition, ...]:
        """The columns that are shown."""
        return tuple(column for column in self.columns if column.printed)

    @property
    def numeric(self) -> tuple[ColumnDefinition, ...]:
        """The columns that show a number of their own: one can be spread out, and have a goal."""
        return tuple(column for column in self.printed if column.counted_field is None)

    def ask_by(self, rows: tuple[Dimension, ...]) -> Self:
        """It with these rows: a column that would say the row's own key again is not printed."""
        keys = {each.name for each in rows}
        columns = tuple(
            each._replace(printed=False) if each.key in keys and each.printed else each
            for each in self.columns
        )
        return self._replace(columns=columns)

    def name_unknown(self, dimension: Dimension) -> str:
        """What is called so that has no key of these rows: `not_stated` in the report's own rows.

        So in those by a key that is usually one: there, too, it means those whom nobody has.
        """
        own = {each.field for each in self.rows}
        own |= {key for each in self.counted.values() for key in each.population.usual}
        return str(self.not_stated if dimension.field in own else NOT_STATED)

    def hides_unknown(self, rows: Sequence[Dimension]) -> bool:
        """Whether what is not stated has no row, but a note: in the report's own rows, where it says so."""
        return self.unknown == "note" and {each.name for each in rows} <= {each.name for each in self.rows}

    @property
    def tells_of_persons(self) -> bool:
        """Whether single persons stand in it, so that whoever sees it is noted and it is never published."""
        return any(each.tells_of_one for each in self.list_measures())

    def list_parts(self, key: str) -> list[str]:
        """The column and every one that it is computed from, those in between too."""
        measure = self.find_column(key).measure
        parts = measure.parts if isinstance(measure, DerivedMeasure) else ()
        return list(dict.fromkeys([key, *(each for part in parts for each in self.list_parts(part))]))

    def find_figures(self, key: str) -> list[tuple[str, bool]]:
        """The counted figures that a column's figure rests on: of which column, and whether it is its total.

        A share is of the total, and so is what is computed from one.
        """
        measure = self.find_column(key).measure
        if isinstance(measure, CountedMeasure):
            return [(key, False)]
        found = [each for part in measure.parts for each in self.find_figures(part)]
        found += [(part, True) for part, _in_total in found if measure.act == "share"]
        return list(dict.fromkeys(found))

    def refuse_constant(self, key: str) -> None:
        """Raises RefusedError for a column of numbers that the file says, for which nothing was counted."""
        if not self.find_figures(key):
            said = N_("{column} is a number that the report's file says; nothing was counted for it.")
            raise RefusedError(reason=LazyMessage(said, column=self.find_column(key).label))

    def fill_rules(self, read_days: DaysReader = lambda: DAYS) -> Self:
        """It with the days in its rules: `{silent_after_days}` stands for what a register's setting says.

        They are as they are unless set otherwise, where no register is asked.
        """
        if not any("{" in each for column in self.columns for each in column.rule.both):
            return self
        days = read_days()

        def fill(said: str) -> str:
            for name, number in days.items():
                said = said.replace(f"{{{name}}}", str(number))
            return said

        columns = (each._replace(rule=Label(fill(each.rule.da), fill(each.rule.en))) for each in self.columns)
        return self._replace(columns=tuple(columns))

    def find_column(self, key: str) -> ColumnDefinition:
        return next(column for column in self.columns if column.key == key)

    def match_printed(self, word: str) -> ColumnDefinition:
        """The printed column that the word names. Raises UnknownColumnError."""
        return _match_one(word, self.printed)

    def match_numeric(self, word: str) -> ColumnDefinition:
        """The column of numbers that the word names. Raises UnknownColumnError."""
        return _match_one(word, self.numeric)


def _match_one(word: str, columns: Iterable[ColumnDefinition]) -> ColumnDefinition:
    called = {each.key: each for each in columns}
    key = match_column(word, {key: (str(each.label), *each.label.both) for key, each in called.items()})
    return called[key]


class UnknownReportError(UnknownWordError):
    """No built-in report has that name, and no file does."""

    message = N_('There is no report called "{name}".')
    hint = N_("See the reports with: outreach report --list")


class NoReportFileError(UnknownReportError):
    """A file that should hold a report is not there."""

    message = N_("There is no file {name}.")


class BadReportError(OutreachError):
    """A report's file does not say what a report needs."""

    message = N_("{file}: {key}: {expected}")


class BadFilterError(OutreachError):
    """The report has no such field to be filtered by."""

    message = N_("The report {report} cannot be filtered by {field}.")
    hint = N_("It can be filtered by: {known}")


class BadRowsError(UnknownWordError):
    """The report has no such field for its rows."""

    message = N_("The report {report} cannot have a row for each {field}.")
    hint = N_("It can have: {known}")
