"""All reports as one document, and bars beside a report's numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from outreach_cli.api import open_register
from outreach_cli.core.days import use_today
from outreach_cli.core.errors import WrongUsageError
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from outreach_cli.reports.documents.document_maker import is_empty
from outreach_cli.reports.documents.reader import find_document
from tests.worked import make_worked

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    make_worked(tmp_path / "outreach.db")
    return tmp_path / "outreach.db"


@pytest.mark.parametrize("ending", ["xlsx", "docx", "html", "md"])
def test_all_reports_leave_as_one_document(ending: str, worked: Path, outreach: Run, tmp_path: Path) -> None:
    said = outreach("report", "all", "--period", "2018", "-o", f"2018.{ending}")
    assert (said.returncode, said.stdout) == (0, f"Wrote 2018.{ending}\n")
    first = (tmp_path / f"2018.{ending}").read_bytes()
    outreach("report", "all", "--period", "2018", "-o", f"2018.{ending}")
    assert (tmp_path / f"2018.{ending}").read_bytes() == first


def test_all_reports_name_every_report_but_the_one_for_mending() -> None:
    document = find_document("all")
    assert document is not None
    assert {each.report for each in document.reports} == set(list_builtin()) - {"quality"}
    assert [each.report for each in document.reports][:3] == ["conversations", "courses", "monthly"]


def test_all_reports_hold_each_report_as_it_is_and_each_programme_of_one_that_covers_one_at_a_time(
    worked: Path,
) -> None:
    with open_register(worked) as register:
        book = register.book(period="2018")
        courses = [table for table in book.tables if table.name == "courses"]
        assert [table.filters["programme"] for table in courses] == ["Åben og Rolig", "Livsstilscafé"]
        assert [table.heading for table in courses] == [
            "Tabel 2 – Borgere i forløb – Åben og Rolig",
            "Tabel 3 – Borgere i forløb – Livsstilscafé",
        ]
        for table in book.tables:
            if table.name != "courses":
                assert table.to_dict() == register.report(table.name, period="2018").to_dict()


@pytest.mark.parametrize("name", sorted({*list_builtin()} - {"matrix"}))
def test_a_title_does_not_name_rows_in_place_of_which_others_may_be_asked_for(name: str) -> None:
    da, en = find_definition(name).title.both
    assert not re.search(r" (efter|pr\.) ", da)
    assert " by " not in en


def test_what_has_nothing_in_it_is_left_out_of_all_reports_and_named(worked: Path) -> None:
    with open_register(worked) as register:
        book = register.book(period="2018")
        printed = {table.name for table in book.tables}
        for name in {*list_builtin()} - {"quality", "courses"}:
            assert (name in printed) != is_empty(register.report(name, period="2018"))
        left_out = {*list_builtin()} - {"quality", *printed}
        titles = {register.report(name, period="2018").title for name in left_out}
        # a title may have commas of its own
        assert {*book.notes[-1].partition(": ")[2].split("; ")} == titles


def test_a_report_that_cannot_be_filtered_so_is_left_out_of_the_document_and_named(worked: Path) -> None:
    with open_register(worked) as register:
        every = register.book(language="en")
        by_offer = register.book(language="en", site=["Sygedagpengehuset"])
    assert every.notes[:2] == ("Municipality: Aalborg · Until 2019-03-15", "Extracted 2019-03-15")
    assert "Left out, for they cannot be filtered that way" in "".join(by_offer.notes)
    assert "Left out, for they cannot be filtered that way" not in "".join(every.notes)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({}, "Kommune: Aalborg · Periode 01-01-2018 – 31-12-2018"),
        ({"municipality": "Randers"}, "Kommune: Randers · Periode 01-01-2018 – 31-12-2018"),
        (
            {"site": ["Sygedagpengehuset"]},
            "Kommune: Aalborg · Enhed: Sygedagpengehuset · Periode 01-01-2018 – 31-12-2018",
        ),
    ],
)
def test_the_front_of_the_document_says_whose_figures_these_are_and_when(
    worked: Path, choices: dict[str, object], said: str
) -> None:
    with open_register(worked) as register:
        assert register.book(period="2018", **choices).notes[0] == said  # type: ignore[arg-type]


def test_a_document_of_the_past_tells_language_municipality_and_day_as_they_were_then(worked: Path) -> None:
    with open_register(worked) as register:
        before = register.connection.execute("SELECT max(id) FROM change").fetchone()[0]
        then = register.book(period="2018")
        with register.change("moved") as change:
            change.set("municipality", "Odense")
            change.set("language", "en")
        with use_today("2030-01-01"):
            now, past = register.book(period="2018"), register.book(period="2018", as_of=before)
    assert now.notes[0] == "Municipality: Odense · Period 2018-01-01 – 2018-12-31"
    assert past.notes[0] == then.notes[0] == "Kommune: Aalborg · Periode 01-01-2018 – 31-12-2018"
    assert (past.title, past.extracted_on) == (then.title, then.extracted_on)


@pytest.mark.parametrize("choices", [{"by": "site"}, {"traced": ("I alt", None)}])
def test_rows_and_trace_are_asked_of_one_report(worked: Path, choices: dict[str, object]) -> None:
    with open_register(worked) as register, pytest.raises(WrongUsageError):
        register.book(**choices)  # type: ignore[arg-type]


def test_all_reports_as_json_are_each_reports_own_json(worked: Path, outreach: Run) -> None:
    every = json.loads(outreach("report", "all", "--format", "json").stdout)
    one = json.loads(outreach("report", "monthly", "--format", "json").stdout)
    assert one in every["reports"]


def test_the_rules_of_all_reports_are_said_in_words(worked: Path, outreach: Run) -> None:
    said = outreach("report", "all", "--explain", "--lang", "da").stdout
    assert "En borger tæller én gang i hver række og kun én gang i rækken I alt." in said


def test_a_rule_tells_the_days_that_the_registers_setting_says_and_said_then(
    worked: Path, outreach: Run
) -> None:
    def find_rule(**choices: object) -> str:
        with open_register(worked) as register:
            book = register.book(**choices)  # type: ignore[arg-type]
        (rule,) = (each.rule for each in book.rules if each.label == "Tavse")
        return rule

    assert " i 90 dage " in find_rule()
    said = outreach("set", "silent_after_days", "60").stdout
    before = int(re.findall(r"Change (\d+)", said)[0]) - 1
    assert " i 60 dage " in find_rule()
    assert " i 90 dage " in find_rule(as_of=before)
    assert " i 90 dage " in outreach("report", "flow", "--explain", "--lang", "da").stdout


def test_a_chart_draws_the_column_that_is_named(worked: Path, outreach: Run) -> None:
    first = outreach("report", "conversations", "--chart").stdout
    other = outreach("report", "conversations", "--chart-of", "Antal samtaler").stdout
    assert "█" in first
    assert first != other
    assert outreach("report", "conversations", "--chart-of", "conversations").stdout == other
    assert "█" not in outreach("report", "conversations").stdout


def test_a_chart_of_an_unknown_column_names_those_there_are(worked: Path, outreach: Run) -> None:
    said = outreach("report", "courses", "--programme", "Livsstilscafé", "--chart-of", "citizen")
    assert said.returncode == 3
    assert 'Did you mean "citizens"' in said.stderr


def test_a_chart_of_an_empty_register_is_a_table_without_bars(outreach: Run) -> None:
    outreach("init")
    said = outreach("report", "conversations", "--chart")
    assert (said.returncode, said.stderr) == (0, "")
    assert "█" not in said.stdout


def test_a_report_is_written_as_a_picture(worked: Path, outreach: Run, tmp_path: Path) -> None:
    assert outreach("report", "monthly", "--period", "2018", "-o", "months.svg").returncode == 0
    picture = (tmp_path / "months.svg").read_text(encoding="utf-8")
    assert "december 2018" in picture
    assert "<polyline" in picture
    assert 'role="img"' in picture
