"""What was typed beside a word with which it says nothing is refused, and never passed over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from outreach_cli.core.language import use_language
from tests.conftest import Typed

WEEKS = "--weekday tue --from 2019-02-01 --to 2019-06-30"


@pytest.fixture
def planned(typed: Callable[..., Typed], tmp_path: Path) -> Callable[..., Typed]:
    for words in (
        "init",
        "add site Nord",
        "add worker SPL-1",
        "add offer Rygestop",
        "add programme Kursus",
        "register A --on 2018-01-01",
        "register B --on 2018-01-01",
        "refer A Rygestop --on 2018-02-01",
        f"plan SPL-1 Nord {WEEKS}",
        "contact A --next Ringe --by 2019-04-01",
    ):
        assert typed(words).code == 0
    return typed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("plan SPL-1 Nord --stop --weekday tue", "--weekday does not go with --stop"),
        ("plan SPL-1 Nord --stop --on-public-holidays", "--on-public-holidays does not go with --stop"),
        ("plan SPL-1 Nord --confirm 'last week' --hours 2", "--hours does not go with --confirm"),
        ("plan SPL-1 Nord --confirm 'last week' --stop", "--stop does not go with --confirm"),
        (f"plan SPL-1 Nord {WEEKS} --on 2019-03-01", "--on does not go with --weekday"),
        ("refer A Rygestop --outcome started --site Nord", "--site does not go with --outcome"),
        ("refer A Rygestop --outcome started --programme Kursus", "--programme does not go with --outcome"),
        ("contact A --unnamed 2 --not-reached", "--not-reached does not go with --unnamed"),
        ("due --done 1 --worker SPL-1", "--worker does not go with --done"),
        ("merge A B --not-same --dry-run", "--dry-run does not go with --not-same"),
        ("export --datasette folder", "FOLDER does not go with --datasette"),
        ("export --datasette --format json", "--format does not go with --datasette"),
        ("status A active --programme Kursus --format json", "--format does not go with STATUS"),
        ("status A --on 2018-02-01", "Missing: STATUS."),
        ("status A --programme Kursus", "Missing: STATUS."),
        ("status A --reason Flyttet", "Missing: STATUS."),
    ],
)
def test_what_says_nothing_beside_another_word_is_refused_and_nothing_is_written(
    planned: Callable[..., Typed], tmp_path: Path, words: str, told: str
) -> None:
    before = (tmp_path / "outreach.db").read_bytes()
    said = planned(f"{words} --lang en")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"Error: {told}")
    assert (tmp_path / "outreach.db").read_bytes() == before
    assert not (tmp_path / "folder").exists()


@pytest.mark.parametrize("word", ["add", "correct"])
def test_a_kind_that_is_left_out_is_told_on_one_line(planned: Callable[..., Typed], word: str) -> None:
    said = planned(word, "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[0] == "Error: Missing argument 'KIND'."
    assert len(said.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("report conversations april 2018", "A period stands behind --period: --period april 2018"),
        ("report conversations 2018-Q1", "A period stands behind --period: --period 2018-Q1"),
        ("report conversations Nord", "See: outreach report --help"),
        ("report conversations 2017 --period 2018", "See: outreach report --help"),
    ],
)
def test_a_word_too_many_behind_a_report_is_told_where_it_may_stand(
    typed: Callable[..., Typed], words: str, advice: str
) -> None:
    typed("init")
    refused = typed(words)
    assert (refused.code, refused.out) == (2, "")
    said, hint = refused.err.splitlines()
    assert said.startswith('Error: unexpected "')
    assert hint == advice


def test_a_command_that_does_not_take_a_kind_is_named_as_a_dane_types_it(typed: Callable[..., Typed]) -> None:
    typed("init")
    with use_language("da"):
        assert '"opret" kan ikke bruges til borgere.' in typed("opret borger X").err
        assert '"opret" kan ikke bruges til kontakter.' in typed("add contact").err
