"""One idea of "the same": names, groups, roles and ids meet in whatever spelling, and near codes are told."""

from __future__ import annotations

import pytest

from outreach_cli.api import Register
from outreach_cli.core.names import fold_case, fold_identifier, is_near_code, list_near_spellings, normalize
from outreach_cli.records.contacts import CONTACT
from outreach_cli.records.groups import ATTENDANCE
from outreach_cli.records.places import SITE
from outreach_cli.register.record_changes import AlreadyThereError
from tests.bulk import everything, problems_of, take_text

LOOKS_LIKE_NORD = ("No\u00adrd", "Nord\u200b", "\ufeffNord", "No\u200drd", "NORD", " nord ", "N\u2060ord")


@pytest.mark.parametrize("spelt", LOOKS_LIKE_NORD)
def test_a_name_that_looks_the_same_is_the_same(register: Register, spelt: str) -> None:
    with register.change("add") as change:
        change.add("site", "Nord")
        with pytest.raises(AlreadyThereError):
            change.add("site", spelt)
        change.register("C1", on="2018-01-01")
        assert change.contact("C1", site=spelt).values["site"] == "Nord"


def test_a_name_kept_with_something_unseen_is_found_as_it_looks(register: Register) -> None:
    with register.change("add") as change:
        change.insert(SITE, {"site": "Sy\u00add"})  # as an earlier version kept it
        assert change.finder.find_name("site", "syd")[1] == "Sy\u00add"


def test_a_dash_between_words_may_be_typed_as_a_hyphen_where_no_other_is_called_so(
    register: Register,
) -> None:
    with register.change("add") as change:
        change.add("programme", "Spis sammen – 12 gange")
        change.register("C1", on="2018-01-01")
        said = "spis sammen - 12 gange"
        assert change.contact("C1", programme=said).values["programme"] == "Spis sammen – 12 gange"
        change.add("programme", "Spis sammen - 12 gange")
        assert change.contact("C1", programme=said).values["programme"] == "Spis sammen - 12 gange"


def test_what_cannot_be_seen_is_not_kept(register: Register) -> None:
    with register.change("add") as change:
        assert change.add("site", "\u200bA\u030astedet\u00ad").values["site"] == "Åstedet"
    assert normalize("RD\u201110") == "RD-10"


def test_groups_of_a_file_in_two_spellings_are_one(register: Register) -> None:
    text = "group,date,citizen\nHold,2018-01-01,K-1\nhold,2018-01-01,K-1\nHO\u00adLD,2018-01-02,K-1\n"
    said = take_text(register, "attendances", text, create=True)
    assert said == "imported 2, corrected 0, unchanged 1, rejected 0"
    assert {row[0] for row in everything(register)["attendance"]} == {"Hold"}
    with register.change("attend") as change:
        assert change.attend("hOLD", {"yes": ["K-1"]}, on="2018-01-03")[0].values["group"] == "Hold"


def test_a_role_of_ones_own_is_spelled_as_it_was(register: Register) -> None:
    with register.change("assign") as change:
        change.register("C1", on="2018-01-01")
        change.add("worker", "SPL-1")
        change.assign("C1", "SPL-1", role="Mentor", on="2018-01-01")
        assert change.assign("C1", "SPL-1", role="mentor", on="2018-02-01")[-1].values["role"] == "Mentor"


def test_two_spellings_that_stand_already_stay_two(register: Register) -> None:
    with register.change("attend") as change:
        change.register("C1", on="2018-01-01")
        number = change.attend("Hold", {"yes": ["C1"]}, on="2018-01-01")[1].id
        change.insert(ATTENDANCE, {"group": "hold", "date": "2018-01-02", "citizen": 1, "attended": "yes"})
    assert number == 1
    said = take_text(register, "attendances", "group,date,citizen\nhold,2018-01-02,C1\n")
    assert said == "imported 0, corrected 0, unchanged 1, rejected 0"


def test_an_id_that_a_spreadsheet_made_a_fraction_is_the_same_id(register: Register) -> None:
    head = "source_id,date,citizen\n"
    take_text(register, "contacts", head + "10,2018-02-03,K-1\n", create=True)
    said = take_text(register, "contacts", head + "10.0,2018-02-03,K-1\n")
    assert said == "imported 0, corrected 0, unchanged 1, rejected 0"
    assert problems_of(register, "contacts", head + "10,2018-02-03,K-1\n10.0,2018-02-04,K-1\n") == [
        '3: source_id: stands on an earlier line too, with other values ("10.0")'
    ]
    assert [fold_identifier(each) for each in ("10.0", "10.50", "v1.0", "1\u200b0")] == [
        *("10", "10.50", "v1.0", "10")
    ]


def test_an_id_kept_as_a_fraction_is_known_by_the_number(register: Register) -> None:
    head = "source_id,date,citizen\n"
    with register.change("import") as change:
        change.register("K-1", on="2018-01-01")
        values = {"date": "2018-02-03", "citizen": 1, "kind": "conversation", "reached": 1}
        change.insert(CONTACT, values, source_id="10.0")
    said = take_text(register, "contacts", head + "10,2018-02-03,K-1\n11,2018-02-03,K-1\n")
    assert said == "imported 1, corrected 0, unchanged 1, rejected 0"


def test_a_citizen_named_twice_in_one_command_is_met_once(typed) -> None:
    typed("init")
    typed("register A --on 2018-01-01")
    typed("register B --on 2018-01-01")
    typed("add offer Rygestop")
    typed("merge A B")
    said = typed("contact A a B --refer-to Rygestop --refer-to RYGESTOP --on 2018-02-01")
    assert (said.code, said.out.count("Logged contact")) == (0, 1)
    assert "1 referral made" in said.out
    assert "A is named twice; it is one contact." in said.err
    assert typed("list contacts --format csv").out.count("\n") == 2
    assert typed("list referrals --format csv").out.count("\n") == 2
    assert typed("attend Cafe A --absent B").code == 3


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("RD-10", "RD-010", True),
        ("RD-10", "RE-10", True),
        ("RD-10", "R-10", True),
        ("RD-10", "RDX-10", True),
        ("RD-10", "RD-11", False),
        ("RD-10", "RD-100", False),
        ("RD-10", "rd-10", False),
        ("AB-1", "BA-1", False),
        ("A", "B", False),
        ("8", "8.0", True),
        ("80", "8.0", False),
        ("8.5", "8.0", False),
        ("AAL-001", "AAL\u2013001", True),
        ("AAL-001", "AAL\u2212001", True),
        ("AAL\u2013001", "AAL\u2212001", True),
    ],
)
def test_a_code_is_near_one_by_a_letter_or_a_zero_or_as_a_spreadsheet_changes_it(
    one: str, other: str, near: bool
) -> None:
    assert is_near_code(one, other) == is_near_code(other, one) == near
    same = fold_case(one) == fold_case(other)
    assert (fold_case(other) in list_near_spellings(one)) == (near or same)
    assert (fold_case(one) in list_near_spellings(other)) == (near or same)


def test_a_near_code_is_noted_when_it_is_registered_or_imported(typed, tmp_path) -> None:
    typed("init")
    typed("register RD-010 --on 2018-01-01")
    said = typed("register RD-10 --on 2018-01-01")
    assert (said.code, said.err) == (0, '"RD-10" is near to "RD-010", which is known.\n')
    assert typed("register RD-11 --on 2018-01-01").err == ""
    (tmp_path / "contacts.csv").write_text(
        "date,citizen\n2018-02-01,RE-11\n2018-02-01,RD-12\n2018-02-01,RD-012\n"
    )
    said = typed(f"import contacts {tmp_path / 'contacts.csv'} --create")
    assert said.code == 0
    assert [line for line in said.err.splitlines() if "near" in line] == [
        '"RE-11" is near to "RD-11", which is known.',
        '"RD-012" is near to "RD-12", which is known.',
    ]
    assert "near" not in typed(f"import contacts {tmp_path / 'contacts.csv'} --create").err


@pytest.mark.parametrize(
    ("known", "new"),
    [("worker SPL-010", "worker SPL-10"), ("offer Rygestop", "offer Rygstop"), ("site Nord", "site Nørd")],
)
def test_a_near_name_of_any_kind_is_noted_when_it_is_added(typed, known: str, new: str) -> None:
    typed("init")
    assert typed(f"add {known}").err == ""
    said = typed(f"add {new}")
    kind, name = new.split()
    assert (said.code, said.err) == (0, f'"{name}" is near to "{known.split()[1]}", which is known.\n')
    assert typed(f"add {kind} Vest").err == ""
    assert "looks like a CPR number" in typed(f"add {kind} 010150-1234").err


def test_a_name_may_be_typed_without_danish_letters(typed) -> None:
    typed("init")
    typed("add", "site", "Møllegården")
    typed("register", "Årø-1", "--on", "2019-03-01")
    assert "Møllegården" in typed("contact", "aaroe-1", "--site", "Moellegaarden").out
    assert "1" in typed("report", "conversations", "--site", "MOELLEGAARDEN").out
    typed("add", "site", "Moellegaarden")  # one that is called so itself comes first
    assert "Moellegaarden" in typed("contact", "Årø-1", "--site", "Moellegaarden", "--on", "2019-03-02").out
    assert '"Årø-1"' in typed("register", "Aaroe-1").err
    unknown = typed("--lang", "en", "contact", "Årø-1", "--site", "Moellegaard")
    assert (unknown.code, "Did you mean" in unknown.err) == (3, True)


def test_two_names_that_one_spelling_without_danish_letters_fits_are_not_guessed_at(typed) -> None:
    typed("init")
    for name in ("Åen", "Aåen", "Aaæn"):
        typed("add", "site", name)
    typed("add", "site", "Maaløv")
    typed("add", "site", "Måløv")
    assert typed("list", "contacts", "--site", "Maaloev").code == 3


@pytest.mark.parametrize(
    ("code", "person"),
    [
        ("Karen Jensen", True),
        ("Anne-Marie Ø. Hansen", True),
        ("Karen", False),
        ("RD 1", False),
        ("RD-001", False),
        ("Borger A", False),
        ("Nord 12 b", False),
    ],
)
def test_a_code_that_reads_as_a_name_is_warned_of_and_taken(typed, tmp_path, code: str, person: bool) -> None:
    typed("init")
    said = typed("register", code)
    assert (said.code, "looks like a name" in said.err) == (0, person)
    (tmp_path / "citizens.csv").write_text(f"citizen\n{code} x\n", encoding="utf-8")
    told = typed("import", "citizens", str(tmp_path / "citizens.csv"))
    assert (told.code, "looks like a name" in told.err) == (0, person), told.err


def test_a_purpose_that_is_near_to_a_known_one_is_told(outreach) -> None:
    outreach("init")
    outreach("register", "RD-009")
    danish = {"OUTREACH_LANG": "da"}
    assert "deling" in outreach("samtykke", "RD-009", "dling", env=danish).stderr
    assert '"evaluation"' in outreach("consent", "RD-009", "evaluaton").stderr
    for purpose in ("deling", "evaluering", "undervisning", "dling"):
        assert outreach("samtykke", "RD-009", purpose, "--den", "1/3", env=danish).stderr == "", purpose


def test_a_command_is_known_with_the_accent_that_danish_leaves_free(outreach) -> None:
    outreach("init")
    assert outreach("registrér", "RD-001").returncode == 0
    assert outreach("kontrollér").returncode == 0
    slip = outreach("regstrer", "RD-001", env={"OUTREACH_LANG": "da"}).stderr
    assert ('"registrer"' in slip, "opret-register" in slip) == (True, False)


def test_who_takes_over_is_looked_for_before_what_is_handed_over(outreach) -> None:
    outreach("init")
    outreach("add", "worker", "SPL-1")
    said = outreach("hand-over", "SPL-1", "SPL-3")
    assert 'No worker is called "SPL-3".' in said.stderr


@pytest.mark.parametrize("sign", ["\ufe0f", "\ufe0e", "\u2061", "\u2064", "\u3164"])
def test_a_sign_that_nobody_sees_makes_no_other_name(typed, sign: str) -> None:
    typed("init")
    typed("add site Nord")
    assert typed("add", "site", f"Nord{sign}").code == 3
    assert typed("register", "A", "--site", f"{sign}Nord{sign}").code == 0
    assert typed("register", sign).code == 3
    assert typed("list sites --format csv").out.count("\n") == 2


def test_a_number_that_a_spreadsheet_changed_is_noted_as_near(typed, tmp_path) -> None:
    typed("init")
    (tmp_path / "citizens.csv").write_text("citizen\n8\n8.0\n")
    said = typed(f"import citizens {tmp_path / 'citizens.csv'}")
    assert (said.code, '"8.0" is near to "8", which is known.' in said.err) == (0, True)
    (tmp_path / "contacts.csv").write_text("date,citizen\n2018-02-01,9.0\n")
    typed("register 9 --on 2018-01-01")
    said = typed(f"import contacts {tmp_path / 'contacts.csv'}")
    assert (said.code, 'did you mean "9"?' in said.err) == (3, True)


def test_a_group_is_spelled_as_the_programme_of_its_name(typed, tmp_path) -> None:
    typed("init")
    for line in ("register A --on 2018-01-01", "add programme ÆBLE-holdet --kind group"):
        typed(line)
    typed("enrol A ÆBLE-holdet --on 2018-01-02")
    assert "ÆBLE-holdet, 2018-02-01" in typed("attend æble-holdet A --on 2018-02-01").out
    (tmp_path / "a.csv").write_text("group,date,citizen\næble-HOLDET,2018-02-08,A\n")
    assert typed(f"import attendances {tmp_path / 'a.csv'}").code == 0
    rows = typed("report groups --period 2018 --format csv").out.splitlines()
    assert [row.split(",")[:3] for row in rows[1:]] == [["ÆBLE-holdet", "1", "1"], ["I alt", "1", "1"]]


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("assign A SPL-1 --role forløbspatner", "pathway_partner"),
        ("add worker SPL-2 --role sygplejerske", "sygeplejerske"),
        ("add project P --level organistion", "organisation"),
        ("correct worker SPL-1 --role sygeplejersk", "sygeplejerske"),
    ],
)
def test_a_word_that_reports_count_by_is_noted_when_it_is_near_to_a_known_one(
    typed, line: str, near: str
) -> None:
    typed("init")
    typed("register A --on 2018-01-01")
    assert typed("add worker SPL-1 --role sygeplejerske").err == ""
    said = typed(line)
    assert said.code == 0
    assert f'is near to "{near}", which is known.' in said.err
    assert typed("assign A SPL-1 --role bisidder").err == ""
