"""Several tables and texts as one document, in the order in which they are read."""

import re
from itertools import groupby
from typing import NamedTuple

from outreach_cli.tables.table import Cell, Table


class TextFigure(NamedTuple):
    """A figure in a text: what it is asked for by, its exact value, and how it stands there."""

    name: str
    value: Cell
    words: str


class TextPart(NamedTuple):
    """A text of a document, with a heading or none; a paragraph that begins `- ` is a point of a list."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    figures: tuple[TextFigure, ...] = ()

    def list_blocks(self) -> list[list[str]]:
        """The paragraphs, each a list of one, and the points of a list together."""
        blocks: list[list[str]] = []
        for is_list, said in groupby(self.paragraphs, lambda each: each.startswith("- ")):
            block = [*said]
            blocks += [block] if is_list else [[each] for each in block]
        return blocks


class ColumnRule(NamedTuple):
    """A column's rule in words, and the tables in which it holds."""

    label: str
    rule: str
    tables: tuple[str, ...]


class Book(NamedTuple):
    """Tables and texts as one document: contents first, and each column's rule in words once, at the end.

    `front` are the words that the notes at the beginning say for all the tables.
    """

    title: str
    language: str
    parts: tuple[Table | TextPart, ...]
    extracted_on: str = ""
    notes: tuple[str, ...] = ()
    front: frozenset[str] = frozenset()
    with_contents: bool = True
    with_rules: bool = True

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables alone."""
        return tuple(part for part in self.parts if isinstance(part, Table))

    @property
    def contents(self) -> list[tuple[int, str]]:
        """Every part with a heading, by its place among the parts; none of a document with only one."""
        found = [(at, part.heading) for at, part in enumerate(self.parts) if part.heading]
        return found if self.with_contents and len(found) > 1 else []

    @property
    def has_front(self) -> bool:
        """Whether it begins with its title and notes and ends with its rules, as more than a table does."""
        return bool(self.notes) or len(self.parts) > 1

    @property
    def rules(self) -> list[ColumnRule]:
        """Each rule once, in the order of the tables, by heading and wording."""
        if not self.with_rules or not self.has_front:
            return []
        found: dict[tuple[str, str], list[str]] = {}
        for table in self.tables:
            for each in table.rules:
                found.setdefault(each, []).append(table.numbered or table.title)
        return [
            ColumnRule(label, rule, tuple(dict.fromkeys(where))) for (label, rule), where in found.items()
        ]

    def write_caption(self, table: Table) -> str:
        """What a table says of itself besides what stands at the front for all."""
        said = (table.period_words, table.filter_words, table.extracted_words)
        return " · ".join(words for words in said if words and words not in self.front)

    @property
    def tells_of_persons(self) -> bool:
        """Whether single persons stand in one of the tables."""
        return any(table.tells_of_persons for table in self.tables)


def split_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text: lines go on until an empty line, or until a line that begins with `- `."""
    paragraphs: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        for at, line in enumerate(each.strip() for each in block.split("\n")):
            if at == 0 or line.startswith("- "):
                paragraphs.append(line)
            else:
                paragraphs[-1] += f" {line}"
    return tuple(paragraphs)
