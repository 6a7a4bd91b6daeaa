"""What is published tells of no small number of persons, whoever works it out."""

from __future__ import annotations

import io
import itertools
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach_cli.api import Register, create_register
from outreach_cli.core.errors import RefusedError
from outreach_cli.reports.run import UnpublishableError
from outreach_cli.tables.cells import HIDDEN
from outreach_cli.tables.formats import FORMATS, encode_table

Outreach = Callable[..., "subprocess.CompletedProcess[str]"]


def test_a_part_that_leaves_few_of_the_whole_is_hidden(register: Register) -> None:
    with register.change("reach") as change:
        for problem, number in (("alcohol", 31), ("homelessness", 40), ("drugs", 20)):
            for each in range(number):
                known = "yes" if each < (1 if problem == "alcohol" else 10) else "no"
                change.register(f"{problem}{each}", on="2018-01-01", problems=problem, previously_known=known)
    full = {row["problem"]: row for row in register.report("reach", language="en").rows}
    assert (full["Alcohol"]["citizens"], full["Alcohol"]["previously_unknown"]) == (31, 30)
    table = register.report("reach", suppress=5, language="en")
    row = next(each for each in table.rows if each["problem"] == "Alcohol")
    assert None in (row["citizens"], row["previously_unknown"])  # which of the two, the secret chooses
    assert row["share_previously_unknown"] is None


def few(register: Register) -> Register:
    """Two sites with 61 and 23 citizens, and one where two citizens had 47 conversations."""
    with register.change("few") as change:
        for site, number in (("Nord", 61), ("Syd", 23), ("Øst", 2)):
            change.add("site", site)
            for each in range(number):
                change.register(f"{site}{each}", on="2018-01-01")
                change.contact(f"{site}{each}", on="2018-02-01", site=site)
        for _each in range(45):
            change.contact("Øst1", on="2018-02-01", site="Øst")
    return register


def visible(content: bytes, form: str) -> str:
    """What stands in a file for the eye: the text and the numbers, without markup."""
    if form in ("xlsx", "docx"):
        parts = zipfile.ZipFile(io.BytesIO(content))
        content = b" ".join(
            parts.read(name) for name in parts.namelist() if re.search("sheet|shared|document", name)
        )
    text = content.decode()
    return (
        re.sub("<style.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL)
        if form not in ("table", "json")
        else text
    )


@pytest.mark.parametrize("form", FORMATS)
def test_a_hidden_cell_is_hidden_in_every_format(register: Register, form: str) -> None:
    table = few(register).report("conversations", suppress=5, language="en", period="2018-02")
    said = visible(encode_table(table, form), form)
    assert re.search(r"\b(61|23)\b", said)  # which of the two is hidden with the third, the secret says
    assert not re.search(r"\b(47|23[.,]5)\b", said.replace("2018-02", "")), said
    if form not in ("csv", "csv-excel", "json"):
        assert HIDDEN in said


def test_json_lists_what_is_hidden(register: Register) -> None:
    said = few(register).report("conversations", suppress=5, language="en").to_dict()
    counts = ("citizens", "conversations", "conversations_per_citizen")
    hidden = said["hidden"]
    assert isinstance(hidden, list)
    rows = list(dict.fromkeys(row for row, _key in hidden))
    assert "Øst" in rows
    assert len(rows) > 1
    assert hidden == [[row, key] for row in rows for key in counts]
    assert any("fewer than 5 citizens" in note for note in said["notes"])  # type: ignore[attr-defined]


def test_a_total_of_few_is_hidden_too(register: Register) -> None:
    table = few(register).report("conversations", suppress=5, site=["Øst"])
    assert table.total is not None
    assert (table.total["citizens"], table.rows[0]["citizens"]) == (None, None)


def test_a_status_that_few_lack_is_not_given_away_by_the_note(register: Register) -> None:
    with register.change("courses") as change:
        change.add("programme", "Kursus", kind="course")
        for number in range(30):
            change.register(f"B{number}", on="2018-01-01")
            change.enrol(f"B{number}", "Kursus", on="2018-01-02")
            if number:
                change.status(f"B{number}", "active" if number < 9 else "completed", on="2018-02-01")
    table = register.report("courses", suppress=5, language="en")
    assert table.total
    assert None in [*(row["citizens"] for row in table.rows), table.total["citizens"]]
    assert "Some citizens without a registered status are included in the total" in table.notes


def test_a_note_is_left_out_only_where_its_number_tells_of_few(tmp_path: Path) -> None:
    """Of several registers, as a secret withholds one safe number of ten that is near to few."""
    said = "Of 7 citizens it is not stated whether they were known before"
    shown = 0
    for secret in range(6):
        with create_register(tmp_path / f"{secret}.db") as register:
            with register.change("reach") as change:
                for number in range(40):
                    known = None if number < 7 else "yes" if number < 20 else "no"
                    change.register(f"B{number}", on="2018-01-01", problems="alcohol", previously_known=known)
            shown += said in register.report("reach", suppress=5, language="en").notes
            notes = register.report("reach", suppress=10, language="en").notes
        assert "1 note is left out, for its numbers would tell of few citizens" in notes
        assert not any("not stated whether" in note for note in notes)
    assert shown


def test_a_note_is_left_out_where_it_tells_a_hidden_total(register: Register) -> None:
    """Of 12 citizens 9 are known to be known or not: the 3 that are left are hidden with the 9."""
    with register.change("health") as change:
        for number in range(12):
            change.register(f"B{number}", on="2018-01-01", municipality="Aalborg")
            change.assess(f"B{number}", 2, on="2018-01-10")
            if number < 3:
                change.assess(f"B{number}", 3, on="2018-03-10")
    table = register.report("health", suppress=5, language="en", period="2018")
    assert table.total is not None
    assert table.total["paired_citizens"] is None
    lacking = [note for note in table.notes if "lack a follow-up" in note]
    assert not lacking or table.total["baseline_citizens"] is None
    assert any("left out, for" in note for note in table.notes)


def test_a_note_that_counts_no_persons_stays(register: Register) -> None:
    with register.change("projects") as change:
        change.add("project", "Medspilleren", municipality="Aalborg")
    table = register.report("projects", suppress=5, language="en")
    assert "Projects: 1 · municipalities: 1 · deliverables: 0" in table.notes


def test_a_rate_of_few_is_hidden_with_the_numbers_that_it_would_give_away(tmp_path: Path) -> None:
    """Of several registers, as it depends on a secret what is hidden besides.

    21 of 28 came, printed exactly: so hidden attendances would be a multiple of three, and few are left.
    That 44 of 51 came in all may be told where it is not told that they were 30 citizens.
    """
    for secret in range(6):
        with create_register(tmp_path / f"{secret}.db") as register:
            with register.change("groups") as change:
                for group, citizens, days in (("Kost", 3, 1), ("Motion", 7, 4), ("Ro", 20, 1)):
                    for number, day in itertools.product(range(citizens), range(1, days + 1)):
                        if day == 1:
                            change.register(f"{group}{number}", on="2018-01-01")
                        change.add(
                            "attendance",
                            group=group,
                            date=f"2018-02-0{day}",
                            citizen=f"{group}{number}",
                            attended="no" if day == 4 else "yes",
                        )
            table = register.report("groups", suppress=5, language="en")
        assert table.total
        rows = {row["group"]: row for row in table.rows} | {"total": table.total}
        assert rows["Kost"]["attendance_rate"] is None
        for column in ("attended", "attendances", "attendance_rate"):
            assert sum(row[column] is None for row in rows.values()) > 1
        for row in rows.values():
            assert (row["attendances"] is None) == (row["attended"] is None)
            assert (row["attendances"] is None) <= (row["mean_attendance"] is None)


def test_k_is_never_under_three_and_goes_with_no_trace(register: Register) -> None:
    for least in ("2", "0"):
        with pytest.raises(RefusedError):
            register.report("conversations", suppress=least)
    with pytest.raises(UnpublishableError):
        register.report("conversations", suppress=5, traced=("total", None))
    with pytest.raises(UnpublishableError):
        register.report("conversations", suppress=5, compare_with=1)


def test_suppress_may_stand_before_the_reports_name(outreach: Outreach) -> None:
    outreach("init")
    for words in (
        ["--suppress", "conversations"],
        ["conversations", "--suppress"],
        ["--suppress", "7", "conversations"],
    ):
        run = outreach("report", *words, "--lang", "en")
        assert run.returncode == 0, run.stderr
        assert f"fewer than {7 if '7' in words else 5} citizens" in run.stdout
    for wrong in ("2", "few", "4.5"):
        run = outreach("report", "conversations", "--suppress", wrong)
        assert (run.returncode, run.stdout) == (3, "")
        assert "whole number from 3 up" in run.stderr
    assert outreach("report", "conversations", "--suppress", "--trace", "total").returncode == 3


OWN = """
name = "own"
title = "Egen"
rows = "kind"
[[column]]
key = "minutes"
label = "Minutter"
measure = "mean minutes of meeting"
[[column]]
key = "citizens"
label = "Borgere"
measure = "distinct citizen in meeting"
[[column]]
key = "kept"
label = "Borgere i Nord"
measure = "distinct citizen in meeting where site is Nord"
"""


def test_a_report_of_ones_own_is_suppressed_like_the_others(register: Register, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    few(register)
    with register.change("visits") as change:
        for number in range(3):
            change.contact(f"Nord{number}", on="2018-03-01", site="Nord", kind="visit", minutes=10 + number)
    table = register.report(str(file), suppress=5)
    by_kind = {row["kind"]: row for row in table.rows}
    assert (by_kind["Besøg"]["citizens"], by_kind["Besøg"]["minutes"]) == (None, None)
