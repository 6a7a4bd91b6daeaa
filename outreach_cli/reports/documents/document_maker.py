"""Making a document: all its reports are asked and counted, then hidden, and then laid out with the texts."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Unpack

from outreach_cli.core.days import format_day, today
from outreach_cli.core.errors import OutreachError, WrongUsageError
from outreach_cli.core.language import N_, _, get_language, use_language
from outreach_cli.core.names import find_nearest
from outreach_cli.core.periods import name_period
from outreach_cli.records.label import Label
from outreach_cli.reports.across import TracedCell, find_cell
from outreach_cli.reports.counting.question import ReportChoices, is_said
from outreach_cli.reports.definitions.definition import BadFilterError
from outreach_cli.reports.definitions.filters import FILTERS, ReportFilter
from outreach_cli.reports.definitions.report_words import find_part_name
from outreach_cli.reports.documents.document import (
    Document,
    FigureName,
    ReportDeclaration,
    TextDeclaration,
    UnknownFigureError,
)
from outreach_cli.reports.documents.figures import quote_figure, read_figure, split_text
from outreach_cli.reports.documents.part_questions import AskedReport, ask_reports, complain_of
from outreach_cli.reports.notes import note_hiding, note_rounding
from outreach_cli.reports.publishing.publication_drafts import PublicationDraft, finish_reports
from outreach_cli.reports.run import (
    PreparedReport,
    ReadableDatabase,
    make_comparison,
    open_reading,
    prepare_report,
    read_moment,
    refuse_together,
)
from outreach_cli.reports.trace import trace
from outreach_cli.tables.book import Book, TextFigure, TextPart, split_paragraphs
from outreach_cli.tables.cells import EMPTY
from outreach_cli.tables.charts import add_chart
from outreach_cli.tables.table import Table

_OF_ONE_REPORT = {"by": "--by", "across": "--across", "column": "--column", "traced": "--trace ROW"}
"""By choice, the flags that are for one report; a part of a document says them itself."""


class LaidReport(NamedTuple):
    """A report of the document with its table."""

    asked: AskedReport
    table: Table


def draft_book(
    database: ReadableDatabase, document: Document, **choices: Unpack[ReportChoices]
) -> tuple[Book, PublicationDraft]:
    """The document, with what can be remembered of it as published.

    A report that cannot be filtered as asked is left out, and so is one in which nothing was counted; the
    document says so. Raises WrongUsageError for what only one report can be asked, and BadReportError.
    """
    _refuse_of_one_report(choices)
    earlier, keys = read_moment(database, choices.get("compare_with")), choices.get("keys", False)
    with open_reading(database, choices) as (connection, now):
        language = get_language()
        asked = ask_reports(document, connection, now, choices)
        if earlier is None:
            counted, left_out = _count_reports(document, asked, connection)
            draft = finish_reports(connection, [each for _asked, each in counted], now)
            tables = zip(counted, draft.tables, strict=True)
            laid = [LaidReport(each, table) for (each, _counted), table in tables]
            return _DocumentMaker(database, document, laid, left_out, draft.few_are_told).make(), draft
    with use_language(language):
        compared = [
            make_comparison(database, each.definition, each.question, earlier, now, keys) for each in asked
        ]
    laid = [LaidReport(*each) for each in zip(asked, compared, strict=True)]
    maker = _DocumentMaker(database, document, laid, [], few_are_told=False)
    with open_reading(database, choices):
        return maker.make(), PublicationDraft(compared)


def trace_figure(
    database: ReadableDatabase, document: Document, figure: str, **choices: Unpack[ReportChoices]
) -> Table:
    """The records behind a figure of a text or a cell of a table, named as in the texts: PART.COLUMN.ROW.

    Raises UnknownFigureError, UnknownRowError, UnknownColumnError, and what asking raises.
    """
    _refuse_of_one_report({**choices, "traced": None})
    refuse_together({**choices, "traced": (figure, None)})
    with open_reading(database, choices) as (connection, now):
        asked = ask_reports(document, connection, now, choices)
        name = read_figure(figure)
        parts = {each.declaration.name: each for each in reversed(asked)}
        part = find_part_name(name.part, parts) if name else ""
        if name is None or part not in parts:
            near = find_nearest(name.part, parts) if name else []
            known = [f"{each}.{name.column}" for each in near] if name else list_figures(document)[:3]
            raise UnknownFigureError(name=figure, nearest=known)
        one = parts[part]
        question, row, column = one.question, name.row or _("Total"), name.column
        if question.against and column.endswith("_against"):
            question, column = question.ask_beside(), column.removesuffix("_against")
        cell = TracedCell(question, row, column)
        if question.across:
            cell = find_cell(one.definition, question, one.column, row, column)
        asked_of, keys = cell.question._replace(against=None), choices.get("keys", False)
        return trace(one.definition, asked_of, connection, cell.row, cell.column, keys=keys)


def list_figures(document: Document) -> list[str]:
    """The figures in the document's texts, each once, as they are named there."""
    labels = [
        label
        for part in document.parts
        if isinstance(part, TextDeclaration)
        for label in (part.heading, part.text)
        if label
    ]
    names = (name for label in labels for _words, name in split_text(str(label)) if name)
    return list(dict.fromkeys(name for name in names if read_figure(name)))


def _refuse_of_one_report(choices: ReportChoices) -> None:
    refuse_together(choices)
    for name, flag in _OF_ONE_REPORT.items():
        if is_said(choices.get(name)):
            raise WrongUsageError(
                reason=_("{flag} is for one report; in a document its part says it").format(flag=flag)
            )


def _count_reports(
    document: Document, asked: Sequence[AskedReport], connection: sqlite3.Connection
) -> tuple[list[tuple[AskedReport, PreparedReport]], list[AskedReport]]:
    """Everything counted, with the reports that cannot be filtered as is asked of all."""
    counted: list[tuple[AskedReport, PreparedReport]] = []
    left_out: list[AskedReport] = []
    for each in asked:
        declaration = each.declaration
        try:
            counted.append((each, prepare_report(each.definition, each.question, connection, each.column)))
        except BadFilterError as error:
            if own := next((key for key in declaration.settings if key in FILTERS), None):
                raise complain_of(document, f"{declaration.place}, {own}", error) from None
            left_out.append(each)
        except OutreachError as error:
            raise complain_of(document, declaration.place, error) from None
    return counted, left_out


@dataclass
class _DocumentMaker:
    """Puts texts and tables in order; figures are quoted from the tables as they will stand."""

    database: ReadableDatabase
    document: Document
    laid: Sequence[LaidReport]
    left_out: Sequence[AskedReport]
    few_are_told: bool
    empty: list[str] = field(default_factory=list)
    number: int = 0

    @property
    def asked(self) -> list[AskedReport]:
        return [each.asked for each in self.laid]

    def make(self) -> Book:
        day = today().isoformat()
        parts: list[Table | TextPart] = []
        for part in self.document.parts:
            if isinstance(part, TextDeclaration):
                parts.append(self._fill_text(part))
            else:
                parts += self._list_tables(part)
        if not parts and self.left_out and not self.empty:
            raise WrongUsageError(reason=_("no report can be filtered that way"))
        extracted = _("Extracted {day}").format(day=format_day(day))
        whose = self._say_whose()
        return Book(
            self._fill_words(self.document.title, self.asked),
            get_language(),
            tuple(parts),
            day,
            (
                " · ".join(each for each in whose if each),
                extracted,
                *self._say_published(),
                *self._say_left_out(),
            ),
            front=frozenset({*whose, extracted}),
            with_contents=self.document.contents,
            with_rules=self.document.definitions,
        )

    def _list_tables(self, part: ReportDeclaration) -> list[Table]:
        tables = []
        for asked, table in self.laid:
            if asked.declaration is not part:
                continue
            title = self._name_report(asked, table.title)
            if is_empty(table) and not part.empty:
                self.empty.append(title)
                continue
            self.number += 1
            numbered = _("Table {n}").format(n=self.number)
            drawn = self._draw(table, part)
            tables.append(drawn._replace(title=title, numbered=numbered, called=part.name))
        return tables

    def _name_report(self, asked: AskedReport, title: str) -> str:
        """What the part calls its table, else its title, with the one thing that it covers."""
        caption = asked.declaration.caption
        said = self._fill_words(caption, [asked]) if caption else title
        return f"{said} – {asked.whole}" if asked.whole else said

    def _draw(self, table: Table, part: ReportDeclaration) -> Table:
        if part.chart is None or table.compared:
            return table
        try:
            return add_chart(table, part.chart or None)
        except OutreachError as error:
            raise complain_of(self.document, f"{part.place}, chart", error) from None

    def _fill_text(self, part: TextDeclaration) -> TextPart:
        figures: list[TextFigure] = []
        heading = self._fill(part, "heading", str(part.heading or ""), figures)
        text = self._fill(part, "text", str(part.text or ""), figures)
        return TextPart(heading, split_paragraphs(text) if text else (), tuple(figures))

    def _fill(self, part: TextDeclaration, key: str, text: str, figures: list[TextFigure]) -> str:
        said = []
        for words, name in split_text(text):
            said.append(words)
            if name is None:
                continue
            if figure := read_figure(name):
                figures.append(self._quote(part, key, figure))
                said.append(figures[-1].words)
            else:
                said.append(self._say_word(name, self.asked))
        return "".join(said)

    def _fill_words(self, label: Label, asked: Sequence[AskedReport]) -> str:
        """A text without figures, for the reports that it is over."""
        pieces = split_text(str(label))
        return "".join(words + (self._say_word(name, asked) if name else "") for words, name in pieces)

    def _quote(self, part: TextDeclaration, key: str, figure: FigureName) -> TextFigure:
        """The figure from its table; none where its report is left out."""
        name = find_part_name(figure.part, {each.asked.declaration.name for each in self.laid})
        laid = [each for each in self.laid if each.asked.declaration.name == name]
        tables, place = [each.table for each in laid], f"{part.place}, {key}"
        if not tables or tables[0].compared:
            return TextFigure(str(figure), None, EMPTY)
        if len(tables) > 1:
            of = ", ".join(each.filter_words for each in tables)
            expected = N_('one table called "{name}" is expected; there are {tables}')
            said = WrongUsageError(reason=_(expected).format(name=figure.part, tables=of))
            raise complain_of(self.document, place, said)
        try:
            asked = laid[0].asked
            return quote_figure(tables[0], asked.definition, asked.question.rows, figure)
        except OutreachError as error:
            raise complain_of(self.document, place, error, words=f"{{{figure}") from None

    def _say_word(self, name: str, asked: Sequence[AskedReport]) -> str:
        """What stands for a word in braces, as most of the reports say it."""
        if name in FILTERS:
            return self._find_own(FILTERS[name], asked)
        if name == "extracted":
            return format_day(today().isoformat())
        periods = Counter(each.question.period for each in asked)
        return name_period(periods.most_common(1)[0][0]) if periods else ""

    def _find_own(self, of: ReportFilter, asked: Sequence[AskedReport]) -> str:
        """Whose figures these are: what they are filtered by, else what the register is set to."""
        found = (chosen.names[0] for each in asked if (chosen := each.question.find_filter(of.name)))
        value = self.database.read_setting(of.setting or "")
        return next(found, of.show(value) if value else "")

    def _say_whose(self) -> list[str]:
        """Whose figures these are and when they are of, as most of the tables say it."""
        tables = [each.table for each in self.laid]
        least = min(tables, key=lambda table: len(table.filters), default=None)
        said = [
            f"{each.label}: {own}"
            for each in FILTERS.values()
            if each.setting
            and not (least and each.name in least.filters)
            and (own := self._find_own(each, self.asked))
        ]
        if least:
            periods = Counter(table.period_words for table in tables)
            said += [least.filter_words, periods.most_common(1)[0][0]]
        return said

    def _say_published(self) -> list[str]:
        """What was done to the figures of tables that do not say so, as only the texts show them."""
        quoted = [each for each in self.laid if not each.asked.declaration.printed]
        hides = any(each.table.hidden for each in quoted)
        question = quoted[0].asked.question if quoted else None
        if question is None:
            return []
        hiding = (
            [] if question.threshold is None else [note_hiding(question.threshold, hides, self.few_are_told)]
        )
        return [*hiding, *note_rounding(question.rounded_to)]

    def _say_left_out(self) -> list[str]:
        unable = [self._name_report(each, str(each.definition.title)) for each in self.left_out]
        is_rounded = any(each.table.rounded_to for each in self.laid)
        said = (
            (N_("Left out, for they cannot be filtered that way: {reports}"), unable),
            (
                N_("Left out, for all of their numbers are about 0: {reports}")
                if is_rounded
                else N_("Left out, for nothing was counted there: {reports}"),
                self.empty,
            ),
        )
        return [_(words).format(reports="; ".join(titles)) for words, titles in said if titles]


def is_empty(table: Table) -> bool:
    """Whether nothing was counted: no row, or no number above nothing and none that is hidden."""
    places = [place for place, column in enumerate(table.columns) if column.numeric]
    rows = [*table.body, *([table.foot] if table.foot else [])]
    if not table.body or table.hidden:
        return not table.body
    return bool(places) and not any(row[place] for row in rows for place in places)
