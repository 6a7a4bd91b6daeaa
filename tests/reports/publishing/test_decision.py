"""What is hidden is decided over a whole document and everything published before: the worked examples."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from outreach_cli.api import Register, create_register
from outreach_cli.records.publications import PUBLICATION
from outreach_cli.reports.run import UnpublishableError
from outreach_cli.tables.table import Table
from tests.auditor import PERSONS
from tests.reports.publishing.made_registers import make_year

Outreach = Callable[..., "subprocess.CompletedProcess[str]"]


def fill(register: Register, numbers: Mapping[tuple[str, str], int]) -> None:
    """So many citizens with one conversation each, by site and day."""
    with register.change("fill") as change:
        there = {site for (site,) in register.connection.execute("SELECT site FROM site")}
        (last,) = register.connection.execute("SELECT count(*) FROM citizen").fetchone()
        for site in dict.fromkeys(site for site, _day in numbers):
            if site not in there:
                change.add("site", site)
        for (site, day), number in numbers.items():
            for each in range(last, last + number):
                change.register(f"B{each}", on="2018-01-01")
                change.contact(f"B{each}", on=day, site=site)
            last += number


def publish(register: Register, name: str, report: str | None, **choices: object) -> Table | None:
    """Publish a report, or all, under a name."""
    make = register.draft_report if report else register.draft_book
    document, draft = make(report or "all", suppress=5, language="en", **choices)  # type: ignore[arg-type]
    assert draft.fields
    with register.change("publish") as change:
        change.write(PUBLICATION, {"publication": name, **draft.fields})
    return document if isinstance(document, Table) else None


def shown(table: Table, column: str) -> dict[str, object]:
    """The column's figures by row, the total under `Total`."""
    lines = [*table.rows, *([table.total] if table.total else [])]
    first = table.columns[0].key
    return {str(line[first]): line[column] for line in lines}


def test_two_tables_of_one_document_hide_the_same(register: Register) -> None:
    """Sites 17, 3 and 6: in the whole document the 3 is open, and the 6 with it."""
    fill(register, {("A", "2018-01-10"): 17, ("B", "2018-01-10"): 3, ("C", "2018-01-10"): 6})
    tables = {table.name: table for table in register.book(period="2018", suppress=5, language="en").tables}
    sites = shown(tables["conversations"], "citizens")
    assert sites["B"] is None
    assert sum(number is None for number in sites.values()) >= 2
    there = shown(tables["presence"], "citizens")
    assert [site for site, number in there.items() if number is None] == [
        site for site, number in sites.items() if number is None
    ]


def test_of_two_sexes_and_one_not_stated_the_whole_and_one_are_shown(register: Register) -> None:
    with register.change("fill") as change:
        for number in range(14):
            sex = "f" if number < 6 else "m" if number < 13 else None
            change.register(f"B{number}", on="2018-01-01", sex=sex, problems="alcohol")
    numbers = shown(register.report("reach", by="sex", suppress=5, language="en"), "citizens")
    unknown = next(key for key in numbers if key in ("None", "Not stated"))
    assert numbers[unknown] is None
    assert [*numbers.values()].count(None) >= 2, numbers


def test_january_and_february_do_not_give_march_away(register: Register) -> None:
    fill(register, {("A", "2018-01-10"): 13, ("A", "2018-02-10"): 14, ("A", "2018-03-10"): 3})
    for month in ("2018-01", "2018-02"):
        publish(register, month, "conversations", period=month)
    numbers = {
        table.total["citizens"]  # type: ignore[index]
        for table in [register.report("conversations", period="2018-Q1", suppress=5)]
    }
    first = register.report("conversations", period="2018-01", suppress=5).total
    second = register.report("conversations", period="2018-02", suppress=5).total
    assert first
    assert second
    if None not in (first["citizens"], second["citizens"]):
        assert numbers == {None}
    monthly = shown(register.report("monthly", period="2018-Q1", suppress=5, language="en"), "citizens")
    assert monthly["2018-03"] is None


def test_a_quarter_of_six_is_not_shown_before_its_months(register: Register) -> None:
    """Each month has two: hidden, they would be one at least, so none could be more than four."""
    days = ("2018-01-10", "2018-02-10", "2018-03-10")
    fill(register, {("A", day): 30 for day in days} | {("B", day): 2 for day in days})
    quarter = register.report("conversations", period="2018-Q1", suppress=5, language="en")
    assert shown(quarter, "citizens")["B"] is None


def test_how_many_stand_in_several_rows_stays_hidden_once_it_was(register: Register) -> None:
    """Nothing is given away by a publication in which it was hidden."""
    fill(register, {("A", "2018-01-10"): 30, ("B", "2018-01-10"): 30})
    with register.change("both") as change:
        for number in range(3):
            change.contact(f"B{number}", on="2018-01-11", site="B")
    table = publish(register, "January", "conversations", period="2018-01")
    assert table
    assert "Some citizens stand in more than one row and count once in the total" in table.notes
    _table, draft = register.draft_report("conversations", suppress=5, language="en", period="2018-02")
    assert not any("worked out" in remark for remark in draft.remarks)


def test_a_site_of_13_of_16_published_is_hidden(register: Register) -> None:
    fill(register, {("A", "2018-01-10"): 13, ("B", "2018-01-10"): 3})
    table = publish(register, "All", "conversations", period="2018")
    assert table
    alone = register.report("conversations", period="2018", site=["A"], suppress=5)
    assert alone.total
    whole = table.total
    assert whole
    assert None in (whole["citizens"], alone.total["citizens"])


def test_what_was_published_stays_and_a_late_entry_is_not_told(register: Register) -> None:
    fill(register, {("A", "2018-01-10"): 43})
    before = publish(register, "January", "conversations", period="2018-01")
    assert before
    assert before.total
    assert before.total["citizens"] == 43  # so many are never withheld
    assert publish(register, "Again", "conversations", period="2018-01").total == before.total  # type: ignore[union-attr]
    fill(register, {("A", "2018-01-11"): 1})
    now = register.report("conversations", period="2018-01", suppress=5)
    assert now.total
    assert now.total["citizens"] is None
    fill(register, {("A", "2018-01-12"): 90})
    later = register.report("conversations", period="2018-01", suppress=5)
    assert later.total
    assert later.total["citizens"] == 134


def test_of_5_4_and_4_both_small_ones_are_hidden(tmp_path: Path) -> None:
    """The 5 and the total of 13 stand, or one of them is hidden too: by the secret, so with several."""
    seen = set()
    for secret in range(6):
        with create_register(tmp_path / f"{secret}.db") as register:
            fill(register, {("A", "2018-01-10"): 5, ("B", "2018-01-10"): 4, ("C", "2018-01-10"): 4})
            numbers = shown(register.report("conversations", suppress=5, language="en"), "citizens")
        assert (numbers["B"], numbers["C"]) == (None, None)
        assert numbers["A"] in (5, None)
        assert numbers["Total"] in (13, None)
        seen.add((numbers["A"], numbers["Total"]))
    assert seen != {(None, None)}


def test_a_row_that_has_everyone_is_hidden_with_its_total_or_shown_with_it(tmp_path: Path) -> None:
    """Of six citizens that depends on the secret; that the most of one is not told hides none of sixty."""
    for secret, number in itertools.product(range(5), (6, 60)):
        with create_register(tmp_path / f"{number}-{secret}.db") as register:
            fill(register, {("A", "2018-02-10"): number})
            with register.change("again") as change:
                for each in range(number):
                    change.contact(f"B{each}", on="2018-02-11", site="A")
            tables = {
                name: register.report(name, period="2018", suppress=5, language="en")
                for name in ("dose", "conversations", "monthly")
            }
        for name, table in tables.items():
            numbers = shown(table, "citizens")
            total = numbers.pop("Total")
            assert [each for each in numbers.values() if each != 0] == [total], name
            assert total in ((number,) if number == 60 else (number, None)), name
        assert not any("median" in note for note in tables["dose"].notes)


def test_who_is_forgotten_after_a_publication_is_not_told_by_the_next(
    register: Register, outreach: Outreach
) -> None:
    fill(register, {("A", "2018-01-10"): 43})
    before = publish(register, "January", "conversations", period="2018-01")
    assert before
    assert shown(before, "citizens")["Total"] == 43
    assert outreach("forget", "B42", "--everything", "--no-input").returncode == 0
    now = register.report("conversations", period="2018-01", suppress=5, language="en")
    assert shown(now, "citizens") == {"A": None, "Total": None}
    assert shown(now, "conversations") == {"A": None, "Total": None}
    assert shown(register.report("conversations", period="2018-01", language="en"), "citizens")["A"] == 42
    erratum = register.make_erratum("January")
    assert {row["now"] for row in erratum.rows if row["then"] == 43} == {None}
    with register.change("more") as change:
        for number in range(90):
            change.register(f"C{number}", on="2018-01-01")
            change.contact(f"C{number}", on="2018-01-12", site="A")
    later = register.report("conversations", period="2018-01", suppress=5, language="en")
    assert shown(later, "citizens")["Total"] == 132


def test_what_was_hidden_once_stays_hidden(register: Register) -> None:
    fill(register, {("A", "2018-01-10"): 40, ("B", "2018-01-10"): 3, ("C", "2018-01-10"): 50})
    publish(register, "January", "conversations", period="2018-01")
    fill(register, {("B", "2018-01-11"): 40})
    numbers = shown(register.report("conversations", period="2018-01", suppress=5, language="en"), "citizens")
    assert numbers["B"] is None


def test_figures_that_are_plainly_safe_are_all_shown(register: Register) -> None:
    fill(register, {("A", "2018-01-10"): 60, ("B", "2018-02-10"): 70, ("C", "2018-03-10"): 80})
    for report in ("conversations", "monthly", "presence", "reach"):
        assert not register.report(report, period="2018-Q1", suppress=5).hidden, report


def test_the_same_register_hides_the_same_again(register: Register) -> None:
    fill(register, {("A", "2018-01-10"): 17, ("B", "2018-01-10"): 3, ("C", "2018-01-10"): 6})
    tables = [register.report("conversations", period="2018", suppress=5) for _time in range(2)]
    assert tables[0] == tables[1]


@pytest.mark.slow
@pytest.mark.parametrize("report", PERSONS)
def test_what_was_published_is_shown_again_while_nothing_changes(register: Register, report: str) -> None:
    make_year(register, 60, 2)
    first = publish(register, "First", report, period="2018")
    again = register.report(report, period="2018", suppress=5, language="en")
    assert first
    assert first.hidden == again.hidden
    assert first.body == again.body


@pytest.mark.parametrize("choices", [{"traced": ("Total", None)}, {"compare_with": 1}])
def test_what_lists_or_compares_few_is_refused(register: Register, choices: dict[str, object]) -> None:
    for how in ("suppress", "round"):
        with pytest.raises(UnpublishableError):
            register.report("conversations", **{how: 5, **choices})  # type: ignore[arg-type]


def test_a_report_in_which_citizens_depend_on_each_other_is_refused_in_a_document_too(
    register: Register, tmp_path: Path
) -> None:
    with pytest.raises(UnpublishableError):
        register.report("quality", suppress=5)
    (tmp_path / "mine.toml").write_text('title = "T"\n[[part]]\nreport = "quality"\n')
    with pytest.raises(UnpublishableError):
        register.book(str(tmp_path / "mine.toml"), suppress=5)


@pytest.mark.parametrize(
    "measure",
    ["distinct contact in caseload_contact at end", "count session", "max minutes in session"],
)
def test_months_that_begin_with_another_column_are_hidden_as_any_other(
    measure: str, register: Register, tmp_path: Path
) -> None:
    """Two citizens of no stated day of registration were met in November, the others from January."""
    own = tmp_path / "mine.toml"
    own.write_text(_OF_CASELOAD.format(measure=measure), encoding="utf-8")
    with register.change("fill") as change:
        change.add("worker", "W")
        for citizen in ("B1", "B2"):
            change.register(citizen, on="2017-01-01")
            change.correct("citizen", citizen, registered_on="")
            change.contact(citizen, on="2017-11-03")
        change.attend("Group", ["B1"], on="2017-11-03", minutes=60)
        for number in range(3, 11):
            change.register(f"B{number}", on="2018-01-02")
            change.assign(f"B{number}", "W", on="2018-01-02")
    whole = shown(register.report(str(own), last="2018-03-31", language="en"), "active")
    assert whole["2017-11"] == 2
    hidden = shown(register.report(str(own), last="2018-03-31", language="en", suppress=5), "active")
    assert hidden["2017-11"] is None


_OF_CASELOAD = """
name = "mine"
title = "Mine"
rows = "month"
[[column]]
key = "active"
label = "Active"
measure = "distinct citizen in caseload at end"
[[column]]
key = "other"
label = "Other"
measure = "{measure}"
"""


def test_one_column_spread_out_is_hidden_as_any_other(register: Register) -> None:
    fill(register, {("A", "2018-01-10"): 40, ("B", "2018-02-10"): 3, ("C", "2018-02-10"): 50})
    table = register.report("conversations", across="month", period="2018-Q1", suppress=5, language="en")
    (row,) = (line for line in table.rows if line["site"] == "B")
    assert row["2018-02"] is None
    assert row["total"] is None
    assert table.hidden


def test_the_secret_leaves_the_register_in_no_other_way_than_the_file(
    register: Register, tmp_path: Path, outreach: Outreach
) -> None:
    fill(register, {("A", "2018-01-10"): 7})
    publish(register, "January", "conversations", period="2018-01")
    ((secret,),) = register.connection.execute("SELECT secret FROM publishing_secret").fetchall()
    folder = tmp_path / "out"
    for words in (
        ["export", str(folder)],
        ["disclose", "B1", "-o", str(tmp_path / "B1.html")],
        ["list", "publications", "--format", "json"],
        ["published", "January", "--compare", "--format", "json"],
        ["log", "--format", "json"],
    ):
        run = outreach(*words)
        assert run.returncode == 0, run.stderr
        assert secret not in run.stdout
    for path in [*folder.rglob("*"), tmp_path / "B1.html"]:
        assert not path.is_file() or secret.encode() not in path.read_bytes(), path
