"""The help of commands: where it stands in the code, and that no way of running Python takes it away."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator

import click
import pytest

from outreach_cli.cli import build_tree
from outreach_cli.commands.registry import ENTRIES
from outreach_cli.console.command import Command
from outreach_cli.console.help_text import fold_line
from outreach_cli.console.kind_group import KindGroup
from outreach_cli.console.parameters import Option
from outreach_cli.core.language import use_language
from tests.conftest import MACHINE, ROOT, Typed


def declared(name: str) -> Command | KindGroup:
    group = build_tree()
    found = group.get_command(click.Context(group), name)
    assert isinstance(found, Command | KindGroup)
    return found


@pytest.mark.parametrize("name", ENTRIES)
def test_a_command_tells_its_whole_help_where_python_drops_docstrings(name: str) -> None:
    said = subprocess.run(
        [sys.executable, "-OO", "-m", "outreach_cli", name, "--help"],
        env=MACHINE | {"PYTHONPATH": str(ROOT), "OUTREACH_LANG": "en"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    words = "".join(said.stdout.split())  # click breaks a line within a word, at its hyphen
    command = declared(name)
    paragraphs = [command.help or "", *filter(None, command.details.split("\n\n"))]
    assert all(paragraphs)
    assert [each for each in paragraphs if "".join(each.split()) not in words] == []


@pytest.mark.parametrize("name", ENTRIES)
def test_a_command_says_nothing_in_a_docstring_and_no_paragraph_twice(name: str) -> None:
    command = declared(name)
    assert command.callback is None or command.callback.__doc__ is None
    paragraphs = [command.help, *command.details.split("\n\n")]
    assert len(set(paragraphs)) == len(paragraphs)


def find_single_options() -> Iterator[tuple[Command, str]]:
    """Every command, those of kinds too, with each option of its own that takes one value."""
    for name in ENTRIES:
        found = declared(name)
        kinds = [*map(found.make, found.kinds.values())] if isinstance(found, KindGroup) else [found]
        for command in kinds:
            for param in command.params:
                if isinstance(param, Option) and param.expose_value and not (param.multiple or param.is_flag):
                    yield command, param.opts[0]


def test_no_option_of_one_value_is_taken_twice() -> None:
    told = 0
    for command, flag in find_single_options():
        with pytest.raises(click.BadOptionUsage, match=f"{flag} is given twice"), use_language("en"):
            command.make_context("x", [flag, "1", flag, "2"])
        told += 1
    assert told > 100


def test_what_stands_twice_is_told_in_the_words_of_the_language(typed: Callable[..., Typed]) -> None:
    typed("init")
    refused = typed("report", "conversations", "--municipality", "0851", "--municipality", "0751")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("Error: --municipality is given twice; it takes one value\n")
    for words in (("--where", "kind=visit", "--where", "kind=phone"), ("--site", "Nord", "--where", "site=")):
        refused = typed("list", "contacts", *words)
        assert (refused.code, "is given twice" in refused.err) == (2, True)
    assert typed("--lang", "da", "list", "sites", "--lang", "en").code == 0
    with use_language("da"):
        refused = typed("rapport", "samtaler", "--periode", "2018", "--periode", "2019")
        assert refused.err.startswith("Fejl: --periode er angivet to gange; den tager én værdi\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("registrer X --kendt nej", '"--kendt-i-forvejen"?'),
        ("registrer X --sit Nord", '"--enhed"?'),
        ("kontakt X --note hej", '"--note".'),
        ("kontakt X --bemærkning hej", '"--bemærkning".'),
    ],
)
def test_an_option_that_is_none_is_told_as_typed_with_the_nearest(
    typed: Callable[..., Typed], words: str, told: str
) -> None:
    with use_language("da"):
        refused = typed(*words.split())
    assert refused.code == 2
    first, _see = refused.err.splitlines()
    assert f'"{words.split()[2]}"' in first
    assert first.endswith(told)


def test_a_long_example_is_folded_between_words_as_a_shell_joins_it() -> None:
    line = 'outreach import contacts old.xlsx --map Navn=citizen --ignore "Bemærkning til os" --create sites'
    folded = fold_line(line, 60)
    assert [len(each) <= 60 for each in folded.splitlines()] == [True, True]
    assert shlex.split(folded.replace("\\\n", "")) == shlex.split(line)
    assert fold_line("outreach list citizens", 60) == "outreach list citizens"


def test_the_help_of_a_kind_names_the_kind_in_the_language(typed: Callable[..., Typed]) -> None:
    assert "Add a record: next step." in typed("add", "step", "--help").out
    with use_language("da"):
        assert "Opret en registrering: næste skridt." in typed("opret", "næste-skridt", "--hjælp").out
        assert "Ret en registrering: kontakt." in typed("ret", "kontakt", "--hjælp").out
        assert "--fødselsår ÅR" in typed("registrer", "--hjælp").out


def test_who_looks_for_a_group_among_the_kinds_is_led_to_where_it_is_made(
    typed: Callable[..., Typed],
) -> None:
    typed("init")
    refused = typed("add", "group", "Motion")
    assert (refused.code, "outreach add programme NAME --kind group" in refused.err) == (2, True)
    with use_language("da"):
        refused = typed("opret", "hold", "Motion")
    assert refused.code == 2
    assert "outreach opret indsats NAVN --type hold" in refused.err
    assert "outreach fremmøde NAVN BORGER --opret-ukendte" in refused.err


@pytest.mark.parametrize(
    ("words", "example"),
    [
        ("correct contact 1 --reached ''", "outreach correct contact 1 "),
        ("correct referral 1 --on ''", "outreach correct referral 1 "),
        ("add session", "outreach add session --group "),
        ("contact A --next ring", "outreach contact AAL-001 "),
    ],
)
def test_the_example_of_what_is_missing_is_one_of_the_command_that_was_typed(
    typed, words: str, example: str
) -> None:
    for setup in ("init", "register A --on 2018-01-01", "add offer O", "contact A --refer-to O"):
        assert typed(setup).code == 0
    said = typed(words)
    assert said.code == 2
    assert said.err.splitlines()[1].startswith(f"For example: {example}")
