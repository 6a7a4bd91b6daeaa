"""A table as an Excel workbook: numbers as numbers, the total set off, a chart, ready to print on A4."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from fractions import Fraction
from functools import cache
from io import BytesIO
from itertools import chain, count
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
TEXT_WIDTH = 78
"""The width of a text in letters: a column wider than the page is cut off where it is printed."""
UPRIGHT_PAGE, LYING_PAGE = 700.0, 460.0
"""How much has room from top to bottom of a page that stands and of one that lies, in points."""
MOST_TOLD = 24
"""At so many places at most a line in a chart has its numbers beside it."""
LONG_NAME = 40
"""A longer name of a row takes two lines in a chart."""
POINTS = 0.75
"""A pixel of a chart in points."""
FOOT = "&L&F&R&P / &N"
"""What stands at the foot of each page: the file, the page's number, and how many there are."""
HEAD_ROW = 3
"""The row (from 0) of the headings: title, caption and an empty row stand above.

Where columns of one number stand below its own heading, that is in the empty row.
"""


def write_book(book: Book) -> bytes:
    """A workbook: a sheet for each table with its chart; of several parts, contents, texts and rules too."""
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
        if book.has_front:
            _write_contents(workbook, looks, book, names)
        if any(isinstance(part, TextPart) for part in book.parts):
            _write_texts(workbook, looks, book)
        for name, table in zip(names, book.tables, strict=True):
            _write_sheet(workbook, looks, name, table, names)
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
    """A name for each table's sheet, none of which is that of another sheet."""
    names = [_(each) for each in (N_("Contents"), N_("Definitions"), N_("Texts"))]
    for table in book.tables:
        names.append(_name_sheet(table.numbered or table.name, names))
    return names[3:]


def _name_sheet(called: str, taken: Iterable[str]) -> str:
    r"""A name for a sheet that Excel takes: at most 31 characters, none of `[]:*?/\`, and not yet taken."""
    stem = re.sub(r"[\[\]:*?/\\']", " ", clean(called)).strip()[:28] or "1"
    folded = {each.casefold() for each in taken}
    numbered = (f"{stem} {number}" for number in count(2))
    return next(name for name in chain([stem], numbered) if name.casefold() not in folded)


def _write_sheet(workbook: Workbook, looks: CellLooks, name: str, table: Table, names: Iterable[str]) -> None:
    sheet = _begin_sheet(workbook, looks, name, table)
    widths = [_measure_width(table, place) for place in range(len(table.columns))]
    _write_headings(sheet, looks, table, widths)
    numbers = [*range(len(table.body)), *([-1] if table.foot else [])]
    lines = sum(_write_row(sheet, looks, table, number, widths) for number in numbers)
    lines += len(table.notes) + HEAD_ROW + 3
    row = HEAD_ROW + 2 + len(numbers)
    for note in table.notes:
        _write_text(sheet, row, 0, note, looks())
        row += 1
    pages = _set_page(sheet, table, sum(widths))
    drawn = make_chart(table)
    if drawn is None or not table.foot or len(table.body) < 2:
        return
    chart, height = _make_chart(workbook, sheet, name, table, drawn)
    if pages > 1 or lines * LINE + height * POINTS > _measure_page(sum(widths)):
        row = HEAD_ROW - 1
        taken = [*names, *(each.name for each in workbook.worksheets())]
        sheet = _begin_sheet(workbook, looks, _name_sheet(f"{name} {_('chart')}", taken), table)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)
        sheet.set_footer(FOOT)
    sheet.insert_chart(row + 1, 0, chart, {"description": f"{clean(table.heading)}: {drawn.describe()}"})


def _begin_sheet(workbook: Workbook, looks: CellLooks, name: str, table: Table) -> Worksheet:
    """A sheet with the table's title and what it says of itself."""
    sheet = workbook.add_worksheet(name)
    sheet.hide_gridlines(2)
    _write_text(sheet, 0, 0, table.heading, looks(bold=True, font_size=14))
    _write_text(sheet, 1, 0, table.caption, looks(font_color="#555555"))
    return sheet


def _write_headings(sheet: Worksheet, looks: CellLooks, table: Table, widths: list[float]) -> None:
    for place, column in enumerate(table.columns):
        look = looks(bold=True, bottom=2, text_wrap=True, align="right" if column.numeric else "left")
        _write_text(sheet, HEAD_ROW, place, column.own_heading, look)
        sheet.set_column(place, place, widths[place])
    lines = (_count_lines(each.own_heading, widths[at] - 1) for at, each in enumerate(table.columns))
    sheet.set_row(HEAD_ROW, LINE * max(lines))
    place = 0
    for group in group_headings(table):
        width = max(len(group.parts), 1)
        if group.parts:
            look = looks(bold=True, bottom=1, align="center")
            sheet.merge_range(HEAD_ROW - 1, place, HEAD_ROW - 1, place + width - 1, "", look)
            _write_text(sheet, HEAD_ROW - 1, place, group.label, look)
        place += width


def _write_row(sheet: Worksheet, looks: CellLooks, table: Table, number: int, widths: list[float]) -> int:
    """Write a row of the body, or the foot for -1, and return how many lines its words take."""
    cells = (table.foot or ()) if number == -1 else table.body[number]
    row = HEAD_ROW + 1 + (len(table.body) if number == -1 else number)
    look: dict[str, Any] = (
        {"bold": True, "top": 2} if number == -1 else {"bottom": 4, "bottom_color": "#BBBBBB"}
    )
    lines = 1
    for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
        look_here = look | {"align": "right" if column.numeric else "left", "valign": "top"}
        if (number, place) in table.hidden:
            _write_text(sheet, row, place, HIDDEN, looks(**look_here))
        elif isinstance(cell, int | Fraction):
            form = choose_number_format(table, column, cell)
            look_here["num_format"] = f"+{form};-{form};{form}" if column.signed else form
            sheet.write_number(row, place, convert_cell(cell), looks(**look_here))
        elif column.kind == "day" and isinstance(cell, str) and is_day(cell) and cell >= "1900":
            day = datetime.combine(date.fromisoformat(cell), time())
            form = "dd-mm-yyyy" if table.language == "da" else "yyyy-mm-dd"
            sheet.write_datetime(row, place, day, looks(**look_here, num_format=form))
        else:
            words = format_cell(cell, column, table)
            wrapped = looks(**look_here) if column.numeric else looks(**look_here, text_wrap=True)
            _write_text(sheet, row, place, words, wrapped)
            lines = max(lines, _count_lines(words, widths[place] - 1))
    if lines > 1:
        sheet.set_row(row, LINE * lines)
    return lines


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


def _set_page(sheet: Worksheet, table: Table, width: float) -> int:
    """Make it ready to print, and return how many pages it takes from side to side."""
    sheet.set_paper(9)
    pages = max(ceil(width / WIDEST), 1)
    if width > UPRIGHT:
        sheet.set_landscape()
    if pages > 1:
        sheet.repeat_columns(0, max(_count_row_columns(table) - 1, 0))
    sheet.fit_to_pages(pages, 0)
    sheet.repeat_rows(HEAD_ROW - any(column.of for column in table.columns), HEAD_ROW)
    sheet.set_margins(left=0.6, right=0.6)
    sheet.set_footer(FOOT)
    if len(table.body) > 20:
        sheet.freeze_panes(HEAD_ROW + 1, 0)
    return pages


def _measure_page(width: float) -> float:
    """How much of a sheet has room below the table's title on its first page, in points of the sheet."""
    high, letters = (LYING_PAGE, 1.5 * UPRIGHT) if width > UPRIGHT else (UPRIGHT_PAGE, UPRIGHT)
    return high * max(width / letters, 1)


def _make_chart(
    workbook: Workbook, sheet: Worksheet, name: str, table: Table, drawn: TableChart
) -> tuple[Any, int]:
    """The chart of the charted column, bars or a line for stretches of time, and its height in pixels."""
    chart = workbook.add_chart({"type": "line" if drawn.over_time else "bar"})
    named = _name_categories(sheet, table, drawn)
    for number in range(len(drawn.series)):
        chart.add_series(_make_series(name, table, drawn, number, named))
    chart.set_title({"name": drawn.label, "name_font": {"size": 12}})
    chart.set_legend({"position": "top"} if len(drawn.series) > 1 else {"none": True})
    if named:
        chart.show_hidden_data()
    lowest = {} if drawn.least else {"min": 0}
    names = {"label_position": "low"} if drawn.least else {}  # not upon the bars below nothing
    if not drawn.over_time:
        chart.set_y_axis({"reverse": True, "interval_unit": 1, **names})
        chart.set_x_axis({"major_gridlines": {"visible": False}, "visible": False, **lowest})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": GRID}}, **lowest})
    line = 30 if drawn.letters[0] <= LONG_NAME else 36  # in less LibreOffice leaves out every second name
    height = max(
        220, 80 + (8 * 26 if drawn.over_time else len(table.body) * max(line, 26 * len(drawn.series)))
    )
    chart.set_size({"width": 640, "height": height})
    return chart, height


def _name_categories(sheet: Worksheet, table: Table, drawn: TableChart) -> int:
    """The column with the rows' names: the first, or where several name a row a hidden one with them all."""
    if _count_row_columns(table) < 2:
        return 0
    place = len(table.columns) + 1
    sheet.set_column(place, place, None, None, {"hidden": True})
    for row, said in enumerate(drawn.names, HEAD_ROW + 1):
        sheet.write_string(row, place, said)
    return place


def _make_series(name: str, table: Table, drawn: TableChart, number: int, named: int) -> dict[str, Any]:
    """One period's numbers: the period's own dark and whole, that beside it light and dashed."""
    own, last = find_charted(table) or 0, HEAD_ROW + len(table.body)
    place = [own, *find_beside(table, own)][number]
    look: dict[str, Any] = {
        "name": drawn.series[number].name,
        "categories": [name, HEAD_ROW + 1, named, last, named],
        "values": [name, HEAD_ROW + 1, place, last, place],
        "data_labels": _label_points(table, drawn, number),
    }
    if not drawn.over_time:
        return look | {"fill": {"color": COLOURS[number]}, "border": {"color": EDGES[number]}, "gap": 60}
    line = {"color": EDGES[number], "width": 2.25, "dash_type": "dash" if number else "solid"}
    mark = {"type": "square" if number else "circle", "size": 6, "fill": {"color": COLOURS[number]}}
    label = {**look["data_labels"], "position": "below" if number else "above"}
    told = {"data_labels": label if len(drawn.names) <= MOST_TOLD else {}}  # more would lie upon each other
    return look | told | {"line": line, "marker": mark}


def _label_points(table: Table, drawn: TableChart, number: int) -> dict[str, Any]:
    """The numbers beside the points, as their cells show them: in words where a zero is dropped."""
    form, series = choose_number_format(table, drawn.column), drawn.series[number]
    own = [
        None if cell is None or choose_number_format(table, drawn.column, cell) == form else {"value": word}
        for cell, word in zip(series.cells, series.words, strict=True)
    ]
    return {"value": True, "num_format": form, **({"custom": own} if any(own) else {})}


def _count_row_columns(table: Table) -> int:
    """How many columns, from the first on, name the row."""
    return next((at for at, column in enumerate(table.columns) if not column.row), len(table.columns))


def _write_contents(workbook: Workbook, looks: CellLooks, book: Book, names: list[str]) -> None:
    sheet = _add_page(workbook, looks, _("Contents"), book.title, (60, 60))
    look = looks(text_wrap=True, valign="top")
    for row, note in enumerate(book.notes, 1):
        said = format_sentence(note)
        sheet.merge_range(row, 0, row, 1, "", look)
        _write_text(sheet, row, 0, said, look)
        sheet.set_row(row, LINE * _count_lines(said, 110))
    link = looks(font_color="#1F5C99", underline=1, text_wrap=True, valign="top")
    for row, (name, table) in enumerate(zip(names, book.tables, strict=True), len(book.notes) + 2):
        sheet.set_row(row, LINE * max(_count_lines(said, 56) for said in (table.heading, table.caption)))
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, clean(table.heading))
        _write_text(sheet, row, 1, table.caption, look)


def _write_texts(workbook: Workbook, looks: CellLooks, book: Book) -> None:
    """The document's texts in their order, a paragraph a row, with the tables' titles between them."""
    sheet = _add_page(workbook, looks, _("Texts"), book.title, (TEXT_WIDTH,))
    row = 2
    for part in book.parts:
        if part.heading:
            sheet.set_row(row, 1.2 * LINE * _count_lines(part.heading, 0.7 * TEXT_WIDTH))  # larger and bold
            _write_text(sheet, row, 0, part.heading, looks(bold=True, font_size=12, text_wrap=True))
            row += 1
        for said in part.paragraphs if isinstance(part, TextPart) else ():
            sheet.set_row(row, LINE * _count_lines(said, 0.85 * TEXT_WIDTH))
            _write_text(sheet, row, 0, format_sentence(said), looks(text_wrap=True, valign="top"))
            row += 1
        row += 1


def _write_rules(workbook: Workbook, looks: CellLooks, book: Book) -> None:
    name = _("Definitions")
    sheet = _add_page(workbook, looks, name, name, (32, 90, 32))
    look, bold = looks(valign="top", text_wrap=True), looks(bold=True, valign="top", text_wrap=True)
    for row, each in enumerate(book.rules, 2):
        words = (each.label, format_sentence(each.rule), ", ".join(each.tables))
        lines = max(_count_lines(said, width) for said, width in zip(words, (26, 80, 28), strict=True))
        sheet.set_row(row, LINE * lines)
        for place, said in enumerate(words):
            _write_text(sheet, row, place, said, look if place else bold)


def _count_lines(words: str, width: float) -> int:
    """How many lines the words take in a column so wide."""
    if len(words) <= width:
        return 1
    return max(len(wrap(words, max(int(width), 1))), 1)


def _add_page(
    workbook: Workbook, looks: CellLooks, name: str, title: str, widths: tuple[int, ...]
) -> Worksheet:
    """A sheet of words below a title, ready for A4."""
    sheet = workbook.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6)
    sheet.set_footer(FOOT)
    if sum(widths) > 1.5 * UPRIGHT:
        sheet.set_landscape()
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 1.3 * LINE * _count_lines(title, 0.65 * widths[0] if len(widths) == 1 else len(title)))
    _write_text(sheet, 0, 0, title, looks(bold=True, font_size=14, text_wrap=len(widths) == 1))
    return sheet
