"""The notes that a report declares: sentences with numbers counted for the same question."""

from __future__ import annotations

from collections.abc import Iterator

from outreach_cli.language import spoken
from outreach_cli.reports.counting import Counter
from outreach_cli.reports.definition import Definition, NoteDefinition
from outreach_cli.tables import Cell
from outreach_cli.tables.shown import number


def declared_notes(definition: Definition, counter: Counter) -> Iterator[str]:
    """The declared notes whose numbers are all known and not all zero."""
    for note in definition.notes:
        if any(counter.obstacle(base.population) for base in note.numbers.values()):
            continue
        cells = {name: counter.in_total([base])[0] for name, base in note.numbers.items()}
        if None not in cells.values() and any(cells.values()):
            yield _said(note, cells)


def _said(note: NoteDefinition, cells: dict[str, Cell]) -> str:
    mark = "," if spoken() == "da" else "."
    words = {
        name: cell if isinstance(cell, str) or cell is None else number(cell, note.decimals, mark)
        for name, cell in cells.items()
    }
    one = note.one if note.one and next(iter(cells.values())) == 1 else note.text
    return str(one).format(**words)
