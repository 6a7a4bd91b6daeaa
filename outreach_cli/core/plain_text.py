"""A text as someone reads it, sign by sign: so one way of writing hides nothing that another shows."""

from __future__ import annotations

from collections.abc import Sequence

_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that look like a space."""


def normalize_signs(text: str) -> tuple[str, Sequence[int]]:
    """The text as it is read, and the place of each of its signs in `text`.

    Digits of any script and shape are plain, letters of full width too, every dash is one, and what nobody
    sees is left out.
    """
    if text.isascii():
        return text, range(len(text))
    from unicodedata import category, digit, normalize  # a contact in ASCII would wait for it

    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        kind = category(sign)
        if kind in ("Cf", "Mn", "Me"):
            continue
        plain = str(digit(sign, "")) or ("-" if kind == "Pd" or sign == "\u2212" else normalize("NFKC", sign))
        signs.append(" " if sign in _BLANK or plain.isspace() else plain if len(plain) == 1 else sign)
        places.append(place)
    return "".join(signs), places
