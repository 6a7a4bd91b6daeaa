"""The reference as a man page: the page of Markdown that `write_reference` makes, put into roff."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from outreach_cli import __version__
from outreach_cli.console.help_text import translate_usage
from outreach_cli.core.language import _

# What roff reads as its own, or prints as a typographer's character that cannot be pasted into a shell.
_ESCAPED = str.maketrans(
    {"\\": "\\e", "-": "\\-", "'": "\\(aq", '"': "\\(dq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"}
)
_CELLS = re.compile(r"(?<!\\)\|")


def write_man_page(front: click.Command, page: str) -> str:
    """The man page `outreach.1` for the reference `page`, in the current language."""
    context = click.Context(front, info_name="outreach")
    usage = translate_usage(" ".join(["outreach", *front.collect_usage_pieces(context)]))
    title = _("Reference")
    lines = [
        "'\\\" -*- coding: UTF-8 -*-",
        # No day: what a page says must not hang on when it was made.
        f'.TH OUTREACH 1 "" "outreach {_escape_roff(__version__)}" "{_escape_roff(title)}"',
        f'.SH "{_escape_roff(_("NAME"))}"',
        f"outreach \\- {_escape_roff(_(front.help or ''))}",
        f'.SH "{_escape_roff(_("Synopsis").upper())}"',
        _format_text(f"`{usage}`"),
    ]
    begun = page.index("\n## ")  # what stands before is the title, and how the page is made
    return "\n".join([*lines, *_write_body(page[begun:].strip().splitlines())]) + "\n"


def _write_body(lines: list[str]) -> Iterator[str]:
    """The sections of the page, one kind of line after the other."""
    in_example = False
    for number, line in enumerate(lines):
        if line.startswith("```"):
            in_example = not in_example
            yield from (".PP", ".RS 4", ".EX") if in_example else (".EE", ".RE")
        elif in_example:
            yield _guard_line_start(_escape_roff(line))
        elif line.startswith("## "):
            yield f'.SH "{_escape_roff(line[3:].upper())}"'
        elif line.startswith("### "):
            yield f'.SS "{_escape_roff(line[4:].replace("`", ""))}"'
        elif line.startswith("- "):
            yield from _write_item(*line[2:].removeprefix("`").split("` ", 1))
        elif line.startswith("|"):
            if number and lines[number - 1].startswith("|") and not line.startswith("|--"):
                name, *said = (cell.strip().replace("\\|", "|") for cell in _CELLS.split(line)[1:-1])
                yield from _write_item(
                    _unescape_markdown(name).replace("`", ""), ": ".join(filter(None, said))
                )
        elif line:
            yield from (".PP", _format_text(line))


def _write_item(name: str, said: str = "") -> Iterator[str]:
    yield from (".TP", _format_text(f"`{name}`"), _format_text(said))


def _format_text(markdown: str) -> str:
    """A line of running text, what stands between backquotes in bold."""
    pieces = _unescape_markdown(markdown).split("`")
    return _guard_line_start(
        "".join(
            f"\\fB{_escape_roff(each)}\\fR" if place % 2 else _escape_roff(each)
            for place, each in enumerate(pieces)
        )
    )


def _escape_roff(text: str) -> str:
    return text.translate(_ESCAPED)


def _unescape_markdown(markdown: str) -> str:
    return markdown.replace("\\*", "*")


def _guard_line_start(roff: str) -> str:
    """The line, guarded: one that begins with a dot or an apostrophe would be a request to roff."""
    return f"\\&{roff}" if not roff or roff[0] in ".'" else roff
