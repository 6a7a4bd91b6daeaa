"""One citizen registered twice: what is known of the second moves to the first, and that is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from outreach_cli.core.errors import OutreachError, RefusedError
from outreach_cli.core.language import N_, _, ngettext
from outreach_cli.records.citizens import CITIZEN, DOUBLET, PROBLEM
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Value
from outreach_cli.register.change_writer import ChangeWriter
from outreach_cli.register.citizen_identity import citizen_columns
from outreach_cli.register.finder import Finder
from outreach_cli.storage.schema import quoted


class KnownAsTwoError(OutreachError):
    """A merge was asked for of two who are remembered not to be one."""

    message = N_("{keep} and {other} are remembered as two citizens.")
    exit_code = 3
    hint = N_("If that was wrong: outreach remove doublet {number}")


@dataclass
class Merge:
    """What a merge will do: rows that move or fall away, and the kept citizen's values that change.

    A row falls away where the kept citizen already has the same one (an attendance of the same session).
    """

    keep: tuple[int, str]
    other: tuple[int, str]
    moves: list[tuple[Record, str, int]] = field(default_factory=list)
    falls: list[tuple[Record, int]] = field(default_factory=list)
    before: dict[str, Value] = field(default_factory=dict)
    after: dict[str, Value] = field(default_factory=dict)

    def words(self, find: Finder) -> Iterator[str]:
        """The merge before and after, a line for each kind of record and each field."""
        names = {"keep": self.keep[1], "other": self.other[1]}
        for said, records in (
            (N_("{n} {kind}: {other} → {keep}"), [record for record, _key, _row in self.moves]),
            (N_("{n} {kind}: {keep} has the same already"), [record for record, _row in self.falls]),
        ):
            for record in dict.fromkeys(each.kind for each in records):
                number = sum(each.kind == record for each in records)
                kind = RECORDS[record].label if number == 1 else RECORDS[record].labels
                yield _(said).format(n=number, kind=kind, **names)
        for key, value in self.after.items():
            each = CITIZEN.by_key[key]
            then, now = (find.name_of(CITIZEN, key, value) for value in (self.before[key], value))
            yield f"{self.keep[1]}: {each.label}: {each.show(then) or '–'} → {each.show(now)}"


def plan(find: Finder, keep: str, other: str) -> Merge:
    """What merging `other` into `keep` would do. Raises UnknownName, RefusedError, KnownAsTwoError."""
    merge = Merge(*_two(find, keep, other))
    for record in RECORDS.values():
        for key in citizen_columns(record) if record.kind != "citizen" else ():
            _plan_rows(find, merge, record, key)
    mine, theirs = (find.row(CITIZEN, each[0]).values for each in (merge.keep, merge.other))
    for key in CITIZEN.keys:
        value = _merged(key, mine[key], theirs[key])
        if value != mine[key]:
            merge.before[key], merge.after[key] = mine[key], value
    return merge


def _two(find: Finder, keep: str, other: str) -> tuple[tuple[int, str], tuple[int, str]]:
    kept, gone = find.named("citizen", keep), find.named("citizen", other)
    if kept[0] == gone[0]:
        raise RefusedError(
            reason=_(N_("{one} and {other} are one citizen already.")).format(one=keep, other=other)
        )
    for (number, _name), (_other, code) in ((kept, gone), (gone, kept)):
        row = find.connection.execute(
            "SELECT id FROM doublet WHERE citizen = ? AND code = ? AND same = 0", (number, code)
        ).fetchone()
        if row:
            raise KnownAsTwoError(keep=kept[1], other=gone[1], number=row[0])
    return kept, gone


def _plan_rows(find: Finder, merge: Merge, record: Record, key: str) -> None:
    kind, column = quoted(record.kind), quoted(key)
    twin = "0"
    if key in record.identity:
        same = " AND ".join(
            f"twin.{quoted(each)} IS mine.{quoted(each)}" for each in record.identity if each != key
        )
        twin = f"EXISTS (SELECT 1 FROM {kind} AS twin WHERE twin.{column} = :keep AND {same or '1'})"
    rows = find.connection.execute(
        f"SELECT id, {twin} FROM {kind} AS mine WHERE {column} = :other ORDER BY id",
        {"keep": merge.keep[0], "other": merge.other[0]},
    )
    for number, twinned in rows.fetchall():
        if twinned:
            merge.falls.append((record, number))
        else:
            merge.moves.append((record, key, number))


def _merged(key: str, mine: Value, theirs: Value) -> Value:
    """What holds of the two as one: the earlier registration, all problems, else mine where I have it."""
    if key == "registered_on":
        return min((str(day) for day in (mine, theirs) if day), default=None)
    if key == "problems":
        chosen = {*str(mine or "").split("|"), *str(theirs or "").split("|")}
        return "|".join(each for each in PROBLEM.values if each in chosen) or None
    return theirs if mine is None else mine


def carry_out(change: ChangeWriter, merge: Merge) -> None:
    """Do what was planned, in the same transaction."""
    keep, (gone, code) = merge.keep[0], merge.other
    for record, number in merge.falls:
        change.delete(record, number)
    for record, key, number in merge.moves:
        change.update(record, number, {key: keep})
    change.delete(CITIZEN, gone)
    if merge.after:
        change.update(CITIZEN, keep, merge.after)
    change.insert(DOUBLET, {"code": code, "citizen": keep, "same": 1})


def note_as_two(change: ChangeWriter, keep: str, other: str) -> tuple[str, str]:
    """Remember that the two are not one. Returns their codes. Raises KnownAsTwoError when that is known."""
    (number, kept), (_gone, code) = _two(change.find, keep, other)
    change.insert(DOUBLET, {"code": code, "citizen": number, "same": 0})
    return kept, code


def in_all(merge: Merge) -> str:
    """The answer, such as `Merged AAL-002 into AAL-001: 7 records moved`, in the current language."""
    number = len(merge.moves)
    said = ngettext(
        "Merged {other} into {keep}: {n} record moved.",
        "Merged {other} into {keep}: {n} records moved.",
        number,
    )
    return said.format(other=merge.other[1], keep=merge.keep[1], n=number)
