"""A statement with its parameters, and the pieces that the counting statements are put together from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from outreach_cli.reports.definitions.dimensions import Key

RowKey = tuple[Key, ...]
_FLAGS = {"yes": 1, "no": 0}
_WHOLE = "0|[1-9][0-9]{0,17}"
"""A whole number as one is written; a code such as 0851 is none."""


class Statement(NamedTuple):
    """SQL with its parameters; with `spanned` it is run for each stretch of time, as `:span`.

    It is for what happened within the stretch, or for what held on the stretch's own first or last day.
    """

    sql: str
    values: Mapping[str, object]
    spanned: Literal["within", "own days"] | None = None


def read_keys(value: str) -> list[int | str]:
    """What a condition's word stands for in the register: a choice's key, a flag, or a number."""
    if value in _FLAGS:
        return [_FLAGS[value], value]
    return [int(value), value] if re.fullmatch(_WHOLE, value) else [value]


def write_from(source: str, where: Sequence[str]) -> str:
    """The FROM clause over a view, or over a statement in brackets."""
    named = source if source.startswith("(") else f'"{source}"'
    return f"FROM {named} WHERE {' AND '.join(where) or '1'}"


def write_among(column: str, keys: Sequence[object], name: str, values: dict[str, object]) -> str:
    """That the column has one of the keys, which are put among the parameters under numbered names."""
    marks = []
    for number, key in enumerate(keys):
        values[f"{name}_{number}"] = key
        marks.append(f":{name}_{number}")
    return f"{column} IN ({', '.join(marks)})"


def find_readable(column: str, known: frozenset[str]) -> str:
    """The column with a record's name rather than its number, where the view has both."""
    name = column.strip('"').removesuffix("_id")
    return f'"{name}"' if name in known else column
