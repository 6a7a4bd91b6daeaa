"""A table as Markdown or as tab-separated text, both laid out by tabulate."""

from __future__ import annotations

import re

from outreach_cli.tables.cells import grid
from outreach_cli.tables.table import Book, Table


def markdown(table: Table) -> str:
    """A pipe table with the total in bold, title and caption above, notes below."""
    headings, body, foot = grid(table)
    body = [[_escaped(cell) for cell in row] for row in body]
    if foot:
        body.append([f"**{_escaped(cell)}**" if cell else "" for cell in foot])
    lines = [f"**{_escaped(table.title)}**", ""]
    if table.caption:
        lines += [_escaped(table.caption), ""]
    lines.append(_laid_out(table, [_escaped(each) for each in headings], body, "pipe"))
    for note in table.notes:
        lines += ["", _escaped(note)]
    return "\n".join(lines) + "\n"


def markdown_book(book: Book) -> str:
    """Every table, a line between them."""
    said = [f"# {_escaped(book.title)}\n", *(_escaped(note) + "\n" for note in book.notes)]
    return "\n".join([*said, *(markdown(table) for table in book.tables)])


def tsv(table: Table) -> str:
    """Headings and rows between tabs, the total last; no title and no notes."""
    headings, body, foot = grid(table)
    lines = [headings, *body, *([foot] if foot else [])]
    return "".join("\t".join(re.sub(r"[\t\r\n]", " ", cell) for cell in line) + "\n" for line in lines)


def _escaped(text: str) -> str:
    """The text with what Markdown would read as markup taken literally."""
    return re.sub(r"[\\`*_\[\]<>|]", r"\\\g<0>", text)


def _laid_out(table: Table, headings: list[str], body: list[list[str]], form: str) -> str:
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
