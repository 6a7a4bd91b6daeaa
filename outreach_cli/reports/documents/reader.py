"""Reading a document's declaration, and telling by key and line what is wrong with one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from outreach_cli.core.errors import UnknownColumnError
from outreach_cli.core.language import N_
from outreach_cli.core.names import find_nearest
from outreach_cli.records.label import Label
from outreach_cli.reports.definitions.column_checks import AGAINST, TARGETS
from outreach_cli.reports.definitions.declaration_reader import (
    SHOW_OR_HIDE,
    DeclarationReader,
    parse_toml,
    read_file,
    read_text_of,
)
from outreach_cli.reports.definitions.definition import ReportDefinition, UnknownReportError
from outreach_cli.reports.definitions.document_keys import (
    DOCUMENT_KEYS,
    REPORT_PART_KEYS,
    SETTING_KEYS,
    TEXT_KEYS,
    WORDS,
)
from outreach_cli.reports.definitions.filters import FILTERS
from outreach_cli.reports.definitions.keys import Keys
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from outreach_cli.reports.definitions.report_words import find_part_name, find_report_name
from outreach_cli.reports.documents.document import Document, FigureName, ReportDeclaration, TextDeclaration
from outreach_cli.reports.documents.figures import read_figure, split_text

BUILTIN = os.path.join(os.path.dirname(__file__), "builtin")

_BRACED = [f"{{{each}}}" for each in WORDS]
"""What may stand in braces besides figures, for a message."""


def find_document(name: str) -> Document | None:
    """The document of that name, or in that TOML file; None where it is none, as a report's file.

    Raises UnknownReportError or BadReportError.
    """
    if name in list_builtin(BUILTIN):
        text, folder = read_file(os.path.join(BUILTIN, f"{name}.toml")), ""
    elif name.endswith(".toml"):
        text, folder = read_text_of(name), os.path.dirname(name)
    else:
        return None
    file = os.path.basename(name) if name.endswith(".toml") else f"{name}.toml"
    said = parse_toml(text, file)
    if "part" not in said and said.keys() & {"column", "rows"}:
        return None
    return _DocumentReader(file, text, said, folder).read_document(name)


class _NamedReport(NamedTuple):
    """A report that texts may have figures of, with its definition, by which their columns are known."""

    declaration: ReportDeclaration
    definition: ReportDefinition


class _DocumentReader(DeclarationReader):
    """Reads the declaration of a document whose reports' files lie in `folder`."""

    def __init__(self, file: str, text: str, said: Mapping[str, object], folder: str) -> None:
        super().__init__(file, text, said)
        self.folder = folder
        self.named: dict[str, _NamedReport] = {}

    def read_document(self, name: str) -> Document:
        self.check_keys(DOCUMENT_KEYS)
        parts = self.said.get("part")
        if not isinstance(parts, list) or not parts:
            raise self.complain("part", N_("at least one [[part]] is expected"))
        title = self.read_filled("title")
        read = tuple(self.read_part(each, f"part {number}") for number, each in enumerate(parts, 1))
        for each in read:
            if isinstance(each, TextDeclaration):
                self.check_figures(each)
        quoted = tuple(each.declaration for each in self.named.values() if not each.declaration.printed)
        return Document(
            name=name,
            title=title,
            parts=read,
            quoted=quoted,
            settings=self.read_settings(SETTING_KEYS.keys() & DOCUMENT_KEYS.keys()),
            contents=self.read_word("contents", *SHOW_OR_HIDE) == "show",
            definitions=self.read_word("definitions", *SHOW_OR_HIDE) == "show",
            file=self.file,
            text=self.text,
        )

    def read_part(self, said: object, place: str) -> TextDeclaration | ReportDeclaration:
        expected = N_("a table with text or report is expected")
        part = self.open_table(said, place, expected)
        if "report" in part.said:
            part.check_keys(REPORT_PART_KEYS)
            return part.read_report(place)
        part.check_keys(TEXT_KEYS | {"report": REPORT_PART_KEYS["report"]})
        if not part.said:
            raise self.complain(place, expected)
        return TextDeclaration(place, part.find_label("heading"), part.find_label("text", lines=True))

    def read_report(self, place: str) -> ReportDeclaration:
        said, report = self.said, self.read_text("report")
        definition, path = self.find_report(report)
        name = self.read_text("name") if "name" in said else definition.name
        if name in self.named:
            key = "name" if "name" in said else "report"
            expected = N_('"{name}" stands twice; a name of its own is expected: name = "…"')
            raise self.complain(key, expected, name=name)
        if "." in name or name in WORDS:
            raise self.complain("name", N_("a word without dots is expected"))
        if "column" in said and "across" not in said and not definition.across:
            raise self.complain("column", N_('"column" goes with "across"'))
        if {"across", "against"} <= said.keys():
            raise self.complain("against", N_('"against" and "across" do not go together'))
        declaration = ReportDeclaration(
            place,
            name,
            path,
            self.read_filled("caption") if "caption" in said else None,
            self.read_settings(SETTING_KEYS),
            self.read_chart(definition),
            self.read_word("empty", *SHOW_OR_HIDE, usual="hide") == "show",
        )
        self.named[name] = _NamedReport(declaration, definition)
        return declaration

    def find_report(self, report: str) -> tuple[ReportDefinition, str]:
        """The report that a part names, and how it is found again."""
        path = os.path.join(self.folder, report) if report.endswith(".toml") else report
        try:
            return find_definition(path), find_report_name(path)
        except UnknownReportError:
            near = find_nearest(report, list_builtin()) or list_builtin()
            raise self.complain_of_name("report", report, near) from None

    def read_settings(self, keys: Keys | set[str]) -> dict[str, object]:
        """What a report is asked, by the keys of Choices."""
        found: dict[str, object] = {}
        for key, words in self.said.items():
            if key not in keys:
                continue
            several = key in FILTERS and FILTERS[key].several
            if key == "show_unknown":
                if not isinstance(words, bool):
                    raise self.complain(key, N_("true or false is expected"))
                found[key] = words
            elif isinstance(words, list):
                may_be = key == "by" or several
                if not may_be or not words or not all(isinstance(each, str) and each for each in words):
                    raise self.complain(key, N_("a text is expected"))
                found[key] = ",".join(words) if key == "by" else tuple(words)
            else:
                found[key] = (self.read_text(key),) if several else self.read_text(key)
        return found

    def read_chart(self, definition: ReportDefinition) -> str | None:
        chart = self.said.get("chart", False)
        if isinstance(chart, bool):
            return "" if chart else None
        word = self.read_text("chart")
        if "across" not in self.said and not definition.across:
            self.check_column(word, definition, "chart", set(self.said))
            with suppress(UnknownColumnError):
                return definition.match_printed(word).key  # its heading may be in another language
        return word

    def read_filled(self, key: str) -> Label:
        """A text in which words may stand in braces, and no figures: it is read before any table is there."""
        label = self.read_label(key)
        for name in _list_braces(self, label, key):
            if name not in WORDS:
                raise self.complain_of_name(key, f"{{{name}}}", _BRACED, f"{{{name}")
        return label

    def check_figures(self, part: TextDeclaration) -> None:
        """Raises BadReportError for what stands in braces and is neither a word nor a figure."""
        for key, label in (("heading", part.heading), ("text", part.text)):
            place = f"{part.place}, {key}"
            for name in _list_braces(self, label, place):
                if name in WORDS:
                    continue
                figure, words = read_figure(name), f"{{{name}"
                if figure is None:
                    expected = N_('{known} or a figure, {{PART.COLUMN}}, is expected, not "{{{name}}}"')
                    raise self.complain(place, expected, words, known=", ".join(_BRACED), name=name)
                self.check_figure(figure, place, words)

    def check_figure(self, figure: FigureName, place: str, words: str) -> None:
        """Raises BadReportError for a part or a column that is not known; `words` lead to its line."""
        name = find_part_name(figure.part, self.named)
        if name not in self.named:
            if name not in list_builtin():
                known = [*self.named, *list_builtin()]
                near = find_nearest(figure.part, known) or self.named or known
                raise self.complain_of_name(place, figure.part, near, words)
            declaration = ReportDeclaration(place.partition(",")[0], name, name, printed=False)
            self.named[name] = _NamedReport(declaration, find_definition(name))
        declaration, definition = self.named[name]
        if "across" not in declaration.settings and not definition.across:
            self.check_column(figure.column, definition, place, {*declaration.settings, "against"}, words)

    def check_column(
        self, word: str, definition: ReportDefinition, place: str, said: set[str], words: str = ""
    ) -> None:
        """Raises BadReportError for a column that the report does not print."""
        ends = (*(AGAINST if "against" in said else ()), *TARGETS)
        for stem in dict.fromkeys((word, *(word.removesuffix(end) for end in ends))):
            with suppress(UnknownColumnError):
                definition.match_printed(stem)
                return
        known = [name for each in definition.printed for name in (each.key, *each.label.both)]
        near = find_nearest(word, known) or [each.key for each in definition.printed]
        raise self.complain_of_name(place, word, near, words)


def _list_braces(reader: _DocumentReader, label: Label | None, place: str) -> Iterator[str]:
    """What stands in braces in a text, in either language."""
    for words in dict.fromkeys(label.both if label else ()):
        try:
            yield from (name for _words, name in split_text(words) if name is not None)
        except ValueError:
            raise reader.complain(place, N_("a figure in braces is expected, and {{{{ for a brace")) from None
