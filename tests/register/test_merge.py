"""A citizen registered twice becomes one: counts follow, the code is remembered, the past is kept."""

from __future__ import annotations

import json


def cells(outreach, *words: str) -> list[tuple[int, int]]:
    said = json.loads(outreach("report", "conversations", "--format", "json", *words).stdout)
    return [(row["citizens"], row["conversations"]) for row in [*said["rows"], said["total"]]]


def made(outreach) -> None:
    """Changes 1–6: the register, a site, two citizens, and a contact with each."""
    outreach("init")
    outreach("add", "site", "North")
    outreach("register", "C1", "--on", "2018-02-01", "--problem", "alcohol")
    outreach("register", "Ø2", "--on", "2018-01-01", "--problem", "drugs", "--birth-year", "1970")
    outreach("contact", "C1", "--site", "North", "--on", "2018-02-03")
    outreach("contact", "Ø2", "--site", "North", "--on", "2018-02-04")


def test_counts_follow_a_merge_at_once_and_as_of_keeps_the_old(outreach) -> None:
    made(outreach)
    assert cells(outreach) == [(2, 2), (2, 2)]
    said = outreach("merge", "C1", "ø2")
    assert said.returncode == 0, said.stderr
    assert "1 contact: Ø2 → C1" in said.stdout
    assert cells(outreach) == [(1, 2), (1, 2)]
    assert cells(outreach, "--as-of", "6") == [(2, 2), (2, 2)]
    outreach("undo")
    assert cells(outreach) == [(2, 2), (2, 2)]
    assert outreach("check").returncode == 0


def test_the_kept_citizen_has_what_was_known_of_both(outreach) -> None:
    made(outreach)
    outreach("merge", "C1", "Ø2")
    (row,) = json.loads(outreach("list", "citizens", "--format", "json", "--lang", "en").stdout)["rows"]
    assert (row["citizen"], row["registered_on"], row["birth_year"], row["problems"]) == (
        "C1",
        "2018-01-01",
        1970,
        "alcohol|drugs",
    )


def test_the_merged_code_names_the_kept_citizen_in_commands_and_imports(outreach, tmp_path) -> None:
    made(outreach)
    outreach("merge", "C1", "Ø2")
    assert "C1" in outreach("contact", "ø2", "--on", "2018-03-01").stdout
    (tmp_path / "contacts.csv").write_text("date,citizen\n2018-04-01,Ø2\n2018-04-02,C1\n")
    (tmp_path / "citizens.csv").write_text("citizen,birth_year\nØ2,1970\nC1,1970\nC3,1980\n")
    assert outreach("import", "contacts", "contacts.csv").stdout.endswith(
        "imported 2, corrected 0, unchanged 0, rejected 0\n"
    )
    assert outreach("import", "citizens", "citizens.csv").stdout.endswith(
        "imported 1, corrected 0, unchanged 2, rejected 0\n"
    )
    rows = json.loads(outreach("list", "citizens", "--format", "json").stdout)["rows"]
    assert [row["citizen"] for row in rows] == ["C1", "C3"]
    assert outreach("register", "Ø2").returncode == 3


def test_a_file_imported_before_a_merge_adds_nothing_after_it(outreach, tmp_path) -> None:
    made(outreach)
    (tmp_path / "contacts.csv").write_text("date,citizen\n2018-04-01,Ø2\n2018-04-01,Ø2\n2018-04-02,C1\n")
    outreach("import", "contacts", "contacts.csv")
    outreach("merge", "C1", "Ø2")
    assert outreach("import", "contacts", "contacts.csv").stdout.endswith(
        "imported 0, corrected 0, unchanged 3, rejected 0\n"
    )


def test_two_that_are_not_the_same_are_remembered_as_two(outreach) -> None:
    made(outreach)
    assert outreach("merge", "C1", "Ø2", "--not-same").returncode == 0
    for pair in (("C1", "Ø2"), ("Ø2", "C1")):
        said = outreach("merge", *pair)
        assert (said.returncode, said.stdout) == (3, "")
        assert "are remembered as two citizens" in said.stderr
    outreach("undo")
    assert outreach("merge", "C1", "Ø2").returncode == 0


def test_merging_one_with_itself_or_with_nobody_is_refused(outreach) -> None:
    made(outreach)
    assert outreach("merge", "C1", "c1").returncode == 3
    assert outreach("merge", "C1", "C8").returncode == 3


def test_merged_chains_lead_to_the_one_that_is_left(outreach) -> None:
    made(outreach)
    outreach("register", "C0")
    outreach("merge", "C1", "Ø2")
    outreach("merge", "C0", "C1")
    assert "C0" in outreach("contact", "Ø2").stdout
    assert outreach("check").returncode == 0


def test_two_remembered_as_two_no_longer_look_registered_twice(outreach) -> None:
    def doubled() -> int:
        rows = json.loads(outreach("report", "quality", "--format", "json", "--lang", "en").stdout)["rows"]
        return next(row["records"] for row in rows if row["check"] == "Citizen looks registered twice")

    outreach("init")
    for code in ("AAL-1", "AAL1", "AAL 1"):
        outreach("register", code)
    assert doubled() == 3
    outreach("merge", "AAL-1", "AAL1", "--not-same")
    outreach("merge", "AAL1", "AAL 1", "--not-same")
    assert doubled() == 2
    outreach("merge", "AAL 1", "AAL-1", "--not-same")
    assert doubled() == 0
    outreach("undo")
    assert doubled() == 2


def test_the_kept_citizen_may_take_the_merged_code_and_both_stay_its_codes(outreach, tmp_path) -> None:
    made(outreach)
    outreach("merge", "C1", "Ø2")
    said = outreach("correct", "citizen", "C1", "--citizen", "ø2")
    assert said.returncode == 0, said.stderr
    assert "ø2" in outreach("contact", "C1", "--on", "2018-03-01").stdout
    assert outreach("register", "C1").returncode == 3
    assert outreach("export", "all").returncode == 0
    unchanged = outreach("import", "all")
    assert unchanged.returncode == 0, unchanged.stderr
    assert "imported 0, corrected 0," in unchanged.stdout
    outreach("--db", "other.db", "init")
    assert outreach("--db", "other.db", "import", "all").returncode == 0
    assert "C1" in outreach("undo", "8").stdout
    assert "C1" in outreach("contact", "Ø2", "--on", "2018-03-02").stdout
    assert outreach("check").returncode == 0


def test_a_code_that_was_merged_away_is_told_as_that_when_it_is_registered_again(outreach) -> None:
    made(outreach)
    outreach("merge", "C1", "Ø2")
    said = outreach("register", "ø2")
    assert said.returncode == 3
    assert said.stderr.startswith('Error: "ø2" was merged into the citizen "C1": ')
    assert outreach("register", "c1").stderr.startswith('Error: There is already a citizen called "C1": ')
