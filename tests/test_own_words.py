"""Words of a register's own: each works where a standard one does, and counts as what it stands for."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach_cli.api import open_register
from outreach_cli.core.language import use_language
from outreach_cli.exchange.evaluation import export_for_evaluation
from tests.conftest import Typed

Type = Callable[..., Typed]


@pytest.fixture
def own(typed: Type) -> Type:
    """A register with words of its own of each kind, and two citizens who use them."""
    for line in (
        "init --municipality Aalborg",
        "add site Nord",
        "add programme Ro --kind course",
        "add programme Andet",
        "add scale Smerte --lowest 0 --highest 10 --better lower",
        "add scale 'Helbred kort' --lowest 1 --highest 5 --better higher --stands-for srh5",
        "add status Venteliste --programme Ro --stands-for active",
        "add status Udskudt",
        "add problem Gæld",
        "add problem Spritmisbrug --stands-for alcohol",
        "add reason Plejebolig --stands-for moved",
        "register B1 --on 2018-01-01 --problem gaeld --problem Spritmisbrug --problem drugs",
        "register B2 --on 2018-01-01 --problem alcohol",
        "status B1 venteliste --programme Ro --on 2018-02-01",
        "status B2 udskudt --programme Ro --on 2018-02-01",
    ):
        assert typed(line).code == 0, line
    return typed


def rows(typed: Type, line: str) -> dict[str | None, int]:
    """The first column's numbers of a report by the row's own key."""
    table = typed(f"{line} --lang en --format json").table
    first, second = (each["key"] for each in table["columns"][:2])
    return {row[first]: row[second] for row in table["rows"] if row[second]}


def test_an_own_word_counts_as_what_it_stands_for_and_else_has_a_row_of_its_own(own: Type) -> None:
    assert rows(own, "report reach") == {"Alcohol": 2, "Drugs": 1, "Substance use": 2, "Gæld": 1}
    assert rows(own, "report courses --programme Ro") == {"In progress": 1, "Udskudt": 1}
    for how in ("", "--round 5", "--suppress"):
        notes = own(f"report reach {how} --lang en --format json").table["notes"]
        assert (
            "Words of the register's own are counted as what they stand for: Spritmisbrug (Alcohol)" in notes
        )
    assert own("report courses --programme Ro --format json").table["total"]["citizens"] == 2


def test_without_own_words_no_note_speaks_of_any(typed: Type) -> None:
    typed("init")
    typed("register B1 --problem alcohol")
    notes = typed("report reach --lang en --format json").table["notes"]
    assert not [note for note in notes if "register's own" in note]


def test_a_word_in_a_group_of_problems_counts_once_in_the_group(own: Type) -> None:
    own("add problem Hashmisbrug --stands-for cannabis")
    own("correct citizen B2 --problem Hashmisbrug --problem alcohol")
    assert rows(own, "report reach")["Substance use"] == 2


def test_an_unknown_word_is_refused_with_the_nearest_and_writes_nothing(own: Type) -> None:
    for line, near in (
        ("register B3 --problem Gæl", "Gæld"),
        ("status B1 Ventelist --programme Ro", "Venteliste"),
        ("assess B1 3 --scale Smerten", "Smerte"),
        ("close B1 --reason Plejeboli", "Plejebolig"),
        ("correct citizen B1 --problem Gæl", "Gæld"),
        ("list citizens --where problems=Gæl", "Gæld"),
        ("report health --scale Smerten", "Smerte"),
    ):
        said = own(line)
        assert (said.code, near in said.err) == (3, True), (line, said.err)


def test_a_status_of_one_programme_is_refused_in_another_and_taken_in_its_parts(own: Type) -> None:
    assert own("status B2 Venteliste --programme Andet").code == 3
    assert own("add programme Roflex --parent Ro").code == 0
    assert own("status B2 Venteliste --programme Roflex").code == 0


def test_a_word_that_is_standard_already_or_could_be_taken_for_two_is_refused(own: Type) -> None:
    scale = "add scale who-5 --lowest 0 --highest 9"
    for line in ("add problem alkohol", "add problem 'a, b'", "add status Gennemført", scale):
        assert own(line).code == 3, line


def test_a_scale_takes_its_answers_and_refuses_others_naming_the_bounds(own: Type) -> None:
    said = own("assess B1 11 --scale smerte")
    assert (said.code, "0 and 10" in said.err) == (3, True)
    assert own("add scale Bagvendt --lowest 5 --highest 2").code == 3
    mixed = own("add scale Helbred10 --lowest 1 --highest 10 --better higher --stands-for srh5")
    assert (mixed.code, "from 1 to 5" in mixed.err) == (3, True)


def test_better_follows_the_scale(own: Type) -> None:
    for day, first, second in (("2018-01-10", 8, 2), ("2018-06-10", 3, 6)):
        own(f"assess B1 {first} --scale Smerte --on {day}")
        own(f"assess B2 {second} --scale Smerte --on {day}")
    total = own("report health --scale Smerte --format json").table["total"]
    assert (total["better"], total["worse"], total["mean_first"], total["mean_last"]) == (1, 1, 5, 4.5)


def test_no_answer_is_called_self_rated_health_but_those_on_its_scale(own: Type, tmp_path: Path) -> None:
    own("register B3 --on 2018-01-01 --municipality Aalborg")
    assert "Answer: 7, Smerte" in own("assess B3 7 --scale Smerte --on 2018-06-10").out
    for line in ("list forms", "show B3", "report health --scale Smerte"):
        for language, scale in (("da", "Selvvurderet helbred (1–5)"), ("en", "Self-rated health (1–5)")):
            with use_language(language):
                told = own(line).out.replace(scale, "")
            assert scale.partition(" (")[0] not in told, line
    for place, heading in enumerate(("Selvvurderet helbred", "Self-rated health", "Svar")):
        text = f"dato;borger;skematype;{heading}\n2018-07-0{place + 1};B3;grundskema;3\n"
        (tmp_path / "forms.csv").write_text(text, encoding="utf-8")
        assert own("import", "forms", str(tmp_path / "forms.csv")).out.startswith("imported 1,")
    assert len(own("list forms --where 'Selvvurderet helbred=3' --format json").table["rows"]) == 3


def test_answers_on_a_scale_count_with_the_one_it_stands_for_and_no_other(own: Type) -> None:
    own("assess B1 2 --on 2018-01-10")
    own("assess B1 4 --scale 'Helbred kort' --on 2018-06-10")
    own("assess B1 9 --scale Smerte --on 2018-07-10")
    total = own("report health --format json").table["total"]
    assert (total["paired_citizens"], total["better"], total["mean_last"]) == (1, 1, 4)
    assert own("report health --scale 'Helbred kort' --format json").table["total"] == total


def test_a_form_outside_its_scale_is_kept_as_received_and_invalid(own: Type, tmp_path: Path) -> None:
    (tmp_path / "forms.csv").write_text(
        "date;citizen;form;self_rated_health;scale\n2018-03-01;B1;baseline;11;smerte\n"
        "2018-03-01;B2;baseline;10;Smerte\n",
        encoding="utf-8",
    )
    assert own("import", "forms", str(tmp_path / "forms.csv")).code == 0
    total = own("report forms --format json").table["total"]
    assert (total["valid_forms"], total["invalid_forms"]) == (1, 1)


def test_an_import_checks_words_and_makes_them_where_it_may(own: Type, tmp_path: Path) -> None:
    file = tmp_path / "citizens.csv"
    file.write_text("citizen;problems\nC1;GAELD|Ensomhed\nC2;alkohol,Ensomhed\n", encoding="utf-8")
    refused = own("import", "citizens", str(file))
    assert (refused.code, "Ensomhed" in refused.err) == (3, True)
    made = own("import", "citizens", str(file), "--create", "problems")
    assert (made.code, "Ensomhed" in made.out) == (0, True)
    listed = own("list citizens --where problems=Ensomhed --format json").table
    assert [row["problems"] for row in listed["rows"]] == ["Gæld|Ensomhed", "alcohol|Ensomhed"]
    assert "unchanged 2" in own("import", "citizens", str(file)).out
    (tmp_path / "forms.csv").write_text(
        "date;citizen;form;self_rated_health;scale\n2018-03-01;B1;baseline;4;Smert\n", encoding="utf-8"
    )
    kept = own("import", "forms", str(tmp_path / "forms.csv"), "--create")  # a scale takes more than a name
    assert (kept.code, "Smert" in kept.out) == (0, False)
    assert own("list forms --where invalid_reason=bad_answer --format json").table["rows"]


def test_a_word_can_be_renamed_and_all_that_use_it_follow(own: Type) -> None:
    assert own("correct problem Gæld --problem Økonomi").code == 0
    assert "Økonomi" in rows(own, "report reach")
    assert "Gæld" in rows(own, "report reach --as-of 14")
    assert own("correct status_word Udskudt --status-word 'Sat på pause'").code == 0
    assert rows(own, "report courses --programme Ro")["Sat på pause"] == 1
    assert own("undo").code == 0
    assert rows(own, "report courses --programme Ro")["Udskudt"] == 1


def test_a_word_in_use_is_neither_removed_nor_undone(own: Type) -> None:
    for line, users in (
        ("remove problem Gæld", "1 citizen"),
        ("remove status_word Udskudt", "1 status"),
        ("remove reason Plejebolig", ""),
    ):
        said = own(line)
        assert (said.code, users in said.err) == (3 if users else 0, True), said.err
    added = next(
        row["change"] for row in own("log --format json").table["rows"] if row["command"] == "add status_word"
    )
    assert own(f"undo {added}").code == 3
    assert own("correct problem Gæld --problem Økonomi").code == 0
    assert own("register B9 --problem Økonomi").code == 0
    assert own("undo 17").code == 3


def test_what_comes_back_brings_back_no_word_that_is_gone(own: Type) -> None:
    own("correct citizen B1 --problem drugs")
    corrected = max(row["change"] for row in own("log --format json").table["rows"])
    assert own("remove problem Gæld").code == 0
    refused = own(f"undo {corrected}")
    assert (refused.code, str(corrected + 1) in refused.err) == (3, True)


def test_a_condition_on_a_standard_word_counts_those_that_stand_for_it(own: Type, tmp_path: Path) -> None:
    report = tmp_path / "own.toml"
    said = [
        'name = "own"',
        'title = { da = "Egen", en = "Own" }',
        'rows = "site"',
        *(
            f'[[column]]\nkey = "{key}"\nlabel = {{ da = "{key}", en = "{key}" }}\n'
            f"measure = 'distinct citizen of reached where problems is {words}'"
            for key, words in (("alcohol", "alcohol"), ("debt", '"gæld"'), ("own", "Spritmisbrug"))
        ),
    ]
    report.write_text("\n".join(said), encoding="utf-8")
    total = own("report", str(report), "--format", "json").table["total"]
    assert (total["alcohol"], total["debt"], total["own"]) == (2, 1, 1)
    report.write_text("\n".join(said).replace("Spritmisbrug", "Spritmisbru"), encoding="utf-8")
    assert "Spritmisbrug" in own("report", str(report)).err


def test_own_words_move_with_the_register_to_another(own: Type, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert own("export", str(out)).code == 0
    assert {"scales.csv", "problems.csv", "status_words.csv", "closing_reasons.csv"} <= {
        path.name for path in out.iterdir()
    }
    for other in ("init --db other.db", f"import {out} --db {tmp_path}/other.db"):
        assert own(other.replace("other.db", f"{tmp_path}/other.db") if "init" in other else other).code == 0
    assert rows(own, f"report reach --db {tmp_path}/other.db") == rows(own, "report reach")


def test_the_evaluator_gets_standard_words_and_own_ones_under_a_pseudonym(own: Type, tmp_path: Path) -> None:
    own("assess B1 9 --scale Smerte --on 2018-07-10")
    own("close B2 --reason Plejebolig")
    with open_register(tmp_path / "outreach.db") as register:
        export_for_evaluation(register, tmp_path / "sent", bytes(range(32)), "csv")
    texts = {path.name: path.read_text(encoding="utf-8-sig") for path in (tmp_path / "sent").iterdir()}
    for word in ("Gæld", "Spritmisbrug", "Venteliste", "Udskudt", "Smerte", "Plejebolig"):
        assert not [name for name, text in texts.items() if word in text], word
    problems = [row["problems"] for row in csv.DictReader(texts["citizens.csv"].splitlines())]
    assert problems[0].startswith("alcohol|drugs|P")
    assert problems[1] == "alcohol"
    assert "moved" in texts["closings.csv"]
    assert own("init", "--db", str(tmp_path / "evaluator.db")).code == 0
    taken = own("import", str(tmp_path / "sent"), "--db", str(tmp_path / "evaluator.db"))
    assert taken.code == 0, taken.err
    assert rows(own, f"report reach --db {tmp_path}/evaluator.db")["Alcohol"] == 2


def test_danish_words_are_taken_for_own_words_too(own: Type) -> None:
    bounds = ("--laveste", "0", "--hoejeste", "10", "--bedre", "lavere")
    assert own("--lang", "da", "opret", "skala", "VAS", *bounds).code == 0
    assert own("--lang", "da", "opret", "status", "Sat på hold", "--staar-for", "i-gang").code == 0
    assert own("--lang", "da", "opret", "årsag", "Fængsel").code == 0


def test_the_words_of_an_answer_are_those_of_its_scale_alone(own: Type) -> None:
    """On a scale where the lowest is best, 5 is no "very good", and 100 stands after 64."""
    own("add scale UCLA --lowest 3 --highest 100 --better lower")
    for citizen, first, latest in (("A", 3, 100), ("B", 64, 5), ("C", 100, 5)):
        own(f"register {citizen} --on 2018-01-01 --municipality Aalborg")
        own(f"assess {citizen} {first} --scale UCLA --on 2018-01-02")
        own(f"assess {citizen} {latest} --scale UCLA --on 2018-02-02")
    asked = "report health --period 2018 --lang en --format json --scale"
    by_answer = own(f"{asked} UCLA --by first_answer").table["rows"]
    assert [each["first_answer"] for each in by_answer] == ["3", "64", "100"]
    usual = own(f"{asked} srh5 --by first_answer").table["rows"]
    assert usual[0]["first_answer"] == "5 – very good"
    matrix = own(f"{asked} UCLA --matrix").table
    assert [(each["first_answer"], each["latest_5"]) for each in matrix["rows"]] == [
        ("3", 0),
        ("64", 1),
        ("100", 1),
    ]
    assert "1 citizen with a follow-up has a latest answer that no column shows" in matrix["notes"]
