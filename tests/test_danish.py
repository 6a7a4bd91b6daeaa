"""Danish as a Dane writes it: days day first, no English kinds, quotation marks that can be pasted."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from outreach_cli.cli import build_tree, run
from outreach_cli.commands.registry import ENTRIES
from outreach_cli.console.danish_lines import translate_lines
from outreach_cli.console.danish_words import COMMANDS, OPTIONS, VALUES
from outreach_cli.console.kind_group import KindGroup
from outreach_cli.console.session import CommandSession
from outreach_cli.console.topics import TOPICS, read_topic
from outreach_cli.core.language import use_language
from outreach_cli.records.choices import Choice, MultipleChoice
from outreach_cli.records.registry import RECORDS
from outreach_cli.reports.definitions.dimensions import DIMENSIONS
from outreach_cli.reports.definitions.reader import BUILTIN
from outreach_cli.reports.definitions.report_words import REPORT_WORDS
from tests.catalogue import current
from tests.conftest import TODAY

pytestmark = pytest.mark.slow

ISO_DAY = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])")
CURLY = re.compile("[„“”]")
_ALIKE = {
    folded for record in RECORDS.values() for folded in (*record.label.da.split(), *record.labels.da.split())
}
ENGLISH = re.compile(
    r"\b("
    + "|".join(sorted({word for each in RECORDS.values() for word in (each.kind, each.plural)} - _ALIKE))
    + r")\b"
)
"""The English names of kinds; `status` and `observation` are Danish too."""
TYPED = re.compile(r"\boutreach( [\w-]+)+|--[\w-]+|\S+\.(?:db|csv|toml|json)\b")
"""What is quoted as typed in a message, and file names: in English always."""


def faults(said: str) -> list[str]:
    """The ISO days, English kinds and curly quotation marks in a Danish message."""
    words = TYPED.sub(" ", re.sub(r"{\w*}", "", said))
    return [*ISO_DAY.findall(words), *(found[1] for found in ENGLISH.finditer(words)), *CURLY.findall(words)]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("enheden lukkede den 2019-01-31", ["2019-01-31"]),
        ("Ukendt site", ["site"]),
        ("Mente du „Besøg“?", ["„", "“"]),
        ("enheden lukkede den 31-01-2019", []),
        ("Se, hvad der findes, med: outreach list sites", []),
    ],
)
def test_a_day_a_kind_and_a_mark_that_are_not_danish_are_found(said: str, found: list[str]) -> None:
    assert faults(said) == found


def texts() -> Iterator[str]:
    """Every Danish text of the catalogue."""
    for each in current():
        if each.id:
            yield from (each.string,) if isinstance(each.string, str) else each.string


def test_no_message_of_the_catalogue_holds_an_english_kind_or_an_iso_day() -> None:
    found = {said: faults(said) for said in texts()}
    assert {said: wrong for said, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("name", TOPICS)
def test_no_topic_has_curly_quotation_marks(name: str) -> None:
    assert CURLY.findall(read_topic(name, "da")) == []


@pytest.mark.parametrize("path", sorted(Path(BUILTIN).glob("*.toml")), ids=lambda path: path.stem)
def test_no_text_of_a_report_has_english_to_type_an_iso_day_or_curly_quotation_marks(path: Path) -> None:
    report = tomllib.loads(path.read_text(encoding="utf-8"))
    parts = [report, *report["column"], *report.get("note", [])]
    danish = [
        text["da"] for part in parts for text in part.values() if isinstance(text, dict) and "da" in text
    ]
    assert danish
    assert [text for text in danish if ISO_DAY.search(text) or CURLY.search(text)] == []
    assert [text for text in danish if english_to_type(text)] == []


DANISH_TOO = frozenset(
    {"en", "register", "status", "observation", "da", "set", "plan", "note", "import", "problem"}
)
"""English words to type that are Danish words as well."""


def words_to_type() -> set[str]:
    """Every English command, report, setting, kind, field and value that a Dane has another word for."""
    words = {
        english
        for table in (COMMANDS, REPORT_WORDS, VALUES)
        for english, danish in table.items()
        if english not in danish
    }
    for record in RECORDS.values():
        words |= {record.kind, record.plural, *record.keys}
        for field in record.fields:
            choice = field.type.choice if isinstance(field.type, MultipleChoice) else field.type
            words |= set(choice.values) if isinstance(choice, Choice) else set()
    words |= {*DIMENSIONS, "yes", "no", "citizens", "previous", "last week"}
    return {word for word in words if len(word) > 1} - DANISH_TOO


WORDS_TO_TYPE = words_to_type()
OF_A_FILE = re.compile(r'"[a-z]+"|\[\[\w+\]\]|\bkey, label og measure\b|^ {4}\w+ = .*$', re.MULTILINE)
"""What stands in a report's own file, where keys are English in every language."""


def english_to_type(said: str) -> list[str]:
    """The English options and words to type in what a Dane is shown."""
    shown = re.sub(r"{[\w!]*}", "", OF_A_FILE.sub("", said))
    flags = [
        each
        for each in re.findall(r"--[a-z][a-z-]+(?![\w-])", shown)
        if each not in OPTIONS.get(each, (each,))
    ]
    words = re.findall(r"(?<![\w./-])[a-z_]+(?:-[a-z_]+)*(?![\w./-])", shown)
    return [*flags, *(each for each in words if each in WORDS_TO_TYPE)]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Med --across: kolonnen", ["--across"]),
        ("Grænserne er referral_days og follow_up_days", ["referral_days", "follow_up_days"]),
        ("fx sites,offers", ["sites", "offers"]),
        ("rapporten health", ["health"]),
        ("det, der venter (outreach due)", ["due"]),
        ("Med --på-tværs: enheder,tilbud; status", []),
        ('title = "x" hører til "show"', ["title"]),
    ],
)
def test_what_a_dane_would_have_to_type_in_english_is_found(said: str, found: list[str]) -> None:
    assert english_to_type(said) == found


def shown_help() -> Iterator[tuple[str, str]]:
    """The help of every command and kind, every topic, and every message, as a Dane is shown them."""
    front = build_tree()
    context = click.Context(front, info_name="outreach", obj=CommandSession())
    yield "outreach", front.get_help(context)
    for name in ENTRIES:
        command = front.get_command(context, name)
        assert command is not None
        with click.Context(command, info_name=COMMANDS[name][0], parent=context) as inner:
            yield name, command.get_help(inner)
            for record in command.kinds.values() if isinstance(command, KindGroup) else ():
                of_kind = command.get_command(inner, record.kind)
                with click.Context(of_kind, info_name=record.one, parent=inner) as innermost:
                    yield f"{name} {record.kind}", of_kind.get_help(innermost)
    yield from ((name, translate_lines(read_topic(name, "da"))) for name in TOPICS)
    yield from ((said, translate_lines(said)) for said in texts())


TAKES_KEYS = frozenset({"correct target", "correct mapping"})
"""Where the keys that the register keeps are typed: a report's and a column's, a kind's and its fields'."""


def test_no_help_topic_or_message_in_danish_names_what_is_typed_in_english() -> None:
    wrong = {}
    with use_language("da"):
        beside = {f"{record.one} {record.kind}" for record in RECORDS.values()}  # its name in files
        for where, said in shown_help():
            lines = [line for line in said.splitlines() if " ".join(line.split()) not in beside]
            if (found := english_to_type("\n".join(lines))) and where not in TAKES_KEYS:
                wrong[where] = found
    assert wrong == {}


def test_what_was_done_and_looked_at_is_told_in_danish_and_kept_in_english(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    english = {
        "correct contact",
        "list contacts",
        "report conversations --trace",
        "add site",
        "contact",
        "refer",
    }
    with use_language("da"):
        for line in (
            "correct contact 1 --minutes 5",
            "list contacts",
            'report conversations --trace "I alt"',
        ):
            assert run(["--no-input", *shlex.split(line)]) == 0
        capsys.readouterr()
        shown = ""
        for line in (
            "log",
            "access",
            "disclose AAL-001 --format markdown",
            "report conversations --compare-with 12",
        ):
            run(["--no-input", *shlex.split(line)])
            shown = capsys.readouterr().out
            assert [
                each for each in english if re.search(rf"(^|  |, |\| ){each}( +\||  |$)", shown, re.MULTILINE)
            ] == []
        assert shown.endswith(", henvis\n")
        run(["--no-input", "log", "--format", "json"])
        assert {"contact", "add site"} <= {
            row["command"] for row in json.loads(capsys.readouterr().out)["rows"]
        }


SET_UP = """
init --municipality Aalborg
add site Nord --closed-on 31.1.2019
add site Syd
add worker SPL-1 --started-on 1.1.2018
add worker SPL-2
add offer Rygestop
add programme "Åben og Rolig" --kind course
add project Vej --started-on 1.2.2018
add observation --code care --on 3.3.2019 --site Syd
register AAL-001 --on 1.3.2019 --site Syd
register AAL-002 --on 2.3.2019
contact AAL-001 AAL-002 --on 4.3.2019 --site Syd --worker SPL-1
refer AAL-001 Rygestop --on 5.3.2019
enrol AAL-001 "Åben og Rolig" --on 6.3.2019
status AAL-001 active --on 6.3.2019
assign AAL-001 SPL-1 --from 1.3.2019
attend Mandagshold AAL-001 --on 4.3.2019 --create
consent AAL-001 evaluation --on 1.3.2019
assess AAL-001 3 --on 1.3.2019
plan SPL-1 Syd --weekday mandag --from 4.3.2019 --to 31.3.2019
"""
ASKED = """
add site Nord
add site Øst --opened-on 1.3.2019 --closed-on 1.2.2019
add worker SPL-3 --started-on 1.3.2019 --ended-on 1.2.2019
add kontakt X
add presence --site Nord --worker SPL-1 --on 4.3.2019
add presence --site Syd --worker SPL-1 --on 5.12.2030
add observation --code qqq
set language qqq
register AAL-003 --sex qqq
register AAL-001
register AAL-004 --on 1.1.2031
contact AAL-001 --site Nord --on 4.3.2019
contact AAL-001 --kind qqq
contact AAL-009
contact AAL-001 --on 31.2.2019
refer AAL-001 Rygestop --outcome startet --on 1.3.2019
refer AAL-001 Rygestop --outcome qqq
refer AAL-002 Rygestop --outcome startet
enrol AAL-001 "Åben og Rolig" --on 6.3.2019
enrol AAL-001 Intet
status AAL-001 qqq
status AAL-001
status AAL-002 I
assess AAL-001 9
assess AAL-001 3 --scale qqq
attend Mandagshold AAL-001 --on 4.3.2019 --excused AAL-001
assign AAL-001 SPL-9
assign AAL-001 SPL-2 --from 10.3.2019
hand-over SPL-2 SPL-1 --on 1.2.2019
plan SPL-1 Syd --weekday qqq --from 1.3.2019 --to 31.3.2019
plan SPL-1 Syd --weekday mandag --from 31.3.2019 --to 1.3.2019
consent AAL-001 qqq
list steder
list kontakter
list borgere --open
list henvisninger --open
list tilstedeværelser
list tilknytninger
show AAL-001
correct enhed Syd --opened-on 1.3.2019 --closed-on 1.2.2019
correct kontakt 99 --minutes 5
correct kontakt 1 --on 2.3.2019
correct kontakt 1
remove enhed Syd
remove kontakt 99
remove qqq 1
merge AAL-001 AAL-001
merge AAL-001 AAL-002 --dry-run
log
log AAL-001
undo 999
undo 14 --dry-run
undo 12
check
disclose AAL-001 --format markdown
forget AAL-001 --dry-run
forget
forget AAL-001 --inactive-since 1.1.2019
key check
access
report conversations --period "marts 2019"
report conversations --from 1.3.2019 --to 1.2.2019
report conversations --from 1.1.2031
report conversations --by qqq
report conversations --by skala
report conversations --trace "I alt"
report conversations --trace qqq
report health --scale qqq
report quality --trace "I alt"
report projects
report caseload --trace "I alt"
report qqq
report conversations --compare-with 12
import kontakter rows.csv
import kontakter rows.csv --create qqq
import kontakter rows.csv --create kontakter
import qqq rows.csv
import rows.csv
export
export --kind qqq out
help qqq
help
completion qqq
backup
restore nothing.db
"""


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A Danish register with something of most kinds in it, and a file to import beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTREACH_TODAY", TODAY)
    monkeypatch.setenv("OUTREACH_WHO", "SPL-1")
    rows = "Dato;Borgernøgle;Enhed;Kontakttype\n4.3.2019;AAL-001;Nord;Samtale\n5.3.2019;AAL-7;Syd;qqq\n"
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    with use_language("da"):
        for line in SET_UP.strip().splitlines():
            assert run(["--no-input", *shlex.split(line)]) == 0, (line, capsys.readouterr().err)
    assert faults(capsys.readouterr().out) == []
    return tmp_path


@pytest.mark.usefixtures("register")
def test_no_answer_and_no_failure_of_a_command_holds_an_english_kind_or_an_iso_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong = {}
    with use_language("da"):
        for line in ASKED.strip().splitlines():
            run(["--no-input", "--lang", "da", *shlex.split(line)])
            said = capsys.readouterr()
            if found := faults(said.out + said.err):
                wrong[line] = (found, said.out + said.err)
    assert wrong == {}
