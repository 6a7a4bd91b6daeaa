"""A table as an Excel workbook: numbers as numbers, the total set off, a chart, ready to print on A4."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from fractions import Fraction
from functools import cache
from io import BytesIO
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from outreach_cli.core.language import N_, _, use_language
from outreach_cli.tables.book import Book, TextPart
from outreach_cli.tables.cells import (
    HIDDEN,
    choose_percent_sign,
    clean,
    format_cell,
    format_sentence,
    is_day,
    round_half_up,
)
from outreach_cli.tables.charts import TableChart, find_beside, find_charted, make_chart
from outreach_cli.tables.column_parts import group_headings
from outreach_cli.tables.svg_chart import COLOURS, EDGES, GRID
from outreach_cli.tables.table import Cell, Column, Table, convert_cell

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

CellLooks = Callable[..., Any]
"""Makes a cell's format of its properties, as `bold=True`."""
UPRIGHT = 100
"""A table of at most so many letters side by side stands upright on paper."""
WIDEST = 200
"""A page that lies holds at most so many letters side by side; smaller nobody can read them."""
LINE = 15.0
"""The height of a line in points; no program that reads the file need work out a row's."""
HEAD_ROW = 3
"""The row (from 0) of the headings: title, caption and an empty row stand above.

Where columns of one number stand below its own heading, that is in the empty row.
"""


def write(table: Table) -> bytes:
    """A workbook with the table on one sheet and its chart beside it."""
    return write_book(Book(table.title, table.language, (table,), table.extracted_on))


def write_book(book: Book) -> bytes:
    """A workbook with a sheet for each table; of several parts, contents and texts first and rules last."""
    from xlsxwriter import Workbook

    out = BytesIO()
    with (
        use_language(book.language),
        Workbook(out, {"in_memory": True, "strings_to_urls": False}) as workbook,
    ):
        day = date.fromisoformat(book.extracted_on) if book.extracted_on else date(2000, 1, 1)
        workbook.set_properties({"title": book.title, "created": datetime.combine(day, time(), UTC)})
        looks = _make_looks(workbook)
        names = _name_sheets(book)
        if len(book.parts) > 1:
            _write_contents(workbook, looks, book, names)
        if any(isinstance(part, TextPart) for part in book.parts):
            _write_texts(workbook, looks, book)
        for name, table in zip(names, book.tables, strict=True):
            _write_sheet(workbook, looks, name, table)
        if book.rules:
            _write_rules(workbook, looks, book)
    return out.getvalue()


def _make_looks(workbook: Workbook) -> CellLooks:
    """What makes a cell's format of its properties, each once."""

    @cache
    def make_look(**look: Any) -> Any:
        return workbook.add_format({"font_name": "Calibri", "font_size": 11, **look})

    return make_look


def _name_sheets(book: Book) -> list[str]:
    r"""A name for each sheet that Excel takes: at most 31 characters, none of `[]:*?/\`, each once."""
    names: list[str] = []
    taken = {_(each).casefold() for each in ("Contents", "Definitions", "Texts")}
    for table in book.tables:
        called = table.numbered or table.name
        stem = re.sub(r"[\[\]:*?/\\']", " ", clean(called)).strip()[:28] or "1"
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _write_sheet(workbook: Workbook, looks: CellLooks, name: str, table: Table) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.hide_gridlines(2)
    _write_text(sheet, 0, 0, table.heading, looks(bold=True, font_size=14))
    _write_text(sheet, 1, 0, table.caption, looks(font_color="#555555"))
    _write_headings(sheet, looks, table)
    row = HEAD_ROW + 1
    for number, cells in enumerate(table.body):
        _write_row(sheet, looks, table, row + number, number, cells)
    row += len(table.body)
    if table.foot:
        _write_row(sheet, looks, table, row, -1, table.foot)
        row += 1
    row += 1
    for note in table.notes:
        _write_text(sheet, row, 0, note, looks())
        row += 1
    _set_page(sheet, table, row)
    _add_chart(workbook, sheet, name, table, row + 1)


def _write_headings(sheet: Worksheet, looks: CellLooks, table: Table) -> None:
    for place, column in enumerate(table.columns):
        look = looks(bold=True, bottom=2, text_wrap=True, align="right" if column.numeric else "left")
        _write_text(sheet, HEAD_ROW, place, column.own_heading, look)
        sheet.set_column(place, place, _measure_width(table, place))
    lines = (
        _count_lines(each.own_heading, _measure_width(table, at) - 1) for at, each in enumerate(table.columns)
    )
    sheet.set_row(HEAD_ROW, LINE * max(lines))
    place = 0
    for group in group_headings(table):
        width = max(len(group.parts), 1)
        if group.parts:
            look = looks(bold=True, bottom=1, align="center")
            sheet.merge_range(HEAD_ROW - 1, place, HEAD_ROW - 1, place + width - 1, "", look)
            _write_text(sheet, HEAD_ROW - 1, place, group.label, look)
        place += width


def _write_row(
    sheet: Worksheet, looks: CellLooks, table: Table, row: int, number: int, cells: tuple[Cell, ...]
) -> None:
    look: dict[str, Any] = (
        {"bold": True, "top": 2} if number == -1 else {"bottom": 4, "bottom_color": "#BBBBBB"}
    )
    for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
        look_here = look | {"align": "right" if column.numeric else "left", "valign": "top"}
        if (number, place) in table.hidden:
            _write_text(sheet, row, place, HIDDEN, looks(**look_here))
        elif isinstance(cell, int | Fraction):
            form = choose_number_format(table, column, cell)
            look_here["num_format"] = _show_sign(form) if column.signed else form
            sheet.write_number(row, place, convert_cell(cell), looks(**look_here))
        elif column.kind == "day" and isinstance(cell, str) and is_day(cell) and cell >= "1900":
            day = datetime.combine(date.fromisoformat(cell), time())
            form = "dd-mm-yyyy" if table.language == "da" else "yyyy-mm-dd"
            sheet.write_datetime(row, place, day, looks(**look_here, num_format=form))
        else:
            words = looks(**look_here) if column.numeric else looks(**look_here, text_wrap=True)
            _write_text(sheet, row, place, format_cell(cell, column, table), words)


def choose_number_format(table: Table, column: Column, cell: Cell = None) -> str:
    """Excel's format of a number; with one decimal a trailing zero is dropped, as `format_cell` does."""
    decimals = column.decimals
    if isinstance(cell, int) and column.kind == "number":
        decimals = 0
    elif decimals == 1 and isinstance(cell, int | Fraction):
        scale = 100 if column.kind == "percent" else 1
        decimals = 0 if round_half_up(Fraction(cell) * scale, 1).denominator == 1 else 1
    zeros = "." + "0" * decimals if decimals else ""
    if column.kind != "percent":
        return f"0{zeros}"
    space = choose_percent_sign(table).removesuffix("%")
    return f'0{zeros}"{space}"%' if space else f"0{zeros}%"  # Excel takes letters of its own in quotes only


def _show_sign(form: str) -> str:
    """The format of a change: with its sign, and zero without one."""
    return f"+{form};-{form};{form}"


def _write_text(sheet: Worksheet, row: int, place: int, words: str, look: Any) -> None:
    """Words in a cell; `write_string` makes no formula, no link and no number of them."""
    sheet.write_string(row, place, clean(words), look)


def _measure_width(table: Table, place: int) -> float:
    """The width of a column in characters: its widest cell, a heading's longest word, at most 45."""
    column = table.columns[place]
    rows = [*table.body, *([table.foot] if table.foot else [])]
    cells = [len(format_cell(row[place], column, table)) for row in rows]
    heading = max((len(word) for word in column.own_heading.split()), default=0)
    least = 0 if column.of else min(len(column.label), 12)
    return min(max([*cells, heading, least]) + 2, 45)


def _set_page(sheet: Worksheet, table: Table, rows: int) -> None:
    sheet.set_paper(9)
    width = sum(_measure_width(table, place) for place in range(len(table.columns)))
    if width > UPRIGHT:
        sheet.set_landscape()
    if width > WIDEST:
        sheet.repeat_columns(0, max(_count_row_columns(table) - 1, 0))
    sheet.fit_to_pages(max(ceil(width / WIDEST), 1), 0)
    sheet.repeat_rows(HEAD_ROW - any(column.of for column in table.columns), HEAD_ROW)
    sheet.set_margins(left=0.6, right=0.6)
    sheet.set_footer("&L&F&R&P / &N")
    if len(table.body) > 20:
        sheet.freeze_panes(HEAD_ROW + 1, 0)


def _add_chart(workbook: Workbook, sheet: Worksheet, name: str, table: Table, row: int) -> None:
    """The chart of the charted column, below the notes: bars, or a line for stretches of time."""
    drawn = make_chart(table)
    if drawn is None or not table.foot or len(table.body) < 2:
        return
    chart = workbook.add_chart({"type": "line" if drawn.over_time else "bar"})
    for number in range(len(drawn.series)):
        chart.add_series(_make_series(name, table, drawn, number))
    chart.set_title({"name": drawn.label, "name_font": {"size": 12}})
    chart.set_legend({"position": "top"} if len(drawn.series) > 1 else {"none": True})
    numbers = [cell for each in drawn.series for cell in each.cells if isinstance(cell, int | Fraction)]
    lowest = {} if any(cell < 0 for cell in numbers) else {"min": 0}
    if not drawn.over_time:
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"major_gridlines": {"visible": False}, "visible": False, **lowest})
    else:
        chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": GRID}}, **lowest})
    rows = 8 if drawn.over_time else len(table.body) * len(drawn.series)
    chart.set_size({"width": 640, "height": max(220, 80 + 26 * rows)})
    sheet.insert_chart(row, 0, chart, {"description": f"{clean(table.heading)}: {drawn.describe()}"})


def _make_series(name: str, table: Table, drawn: TableChart, number: int) -> dict[str, Any]:
    """One period's numbers: the period's own dark and whole, that beside it light and dashed."""
    own, last = find_charted(table) or 0, HEAD_ROW + len(table.body)
    place = [own, *find_beside(table, own)][number]
    look: dict[str, Any] = {
        "name": drawn.series[number].name,
        "categories": [name, HEAD_ROW + 1, 0, last, max(_count_row_columns(table) - 1, 0)],
        "values": [name, HEAD_ROW + 1, place, last, place],
        "data_labels": {"value": True, "num_format": choose_number_format(table, drawn.column)},
    }
    if not drawn.over_time:
        return look | {"fill": {"color": COLOURS[number]}, "border": {"color": EDGES[number]}, "gap": 60}
    line = {"color": EDGES[number], "width": 2.25, "dash_type": "dash" if number else "solid"}
    mark = {"type": "square" if number else "circle", "size": 6, "fill": {"color": COLOURS[number]}}
    label = {"data_labels": look["data_labels"] | {"position": "below" if number else "above"}}
    return look | label | {"line": line, "marker": mark}


def _count_row_columns(table: Table) -> int:
    """How many columns, from the first on, name the row."""
    return next((at for at, column in enumerate(table.columns) if not column.row), len(table.columns))


def _write_contents(workbook: Workbook, looks: CellLooks, book: Book, names: list[str]) -> None:
    sheet = _add_page(workbook, _(N_("Contents")), (60, 60))
    _write_text(sheet, 0, 0, book.title, looks(bold=True, font_size=14))
    link = looks(font_color="#1F5C99", underline=1, text_wrap=True, valign="top")
    for row, (name, table) in enumerate(zip(names, book.tables, strict=True), 2):
        sheet.set_row(row, LINE * max(_count_lines(said, 60) for said in (table.heading, table.caption)))
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, clean(table.heading))
        _write_text(sheet, row, 1, table.caption, looks(text_wrap=True, valign="top"))
    for row, note in enumerate(book.notes, len(names) + 3):
        _write_text(sheet, row, 0, format_sentence(note), looks())


def _write_texts(workbook: Workbook, looks: CellLooks, book: Book) -> None:
    """The document's texts in their order, a paragraph a row, with the tables' titles between them."""
    sheet = _add_page(workbook, _(N_("Texts")), (100,))
    row = 0
    for part in book.parts:
        if part.heading:
            sheet.set_row(row, 1.2 * LINE * _count_lines(part.heading, 75))  # larger and bold
            _write_text(sheet, row, 0, part.heading, looks(bold=True, font_size=12, text_wrap=True))
            row += 1
        for said in part.paragraphs if isinstance(part, TextPart) else ():
            sheet.set_row(row, LINE * _count_lines(said, 100))
            _write_text(sheet, row, 0, format_sentence(said), looks(text_wrap=True, valign="top"))
            row += 1
        row += 1


def _write_rules(workbook: Workbook, looks: CellLooks, book: Book) -> None:
    sheet = _add_page(workbook, _(N_("Definitions")), (32, 90, 32))
    look, bold = looks(valign="top", text_wrap=True), looks(bold=True, valign="top", text_wrap=True)
    for row, each in enumerate(book.rules):
        words = (each.label, format_sentence(each.rule), ", ".join(each.tables))
        lines = max(_count_lines(said, width) for said, width in zip(words, (28, 90, 32), strict=True))
        sheet.set_row(row, LINE * lines)
        for place, said in enumerate(words):
            _write_text(sheet, row, place, said, look if place else bold)


def _count_lines(words: str, width: float) -> int:
    """How many lines the words take in a column so wide."""
    return max(len(wrap(words, max(int(width), 1))), 1)


def _add_page(workbook: Workbook, name: str, widths: tuple[int, ...]) -> Worksheet:
    """A sheet of words, ready for A4."""
    sheet = workbook.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    return sheet
