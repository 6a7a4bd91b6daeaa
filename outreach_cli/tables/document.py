"""A table as a Word document on A4: a real table with a heading row that repeats, its caption and notes."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from outreach_cli.language import N_, _, speaking
from outreach_cli.tables import Book, Table
from outreach_cli.tables.shown import clean, grid

if TYPE_CHECKING:
    from docx.document import Document

PORTRAIT, LANDSCAPE = (11906, 16838), (16838, 11906)
"""A4 in twentieths of a point: width and height."""
MARGIN = 1134
"""The page's margin, 2 cm, in twentieths of a point."""
LETTER = 140
"""The width of a letter of the table, in twentieths of a point, with room for fonts wider than Calibri."""


def write(table: Table) -> bytes:
    """A document with the table on one page, or as many as it needs."""
    return write_book(Book(table.title, table.language, (table,), table.extracted_on))


def write_book(book: Book) -> bytes:
    """A document with every table; of several, contents first and each table's definitions below it."""
    from docx import Document

    document = Document()
    with speaking(book.language):
        _set_up(document, book)
        if len(book.tables) > 1:
            _add_contents(document, book)
        for table in book.tables:
            _add_table(document, table, with_rules=len(book.tables) > 1)
    out = BytesIO()
    document.save(out)
    return _same_each_time(out.getvalue())


def _set_up(document: Document, book: Book) -> None:
    from docx.shared import Pt, Twips

    wide = any(_needs(table) > PORTRAIT[0] - 2 * MARGIN for table in book.tables)
    section = document.sections[0]
    section.page_width, section.page_height = (Twips(side) for side in (LANDSCAPE if wide else PORTRAIT))
    if wide:
        from docx.enum.section import WD_ORIENT

        section.orientation = WD_ORIENT.LANDSCAPE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Twips(MARGIN)
    for name, size in (("Normal", 10), ("Title", 20), ("Heading 1", 14)):
        style = document.styles[name]
        style.font.name = "Calibri"
        style.font.size = Pt(size)
        style.paragraph_format.space_after = Pt(4)
        _set_language(style, book.language)
    core = document.core_properties
    day = date.fromisoformat(book.extracted_on) if book.extracted_on else date(2000, 1, 1)
    core.title, core.author, core.comments = clean(book.title), "", ""
    core.language = book.language
    core.created = core.modified = datetime.combine(day, time())


def _set_language(style: Any, language: str) -> None:
    """The language that Word spells and reads the text in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    said = OxmlElement("w:lang")
    said.set(qn("w:val"), "da-DK" if language == "da" else "en-GB")
    style.element.get_or_add_rPr().append(said)


def _add_contents(document: Document, book: Book) -> None:
    document.add_paragraph(clean(book.title), style="Title")
    for note in book.notes:
        document.add_paragraph(clean(note))
    document.add_heading(_(N_("Contents")), 1)
    for number, table in enumerate(book.tables, 1):
        document.add_paragraph(f"{number}. {clean(table.title)}")


def _add_table(document: Document, table: Table, *, with_rules: bool) -> None:
    from docx.shared import RGBColor

    heading = document.add_heading(clean(table.title), 1)
    heading.paragraph_format.page_break_before = with_rules
    for run in heading.runs:
        run.font.color.rgb = RGBColor(0, 0, 0)
    if table.caption:
        caption = document.add_paragraph(clean(table.caption))
        caption.paragraph_format.keep_with_next = True
        caption.runs[0].font.color.rgb = RGBColor(0x44, 0x44, 0x44)
    _add_grid(document, table)
    for number, note in enumerate(table.notes):
        said = document.add_paragraph(clean(note))
        if number == 0:
            said.paragraph_format.space_before = document.styles["Normal"].font.size
    if with_rules and table.rules:
        above = document.add_paragraph()
        above.paragraph_format.space_before = document.styles["Normal"].font.size
        above.paragraph_format.keep_with_next = True
        above.add_run(_(N_("Definitions"))).bold = True
        for label, rule in table.rules:
            said = document.add_paragraph()
            said.add_run(f"{clean(label)}: ").bold = True
            said.add_run(clean(rule))


def _add_grid(document: Document, table: Table) -> None:
    """The table itself: rows are never split over pages, the heading row repeats, numbers to the right."""
    headings, body, foot = grid(table)
    lines = [headings, *body, *([foot] if foot else [])]
    drawn = document.add_table(rows=len(lines), cols=len(headings))
    drawn.autofit = False
    widths = _widths(table)
    for place, width in enumerate(widths):
        drawn.columns[place].width = width * 635  # twentieths of a point to English metric units
    cells = drawn._cells  # each look-up of a row's cells walks the whole table
    for number, line in enumerate(lines):
        first, last = number == 0, foot is not None and number == len(lines) - 1
        _mark_row(drawn.rows[number], heading=first)
        for place, words in enumerate(line):
            cell = cells[number * len(headings) + place]
            cell.width = widths[place] * 635
            _write_cell(cell, words, bold=first or last, right=table.columns[place].numeric)
            _rule_off(cell, "top" if last else "bottom", 8 if first or last else 2)


def _mark_row(row: Any, *, heading: bool) -> None:
    from docx.oxml import OxmlElement

    settings = row._tr.get_or_add_trPr()
    settings.append(OxmlElement("w:cantSplit"))
    if heading:
        settings.append(OxmlElement("w:tblHeader"))


def _write_cell(cell: Any, words: str, *, bold: bool, right: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    said = cell.paragraphs[0]
    run = said.add_run(words)
    run.bold = bold or None
    said.paragraph_format.space_before = said.paragraph_format.space_after = Pt(1.5)
    if right:
        said.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _rule_off(cell: Any, side: str, size: int) -> None:
    """A line on one side of a cell, `size` in eighths of a point."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, line = OxmlElement("w:tcBorders"), OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(size)), ("color", "000000" if size > 4 else "AAAAAA")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _letters(table: Table) -> list[tuple[int, int]]:
    """For each column the letters of its longest unbroken piece, and of its longest line."""
    headings, body, foot = grid(table)
    sizes = []
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in [*body, *([foot] if foot else [])]]
        pieces = [word for text in [headings[place]] for word in text.split()]
        pieces += cells if column.numeric else [word for text in cells for word in text.split()]
        least = max((len(piece) for piece in pieces), default=1)
        sizes.append((least, max([least, *map(len, cells)])))
    return sizes


def _needs(table: Table) -> int:
    """The width, in twentieths of a point, that the table needs for no word or number to be broken."""
    return sum(min(least, 24) * LETTER + 230 for least, _whole in _letters(table))


def _widths(table: Table) -> list[int]:
    """The columns' widths in twentieths of a point; together the width between the margins at most."""
    sizes = _letters(table)
    page = (PORTRAIT if _needs(table) <= PORTRAIT[0] - 2 * MARGIN else LANDSCAPE)[0] - 2 * MARGIN
    least = [min(size, 24) * LETTER + 230 for size, _whole in sizes]
    wanted = [min(max(size, 9), 45) * LETTER + 230 for _least, size in sizes]
    if sum(wanted) <= page:
        return wanted
    spare = max(page - sum(least), 0)
    more = [max(want - has, 0) for want, has in zip(wanted, least, strict=True)]
    shared = sum(more) or 1
    scale = min(page / sum(least), 1)
    return [int(has * scale + spare * want / shared) for has, want in zip(least, more, strict=True)]


def _same_each_time(content: bytes) -> bytes:
    """The archive with one instant on every part: the same data give the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as had, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in had.infolist():
            entry = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, had.read(part))
    return out.getvalue()
