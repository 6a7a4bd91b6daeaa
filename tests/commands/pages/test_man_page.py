"""The reference as a man page: all of it, in roff that a pager reads without complaint."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from outreach_cli import __version__
from outreach_cli.cli import build_tree
from outreach_cli.commands.pages.man_page import write_man_page
from outreach_cli.commands.pages.reference import write_reference
from outreach_cli.commands.registry import ENTRIES
from outreach_cli.console.danish_words import COMMANDS, show_word
from outreach_cli.core.errors import EXIT_CODES
from outreach_cli.core.language import LANGUAGES, use_language
from outreach_cli.records.registry import RECORDS
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from tests.conftest import installed

REQUESTS = {".TH", ".SH", ".SS", ".PP", ".TP", ".EX", ".EE", ".RS", ".RE"}


def page_in(language: str) -> str:
    with use_language(language):
        return write_man_page(build_tree(), write_reference(build_tree()))


def shown(page: str, folder: Path) -> str:
    """What a reader sees on a terminal as wide as anything on the page. Fails where groff complains."""
    file = folder / "outreach.1"
    file.write_text(page, encoding="utf-8")
    words = [installed("groff"), "-man", "-k", "-Tutf8", "-P-cbou", "-rLL=400n", "-ww", str(file)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=True)
    assert done.stderr == ""
    return done.stdout.replace("\N{HYPHEN}", "-").replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_man_page_shows_every_command_field_column_and_code(language: str, tmp_path: Path) -> None:
    said = shown(page_in(language), tmp_path)
    with use_language(language):
        commands = [show_word(COMMANDS, name) for name in ENTRIES]
    assert all(f"\n   outreach {name}" in said for name in commands)
    fields = {key for record in RECORDS.values() for key in record.keys}
    columns = {column.key for name in list_builtin() for column in find_definition(name).columns}
    named = {*fields, *columns, *map(str, EXIT_CODES)}
    assert [each for each in named if not re.search(rf"^ {{7}}{each}\b", said, re.MULTILINE)] == []


def test_the_man_page_shows_the_examples_as_they_are_typed(tmp_path: Path) -> None:
    with use_language("en"):
        page = write_reference(build_tree())
    examples = [
        line for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) for line in block.splitlines()
    ]
    lines = {line.strip() for line in shown(page_in("en"), tmp_path).splitlines()}
    assert examples
    assert [each for each in examples if each.strip() not in lines] == []


def test_a_line_that_begins_with_a_dot_is_a_request_that_was_meant() -> None:
    begun = {line.split()[0] for line in page_in("da").splitlines() if line.startswith(".")}
    assert begun == REQUESTS


def test_the_man_page_names_the_version_and_no_day() -> None:
    (title,) = [line for line in page_in("en").splitlines() if line.startswith(".TH")]
    assert title == f'.TH OUTREACH 1 "" "outreach {__version__}" "Reference"'


def test_help_prints_the_man_page_in_the_language_spoken(outreach) -> None:
    said = outreach("help", "reference", "--format", "man", "--lang", "da")
    assert (said.returncode, said.stderr) == (0, "")
    # Of what the library of commands says of its own, only the command line speaks Danish.
    ours = [line for line in page_in("da").splitlines() if line.startswith(".SH")]
    assert [line for line in said.stdout.splitlines() if line.startswith(".SH")] == ours
    assert '.SH "NAVN"' in ours


def test_a_format_is_only_the_references(outreach) -> None:
    said = outreach("help", "periods", "--format", "man")
    assert (said.returncode, said.stderr) == (2, "Error: --format goes with: outreach help reference\n")
