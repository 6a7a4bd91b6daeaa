"""The register beside other tools: what Datasette is told, and views that need nothing but SQLite."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.records.registry import RECORDS
from tests.worked import make_worked


@pytest.fixture
def opened(tmp_path: Path) -> sqlite3.Connection:
    """A worked register, opened as another tool opens it: plain SQLite, read-only."""
    make_worked(tmp_path / "outreach.db")
    connection = sqlite3.connect(f"file:{tmp_path / 'outreach.db'}?mode=ro", uri=True)
    yield connection  # type: ignore[misc]
    connection.close()


def test_datasette_is_told_of_tables_and_columns_that_are_there(opened: sqlite3.Connection, outreach) -> None:
    said = json.loads(outreach("export", "--datasette").stdout)
    tables = said["databases"]["outreach"]["tables"]
    for name, described in tables.items():
        there = {each[0] for each in opened.execute(f'SELECT * FROM "{name}" LIMIT 0').description}
        named = set(described.get("columns", {})) | set(described.get("facets", []))
        named |= {described[key] for key in ("label_column", "sort", "sort_desc") if key in described}
        assert named <= there, name
    assert tables["contact"]["title"] == "Kontakter"
    assert tables["conversations"]["columns"]["site"] == "Enhed"


def test_datasette_shows_the_records_and_the_populations_and_hides_the_past(
    opened: sqlite3.Connection, outreach
) -> None:
    said = json.loads(outreach("export", "--datasette", "--lang", "en").stdout)
    tables = said["databases"]["outreach"]["tables"]
    shown = {name for name, described in tables.items() if not described.get("hidden")}
    assert set(RECORDS) | {each.view for each in POPULATIONS.values()} <= shown
    everything = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {name for name in everything if name.endswith("_past")} <= set(tables) - shown
    assert tables["contact"]["title"] == "Contacts"


@pytest.mark.parametrize("view", sorted({each.view for each in POPULATIONS.values()}))
def test_a_population_is_a_view_with_names_that_plain_sqlite_reads(
    view: str, opened: sqlite3.Connection
) -> None:
    columns = [each[0] for each in opened.execute(f'SELECT * FROM "{view}"').description]
    assert {"id", "date"} <= set(columns)
    numbers = {column for column in columns if column.endswith("_id") and column != "site_id"}
    assert {number.removesuffix("_id") for number in numbers} <= set(columns)


def test_an_export_without_a_folder_says_what_is_missing(outreach) -> None:
    outreach("init")
    said = outreach("export")
    assert said.returncode == 2
    assert "FOLDER" in said.stderr
