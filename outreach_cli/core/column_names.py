"""How a word names a column of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from outreach_cli.core.errors import UnknownColumnError
from outreach_cli.core.names import find_nearest, fold_case

_NUMBER_OF = r"(?:antal|number of) "
"""What a heading may begin with and a person leaves out."""


def match_column(word: str, columns: Mapping[str, Iterable[str]]) -> str:
    """The key of the column that the word names: by its key, by one of its headings, or by what it counts.

    `columns` are the headings of each key, that of the current language first. `borgere` is „Antal borgere“
    where no column has that for its own. Raises UnknownColumnError.
    """
    said = fold_case(word)
    called = {key: [key, *headings] for key, headings in columns.items()}
    short = {
        key: [re.sub(_NUMBER_OF, "", each, flags=re.IGNORECASE) for each in called[key]] for key in called
    }
    for names in (called, short):
        for key, words in names.items():
            if said in map(fold_case, words):
                return key
    shown = [next(iter(headings)) for headings in columns.values()]
    near = find_nearest(word, [*shown, *(words[1] for words in short.values()), *columns])
    raise UnknownColumnError(name=word, nearest=near or shown)
