"""Tables too wide for where they shall stand, in parts with some of the columns each."""

from collections.abc import Callable, Sequence
from itertools import groupby
from math import ceil
from typing import NamedTuple

from outreach_cli.tables.cells import clean, make_grid
from outreach_cli.tables.table import Column, Table


class HeadingGroup(NamedTuple):
    """A heading, that of its first column, and the headings below it where it stands over several."""

    label: str
    column: Column
    parts: tuple[str, ...] = ()


def keep_columns(table: Table, places: Sequence[int]) -> Table:
    """The table with only the columns in those places."""
    now = {place: number for number, place in enumerate(places)}
    return table._replace(
        columns=tuple(table.columns[place] for place in places),
        body=tuple(tuple(row[place] for place in places) for row in table.body),
        foot=tuple(table.foot[place] for place in places) if table.foot else None,
        hidden=frozenset((row, now[place]) for row, place in table.hidden if place in now),
    )


def split_columns(table: Table, fits: Callable[[Table], bool]) -> list[Table]:
    """The table in as few parts as fit, each with the columns that name the row; one where it has none.

    A column stands together with those beside it, as that of another period and the change.
    """
    named = [place for place, column in enumerate(table.columns) if column.row]
    if not named or fits(table):
        return [table]
    parts: list[list[int]] = [[]]
    for group in _group_columns(table):
        if parts[-1] and not fits(keep_columns(table, [*named, *parts[-1], *group])):
            parts.append([])
        parts[-1] += group
    return [keep_columns(table, [*named, *part]) for part in parts]


def _group_columns(table: Table) -> list[list[int]]:
    """The places of the columns that do not name the row, those of one number together."""
    places = (place for place, column in enumerate(table.columns) if not column.row)
    return [list(group) for _of, group in groupby(places, lambda at: table.columns[at].of or at)]


def group_headings(table: Table) -> list[HeadingGroup]:
    """The headings from left to right, those of one number below its own."""
    groups = []
    for _of, columns in groupby(table.columns, lambda column: column.of or column):
        first, *others = columns
        parts = tuple(clean(each.own_heading) for each in (first, *others)) if first.of else ()
        groups.append(HeadingGroup(clean(first.label), first, parts))
    return groups


def count_letters(table: Table) -> list[tuple[int, int]]:
    """For each column the letters of its longest unbroken piece, and of its longest line."""
    _headings, body, foot = make_grid(table)
    sizes = []
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in [*body, *([foot] if foot else [])]]
        whole = column.numeric or column.kind in ("day", "span")
        pieces = cells if whole else [word for text in cells for word in text.split()]
        bold = [ceil(len(word) * 1.2) for word in column.own_heading.split()]
        least = max([*map(len, pieces), *bold], default=1)
        sizes.append((least, max([least, *map(len, cells)])))
    return sizes
