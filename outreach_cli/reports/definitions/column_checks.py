"""What the columns of a report's file must be to each other: keys once, parts that are there, true shares."""

from __future__ import annotations

from outreach_cli.core.language import N_
from outreach_cli.core.names import find_nearest
from outreach_cli.reports.definitions.declaration_reader import DeclarationReader
from outreach_cli.reports.definitions.definition import ColumnDefinition
from outreach_cli.reports.definitions.dimensions import Dimension
from outreach_cli.reports.definitions.measures import CountedMeasure, DerivedMeasure

AGAINST = ("_against", "_change", "_change_percent")
"""What the keys of the columns beside another period end in."""
TARGETS = ("_target", "_of_target")
"""What the keys of a goal's columns end in."""

NO_PART = N_('"{part}" is not a part of "{whole}", so it has no percentage of it')


class ColumnChecker:
    """Checks the columns of one report, naming the column by its number."""

    def __init__(
        self, reader: DeclarationReader, rows: tuple[Dimension, ...], columns: tuple[ColumnDefinition, ...]
    ) -> None:
        self.complain, self.rows, self.columns = reader.complain, rows, columns
        self.by_key = {column.key: column for column in columns}

    def check(self) -> None:
        """Raises BadReportError for the first column that cannot be."""
        if not any(isinstance(each.measure, CountedMeasure) for each in self.columns):
            raise self.complain(
                "column 1, measure", N_("at least one column that counts something is expected")
            )
        if not any(each.printed for each in self.columns):
            raise self.complain("column 1, show", N_("at least one column that is shown is expected"))
        taken = {each.name for each in self.rows}
        for number, column in enumerate(self.columns, 1):
            where = f"column {number}, "
            if column.key in taken:
                raise self.complain(f"{where}key", N_('"{name}" stands twice'), name=column.key)
            if self._is_made_beside(column.key):
                raise self.complain(
                    f"{where}key",
                    N_('"{name}" is the key of a column that another period or a goal adds'),
                    name=column.key,
                )
            taken.add(column.key)
            if isinstance(column.measure, DerivedMeasure):
                self._check_parts(column.key, column.measure, where)
            else:
                self._check_value(column.measure, where)
            if column.percent:
                self._check_share(column, where)

    def _is_made_beside(self, key: str) -> bool:
        """Whether the key is that of a column that another one gets beside it."""
        return any(key.removesuffix(end) in self.by_key for end in (*AGAINST, *TARGETS) if key.endswith(end))

    def _check_parts(self, key: str, measure: DerivedMeasure, where: str) -> None:
        """What it is computed from is there, is a number, and is not computed from it in turn."""
        for part in measure.parts:
            column = self.by_key.get(part)
            if part == key:
                raise self.complain(f"{where}measure", N_('"{name}" is computed from itself'), name=key)
            if column is None or column.counted_field or (measure.act == "share" and not _adds_up(column)):
                able = [
                    each.key
                    for each in self.columns
                    if each.key != key
                    and not each.counted_field
                    and (_adds_up(each) if measure.act == "share" else True)
                ]
                raise self.complain(
                    f"{where}measure",
                    N_('"{name}" is no column that can be computed with; known: {known}'),
                    name=part,
                    known=", ".join(find_nearest(part, able) or able),
                )
            if self._rests_on(part, key, frozenset()):
                raise self.complain(f"{where}measure", N_('"{name}" is computed from itself'), name=key)

    def _rests_on(self, key: str, sought: str, seen: frozenset[str]) -> bool:
        if key == sought:
            return True
        column = self.by_key.get(key)
        if column is None or key in seen or not isinstance(column.measure, DerivedMeasure):
            return False
        return any(self._rests_on(part, sought, seen | {key}) for part in column.measure.parts)

    def _check_value(self, measure: CountedMeasure, where: str) -> None:
        """One value is shown only in rows that have one record each."""
        names = {each.name for each in self.rows}
        if measure.act == "value" and not names & set(measure.population.one_per):
            raise self.complain(
                f"{where}measure",
                N_('"value" of {population} goes with rows of: {known}'),
                population=measure.population.name,
                known=", ".join(measure.population.one_per),
            )

    def _check_share(self, column: ColumnDefinition, where: str) -> None:
        """A percentage is of a part of its denominator, or it is no percentage."""
        measure = column.measure
        if isinstance(measure, DerivedMeasure) and (measure.act == "share" or measure.other):
            return
        if not isinstance(measure, DerivedMeasure) or measure.act != "ratio":
            raise self.complain(f"{where}show", N_('only a share or a "COLUMN / COLUMN" is a percentage'))
        part, whole = (self.by_key.get(str(each)) for each in (measure.left, measure.right))
        if not (part and whole and self._is_part(part, whole)):
            raise self.complain(f"{where}measure", NO_PART, part=measure.left, whole=measure.right)

    def _is_part(self, part: ColumnDefinition, whole: ColumnDefinition) -> bool:
        """Whether the one's number is of things that the other's is of too.

        Of a sum of counts each is a part (persons may be in both), and so is what a part leaves of a whole.
        """
        one, all_of = part.measure, whole.measure
        if isinstance(all_of, DerivedMeasure):
            counts = {each.key for each in self.columns if each.measure.act == "count"}
            return all_of.act == "sum" and part.key in all_of.parts and {all_of.left, all_of.right} <= counts
        if isinstance(one, CountedMeasure):
            return is_part(one, all_of)
        taken = self.by_key.get(str(one.right))
        return (
            one.act == "difference" and one.left == whole.key and bool(taken and self._is_part(taken, whole))
        )


def _adds_up(column: ColumnDefinition) -> bool:
    return isinstance(column.measure, CountedMeasure) and column.measure.adds_up


def is_part(one: CountedMeasure, all_of: CountedMeasure) -> bool:
    """Whether everything that the one counts is counted by the whole, in the same way."""
    same = (one.act, one.field, one.until, one.population.name, one.when) == (
        *(all_of.act, all_of.field, all_of.until, all_of.population.name, all_of.when),
    )
    return (
        one.adds_up
        and same
        and all_of.times.contains(one.times)
        and all(each.follows_from(one.conditions) for each in all_of.conditions)
    )
