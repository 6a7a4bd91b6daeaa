"""Many at once: everybody's writes are kept, readers block nobody, and a busy register says who holds it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from outreach_cli.api import create_register, open_register
from outreach_cli.storage.check import check_file
from tests.conftest import MACHINE, ROOT, TODAY

WRITE = """
import sys
from outreach_cli import open_register
with open_register(sys.argv[1]) as register:
    for number in range(int(sys.argv[3])):
        with register.change("contact") as change:
            change.contact("C1", on="2018-01-01", minutes=int(sys.argv[2]))
"""


def at_once(path: Path, processes: int, writes: int) -> None:
    """So many processes write so many contacts each; none is refused and all are kept."""
    with create_register(path) as register, register.change("register") as change:
        change.register("C1", on="2018-01-01")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY, "OUTREACH_WAIT": "600"}
    running = [
        subprocess.Popen([sys.executable, "-c", WRITE, str(path), str(each), str(writes)], env=environment)
        for each in range(processes)
    ]
    assert [each.wait() for each in running] == [0] * processes
    with open_register(path) as register:
        rows = register.connection.execute("SELECT minutes, count(*) FROM contact GROUP BY 1").fetchall()
    assert rows == [(each, writes) for each in range(processes)]
    assert check_file(path) == []


@pytest.mark.slow
def test_sixteen_processes_write_at_once_and_everything_is_kept(tmp_path: Path) -> None:
    at_once(tmp_path / "outreach.db", 16, 100)


@pytest.mark.long
def test_sixteen_processes_write_a_thousand_each(tmp_path: Path) -> None:
    at_once(tmp_path / "outreach.db", 16, 1000)


def test_a_report_stopped_in_a_pager_blocks_nobody(tmp_path: Path, outreach) -> None:
    outreach("init")
    for number in range(3):
        outreach("register", f"C{number}")
    with open_register(tmp_path / "outreach.db") as register, register.change("register") as change:
        for number in range(10, 4000):
            change.register(f"C{number}", on="2018-01-01")
    environment = MACHINE | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY}
    words = [sys.executable, "-m", "outreach_cli", "list", "citizens"]
    with subprocess.Popen(words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        assert reader.stdout.read(1)  # the list is being printed, and nobody reads on
        said = outreach("contact", "C1", env={"OUTREACH_WAIT": "1"})
        assert said.returncode == 0, said.stderr
        reader.kill()


def test_a_busy_register_says_who_holds_it_and_writes_nothing(tmp_path: Path, outreach) -> None:
    outreach("init")
    outreach("register", "C1")
    before = (tmp_path / "outreach.db").read_bytes()
    with closing(sqlite3.connect(tmp_path / "outreach.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = outreach("contact", "C1", env={"OUTREACH_WAIT": "0.1"})
        assert said.returncode == 6
        assert said.stderr.startswith("Error: The register is busy")
        assert said.stdout == ""
        if Path("/proc/locks").exists():
            assert f"({os.getpid()})" in said.stderr
        assert outreach("report", "conversations", env={"OUTREACH_WAIT": "0.1"}).returncode == 0
        assert outreach("check", env={"OUTREACH_WAIT": "0.1"}).returncode == 0
    assert (tmp_path / "outreach.db").read_bytes() == before


WRITING = [
    ["add", "site", "North"],
    ["set", "language", "en"],
    ["register", "C1"],
    ["register", "C2"],
    ["add", "offer", "Rygestop"],
    ["add", "programme", "Rolig"],
    ["contact", "C1", "C2", "--site", "North", "--refer-to", "Rygestop"],
    ["refer", "C1", "Rygestop"],
    ["refer", "C1", "Rygestop", "--outcome", "started"],
    ["enrol", "C1", "Rolig"],
    ["status", "C2", "active", "--programme", "Rolig"],
    ["correct", "contact", "1", "--minutes", "30"],
    ["assess", "C1", "3"],
    ["attend", "Motion", "C1", "--on", "2019-03-01", "--create"],
    ["add", "worker", "Nurse"],
    ["assign", "C1", "Nurse"],
    ["plan", "Nurse", "North", "--weekday", "tue", "--from", "2019-01-01", "--to", "2019-01-31"],
    ["add", "worker", "Second nurse"],
    ["hand-over", "Nurse", "Second nurse"],
    ["consent", "C1", "evaluation"],
    ["remove", "contact", "2"],
    ["import", "contacts", "contacts.csv"],
    ["undo"],
    ["merge", "C1", "C2"],
    ["list", "contacts"],
    ["show", "C1"],
    ["log"],
    ["log", "C1"],
    ["report", "conversations"],
    ["report", "conversations", "--as-of", "3"],
    ["report", "conversations", "--compare-with", "3"],
    ["report", "conversations", "--trace", "North"],
    ["check"],
    ["due"],
    ["target", "conversations", "citizens", "5", "--period", "2019"],
    ["close", "C1", "--reason", "moved"],
    ["backup", "copy.db"],
    ["export", "folder"],
    ["key", "new"],
    ["register", "C9"],
]
PREVIEWED = {"undo": 1, "merge": 2}
"""Commands that show what they will do before they do it, and how many transactions come before theirs."""
_TRACED = """
import sys
from outreach_cli.storage import database
connect = database.connect
def traced(path, mode):
    connection = connect(path, mode)
    if str(path).endswith("outreach.db"):
        connection.set_trace_callback(
            lambda sql: print([*sql.split(maxsplit=2)[:2], str(" temp." in sql)], file=sys.stderr)
        )
    return connection
database.connect = traced
from outreach_cli.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.slow
def test_every_commands_writes_are_one_immediate_transaction(tmp_path: Path, outreach) -> None:
    outreach("init")
    (tmp_path / "contacts.csv").write_text("date,citizen\n2018-01-01,C1\n2018-01-02,C2\n")
    environment = MACHINE | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY}
    environment["OUTREACH_KEY"] = str(tmp_path / "key")
    for words in WRITING:
        said = subprocess.run(
            [sys.executable, "-c", _TRACED, *words],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert said.returncode == 0, (words, said.stderr[-500:])
        writes_outside = immediate = 0
        inside = False
        for line in said.stderr.splitlines():
            if not line.startswith("["):
                continue
            first, *second, is_temporary = [each.upper() for each in eval(line)]
            if first == "BEGIN":
                inside = second == ["IMMEDIATE"]
                immediate += inside
            elif first in ("COMMIT", "ROLLBACK"):
                inside = False
            elif first in ("INSERT", "UPDATE", "DELETE", "REPLACE", "DROP", "ALTER", "CREATE"):
                writes_outside += not inside and second != ["TEMP"] and is_temporary == "FALSE"
        assert writes_outside == 0, words
        # Whom a preview tells of is noted before it is shown, and so before the change begins; that of a
        # merge is the merge itself, taken back.
        assert immediate <= 1 + PREVIEWED.get(words[0], 0), words


def test_every_command_is_traced() -> None:
    from outreach_cli.commands.registry import ENTRIES

    # The first five write no register's records; the others note who looks before anything is shown, in a
    # transaction of its own, and forget then rewrites the past in another.
    not_traced = {"init", "restore", "help", "completion", "published", "access", "disclose", "forget"}
    assert set(ENTRIES) - not_traced <= {words[0] for words in WRITING}
