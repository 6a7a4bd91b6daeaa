"""A table as Markdown, laid out by tabulate, or as tab-separated text."""

from __future__ import annotations

import re

from outreach_cli.core.language import _, use_language
from outreach_cli.tables.book import Book, TextPart
from outreach_cli.tables.cells import format_sentence, make_grid
from outreach_cli.tables.table import Table


def write_markdown(table: Table) -> str:
    """A pipe table with the total in bold, title and caption above, notes below."""
    return _write_table(table, f"**{_escape_text(table.title)}**", table.caption)


def write_markdown_book(book: Book) -> str:
    """Contents, then every part under its heading, and each column's rule at the end."""
    with use_language(book.language):
        said = [f"# {_escape_text(book.title)}\n", *(_escape_text(note) + "\n" for note in book.notes)]
        if book.contents:
            said.append("".join(f"- {_escape_text(heading)}\n" for _at, heading in book.contents))
        for part in book.parts:
            heading = f"## {_escape_text(part.heading)}" if part.heading else ""
            if isinstance(part, TextPart):
                said += [f"{heading}\n"] if heading else []
                said += [
                    "\n".join(_write_point(each) for each in block) + "\n" for block in part.list_blocks()
                ]
            else:
                said.append(_write_table(part, heading, book.write_caption(part)))
        if book.rules:
            said.append(f"## {_('Definitions')}\n")
            said += [
                f"- **{_escape_text(each.label)}** ({_escape_text(', '.join(each.tables))}):"
                f" {_escape_text(each.rule)}"
                for each in book.rules
            ]
            said[-1] += "\n"
        return "\n".join(said)


def _write_point(said: str) -> str:
    """A paragraph, or a point of a list; no number or sign at its beginning makes another list of it."""
    if said.startswith("- "):
        return f"- {_escape_text(said[2:])}"
    return re.sub(
        r"^(\d+)([.)])|^([-+#])",
        lambda found: f"{found[1] or ''}\\{found[2] or found[3]}",
        _escape_text(said),
    )


def _write_table(table: Table, heading: str, caption: str) -> str:
    headings, body, foot = make_grid(table)
    body = [[_escape_text(cell) for cell in row] for row in body]
    if foot:
        body.append([f"**{_escape_text(cell)}**" if cell else "" for cell in foot])
    lines = [heading, ""] if heading else []
    if caption:
        lines += [_escape_text(caption), ""]
    lines.append(_lay_out(table, [_escape_text(each) for each in headings], body))
    for note in table.notes:
        lines += ["", _escape_text(note)]
    return "\n".join(lines) + "\n"


def write_tsv(table: Table) -> str:
    """Headings and rows between tabs, the total last; no title and no notes."""
    headings, body, foot = make_grid(table, plain=True)
    lines = [headings, *body, *([foot] if foot else [])]
    return "".join("\t".join(re.sub(r"[\t\r\n]", " ", cell) for cell in line) + "\n" for line in lines)


def _escape_text(text: str) -> str:
    """The text with what Markdown would read as markup taken literally."""
    return re.sub(r"[\\`*_\[\]<>|]", r"\\\g<0>", format_sentence(text))


def _lay_out(table: Table, headings: list[str], body: list[list[str]]) -> str:
    from tabulate import tabulate

    align = ["right" if column.numeric else "left" for column in table.columns]
    return tabulate(
        body,
        headers=headings,
        tablefmt="pipe",
        disable_numparse=True,
        colalign=align if body else None,
        preserve_whitespace=True,
        missingval="",
    )
