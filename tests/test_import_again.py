"""Importing again: the same rows add nothing, grown files only what is new, changed ones correct."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from subprocess import CompletedProcess

import pytest

from outreach_cli.api import Register
from outreach_cli.exchange.import_session import ImportSession
from outreach_cli.exchange.readers.sheet import make_sheet
from outreach_cli.exchange.readers.sources import SourceFile
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.merge import carry_out, plan
from outreach_cli.storage.check import check_file
from tests.bulk import everything, problems_of, take, take_file, take_text

Run = Callable[..., CompletedProcess[str]]
HEAD = "date,citizen,site,minutes\n"
A, B, C = "2018-02-03,K-1,Nord,45\n", "2018-02-04,K-1,Nord,\n", "2018-02-05,K-2,,30\n"


@pytest.fixture
def contacts(register: Register) -> Register:
    """A register with rows A and twice B, from a file without ids."""
    assert take_text(register, "contacts", HEAD + A + B + B, create=True).startswith("imported 3,")
    return register


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + A + B + B, "imported 0, corrected 0, unchanged 3, rejected 0"),
        (HEAD + B + A + B, "imported 0, corrected 0, unchanged 3, rejected 0"),
        (HEAD + A + B + B + B + C, "imported 2, corrected 0, unchanged 3, rejected 0"),
        (HEAD + B, "imported 0, corrected 0, unchanged 1, rejected 0"),
        (
            "Minutter;Sted;Borger;Dato;Truffet\n45;NORD;k-1;3.2.2018;ja\n",
            "imported 0, corrected 0, unchanged 1, rejected 0",
        ),
    ],
    ids=["the same", "re-ordered", "grown", "shrunk", "other columns"],
)
def test_rows_without_ids_are_known_by_content(contacts: Register, text: str, said: str) -> None:
    assert take_text(contacts, "contacts", text, create=True) == said


def test_rows_typed_by_hand_are_known_too(contacts: Register) -> None:
    with contacts.change("contact") as change:
        change.contact("K-1", on="2018-02-05", site="Nord", minutes=10)
    assert take_text(contacts, "contacts", HEAD + "2018-02-05,K-1,Nord,10\n").startswith("imported 0,")


def test_a_row_corrected_in_the_register_is_known_by_what_it_was_and_is(contacts: Register) -> None:
    with contacts.change("correct") as change:
        change.correct("contact", "1", minutes=50)
    said = take_text(contacts, "contacts", HEAD + A + B + B)
    assert said == "imported 0, corrected 0, unchanged 3, rejected 0"
    assert take_text(contacts, "contacts", HEAD + A.replace("45", "50")).startswith("imported 0,")
    assert everything(contacts)["contact"][0][7] == 50


def test_rows_with_ids_are_corrected_when_changed_and_keep_the_old_version(register: Register) -> None:
    head = "source_id,date,citizen,minutes\n"
    first = head + "a1,2018-02-03,K-1,45\na2,2018-02-03,K-1,45\n"
    assert take_text(register, "contacts", first, create=True).startswith("imported 2,")
    assert take_text(register, "contacts", first).startswith("imported 0, corrected 0, unchanged 2,")
    grown = head + "a2,2018-02-04,K-1,45\na3,2018-02-05,K-1,\na1,2018-02-03,K-1,45\n"
    assert take_text(register, "contacts", grown) == "imported 1, corrected 1, unchanged 1, rejected 0"
    with register.open_snapshot() as connection:
        past = connection.execute("SELECT source_id, date FROM contact_past").fetchall()
    assert past == [("a2", "2018-02-03")]


def test_columns_that_are_not_in_the_file_are_left_alone(register: Register) -> None:
    take_text(register, "contacts", "source_id,date,citizen,minutes\na1,2018-02-03,K-1,45\n", create=True)
    said = take_text(register, "contacts", "source_id,date,citizen,kind\na1,2018-02-04,K-1,phone\n")
    assert said == "imported 0, corrected 1, unchanged 0, rejected 0"
    assert everything(register)["contact"] == [
        ("a1", "2018-02-04", "K-1", None, "phone", None, None, 45, 1),
    ]


def test_two_systems_ids_are_kept_apart_by_source(register: Register, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("source_id,date,citizen\n1,2018-02-03,K-1\n")
    assert take_file(register, "contacts", path, create=True, source="nord").startswith("imported 1,")
    path.write_text("source_id,date,citizen\n1,2018-02-05,K-1\n")
    assert take_file(register, "contacts", path, source="syd").startswith("imported 1, corrected 0,")
    assert take_file(register, "contacts", path, source="nord").startswith("imported 0, corrected 1,")


def test_one_id_twice_with_other_values_is_told_and_with_the_same_passed_over(register: Register) -> None:
    head = "source_id,date,citizen\n"
    take_text(register, "citizens", "citizen\nK-1\n")
    row = "a,2018-02-03,K-1\n"
    assert problems_of(register, "contacts", head + row + row.replace("03", "04")) == [
        '3: source_id: stands on an earlier line too, with other values ("a")'
    ]
    assert (
        take_text(register, "contacts", head + row + row)
        == "imported 1, corrected 0, unchanged 1, rejected 0"
    )
    assert problems_of(register, "contacts", head + row.replace("03", "04") + row) == [
        '3: source_id: stands on an earlier line too, with other values ("a")'
    ]


def test_named_records_are_known_by_name_without_case(register: Register) -> None:
    assert take_text(register, "sites", "site,kind\nÅstedet,værested\nNord,\n").startswith("imported 2,")
    again = "site,kind,municipality\nåstedet,værested,\nNord,jobcenter,Aalborg\n"
    assert take_text(register, "sites", again) == "imported 0, corrected 2, unchanged 0, rejected 0"
    assert [row[:3] for row in everything(register)["site"]] == [
        ("åstedet", None, "værested"),
        ("Nord", "0851", "jobcenter"),
    ]
    assert problems_of(register, "sites", "site,kind\nSyd,a\nSYD,b\n") == [
        '3: site: stands on an earlier line too, with other values ("SYD")'
    ]


def test_many_rows_are_taken_as_few_are(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach_cli.exchange.row_checker.BATCH", 7)
    monkeypatch.setattr("outreach_cli.storage.indexes.FEW", 20)
    with register.open_snapshot() as connection:
        schema = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    rows = "".join(f"{1 + n % 28}.2.2018,K-{n % 9},,{n % 5}\n" for n in range(200))
    assert take_text(register, "contacts", HEAD + rows, create=True).startswith("imported 200,")
    assert take_text(register, "contacts", HEAD + rows).startswith("imported 0, corrected 0, unchanged 200,")
    assert take_text(register, "contacts", HEAD + rows + rows).startswith("imported 200, corrected 0, unch")
    with register.open_snapshot() as connection:
        after = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert after == schema


@pytest.mark.parametrize("seed", range(12))
def test_the_times_that_a_row_without_an_id_stands_are_counted_over_all_of_a_file(
    register: Register, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Files of few distinct rows and of many, some of which a hand has corrected since, some new."""
    monkeypatch.setattr("outreach_cli.exchange.row_checker.BATCH", 5)
    chance = Random(seed)

    def draw_rows(number: int) -> list[tuple[int, int]]:
        return [(1 + chance.randrange(28), chance.randrange(4)) for _row in range(number)]

    def write(rows: list[tuple[int, int]]) -> str:
        return HEAD + "".join(f"{day}.2.2018,K-1,,{minutes}\n" for day, minutes in rows)

    rows = list(dict.fromkeys(draw_rows(60))) + draw_rows(chance.choice((0, 15)))
    take_text(register, "contacts", write(rows), create=True)
    versions = Counter(rows)
    with register.change("correct") as change:
        for number in chance.sample(range(len(rows)), 3):
            change.correct("contact", number + 1, minutes=9)
            versions[rows[number][0], 9] += 1
    for _time in range(4):
        known = [*versions.elements()]
        file = chance.sample(known, chance.randrange(20, len(known))) + draw_rows(chance.choice((0, 9)))
        chance.shuffle(file)
        new = Counter(file) - versions
        said = take_text(register, "contacts", write(file))
        assert said.startswith(f"imported {new.total()}, corrected 0, unchanged {len(file) - new.total()},")
        versions |= Counter(file)


def test_a_new_row_that_comes_again_among_known_ones_is_new_again(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach_cli.exchange.row_checker.BATCH", 5)
    known = [f"{day}.2.2018,K-1,,10\n" for day in range(1, 19)]
    take_text(register, "contacts", HEAD + "".join(known), create=True)
    new = "28.2.2018,K-1,,10\n"
    file = [*known[:4], new, *known[4:9], *known[9:13], new, *known[13:]]
    said = "imported 2, corrected 0, unchanged 18, rejected 0"
    assert take_text(register, "contacts", HEAD + "".join(file)) == said


@pytest.mark.parametrize("known", [0, 3, 8, 13, 20, 27])
def test_a_known_row_among_many_new_ones_is_met(
    register: Register, monkeypatch: pytest.MonkeyPatch, known: int
) -> None:
    monkeypatch.setattr("outreach_cli.exchange.row_checker.BATCH", 7)
    head = "source_id,date,citizen,minutes\n"
    rows = [f"k{number},2018-02-{1 + number:02},K-1,{number}\n" for number in range(28)]
    take_text(register, "contacts", head + rows[known], create=True)
    changed = rows[known].replace(f",{known}\n", ",90\n")
    for row, said in ((rows[known], "corrected 0, unchanged 1"), (changed, "corrected 1, unchanged 0")):
        file = head + "".join([*rows[:known], row, *rows[known + 1 :]])
        expected = f"imported 27, {said}, rejected 0"
        with register.change("try", dry_run=True) as change:
            bulk = ImportSession(change)
            bulk.take(RECORDS["contact"], make_sheet(csv.DictReader(file.splitlines())))
            assert str(bulk.finish()) == expected
            query = "SELECT id, source_id FROM contact ORDER BY id"
            assert [row[0] for row in change.connection.execute(query)] == list(range(1, 29))
        assert problems_of(register, "contacts", file + changed.replace("90", "91")) == [
            f'30: source_id: stands on an earlier line too, with other values ("k{known}")'
        ]
    assert take_text(register, "contacts", file) == expected
    assert check_file(register.path) == []


def test_several_files_of_a_kind_see_each_other(register: Register, tmp_path: Path) -> None:
    paths = []
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(HEAD + A + B)
        paths.append(SourceFile(RECORDS["contact"], str(tmp_path / name)))
    assert str(take(register, *paths, create=True)) == "imported 2, corrected 0, unchanged 2, rejected 0"


@pytest.mark.slow
def test_a_dry_run_says_what_the_real_run_says_and_leaves_every_byte(tmp_path: Path, outreach: Run) -> None:
    outreach("init")
    rows = "".join(f"2018-02-{1 + n % 28:02},K-{n},Nord,{n % 90}\n" for n in range(30_000))
    (tmp_path / "contacts.csv").write_text(HEAD + rows)
    before = sha256((tmp_path / "outreach.db").read_bytes()).hexdigest()
    dry = outreach("import", "contacts", "contacts.csv", "--create", "--dry-run")
    assert sha256((tmp_path / "outreach.db").read_bytes()).hexdigest() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["contacts.csv", "outreach.db"]
    real = outreach("import", "contacts", "contacts.csv", "--create")
    assert dry.stdout == real.stdout
    assert real.stdout.splitlines()[-1] == "imported 30000, corrected 0, unchanged 0, rejected 0"


def test_what_is_made_on_the_way_is_listed(tmp_path: Path, outreach: Run) -> None:
    outreach("init")
    (tmp_path / "contacts.csv").write_text(HEAD + A + C)
    run = outreach("import", "contacts", "contacts.csv", "--create", "sites")
    assert run.returncode == 3
    assert 'contacts.csv:2: citizen: unknown citizen ("K-1")' in run.stderr
    run = outreach("import", "--create", "contacts", "contacts.csv")
    assert run.stdout.splitlines()[:2] == ["Made 2 citizens: K-1, K-2", "Made 1 site: Nord"]
    assert outreach("import", "contacts", "contacts.csv", "--create", "contacts,sites").returncode == 2


def test_good_rows_go_in_and_bad_ones_come_back_mended(tmp_path: Path, outreach: Run) -> None:
    outreach("init")
    outreach("register", "K-1", "--on", "2018-01-01")
    outreach("add", "site", "Nord")
    (tmp_path / "contacts.csv").write_text(HEAD + A + "31.2.2018,K-9,=Nord,5\n" + B)
    refused = outreach("import", "contacts", "contacts.csv", "--partial")
    assert refused.returncode == 2
    run = outreach("import", "contacts", "contacts.csv", "--partial", "--rejects", "bad.csv")
    assert run.returncode == 4
    assert run.stdout.splitlines()[-1] == "imported 2, corrected 0, unchanged 0, rejected 1"
    bad = (tmp_path / "bad.csv").read_text()
    assert bad.splitlines()[0] == "date,citizen,site,minutes,error"
    assert bad.splitlines()[1].startswith(
        "31.2.2018,K-9,'=Nord,5,\"date: no such day in the calendar; citizen"
    )
    (tmp_path / "bad.csv").write_text(bad.replace("31.2", "28.2").replace("K-9", "K-1").replace("'=", ""))
    run = outreach("import", "contacts", "bad.csv")
    assert run.stdout.splitlines()[-1] == "imported 1, corrected 0, unchanged 0, rejected 0"


def test_headings_are_mapped_and_passed_over_as_told(tmp_path: Path, outreach: Run) -> None:
    outreach("init")
    (tmp_path / "old.csv").write_text("Navn på borger;Dag;Note\nK-1;3.2.2018;ring igen\n")
    run = outreach("import", "contacts", "old.csv")
    assert run.returncode == 3
    assert "old.csv:1: Note: unknown column, known: date, citizen, site" in run.stderr
    assert 'minutes, reached, source_id ("Note")' in run.stderr
    words = ["--map", "Navn på borger=citizen", "--map", "dag=Dato", "--ignore", "note", "--create"]
    run = outreach("import", "contacts", "old.csv", *words)
    assert run.stdout.splitlines()[-1] == "imported 1, corrected 0, unchanged 0, rejected 0"


def test_a_heading_is_mapped_to_a_field_by_what_is_typed_for_its_option(
    tmp_path: Path, outreach: Run
) -> None:
    outreach("init")
    outreach("register", "K-1", "--on", "2018-01-01")
    (tmp_path / "old.csv").write_text("Borger;Dato;Art\nK-1;3.2.2018;besøg\n", encoding="utf-8")
    for word in ("type", "kind", "Kontakttype"):
        run = outreach("import", "contacts", "old.csv", "--map", f"Art={word}", "--dry-run")
        assert run.stdout.splitlines()[-1] == "imported 1, corrected 0, unchanged 0, rejected 0"


def test_a_code_that_was_merged_into_another_names_that_one(register: Register) -> None:
    citizens = "citizen,birth_year\nK-1,1971\nK-2,1980\n"
    take_text(register, "citizens", citizens)
    with register.change("merge") as change:
        carry_out(change, plan(change.finder, "K-1", "K-2"))
    assert take_text(register, "citizens", citizens) == "imported 0, corrected 0, unchanged 2, rejected 0"
    assert take_text(register, "contacts", "date,citizen\n2018-02-03,K-2\n").startswith("imported 1,")
    assert everything(register)["contact"][0][2] == "K-1"


def test_a_name_that_only_a_rejected_row_has_is_not_made(outreach: Run, tmp_path: Path) -> None:
    outreach("init")
    (tmp_path / "contacts.csv").write_text(
        "date,citizen,site,minutes\n2019-01-01,B1,Nord,5\n2019-01-01,B2,Syd,x\n2019-01-02,B3,Nord,\n"
    )
    words = ["import", "contacts", "contacts.csv", "--create", "--partial", "--rejects", "bad.csv"]
    run = outreach("--lang", "en", *words)
    assert run.stdout.splitlines() == [
        "Made 2 citizens: B1, B3",
        "Made 1 site: Nord",
        "imported 2, corrected 0, unchanged 0, rejected 1",
    ]
    assert "Syd" not in outreach("list", "sites", "--format", "csv").stdout
    assert "B2" not in outreach("list", "citizens", "--format", "csv").stdout


def test_a_name_that_a_rejected_row_has_first_is_made_for_a_good_one(outreach: Run, tmp_path: Path) -> None:
    outreach("init")
    (tmp_path / "sites.csv").write_text("site,successor,opened_on\nA,Ny,x\nB,Ny,\nC,Anden,y\n")
    run = outreach("--lang", "en", "import", "sites.csv", "--create", "--partial", "--rejects", "bad.csv")
    assert run.stdout.splitlines()[0] == "Made 1 site: Ny"
    listed = outreach("list", "sites", "--format", "csv").stdout.splitlines()
    assert [line.split(",")[1] for line in listed[1:]] == ["B", "Ny"]


def test_half_a_letter_is_told_and_set_aside(outreach: Run, tmp_path: Path) -> None:
    outreach("init")
    (tmp_path / "citizens.json").write_text('[{"citizen": "A1"}, {"citizen": "\\ud800"}]')
    said = outreach(
        *("import", "citizens", "citizens.json", "--partial", "--rejects", "bad.csv", "--lang", "en")
    )
    assert (said.returncode, said.stdout) == (4, "imported 1, corrected 0, unchanged 0, rejected 1\n")
    assert (tmp_path / "bad.csv").read_text() == "citizen,error\n?,citizen: holds a control character\n"


def test_a_corrected_row_without_an_id_is_said_to_come_in_beside_the_old(outreach, tmp_path: Path) -> None:
    outreach("init")
    outreach("register", "K-1", "--on", "2018-01-01")
    rows = "Dato;Borgernøgle;Minutter\n03-02-2018;K-1;{}\n04-02-2018;K-1;20\n"
    for minutes in (35, 40):
        (tmp_path / "liste.csv").write_text(rows.format(minutes), encoding="utf-8")
        env = {"OUTREACH_LANG": "da"} if minutes == 40 else {}
        done = outreach("import", "contacts", "liste.csv", env=env)
        assert ("på linje 2." in done.stderr) == (minutes == 40), done.stderr
        assert "another that day" not in done.stderr
    assert done.stdout == "imported 1, corrected 0, unchanged 1, rejected 0\n"
    again = outreach("import", "contacts", "liste.csv")
    assert (again.stdout, "another" in again.stderr) == (
        "imported 0, corrected 0, unchanged 2, rejected 0\n",
        False,
    )
    (tmp_path / "liste.csv").write_text(rows.format(45), encoding="utf-8")
    tried = outreach("import", "contacts", "liste.csv", "--dry-run")
    assert "1 new contact is with a citizen who has another that day already, on line 2." in tried.stderr
    flaws = outreach("report", "quality", "--format", "csv").stdout
    assert "Kontakt er muligvis registreret to gange,1" in flaws
    (tmp_path / "ids.csv").write_text("source_id,date,citizen\n7,2018-02-03,K-1\n")
    assert "another" not in outreach("import", "contacts", "ids.csv").stderr


COURSES = {
    "enrolments": "citizen,programme,started_on\nA,P,2018-02-01\nB,P,2018-02-01\nC,P,2018-02-01\n",
    "statuses": "date,citizen,programme,status\n"
    "2018-03-01,A,P,completed\n2018-03-01,B,P,active\n2018-03-01,C,P,active\n",
}


@pytest.mark.parametrize("with_ids", [False, True])
def test_statuses_stay_with_an_enrolment_that_was_moved_or_removed(
    register: Register, tmp_path: Path, outreach: Run, with_ids: bool
) -> None:
    """By a hand, whatever the files still say; and a new register made of an export has the same of both."""

    def take_again(kind: str, more: str = "") -> str:
        head, *rows = (COURSES[kind] + more).splitlines()
        if with_ids:
            head, rows = f"source_id,{head}", [f"{number},{row}" for number, row in enumerate(rows)]
        return take_text(register, kind, "\n".join((head, *rows)) + "\n")

    with register.change("add") as change:
        change.add("programme", "P")
        change.add("programme", "Part", parent="P")
        change.add("programme", "Q")
        for citizen in ("A", "B", "C"):
            change.register(citizen, on="2018-01-01")
    for kind in COURSES:
        assert take_again(kind) == "imported 3, corrected 0, unchanged 0, rejected 0"
    with register.change("mend") as change:
        change.correct("enrolment", 1, programme="Part")
        change.correct("enrolment", 2, programme="Q")
        change.remove("enrolment", 3)
    for kind in COURSES:
        assert take_again(kind) == "imported 0, corrected 0, unchanged 3, rejected 0"
    more = "2018-04-01,A,P,active\n2018-04-01,B,P,completed\n"
    assert take_again("statuses", more) == "imported 2, corrected 0, unchanged 3, rejected 0"
    assert outreach("export", "out").returncode == 0
    assert outreach("--db", "fresh.db", "init").returncode == 0
    assert outreach("--db", "fresh.db", "import", "out").returncode == 0
    for db in ("outreach.db", "fresh.db"):
        lists = (outreach("--db", db, "list", kind, "--format", "csv").stdout for kind in COURSES)
        enrolments, statuses = ([row.split(",")[1:] for row in said.splitlines()[1:]] for said in lists)
        assert [row[:2] for row in enrolments] == [["A", "Part"], ["B", "Q"]]
        assert sorted(row[1:4] for row in statuses) == [
            ["A", "Part", "active"],
            ["A", "Part", "completed"],
            ["B", "Q", "active"],
            ["B", "Q", "completed"],
        ]


def test_a_status_left_where_it_was_is_the_one_of_its_row(register: Register) -> None:
    """As one is of a programme's own word, or in a register where statuses did not go along."""
    with register.change("add") as change:
        change.add("programme", "P")
        change.add("programme", "Q")
        change.add("status_word", "Paused", programme="P")
        change.register("A", on="2018-01-01")
        change.enrol("A", "P", on="2018-02-01")
    statuses = "date,citizen,programme,status\n2018-03-01,A,P,Paused\n"
    assert take_text(register, "statuses", statuses) == "imported 1, corrected 0, unchanged 0, rejected 0"
    with register.change("mend") as change:
        change.correct("enrolment", 1, programme="Q")
    assert take_text(register, "statuses", statuses) == "imported 0, corrected 0, unchanged 1, rejected 0"


def test_statuses_go_along_with_an_enrolment_that_a_file_moves(register: Register) -> None:
    with register.change("add") as change:
        change.add("programme", "P")
        change.add("programme", "Q")
        change.register("A", on="2018-01-01")
    statuses = "source_id,date,citizen,programme,status\n1,2018-03-01,A,P,active\n"
    enrolments = "source_id,citizen,programme,started_on\n1,A,{},2018-02-01\n"
    take_text(register, "enrolments", enrolments.format("P"))
    take_text(register, "statuses", statuses)
    take_text(register, "enrolments", enrolments.format("Q"))
    for _night in range(2):
        assert take_text(register, "statuses", statuses) == "imported 0, corrected 0, unchanged 1, rejected 0"
    assert [row["programme"] for row in register.records("statuses")] == ["Q"]
    assert len(list(register.records("enrolments"))) == 1
