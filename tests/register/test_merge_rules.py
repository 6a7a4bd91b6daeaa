"""A merge compares whole records by the rule of each field, and nothing is dropped or overruled unsaid."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from outreach_cli.api import Register
from outreach_cli.change import Change
from outreach_cli.core.errors import OutreachError
from outreach_cli.exchange.export_files import export
from outreach_cli.privacy.consent import find_consenting
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.merge import KnownAsTwoError, carry_out, plan
from outreach_cli.storage.check import check_file
from tests.bulk import everything, take_folder, take_text


@pytest.fixture
def two(register: Register) -> Register:
    """Citizens A and B, and a worker."""
    with register.change("register") as change:
        change.register("A", on="2018-01-02")
        change.register("B", on="2018-01-01")
        change.add("worker", "SPL-1")
    return register


def merge(register: Register, keep: str = "A", other: str = "B") -> list[str]:
    """Merge; the lines that it tells."""
    with register.change("merge") as change:
        planned = plan(change.finder, keep, other)
        said = list(planned.describe_merge(change.finder))
        carry_out(change, planned)
    assert check_file(register.path) == []
    return said


def undone(register: Register) -> dict[str, list[tuple[object, ...]]]:
    with register.change("undo") as change:
        change.undo()
    return everything(register)


Consents = list[tuple[str, str, str | None]]


@pytest.mark.parametrize(
    ("given", "agreed"),
    [
        ([("A", "2018-01-05", None), ("B", "2018-01-05", "2018-02-01")], False),
        ([("A", "2018-01-05", "2018-02-01"), ("B", "2018-01-05", None)], False),
        ([("A", "2018-01-05", None), ("B", "2018-01-03", "2018-02-01")], False),
        ([("A", "2018-01-03", "2018-02-01"), ("B", "2018-01-05", None)], False),
        ([("A", "2018-01-05", None), ("B", "2018-01-03", "2018-01-04")], True),
        ([("A", "2018-01-03", "2018-02-01"), ("B", "2018-03-01", None)], True),
        ([("A", "2018-01-05", "2018-03-01"), ("B", "2018-01-05", "2018-02-01")], False),
    ],
)
def test_of_two_consents_the_later_word_binds(two: Register, given: Consents, agreed: bool) -> None:
    with two.change("consent") as change:
        for citizen, given_on, withdrawn_on in given:
            change.add(
                "consent", citizen=citizen, purpose="evaluation", given_on=given_on, withdrawn_on=withdrawn_on
            )
    before = everything(two)
    said = merge(two)
    with two.open_snapshot() as connection:
        assert bool(find_consenting(connection, "evaluation", "2018-04-01")) is agreed
        assert not agreed or not find_consenting(connection, "evaluation", "2018-02-15") or given[1][2]
    assert any("consent" in line for line in said)
    assert undone(two) == before


def test_a_withdrawal_ends_every_consent_given_until_then(two: Register) -> None:
    with two.change("consent") as change:
        for day in ("2018-01-05", "2018-02-05", "2018-04-05"):
            change.consent("A", "evaluation", on=day)
            change.consent("B", "evaluation", on=day)
        change.consent("A", "evaluation", on="2018-03-01", withdrawn=True)
    said = take_text(
        two, "consents", "citizen,purpose,given_on,withdrawn_on\nB,evaluation,2018-01-05,2018-03-01\n"
    )
    assert said == "imported 0, corrected 1, unchanged 0, rejected 0"
    with two.open_snapshot() as connection:
        agreed = [
            find_consenting(connection, "evaluation", f"2018-{day}") for day in ("02-28", "03-01", "04-05")
        ]
    assert [len(each) for each in agreed] == [2, 0, 2]


def test_consents_to_two_purposes_are_two_words(two: Register) -> None:
    with two.change("consent") as change:
        change.consent("A", "evaluation", on="2018-01-05")
        change.consent("B", "sharing", on="2018-01-05")
        change.consent("B", "sharing", on="2018-02-01", withdrawn=True)
    merge(two)
    with two.open_snapshot() as connection:
        assert find_consenting(connection, "evaluation", "2018-04-01")
        assert not find_consenting(connection, "sharing", "2018-04-01")


@pytest.mark.parametrize(
    ("mine", "theirs", "holds"), [("no", "yes", "yes"), ("yes", "no", "yes"), ("no", "excused", "excused")]
)
def test_came_wins_over_absent_and_that_is_told(two: Register, mine: str, theirs: str, holds: str) -> None:
    with two.change("attend") as change:
        change.attend("Café", {mine: ["A"], theirs: ["B"]}, on="2018-04-15")
    before = everything(two)
    said = merge(two)
    assert [row[2:] for row in everything(two)["attendance"]] == [("A", holds)]
    assert "1 attendance: A has the same already" in said
    (told,) = (line for line in said if line.startswith("attendance Café, 2018-04-15: Attended: "))
    assert ("→ Yes" in told) == (holds != mine and holds == "yes")
    assert ("Yes stays; B had No" in told) == (mine == "yes")
    assert undone(two) == before


def test_an_end_wins_over_none(two: Register) -> None:
    with two.change("assign") as change:
        change.assign("A", "SPL-1", on="2018-01-05")
        number = change.assign("B", "SPL-1", on="2018-01-05")[-1].id
        change.correct("assignment", number, ended_on="2018-03-01")
    said = merge(two)
    assert "assignment SPL-1, Pathway partner, 2018-01-05: To: – → 2018-03-01" in said
    assert [row[-1] for row in everything(two)["assignment"]] == ["2018-03-01"]


Spans = list[tuple[str, str, str, str | None]]


@pytest.mark.parametrize(
    ("given", "left", "told"),
    [
        pytest.param(
            [("A", "SPL-1", "2018-01-05", None), ("B", "SPL-1", "2018-02-05", None)],
            [("SPL-1", "2018-01-05", None)],
            ["assignment SPL-1, Pathway partner, 2018-02-05: is a part of that from 2018-01-05"],
            id="one worker, both go on",
        ),
        pytest.param(
            [("A", "SPL-1", "2018-02-05", None), ("B", "SPL-1", "2018-01-05", "2018-03-01")],
            [("SPL-1", "2018-01-05", "2018-03-01")],
            ["assignment SPL-1, Pathway partner, 2018-02-05: is a part of that from 2018-01-05"],
            id="one worker, an end over none",
        ),
        pytest.param(
            [("A", "SPL-1", "2018-01-05", "2018-02-01"), ("B", "SPL-1", "2018-01-20", "2018-03-01")],
            [("SPL-1", "2018-01-05", "2018-03-01")],
            ["assignment SPL-1, Pathway partner, 2018-01-05: To: 2018-02-01 → 2018-03-01"],
            id="one worker, two ends",
        ),
        pytest.param(
            [("A", "SPL-1", "2018-01-05", "2018-02-01"), ("B", "SPL-1", "2018-02-05", None)],
            [("SPL-1", "2018-01-05", "2018-02-01"), ("SPL-1", "2018-02-05", None)],
            [],
            id="one worker, one after the other",
        ),
        pytest.param(
            [("A", "SPL-2", "2018-02-05", None), ("B", "SPL-1", "2018-01-05", None)],
            [("SPL-1", "2018-01-05", "2018-02-05"), ("SPL-2", "2018-02-05", None)],
            ["assignment SPL-1, Pathway partner, 2018-01-05: To: – → 2018-02-05"],
            id="two workers, both go on",
        ),
        pytest.param(
            [("A", "SPL-1", "2018-01-05", None), ("B", "SPL-2", "2018-02-05", "2018-03-01")],
            [("SPL-1", "2018-01-05", None), ("SPL-2", "2018-02-05", "2018-03-01")],
            [],
            id="two workers, one has ended",
        ),
        pytest.param(
            [("A", "SPL-1", "2018-01-05", None), ("B", "SPL-2", "2018-01-05", None)],
            [("SPL-1", "2018-01-05", None), ("SPL-2", "2018-01-05", "2018-01-05")],
            ["assignment SPL-2, Pathway partner, 2018-01-05: To: – → 2018-01-05"],
            id="two workers of one day, the kept one's goes on",
        ),
    ],
)
def test_one_partner_at_a_time_is_left_and_that_is_told(
    two: Register, given: Spans, left: list[tuple[str, str, str | None]], told: list[str]
) -> None:
    with two.change("assign") as change:
        change.add("worker", "SPL-2")
        for citizen, worker, first, last in given:
            change.add("assignment", citizen=citizen, worker=worker, started_on=first, ended_on=last)
    before = everything(two)
    said = merge(two)
    assert sorted((row[1], row[3], row[4]) for row in everything(two)["assignment"]) == sorted(left)
    assert [line for line in said if line.startswith("assignment ")][-1:] == told
    rows = "".join(f"{','.join(each or '' for each in row)}\n" for row in given)
    again = take_text(two, "assignments", f"citizen,worker,started_on,ended_on\n{rows}")
    assert again == "imported 0, corrected 0, unchanged 2, rejected 0"
    assert undone(two) == before


def test_what_one_had_twice_is_not_for_a_merge_to_judge(two: Register) -> None:
    with two.change("assign") as change:
        change.add("worker", "SPL-2")
        for worker, day in (("SPL-1", "2018-01-05"), ("SPL-1", "2018-02-05"), ("SPL-2", "2018-03-05")):
            change.add("assignment", citizen="A", worker=worker, started_on=day)
    before = everything(two)["assignment"]
    assert merge(two) == ["A: Registered: 2018-01-02 → 2018-01-01"]
    assert everything(two)["assignment"] == before


def test_what_counts_otherwise_although_nothing_of_it_is_written_is_told(two: Register) -> None:
    with two.change("work") as change:
        change.add("programme", "P")
        change.enrol("A", "P", on="2018-01-10")
        change.enrol("B", "P", on="2018-02-10")
        change.status("A", "completed", programme="P", on="2018-03-01")
        change.status("B", "dropped_out", programme="P", on="2018-03-01")
        change.close("A", "moved", on="2018-06-01")
        change.contact("B", on="2018-07-01")
    before = everything(two)
    assert merge(two)[-3:] == [
        "closing of 2018-06-01: A was met, enrolled or assigned later, on 2018-07-01; the case is open again",
        "enrolment in P of 2018-01-10: that of 2018-02-10 takes over from it",
        "status in P on 2018-03-01: status 2 holds, not status 1",
    ]
    assert undone(two) == before


def test_what_two_citizens_differ_in_is_told(two: Register) -> None:
    with two.change("correct") as change:
        change.add("site", "Nord")
        change.add("site", "Syd")
        change.correct(
            "citizen", "A", birth_year=1970, sex="f", site="Nord", previously_known="yes", problems="alcohol"
        )
        change.correct(
            "citizen", "B", birth_year=1971, sex="m", site="Syd", previously_known="no", problems="drugs"
        )
    before = everything(two)
    assert merge(two) == [
        "A: Registered: 2018-01-02 → 2018-01-01",
        "A: Site: Nord stays; B had Syd",
        "A: Birth year: 1970 stays; B had 1971",
        "A: Sex: Female stays; B had Male",
        "A: Problems: Alcohol → Alcohol, Drugs",
        "A: Previously known: yes stays; B had no",
    ]
    assert undone(two) == before


def test_what_comes_of_a_merge_is_told_once_and_before_it(typed) -> None:
    typed("init --municipality Aalborg")
    for citizen in "AB":
        typed(f"register {citizen} --on 2018-01-01")
        typed(f"assess {citizen} 3 --on 2018-03-03")
    typed("close B --on 2018-06-01 --reason moved")
    typed("contact B --on 2018-07-01")
    typed("contact A --on 2018-07-01")
    warned = (
        "Warning: A has another contact that day: 2.\n"
        "Warning: A has an answer that day already, form 1: form 2 counts as a duplicate.\n"
    )
    dry, done = typed("merge A B --dry-run"), typed("merge A B")
    assert dry.err == f"{warned}Nothing was written: this was a dry run.\n"
    assert done.err == warned
    assert done.out == f"{dry.out}Merged B into A: 3 records moved.\nChange 9. To undo it: outreach undo 9\n"
    assert "open again" not in done.out  # B's case was, before


def test_who_merges_two_has_looked_at_each_of_them_once(typed) -> None:
    typed("init")
    for citizen in "AB":
        typed(f"register {citizen} --on 2018-01-01")
        typed(f"contact {citizen} --on 2018-02-01")
    before = typed("access --format csv").out.count(",merge,")
    typed("merge A B")
    assert typed("access --format csv").out.count(",merge,") - before == 2


@pytest.mark.parametrize(("municipality", "told"), [("", False), ("--municipality Aalborg", True)])
def test_only_a_form_that_counts_makes_another_a_duplicate(typed, municipality: str, told: bool) -> None:
    typed("init")
    typed("register A --on 2018-01-01")
    typed(f"register B --on 2018-01-01 {municipality}")
    typed("assess A 3 --on 2018-03-03")
    typed("assess B 3 --on 2018-03-03")
    said = typed("merge A B --dry-run")
    assert ("form 1: form 2 counts as a duplicate" in said.err) is told
    assert "duplicate" not in said.out


def test_every_line_stands_in_the_preview_and_after(typed) -> None:
    typed("init")
    typed("register A --on 2018-01-01 --birth-year 1970")
    typed("register B --on 2018-01-01 --birth-year 1971")
    typed("attend Café --absent A B --on 2018-04-15 --create")
    dry, done = typed("merge A B --dry-run"), typed("merge A B")
    assert done.out.startswith(dry.out)
    assert "Merged B into A: 0 records moved. 1 dropped. 2 values overruled.\n" in done.out
    said = " ".join(typed("help merge").out.split())
    assert "came over absent, an end over none, and the withdrawal of a consent" in said


FILES = {
    "attendances.csv": """group,date,citizen,attended
Café,2018-04-15,A,no
Café,2018-04-15,B,yes
Café,2018-04-22,A,yes
Café,2018-04-22,B,no
""",
    "assignments.csv": """citizen,worker,started_on,ended_on
A,SPL-1,2018-01-05,
B,SPL-1,2018-01-05,2018-03-01
""",
    "consents.csv": """citizen,purpose,given_on,withdrawn_on
A,evaluation,2018-01-05,
B,evaluation,2018-01-05,2018-02-01
""",
    "citizens.csv": """citizen,registered_on,birth_year,problems
A,2018-01-02,1970,alcohol
B,2018-01-01,1971,drugs
""",
    "contacts.csv": """source_id,date,citizen,minutes
1,2018-02-03,A,30
2,2018-02-03,B,30
""",
    "referrals.csv": """date,citizen
2018-02-03,A
2018-02-03,B
""",
}


def test_files_that_named_both_are_unchanged_after_a_merge(two: Register, tmp_path: Path) -> None:
    folder = tmp_path / "night"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert take_folder(two, folder).startswith("imported 12, corrected 2, ")
    merge(two)
    merged = everything(two)
    assert take_folder(two, folder) == "imported 0, corrected 0, unchanged 14, rejected 0"
    assert everything(two) == merged
    (folder / "attendances.csv").write_text(
        "group,date,citizen,attended\nCafé,2018-04-15,B,excused\n", encoding="utf-8"
    )
    assert take_folder(two, folder).startswith("imported 0, corrected 1, ")


def test_what_a_file_says_anew_of_one_who_was_merged_away_is_told(typed, tmp_path: Path) -> None:
    for line in ("init", "register A --on 2018-01-01", "register B --on 2018-01-01 --birth-year 1970"):
        typed(line)
    typed("merge A B")
    path = tmp_path / "citizens.csv"
    for year, told in (("1970", False), ("", False), ("1971", True)):
        path.write_text(f"citizen,registered_on,birth_year\nA,2018-01-01,1970\nB,2018-01-01,{year}\n")
        said = typed(f"import citizens {path}")
        assert said.out.endswith("imported 0, corrected 0, unchanged 2, rejected 0\n")
        news = f"{path}: what a row says anew of one who was merged into another was passed over, on line 3."
        assert (news in said.err) is told


def test_typed_records_that_a_file_names_are_unchanged_after_a_merge(two: Register) -> None:
    with two.change("attend") as change:
        change.attend("Café", {"no": ["A"], "yes": ["B"]}, on="2018-04-15")
    merge(two)
    said = take_text(two, "attendances", "".join(FILES["attendances.csv"].splitlines(keepends=True)[:3]))
    assert said == "imported 0, corrected 0, unchanged 2, rejected 0"


def test_two_remembered_as_two_stay_two_under_the_names_merged_into_them(two: Register) -> None:
    from outreach_cli.register.merge import note_as_two

    with two.change("merge") as change:
        change.register("C", on="2018-01-01")
        note_as_two(change, "A", "B")
    merge(two, "C", "B")
    for pair in (("A", "C"), ("C", "A")):
        with pytest.raises(KnownAsTwoError):
            merge(two, *pair)


def test_every_field_of_every_record_about_a_citizen_has_a_rule() -> None:
    rules: dict[str, Callable[[object], bool]] = {
        "earliest": lambda value: isinstance(value, str),
        "latest": lambda value: isinstance(value, str),
    }
    for record in RECORDS.values():
        for field in record.fields:
            if field.merge in rules:
                assert rules[str(field.merge)](field.type.read("2018-01-01")), (record.kind, field.key)
            if isinstance(field.merge, tuple):
                assert set(field.merge) == set(field.type.values), (record.kind, field.key)  # type: ignore[attr-defined]
        if record.span and "citizen" in record.by_key and record.identity:
            assert record.by_key[record.span[1]].merge in rules, record.kind


def write_anything(register: Register, chance: random.Random, citizen: str) -> None:
    """One thing done with the citizen, on a day of a few; what is refused is left."""

    def day() -> str:
        return f"2018-{chance.randint(1, 4):02}-{chance.randint(1, 6):02}"

    end = chance.choice([None, None, "2018-05-01", day()])
    worker, purpose = chance.choice(["SPL-1", "SPL-2"]), chance.choice(["evaluation", "sharing"])
    came, status = chance.choice(["yes", "no", "excused"]), chance.choice(["completed", "active"])
    acts: list[Callable[[Change], object]] = [
        lambda change: change.contact(citizen, on=day(), minutes=chance.choice([None, 30])),
        lambda change: change.attend("Café", {came: [citizen]}, on=day()),
        lambda change: change.add(
            "consent", citizen=citizen, purpose=purpose, given_on=day(), withdrawn_on=end
        ),
        lambda change: change.enrol(citizen, "P", on=day()),
        lambda change: change.status(citizen, status, programme="P", on=day()),
        lambda change: change.assess(citizen, chance.randint(1, 5), on=day()),
        lambda change: change.close(citizen, "moved", on=day()),
        lambda change: change.add(
            "assignment", citizen=citizen, worker=worker, started_on=day(), ended_on=end
        ),
        lambda change: change.refer(citizen, "Rygestop", on=day()),
        lambda change: change.promise_step(citizen, "Ring", by="2019-05-01"),
    ]
    with suppress(OutreachError), register.change("work") as change:
        chance.choice(acts)(change)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_merged_its_files_stay_importable_and_an_undo_restores_it(
    two: Register, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    with two.change("add") as change:
        change.add("worker", "SPL-2")
        change.add("programme", "P")
        change.add("offer", "Rygestop")
        change.correct("citizen", "A", sex="f", problems="alcohol")
        change.correct("citizen", "B", birth_year=1970, problems="drugs")
    for _time in range(15):
        write_anything(two, chance, chance.choice("AB"))
    export(two, tmp_path / "night", [each for each in RECORDS.values() if each.about_citizens], "csv")
    before = everything(two)
    merge(two)
    merged = everything(two)
    assert take_folder(two, tmp_path / "night").startswith("imported 0, corrected 0, ")
    assert everything(two) == merged
    assert undone(two) == before
