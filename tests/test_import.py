"""Imports: files of every kind come in whole or not at all, and again without harm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.conftest import read_records

Run = Callable[..., CompletedProcess[str]]

SITES = """site,municipality,successor
Virksomhedscenteret,Aalborg,Ressourcecenter Aalborg
Ressourcecenter Aalborg,,
"""
CITIZENS = """Borgernøgle;Registreret;Enhed;Køn
AAL-001;03-01-2018;virksomhedscenteret;Kvinde
AAL-002;4.1.2018;;
"""
CONTACTS = """# These data are synthetic.
date,citizen,site,kind,minutes,reached
2018-01-03,AAL-001,Virksomhedscenteret,conversation,45,yes
2018-01-10,AAL-001,Virksomhedscenteret,conversation,,
2018-01-10,AAL-001,Virksomhedscenteret,conversation,,
2018-01-10,aal-002,,phone,,no
"""
OFFERS = "offer\nRygestop\n"
PROGRAMMES = "programme,kind,parent\nKlargørende,course,Åben og Rolig\nÅben og Rolig,,\n"
REFERRALS = "date,citizen,offer,outcome,outcome_date\n2018-01-03,AAL-001,Rygestop,started,2018-02-01\n"
ENROLMENTS = "citizen,programme,started_on\nAAL-001,Klargørende,2018-01-06\n"
STATUSES = (
    "date,citizen,programme,status\n2018-02-06,AAL-001,Åben og Rolig,active\n"
    "2018-03-06,AAL-002,Åben og Rolig,Dropout\n"
)
FILES = {
    "sites": SITES,
    "citizens": CITIZENS,
    "contacts": CONTACTS,
    "offers": OFFERS,
    "programmes": PROGRAMMES,
    "referrals": REFERRALS,
    "enrolments": ENROLMENTS,
    "statuses": STATUSES,
}


@pytest.fixture
def folder(tmp_path: Path, outreach: Run) -> Path:
    """A folder with a file of each kind, beside an empty register."""
    assert outreach("init").returncode == 0
    made = tmp_path / "files"
    made.mkdir()
    for name, text in FILES.items():
        (made / f"{name}.csv").write_text(text, encoding="utf-8")
    return made


def last_line(run: CompletedProcess[str]) -> str:
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()[-1]


def test_a_folder_comes_in_as_one_change_and_again_adds_nothing(folder: Path, outreach: Run) -> None:
    assert last_line(outreach("import", "files")) == "imported 15, corrected 0, unchanged 0, rejected 0"
    assert last_line(outreach("import", "files")) == "imported 0, corrected 0, unchanged 15, rejected 0"
    contacts = outreach("list", "contacts", "--format", "csv").stdout.splitlines()
    assert contacts[1].startswith("1,2018-01-03,AAL-001,Virksomhedscenteret,")
    assert len(contacts) == 5


def test_sites_stay_in_the_order_of_the_file_and_may_name_a_later_one(folder: Path, outreach: Run) -> None:
    outreach("import", "files")
    sites = outreach("list", "sites", "--format", "csv").stdout.splitlines()
    assert [row.split(",")[1] for row in sites[1:]] == ["Virksomhedscenteret", "Ressourcecenter Aalborg"]
    assert sites[1].endswith("Ressourcecenter Aalborg")


def test_a_status_belongs_to_the_part_enrolled_in_and_else_enrols_first(folder: Path, outreach: Run) -> None:
    outreach("import", "files")
    enrolments = outreach("list", "enrolments", "--format", "csv").stdout.splitlines()[1:]
    assert enrolments == ["1,AAL-001,Klargørende,,2018-01-06", "2,AAL-002,Åben og Rolig,,2018-03-06"]
    statuses = outreach("list", "statuses", "--format", "csv").stdout
    assert "AAL-001,Klargørende" in statuses


def test_an_outcome_in_a_file_dates_the_step_it_is(folder: Path, outreach: Run) -> None:
    outreach("import", "files")
    assert ",2018-02-01,started,2018-02-01" in outreach("list", "referrals", "--format", "csv").stdout


def test_every_problem_is_told_in_one_pass_and_nothing_is_written(folder: Path, outreach: Run) -> None:
    (folder / "contacts.csv").write_text(
        "date,citizen,site,minutes\n"
        "2018-02-30,AAL-001,,\n"
        "2018-02-03,AAL-01,Ressourcecentr Aalborg,mange\n"
        "2020-02-03,AAL-001,,5\n"
        "3-2-18,AAL-001,,5\n"
        ",AAL-001,,5\n"
        "2018-02-03,AAL-001,5\n",
        encoding="utf-8",
    )
    before = read_records(folder.parent / "outreach.db")
    run = outreach("import", "files")
    assert run.returncode == 3
    assert [line.removeprefix("files/contacts.csv:") for line in run.stderr.splitlines()] == [
        '2: date: no such day in the calendar ("2018-02-30")',
        '3: citizen: unknown citizen, did you mean "AAL-001", "AAL-002"? ("AAL-01")',
        '3: site: unknown site, did you mean "Ressourcecenter Aalborg"? ("Ressourcecentr Aalborg")',
        '3: minutes: not a whole number ("mange")',
        '4: date: the day is in the future ("2020-02-03")',
        '5: date: write the year with four digits ("3-2-18")',
        '6: date: is missing ("")',
        '7: row: the row has 3 fields where the heading has 4 ("AAL-001 … 5")',
        "Error: 8 problems were found; nothing was written.",
    ]
    assert run.stdout.splitlines()[-1] == "imported 0, corrected 0, unchanged 0, rejected 6"
    assert read_records(folder.parent / "outreach.db") == before


def test_fifty_problems_are_shown_and_all_are_counted(folder: Path, outreach: Run) -> None:
    rows = "".join(f"2018-02-30,X-{number}\n" for number in range(60))
    (folder / "contacts.csv").write_text("date,citizen\n" + rows, encoding="utf-8")
    run = outreach("import", "files")
    assert len(run.stderr.splitlines()) == 52
    assert run.stderr.splitlines()[-2] == "Error: 120 problems were found; nothing was written."


def test_rows_from_standard_input_are_taken_as_from_a_file(folder: Path, outreach: Run) -> None:
    outreach("import", "files")
    run = outreach("import", "contacts", "-", text="date,citizen\n2018-02-01,AAL-001\n2018-02-31,AAL-001\n")
    assert run.returncode == 3
    assert '-:3: date: no such day in the calendar ("2018-02-31")' in run.stderr
    run = outreach("import", "contacts", "-", text="date,citizen\n2018-02-01,AAL-001\n")
    assert last_line(run) == "imported 1, corrected 0, unchanged 0, rejected 0"


def test_what_is_neither_kind_file_nor_folder_is_told(folder: Path, outreach: Run) -> None:
    assert outreach("import", "nowhere").stderr == "Error: There is no file nowhere.\n"
    assert outreach("import", "contacts", "nowhere.csv").stderr == "Error: There is no file nowhere.csv.\n"
    assert outreach("import", "contacts").returncode == 2
    assert outreach("import").returncode == 2
    (folder / "notes.csv").write_text("a\n")
    assert outreach("import", "files").stderr.startswith('Error: "notes" is not a kind of record.')
