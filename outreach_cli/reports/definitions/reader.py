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


def list_builtin() -> list[str]:
    """The names of the reports that come with the program."""
    return sorted(name.removesuffix(".toml") for name in os.listdir(BUILTIN) if name.endswith(".toml"))


def find_definition(name: str) -> ReportDefinition:
    """The report of that name, or in that TOML file. Raises UnknownReportError or BadReportError."""
    if name.endswith(".toml"):
        return read_definition(read_text_of(name), os.path.basename(name))
    found = find_report_name(name)
    if found not in list_builtin():
        near = find_nearest(name, list_builtin())
        raise UnknownReportError(name=name, plural="reports", nearest=near)
    text, file = _read_builtin(found), f"{found}.toml"
    return _DefinitionReader(file, text).read_report(parse_toml(text, file, is_builtin=True))


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


def read_definition(text: str, file: str) -> ReportDefinition:
    """The report declared in `text`.

    Raises BadReportError, which names the key and what was expected there.
    """
    return _DefinitionReader(file, text).read_report(parse_toml(text, file))


class _DefinitionReader(DeclarationReader):
    """Reads the declaration of a report."""

    def read_report(self, said: Mapping[str, object]) -> ReportDefinition:
        if "part" in said and "column" not in said:
            raise self.complain("part", IS_DOCUMENT)
        self.check_keys(said, REPORT_KEYS, "")
        name = self.read_text(said, "name", "")
        rows = self.read_rows(said.get("rows"), "rows")
        columns = said.get("column")
        if not isinstance(columns, list) or not columns:
            raise self.complain("column", N_("at least one [[column]] is expected"))
        read = tuple(self.read_column(each, f"column {number}") for number, each in enumerate(columns, 1))
        ColumnChecker(self, rows, read).check()
        self.check_words(said)
        definition = ReportDefinition(
            name=name,
            title=self.read_label(said, "title", ""),
            rows=rows,
            columns=read,
            unknown="note" if said.get("unknown") == "note" else "row",
            period=self.read_period(said),
            one_at_a_time=self.read_one_at_a_time(said),
            empty_rows=said.get("empty_rows") != "hide",
            close_percent=said.get("percent_sign") == "close",
            chosen={
                name: self.read_text(said, name, "")
                for name, each in SETTABLE.items()
                if each.declared == "value" and name in said
            },
            not_stated=self.read_label(said, "not_stated", "") if "not_stated" in said else NOT_STATED,
            goes_with=self.read_report_name(said, "goes_with") if "goes_with" in said else None,
            across=self.read_across(said, rows),
            notes=tuple(self.read_note(each, f"note {n}") for n, each in enumerate(self.list_notes(said), 1)),
            file=self.file,
            text=self.text,
        )
        self.check_rows(definition, "rows", definition.rows)
        self.check_rows(definition, "across", (definition.across,) if definition.across else ())
        return definition

    def check_words(self, said: Mapping[str, object]) -> None:
        """Raises BadReportError for a key that may be one of a few words and is none."""
        if said.get("unknown", "row") not in ("row", "note"):
            raise self.complain("unknown", N_('"row" or "note" is expected'))
        if said.get("empty_rows", "show") not in ("show", "hide"):
            raise self.complain("empty_rows", N_('"show" or "hide" is expected'))
        if said.get("percent_sign", "close") != "close":
            raise self.complain("percent_sign", N_('"close" is expected'))

    def check_rows(self, definition: ReportDefinition, key: str, rows: Iterable[Dimension]) -> None:
        """Raises BadReportError for a field that the first column's things do not have."""
        measure = definition.counted[definition.leading]
        for each in rows:
            if measure.find_row_key(each) is None:
                able = [name for name, it in DIMENSIONS.items() if measure.find_row_key(it)]
                raise self.complain_of_name(key, each.name, able)

    def read_period(self, said: Mapping[str, object]) -> str | None:
        """The period that the report has unless another is asked for, in words."""
        period = said.get("period")
        if period is not None and not isinstance(period, str):
            raise self.complain("period", N_('a period in words, such as "last month", is expected'))
        if period is not None:
            try:
                read_period(period)
            except OutreachError as error:
                raise self.complain("period", N_("{said}"), said=error) from None
        return period

    def read_one_at_a_time(self, said: Mapping[str, object]) -> str | None:
        """The filter that the report must be set to one of."""
        found = [name for name, each in SETTABLE.items() if each.declared == "one" and name in said]
        for name in found:
            if said[name] != "one":
                raise self.complain(name, N_('"one" is expected'))
        return found[0] if found else None

    def read_report_name(self, said: Mapping[str, object], key: str) -> str:
        name, known = self.read_text(said, key, ""), list_builtin()
        if name not in known:
            raise self.complain_of_name(key, name, find_nearest(name, known) or known)
        return name

    def list_notes(self, said: Mapping[str, object]) -> list[object]:
        notes = said.get("note", [])
        if not isinstance(notes, list):
            raise self.complain("note", N_("[[note]] is expected"))
        return notes

    def read_note(self, said: object, place: str) -> NoteDefinition:
        if not isinstance(said, Mapping):
            raise self.complain(place, N_("a table with text and numbers is expected"))
        where = f"{place}, "
        self.check_keys(said, NOTE_KEYS, where)
        numbers = said.get("numbers")
        if not isinstance(numbers, Mapping) or not numbers:
            raise self.complain(f"{where}numbers", N_("a measure for each name in the text is expected"))
        counted: dict[str, CountedMeasure] = {}
        shares: dict[str, DerivedMeasure] = {}
        for name in numbers:
            measure = self.read_column_measure(numbers, name, f"{where}numbers, ")
            if isinstance(measure, DerivedMeasure):
                shares[name] = measure
                continue
            if not isinstance(measure, CountedMeasure):
                raise self.complain(f"{where}numbers, {name}", N_("a counted number is expected"))
            counted[name] = measure
        self.check_shares(shares, counted, f"{where}numbers, ")
        text = self.read_label(said, "text", where)
        one = self.read_label(said, "one", where) if "one" in said else None
        for label in (text, *([one] if one else [])):
            for words in label.both:
                self.check_braces(words, [*counted, *shares], where)
        return NoteDefinition(text, counted, shares, one, self.read_decimals(said, where))

    def check_shares(
        self, shares: Mapping[str, DerivedMeasure], counted: Mapping[str, CountedMeasure], where: str
    ) -> None:
        """A percentage in a note is of two of its numbers, of which one is a part of the other."""
        for name, share in shares.items():
            known = ", ".join(counted)
            for part in share.parts:
                if part not in counted or share.act != "ratio" or share.other:
                    expected = N_('a share of two of the numbers is expected ("one / other"), known: {known}')
                    raise self.complain(f"{where}{name}", expected, known=known)
            left, right = str(share.left), str(share.right)
            if not is_part(counted[left], counted[right]):
                raise self.complain(where + name, NO_PART, part=left, whole=right)

    def check_braces(self, words: str, numbers: Sequence[str], where: str) -> None:
        """Raises BadReportError for more in braces than a name, such as a width of two thousand million."""
        try:
            fields = [field[1:] for field in Formatter().parse(words) if field[1] is not None]
        except ValueError:
            fields = [("", None, None)]
        if any(name not in numbers or spec or conversion for name, spec, conversion in fields):
            known = ", ".join(f"{{{name}}}" for name in numbers)
            raise self.complain(f"{where}text", N_("only {known} can stand in braces"), known=known)

    def read_column_measure(self, said: Mapping[str, object], key: str, where: str) -> Measure:
        try:
            return read_measure(self.read_text(said, key, where))
        except MeasureError as error:
            raise self.complain(f"{where}{key}", error.expected, **error.details) from None

    def read_decimals(self, said: Mapping[str, object], where: str) -> int:
        decimals = said.get("decimals", 0)
        if not isinstance(decimals, int) or isinstance(decimals, bool) or not 0 <= decimals <= 6:
            raise self.complain(f"{where}decimals", N_("a number from 0 to 6 is expected"))
        return decimals

    def read_across(self, said: Mapping[str, object], rows: tuple[Dimension, ...]) -> Dimension | None:
        """The field over which the first column is spread out."""
        if "across" not in said:
            return None
        (across,) = self.read_rows(self.read_text(said, "across", ""), "across")
        if across in rows:
            raise self.complain("across", N_('"{name}" stands twice'), name=str(said["across"]))
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

    def read_column(self, said: object, place: str) -> ColumnDefinition:
        if not isinstance(said, Mapping):
            raise self.complain(place, N_("a table with key, label and measure is expected"))
        where = f"{place}, "
        self.check_keys(said, COLUMN_KEYS, where)
        key = self.read_text(said, "key", where)
        if not key.isidentifier():
            raise self.complain(f"{where}key", N_("letters, digits and _ are expected"))
        measure = self.read_column_measure(said, "measure", where)
        shown_as = said.get(
            "show", "percent" if isinstance(measure, DerivedMeasure) and measure.act == "share" else "number"
        )
        if shown_as not in _SHOW:
            raise self.complain(f"{where}show", N_("one of {known} is expected"), known=", ".join(_SHOW))
        return ColumnDefinition(
            key,
            self.read_label(said, "label", where)
            if "label" in said or shown_as != "nothing"
            else Label(key, key),
            measure,
            self.read_label(said, "rule", where) if "rule" in said else Label("", ""),
            self.read_decimals(said, where),
            shown_as == "percent",
            shown_as != "nothing",
            self.read_label(said, "empty", where) if "empty" in said else None,
        )
