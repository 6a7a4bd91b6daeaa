"""Tables as one self-contained web page, for a browser, a screen reader and paper."""

from __future__ import annotations

from html import escape

from outreach_cli.core.language import N_, _, use_language
from outreach_cli.tables.cells import clean, make_grid
from outreach_cli.tables.svg_chart import write_drawing
from outreach_cli.tables.table import Book, Table

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a;
  margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; font-size: 1.2rem; padding-bottom: .25rem; }
caption span { display: block; font-weight: 400; font-size: .9rem; color: #555; }
th, td { padding: .35rem .75rem; border-bottom: 1px solid #ccc; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #1a1a1a; }
th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; }
tbody th { font-weight: 400; }
tfoot th, tfoot td { font-weight: 700; border-top: 2px solid #1a1a1a; border-bottom: 0; }
.wide { overflow-x: auto; }
figure { margin: 1.5rem 0; }
figure svg { max-width: 100%; height: auto; }
section { margin-top: 3rem; }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem 1.5rem; }
@media print { thead { display: table-header-group; } tr { break-inside: avoid; }
  .wide { overflow: visible; } section { break-before: page; margin: 0; } nav { break-after: avoid; } }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } @page { size: A4; margin: 2cm; } }
"""


def write(table: Table) -> str:
    """A complete HTML document with one captioned table, its bars where asked for, and its notes."""
    return _write_page(table.title, table.language, _write_section(table))


def write_book(book: Book) -> str:
    """A complete HTML document with every table: contents first, each table's definitions below it."""
    with use_language(book.language):
        links = "\n".join(
            f'<li><a href="#t{number}">{escape(clean(table.title))}</a></li>'
            for number, table in enumerate(book.tables, 1)
        )
        contents = f"<nav>\n<h2>{escape(_(N_('Contents')))}</h2>\n<ol>\n{links}\n</ol>\n</nav>"
        sections = "\n".join(
            f'<section id="t{number}">\n{_write_section(table)}{_write_rules(table)}\n</section>'
            for number, table in enumerate(book.tables, 1)
        )
        notes = "".join(f"\n<p>{escape(clean(note))}</p>" for note in book.notes)
        title = f"<h1>{escape(clean(book.title))}</h1>"
        return _write_page(book.title, book.language, f"{title}{notes}\n{contents}\n{sections}")


def _write_page(title: str, language: str, inside: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(clean(title))}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{inside}\n</main>\n</body>\n</html>\n"
    )


def _write_section(table: Table) -> str:
    headings, body, foot = make_grid(table)
    rows = "\n".join(f"<tr>{_write_cells(table, row)}</tr>" for row in body)
    total = f"\n<tfoot>\n<tr>{_write_cells(table, foot)}</tr>\n</tfoot>" if foot else ""
    notes = "".join(f"\n<p>{escape(clean(note))}</p>" for note in table.notes)
    caption = f"<span>{escape(clean(table.caption))}</span>" if table.caption else ""
    bars = f"\n<figure>\n{write_drawing(table)}</figure>" if table.chart else ""
    return (
        f'<div class="wide"><table>\n<caption>{escape(clean(table.title))}{caption}</caption>\n'
        f"<thead>\n<tr>{_write_cells(table, headings, heading=True)}</tr>\n</thead>\n"
        f"<tbody>\n{rows}\n</tbody>{total}\n</table></div>{notes}{bars}"
    )


def _write_rules(table: Table) -> str:
    if not table.rules:
        return ""
    said = "\n".join(f"<dt>{escape(label)}</dt><dd>{escape(rule)}</dd>" for label, rule in table.rules)
    return f"\n<h3>{escape(_(N_('Definitions')))}</h3>\n<dl>\n{said}\n</dl>"


def _write_cells(table: Table, row: list[str], heading: bool = False) -> str:
    return "".join(
        _write_cell(cell, place == 0 or heading, table.columns[place].numeric, heading)
        for place, cell in enumerate(row)
    )


def _write_cell(text: str, header: bool, numeric: bool, column: bool) -> str:
    tag = "th" if header else "td"
    scope = (' scope="col"' if column else ' scope="row"') if header else ""
    align = ' class="n"' if numeric else ""
    return f"<{tag}{scope}{align}>{escape(text)}</{tag}>"
