"""Names as people write them: one form of each, what two spellings have in common, and the nearest known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_UNSEEN = dict.fromkeys([0xAD, 0x34F, 0x180E, *range(0x200B, 0x2010), 0x2060, 0xFEFF])
"""Characters that take no room, so that two names with and without them look the same: the soft hyphen, the
zero width spaces and joiners, the marks of direction, the word joiner and the byte order mark."""
_HYPHENS = {0x2010: "-", 0x2011: "-"}
"""Hyphens that a word processor puts in the place of the one on the keyboard."""
_SEEN_ALIKE = _UNSEEN | _HYPHENS
_ALIKE_IN_NAMES: dict[int, str | None] = {
    **dict.fromkeys([*range(0x2061, 0x2065), *range(0x206A, 0x2070), *range(0xFE00, 0xFE10)]),
    **dict.fromkeys([0x115F, 0x1160, 0x3164, 0xFFA0], " "),
}
"""What besides tells no two names apart, but may belong to a text: the invisible signs of mathematics, the
choice of a picture's variant, and letters that look like a space."""
_DASHES = "\u2013\u2014\u2212"
"""What a word processor or a spreadsheet makes of a hyphen: a short or long dash, a minus."""
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that look like a space."""


def normalize(text: str) -> str:
    """The text in Unicode's composed form, with single spaces, none at the ends, and nothing unseen."""
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFC", text.translate(_SEEN_ALIKE))
    return " ".join(text.split())


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


def fold_case(text: str) -> str:
    """What two ways of writing one name have in common. The one idea of "the same name" in the program.

    Case, spacing, how a letter is composed and what cannot be seen do not count; Æ Ø Å do.
    """
    said = normalize(text)
    if not said.isascii():
        said = " ".join(said.translate(_ALIKE_IN_NAMES).split())
    return said.casefold()


def fold_spelling(text: str) -> str:
    """As `fold_case`, with Æ Ø Å as on a keyboard without them: `fremmoede` and `Fremmøde` are one word.

    So are `registrér` and `registrer`, the accent being free in Danish, and `2–4` and `2-4`: no keyboard has
    that dash.
    """
    return fold_case(text).translate(_TYPED)


_TYPED = {ord("æ"): "ae", ord("ø"): "oe", ord("å"): "aa", ord("é"): "e", ord("–"): "-"}


def is_like_person(name: str) -> bool:
    """Whether it reads as a person's name, such as `Karen Ø. Jensen`: two words or more, of letters alone."""
    words = normalize(name).split()
    whole = [word for word in words if len(word.strip(".")) > 1]
    return len(whole) > 1 and all(re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?", word) for word in words)


def fold_identifier(text: str) -> str:
    """A source's id in one form: `10.0`, as a spreadsheet writes the number 10, is `10`.

    Case counts, as there are systems whose ids differ in it alone.
    """
    said = normalize(text)
    return said.partition(".")[0] if re.fullmatch(r"\d+\.0+", said, re.ASCII) else said


def quote_for_shell(name: str) -> str:
    """The name as it is typed at a shell: in quotation marks where a space would split it."""
    return f'"{name}"' if " " in name else name


def find_nearest(name: str, known: Iterable[str]) -> list[str]:
    """Up to three of the known names that look like `name`, the nearest first."""
    import difflib

    by_fold: dict[str, str] = {}
    for each in known:
        by_fold.setdefault(fold_spelling(each), each)
    said = fold_spelling(name)
    same = [fold for fold in by_fold if _strip_code(fold) == _strip_code(said)]
    begun = [fold for fold in by_fold if _is_begun_by(fold, said)]
    close = difflib.get_close_matches(said, by_fold, cutoff=0.7)
    found = [*same, *begun, *close] or [fold for fold in by_fold if _holds(fold, said) or _holds(said, fold)]
    return [by_fold[fold] for fold in dict.fromkeys(found)][:3]


class NearCodes:
    """Known names, to be asked which of them a new one may be a slip of the hand for.

    That is one whose numbers have other leading zeros (RD-10 and RD-010), one as a spreadsheet or a word
    processor changes it (8.0 and 8, another dash), or one letter more, less or another (RD-10 and RE-10).
    Numbers that differ are two codes, and so are short names.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known: dict[str, str] = {}
        """The first name of each form: a name's own, and with a letter of it replaced."""
        self._longer: dict[str, str] = {}
        """The first name that is a form with one letter more."""
        for name in known:
            self.meet(name)

    def meet(self, name: str) -> list[str]:
        """The known names that the name is near to, one of a kind; from now on it is known too."""
        own, replaced, shorter = _list_near_forms(name)
        known, longer = self._known, self._longer
        near = [known[form] for form in (own, *replaced, *shorter) if form in known]
        if own in longer:
            near.append(longer[own])
        for form in (own, *replaced):
            known.setdefault(form, name)
        for form in shorter:
            longer.setdefault(form, name)
        return [each for each in dict.fromkeys(near) if fold_case(each) != fold_case(name)]


def is_near_code(one: str, other: str) -> bool:
    """Whether two names that are not the same may be one, mistyped: see NearCodes."""
    return bool(NearCodes([one]).meet(other))


def list_near_spellings(name: str) -> list[str]:
    """Every name that the name may be a slip of the hand for, to be looked up where many are known.

    As NearCodes, but for zeros and a letter at once.
    """
    fold = normalize_signs(fold_case(name))[0]
    found = {fold_case(name), fold, fold_identifier(fold)}
    found |= {fold.replace("-", dash) for dash in _DASHES}
    if fold.isdigit():
        found.add(f"{fold}.0")
    for digits in {each for each in re.findall(r"\d+", fold) if each.strip("0")}:
        bare = digits.lstrip("0")
        found |= {fold.replace(digits, bare.zfill(width)) for width in range(len(bare), _MOST_DIGITS)}
    if len(fold) >= _SHORTEST:
        letters = [place for place, sign in enumerate(fold) if sign.isalpha()]
        found |= {fold[:place] + fold[place + 1 :] for place in letters}
        found |= {fold[:place] + each + fold[place + 1 :] for place in letters for each in _LETTERS}
    if len(fold) >= _SHORTEST - 1:
        found |= {fold[:place] + each + fold[place:] for place in range(len(fold) + 1) for each in _LETTERS}
    return sorted(found | {each.upper() for each in found if not each.isascii()})


_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
_MOST_DIGITS = 9


def _list_near_forms(name: str) -> tuple[str, list[str], list[str]]:
    """The name as a code; with each letter replaced by `?`; with each left out."""
    own = _strip_code(fold_case(name))
    letters = [place for place, sign in enumerate(own) if sign.isalpha()] if len(own) >= _SHORTEST else []
    return (
        own,
        [f"{own[:place]}?{own[place + 1 :]}" for place in letters],
        [own[:place] + own[place + 1 :] for place in letters],
    )


_SHORTEST = 4
"""Fewer signs than these are told apart by one letter on purpose: Nord and Syd, A and B."""


def _holds(whole: str, part: str) -> bool:
    """Whether one is part of the other, and more than a letter or two."""
    return len(part) >= 3 and part in whole


def _is_begun_by(whole: str, words: str) -> bool:
    """Whether the words are the first ones of several: not the first letters of one."""
    return len(words) >= 3 and whole.startswith(words) and not whole[len(words) : len(words) + 1].isalnum()


def _strip_code(fold: str) -> str:
    """The name without what spreadsheets and word processors change of a code.

    Leading zeros of a number are lost, a number comes back as `8.0`, and a hyphen becomes another dash.
    """
    return re.sub(r"(?<!\d)0+(?=\d)", "", fold_identifier(normalize_signs(fold)[0]))
