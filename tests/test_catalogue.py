"""What holds of every report in the catalogue, and the worked example that stands beside each."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from statistics import median

import pytest

from outreach_cli.api import Register, open_register
from outreach_cli.cli import run
from outreach_cli.core.language import LANGUAGES, _, use_language
from outreach_cli.core.periods import name_span
from outreach_cli.records.registry import RECORDS
from outreach_cli.reports.definitions.definition import ColumnDefinition
from outreach_cli.reports.definitions.measures import CountedMeasure
from outreach_cli.reports.definitions.reader import BUILTIN, find_definition, list_builtin
from outreach_cli.tables import terminal
from outreach_cli.tables.formats import FORMATS, encode_table
from outreach_cli.tables.table import Table
from tests.conftest import ROOT
from tests.made_up import disturb, fill

pytestmark = pytest.mark.slow

EXAMPLES = [
    (name, example)
    for name in list_builtin()
    for example in tomllib.loads(Path(BUILTIN, f"{name}.toml").read_text(encoding="utf-8")).get("example", [])
]
OWN = sorted((ROOT / "examples" / "reports").glob("*.toml"))
"""Reports that an evaluator would ask for, written as a user writes one."""
EXAMPLES += [
    (str(path), example)
    for path in OWN
    for example in tomllib.loads(path.read_text(encoding="utf-8")).get("example", [])
]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OUTREACH_TODAY", "2019-03-15")
        path = fill(tmp_path_factory.mktemp("made_up") / "outreach.db")
        with open_register(path) as register:
            yield register


def asked(register: Register, name: str, **more: object) -> Table:
    """The report with everything in it: all rows, and one programme where it covers one at a time."""
    programme = "Programme 00" if find_definition(name).one_at_a_time == "programme" else None
    period = None if name != "monthly" else "2018-01-01..2019-03-15"
    return register.report(name, show_unknown=True, programme=programme, period=period, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [*list_builtin(), *map(str, OWN)])
def test_a_worked_example_stands_beside_each_definition(name: str) -> None:
    assert name in {each for each, _example in EXAMPLES}


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[Path(name).stem for name, _example in EXAMPLES])
def test_the_worked_example_comes_out_as_it_says(
    name: str, example: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ["--db", str(tmp_path / "outreach.db"), "--no-input"]
    for line in ["init --municipality Aalborg", *str(example["given"]).strip().splitlines()]:
        assert run([*before, *shlex.split(line)]) == 0, (line, capsys.readouterr().err)
    capsys.readouterr()
    words = [*before, "report", name, "--format", "json", *shlex.split(str(example.get("asked", "")))]
    assert run(words) == 0, capsys.readouterr().err
    table = json.loads(capsys.readouterr().out)
    rows = example["rows"]
    assert isinstance(rows, list)
    assert [{key: got.get(key) for key in row} for got, row in zip(table["rows"], rows, strict=True)] == [
        {key: pytest.approx(cell) if isinstance(cell, float) else cell for key, cell in _nulls(row).items()}
        for row in rows
    ]
    total = example["total"]
    assert isinstance(total, dict)
    assert {key: table["total"][key] for key in total} == pytest.approx(total)
    assert [note for note in example.get("notes", []) if note not in table["notes"]] == []  # type: ignore[attr-defined]


def _nulls(row: dict[str, object]) -> dict[str, object]:
    """TOML has no null; the examples write it as "null"."""
    return {key: None if cell == "null" else cell for key, cell in row.items()}


@pytest.mark.parametrize("name", list_builtin())
def test_the_made_up_register_gives_each_report_something_to_count(name: str, made_up: Register) -> None:
    table = asked(made_up, name)
    assert len(table.body) >= 2
    assert any(isinstance(cell, int | Fraction) and cell for cell in table.foot or ())


@pytest.mark.slow
@pytest.mark.parametrize("name", list_builtin())
def test_a_trace_lists_as_much_as_each_cell_counts(name: str, made_up: Register) -> None:
    table = asked(made_up, name)
    lines = [*((table.name_row(place), row) for place, row in enumerate(table.body)), ("I alt", table.foot)]
    for row_name, cells in lines:
        assert cells is not None
        for column, cell in zip(table.columns, cells, strict=True):
            if column.row or cell is None or cell == "":
                continue
            traced = asked(made_up, name, traced=(row_name, column.key))
            counted = find_definition(name).find_column(column.key)
            assert _told(traced, counted, table, cells) == cell, (row_name, column.key)


@pytest.mark.parametrize("name", list_builtin())
def test_a_trace_says_whose_each_thing_is_that_is_of_one(name: str, made_up: Register) -> None:
    definition = find_definition(name)
    for key, measure in definition.counted.items():
        if measure.act == "distinct" and definition.find_column(key).printed:
            traced = asked(made_up, name, traced=("I alt", key))
            whose = measure.population.person
            assert whose in [None, *(column.key for column in traced.columns)], key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", list_builtin())
def test_a_report_is_a_table_on_a_terminal_of_80_columns(name: str, language: str, made_up: Register) -> None:
    said = terminal.write(asked(made_up, name, language=language), width=80)
    with use_language(language):
        assert re.search(rf"^ ─+\n {_('Total')}  ", said, re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("name", list_builtin())
def test_a_trace_takes_a_row_by_its_words_in_either_language(name: str, made_up: Register) -> None:
    said = {language: asked(made_up, name, language=language) for language in LANGUAGES}
    for place in range(len(said["da"].body)):
        da, en = (said[language].name_row(place) for language in ("da", "en"))
        traced = asked(made_up, name, language="da", traced=(da, None))
        assert asked(made_up, name, language="da", traced=(en, None)).body == traced.body
        in_words = ", ".join(name_span(each, "en") for each in en.split(", "))
        assert asked(made_up, name, language="en", traced=(da, None)).title.endswith(f" – {in_words}")


@pytest.mark.parametrize(
    ("name", "by", "key", "row"),
    [
        ("courses", None, "dropped_out", "Dropout"),
        ("reach", None, "mental_illness", "Psykisk sygdom"),
        ("conversations", "municipality", "0851", "Aalborg"),
        ("quality", None, "invalid_form", "Ugyldigt skema"),
        ("monthly", "kind", "2018-02, conversation", "2018-02, Samtale"),
        ("monthly", "site", "2018-02, unknown", "2018-02, Ikke oplyst"),
    ],
)
def test_a_trace_takes_a_row_by_its_key(
    name: str, by: str | None, key: str, row: str, made_up: Register
) -> None:
    traced = asked(made_up, name, by=by, traced=(key, None))
    assert traced.body
    assert traced == asked(made_up, name, by=by, traced=(row, None))._replace(traced=traced.traced)
    assert traced.title.endswith(" – " + ", ".join(name_span(each, "da") for each in row.split(", ")))


def _told(traced: Table, column: ColumnDefinition, table: Table, cells: tuple[object, ...]) -> object:
    """What the lines of a trace amount to."""
    measure = column.measure
    if not isinstance(measure, CountedMeasure):
        by_key = dict(zip((each.key for each in table.columns), cells, strict=True))
        assert traced.body
        return by_key[column.key]
    if measure.act in ("count", "distinct"):
        return len(traced.body)
    place = [each.key for each in traced.columns].index(measure.field or "")
    found = [row[place] for row in traced.body if row[place] is not None]
    shown = column.counted_field
    if measure.act == "value" or (shown and not shown.is_number):
        return max(str(each) for each in found)
    numbers = [Fraction(str(each).replace(",", ".")) for each in found]
    if measure.act in ("median", "max"):
        return median(numbers) if measure.act == "median" else max(numbers)
    return sum(numbers) if measure.act == "sum" else sum(numbers) / len(numbers)


@pytest.mark.parametrize("name", list_builtin())
def test_the_rows_of_a_count_add_to_its_total_where_a_thing_has_one_row(name: str, made_up: Register) -> None:
    table, definition = asked(made_up, name), find_definition(name)
    several = any(each.several for each in definition.rows)
    for column in definition.printed:
        if not isinstance(column.measure, CountedMeasure) or column.measure.act not in (
            "count",
            "distinct",
            "sum",
        ):
            continue
        added = sum(row[column.key] or 0 for row in table.rows)  # type: ignore[misc]
        total = (table.total or {})[column.key]
        assert isinstance(total, int | float)
        if column.measure.act == "distinct" or several:
            assert added >= total, column.key
        else:
            assert added == pytest.approx(total), column.key


@pytest.mark.parametrize("name", list_builtin())
def test_csv_and_json_hold_the_same_cells(name: str, made_up: Register) -> None:
    table = asked(made_up, name)
    said = json.loads(encode_table(table, "json"))
    lines = list(csv.DictReader(io.StringIO(encode_table(table, "csv").decode())))
    assert len(lines) == len(said["rows"]) + 1
    for line, row in zip(lines, [*said["rows"], said["total"]], strict=True):
        for key, cell in row.items():
            if isinstance(cell, int | float):
                assert float(line[key]) == pytest.approx(cell)


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_can_be_written_in_every_format(form: str, made_up: Register) -> None:
    if form == "table":
        return
    for name in list_builtin():
        assert encode_table(asked(made_up, name), form)


@pytest.mark.parametrize("name", list_builtin())
def test_the_same_register_gives_the_same_bytes_now_and_as_of_its_last_change(
    name: str, made_up: Register
) -> None:
    now, then = asked(made_up, name), asked(made_up, name, as_of=2)
    assert (now.body, now.foot, now.notes) == (then.body, then.foot, then.notes)
    assert encode_table(now, "csv") == encode_table(asked(made_up, name), "csv")


@pytest.fixture(scope="module")
def disturbed(
    made_up: Register, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Register, dict[str, Table]]]:
    """A register of which much was corrected and removed later, with each report as it was printed before."""
    path = tmp_path_factory.mktemp("disturbed") / "outreach.db"
    path.write_bytes(made_up.path.read_bytes())
    with open_register(path) as register:
        printed = {name: asked(register, name) for name in list_builtin()}
        disturb(register)
        yield register, printed


@pytest.mark.parametrize("name", list_builtin())
def test_a_report_as_of_then_is_what_was_printed_then(
    name: str, disturbed: tuple[Register, dict[str, Table]]
) -> None:
    register, printed = disturbed
    assert encode_table(asked(register, name), "csv") != encode_table(printed[name], "csv")
    then = asked(register, name, as_of=2)
    for form in ("csv", "markdown"):
        assert encode_table(then, form) == encode_table(printed[name], form)


@pytest.mark.parametrize("name", list_builtin())
def test_every_heading_is_in_both_languages_and_every_column_has_a_rule(name: str) -> None:
    definition = find_definition(name)
    assert definition.title.da != definition.title.en
    for column in definition.printed:
        assert column.label.da
        assert column.label.en
        assert column.rule.da != column.rule.en, column.key


@pytest.mark.parametrize("name", list_builtin())
def test_every_report_can_be_asked_for_one_municipality(name: str, made_up: Register) -> None:
    whole, part = asked(made_up, name), asked(made_up, name, municipality="Aalborg")
    assert part.filters["municipality"] == "Aalborg"
    for column in find_definition(name).printed:
        if isinstance(column.measure, CountedMeasure) and column.measure.act in ("count", "distinct"):
            all_of, some = (whole.total or {})[column.key], (part.total or {})[column.key]
            assert (some or 0) <= (all_of or 0)  # type: ignore[operator]


def moved(register: Register, path: Path) -> Path:
    """Another register with what an import makes of an export of this one; returns the exported folder."""
    folder = path.with_suffix("")
    assert run(["-q", "--db", str(register.path), "export", str(folder)]) == 0
    assert run(["-q", "--db", str(path), "init"]) == 0
    assert run(["-q", "--db", str(path), "import", str(folder)]) == 0
    return folder


def test_every_kind_of_record_comes_back_from_an_export_as_it_was(
    made_up: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first import enrols those with a status and dates steps of referrals; the second adds nothing."""
    moved(made_up, tmp_path / "one.db")
    with open_register(tmp_path / "one.db") as one:
        folder = moved(one, tmp_path / "two.db")
        with open_register(tmp_path / "two.db") as two:
            again = moved(two, tmp_path / "three.db")
            for record in RECORDS.values():
                name = f"{record.plural}.csv"
                assert (again / name).read_bytes() == (folder / name).read_bytes(), name
                first, second = (path / name for path in (tmp_path / "one", folder))
                if record.kind not in ("enrolment", "setting"):
                    assert first.read_text().count("\n") == second.read_text().count("\n"), name
            for name in list_builtin():
                assert encode_table(asked(one, name), "csv") == encode_table(asked(two, name), "csv"), name
