"""Finding one's way: the welcome, the topics, and a reference that is what the program is."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest

from outreach_cli.cli import build_tree
from outreach_cli.commands.pages.reference import write_reference
from outreach_cli.commands.registry import ENTRIES
from outreach_cli.console.danish_words import COMMANDS, show_word
from outreach_cli.console.session import CommandSession
from outreach_cli.console.topics import TOPICS, read_topic
from outreach_cli.core.errors import EXIT_CODES, OutreachError
from outreach_cli.core.language import LANGUAGES, use_language
from outreach_cli.records.registry import RECORDS
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from tests.catalogue import errors
from tests.conftest import ROOT
from tests.worked import make_worked

REFERENCE = ROOT / "examples" / "reference.md"


def test_alone_it_says_how_to_begin_and_makes_nothing(outreach, tmp_path: Path) -> None:
    said = outreach()
    assert (said.returncode, said.stderr) == (0, "")
    assert "outreach init" in said.stdout
    assert list(tmp_path.iterdir()) == []


def test_alone_with_a_register_it_names_the_days_work(outreach) -> None:
    outreach("init")
    outreach("add", "site", "Nord")
    said = outreach("--lang", "da")
    assert said.returncode == 0
    assert "outreach kontakt --flere" in said.stdout
    assert "opret-register" not in said.stdout


def test_alone_it_says_what_was_written_last_what_waits_and_what_to_mend(outreach) -> None:
    outreach("init")
    outreach("add", "site", "Nord")
    outreach("add", "offer", "Rygestop")
    outreach("register", "A-1")
    assert "Nothing waits" in outreach().stdout
    outreach("contact", "A-1", "--refer-to", "Rygestop")
    lines = outreach().stdout.splitlines()
    assert lines[1].startswith("Last written: change 5, 2019-03-15")
    assert lines[2:4] == ["Nothing waits.", "To mend: 1 record (outreach report quality)"]
    assert json.loads(outreach("report", "quality", "--format", "json").stdout)["total"]["records"] == 1
    for day in ("2019-03-14", "2019-04-14", "2019-04-15"):
        at = {"OUTREACH_TODAY": day}
        counted = json.loads(outreach("report", "quality", "--format", "json", env=at).stdout)
        line = outreach(env=at).stdout.splitlines()[3]
        number = counted["total"]["records"]
        assert line.startswith(f"To mend: {number} record" if number else "Nothing to mend")
    later = {"OUTREACH_TODAY": "2019-04-30"}
    assert outreach(env=later).stdout.splitlines()[2] == "Waiting: 1 task (outreach due)"
    assert len(outreach("due", "--format", "csv", env=later).stdout.splitlines()) == 2


def test_a_new_users_first_table_takes_five_commands_each_named_by_the_one_before(outreach) -> None:
    assert "outreach init" in outreach().stdout
    assert "outreach add site NAME" in outreach("init").stdout
    begin = re.findall(r"^  (outreach .*?)  ", outreach().stdout, re.MULTILINE)
    assert begin[:4] == [
        "outreach add site NAME",
        "outreach register AAL-001",
        "outreach contact AAL-001 --site NAME",
        "outreach report conversations",
    ]
    for line in begin[:4]:
        done = outreach(*line.replace("NAME", "Nord").split()[1:])
        assert done.returncode == 0, done.stderr
    assert re.search(r"Nord +1 +1", done.stdout)


def test_alone_with_a_register_without_sites_it_names_first_what_to_add(outreach) -> None:
    outreach("init")
    assert outreach().stdout.index("outreach add site") < outreach().stdout.index("outreach contact")
    outreach("add", "site", "Nord")
    assert "outreach add site" not in outreach().stdout


def commands_in(text: str) -> list[str]:
    """The command lines of a topic: indented, and beginning with the program's name."""
    return re.findall(r"^    (outreach .*)$", text, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_is_written_in_both_languages_for_a_terminal_of_80_columns(name: str, language: str) -> None:
    lines = read_topic(name, language).splitlines()
    assert lines[0]
    assert lines[1] == ""
    assert [line for line in lines if len(line) > 79 and not line.startswith("    outreach")] == []


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_shows_the_same_commands_in_both_languages(name: str) -> None:
    def shapes(language: str) -> list[list[str]]:
        return [[word for word in line.split() if word.startswith("-")] for line in lines(language)]

    def lines(language: str) -> list[str]:
        return commands_in(read_topic(name, language))

    assert shapes("da") == shapes("en")
    assert shapes("da")


@pytest.mark.parametrize(
    "line",
    sorted(
        {
            line
            for name in TOPICS
            for language in LANGUAGES
            for line in commands_in(read_topic(name, language))
        }
    ),
)
def test_every_command_in_a_topic_is_one_that_the_program_takes(line: str) -> None:
    group = build_tree()
    words = shlex.split(line)[1:]
    with group.make_context("outreach", words, obj=CommandSession(no_input=True)) as context:
        name, command, rest = group.resolve_command(context, [*context._protected_args, *context.args])
        assert command is not None
        command.make_context(name, rest, parent=context)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_in_the_topic_is_one_that_is_printed(language: str, outreach, tmp_path: Path) -> None:
    make_worked(tmp_path / "outreach.db")
    text = read_topic("documents", language)
    lines = re.findall(r"^    (\w+ = .*|\[\[part\]\])$", text, re.MULTILINE)
    (tmp_path / "mine.toml").write_text("\n".join(lines), encoding="utf-8")
    said = outreach("report", "mine.toml")
    assert (said.returncode, said.stderr) == (0, "")
    assert "2018" in said.stdout
    assert "█" in said.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_in_the_topic_is_one_that_is_printed(language: str, outreach, tmp_path: Path) -> None:
    make_worked(tmp_path / "outreach.db")
    text = read_topic("reports", language)
    lines = re.findall(r"^    (\w+ = .*|\[\[column\]\])$", text, re.MULTILINE)
    (tmp_path / "my-report.toml").write_text("\n".join(lines), encoding="utf-8")
    said = outreach("report", "./my-report.toml", "--period", "2018")
    assert (said.returncode, said.stderr) == (0, "")
    assert "Aalborg" in said.stdout


def test_help_of_a_topic_answers_to_its_name_in_either_language(outreach) -> None:
    assert outreach("help", "perioder").stdout == outreach("help", "periods").stdout
    assert outreach("help", "perioder", "--lang", "da").stdout.startswith("Dage og perioder")
    assert "outreach contact" in outreach("help", "contact").stdout
    listed = outreach("help").stdout
    assert all(f"outreach help {label.en}" in listed for label in TOPICS.values())


def test_help_of_something_unknown_names_what_there_is(outreach) -> None:
    said = outreach("help", "perods")
    assert said.returncode == 2
    assert "periods" in said.stderr


def test_a_mistyped_command_names_the_nearest(outreach) -> None:
    said = outreach("reprot", "monthly")
    assert said.returncode == 2
    assert "report" in said.stderr


def test_the_reference_is_what_the_program_is(request: pytest.FixtureRequest) -> None:
    with use_language("en"):
        now = write_reference(build_tree())
    if request.config.getoption("--refresh"):
        REFERENCE.write_text(now, encoding="utf-8")
    assert REFERENCE.read_text(encoding="utf-8") == now, "outreach help reference > examples/reference.md"


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_loads_the_command_of_its_name(name: str) -> None:
    assert ENTRIES[name].load(name).name == name


def test_every_command_of_a_module_is_listed() -> None:
    made = [each for entry in ENTRIES.values() for each in vars(entry.import_module()).values()]
    assert {each.name for each in made if isinstance(each, click.Command)} == set(ENTRIES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_holds_every_command_field_column_and_code(language: str) -> None:
    with use_language(language):
        page = write_reference(build_tree())
        names = [show_word(COMMANDS, name) for name in ENTRIES]
    assert all(f"### `outreach {name}" in page for name in names)
    assert all(f"| `{key}`" in page for record in RECORDS.values() for key in record.keys)
    assert all(
        f"| `{column.key}`" in page for name in list_builtin() for column in find_definition(name).columns
    )
    assert all(f"| {code} |" in page for code in EXIT_CODES)


def test_every_error_leaves_with_a_code_that_the_reference_explains() -> None:
    assert {error.exit_code for error in errors(OutreachError)} <= set(EXIT_CODES)


def test_every_argument_offers_what_it_names_at_the_tab_key() -> None:
    from outreach_cli.console.parameters import Argument

    group = build_tree()
    for name in ENTRIES:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        for param in command.params:
            if (
                isinstance(param, click.Argument)
                and param.name in ("citizen", "citizens")
                and name != "register"
            ):
                assert isinstance(param, Argument), name
                assert param.known == "citizen", name


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_reference_says_what_a_municipality_is_and_lists_no_98_codes(language: str, outreach) -> None:
    said = outreach("help", "reference", "--lang", language).stdout
    assert "`0851`" not in said
    assert ("firecifrede kode" if language == "da" else "four-digit code") in said


def test_the_page_of_populations_names_commands_and_options_by_their_danish_words(outreach) -> None:
    said = outreach("help", "populations", "--lang", "da").stdout
    assert "outreach rapport FIL --bag DEL.KOLONNE" in said
    assert "til --forklar og definitionerne" in said
    assert not re.search(r"--(trace|explain)|outreach report|\n### .*,\n", said)
