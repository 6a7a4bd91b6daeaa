"""Nothing is dated when it cannot have been: after a worker left, or before what it answers to."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach_cli.api import Register, create_register
from outreach_cli.core.errors import BadValueError, OutreachError
from outreach_cli.exchange.export_files import export
from outreach_cli.exchange.problems import RejectedError
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.record_changes import AlreadyNotedError
from outreach_cli.register.undo import DatedLaterError
from outreach_cli.register.validation import StillInUseError, WorkerLeftError
from tests.bulk import everything, problems_of, take_folder, take_text


@pytest.fixture
def team(register: Register) -> Register:
    """A worker and a site that ended on 31 January, others that did not, and a citizen."""
    with register.change("add") as change:
        change.add("site", "Nord")
        change.add("site", "Syd", closed_on="2018-01-31")
        change.add("worker", "SPL-1", ended_on="2018-01-31")
        change.add("worker", "SPL-2")
        change.register("C1", on="2018-01-01")
        change.add("offer", "Rygestop")
    return register


LATER = {
    "contact": {"citizen": "C1", "worker": "SPL-1", "date": "2018-02-01"},
    "session": {"group": "Café", "worker": "SPL-1", "date": "2018-02-01"},
    "presence": {"site": "Nord", "worker": "SPL-1", "date": "2018-02-01"},
    "assignment": {"citizen": "C1", "worker": "SPL-1", "started_on": "2018-02-01"},
    "enrolment": {"citizen": "C1", "programme": "P", "site": "Syd", "started_on": "2018-02-01"},
    "citizen": {"citizen": "C2", "site": "Syd", "registered_on": "2018-02-01"},
    "observation": {"code": "care", "site": "Syd", "date": "2018-02-01"},
}


@pytest.mark.parametrize("kind", LATER)
def test_nothing_is_dated_after_a_worker_left_or_a_site_closed(team: Register, kind: str) -> None:
    from outreach_cli.records.registry import RECORDS

    row = LATER[kind]
    before = everything(team)
    with team.change("try", dry_run=True) as change:
        change.add("programme", "P")
        name = RECORDS[kind].name
        fields = {key: value for key, value in row.items() if key != name}
        with pytest.raises(BadValueError) as refused:
            change.add(kind, *([row[name]] if name else []), **fields)
        assert "2018-01-31" in str(refused.value)
    head, cells = ",".join(row), ",".join(row.values())
    if kind == "enrolment":
        take_text(team, "programmes", "programme\nP\n")
        before = everything(team)
    (problem,) = problems_of(team, RECORDS[kind].plural, f"{head}\n{cells}\n")
    assert "2018-01-31" in problem
    assert everything(team) == before
    last = f"{head}\n{cells}\n".replace("2018-02-01", "2018-01-31")
    assert take_text(team, RECORDS[kind].plural, last).startswith("imported 1,")


def test_a_correction_is_held_to_the_same(team: Register) -> None:
    with team.change("contact") as change:
        contact = change.contact("C1", worker="SPL-1", on="2018-01-31")
        with pytest.raises(WorkerLeftError):
            change.correct("contact", contact.id, date="2018-02-01")
        other = change.contact("C1", worker="SPL-2", on="2018-03-01")
        with pytest.raises(WorkerLeftError):
            change.correct("contact", other.id, worker="SPL-1")
        with pytest.raises(WorkerLeftError):
            change.assign("C1", "SPL-1", on="2018-02-01")
        with pytest.raises(WorkerLeftError):
            change.plan("SPL-1", "Nord", ["thu"], first="2018-01-01", last="2018-03-01")


def test_a_worker_does_not_leave_before_what_they_did(team: Register) -> None:
    with team.change("contact") as change:
        change.contact("C1", worker="SPL-2", on="2018-03-01")
        with pytest.raises(StillInUseError) as refused:
            change.correct("worker", "SPL-2", ended_on="2018-02-01")
    assert str(refused.value) == 'ended_on: contact 1 is dated after that, 2018-03-01 ("2018-02-01")'
    assert problems_of(team, "workers", "worker,ended_on\nSPL-2,2018-02-01\n") == [
        '2: ended_on: contact 1 is dated after that, 2018-03-01 ("2018-02-01")'
    ]
    assert take_text(team, "workers", "worker,ended_on\nSPL-2,2018-03-01\n").startswith(
        "imported 0, corrected 1"
    )


@pytest.mark.parametrize("door", ["correct", "import"])
def test_plans_end_with_the_worker_or_the_site(team: Register, door: str) -> None:
    with team.change("plan") as change:
        change.plan("SPL-2", "Nord", ["mon"], first="2019-04-01", last="2019-04-30")
    before = everything(team)
    assert len(before["presence"]) == 4  # Easter Monday is a public holiday
    if door == "correct":
        with team.change("correct site") as change:
            change.correct("site", "Nord", closed_on="2019-04-08")
    else:
        take_text(team, "sites", "site,closed_on\nNord,2019-04-08\n")
    assert [row[2] for row in everything(team)["presence"]] == ["2019-04-01", "2019-04-08"]
    with team.change("undo") as change:
        change.undo()
    assert everything(team) == before


def test_the_command_says_how_many_planned_days_are_gone(typed) -> None:
    typed("init")
    typed("add worker SPL-1")
    typed("add site Nord")
    typed("plan SPL-1 Nord --weekday mon --from 2019-04-01 --to 2019-04-30")
    said = typed("correct worker SPL-1 --ended-on 2019-04-15")
    assert said.err == "1 planned day removed\n"  # 22 April is a public holiday, 29 April is planned


def test_an_undo_brings_nothing_back_after_an_end(team: Register) -> None:
    with team.change("contact") as change:
        change.contact("C1", worker="SPL-2", on="2018-03-01")
    with team.change("remove") as change:
        change.remove("contact", 1)
        removed = change.id
    with team.change("correct worker") as change:
        change.correct("worker", "SPL-2", ended_on="2018-02-01")
    before = everything(team)
    with pytest.raises(DatedLaterError) as refused, team.change("undo") as change:
        change.undo(removed)
    assert "contact 1 of 2018-03-01 would stand after the end of SPL-2, 2018-02-01" in str(refused.value)
    assert everything(team) == before


def test_an_outcome_is_not_before_its_referral_by_any_door(team: Register) -> None:
    with team.change("refer") as change:
        referral = change.refer("C1", "Rygestop", on="2018-03-01")
        for key in ("outcome_date", "accepted_on", "started_on"):
            with pytest.raises(BadValueError, match="is before Date, 2018-03-01"):
                change.correct("referral", referral.id, **{key: "2018-02-28"})
        change.outcome("C1", "Rygestop", "completed", on="2018-03-02")
        with pytest.raises(BadValueError, match="is before Date"):
            change.correct("referral", referral.id, date="2018-03-03")
        with pytest.raises(OutreachError):
            change.import_rows(
                "referrals", [{"date": "2018-03-01", "citizen": "C1", "outcome_date": "2018-02-01"}]
            )
    rows = "source_id,date,citizen,outcome,outcome_date\nr,2018-03-01,C1,started,2018-02-01\n"
    assert problems_of(team, "referrals", rows) == [
        '2: outcome_date: is before Date, 2018-03-01 ("2018-02-01")'
    ]


def test_a_file_that_moves_a_referral_beyond_its_outcome_is_refused(team: Register) -> None:
    head = "source_id,date,citizen,outcome_date\n"
    take_text(team, "referrals", head + "r,2018-03-01,C1,2018-03-02\n")
    (problem,) = problems_of(team, "referrals", head + "r,2018-03-03,C1,\n")
    assert "is before Date, 2018-03-03" in problem


@pytest.mark.parametrize("year", ["2020", "1899", "2099"])
def test_nobody_is_born_in_the_future_or_before_1900(team: Register, year: str) -> None:
    with team.change("register") as change:
        with pytest.raises(BadValueError, match="not between 1900 and 2019"):
            change.register("C2", birth_year=year)
        with pytest.raises(BadValueError, match="not between 1900 and 2019"):
            change.correct("citizen", "C1", birth_year=year)
        assert change.register("C2", birth_year="2019").values["birth_year"] == 2019
    assert "not between" in problems_of(team, "citizens", f"citizen,birth_year\nC3,{year}\n")[0]


@pytest.mark.parametrize("day", ["0018-02-03", "1899-12-31", "2019-03-16"])
def test_no_day_is_before_1900_or_to_come(team: Register, day: str) -> None:
    with team.change("contact") as change, pytest.raises(BadValueError):
        change.contact("C1", on=day)
    assert len(problems_of(team, "contacts", f"date,citizen\n{day},C1\n")) == 1


def test_a_consent_is_not_withdrawn_before_it_is_given(team: Register) -> None:
    with team.change("consent") as change:
        change.consent("C1", "evaluation", on="2018-03-01")
        with pytest.raises(OutreachError):
            change.consent("C1", "evaluation", on="2018-02-01", withdrawn=True)
        with pytest.raises(BadValueError, match="ends before it begins"):
            change.correct("consent", 1, withdrawn_on="2018-02-01")
        with pytest.raises(AlreadyNotedError):
            change.consent("C1", "evaluation", on="2018-03-01")


MOVED = {
    "workers": "worker,ended_on\nSPL-2,2018-02-01\n",
    "sites": "site,closed_on\nNord,2018-02-01\n",
}
"""An end before the day of a contact, which the same import corrects."""
CONTACTS = "source_id,date,citizen,worker,site\nc,{day},C1,SPL-2,Nord\n"


@pytest.fixture
def met(team: Register) -> Register:
    """The team, and a contact that a source told of, after the day of those ends."""
    take_text(team, "contacts", CONTACTS.format(day="2018-03-01"))
    return team


@pytest.mark.parametrize("kind", MOVED)
def test_an_end_is_held_to_what_stands_when_the_whole_folder_is_in(
    met: Register, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "night"
    folder.mkdir()
    (folder / f"{kind}.csv").write_text(MOVED[kind], encoding="utf-8")
    before = everything(met)
    with pytest.raises(RejectedError) as refused:
        take_folder(met, folder)
    assert [each.reason for each in refused.value.problems.kept] == [
        "contact 1 is dated after that, 2018-03-01"
    ]
    assert everything(met) == before
    (folder / "contacts.csv").write_text(CONTACTS.format(day="2018-01-31"), encoding="utf-8")
    assert take_folder(met, folder) == "imported 0, corrected 2, unchanged 0, rejected 0"
    assert "2018-02-01" in str(everything(met)[kind.removesuffix("s")])
    assert take_folder(met, folder) == "imported 0, corrected 0, unchanged 2, rejected 0"


@pytest.mark.parametrize("finished", [True, False])
def test_an_end_that_no_row_makes_right_is_rejected_alone(met: Register, finished: bool) -> None:
    from outreach_cli.exchange.import_session import open_import
    from outreach_cli.exchange.readers.sheet import make_sheet
    from outreach_cli.records.registry import RECORDS

    rows = [{"worker": "SPL-2", "ended_on": "2018-02-01"}, {"worker": "SPL-3", "ended_on": None}]
    with open_import(met) as session:
        session.take(RECORDS["worker"], make_sheet(rows))
        if finished:
            session.finish(partial=True)
    assert session.done.problems.rows == 1
    assert [row[0] for row in everything(met)["worker"]] == ["SPL-1", "SPL-2", "SPL-3"]
    assert everything(met)["worker"][1][-1] is None


def test_who_had_left_may_hand_over_later_and_the_files_of_that_come_in_again(
    team: Register, tmp_path: Path
) -> None:
    take_text(team, "assignments", "citizen,worker,started_on\nC1,SPL-1,2018-01-01\n")
    with team.change("hand-over") as change:
        change.hand_over("SPL-1", "SPL-2", on="2018-03-01")
    export(team, tmp_path / "out", RECORDS.values(), "csv")
    with create_register(tmp_path / "other.db", language="en") as other:
        take_folder(other, tmp_path / "out")
        assert everything(other) == everything(team)


def test_a_next_step_due_before_the_contact_is_told(typed) -> None:
    for line in ("init", "register C1 --on 2018-01-01"):
        typed(line)
    said = typed("contact C1 --on 2018-03-02 --next Ring --by 2018-03-01")
    assert (said.code, said.err) == (0, "Warning: Next step 1 is due before the contact of 2018-03-02.\n")
    assert typed("contact C1 --on 2018-03-03 --next Ring --by 2018-03-03").err == ""


def test_an_outcome_before_a_step_that_was_reached_is_told(typed) -> None:
    for line in ("init", "add offer Rygestop", "register C1 --on 2018-01-01"):
        typed(line)
    typed("refer C1 Rygestop --on 2018-03-01")
    assert "Warning" not in typed("refer C1 Rygestop --outcome accepted --on 2018-03-10").err
    said = typed("refer C1 Rygestop --outcome started --on 2018-03-05").err
    assert "The outcome of referral 1 is dated before a step that was reached on 2018-03-10." in said
    assert (
        "The outcome of referral 1" not in typed("refer C1 Rygestop --outcome completed --on 2018-04-01").err
    )


def test_the_day_of_a_step_follows_the_outcome_that_a_file_corrects(team: Register) -> None:
    head = "source_id,date,citizen,offer,outcome,outcome_date\n"
    for day in ("2018-03-05", "2018-03-03"):
        take_text(team, "referrals", f"{head}r,2018-03-01,C1,Rygestop,started,{day}\n")
        assert everything(team)["referral"][0][6:10] == (None, day, "started", day)
    with team.change("correct") as change:
        change.correct("referral", 1, started_on="2018-03-04")
    take_text(team, "referrals", f"{head}r,2018-03-01,C1,Rygestop,started,2018-03-06\n")
    take_text(team, "referrals", f"{head}r,2018-03-01,C1,Rygestop,completed,2018-03-07\n")
    assert everything(team)["referral"][0][6:10] == (None, "2018-03-04", "completed", "2018-03-07")
