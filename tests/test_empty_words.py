"""An empty word, as a shell makes of a variable that is not set, is refused before anything is done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import click
import pytest

from outreach_cli.cli import build_tree
from outreach_cli.console.parameters import Argument, Option
from outreach_cli.core.errors import MissingError
from tests.catalogue import commands
from tests.conftest import Typed

Type = Callable[..., Typed]
EVERY = [
    (each, param)
    for each in commands(build_tree())
    for param in each.params
    if (isinstance(param, Argument) and not param.asked) or (isinstance(param, Option) and not param.is_flag)
]
"""Those that are asked for where there is someone to ask apart."""


@pytest.mark.parametrize("word", ["", " "])
def test_every_option_and_argument_of_every_command_refuses_it_and_only_correct_takes_it(word: str) -> None:
    taken = set()
    for command, param in EVERY:
        given = (word,) if getattr(param, "multiple", False) or param.nargs == -1 else word
        clears = getattr(param, "clears", False)
        with nullcontext() if clears else pytest.raises((MissingError, click.MissingParameter)):
            param.type_cast_value(click.Context(command), given)
            taken.add(param.name)
    assert {"site", "minutes", "birth_year", "problems"} <= taken


@pytest.mark.parametrize(
    "words",
    [
        "import contacts {file} --create ''",
        "contact A --site '' --on 2018-02-01",
        "contact A --kind ' '",
        "register B --problem ''",
        "log ''",
        "export ''",
        "report conversations -o ''",
        "due --worker ''",
    ],
)
def test_nothing_is_written_or_told(typed: Type, tmp_path: Path, words: str) -> None:
    assert [typed(line).code for line in ("init", "register A --on 2018-01-01")] == [0, 0]
    file = tmp_path / "contacts.csv"
    file.write_text("date,citizen\n2018-02-01,NEW\n", encoding="utf-8")
    before = sorted(tmp_path.iterdir()), (tmp_path / "outreach.db").read_bytes()
    said = typed(words.format(file=file))
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Error: Missing")
    assert (sorted(tmp_path.iterdir()), (tmp_path / "outreach.db").read_bytes()) == before


def test_to_make_names_alone_makes_all_of_them(typed: Type, tmp_path: Path) -> None:
    assert typed("init").code == 0
    (tmp_path / "contacts.csv").write_text("date,citizen,site\n2018-02-01,NEW,Nord\n", encoding="utf-8")
    file = f"{tmp_path}/contacts.csv"
    for words in (f"import contacts {file} --create --dry-run", f"import --create contacts {file} --dry-run"):
        assert "Made 1 citizen: NEW" in typed(words).out


def test_a_correction_to_nothing_empties_the_field(typed: Type) -> None:
    lines = ["init", "add site Nord", "register A --on 2018-01-01 --site Nord", "correct citizen A --site ''"]
    assert [typed(line).code for line in lines] == [0, 0, 0, 0]
    assert typed("list citizens --format json").table["rows"][0]["site"] is None
