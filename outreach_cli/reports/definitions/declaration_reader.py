"""Reading a TOML file of declarations: its text, its keys, and what is wrong by file, key and line."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from types import MappingProxyType
from typing import Self

from outreach_cli.core.cpr import holds_cpr
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_, LazyMessage
from outreach_cli.core.names import find_nearest
from outreach_cli.records.label import Label
from outreach_cli.reports.definitions.definition import BadReportError, NoReportFileError
from outreach_cli.reports.definitions.keys import Keys
from outreach_cli.tables.cells import clean

SHOW_OR_HIDE = ("show", "hide"), N_('"show" or "hide" is expected')
"""What a key may say that is one of the two, with the message for any other."""


def read_text_of(path: str) -> str:
    """The text of a file of one's own. Raises NoReportFileError or BadReportError."""
    try:
        return read_file(path)
    except FileNotFoundError:
        raise NoReportFileError(name=path) from None
    except UnicodeDecodeError:
        said: str | LazyMessage = LazyMessage(N_("it is not text in UTF-8; save it as UTF-8"))
    except OSError as error:
        said = error.strerror or str(error)
    raise BadReportError(file=os.path.basename(path), key="file", expected=said)


def read_file(path: str) -> str:
    """The file's text, without the byte order mark that Notepad begins it with."""
    with open(path, encoding="utf-8-sig") as file:
        return file.read()


def parse_toml(text: str, file: str, *, is_builtin: bool = False) -> Mapping[str, object]:
    """What the TOML says. Raises BadReportError, for a CPR number in it too, however TOML writes it.

    In what comes with the program none is looked for.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadReportError(file=file, key="TOML", expected=str(error)) from None
    except RecursionError:
        raise BadReportError(
            file=file, key="TOML", expected=LazyMessage(N_("it is nested too deeply"))
        ) from None
    if not is_builtin and (holds_cpr(text) or any(map(holds_cpr, _list_words(said)))):
        raise BadReportError(file=file, key="TOML", expected=LazyMessage(N_("a CPR number stands in it")))
    return said


def _list_words(said: object) -> Iterator[str]:
    """Every key and value, as text."""
    waiting = [said]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Mapping):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
        else:
            yield str(each)


def find_line(text: str, place: str, words: str = "") -> int | None:
    """The line of a key, named as in `period` or `column 2, measure`; that of its table where it has none.

    With `words` it is the line of the key's text in which they stand. None where it is not found: a key may
    be written in ways that only a TOML reader follows.
    """
    found = re.fullmatch(r"(?:(\w+) (\d+)(?:, )?)?(\w*).*", place)
    if not found:
        return None
    section, number, key = found[1] or "", int(found[2] or 0), found[3]
    here, seen, header, within = "", dict[str, int](), None, ""
    for line_number, line in enumerate(text.split("\n"), 1):
        if within:
            within = "" if within in line else within
            continue
        if begins := re.match(r"\s*\[\[?\s*([\w.]+)\s*\]", line):
            here = begins[1]
            seen[here] = seen.get(here, 0) + 1
        if here == section and seen.get(here, 0) == number:
            header = header or (line_number if section else None)
            if key and re.match(rf"""\s*["']?{key}["']?\s*[.=]""", line):
                later = text.split("\n")[line_number - 1 :]
                return line_number + next((at for at, each in enumerate(later) if words in each), 0)
        within = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return header


class DeclarationReader:
    """Reads one declaration, naming the file, the key and the line in what it complains of.

    `said` is the table that is read; the names of its keys begin with `where`: "column 2, ".
    """

    def __init__(self, file: str, text: str, said: Mapping[str, object] = MappingProxyType({})) -> None:
        self.file, self.text, self.said, self.where = file, text, said, ""

    def open_table(self, said: object, place: str, expected: str) -> Self:
        """The reader of a table within this one. Raises BadReportError where it is none."""
        if not isinstance(said, Mapping):
            raise self.complain(place, expected)
        inner = copy(self)
        inner.said, inner.where = said, f"{self.where}{place}, "
        return inner

    def complain(self, key: str, expected: str, words: str = "", /, **details: object) -> BadReportError:
        """What is wrong with the key, or with these words in its text, to be raised."""
        key = self.where + key
        said, line = LazyMessage(expected, **details), find_line(self.text, key, words)
        if line:
            said = LazyMessage(N_("{expected} (line {line})"), expected=said, line=line)
        return BadReportError(file=self.file, key=key, expected=said)

    def complain_of_error(self, error: OutreachError, key: str, words: str = "") -> BadReportError:
        """An error of a word as one of the file that says the word, with its advice, to be raised."""
        said = " ".join(each for each in (str(error), error.give_advice()) if each)
        return self.complain(key, N_("{said}"), words, said=said)

    def complain_of_name(
        self, key: str, name: str, expected: Iterable[str], words: str = ""
    ) -> BadReportError:
        """That the name stands there and not one of those expected, to be raised."""
        known = ", ".join(expected)
        return self.complain(
            key, N_('one of {known} is expected, not "{name}"'), words, known=known, name=name
        )

    def check_keys(self, known: Keys) -> None:
        """Raises BadReportError for a key that is none of the known ones."""
        for key in self.said:
            if key not in known:
                near = find_nearest(key, known) or list(known)
                raise self.complain(key, N_("unknown key; expected one of {known}"), known=", ".join(near))

    def read_text(self, key: str) -> str:
        """The text under the key. Raises BadReportError."""
        value = self.said.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.complain(key, N_("a text is expected"))
        return clean(value.strip())

    def read_word(self, key: str, words: Sequence[str], expected: str, usual: str | None = None) -> str:
        """One of these words under the key, the first or the usual one where it is not there.

        Raises BadReportError.
        """
        value = self.said.get(key, usual or words[0])
        if value not in words:
            raise self.complain(key, expected, known=", ".join(words))
        return str(value)

    def find_label(self, key: str, *, lines: bool = False) -> Label | None:
        """The words under the key, if it is there. Raises BadReportError."""
        return self.read_label(key, lines=lines) if key in self.said else None

    def read_label(self, key: str, *, lines: bool = False) -> Label:
        """The words under the key, in one language or both; of several `lines` where that is said.

        Raises BadReportError.
        """

        def keep(words: str) -> str:
            return "\n".join(map(clean, words.split("\n"))) if lines else clean(words)

        value = self.said.get(key)
        if isinstance(value, str) and value.strip():
            return Label(keep(value), keep(value))
        if isinstance(value, Mapping) and set(value) <= {"da", "en"} and value:
            words = [each for each in value.values() if isinstance(each, str) and each.strip()]
            if len(words) == len(value):
                return Label(keep(value.get("da", words[0])), keep(value.get("en", words[0])))
        raise self.complain(key, N_('a text, or {{ da = "…", en = "…" }}, is expected'))
