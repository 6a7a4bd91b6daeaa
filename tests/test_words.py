"""Danish and English: the catalogue is complete, true to its source, and spoken where it is asked for."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from babel.messages.mofile import read_mo

from outreach_cli.cli import build_tree
from outreach_cli.console.help_text import PLACEHOLDERS
from outreach_cli.core.language import from_environment
from outreach_cli.records.label import Label
from outreach_cli.records.registry import RECORDS
from outreach_cli.reports.catalogue import explain_report
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from tests.catalogue import (
    CLICK,
    MO,
    commands,
    current,
    errors,
    messages,
    messages_of_click,
    said_by,
    untranslated,
)
from tests.conftest import ROOT

pytestmark = pytest.mark.slow


def test_every_message_has_danish_with_the_same_names_in_it() -> None:
    assert untranslated(current(), messages()) == []


def test_most_of_what_click_says_has_danish_whatever_its_version() -> None:
    said = messages_of_click()
    assert len(untranslated(current(), said)) <= len(said) / 10


def test_the_catalogue_holds_nothing_that_is_no_longer_said() -> None:
    said = {each[0] if isinstance(each, tuple) else each for each in messages()}
    ours = [each for each in current() if each.id and CLICK not in each.auto_comments]
    kept = {each.id[0] if isinstance(each.id, tuple | list) else each.id for each in ours}
    assert kept - said == set()


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with MO.open("rb") as file:
        assert said_by(read_mo(file)) == said_by(current())


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_is_labelled_in_both_languages(kind: str) -> None:
    record = RECORDS[kind]
    labels = [record.label, record.labels, *(field.label for field in record.fields)]
    assert all(label.da.strip() and label.en.strip() for label in labels)


@pytest.mark.parametrize("name", list_builtin())
def test_a_report_is_labelled_and_explained_in_both_languages(name: str) -> None:
    definition = find_definition(name)
    labels = [definition.title, *(each.label for each in definition.printed)]
    labels += [each.rule for each in definition.printed]
    assert all(label.da.strip() and label.en.strip() for label in labels)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LANG": "da_DK.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "OUTREACH_LANG": "da"}, "da"),
        ({"LANG": "da_DK.UTF-8", "OUTREACH_LANG": "en"}, "en"),
        ({"LANG": "da_DK.UTF-8", "OUTREACH_LANG": "klingon"}, "da"),
    ],
)
def test_the_environment_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert from_environment(environment) == language


def test_messages_speak_danish_when_asked_to(outreach) -> None:
    assert outreach("list", "sites", "--lang", "da").stderr.startswith(
        "Fejl: Registret outreach.db findes ikke."
    )
    assert outreach("list", "sites").stderr.startswith("Error: There is no register")
    assert "Brug: outreach rapport" in outreach("--lang=da", "report", "--help").stdout


def test_a_table_is_in_the_registers_language_unless_asked_otherwise(outreach) -> None:
    outreach("init")
    assert "Antal borgere" in outreach("report", "conversations").stdout
    assert "Antal borgere" in outreach("report", "conversations", env={"LANG": "en_GB.UTF-8"}).stdout
    assert "Citizens" in outreach("report", "conversations", "--lang", "en").stdout
    assert "Citizens" in outreach("report", "conversations", env={"OUTREACH_LANG": "en"}).stdout


def usage_words(command: click.Command) -> set[str]:
    """The words in capitals that stand for values in a command's usage and options."""
    context = click.Context(command)
    valued = [each for each in command.params if not getattr(each, "is_flag", False)]
    said = [*command.collect_usage_pieces(context), *(each.make_metavar(context) for each in valued)]
    own = {str(each.metavar) for each in command.params if isinstance(each.metavar, Label)}
    return set(re.findall(r"\b[A-Z]{2,}\b", " ".join(said))) - {word.upper() for word in own}


def test_every_placeholder_of_a_usage_line_has_danish() -> None:
    used = {word for command in commands(build_tree()) for word in usage_words(command)}
    fields = {
        word
        for record in RECORDS.values()
        for field in record.fields
        for word in re.findall(r"[A-Z]{2,}", str(field.label).upper())
    }
    assert used - fields - PLACEHOLDERS - {"AGE", "ID"} == set()


def test_a_usage_line_is_in_the_language_spoken(outreach) -> None:
    said = outreach("contact", "--help", "--lang", "da").stdout
    assert said.startswith("Brug: outreach kontakt [TILVALG] BORGER...")
    assert "--enhed ENHED" in said
    assert "--medarbejder MEDARBEJDER" in said
    assert outreach("contact", "--help").stdout.startswith("Usage: outreach contact [OPTIONS] CITIZEN...")


def test_an_unknown_value_is_told_with_the_known_ones_and_what_they_mean(outreach) -> None:
    outreach("init")
    said = outreach("register", "AAL-001", "--problem", "qqqqqq", "--lang", "da").stderr
    assert said.splitlines()[1] == (
        "Mulige: Hjemløshed, Alkohol, Hash, Stoffer, Psykisk sygdom, Andet."
        " Et ord mere: outreach opret problem NAVN"
    )
    assert "alcohol, cannabis" in outreach("register", "AAL-001", "--problem", "qqqqqq").stderr


def test_an_option_without_its_value_points_at_the_commands_own_help(outreach) -> None:
    said = outreach("report", "conversations", "--trace")
    assert said.returncode == 2
    assert said.stderr.splitlines()[-1].endswith(". See: outreach report --help")


def test_a_number_is_answered_with_what_it_counts(outreach) -> None:
    outreach("init")
    outreach("register", "AAL-001")
    said = outreach("contact", "AAL-001", "--minutes", "45", "--lang", "da").stdout
    assert "Samtale, Minutter: 45" in said


def test_an_enrolment_is_refused_with_its_day_as_a_dane_writes_it(outreach) -> None:
    outreach("init")
    outreach("add", "programme", "Forløb A")
    outreach("register", "AAL-001")
    outreach("enrol", "AAL-001", "Forløb A")
    assert "fra 15-03-2019" in outreach("enrol", "AAL-001", "Forløb A", "--lang", "da").stderr


def test_a_correction_of_nothing_says_where_the_fields_are(outreach) -> None:
    outreach("init")
    outreach("register", "AAL-001")
    said = outreach("correct", "citizen", "AAL-001")
    assert said.returncode == 2
    assert "outreach correct citizen --help" in said.stderr


def test_an_unknown_kind_is_told_with_those_there_are(outreach) -> None:
    outreach("init")
    assert "contacts, referrals, headcounts" in outreach("import", "qqqqqq", "no.csv").stderr
    assert "milestone, observation" in outreach("add", "qqqqqq", "x").stderr


def test_an_unknown_heading_is_told_with_what_to_do(outreach, tmp_path: Path) -> None:
    outreach("init")
    (tmp_path / "contacts.csv").write_text(
        "date,citizen,Weather\n2019-03-01,AAL-001,rain\n", encoding="utf-8"
    )
    said = outreach("import", "contacts", "contacts.csv")
    assert said.returncode == 3
    assert "--ignore HEADING" in said.stderr


def test_no_error_that_is_raised_is_left_without_danish() -> None:
    """A class without a message groups those that refine it, and is never raised itself."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "outreach_cli").rglob("*.py"))
    groups = [each.__name__ for each in errors() if not each.message]
    assert [name for name in groups if re.search(rf"(raise|return|else) {name}\b", source)] == []


def test_a_folder_that_is_not_there_is_not_a_broken_disk(outreach) -> None:
    outreach("init")
    said = outreach("report", "conversations", "-o", "gone/table.csv")
    assert said.stderr == "Error: There is no folder gone; nothing was written.\n"
    assert said.returncode == 8
    assert outreach("backup", "gone/copy.db").stderr == said.stderr


@pytest.mark.parametrize("words", [[], ["help"]])
def test_where_to_begin_fits_a_narrow_terminal(outreach, words: list[str]) -> None:
    outreach("init")
    said = outreach(*words, env={"COLUMNS": "60", "OUTREACH_LANG": "da"}).stdout
    listed = [line for line in said.splitlines() if line.startswith("  ")]
    assert listed
    assert max(map(len, listed)) <= 60


@pytest.mark.parametrize(
    ("language", "beginnings"), [("da", "Enhed Kommune Alder"), ("en", "Site Municipality Age")]
)
def test_where_persons_are_counted_and_of_what_age_is_explained_of_every_report(
    language: str, beginnings: str
) -> None:
    explained = {name: explain_report(name, language).notes for name in list_builtin()}
    without = {name for name, notes in explained.items() if not notes}
    assert without == {"barriers", "milestones", "observations", "projects", "staffing"}
    for name in explained.keys() - without:
        assert [each.partition(":")[0] for each in explained[name]] == beginnings.split()
