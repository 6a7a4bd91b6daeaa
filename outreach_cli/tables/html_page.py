"""Tables as one self-contained web page, for a browser, a screen reader and paper."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from outreach_cli.core.language import _, use_language
from outreach_cli.tables.book import Book, ColumnRule, TextPart
from outreach_cli.tables.cells import clean, format_sentence, make_grid
from outreach_cli.tables.column_parts import HeadingGroup, count_letters, group_headings, split_columns
from outreach_cli.tables.svg_chart import draw_beside
from outreach_cli.tables.table import Column, Table

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a;
  margin: 2rem auto; max-width: 60rem; padding: 0 1rem; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2, caption { font-size: 1.2rem; font-weight: 600; line-height: 1.3; text-align: left; }
h2 { margin: 2.5rem 0 .25rem; }
caption { padding-bottom: .25rem; }
caption span, p.caption { display: block; font-weight: 400; font-size: .9rem; color: #555; margin: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .35rem .75rem; border-bottom: 1px solid #ccc; text-align: left; vertical-align: top; }
th { hyphens: auto; }
thead th { border-bottom: 2px solid #1a1a1a; vertical-align: bottom; }
thead th.g { border-bottom: 1px solid #999; text-align: center; }
th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; }
td.n, th.s, td.s { white-space: nowrap; }
tbody th { font-weight: 400; }
tfoot th, tfoot td { font-weight: 700; border-top: 2px solid #1a1a1a; border-bottom: 0; }
.lying th, .lying td { padding: .3rem .4rem; font-size: .85rem; }
.wide { overflow-x: auto; background: linear-gradient(#fff, #fff) right / 2rem 100% no-repeat local,
  linear-gradient(to left, #bbb, #fff) right / 1.25rem 100% no-repeat scroll; }
.wide + .wide { margin-top: 1.5rem; }
.wide + .wide table { width: auto; }
figure { margin: 1.5rem 0; }
figure svg { display: block; width: 100%; max-width: 32rem; height: auto; }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem 1.5rem; }
@media (max-width: 40rem) { body { margin: 1rem auto; } caption { max-width: calc(100vw - 2rem); }
  th, td { padding: .3rem .4rem; font-size: .9rem; }
  thead th { font-size: .8rem; } tr > th:first-child { position: sticky; left: 0; background: #fff; }
  tbody th:first-child { box-shadow: inset 0 -1px #ccc; } thead tr + tr > th:first-child { position: static; }
  ul, ol { padding-left: 1.5rem; } dd { margin-left: .75rem; } }
@page { size: A4; margin: 2cm; }
@page lying { size: A4 landscape; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 10.5pt; }
  .lying { page: lying; } .wide { overflow: visible; background: none; }
  thead { display: table-header-group; } tfoot { display: table-row-group; }
  table, tr, figure, h2, p.caption, dd { break-inside: avoid; }
  h2, p.caption, dt { break-after: avoid; } .wide ~ p, figure { break-before: avoid; }
  p { orphans: 2; widows: 2; }
  .lying th, .lying td { padding: .25rem .35rem; font-size: 8.5pt; } a { color: inherit; } }
"""
LYING_FROM = 8
"""A table of more columns than this lies down on paper."""
LETTER, PADDING, LYING = 5.4, 8.0, 728.0
"""In points: a letter on a page that lies down, what stands beside it in a cell, and the page."""


def write(table: Table) -> str:
    """A complete HTML document with one captioned table, its chart where asked for, and its notes."""
    said = f"<span>{escape(clean(table.caption))}</span>" if table.caption else ""
    inside = _write_table(table, f"<caption>{escape(clean(table.heading))}{said}</caption>\n")
    return _write_page(table.title, table.language, f"<div{_mark_lying(table)}>\n{inside}\n</div>")


def write_book(book: Book) -> str:
    """A complete HTML document: contents first, then each part, and each column's rule at the end."""
    with use_language(book.language):
        front = "".join(f"\n<p>{escape(format_sentence(note))}</p>" for note in book.notes)
        parts = [f"<h1>{escape(clean(book.title))}</h1>{front}", *_write_contents(book)]
        for at, part in enumerate(book.parts):
            heading = f"<h2>{escape(clean(part.heading))}</h2>\n" if part.heading else ""
            if isinstance(part, TextPart):
                inside, lying = _write_text(part), ""
            else:
                said = escape(clean(book.write_caption(part)))
                heading += f'<p class="caption">{said}</p>\n' if said else ""
                inside = _write_table(part, "", label=f"t{at}h")
                heading = heading.replace("<h2>", f'<h2 id="t{at}h">')
                lying = _mark_lying(part)
            parts.append(f'<section id="t{at}"{lying}>\n{heading}{inside}\n</section>')
        return _write_page(book.title, book.language, "\n".join([*parts, *_write_rules(book)]))


def _is_lying(table: Table) -> bool:
    return len(table.columns) > LYING_FROM


def _mark_lying(table: Table) -> str:
    return ' class="lying"' if _is_lying(table) else ""


def _write_contents(book: Book) -> Iterator[str]:
    if book.contents:
        links = "\n".join(
            f'<li><a href="#t{at}">{escape(clean(heading))}</a></li>' for at, heading in book.contents
        )
        yield f"<nav>\n<h2>{escape(_('Contents'))}</h2>\n<ul>\n{links}\n</ul>\n</nav>"


def _write_text(part: TextPart) -> str:
    blocks = []
    for block in part.list_blocks():
        said = [escape(format_sentence(each)) for each in block]
        if block[0].startswith("- "):
            blocks.append("<ul>\n" + "\n".join(f"<li>{each[2:]}</li>" for each in said) + "\n</ul>")
        else:
            blocks.append(f"<p>{said[0]}</p>")
    return "\n".join(blocks)


def _write_rules(book: Book) -> Iterator[str]:
    if book.rules:
        said = "\n".join(_write_rule(each) for each in book.rules)
        heading = escape(_("Definitions"))
        yield f'<section id="definitions">\n<h2>{heading}</h2>\n<dl>\n{said}\n</dl>\n</section>'


def _write_rule(each: ColumnRule) -> str:
    name = f"{each.label} ({', '.join(each.tables)})"
    return f"<dt>{escape(clean(name))}</dt><dd>{escape(format_sentence(each.rule))}</dd>"


def _write_page(title: str, language: str, inside: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(clean(title))}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{inside}\n</main>\n</body>\n</html>\n"
    )


def _write_table(table: Table, caption: str, label: str = "") -> str:
    """The table, its notes, and its chart; named by its caption, or by the heading whose id is `label`.

    One that is too wide for paper stands in parts.
    """
    named = f' aria-labelledby="{label}"' if label else ""
    grids = "\n".join(
        _write_grid(part, caption if not number else "", named)
        for number, part in enumerate(split_columns(table, _fits_on_paper))
    )
    notes = "".join(f"\n<p>{escape(format_sentence(note))}</p>" for note in table.notes)
    pictures = draw_beside(table, lying=_is_lying(table)) if table.chart else []
    chart = "".join(f"\n<figure>\n{each.drawing}</figure>" for each in pictures)
    return f"{grids}{notes}{chart}"


def _write_grid(table: Table, caption: str, named: str) -> str:
    _headings, body, foot = make_grid(table)
    rows = "\n".join(f"<tr>{_write_cells(table, row)}</tr>" for row in body)
    total = f"\n<tfoot>\n<tr>{_write_cells(table, foot)}</tr>\n</tfoot>" if foot else ""
    return (
        f'<div class="wide"><table{named}>\n{caption}'
        f"<thead>\n{_write_headings(group_headings(table))}\n</thead>\n"
        f"<tbody>\n{rows}\n</tbody>{total}\n</table></div>"
    )


def _fits_on_paper(table: Table) -> bool:
    """Whether it has room on a page that lies down, in the letters that it has there."""
    return sum(min(least, 24) * LETTER + PADDING for least, _whole in count_letters(table)) <= LYING


def _write_headings(groups: list[HeadingGroup]) -> str:
    """One row of headings, or two where columns of one number stand below its own."""
    parts = "".join(
        f'<th scope="col" class="n">{escape(part)}</th>' for group in groups for part in group.parts
    )
    upper = "".join(_write_heading(each, ' rowspan="2"' if parts else "") for each in groups)
    return f"<tr>{upper}</tr>" + (f"\n<tr>{parts}</tr>" if parts else "")


def _write_heading(group: HeadingGroup, tall: str) -> str:
    label = escape(group.label)
    if group.parts:
        return f'<th scope="colgroup" colspan="{len(group.parts)}" class="g">{label}</th>'
    look = ' class="n"' if group.column.numeric else ""
    return f'<th scope="col"{tall}{look}>{label}</th>'


def _write_cells(table: Table, row: list[str]) -> str:
    cells = enumerate(zip(row, table.columns, strict=True))
    return "".join(
        _write_cell(text, bool(text) and (place == 0 or column.row), column)
        for place, (text, column) in cells
    )


def _write_cell(text: str, header: bool, column: Column) -> str:
    tag, scope = ("th", ' scope="row"') if header else ("td", "")
    whole = column.kind in ("span", "day")
    look = ' class="n"' if column.numeric else ' class="s"' if whole else ""
    return f"<{tag}{scope}{look}>{escape(text)}</{tag}>"
