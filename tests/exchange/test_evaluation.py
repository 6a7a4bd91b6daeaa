"""From several registers to one evaluator: pseudonyms, no free text, a manifest that must hold."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from pyrage import x25519

from outreach_cli.api import Register, create_register
from outreach_cli.exchange.evaluation import export_for_evaluation
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Text

Run = Callable[..., CompletedProcess[str]]
KEY = bytes(range(32))


@pytest.fixture
def senders(tmp_path: Path) -> Iterator[dict[str, Register]]:
    """Two municipalities with a citizen each under one code, and a form with each."""
    made = {}
    for name in ("Aalborg", "Holstebro"):
        made[name] = create_register(tmp_path / f"{name}.db", municipality=name)
        with made[name].change("fill") as change:
            change.add("site", "Jobcentret")
            change.add("worker", "SPL-1", role="sygeplejerske")
            change.add("programme", "Kurset")
            change.register("K-001", site="Jobcentret", birth_year=1971)
            change.contact("K-001", on="2019-01-03", worker="SPL-1", minutes=45)
            change.status(
                "K-001", "dropped_out", programme="Kurset", on="2019-02-03", reason="flyttet til nabokommunen"
            )
    yield made
    for register in made.values():
        register.close()


def send(register: Register, folder: Path) -> list[str]:
    """The texts of the files that an evaluator gets."""
    name = str(register.read_setting("municipality"))
    export_for_evaluation(register, folder, bytes(reversed(KEY)) if name == "0661" else KEY, "csv")
    return [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())]


def test_what_leaves_names_no_one_and_holds_no_free_text(
    senders: dict[str, Register], tmp_path: Path
) -> None:
    for text in send(senders["Aalborg"], tmp_path / "out"):
        for word in ("K-001", "SPL-1", "nabokommunen", "sygeplejerske"):
            assert word not in text
    worker, role, *_rest = (tmp_path / "out" / "workers.csv").read_text().splitlines()[1].split(",")
    assert worker != role != ""
    assert "45" in (tmp_path / "out" / "contacts.csv").read_text()
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["sender"] == "Aalborg"
    assert manifest["files"]["contacts.csv"]["rows"] == 1
    assert KEY.hex() not in (tmp_path / "out" / "manifest.json").read_text()


@pytest.mark.parametrize("kind", RECORDS)
def test_free_text_is_left_out_of_every_kind(kind: str) -> None:
    from outreach_cli.exchange.evaluation import list_free_text

    record = RECORDS[kind]
    free = {each.key for each in record.fields if type(each.type) is Text and not each.required}
    assert record.leaves == "never" or free - list_free_text(record) <= {*record.identity}


def test_two_senders_are_kept_apart_and_a_grown_register_adds_only_what_is_new(
    senders: dict[str, Register], tmp_path: Path, outreach: Run
) -> None:
    outreach("init")
    for name, register in senders.items():
        send(register, tmp_path / name)
        run = outreach("import", name)
        assert run.returncode == 0, run.stderr
    assert len(outreach("list", "citizens", "--format", "csv").stdout.splitlines()) == 3
    assert len(outreach("list", "contacts", "--format", "csv").stdout.splitlines()) == 3
    with senders["Aalborg"].change("more") as change:
        change.contact("K-001", on="2019-01-04")
        change.correct("contact", "1", minutes=50)
    send(senders["Aalborg"], tmp_path / "Aalborg")
    run = outreach("import", "Aalborg")
    assert run.stdout.splitlines()[-1].startswith("imported 1, corrected 1, unchanged ")


def test_two_senders_places_of_one_name_stay_two_and_each_keeps_its_municipality(
    senders: dict[str, Register], tmp_path: Path, outreach: Run
) -> None:
    outreach("init")
    for name, register in senders.items():
        with register.change("more") as change:
            change.contact("K-001", on="2019-01-05", site="Jobcentret")
            change.attend("Café", {"yes": ["K-001"]}, on="2019-01-06")
        send(register, tmp_path / name)
        outreach("import", name)
    for report, key, names in (
        ("conversations --by municipality", "municipality", ["Holstebro", "Aalborg"]),
        ("conversations", "site", ["Jobcentret (Aalborg)", "Jobcentret (Holstebro)"]),
        ("groups", "group", ["Café (Aalborg)", "Café (Holstebro)"]),
    ):
        run = outreach("report", *report.split(), "--format", "json")
        assert [row[key] for row in json.loads(run.stdout)["rows"] if row[key]] == names
    for name in senders:
        assert outreach("import", name).stdout.splitlines()[-1].startswith("imported 0, corrected 0, ")


def test_a_row_that_comes_alone_still_says_whose_it_is(
    senders: dict[str, Register], tmp_path: Path, outreach: Run
) -> None:
    outreach("init")
    for name, register in senders.items():
        send(register, tmp_path / name)
        run = outreach("import", "contacts", f"{name}/contacts.csv", "--create", "--source", "andet")
        assert run.stdout.splitlines()[-1] == "imported 1, corrected 0, unchanged 0, rejected 0"


def test_who_has_not_consented_stays_with_all_that_tells_of_them_once_consent_is_recorded(
    senders: dict[str, Register], tmp_path: Path, outreach: Run
) -> None:
    (tmp_path / "key").write_text(KEY.hex())
    os.chmod(tmp_path / "key", 0o600)
    words = ["--db", "Aalborg.db", "--lang", "en", "export", "out", "--for-evaluation"]
    key = {"OUTREACH_KEY": str(tmp_path / "key")}
    with senders["Aalborg"].change("another") as change:
        change.register("K-002")
        change.contact("K-002", on="2019-01-03")
        change.consent("K-002", "sharing", on="2019-01-03")
    assert "consent" not in outreach(*words, env=key).stderr
    assert len((tmp_path / "out" / "contacts.csv").read_text().splitlines()) == 3
    with senders["Aalborg"].change("consents") as change:
        change.consent("K-001", "evaluation", on="2019-01-01")
        change.consent("K-001", "evaluation", on="2019-01-02", withdrawn=True)
        change.consent("K-002", "evaluation", on="2019-01-03")
    run = outreach(*words, env=key)
    assert run.stderr == "1 citizen is left out for want of consent to evaluation.\n"
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["without_consent"] == 1
    for name in ("citizens", "contacts", "sites", "persons"):
        assert len((tmp_path / "out" / f"{name}.csv").read_text().splitlines()) == 2, name
    for name in ("statuses", "enrolments"):
        assert not (tmp_path / "out" / f"{name}.csv").exists(), "a kind that holds nothing has no file"


def test_a_file_that_was_altered_missing_or_added_is_refused(
    senders: dict[str, Register], tmp_path: Path, outreach: Run
) -> None:
    outreach("init")
    folder = tmp_path / "Aalborg"
    send(senders["Aalborg"], folder)
    contacts = (folder / "contacts.csv").read_bytes()
    (folder / "contacts.csv").write_bytes(contacts.replace(b"45", b"54"))
    for more in ((), ("--source", "Aalborg")):
        assert "contacts.csv was altered" in outreach("import", "Aalborg", *more).stderr
    (folder / "contacts.csv").unlink()
    assert "contacts.csv is missing" in outreach("import", "Aalborg").stderr
    (folder / "contacts.csv").write_bytes(contacts)
    (folder / "settings.csv").write_text("setting,value\n")
    run = outreach("import", "Aalborg")
    assert "settings.csv is not in the manifest" in run.stderr
    assert run.returncode == 3
    (folder / "manifest.json").write_text("[]")
    assert "manifest.json cannot be read" in outreach("import", "Aalborg").stderr


def test_a_parcel_opens_only_with_the_evaluators_key(
    senders: dict[str, Register], tmp_path: Path, outreach: Run
) -> None:
    identity = x25519.Identity.generate()
    (tmp_path / "mine.txt").write_text(f"# mine\n{identity}\n")
    (tmp_path / "other.txt").write_text(f"{x25519.Identity.generate()}\n")
    (tmp_path / "key").write_text(KEY.hex())
    os.chmod(tmp_path / "key", 0o600)
    words = ["export", "parcel.age", "--for-evaluation", "--encrypt-to", str(identity.to_public())]
    run = outreach("--db", "Aalborg.db", *words, env={"OUTREACH_KEY": str(tmp_path / "key")})
    assert run.returncode == 0, run.stderr
    assert "parcel.age/contacts.csv: 1 record\n" in run.stdout
    outreach("init")
    assert outreach("import", "parcel.age", "--identity", "other.txt").returncode == 3
    assert outreach("import", "parcel.age").returncode == 3
    run = outreach("import", "parcel.age", "--identity", "mine.txt")
    assert run.returncode == 0, run.stderr
    assert "rejected 0" in run.stdout.splitlines()[-1]


def test_an_export_for_evaluation_needs_the_key(senders: dict[str, Register], outreach: Run) -> None:
    run = outreach("--db", "Aalborg.db", "export", "out", "--for-evaluation", env={"OUTREACH_KEY": "nowhere"})
    assert run.returncode == 3
    assert run.stderr.startswith("Error: There is no key at nowhere.")


def test_the_codebook_counts_what_is_stated_of_every_field_and_value(
    senders: dict[str, Register], tmp_path: Path
) -> None:
    with senders["Aalborg"].change("more") as change:
        change.contact("K-001", on="2019-01-04", kind="visit", reached=False)
        change.register("K-002", problems="alcohol|drugs")
    send(senders["Aalborg"], tmp_path / "out")
    with (tmp_path / "out" / "codebook.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    counts = {(row["file"], row["field"], row["value"]): int(row["count"]) for row in rows}
    assert counts["contacts", "kind", ""] == 2
    assert (counts["contacts", "kind", "conversation"], counts["contacts", "kind", "visit"]) == (1, 1)
    assert counts["contacts", "kind", "letter"] == 0
    assert (counts["contacts", "reached", "yes"], counts["contacts", "reached", "no"]) == (1, 1)
    assert counts["contacts", "minutes", ""] == 1
    assert (counts["citizens", "problems", ""], counts["citizens", "problems", "alcohol"]) == (1, 1)
    assert counts["persons", "last_met_on", ""] == 1
    made = {path.stem for path in (tmp_path / "out").glob("*.csv")} - {"codebook"}
    assert {row["file"] for row in rows} == made, "only kinds that hold something"
    labels = {(row["label_da"], row["value_da"]) for row in rows if row["value"] == "visit"}
    assert labels == {("Kontakttype", "Besøg")}
    assert not {"K-001", "K-002", "SPL-1"} & {cell for row in rows for cell in row.values()}


def test_each_person_has_one_row_with_meetings_counts_and_answers(
    senders: dict[str, Register], tmp_path: Path
) -> None:
    register = senders["Aalborg"]
    with register.change("more") as change:
        change.register("K-002")
        change.contact("K-001", on="2019-03-05", reached=False)
        for day, answer in (("2019-01-02", 2), ("2019-02-20", 3), ("2019-03-01", 4)):
            change.assess("K-001", answer, on=day)
        change.assess("K-001", 50, scale="who5", on="2019-02-04")
    send(register, tmp_path / "out")
    with (tmp_path / "out" / "persons.csv").open(encoding="utf-8") as file:
        one, other = csv.DictReader(file)
    with (tmp_path / "out" / "citizens.csv").open(encoding="utf-8") as file:
        assert [each["citizen"] for each in csv.DictReader(file)] == [one["citizen"], other["citizen"]]
    assert (one["first_met_on"], one["last_met_on"]) == ("2019-01-02", "2019-03-01")
    assert [one[key] for key in ("contacts", "attempts", "enrolments", "valid_forms")] == ["1", "1", "1", "4"]
    assert [one[f"srh5_{key}"] for key in ("first", "first_on", "latest", "latest_on")] == [
        *("2", "2019-01-02", "4", "2019-03-01"),
    ]
    assert [one[f"who5_{key}"] for key in ("first", "latest")] == ["50", ""]
    assert (other["first_met_on"], other["contacts"], other["srh5_first"]) == ("", "0", "")


def test_sending_again_leaves_no_file_of_a_kind_that_holds_nothing_now(
    senders: dict[str, Register], tmp_path: Path, outreach: Run
) -> None:
    send(senders["Aalborg"], tmp_path / "out")
    with senders["Aalborg"].change("remove") as change:
        change.remove("status", 1)
    (tmp_path / "out" / "mine.txt").write_text("kept")
    send(senders["Aalborg"], tmp_path / "out")
    assert not (tmp_path / "out" / "statuses.csv").exists()
    assert (tmp_path / "out" / "mine.txt").exists()
    (tmp_path / "out" / "mine.txt").unlink()
    outreach("init")
    assert outreach("import", "out").returncode == 0
    codebook = tmp_path / "out" / "codebook.csv"
    codebook.write_text(codebook.read_text().replace("Besøg", "Visit"))
    assert "codebook.csv was altered" in outreach("import", "out").stderr
