"""Rows as files that an import reads again: CSV for programs or for Danish Excel, TSV, JSON and XLSX."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from io import TextIOWrapper
from itertools import count
from typing import BinaryIO

from outreach_cli.core.days import today
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.tables.csv_text import CSV, CSV_EXCEL, CsvForm, protect_text

Plain = str | int | float | bool | None
"""A cell: text, a number, yes or no, or nothing; a day is ISO text."""
Rows = Iterable[Sequence[Plain]]
MOST_ROWS = 1_048_575
"""Rows that a sheet of a workbook holds below its heading."""
LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds."""


class LongCellError(OutreachError):
    """A text is too long for a cell of a workbook."""

    message = N_("A cell of a workbook holds {most} characters at most; choose another format.")


class TooManyRowsError(OutreachError):
    """There are more rows than a sheet of a workbook holds."""

    message = N_("A workbook holds {most} rows at most; choose another format.")


def format_row_cell(cell: Plain, mark: str = ".") -> str:
    """The cell as an import reads it; text like a formula stands behind an apostrophe, numbers never do."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.10g}".replace(".", mark)
    return protect_text(cell) if isinstance(cell, str) else str(cell)


def _write_delimited(
    form: CsvForm, file: BinaryIO, keys: Sequence[str], rows: Rows, days: frozenset[int]
) -> None:
    text = TextIOWrapper(file, encoding=form.encoding, newline="")
    writer = csv.writer(text, delimiter=form.delimiter, lineterminator=form.newline)
    writer.writerow(keys)
    for row in rows:
        writer.writerow([format_row_cell(cell, form.mark) for cell in row])
    text.flush()
    text.detach()


def _write_json(file: BinaryIO, keys: Sequence[str], rows: Rows, days: frozenset[int]) -> None:
    before = b"[\n"
    for line in _list_objects(keys, rows):
        file.write(before + line)
        before = b",\n"
    file.write(b"\n]\n" if before == b",\n" else b"[]\n")


def _write_jsonl(file: BinaryIO, keys: Sequence[str], rows: Rows, days: frozenset[int]) -> None:
    file.writelines(line + b"\n" for line in _list_objects(keys, rows))


def _list_objects(keys: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """Each row as a JSON object. A key that stands before gets a space, which no reader of headings minds."""
    named = [key + " " * keys[:at].count(key) for at, key in enumerate(keys)]
    for row in rows:
        yield json.dumps(dict(zip(named, row, strict=True)), ensure_ascii=False).encode()


def _write_xlsx(file: BinaryIO, keys: Sequence[str], rows: Rows, days: frozenset[int]) -> None:
    from xlsxwriter import Workbook

    with Workbook(file, {"constant_memory": True}) as workbook:  # else its private files would stay behind
        # else it says the second at which it was written, and the same rows give other bytes
        workbook.set_properties({"created": datetime.combine(today(), time(), UTC)})
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for column, key in enumerate(keys):
            sheet.write_string(0, column, key)
        for number, row in enumerate(rows, 1):
            if number > MOST_ROWS:
                raise TooManyRowsError(most=f"{MOST_ROWS:,}")
            for column, cell in enumerate(row):
                # An import takes a day of 1900 in a cell formatted as a day for a small number.
                if isinstance(cell, str) and column in days and cell >= "1901-01-01":
                    sheet.write_datetime(number, column, date.fromisoformat(cell), day)
                elif isinstance(cell, str | bool):
                    sheet.write_string(number, column, _fit_cell(cell))
                elif cell is not None:
                    sheet.write_number(number, column, cell)


def _fit_cell(cell: str | bool) -> str:
    """The cell as text. Raises LongCellError for one that a workbook would leave out."""
    said = cell if isinstance(cell, str) else format_row_cell(cell)
    if len(said) > LONGEST_CELL:
        raise LongCellError(most=f"{LONGEST_CELL:,}")
    return said


SHEETS: dict[str, tuple[str, Callable[..., None]]] = {
    "csv": (".csv", partial(_write_delimited, CSV)),
    "csv-excel": (".csv", partial(_write_delimited, CSV_EXCEL)),
    "tsv": (".tsv", partial(_write_delimited, CsvForm("\t"))),
    "json": (".json", _write_json),
    "xlsx": (".xlsx", _write_xlsx),
}
"""The file ending and the writer of each format, which tells the columns where there is no row too."""
ROW_FORMATS = SHEETS | {"jsonl": (".jsonl", _write_jsonl)}
"""Those, and the one in which no row is no file."""


def write_rows(form: str, file: BinaryIO, keys: Sequence[str], rows: Rows, days: frozenset[int]) -> int:
    """Write rows under their keys; `days` are the columns that hold days. Returns how many there were."""
    number = count()
    ROW_FORMATS[form][1](file, keys, (row for row, _number in zip(rows, number, strict=False)), days)
    return next(number)
