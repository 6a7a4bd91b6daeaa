"""Danish and English: the catalogue is complete, true to its source, and spoken where it is asked for."""

from __future__ import annotations

import pytest

from outreach_cli.language import from_environment
from outreach_cli.records import RECORDS
from outreach_cli.reports import builtin_names, find_definition
from tests.catalogue import MO, compiled, current, messages, untranslated


def test_every_message_has_danish_with_the_same_names_in_it() -> None:
    assert untranslated(current()) == []


def test_the_catalogue_holds_nothing_that_is_no_longer_said() -> None:
    said = {each[0] if isinstance(each, tuple) else each for each in messages()}
    kept = {each.id[0] if isinstance(each.id, tuple | list) else each.id for each in current() if each.id}
    assert kept - said == set()


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert MO.read_bytes() == compiled(current())


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_is_labelled_in_both_languages(kind: str) -> None:
    record = RECORDS[kind]
    labels = [record.label, record.labels, *(field.label for field in record.fields)]
    assert all(label.da.strip() and label.en.strip() for label in labels)


@pytest.mark.parametrize("name", builtin_names())
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
    assert outreach("list", "sites", "--lang", "da").stderr.startswith("Fejl: Der er intet register")
    assert outreach("list", "sites").stderr.startswith("Error: There is no register")
    assert "Brug: outreach report" in outreach("--lang=da", "report", "--help").stdout


def test_a_table_is_in_the_registers_language_unless_asked_otherwise(outreach) -> None:
    outreach("init")
    assert "Antal borgere" in outreach("report", "conversations").stdout
    assert "Antal borgere" in outreach("report", "conversations", env={"LANG": "en_GB.UTF-8"}).stdout
    assert "Citizens" in outreach("report", "conversations", "--lang", "en").stdout
    assert "Citizens" in outreach("report", "conversations", env={"OUTREACH_LANG": "en"}).stdout
