"""The same file again: what it said before undoes no later hand, and an empty cell says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach_cli.api import Register
from outreach_cli.exchange.name_resolver import RemovedNameError
from outreach_cli.exchange.readers.sources import SourceFile, find_in_folder
from outreach_cli.records.registry import find_record
from outreach_cli.register.merge import carry_out, plan
from tests.bulk import everything, problems_of, take, take_folder, take_text

HEAD = "source_id,date,citizen,minutes,kind\n"
ROW = "a1,2018-02-03,K-1,45,phone\n"


def contact(register: Register) -> tuple[object, ...]:
    (row,) = everything(register)["contact"]
    return row[1], row[4], row[7]


@pytest.fixture
def imported(register: Register) -> Register:
    assert take_text(register, "contacts", HEAD + ROW, create=True).startswith("imported 1,")
    return register


def test_a_contact_corrected_by_hand_stays_so_when_the_file_comes_again(imported: Register) -> None:
    with imported.change("correct contact") as change:
        change.correct("contact", 1, minutes=50)
    assert take_text(imported, "contacts", HEAD + ROW).endswith("corrected 0, unchanged 1, rejected 0")
    assert contact(imported) == ("2018-02-03", "phone", 50)


def test_a_citizen_corrected_by_hand_stays_so_when_the_file_comes_again(register: Register) -> None:
    citizens = "citizen,birth_year,sex\nK-1,1970,f\n"
    take_text(register, "citizens", citizens)
    with register.change("correct citizen") as change:
        change.correct("citizen", "K-1", birth_year=1971)
    assert take_text(register, "citizens", citizens).endswith("corrected 0, unchanged 1, rejected 0")
    assert take_text(register, "citizens", citizens.replace(",f", ",m")).startswith("imported 0, corrected 1")
    (row,) = everything(register)["citizen"]
    assert row[4:6] == (1971, "m")


def test_what_the_file_says_anew_corrects_and_only_that(imported: Register) -> None:
    with imported.change("correct contact") as change:
        change.correct("contact", 1, minutes=50)
    said = take_text(imported, "contacts", HEAD + ROW.replace("02-03", "02-04"))
    assert said == "imported 0, corrected 1, unchanged 0, rejected 0"
    assert contact(imported) == ("2018-02-04", "phone", 50)


def test_a_file_that_goes_back_to_what_it_said_first_is_believed(imported: Register) -> None:
    take_text(imported, "contacts", HEAD + ROW.replace("45", "60"))
    assert take_text(imported, "contacts", HEAD + ROW).startswith("imported 0, corrected 1,")
    assert contact(imported)[2] == 45


def test_an_import_that_was_undone_can_be_made_again(imported: Register) -> None:
    later = HEAD + ROW.replace("45", "60")
    take_text(imported, "contacts", later)
    with imported.change("undo") as change:
        change.undo()
    assert contact(imported)[2] == 45
    assert take_text(imported, "contacts", later).startswith("imported 0, corrected 1,")


def test_a_script_under_a_name_of_its_own_knows_what_it_said(register: Register) -> None:
    row = {"source_id": "a1", "date": "2018-02-03", "citizen": "K-1", "minutes": 45}
    with register.change("nightly load") as change:
        change.import_rows("contacts", [row], create=True)
    with register.change("mended") as change:
        change.correct("contact", 1, minutes=50)
    with register.change("nightly load") as change:
        assert str(change.import_rows("contacts", [row])).startswith("imported 0, corrected 0, unchanged 1")
        mended = change.import_rows("contacts", [row | {"minutes": 30}])
        assert str(mended).startswith("imported 0, corrected 1")
    assert contact(register)[2] == 30


def test_an_empty_cell_says_nothing_unless_it_is_to_clear(imported: Register) -> None:
    with imported.change("correct contact") as change:
        change.correct("contact", 1, minutes=50)
    empty = "a1,2018-02-03,K-1,,\n"
    assert take_text(imported, "contacts", HEAD + empty).startswith("imported 0, corrected 0, unchanged 1")
    assert contact(imported) == ("2018-02-03", "phone", 50)
    row = {"source_id": "a1", "date": "2018-02-03", "citizen": "K-1", "minutes": None}
    with imported.change("import") as change:
        change.import_rows("contacts", [row])
        assert change.counts == {}
        change.import_rows("contacts", [row], empty_clears=True)
    assert contact(imported) == ("2018-02-03", "phone", None)


def test_the_command_takes_empty_clears(typed, tmp_path) -> None:
    typed("init")
    typed("register K-1 --on 2018-01-01 --birth-year 1970")
    (tmp_path / "c.csv").write_text("citizen,birth_year\nK-1,\n")
    said = typed(f"import citizens {tmp_path / 'c.csv'}")
    assert said.out.endswith("imported 0, corrected 0, unchanged 1, rejected 0\n")
    said = typed(f"import citizens {tmp_path / 'c.csv'} --empty-clears")
    assert said.out.endswith("imported 0, corrected 1, unchanged 0, rejected 0\n")


@pytest.mark.parametrize(
    ("plural", "text", "words", "of_hand"),
    [
        (
            "contacts",
            "source_id,date,citizen,kind,minutes\na1,2018-02-03,K-1,{},{}\n",
            "phone visit",
            "minutes",
        ),
        ("citizens", "citizen,sex,birth_year\nK-9,{},19{}\n", "f m", "birth_year"),
    ],
)
def test_a_hand_s_value_stays_when_the_file_says_another_field_anew_night_after_night(
    peopled: Register, plural: str, text: str, words: str, of_hand: str
) -> None:
    first, second = words.split()
    kind = find_record(plural).kind
    take_text(peopled, plural, text.format(first, 13))
    with peopled.change("correct") as change:
        change.correct(
            kind, find_numbers(peopled, kind)[-1], **{of_hand: "1960" if kind == "citizen" else "6"}
        )
    assert take_text(peopled, plural, text.format(second, 13)).startswith("imported 0, corrected 1")
    mended = everything(peopled)
    for _night in range(2):
        assert take_text(peopled, plural, text.format(second, 13)).startswith("imported 0, corrected 0")
        assert everything(peopled) == mended
    with peopled.change("remove") as change:
        change.remove(kind, find_numbers(peopled, kind)[-1])
    assert (
        take_text(peopled, plural, text.format(second, 13))
        == "imported 0, corrected 0, unchanged 1, rejected 0"
    )
    with peopled.change("undo") as change:
        change.undo()
    assert take_text(peopled, plural, text.format(second, 14)).startswith("imported 0, corrected 1")


def test_a_form_that_the_file_has_mended_is_valid(register: Register) -> None:
    head = "source_id,date,citizen,form,self_rated_health\n"
    take_text(register, "forms", head + "f1,2018-02-03,K-1,baseline,many\n", create=True)
    assert everything(register)["form"][0][-1] == "bad_answer"
    take_text(register, "forms", head + "f1,2018-02-03,K-1,baseline,3\n")
    assert everything(register)["form"][0][-1] is None


def test_one_id_with_two_values_is_told_although_the_first_is_what_the_file_said(imported: Register) -> None:
    assert problems_of(imported, "contacts", HEAD + ROW.replace("45", "60") + ROW) == [
        '3: source_id: stands on an earlier line too, with other values ("a1")'
    ]


DAY = "date,citizen,minutes\n2018-02-03,K-1,45\n"
SAID_OF_REMOVED = [
    ("sites", "site,kind\nNord,\nSyd,værested\n"),
    ("contacts", "date,citizen,minutes\n2018-02-03,K-1,45\n2018-02-03,K-1,45\n"),
    ("contacts", "source_id,date,citizen,minutes\na1,2018-02-03,K-1,45\na2,2018-02-03,K-1,45\n"),
    ("assignments", "citizen,worker,role,started_on\nK-1,W,,2018-02-03\nK-1,V,,2018-02-04\n"),
    ("attendances", "group,date,citizen,attended\nCafe,2018-02-03,K-1,yes\nCafe,2018-02-10,K-1,no\n"),
    ("forms", "date,citizen,form,wellbeing\n2018-02-03,K-1,baseline,14\n2018-02-04,K-1,baseline,99\n"),
]


@pytest.mark.parametrize(("plural", "text"), SAID_OF_REMOVED)
def test_what_a_file_says_still_does_not_undo_a_removal_by_hand(
    register: Register, plural: str, text: str
) -> None:
    with register.change("here first") as change:
        for worker in "WV":
            change.add("worker", worker)
        for citizen in ("K-1", "K-2"):
            change.add("citizen", citizen)
        for day in ("2018-02-03", "2018-02-10"):
            change.attend("Cafe", {"yes": ["K-2"]}, on=day)
    assert take_text(register, plural, text, create=True).startswith("imported 2,")
    record, before = find_record(plural), everything(register)
    with register.change("remove") as change:
        change.remove(record.kind, find_numbers(register, record.kind)[-1])
    source = SourceFile(record, str(register.path.parent / f"{plural}.csv"))
    result = take(register, source)
    assert str(result) == "imported 0, corrected 0, unchanged 2, rejected 0"
    (note,) = result.problems.notes
    assert "stays removed, on line" in note
    with register.change("undo") as change:
        change.undo()
    assert everything(register) == before
    again = take(register, source)
    assert (str(again), again.problems.notes) == (str(result), [])


def find_numbers(register: Register, kind: str) -> list[int]:
    with register.open_snapshot() as connection:
        return [number for (number,) in connection.execute(f"SELECT id FROM {kind} ORDER BY id")]


def test_what_a_file_says_anew_of_a_removed_row_comes_in(register: Register) -> None:
    head = "source_id,date,citizen,minutes\n"
    take_text(register, "contacts", head + "a1,2018-02-03,K-1,45\n", create=True)
    with register.change("remove") as change:
        change.remove("contact", "1")
    assert take_text(register, "contacts", head + "a1,2018-02-03,K-1,50\n").startswith("imported 1,")


@pytest.mark.parametrize(
    ("plural", "text", "field", "words"),
    [
        ("contacts", "date,citizen,minutes\n2018-02-03,K-1,{}\n", "minutes", "45 54 55"),
        ("contacts", "source_id,date,citizen,minutes\na1,2018-02-03,K-1,{}\n", "minutes", "45 54 55"),
        ("citizens", "citizen,birth_year\nK-9,{}\n", "birth_year", "1970 1971 1972"),
        ("sites", "site,kind\n{},værested\n", "site", "Vest Vesthus Vestby"),
        ("presences", "worker,site,date,hours\nW,Huset,2018-02-06,{}\n", "hours", "3 4 5"),
    ],
)
def test_what_a_hand_made_of_a_row_and_removed_stays_removed_when_a_file_says_it(
    peopled: Register, plural: str, text: str, field: str, words: str
) -> None:
    with peopled.change("add") as change:
        change.add("site", "Huset")
    first, second, third = words.split()
    take_text(peopled, plural, text.format(first), create=True)
    kind = find_record(plural).kind
    number = find_numbers(peopled, kind)[-1]
    with peopled.change("mend") as change:
        change.correct(kind, number, **{field: second})
    with peopled.change("remove") as change:
        change.remove(kind, number)
    for said in (first, second, first):
        unchanged = "imported 0, corrected 0, unchanged 1, rejected 0"
        assert take_text(peopled, plural, text.format(said)) == unchanged
    assert take_text(peopled, plural, text.format(third)).startswith("imported 1,")


def test_a_row_that_no_file_said_before_comes_in_although_its_like_was_removed(register: Register) -> None:
    with register.change("contact") as change:
        change.add("citizen", "K-1")
        change.contact("K-1", on="2018-02-03", minutes=45)
    with register.change("remove") as change:
        change.remove("contact", "1")
    assert take_text(register, "contacts", DAY).startswith("imported 1,")


def test_a_file_comes_in_again_after_its_import_was_undone(register: Register) -> None:
    assert take_text(register, "contacts", DAY, create=True).startswith("imported 1,")
    for standing in (0, 1, 0):
        with register.change("undo") as change:
            change.undo(change.id - 1)
        assert len(find_numbers(register, "contact")) == standing
    assert take_text(register, "contacts", DAY, create=True).startswith("imported 1,")


def test_a_removal_that_was_undone_and_done_again_stands(register: Register) -> None:
    take_text(register, "contacts", DAY, create=True)
    with register.change("remove") as change:
        change.remove("contact", "1")
    for _turn in range(2):
        with register.change("undo") as change:
            change.undo(change.id - 1)
    assert take_text(register, "contacts", DAY).startswith("imported 0, corrected 0, unchanged 1,")


def test_a_change_that_removes_rows_and_reads_a_file_puts_its_rows_in_their_place(register: Register) -> None:
    day = {"date": "2018-02-03", "citizen": "K-1"}
    for _night in range(2):
        with register.change("all anew") as change:
            for number in find_numbers(register, "contact"):
                change.remove("contact", number)
            assert str(change.import_rows("contacts", [day, day], create=True)).startswith("imported 2,")
        assert len(find_numbers(register, "contact")) == 2


GIVEN_ANOTHER_IDENTITY = [
    ("attendances", "group,date,citizen,attended\nCafe,2018-02-03,K-1,yes\n", {"date": "2018-02-10"}),
    ("attendances", "group,date,citizen,attended\nCafe,2018-02-03,K-1,yes\n", {"citizen": "K-2"}),
    ("presences", "worker,site,date,hours\nW,Nord,2018-02-03,3\n", {"date": "2018-02-10"}),
    ("assignments", "citizen,worker,started_on\nK-1,W,2018-02-03\n", {"started_on": "2018-02-10"}),
    ("consents", "citizen,purpose,given_on\nK-1,sharing,2018-02-03\n", {"purpose": "evaluation"}),
    ("closings", "citizen,closed_on,reason\nK-1,2018-02-03,moved\n", {"closed_on": "2018-02-10"}),
    ("deliverables", "project,title,kind\nP,Rapport,bog\n", {"title": "Slutrapport"}),
    ("milestones", "project,body,date\nP,Udvalg,2018-02-03\n", {"date": "2018-02-10"}),
    ("sites", "site,kind\nHuset,værested\n", {"site": "Huset Nord"}),
    ("workers", "worker,role\nV,lærer\n", {"worker": "V-1"}),
    ("programmes", "programme,kind\nHold,group\n", {"programme": "Livsstilshold"}),
    ("citizens", "citizen,birth_year\nK-9,1970\n", {"citizen": "K-10"}),
    ("problems", "problem\nGæld\n", {"problem": "Økonomi"}),
]


@pytest.fixture
def peopled(register: Register) -> Register:
    """A register with the names that those files say."""
    with register.change("here first") as change:
        for kind, name in (("site", "Nord"), ("worker", "W"), ("project", "P"), ("site", "Syd")):
            change.add(kind, name)
        for citizen in ("K-1", "K-2"):
            change.register(citizen, on="2018-01-01")
    return register


@pytest.mark.parametrize(("plural", "text", "corrected"), GIVEN_ANOTHER_IDENTITY)
def test_what_a_file_says_still_makes_no_double_of_what_a_hand_gave_another_identity(
    peopled: Register, plural: str, text: str, corrected: dict[str, str]
) -> None:
    assert take_text(peopled, plural, text).startswith("imported 1,")
    kind = find_record(plural).kind
    with peopled.change("correct") as change:
        change.correct(kind, find_numbers(peopled, kind)[-1], **corrected)
    mended = everything(peopled)
    for _night in range(2):
        assert take_text(peopled, plural, text) == "imported 0, corrected 0, unchanged 1, rejected 0"
        assert everything(peopled) == mended
    with peopled.change("undo") as change:
        change.undo()
    assert take_text(peopled, plural, text) == "imported 0, corrected 0, unchanged 1, rejected 0"


def test_what_a_file_says_anew_corrects_what_a_hand_gave_another_day(peopled: Register) -> None:
    text = "citizen,worker,started_on,ended_on\nK-1,W,2018-02-03,{}\n"
    take_text(peopled, "assignments", text.format(""))
    with peopled.change("correct") as change:
        change.correct("assignment", "1", started_on="2018-02-10")
    assert take_text(peopled, "assignments", text.format("2018-06-30")).startswith("imported 0, corrected 1,")
    (row,) = everything(peopled)["assignment"]
    assert row[3:] == ("2018-02-10", "2018-06-30")


def test_a_new_record_may_take_the_day_that_another_had_beside_it(peopled: Register) -> None:
    head, first = "group,date,citizen,attended\n", "Cafe,2018-02-03,K-1,yes\n"
    take_text(peopled, "attendances", head + first)
    with peopled.change("correct") as change:
        change.correct("attendance", "1", date="2018-02-10")
    both = head + "Cafe,2018-02-10,K-1,yes\n" + first
    assert take_text(peopled, "attendances", both) == "imported 1, corrected 0, unchanged 1, rejected 0"


def test_a_code_that_a_citizen_had_is_another_s_where_the_file_says_more(peopled: Register) -> None:
    take_text(peopled, "citizens", "citizen,birth_year\nK-9,1970\n")
    with peopled.change("correct") as change:
        change.correct("citizen", "K-9", citizen="K-10")
    assert take_text(peopled, "citizens", "citizen,birth_year\nK-9,1985\n").startswith("imported 1,")


def test_a_corrected_code_is_read_where_a_hand_and_the_file_had_corrected_a_value_each(
    peopled: Register,
) -> None:
    text = "citizen,birth_year,sex\nK-9,1970,{}\n"
    take_text(peopled, "citizens", text.format("f"))
    with peopled.change("correct") as change:
        change.correct("citizen", "K-9", birth_year=1971)
    take_text(peopled, "citizens", text.format("m"))
    with peopled.change("correct") as change:
        change.correct("citizen", "K-9", citizen="K-10")
    mended = everything(peopled)
    assert take_text(peopled, "citizens", text.format("m")).startswith("imported 0, corrected 0, unchanged 1")
    assert everything(peopled) == mended


def test_a_folder_with_names_that_a_hand_corrected_is_safe_to_repeat(peopled: Register, tmp_path) -> None:
    folder = tmp_path / "nightly"
    folder.mkdir()
    (folder / "citizens.csv").write_text("citizen\nK-9\n")
    (folder / "sites.csv").write_text("site,successor\nHuset,Nord\n")
    (folder / "programmes.csv").write_text("programme,parent\nA,\nB,A\n")
    (folder / "contacts.csv").write_text("date,citizen,site,programme\n2018-02-03,K-9,huset,A\n")
    assert take_folder(peopled, folder).startswith("imported 5,")
    with peopled.change("correct") as change:
        change.correct("citizen", "K-9", citizen="K-10")
        change.correct("site", "Huset", site="Huset Nord")
        change.correct("programme", "A", programme="Aktiv")
    mended = everything(peopled)
    result = take(peopled, *find_in_folder(folder)[0])
    assert str(result) == "imported 0, corrected 0, unchanged 5, rejected 0"
    assert everything(peopled) == mended
    assert result.problems.notes == [
        f'"{former}" is read as "{name}": the name was corrected in the register.'
        for former, name in (("Huset", "Huset Nord"), ("A", "Aktiv"), ("K-9", "K-10"))
    ]


NAMED_IN_ROWS = [
    ("contacts", "date,citizen,site\n2018-02-03,K-1,Nord\n", "citizen", "K-1"),
    ("contacts", "source_id,date,citizen,site\n7,2018-02-03,K-1,Nord\n", "citizen", "K-1"),
    ("contacts", "date,citizen,site\n2018-02-03,K-1,Nord\n", "site", "Nord"),
    ("forms", "date,citizen,form,self_rated_health\n2018-02-03,K-1,baseline,3\n", "citizen", "K-1"),
    ("forms", "source_id,date,citizen,form\n7,2018-02-03,K-1,activity\n", "citizen", "K-1"),
    ("assignments", "citizen,worker,started_on\nK-1,W,2018-02-03\n", "worker", "W"),
    ("citizens", "citizen,problems\nK-1,Gæld\n", "problem", "Gæld"),
]


@pytest.mark.parametrize(("plural", "text", "kind", "former"), NAMED_IN_ROWS)
def test_rows_still_name_by_its_former_name_what_a_hand_added_and_renamed(
    peopled: Register, plural: str, text: str, kind: str, former: str
) -> None:
    with peopled.change("add") as change:
        change.add("problem", "Gæld")
    assert take_text(peopled, plural, text).endswith("unchanged 0, rejected 0")
    with peopled.change("correct") as change:
        change.correct(kind, former, **{kind: "Andet navn"})
    mended = everything(peopled)
    assert take_text(peopled, plural, text, create=True).endswith("corrected 0, unchanged 1, rejected 0")
    assert everything(peopled) == mended


def test_a_former_code_is_not_read_where_no_file_said_it_or_another_has_it(peopled: Register) -> None:
    text = "date,citizen,minutes\n2018-02-03,K-1,{}\n"
    with peopled.change("correct") as change:
        change.correct("citizen", "K-1", citizen="K-7")
    assert problems_of(peopled, "contacts", text.format(1)) == ['2: citizen: unknown citizen ("K-1")']
    with peopled.change("correct") as change:
        change.correct("citizen", "K-7", citizen="K-1")
    take_text(peopled, "contacts", text.format(1))
    with peopled.change("correct") as change:
        change.correct("citizen", "K-1", citizen="K-7")
    assert take_text(peopled, "contacts", text.format(2)).startswith("imported 1,")
    with peopled.change("register") as change:
        change.register("K-1", on="2018-01-01")
    assert take_text(peopled, "contacts", text.format(3)).startswith("imported 1,")
    assert [row[2] for row in everything(peopled)["contact"]] == ["K-7", "K-7", "K-1"]


def test_rows_still_name_by_a_former_code_whoever_was_merged_since(peopled: Register) -> None:
    text = "source_id,date,citizen,form\n7,2018-02-03,K-1,activity\n"
    take_text(peopled, "forms", text)
    with peopled.change("correct") as change:
        change.correct("citizen", "K-1", citizen="K-7")
    with peopled.change("merge") as change:
        carry_out(change, plan(change.finder, "K-2", "K-7"))
    mended = everything(peopled)
    assert take_text(peopled, "forms", text) == "imported 0, corrected 0, unchanged 1, rejected 0"
    assert everything(peopled) == mended


def test_a_session_that_a_file_gives_another_day_takes_its_list_along(peopled: Register) -> None:
    sessions = "source_id,group,date\n1,Cafe,{}\n"
    listed = "group,date,citizen,attended\nCafe,{0},K-1,yes\nCafe,{0},K-2,no\n"
    take_text(peopled, "sessions", sessions.format("2018-02-03"))
    take_text(peopled, "attendances", listed.format("2018-02-03"))
    assert take_text(peopled, "sessions", sessions.format("2018-02-10")).startswith("imported 0, corrected 1")
    assert [row[1] for row in everything(peopled)["attendance"]] == ["2018-02-10"] * 2
    assert take_text(peopled, "attendances", listed.format("2018-02-10")).endswith("unchanged 2, rejected 0")


SESSIONS = "source_id,group,date\n1,Cafe,{}\n"
LISTS = "group,date,citizen,attended\nCafe,{0},K-1,{1}\nCafe,{0},K-2,no\n"


@pytest.mark.parametrize("order", [("sessions", "attendances"), ("attendances", "sessions"), ()])
@pytest.mark.parametrize("by_hand", [False, True])
def test_a_list_whose_file_still_says_the_old_day_stays_with_its_session(
    peopled: Register, tmp_path: Path, order: tuple[str, ...], by_hand: bool
) -> None:
    def take_night(day: str, attended: str) -> list[str]:
        texts = {"sessions": SESSIONS.format(day), "attendances": LISTS.format("2018-02-03", attended)}
        folder = tmp_path / "night"
        folder.mkdir(exist_ok=True)
        for plural, text in texts.items():
            (folder / f"{plural}.csv").write_text(text, encoding="utf-8")
        if not order:
            result = take(peopled, *find_in_folder(folder)[0])
            return result.problems.notes
        return [
            note
            for plural in order
            for note in take(
                peopled, SourceFile(find_record(plural), str(folder / f"{plural}.csv"))
            ).problems.notes
        ]

    def list_rows() -> list[tuple[object, ...]]:
        return [row[:4] for row in everything(peopled)["attendance"]]

    assert take_night("2018-02-03", "yes") == []
    if by_hand:
        with peopled.change("correct") as change:
            change.correct("session", "1", date="2018-02-10")
    day = "2018-02-03" if by_hand else "2018-02-10"
    for attended in ("yes", "excused", "excused"):
        notes = take_night(day, attended)
        assert list_rows() == [("Cafe", "2018-02-10", "K-1", attended), ("Cafe", "2018-02-10", "K-2", "no")]
    (note,) = notes
    assert note.endswith(
        "a list is read as that of its session, which was moved: Cafe, 2018-02-03 → Cafe, 2018-02-10"
    )


@pytest.mark.parametrize("at_once", [False, True])
def test_who_came_as_a_hand_says_stays_when_a_file_moves_the_session(
    peopled: Register, tmp_path: Path, at_once: bool
) -> None:
    (folder := tmp_path / "night").mkdir()

    def take_night(day: str) -> None:
        (folder / "sessions.csv").write_text(SESSIONS.format(day), encoding="utf-8")
        (folder / "attendances.csv").write_text(LISTS.format(day, "yes"), encoding="utf-8")
        if at_once:
            take(peopled, *find_in_folder(folder)[0])
            return
        for plural in ("sessions", "attendances"):
            take(peopled, SourceFile(find_record(plural), str(folder / f"{plural}.csv")))

    take_night("2018-02-03")
    with peopled.change("correct") as change:
        change.correct("attendance", "1", attended="no")
    for _night in range(2):
        take_night("2018-02-10")
        assert everything(peopled)["attendance"][0][:4] == ("Cafe", "2018-02-10", "K-1", "no")


def test_who_is_new_on_a_list_that_still_says_the_old_day_comes_to_where_the_session_is(
    peopled: Register,
) -> None:
    take_text(peopled, "sessions", SESSIONS.format("2018-02-03"))
    take_text(peopled, "sessions", SESSIONS.format("2018-02-10"))
    assert take_text(peopled, "attendances", LISTS.format("2018-02-03", "yes")).startswith("imported 2,")
    assert {row[1] for row in everything(peopled)["attendance"]} == {"2018-02-10"}


def test_a_list_is_of_the_day_that_the_file_says_where_a_session_stands_or_its_move_was_undone(
    peopled: Register,
) -> None:
    take_text(peopled, "sessions", SESSIONS.format("2018-02-03"))
    take_text(peopled, "sessions", SESSIONS.format("2018-02-10") + "2,Cafe,2018-02-03\n")
    take_text(peopled, "attendances", LISTS.format("2018-02-03", "yes"))
    assert {row[1] for row in everything(peopled)["attendance"]} == {"2018-02-03"}
    with peopled.change("undo") as change:
        change.undo(change.id - 1)
        change.undo(change.id - 2)
    take_text(peopled, "attendances", LISTS.format("2018-02-10", "yes"))
    assert {row[1] for row in everything(peopled)["attendance"]} == {"2018-02-10"}


def test_removed_names_that_name_each_other_stay_removed(peopled: Register, tmp_path) -> None:
    programmes = "programme,parent\nA,\nB,A\n"
    take_text(peopled, "programmes", programmes)
    with peopled.change("remove") as change:
        change.remove("programme", "B")
        change.remove("programme", "A")
    assert take_text(peopled, "programmes", programmes) == "imported 0, corrected 0, unchanged 2, rejected 0"
    assert everything(peopled)["programme"] == []


def test_a_row_that_names_what_a_hand_removed_is_told_what_to_do(peopled: Register, tmp_path) -> None:
    take_text(peopled, "sites", "site\nHuset\n")
    with peopled.change("remove") as change:
        change.remove("site", "Huset")
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "sites.csv").write_text("site\nHuset\n")
    (tmp_path / "f" / "contacts.csv").write_text("date,citizen,site\n2018-02-03,K-1,Huset\n")
    with pytest.raises(RemovedNameError, match='site "Huset" was removed from the register'):
        take_folder(peopled, tmp_path / "f")
    with peopled.change("undo") as change:
        change.undo()
    assert take_folder(peopled, tmp_path / "f").startswith("imported 1,")
