"""What was published is remembered, listed, and told where the register says otherwise today."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach_cli.api import Register, create_register, open_register
from outreach_cli.records.publications import PUBLICATION
from tests.reports.publishing.test_decision import fill, publish

pytestmark = pytest.mark.slow

Outreach = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def spring(outreach: Outreach, register: Register) -> Outreach:
    """A register with conversations of many in two sites, published as a whole under the name Spring."""
    fill(register, {("Nord", "2018-01-15"): 45, ("Syd", "2018-02-15"): 50})
    run = outreach("report", "all", "--period", "2018-Q1", "--suppress", "--publish", "Spring")
    assert run.returncode == 0, run.stderr
    assert "Remembered as published: Spring. Change 3." in run.stderr
    return outreach


def test_publications_are_listed_and_can_be_undone(spring: Outreach, tmp_path: Path) -> None:
    said = json.loads(spring("published", "--format", "json").stdout)
    (row,) = said["rows"]
    assert (row["publication"], row["published_on"], row["least"]) == ("Spring", "2019-03-15", 5)
    assert row["shown"] > 100
    assert "conversations" in row["reports"]
    assert "Spring" in spring("list", "publications").stdout
    with open_register(tmp_path / "outreach.db") as register:
        (last,) = register.connection.execute(
            "SELECT command FROM change ORDER BY id DESC LIMIT 1"
        ).fetchone()
        assert last == "publish"
    assert spring("remove", "publication", "Spring").returncode == 0


@pytest.mark.parametrize("how", [{"suppress": 3}, {"round": 3}])
def test_what_was_published_of_an_earlier_change_differs_by_the_changes_since(
    how: dict[str, int], register: Register
) -> None:
    fill(register, {("Nord", "2018-01-15"): 40})
    (then,) = register.connection.execute("SELECT max(id) FROM change").fetchone()
    fill(register, {("Nord", "2018-01-15"): 50})
    draft = register.draft_report("conversations", period="2018", as_of=then, **how)[1]  # type: ignore[arg-type]
    with register.change("publish") as change:
        change.write(PUBLICATION, {"publication": "Then", **(draft.fields or {})})
    erratum = register.make_erratum("Then", "en")
    assert {row[-1] for row in erratum.body} == {f"late entry (change {then + 1})"}


def test_what_is_remembered_is_the_same_whatever_order_python_has_for_sets(register: Register) -> None:
    fill(register, {(site, f"2018-0{month}-15"): 2 for site in "ABCDE" for month in range(1, 7)})
    draft = register.draft_report("conversations", period="2018", by="site,month", suppress=5)[1]
    assert draft.fields
    (table,) = json.loads(str(draft.fields["figures"]))["tables"]
    assert max(map(len, table["hidden"].values())) >= 30
    assert [*table["hidden"]] == sorted(table["hidden"])
    for places in table["hidden"].values():
        assert places == sorted(places, key=lambda place: str(place and tuple(place)))


def test_a_publication_that_is_not_there_is_told_with_the_nearest(spring: Outreach) -> None:
    for name, said in (("Sprng", 'Did you mean "Spring"?'), ("qqq", "outreach list publications")):
        told = spring("published", name, "--compare", "--lang", "en")
        assert told.returncode == 3
        assert said in told.stderr


def test_a_name_is_taken_once_and_only_for_what_hides_or_rounds(spring: Outreach) -> None:
    again = spring("report", "monthly", "--period", "2018", "--suppress", "--publish", "Spring")
    assert (again.returncode, again.stdout) == (3, "")
    assert spring("report", "monthly", "--period", "2018", "--publish", "Summer").returncode == 2
    both = spring("report", "monthly", "--suppress", "--round", "5", "--publish", "Summer")
    assert both.returncode == 2
    assert "--suppress hides and --round rounds" in both.stderr


def test_an_erratum_tells_what_is_otherwise_now_and_why(spring: Outreach, register: Register) -> None:
    same = json.loads(spring("published", "spring", "--compare", "--format", "json", "--lang", "en").stdout)
    assert same["rows"] == []
    assert same["notes"][0].startswith("Figures that are as they were published: ")
    fill(register, {("Nord", "2018-01-16"): 30})
    said = json.loads(spring("published", "Spring", "--compare", "--format", "json", "--lang", "en").stdout)
    rows = {(row["report"], row["row"], row["column"]): row for row in said["rows"]}
    row = rows["conversations", "Nord", "citizens"]
    assert (row["then"], row["now"]) == (45, 75)
    assert row["causes"] == "late entry (change 4)"
    assert any(note.startswith("Change 4: ") for note in said["notes"])


def test_an_erratum_hides_a_change_of_few(spring: Outreach, register: Register) -> None:
    fill(register, {("Nord", "2018-01-16"): 2})
    run = spring("published", "Spring", "--compare", "--lang", "en", "--format", "json")
    said = json.loads(run.stdout)
    rows = [row for row in said["rows"] if row["column"] == "citizens"]
    assert rows
    assert {row["now"] for row in rows} == {None}
    assert "fewer than 5 citizens" in "\n".join(said["notes"])
    assert "47" not in re.sub(r"\d+([-:]\d+)+", "", run.stdout), "but in days and times"


def test_the_answer_names_what_earlier_publications_give_away_together(
    outreach: Outreach, register: Register
) -> None:
    """Two publications of whom nobody knew more than one, made when nothing was remembered."""
    fill(register, {("Nord", "2018-01-15"): 40, ("Syd", "2018-02-15"): 3})
    publish(register, "January", "conversations", period="2018-01")
    figures = register.connection.execute("SELECT figures FROM publication").fetchone()[0]
    said = json.loads(figures)
    whole = json.loads(json.dumps(said).replace('"2018-01-31"', '"2018-02-28"'))
    for table in whole["tables"]:
        table["hidden"] = {}
    with register.change("imported") as change:
        change.add(
            "publication",
            publication="Both",
            report="conversations",
            least="5",
            figures=json.dumps(whole, ensure_ascii=False),
        )
    run = outreach("report", "conversations", "--period", "2018", "--suppress", "--lang", "en")
    assert run.returncode == 0, run.stderr
    assert "can perhaps be worked out already from what was published" in run.stderr
    assert '"Both"' in run.stderr
    assert "from this" not in run.stderr
    assert "can perhaps be worked out" in run.stdout
    assert "no figure" not in run.stdout


TEXTS = """
title = "A text"
[[part]]
text = "Met: {dose.citizens}"
"""


def test_what_only_the_new_table_tells_is_said_once_and_of_that_table(tmp_path: Path) -> None:
    """Six citizens had eleven conversations: that is of no few, until nobody was met more than four times."""
    told = 0
    for secret in range(6):
        with create_register(tmp_path / f"{secret}.db") as register:
            fill(register, {("Nord", "2018-01-15"): 6})
            with register.change("again") as change:
                for number in range(5):
                    change.contact(f"B{number}", on="2018-01-16", site="Nord")
            table = publish(register, "Talks", "conversations", period="2018")
            assert table
            dose, draft = register.draft_report("dose", suppress=5, language="en", period="2018")
            file = tmp_path / "texts.toml"
            file.write_text(TEXTS, encoding="utf-8")
            book, _draft = register.draft_book(str(file), suppress=5, language="en", period="2018")
        said = [each for each in draft.remarks if "can perhaps be worked out" in each]
        promised = [any("no figure" in note for note in notes) for notes in (dose.notes, book.notes)]
        if table.hidden:
            assert said == []
            assert promised == [True, True]
            continue
        assert promised == [False, False]
        assert "can perhaps be worked out" in dose.notes[0]
        told += 1
        assert len(said) == 1
        assert "worked out from this, though hidden" in said[0]
        assert said[0].count('meetings, 2018-01-01 – 2018-12-31 ("Talks")') == 1
        assert said[0].count("Talks") == 1
    assert told


def test_a_publication_that_cannot_be_counted_again_stops_the_next(
    outreach: Outreach, register: Register
) -> None:
    fill(register, {("Nord", "2018-01-15"): 40})
    publish(register, "January", "conversations", period="2018-01")
    broken = register.connection.execute("SELECT figures FROM publication").fetchone()[0]
    with register.change("corrected") as change:
        change.correct("publication", "1", figures=broken.replace('"conversation"', '"nothing there"'))
    run = outreach("report", "conversations", "--period", "2018", "--suppress", "--lang", "en")
    assert (run.returncode, run.stdout) == (3, "")
    assert 'The publication "January" cannot be counted again' in run.stderr


@pytest.mark.parametrize(
    "figures",
    [
        "1",
        "[]",
        '{"a": 1}',
        '{"change": 1, "day": "2018-01-01", "tables": [{"figures": {"a": [[1, "x"]]}}]}',
        "[",
    ],
)
def test_figures_that_are_no_table_are_refused_when_they_come_in(outreach: Outreach, figures: str) -> None:
    outreach("init")
    quoted = figures.replace('"', '""')
    rows = f'publication,report,least,figures\nS,conversations,5,"{quoted}"\n'
    run = outreach("import", "publications", "-", text=rows)
    assert run.returncode == 3
    assert "-:2: figures: not the numbers of a table" in run.stderr
    assert outreach("list", "publications").returncode == 0


def test_a_column_published_spread_out_is_remembered_with_what_it_was_spread_by(
    outreach: Outreach, register: Register
) -> None:
    with register.change("assign") as change:
        change.add("worker", "W1")
        for number in range(40):
            change.register(f"C{number}", on="2018-01-01")
            change.assign(f"C{number}", "W1", on="2018-01-01", role="contact_person")
    asked = ("--across", "role", "--column", "active", "--period", "2018")
    run = outreach("report", "caseload", *asked, "--suppress", "--publish", "Roles", "--format", "csv")
    assert "W1,0,40,0,40" in run.stdout
    said = json.loads(outreach("published", "Roles", "--compare", "--format", "json").stdout)
    assert said["rows"] == []
