"""Forms as they are received, and health before and after, on the example of the four municipalities."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from outreach_cli.api import Register, create_register, open_register
from outreach_cli.cli import run
from tests.conftest import ROOT, Typed

KORA = ROOT / "examples" / "kora"
Type = Callable[..., Typed]


@pytest.fixture(scope="module")
def kora(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    path = tmp_path_factory.mktemp("kora") / "outreach.db"
    create_register(path).close()
    assert run(["-q", "--db", str(path), "import", str(KORA)]) == 0
    with open_register(path) as register:
        yield register


def test_the_example_is_made_by_its_script_and_says_that_it_is_made_up(tmp_path: Path) -> None:
    for script in ROOT.glob("examples/make_*.py"):
        (tmp_path / script.name).write_bytes(script.read_bytes())
        subprocess.run([sys.executable, str(tmp_path / script.name)], check=True)
    made = sorted(path for path in tmp_path.rglob("*.csv"))
    assert made
    for path in made:
        kept = ROOT / "examples" / path.relative_to(tmp_path)
        assert path.read_bytes() == kept.read_bytes()
        assert path.read_text(encoding="utf-8").startswith("# ")


def test_the_forms_of_four_municipalities_come_out_as_the_evaluator_counted_them(kora: Register) -> None:
    table = kora.report("forms", first="2010-08-01", last="2014-06-30")
    total = table.total or {}
    assert (total["citizens"], total["valid_forms"], total["invalid_forms"]) == (710, 2570, 30)
    assert (total["baseline_forms"], total["activity_forms"], total["received_forms"]) == (1110, 1460, 2600)
    assert {row["municipality"]: row["valid_forms"] for row in table.rows} == {
        "Brøndby": 546,
        "Holstebro": 759,
        "Hvidovre": 570,
        "Næstved": 695,
        None: 0,
    }


def test_each_invalid_form_is_kept_with_its_reason(kora: Register) -> None:
    table = kora.report("forms", by="reason")
    invalid = {row["reason"]: row["invalid_forms"] for row in table.rows}
    assert invalid.pop(None) == 0
    assert list(invalid.values()) == [5, 5, 4, 4, 4, 4, 4]


def test_health_before_and_after_counts_pairs_and_says_who_lacks_one(kora: Register) -> None:
    table = kora.report("health")
    total = table.total or {}
    assert [total[key] for key in ("baseline_citizens", "paired_citizens", "better", "same", "worse")] == [
        *(710, 400, 216, 120, 64)
    ]
    assert (total["mean_first"], total["mean_last"]) == (2.5, 2.88)
    assert [(row["paired_citizens"], row["better"]) for row in table.rows] == [
        *((80, 44), (120, 64), (90, 49), (110, 59))
    ]
    assert table.notes[0] == "310 borgere mangler opfølgning"


def test_the_share_that_is_better_is_told_with_how_far_it_could_lie(kora: Register) -> None:
    assert (
        "Of the citizens with a follow-up, 54 % answered better than at first; had the 310 without one"
        " answered again too, it would be between 30 % and 74 % of all 710"
    ) in kora.report("health", language="en").notes


@pytest.mark.parametrize(
    ("lacking", "danish", "english"),
    [
        (0, "", ""),
        (1, "havde den ene uden også svaret", "had the one without answered again too"),
        (2, "havde de 2 uden også svaret", "had the 2 without one answered again too"),
    ],
)
def test_who_lacks_a_follow_up_is_told_of_none_one_and_several(
    register: Register, lacking: int, danish: str, english: str
) -> None:
    with register.change("answer") as change:
        for number in range(lacking + 1):
            change.register(f"B{number}", on="2018-01-01", municipality="Aalborg")
            change.assess(f"B{number}", 3, on="2018-02-01")
        change.assess("B0", 4, on="2018-03-01")
    for language, said in (("da", danish), ("en", english)):
        bounds = [
            note
            for note in register.report("health", language=language).notes
            if "også" in note or "too" in note
        ]
        assert [said in note for note in bounds] == [True] * bool(lacking)


def test_the_matrix_has_the_first_answer_by_the_latest(kora: Register) -> None:
    table = kora.report("matrix")
    latest = [f"latest_{answer}" for answer in (5, 4, 3, 2, 1)]
    found = [[row[key] for key in latest] for row in table.rows]
    assert sum(map(sum, found)) == 400
    assert sum(found[row][column] for row in range(5) for column in range(row)) == 216  # better
    assert sum(found[row][row] for row in range(5)) == 120
    assert [row["paired_citizens"] for row in table.rows] == [sum(row) for row in found]


@pytest.fixture
def two(typed: Type) -> Type:
    for line in ("init --municipality Aalborg", "register B1 --on 2018-01-01", "register B2 --on 2018-01-01"):
        assert typed(line).code == 0
    return typed


def test_an_answer_outside_its_scale_or_on_an_unknown_scale_is_refused(two: Type) -> None:
    for line in ("assess B1 6", "assess B1 0", "assess B1 101 --scale who5", "assess B1 3 --scale sr5"):
        done = two(line)
        assert done.code == 3
        assert done.err.startswith("Error: ")
    assert "srh5" in two("assess B1 3 --scale sr5").err


def test_answers_on_two_scales_are_never_mixed(two: Type) -> None:
    two("assess B1 2 --on 2018-01-10")
    two("assess B1 40 --scale who5 --on 2018-01-10")
    two("assess B1 64 --scale who5 --on 2018-03-10")
    assert two("report health --format json").table["total"]["paired_citizens"] == 0
    on_who5 = two("report health --scale who5 --format json").table["total"]
    assert (on_who5["better"], on_who5["mean_first"], on_who5["mean_change"]) == (1, 40, 24)


def test_two_answers_on_one_day_are_no_pair(two: Type, tmp_path: Path) -> None:
    rows = ["date,citizen,form,self_rated_health", "2018-01-10,B1,baseline,2", "2018-01-10,B1,baseline,5"]
    (tmp_path / "forms.csv").write_text("\n".join(rows), encoding="utf-8")
    assert two("import", "forms", str(tmp_path / "forms.csv")).code == 0
    table = two("report health --format json").table
    assert (table["total"]["baseline_citizens"], table["total"]["paired_citizens"]) == (1, 0)


def test_a_change_is_within_the_period_asked_for(two: Type) -> None:
    for day, score in (("2018-01-10", 1), ("2018-06-10", 3), ("2019-01-10", 2)):
        two(f"assess B1 {score} --on {day}")
    assert two("report health --period 2018 --format json").table["total"]["mean_change"] == 2
    assert two("report health --from 2018-06-01 --format json").table["total"]["mean_change"] == -1
    assert two("report health --format json").table["total"]["mean_change"] == 1


def test_an_activity_form_needs_no_answer_and_an_empty_cell_is_no_fault(two: Type, tmp_path: Path) -> None:
    rows = [
        "date;citizen;form;municipality;self_rated_health;scale;wellbeing",
        "2018-01-10;B1;activity;;;;",
        "2018-01-10;B1;grundskema;Aalborg;4;;",
        "2018-01-11;B2;baseline;;;who5;50",
        "2018-01-12;B2;baseline;;;;50",
    ]
    (tmp_path / "forms.csv").write_text("\n".join(rows), encoding="utf-8")
    assert two("import", "forms", str(tmp_path / "forms.csv")).code == 0
    total = two("report forms --format json").table["total"]
    assert (total["activity_forms"], total["baseline_forms"], total["invalid_forms"]) == (1, 2, 1)


def test_a_form_outside_the_period_is_of_another_period_but_one_without_a_day_is_of_every(
    two: Type, tmp_path: Path
) -> None:
    rows = [
        "date,citizen,form,self_rated_health",
        "2017-05-01,B1,baseline,3",
        "31-02-2018,B1,baseline,3",
        "2018-05-01,B1,baseline,3",
    ]
    (tmp_path / "forms.csv").write_text("\n".join(rows), encoding="utf-8")
    assert two("import", "forms", str(tmp_path / "forms.csv")).code == 0
    total = two("report forms --period 2018 --format json").table["total"]
    assert (total["valid_forms"], total["invalid_forms"], total["received_forms"]) == (1, 1, 2)


def test_the_organisational_model_of_a_municipality_is_that_of_its_sites(two: Type) -> None:
    two("add site Centret --municipality Aalborg --model health_centre")
    two("assess B1 2 --on 2018-01-10")
    table = two("report health --by model --format json").table
    assert {row["model"]: row["baseline_citizens"] for row in table["rows"]}["Sundhedscenter"] == 1
    two("add site Varmestuen --municipality Aalborg --model social_services")
    assert two("report forms --format json").table["rows"][0]["model"] is None


def test_a_form_on_an_unknown_scale_is_kept_as_invalid_and_refuses_no_other(
    two: Type, tmp_path: Path
) -> None:
    rows = [
        "date,citizen,form,municipality,self_rated_health,scale",
        "2018-02-01,B1,baseline,Aalborg,3,nosuch",
        "2018-02-02,B1,baseline,Aalborg,3,",
    ]
    (tmp_path / "forms.csv").write_text("\n".join(rows), encoding="utf-8")
    said = two("import", "forms", str(tmp_path / "forms.csv"))
    assert (said.code, said.out.splitlines()[-1][:11]) == (0, "imported 2,")
    found = {
        row["reason"]: row["invalid_forms"]
        for row in two("report forms --by reason --format json").table["rows"]
    }
    assert found["Svar uden for skalaen"] == 1
    assert two("report forms --format json").table["total"]["valid_forms"] == 1


def test_a_form_that_is_kept_as_not_valid_is_told_with_its_reason(typed) -> None:
    typed("init --municipality Aalborg")
    typed("register A --on 2018-01-01")
    form = "add form --citizen A --date 2018-02-01 --form baseline --self-rated-health"
    told = "Warning: Form {} is kept, but counts as not valid: {}.\n"
    assert typed(f"{form} 9").err == told.format(1, "Answer outside the scale")
    assert typed(f"{form} 3").err == ""
    assert (
        typed(f"{form} 3").err
        == "Warning: A has an answer that day already, form 2: form 3 counts as a duplicate.\n"
    )
    assert typed("correct form 2 --self-rated-health 7").err == told.format(2, "Answer outside the scale")
