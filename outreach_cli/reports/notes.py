"""The notes that a report declares: sentences with numbers counted for the same question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from outreach_cli.language import ngettext, spoken
from outreach_cli.reports.counting import Counter
from outreach_cli.reports.definition import Definition, NoteDefinition
from outreach_cli.reports.measures import Base
from outreach_cli.tables import Cell
from outreach_cli.tables.shown import number


def declared_notes(
    definition: Definition, counter: Counter, tells_of_few: Callable[[Collection[Base]], bool]
) -> Iterator[str]:
    """The declared notes whose numbers are all known and not all zero; last, how many tell of few persons."""
    left_out = 0
    for note in definition.notes:
        if any(counter.obstacle(base.population) for base in note.numbers.values()):
            continue
        cells = {name: counter.in_total([base])[0] for name, base in note.numbers.items()}
        if None in cells.values() or not any(cells.values()):
            continue
        if tells_of_few(note.numbers.values()):
            left_out += 1
        else:
            yield _said(note, cells)
    if left_out:
        said = ngettext(
            "{n} note is left out, for its numbers would tell of few citizens",
            "{n} notes are left out, for their numbers would tell of few citizens",
            left_out,
        )
        yield said.format(n=left_out)


def _said(note: NoteDefinition, cells: dict[str, Cell]) -> str:
    mark = "," if spoken() == "da" else "."
    words = {
        name: cell if isinstance(cell, str) or cell is None else number(cell, note.decimals, mark)
        for name, cell in cells.items()
    }
    one = note.one if note.one and next(iter(cells.values())) == 1 else note.text
    return str(one).format(**words)
