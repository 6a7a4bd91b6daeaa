"""Words longer than their column."""

import pytest

from outreach_cli.tables.long_words import divide_long_words


@pytest.mark.parametrize(
    ("cell", "width", "parted"),
    [
        ("Dag=date|Navn=citizen|Min=minutes", 14, "Dag=date|\nNavn=citizen|\nMin=minutes"),
        ("social- og sundhedsforvaltning", 30, "social- og sundhedsforvaltning"),
        ("se /srv/opsøgende/data/kopi.db nu", 16, "se /srv/opsøgende/\ndata/kopi.db nu"),
        ("uden-samling Beskæftigelsesforvaltning", 12, "uden-samling Beskæftigelsesforvaltning"),
    ],
)
def test_a_long_word_is_parted_where_it_is_joined(cell: str, width: int, parted: str) -> None:
    assert divide_long_words(cell, width) == parted
