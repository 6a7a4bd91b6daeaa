"""Reading records from a script: any kind, with the filters of a list, as mappings with names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

import pytest

from outreach_cli.api import Register
from outreach_cli.core.errors import OutreachError, UnknownKindError, UnknownNameError
from outreach_cli.records.choices import SeveralValuesError
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.listing import NeverOpenError
from outreach_cli.register.record_filters import NoDayError
from outreach_cli.register.validation import UnknownFieldError
from tests.conftest import Typed


@pytest.fixture
def ready(register: Register) -> Register:
    with register.change("names") as change:
        for site in ("Nord", "Syd"):
            change.add("site", site, municipality="Aalborg")
        change.add("offer", "Rygestop")
        change.register("A", on="2018-01-01", problems=["alcohol", "cannabis"])
        change.register("B", on="2018-01-01")
        change.contact("A", on="2018-02-03", site="Nord", refer_to=["Rygestop"])
        change.contact("A", on="2018-03-03", site="Syd", reached=False)
        change.contact("B", on="2019-02-03", site="Nord", minutes=30)
    return register


def numbers(register: Register, kind: str, **chosen: object) -> list[object]:
    return [each["id"] for each in register.records(kind, **chosen)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, [1, 2, 3]),
        ({"period": "2018"}, [1, 2]),
        ({"period": "2018-02..2018-02"}, [1]),
        ({"first": "2018-03-01", "last": "2018-12-31"}, [2]),
        ({"site": "nord"}, [1, 3]),
        ({"site": "Nord", "period": "2018"}, [1]),
        ({"citizen": "B"}, [3]),
        ({"reached": False}, [2]),
        ({"reached": "no"}, [2]),
        ({"minutes": 30}, [3]),
        ({"minutes": None}, [1, 2]),
        ({"where": {"site": "Syd"}}, [2]),
        ({"as_of": "1"}, [1, 2, 3]),
    ],
)
def test_contacts_are_those_that_the_filters_mean(
    ready: Register, chosen: Mapping[str, object], found: list[int]
) -> None:
    whole = [number for number in numbers(ready, "contacts", **chosen) if chosen.get("as_of") != "1"]
    assert whole == ([] if chosen.get("as_of") == "1" else found)


def test_the_json_of_a_list_says_what_was_asked_for(ready: Register, typed: Callable[..., Typed]) -> None:
    words = ("--period", "2018", "--site", "nord", "--where", "minutes=", "--where", "kind=conversation")
    said = json.loads(typed("list", "contacts", *words, "--format", "json").out)
    assert said["period"] == {"from": "2018-01-01", "to": "2018-12-31"}
    assert said["filters"] == {"site": "Nord", "minutes": None, "kind": "conversation"}
    said = json.loads(typed("list", "referrals", "--open", "--format", "json").out)
    assert (said["period"], said["filters"]) == (None, {"open": True})


@pytest.mark.parametrize("field", ["site", "Minutter", "worker"])
def test_what_is_not_stated_may_be_asked_for_as_tables_call_it(
    ready: Register, typed: Callable[..., Typed], field: str
) -> None:
    said = [
        json.loads(typed("list", "contacts", "--where", f"{field}={word}", "--format", "json").out)
        for word in ("", "ikke oplyst", "Not stated")
    ]
    assert said[0]["filters"] == {{"Minutter": "minutes"}.get(field, field): None}
    assert said[0] == said[1] == said[2]


def test_references_are_names_and_the_rest_as_the_register_holds_it(ready: Register) -> None:
    (contact,) = ready.records("contact", citizen="B")
    assert contact == {
        "id": 3,
        "date": "2019-02-03",
        "citizen": "B",
        "site": "Nord",
        "kind": "conversation",
        "programme": None,
        "worker": None,
        "minutes": 30,
        "reached": True,
    }
    assert [each["municipality"] for each in ready.records("sites")] == ["Aalborg", "Aalborg"]


def test_one_of_several_values_is_enough(ready: Register) -> None:
    assert numbers(ready, "citizens", problems="cannabis") == [1]
    assert numbers(ready, "citizens", problems=None) == [2]
    assert numbers(ready, "citizens", citizen="a") == [1]


@pytest.mark.parametrize("said", ["alcohol,drugs", "Stoffer|alkohol", ["alcohol", "drugs"]])
def test_of_several_problems_asked_for_one_is_enough(ready: Register, said: str | list[str]) -> None:
    with ready.change("more") as change:
        for citizen, problems in (("P", "alcohol|drugs"), ("Q", "drugs"), ("R", "alcohol|cannabis|drugs")):
            change.register(citizen, on="2018-01-01", problems=problems)
        change.register("S", on="2018-01-01", problems="homelessness")
    found = [str(each["citizen"]) for each in ready.records("citizens", problems=said)]
    assert [each for each in found if each in "PQRS"] == ["P", "Q", "R"]


def test_several_values_are_refused_where_a_field_takes_one(ready: Register) -> None:
    with pytest.raises(SeveralValuesError, match='several values, where one is taken \\("Nord, Syd"\\)'):
        ready.records("contacts", site=["Nord", "Syd"])
    with pytest.raises(SeveralValuesError, match="citizen: several"), ready.change("both") as change:
        change.contact(["A", "B"], on="2018-02-01")  # type: ignore[arg-type]
    assert numbers(ready, "contacts", site=["Nord"]) == numbers(ready, "contacts", site="Nord")


def test_only_open_referrals_and_those_of_an_earlier_day_are_read(ready: Register) -> None:
    assert numbers(ready, "referrals", open=True) == [1]
    before = ready.connection.execute("SELECT max(id) FROM change").fetchone()[0]
    with ready.change("outcome") as change:
        change.outcome("A", "Rygestop", "completed", on="2018-03-01")
    assert numbers(ready, "referrals", open=True) == []
    assert numbers(ready, "referrals", open=True, as_of=before) == [1]


@pytest.mark.parametrize("kind", [each for each in RECORDS if each != "setting"])
def test_every_kind_can_be_read(ready: Register, kind: str) -> None:
    for record in ready.records(kind):
        assert list(record) == ["id", *RECORDS[kind].keys]


@pytest.mark.parametrize(
    ("kind", "chosen", "error"),
    [
        ("contacts", {"site": "Vest"}, UnknownNameError),
        ("contacts", {"colour": "red"}, UnknownFieldError),
        ("offers", {"period": "2018"}, NoDayError),
        ("contacts", {"open": True}, NeverOpenError),
        ("nothings", {}, UnknownKindError),
        ("contacts", {"minutes": "many"}, OutreachError),
    ],
)
def test_a_filter_that_means_nothing_is_refused(
    ready: Register, kind: str, chosen: Mapping[str, object], error: type[OutreachError]
) -> None:
    with pytest.raises(error) as refused:
        ready.records(kind, **chosen)  # type: ignore[arg-type]
    assert refused.value.exit_code in (2, 3)


def test_whoever_reads_citizens_records_is_noted_in_a_change_too(ready: Register) -> None:
    def noted() -> list[str]:
        return [row[0] for row in ready.connection.execute("SELECT command FROM access ORDER BY id")]

    list(ready.records("offers"))
    assert noted() == []
    list(ready.records("contacts"))
    with ready.change("nightly") as change:
        for contact in ready.records("contacts", site="Syd"):
            change.correct("contact", str(contact["id"]), minutes=10)
    assert noted() == ["records contacts", "records contacts"]
    assert [each["minutes"] for each in ready.records("contacts", site="Syd")] == [10]


def test_programs_read_what_was_chosen_by_key_and_instants_by_iso_in_every_language(outreach) -> None:  # type: ignore[no-untyped-def]
    outreach("init")
    outreach("add", "site", "Nord", "--municipality", "Aalborg")
    outreach("register", "A", "--on", "2018-01-01", "--problem", "alcohol")
    outreach("contact", "A", "--on", "2018-02-03", "--site", "Nord", "--kind", "visit")
    outreach("show", "A")
    for language in ("da", "en"):

        def read(*words: str, to: str = language) -> dict[str, object]:
            said = outreach(*words, "--format", "json", "--lang", to)
            assert said.returncode == 0, said.stderr
            return json.loads(said.stdout)  # type: ignore[no-any-return]

        chosen = read("list", "contacts", "--where", "reached=ja", "--where", "kind=besøg")
        assert chosen["filters"] == {"reached": "yes", "kind": "visit"}
        chosen = read("list", "sites", "--where", "municipality=aalborg")
        assert chosen["filters"] == {"municipality": "Aalborg"}
        assert read("list", "presences", "--where", "hours=2,75")["filters"] == {"hours": 2.75}
        tables = [read("log"), read("access"), *read("disclose", "A")["reports"]]  # type: ignore[misc]
        instants = [
            row[key] for table in tables for row in table["rows"] for key in ("at", "written") if row.get(key)
        ]
        assert len(instants) > 6
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", each) for each in instants), instants
    shown = outreach("log", "--last", "1", "--lang", "da").stdout
    assert re.search(r"\d\d-\d\d-\d{4} \d\d:\d\d", shown)


def test_hours_and_goals_are_numbers_for_programs_and_have_the_languages_comma_for_people(outreach) -> None:  # type: ignore[no-untyped-def]
    outreach("init")
    outreach("add", "site", "Nord")
    outreach("add", "worker", "SPL-1")
    presence = ("add", "presence", "--worker", "SPL-1", "--site", "Nord", "--hours")
    outreach(*presence, "2,75", "--on", "2018-02-06")
    outreach(*presence, "3", "--on", "2018-02-07")
    outreach("target", "referrals", "share_started", "62,5 %", "--period", "2018")
    for language, mark in (("da", ","), ("en", ".")):

        def read(kind: str, form: str, to: str = language) -> str:
            said = outreach("list", kind, "--format", form, "--lang", to)
            assert said.returncode == 0, said.stderr
            return said.stdout

        assert [row["hours"] for row in json.loads(read("presences", "json"))["rows"]] == [2.75, 3]
        assert [row["value"] for row in json.loads(read("targets", "json"))["rows"]] == [0.625]
        assert "1,SPL-1,Nord,2018-02-06,2.75,no" in read("presences", "csv")
        assert "SPL-1;Nord;2018-02-06;2,75;" in read("presences", "csv-excel")
        assert f"2{mark}75" in read("presences", "table")
        traced = ("report", "presence", "--trace", "total", "held_hours", "--lang", language, "--format")
        hours = [row["hours"] for row in json.loads(outreach(*traced, "json").stdout)["rows"]]
        assert sum(hours) == 5.75
        assert f"2{mark}75" in outreach(*traced, "table").stdout
        assert f"62{mark}5 %" in read("targets", "table")
