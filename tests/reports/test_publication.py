"""What was published is remembered, and a second table that gives it away is warned of."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from outreach_cli.api import Register, open_register

Outreach = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def published(outreach: Outreach, register: Register) -> Outreach:
    """A register whose conversations of January and February, in one site, have been published."""
    with register.change("prepare") as change:
        change.add("site", "Nord")
        for number in range(20):
            change.register(f"B{number}", on="2018-01-01")
            change.contact(f"B{number}", on="2018-01-15", site="Nord")
        change.register("B20", on="2018-03-01")
        change.contact("B20", on="2018-03-02", site="Nord")
    run = outreach(
        "report",
        "conversations",
        "--from",
        "2018-01-01",
        "--to",
        "2018-02-28",
        "--suppress",
        "--publish",
        "Spring",
    )
    assert run.returncode == 0, run.stderr
    assert "Remembered as published: Spring" in run.stderr
    return outreach


def test_a_longer_period_that_adds_few_is_warned_of(published: Outreach) -> None:
    run = published("report", "conversations", "--period", "2018", "--suppress", "--lang", "en")
    assert run.returncode == 0
    assert 'whoever subtracts "Spring" learns of fewer than 5 citizens: Nord, Citizens' in run.stderr
    assert "Total, Conversations" in run.stderr


def test_the_same_table_again_gives_nothing_away(published: Outreach) -> None:
    run = published("report", "conversations", "--from", "2018-01-01", "--to", "2018-02-28", "--suppress")
    assert run.stderr == ""


def test_another_period_filter_or_report_is_no_subtraction(published: Outreach) -> None:
    for words in (
        ["conversations", "--period", "2018-03"],
        ["conversations", "--site", "Nord"],
        ["monthly", "--period", "2018"],
    ):
        assert published("report", *words, "--suppress").stderr == ""


def test_a_cell_that_was_hidden_and_is_now_shown_is_warned_of(
    published: Outreach, register: Register
) -> None:
    with register.change("more") as change:
        change.add("site", "Syd")
        for number in range(3):
            change.contact(f"B{number}", on="2018-05-01", site="Syd")
    assert (
        published(
            "report", "conversations", "--period", "2018-05", "--suppress", "--publish", "May"
        ).returncode
        == 0
    )
    with register.change("late entries") as change:
        for number in range(3, 9):
            change.contact(f"B{number}", on="2018-05-01", site="Syd")
    run = published("report", "conversations", "--period", "2018-05", "--suppress", "--lang", "en")
    assert 'whoever subtracts "May"' in run.stderr
    assert "Syd, Citizens" in run.stderr


def test_a_name_is_taken_once_and_only_for_a_table_that_hides(published: Outreach) -> None:
    again = published("report", "monthly", "--period", "2018", "--suppress", "--publish", "Spring")
    assert (again.returncode, again.stdout) == (3, "")
    assert published("report", "monthly", "--period", "2018", "--publish", "Summer").returncode == 2
    assert published("report", "all", "--suppress", "--publish", "Summer").returncode == 2


def test_publications_are_listed_and_can_be_undone(published: Outreach, tmp_path) -> None:
    assert "Spring" in published("list", "publications").stdout
    with open_register(tmp_path / "outreach.db") as register:
        (last,) = register.connection.execute("SELECT max(id) FROM change").fetchone()
        assert register.connection.execute("SELECT command FROM change WHERE id = ?", (last,)).fetchone() == (
            "publish",
        )
    assert published("remove", "publication", "Spring").returncode == 0


@pytest.mark.parametrize(
    "figures", ["1", "[]", '{"a": 1}', '{"a": {"Nord": 1.5}}', '{"a": {"Nord": "x"}}', "["]
)
def test_figures_that_are_no_table_are_refused_when_they_come_in(outreach: Outreach, figures: str) -> None:
    outreach("init")
    quoted = figures.replace('"', '""')
    rows = f'publication,report,rows,last_on,least,figures\nS,conversations,site,2018-01-31,5,"{quoted}"\n'
    run = outreach("import", "publications", "-", text=rows)
    assert run.returncode == 3
    assert "-:2: figures: not the numbers of a table" in run.stderr
    assert outreach("list", "publications").returncode == 0
