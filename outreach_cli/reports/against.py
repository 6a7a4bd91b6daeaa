"""A report of one period beside another: each number in both, and the change."""

from collections.abc import Iterator
from typing import NamedTuple

from outreach_cli.core.days import format_day, today
from outreach_cli.core.language import N_, _
from outreach_cli.core.periods import name_period
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.definitions.dimensions import Dimension
from outreach_cli.reports.layout import compute_change, divide
from outreach_cli.tables.table import Cell, Column, Table

Place = tuple[int, int]
"""Row (-1 for the foot) and column of a cell."""


class RowPair(NamedTuple):
    """The rows of the two periods that stand beside each other, None where a period has no such row.

    `in_both` says whether both periods have the row's stretch of time, so that no row is nothing counted.
    """

    mine: int | None
    other: int | None
    in_both: bool = True


def set_beside(now: Table, then: Table, question: ReportQuestion) -> Table:
    """The table with a column of the other period's numbers after each of its own, and columns of the change.

    Rows that are stretches of time stand beside those of the same place in the other period: the first month
    beside the first. A period that is shorter has nothing beside the last of the other's, which is no zero.
    What is hidden in either is hidden in the change.
    """
    rows = _match_rows(now, then, question)
    body, hidden = [], set[Place]()
    for number, pair in enumerate([*rows, RowPair(-1, -1)]):
        place = number if number < len(rows) else -1
        cells, gone = _join_line(now, then, pair)
        hidden |= {(place, column) for column in gone}
        body.append(cells)
    keys = now.row_keys or ()
    foot = body.pop()
    other = question.ask_beside().told_period
    names = (name_period(question.told_period), name_period(other))
    return now._replace(
        columns=tuple(_join_columns(now, *names)),
        body=tuple(body),
        foot=foot if now.foot else None,
        hidden=frozenset(hidden),
        notes=(*now.notes, *_note_unfinished(question), *_note_whole(then, question)),
        against={"from": other.first, "to": other.last},
        compared_words=names,
        row_keys=tuple(
            keys[mine] if mine is not None else (then.row_keys or ())[theirs or 0]
            for mine, theirs, _both in rows
        ),
    )


def _match_rows(now: Table, then: Table, question: ReportQuestion) -> list[RowPair]:
    """The rows of now, each with that of then; after them those that only then has, but none to come."""
    left = {
        _shift(keys, question): row
        for row, keys in enumerate(then.row_keys or ())
        if not _is_to_come(keys, question)
    }
    spans = [_match_spans(time, question) for time in question.rows]
    matched = []
    for row, keys in enumerate(now.row_keys or ()):
        alone = any(
            each is not None and key is not None and key not in each.values()
            for each, key in zip(spans, keys, strict=True)
        )
        matched.append(RowPair(row, left.pop(keys, None), not alone))
    return [*matched, *(RowPair(None, row, _UNPAIRED not in keys) for keys, row in left.items())]


_UNPAIRED = ""
"""What comes before a stretch of time that has none in the same place: no row's code is that."""


def _shift(keys: tuple[str | int | None, ...], question: ReportQuestion) -> tuple[str | int | None, ...]:
    """The row's codes with the stretch of time of the other period as that of this one in the same place."""
    shifted: list[str | int | None] = []
    for time, key in zip(question.rows, keys, strict=True):
        spans = _match_spans(time, question)
        if spans is None or key is None:
            shifted.append(key)
        elif str(key) in spans:
            shifted.append(spans[str(key)])
        else:
            shifted += [_UNPAIRED, key]
    return tuple(shifted)


def _is_to_come(keys: tuple[str | int | None, ...], question: ReportQuestion) -> bool:
    """Whether the row is of a stretch of time whose counterpart in this period has not begun."""
    return question.unfinished is not None and any(
        (same := _match_spans(time, question)) is not None and key is not None and str(key) not in same
        for time, key in zip(question.rows, keys, strict=True)
    )


def _match_spans(time: Dimension, question: ReportQuestion) -> dict[str, str] | None:
    """The other period's stretches of time, each with that of this period in the same place.

    None where the rows are no stretches of time, or a period has no beginning.
    """
    if time.spans is None or question.against is None or question.period.first is None:
        return None
    spans = (time.spans.of_period(each, None) for each in (question.ask_beside().period, question.period))
    return dict(zip(*spans, strict=False))


def _join_line(now: Table, then: Table, pair: RowPair) -> tuple[tuple[Cell, ...], set[int]]:
    """The cells of a row, and the places among them that are hidden."""
    cells: list[Cell] = []
    gone: set[int] = set()
    mine, other, in_both = pair
    mine_cells, other_cells = _find_cells(now, mine), _find_cells(then, other)
    for place, column in enumerate(now.columns):
        if column.row:
            cells.append((mine_cells if mine is not None else other_cells)[place])
            continue
        if not column.numeric:
            cells.append(mine_cells[place] if mine is not None else None)
            continue
        first, second = (
            _count_absent(column, each[place]) if at is None and in_both else each[place]
            for at, each in ((mine, mine_cells), (other, other_cells))
        )
        hidden = ((mine, place) in now.hidden, (other, place) in then.hidden)
        at = len(cells)
        cells += [first, second, *_find_changes(column, first, second)]
        gone |= {at + number for number, is_hidden in enumerate(hidden) if is_hidden}
        gone |= set(range(at + 2, len(cells))) if any(hidden) else set()
    return tuple(cells), gone


def _find_cells(table: Table, row: int | None) -> tuple[Cell, ...]:
    if row is None:
        return (None,) * len(table.columns)
    cells = table.foot if row == -1 else table.body[row]
    return cells or (None,) * len(table.columns)


def _count_absent(column: Column, cell: Cell) -> Cell:
    """What a cell of a row that is not there stands for: none of what is counted."""
    return 0 if column.kind == "number" and column.decimals == 0 else cell


def _find_changes(column: Column, now: Cell, then: Cell) -> list[Cell]:
    """The change, and of a number that is no share the change in percent."""
    change = compute_change(now, then)
    return [change] if column.kind == "percent" else [change, divide(change, then)]


def _join_columns(now: Table, own: str, other: str) -> Iterator[Column]:
    for column in now.columns:
        if column.row or not column.numeric:
            yield column
            continue
        key, label = column.key, column.label
        yield column._replace(beside=f"{key}_against", of=key, part=own)
        plain = column._replace(rule="", of=key)
        yield plain._replace(key=f"{key}_against", label=f"{label}, {other}", part=other)
        change = plain._replace(signed=True)
        said = _(N_("change in percentage points") if column.kind == "percent" else N_("change"))
        yield change._replace(key=f"{key}_change", label=f"{label}, {said}", part=said)
        if column.kind != "percent":
            yield change._replace(
                key=f"{key}_change_percent",
                label=f"{label}, {_(N_('change in percent'))}",
                part=_(N_("in percent")),
                kind="percent",
                decimals=0,
            )


def _note_unfinished(question: ReportQuestion) -> Iterator[str]:
    """Whether the other period is not over; of the report's own its notes say it."""
    day, against = today().isoformat(), question.against
    if against and against.last > day:
        yield _(N_("The period {period} is not over: what is counted is up to {day}")).format(
            period=name_period(against), day=format_day(day)
        )


def _note_whole(then: Table, question: ReportQuestion) -> Iterator[str]:
    """That the other period's total has more in it than its rows, where some have no counterpart yet."""
    if question.against and any(_is_to_come(keys, question) for keys in then.row_keys or ()):
        yield _(N_("The total of {period} is of all of it; what is still to come has no row")).format(
            period=name_period(question.against)
        )
