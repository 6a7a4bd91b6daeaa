"""A table as a Word document on A4: a real table with a heading row that repeats, its caption and notes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from outreach_cli.core.language import _, use_language
from outreach_cli.tables.book import Book, TextPart
from outreach_cli.tables.cells import clean, format_sentence, make_grid
from outreach_cli.tables.column_parts import HeadingGroup, count_letters, group_headings, split_columns
from outreach_cli.tables.svg_chart import ChartPicture, draw_beside
from outreach_cli.tables.table import Table
from outreach_cli.tables.word_picture import add_picture, measure_height

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section

PORTRAIT, LANDSCAPE = (11906, 16838), (16838, 11906)
"""A4 in twentieths of a point: width and height."""
MARGIN = 1134
"""The page's margin, 2 cm, in twentieths of a point."""
LETTER, SMALL_LETTER = 140, 100
"""The width of a letter, and of a small one, in twentieths of a point, with room for wide fonts."""

TOGETHER, LAST = 20, 2
"""A table of no more rows stands on one page; of a longer one so many go with the total."""
KEEP = "<w:keepNext/>"
LINE, HEAD = 17, 4
"""The height of a row or a note in points, and that of a table's title, headings and total in rows."""
RIGHT, CENTRE, BOTTOM = '<w:jc w:val="right"/>', '<w:jc w:val="center"/>', '<w:vAlign w:val="bottom"/>'
BOLD, SMALL = "<w:b/>", '<w:sz w:val="16"/>'
"""How a cell may look; small, 8 points, where a table has no room even lying down."""
_LINE = '<w:{} w:val="single" w:sz="{}" w:color="{}"/>'
HEAVY, GROUPED = _LINE.format("bottom", 8, "000000"), _LINE.format("bottom", 4, "777777")
SUM, THIN = _LINE.format("top", 8, "000000"), _LINE.format("bottom", 2, "AAAAAA")
"""The line below a heading, below one with others under it, above the total, and below any other row."""


class _CellLook(NamedTuple):
    """How a cell is set: the line at it, its weight, its words' place, and if it goes with what is below."""

    border: str
    weight: str = ""
    align: str = ""
    place: str = ""
    keep: str = ""


@dataclass(frozen=True)
class _ColumnLayout:
    """The columns' widths in twentieths of a point, and whether the page lies down for them.

    `small` is the mark of small letters where they are needed.
    """

    widths: list[int]
    lying: bool
    small: str


def write_book(book: Book) -> bytes:
    """A document with every part; of several, contents first and each column's rule at the end."""
    from docx import Document

    document = Document()
    with use_language(book.language):
        _set_up(document, book)
        if book.has_front:
            _add_front(document, book)
        for part in book.parts:
            if isinstance(part, TextPart):
                _add_text(document, part)
            else:
                _add_table(document, part, book.write_caption(part), alone=len(book.parts) == 1)
        _add_rules(document, book)
    out = BytesIO()
    document.save(out)
    return _fix_timestamps(out.getvalue())


def _set_up(document: Document, book: Book) -> None:
    from docx.shared import Pt, RGBColor, Twips

    section = document.sections[0]
    _rotate_pages(
        section,
        lying=len(book.parts) == 1
        and any(_plan(split_columns(each, _fits_on_paper), alone=True)[0].lying for each in book.tables),
    )
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Twips(MARGIN)
    _add_page_numbers(section)
    for name, size in (("Normal", 10), ("Title", 20), ("Heading 1", 14)):
        style = document.styles[name]
        style.font.name = "Calibri"
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_after = Pt(4)
        _set_language(style, book.language)
    core = document.core_properties
    day = date.fromisoformat(book.extracted_on) if book.extracted_on else date(2000, 1, 1)
    core.title, core.author, core.comments = clean(book.title), "", ""
    core.language = book.language
    core.created = core.modified = datetime.combine(day, time())


def _rotate_pages(section: Section, *, lying: bool) -> None:
    """Let the pages of a section lie down or stand."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Twips

    section.page_width, section.page_height = (Twips(side) for side in (LANDSCAPE if lying else PORTRAIT))
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT


def _add_page_numbers(section: Section) -> None:
    """The page's number and how many there are, at the foot of this section and of those after it."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    fields = '<w:r><w:t xml:space="preserve"> / </w:t></w:r>'.join(
        f'<w:fldSimple w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        for name in ("PAGE", "NUMPAGES")
    )
    foot = parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{RIGHT}</w:pPr>{fields}</w:p>")
    section.footer.is_linked_to_previous = False
    (had,) = section.footer.paragraphs
    had._p.getparent().replace(had._p, foot)  # noqa: SLF001 - python-docx has no fields


def _begin_part(document: Document, *, lying: bool) -> None:
    """Go on on a new page where the part needs pages that lie the other way."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    section = document.sections[-1]
    if (section.orientation == WD_ORIENT.LANDSCAPE) != lying:
        _rotate_pages(document.add_section(WD_SECTION.NEW_PAGE), lying=lying)


def _set_language(style: Any, language: str) -> None:
    """The language that Word spells and reads the text in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    said = OxmlElement("w:lang")
    said.set(qn("w:val"), "da-DK" if language == "da" else "en-GB")
    style.element.get_or_add_rPr().append(said)


def _add_front(document: Document, book: Book) -> None:
    document.add_paragraph(clean(book.title), style="Title")
    for note in book.notes:
        document.add_paragraph(format_sentence(note))
    if book.contents:
        document.add_heading(_("Contents"), 1)
        for _at, heading in book.contents:
            document.add_paragraph(clean(heading), style="List Bullet")


def _add_text(document: Document, part: TextPart) -> None:
    _begin_part(document, lying=False)
    if part.heading:
        document.add_heading(clean(part.heading), 1)
    for block in part.list_blocks():
        for said in block:
            if said.startswith("- "):
                document.add_paragraph(format_sentence(said[2:]), style="List Bullet")
            else:
                document.add_paragraph(format_sentence(said))


def _add_table(document: Document, table: Table, said_below: str, *, alone: bool) -> None:
    from docx.shared import RGBColor

    parts = split_columns(table, _fits_on_paper)
    layouts = _plan(parts, alone=alone)
    _begin_part(document, lying=layouts[0].lying)
    document.add_heading(clean(table.heading), 1)
    if said_below:
        caption = document.add_paragraph(clean(said_below))
        caption.paragraph_format.keep_with_next = True
        caption.runs[0].font.color.rgb = RGBColor(0x44, 0x44, 0x44)
    space = document.styles["Normal"].font.size
    pictures = draw_beside(table, lying=layouts[0].lying) if table.chart else []
    goes_with = bool(pictures) and _fits_below(parts, pictures[0], lying=layouts[0].lying)
    for number, (each, layout) in enumerate(zip(parts, layouts, strict=True)):
        if number:
            document.add_paragraph().paragraph_format.space_after = space
        is_followed = number == len(parts) - 1 and (bool(table.notes) or goes_with)
        _add_grid(document, each, layout, is_followed=is_followed)
    for number, note in enumerate(table.notes):
        said = document.add_paragraph(format_sentence(note))
        said.paragraph_format.keep_with_next = goes_with
        if number == 0:
            said.paragraph_format.space_before = space
    for picture in pictures:
        add_picture(document, picture)
        document.paragraphs[-1].paragraph_format.space_before = space
    if not pictures and not table.notes:
        document.add_paragraph().paragraph_format.space_after = 0


def _fits_below(parts: list[Table], picture: ChartPicture, *, lying: bool) -> bool:
    """Whether a table with its notes and a chart below it have room on one page."""
    lines = len(parts[0].notes) + sum(len(each.body) + HEAD for each in parts)
    return lines * LINE + measure_height(picture) <= ((LANDSCAPE if lying else PORTRAIT)[1] - 2 * MARGIN) / 20


def _add_rules(document: Document, book: Book) -> None:
    if not book.rules:
        return
    _begin_part(document, lying=False)
    document.add_heading(_("Definitions"), 1)
    for each in book.rules:
        said = document.add_paragraph()
        said.add_run(f"{clean(each.label)} ").bold = True
        said.add_run(f"({clean(', '.join(each.tables))}): {format_sentence(each.rule)}")


def _add_grid(document: Document, table: Table, layout: _ColumnLayout, *, is_followed: bool) -> None:
    """The table itself: rows are never split over pages, the heading row repeats, numbers to the right.

    The total is never alone on a page, nor parted from the notes and the chart that follow it.
    Written as XML in one piece: made cell by cell, some thousand rows take minutes.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    _headings, body, foot = make_grid(table)
    said = [*body, *([foot] if foot else [])]
    looks = _choose_looks(len(body), has_total=bool(foot), is_followed=is_followed)
    rows = [
        *_write_headings(group_headings(table), layout),
        *(_write_row(table, layout, *each) for each in zip(said, looks, strict=True)),
    ]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in layout.widths)
    drawn = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(layout.widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1" w:firstColumn="1"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    document.element.body.sectPr.addprevious(drawn)


def _choose_looks(rows: int, *, has_total: bool, is_followed: bool) -> list[_CellLook]:
    """Each row's look: the total in bold, set off by a line, and who goes with the row below."""
    looks = [_CellLook(THIN)] * rows + [_CellLook(SUM, BOLD)] * has_total
    first = 0 if rows <= TOGETHER else rows - LAST
    last = len(looks) - (not is_followed)
    return [each._replace(keep=KEEP if first <= at < last else "") for at, each in enumerate(looks)]


def _write_headings(groups: list[HeadingGroup], layout: _ColumnLayout) -> Iterator[str]:
    """The heading row, or two where columns of one number stand below its own; they repeat on each page."""
    has_parts = any(group.parts for group in groups)
    upper, lower, left = list[str](), list[str](), iter(layout.widths)
    for group in groups:
        widths = [next(left) for _column in group.parts or ("",)]
        look = _CellLook(HEAVY, BOLD, RIGHT if group.column.numeric else "", BOTTOM, KEEP)
        if group.parts:
            above = look._replace(border=GROUPED, align=CENTRE)
            upper.append(
                _write_cell(group.label, sum(widths), above, layout, f'<w:gridSpan w:val="{len(widths)}"/>')
            )
            lower += (_write_cell(*each, look, layout) for each in zip(group.parts, widths, strict=True))
            continue
        (width,) = widths
        upper.append(
            _write_cell(group.label, width, look, layout, '<w:vMerge w:val="restart"/>' if has_parts else "")
        )
        lower.append(_write_cell("", width, look, layout, "<w:vMerge/>"))
    for cells in (upper, *([lower] if has_parts else [])):
        yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _write_row(table: Table, layout: _ColumnLayout, words: list[str], look: _CellLook) -> str:
    """A row as XML."""
    cells = "".join(
        _write_cell(cell, width, look._replace(align=RIGHT if column.numeric else ""), layout)
        for cell, width, column in zip(words, layout.widths, table.columns, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _write_cell(words: str, width: int, look: _CellLook, layout: _ColumnLayout, merged: str = "") -> str:
    """A cell as XML."""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}'
        f"<w:tcBorders>{look.border}</w:tcBorders>{look.place}</w:tcPr>"
        f'<w:p><w:pPr>{look.keep}<w:spacing w:before="30" w:after="30"/>{look.align}</w:pPr>'
        f'<w:r><w:rPr>{look.weight}{layout.small}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t>'
        "</w:r></w:p></w:tc>"
    )


def _plan(parts: list[Table], *, alone: bool) -> list[_ColumnLayout]:
    """How a table's parts stand on paper, all alike: upright where they can, small among others, else lying.

    A page that turns in the middle of a document leaves half of the one before it empty.
    """
    sizes = [count_letters(part) for part in parts]
    able = [(PORTRAIT, LETTER), *([] if alone else [(PORTRAIT, SMALL_LETTER)]), (LANDSCAPE, LETTER)]
    fits = (
        (paper, letter)
        for paper, letter in able
        if all(sum(_measure_widest_words(each, letter)) <= paper[0] - 2 * MARGIN for each in sizes)
    )
    paper, letter = next(fits, (LANDSCAPE, SMALL_LETTER))
    return [
        _ColumnLayout(
            _share(each, letter, paper[0] - 2 * MARGIN),
            paper is LANDSCAPE,
            SMALL if letter == SMALL_LETTER else "",
        )
        for each in sizes
    ]


def _fits_on_paper(table: Table) -> bool:
    """Whether it has room on a page that lies down, in small letters."""
    return sum(_measure_widest_words(count_letters(table), SMALL_LETTER)) <= LANDSCAPE[0] - 2 * MARGIN


def _measure_widest_words(sizes: list[tuple[int, int]], letter: int) -> list[int]:
    """The widths that the columns need for no word or number to be broken."""
    return [min(least, 24) * letter + 230 for least, _whole in sizes]


def _share(sizes: list[tuple[int, int]], letter: int, page: int) -> list[int]:
    """The columns' widths; together the width between the margins at most."""
    least = _measure_widest_words(sizes, letter)
    wanted = [min(max(size, 9), 45) * letter + 230 for _least, size in sizes]
    if sum(wanted) <= page:
        return wanted
    spare = max(page - sum(least), 0)
    more = [max(want - has, 0) for want, has in zip(wanted, least, strict=True)]
    shared = sum(more) or 1
    scale = min(page / sum(least), 1)
    return [int(has * scale + spare * want / shared) for has, want in zip(least, more, strict=True)]


def _fix_timestamps(content: bytes) -> bytes:
    """The archive with one instant on every part: the same data give the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as had, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in had.infolist():
            entry = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, had.read(part))
    return out.getvalue()
