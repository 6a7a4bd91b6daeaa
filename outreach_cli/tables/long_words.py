"""Words that are longer than a column is wide: parted where they are joined, before a sign is cut off."""

from __future__ import annotations

import re
from collections.abc import Sequence

_JOINTS = (re.compile(r"(?<=[|,;])"), re.compile(r"(?<=[/=_-])"))
"""Where a word is joined of others, as in `Dag=date|Navn=citizen`: the looser joints first."""


def divide_long_words(cell: str, width: int) -> str:
    """The cell with each word that is longer than `width` on several lines, parted after a joint.

    What has no joint within that width is left whole here, for the table to fold.
    """
    if len(cell) <= width:
        return cell
    return re.sub(r"\S+", lambda word: "\n".join(_divide_word(word[0], width)), cell)


def _divide_word(word: str, width: int, joints: Sequence[re.Pattern[str]] = _JOINTS) -> list[str]:
    if len(word) <= width or not joints:
        return [word]
    lines: list[str] = []
    for piece in joints[0].split(word):
        first, *more = _divide_word(piece, width, joints[1:])
        if lines and len(lines[-1]) + len(first) <= width:
            lines[-1] += first
        else:
            lines.append(first)
        lines += more
    return lines
