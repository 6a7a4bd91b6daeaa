"""What the register keeps by key, as a person names and reads it: reports and columns, kinds and fields."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from outreach_cli.console.beginnings import find_kind
from outreach_cli.console.danish_lines import find_column
from outreach_cli.console.danish_words import show_word
from outreach_cli.core.errors import UnknownWordError
from outreach_cli.core.language import N_, get_language
from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.record_changes import WrittenRecord
from outreach_cli.reports.definitions.report_words import REPORT_WORDS
from outreach_cli.tables.cells import format_number
from outreach_cli.tables.table import Table

KEPT_BY_KEY = ("target", "mapping")
"""The kinds of records with such values."""


class UnknownKeptFieldError(UnknownWordError):
    """A mapping leads to a field that its kind of record does not have."""

    message = N_('There is no field "{name}".')
    hint = N_("Known: {known}")


def read_keys(record: Record, given: Mapping[str, object], kept: Mapping[str, object]) -> dict[str, object]:
    """The values given for a record with reports, columns, kinds and fields by key; `kept` is what stands.

    Raises UnknownReportError, UnknownColumnError, UnknownKindError or UnknownKeptFieldError.
    """
    read = dict(given)
    if record.kind == "target":
        from outreach_cli.commands.report_options import complete_report_name
        from outreach_cli.commands.targets import read_percent

        report = complete_report_name(str(given.get("report") or kept["report"]))
        read |= {"report": report} if "report" in given else {}
        if {"report", "column"} & given.keys():
            read["column"] = _read_column(report, str(given.get("column") or kept["column"]))
        column = find_column(report, str(read.get("column") or kept["column"]))
        if "value" in given and column and column.percent:
            read["value"] = read_percent(str(given["value"]))
    elif record.kind == "mapping":
        from outreach_cli.commands.questions.kept_mappings import read_pairs, write_pairs

        of_kind = find_kind(str(given.get("of_kind") or kept["of_kind"]))
        read |= {"of_kind": of_kind.kind} if "of_kind" in given else {}
        if "of_kind" in given or "columns" in given:
            pairs = read_pairs(str(given.get("columns") or kept["columns"]))
            read["columns"] = write_pairs({each: _read_field(of_kind, word) for each, word in pairs.items()})
    return {key: value for key, value in read.items() if key in given or value != kept.get(key)}


def _read_column(report: str, word: str) -> str:
    """The key of the report's column; what a report of one's own has is its own affair."""
    from outreach_cli.reports.definitions.reader import find_definition, list_builtin

    return find_definition(report).match_numeric(word).key if report in list_builtin() else word


def _read_field(record: Record, word: str) -> str:
    from outreach_cli.exchange.columns import list_headings

    known = list_headings(record)
    if not word or fold_case(word) in known:
        return known[fold_case(word)] if word else ""
    labels = [str(each.label) for each in record.fields]
    raise UnknownKeptFieldError(name=word, nearest=find_nearest(word, labels), known=", ".join(labels))


def show_words(record: Record, table: Table) -> Table:
    """The list of such records with words in the place of the keys."""
    keys = [column.key for column in table.columns]
    body = []
    for row in table.body:
        words = describe_values(record, dict(zip(keys, row, strict=True)))
        body.append(tuple(words.get(key, cell) for key, cell in zip(keys, row, strict=True)))
    return table._replace(body=tuple(body))


def describe_written(written: WrittenRecord) -> str:
    """What was written, in words."""
    words: dict[str, str | None] = {**describe_values(written.record, written.values)}
    if percent := words.get("value"):
        words["value"] = None
    told = written._replace(values={**written.values, **words})
    return f"{told}, {percent}" if percent else str(told)


def describe_values(record: Record, values: Mapping[str, object]) -> dict[str, str]:
    """The words for those of a record's values that are kept by key."""
    if record.kind == "target":
        report, key = str(values["report"]), str(values["column"])
        words = {"report": show_word(REPORT_WORDS, report)}
        if column := find_column(report, key):
            words["column"] = str(column.label)
            if column.percent:
                value = str(values["value"]).replace(",", ".")  # a list in Danish shows it with a comma
                percent = Fraction(f"{float(value):.6f}") * 100
                mark = "," if get_language() == "da" else "."
                words["value"] = f"{format_number(percent, 1, mark)} %"
        return words
    if record.kind != "mapping" or (of_kind := RECORDS.get(str(values["of_kind"]))) is None:
        return {}
    from outreach_cli.commands.questions.kept_mappings import read_pairs, write_pairs

    labels = {each.key: str(each.label) for each in of_kind.fields}
    pairs = {each: labels.get(key, key) for each, key in read_pairs(str(values["columns"])).items()}
    return {"of_kind": str(of_kind.label), "columns": write_pairs(pairs)}
