"""The commands as a coordinator, a script and cron meet them: answers, exit codes, one line of error."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

import outreach_cli
from outreach_cli.api import Register
from outreach_cli.core.errors import OutreachError, UnknownNameError
from outreach_cli.register.listing import list_about_citizen
from tests.conftest import MACHINE, ROOT, TODAY

PREPARED = (
    ("init",),
    ("add", "site", "Job- og Aktivhuset", "--kind", "jobcenter"),
    ("add", "site", "Uddannelseshuset"),
    ("add", "worker", "Sygeplejerske 1", "--role", "sygeplejerske", "--site", "Uddannelseshuset"),
    ("add", "offer", "Rygestop"),
    ("add", "programme", "Åben og Rolig", "--kind", "course"),
    ("register", "AAL-001", "--on", "2018-01-02", "--problem", "alkohol", "--problem", "drugs"),
    ("register", "AAL-002", "--on", "2018-01-02", "--sex", "f", "--birth-year", "1970"),
)
"""Makes a register with two sites, a worker, an offer, a course and two citizens, in eight changes."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The prepared register's file, made once by the program itself."""
    path = tmp_path_factory.mktemp("prepared") / "outreach.db"
    for words in PREPARED:
        environment = os.environ | {
            "OUTREACH_DB": str(path),
            "OUTREACH_TODAY": TODAY,
            "OUTREACH_WHO": "tester",
        }
        subprocess.run([sys.executable, "-m", "outreach_cli", "-q", *words], env=environment, check=True)
    return path


@pytest.fixture
def ready(outreach, prepared: Path, tmp_path: Path):
    """A copy of the prepared register in the test's folder, and the command that works on it."""
    shutil.copy(prepared, tmp_path / "outreach.db")
    return outreach


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)["rows"]
    return found


def test_each_answer_says_what_was_written_its_number_and_how_to_undo_it(ready) -> None:
    done = ready("contact", "AAL-001", "--on", "3.2.2018", "--site", "Uddannelseshuset")
    assert done.stdout.splitlines() == [
        "Logged contact 1: 2018-02-03, AAL-001, Uddannelseshuset, Conversation",
        "Change 9. To undo it: outreach undo 9",
    ]
    assert done.stderr == ""


def test_a_second_registration_is_refused_and_shows_who_that_is(ready) -> None:
    done = ready("register", "aal-002")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith('Error: There is already a citizen called "AAL-002"')
    assert "1970" in done.stderr


def test_one_contact_with_several_citizens_is_one_change(ready) -> None:
    assert (
        ready("contact", "AAL-001", "AAL-002", "--on", "2018-02-03", "--refer-to", "Rygestop").returncode == 0
    )
    contacts = rows(ready("list", "contacts", "--format", "json"))
    referrals = rows(ready("list", "referrals", "--format", "json"))
    assert [each["citizen"] for each in contacts] == ["AAL-001", "AAL-002"]
    assert [each["offer"] for each in referrals] == ["Rygestop", "Rygestop"]
    refused = ready("contact", "AAL-001", "AAL-999")
    assert refused.returncode == 3
    assert len(rows(ready("list", "contacts", "--format", "json"))) == 2


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        (("contact", "AAL-01"), "AAL-001"),
        (("contact", "AAL-001", "--site", "Uddannelsehuset"), "Uddannelseshuset"),
        (("contact", "AAL-001", "--worker", "Sygeplejerske1"), "Sygeplejerske 1"),
        (("contact", "AAL-001", "--programme", "Åben og rolige"), "Åben og Rolig"),
        (("contact", "AAL-001", "--kind", "samtaler"), "Samtale"),
        (("refer", "AAL-001", "Rygstop"), "Rygestop"),
        (("refer", "AAL-001", "Rygestop", "--outcome", "complete"), "completed"),
        (("enrol", "AAL-001", "Aben og Rolig"), "Åben og Rolig"),
        (("status", "AAL-001", "complete", "--programme", "Åben og Rolig"), "completed"),
        (("show", "AAL-01"), "AAL-001"),
        (("register", "AAL-003", "--municipality", "Ålborg"), "Aalborg"),
        (("report", "conversation"), "conversations"),
        (("report", "conversations", "--site", "Uddannelsehuset"), "Uddannelseshuset"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_known_and_writes_nothing(
    ready, tmp_path: Path, words: tuple[str, ...], suggestion: str
) -> None:
    before = (tmp_path / "outreach.db").read_bytes()
    done = ready(*words)
    assert done.returncode == 3
    assert done.stderr.startswith("Error: ")
    assert suggestion in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert (tmp_path / "outreach.db").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("contact",), 2),
        (("contact", "AAL-001", "--nonsense"), 2),
        (("nonsense",), 2),
        (("report",), 2),
        (("add", "site"), 2),
        (("add", "sites-and-such", "x"), 2),
        (("list", "nonsense"), 2),
        (("report", "conversations", "--format", "nonsense"), 2),
        (("contact", "AAL-001", "--on", "2018-02-30"), 3),
        (("contact", "AAL-001", "--on", "2019-03-16"), 3),
        (("contact", "AAL-001", "--on", "1.2.18"), 3),
        (("contact", "AAL-001", "--minutes", "many"), 3),
        (("register", "AAL-003", "--sex", "q"), 3),
        (("register", "x" * 100), 3),
        (("report", "conversations", "--period", "2018-13"), 3),
        (("report", "conversations", "--by", "offer"), 3),
        (("status", "AAL-001", "active"), 2),
        (("refer", "AAL-001", "Rygestop", "--outcome", "started"), 3),
        (("correct", "contact", "99", "--minutes", "5"), 3),
        (("remove", "offer", "99"), 3),
    ],
)
def test_a_failure_is_one_line_and_its_exit_code(ready, words: tuple[str, ...], code: int) -> None:
    done = ready(*words)
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 2


@pytest.mark.parametrize("words", [("report", "conversations"), ("contact", "AAL-001"), ("list", "sites")])
def test_without_a_register_nothing_is_made(outreach, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = outreach(*words)
    assert done.returncode == 5
    assert "outreach init" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["conversations", "courses", "monthly"])
def test_an_empty_register_gives_an_empty_table(outreach, name: str) -> None:
    outreach("init")
    done = outreach("report", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert "I alt" in done.stdout


def test_options_stand_before_or_after_the_command(ready, tmp_path: Path) -> None:
    elsewhere = str(tmp_path / "other.db")
    assert ready("--db", elsewhere, "init").returncode == 0
    assert ready("add", "site", "Øst", "--db", elsewhere, "-q").stdout == ""
    assert ready("--quiet", "--db", elsewhere, "add", "site", "Vest").stdout == ""
    listed = ready("list", "sites", "--format", "csv", env={"OUTREACH_DB": elsewhere})
    assert [line.split(",")[1] for line in listed.stdout.splitlines()] == ["site", "Øst", "Vest"]


def test_a_status_enrols_first_and_shows_every_programme(ready) -> None:
    done = ready("status", "AAL-001", "active", "--programme", "Åben og Rolig", "--on", "2018-03-01")
    assert [line.split(":")[0] for line in done.stdout.splitlines()][:2] == [
        "Made enrolment 1",
        "Noted status 1",
    ]
    assert (
        ready("status", "AAL-001", "Gennemført", "--on", "2018-06-01", "--reason", "Klar til hold").returncode
        == 0
    )
    assert rows(ready("status", "AAL-001", "--format", "json")) == [
        {
            "programme": "Åben og Rolig",
            "started_on": "2018-03-01",
            "status": "completed",
            "since": "2018-06-01",
        }
    ]


def test_a_referral_goes_its_way_step_by_step(ready) -> None:
    ready("refer", "AAL-001", "Rygestop", "--on", "2018-02-01")
    for outcome, day in (("accepted", "2018-02-05"), ("started", "2018-03-01"), ("completed", "2018-06-01")):
        assert ready("refer", "AAL-001", "Rygestop", "--outcome", outcome, "--on", day).returncode == 0
    (referral,) = rows(ready("list", "referrals", "--format", "json"))
    assert referral["accepted_on"] == "2018-02-05"
    assert referral["started_on"] == "2018-03-01"
    assert (referral["outcome"], referral["outcome_date"]) == ("completed", "2018-06-01")
    assert ready("refer", "AAL-001", "Rygestop", "--outcome", "no_show").returncode == 3


def test_an_outcome_before_its_referral_is_refused(ready) -> None:
    ready("refer", "AAL-001", "Rygestop", "--on", "2018-02-01")
    done = ready("refer", "AAL-001", "Rygestop", "--outcome", "started", "--on", "2018-01-01")
    assert done.returncode == 3
    assert "2018-02-01" in done.stderr


def test_correct_and_remove_keep_what_stood_there(ready) -> None:
    ready("contact", "AAL-001", "--on", "2018-02-03", "--site", "Uddannelseshuset")
    assert (
        ready("correct", "contact", "1", "--site", "Job- og Aktivhuset", "--date", "4.2.2018").returncode == 0
    )
    (contact,) = rows(ready("list", "contacts", "--format", "json"))
    assert (contact["site"], contact["date"]) == ("Job- og Aktivhuset", "2018-02-04")
    assert ready("correct", "site", "Uddannelseshuset", "--kind", "jobcenter").returncode == 0
    used = ready("remove", "site", "Job- og Aktivhuset")
    assert used.returncode == 3
    assert "1 contact" in used.stderr
    assert ready("remove", "contact", "1").returncode == 0
    assert rows(ready("list", "contacts", "--format", "json")) == []


def test_show_tells_everything_about_a_citizen(ready) -> None:
    ready("contact", "AAL-001", "--on", "2018-02-03", "--refer-to", "Rygestop")
    ready("contact", "AAL-002", "--on", "2018-02-04")
    shown = ready("show", "AAL-001").stdout
    for word in ("AAL-001", "Alcohol, Drugs", "2018-02-03", "Rygestop"):
        assert word in shown
    assert "2018-02-04" not in shown


def test_a_report_goes_to_a_file_that_is_replaced_whole(ready, tmp_path: Path) -> None:
    (tmp_path / "tabel.csv").write_text("old")
    assert ready("report", "conversations", "-o", "tabel.csv").returncode == 0
    assert (tmp_path / "tabel.csv").read_text().startswith("site,citizens")
    assert ready("report", "conversations", "-o", "tabel.nonsense").returncode == 2
    onto = ready("report", "conversations", "-o", "outreach.db", "--format", "csv")
    assert onto.returncode == 3
    assert ready("list", "sites").returncode == 0


def test_json_of_a_report_is_the_contracts(ready) -> None:
    ready("contact", "AAL-001", "--on", "2018-02-03", "--site", "Uddannelseshuset")
    said = json.loads(ready("report", "conversations", "--period", "2018", "--format", "json").stdout)
    assert {key: said[key] for key in ("schema", "report", "language", "period", "filters", "as_of")} == {
        "schema": 1,
        "report": "conversations",
        "language": "da",
        "period": {"from": "2018-01-01", "to": "2018-12-31"},
        "filters": {},
        "as_of": None,
    }
    assert said["columns"][:2] == [
        {"key": "site", "label": "Enhed"},
        {"key": "citizens", "label": "Antal borgere"},
    ]
    assert said["rows"][1] == {
        "site": "Uddannelseshuset",
        "citizens": 1,
        "conversations": 1,
        "conversations_per_citizen": 1.0,
        "referrals": 0,
    }


@pytest.mark.parametrize(
    ("trace", "lines"),
    [
        (("Uddannelseshuset", "citizens"), 1),
        (("Uddannelseshuset", "conversations"), 2),
        (("I alt", "conversations"), 3),
        (("total", "citizens"), 2),
        (("Ikke oplyst", "conversations"), 1),
        (("Uddannelseshuset", "conversations_per_citizen"), 3),
    ],
)
def test_trace_lists_the_records_behind_a_cell(ready, trace: tuple[str, str], lines: int) -> None:
    for day in ("2018-02-03", "2018-02-04"):
        ready("contact", "AAL-001", "--on", day, "--site", "Uddannelseshuset")
    ready("contact", "AAL-002", "--on", "2018-02-05")
    for words in (
        ("report", "conversations", "--trace", *trace),
        ("report", "--trace", *trace, "conversations"),
    ):
        said = json.loads(ready(*words, "--format", "json").stdout)
        assert said["trace"]["count"] == len(said["rows"]) == lines


@pytest.mark.parametrize("trace", [("Nowhere", "citizens"), ("I alt", "nothing")])
def test_trace_of_no_such_cell_is_told(ready, trace: tuple[str, str]) -> None:
    done = ready("report", "conversations", "--trace", *trace)
    assert done.returncode == 3


def test_as_of_prints_what_was_printed_then(ready) -> None:
    ready("contact", "AAL-001", "--on", "2018-02-03", "--site", "Uddannelseshuset")
    then = ready("report", "conversations").stdout
    ready("contact", "AAL-002", "--on", "2018-02-03", "--site", "Uddannelseshuset")
    ready("correct", "contact", "1", "--site", "Job- og Aktivhuset")
    again = ready("report", "conversations", "--as-of", "9")
    assert again.stdout == then
    assert again.stderr == "As the register stood after change 9.\n"
    assert (
        ready("report", "conversations", "--as-of", TODAY).stdout == ready("report", "conversations").stdout
    )
    assert ready("report", "conversations", "--as-of", "99").returncode == 3


OWN = """
name = "mine"
title = "Kontakter pr. medarbejder"
rows = "worker"

[[column]]
key = "visits"
label = { da = "Besøg", en = "Visits" }
measure = "count meeting where kind is visit or phone"
"""


def test_a_report_file_of_ones_own_runs_the_same_way(ready, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(OWN)
    ready("contact", "AAL-001", "--on", "2018-02-03", "--kind", "besøg", "--worker", "Sygeplejerske 1")
    ready("contact", "AAL-001", "--on", "2018-02-03", "--kind", "letter", "--worker", "Sygeplejerske 1")
    assert rows(ready("report", "./mine.toml", "--format", "json")) == [
        {"worker": "Sygeplejerske 1", "visits": 1}
    ]
    traced = ready("report", "mine.toml", "--trace", "Sygeplejerske 1", "visits", "--format", "json")
    assert len(rows(traced)) == 1
    assert "Besøg" in ready("report", "mine.toml", "--explain").stdout


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [
        ('rows = "worker"', 'rows = "workers"', "rows", "worker"),
        ('rows = "worker"', "", "rows", "site"),
        ('title = "Kontakter pr. medarbejder"', "title = 3", "title", "a text"),
        ("[[column]]", "[[columns]]", "columns", "column"),
        ('key = "visits"', 'key = "no good"', "column 1, key", "letters"),
        ("count meeting", "count meetimgs", "column 1, measure", "meeting"),
        ("count meeting", "number of meeting", "column 1, measure", "count POPULATION"),
        ("kind is visit or phone", "colour is red", "measure", "kind"),
        ("kind is visit or phone", "kind visit", "column 1, measure", "FIELD is VALUE"),
        ('key = "visits"', 'keys = "visits"', "column 1, keys", "key"),
        ('name = "mine"', 'name = "mine"\nperiod = 7', "period", "last month"),
        ('name = "mine"', 'name = "mine"\ngoes_with = "project"', "goes_with", "projects"),
        ('name = "mine"', "name = mine", "TOML", "line 2"),
    ],
)
def test_a_wrong_report_file_is_told_by_key_and_expectation(
    ready, tmp_path: Path, old: str, new: str, key: str, expected: str
) -> None:
    (tmp_path / "mine.toml").write_text(OWN.replace(old, new))
    done = ready("report", "mine.toml")
    assert done.returncode == 3
    assert done.stderr.startswith("Error: mine.toml: ") or done.stderr.startswith("Error: mine: ")
    assert key in done.stderr
    assert expected in done.stderr


def test_a_percentage_of_what_is_no_part_is_told(ready, tmp_path: Path) -> None:
    wrong = OWN + (
        '\n[[column]]\nkey = "refs"\nlabel = "R"\nmeasure = "count referral"\n'
        '\n[[column]]\nkey = "share"\nlabel = "S"\nmeasure = "refs / visits"\nshow = "percent"\n'
    )
    (tmp_path / "mine.toml").write_text(wrong)
    done = ready("report", "mine.toml")
    assert done.returncode == 3
    assert '"refs" is not a part of "visits"' in done.stderr


HEAVY = (
    "rich",
    "tabulate",
    "dateutil",
    "sqlite_utils",
    "xlsxwriter",
    "docx",
    "python_calamine",
    "tomllib",
    "csv",
    "difflib",
    "getpass",
    "html",
    "pathlib",
    "dataclasses",
    "json",
    "locale",
    "shutil",
    "ast",  # tells that `inspect` was read, which click imports and `__main__` puts off
    "uuid",  # so it is with this
    "outreach_cli.populations.registry",
    "outreach_cli.records.record",
    "outreach_cli.register.record_changes",
    "outreach_cli.register.undo",
    "outreach_cli.reports.across",
    "outreach_cli.reports.against",
    "outreach_cli.tables.book",
    "outreach_cli.tables.terminal",
)
DECLARED = ("outreach_cli.records.record",)
WRITING = (*DECLARED, "outreach_cli.register.record_changes")
USED_BY_REPORTS = (*DECLARED, "outreach_cli.populations.registry", "tomllib")


@pytest.mark.parametrize(
    ("words", "used"),
    [
        (("--help",), ()),
        ((), DECLARED),
        (("contact", "--help"), DECLARED),
        (("contact", "AAL-001", "--site", "Uddannelseshuset"), WRITING),
        (("refer", "AAL-001", "Rygestop"), WRITING),
        (("report", "conversations", "--format", "json"), (*USED_BY_REPORTS, "json")),
        (("report", "conversations", "--format", "csv"), (*USED_BY_REPORTS, "csv")),
        (("report", "conversations"), USED_BY_REPORTS),
    ],
)
def test_a_command_imports_what_it_uses_and_nothing_else(
    ready, tmp_path: Path, words: tuple[str, ...], used: tuple[str, ...]
) -> None:
    environment = MACHINE | {
        "PYTHONPATH": os.pathsep.join(str(Path(each.__file__).parents[1]) for each in (outreach_cli, click)),
        "OUTREACH_TODAY": TODAY,
        "OUTREACH_DB": str(tmp_path / "outreach.db"),
    }
    # Without `site`: an editable install imports much itself.
    told = [sys.executable, "-S", "-X", "importtime", "-m", "outreach_cli", *words]
    done = subprocess.run(told, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "outreach_cli.cli" in imported
    assert sorted(imported & {*HEAVY}) == sorted(used)


def test_show_says_once_whose_records_these_are_and_when(ready) -> None:
    ready("contact", "AAL-001", "--on", "2018-02-03", "--site", "Uddannelseshuset")
    said = ready("show", "AAL-001").stdout
    assert "Uddannelseshuset" in said
    assert said.count("AAL-001") == said.count("Extracted") == 1


def test_the_first_of_a_kind_is_told_how_to_be_added(outreach) -> None:
    outreach("init")
    said = outreach("contact", "AAL-001")
    assert said.returncode == 3
    assert said.stderr.endswith("none yet; add one with: outreach register AAL-001\n")
    outreach("register", "AAL-001")
    said = outreach("contact", "AAL-001", "--site", "Job- og Aktivhuset")
    assert said.stderr.endswith('add one with: outreach add site "Job- og Aktivhuset"\n')


def test_a_correction_to_what_another_record_is_already_is_refused(outreach) -> None:
    outreach("init")
    for citizen in ("B1", "B2"):
        outreach("register", citizen)
    for site in ("Nord", "Syd"):
        outreach("add", "site", site)
    outreach("attend", "Rygestop", "B1", "B2", "--on", "2018-02-03", "--create")
    said = outreach("correct", "attendance", "2", "--citizen", "B1", "--lang", "en")
    assert (said.returncode, said.stdout) == (3, "")
    assert said.stderr.startswith("Error: The same attendance is noted already: Rygestop, 2018-02-03, B1")
    said = outreach("correct", "site", "Syd", "--site", "nord", "--lang", "en")
    assert (said.returncode, said.stdout) == (3, "")
    assert 'There is already a site called "Nord"' in said.stderr
    assert outreach("correct", "site", "Syd", "--site", "SYD").returncode == 0
    assert outreach("correct", "attendance", "2", "--attended", "excused").returncode == 0


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Runs a line of the shell with `outreach` in it, as a script would."""
    program = f"{shlex.quote(sys.executable)} -m outreach_cli --lang en"
    environment = MACHINE | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": "2019-03-15"}
    return subprocess.run(
        ["sh", "-c", line.replace("outreach", program)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_streams_that_are_closed_or_full_are_told_and_no_breakdown(outreach, tmp_path: Path) -> None:
    outreach("init")
    outreach("register", "B1", "--on", "2019-03-01")
    register = (tmp_path / "outreach.db").read_bytes()
    for command in ("contact", "register", "refer", "status", "enrol"):
        said = shell(tmp_path, f"outreach {command} <&-")
        assert (said.returncode, said.stdout) == (2, "")
        assert said.stderr.startswith("Error: Missing")
    assert (tmp_path / "outreach.db").read_bytes() == register
    said = shell(tmp_path, "outreach list sites >/dev/full")
    assert said.returncode == 8
    assert said.stderr == "Error: the answer could not be written (No space left on device)\n"
    for command in ("log", "list citizens", "report conversations"):
        for to in (">/dev/full", ">&-"):
            said = shell(tmp_path, f"outreach {command} {to}")
            assert said.returncode == 8
            assert said.stderr.count("\n") == 1
            assert said.stderr.startswith("Error: the answer could not be written (")
    assert shell(tmp_path, "outreach --quiet backup kept.db >&- 2>&- <&-").returncode == 0
    assert (tmp_path / "kept.db").exists()


def test_what_was_written_is_told_where_it_can_be_and_is_no_failure(outreach, tmp_path: Path) -> None:
    said = shell(tmp_path, "outreach init >/dev/full")
    assert (said.returncode, said.stderr.count("\n")) == (0, 2)
    outreach("register", "B1", "--on", "2019-03-01")
    outreach("add", "site", "Nord")
    for to, code in ((">/dev/full", 0), (">&-", 0), ("2>/dev/full", 0), (">/dev/full 2>&1", 0)):
        said = shell(tmp_path, f"outreach contact B1 --site Nord {to}")
        assert said.returncode == code, to
        if "2>" not in to:
            assert "Logged contact " in said.stderr
            assert "outreach undo " in said.stderr
    assert len(rows(outreach("list", "contacts", "--format", "json"))) == 4
    (tmp_path / "offers.csv").write_text("offer\nRygestop\n")
    said = shell(tmp_path, "outreach import offers offers.csv >/dev/full")
    assert said.returncode == 0
    assert said.stderr.endswith("imported 1, corrected 0, unchanged 0, rejected 0\n")
    assert shell(tmp_path, "outreach contact NOSUCH 2>/dev/full").returncode == 3
    said = shell(tmp_path, "outreach report conversations --suppress --publish May >/dev/full")
    assert said.returncode == 1
    assert said.stderr.endswith("was written. To undo it: outreach undo 9\n")


def test_a_keyword_that_no_field_is_called_is_refused(register: Register) -> None:
    def write(verb: str, **fields: object) -> None:
        with register.change("script") as change:
            change.register("B1", on="2018-01-01")
            change.add("offer", "Rygestop")
            getattr(change, verb)(*(("B1", "Rygestop") if verb == "refer" else ("B1",)), **fields)

    for verb, wrong in (("contact", "minuts"), ("refer", "outcom")):
        with pytest.raises(OutreachError, match=f'have no field "{wrong}"'):
            write(verb, **{wrong: "45"})
    with pytest.raises(UnknownNameError):
        register.finder.find_name("citizen", "B1")


def test_a_report_within_a_change_counts_what_the_change_has_written(register: Register) -> None:
    with register.change("script") as change:
        change.register("B1", on="2018-01-01")
        change.contact("B1", on="2018-02-03")
        table = register.report("conversations", period="2018")
    assert table == register.report("conversations", period="2018")
    assert [row[1] for row in table.body] == [1]


def test_an_interruption_after_the_change_says_that_it_was_written(
    typed, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("outreach_cli.commands.contacts.say_change", interrupt)
    said = typed("register B1 --lang en")
    assert said.code == 130
    assert said.err.lstrip() == "Interrupted.\nChange 2 was written. To undo it: outreach undo 2\n"
    monkeypatch.setattr("outreach_cli.register.change_writer.ChangeWriter.seal", interrupt)
    said = typed("register B2 --lang en")
    assert (said.code, said.err.lstrip()) == (130, "Interrupted.\n")
    assert [row[0] for row in register.connection.execute("SELECT citizen FROM citizen")] == ["B1"]


def test_a_citizen_whose_sex_is_written_k_or_m_is_a_woman_or_a_man(outreach, tmp_path: Path) -> None:
    outreach("init")
    assert "Female" in outreach("register", "AAL-001", "--sex", "K").stdout
    (tmp_path / "citizens.csv").write_text("Borgernøgle;Køn\nAAL-002;k\nAAL-003;M\n", encoding="utf-8")
    assert outreach("import", "citizens", "citizens.csv").returncode == 0
    listed = outreach("list", "citizens", "--format", "json", "--lang", "en").stdout
    assert listed.count('"f"') + listed.count("Female") == 2


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("add", "borger", "X"), "De oprettes med: outreach registrer"),
        (("add", "indsats", "Nord", "--kind", "gruppe"), 'Mente du "Hold"?'),
        (("list", "kontakts"), 'Mente du "kontakter"?'),
        (("contact", "AAL-01"), 'Mente du "AAL-001", "AAL-002"? Opret som ny med: outreach registrer AAL-01'),
        (("contact", "Q"), "Opret som ny med: outreach registrer Q"),
        (("report",), "Se, hvad de viser, med: outreach rapport --vis-liste"),
        (
            ("report", "conversations", "--trace", "I alt", "samtalen"),
            'Mente du "samtaler"?',
        ),
        (("import", "march.csv"), "Skriv typen først, fx: outreach importer kontakter march.csv"),
    ],
)
def test_a_dane_is_told_in_danish_what_to_do_instead(
    ready, tmp_path: Path, words: tuple[str, ...], advice: str
) -> None:
    (tmp_path / "march.csv").write_text("Dato;Borger\n", encoding="utf-8")
    done = ready("--lang", "da", *words)
    assert done.returncode in (2, 3)
    assert done.stderr.splitlines()[1] == advice


def test_a_poor_likeness_is_not_suggested(ready) -> None:
    ready("refer", "AAL-001", "Rygestop")
    said = ready("refer", "AAL-001", "Rygestop", "--outcome", "afsluttet", "--lang", "da").stderr
    assert said.splitlines()[1].startswith("Mulige: Accepteret, Startet, Gennemført")


@pytest.mark.parametrize(
    ("file", "form", "code"),
    [
        ("table.xlsx", "csv", 2),
        ("table.csv", "docx", 2),
        ("table.csv", "csv-excel", 0),
        ("table.CSV", "csv", 0),
        ("table.txt", "markdown", 0),
        ("table.txt", "xlsx", 2),
        ("table.dat", "csv", 0),
    ],
)
def test_a_file_is_not_written_in_another_format_than_its_ending_says(
    ready, tmp_path: Path, file: str, form: str, code: int
) -> None:
    done = ready("report", "conversations", "-o", file, "--format", form)
    assert done.returncode == code, done.stderr
    assert (tmp_path / file).exists() == (code == 0)
    assert code == 0 or (form in done.stderr and file in done.stderr)


def test_a_list_has_one_order_whatever_the_indexes_are(register: Register) -> None:
    with register.change("fill") as change:
        change.register("B1", on="2018-01-01")
        for site in ("Nord", "Syd"):
            change.add("site", site)
        for site in ("Syd", None, "Nord"):
            change.contact("B1", on="2018-05-09", site=site)
    with register.open_snapshot() as connection:
        shown = list_about_citizen(connection, register.finder.find_name("citizen", "B1")[0])
    assert [row[0] for table in shown if table.name == "contacts" for row in table.body] == [1, 2, 3]
