"""What an import did: counts by kind, names made on the way, and what was wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from outreach_cli.core.language import get_language
from outreach_cli.exchange.problems import ImportProblems
from outreach_cli.records.label import Label
from outreach_cli.records.registry import RECORDS
from outreach_cli.tables.table import Column, Table


@dataclass
class RowCounts:
    """What became of the rows."""

    imported: int = 0
    corrected: int = 0
    unchanged: int = 0

    def __add__(self, other: RowCounts) -> RowCounts:
        return RowCounts(
            self.imported + other.imported,
            self.corrected + other.corrected,
            self.unchanged + other.unchanged,
        )


@dataclass
class ImportResult:
    """What an import did: counts by kind of record, names made on the way by kind, and what was wrong."""

    counts: dict[str, RowCounts] = field(default_factory=dict)
    made: dict[str, list[str]] = field(default_factory=dict)
    problems: ImportProblems = field(default_factory=ImportProblems)
    near: list[tuple[str, list[str]]] = field(default_factory=list)
    """Names that are new, each with the known ones that it may be a slip for."""

    @property
    def total(self) -> RowCounts:
        return sum(self.counts.values(), RowCounts())

    def make_table(self) -> Table:
        """The counts by kind of record."""
        columns = (
            Column("kind", str(Label("Type", "Kind")), "text", row=True),
            Column("imported", str(Label("Importeret", "Imported"))),
            Column("corrected", str(Label("Rettet", "Corrected"))),
            Column("unchanged", str(Label("Uændret", "Unchanged"))),
        )
        body = tuple(
            (str(RECORDS[kind].labels), counts.imported, counts.corrected, counts.unchanged)
            for kind, counts in self.counts.items()
        )
        title = str(Label("Importerede registreringer", "What came in"))
        return Table(name="import", title=title, language=get_language(), columns=columns, body=body)

    def __str__(self) -> str:
        """The line that scripts rely on, the same in every language."""
        total = self.total
        return (
            f"imported {total.imported}, corrected {total.corrected},"
            f" unchanged {total.unchanged}, rejected {self.problems.rows}"
        )
