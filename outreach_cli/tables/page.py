"""A table as one self-contained web page, for a browser, a screen reader and paper."""

from __future__ import annotations

from html import escape

from outreach_cli.tables import Table
from outreach_cli.tables.shown import grid

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
@media print { body { margin: 0; max-width: none; font-size: 11pt; } @page { size: A4; margin: 2cm; } }
"""


def write(table: Table) -> str:
    """A complete HTML document with one captioned table and its notes."""
    headings, body, foot = grid(table)
    numeric = [column.kind in ("number", "percent") for column in table.columns]

    def cells(row: list[str], heading: bool = False) -> str:
        return "".join(
            _cell(cell, place == 0 or heading, numeric[place], heading) for place, cell in enumerate(row)
        )

    rows = "\n".join(f"<tr>{cells(row)}</tr>" for row in body)
    total = f"\n<tfoot>\n<tr>{cells(foot)}</tr>\n</tfoot>" if foot else ""
    notes = "".join(f"\n<p>{escape(note)}</p>" for note in table.notes)
    caption = f"<span>{escape(table.caption)}</span>" if table.caption else ""
    return (
        f'<!doctype html>\n<html lang="{table.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(table.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<table>\n<caption>{escape(table.title)}{caption}</caption>\n"
        f"<thead>\n<tr>{cells(headings, heading=True)}</tr>\n</thead>\n"
        f"<tbody>\n{rows}\n</tbody>{total}\n</table>{notes}\n"
        "</body>\n</html>\n"
    )


def _cell(text: str, header: bool, numeric: bool, column: bool) -> str:
    tag = "th" if header else "td"
    scope = (' scope="col"' if column else ' scope="row"') if header else ""
    align = ' class="n"' if numeric else ""
    return f"<{tag}{scope}{align}>{escape(text)}</{tag}>"
