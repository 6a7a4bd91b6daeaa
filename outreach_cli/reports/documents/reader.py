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


def list_builtin_documents() -> list[str]:
    """The names of the documents that come with the program."""
    return sorted(name.removesuffix(".toml") for name in os.listdir(BUILTIN) if name.endswith(".toml"))


def find_document(name: str) -> Document | None:
    """The document of that name, or in that TOML file; None where it is none, as a report's file.

    Raises UnknownReportError or BadReportError.
    """
    if name in list_builtin_documents():
        text, folder = read_file(os.path.join(BUILTIN, f"{name}.toml")), ""
    elif name.endswith(".toml"):
        text, folder = read_text_of(name), os.path.dirname(name)
    else:
        return None
    file = os.path.basename(name) if name.endswith(".toml") else f"{name}.toml"
    said = parse_toml(text, file)
    if "part" not in said and said.keys() & {"column", "rows"}:
        return None
    return _DocumentReader(file, text, folder).read_document(said, name)


class _NamedReport(NamedTuple):
    """A report that texts may have figures of, with its definition, by which their columns are known."""

    declaration: ReportDeclaration
    definition: ReportDefinition


class _DocumentReader(DeclarationReader):
    """Reads the declaration of a document whose reports' files lie in `folder`."""

    def __init__(self, file: str, text: str, folder: str) -> None:
        super().__init__(file, text)
        self.folder = folder
        self.named: dict[str, _NamedReport] = {}
        self.printed: set[str] = set()

    def read_document(self, said: Mapping[str, object], name: str) -> Document:
        self.check_keys(said, DOCUMENT_KEYS, "")
        parts = said.get("part")
        if not isinstance(parts, list) or not parts:
            raise self.complain("part", N_("at least one [[part]] is expected"))
        title = self.read_filled(said, "title", "")
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
            settings=self.read_settings(said, SETTING_KEYS.keys() & DOCUMENT_KEYS.keys(), ""),
            contents=self.read_shown(said, "contents", ""),
            definitions=self.read_shown(said, "definitions", ""),
            file=self.file,
            text=self.text,
        )

    def read_part(self, said: object, place: str) -> TextDeclaration | ReportDeclaration:
        if not isinstance(said, Mapping):
            raise self.complain(place, N_("a table with text or report is expected"))
        where = f"{place}, "
        if "report" in said:
            self.check_keys(said, REPORT_PART_KEYS, where)
            return self.read_report(said, place)
        self.check_keys(said, TEXT_KEYS | {"report": REPORT_PART_KEYS["report"]}, where)
        if not said:
            raise self.complain(place, N_("a table with text or report is expected"))
        return TextDeclaration(
            place,
            self.read_label(said, "heading", where) if "heading" in said else None,
            self.read_label(said, "text", where, lines=True) if "text" in said else None,
        )

    def read_report(self, said: Mapping[str, object], place: str) -> ReportDeclaration:
        where = f"{place}, "
        report = self.read_text(said, "report", where)
        definition, path = self.find_report(report, where)
        name = self.read_text(said, "name", where) if "name" in said else definition.name
        if name in self.named:
            key = "name" if "name" in said else "report"
            expected = N_('"{name}" stands twice; a name of its own is expected: name = "…"')
            raise self.complain(f"{where}{key}", expected, name=name)
        if "." in name or name in WORDS:
            raise self.complain(f"{where}name", N_("a word without dots is expected"))
        if "column" in said and "across" not in said and not definition.across:
            raise self.complain(f"{where}column", N_('"column" goes with "across"'))
        if {"across", "against"} <= said.keys():
            raise self.complain(f"{where}against", N_('"against" and "across" do not go together'))
        declaration = ReportDeclaration(
            place,
            name,
            path,
            self.read_filled(said, "caption", where) if "caption" in said else None,
            self.read_settings(said, SETTING_KEYS, where),
            self.read_chart(said, definition, where),
            not self.read_shown(said, "empty", where, "hide"),
        )
        self.named[name] = _NamedReport(declaration, definition)
        return declaration

    def find_report(self, report: str, where: str) -> tuple[ReportDefinition, str]:
        """The report that a part names, and how it is found again."""
        path = os.path.join(self.folder, report) if report.endswith(".toml") else report
        try:
            return find_definition(path), find_report_name(path)
        except UnknownReportError:
            near = find_nearest(report, list_builtin()) or list_builtin()
            raise self.complain_of_name(f"{where}report", report, near) from None

    def read_settings(
        self, said: Mapping[str, object], keys: Keys | set[str], where: str
    ) -> dict[str, object]:
        """What a report is asked, by the keys of Choices."""
        found: dict[str, object] = {}
        for key in said:
            if key not in keys:
                continue
            if key == "show_unknown":
                if not isinstance(said[key], bool):
                    raise self.complain(f"{where}{key}", N_("true or false is expected"))
                found[key] = said[key]
            elif isinstance(words := said[key], list):
                several = key == "by" or (key in FILTERS and FILTERS[key].several)
                if not several or not words or not all(isinstance(each, str) and each for each in words):
                    raise self.complain(f"{where}{key}", N_("a text is expected"))
                found[key] = ",".join(words) if key == "by" else tuple(words)
            else:
                word = self.read_text(said, key, where)
                found[key] = (word,) if key in FILTERS and FILTERS[key].several else word
        return found

    def read_chart(self, said: Mapping[str, object], definition: ReportDefinition, where: str) -> str | None:
        chart = said.get("chart", False)
        if isinstance(chart, bool):
            return "" if chart else None
        word = self.read_text(said, "chart", where)
        if "across" not in said and not definition.across:
            self.check_column(word, definition, f"{where}chart", set(said))
            with suppress(UnknownColumnError):
                return definition.match_printed(word).key  # its heading may be in another language
        return word

    def read_shown(self, said: Mapping[str, object], key: str, where: str, usual: str = "show") -> bool:
        """Whether it is as usual: the other of "show" and "hide" is what the file may say."""
        value = said.get(key, usual)
        if value not in ("show", "hide"):
            raise self.complain(f"{where}{key}", N_('"show" or "hide" is expected'))
        return value == usual

    def read_filled(self, said: Mapping[str, object], key: str, where: str) -> Label:
        """A text in which words may stand in braces, and no figures: it is read before any table is there."""
        label = self.read_label(said, key, where)
        for name in _list_braces(self, label, f"{where}{key}"):
            if name not in WORDS:
                raise self.complain_of_name(f"{where}{key}", f"{{{name}}}", _BRACED, f"{{{name}")
        return label

    def check_figures(self, part: TextDeclaration) -> None:
        """Raises BadReportError for what stands in braces and is neither a word nor a figure."""
        for key, label in (("heading", part.heading), ("text", part.text)):
            for name in _list_braces(self, label, f"{part.place}, {key}"):
                if name in WORDS:
                    continue
                figure = read_figure(name)
                if figure is None:
                    raise self.complain_of_words(
                        f"{{{name}",
                        f"{part.place}, {key}",
                        N_('{known} or a figure, {{PART.COLUMN}}, is expected, not "{{{name}}}"'),
                        known=", ".join(_BRACED),
                        name=name,
                    )
                self.check_figure(figure, f"{part.place}, {key}", f"{{{name}")

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
