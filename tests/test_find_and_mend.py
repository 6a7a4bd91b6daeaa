"""Finding records and mending them: lists narrowed, data by key, an undo after an undo, and safe hints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from outreach_cli.core.language import use_language
from tests.worked import make_worked


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    make_worked(tmp_path / "outreach.db")
    return tmp_path


def listed(outreach, *words: str) -> list[dict[str, object]]:
    done = outreach("list", *words, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["rows"]


def test_a_list_is_narrowed_by_period_citizen_site_worker_programme_and_any_field(
    worked: Path, outreach
) -> None:
    everything = listed(outreach, "contacts")
    for key in ("citizen", "site", "worker", "programme"):
        for value in {row[key] for row in everything} - {None}:
            found = listed(outreach, "contacts", f"--{key}", str(value))
            assert found == [row for row in everything if row[key] == value]
            assert found == listed(outreach, "kontakter", "--where", f"{key}={value}")
    months = {str(row["date"])[:7] for row in everything}
    for month in months:
        same = [row for row in everything if str(row["date"]).startswith(month)]
        assert listed(outreach, "contacts", "--period", month) == same
    phoned = listed(outreach, "contacts", "--where", "type=telefon", "--where", "truffet=ja")
    assert phoned == [row for row in everything if row["kind"] == "phone" and row["reached"] == "yes"]
    assert listed(outreach, "contacts", "--where", "site=") == [
        row for row in everything if row["site"] is None
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("contacts", "--where", "colour=red"), 2, 'contacts have no field "colour"'),
        (("contacts", "--where", "site"), 2, "--where wants FIELD=VALUE"),
        (("contacts", "--site", "Nowhere"), 3, 'No site is called "Nowhere"'),
        (("sites", "--citizen", "A-1"), 2, 'sites have no field "citizen"'),
        (("contacts", "--where", "kind=letters"), 3, "--kind: unknown kind"),
    ],
)
def test_a_list_that_cannot_be_narrowed_so_says_why(
    worked: Path, outreach, words: tuple[str, ...], code: int, said: str
) -> None:
    done = outreach("list", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


@pytest.mark.parametrize("form", ["json", "csv", "tsv"])
def test_data_hold_keys_in_every_language_and_people_read_words(worked: Path, outreach, form: str) -> None:
    outreach(
        "register",
        "Z-1",
        "--sex",
        "f",
        "--problem",
        "alcohol",
        "--problem",
        "other",
        "--previously-known",
        "no",
    )
    one, other = (
        outreach("--lang", lang, "list", "citizens", "--format", form, "--where", "citizen=Z-1").stdout
        for lang in ("da", "en")
    )
    for said in (one, other):
        for word in ("alcohol|other", "no"):
            assert word in said
        assert "Alkohol" not in said
        assert "Kvinde" not in said
        assert "Female" not in said
    assert "Kvinde" in outreach("--lang", "da", "list", "citizens", "--format", "html").stdout
    assert '"yes"' in outreach("show", "A-1", "--format", "json").stdout


@pytest.mark.parametrize("lang", ["da", "en"])
def test_a_list_of_citizens_is_a_table_on_80_columns_and_names_what_it_leaves_out(
    outreach, lang: str
) -> None:
    outreach("init", "--municipality", "Aalborg")
    outreach("add", "site", "Sygedagpengehuset")
    for number in range(3):
        fields = ("--site", "Sygedagpengehuset", "--birth-year", "1971", "--sex", "f", "--problem", "alcohol")
        outreach("register", f"AAL-00{number}", *fields, "--previously-known", "yes")
    said = outreach("--lang", lang, "list", "citizens", env={"COLUMNS": "80"}).stdout.splitlines()
    assert max(map(len, said)) <= 80
    assert [line for line in said if "AAL-00" in line and "1971" in line][2:]
    assert ("Kendt i forvejen" if lang == "da" else "Previously known") in said[-1] + said[-2]


def test_an_undo_after_an_undo_says_so_and_how_to_go_further_back(outreach) -> None:
    outreach("init")
    outreach("add", "site", "Nord")
    outreach("add", "site", "Syd")
    outreach("undo")
    again = outreach("undo")
    assert again.returncode == 0
    assert "Change 4 was an undo of change 3: this brings it back." in again.stderr
    assert "To go further back instead: outreach undo 2" in again.stderr
    assert "undo of change" not in outreach("undo", "2").stderr


def test_no_number_goes_further_back_that_is_undone_itself(typed) -> None:
    typed("init")
    typed("add site Nord")
    for _undo in range(4):
        assert "further back" not in typed("undo").err


def test_a_number_goes_further_back_as_the_register_then_stands(typed) -> None:
    typed("init")
    typed("add site Nord")
    typed("register A --site Nord")
    typed("undo")
    assert "To go further back instead: outreach undo 2" in typed("undo --dry-run").err
    assert typed("undo 2 --dry-run").code == 0
    assert "further back" not in typed("undo").err  # it brought A back, who stands at Nord
    assert typed("undo 2").code == 3


def test_a_kind_in_a_commands_place_leads_to_what_shows_it(outreach) -> None:
    outreach("init")
    outreach("register", "RD-001")
    said = outreach("--lang", "da", "borger", "RD-001")
    assert said.returncode == 2
    assert said.stderr.splitlines()[1] == "Se borgeren med: outreach vis RD-001"
    assert "outreach list sites" in outreach("sites").stderr


@pytest.mark.parametrize("word", ["forgt", "remve", "glm", "gendn", "restor"])
def test_what_takes_away_is_never_suggested(outreach, word: str) -> None:
    said = outreach("--lang", "da", word).stderr
    assert [
        each for each in ("forget", "glem", "remove", "fjern", "gendan", "restore") if f"'{each}'" in said
    ] == []


def test_a_backup_that_is_not_there_is_no_reason_to_make_a_register(outreach) -> None:
    outreach("init")
    said = outreach("restore", "gone.db")
    assert said.returncode == 5
    assert "There is no backup at gone.db." in said.stderr
    assert "init" not in said.stderr


def test_a_suggested_file_name_can_be_pasted(outreach, tmp_path: Path) -> None:
    outreach("init")
    (tmp_path / "min liste.csv").write_text("Dato;Borger\n", encoding="utf-8")
    assert 'outreach import contacts "min liste.csv"' in outreach("import", "min liste.csv").stderr


def test_a_name_like_a_known_one_is_not_offered_to_be_made(outreach, tmp_path: Path) -> None:
    outreach("init")
    outreach("add", "site", "Uddannelseshuset")
    outreach("register", "A-1")
    for site, offered in (("Uddannelseshus", False), ("Havnen", True)):
        (tmp_path / "x.csv").write_text(f"Dato;Borgernøgle;Enhed\n01-02-2018;A-1;{site}\n", encoding="utf-8")
        assert ("--create" in outreach("import", "contacts", "x.csv").stderr) == offered


def test_no_record_follows_or_is_part_of_itself(typed) -> None:
    typed("init")
    for site in ("Nord", "Syd", "Vest"):
        typed("add", "site", site)
    typed("add", "programme", "Kursus")
    assert typed("correct site Nord --successor Syd").code == 0
    assert typed("correct site Syd --successor Vest").code == 0
    for line in (
        "correct site Nord --successor Nord",
        "correct site Vest --successor Nord",
        "correct programme Kursus --parent Kursus",
    ):
        refused = typed(line)
        assert (refused.code, "leads back to the record itself" in refused.err) == (3, True)
    with use_language("da"):
        assert (
            "--afløst-af: fører tilbage til registreringen selv"
            in typed("ret enhed Vest --afløst-af Nord").err
        )


def test_a_name_is_corrected_by_the_word_name_as_well_but_a_citizen_has_none(typed) -> None:
    for line in ("init", "add site Nord", "register RD-001"):
        assert typed(line).code == 0
    assert typed("correct site Nord --name Nordhuset").code == 0
    assert "Nordlyset" in typed("ret enhed Nordhuset --navn Nordlyset").out
    assert typed("correct citizen RD-001 --name Karen").code == 2


def test_with_a_groups_last_session_of_a_day_goes_the_list_of_who_came(typed) -> None:
    for line in ("init", "register A --on 2018-01-01", "register B --on 2018-01-01"):
        typed(line)
    typed("attend Café A B --on 2018-02-01 --create")
    typed("add session --group Café --on 2018-02-01 --title Kost")
    assert "With it" not in typed("remove session 2").out
    said = typed("remove session 1")
    assert said.out.splitlines()[:2] == [
        "Removed session 1: Café, 2018-02-01",
        "With it: 2 attendances removed",
    ]
    assert typed("report groups --period 2018 --format json --strict").code == 0
    typed("undo")
    assert typed("list attendances --format csv").out.count("\n") == 3


def test_the_list_of_who_came_goes_along_with_a_session_to_another_day(typed) -> None:
    for line in ("init", "register A --on 2018-01-01", "register B --on 2018-01-01"):
        typed(line)
    typed("attend Café A B --on 2018-02-01 --create")
    typed("attend Café --absent A --on 2018-02-08")
    typed("remove session 2")
    typed("attend Kor A --on 2018-02-01 --create")
    before = typed("list attendances --format csv").out
    assert typed("correct session 1 --date 2018-02-15").code == 0
    assert typed("list attendances --format csv").out == before.replace("Café,2018-02-01", "Café,2018-02-15")
    total = typed("report groups --period 2018-02-15 --format json").table["total"]
    assert (total["sessions"], total["attendances"]) == (1, 2)
    typed("undo")
    assert typed("list attendances --format csv").out == before


DATA_BY_KEY = [
    (["report", "time", "--trace", "total", "contacts"], {"kind": "conversation"}, "Samtale"),
    (["report", "referrals", "--trace", "total", "referrals"], {"step": "pending"}, "Afventer"),
    (["report", "presence", "--trace", "total", "held_days"], {"planned": "no"}, "nej"),
    (["report", "quality", "--trace", "total"], {"record": "referral"}, "henvisning"),
    (["report", "conversations", "--trace", "total"], {"part": "conversations"}, "Antal samtaler"),
    (["report", "case.toml", "--trace", "spent.contacts"], {"kind": "conversation"}, "Samtale"),
    (["disclose", "{citizen}"], {"kind": "conversation"}, "Samtale"),
]


@pytest.mark.parametrize(("words", "known", "danish"), DATA_BY_KEY)
def test_the_records_behind_a_cell_and_on_a_citizen_have_keys_for_programs_and_words_for_people(
    worked: Path, outreach, words: list[str], known: dict[str, str], danish: str
) -> None:
    text = 'title = "Case"\n[[part]]\nname = "spent"\nreport = "time"\n'
    (worked / "case.toml").write_text(text, encoding="utf-8")
    citizen = next(
        str(row["citizen"]) for row in listed(outreach, "contacts", "--where", "kind=conversation")
    )
    site = str(listed(outreach, "sites")[0]["site"])
    outreach("add", "worker", "SPL-9")
    outreach("add", "presence", "--worker", "SPL-9", "--site", site, "--on", "2018-02-06")
    typed = [word.format(citizen=citizen) for word in words]
    said = {
        language: json.loads(outreach(*typed, "--format", "json", "--lang", language).stdout)
        for language in ("da", "en")
    }
    rows = {
        language: [row for table in each.get("reports", [each]) for row in table["rows"]]
        for language, each in said.items()
    }
    assert any(known.items() <= row.items() for row in rows["en"])
    assert [row for row in rows["da"] if "command" not in row] == [
        row for row in rows["en"] if "command" not in row
    ]
    assert danish in outreach(*typed, "--format", "markdown", "--lang", "da").stdout
