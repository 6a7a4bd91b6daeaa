"""Files that are none: FIFOs, devices and links are read and written as what they are."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from outreach_cli.core.files import find_drafts, make_draft
from tests.conftest import MACHINE, ROOT, TODAY, installed


def test_a_fifo_is_imported_as_standard_input_is(outreach, tmp_path: Path) -> None:
    outreach("init")
    fifo = tmp_path / "citizens.csv"
    os.mkfifo(fifo)
    for words in (("import", "citizens.csv"), ("import", "citizens", "citizens.csv")):
        writer = threading.Thread(target=fifo.write_text, args=("citizen\nA\n",), daemon=True)
        writer.start()
        assert outreach(*words).returncode == 0
        writer.join(10)
    assert outreach("import", "citizens", "/dev/stdin", text="citizen\nB\n").stdout.startswith("imported 1")


def test_a_table_is_written_to_a_device_and_replaces_none(outreach, tmp_path: Path) -> None:
    outreach("init")
    done = outreach("report", "conversations", "--period", "2018", "--format", "csv", "-o", "/dev/stdout")
    assert done.stdout.startswith("site,citizens")
    assert Path("/dev/stdout").is_symlink()


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing"])
def test_a_table_replaces_neither_a_link_nor_what_it_points_at(outreach, tmp_path: Path, there: bool) -> None:
    outreach("init")
    if there:
        (tmp_path / "sent.csv").write_text("what was sent\n")
    (tmp_path / "latest.csv").symlink_to("sent.csv")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sites.csv").symlink_to("../sent.csv")
    (tmp_path / "wrong.csv").write_text("citizen,site\nA,nowhere\n")
    wanted = "name that file, or another."
    for words in (
        ("report", "conversations", "--period", "2018", "-o", "latest.csv"),
        ("list", "sites", "-o", "latest.csv"),
        ("export", "out", "--kind", "sites"),
        ("import", "citizens", "wrong.csv", "--partial", "--rejects", "latest.csv"),
    ):
        done = outreach(*words)
        assert (done.returncode, done.stderr.splitlines()[-1][-len(wanted) :]) == (3, wanted), words
    assert (tmp_path / "latest.csv").readlink() == Path("sent.csv")
    assert (tmp_path / "sent.csv").exists() is there
    assert not there or (tmp_path / "sent.csv").read_text() == "what was sent\n"


def test_a_table_goes_through_a_fifo_a_link_to_one_and_a_device_and_replaces_none(
    outreach, tmp_path: Path
) -> None:
    outreach("init")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to("fifo")
    words = ("report", "conversations", "--period", "2018", "--format", "csv", "-o")
    for name in ("fifo", "link"):
        with ThreadPoolExecutor() as pool:
            read = pool.submit((tmp_path / "fifo").read_text)
            assert outreach(*words, name).returncode == 0
            assert read.result(10).startswith("site,citizens")
    assert (tmp_path / "fifo").is_fifo()
    assert (tmp_path / "link").is_symlink()
    (tmp_path / "null").symlink_to("/dev/null")
    assert outreach(*words, "null").returncode == 0
    assert outreach(*words, "/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()
    assert (tmp_path / "null").is_symlink()


def test_what_a_shell_passes_on_is_imported_as_a_file_is(outreach, tmp_path: Path) -> None:
    bash = installed("bash")
    outreach("init")
    outreach("register", "A", "--on", "2018-01-01")
    (tmp_path / "f.csv").write_text("date,citizen\n2018-02-01,A\n2018-02-02,A\n")
    line = f"{sys.executable} -m outreach_cli import contacts <(cat f.csv)"
    environment = MACHINE | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY}
    done = subprocess.run(
        [bash, "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("imported 2")


def test_a_restore_through_a_link_replaces_what_it_points_at(outreach, tmp_path: Path) -> None:
    outreach("init")
    outreach("backup", "copy.db")
    outreach("register", "A")
    (tmp_path / "link.db").symlink_to("outreach.db")
    assert outreach("--db", "link.db", "restore", "copy.db").returncode == 0
    assert (tmp_path / "link.db").is_symlink()
    assert outreach("show", "A").returncode == 3


def test_a_backup_never_takes_the_place_of_a_fifo(outreach, tmp_path: Path) -> None:
    outreach("init")
    os.mkfifo(tmp_path / "fifo")
    for more in ((), ("--force",)):
        assert outreach("backup", "fifo", *more).returncode == 3
    assert (tmp_path / "fifo").is_fifo()


def test_no_file_is_called_as_a_stream_is(outreach, tmp_path: Path) -> None:
    assert outreach("init").returncode == 0
    (tmp_path / "contacts.csv").write_text("date,citizen\n2018-02-03,K-9\n")
    for words in (["backup", "-"], ["import", "contacts", "contacts.csv", "--partial", "--rejects", "-"]):
        run = outreach(*words, "--lang", "en")
        assert (run.returncode, "- stands for a stream" in run.stderr) == (3, True), run.stderr
    assert not (tmp_path / "-").exists()
    run = outreach("report", "conversations", "-o", "-", "--lang", "en")
    assert (run.returncode, run.stdout.splitlines()[0][:6]) == (0, "Health")


def test_a_killed_writers_draft_goes_with_the_next_and_a_living_ones_stays(tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    killed = "import os\nfrom outreach_cli.core.files import make_draft\n"
    killed += "with make_draft('copy.db') as made: made.write_bytes(b'half'); os.kill(os.getpid(), 9)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", killed], cwd=tmp_path, env=environment)
    (left,) = find_drafts(path)
    with make_draft(path) as mine:
        assert find_drafts(path) == [mine.parent]
        assert mine.parent != left
        with make_draft(path) as other:
            assert find_drafts(path) == sorted([mine.parent, other.parent])
    assert list(tmp_path.iterdir()) == []


def test_a_draft_lies_where_nobody_else_may_look(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        with make_draft(tmp_path / "table.csv", None) as made:
            assert made.parent.parent == tmp_path
            assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_a_killed_backup_is_cleared_away_by_the_next_one(outreach, tmp_path: Path) -> None:
    """The backup is killed while it copies: the register is large enough for that to take a while."""
    outreach("init")
    rows = "".join(f"C{number}\n" for number in range(40_000))
    (tmp_path / "citizens.csv").write_text("citizen\n" + rows)
    assert outreach("import", "citizens.csv").returncode == 0
    target = tmp_path / "copy.db"
    environment = MACHINE | {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY}
    words = [sys.executable, "-m", "outreach_cli", "backup", "copy.db"]
    with subprocess.Popen(words, cwd=tmp_path, env=environment) as backup:
        until = time.monotonic() + 60
        while not any((each / "draft").exists() for each in find_drafts(target)):
            assert backup.poll() is None, "it was done before a draft was seen"
            assert time.monotonic() < until
        backup.kill()
    assert len(find_drafts(target)) == 1
    assert not target.exists()
    assert outreach("backup", "copy.db").returncode == 0
    assert find_drafts(target) == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["citizens.csv", "copy.db", "outreach.db"]


@pytest.mark.parametrize(
    "given", [{"OUTREACH_WAIT": "abc"}, {"OUTREACH_WAIT": "nan"}, {"OUTREACH_TODAY": "i dag"}], ids=str
)
def test_a_setting_of_the_environment_that_is_none_is_wrong_usage(outreach, given: dict[str, str]) -> None:
    outreach("init")
    done = outreach("register", "A", env=given)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_name_that_no_file_can_have_is_told_wherever_one_is_given(outreach, tmp_path: Path) -> None:
    outreach("init")
    (tmp_path / "wrong.csv").write_text("citizen,site\nA,nowhere\n")
    name = "n" * 300
    called = f"Error: No file can be called {name}"
    for words, code, said in (
        (("list", "sites", "-o", f"{name}.csv"), 8, called),
        (("report", "all", "-o", f"{name}.xlsx"), 8, called),
        (("export", name), 8, called),
        (("backup", name), 8, called),
        (("init", "--db", name), 8, called),
        (("import", "citizens", "wrong.csv", "--partial", "--rejects", f"{name}.csv"), 8, called),
        (("import", "citizens", name), 3, f"Error: {name} could not be read"),
        (("restore", name), 5, "Error: There is no backup"),
        (("list", "sites", "--db", name), 5, "Error: There is no register"),
    ):
        done = outreach(*words)
        assert (done.returncode, done.stderr[: len(said)]) == (code, said), (words, done.stderr)


def test_a_backup_of_no_register_onto_a_file_says_that_there_is_none(outreach, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("other\n")
    done = outreach("backup", "notes.txt", "--db", "nothing.db")
    assert (done.returncode, done.stderr.splitlines()[0]) == (5, "Error: There is no register at nothing.db.")
