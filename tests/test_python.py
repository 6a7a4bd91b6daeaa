"""What scripts rely on: changes and their verbs are all or nothing, and a script's errors are its own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from outreach_cli.api import Register, create_register, open_register
from outreach_cli.change import Change
from outreach_cli.core.errors import DiskFailedError, OutreachError, UnknownNameError, WrongUsageError
from outreach_cli.exchange.import_session import open_import
from outreach_cli.exchange.problems import RejectedError
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.as_of import UnknownChangeError
from outreach_cli.register.change_writer import ChangeClosedError, ChangeUnderWayError, ChangeWriter, verb
from outreach_cli.register.contact_changes import NotReferredError
from outreach_cli.reports.counting.question import UnknownChoiceError
from outreach_cli.storage.check import check_file
from outreach_cli.storage.database import RegisterClosedError, WrongThreadError


@pytest.fixture
def ready(register: Register) -> Register:
    with register.change("names") as change:
        change.add("site", "Nord")
        change.add("offer", "Rygestop")
        change.add("offer", "Kost")
        change.add("programme", "Kursus")
        for worker in ("SPL-1", "SPL-2"):
            change.add("worker", worker)
        for citizen in ("A", "B"):
            change.register(citizen, on="2018-01-01")
    return register


def rows(register: Register) -> dict[str, int]:
    """How many rows each kind has, those of the past and the changes included."""
    count = register.connection.execute
    kinds = [*RECORDS, *(f"{kind}_past" for kind in RECORDS), "change"]
    return {kind: count(f'SELECT count(*) FROM "{kind}"').fetchone()[0] for kind in kinds}


def summary(register: Register) -> str:
    return str(register.connection.execute("SELECT summary FROM change ORDER BY id DESC").fetchone()[0])


def half_attendance(change: Change) -> None:
    change.attend("Kursus", {"yes": ["A", "Nobody"]}, on="2018-02-03")


def half_status(change: Change) -> None:
    change.status("A", "none such", programme="Kursus", on="2018-02-03")


def half_hand_over(change: Change) -> None:
    change.assign("A", "SPL-1", on="2018-02-03")
    change.hand_over("SPL-1", "Nobody", on="2018-02-04")


def half_import(change: Change) -> None:
    given = [{"date": "2018-02-03", "citizen": "A"}, {"date": "2018-02-03", "citizen": "Nobody"}]
    change.import_rows("contacts", given)


HALF: dict[str, Callable[[Change], object]] = {
    "contact": lambda change: change.contact("A", on="2018-02-03", refer_to=["Nosuch"]),
    "attend": half_attendance,
    "status": half_status,
    "import_rows": half_import,
    "undo": lambda change: change.undo(999),
    "add": lambda change: change.add("contact", citizen="A", date="never"),
    "correct": lambda change: change.correct("citizen", "A", site="Nosuch"),
    "remove": lambda change: change.remove("citizen", "Nobody"),
    "plan": lambda change: change.plan(
        "SPL-1", "Nord", ["tue", "noday"], first="2018-01-01", last="2018-02-01"
    ),
}


def test_a_case_is_closed_by_the_verb_of_the_command(ready: Register) -> None:
    with ready.change("end") as change:
        change.close("A", reason="moved", on="2018-03-01")
        change.contact("B", on="2018-02-03")
    assert [each["closed_on"] for each in ready.records("closings")] == ["2018-03-01"]
    assert summary(ready) == '{"closing": {"added": 1}, "contact": {"added": 1}}'


def test_an_outcome_alone_is_noted_on_the_open_referral_as_the_command_does(ready: Register) -> None:
    with ready.change("referrals") as change:
        change.refer("A", "Rygestop", on="2018-02-01")
        change.refer("A", "Rygestop", outcome="started", on="2018-02-05")
        change.refer("B", "Rygestop", outcome="no_show", outcome_date="2018-02-09", on="2018-02-01")
        change.refer("B", "Rygestop", outcome=None, on="2018-02-10")
        with pytest.raises(NotReferredError):
            change.refer("A", "Kost", outcome="started", on="2018-02-05")
    told = [(each["citizen"], each["outcome"], each["outcome_date"]) for each in ready.records("referrals")]
    assert told == [("A", "started", "2018-02-05"), ("B", "no_show", "2018-02-09"), ("B", None, None)]


@pytest.mark.parametrize("name", HALF)
def test_a_verb_whose_error_is_caught_leaves_nothing_of_itself(ready: Register, name: str) -> None:
    before = rows(ready)
    with ready.change("nightly") as change:
        with pytest.raises(OutreachError):
            HALF[name](change)
        change.contact("B", on="2018-02-04")
    after = rows(ready)
    assert {kind: after[kind] - before[kind] for kind in after if after[kind] != before[kind]} == {
        "contact": 1,
        "change": 1,
    }
    assert summary(ready) == '{"contact": {"added": 1}}'
    assert check_file(ready.path) == []


def test_what_a_verb_wrote_before_another_failed_stays(ready: Register) -> None:
    with ready.change("nightly") as change:
        change.contact("A", on="2018-02-03", refer_to=["Rygestop"])
        with pytest.raises(UnknownNameError):
            half_hand_over(change)
        change.status("B", "completed", programme="Kursus", on="2018-02-03")
    assert summary(ready) == (
        '{"contact": {"added": 1}, "referral": {"added": 1}, "assignment": {"added": 1},'
        ' "enrolment": {"added": 1}, "status": {"added": 1}}'
    )
    assert check_file(ready.path) == []


def test_a_verb_in_a_verb_may_fail_alone(ready: Register) -> None:
    @verb
    def note_both(change: Change) -> None:
        change.contact("A", on="2018-02-03")
        with pytest.raises(UnknownNameError):
            change.contact("A", on="2018-02-04", refer_to=["Nosuch"])
        change.contact("B", on="2018-02-05")

    with ready.change("nightly") as change:
        note_both(change)
    days = ready.connection.execute("SELECT date FROM contact ORDER BY id").fetchall()
    assert days == [("2018-02-03",), ("2018-02-05",)]
    assert summary(ready) == '{"contact": {"added": 2}}'
    assert check_file(ready.path) == []


def test_a_verb_that_failed_uses_up_no_number(ready: Register) -> None:
    with ready.change("nightly") as change:
        with pytest.raises(UnknownNameError):
            change.contact("A", refer_to=["Nosuch"])
        assert change.contact("A").id == 1


def test_rows_that_an_import_brought_in_before_its_error_are_taken_back(ready: Register) -> None:
    def lines() -> Iterator[dict[str, object]]:
        for number in range(2500):
            yield {"source_id": f"k{number}", "date": "2018-02-03", "citizen": "A"}
        raise FileNotFoundError("the script's own")

    with ready.change("nightly") as change:
        with pytest.raises(FileNotFoundError, match="own"):
            change.import_rows("contacts", lines())
        change.contact("A", on="2018-02-03")
    assert rows(ready)["contact"] == 1
    assert check_file(ready.path) == []


def test_an_undo_that_fails_on_the_way_leaves_nothing(
    ready: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ready.change("more") as change:
        change.contact("A", on="2018-02-03")
    from outreach_cli.storage.indexes import TableIndexes

    def fail(_indexes: TableIndexes) -> None:
        raise KeyError("on the way")

    with ready.change("nightly") as change:
        monkeypatch.setattr(TableIndexes, "restore", fail)
        with pytest.raises(KeyError):
            change.undo()
        change.contact("B", on="2018-02-03")
    assert rows(ready)["contact"] == 2
    assert summary(ready) == '{"contact": {"added": 1}}'
    assert check_file(ready.path) == []


VERBS: dict[str, Callable[[Change], object]] = {
    "register": lambda change: change.register("C"),
    "contact": lambda change: change.contact("A"),
    "log_unnamed": lambda change: change.log_unnamed(3),
    "promise_step": lambda change: change.promise_step("A", "Ringe", by="2019-04-01"),
    "close": lambda change: change.close("A", "moved"),
    "stop_plan": lambda change: change.stop_plan("SPL-1", "Nord"),
    "confirm_plan": lambda change: change.confirm_plan("SPL-1"),
    "refer": lambda change: change.refer("A", "Rygestop"),
    "outcome": lambda change: change.outcome("A", "Rygestop", "started"),
    "assess": lambda change: change.assess("A", 3),
    "consent": lambda change: change.consent("A", "evaluation"),
    "enrol": lambda change: change.enrol("A", "Kursus"),
    "status": lambda change: change.status("A", "completed", programme="Kursus"),
    "attend": lambda change: change.attend("Kursus", {"yes": ["A"]}),
    "assign": lambda change: change.assign("A", "SPL-1"),
    "hand_over": lambda change: change.hand_over("SPL-1", "SPL-2"),
    "plan": lambda change: change.plan("SPL-1", "Nord", ["tue"], first="2018-01-01", last="2018-02-01"),
    "add": lambda change: change.add("site", "Syd"),
    "write": lambda change: change.write(RECORDS["site"], {"site": "Syd"}),
    "correct": lambda change: change.correct("site", "Nord", site="Syd"),
    "remove": lambda change: change.remove("citizen", "A"),
    "set": lambda change: change.set("language", "en"),
    "undo": lambda change: change.undo(),
    "import_rows": lambda change: change.import_rows("sites", [{"site": "Syd"}]),
    "insert": lambda change: change.insert(RECORDS["site"], {"site": "Syd"}),
    "update": lambda change: change.update(RECORDS["site"], 1, {"site": "Syd"}),
    "delete": lambda change: change.delete(RECORDS["offer"], 1),
    "count": lambda change: change.count(RECORDS["site"], "added"),
    "add_digest": lambda change: change.add_digest(RECORDS["site"], 1, 7),
}


@pytest.mark.parametrize("ending", ["kept", "dry run", "error"])
@pytest.mark.parametrize("name", VERBS)
def test_a_change_that_has_ended_refuses_to_write(ready: Register, name: str, ending: str) -> None:
    try:
        with ready.change("nightly", dry_run=ending == "dry run") as change:
            change.contact("A")
            if ending == "error":
                raise KeyError  # noqa: TRY301 - it leaves the change
    except KeyError:
        pass
    before = rows(ready)
    with pytest.raises(ChangeClosedError) as refused:
        VERBS[name](change)
    assert refused.value.exit_code == 3
    assert rows(ready) == before
    assert check_file(ready.path) == []


def test_every_verb_of_a_change_is_tried_above() -> None:
    own = {name for name in vars(Change) | vars(ChangeWriter) if not name.startswith("_")}
    no_verbs = {
        "counts",
        "finder",
        "find_free_number",
        "refuse_closed",
        "list_touched",
        "note_read",
        "set_savepoint",
        "seal",
        "abandon",
        "is_as_before",
    }
    assert own - no_verbs == VERBS.keys()


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(2, "No such file", "missing.csv"),
        PermissionError(13, "Permission denied"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
        sqlite3.OperationalError("no such table: mine"),
        sqlite3.IntegrityError("UNIQUE constraint failed: mine.id"),
        ValueError("mine"),
        StopIteration(),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("within", ["change", "open_snapshot", "begin_transaction"])
def test_an_error_of_the_scripts_own_passes_unchanged(ready: Register, within: str, error: Exception) -> None:
    before = rows(ready)
    block = ready.change("nightly") if within == "change" else getattr(ready, within)()

    def fail() -> None:
        with block as opened:
            if within == "change":
                opened.contact("A")
            raise error

    with pytest.raises(type(error)) as raised:
        fail()
    assert raised.value is error
    assert rows(ready) == before


def test_a_database_of_the_scripts_own_fails_with_its_own_words(ready: Register) -> None:
    own = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError, match="no such table: mine"), ready.change("nightly"):
        own.execute("SELECT 1 FROM mine")
    own.close()


def test_a_failure_of_the_register_in_the_block_is_told_as_one(ready: Register) -> None:
    ready.connection.execute("PRAGMA query_only = ON")
    try:
        with pytest.raises(OutreachError) as told, ready.change("nightly") as change:
            change.contact("A")
    finally:
        ready.connection.execute("PRAGMA query_only = OFF")
    assert told.value.exit_code == 8


def test_a_change_whose_transaction_broke_off_writes_nothing_more(ready: Register) -> None:
    before = rows(ready)

    def fill() -> None:
        with ready.change("nightly") as change:
            change.contact("A")
            ready.connection.execute("ROLLBACK")  # as SQLite does by itself when the disk fails
            with pytest.raises(ChangeClosedError):
                change.contact("B")

    with pytest.raises(ChangeClosedError):
        fill()
    assert rows(ready) == before
    assert check_file(ready.path) == []


@pytest.mark.parametrize("caught", [True, False])
def test_a_full_disk_within_a_verb_is_told_as_one_and_leaves_nothing(ready: Register, caught: bool) -> None:
    before = rows(ready)
    (pages,) = ready.connection.execute("PRAGMA page_count").fetchone()

    def fill() -> None:
        with ready.change("nightly") as change:
            try:
                change.import_rows("citizens", ({"citizen": f"C{n}" + "x" * 40} for n in range(5_000)))
            except DiskFailedError:
                if not caught:
                    raise

    ready.connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    if caught:
        fill()
    else:
        with pytest.raises(DiskFailedError):
            fill()
    assert rows(ready) == before
    assert check_file(ready.path) == []


def test_a_change_begins_when_the_other_has_ended(ready: Register) -> None:
    with ready.change("nightly") as change:
        with pytest.raises(ChangeUnderWayError), ready.change("another"):
            pass
        change.contact("A")
    assert rows(ready)["contact"] == 1


@pytest.mark.parametrize("use", ["change", "reading", "find", "setting", "report", "close"])
def test_a_register_used_in_another_thread_says_so(ready: Register, use: str) -> None:
    uses: dict[str, Callable[[], object]] = {
        "change": lambda: ready.change("nightly").__enter__(),
        "reading": lambda: ready.open_snapshot().__enter__(),
        "find": lambda: ready.finder.list_names("site"),
        "setting": lambda: ready.read_setting("language"),
        "report": lambda: ready.report("conversations"),
        "close": ready.close,
    }
    caught: list[BaseException] = []

    def elsewhere() -> None:
        try:
            uses[use]()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is asserted on below
            caught.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert [type(error) for error in caught] == [WrongThreadError]
    assert ready.finder.list_names("site") == ["Nord"]


def test_a_verb_called_in_another_thread_says_so_and_writes_nothing(ready: Register) -> None:
    caught: list[BaseException] = []
    before = rows(ready)
    with ready.change("nightly") as change:

        def elsewhere() -> None:
            try:
                change.contact("A")
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is asserted on below
                caught.append(error)

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert [type(error) for error in caught] == [WrongThreadError]
    assert rows(ready) == before


def test_an_import_runs_in_the_thread_that_asked_for_it(ready: Register) -> None:
    """The source may be another connection of the caller's; rows are checked beside the writing meanwhile."""
    began = threading.active_count()
    seen: set[threading.Thread] = set()

    def lines() -> Iterator[dict[str, object]]:
        for number in range(3000):
            seen.add(threading.current_thread())
            yield {"date": "2018-02-03", "citizen": "A", "source_id": f"k{number}"}

    with ready.change("nightly") as change:
        change.import_rows("contacts", lines())
    assert seen == {threading.current_thread()}
    assert threading.active_count() == began
    assert len(list(ready.records("contact"))) == 3000


def test_an_import_that_its_source_breaks_off_leaves_no_thread(ready: Register) -> None:
    began, before = threading.active_count(), rows(ready)

    def lines() -> Iterator[dict[str, object]]:
        for number in range(2500):
            yield {"date": "2018-02-03", "citizen": "A", "source_id": f"k{number}"}
        raise LookupError("gone")

    with pytest.raises(LookupError), ready.change("nightly") as change:
        change.import_rows("contacts", lines())
    assert threading.active_count() == began
    assert rows(ready) == before


def test_only_a_bulk_import_writes_without_foreign_keys(ready: Register) -> None:
    def kept() -> int:
        return int(ready.connection.execute("PRAGMA foreign_keys").fetchone()[0])

    with ready.change("nightly") as change:
        change.import_rows("sites", [{"site": "Syd"}])
        assert kept() == 1
    with open_import(ready) as session:
        assert kept() == 0
        session.finish()
    assert kept() == 1


def test_a_bulk_import_that_nobody_finished_is_checked_all_the_same(ready: Register) -> None:
    before = rows(ready)
    contact = {"citizen": 999, "date": "2018-02-03", "kind": "conversation", "reached": 1}

    def take() -> None:
        with open_import(ready) as session:
            session.names.rely("citizen", [999])
            session.change.insert(RECORDS["contact"], contact)

    with pytest.raises(OutreachError, match="citizen 999"):
        take()
    assert rows(ready) == before


def test_an_import_that_is_refused_says_why(ready: Register) -> None:
    with pytest.raises(RejectedError), ready.change("nightly") as change:
        half_import(change)


@pytest.mark.parametrize(
    "again",
    [
        lambda change: change.attend("Kursus", {"yes": ["A"]}, on="2018-02-03"),
        lambda change: change.correct("citizen", "A", site="Nord"),
        lambda change: change.set("language", "en"),
        lambda change: change.plan("SPL-1", "Nord", ["tue"], first="2018-01-01", last="2018-02-01"),
    ],
    ids=["attend", "correct", "set", "plan"],
)
def test_what_changes_nothing_makes_no_change(ready: Register, again: Callable[[Change], object]) -> None:
    with ready.change("once") as change:
        again(change)
    before = rows(ready)
    with ready.change("twice") as change:
        again(change)
    assert change.counts == {}
    assert rows(ready) == before
    with ready.change("next") as later:
        later.contact("B")
    numbers = [number for (number,) in ready.connection.execute("SELECT id FROM change ORDER BY id")]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("which", [1, "1"])
def test_a_number_is_taken_as_a_number_or_as_text(ready: Register, which: int | str) -> None:
    with ready.change("once") as change:
        change.contact("A", on="2018-02-03")
    with ready.change("mend") as change:
        assert change.correct("contact", which, minutes=30).values["minutes"] == 30
        assert change.remove("contact", which).id == 1
    with ready.change("back") as change:
        assert change.undo(type(which)(change.id - 1)) == change.id - 1
    assert ready.preview_undo(type(which)(change.id))[0] == change.id


@pytest.mark.parametrize("which", ["²", "1.0", "-1", "", 10**30])
def test_a_number_that_is_none_is_refused(ready: Register, which: object) -> None:
    for use in (lambda c: c.correct("contact", which, minutes=1), lambda c: c.undo(which)):
        with pytest.raises(OutreachError) as refused, ready.change("nightly") as change:
            use(change)
        assert refused.value.exit_code == 3


def test_a_register_can_be_opened_in_every_thread(ready: Register, tmp_path: Path) -> None:
    found: list[list[str]] = []

    def read() -> None:
        with open_register(tmp_path / "outreach.db") as register:
            found.append(register.finder.list_names("site"))

    threads = [threading.Thread(target=read) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["Nord"]] * 4


def test_a_register_that_is_closed_says_so(ready: Register) -> None:
    ready.close()
    ready.close()
    uses: list[Callable[[], object]] = [
        lambda: ready.report("conversations"),
        lambda: ready.records("contacts"),
        lambda: ready.change("late").__enter__(),
    ]
    for use in uses:
        with pytest.raises(RegisterClosedError, match="The register is closed"):
            use()


ONE_FOR_SEVERAL = [
    ("referral", lambda change: change.contact("A", refer_to="Rygestop")),
    ("attendance", lambda change: change.attend("Cafe", "A")),
    ("attendance", lambda change: change.attend("Cafe", ["A"])),
    ("attendance", lambda change: change.attend("Cafe", {"yes": "A"})),
    (
        "presence",
        lambda change: change.plan(
            "SPL-1", "Nord", "tue", first="2018-02-05", last="2018-02-18", holidays="2018-02-13"
        ),
    ),
    ("site", lambda change: change.import_rows("sessions", [SESSION], create="sites")),
]
SESSION = {"group": "Cafe", "date": date(2018, 2, 3), "site": "Syd"}


@pytest.mark.parametrize(("kind", "write"), ONE_FOR_SEVERAL)
def test_a_text_is_one_where_several_may_be_given(
    ready: Register, kind: str, write: Callable[[Change], object]
) -> None:
    before = rows(ready)[kind]
    with ready.change("one") as change:
        write(change)
    assert rows(ready)[kind] == before + 1


def test_days_of_python_and_years_are_taken_for_a_period(ready: Register) -> None:
    with ready.change("contacts") as change:
        for day in (date(2018, 2, 3), date(2018, 12, 31), date(2019, 1, 1)):
            change.contact("A", on=day)
    spans = [{"period": 2018}, {"first": date(2018, 1, 1), "last": datetime(2018, 12, 31, 8, tzinfo=UTC)}]
    for span in spans:
        assert [each["date"] for each in ready.records("contacts", **span)] == ["2018-02-03", "2018-12-31"]
        assert ready.report("conversations", **span).total["conversations"] == 2


def test_a_block_that_takes_back_what_it_wrote_makes_no_change(ready: Register) -> None:
    before, last = rows(ready), ready.connection.execute("SELECT max(id) FROM change").fetchone()
    with ready.change("on and off") as change:
        change.contact("A", on="2018-02-03")
        change.correct("contact", 1, minutes=5)
        change.remove("contact", 1)
        change.plan("SPL-1", "Nord", "tue", first="2019-03-01", last="2019-03-31")
        change.stop_plan("SPL-1", "Nord", on="2019-02-28")
    assert (ready.kept, rows(ready)) == (None, before)
    with ready.change("undo") as change:
        assert (change.undo(),) == last


def test_a_change_does_not_undo_itself(ready: Register) -> None:
    with ready.change("contact") as change:
        change.contact("A", on="2018-02-03")
        with pytest.raises(UnknownChangeError):
            change.undo(change.id)
    assert rows(ready)["contact"] == 1


ASKING = {
    "report": lambda register, asked: register.report("conversations", **asked),
    "book": lambda register, asked: register.book("all", **asked),
    "trace_figure": lambda register, asked: register.trace_figure("all", "conversations.citizens", **asked),
}


def test_a_code_that_is_a_number_filters_as_its_text(ready: Register) -> None:
    with ready.change("where") as change:
        change.add("site", "12", municipality="0851")
        change.contact("A", on="2018-02-03", site="12")
        change.contact("B", on="2018-02-03", site="Nord")
    for more in ({"municipality": 851}, {"site": 12}, {"site": [12]}):
        assert ready.report("conversations", period=2018, **more).total["citizens"] == 1


@pytest.mark.parametrize("way", ASKING)
@pytest.mark.parametrize(
    ("word", "told"), [("sites", 'Did you mean "site"?'), ("from_", "Known: across, against, age, as_of")]
)
def test_a_keyword_that_no_report_has_is_refused_and_not_passed_over(
    ready: Register, way: str, word: str, told: str
) -> None:
    with pytest.raises(UnknownChoiceError, match=f'"{word}"') as refused:
        ASKING[way](ready, {word: "2018-01-01"})
    assert refused.value.exit_code == 2
    assert str(refused.value.give_advice()).startswith(told)


@pytest.mark.parametrize("where", ["kind=visit", ["kind=visit"], [("kind", "visit")]])
def test_a_filter_of_a_script_that_is_no_mapping_is_told_what_one_is(ready: Register, where: Any) -> None:
    with pytest.raises(WrongUsageError, match=r"where=dict\(FIELD=VALUE\)") as refused:
        ready.records("contacts", where=where)
    assert refused.value.exit_code == 2


def test_every_verb_takes_a_code_that_a_script_holds_as_a_number(tmp_path: Path) -> None:
    with create_register(tmp_path / "outreach.db") as register, register.change("test") as change:
        for kind, name in (("site", 5), ("worker", 7), ("worker", 8), ("programme", 3), ("offer", 9)):
            change.add(kind, name)
        change.register(17, site=5)
        change.enrol(17, 3)
        change.assign(17, 7)
        change.contact(17, site=5, worker=7, refer_to=9)
        change.outcome(17, 9, "started")
        change.plan(7, 5, "monday", first="2030-01-07", last="2030-01-21")
        change.stop_plan(7, 5)
        change.confirm_plan(7, 5, period=2019)
        change.status(17, "active", programme=3)
        change.attend(4, 17)
        assert [each.values["worker"] for each in change.hand_over(7, 8)] == ["8"]
        change.close(17, reason="moved")
    with open_register(tmp_path / "outreach.db") as register:
        (contact,) = register.records("contact", citizen=17)
        assert (contact["citizen"], contact["site"], contact["worker"]) == ("17", "5", "7")
