"""Exports: what went out comes back in, in every format, whatever is in it, and no file is left half done."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any, BinaryIO

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from outreach_cli.api import Register, create_register
from outreach_cli.change import Change
from outreach_cli.core.errors import DiskFailedError, OutreachError, RefusedError
from outreach_cli.exchange.export_files import export
from outreach_cli.records.choices import Choice, MultipleChoice
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Day, Figures, Flag, Hours, Number, Reference, Type
from outreach_cli.register.record_changes import WrittenRecord
from outreach_cli.reports.definitions.reader import list_builtin
from outreach_cli.tables.row_files import SHEETS, write_rows
from tests.bulk import everything, take_folder

Run = Callable[..., CompletedProcess[str]]
DAYS = st.integers(0, 400).map(lambda days: (date(2018, 1, 1) + timedelta(days)).isoformat())
LETTERS = st.sampled_from("aøÅ =+-@'\"|;,.1\u00e9\u4e2d#")
TEXTS = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)


def values_of(kind: Type, names: dict[str, list[str]]) -> st.SearchStrategy[object]:
    """What a field of that type may be given; a reference names one of `names`."""
    if isinstance(kind, Reference):
        return st.sampled_from(names[kind.to]) if names.get(kind.to) else st.none()
    if isinstance(kind, MultipleChoice):
        return st.sets(st.sampled_from(list(kind.choice.values))).map("|".join)
    if isinstance(kind, Choice):
        return st.sampled_from(list(kind.values))
    if isinstance(kind, Day):
        return DAYS
    if isinstance(kind, Flag):
        return st.booleans()
    if isinstance(kind, Number):
        return st.integers(kind.least, min(kind.most, kind.least + 60))
    if isinstance(kind, Figures):
        cells = st.dictionaries(TEXTS, st.none() | st.integers(0, 99), max_size=2)
        return st.dictionaries(TEXTS, cells, max_size=2).map(json.dumps)
    if isinstance(kind, Hours):
        return st.sampled_from([0, 1.5, 3, 7.25, 24])
    return TEXTS


def field_values(draw: st.DrawFn, each: Field, names: dict[str, list[str]]) -> object:
    needed = each.required and not each.default
    strategy = values_of(each.type, names)
    return draw(strategy if needed else st.none() | strategy)


def fill(draw: st.DrawFn, register: Register) -> None:
    """Put a few random records of every kind into the register, by the verbs that a person uses."""
    names: dict[str, list[str]] = {}
    for record in RECORDS.values():
        if record.kind == "setting":
            continue
        for _turn in range(draw(st.integers(0, 4))):
            add_one(draw, register, record, names)


def add_one(draw: st.DrawFn, register: Register, record: Record, names: dict[str, list[str]]) -> None:
    row = {each.key: field_values(draw, each, names) for each in record.fields}
    try:
        with register.change("add") as change:
            written = note_status(change, row) if record.kind == "status" else change.write(record, row)
    except OutreachError:  # two of one name, an end before its start, a reference to nothing
        return
    if record.name:
        names.setdefault(record.kind, []).append(str(written.values[record.name]))


def note_status(change: Change, row: dict[str, object]) -> WrittenRecord:
    """A status by its own verb, which enrols first."""
    row = {key: str(value) if value else None for key, value in row.items()}
    citizen, status, reason = str(row["citizen"]), str(row["status"]), row["reason"]
    return change.status(citizen, status, programme=row["programme"], on=row["date"], reason=reason)[-1]


@pytest.mark.slow
@pytest.mark.parametrize("form", SHEETS)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(data=st.data())
def test_what_was_exported_comes_back_as_it_was(form: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as made:
        folder = Path(made)
        with create_register(folder / "one.db", municipality="Aalborg", language="en") as one:
            fill(data.draw, one)
            export(one, folder / "out", RECORDS.values(), form)
            with create_register(folder / "two.db") as two:
                take_folder(two, folder / "out")
                assert everything(two) == everything(one)
                assert reports(two) == reports(one)
                assert take_folder(two, folder / "out").startswith("imported 0, corrected 0, unchanged")


def reports(register: Register) -> list[str]:
    """Every report that covers all programmes at once, as JSON."""
    found = []
    for name in list_builtin():
        try:
            found.append(register.report(name, period="2018..2019-02").to_json())
        except OutreachError as error:
            found.append(str(error))
    return found


def test_a_file_has_the_columns_that_an_import_reads_and_is_for_its_owner_only(
    register: Register, tmp_path: Path
) -> None:
    with register.change("add") as change:
        change.add("site", "=Nord", kind="+45")
        change.register("K-1")
        change.contact("K-1", on="2018-02-03", site="=Nord", minutes=45)
    os.umask(0)
    export(register, tmp_path / "out", RECORDS.values(), "csv")
    export(register, tmp_path / "excel", [RECORDS["contact"]], "csv-excel")
    os.umask(0o022)
    site = (tmp_path / "out" / "sites.csv").read_text()
    assert site == "site,municipality,kind,model,opened_on,closed_on,successor\n'=Nord,,'+45,,,,\n"
    contacts = (tmp_path / "excel" / "contacts.csv").read_bytes()
    assert contacts.startswith("\ufeffsource_id;date;citizen;site;kind;".encode())
    assert contacts.endswith(b";yes\r\n")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_an_export_never_writes_onto_the_register(register: Register, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sites.csv").symlink_to(register.path)
    before = register.path.read_bytes()
    with pytest.raises(RefusedError, match=r"sites\.csv is the register itself"):
        export(register, tmp_path / "out", RECORDS.values(), "csv")
    with pytest.raises(RefusedError):
        export(register, register.path, RECORDS.values(), "csv")
    assert register.path.read_bytes() == before


@pytest.mark.parametrize("form", SHEETS)
def test_an_export_that_finds_no_room_leaves_nothing_and_what_was_there(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    from outreach_cli.exchange import export_files

    def write_until_full(form: str, file: BinaryIO, *rows: Any) -> int:
        if "contacts" in str(file.name):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_rows(form, file, *rows)

    there = tmp_path / "there"
    export(register, there, RECORDS.values(), form)
    before = {each.name: each.read_bytes() for each in there.iterdir()}
    with register.change("add") as change:
        change.add("site", "North")
    monkeypatch.setattr(export_files, "write_rows", write_until_full)
    for folder in (there, tmp_path / "new"):
        with pytest.raises(DiskFailedError, match="contacts"):
            export(register, folder, RECORDS.values(), form)
    assert not (tmp_path / "new").exists()
    assert {each.name: each.read_bytes() for each in there.iterdir()} == before


def test_an_export_of_one_kind_says_what_it_wrote(outreach: Run, tmp_path: Path) -> None:
    outreach("init")
    outreach("add", "site", "Nord")
    run = outreach("export", "out", "--kind", "sites", "--format", "json")
    assert run.stdout == "out/sites.json: 1 record\n"
    assert (tmp_path / "out" / "sites.json").read_text() == (
        '[\n{"site": "Nord", "municipality": null, "kind": null, "model": null,'
        ' "opened_on": null, "closed_on": null, "successor": null}\n]\n'
    )
    assert outreach("import", "sites", "out/sites.json").stdout.splitlines()[-1] == (
        "imported 0, corrected 0, unchanged 1, rejected 0"
    )


def test_a_kind_with_a_text_that_no_cell_of_a_workbook_holds_is_written_as_csv(
    register: Register, tmp_path: Path
) -> None:
    table = {"figures": {"citizens": [[f"Sted {number}", number] for number in range(3_000)]}}
    figures = json.dumps({"change": 1, "day": "2018-12-31", "tables": [table]})
    with register.change("add") as change:
        given = {"publication": "S", "report": "reach", "least": 5}
        change.write(RECORDS["publication"], given | {"figures": figures})
    export(register, tmp_path / "out", [RECORDS["site"], RECORDS["publication"]], "xlsx")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"sites.xlsx", "publications.csv"}
    assert take_folder(register, tmp_path / "out") == "imported 0, corrected 0, unchanged 1, rejected 0"


def test_the_same_records_give_the_same_bytes_a_second_later(register: Register, tmp_path: Path) -> None:
    with register.change("some") as change:
        change.register("B1", on="2018-01-01")
        change.contact("B1", on="2018-02-01")

    def write_all() -> dict[str, bytes]:
        for sheets in SHEETS:
            export(register, tmp_path / sheets, [RECORDS["contact"]], sheets)
        return {str(each): each.read_bytes() for each in tmp_path.rglob("contacts.*")}

    before = write_all()
    sleep(1.1)
    assert write_all() == before
