"""What a document asks: each of its reports as a question, read before anything is counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from outreach_cli.core.errors import OutreachError
from outreach_cli.register.as_of import PastMoment
from outreach_cli.reports.counting.question import ReportChoices, ReportQuestion, is_said
from outreach_cli.reports.definitions.declaration_reader import DeclarationReader
from outreach_cli.reports.definitions.definition import BadReportError, ReportDefinition
from outreach_cli.reports.definitions.filters import FILTERS
from outreach_cli.reports.definitions.reader import find_definition
from outreach_cli.reports.documents.document import Document, ReportDeclaration
from outreach_cli.reports.run import ask_report

_OF_THE_WHOLE = ("language", "as_of", "compare_with", "traced")
"""What is asked once, not of each report."""


class AskedReport(NamedTuple):
    """A report of a document with its question; `column` is the one that is spread out.

    `whole` names the one thing that it covers where it is asked of several, each in a table of its own.
    """

    declaration: ReportDeclaration
    definition: ReportDefinition
    question: ReportQuestion
    column: str | None
    whole: str = ""


def ask_reports(
    document: Document, connection: sqlite3.Connection, now: PastMoment | None, choices: ReportChoices
) -> list[AskedReport]:
    """Every report of the document as a question: what a part says goes before what is asked of all.

    One that covers one thing at a time is asked of each. Raises BadReportError for what a part says
    wrongly, and for what is asked of all the error of the word itself.
    """
    return [
        asked
        for declaration in document.reports
        for asked in _ask_report(document, declaration, connection, now, choices)
    ]


def _ask_report(
    document: Document,
    declaration: ReportDeclaration,
    connection: sqlite3.Connection,
    now: PastMoment | None,
    choices: ReportChoices,
) -> Iterator[AskedReport]:
    asked = merge_choices(document, declaration, choices)
    one = find_definition(declaration.report).one_at_a_time
    several = [""]
    if one and one not in asked:
        wholes = FILTERS[one].list_wholes(connection)
        several = [called for _key, called in wholes] if len(wholes) > 1 else several
    for whole in several:
        said = cast("ReportChoices", {**asked, **({one: whole} if one and whole else {})})
        try:
            definition, question = ask_report(declaration.report, connection, now, said)
        except OutreachError as error:
            raise _find_wrong_key(document, declaration, connection, now, asked, error) or error from None
        yield AskedReport(declaration, definition, question, said.get("column"), whole)


def merge_choices(
    document: Document, declaration: ReportDeclaration, choices: ReportChoices
) -> dict[str, object]:
    """What is asked of one report: by the document, then on the command line, then by the part itself."""
    given = {key: value for key, value in choices.items() if is_said(value) and key not in _OF_THE_WHOLE}
    own = declaration.settings
    merged = {**document.settings, **given, **own}
    if "period" in own:
        merged = {key: value for key, value in merged.items() if key not in ("first", "last")}
    elif given.keys() & {"first", "last"}:
        merged.pop("period", None)
        if "period" in given:
            merged["period"] = given["period"]  # both were given, which is refused by name
    return merged


def _find_wrong_key(
    document: Document,
    declaration: ReportDeclaration,
    connection: sqlite3.Connection,
    now: PastMoment | None,
    asked: Mapping[str, object],
    error: OutreachError,
) -> BadReportError | None:
    """The error as one of the key of the file without which it would not be; None where there is none."""
    for where, settings in ((f"{declaration.place}, ", declaration.settings), ("", document.settings)):
        for key in settings:
            if asked.get(key) is not settings[key]:
                continue
            without = cast("ReportChoices", {name: value for name, value in asked.items() if name != key})
            try:
                ask_report(declaration.report, connection, now, without)
            except OutreachError:
                continue
            return complain_of(document, f"{where}{key}", error)
    return None


def complain_of(document: Document, place: str, error: OutreachError, words: str = "") -> BadReportError:
    """An error of a word as one of the document's file."""
    return DeclarationReader(document.file, document.text).complain_of_error(error, place, words)
