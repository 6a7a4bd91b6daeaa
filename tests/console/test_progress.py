"""The bar of an import: on a terminal once it takes a while, and nowhere else."""

from __future__ import annotations

import io
from pathlib import Path

import click
import pytest

from outreach_cli.api import Register
from outreach_cli.console import progress
from outreach_cli.console.session import CommandSession
from outreach_cli.exchange.export_files import export
from outreach_cli.exchange.import_session import ImportSession, take_sources
from outreach_cli.exchange.readers.sources import SourceFile
from outreach_cli.exchange.row_checker import BATCH
from outreach_cli.records.registry import RECORDS
from outreach_cli.tables.row_files import SHEETS


class Terminal(io.StringIO):
    """What stands in for a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("form", SHEETS)
def test_how_much_is_read_grows_from_nothing_to_all_in_every_format(
    register: Register, tmp_path: Path, form: str
) -> None:
    with register.change("fill") as change:
        change.import_rows("citizens", [{"citizen": f"B{number}"} for number in range(9_000)])
    export(register, tmp_path, [RECORDS["citizen"]], form)
    told: list[tuple[int, float]] = []
    with register.change("again") as change:
        bulk = ImportSession(change, watch=lambda _place, rows, read: told.append((rows, read)))
        take_sources(bulk, [SourceFile(RECORDS["citizen"], str(tmp_path / f"citizens{SHEETS[form][0]}"))])
    assert [rows for rows, _read in told] == list(range(BATCH, 9_001, BATCH))
    share = [read for _rows, read in told]
    assert share == sorted(share)
    assert 0 < share[0] < share[8] <= share[-1] == 1


@pytest.mark.parametrize(
    ("stderr", "term", "patience", "shown"),
    [
        (Terminal, "xterm", 0, True),
        (Terminal, "xterm", 60, False),
        (Terminal, "dumb", 0, False),
        (io.StringIO, "xterm", 0, False),
    ],
)
def test_a_bar_is_shown_on_a_terminal_after_a_while_and_is_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch, stderr: type[io.StringIO], term: str, patience: float, shown: bool
) -> None:
    made = stderr()
    monkeypatch.setattr("sys.stderr", made)
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setenv("TERM", term)
    monkeypatch.delenv("NO_COLOR", raising=False)
    with click.Context(click.Command("import"), obj=CommandSession()), progress.ProgressBar() as bar:
        bar.watch("[b]\x1b]52;contacts.csv", 4_000, 0.25)
        bar.watch("[b]\x1b]52;contacts.csv", 8_000, 0.5)
    said = made.getvalue()
    assert ("8,000" in said and " 50%" in said) == shown
    assert bool(said) == shown
    assert "\x1b]52" not in said
    assert said.endswith("\x1b[2K") == shown
