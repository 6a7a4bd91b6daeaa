"""Imports: files of every kind come in whole or not at all, and again without harm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from outreach_cli.api import Register

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
    before = (folder.parent / "outreach.db").read_bytes()
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
    assert (folder.parent / "outreach.db").read_bytes() == before


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
    refused = outreach("import", "files")
    named = f"Error: {Path('files', 'notes.csv')} is not named for a kind of record; nothing was written."
    assert (refused.returncode, refused.stderr.splitlines()[0]) == (3, named)
    (folder / "notes.csv").rename(folder / "contcts.csv")
    assert outreach("import", "files").stderr.splitlines()[1] == 'Did you mean "contacts"?'


def enrolled(outreach: Run) -> list[str]:
    """Citizen, programme and first day of each enrolment."""
    rows = [line.split(",") for line in outreach("list", "enrolments", "--format", "csv").stdout.splitlines()]
    return [f"{row[1]} {row[2]} {row[4]}" for row in rows[1:]]


@pytest.fixture
def statuses_alone(tmp_path: Path, outreach: Run) -> CompletedProcess[str]:
    """An import of two citizens' statuses where neither is enrolled."""
    for words in (("init",), ("add", "programme", "Ro"), ("register", "A"), ("register", "B")):
        assert outreach(*words).returncode == 0
    rows = ("2018-03-01,A,Ro,active", "2018-04-01,B,Ro,active", "2018-05-01,A,Ro,completed")
    (tmp_path / "statuses.csv").write_text("\n".join(("date,citizen,programme,status", *rows)), "utf-8")
    return outreach("import", "statuses.csv")


def test_the_enrolments_that_statuses_made_are_told(
    statuses_alone: CompletedProcess[str], outreach: Run
) -> None:
    assert last_line(statuses_alone) == "imported 3, corrected 0, unchanged 0, rejected 0"
    assert "statuses.csv: made 2 enrolments for statuses without one," in statuses_alone.stderr
    assert enrolled(outreach) == ["A Ro 2018-03-01", "B Ro 2018-04-01"]
    assert outreach("import", "statuses.csv").stderr == ""


def test_an_enrolment_that_comes_in_after_its_statuses_takes_over_from_the_one_they_made(
    statuses_alone: CompletedProcess[str], outreach: Run, tmp_path: Path
) -> None:
    assert statuses_alone.returncode == 0
    text = "citizen,programme,started_on\nA,Ro,2018-02-01\nB,Ro,2018-06-01\n"
    (tmp_path / "enrolments.csv").write_text(text, "utf-8")
    told = outreach("import", "enrolments.csv")
    assert "1 enrolment that an import of statuses had made gave way" in told.stderr
    after = ["B Ro 2018-04-01", "A Ro 2018-02-01", "B Ro 2018-06-01"]
    assert enrolled(outreach) == after  # B came back in June
    for name in ("statuses.csv", "enrolments.csv"):
        assert last_line(outreach("import", name)).startswith("imported 0, corrected 0,")
    assert enrolled(outreach) == after
    assert outreach("check").returncode == 0


def test_an_enrolment_of_ones_own_stays_beside_one_from_a_file(outreach: Run, tmp_path: Path) -> None:
    for words in ("init", "add programme Ro", "register A", "status A active --programme Ro --on 2018-03-01"):
        assert outreach(*words.split()).returncode == 0
    (tmp_path / "enrolments.csv").write_text("citizen,programme,started_on\nA,Ro,2018-02-01\n", "utf-8")
    assert outreach("import", "enrolments.csv").returncode == 0
    assert enrolled(outreach) == ["A Ro 2018-03-01", "A Ro 2018-02-01"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("contacts files/contacts.csv --sheet Ark1", 3, "Error: files/contacts.csv has no sheets;"),
        ("files --sheet Ark1", 3, "Error: files has no sheets;"),
        ("contacts files/contacts.csv --format json", 2, "Error: Missing: --rejects FILE."),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    folder: Path, outreach: Run, words: str, code: int, said: str
) -> None:
    refused = outreach("import", *words.split())
    assert (refused.returncode, refused.stdout) == (code, "")
    assert refused.stderr.startswith(said)


@pytest.mark.parametrize("word", ["all", "alle", "ALLE"])
def test_all_names_that_are_not_known_are_made_where_all_is_said(typed, tmp_path: Path, word: str) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("date,citizen,site\n2018-02-03,A,Syd\n")
    typed("init")
    said = typed("import", "contacts", str(file), "--create", word)
    assert (said.code, "Made 1 site: Syd" in said.out) == (0, True), said


@pytest.mark.parametrize("kind", ["contacts", "kontakter", "contact"])
def test_a_word_that_was_meant_for_create_is_told_as_one_whatever_the_kind_is_called(
    typed, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "f.csv"
    file.write_text("date,citizen,site\n2018-02-03,A,Syd\n")
    typed("init")
    able = "sites, workers, programmes, offers, status_words, problems, closing_reasons, citizens, projects"
    for word, what in (("mål", "targets"), ("scales", "scales"), ("settings", "settings")):
        refused = typed("import", kind, str(file), "--create", word)
        assert (refused.code, refused.err) == (
            2,
            f"Error: A name alone does not make {what}; it makes: {able}.\n",
        )
    refused = typed("import", kind, str(file), "--create", "stes")
    assert refused.err.splitlines() == ['Error: "stes" is not a kind of record.', 'Did you mean "sites"?']
    for words in (("--create", kind, str(file)), (kind, "--create", str(file))):
        assert typed("import", *words, "--dry-run").code == 0


def test_who_came_may_be_said_as_any_yes_or_no(register: Register) -> None:
    said = ["ja", 1, "true", True, "1", "nej", 0, "falsk", False, "Afbud", None]
    rows = [
        {"group": "Kor", "date": f"2018-02-{day:02}", "citizen": "A", "attended": each}
        for day, each in enumerate(said, 1)
    ]
    with register.change("fill") as change:
        change.register("A", on="2018-01-01")
        change.import_rows("attendances", rows)
    came = [each["attended"] for each in register.records("attendances")]
    assert came == ["yes"] * 5 + ["no"] * 4 + ["excused", "yes"]
