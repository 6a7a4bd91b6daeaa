"""What a document is declared to be: its title, what its reports are asked, and its parts in order."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from outreach_cli.core.errors import OutreachError, UnknownWordError
from outreach_cli.core.language import N_
from outreach_cli.records.label import Label
from outreach_cli.reports.definitions.definition import UnknownReportError


class FigureName(NamedTuple):
    """A figure by the name of its part, the key or heading of its column, and its row: None for the total."""

    part: str
    column: str
    row: str | None = None

    def __str__(self) -> str:
        return ".".join(each for each in self if each is not None)


class TextDeclaration(NamedTuple):
    """A part that is a text, with a heading or none. `place` is how errors name it."""

    place: str
    heading: Label | None
    text: Label | None


class ReportDeclaration(NamedTuple):
    """A part that is a report, by its name or the path of its file.

    `settings` are what it is asked besides what the document asks of all, by the keys of Choices. `chart` is
    the column that is drawn, empty for the first, None for no chart. A part that is not `printed` is only
    there for its figures; one of `empty` is printed without anything in it too.
    """

    place: str
    name: str
    report: str
    caption: Label | None = None
    settings: Mapping[str, object] = MappingProxyType({})
    chart: str | None = None
    empty: bool = False
    printed: bool = True


class Document(NamedTuple):
    """A declared document. `quoted` are the reports that only its texts have figures of.

    `text` is the file's, by which errors tell the line.
    """

    name: str
    title: Label
    parts: tuple[TextDeclaration | ReportDeclaration, ...]
    quoted: tuple[ReportDeclaration, ...] = ()
    settings: Mapping[str, object] = MappingProxyType({})
    contents: bool = True
    definitions: bool = True
    file: str = ""
    text: str = ""

    @property
    def reports(self) -> list[ReportDeclaration]:
        """Every report that is asked for the document, the printed ones first."""
        return [*(each for each in self.parts if isinstance(each, ReportDeclaration)), *self.quoted]


class NotOneReportError(OutreachError):
    """A document was asked for as one report."""

    message = N_('"{name}" is a document of several parts, and one report is expected here.')
    hint = N_("A document is opened with outreach report, and in Python with register.book.")


class UnknownDocumentError(UnknownReportError):
    """A report was asked for as a document, or what is neither."""

    message = N_('There is no document called "{name}".')
    hint = N_("One report is opened with outreach report, and in Python with register.report.")


class UnknownFigureError(UnknownWordError):
    """A trace asks for a figure that the document does not have."""

    message = N_('The document has no figure called "{name}".')
    hint = N_("A figure is named PART.COLUMN or PART.COLUMN.ROW; --explain lists those in the texts.")
