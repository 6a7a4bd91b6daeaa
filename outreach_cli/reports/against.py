"""A report of one period beside another: each number in both, and the change."""

from collections.abc import Iterator
from typing import NamedTuple

from outreach_cli.core.days import format_day, today
from outreach_cli.core.language import N_, _
from outreach_cli.core.periods import name_period, name_span
from outreach_cli.reports.counting.question import ReportQuestion
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
    beside the first; where one period has all stretches of the other, beside themselves. A period that is
    shorter has nothing beside the last of the other's, which is no zero. No stretch has two rows.
    What is hidden in either is hidden in the change.
    """
    pairs = _StretchPairs(question)
    rows = _match_rows(now, then, pairs)
    body, hidden = [], set[Place]()
    for number, pair in enumerate([*rows, RowPair(-1, -1)]):
        place = number if number < len(rows) else -1
        cells, gone = _join_line(now, then, pair)
        hidden |= {(place, column) for column in gone}
        body.append(cells)
    foot = body.pop()
    other = question.ask_beside().told_period
    names = (name_period(question.told_period), name_period(other))
    return now._replace(
        columns=tuple(_join_columns(now, *names)),
        body=tuple(body),
        foot=foot if now.foot else None,
        hidden=frozenset(hidden),
        notes=(*now.notes, *_note_unfinished(question), *_note_whole(then, question, pairs)),
        against={"from": other.first, "to": other.last},
        compared_words=names,
        row_keys=tuple(_find_codes(now, then, pair) for pair in rows),
    )


Codes = tuple[str | int | None, ...]


class _StretchPairs:
    """The stretches of time that rows of the two periods are of, each by its place in its own period.

    Of several at once the shorter is placed within the longer: the first week of the second month. A period
    without a beginning has none.
    """

    def __init__(self, question: ReportQuestion) -> None:
        self.goes_on = question.unfinished is not None
        self.of_time = [each.spans is not None for each in question.rows]
        dated = any(self.of_time) and question.period.first is not None
        self.mine = _index_stretches(question) if dated else {}
        self.theirs = _index_stretches(question.ask_beside()) if dated else {}
        whole = max(self.mine, self.theirs, key=len)
        self.order = dict[Codes, tuple[int, ...]]()
        """The places of the rows, where they are stretches of time of one and the same period."""
        if self.mine.keys() | self.theirs.keys() == whole.keys():
            self.mine, self.theirs = ({each: whole[each] for each in of} for of in (self.mine, self.theirs))
            self.order = whole if len(question.rows) == 1 else {}
        self.own = {place: keys for keys, place in self.mine.items()}

    def shift(self, keys: Codes) -> Codes | None:
        """The codes of a row of the other period as those of this one, None where it has no such row."""
        if (place := self.theirs.get(self._cut(keys))) is None:
            return keys
        own = self.own.get(place)
        return own and tuple(
            mine if time else key for mine, key, time in zip(own, keys, self.of_time, strict=True)
        )

    def is_to_come(self, keys: Codes) -> bool:
        """Whether the row of the other period is of a stretch whose counterpart in this has not begun."""
        place = self.theirs.get(self._cut(keys))
        return self.goes_on and place is not None and place > max(self.own, default=())

    def is_double(self, keys: Codes) -> bool:
        """Whether the row of the other period will have no counterpart, and its stretch has a row in this."""
        return self.shift(keys) is None and self._cut(keys) in self.mine and not self.is_to_come(keys)

    def is_alone(self, keys: Codes) -> bool:
        """Whether the other period has no such stretch as the row of this one."""
        place = self.mine.get(self._cut(keys))
        return place is not None and place not in self.theirs.values()

    def name_stretch(self, keys: Codes) -> str:
        """The row's stretches of time in words."""
        return ", ".join(name_span(str(key)) for key in self._cut(keys) if key)

    def _cut(self, keys: Codes) -> Codes:
        return tuple(key if time else None for key, time in zip(keys, self.of_time, strict=True))


def _index_stretches(question: ReportQuestion) -> dict[Codes, tuple[int, ...]]:
    """The place of each stretch of time: its number in the period, or in the longer stretch it stands in."""
    times = [place for place, each in enumerate(question.rows) if each.spans]
    times.sort(key=lambda place: question.rows[place].find_length(), reverse=True)
    numbers: dict[tuple[int, ...], dict[str | None, int]] = {}
    found: dict[Codes, tuple[int, ...]] = {}
    for keys in question.list_stretches(None):
        place: tuple[int, ...] = ()
        for time in times:
            within = numbers.setdefault(place, {})
            place = (*place, within.setdefault(keys[time], len(within)))
        found[keys] = place
    return found


def _match_rows(now: Table, then: Table, pairs: _StretchPairs) -> list[RowPair]:
    """The rows of now, each with that of then; after them those that only then has, but none left out.

    Stretches of time of one and the same period are in their order.
    """
    left: dict[Codes, int] = {}
    unpaired = []
    for row, keys in enumerate(then.row_keys or ()):
        if (shifted := pairs.shift(keys)) is not None:
            left[shifted] = row
        elif not (pairs.is_to_come(keys) or pairs.is_double(keys)):
            unpaired.append(row)
    matched = [
        RowPair(row, left.pop(keys, None), not pairs.is_alone(keys))
        for row, keys in enumerate(now.row_keys or ())
    ]
    gone = dict.fromkeys(left.values(), True) | dict.fromkeys(unpaired, False)
    rows = [*matched, *(RowPair(None, row, gone[row]) for row in sorted(gone))]
    last = (len(pairs.order),)
    return sorted(rows, key=lambda pair: pairs.order.get(_find_codes(now, then, pair), last))


def _find_codes(now: Table, then: Table, pair: RowPair) -> Codes:
    """The codes of a row: those of now, or of then where that alone has it."""
    if pair.mine is not None:
        return (now.row_keys or ())[pair.mine]
    return (then.row_keys or ())[pair.other or 0]


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
                label=f"{label}, {_('change in percent')}",
                part=_("in percent"),
                kind="percent",
                decimals=0,
            )


def _note_unfinished(question: ReportQuestion) -> Iterator[str]:
    """Whether the other period has not begun or is not over; of the report's own its notes say it."""
    beside = question.ask_beside()
    if beside.unfinished:
        said = (
            N_("The period {period} has not begun yet")
            if beside.is_to_come
            else N_("The period {period} is not over: what is counted is up to {day}")
        )
        day = format_day(today().isoformat())
        yield _(said).format(period=name_period(beside.unfinished), day=day)


def _note_whole(then: Table, question: ReportQuestion, pairs: _StretchPairs) -> Iterator[str]:
    """That the other period's total has more in it than its rows, where some are left out."""
    assert question.against is not None
    keys, period = then.row_keys or (), name_period(question.against)
    if any(map(pairs.is_to_come, keys)):
        said = N_("The total of {period} is of all of it; what is still to come has no row")
        yield _(said).format(period=period)
    if doubles := dict.fromkeys(pairs.name_stretch(each) for each in keys if pairs.is_double(each)):
        said = N_(
            "The total of {period} is of all of it; its part of {spans} has nothing beside it and no row"
        )
        yield _(said).format(period=period, spans="; ".join(doubles))
