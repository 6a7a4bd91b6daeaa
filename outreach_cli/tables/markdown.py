"""A table as Markdown or as tab-separated text, both laid out by tabulate."""

from __future__ import annotations

import re

from outreach_cli.tables.cells import make_grid
from outreach_cli.tables.table import Book, Table


def write_markdown(table: Table) -> str:
    """A pipe table with the total in bold, title and caption above, notes below."""
    headings, body, foot = make_grid(table)
    body = [[_escape_text(cell) for cell in row] for row in body]
    if foot:
        body.append([f"**{_escape_text(cell)}**" if cell else "" for cell in foot])
    lines = [f"**{_escape_text(table.title)}**", ""]
    if table.caption:
        lines += [_escape_text(table.caption), ""]
    lines.append(_lay_out(table, [_escape_text(each) for each in headings], body, "pipe"))
    for note in table.notes:
        lines += ["", _escape_text(note)]
    return "\n".join(lines) + "\n"


def write_markdown_book(book: Book) -> str:
    """Every table, a line between them."""
    said = [f"# {_escape_text(book.title)}\n", *(_escape_text(note) + "\n" for note in book.notes)]
    return "\n".join([*said, *(write_markdown(table) for table in book.tables)])


def write_tsv(table: Table) -> str:
    """Headings and rows between tabs, the total last; no title and no notes."""
    headings, body, foot = make_grid(table)
    lines = [headings, *body, *([foot] if foot else [])]
    return "".join("\t".join(re.sub(r"[\t\r\n]", " ", cell) for cell in line) + "\n" for line in lines)


def _escape_text(text: str) -> str:
    """The text with what Markdown would read as markup taken literally."""
    return re.sub(r"[\\`*_\[\]<>|]", r"\\\g<0>", text)


def _lay_out(table: Table, headings: list[str], body: list[list[str]], form: str) -> str:
    from tabulate import tabulate

    align = ["right" if column.kind in ("number", "percent") else "left" for column in table.columns]
    return tabulate(
        body,
        headers=headings,
        tablefmt=form,
        disable_numparse=True,
        colalign=align if body else None,
        preserve_whitespace=True,
        missingval="",
    )
