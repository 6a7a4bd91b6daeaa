"""How a word names a column: by key, by heading, or by what a heading counts."""

from __future__ import annotations

import pytest

from outreach_cli.core.column_names import match_column
from outreach_cli.core.errors import UnknownColumnError

COLUMNS = {
    "citizens": ("Antal borgere", "Citizens"),
    "conversations": ("Antal samtaler", "Conversations"),
    "share": ("Andel", "Share"),
    "persons": ("Borgere i alt", "Number of persons"),
}


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("citizens", "citizens"),
        ("ANTAL BORGERE", "citizens"),
        ("borgere", "citizens"),
        ("samtaler", "conversations"),
        ("Share", "share"),
        ("persons", "persons"),
    ],
)
def test_a_column_is_named_by_key_by_heading_or_by_what_it_counts(word: str, key: str) -> None:
    assert match_column(word, COLUMNS) == key


def test_a_columns_own_heading_goes_before_what_another_counts() -> None:
    columns = {"persons": ("Antal borgere",), "named": ("Borgere",)}
    assert match_column("borgere", columns) == "named"


def test_an_unknown_column_is_told_with_the_nearest_or_with_all() -> None:
    with pytest.raises(UnknownColumnError) as near:
        match_column("borgeren", COLUMNS)
    assert near.value.nearest == ("borgere",)
    with pytest.raises(UnknownColumnError) as far:
        match_column("x", COLUMNS)
    assert far.value.nearest == ("Antal borgere", "Antal samtaler", "Andel", "Borgere i alt")
