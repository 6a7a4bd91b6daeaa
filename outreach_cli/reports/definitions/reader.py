"""Reading a report's declaration, and telling by key what is wrong with one."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter
from typing import Any, NamedTuple

from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.core.names import find_nearest
from outreach_cli.core.periods import read_period
from outreach_cli.records.label import NOT_STATED, Label
from outreach_cli.reports.definitions.column_checks import NO_PART, ColumnChecker, is_part
from outreach_cli.reports.definitions.conditions import MeasureError
from outreach_cli.reports.definitions.declaration_reader import (
    SHOW_OR_HIDE,
    DeclarationReader,
    parse_toml,
    read_file,
    read_text_of,
)
from outreach_cli.reports.definitions.definition import (
    ColumnDefinition,
    NoteDefinition,
    ReportDefinition,
    UnknownReportError,
)
from outreach_cli.reports.definitions.dimensions import (
    DIMENSIONS,
    Dimension,
    find_dimension,
    find_near_dimensions,
)
from outreach_cli.reports.definitions.keys import COLUMN_KEYS, NOTE_KEYS, REPORT_KEYS, SETTABLE
from outreach_cli.reports.definitions.measures import CountedMeasure, DerivedMeasure, Measure, read_measure
from outreach_cli.reports.definitions.report_words import find_report_name

BUILTIN = os.path.join(os.path.dirname(__file__), "builtin")
IS_DOCUMENT = N_(
    "this is a document of several parts, and one report is expected here; a document is opened with"
    " outreach report, and in Python with register.book"
)
_SHOW = ("number", "percent", "nothing")
_UNKNOWN = ("row", "note"), N_('"row" or "note" is expected')


def list_builtin(folder: str = BUILTIN) -> list[str]:
    """The names of the reports that come with the program, or of the documents in their folder."""
    return sorted(name.removesuffix(".toml") for name in os.listdir(folder) if name.endswith(".toml"))


def find_definition(name: str) -> ReportDefinition:
    """The report of that name, or in that TOML file. Raises UnknownReportError or BadReportError."""
    is_builtin, found = not name.endswith(".toml"), find_report_name(name)
    if is_builtin and found not in list_builtin():
        near = find_nearest(name, list_builtin())
        raise UnknownReportError(name=name, plural="reports", nearest=near)
    text = _read_builtin(found) if is_builtin else read_text_of(name)
    file = f"{found}.toml" if is_builtin else os.path.basename(name)
    return _DefinitionReader(file, text, parse_toml(text, file, is_builtin=is_builtin)).read_report()


class CompanionReport(NamedTuple):
    """A built-in report that goes with another, by its name and title."""

    name: str
    title: Label
    goes_with: str


def list_companions() -> Iterator[CompanionReport]:
    """The built-in reports that go with another; what they count is not read for it."""
    for name in list_builtin():
        before_columns = _read_builtin(name).partition("\n[[")[0]
        if "\ngoes_with" in before_columns:
            said = parse_toml(before_columns, f"{name}.toml", is_builtin=True)
            title: Any = said["title"]
            yield CompanionReport(name, Label(**title), str(said["goes_with"]))


def _read_builtin(name: str) -> str:
    return read_file(os.path.join(BUILTIN, f"{name}.toml"))


class _DefinitionReader(DeclarationReader):
    """Reads the declaration of a report."""

    def read_report(self) -> ReportDefinition:
        said = self.said
        if "part" in said and "column" not in said:
            raise self.complain("part", IS_DOCUMENT)
        self.check_keys(REPORT_KEYS)
        name = self.read_text("name")
        rows = self.read_rows(said.get("rows"), "rows")
        expected = N_("a table with key, label and measure is expected")
        columns = tuple(
            self.open_table(each, f"column {number}", expected).read_column()
            for number, each in enumerate(self.list_columns(), 1)
        )
        ColumnChecker(self, rows, columns).check()
        definition = ReportDefinition(
            name=name,
            unknown="note" if self.read_word("unknown", *_UNKNOWN) == "note" else "row",
            empty_rows=self.read_word("empty_rows", *SHOW_OR_HIDE) == "show",
            close_percent="percent_sign" in said
            and bool(self.read_word("percent_sign", ("close",), N_('"close" is expected'))),
            title=self.read_label("title"),
            rows=rows,
            columns=columns,
            period=self.read_period(),
            one_at_a_time=self.read_one_at_a_time(),
            chosen={
                name: self.read_text(name)
                for name, each in SETTABLE.items()
                if each.declared == "value" and name in said
            },
            not_stated=self.find_label("not_stated") or NOT_STATED,
            goes_with=self.read_report_name("goes_with") if "goes_with" in said else None,
            across=self.read_across(rows),
            notes=tuple(self.read_notes()),
            file=self.file,
            text=self.text,
        )
        self.check_rows(definition, "rows", definition.rows)
        self.check_rows(definition, "across", (definition.across,) if definition.across else ())
        return definition

    def list_columns(self) -> list[object]:
        columns = self.said.get("column")
        if not isinstance(columns, list) or not columns:
            raise self.complain("column", N_("at least one [[column]] is expected"))
        return columns

    def check_rows(self, definition: ReportDefinition, key: str, rows: Iterable[Dimension]) -> None:
        """Raises BadReportError for a field that the first column's things do not have."""
        measure = definition.counted[definition.leading]
        for each in rows:
            if measure.find_row_key(each) is None:
                raise self.complain_of_name(key, each.name, definition.able_rows)

    def read_period(self) -> str | None:
        """The period that the report has unless another is asked for, in words."""
        period = self.said.get("period")
        if period is not None and not isinstance(period, str):
            raise self.complain("period", N_('a period in words, such as "last month", is expected'))
        if period is not None:
            try:
                read_period(period)
            except OutreachError as error:
                raise self.complain("period", N_("{said}"), said=error) from None
        return period

    def read_one_at_a_time(self) -> str | None:
        """The filter that the report must be set to one of."""
        found = [name for name, each in SETTABLE.items() if each.declared == "one" and name in self.said]
        for name in found:
            self.read_word(name, ("one",), N_('"one" is expected'))
        return found[0] if found else None

    def read_report_name(self, key: str) -> str:
        name, known = self.read_text(key), list_builtin()
        if name not in known:
            raise self.complain_of_name(key, name, find_nearest(name, known) or known)
        return name

    def read_notes(self) -> Iterator[NoteDefinition]:
        notes = self.said.get("note", [])
        if not isinstance(notes, list):
            raise self.complain("note", N_("[[note]] is expected"))
        for number, each in enumerate(notes, 1):
            expected = N_("a table with text and numbers is expected")
            yield self.open_table(each, f"note {number}", expected).read_note()

    def read_note(self) -> NoteDefinition:
        self.check_keys(NOTE_KEYS)
        expected = N_("a measure for each name in the text is expected")
        numbers = self.open_table(self.said.get("numbers"), "numbers", expected)
        if not numbers.said:
            raise self.complain("numbers", expected)
        measures = {name: numbers.read_measure(name) for name in numbers.said}
        counted = {name: each for name, each in measures.items() if isinstance(each, CountedMeasure)}
        shares = {name: each for name, each in measures.items() if isinstance(each, DerivedMeasure)}
        numbers.check_shares(shares, counted)
        text, one = self.read_label("text"), self.find_label("one")
        for label in (text, *([one] if one else [])):
            for words in label.both:
                self.check_braces(words, [*counted, *shares])
        return NoteDefinition(text, counted, shares, one, self.read_decimals())

    def check_shares(
        self, shares: Mapping[str, DerivedMeasure], counted: Mapping[str, CountedMeasure]
    ) -> None:
        """A percentage in a note is of two of its numbers, of which one is a part of the other."""
        for name, share in shares.items():
            known = ", ".join(counted)
            for part in share.parts:
                if part not in counted or share.act != "ratio" or share.other:
                    expected = N_('a share of two of the numbers is expected ("one / other"), known: {known}')
                    raise self.complain(name, expected, known=known)
            left, right = str(share.left), str(share.right)
            if not is_part(counted[left], counted[right]):
                raise self.complain(name, NO_PART, part=left, whole=right)

    def check_braces(self, words: str, numbers: Sequence[str]) -> None:
        """Raises BadReportError for more in braces than a name, such as a width of two thousand million."""
        try:
            fields = [field[1:] for field in Formatter().parse(words) if field[1] is not None]
        except ValueError:
            fields = [("", None, None)]
        if any(name not in numbers or spec or conversion for name, spec, conversion in fields):
            known = ", ".join(f"{{{name}}}" for name in numbers)
            raise self.complain("text", N_("only {known} can stand in braces"), known=known)

    def read_measure(self, key: str) -> Measure:
        try:
            return read_measure(self.read_text(key))
        except MeasureError as error:
            raise self.complain(key, error.expected, **error.details) from None

    def read_decimals(self) -> int:
        decimals = self.said.get("decimals", 0)
        if not isinstance(decimals, int) or isinstance(decimals, bool) or not 0 <= decimals <= 6:
            raise self.complain("decimals", N_("a number from 0 to 6 is expected"))
        return decimals

    def read_across(self, rows: tuple[Dimension, ...]) -> Dimension | None:
        """The field over which the first column is spread out."""
        if "across" not in self.said:
            return None
        (across,) = self.read_rows(self.read_text("across"), "across")
        if across in rows:
            raise self.complain("across", N_('"{name}" stands twice'), name=str(self.said["across"]))
        return across

    def read_rows(self, said: object, key: str) -> tuple[Dimension, ...]:
        words = [said] if isinstance(said, str) else said
        if not isinstance(words, list) or not words:
            raise self.complain(key, N_("one of {known} is expected"), known=", ".join(DIMENSIONS))
        found: list[Dimension] = []
        for word in words:
            dimension = find_dimension(word) if isinstance(word, str) else None
            if dimension is None:
                near = find_near_dimensions(str(word)) or list(DIMENSIONS)
                raise self.complain_of_name(key, str(word), near)
            if dimension in found:
                raise self.complain(key, N_('"{name}" stands twice'), name=word)
            found.append(dimension)
        return tuple(found)

    def read_column(self) -> ColumnDefinition:
        self.check_keys(COLUMN_KEYS)
        key = self.read_text("key")
        if not key.isidentifier():
            raise self.complain("key", N_("letters, digits and _ are expected"))
        measure = self.read_measure("measure")
        usual = "percent" if measure.act == "share" else "number"
        shown_as = self.read_word("show", _SHOW, N_("one of {known} is expected"), usual)
        is_named = "label" in self.said or shown_as != "nothing"
        return ColumnDefinition(
            key,
            self.read_label("label") if is_named else Label(key, key),
            measure,
            self.find_label("rule") or Label("", ""),
            self.read_decimals(),
            shown_as == "percent",
            shown_as != "nothing",
            self.find_label("empty"),
        )
