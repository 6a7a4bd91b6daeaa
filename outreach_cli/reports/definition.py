"""Reading a report's declaration, and telling by key what is wrong with one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from outreach_cli.errors import BadReport, UnknownReport
from outreach_cli.language import N_, Later
from outreach_cli.names import nearest
from outreach_cli.records import Label
from outreach_cli.reports.dimensions import DIMENSIONS, Dimension
from outreach_cli.reports.measures import Base, Derived, Measure, Unreadable, read_measure

BUILTIN = Path(__file__).parent / "builtin"
_TOP_KEYS = ("name", "title", "rows", "unknown", "period", "programme", "column", "description")
_COLUMN_KEYS = ("key", "label", "measure", "rule", "decimals", "show")


@dataclass(frozen=True)
class ColumnDefinition:
    """A declared column: key, heading, what it counts, and its rule in words."""

    key: str
    label: Label
    measure: Measure
    rule: Label
    decimals: int = 0
    percent: bool = False


@dataclass(frozen=True)
class Definition:
    """A declared report."""

    name: str
    title: Label
    rows: tuple[Dimension, ...]
    columns: tuple[ColumnDefinition, ...]
    unknown: Literal["row", "note"] = "row"
    period: str | None = None
    one_programme: bool = False
    by_key: Mapping[str, ColumnDefinition] | None = None

    def column(self, key: str) -> ColumnDefinition:
        return next(column for column in self.columns if column.key == key)


def builtin_names() -> list[str]:
    """The names of the reports that come with the program."""
    return sorted(path.stem for path in BUILTIN.glob("*.toml"))


def find_definition(name: str) -> Definition:
    """The report of that name, or in that TOML file. Raises UnknownReport or BadReport."""
    path = Path(name)
    if path.suffix == ".toml":
        try:
            return read_definition(path.read_text(encoding="utf-8"), path.name)
        except FileNotFoundError:
            raise UnknownReport(name=name) from None
        except (OSError, UnicodeDecodeError) as error:
            raise BadReport(file=path.name, key="file", expected=str(error)) from None
    if name not in builtin_names():
        raise UnknownReport(name=name, nearest=nearest(name, builtin_names()))
    return read_definition((BUILTIN / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")


def read_definition(text: str, file: str) -> Definition:
    """The report declared in `text`. Raises BadReport, which names the key and what was expected there."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadReport(file=file, key="TOML", expected=str(error)) from None
    return _Reader(file).report(said)


class _Reader:
    """Reads one declaration, naming the file in what it complains of."""

    def __init__(self, file: str) -> None:
        self.file = file

    def complain(self, key: str, expected: str, **details: str) -> BadReport:
        return BadReport(file=self.file, key=key, expected=Later(expected, **details))

    def report(self, said: Mapping[str, object]) -> Definition:
        self.known_keys(said, _TOP_KEYS, "")
        name = self.text(said, "name", "")
        columns = said.get("column")
        if not isinstance(columns, list) or not columns:
            raise self.complain("column", N_("at least one [[column]] is expected"))
        read = tuple(self.column(each, f"column {number}") for number, each in enumerate(columns, 1))
        self.columns_fit(read)
        unknown = said.get("unknown", "row")
        if unknown not in ("row", "note"):
            raise self.complain("unknown", N_('"row" or "note" is expected'))
        if said.get("programme", "one") != "one":
            raise self.complain("programme", N_('"one" is expected'))
        period = said.get("period")
        if period is not None and not isinstance(period, str):
            raise self.complain("period", N_('a period in words, such as "last month", is expected'))
        return Definition(
            name=name,
            title=self.label(said, "title", ""),
            rows=self.rows(said.get("rows")),
            columns=read,
            unknown="note" if unknown == "note" else "row",
            period=period,
            one_programme="programme" in said,
        )

    def known_keys(self, said: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
        for key in said:
            if key not in known:
                near = nearest(key, known) or known
                raise self.complain(
                    f"{where}{key}", N_("unknown key; expected one of {known}"), known=", ".join(near)
                )

    def text(self, said: Mapping[str, object], key: str, where: str) -> str:
        value = said.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.complain(f"{where}{key}", N_("a text is expected"))
        return value.strip()

    def label(self, said: Mapping[str, object], key: str, where: str) -> Label:
        value = said.get(key)
        if isinstance(value, str) and value.strip():
            return Label(value, value)
        if isinstance(value, Mapping) and set(value) <= {"da", "en"} and value:
            words = [each for each in value.values() if isinstance(each, str) and each.strip()]
            if len(words) == len(value):
                return Label(str(value.get("da", words[0])), str(value.get("en", words[0])))
        raise self.complain(f"{where}{key}", N_('a text, or {{ da = "…", en = "…" }}, is expected'))

    def rows(self, said: object) -> tuple[Dimension, ...]:
        names = [said] if isinstance(said, str) else said
        if not isinstance(names, list) or not names:
            raise self.complain("rows", N_("one of {known} is expected"), known=", ".join(DIMENSIONS))
        for name in names:
            if not isinstance(name, str) or name not in DIMENSIONS:
                near = nearest(str(name), DIMENSIONS) or list(DIMENSIONS)
                raise self.complain(
                    "rows",
                    N_('one of {known} is expected, not "{name}"'),
                    known=", ".join(near),
                    name=str(name),
                )
        return tuple(DIMENSIONS[name] for name in names)

    def column(self, said: object, place: str) -> ColumnDefinition:
        if not isinstance(said, Mapping):
            raise self.complain(place, N_("a table with key, label and measure is expected"))
        where = f"{place}, "
        self.known_keys(said, _COLUMN_KEYS, where)
        key = self.text(said, "key", where)
        if not key.isidentifier():
            raise self.complain(f"{where}key", N_("letters, digits and _ are expected"))
        try:
            measure = read_measure(self.text(said, "measure", where))
        except Unreadable as error:
            raise self.complain(f"{where}measure", error.expected, **error.details) from None
        decimals = said.get("decimals", 0)
        if not isinstance(decimals, int) or isinstance(decimals, bool) or not 0 <= decimals <= 6:
            raise self.complain(f"{where}decimals", N_("a number from 0 to 6 is expected"))
        shown_as = said.get(
            "show", "percent" if isinstance(measure, Derived) and measure.act == "share" else "number"
        )
        if shown_as not in ("number", "percent"):
            raise self.complain(f"{where}show", N_('"number" or "percent" is expected'))
        rule = self.label(said, "rule", where) if "rule" in said else Label("", "")
        return ColumnDefinition(
            key, self.label(said, "label", where), measure, rule, decimals, shown_as == "percent"
        )

    def columns_fit(self, columns: tuple[ColumnDefinition, ...]) -> None:
        by_key = {column.key: column for column in columns}
        for number, column in enumerate(columns, 1):
            where = f"column {number}, "
            if [each.key for each in columns].count(column.key) > 1:
                raise self.complain(f"{where}key", N_('"{name}" stands twice'), name=column.key)
            if isinstance(column.measure, Derived):
                for part in (column.measure.left, column.measure.right):
                    if part not in by_key or not isinstance(by_key[part].measure, Base):
                        counted = [each.key for each in columns if isinstance(each.measure, Base)]
                        raise self.complain(
                            f"{where}measure",
                            N_('"{name}" is no counted column; known: {known}'),
                            name=part,
                            known=", ".join(counted),
                        )
                if column.percent and column.measure.act == "ratio":
                    self.is_part(by_key[column.measure.left], by_key[column.measure.right], where)

    def is_part(self, part: ColumnDefinition, whole: ColumnDefinition, where: str) -> None:
        """A percentage is of a part of its denominator, or it is no percentage."""
        one, all_of = part.measure, whole.measure
        assert isinstance(one, Base)
        assert isinstance(all_of, Base)
        same = (one.act, one.field, one.population.name) == (all_of.act, all_of.field, all_of.population.name)
        if not same or not set(all_of.conditions) <= set(one.conditions):
            raise self.complain(
                f"{where}measure",
                N_('"{part}" is not a part of "{whole}", so it has no percentage of it'),
                part=part.key,
                whole=whole.key,
            )
