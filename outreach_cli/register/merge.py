"""One citizen registered twice: what is known of the second moves to the first, and that is remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from outreach_cli.core.days import format_day
from outreach_cli.core.errors import OutreachError, RefusedError
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.core.names import fold_case
from outreach_cli.populations.meetings import MEETINGS, REOPENED_ON
from outreach_cli.records.citizens import CITIZEN, DOUBLET
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Value
from outreach_cli.register.change_writer import ChangeWriter, open_change
from outreach_cli.register.doubts import find_doubts
from outreach_cli.register.finder import RecordFinder
from outreach_cli.register.references import RecordNames
from outreach_cli.storage.database import Database
from outreach_cli.storage.schema import quote_name


class KnownAsTwoError(OutreachError):
    """A merge was asked for of two who are remembered not to be one."""

    message = N_("{keep} and {other} are remembered as two citizens.")
    hint = N_("If that was wrong: outreach remove doublet {number}")


_MET = " UNION ALL ".join(
    f"SELECT {day} AS day FROM {kind} WHERE citizen IN (:keep, :other) AND citizen <> closing.citizen"
    f" AND {met} AND {day} > closing.closed_on"
    for kind, day, met in MEETINGS
)
_CONSEQUENCES = {
    N_(
        "closing of {day}: {keep} was met, enrolled or assigned later, on {later}; the case is open again"
    ): f"""
SELECT NULL, id, closed_on, (SELECT min(day) FROM ({_MET})) AS later FROM closing
WHERE citizen IN (:keep, :other) AND later NOT NULL AND NOT EXISTS (SELECT 1 FROM ({REOPENED_ON}))
ORDER BY closed_on
""",
    N_("enrolment in {what} of {day}: that of {later} takes over from it"): """
SELECT programme.programme, mine.id, mine.started_on, min(next.started_on) FROM enrolment AS mine
JOIN enrolment AS next ON next.citizen IN (:keep, :other) AND next.citizen <> mine.citizen
    AND next.programme = mine.programme AND (next.started_on, next.id) > (mine.started_on, mine.id)
JOIN programme ON programme.id = mine.programme
WHERE mine.citizen IN (:keep, :other) GROUP BY mine.id ORDER BY mine.id
""",
    N_("status in {what} on {day}: status {later} holds, not status {number}"): """
SELECT programme.programme, min(mine.id, status.id), mine.date, max(mine.id, status.id) FROM status AS mine
JOIN status ON status.citizen = :other AND status.programme = mine.programme AND status.date = mine.date
    AND status.status <> mine.status
JOIN programme ON programme.id = mine.programme
WHERE mine.citizen = :keep ORDER BY mine.id
""",
}
"""What the two records as one make count otherwise, apart from what is doubtful, by what is said of it."""


@dataclass(frozen=True)
class FieldDecision:
    """Of two values of a field, which holds for the two records as one, and the other where it had one."""

    record: Record
    number: int
    field: Field
    before: Value
    after: Value
    overruled: Value


@dataclass
class MergePlan:
    """What a merge will do: rows that move or fall away, and values of the kept that change.

    A row falls away where the kept citizen already has the same one (an attendance of the same session); each
    field of it is compared, and what holds is a `FieldDecision` by the field's rule.
    """

    keep: tuple[int, str]
    other: tuple[int, str]
    moves: list[tuple[Record, str, int]] = field(default_factory=list)
    falls: list[tuple[Record, int]] = field(default_factory=list)
    decisions: list[FieldDecision] = field(default_factory=list)
    joins: list[tuple[Record, int, int]] = field(default_factory=list)
    """Rows that are joined to another: the record, the row's number, and that of the other."""

    def list_corrections(self, record: Record, number: int) -> dict[str, Value]:
        """The values that a row gets; of two decisions on one field the later holds."""
        return {
            each.field.key: each.after
            for each in self.decisions
            if each.record is record and each.number == number and each.after != each.before
        }

    def describe_merge(self, finder: RecordFinder) -> Iterator[str]:
        """The merge, a line for each kind of record, field that changes, and value that is overruled."""
        names = {"keep": self.keep[1], "other": self.other[1]}
        for said, records in (
            (N_("{n} {kind}: {other} → {keep}"), [record for record, _key, _row in self.moves]),
            (N_("{n} {kind}: {keep} has the same already"), [record for record, _row in self.falls]),
        ):
            for record, number in Counter(records).items():
                kind = record.label if number == 1 else record.labels
                yield _(said).format(n=number, kind=kind, **names)
        for joined, number, other in self.joins:
            day = finder.read_row(joined, other).names[joined.span[0]]
            said = _("{of}: is a part of that from {day}")
            yield said.format(of=self._describe_row(finder, joined, number), day=format_day(str(day)))
        for decision in self.decisions:
            yield self._describe_decision(finder, decision)
        yield from self._describe_consequences(finder)

    def _describe_consequences(self, finder: RecordFinder) -> Iterator[str]:
        """What counts otherwise, although nothing of it is written."""
        both = {"keep": self.keep[0], "other": self.other[0]}
        for message, sql in _CONSEQUENCES.items():
            for what, number, day, later in finder.connection.execute(sql, both).fetchall():
                shown = format_day(later) if isinstance(later, str) else later
                yield _(message).format(
                    what=what, number=number, day=format_day(day), later=shown, keep=self.keep[1]
                )

    def _describe_decision(self, finder: RecordFinder, decision: FieldDecision) -> str:
        record, each = decision.record, decision.field
        values, names = (decision.before, decision.after, decision.overruled), RecordNames(finder.connection)
        before, after, lost = (each.show(names.name_value(each, value)) or "–" for value in values)
        of = self.keep[1] if record is CITIZEN else self._describe_row(finder, record, decision.number)
        if decision.before != decision.after:
            return f"{of}: {each.label}: {before} → {after}"
        said = N_("{of}: {field}: {value} stays; {other} had {lost}")
        return _(said).format(of=of, field=each.label, value=after, other=self.other[1], lost=lost)

    def _describe_row(self, finder: RecordFinder, record: Record, number: int) -> str:
        """What tells the row from others, such as `attendance Café, 2018-04-15`."""
        names = finder.read_row(record, number).names
        keys = [key for key in record.identity if key not in record.citizen_columns]
        return f"{record.label} {', '.join(record.by_key[key].show(names[key]) for key in keys)}"


def plan(finder: RecordFinder, keep: str, other: str) -> MergePlan:
    """What merging `other` into `keep` would do. Raises UnknownNameError, RefusedError, KnownAsTwoError."""
    merge = MergePlan(*_find_two(finder, keep, other))
    for record in RECORDS.values():
        for key in record.citizen_columns if record.kind != "citizen" else ():
            _plan_rows(finder, merge, record, key)
            if record.ends_with:
                _plan_ends(finder, merge, record, key)
            if record.takes_over:
                _SpanPlanner(finder, merge, record, key).plan_spans()
    _compare(finder, merge, CITIZEN, merge.keep[0], merge.other[0])
    return merge


def _find_two(finder: RecordFinder, keep: str, other: str) -> tuple[tuple[int, str], tuple[int, str]]:
    kept, gone = finder.find_name("citizen", keep), finder.find_name("citizen", other)
    if kept[0] == gone[0]:
        raise RefusedError(
            reason=_("{one} and {other} are one citizen already.").format(one=keep, other=other)
        )
    for one, two in ((kept, gone), (gone, kept)):
        codes = {fold_case(two[1])} | {
            code for code, (number, _name) in finder.list_merged("citizen").items() if number == two[0]
        }
        rows = finder.connection.execute(
            "SELECT id, code FROM doublet WHERE citizen = ? AND same = 0", one[:1]
        )
        for number, code in rows.fetchall():
            if fold_case(code) in codes:
                raise KnownAsTwoError(keep=kept[1], other=gone[1], number=number)
    return kept, gone


def _plan_rows(finder: RecordFinder, merge: MergePlan, record: Record, key: str) -> None:
    """Which of the other's rows of a kind move, and which fall away beside the same one of the kept."""
    kind, column = quote_name(record.kind), quote_name(key)
    twin = "NULL"
    if key in record.identity:
        same = " AND ".join(
            f"twin.{quote_name(each)} IS mine.{quote_name(each)}" for each in record.identity if each != key
        )
        twin = f"(SELECT twin.id FROM {kind} AS twin WHERE twin.{column} = :keep AND {same or '1'})"
    rows = finder.connection.execute(
        f"SELECT id, {twin} FROM {kind} AS mine WHERE {column} = :other ORDER BY id",
        {"keep": merge.keep[0], "other": merge.other[0]},
    )
    for number, twinned in rows.fetchall():
        if twinned is None:
            merge.moves.append((record, key, number))
        else:
            merge.falls.append((record, number))
            _compare(finder, merge, record, twinned, number)


def _compare(finder: RecordFinder, merge: MergePlan, record: Record, kept: int, gone: int) -> None:
    """Decide on each field of two records that are one."""
    mine, theirs = (finder.read_row(record, number).values for number in (kept, gone))
    told_apart_by = {record.name, *record.identity}
    for each in record.fields:
        one, other = mine[each.key], theirs[each.key]
        if each.key in told_apart_by or one == other:
            continue
        holds = _merge_values(each, one, other)
        lost = other if holds != other and each.merge != "all" else None
        if holds != one or lost is not None:
            merge.decisions.append(FieldDecision(record, kept, each, one, holds, lost))


def _merge_values(each: Field, mine: Value, theirs: Value) -> Value:
    """What holds of two values that differ, by the field's rule; a value over none."""
    if mine is None or theirs is None:
        return theirs if mine is None else mine
    if each.merge == "earliest":
        return min(str(mine), str(theirs))
    if each.merge == "latest":
        return max(str(mine), str(theirs))
    if each.merge == "all":
        return each.type.read(f"{mine}|{theirs}")
    return min(mine, theirs, key=each.merge.index) if isinstance(each.merge, tuple) else mine


def _plan_ends(finder: RecordFinder, merge: MergePlan, record: Record, key: str) -> None:
    """Let an end of one of the two's records end each other alike that had begun: the later word binds."""
    first, last = map(quote_name, record.span)
    alike = [quote_name(each) for each in record.ends_with if each != key]
    rows = finder.connection.execute(
        f"SELECT id, {first}, {last}, {', '.join(alike)} FROM {quote_name(record.kind)}"
        f" WHERE {quote_name(key)} IN (?, ?) ORDER BY id",
        (merge.keep[0], merge.other[0]),
    ).fetchall()
    gone = {number for of, number in merge.falls if of is record}
    for number, begun, ended, *values in rows:
        if number in gone:
            continue
        ends = [other[2] for other in rows if other[3:] == tuple(values) and other[2] and other[2] >= begun]
        stands = merge.list_corrections(record, number).get(record.span[1], ended)
        if ends and min(ends) != stands:
            field = record.by_key[record.span[1]]
            merge.decisions.append(FieldDecision(record, number, field, stands, min(ends), None))


class _SpanRow(NamedTuple):
    """A row with a span of the two citizens: its number, whether the kept has it, what it is, its days."""

    number: int
    kept: bool
    alike: tuple[Value, ...]
    turn: tuple[Value, ...]
    first: str
    last: str | None


class _SpanPlanner:
    """The two citizens' records of a kind of which only one goes on at a time, such as a pathway partner."""

    def __init__(self, finder: RecordFinder, merge: MergePlan, record: Record, key: str) -> None:
        self.finder, self.merge, self.record, self.key = finder, merge, record, key
        self.first, self.last = record.span

    def plan_spans(self) -> None:
        """Join those alike that overlap; of the others that go on end each when the next takes over."""
        standing: dict[tuple[Value, ...], list[_SpanRow]] = {}
        for row in self._read_rows():
            spans = standing.setdefault(row.alike, [])
            if spans and spans[-1].kept != row.kept and row.first <= (spans[-1].last or "9999"):
                spans[-1] = self._join(spans[-1], row)
            else:
                spans.append(row)
        turns: dict[tuple[Value, ...], list[_SpanRow]] = {}
        for row in sorted((row for rows in standing.values() for row in rows), key=_weigh_row):
            if row.last is None:
                turns.setdefault(row.turn, []).append(row)
        for rows in turns.values():
            for row, later in pairwise(rows):
                if row.kept != later.kept:  # what one of them had twice is not for the merge to judge
                    self._end(row, later.first)

    def _read_rows(self) -> list[_SpanRow]:
        """The rows that are left, as the decisions by now leave them, the earliest first."""
        gone = {number for of, number in self.merge.falls if of is self.record}
        found = self.finder.connection.execute(
            f"SELECT id FROM {quote_name(self.record.kind)} WHERE {quote_name(self.key)} IN (?, ?)",
            (self.merge.keep[0], self.merge.other[0]),
        ).fetchall()
        rows = []
        for (number,) in found:
            values = self.finder.read_row(self.record, number).values
            kept = values[self.key] == self.merge.keep[0]
            values |= self.merge.list_corrections(self.record, number)
            same = [each for each in self.record.identity if each not in (self.key, self.first)]
            alike = tuple(values[each] for each in same)
            turn = tuple(values[each] for each in same if each != self.record.takes_over)
            last = values[self.last]
            row = _SpanRow(
                number, kept, alike, turn, str(values[self.first]), None if last is None else str(last)
            )
            if number not in gone:
                rows.append(row)
        return sorted(rows, key=_weigh_row)

    def _join(self, row: _SpanRow, later: _SpanRow) -> _SpanRow:
        """Let the later row be a part of the earlier one, which ends as the two together do."""
        self.merge.joins.append((self.record, later.number, row.number))
        self.merge.moves = [each for each in self.merge.moves if each[::2] != (self.record, later.number)]
        last = _merge_values(self.record.by_key[self.last], row.last, later.last)
        return self._end(row, None if last is None else str(last))

    def _end(self, row: _SpanRow, last: str | None) -> _SpanRow:
        if last != row.last:
            field = self.record.by_key[self.last]
            self.merge.decisions.append(FieldDecision(self.record, row.number, field, row.last, last, None))
        return row._replace(last=last)


def _weigh_row(row: _SpanRow) -> tuple[str, bool, int]:
    """The earlier first; of one day the other's first, so that what the kept has takes over."""
    return row.first, row.kept, row.number


def carry_out(change: ChangeWriter, merge: MergePlan) -> None:
    """Do what was planned, in the same transaction."""
    keep, (gone, code) = merge.keep[0], merge.other
    for record, number in (*merge.falls, *((record, number) for record, number, _other in merge.joins)):
        change.delete(record, number)
    for record, key, number in merge.moves:
        change.update(record, number, {key: keep})
    change.delete(CITIZEN, gone)
    for record, number in dict.fromkeys((each.record, each.number) for each in merge.decisions):
        if values := merge.list_corrections(record, number):
            change.update(record, number, values)
    change.insert(DOUBLET, {"code": code, "citizen": keep, "same": 1})


def preview_merge(database: Database, keep: str, other: str) -> tuple[list[str], list[str]]:
    """What a merge would do, in words, and what of it is doubtful: it is made, and taken back.

    Raises what `plan` raises.
    """
    with open_change(database, ChangeWriter, "merge", dry_run=True) as change:
        planned = plan(change.finder, keep, other)
        lines = [*planned.describe_merge(change.finder)]
        carry_out(change, planned)
        return lines, [*find_doubts(change)]


def note_as_two(change: ChangeWriter, keep: str, other: str) -> tuple[str, str]:
    """Remember that the two are not one. Returns their codes. Raises KnownAsTwoError when that is known."""
    (number, kept), (_gone, code) = _find_two(change.finder, keep, other)
    change.insert(DOUBLET, {"code": code, "citizen": number, "same": 0})
    return kept, code


def sum_up_merge(merge: MergePlan) -> str:
    """The answer, such as `Merged AAL-002 into AAL-001: 7 records moved.`, and how much was overruled."""
    number = len(merge.moves)
    said = ngettext(
        "Merged {other} into {keep}: {n} record moved.",
        "Merged {other} into {keep}: {n} records moved.",
        number,
    )
    parts = [said.format(other=merge.other[1], keep=merge.keep[1], n=number)]
    if dropped := len(merge.falls) + len(merge.joins):
        parts.append(ngettext("{n} dropped.", "{n} dropped.", dropped).format(n=dropped))
    if told := sum(
        each.overruled is not None or None not in (each.before, each.after) for each in merge.decisions
    ):
        parts.append(ngettext("{n} value overruled.", "{n} values overruled.", told).format(n=told))
    return " ".join(parts)
