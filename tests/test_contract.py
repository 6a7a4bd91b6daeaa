"""What scripts rely on, to the letter: headings, their order, and what is refused."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from outreach_cli.api import Register
from outreach_cli.core.errors import MissingError, WrongUsageError
from outreach_cli.reports.definitions.reader import list_builtin
from tests.conftest import Typed


def said(typed: Callable[..., Typed], *lines: str) -> None:
    """Type the lines; each must be taken."""
    for line in lines:
        assert typed(line).code == 0, line


HEADINGS = {
    "conversations": "site Enhed | citizens Antal borgere | conversations Antal samtaler |"
    " conversations_per_citizen Samtaler pr/borger | referrals Henvist til tilbud",
    "courses": "status Status | citizens Antal borgere | share Andel",
    "monthly": "month Måned | conversations Samtaler | citizens Borgere | new_citizens Nye borgere |"
    " referrals Henvisninger | attendances Fremmøder | valid_forms Gyldige skemaer",
    "referrals": "offer Tilbud | referrals Henvisninger | citizens Borgere | pending Afventer |"
    " started Startet | completed Gennemført | not_taken_up Ikke fulgt | share_started Andel startet",
    "forms": "municipality Kommune | model Organisering | citizens Borgere | baseline_forms Grundskemaer |"
    " activity_forms Aktivitetsskemaer | valid_forms Gyldige i alt | invalid_forms Ugyldige |"
    " received_forms Modtaget i alt | forms_per_citizen Skemaer pr. borger",
    "health": "municipality Kommune | baseline_citizens Borgere med grundskema |"
    " paired_citizens Med opfølgning | better Bedre | same Uændret | worse Dårligere |"
    " share_better Andel bedre | mean_first Gns. start | mean_last Gns. seneste | mean_change Ændring",
    "reach": "problem Problem | citizens Antal borgere | share Andel |"
    " previously_unknown Ikke kendt i forvejen | share_previously_unknown Andel ikke kendt",
    "presence": "site Enhed | role Rolle | planned_days Planlagte dage | held_days Registrerede dage |"
    " held_hours Timer | citizens Mødte borgere | conversations Samtaler |"
    " conversations_per_day Samtaler pr. dag",
    "groups": "group Hold | sessions Mødegange | enrolled Tilmeldte | attended Mødt mindst én gang |"
    " attendances Fremmøder | relatives Pårørende | mean_attendance Gns. pr. mødegang |"
    " attendance_rate Fremmødeprocent",
    "caseload": "worker Medarbejder | active Aktive borgere | new Nye | ended Afsluttede |"
    " contacts Kontakter | contacts_per_citizen Kontakter pr. borger |"
    " no_contact_30_days Uden kontakt i 30 dage",
    "projects": "project Projekt | owner Ejer | municipality Kommune | aim Sigte | status Status |"
    " ended_on Afsluttet | deliverables Leverancer",
    "barriers": "barrier Barriere | observations Registreringer | municipalities Kommuner berørt |"
    " open Åbne | closed Lukkede",
    "staffing": "municipality Kommune | at_start Ansatte ved start | joined Tiltrådt | left Fratrådt |"
    " at_end Ansatte ved slut | turnover Udskiftning",
    "quality": "check Kontrol | records Registreringer",
}
"""The columns of every report that scripts know: key and Danish heading, in their order."""


@pytest.mark.parametrize("name", HEADINGS)
def test_a_report_has_the_keys_and_danish_headings_that_scripts_know(register: Register, name: str) -> None:
    table = register.report(name, language="da")
    said = [f"{column.key} {column.label}" for column in table.columns]
    assert said == HEADINGS[name].split(" | ")
    data = json.loads(table.to_json())
    assert [f"{each['key']} {each['label']}" for each in data["columns"]] == said
    keys = [column.key for column in table.columns]
    assert all(list(row) == keys for row in [*data["rows"], data["total"]])


def test_no_report_that_scripts_know_is_missing() -> None:
    assert set(HEADINGS) <= set(list_builtin())


def test_json_of_a_report_begins_with_what_scripts_read(register: Register) -> None:
    data = json.loads(register.report("conversations", period="2018").to_json())
    assert data["schema"] == 1
    assert data["report"] == "conversations"
    assert (data["language"], data["filters"], data["as_of"], data["notes"]) == ("da", {}, None, [])
    assert data["period"] == {"from": "2018-01-01", "to": "2018-12-31"}


def test_csv_of_a_report_ends_with_the_total(tmp_path: Path, typed: Callable[..., Typed]) -> None:
    said(
        typed,
        "init",
        "add site Åhuset",
        "register B1 --on 2018-01-01",
        "contact B1 --on 2018-02-01 --site Åhuset",
        "contact B1 --on 2018-02-02 --site Åhuset",
        "contact B1 --on 2018-02-03 --not-reached",
    )
    lines = list(csv.reader(StringIO(typed("report conversations --period 2018 --format csv").out)))
    keys = ["site", "citizens", "conversations", "conversations_per_citizen", "referrals"]
    assert lines == [keys, ["Åhuset", "1", "2", "2.0", "0"], ["I alt", "1", "2", "2.0", "0"]]


def test_a_period_said_twice_is_refused(register: Register) -> None:
    with pytest.raises(WrongUsageError):
        register.report("conversations", period="2018", first="2018-01-01")


@pytest.mark.parametrize(
    "words",
    [
        "contact B1 --on ''",
        "register B2 --on ''",
        "enrol B1 Kursus --on ' '",
        "refer B1 Rygestop --on ''",
        "status B1 active --programme Kursus --on ''",
        "report conversations --period ''",
        "report conversations --from ''",
    ],
)
def test_a_day_left_empty_is_not_taken_for_today(
    tmp_path: Path, typed: Callable[..., Typed], words: str
) -> None:
    said(typed, "init", "register B1 --on 2018-01-01", "add programme Kursus", "add offer Rygestop")
    before = (tmp_path / "outreach.db").read_bytes()
    assert typed(words).code in (2, 3)
    assert (tmp_path / "outreach.db").read_bytes() == before


def test_a_day_left_empty_is_refused_in_python_too(register: Register) -> None:
    with register.change("prepare") as change:
        change.register("B1", on="2018-01-01")
    with pytest.raises(MissingError), register.change("contact") as change:
        change.contact("B1", on="")


def test_an_invalid_form_makes_no_later_one_a_duplicate(typed: Callable[..., Typed]) -> None:
    """The first form names no municipality, so the second is the first valid one."""
    form = "add form --on 2018-02-01 --citizen B1 --form activity"
    stated = f"{form} --municipality Svendborg"
    said(typed, "init", "register B1 --on 2018-01-01", form, stated, stated)
    total = typed("report forms --format json").table["total"]
    assert (total["valid_forms"], total["invalid_forms"], total["received_forms"]) == (1, 2, 3)


def test_a_citizen_is_new_once_however_the_period_cuts_the_month(register: Register) -> None:
    with register.change("prepare") as change:
        change.register("B1", on="2018-01-01")
        change.contact("B1", on="2018-02-05")
        change.contact("B1", on="2018-02-14")
    week = register.report("monthly", period="2018-W07").total
    month = register.report("monthly", period="2018-02").total
    assert week is not None
    assert month is not None
    assert (week["citizens"], week["new_citizens"]) == (1, 0)
    assert (month["citizens"], month["new_citizens"]) == (1, 1)


def test_a_scale_is_known_however_its_name_is_joined(typed: Callable[..., Typed]) -> None:
    said(
        typed,
        "init --municipality Svendborg",
        "register B1 --on 2018-01-01",
        "add form --on 2018-02-01 --citizen B1 --form baseline --scale WHO-5 --wellbeing 60",
        "add form --on 2018-03-01 --citizen B1 --form Grund-skema --scale 'who 5' --wellbeing 64",
    )
    total = typed("report health --scale who5 --format json").table["total"]
    assert (total["paired_citizens"], total["better"], total["mean_change"]) == (1, 1, 4.0)
