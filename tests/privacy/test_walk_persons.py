"""Whatever is printed of a person was noted first: each command, kind, column, format and call."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from io import StringIO
from pathlib import Path
from pkgutil import walk_packages
from string import Formatter

import pytest

import outreach_cli
from outreach_cli.api import Register, open_register
from outreach_cli.commands.registry import ENTRIES
from outreach_cli.core.errors import OutreachError
from outreach_cli.exchange.problems import RejectedError
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.privacy.cpr_keys import CprKeys, SecondCprError
from outreach_cli.privacy.secret_key import make_key, read_key
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.merge import note_as_two
from outreach_cli.register.record_changes import AlreadyThereError
from outreach_cli.reports.definitions.reader import list_builtin
from outreach_cli.storage.check import check_file
from outreach_cli.tables.formats import FORMATS
from tests.catalogue import errors
from tests.conftest import Typed

pytestmark = pytest.mark.slow

Type = Callable[..., Typed]
CODES = ("AAL-001", "AAL-002")
MARKS = {"AAL-001": ("1931", "231", "lavendel"), "AAL-002": ("1942", "242", "rosmarin")}
"""What stands in the register of each citizen and of nobody else: birth year, minutes, a reason."""
READS = {
    "access": [["access"], ["access", "AAL-001"]],
    "add": [
        ["add", "consent", "--citizen", "AAL-001", "--purpose", "evaluation", "--given-on", "2018-01-02"]
    ],
    "assess": [["assess", "AAL-001", "--form", "baseline", "--on", "2018-02-01"]],
    "assign": [["assign", "AAL-001", "SPL"]],
    "attend": [["attend", "Café", "AAL-001", "--on", "2018-02-01"]],
    "backup": [["backup", "copy.db"]],
    "check": [["check"]],
    "close": [["close", "AAL-001", "--reason", "moved", "--on", "2018-06-01"]],
    "completion": [["completion", "bash"]],
    "consent": [["consent", "AAL-001", "evaluation", "--on", "2018-01-02"]],
    "contact": [["contact", "AAL-001", "--on", "2018-02-01"]],
    "correct": [
        ["correct", "contact", "1", "--site", "Nord"],
        ["correct", "citizen", "AAL-002", "--sex", "f"],
    ],
    "disclose": [["disclose", "AAL-001"], ["disclose", "AAL-001", "--format", "json"]],
    "due": [["due"], ["due", "--format", "json"]],
    "enrol": [["enrol", "AAL-001", "Kursus"]],
    "export": [["export", "out"], ["export", "out2", "--kind", "citizens"]],
    "forget": [["forget", "AAL-001", "--dry-run"], ["forget", "--inactive-since", "1y", "--dry-run"]],
    "hand-over": [["hand-over", "SPL", "SPL2"]],
    "help": [["help", "privacy"]],
    "import": [["import", "contacts", "guess.csv", "--dry-run"], ["import", "contacts", "guess.csv"]],
    "init": [["init"]],
    "key": [["key", "path"]],
    "list": [["list", record.plural] for record in RECORDS.values()],
    "log": [["log"], ["log", "AAL-001"]],
    "merge": [["merge", "AAL-001", "AAL-002", "--dry-run"]],
    "plan": [["plan", "SPL", "Nord", "--on", "2018-02-01"]],
    "published": [["published"], ["published", "--format", "json"]],
    "refer": [["refer", "AAL-001", "Rygestop", "--outcome", "started", "--on", "2018-03-01"]],
    "register": [["register", "AAL-001"], ["register", "aal-002", "--sex", "f"]],
    "remove": [["remove", "contact", "1"]],
    "report": [
        *(["report", name] for name in list_builtin()),
        *(
            ["report", "conversations", "--trace", "total", column]
            for column in ("citizens", "conversations")
        ),
        ["report", "conversations", "--trace", "total", "--as-of", "3"],
        ["report", "conversations", "--compare-with", "2"],
    ],
    "restore": [["restore", "no.db"]],
    "set": [["set", "language", "en"]],
    "show": [["show", "AAL-001"], ["show", "AAL-001", "--as-of", "3"]],
    "status": [["status", "AAL-001"], ["status", "AAL-002", "completed", "--programme", "Kursus"]],
    "target": [["target", "conversations", "citizens", "200", "--period", "2018"]],
    "undo": [["undo", "--dry-run"], ["undo", "3", "--dry-run"], ["undo", "3"]],
}
"""For each command the words that might make it print of a person. A new command is to be added here."""


@pytest.fixture
def known(register: Register, tmp_path: Path) -> Register:
    with register.change("prepare") as change:
        change.add("site", "Nord")
        change.add("offer", "Rygestop")
        change.add("worker", "SPL")
        change.add("worker", "SPL2")
        change.add("programme", "Kursus", kind="course")
    with register.change("persons") as change:
        for code in CODES:
            born, minutes, reason = MARKS[code]
            change.register(code, on="2018-01-01", birth_year=int(born))
            change.contact(code, on="2018-01-15", site="Nord", minutes=int(minutes), refer_to=["Rygestop"])
            change.status(code, "active", programme="Kursus", on="2018-01-16", reason=reason)
    (tmp_path / "guess.csv").write_text("date,citizen,site,minutes\n2018-01-15,AAL-001,Nord,231\n")
    return register


def noted(register: Register) -> set[str]:
    """Whom the access log has lines of; everyone is all of them."""
    rows = register.connection.execute(
        "SELECT citizen.citizen FROM access LEFT JOIN citizen ON citizen.id = access.citizen"
    ).fetchall()
    found = {code for (code,) in rows}
    return set(CODES) if None in found else found


def shown(text: str, typed: list[str]) -> set[str]:
    """Of whom something stands in the text that was not typed."""
    return {
        code
        for code, marks in MARKS.items()
        if any(mark in text and not any(mark in word for word in typed) for mark in marks)
    }


def test_the_walk_knows_every_command() -> None:
    assert set(READS) == set(ENTRIES)


@pytest.mark.parametrize("words", [words for each in READS.values() for words in each], ids=" ".join)
def test_a_command_prints_of_nobody_who_is_not_noted(
    known: Register, typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTREACH_KEY", str(tmp_path / "key"))
    said = typed(*words)
    written = "".join(
        each.read_text(errors="replace") for each in sorted(tmp_path.glob("out*/*")) if each.is_file()
    )
    told = shown(said.out + said.err + written, words)
    assert told <= noted(known), said


def test_the_walk_would_see_what_is_not_noted(known: Register) -> None:
    text = "".join(str(row) for row in known.connection.execute("SELECT * FROM citizen"))
    assert shown(text, []) == set(CODES)
    assert noted(known) == set()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "words", [["show", "AAL-001"], ["list", "citizens"], ["log", "AAL-001"]], ids=" ".join
)
def test_a_file_of_any_format_with_persons_is_noted_and_private(
    known: Register, typed: Type, tmp_path: Path, form: str, words: list[str]
) -> None:
    ending = FORMATS[form].endings[0] if FORMATS[form].endings else ".csv"
    file = tmp_path / f"seen{ending}"
    said = typed(*words, "--format", form, "-o", str(file))
    assert noted(known) >= {"AAL-001"}
    if said.code == 0:
        assert file.stat().st_mode & 0o777 == 0o600


def own_report(measure: str) -> str:
    return (
        'name = "mine"\ntitle = "Mine"\nrows = "site"\n[[column]]\nkey = "what"\nlabel = "What"\n'
        f'measure = "{measure}"\n'
    )


def about_persons() -> Iterator[tuple[str, str]]:
    """Measures of an own report, for each population about persons, that tell of single ones."""
    for name, each in POPULATIONS.items():
        if each.person:
            yield name, f"value citizen of {name}"
            yield name, f"count {name} where citizen is AAL-001"
            yield name, f"count {name} where citizen is not AAL-001"


@pytest.mark.parametrize(("population", "measure"), [*about_persons()], ids=str)
def test_an_own_report_of_single_persons_is_noted_private_and_never_published(
    known: Register, typed: Type, tmp_path: Path, population: str, measure: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(own_report(measure))
    refused = typed("report", str(file), "--suppress")
    assert refused.code != 0
    assert noted(known) == set()
    said = typed("report", str(file), "-o", str(tmp_path / "mine.csv"))
    if measure.startswith("value"):
        assert said.code == 3
        assert '"value" shows what one record says' in said.err
        return
    assert said.code == 0, said.err
    assert refused.code == 3
    assert "single persons" in refused.err
    assert noted(known) == set(CODES)
    assert (tmp_path / "mine.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", [name for name, each in POPULATIONS.items() if each.person])
@pytest.mark.parametrize("act", ["count {}", "distinct citizen in {}", "distinct site in {}"])
def test_every_traced_column_about_persons_is_noted_by_command_and_call(
    known: Register, typed: Type, tmp_path: Path, name: str, act: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(own_report(act.format(name)))
    said = typed("report", str(file), "--trace", "total", "--format", "json")
    lines = json.loads(said.out)["rows"] if said.code == 0 else []
    told = {str(line.get("citizen")) for line in lines} & set(CODES)
    assert told <= noted(known)
    if lines:
        assert noted(known)
        with open_register(known.path) as again:
            (before,) = again.connection.execute("SELECT count(*) FROM access").fetchone()
            again.report(str(file), traced=("total", None))
            (after,) = again.connection.execute("SELECT count(*) FROM access").fetchone()
        assert after > before


def test_a_trace_of_the_past_notes_who_had_that_code_then(known: Register, typed: Type) -> None:
    with known.change("rename") as change:
        change.correct("citizen", "AAL-001", citizen="AAL-901")
    said = typed("report conversations --trace total --as-of 3 --format csv")
    assert "AAL-001" in said.out
    rows = known.connection.execute("SELECT DISTINCT citizen FROM access ORDER BY citizen").fetchall()
    assert rows == [(1,), (2,)]


REFUSALS: dict[str, list[str]] = {
    "AlreadyThereError": ["register", "AAL-001"],
    "MergedCodeError": ["register", "AAL-003"],
    "AlreadyNotedError": ["consent", "AAL-001", "evaluation", "--on", "2018-01-02"],
    "AlreadyClosedError": ["close", "AAL-001", "--reason", "moved", "--on", "2018-07-01"],
    "AlreadyEnrolledError": ["enrol", "AAL-001", "Kursus", "--on", "2018-01-16"],
    "ManyProgrammesError": ["status", "AAL-001", "completed"],
    "NoProgrammeError": ["status", "AAL-003", "completed"],
    "NotReferredError": ["refer", "AAL-001", "Tandlæge", "--outcome", "started"],
    "RefusedError": ["refer", "AAL-001", "Rygestop", "--outcome", "started", "--on", "2018-01-01"],
    "NoConsentError": ["consent", "AAL-001", "sharing", "--withdrawn"],
    "StillUsedError": ["remove", "citizen", "AAL-001"],
    "KnownAsTwoError": ["merge", "AAL-001", "AAL-002"],
    "BackToFrontError": ["correct", "assignment", "1", "--ended-on", "2018-01-01"],
    "TooSoonError": ["correct", "referral", "1", "--outcome-date", "2018-01-01"],
    "StillInUseError": ["correct", "site", "Nord", "--closed-on", "2018-01-02"],
    "DatedLaterError": ["undo", "{removed}"],
    "KnownCprError": ["register", "AAL-009", "--cpr-stdin"],
    "SecondCprError": [],
}
"""For each error whose words tell of a record, and `RefusedError` which may, what is answered with it.

No command gives a known code a second number: see the test of the call.
"""
OF_NOBODY = {"NothingToHandOverError", "SiteClosedError", "WorkerLeftError", "NotNotedError"}
"""Errors that tell of a worker, a site or the access log alone."""
TELLING = {"citizen", "keep", "details", "users", "first", "day", "last_day"}
"""What an error's words name where they tell of a record."""


def list_errors() -> list[type[OutreachError]]:
    for module in walk_packages(outreach_cli.__path__, "outreach_cli."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    return list(errors())


def list_telling_errors() -> set[str]:
    return {
        error.__name__
        for error in list_errors()
        if error.__module__.startswith("outreach_cli.")
        and TELLING
        & {name for _text, name, *_rest in Formatter().parse(f"{error.message}{error.hint or ''}")}
    }


def test_the_walk_knows_every_error_that_tells_of_a_record() -> None:
    assert list_telling_errors() - OF_NOBODY == REFUSALS.keys() - {"RefusedError"}


@pytest.mark.parametrize("refused", [name for name, words in REFUSALS.items() if words])
def test_a_refusal_that_tells_of_a_person_leaves_a_line(
    known: Register, typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    monkeypatch.setenv("OUTREACH_KEY", str(tmp_path / "key"))
    typed("key new")
    with known.change("more") as change:
        change.add("offer", "Tandlæge")
        change.add("programme", "Hold", kind="group")
        change.register("AAL-003", on="2018-01-01")
        change.consent("AAL-001", "evaluation", on="2018-01-02")
        change.enrol("AAL-001", "Hold", on="2018-01-20")
        change.assign("AAL-001", "SPL", on="2018-02-01")
        change.close("AAL-001", "moved", on="2018-06-01")
        CprKeys(change.connection, read_key(tmp_path / "key")).remember(
            CprKeys(change.connection, read_key(tmp_path / "key")).hash_number("0101501234"), 1
        )
        note_as_two(change, "AAL-001", "AAL-002")
    words = REFUSALS[refused]
    if refused == "MergedCodeError":
        typed("merge AAL-001 AAL-003")
    if refused == "DatedLaterError":
        with known.change("remove") as removed:
            for kind in ("contact", "referral"):
                removed.remove(kind, 1)
                removed.remove(kind, 2)
        with known.change("close") as change:
            change.correct("site", "Nord", closed_on="2018-01-02")
        words = ["undo", str(removed.id)]
    known.connection.execute("DELETE FROM access")
    monkeypatch.setattr("sys.stdin", StringIO("0101501234\n"))
    said = typed(*words)
    assert said.code in (2, 3), said
    (error,) = (each for each in list_errors() if each.__name__ == refused)
    assert re.search(".*".join(map(re.escape, re.split(r"\{\w+\}", error.message))), said.err), said
    seen = 3 if refused == "NoProgrammeError" else 1
    assert (seen,) in known.connection.execute("SELECT citizen FROM access").fetchall(), said


def test_a_second_cpr_number_that_is_refused_leaves_a_line(known: Register, tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    keys = CprKeys(known.connection, read_key(tmp_path / "key"))
    with known.change("first") as change:
        change.add("site", "Syd")
        keys.remember(keys.hash_number("0101501234"), 1)
    with pytest.raises(SecondCprError), known.change("second"):
        keys.remember(keys.hash_number("3112800001"), 1)
    assert noted(known) == {"AAL-001"}


TRIED = {
    "2018-01-15,AAL-001": {"AAL-001"},
    "2018-01-16,AAL-001": set(),
    "x,AAL-001": set(),
    "2018-01-16,AAL-009": set(),
}
"""Rows of contacts, with whom their import tells of: none came in, whether it could or not.

A row that is new, or cannot be read, says nothing of the citizen and leaves the file byte for byte.
"""


@pytest.mark.parametrize("row", TRIED)
def test_rows_that_did_not_come_in_leave_a_line_of_whom_they_name(
    known: Register, typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "guess.csv").write_text(f"date,citizen\n{row}\n")
    (tmp_path / "bad.csv").write_text(f"date,citizen\n{row}\nx,AAL-009\n")
    for words in (["guess.csv", "--dry-run"], ["bad.csv"]):
        known.connection.execute("DELETE FROM access")
        typed("import", "contacts", *words)
        assert noted(known) == TRIED[row]
    known.connection.execute("DELETE FROM access")
    rows = [dict(zip(("date", "citizen"), row.split(","), strict=True))]
    with suppress(RejectedError), known.change("guess", dry_run=True) as change:
        change.import_rows("contacts", rows)
    assert noted(known) == TRIED[row]


LOOKS: dict[str, Callable[[Register], object]] = {
    "records": lambda register: list(register.records("contacts")),
    "trace": lambda register: register.report("conversations", traced=("total", None)),
    "figure": lambda register: register.trace_figure("all", "conversations.citizens"),
    "undo": lambda register: register.preview_undo(3),
    "note": lambda register: register.note_access("look"),
}
"""Every call of a register that shows single persons."""


@pytest.mark.parametrize("how", ["dry run", "nothing written", "error", "kept", "transaction"])
@pytest.mark.parametrize("look", LOOKS)
def test_a_look_within_a_change_leaves_its_line_whatever_becomes_of_the_change(
    known: Register, look: str, how: str
) -> None:
    block = (
        known.begin_transaction() if how == "transaction" else known.change("look", dry_run=how == "dry run")
    )
    with suppress(ZeroDivisionError), block as change:
        LOOKS[look](known)
        if how in ("dry run", "kept"):
            assert change is not None
            change.add("site", "Syd")
        if how in ("error", "transaction"):
            raise ZeroDivisionError
    assert noted(known) == set(CODES)
    lines = known.connection.execute("SELECT count(*) FROM access").fetchone()
    with known.change("more") as change:
        change.add("site", "Vest")
    assert known.connection.execute("SELECT count(*) FROM access").fetchone() == lines
    assert check_file(known.path) == []


def test_a_draft_of_a_report_of_persons_leaves_a_line(known: Register, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(own_report("count conversation where citizen is AAL-001"))
    (tmp_path / "book.toml").write_text('title = "T"\n[[part]]\nreport = "mine.toml"\n')
    for draft in (known.draft_report, known.draft_book):
        known.connection.execute("DELETE FROM access")
        draft(str(tmp_path / ("mine.toml" if draft == known.draft_report else "book.toml")))
        assert noted(known) == set(CODES)


def test_calls_leave_the_lines_that_commands_leave(known: Register) -> None:
    for kind, record in RECORDS.items():
        if not record.about_citizens:
            continue
        before = known.connection.execute("SELECT count(*) FROM access").fetchone()
        list(known.records(kind))
        assert known.connection.execute("SELECT count(*) FROM access").fetchone() > before, kind
    known.connection.execute("DELETE FROM access")
    known.preview_undo(3)
    assert noted(known) == set(CODES)


def test_a_call_that_reads_without_writing_leaves_a_line(known: Register) -> None:
    def tried() -> set[str]:
        found = noted(known)
        known.connection.execute("DELETE FROM access")
        return found

    with known.change("look", dry_run=True) as change:
        assert "1931" in str(change.correct("citizen", "AAL-001", sex="f"))
    assert tried() == {"AAL-001"}
    with known.change("look") as change:  # nothing to change
        assert "231" in str(change.correct("contact", 1, minutes=231))
    assert tried() == {"AAL-001"}
    with suppress(ZeroDivisionError), known.change("look") as change:
        change.remove("contact", 2)
        raise ZeroDivisionError
    assert tried() == {"AAL-002"}
    rows = [{"date": "2018-01-15", "citizen": "AAL-001", "site": "Nord", "minutes": 231}]
    with known.change("guess", dry_run=True) as change:
        assert change.import_rows("contacts", rows).counts["contact"].unchanged == 1
    assert tried() == set(CODES)
    with pytest.raises(AlreadyThereError), known.change("guess") as change:
        change.register("AAL-002", on="2018-01-01")
    assert tried() == {"AAL-002"}


def test_after_a_merge_the_lines_of_both_halves_are_shown(known: Register, typed: Type) -> None:
    typed("show AAL-002")
    typed("merge AAL-001 AAL-002")
    rows = list(csv.DictReader(typed("access AAL-001 --format csv").out.splitlines()))
    assert {(row["command"], row["citizen"]) for row in rows} == {
        ("show", "AAL-002"), ("merge", "AAL-001"), ("merge", "AAL-002"),
    }  # fmt: skip
